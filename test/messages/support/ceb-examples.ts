/** Records that every rule is satisfied with, to be spoilt one field at a time. Firms, people and numbers are invented; check digits are right. */
import type { CebKind, CebRecord } from "../../../server/messages/ceb/ceb-definitions.ts";
import type { CebMessage } from "../../../server/messages/message.ts";
import { readMessage } from "../../../server/messages/read-message.ts";
import { writeMessage, type MessageToWrite } from "../../../server/messages/write-message.ts";

export const GUID = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";
/** GB 11643-1999, its own example. */
export const CITIZEN = "11010519491231002X";
/** GB 32100-2015: the State Administration's own code. */
export const CREDIT_CODE = "91350100M000100Y43";
export const SIGNATURE =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>';

const application = { guid: GUID, appType: "1", appTime: "20221121080000", appStatus: "2" };
const platform = { ebpCode: CREDIT_CODE, ebpName: "平台", ebcCode: "1105910159", ebcName: "电商" };
const carrier = { logisticsCode: "1101180326", logisticsName: "物流" };
const price = { qty: "2", price: "10.5", totalPrice: "21" };

export const order: CebRecord<"CEB311"> = {
  head: {
    ...application,
    ...platform,
    orderType: "I",
    orderNo: "O1",
    goodsValue: "51",
    freight: "5",
    discount: "1.5",
    taxTotal: "4.64",
    acturalPaid: "59.14",
    currency: "142",
    buyerRegNo: "R1",
    buyerName: "某人",
    buyerTelephone: "13800000000",
    buyerIdType: "1",
    buyerIdNumber: CITIZEN,
    consignee: "某人",
    consigneeTelephone: "13800000000",
    consigneeAddress: "某地",
  },
  lines: [
    { gnum: "1", itemName: "茶油", gmodel: "500ml", unit: "007", ...price, currency: "142", country: "116" },
    { gnum: "2", itemName: "茶", gmodel: "100g", unit: "035", qty: "3", price: "10", totalPrice: "30.00", currency: "142", country: "116" },
  ],
};

const importLine = {
  gnum: "1",
  itemRecordNo: "SKU1",
  gcode: "1515909090",
  gname: "茶油",
  gmodel: "500ml",
  country: "116",
  currency: "142",
  unit: "007",
  qty1: "1",
  unit1: "035",
  ...price,
};
/** 保税进口 */
export const bondedList: CebRecord<"CEB621"> = {
  head: {
    ...application,
    ...platform,
    ...carrier,
    orderNo: "O1",
    logisticsNo: "L1",
    copNo: "C1",
    assureCode: "A1",
    emsNo: "T4900W000001",
    ieFlag: "I",
    declTime: "20221121",
    customsCode: "4900",
    portCode: "4900",
    buyerIdType: "1",
    buyerIdNumber: CITIZEN,
    buyerName: "某人",
    buyerTelephone: "13800000000",
    consigneeAddress: "某地",
    agentCode: "1105910159",
    agentName: "代理",
    areaCode: "4303966000",
    areaName: "仓储",
    tradeMode: "1210",
    trafMode: "4",
    country: "142",
    freight: "0",
    insuredFee: "0",
    currency: "142",
    packNo: "1",
    grossWeight: "1.2",
    netWeight: "1",
  },
  lines: [importLine, { ...importLine, gnum: "2" }],
};
/** 直购进口 */
export const directList: CebRecord<"CEB621"> = (() => {
  const { emsNo: _emsNo, areaCode: _areaCode, areaName: _areaName, ...head } = bondedList.head;
  const { itemRecordNo: _itemRecordNo, ...line } = importLine;
  return { head: { ...head, tradeMode: "9610", country: "116", trafNo: "MH730", voyageNo: "V1", billNo: "B1" }, lines: [line] };
})();

export const exportOrder: CebRecord<"CEB303"> = {
  head: { ...application, ...platform, orderType: "E", orderNo: "O1", goodsValue: "21", freight: "0", currency: "142" },
  lines: [{ gnum: "1", itemNo: "I1", itemName: "瓷器", unit: "007", currency: "142", ...price }],
};

/** 特殊区域出口 */
export const exportList: CebRecord<"CEB603"> = {
  head: {
    ...application,
    ...carrier,
    customsCode: "4900",
    ebpCode: "1105910159",
    ebpName: "平台",
    orderNo: "O1",
    logisticsNo: "L1",
    copNo: "C1",
    ieFlag: "E",
    portCode: "4900",
    ieDate: "20221121",
    statisticsFlag: "A",
    agentCode: "1105910159",
    agentName: "代理",
    ebcCode: "1105910159",
    ebcName: "电商",
    ownerCode: "1105910159",
    ownerName: "生产",
    iacCode: "4303966000",
    iacName: "仓储",
    tradeMode: "1210",
    trafMode: "5",
    country: "502",
    POD: "USA",
    freight: "1",
    fCurrency: "142",
    fFlag: "3",
    insuredFee: "0",
    iCurrency: "142",
    iFlag: "3",
    wrapType: "2",
    packNo: "1",
    grossWeight: "2",
    netWeight: "2",
  },
  lines: [
    {
      gnum: "1",
      itemNo: "I1",
      itemRecordNo: "SKU1",
      gcode: "6911101900",
      gname: "瓷器",
      gmodel: "日用",
      barCode: "无",
      country: "502",
      currency: "142",
      ...price,
      qty1: "1",
      unit: "007",
      unit1: "035",
    },
  ],
};

/** 出口退货 */
export const exportReturn: CebRecord<"CEB213"> = {
  head: {
    ...application,
    ...platform,
    ...carrier,
    customsCode: "4900",
    logisticsNo: "L1",
    coElNo: "C1",
    invtNo: "490020221E000000001",
    agentCode: "1105910159",
    agentName: "代理",
    billNo: "B1",
    ieFlag: "I",
    trafMode: "5",
    trafName: "MH730",
    portCode: "4900",
    reason: "退货",
    country: "502",
    voyageNo: "V1",
  },
  lines: [{ gnum: "1", gcode: "6911101900", gname: "瓷器", gmodel: "日用", qty: "1", qty1: "1", unit: "007", unit1: "035" }],
};

export const summary: CebRecord<"CEB701"> = {
  head: {
    ...application,
    customsCode: "4900",
    copNo: "C1",
    agentCode: "1105910159",
    agentName: "代理",
    ebcCode: "1105910159",
    ebcName: "电商",
    declAgentCode: "1105910159",
    declAgentName: "报关",
    startTime: "20221101000000",
    endTime: "20221130235959",
    summaryFlag: "1",
    itemNameFlag: "1",
    msgCount: "1",
    msgSeqNo: "1",
  },
  lines: [],
};

const taxes = { customsTax: "0", valueAddedTax: "9.1", consumptionTax: "0" };
export const tax: CebRecord<"CEB816"> = {
  head: { guid: GUID, returnTime: "20221121080000000", invtNo: "490020221000000001", taxNo: "T1", ...taxes, status: "1" },
  lines: [{ gnum: "1", gcode: "1515909090", taxPrice: "100", ...taxes }],
};

type Spoilt = Readonly<Record<string, string | undefined>>;
type AnyRecord = Readonly<{ head: object; lines?: readonly object[] }>;

/** The record with some fields another way, or gone where they are undefined. */
export function spoilt(record: AnyRecord, { head = {}, line = {}, at = 0 }: { head?: Spoilt; line?: Spoilt; at?: number }): AnyRecord {
  const change = (fields: object, by: Spoilt) =>
    Object.fromEntries(Object.entries({ ...fields, ...by }).filter(([, value]) => value !== undefined));
  const lines = record.lines?.map((each, index) => (index === at ? change(each, line) : each));
  return { head: change(record.head, head), ...(lines === undefined ? {} : { lines }) };
}

/** Nobody signed. */
export const UNSIGNED = "";

/** Written, and read again. */
export function readBack(kind: CebKind, records: readonly AnyRecord[], signature: string = SIGNATURE): CebMessage {
  const transfer = { guid: GUID, copCode: "1105910159", copName: "企业", dxpId: "DXP1" };
  const signed = signature === UNSIGNED ? {} : { signature };
  const message = { kind, transfer, nodes: records.map((record) => ({ record })), ...signed };
  const read = readMessage(Buffer.from(writeMessage(message as unknown as MessageToWrite)));
  if (!read.readable || read.system !== "ceb") throw new Error(JSON.stringify(read));
  return read;
}

/** `error InventoryHead/packNo wrong_value`, of all nodes. */
export const saidOf = ({ nodes, rejected }: CebMessage): readonly string[] =>
  [...nodes.flatMap(({ warnings }) => warnings), ...rejected.flatMap(({ errors }) => errors)].map(
    ({ severity, element, reason }) => `${severity} ${element} ${reason}`,
  );
