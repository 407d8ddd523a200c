import { formatInstant } from "../../../ui/format.ts";
import type { Language } from "../../../ui/look.tsx";

/** What a document says of itself beside its fixed fields, as names and values that a person reads; lines and lists stand elsewhere. */
export type Fact = Readonly<{ key: string; name: string; value: string }>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:/;
/** Shown in fields of their own. */
const SHOWN_ELSEWHERE = new Set([
  "kind",
  "number",
  "innerNo",
  "site",
  "owner",
  "book",
  "direction",
  "state",
  "lines",
  "channel",
  "deduction",
  "isReleased",
]);
/** Machinery of a message, and quantities by line, which stand in the table of lines. */
const NOT_SAID = new Set(["head", "guid", "onPasses", "passed", "reserved", "isDeclared"]);
/** What only wraps the rest. */
const WRAPS = new Set(["record"]);
const CODES: Readonly<Record<string, string>> = {
  type: "inventoryType",
  passKind: "passKind",
  binding: "binding",
  businessType: "businessType",
  currency: "currency",
  idType: "idType",
  transportMode: "transportMode",
  tradeMode: "mode4",
  mode: "mode4",
  method: "inspectionMethod",
  cause: "adjustmentCause",
  orderType: "orderType",
};
const DEPTH_MAX = 2;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const readable = (key: string): string =>
  key
    .replaceAll(/([A-Z])/g, " $1")
    .replaceAll("_", " ")
    .toLowerCase();

type Translate = (key: string, options: { defaultValue: string }) => string;
type Reader = Readonly<{ t: Translate; language: Language }>;

const shown = (key: string, value: string | number | boolean, { t, language }: Reader): string => {
  if (typeof value === "boolean") return t(`common.${value ? "yes" : "no"}`, { defaultValue: String(value) });
  const text = String(value);
  if (INSTANT.test(text)) return formatInstant(text, language);
  const list = CODES[key];
  return list ? t(`words.${list}.${text}`, { defaultValue: text }) : text;
};

const gather = (content: Readonly<Record<string, unknown>>, path: readonly string[], reader: Reader): Fact[] =>
  Object.entries(content).flatMap(([key, value]): Fact[] => {
    if (value === null || value === undefined || value === "" || NOT_SAID.has(key)) return [];
    if (path.length === 0 && SHOWN_ELSEWHERE.has(key)) return [];
    if (WRAPS.has(key) && isObject(value)) return gather(value, path, reader);
    const name = [...path, key].map((part) => reader.t(`words.content.${part}`, { defaultValue: readable(part) })).join(" · ");
    if (Array.isArray(value)) {
      const plain = value.filter((each) => typeof each === "string" || typeof each === "number");
      return plain.length === 0 ? [] : [{ key: [...path, key].join("."), name, value: plain.join(", ") }];
    }
    if (isObject(value)) return path.length < DEPTH_MAX ? gather(value, [...path, key], reader) : [];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return [{ key: [...path, key].join("."), name, value: shown(key, value, reader) }];
    return [];
  });

export const factsOf = (content: Readonly<Record<string, unknown>>, t: Translate, language: Language): readonly Fact[] =>
  gather(content, [], { t, language });
