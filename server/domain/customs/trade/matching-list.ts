/**
 * The list against the order, line by line of the same number (与关联的电子订单表体序号一一对应), against the waybill, and
 * against what the bonded book has on file.
 */
import { QUANTITY_SCALE } from "../../basics/quantity.ts";
import type { FieldPlace, Sheet } from "./comparison.ts";
import type { ExportList, GoodsList, ImportList, ListLine } from "./list.ts";
import { identityText } from "./matching-trio.ts";
import type { WeightTolerance } from "./match-settings.ts";
import type { ImportOrder, OrderLine, TradeOrder } from "./order.ts";
import type { Waybill } from "./waybill.ts";

/** What the bonded book (物流账册) has on file: section 2.4, list–ledger. */
export type FiledBook = Readonly<{
  /** emsNo 账册编号. */
  book: string;
  /** areaCode 区内企业. */
  zoneFirm: string;
  /** By 料号; what is not there is not on file. */
  items: ReadonlyMap<string, FiledItem>;
}>;

export type FiledItem = Readonly<{ itemRecordNo: string; hsCode: string; goodsName: string; unit: string }>;

const PAIR = "list_order";

type Numbered = Readonly<{ line: number }>;

/** Lines mostly stand at the place of their number. */
const findLine = <T extends Numbered>(lines: readonly T[], line: number, index: number): T | undefined => {
  const there = lines[index];
  return there?.line === line ? there : lines.find((each) => each.line === line);
};

const compareLine = (sheet: Sheet, line: number, declared: ListLine | undefined, ordered: OrderLine | undefined): void => {
  const at = (field: FieldPlace["field"]): FieldPlace => ({ pair: PAIR, field, line });
  sheet.text(at("goods_name"), declared?.goodsName, ordered?.itemName);
  sheet.amount(at("quantity"), declared?.quantity, ordered?.quantity);
  sheet.text(at("unit"), declared?.unit, ordered?.unit);
  sheet.amount(at("price"), declared?.price, ordered?.price);
  sheet.amount(at("total"), declared?.total, ordered?.total);
  sheet.text(at("currency"), declared?.currency, ordered?.currency);
};

const compareLines = (sheet: Sheet, list: GoodsList, order: TradeOrder): void => {
  sheet.text({ pair: PAIR, field: "item_count" }, String(list.lines.length), String(order.lines.length));
  list.lines.forEach((declared, index) => {
    const ordered = findLine(order.lines, declared.line, index);
    compareLine(sheet, declared.line, declared, ordered);
    if (list.direction === "export") sheet.text({ pair: PAIR, field: "item_no", line: declared.line }, declared.itemNo, ordered?.itemNo);
  });
  order.lines.forEach((ordered, index) => {
    if (!findLine(list.lines, ordered.line, index)) compareLine(sheet, ordered.line, undefined, ordered);
  });
};

const compareHeads = (sheet: Sheet, list: GoodsList, order: TradeOrder | undefined): void => {
  sheet.text({ pair: PAIR, field: "order_no" }, list.orderNo, order?.orderNo);
  sheet.text({ pair: PAIR, field: "platform" }, list.platform, order?.platform);
  sheet.text({ pair: PAIR, field: "merchant" }, list.merchant.code, order?.merchant.code);
};

export const compareImportListOrder = (sheet: Sheet, list: ImportList, order: ImportOrder | undefined): void => {
  compareHeads(sheet, list, order);
  sheet.text({ pair: PAIR, field: "buyer_identity" }, identityText(list.buyer), identityText(order?.buyer));
  sheet.text({ pair: PAIR, field: "buyer_name" }, list.buyer.name, order?.buyer.name);
  sheet.text({ pair: PAIR, field: "buyer_telephone" }, list.buyer.telephone, order?.buyer.telephone);
  sheet.text({ pair: PAIR, field: "currency" }, list.currency, order?.currency);
  if (order) compareLines(sheet, list, order);
};

export const compareExportListOrder = (sheet: Sheet, list: ExportList, order: TradeOrder | undefined): void => {
  compareHeads(sheet, list, order);
  if (order) compareLines(sheet, list, order);
};

const isWithin = ({ perMille, floorKg }: WeightTolerance, one: bigint, other: bigint): boolean => {
  const apart = one > other ? one - other : other - one;
  const heavier = one > other ? one : other;
  return apart <= floorKg || apart * 1_000n <= heavier * perMille;
};

/** packNo of an import is limited to 1 (限定为“1”): two that agree on another number are still different from the rule. */
const arePackagesRight = (list: GoodsList, packages: number): boolean =>
  list.direction === "import" ? list.packages === 1 && packages === 1 : list.packages === packages;

export const compareListWaybill = (sheet: Sheet, list: GoodsList, waybill: Waybill | undefined, tolerance: WeightTolerance): void => {
  const pair = "list_waybill";
  sheet.text({ pair, field: "carrier" }, list.carrier.code, waybill?.carrier);
  sheet.text({ pair, field: "waybill_no" }, list.waybillNo, waybill?.waybillNo);
  const weight = waybill?.grossWeightKg;
  const isNear = (): boolean => weight !== undefined && isWithin(tolerance, list.grossWeightKg, weight);
  sheet.by(isNear, { pair, field: "gross_weight" }, list.grossWeightKg, weight);
  const packages = waybill?.packages;
  const areRight = (): boolean => packages !== undefined && arePackagesRight(list, packages);
  const counted = packages === undefined ? undefined : BigInt(packages) * QUANTITY_SCALE;
  sheet.by(areRight, { pair, field: "packages" }, BigInt(list.packages) * QUANTITY_SCALE, counted);
};

/** Bonded modes: the book, the firm in the zone, and each line's 料号 with the code and the name it was filed under. */
export const compareListBook = (sheet: Sheet, list: GoodsList, filed: FiledBook | undefined): void => {
  const pair = "list_book";
  sheet.text({ pair, field: "book" }, list.book, filed?.book);
  sheet.text({ pair, field: "zone_firm" }, list.zoneFirm?.code, filed?.zoneFirm);
  if (!filed) return;
  for (const { line, itemRecordNo, hsCode, goodsName } of list.lines) {
    const item = itemRecordNo === undefined ? undefined : filed.items.get(itemRecordNo);
    sheet.text({ pair, field: "item_record_no", line }, itemRecordNo, item?.itemRecordNo);
    if (!item) continue;
    sheet.text({ pair, field: "hs_code", line }, hsCode, item.hsCode);
    sheet.text({ pair, field: "goods_name", line }, goodsName, item.goodsName);
  }
};
