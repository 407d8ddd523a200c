import { createHash } from "node:crypto";
import type { z } from "zod";
import type { tradeBody, TradeAnswer } from "#wire/customs-flows.ts";
import type { CebRecord } from "../messages/ceb/ceb-definitions.ts";
import { writeMessage, type MessageToWrite } from "../messages/write-message.ts";

/**
 * A trade that was filed as JSON, as the official messages that say the same (311, 411, 511, 621; 303, 403, 505, 603): so it is
 * checked, kept, hashed and sent on like one that came as messages. What is missing is left out, and the reader names it.
 */
export type TradeBody = z.output<typeof tradeBody>;
export type TradeMessage = Readonly<{ part: TradeAnswer["documents"][number]["part"]; xml: string }>;

/** Of this trade, whoever sends it again. */
const guidOf = (text: string): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .toUpperCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const digitsOf = (atMs: number, length: number): string =>
  new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().replaceAll(/\D/g, "").slice(0, length);
const day = (text: string): string => text.replaceAll("-", "");

const APP_TYPE = { new: "1", change: "2", delete: "3" } as const;
const ID_TYPE = { identity_card: "1", other: "2" } as const;
const ORDER_TYPE = { retail: "E", b2b: "B", overseas_warehouse: "W" } as const;
/** 费用标志: a total. */
const TOTAL = "3";

type Trade = Readonly<{ body: TradeBody; nowMs: number }>;
type Line = NonNullable<TradeBody["order"]>["lines"][number];
type Person = NonNullable<NonNullable<TradeBody["order"]>["buyer"]>;

const headOf = ({ body, nowMs }: Trade, part: string) => ({
  guid: guidOf(`${part}/${body.direction}/${body.platform.code}/${body.orderNo}`),
  appType: APP_TYPE[body.action],
  appTime: digitsOf(nowMs, 14),
  appStatus: "2",
  orderNo: body.orderNo,
  ebpCode: body.platform.code,
  ebpName: body.platform.name,
});

const toMessage = (trade: Trade, part: TradeMessage["part"], message: Readonly<{ kind: string; record: unknown }>): TradeMessage => {
  const { platform } = trade.body;
  const transfer = {
    guid: guidOf(`message/${part}/${platform.code}/${trade.body.orderNo}/${trade.nowMs}`),
    copCode: platform.code,
    copName: platform.name,
    dxpMode: "DXP",
    dxpId: "DXPENTREPOT",
  };
  return { part, xml: writeMessage({ kind: message.kind, transfer, nodes: [{ record: message.record }] } as MessageToWrite) };
};

const present = <Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: string };

const goodsOf = (line: Line, index: number, currency: string) => ({
  gnum: String(index + 1),
  ...present("itemNo", line.itemNo),
  itemName: line.name,
  ...present("barCode", line.barCode),
  unit: line.unit,
  qty: line.quantity,
  price: line.price,
  totalPrice: line.total,
  currency,
});

const buyerOf = (buyer: Person | undefined) => ({
  buyerName: buyer?.name ?? "",
  buyerTelephone: buyer?.telephone ?? "",
  buyerIdType: buyer ? ID_TYPE[buyer.idType] : "",
  buyerIdNumber: buyer?.idNumber ?? "",
});

const orderOf = (trade: Trade, order: NonNullable<TradeBody["order"]>): TradeMessage => {
  const { direction, currency, orderType } = trade.body;
  const shared = {
    ...headOf(trade, "order"),
    ebcCode: order.merchant.code,
    ebcName: order.merchant.name,
    goodsValue: order.goodsValue,
    freight: order.freight,
    currency,
  };
  if (direction === "export") {
    const record: CebRecord<"CEB303"> = {
      head: { ...shared, orderType: ORDER_TYPE[orderType ?? "retail"] },
      lines: order.lines.map((line, index) => ({ itemNo: "", ...goodsOf(line, index, currency) })),
    };
    return toMessage(trade, "order", { kind: "CEB303", record });
  }
  const record: CebRecord<"CEB311"> = {
    head: {
      ...shared,
      orderType: "I",
      discount: order.discount,
      taxTotal: order.taxCollected,
      acturalPaid: order.amountPaid ?? "",
      buyerRegNo: order.buyerAccount ?? "",
      ...buyerOf(order.buyer),
      consignee: order.consignee?.name ?? "",
      consigneeTelephone: order.consignee?.telephone ?? "",
      consigneeAddress: order.consignee?.address ?? "",
      ...present("payCode", order.payCode),
      ...present("payTransactionId", order.payTransactionNo),
    },
    lines: order.lines.map((line, index) => ({ ...goodsOf(line, index, currency), gmodel: line.model ?? "", country: line.country ?? "" })),
  };
  return toMessage(trade, "order", { kind: "CEB311", record });
};

const paymentOf = (trade: Trade, payment: NonNullable<TradeBody["payment"]>): TradeMessage => {
  const { direction, currency, order } = trade.body;
  const paidAt = digitsOf(Date.parse(payment.paidAt), 14);
  const head = headOf(trade, "payment");
  if (direction === "export") {
    const merchant = order?.merchant ?? trade.body.list?.agent;
    const record: CebRecord<"CEB403"> = {
      head: {
        ...head,
        ebcCode: merchant?.code ?? "",
        ebcName: merchant?.name ?? "",
        ...present("payCode", payment.provider.code),
        payName: payment.provider.name,
        ...present("payNo", payment.transactionNo),
        charge: payment.amount,
        currency,
        accountingDate: paidAt,
      },
    };
    return toMessage(trade, "payment", { kind: "CEB403", record });
  }
  const record: CebRecord<"CEB411"> = {
    head: {
      ...head,
      payCode: payment.provider.code,
      payName: payment.provider.name,
      payTransactionId: payment.transactionNo ?? "",
      payerIdType: payment.payer ? ID_TYPE[payment.payer.idType] : "",
      payerIdNumber: payment.payer?.idNumber ?? "",
      payerName: payment.payer?.name ?? "",
      ...present("telephone", payment.payer?.telephone),
      amountPaid: payment.amount,
      currency,
      payTime: paidAt,
    },
  };
  return toMessage(trade, "payment", { kind: "CEB411", record });
};

const waybillOf = (trade: Trade, waybill: NonNullable<TradeBody["waybill"]>): TradeMessage => {
  const { direction, currency, order } = trade.body;
  const { guid: _guid, ebpCode: _code, ebpName: _name, orderNo, ...head } = headOf(trade, "waybill");
  const shared = {
    guid: guidOf(`waybill/${waybill.carrier.code}/${waybill.waybillNo}`),
    ...head,
    logisticsCode: waybill.carrier.code,
    logisticsName: waybill.carrier.name,
    logisticsNo: waybill.waybillNo,
    freight: waybill.freight,
    insuredFee: waybill.insuredFee,
    currency,
    packNo: String(waybill.packages),
  };
  if (direction === "export") {
    const record: CebRecord<"CEB505"> = {
      head: {
        ...shared,
        grossWeight: waybill.grossWeightKg,
        goodsInfo: waybill.goodsInfo ?? order?.lines[0]?.name ?? "",
        ...present("ebcCode", order?.merchant.code),
        ...present("ebcName", order?.merchant.name),
      },
    };
    return toMessage(trade, "waybill", { kind: "CEB505", record });
  }
  const consignee = waybill.consignee ?? order?.consignee;
  const record: CebRecord<"CEB511"> = {
    head: {
      ...shared,
      orderNo,
      ...present("billNo", waybill.billNo),
      ...present("goodsInfo", waybill.goodsInfo),
      weight: waybill.grossWeightKg,
      consignee: consignee?.name ?? "",
      consigneeAddress: consignee?.address ?? "",
      consigneeTelephone: consignee?.telephone ?? "",
    },
  };
  return toMessage(trade, "waybill", { kind: "CEB511", record });
};

const listLineOf = (line: Line, index: number, currency: string) => ({
  ...goodsOf(line, index, currency),
  ...present("itemRecordNo", line.itemRecordNo),
  gcode: line.hsCode ?? "",
  gname: line.name,
  gmodel: line.model ?? "",
  country: line.country ?? "",
  qty1: line.legal?.quantity ?? "",
  unit1: line.legal?.unit ?? "",
  ...present("qty2", line.secondLegal?.quantity),
  ...present("unit2", line.secondLegal?.unit),
});

type ListBody = NonNullable<TradeBody["list"]>;

const listHeadOf = (trade: Trade, list: ListBody) => {
  const { channel, order, waybill } = trade.body;
  return {
    ...headOf(trade, "list"),
    ebcCode: order?.merchant.code ?? list.agent.code,
    ebcName: order?.merchant.name ?? list.agent.name,
    logisticsCode: waybill?.carrier.code ?? "",
    logisticsName: waybill?.carrier.name ?? "",
    logisticsNo: waybill?.waybillNo ?? "",
    copNo: list.copNo,
    ...present("emsNo", list.book),
    customsCode: list.customsCode,
    portCode: list.portCode,
    agentCode: list.agent.code,
    agentName: list.agent.name,
    tradeMode: channel,
    trafMode: list.transportMode,
    ...present("voyageNo", list.voyageNo),
    ...present("billNo", list.billNo),
    country: list.country,
    freight: list.freight,
    insuredFee: list.insuredFee,
    packNo: String(list.packages),
    grossWeight: list.grossWeightKg,
    netWeight: list.netWeightKg,
  };
};

const linesOf = ({ order }: TradeBody, list: ListBody): readonly Line[] => list.lines ?? order?.lines ?? [];

const exportListOf = (trade: Trade, list: ListBody): TradeMessage => {
  const { currency } = trade.body;
  const producer = list.producer ?? list.agent;
  const record: CebRecord<"CEB603"> = {
    head: {
      ...listHeadOf(trade, list),
      ieFlag: "E",
      ieDate: day(list.borderDate ?? list.declaredDate),
      statisticsFlag: list.isSimplified ? "A" : "B",
      ownerCode: producer.code,
      ownerName: producer.name,
      ...present("iacCode", list.zoneFirm?.code),
      ...present("iacName", list.zoneFirm?.name),
      ...present("trafName", list.vehicle),
      POD: list.destinationPort ?? "",
      fCurrency: currency,
      fFlag: TOTAL,
      iCurrency: currency,
      iFlag: TOTAL,
      wrapType: list.packaging ?? "",
    },
    lines: linesOf(trade.body, list).map((line, index) => ({ itemNo: "", barCode: "无", ...listLineOf(line, index, currency) })),
  };
  return toMessage(trade, "list", { kind: "CEB603", record });
};

const importListOf = (trade: Trade, list: ListBody): TradeMessage => {
  const { currency, order, waybill } = trade.body;
  const record: CebRecord<"CEB621"> = {
    head: {
      ...listHeadOf(trade, list),
      ieFlag: "I",
      assureCode: list.guarantor ?? "",
      declTime: day(list.declaredDate),
      ...present("ieDate", list.borderDate && day(list.borderDate)),
      ...buyerOf(order?.buyer),
      consigneeAddress: order?.consignee?.address ?? waybill?.consignee?.address ?? "",
      ...present("areaCode", list.zoneFirm?.code),
      ...present("areaName", list.zoneFirm?.name),
      ...present("trafNo", list.vehicle),
      ...present("wrapType", list.packaging),
      currency,
    },
    lines: linesOf(trade.body, list).map((line, index) => listLineOf(line, index, currency)),
  };
  return toMessage(trade, "list", { kind: "CEB621", record });
};

/** In the order in which they are best matched. */
export const tradeMessages = (body: TradeBody, nowMs: number): TradeMessage[] => {
  const trade: Trade = { body, nowMs };
  const { order, payment, waybill, list } = body;
  return [
    ...(order ? [orderOf(trade, order)] : []),
    ...(payment ? [paymentOf(trade, payment)] : []),
    ...(waybill ? [waybillOf(trade, waybill)] : []),
    ...(list ? [body.direction === "export" ? exportListOf(trade, list) : importListOf(trade, list)] : []),
  ];
};
