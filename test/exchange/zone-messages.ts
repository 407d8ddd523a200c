/** Messages of 金关二期 about one inventory into the zone and the gate pass that carries it, as a firm files and customs answers them. */
import { BOOK } from "../support/customs.ts";
import {
  APPROVAL,
  clientInventory,
  clientPass,
  defined,
  INVENTORY_HEAD,
  INVENTORY_LINE,
  part,
  PASS_HEAD,
  PASS_LINE,
  type Fields,
} from "../messages/jg2-samples.ts";

/** Not yet known to customs: it has the firm's own number alone. */
const { bondInvtNo: _given, invtPreentNo: _preliminary, ...OWN_HEAD } = INVENTORY_HEAD;
const INWARD: Fields = {
  ...OWN_HEAD,
  etpsInnerInvtNo: "I-1",
  putrecNo: BOOK,
  impexpMarkcd: "I",
  supvModecd: "1210",
  bondInvtTypecd: "0",
  dclcusFlag: "1",
  dclTypecd: "1",
};
const LINE: Fields = { ...INVENTORY_LINE, putrecSeqno: "1", gdsMtno: "SKU1", dclUnitcd: "007", dclQty: "10" };
export const filing = (head: Fields = {}, line: Fields = {}): string => clientInventory({ ...INWARD, ...head }, [{ ...LINE, ...line }]);
/** Its line has no 备案序号. */
export const filingByItem = (): string => {
  const { putrecSeqno: _number, ...line } = LINE;
  return clientInventory(INWARD, [line]);
};

export const NUMBER = "QD311126I000000001";
/** 统一编号: the client's. */
export const CLIENT_NUMBER = "202600000000000009";

const HEARD: Fields = { ...APPROVAL, etpsPreentNo: "202600000000000001", businessId: NUMBER, manageResult: "4" };
export const approval = (head: Fields = {}, at = "2026-11-05 10:00:00"): string =>
  defined(
    "INV201",
    part("HdeApprResult", { ...HEARD, manageDate: at }) +
      part("BondInvtBsc", {
        ...INWARD,
        bondInvtNo: NUMBER,
        invtPreentNo: "202600000000000001",
        entryStucd: "0",
        invtStucd: "0",
        vrfdedMarkcd: "1",
        ...head,
      }),
  );
export const refusal = (): string =>
  defined(
    "INV201",
    part("HdeApprResult", {
      ...APPROVAL,
      etpsPreentNo: "",
      businessId: "",
      manageResult: "3",
      manageDate: "2026-11-05 10:00:00",
      rmk: "数量不符",
    }) +
      part("CheckInfo", { note: "第1项商品" }) +
      part("BondInvtBsc", { ...INWARD, invtStucd: "2" }),
  );
/** It names the document by the client's number, and by the number that customs gives. */
export const bareApproval = (): string => defined("INV201", part("HdeApprResult", { ...HEARD, etpsPreentNo: CLIENT_NUMBER }));
export const clientAnswer = (innerNo = "I-1"): string =>
  `<CommonResponeMessage><SeqNo>${CLIENT_NUMBER}</SeqNo><EtpsPreentNo>${innerNo}</EtpsPreentNo><CheckInfo>成功</CheckInfo><DealFlag>0</DealFlag></CommonResponeMessage>`;

export const PASS_NUMBER = "Z3111I261105000000000001";
const CARRYING: Fields = {
  ...PASS_HEAD,
  passportNo: "",
  sasPassportPreentNo: "",
  etpsPreentNo: "P-1",
  passportTypecd: "2",
  ioTypecd: "I",
  bindTypecd: "2",
  rltNo: NUMBER,
  totalWt: "14292.8",
};
export const passFiling = (head: Fields = {}): string =>
  clientPass({ ...CARRYING, ...head }, [{ ...PASS_LINE, rltGdsSeqno: "1", gdsMtno: "SKU1", dclUnitcd: "007", dclQty: "4" }]);
export const passAnswer = (kind: "SAS221" | "SAS223", head: Fields): string =>
  defined(
    kind,
    part("HdeApprResult", {
      ...APPROVAL,
      etpsPreentNo: "202600000000000005",
      businessId: PASS_NUMBER,
      manageResult: "1",
      manageDate: "2026-11-06 10:00:00",
    }) + part("SasPassportBsc", { ...CARRYING, passportNo: PASS_NUMBER, sasPassportPreentNo: "202600000000000005", ...head }),
  );
export const passed = (): string => passAnswer("SAS223", { stucd: "2", passTime: "2026-11-06 11:00:00", passCollectWt: "0" });
