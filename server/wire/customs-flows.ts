import { z } from "zod";
import { channel, day, direction, hsCode } from "./customs-words.ts";
import { messageIssue } from "./customs-documents.ts";
import { documentNumber, filingAnswer } from "./customs-filings.ts";
import { decimal, gtin, instant, name, sscc, text } from "./text.ts";
import { regime } from "./words.ts";

/** Filings beside the three documents of the book: trades of the six channels, conversions, inspections, adjustments, pledges. */

const LINES_MAX = 10_000;
/** One image of an inspection. */
export const PHOTO_BYTES_MAX = 8 * 1024 * 1024;

/** Codes of the customs tables: units and currencies have three digits, countries three, transport modes one. */
const code = (maxLength: number) => z.string().regex(new RegExp(`^[0-9A-Z]{1,${maxLength}}$`), `must be a code of at most ${maxLength}`);
const currency = code(3).default("142");
const modeCode = z.string().regex(/^\d{4}$/, "must be a supervision mode of four digits");
const lineNumber = z.number().int().min(1).max(99_999_999);

const firm = z.strictObject({ code: text(18), name: text(100) });
/** The number is sealed at once, never shown again, and counted by a keyed hash. */
const person = z.strictObject({
  idType: z.enum(["identity_card", "other"]).default("identity_card"),
  idNumber: text(60),
  name: text(60),
  telephone: text(30).optional(),
});
const consignee = z.strictObject({ name: text(100), telephone: text(50), address: text(200) });

const tradeLine = z.strictObject({
  /** 料号 in the book: required in bonded modes. */
  itemRecordNo: text(64).optional(),
  itemNo: text(60).optional(),
  name: text(250),
  model: text(510).optional(),
  barCode: text(50).optional(),
  hsCode: hsCode.optional(),
  country: code(3).optional(),
  quantity: decimal,
  /** 计量单位代码, three digits; 法定 quantities beside it. */
  unit: code(3),
  legal: z.strictObject({ quantity: decimal, unit: code(3) }).optional(),
  secondLegal: z.strictObject({ quantity: decimal, unit: code(3) }).optional(),
  price: decimal,
  total: decimal,
});

const order = z.strictObject({
  merchant: firm,
  goodsValue: decimal,
  freight: decimal.default("0"),
  discount: decimal.default("0"),
  taxCollected: decimal.default("0"),
  amountPaid: decimal.optional(),
  buyer: person.optional(),
  buyerAccount: text(60).optional(),
  consignee: consignee.optional(),
  payCode: text(18).optional(),
  payTransactionNo: text(60).optional(),
  lines: z.array(tradeLine).min(1).max(99),
});
const payment = z.strictObject({
  provider: firm,
  transactionNo: text(60).optional(),
  payer: person.optional(),
  amount: decimal,
  paidAt: instant,
});
const waybill = z.strictObject({
  /** What is in the parcel (主要货物信息): required of an export. */
  goodsInfo: text(200).optional(),
  carrier: firm,
  waybillNo: text(60),
  billNo: text(37).optional(),
  consignee: consignee.optional(),
  grossWeightKg: decimal,
  packages: z.number().int().min(1).max(999_999).default(1),
  freight: decimal.default("0"),
  insuredFee: decimal.default("0"),
});
const list = z.strictObject({
  copNo: text(20),
  declaredDate: day,
  customsCode: code(4),
  portCode: code(4),
  /** 账册编号 and 区内企业: required in bonded modes. */
  book: name.optional(),
  zoneFirm: firm.optional(),
  agent: firm,
  /** 担保企业 of an import; 生产销售单位 of an export. */
  guarantor: text(30).optional(),
  producer: firm.optional(),
  transportMode: code(1),
  vehicle: text(100).optional(),
  voyageNo: text(32).optional(),
  billNo: text(37).optional(),
  country: code(3),
  destinationPort: code(6).optional(),
  isSimplified: z.boolean().default(false),
  /** wrapType 包装种类 and ieDate 进出口日期: required of an export. */
  packaging: code(1).optional(),
  borderDate: day.optional(),
  freight: decimal.default("0"),
  insuredFee: decimal.default("0"),
  packages: z.number().int().min(1).max(999_999).default(1),
  grossWeightKg: decimal,
  netWeightKg: decimal,
  /** Those of the order when absent. */
  lines: z.array(tradeLine).min(1).max(99).optional(),
});

export const tradePart = z.enum(["order", "payment", "waybill", "list"]);

/** One trade through one of six channels (六体合一): whatever of its documents is there, as it comes. */
export const tradeBody = z
  .strictObject({
    channel,
    direction: z.enum(["import", "export"]),
    site: name,
    owner: name,
    action: z.enum(["new", "change", "delete"]).default("new"),
    /** 电商平台, and the order's number there: what joins the documents. */
    platform: firm,
    orderNo: text(60),
    /** Of an export: E, B, W. */
    orderType: z.enum(["retail", "b2b", "overseas_warehouse"]).optional(),
    currency,
    order: order.optional(),
    payment: payment.optional(),
    waybill: waybill.optional(),
    list: list.optional(),
  })
  .refine((trade) => trade.order || trade.payment || trade.waybill || trade.list, "must hold at least one document");

/** What became of each document; `number` is platform and order number. Documents that were taken stay when another was not. */
export const tradeAnswer = filingAnswer.extend({
  documents: z.array(z.object({ part: tradePart, key: z.string(), warnings: z.array(messageIssue) })),
});
export type TradeAnswer = z.infer<typeof tradeAnswer>;

/** 不同贸易方式互转: quantity from one mode to another, and from one book line to another; the new lot remembers the old. */
export const conversionBody = z.strictObject({
  innerNo: documentNumber,
  site: name,
  owner: name,
  /** 监管方式. */
  fromMode: modeCode,
  toMode: modeCode,
  lines: z
    .array(
      z.strictObject({
        location: name,
        gtin,
        batch: text(20).optional(),
        serial: text(20).optional(),
        quantity: decimal,
        /** What goes out, as far as it must be told from other goods there. */
        from: z.strictObject({ book: name.optional(), line: lineNumber.optional(), regime: regime.optional() }).default({}),
        /** The line that takes it up; absent where the goods stand in no book. */
        to: z.strictObject({ book: name, line: lineNumber }).optional(),
      }),
    )
    .min(1)
    .max(LINES_MAX),
});

/** 查验: an officer orders it; what it is about stands still until the end. */
export const inspectionBody = z
  .strictObject({
    inspection: documentNumber,
    site: name,
    /** One of: a document by any of its numbers, an SSCC, a place of the site. */
    document: documentNumber.optional(),
    parent: sscc.optional(),
    location: name.optional(),
    /** 机检, 外形查验, 抽查, 彻底查验. */
    method: z.enum(["machine", "outside", "part", "whole"]).default("outside"),
    reason: text(500),
    /** 优先查验. */
    isPriority: z.boolean().default(false),
  })
  .refine(
    ({ document, parent, location }) => [document, parent, location].filter((each) => each !== undefined).length === 1,
    "must name one document, one SSCC or one place",
  );
/** What became of it, in its order: started; agrees or differs; what differs is settled; or it was called off. */
export const inspectionResultBody = z.discriminatedUnion("result", [
  z.strictObject({ result: z.literal("started") }),
  z.strictObject({ result: z.literal("agrees") }),
  z.strictObject({ result: z.literal("differs"), found: text(4000) }),
  z.strictObject({ result: z.literal("settled"), disposition: text(2000) }),
  z.strictObject({ result: z.literal("cancelled"), why: text(500) }),
]);
export const photoQuery = z.object({ name: text(200).default("photo") });
export const photoAnswer = z.object({ photo: z.number().int(), sha256: z.string(), size: z.number().int() });

/** 两段准入: first whether the goods may enter the country, then whether they may enter the market. */
export const admissionBody = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("present") }),
  z.strictObject({
    step: z.literal("admit_to_country"),
    /** 转场检查, 附条件提离, 两步申报, 许可证件. */
    conditions: z.array(z.enum(["transfer_inspection", "laboratory_result", "complete_declaration", "licence"])).default([]),
  }),
  z.strictObject({
    step: z.literal("meet"),
    condition: z.enum(["transfer_inspection", "laboratory_result", "complete_declaration", "licence"]),
    /** The inspection, certificate or document that met it. */
    by: text(64),
  }),
  z.strictObject({ step: z.literal("admit_to_market") }),
  z.strictObject({ step: z.literal("refuse"), reason: text(1000) }),
]);

/** 灭失, 损毁, 销毁, 过期, 盘点差异: stock and book follow when an officer has attested it, and not before. */
export const adjustmentBody = z.strictObject({
  innerNo: documentNumber,
  site: name,
  owner: name.optional(),
  cause: z.enum(["loss", "damage", "destruction", "expiry", "count"]),
  /** 不可抗力: the tax is relieved; what is lost by bad keeping is taxed as an import. */
  isForceMajeure: z.boolean().default(false),
  location: name,
  parent: sscc.optional(),
  regime: regime.optional(),
  lines: z
    .array(
      z.strictObject({
        gtin,
        batch: text(20).optional(),
        serial: text(20).optional(),
        book: name.optional(),
        line: lineNumber.optional(),
        quantity: decimal,
        /** `in`: a count found too much. */
        direction: direction.default("out"),
      }),
    )
    .min(1)
    .max(LINES_MAX),
  reason: text(2000),
  /** Of a count: the observations that found it. */
  counts: z.array(text(128)).max(100).optional(),
});

/** An officer approves or refuses a conversion or an adjustment (批准文号). */
export const decisionBody = z.discriminatedUnion("decision", [
  z.strictObject({ kind: z.enum(["conversion", "adjustment"]), decision: z.literal("approve"), approval: text(64) }),
  z.strictObject({ kind: z.enum(["conversion", "adjustment"]), decision: z.literal("refuse"), note: text(1000) }),
]);

/** 仓单质押: pledged goods cannot be picked, converted or let out until the lender, or an officer, releases them. */
export const pledgeBody = z.strictObject({
  /** 仓单号. */
  pledge: documentNumber,
  site: name,
  owner: name,
  lender: name,
  location: name,
  parent: sscc.optional(),
  /** Without one all that is there of the owner; without a quantity all of it. */
  gtin: gtin.optional(),
  quantity: decimal.optional(),
  reason: text(500),
});
/** Without a quantity all that is left. */
export const pledgeReleaseBody = z.strictObject({ quantity: decimal.optional(), reason: text(500) });
