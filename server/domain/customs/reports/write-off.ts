import { roundTo } from "../../basics/money.ts";
import { QUANTITY_SCALE } from "../../basics/quantity.ts";
import type { DatedSetting } from "../settings.ts";
import { canonicalText } from "./canonical.ts";
import { byLine, totalByUom, type LineKey } from "./lines.ts";

/**
 * The write-off report of a book (报核, EMS121), section 2.5: for each line what should remain by the book's own movements, what a
 * count found, and the difference with its rate. It is the shape of a stocktake report; it adjusts nothing by itself.
 */

/** Given quantities of a line, each 0 where there was none; the names of EMS121 beside them. */
export type WriteOffRow = LineKey &
  Readonly<{
    /** 核销周期初始数量 vclrPridInitQty */
    opening: bigint;
    /** 进口总数量 impOrExpTotalQty */
    imported: bigint;
    /** 消耗总数量 csmTotalQty */
    consumed: bigint;
    /** 内销数量 sdinQty */
    domesticSale: bigint;
    /** 复出口数量 reexpQty */
    reexported: bigint;
    /** 料件成品销毁数量 mtpckEndprdDstryQty */
    destroyed: bigint;
    /** 剩余料件转出数量 remainMtpckTrfoutQty: to another book or zone */
    transferredOut: bigint;
    /** 核增数量 vrfaddQty */
    verifiedIncrease: bigint;
    /** 核减数量 vrfredQty */
    verifiedDecrease: bigint;
    /** 有形损耗数量 tgblLossQty */
    visibleLoss: bigint;
    /** 实际剩余数量 actlRemainQty: what was counted */
    actualRemain: bigint;
  }>;

export type WriteOffLine = WriteOffRow &
  Readonly<{
    /** 应剩余数量 shdRemainQty */
    shouldRemain: bigint;
    /** 差异数量 dsmlQty: actual less should; below zero is missing, above is surplus. */
    difference: bigint;
    /** 差异率 dsmlRate in 10⁻⁵ of one, half up; null where there is nothing to compare with. */
    differenceRate: bigint | null;
  }>;

/** Which quantity 差异率 is a part of: no notice at hand says it. */
export type RateBasis = "should_remain" | "opening_and_imported";

export const DIFFERENCE_RATE_BASIS: readonly DatedSetting<RateBasis>[] = [
  { value: "should_remain", validFrom: "2017-01-01", source: "EMS121 报文未说明，暂按应剩余数量", sure: "unsure" },
];

const COLUMNS = [
  "opening",
  "imported",
  "consumed",
  "domesticSale",
  "reexported",
  "destroyed",
  "transferredOut",
  "verifiedIncrease",
  "verifiedDecrease",
  "visibleLoss",
  "shouldRemain",
  "actualRemain",
  "difference",
] as const;

export type WriteOffTotal = Readonly<{ uom: string }> & Readonly<Record<(typeof COLUMNS)[number], bigint>>;

export type WriteOffQuestion = Readonly<{
  book: string;
  /** 报核次数 chgoffTmsCnt */
  times: number;
  /** 报核开始时间, 报核截止时间: YYYY-MM-DD, both within. */
  from: string;
  to: string;
  lines: readonly WriteOffRow[];
  rateBasis: RateBasis;
}>;

export type WriteOffReport = Readonly<{
  kind: "book_write_off";
  book: string;
  times: number;
  from: string;
  to: string;
  rateBasis: RateBasis;
  lines: readonly WriteOffLine[];
  totals: readonly WriteOffTotal[];
  text: string;
}>;

export type WriteOffRefusal = "line_of_another_book" | "line_twice" | "quantity_below_zero" | "period_backwards";

const shouldRemainOf = (row: WriteOffRow): bigint =>
  row.opening +
  row.imported +
  row.verifiedIncrease -
  row.consumed -
  row.domesticSale -
  row.reexported -
  row.destroyed -
  row.transferredOut -
  row.verifiedDecrease -
  row.visibleLoss;

const rateOf = (part: bigint, whole: bigint): bigint | null =>
  whole > 0n ? roundTo(1n, { numerator: part * QUANTITY_SCALE, denominator: whole }, "half_up") : null;

const toLine = (row: WriteOffRow, rateBasis: RateBasis): WriteOffLine => {
  const shouldRemain = shouldRemainOf(row);
  const difference = row.actualRemain - shouldRemain;
  const whole = rateBasis === "should_remain" ? shouldRemain : row.opening + row.imported;
  return { ...row, shouldRemain, difference, differenceRate: rateOf(difference, whole) };
};

const GIVEN = COLUMNS.filter((name) => name !== "shouldRemain" && name !== "difference");

const refusalOf = ({ book, from, to, lines }: WriteOffQuestion): WriteOffRefusal | undefined => {
  if (from > to) return "period_backwards";
  if (lines.some((row) => row.book !== book)) return "line_of_another_book";
  if (new Set(lines.map(({ line }) => line)).size < lines.length) return "line_twice";
  return lines.some((row) => GIVEN.some((name) => row[name] < 0n)) ? "quantity_below_zero" : undefined;
};

export const makeWriteOff = (question: WriteOffQuestion): WriteOffReport | WriteOffRefusal => {
  const refusal = refusalOf(question);
  if (refusal) return refusal;
  const { book, times, from, to, rateBasis } = question;
  const lines = question.lines.map((row) => toLine(row, rateBasis)).toSorted(byLine);
  const report = { kind: "book_write_off", book, times, from, to, rateBasis, lines, totals: totalByUom(lines, COLUMNS) } as const;
  return { ...report, text: canonicalText(report) };
};
