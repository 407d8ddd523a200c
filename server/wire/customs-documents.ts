import { z } from "zod";
import {
  channel,
  deduction,
  direction,
  documentKind,
  documentState,
  lack,
  matchSeverity,
  matchState,
  matchVerdict,
} from "./customs-words.ts";
import { messageDirection, messageState } from "./customs-words.ts";
import { page } from "./http-api.ts";
import { decimal, instant, name, text } from "./text.ts";

/** Messages of customs, the documents that they make, and what customs answered. */

/** The largest message that is read: official clients cut at 16 MiB as well. */
export const CUSTOMS_MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

// Messages

/** One fault of one field: the element by its name and Chinese name, what stood there, what may stand there. */
export const messageIssue = z.object({ element: z.string(), message: z.string(), found: z.string().nullable(), allowed: z.string() });
export type MessageIssue = z.infer<typeof messageIssue>;

/** `key` is the business number of the node. A node that breaks a rule does not sink its neighbours. */
export const messageAnswer = z.object({
  kind: z.string(),
  accepted: z.array(z.object({ key: z.string(), warnings: z.array(messageIssue) })),
  rejected: z.array(z.object({ key: z.string(), errors: z.array(messageIssue) })),
});
export type MessageAnswer = z.infer<typeof messageAnswer>;

export const messagesQuery = page.extend({
  direction: messageDirection.optional(),
  state: messageState.optional(),
  /** CEB621, INV101, … */
  kind: text(32).optional(),
});
export const messageNode = z.object({
  kind: z.string(),
  key: z.string(),
  accepted: z.boolean(),
  /** Warnings of an accepted node, errors of a rejected one. */
  issues: z.array(messageIssue),
});
/** Newest first. The bytes themselves name people: they are read one by one, by who may, and that is audited. */
export const messageRow = z.object({
  message: z.number().int(),
  direction: messageDirection,
  /** http, exchange, made */
  door: z.string(),
  kind: z.string(),
  sha256: z.string(),
  size: z.number().int(),
  state: messageState,
  note: z.string().nullable(),
  fileName: z.string().nullable(),
  at: instant,
  by: z.string(),
  nodes: z.array(messageNode),
});
export type MessageRow = z.infer<typeof messageRow>;

/** What waits to be carried to customs, oldest first, for a client without shared folders. */
export const outboxRow = z.object({
  message: z.number().int(),
  kind: z.string(),
  fileName: z.string().nullable(),
  size: z.number().int(),
  sha256: z.string(),
  state: messageState,
  note: z.string().nullable(),
  at: instant,
});
export type OutboxRow = z.infer<typeof outboxRow>;
export const outboxBody = z.strictObject({ state: z.enum(["taken", "sent", "failed"]), note: text(1000).optional() });

// Documents

export const documentsQuery = page.extend({
  site: name.optional(),
  kind: documentKind.optional(),
  state: text(32).optional(),
  channel: channel.optional(),
  /** The beginning of a number, a plate, an order number. */
  q: text(100).optional(),
});

/** Last changed first. */
export const documentRow = z.object({
  kind: documentKind,
  number: z.string(),
  /** The firm's own number (企业内部编号), where it is another. */
  innerNo: z.string().nullable(),
  site: z.string().nullable(),
  owner: z.string().nullable(),
  book: z.string().nullable(),
  direction: direction.nullable(),
  /** One of the six channels, or another supervision mode. */
  channel: z.string().nullable(),
  state: documentState,
  /** `platform/orderNo`: what order, payment, waybill and list have in common. */
  trio: z.string().nullable(),
  plate: z.string().nullable(),
  /** What it still lacks; empty when it is done. */
  lacks: z.array(lack),
  createdAt: instant,
  changedAt: instant,
  /** The journal entry that last changed it. */
  entry: z.number().int(),
});
export type DocumentRow = z.infer<typeof documentRow>;

export const documentLineRow = z.object({
  n: z.number().int(),
  /** Of a pass: the document and its line that this one carries from. */
  document: z.string().nullable(),
  documentLine: z.number().int().nullable(),
  bookLine: z.number().int().nullable(),
  itemRecordNo: z.string().nullable(),
  gtin: z.string().nullable(),
  name: z.string().nullable(),
  hsCode: z.string().nullable(),
  uom: z.string().nullable(),
  declared: decimal,
  /** On gate passes that stand, through the gate or not. */
  onPasses: decimal,
  passed: decimal,
  /** Pre-credited or pre-deducted (预增, 预扣) in the book. */
  pending: decimal,
  /** Formally booked (实扣). */
  formal: decimal,
  total: decimal.nullable(),
  currency: z.string().nullable(),
});
export type DocumentLineRow = z.infer<typeof documentLineRow>;

export const documentEventRow = z.object({
  entry: z.number().int(),
  type: z.string(),
  at: instant,
  recordedAt: instant,
  by: z.string(),
  note: z.string().nullable(),
  /** Transfers that the entry made. */
  transfers: z.number().int(),
});
export type DocumentEventRow = z.infer<typeof documentEventRow>;

export const receiptsQuery = page.extend({ site: name.optional(), kind: documentKind.optional(), number: text(128).optional() });
/** What customs answered, in the order of arrival; `after` is the number of a receipt. */
export const receiptRow = z.object({
  receipt: z.number().int(),
  message: z.number().int().nullable(),
  /** INV201, SAS223, CEB622, … */
  kind: z.string(),
  documentKind,
  number: z.string(),
  /** The code that customs sent. */
  status: z.string(),
  note: z.string().nullable(),
  at: instant,
  recordedAt: instant,
  entry: z.number().int(),
});
export type ReceiptRow = z.infer<typeof receiptRow>;

export const matchFieldRow = z.object({
  /** order, order_payment, order_waybill, list_order, list_waybill, list_book, uniqueness */
  pair: z.string(),
  field: z.string(),
  /** Number of the goods line; null for the head. */
  line: z.number().int().nullable(),
  state: matchState,
  left: z.string().nullable(),
  right: z.string().nullable(),
  severity: matchSeverity,
});
export const matchAnswer = z.object({
  verdict: matchVerdict,
  lacking: z.array(z.enum(["order", "payment", "waybill", "list"])),
  fields: z.array(matchFieldRow),
  matchedAt: instant.nullable(),
});
export type MatchAnswer = z.infer<typeof matchAnswer>;

export const documentQuery = z.object({
  /** Where documents of several kinds bear one number. */
  kind: documentKind.optional(),
});
export const documentLink = z.object({ kind: documentKind, number: z.string(), state: z.string().nullable() });
export const documentMessage = z.object({
  message: z.number().int(),
  direction: messageDirection,
  kind: z.string(),
  at: instant,
  accepted: z.boolean(),
  issues: z.array(messageIssue),
});
export const documentObligation = z.object({
  obligation: z.string(),
  rule: z.string(),
  state: z.string(),
  dueAt: instant,
});

/** A document with all that is known of it. People's names, numbers and addresses in `content` are masked. */
export const documentAnswer = documentRow.extend({
  aliases: z.array(z.string()),
  deduction: deduction.nullable(),
  isReleased: z.boolean().nullable(),
  content: z.record(z.string(), z.unknown()),
  lines: z.array(documentLineRow),
  events: z.array(documentEventRow),
  receipts: z.array(receiptRow),
  messages: z.array(documentMessage),
  /** Documents that it names, and that name it. */
  linked: z.array(documentLink),
  /** Of a document that is part of a trade: fields side by side (三单对碰). */
  match: matchAnswer.nullable(),
  obligations: z.array(documentObligation),
  photos: z.array(
    z.object({
      photo: z.number().int(),
      name: z.string(),
      mediaType: z.string(),
      sha256: z.string(),
      size: z.number().int(),
      at: instant,
      by: z.string(),
    }),
  ),
});
export type DocumentAnswer = z.infer<typeof documentAnswer>;
