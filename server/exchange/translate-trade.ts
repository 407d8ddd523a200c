/**
 * Orders, payments and waybills of 跨境统一版 as the records that matching reads. Amounts and quantities stay exact. A person's
 * identity number becomes its keyed hash here, in the reader's thread, and goes no further.
 */
import type { DocumentAction, DocumentHead, Firm, Measure, Person, Priced } from "../domain/customs/trade/document.ts";
import type { TradeRecord } from "../domain/customs/trade/records.ts";
import type { CebRecord } from "../messages/ceb/ceb-definitions.ts";
import { filled, parseCustomsTime, type FieldReading } from "./field-reading.ts";

/** What the translation knows beside the record. */
export type Translating = Readonly<{
  read: FieldReading;
  /** World time of receipt: for a time that the message does not tell. */
  receivedMs: number;
  /** The keyed hash of an identity number. */
  hashPerson: (idNumber: string) => string;
}>;

const ACTIONS: Readonly<Record<string, DocumentAction>> = { "1": "new", "2": "change", "3": "delete" };

type CommonHead = Readonly<{ guid: string; appType: string; appTime: string; appStatus: string }>;

export const headOf = ({ guid, appType, appTime, appStatus }: CommonHead, { read, receivedMs }: Translating): DocumentHead => ({
  guid,
  action: read.code("appType", appType, ACTIONS) ?? "new",
  isDeclared: appStatus.trim() === "2",
  sentMs: parseCustomsTime(appTime) ?? receivedMs,
});

export const firmOf = (code: string, name: string): Firm => ({ code: code.trim(), name: name.trim() });

type PersonFields = Readonly<{ idType: string; idNumber: string; name: string; telephone: string | undefined }>;

export const idTypeOf = (code: string): Person["idType"] => (code.trim() === "1" ? "identity_card" : "other");

export const personOf = ({ idType, idNumber, name, telephone }: PersonFields, { hashPerson }: Translating): Person => ({
  idType: idTypeOf(idType),
  idHash: hashPerson(idNumber),
  name: name.trim(),
  ...optional("telephone", telephone),
});

/** Nothing at all where it is not filled in. */
export const optional = <Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, string>> => {
  const value = filled(text);
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, string>>);
};

type PricedLine = Readonly<{ qty: string; unit: string; price: string; totalPrice: string; currency: string }>;

export const pricedOf = (line: PricedLine, read: FieldReading): Measure & Priced => ({
  quantity: read.decimal("qty", line.qty),
  unit: line.unit.trim(),
  price: read.decimal("price", line.price),
  total: read.decimal("totalPrice", line.totalPrice),
  currency: line.currency.trim(),
});

export const importOrder = ({ head, lines }: CebRecord<"CEB311">, by: Translating): TradeRecord => {
  const { read } = by;
  return {
    kind: "order",
    record: {
      direction: "import",
      head: headOf(head, by),
      platform: head.ebpCode.trim(),
      orderNo: head.orderNo.trim(),
      platformName: head.ebpName.trim(),
      merchant: firmOf(head.ebcCode, head.ebcName),
      goodsValue: read.decimal("goodsValue", head.goodsValue),
      freight: read.decimal("freight", head.freight),
      discount: read.decimal("discount", head.discount),
      taxCollected: read.decimal("taxTotal", head.taxTotal),
      amountPaid: read.decimal("acturalPaid", head.acturalPaid),
      currency: head.currency.trim(),
      buyer: personOf(buyerOf(head), by),
      buyerAccount: head.buyerRegNo.trim(),
      consignee: {
        name: head.consignee.trim(),
        telephone: head.consigneeTelephone.trim(),
        address: head.consigneeAddress.trim(),
      },
      ...optional("payCode", head.payCode),
      ...optional("payTransactionNo", head.payTransactionId),
      lines: lines.map((line, index) => {
        const of = read.within(`OrderList[${index + 1}]/`);
        return {
          line: of.whole("gnum", line.gnum),
          ...optional("itemNo", line.itemNo),
          itemName: line.itemName.trim(),
          ...optional("model", line.gmodel),
          ...optional("barCode", line.barCode),
          ...optional("country", line.country),
          ...pricedOf(line, of),
        };
      }),
    },
  };
};

type BuyerFields = Readonly<{ buyerIdType: string; buyerIdNumber: string; buyerName: string; buyerTelephone: string }>;

export const buyerOf = (head: BuyerFields): PersonFields => ({
  idType: head.buyerIdType,
  idNumber: head.buyerIdNumber,
  name: head.buyerName,
  telephone: head.buyerTelephone,
});

const ORDER_TYPES = { E: "retail", B: "b2b", W: "overseas_warehouse" } as const;

export const exportOrder = ({ head, lines }: CebRecord<"CEB303">, by: Translating): TradeRecord => {
  const { read } = by;
  return {
    kind: "order",
    record: {
      direction: "export",
      head: headOf(head, by),
      orderType: read.code("orderType", head.orderType.trim(), ORDER_TYPES) ?? "retail",
      platform: head.ebpCode.trim(),
      orderNo: head.orderNo.trim(),
      platformName: head.ebpName.trim(),
      merchant: firmOf(head.ebcCode, head.ebcName),
      goodsValue: read.decimal("goodsValue", head.goodsValue),
      freight: read.decimal("freight", head.freight),
      currency: head.currency.trim(),
      lines: lines.map((line, index) => {
        const of = read.within(`OrderList[${index + 1}]/`);
        return {
          line: of.whole("gnum", line.gnum),
          ...optional("itemNo", line.itemNo),
          itemName: line.itemName.trim(),
          ...optional("barCode", line.barCode),
          ...pricedOf(line, of),
        };
      }),
    },
  };
};

export const importPayment = ({ head }: CebRecord<"CEB411">, by: Translating): TradeRecord => ({
  kind: "payment",
  record: {
    direction: "import",
    head: headOf(head, by),
    platform: head.ebpCode.trim(),
    orderNo: head.orderNo.trim(),
    platformName: head.ebpName.trim(),
    provider: firmOf(head.payCode, head.payName),
    transactionNo: head.payTransactionId.trim(),
    payer: personOf({ idType: head.payerIdType, idNumber: head.payerIdNumber, name: head.payerName, telephone: head.telephone }, by),
    amount: by.read.decimal("amountPaid", head.amountPaid),
    currency: head.currency.trim(),
    paidMs: parseCustomsTime(head.payTime) ?? by.receivedMs,
  },
});

export const exportReceipt = ({ head }: CebRecord<"CEB403">, by: Translating): TradeRecord => ({
  kind: "payment",
  record: {
    direction: "export",
    head: headOf(head, by),
    platform: head.ebpCode.trim(),
    orderNo: head.orderNo.trim(),
    platformName: head.ebpName.trim(),
    merchant: firmOf(head.ebcCode, head.ebcName),
    ...optional("providerCode", head.payCode),
    providerName: head.payName.trim(),
    ...optional("transactionNo", head.payNo),
    amount: by.read.decimal("charge", head.charge),
    currency: head.currency.trim(),
    paidMs: parseCustomsTime(head.accountingDate) ?? by.receivedMs,
  },
});

export const importWaybill = ({ head }: CebRecord<"CEB511">, by: Translating): TradeRecord => {
  const { read } = by;
  const freight = read.optionalDecimal("freight", head.freight);
  const insuredFee = read.optionalDecimal("insuredFee", head.insuredFee);
  return {
    kind: "waybill",
    record: {
      direction: "import",
      head: headOf(head, by),
      carrier: head.logisticsCode.trim(),
      waybillNo: head.logisticsNo.trim(),
      carrierName: head.logisticsName.trim(),
      orderNo: head.orderNo.trim(),
      currency: filled(head.currency) ?? "",
      grossWeightKg: read.decimal("weight", head.weight),
      packages: read.whole("packNo", head.packNo),
      ...optional("goodsInfo", head.goodsInfo),
      ...optional("billNo", head.billNo),
      consignee: {
        name: head.consignee.trim(),
        telephone: head.consigneeTelephone.trim(),
        address: head.consigneeAddress.trim(),
      },
      ...(freight !== undefined && { freight }),
      ...(insuredFee !== undefined && { insuredFee }),
    },
  };
};

export const exportWaybill = ({ head }: CebRecord<"CEB505">, by: Translating): TradeRecord => {
  const { read } = by;
  return {
    kind: "waybill",
    record: {
      direction: "export",
      head: headOf(head, by),
      carrier: head.logisticsCode.trim(),
      waybillNo: head.logisticsNo.trim(),
      carrierName: head.logisticsName.trim(),
      currency: head.currency.trim(),
      grossWeightKg: read.decimal("grossWeight", head.grossWeight),
      packages: read.whole("packNo", head.packNo),
      ...optional("goodsInfo", head.goodsInfo),
      freight: read.decimal("freight", head.freight),
      insuredFee: read.decimal("insuredFee", head.insuredFee),
      ...optional("merchantCode", head.ebcCode),
    },
  };
};
