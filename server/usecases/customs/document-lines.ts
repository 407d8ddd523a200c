import { formatQuantity } from "../../domain/basics/quantity.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { DocumentContent } from "./ports.ts";
import type { DocumentLineView } from "./read-models.ts";

/** The lines of a document with what of each is on passes, through the gate, pending in the book, and formally booked (2.5). */
const NOTHING: Omit<DocumentLineView, "n" | "declared"> = {
  document: null,
  documentLine: null,
  bookLine: null,
  itemRecordNo: null,
  gtin: null,
  name: null,
  hsCode: null,
  uom: null,
  onPasses: "0",
  passed: "0",
  pending: "0",
  formal: "0",
  total: null,
  currency: null,
};

export const linesOf = (content: DocumentContent): DocumentLineView[] => {
  switch (content.kind) {
    case "inventory":
    case "stock_document":
      return goodsLines(content);
    case "pass":
      return passLines(content);
    case "order":
    case "list":
      return content.record.lines.map((line) => ({
        ...NOTHING,
        n: line.line,
        itemRecordNo: ("itemRecordNo" in line ? line.itemRecordNo : line.itemNo) ?? null,
        name: ("goodsName" in line ? line.goodsName : undefined) ?? line.itemName ?? null,
        hsCode: "hsCode" in line ? line.hsCode : null,
        uom: line.unit,
        declared: formatQuantity(line.quantity),
        total: formatQuantity(line.total),
        currency: line.currency,
      }));
    case "conversion":
    case "adjustment":
      return content.lines.map((line) => ({
        ...NOTHING,
        n: line.n,
        bookLine: ("from" in line ? line.from.line : line.line) ?? null,
        gtin: line.gtin,
        declared: formatQuantity(line.quantity),
      }));
    case "pledge":
      return content.goods.map(({ lot, quantity }, index) => ({
        ...NOTHING,
        n: index + 1,
        bookLine: lot.line,
        gtin: lot.gtin,
        uom: lot.uom,
        declared: formatQuantity(quantity),
      }));
    default:
      return [];
  }
};

const goodsLines = (document: GoodsDocument): DocumentLineView[] =>
  document.lines.map((line) => {
    const declared = formatQuantity(line.quantity);
    const isBooked = document.book !== null && line.bookLine !== null;
    const isFormal = document.deduction === "done" || document.deduction === "written_off";
    return {
      ...NOTHING,
      n: line.n,
      bookLine: line.bookLine,
      itemRecordNo: line.itemRecordNo ?? null,
      gtin: line.gtin,
      hsCode: line.hsCode ?? null,
      uom: line.uom,
      declared,
      onPasses: formatQuantity(document.onPasses[line.n] ?? 0n),
      passed: formatQuantity(document.passed[line.n] ?? 0n),
      pending: isBooked && document.deduction === "pre" ? declared : "0",
      formal: isBooked && isFormal ? declared : "0",
      total: line.total === undefined ? null : formatQuantity(line.total),
      currency: line.currency ?? null,
    };
  });

const passLines = (pass: GatePass): DocumentLineView[] =>
  pass.lines.map((line) => {
    const declared = formatQuantity(line.quantity);
    return {
      ...NOTHING,
      n: line.n,
      document: line.document,
      documentLine: line.documentLine,
      gtin: line.gtin,
      declared,
      onPasses: pass.state === "void" || pass.state === "refused" ? "0" : declared,
      passed: pass.state === "passed" ? declared : "0",
    };
  });
