/**
 * One read of a barcode, a tag or a link, as its reader gave it, turned into what it names.
 * GS1 element strings (AIM prefix or not, FNC1 as U+001D), their bracketed form, bare EAN-8, UPC-A, EAN-13,
 * GTIN-14 and SSCC, Digital Links, EPC URNs and tag memory in hexadecimal. Other text names a place: the
 * barcode of a location. A code that claims to be one of these and is wrong is a fault, never a place.
 */
import { hasCheckDigit, isDigits } from "./check-digit.ts";
import { fault, type CodeFault, type CodeFaultReason } from "./code-fault.ts";
import { findCountry } from "./countries.ts";
import { date, dateOrMonth } from "./dates.ts";
import { parseDigitalLink } from "./digital-link.ts";
import { FNC1, parseBracketed, parseElementString, type Element, type Elements } from "./element-string.ts";
import { looksLikeEpcHex, parseEpcHex, parseEpcUrn } from "./epc.ts";
import { countOf, findMeasure, type Measure } from "./measures.ts";

export type CodeRead = Readonly<{
  ok: true;
  raw: string;
  /** 14 digits: the item itself (AI 01), or what a logistic unit holds (AI 02, then with `count`). */
  gtin?: string;
  serial?: string;
  batch?: string;
  /** YYYY-MM-DD */
  expiry?: string;
  /** 18 digits */
  sscc?: string;
  /** AI 30 or 37 */
  count?: string;
  /** AI 310n and its like */
  measure?: Measure;
  /** A location's barcode, or its GLN with the extension after a dot. */
  place?: string;
  /** GRAI or GIAI of a vehicle, a box or a reader. */
  asset?: string;
  /** ISO 3166-1 alpha-2, of AI 422 */
  origin?: string;
}>;
export type CodeError = CodeFault & Readonly<{ raw: string }>;
export type { CodeFaultReason };

type Draft = { -readonly [Key in keyof CodeRead]: CodeRead[Key] };

/** AIM symbology identifiers (ISO/IEC 15424) that say: this is a GS1 element string. */
const GS1_SYMBOLOGIES = new Set(["]C1", "]e0", "]d2", "]Q3", "]J1"]);
const AIM_PREFIX = /^\][A-Za-z][0-9A-Za-z]/;
const AIM_PREFIX_LENGTH = 3;
/** Without a prefix only what begins with a key of fixed length is taken for an element string. */
const BEGINS_WITH_KEY = /^(?:0[123]\d{14}|00\d{18}|8006\d{18})/;

const digitsAsElements = (digits: string): Elements | undefined => {
  switch (digits.length) {
    case 8:
    case 12:
    case 13:
    case 14:
      return { ok: true, elements: [{ ai: "01", value: digits.padStart(14, "0") }] };
    case 18:
      return { ok: true, elements: [{ ai: "00", value: digits }] };
    default:
      return undefined;
  }
};

const parseDigits = (digits: string): Elements | CodeFault | undefined => {
  const bare = digitsAsElements(digits);
  if (!bare) return undefined;
  return hasCheckDigit(digits) ? bare : fault("check_digit", `${digits}: wrong check digit`);
};

/** undefined: not one of GS1's. */
const parse = (text: string): Elements | CodeFault | undefined => {
  if (text.includes(FNC1)) return parseElementString(text);
  if (isDigits(text)) {
    const bare = parseDigits(text);
    if (bare) return bare;
  }
  if (BEGINS_WITH_KEY.test(text)) return parseElementString(text);
  if (/^\(\d{2,4}\)/.test(text)) return parseBracketed(text);
  if (/^https?:\/\//i.test(text)) return parseDigitalLink(text);
  if (/^urn:epc:/i.test(text)) return parseEpcUrn(text);
  if (looksLikeEpcHex(text)) return parseEpcHex(text);
  return undefined;
};

const parseRaw = (raw: string): Elements | CodeFault | string => {
  const text = raw.trim();
  if (text === "") return fault("empty", "nothing was read");
  if (!AIM_PREFIX.test(text)) return parse(text) ?? text;
  const rest = text.slice(AIM_PREFIX_LENGTH);
  if (rest === "") return fault("empty", "nothing follows the symbology's name");
  if (!GS1_SYMBOLOGIES.has(text.slice(0, AIM_PREFIX_LENGTH))) return parse(rest) ?? rest;
  return rest.startsWith("(") ? parseBracketed(rest) : parseElementString(rest);
};

/** The field an AI fills, and with what; dates that do not exist were refused before. */
const fill = (draft: Draft, element: Element, thisYear: number | undefined): void => {
  const { ai, value } = element;
  switch (ai) {
    case "00":
      draft.sscc = value;
      return;
    case "01":
    case "02":
    case "03":
      draft.gtin = value;
      return;
    case "8006":
    case "8026":
      draft.gtin = value.slice(0, 14);
      return;
    case "10":
      draft.batch = value;
      return;
    case "21":
      draft.serial = value;
      return;
    case "30":
    case "37":
      draft.count = countOf(value);
      return;
    case "17":
      draft.expiry = dateOrMonth(value, thisYear) ?? value;
      return;
    case "7003":
      draft.expiry ??= date(value.slice(0, 6), thisYear) ?? value;
      return;
    case "422":
      draft.origin = findCountry(value) ?? value;
      return;
    case "414":
      draft.place = value;
      return;
    case "254":
      draft.place = `${draft.place ?? ""}.${value}`;
      return;
    case "8003":
    case "8004":
      draft.asset = value;
      return;
    default: {
      const measure = findMeasure(element);
      if (measure) draft.measure ??= measure;
    }
  }
};

const isConflict = (elements: readonly Element[], index: number): boolean => {
  const { ai, value } = elements[index]!;
  for (let before = 0; before < index; before++) {
    const other = elements[before]!;
    if (other.ai === ai ? other.value !== value : ai === "02" && other.ai === "01") return true;
  }
  return false;
};

/** @param thisYear decides the century of two-digit years; the year in which the process began when absent. */
export const readCode = (raw: string, thisYear?: number): CodeRead | CodeError => {
  const parsed = parseRaw(raw);
  if (typeof parsed === "string") return { ok: true, raw, place: parsed };
  if (!parsed.ok) return { ...parsed, raw };
  const draft: Draft = { ok: true, raw };
  const { elements } = parsed;
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index]!;
    if (isConflict(elements, index)) return { ...fault("conflicting_ai", `(${element.ai}) contradicts another element`), raw };
    fill(draft, element, thisYear);
  }
  return draft.gtin || draft.sscc || draft.place || draft.asset
    ? draft
    : { ...fault("no_key", "names neither an item, a logistic unit, a place nor an asset"), raw };
};
