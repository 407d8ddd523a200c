/**
 * Three-document matching (三单对碰), section 2.4: order, payment and waybill, with the list where there is one. Each
 * field that must agree gives one row; the verdict is read off the rows. Nothing is kept between two calls, so an
 * amendment of any document is matched by calling again. A value that nobody sent is `missing`, never equal.
 */
import type { FieldResult, MatchField, Sheet } from "./comparison.ts";
import { createSheet } from "./comparison.ts";
import type { ExportList, ImportList } from "./list.ts";
import type { MatchSettings } from "./match-settings.ts";
import { compareInsideExportOrder, compareInsideImportOrder } from "./matching-inside.ts";
import { compareExportListOrder, compareImportListOrder, compareListBook, compareListWaybill, type FiledBook } from "./matching-list.ts";
import { compareExportReceipt, compareExportWaybill, compareImportPayment, compareImportWaybill } from "./matching-trio.ts";
import { isBonded } from "./mode.ts";
import type { ExportOrder, ImportOrder } from "./order.ts";
import type { ExportReceipt, ImportPayment } from "./payment.ts";
import type { ExportWaybill, ImportWaybill } from "./waybill.ts";

export type ImportDocuments = Readonly<{
  kind: "import_retail";
  order?: ImportOrder;
  payment?: ImportPayment;
  waybill?: ImportWaybill;
  list?: ImportList;
}>;

export type ExportDocuments = Readonly<{
  /** `export_b2b`: 9710 and 9810, with a list or a declaration. */
  kind: "export_retail" | "export_b2b";
  order?: ExportOrder;
  payment?: ExportReceipt;
  waybill?: ExportWaybill;
  list?: ExportList;
}>;

export type TradeDocuments = ImportDocuments | ExportDocuments;
export type DocumentKind = "order" | "payment" | "waybill" | "list";

/** Who else holds a number that must be unique, as the caller found it. */
export type HeldBy = Readonly<{
  /** Another order of the same platform and number: its guid. */
  order?: string;
  /** Another waybill of the same carrier and number, within six months: its guid. */
  waybill?: string;
}>;

export type MatchQuestion = Readonly<{
  documents: TradeDocuments;
  /** In bonded modes: the book that the list names, as it is on file. */
  filed?: FiledBook;
  heldBy: HeldBy;
  /** The buyer's identity was verified, not merely claimed. */
  isBuyerVerified?: boolean;
  settings: MatchSettings;
}>;

export type MatchResult = Readonly<{
  /** `differs` goes before `incomplete`: what is wrong does not mend itself by waiting. */
  verdict: "matched" | "differs" | "incomplete";
  /** Documents without which the trade cannot match, in the order of the rule. */
  lacking: readonly DocumentKind[];
  fields: readonly FieldResult[];
}>;

/** An order of an overseas warehouse is not sold yet, so nothing is received for it. */
const isPaymentNeeded = (documents: TradeDocuments, settings: MatchSettings): boolean =>
  documents.kind === "import_retail" || (settings.isReceiptNeeded && documents.order?.orderType !== "overseas_warehouse");

const listLacking = (documents: TradeDocuments, settings: MatchSettings): DocumentKind[] => {
  const lacking: DocumentKind[] = [];
  if (!documents.order) lacking.push("order");
  if (!documents.payment && isPaymentNeeded(documents, settings)) lacking.push("payment");
  if (!documents.waybill) lacking.push("waybill");
  return lacking;
};

const compareImport = (sheet: Sheet, { order, payment, waybill, list }: ImportDocuments, settings: MatchSettings): void => {
  if (order) compareInsideImportOrder(sheet, order);
  if (order || payment) compareImportPayment(sheet, order, payment);
  if (order || waybill) compareImportWaybill(sheet, order, waybill);
  if (!list) return;
  compareImportListOrder(sheet, list, order);
  compareListWaybill(sheet, list, waybill, settings.weightTolerance);
};

const compareExport = (sheet: Sheet, documents: ExportDocuments, settings: MatchSettings): void => {
  const { order, payment, waybill, list } = documents;
  if (order) compareInsideExportOrder(sheet, order);
  if (payment || (order && isPaymentNeeded(documents, settings))) compareExportReceipt(sheet, order, payment);
  if (order || waybill) compareExportWaybill(sheet, order, waybill);
  if (!list) return;
  compareExportListOrder(sheet, list, order);
  compareListWaybill(sheet, list, waybill, settings.weightTolerance);
};

/** A number that two documents hold: each is shown by its guid. */
const compareHolders = (sheet: Sheet, { order, waybill }: TradeDocuments, heldBy: HeldBy): void => {
  const pair = "uniqueness";
  if (order) sheet.text({ pair, field: "order_no" }, order.head.guid, heldBy.order ?? order.head.guid);
  if (waybill) sheet.text({ pair, field: "waybill_no" }, waybill.head.guid, heldBy.waybill ?? waybill.head.guid);
};

const PAYER_FIELDS: readonly MatchField[] = ["payer_name", "payer_identity"];

const warnsOnlyOf = ({ settings, isBuyerVerified }: MatchQuestion): ReadonlySet<MatchField> =>
  isBuyerVerified && settings.payerMayDifferWhenVerified ? new Set([...settings.warnsOnly, ...PAYER_FIELDS]) : settings.warnsOnly;

const verdictOf = (lacking: readonly DocumentKind[], fields: readonly FieldResult[]): MatchResult["verdict"] => {
  let isIncomplete = lacking.length > 0;
  for (const { severity, state } of fields) {
    if (severity !== "blocks") continue;
    if (state === "different") return "differs";
    isIncomplete = true;
  }
  return isIncomplete ? "incomplete" : "matched";
};

export const matchDocuments = (question: MatchQuestion): MatchResult => {
  const { documents, filed, heldBy, settings } = question;
  const sheet = createSheet(warnsOnlyOf(question));
  if (documents.kind === "import_retail") compareImport(sheet, documents, settings);
  else compareExport(sheet, documents, settings);
  const { list } = documents;
  if (list && (filed || isBonded(list.mode))) compareListBook(sheet, list, filed);
  compareHolders(sheet, documents, heldBy);
  const lacking = listLacking(documents, settings);
  return { verdict: verdictOf(lacking, sheet.fields), lacking, fields: sheet.fields };
};
