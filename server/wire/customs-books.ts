import { z } from "zod";
import { twinState } from "./customs-words.ts";
import { accountRow, page } from "./http-api.ts";
import { decimal, instant, name, text } from "./text.ts";
import { bookKind } from "./words.ts";

/**
 * Customs books (账册) as customs counts them, beside what lies there. Formal balance = actual + outgoing; `actual` alone is
 * what may still be spoken for; `incoming` (预增) is not formally there yet.
 */
const totals = z.object({ uom: z.string(), actual: decimal, incoming: decimal, outgoing: decimal });

export const booksQuery = page.extend({ site: name.optional() });
export const bookSummary = z.object({
  book: z.string(),
  kind: bookKind,
  site: z.string(),
  owner: z.string(),
  lines: z.number().int(),
  /** By unit of measure: different units are never added up. */
  totals: z.array(totals),
  /** Lines whose formal balance is not what lies there. */
  differences: z.number().int(),
});
export type BookSummary = z.infer<typeof bookSummary>;

export const bookLinesQuery = page.extend({
  /** The beginning of a 料号 or of a GTIN, or part of a name. */
  q: text(100).optional(),
});
export const bookLineAnswer = z.object({
  line: z.number().int(),
  /** 料号 */
  itemRecordNo: z.string().nullable(),
  gtin: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }).nullable(),
  hsCode: z.string().nullable(),
  uom: z.string(),
  formal: decimal,
  actual: decimal,
  incoming: decimal,
  outgoing: decimal,
  /** What lies at the site of the book on this line. */
  physical: decimal,
  /** physical − formal, with its sign. */
  difference: z.string(),
});
export type BookLineAnswer = z.infer<typeof bookLineAnswer>;

export const bookTransfersQuery = page;
/** Newest first: what moved the line, and what it came to. */
export const bookTransferRow = z.object({
  entry: z.number().int(),
  n: z.number().int(),
  at: instant,
  recordedAt: instant,
  /** Kind of the entry: customs, observation, settlement, … */
  kind: z.string(),
  /** What happened: approved, deducted, opened, … */
  type: z.string().nullable(),
  document: z.object({ kind: z.string(), number: z.string() }).nullable(),
  by: z.string().nullable(),
  from: accountRow,
  to: accountRow,
  quantity: decimal,
  uom: z.string(),
  /** After this transfer. */
  actual: decimal,
  incoming: decimal,
  outgoing: decimal,
});
export type BookTransferRow = z.infer<typeof bookTransferRow>;

// The twin

export const twinQuery = z.object({
  site: name,
  book: name.optional(),
  line: z.coerce.number().int().min(1).optional(),
  /** Part of a product's name, the beginning of a GTIN or 料号. */
  q: text(100).optional(),
});
export const twinCell = z.object({
  location: z.string(),
  /** dock, bin, staging, cage, gate, vehicle */
  kind: z.string(),
  /** Metres on the plan, where master data gives them; else the screen derives a place from the name. */
  plan: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }).nullable(),
  /** The state that asks most of the onlooker; null for an empty cell. */
  colour: twinState.nullable(),
  states: z.array(
    z.object({ state: twinState, lines: z.number().int(), quantities: z.array(z.object({ uom: z.string(), quantity: decimal })) }),
  ),
  /** Goods of the cell under a hold. */
  held: z.boolean(),
  /** False when a search is on and nothing here is found by it. */
  matches: z.boolean(),
});
export type TwinCell = z.infer<typeof twinCell>;
/** Every cell of a site, and how many lines stand in each state. */
export const twinAnswer = z.object({
  site: z.string(),
  at: instant,
  /** The journal entry up to which it holds. */
  entry: z.number().int(),
  cells: z.array(twinCell),
});
export type TwinAnswer = z.infer<typeof twinAnswer>;

export const twinCellQuery = page.extend({ site: name, location: name });
export const twinCellLine = z.object({
  state: twinState,
  book: z.string().nullable(),
  line: z.number().int().nullable(),
  itemRecordNo: z.string().nullable(),
  gtin: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }).nullable(),
  owner: z.string().nullable(),
  quantity: decimal,
  uom: z.string(),
  /** Documents by which it is in this state. */
  documents: z.array(z.string()),
});
export type TwinCellLine = z.infer<typeof twinCellLine>;
