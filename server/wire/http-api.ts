import { z } from "zod";
import { ackMessage, scanItem } from "./device-messages.ts";
import { UP_KINDS } from "./device-topics.ts";
import { bilingual, decimal, instant, latitude, longitude, name, rawCode, text } from "./text.ts";
import { alarmKind, deviceKind, hold, regime, result, role, severity, siteKind, step } from "./words.ts";

/** Bodies, queries and rows of `/api/v1`. */
export const PAGE_LIMIT_MAX = 500;
export const PAGE_LIMIT_DEFAULT = 100;

export const page = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  after: z.string().max(200).optional(),
});
export const rows = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row), next: z.string().nullable() });

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;

export const clockAnswer = z.object({ now: instant, rate: z.number(), worldMs: z.number(), wallMs: z.number() });

export const session = z.object({ user: text(64), name: z.string(), role, sites: z.array(name) });
export type Session = z.infer<typeof session>;

// Devices

export const deviceBody = z.strictObject({
  device: name,
  site: name,
  kind: deviceKind,
  location: name.optional(),
  step: step.optional(),
  direction: z.enum(["in", "out"]).optional(),
  /** The unit that carries this tracker, sensor or seal. */
  unit: name.optional(),
});
export const deviceCredentials = z.object({
  device: name,
  site: name,
  kind: deviceKind,
  topic: z.string(),
  username: z.string(),
  password: z.string(),
});
export const deviceRow = z.object({
  device: name,
  site: name,
  kind: deviceKind,
  location: name.nullable(),
  step: step.nullable(),
  direction: z.enum(["in", "out"]).nullable(),
  unit: name.nullable(),
  topic: z.string(),
  online: z.boolean(),
  lastSeenAt: instant.nullable(),
  lastSeq: z.number().nullable(),
  revokedAt: instant.nullable(),
});
export type DeviceRow = z.infer<typeof deviceRow>;

// Observations and the journal

export const observationBody = z.strictObject({ device: name, kind: z.enum(UP_KINDS), message: z.unknown() });
export const observationAnswer = ackMessage;

/** One end of a transfer: stock at a place, a line of a customs book or of a document, or a contra account. */
export const accountRow = z.object({
  family: z.enum(["stock", "contra", "book", "document"]),
  /** supplier, consignee, abroad, inland, carrier, conversion, variance, destroyed, irregular */
  contra: z.string().optional(),
  site: z.string().optional(),
  location: z.string().optional(),
  parent: z.string().nullable().optional(),
  regime: regime.optional(),
  hold: hold.optional(),
  /** Number of the book or document. */
  number: z.string().optional(),
  line: z.number().optional(),
  /** Of a book line: actual, incoming, outgoing; of a document: declared, passed. */
  state: z.string().optional(),
});
export type AccountRow = z.infer<typeof accountRow>;

export const lotRow = z.object({
  lot: z.string(),
  gtin: z.string(),
  uom: z.string(),
  owner: z.string().nullable(),
  book: z.string().nullable(),
  line: z.number().nullable(),
  batch: z.string().nullable(),
  expiry: z.string().nullable(),
  serial: z.string().nullable(),
  origin: z.string().nullable(),
});
export type LotRow = z.infer<typeof lotRow>;

export const transferRow = z.object({ from: accountRow, to: accountRow, lot: lotRow, quantity: decimal, uom: z.string() });
export type TransferRow = z.infer<typeof transferRow>;

export const entryKind = z.enum(["observation", "settlement", "release", "disposal", "alarm", "document"]);
export type EntryKind = z.infer<typeof entryKind>;

export const journalRow = z.object({
  entry: z.number().int(),
  kind: entryKind,
  device: z.string().optional(),
  observation: z.string().optional(),
  observationKind: z.enum(UP_KINDS).optional(),
  step: z.string().optional(),
  result: result.optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  site: z.string().optional(),
  operator: z.string().optional(),
  at: instant,
  recordedAt: instant,
  transfers: z.array(transferRow),
  /** What the entry says beside its transfers: how regime and lot were found, the release, the alarm. */
  body: z.record(z.string(), z.unknown()).optional(),
});
export type JournalRow = z.infer<typeof journalRow>;

export const journalQuery = page.extend({
  site: name.optional(),
  location: name.optional(),
  gtin: z
    .string()
    .regex(/^\d{14}$/)
    .optional(),
  lot: z.guid().optional(),
  device: name.optional(),
  /** Newest first, `after` then counts down. */
  newest: z.stringbool().optional(),
});

export const observationRow = z.object({
  device: z.string(),
  id: z.string(),
  kind: z.enum(UP_KINDS),
  at: instant,
  deviceAt: z.string(),
  receivedAt: instant,
  clockSuspect: z.boolean(),
  message: z.unknown(),
  result,
  reason: z.string().optional(),
  detail: z.string().optional(),
  history: z.array(journalRow),
});

export const quarantineRow = z.object({
  quarantine: z.number().int(),
  topic: z.string(),
  device: z.string().nullable(),
  reason: z.string(),
  detail: z.string(),
  bytes: z.number().int(),
  /** The first bytes as text, unreadable ones replaced. */
  preview: z.string(),
  receivedAt: instant,
});

// Stock

export const stockQuery = page.extend({
  site: name.optional(),
  location: name.optional(),
  regime: regime.optional(),
  gtin: z
    .string()
    .regex(/^\d{14}$/)
    .optional(),
  batch: text(20).optional(),
  serial: text(20).optional(),
  owner: name.optional(),
  parent: z
    .string()
    .regex(/^\d{18}$/)
    .optional(),
  book: name.optional(),
  /** As of when things happened. */
  at: instant.optional(),
  /** As of what had been learnt. */
  known: instant.optional(),
});
export const stockRow = z.object({
  site: z.string(),
  location: z.string(),
  parent: z.string().nullable(),
  regime,
  hold,
  owner: z.string().nullable(),
  gtin: z.string(),
  batch: z.string().nullable(),
  expiry: z.string().nullable(),
  serial: z.string().nullable(),
  book: z.string().nullable(),
  line: z.number().nullable(),
  origin: z.string().nullable(),
  lot: z.string(),
  quantity: decimal,
  uom: z.string(),
});
export type StockRow = z.infer<typeof stockRow>;

/** Bonded against non-bonded by book line, summed over places. */
export const bookStockRow = z.object({
  book: z.string().nullable(),
  line: z.number().nullable(),
  itemRecordNo: z.string().nullable(),
  gtin: z.string(),
  uom: z.string(),
  owner: z.string().nullable(),
  site: z.string(),
  bonded: decimal,
  nonBonded: decimal,
  other: decimal,
  held: decimal,
});
export type BookStockRow = z.infer<typeof bookStockRow>;

export const traceQuery = z.object({ code: rawCode });
export const traceAnswer = z.object({
  code: z.string(),
  kind: z.enum(["serial", "batch", "sscc", "product"]),
  gtin: z.string().nullable(),
  now: z.array(stockRow),
  steps: z.array(journalRow),
});

/** A line appears with its cause, or it does not exist. */
export const differenceRow = z.object({
  entry: z.number().int(),
  site: z.string(),
  device: z.string(),
  observation: z.string(),
  step: z.string().nullable(),
  /** The cause: a predecessor is missing, or the rule that was broken. */
  reason: z.string(),
  detail: z.string().nullable(),
  at: instant,
  recordedAt: instant,
  missing: z.array(z.object({ account: accountRow, lot: lotRow.partial(), quantity: decimal })),
});
export type DifferenceRow = z.infer<typeof differenceRow>;
export const disposalBody = z.strictObject({ reason: text(500), approval: text(64) });

// Releases

export const releaseBody = z.strictObject({
  release: text(64),
  site: name,
  owner: name,
  lines: z
    .array(scanItem.pick({ gtin: true, quantity: true, uom: true, batch: true, book: true, line: true }).partial({ uom: true }))
    .min(1)
    .max(10_000),
  validUntil: instant,
});
export const releaseRow = z.object({
  release: z.string(),
  site: z.string(),
  owner: z.string(),
  validUntil: instant,
  lines: z.array(
    z.object({
      gtin: z.string(),
      batch: z.string().nullable(),
      book: z.string().nullable(),
      line: z.number().nullable(),
      quantity: decimal,
      used: decimal,
    }),
  ),
});
export type ReleaseRow = z.infer<typeof releaseRow>;

// Alarms

export const alarmRow = z.object({
  alarm: z.number().int(),
  kind: alarmKind,
  severity,
  state: z.enum(["open", "acknowledged", "cleared"]),
  site: z.string().nullable(),
  unit: z.string().nullable(),
  device: z.string().nullable(),
  /** What it is about: an observation id, a seal, a probe. */
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  raisedAt: instant,
  entry: z.number().int().nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  clearedAt: instant.nullable(),
  note: z.string().nullable(),
});
export type AlarmRow = z.infer<typeof alarmRow>;
export const alarmQuery = page.extend({ state: z.enum(["open", "acknowledged", "cleared"]).optional(), site: name.optional() });
export const acknowledgeBody = z.strictObject({ note: text(500).optional() });

// The running proof

export const invariantRow = z.object({
  invariant: z.enum([
    "sum_over_lot_is_zero",
    "balances_equal_journal",
    "no_goods_below_zero",
    "entries_are_dense",
    "releases_not_overdrawn",
  ]),
  ok: z.boolean(),
  checkedAt: instant.nullable(),
  over: z.string(),
  detail: z.string(),
});
export type InvariantRow = z.infer<typeof invariantRow>;

/** Where sites stand: what the map and the pickers need of them. */
export const siteSummary = z.object({
  site: z.string(),
  kind: siteKind,
  name: bilingual,
  lat: latitude,
  lon: longitude,
  regimes: z.array(regime),
  fenceRadiusM: z.number().nullable(),
});
export const locationSummary = z.object({
  site: z.string(),
  location: z.string(),
  kind: z.string(),
  regimes: z.array(regime),
  barcode: z.string().nullable(),
});
export const productSummary = z.object({
  gtin: z.string(),
  name: bilingual,
  uom: z.string(),
  coldClass: z.string().nullable(),
  hsCode: z.string().nullable(),
});
