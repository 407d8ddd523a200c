/**
 * Exports: order CEB303, waybill CEB505 and list CEB603, under 9610 (retail), 9710 (to a firm) or 9810 (to an overseas warehouse,
 * orderType W 海外仓订仓单). Values are FOB in CNY.
 */
import { writeMessage } from "../../../server/messages/write-message.ts";
import { day } from "../customs-time.ts";
import { guidOf } from "../guid.ts";
import { grossGrams, kilograms, yuan } from "./amounts.ts";
import { declareLines, getFirm, sum, type DeclaredLine, type Firm, type Goods } from "./goods-lines.ts";
import { headOf, transferOf } from "./retail-messages.ts";

export type ExportMode = "9610" | "9710" | "9810";

export type ExportFiling = Readonly<{
  /** Where it is declared. */
  office: string;
  site: string;
  owner: string;
  mode: ExportMode;
  orderNo: string;
  waybillNo: string;
  copNo: string;
  declaredMs: number;
  /** 运抵国 and 指运港. */
  country: string;
  port: string;
  transport: string;
  packages: number;
  goods: readonly Goods[];
}>;

const CNY = "142";
const ORDER_TYPES: Readonly<Record<ExportMode, string>> = { "9610": "E", "9710": "B", "9810": "W" };
const IN_AMOUNT = "3";

const firmsOf = (owner: string) => ({ merchant: getFirm(owner), carrier: getFirm("xiangyun"), platform: getFirm("lianxiang") });

const lineOf = ({ good, quantity, totalFen, itemRecordNo, n }: DeclaredLine) => ({
  gnum: String(n),
  itemNo: itemRecordNo,
  itemName: good.nameZh,
  barCode: good.gtin,
  unit: good.customs.unit,
  currency: CNY,
  qty: String(quantity),
  price: yuan(good.customs.priceCny * 100),
  totalPrice: yuan(totalFen),
});

const orderNode = ({ site, owner, mode, orderNo, declaredMs, goods }: ExportFiling) => {
  const { merchant, platform } = firmsOf(owner);
  const lines = declareLines(site, goods);
  const head = {
    ...headOf(`303/${orderNo}`, declaredMs),
    orderType: ORDER_TYPES[mode],
    orderNo,
    ebpCode: platform.code,
    ebpName: platform.name,
    ebcCode: merchant.code,
    ebcName: merchant.name,
    goodsValue: yuan(sum(lines, "totalFen")),
    freight: "0",
    currency: CNY,
  };
  return { record: { head, lines: lines.map(lineOf) } };
};

const waybillNode = ({ site, owner, waybillNo, declaredMs, packages, goods }: ExportFiling) => {
  const { merchant, carrier } = firmsOf(owner);
  const lines = declareLines(site, goods);
  const head = {
    ...headOf(`505/${waybillNo}`, declaredMs),
    logisticsCode: carrier.code,
    logisticsName: carrier.name,
    logisticsNo: waybillNo,
    freight: "0",
    insuredFee: "0",
    currency: CNY,
    grossWeight: kilograms(grossGrams(sum(lines, "netGrams"))),
    packNo: String(packages),
    goodsInfo: lines
      .map(({ good }) => good.nameZh)
      .join("、")
      .slice(0, 200),
    ebcCode: merchant.code,
    ebcName: merchant.name,
  };
  return { record: { head } };
};

const listHead = (filing: ExportFiling) => {
  const { office, site, owner, mode, orderNo, waybillNo, copNo, declaredMs, country, port, transport, packages, goods } = filing;
  const { merchant, carrier, platform } = firmsOf(owner);
  const netGrams = sum(declareLines(site, goods), "netGrams");
  return {
    ...headOf(`603/${copNo}`, declaredMs),
    customsCode: office,
    ebpCode: platform.code,
    ebpName: platform.name,
    orderNo,
    logisticsCode: carrier.code,
    logisticsName: carrier.name,
    logisticsNo: waybillNo,
    copNo,
    ieFlag: "E",
    portCode: office,
    ieDate: day(declaredMs),
    // 简化申报 is for retail alone.
    statisticsFlag: mode === "9610" ? "A" : "B",
    agentCode: merchant.code,
    agentName: merchant.name,
    ebcCode: merchant.code,
    ebcName: merchant.name,
    ownerCode: merchant.code,
    ownerName: merchant.name,
    tradeMode: mode,
    trafMode: transport,
    country,
    POD: port,
    freight: "0",
    fCurrency: CNY,
    fFlag: IN_AMOUNT,
    insuredFee: "0",
    iCurrency: CNY,
    iFlag: IN_AMOUNT,
    wrapType: "2",
    packNo: String(packages),
    grossWeight: kilograms(grossGrams(netGrams)),
    netWeight: kilograms(netGrams),
  };
};

const listLine = (line: DeclaredLine, country: string) => {
  const [first, other] = line.legal;
  const { good } = line;
  return {
    ...lineOf(line),
    gcode: good.hsCode,
    gname: good.nameZh,
    gmodel: good.nameEn,
    // 最终目的国
    country,
    qty1: first?.quantity ?? "0",
    unit1: first?.unit ?? "",
    ...(other && { qty2: other.quantity, unit2: other.unit }),
  };
};

const listNode = (filing: ExportFiling) => {
  const lines = declareLines(filing.site, filing.goods).map((line) => listLine(line, filing.country));
  return { record: { head: listHead(filing), lines } };
};

/** What is declared together is of one firm. */
const merchantOf = ([first]: readonly ExportFiling[]): Firm => getFirm(first?.owner ?? "");

export const writeExportOrders = (filings: readonly ExportFiling[]): string => {
  const merchant = merchantOf(filings);
  return writeMessage({
    kind: "CEB303",
    transfer: transferOf(merchant, guidOf("303", filings[0]?.copNo ?? "")),
    nodes: filings.map(orderNode),
  });
};

export const writeExportWaybills = (filings: readonly ExportFiling[]): string => {
  const carrier = getFirm("xiangyun");
  return writeMessage({
    kind: "CEB505",
    transfer: transferOf(carrier, guidOf("505", filings[0]?.copNo ?? "")),
    nodes: filings.map(waybillNode),
  });
};

export const writeExportLists = (filings: readonly ExportFiling[]): string => {
  const merchant = merchantOf(filings);
  return writeMessage({
    kind: "CEB603",
    transfer: transferOf(merchant, guidOf("603", filings[0]?.copNo ?? "")),
    nodes: filings.map(listNode),
  });
};

/** In the order in which they are told. */
export const writeExports = [writeExportOrders, writeExportWaybills, writeExportLists];
