import { z } from "zod";
import { businessType, direction, documentKind, hsCode, inventoryType, passKind } from "./customs-words.ts";
import { decimal, gtin, instant, name, text, uom } from "./text.ts";

/**
 * Filings as JSON, for people and simple clients: each becomes the same act as the message of customs that says it. What
 * customs answers comes by message, or by `POST /customs/receipts` from a key that may speak for customs.
 */

/** The firm's own number (企业内部编号): the key by which a filing is amended, answered and asked for. */
export const documentNumber = text(64);

/** new 新增, change 变更. */
const action = z.enum(["file", "amend"]).default("file");

const LINES_MAX = 10_000;

export const filingLine = z.strictObject({
  /** 商品序号, from 1; the place in the list when absent. */
  n: z.number().int().min(1).max(999_999).optional(),
  /** 备案序号: the line of the book. A 料号 finds it as well. */
  bookLine: z.number().int().min(1).max(99_999_999).optional(),
  itemRecordNo: text(64).optional(),
  /** May be left out where the line of the book says it. */
  gtin: gtin.optional(),
  uom: uom.optional(),
  quantity: decimal,
  hsCode: hsCode.optional(),
  /** 申报总价 and its currency, a code of the customs table (142: CNY). */
  total: decimal.optional(),
  currency: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
});

/** 核注清单 (INV101), or with kind `stock_document` 出入库单 (SAS111). */
export const inventoryBody = z.strictObject({
  kind: z.enum(["inventory", "stock_document"]).default("inventory"),
  action,
  innerNo: documentNumber,
  site: name,
  owner: name,
  /** 账册编号; absent for goods that stand in none. */
  book: name.optional(),
  direction,
  type: inventoryType.optional(),
  /** 监管方式: 1210, 9610, 0110, 5000, … */
  mode: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  /** A customs declaration must be released before it is deducted (报关标志 1). */
  needsDeclaration: z.boolean(),
  entryNo: documentNumber.optional(),
  /** 业务申报表 under which it stands. */
  declaration: documentNumber.optional(),
  /** Retail lists that it gathers, or slips that it collects. */
  gathers: z.array(documentNumber).max(LINES_MAX).default([]),
  /** The inventory of the other zone (关联清单). */
  partner: documentNumber.optional(),
  lines: z.array(filingLine).min(1).max(LINES_MAX),
});

/** 核放单 (SAS121). Without lines it carries all that is left of its documents. */
export const passBody = z.strictObject({
  action,
  innerNo: documentNumber,
  site: name,
  owner: name,
  passKind,
  direction,
  /** 绑定类型: 1 one vehicle several documents, 2 one and one, 3 one document several vehicles. */
  binding: z.enum(["1", "2", "3"]).default("1"),
  plate: text(32),
  container: text(32).optional(),
  seal: text(64).optional(),
  /** Vehicle, frame, container and goods together. */
  totalWeightKg: decimal.optional(),
  documents: z.array(documentNumber).max(1000).default([]),
  lines: z
    .array(
      z.strictObject({
        document: documentNumber.optional(),
        documentLine: z.number().int().min(1).optional(),
        gtin: gtin.optional(),
        quantity: decimal,
      }),
    )
    .max(LINES_MAX)
    .default([]),
  /** 2: the zone keeps a first and a second gate. */
  gates: z.union([z.literal(1), z.literal(2)]).default(1),
  validFrom: instant.optional(),
  validUntil: instant,
});

/** 业务申报表 (SAS101). */
export const declarationBody = z.strictObject({
  action,
  innerNo: documentNumber,
  site: name,
  owner: name,
  businessType,
  direction,
  book: name.optional(),
  validUntil: instant,
  /** 担保金额, CNY. */
  guarantee: decimal.optional(),
  exhibitionPlace: text(200).optional(),
});

/** What a book holds when its counting here begins (账册设立). */
export const openBookBody = z.strictObject({
  lines: z
    .array(z.strictObject({ line: z.number().int().min(1).max(99_999_999), quantity: decimal }))
    .min(1)
    .max(100_000),
});

/** What customs answers, said by a key that may speak for customs. */
export const receiptBody = z.strictObject({
  kind: documentKind,
  /** The firm's own number, or the one that customs gave. */
  key: documentNumber,
  answer: z.enum(["approved", "refused", "released", "cancelled", "passed", "written_off", "finished"]),
  /** The number that customs gives with its approval. */
  number: documentNumber.optional(),
  /** 报关单号, with a release. */
  entryNo: documentNumber.optional(),
  /** 回执 code as it came; the answer itself when absent. */
  status: text(32).optional(),
  note: text(1000).optional(),
  /** When customs said so; now, by the world's clock, when absent. */
  at: instant.optional(),
});

export const cancelBody = z.strictObject({ kind: documentKind, reason: text(500).optional() });

/** The number by which the document is asked for from now on, and the journal entry that says so. */
export const filingAnswer = z.object({ number: z.string(), entry: z.number().int().nullable() });
export type FilingAnswer = z.infer<typeof filingAnswer>;
