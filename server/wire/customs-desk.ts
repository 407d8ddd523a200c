import { z } from "zod";
import { day, direction, obligationState, passKind, reportKind, sureness, hsCode } from "./customs-words.ts";
import { page } from "./http-api.ts";
import { bilingual, decimal, instant, name, text } from "./text.ts";

/** What an officer and a declarant look at beside documents and books: obligations, the gate, reports, tariff, settings. */

// Obligations

export const obligationsQuery = page.extend({
  site: name.optional(),
  state: obligationState.optional(),
  owner: name.optional(),
  /** Due from and before: a calendar asks for its own weeks. */
  from: instant.optional(),
  to: instant.optional(),
});
/** In the order in which they fall due. */
export const obligationRow = z.object({
  obligation: z.string(),
  /** import_declaration, leave_first_declaration, … */
  rule: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  /** What is owed for: a document, a book, a month. */
  subject: z.string(),
  site: z.string().nullable(),
  owner: z.string().nullable(),
  state: obligationState,
  startedAt: instant,
  dueAt: instant,
  /** The notice and article that set the time, and how sure that is. */
  source: z.string().nullable(),
  sure: sureness.nullable(),
  note: z.string().nullable(),
  changedAt: instant,
  entry: z.number().int(),
});
export type ObligationRow = z.infer<typeof obligationRow>;
/** `approval`: number of the paper under which customs agreed. */
export const waiverBody = z.strictObject({ reason: text(500), approval: text(64) });

// The gate

export const gateQuery = z.object({ site: name, limit: z.coerce.number().int().min(1).max(200).default(50) });
export const gatePassRow = z.object({
  pass: z.string(),
  innerNo: z.string().nullable(),
  passKind: passKind.nullable(),
  owner: z.string().nullable(),
  direction: direction.nullable(),
  plate: z.string().nullable(),
  container: z.string().nullable(),
  seal: z.string().nullable(),
  /** approved, first_gate */
  state: z.string(),
  /** 快速通道: goods registered at the gate. */
  isFastLane: z.boolean(),
  documents: z.array(z.string()),
  lines: z.number().int(),
  declaredWeightKg: decimal.nullable(),
  validFrom: instant.nullable(),
  validUntil: instant.nullable(),
  approvedAt: instant,
  /** When its vehicle was last seen at a gate of the site. */
  seenAt: instant.nullable(),
});
export type GatePassRow = z.infer<typeof gatePassRow>;
export const gateSightRow = z.object({
  entry: z.number().int(),
  device: z.string(),
  at: instant,
  direction: direction.nullable(),
  plate: z.string().nullable(),
  pass: z.string().nullable(),
  barrier: z.enum(["raise", "hold"]),
  result: z.string(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  /** Null: not weighed; a scale that says 0 did not weigh. */
  weighedKg: decimal.nullable(),
  declaredWeightKg: decimal.nullable(),
});
export type GateSightRow = z.infer<typeof gateSightRow>;
/** Passes that may go through, the longest approved first; and vehicles seen lately, newest first. */
export const gateAnswer = z.object({ site: z.string(), passes: z.array(gatePassRow), seen: z.array(gateSightRow) });
export type GateAnswer = z.infer<typeof gateAnswer>;

// Differences, side by side

/** A line appears with its cause, or it does not exist. */
export const differenceLine = z.object({
  site: z.string(),
  book: z.string().nullable(),
  line: z.number().int().nullable(),
  itemRecordNo: z.string().nullable(),
  gtin: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }).nullable(),
  owner: z.string().nullable(),
  uom: z.string(),
  /** What lies there. */
  physical: decimal,
  /** Formal balance of the customs book; pre-credited; pre-deducted. */
  formal: decimal,
  incoming: decimal,
  outgoing: decimal,
  /** Of documents that stand: through the gate and not deducted yet, out (−) and in (+). */
  passedIn: decimal,
  passedOut: decimal,
  /** What must lie there by the formal balance and by what documents have moved on one side alone; with its sign. */
  expected: z.string(),
  /** physical − formal, with its sign. */
  difference: z.string(),
  /** `quantity`: its part of the difference with its sign, else how much it is about. */
  causes: z.array(z.object({ cause: z.string(), words: bilingual, quantity: z.string().nullable(), subject: z.string().nullable() })),
  obligations: z.array(z.object({ obligation: z.string(), rule: z.string(), state: obligationState, dueAt: instant })),
});
export type DifferenceLine = z.infer<typeof differenceLine>;

// Reports

const PERIOD = /^\d{4}-\d{2}(-\d{2}(\/\d{4}-\d{2}-\d{2})?)?$/;

export const reportBody = z.strictObject({
  kind: reportKind,
  site: name,
  book: name.optional(),
  /** A day, a month or a period's first and last day: 2026-03-01, 2026-03, 2026-01-01/2026-03-31. */
  period: z.string().regex(PERIOD, "must be a day, a month, or two days with a slash"),
});
/** 核销: customs has accepted the report of a book, by a paper. */
export const writeOffBody = z.strictObject({ period: z.string().regex(PERIOD, "must be two days with a slash"), approval: text(64) });
export const reportsQuery = page.extend({ site: name.optional(), kind: reportKind.optional() });
/** Newest first. A report is kept as it was made. */
export const reportRow = z.object({
  report: z.number().int(),
  kind: reportKind,
  site: z.string(),
  book: z.string().nullable(),
  period: z.string(),
  madeAt: instant,
  madeBy: z.string(),
  sha256: z.string(),
  size: z.number().int(),
  entry: z.number().int(),
});
export type ReportRow = z.infer<typeof reportRow>;
export const reportAnswer = reportRow.extend({ content: z.string() });

// Tariff and settings

export const tariffQuery = page.extend({
  /** The beginning of a code, or part of a name. */
  q: text(100).optional(),
  /** Rates that hold on this day; without it, every row. */
  date: day.optional(),
});
export const tariffRow = z.object({
  hsCode,
  name: z.string(),
  validFrom: day,
  validTo: day.nullable(),
  /** Rates as decimals: 0.13 is 13 %. */
  vat: decimal.nullable(),
  consumption: decimal.nullable(),
  tariff: decimal.nullable(),
  /** 法定单位, of the customs table. */
  legalUnits: z.array(z.string()),
  /** On the list of retail imports (正面清单). */
  positiveList: z.boolean().nullable(),
  source: z.string(),
});
export type TariffRow = z.infer<typeof tariffRow>;
export const tariffImported = z.object({ rows: z.number().int(), changed: z.number().int() });

/** A number that customs sets: from when it holds, where it is written, how sure that is. */
export const settingRow = z.object({
  setting: z.string(),
  group: z.enum(["deadline", "matching", "retail_limit", "tax", "gate", "other"]),
  name: z.object({ zh: z.string(), en: z.string() }),
  /** In words and digits: 14 days, 5,000 CNY. */
  value: z.object({ zh: z.string(), en: z.string() }),
  validFrom: day,
  validTo: day.nullable(),
  source: z.string(),
  sure: sureness,
});
export type SettingRow = z.infer<typeof settingRow>;
