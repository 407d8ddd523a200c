import type { ScanItem, ScanMessage } from "#wire/device-messages.ts";
import { readCode, type CodeRead } from "#gs1/read-code.ts";
import { parseQuantity, QUANTITY_SCALE } from "../domain/basics/quantity.ts";
import type { GoodsLine, ScanFact } from "../domain/custody/fact.ts";

/**
 * What was read, as goods, logistic units and places. `items` beat codes. Quantity of a bare code: AI 30 or 37, a
 * measure (310n), else one per read; a serial counts once; an SSCC stands for its contents.
 */
export type ReadGoods = Pick<ScanFact, "goods" | "parents" | "places"> &
  Readonly<{ unreadable?: NonNullable<ScanFact["unreadable"]>; parentOfContents?: string }>;

/** Units in which a bare read cannot be one: the goods are weighed or measured. */
const MEASURED: ReadonlySet<string> = new Set(["KGM", "GRM", "TNE", "LTR", "MLT", "MTR", "MTK", "MTQ", "LBR"]);

type Draft = { -readonly [Key in keyof GoodsLine]: GoodsLine[Key] };

export const readGoods = (message: ScanMessage, findUom: (gtin: string) => string | undefined): ReadGoods => {
  const lines = new Map<string, Draft>();
  const parents = new Set<string>();
  const places: string[] = [];
  let parentOfContents: string | undefined;
  for (const item of message.items ?? []) {
    const line = lineOfItem(item);
    if ("reason" in line) return { goods: [], parents: [], places: [], unreadable: line };
    gather(lines, line);
  }
  const itemsBeatCodes = lines.size > 0;
  for (const raw of message.codes ?? []) {
    const read = readCode(raw);
    if (!read.ok)
      return { goods: [], parents: [], places: [], unreadable: { reason: "code_unreadable", detail: `${raw}: ${read.detail}` } };
    if (read.sscc !== undefined && read.gtin === undefined) parents.add(read.sscc);
    if (read.place !== undefined) places.push(read.place);
    if (read.gtin === undefined || itemsBeatCodes) continue;
    if (read.sscc !== undefined) parentOfContents = read.sscc;
    const line = lineOfCode(read, read.gtin, findUom);
    if ("reason" in line) return { goods: [], parents: [], places: [], unreadable: line };
    gather(lines, line);
  }
  return { goods: [...lines.values()], parents: [...parents], places, ...(parentOfContents !== undefined && { parentOfContents }) };
};

/** Lines that say the same add up, so that first expired first out sees the whole; a serial is there once. */
const gather = (lines: Map<string, Draft>, line: Draft): void => {
  const key = [line.gtin, line.uom, line.batch, line.expiry, line.serial, line.owner, line.book, line.line, line.origin].join("\u001f");
  const earlier = lines.get(key);
  if (!earlier) lines.set(key, line);
  else if (line.serial === undefined) earlier.quantity += line.quantity;
};

type Unreadable = NonNullable<ScanFact["unreadable"]>;

const lineOfItem = (item: ScanItem): Draft | Unreadable => {
  const parsed = parseQuantity(item.quantity);
  if (typeof parsed === "string") return { reason: parsed, detail: `${item.gtin}: ${item.quantity}` };
  const line: Draft = { gtin: item.gtin, quantity: parsed, uom: item.uom };
  if (item.batch !== undefined) line.batch = item.batch;
  if (item.expiry !== undefined) line.expiry = item.expiry;
  if (item.serial !== undefined) line.serial = item.serial;
  if (item.owner !== undefined) line.owner = item.owner;
  if (item.book !== undefined) line.book = item.book;
  if (item.line !== undefined) line.line = item.line;
  if (item.origin !== undefined) line.origin = item.origin;
  return line;
};

const lineOfCode = (read: CodeRead, gtin: string, findUom: (gtin: string) => string | undefined): Draft | Unreadable => {
  const quantity = quantityOf(read, findUom(gtin));
  if (typeof quantity === "string") return { reason: quantity, detail: `${read.raw}: how much it is, is not said` };
  return {
    gtin,
    quantity,
    ...(read.measure !== undefined && read.count === undefined && { uom: read.measure.uom }),
    ...(read.batch !== undefined && { batch: read.batch }),
    ...(read.expiry !== undefined && { expiry: read.expiry }),
    ...(read.serial !== undefined && { serial: read.serial }),
    ...(read.origin !== undefined && { origin: read.origin }),
  };
};

const quantityOf = (read: CodeRead, uom: string | undefined): bigint | Unreadable["reason"] => {
  if (read.serial !== undefined) return QUANTITY_SCALE;
  if (read.count !== undefined) return parseQuantity(read.count);
  if (read.measure !== undefined && (uom === undefined || read.measure.uom === uom)) return parseQuantity(read.measure.quantity);
  return uom !== undefined && MEASURED.has(uom) ? "quantity_unreadable" : QUANTITY_SCALE;
};
