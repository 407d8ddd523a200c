/** Messages of 金关二期 made up for tests, in the shape that the notes and real receipts have; and how tests read them. */
import type { Jg2Message } from "../../server/messages/message.ts";
import { readJg2 } from "../../server/messages/jg2/read-jg2.ts";
import { parseXml } from "../../server/messages/xml.ts";

export type Fields = Readonly<Record<string, string>>;

export const elements = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("");
export const part = (name: string, fields: Fields): string => `<${name}>${elements(fields)}</${name}>`;

const envelopInfo = (kind: string): string =>
  part("EnvelopInfo", {
    version: "1.0",
    message_id: `CUS${kind}1`,
    file_name: `CUS${kind}1.xml`,
    message_type: kind,
    sender_id: "CUS0000",
    receiver_id: "E010000",
    send_time: "2026-11-21T08:00:00",
  });

export const ENVELOPE = { messageId: "CUS0000E01000001", senderId: "CUS0000", receiverId: "E010000", sendTime: "2026-11-21T08:00:00" };

/** The definitions' dialect, as customs sends it. */
export const defined = (kind: string, content: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><Package>${envelopInfo(kind)}<DataInfo><PocketInfo><pocket_id>p</pocket_id><total_pocket_qty>1</total_pocket_qty><cur_pocket_no>1</cur_pocket_no><is_unstructured></is_unstructured></PocketInfo><BussinessData><${kind}>${content}</${kind}></BussinessData></DataInfo></Package>`;

/** The single-window client's dialect. */
export const client = (kind: string, message: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Signature><Object><Package>${envelopInfo(kind)}<DataInfo><BussinessData><DelcareFlag>1</DelcareFlag><${message}><SysId>Z7</SysId><OperCusRegCode>3302999A01</OperCusRegCode>${content}</${message}></BussinessData></DataInfo></Package></Object></Signature>`;

export function read(xml: string): Jg2Message {
  const message = readBytes(new TextEncoder().encode(xml));
  if (message === undefined) throw new Error("not a message of 金关二期");
  return message;
}

export function readBytes(bytes: Uint8Array): Jg2Message | undefined {
  const document = parseXml(bytes);
  if (!document.ok) throw new Error(`${document.reason}: ${document.detail}`);
  return readJg2(document.root);
}

/** 18 characters with a right check digit (GB 32100). */
export const CREDIT_CODE = "91350100M000100Y43";

const FIRMS: Fields = {
  bizopEtpsSccd: CREDIT_CODE,
  bizopEtpsno: "3302999A01",
  bizopEtpsNm: "示例保税物流有限公司",
  rvsngdEtpsSccd: CREDIT_CODE,
  rcvgdEtpsno: "3302999A01",
  rcvgdEtpsNm: "示例保税物流有限公司",
  dclEtpsSccd: CREDIT_CODE,
  dclEtpsno: "3302999A01",
  dclEtpsNm: "示例保税物流有限公司",
};

/** 保税电商 (kind 8) out of the zone: what both dialects can say, by the names of the definitions. */
export const INVENTORY_HEAD: Fields = {
  bondInvtNo: "QD311126E000098849",
  chgTmsCnt: "0",
  invtPreentNo: "202600000122717119",
  putrecNo: "T3111W000076",
  etpsInnerInvtNo: "EXMU0000000001D",
  ...FIRMS,
  impexpPortcd: "3116",
  dclPlcCuscd: "3111",
  impexpMarkcd: "E",
  mtpckEndprdMarkcd: "I",
  supvModecd: "1210",
  trspModecd: "9",
  stshipTrsarvNatcd: "142",
  dclcusFlag: "2",
  bondInvtTypecd: "8",
};
export const INVENTORY_LINE: Fields = {
  gdsSeqno: "1",
  putrecSeqno: "2255",
  gdsMtno: "SKU1",
  gdecd: "1515909090",
  gdsNm: "茶油",
  gdsSpcfModelDesc: "500ml",
  dclUnitcd: "007",
  lawfUnitcd: "035",
  natcd: "142",
  dclUprcAmt: "128.5",
  dclTotalAmt: "257",
  dclCurrcd: "142",
  lawfQty: "1",
  dclQty: "2",
};
const INVENTORY_CLIENT_NAMES: Fields = { invtPreentNo: "SeqNo", bondInvtTypecd: "InvtType" };

/** By the client's names: the first letter is a capital, and a few are others. */
export const clientNames = (fields: Fields, others: Fields = {}): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [others[name] ?? name.charAt(0).toUpperCase() + name.slice(1), value]));

export const definedInventory = (head: Fields = INVENTORY_HEAD, lines: readonly Fields[] = [INVENTORY_LINE]): string =>
  defined(
    "INV101",
    part("BondInvtBsc", head) +
      lines.map((line) => part("BondInvtDt", { bondInvtNo: head["bondInvtNo"] ?? "", chgTmsCnt: "", ...line })).join(""),
  );

export const clientInventory = (head: Fields = INVENTORY_HEAD, lines: readonly Fields[] = [INVENTORY_LINE]): string =>
  client(
    "INV101",
    "InvtMessage",
    part("InvtHeadType", clientNames(head, INVENTORY_CLIENT_NAMES)) +
      lines.map((line) => part("InvtListType", { SeqNo: head["invtPreentNo"] ?? "", ...clientNames(line) })).join(""),
  );

/** 二线进出区 (kind 3), one truck for two inventory lists. */
export const PASS_HEAD: Fields = {
  passportNo: "Z3111E261121000000000003",
  sasPassportPreentNo: "202600000069440319",
  passportTypecd: "3",
  dclTypecd: "1",
  ioTypecd: "E",
  bindTypecd: "1",
  masterCuscd: "3111",
  rltTbTypecd: "1",
  rltNo: "QD311126E000067647\\QD311126E000067648",
  areainEtpsno: "3302999A01",
  areainEtpsNm: "示例保税物流有限公司",
  areainEtpsSccd: CREDIT_CODE,
  vehicleNo: "湘A12345",
  vehicleWt: "13000",
  vehicleFrameWt: "1000",
  totalWt: "14292.8",
  totalGrossWt: "292.8",
  totalNetWt: "290",
  dclErConc: "申请人甲",
};
export const PASS_LINE: Fields = { passportSeqno: "1", gdecd: "9505100090", gdsNm: "圣诞饰品", dclUnitcd: "011", dclQty: "17568" };

export const definedPass = (head: Fields = PASS_HEAD, lines: readonly Fields[] = [PASS_LINE], kind = "SAS121"): string =>
  defined(
    kind,
    part("SasPassportBsc", head) +
      lines.map((line) => part("SasPassportDt", { passportNo: head["passportNo"] ?? "", ...line })).join("") +
      (head["rltNo"] ?? "")
        .split("\\")
        .map((number) => part("SasPassportRlt", { passportNo: head["passportNo"] ?? "", rltNo: number, rltTbTypecd: "1" }))
        .join(""),
  );

export const clientPass = (head: Fields = PASS_HEAD, lines: readonly Fields[] = [PASS_LINE]): string =>
  client(
    "SAS121",
    "PassPortMessage",
    part("PassportHead", clientNames(head, { sasPassportPreentNo: "SeqNo" })) +
      lines.map((line) => part("PassportList", clientNames(line, { passportSeqno: "PassportSeqNo" }))).join("") +
      (head["rltNo"] ?? "")
        .split("\\")
        .map((number) => part("PassportAcmp", { SeqNo: "", PassPortNo: "", RtlBillTypecd: "1", RtlBillNo: number }))
        .join(""),
  );

export const APPROVAL: Fields = {
  etpsPreentNo: "202600000069440319",
  businessId: "Z3111E261121000000000003",
  tmsCnt: "0",
  typecd: "1",
  manageResult: "1",
  manageDate: "2026-11-21 08:00:00",
  rmk: "",
};
