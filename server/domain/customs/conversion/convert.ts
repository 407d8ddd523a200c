import type { Hold } from "../../ledger/account.ts";
import { lotKey, type Lot } from "../../ledger/lot.ts";
import { shanghaiDay } from "../settings.ts";
import type { SupervisionMode } from "../trade/mode.ts";
import { CONVERSIONS, findPermission, type ConversionRow } from "./matrix.ts";

/**
 * Conversion between modes (不同贸易方式互转): a document moves a quantity of one lot to another book line and mode. The new lot keeps
 * product, owner, batch, expiry, serial and origin, and names the old one as its lineage. Decided here, posted by the books:
 * the answer is data.
 */
export type Conversion = Readonly<{
  /** The conversion document; `isApproved` by customs. */
  document: string;
  isApproved: boolean;
  zone: string;
  lot: Lot;
  hold: Hold;
  from: SupervisionMode;
  to: SupervisionMode;
  /** The line of the book that takes it up; null for goods that stand in no book afterwards. */
  line: Readonly<{ book: string; line: number; gtin: string; uom: string }> | null;
  quantity: bigint;
  /** What is there, free of holds and not spoken for. */
  available: bigint;
  /** Overdue obligations of the owner that block it. */
  overdue: readonly string[];
  atMs: number;
}>;

/** In the order of the checks. */
export type ConversionRefusal =
  | "quantity_not_above_zero"
  | "same_mode"
  | "forbidden"
  | "not_in_matrix"
  | "document_not_approved"
  | "obligation_overdue"
  | "held"
  | "expired"
  | "line_missing"
  | "line_of_another_product"
  | "same_line"
  | "serial_is_one"
  | "not_enough";

export type Converted = Readonly<{
  document: string;
  quantity: bigint;
  from: Readonly<{ lot: Lot; mode: SupervisionMode }>;
  to: Readonly<{ lot: Lot; mode: SupervisionMode }>;
  /** The new lot descends from the old one, by this document; null where only the mode changes and the lot stays itself. */
  lineage: Readonly<{ lot: string; fromLot: string }> | null;
  /** The row of the matrix that permits it, to be shown with its source. */
  permittedBy: ConversionRow;
}>;

/** Modes whose goods stand in a bonded book: without a line of one nothing becomes them. */
const IN_A_BOOK: ReadonlySet<SupervisionMode> = new Set<SupervisionMode>(["1210", "1239"]);
const SERIAL_QUANTITY = 100_000n;

export const decideConversion = (conversion: Conversion, rows: readonly ConversionRow[] = CONVERSIONS): Converted | ConversionRefusal => {
  const { zone, from, to, lot, line, quantity, atMs } = conversion;
  if (quantity <= 0n) return "quantity_not_above_zero";
  if (from === to) return "same_mode";
  const { permission, row } = findPermission(rows, { zone, from, to, day: shanghaiDay(atMs) });
  if (permission !== "permitted" || !row) return permission === "forbidden" ? "forbidden" : "not_in_matrix";
  const refusal = refusalOfGoods(conversion);
  if (refusal) return refusal;
  const target: Lot = { ...lot, book: line?.book ?? null, line: line?.line ?? null };
  return {
    document: conversion.document,
    quantity,
    from: { lot, mode: from },
    to: { lot: target, mode: to },
    lineage: lotKey(target) === lotKey(lot) ? null : { lot: lotKey(target), fromLot: lotKey(lot) },
    permittedBy: row,
  };
};

const refusalOfGoods = (conversion: Conversion): ConversionRefusal | undefined => {
  const { lot, hold, line, quantity, available, atMs } = conversion;
  if (!conversion.isApproved) return "document_not_approved";
  if (conversion.overdue.length > 0) return "obligation_overdue";
  if (hold !== "none") return "held";
  // Expired goods are sent back abroad or destroyed, and nothing else (2.3).
  if (lot.expiry !== null && lot.expiry < shanghaiDay(atMs)) return "expired";
  if (!line && IN_A_BOOK.has(conversion.to)) return "line_missing";
  if (line && (line.gtin !== lot.gtin || line.uom !== lot.uom)) return "line_of_another_product";
  if (line && line.book === lot.book && line.line === lot.line) return "same_line";
  if (lot.serial !== null && quantity !== SERIAL_QUANTITY) return "serial_is_one";
  return quantity > available ? "not_enough" : undefined;
};
