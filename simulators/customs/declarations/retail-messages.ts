/**
 * Retail imports out of bond (1210): order CEB311, payment CEB411, waybill CEB511 and list CEB621, each message with the papers of all
 * orders that are declared at one moment. The four of one order agree in every field that is matched (三单对碰).
 */
import type { CebTransferToWrite } from "../../../server/messages/ceb/write-ceb.ts";
import { writeMessage } from "../../../server/messages/write-message.ts";
import { getSite } from "../../world/catalog.ts";
import { day, stamp } from "../customs-time.ts";
import { guidOf } from "../guid.ts";
import { grossGrams, kilograms, yuan } from "./amounts.ts";
import type { Buyer } from "./buyers.ts";
import { declareLines, getBook, getFirm, sum, type Firm, type Goods } from "./goods-lines.ts";

export type RetailOrder = Readonly<{
  site: string;
  /** Of order, payment, waybill and list, each in its own numbering. */
  orderNo: string;
  paymentNo: string;
  waybillNo: string;
  copNo: string;
  buyer: Buyer;
  goods: readonly Goods[];
}>;

export type RetailFirms = Readonly<{ platform: Firm; merchant: Firm; payment: Firm; carrier: Firm }>;
export const retailFirms = (owner: string): RetailFirms => ({
  platform: getFirm("lianxiang"),
  merchant: getFirm(owner),
  payment: getFirm("xiangfu"),
  carrier: getFirm("xiangyun"),
});

/** What a wave of orders is filed as. `name` tells it apart from every other one. */
export type Wave = Readonly<{ name: string; owner: string; declaredMs: number; orders: readonly RetailOrder[] }>;

const CNY = "142";
const CHINA = "142";
/** 保税港区/综合保税区 */
const ZONE_TRANSPORT = "Y";

export const transferOf = (firm: Firm, guid: string): CebTransferToWrite => ({
  guid,
  version: "1.0",
  copCode: firm.code,
  copName: firm.name,
  dxpMode: "DXP",
  dxpId: `DXPDEMO${firm.code}`,
});

export const headOf = (name: string, declaredMs: number) => ({
  guid: guidOf(name),
  appType: "1",
  appTime: stamp(declaredMs),
  appStatus: "2",
});

/** 跨境电商综合税 within the limits: P × (v + c) ÷ (1 − c) × 70 %, to the fen. */
const taxFen = ({ site, goods }: RetailOrder): number =>
  declareLines(site, goods).reduce((total, { good, totalFen }) => {
    const { vatPercent, consumptionPercent } = good.customs;
    return total + Math.round((totalFen * (vatPercent + consumptionPercent) * 7) / (10 * (100 - consumptionPercent)));
  }, 0);

export const goodsFen = ({ site, goods }: Pick<RetailOrder, "site" | "goods">): number => sum(declareLines(site, goods), "totalFen");
const paidFen = (order: RetailOrder): number => goodsFen(order) + taxFen(order);

const orderLines = ({ site, goods }: RetailOrder) =>
  declareLines(site, goods).map(({ n, good, quantity, totalFen, itemRecordNo }) => ({
    gnum: String(n),
    itemNo: itemRecordNo,
    itemName: good.nameZh,
    gmodel: good.nameEn,
    barCode: good.gtin,
    unit: good.customs.unit,
    qty: String(quantity),
    price: yuan(good.customs.priceCny * 100),
    totalPrice: yuan(totalFen),
    currency: CNY,
    country: good.customs.country,
  }));

export const writeOrders = ({ name, owner, declaredMs, orders }: Wave): string => {
  const { platform, merchant, payment } = retailFirms(owner);
  const nodes = orders.map((order) => ({
    record: {
      head: {
        ...headOf(`${name}/311/${order.orderNo}`, declaredMs),
        orderType: "I",
        orderNo: order.orderNo,
        ebpCode: platform.code,
        ebpName: platform.name,
        ebcCode: merchant.code,
        ebcName: merchant.name,
        goodsValue: yuan(goodsFen(order)),
        freight: "0",
        discount: "0",
        taxTotal: yuan(taxFen(order)),
        acturalPaid: yuan(paidFen(order)),
        currency: CNY,
        buyerRegNo: `U${order.buyer.telephone}`,
        buyerName: order.buyer.name,
        buyerTelephone: order.buyer.telephone,
        buyerIdType: "1",
        buyerIdNumber: order.buyer.idNumber,
        payCode: payment.code,
        payName: payment.name,
        payTransactionId: order.paymentNo,
        consignee: order.buyer.name,
        consigneeTelephone: order.buyer.telephone,
        consigneeAddress: order.buyer.address,
      },
      lines: orderLines(order),
    },
  }));
  return writeMessage({ kind: "CEB311", transfer: transferOf(platform, guidOf(name, "311")), nodes });
};

export const writePayments = ({ name, owner, declaredMs, orders }: Wave): string => {
  const { platform, payment } = retailFirms(owner);
  const nodes = orders.map((order) => ({
    record: {
      head: {
        ...headOf(`${name}/411/${order.paymentNo}`, declaredMs),
        payCode: payment.code,
        payName: payment.name,
        payTransactionId: order.paymentNo,
        orderNo: order.orderNo,
        ebpCode: platform.code,
        ebpName: platform.name,
        payerIdType: "1",
        payerIdNumber: order.buyer.idNumber,
        payerName: order.buyer.name,
        telephone: order.buyer.telephone,
        amountPaid: yuan(paidFen(order)),
        currency: CNY,
        payTime: stamp(declaredMs),
      },
    },
  }));
  return writeMessage({ kind: "CEB411", transfer: transferOf(payment, guidOf(name, "411")), nodes });
};

const netGramsOf = ({ site, goods }: RetailOrder): number => sum(declareLines(site, goods), "netGrams");

export const writeWaybills = ({ name, owner, declaredMs, orders }: Wave): string => {
  const { carrier } = retailFirms(owner);
  const nodes = orders.map((order) => ({
    record: {
      head: {
        ...headOf(`${name}/511/${order.waybillNo}`, declaredMs),
        logisticsCode: carrier.code,
        logisticsName: carrier.name,
        logisticsNo: order.waybillNo,
        orderNo: order.orderNo,
        freight: "0",
        insuredFee: "0",
        currency: CNY,
        weight: kilograms(grossGrams(netGramsOf(order))),
        packNo: "1",
        goodsInfo: declareLines(order.site, order.goods)
          .map(({ good }) => good.nameZh)
          .join("、"),
        consignee: order.buyer.name,
        consigneeAddress: order.buyer.address,
        consigneeTelephone: order.buyer.telephone,
      },
    },
  }));
  return writeMessage({ kind: "CEB511", transfer: transferOf(carrier, guidOf(name, "511")), nodes });
};

const listHead = (order: RetailOrder, { name, owner, declaredMs }: Wave) => {
  const { platform, merchant, carrier } = retailFirms(owner);
  const office = getSite(order.site).customs?.office ?? "";
  const netGrams = netGramsOf(order);
  return {
    ...headOf(`${name}/621/${order.copNo}`, declaredMs),
    orderNo: order.orderNo,
    ebpCode: platform.code,
    ebpName: platform.name,
    ebcCode: merchant.code,
    ebcName: merchant.name,
    logisticsNo: order.waybillNo,
    logisticsCode: carrier.code,
    logisticsName: carrier.name,
    copNo: order.copNo,
    assureCode: merchant.code,
    emsNo: getBook(order.site, order.goods).book,
    ieFlag: "I",
    declTime: day(declaredMs),
    customsCode: office,
    portCode: office,
    buyerIdType: "1",
    buyerIdNumber: order.buyer.idNumber,
    buyerName: order.buyer.name,
    buyerTelephone: order.buyer.telephone,
    consigneeAddress: order.buyer.address,
    agentCode: merchant.code,
    agentName: merchant.name,
    areaCode: merchant.code,
    areaName: merchant.name,
    tradeMode: "1210",
    trafMode: ZONE_TRANSPORT,
    country: CHINA,
    freight: "0",
    insuredFee: "0",
    currency: CNY,
    packNo: "1",
    grossWeight: kilograms(grossGrams(netGrams)),
    netWeight: kilograms(netGrams),
  };
};

const listLines = ({ site, goods }: RetailOrder) =>
  declareLines(site, goods).map(({ n, good, quantity, totalFen, itemRecordNo, legal: [first, second] }) => ({
    gnum: String(n),
    itemRecordNo,
    itemNo: itemRecordNo,
    itemName: good.nameZh,
    gcode: good.hsCode,
    gname: good.nameZh,
    gmodel: good.nameEn,
    barCode: good.gtin,
    country: good.customs.country,
    currency: CNY,
    qty: String(quantity),
    unit: good.customs.unit,
    qty1: first?.quantity ?? "0",
    unit1: first?.unit ?? "",
    ...(second && { qty2: second.quantity, unit2: second.unit }),
    price: yuan(good.customs.priceCny * 100),
    totalPrice: yuan(totalFen),
  }));

export const writeLists = (wave: Wave): string => {
  const { merchant } = retailFirms(wave.owner);
  const nodes = wave.orders.map((order) => ({ record: { head: listHead(order, wave), lines: listLines(order) } }));
  return writeMessage({ kind: "CEB621", transfer: transferOf(merchant, guidOf(wave.name, "621")), nodes });
};
