/** Documents of 金关二期, any that the data allows: by kind and by what a dialect has elements for. */
import fc from "fast-check";
import type { WritableDocument } from "../../server/messages/jg2/generated/messages.ts";
import { codesOf, keyOf, layoutOf, type FieldDefinition } from "../../server/messages/jg2/message-data.ts";
import { planOf, type PlannedPart } from "../../server/messages/jg2/part-plan.ts";
import type { Dialect } from "../../server/messages/jg2/field-forms.ts";
import { CREDIT_CODE } from "./jg2-samples.ts";

/** The client's interface has eight digits for these, so their time of day is midnight. */
const DAYS = ["invtDclTime", "entryDclTime", "inputTime", "inputDate", "finishValidDate"];
const CHARACTERS = [..."aZ09 &<>\"'/-|;.\n茶油鑫😀é"];
const WORD = [..."ABCZ0189"];
/** What tells lines apart. */
const SEQUENCE: Readonly<Record<string, string>> = {
  BWS101: "gdsSeqno",
  INV101: "gdsSeqno",
  SAS101: "sasDclSeqno",
  SAS111: "sasStockSeqno",
  SAS121: "passportSeqno",
  EMS121: "seqno",
};
const LENGTH_MAX = 12;

type Loose = Readonly<Record<string, unknown>>;

const text = (max: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...CHARACTERS), { minLength: 1, maxLength: Math.min(max, LENGTH_MAX) })
    .map((characters) => characters.join("").trim())
    .filter((value) => value !== "");
const word = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...WORD), { minLength: length, maxLength: length }).map((characters) => characters.join(""));

const two = (value: number): string => String(value).padStart(2, "0");
const day = fc
  .tuple(fc.integer({ min: 2017, max: 2099 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`);
const second = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map(two).join(":"));

const plain = (whole: bigint, fraction: number): string =>
  fraction === 0 ? String(whole) : `${whole}.${String(fraction).padStart(5, "0").replace(/0+$/, "")}`;

function valueOf(field: FieldDefinition): fc.Arbitrary<unknown> {
  const { name, kind, length, max = 64, codes } = field;
  if (codes !== undefined) return fc.constantFrom(...Object.keys(codesOf(codes).codes));
  if (kind === "integer") return fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String);
  if (kind === "decimal")
    return fc
      .tuple(fc.bigInt({ min: field.zeroIsNone ? 1n : 0n, max: 10n ** 14n - 1n }), fc.integer({ min: 0, max: 99_999 }))
      .map(([whole, fraction]) => plain(whole, fraction));
  if (kind === "date") return day;
  if (kind === "time") return fc.tuple(day, DAYS.includes(name) ? fc.constant("00:00:00") : second).map((parts) => parts.join(" "));
  if (kind === "list") return fc.array(word(18), { minLength: 1, maxLength: 3 });
  if (/(?:Sccd|CreditCode)$/.test(name)) return fc.constant(CREDIT_CODE);
  return length === undefined ? text(max) : word(length);
}

function recordOf(part: PlannedPart, need: readonly string[], isSaid: (field: FieldDefinition) => boolean): fc.Arbitrary<Loose> {
  const fields = part.fields.filter(({ definition, isWritten }) => isWritten && isSaid(definition));
  const shape = Object.fromEntries(fields.map(({ definition }) => [keyOf(definition), valueOf(definition)]));
  const requiredKeys = fields
    .map(({ definition }) => definition)
    .filter(({ name }) => need.includes(name))
    .map(keyOf);
  return fc.record(shape, { requiredKeys });
}

/** A document of the kind that says only what every one of the dialects has an element for. */
export function arbitraryDocument(kind: WritableDocument["kind"], dialects: readonly Dialect[]): fc.Arbitrary<WritableDocument> {
  const layout = layoutOf(kind);
  const plans = dialects.flatMap((dialect) => planOf(kind, dialect) ?? []);
  const keys = layout.key.flatMap((path) => path.split(".")[1] ?? []);
  const parts = layout.parts.map(({ as }): readonly [string, fc.Arbitrary<unknown>] => {
    const planned = plans.map((plan) => plan.parts.find((part) => part.as === as));
    const [first] = planned;
    const isSingle = as === "head" || as === "result";
    if (first === undefined || !planned.every((part) => part?.isWritten === true)) return [as, fc.constant([])];
    const isSaid = ({ name }: FieldDefinition): boolean =>
      planned.every((part) => part?.fields.some(({ definition, isWritten }) => isWritten && definition.name === name) === true);
    const need = [...(layout.need[as] ?? []), ...(isSingle ? keys : []), ...(kind === "SAS121" && as === "lines" ? ["gdecd"] : [])];
    const record = recordOf(first, need, isSaid);
    return [as, isSingle ? record : fc.array(record, { maxLength: 3 }).map((lines) => (as === "lines" ? numbered(kind, lines) : lines))];
  });
  return fc.record(Object.fromEntries(parts)).map((document) => ({ kind, ...document }) as unknown as WritableDocument);
}

function numbered(kind: string, lines: readonly Loose[]): readonly Loose[] {
  const field = SEQUENCE[kind];
  return field === undefined ? lines : lines.map((line, index) => ({ ...line, [field]: String(index + 1) }));
}
