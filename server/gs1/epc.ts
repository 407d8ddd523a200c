/**
 * EPC identities (GS1 EPC Tag Data Standard): URNs, tag URNs and the hexadecimal memory of RFID tags, turned into
 * elements with their check digits; and tags written, for printers and simulated portals.
 */
import epcTdsModule from "epc-tds";
import { checkDigit, isDigits } from "./check-digit.ts";
import { fault, type CodeFault } from "./code-fault.ts";
import type { Element, Elements } from "./element-string.ts";

// The package's types describe a default export inside its exports; at run time the exports are that default.
const epcTds = epcTdsModule as unknown as typeof epcTdsModule.default;

const GTIN_BODY_DIGITS = 13;
const SSCC_BODY_DIGITS = 17;
const GLN_BODY_DIGITS = 12;
const GRAI_BODY_DIGITS = 12;

/** First byte of a tag's memory, by TDS 1.x, with the bits that follow it. */
const TAG_BITS: ReadonlyMap<string, number> = new Map([
  ["2C", 96],
  ["2D", 96],
  ["30", 96],
  ["31", 96],
  ["32", 96],
  ["33", 96],
  ["34", 96],
  ["35", 96],
  ["36", 198],
  ["37", 170],
  ["38", 202],
  ["39", 195],
  ["3C", 96],
  ["3E", 174],
  ["3F", 96],
]);
/** Readers give whole words of 16 bits, some only whole bytes. */
const PADDING_BITS_MAX = 15;
const HEX = /^[0-9A-Fa-f]{24,64}$/;
const BITS_PER_HEX_DIGIT = 4;

const elements = (...list: Element[]): Elements => ({ ok: true, elements: list });

/** Company prefix and reference without the check digit; the reference's first digit leads in GTIN and SSCC. */
const joinKey = (prefix: string, reference: string, digits: number): string | undefined =>
  isDigits(prefix) && isDigits(reference) && prefix.length >= 6 && prefix.length <= 12 && prefix.length + reference.length === digits
    ? reference[0] + prefix + reference.slice(1)
    : undefined;

const withDigit = (body: string): string => body + checkDigit(body);

const tradeItem = (fields: readonly string[], qualifier: "21" | "10"): Elements | CodeFault => {
  const [prefix = "", reference = "", ...rest] = fields;
  const body = joinKey(prefix, reference, GTIN_BODY_DIGITS);
  if (!body) return fault("bad_length", "company prefix and item reference must have 13 digits together");
  const value = rest.join(".");
  if (value === "" || value.length > 20) return fault("bad_length", `(${qualifier}) must have 1 to 20 characters`);
  const key = { ai: "01", value: withDigit(body) };
  return value === "*" ? elements(key) : elements(key, { ai: qualifier, value });
};

const logisticUnit = (fields: readonly string[]): Elements | CodeFault => {
  const body = fields.length === 2 ? joinKey(fields[0] ?? "", fields[1] ?? "", SSCC_BODY_DIGITS) : undefined;
  return body ? elements({ ai: "00", value: withDigit(body) }) : fault("bad_length", "an SSCC has 17 digits before its check digit");
};

const place = (fields: readonly string[]): Elements | CodeFault => {
  const [prefix = "", reference = "", ...rest] = fields;
  const body = prefix + reference;
  if (!isDigits(body) || body.length !== GLN_BODY_DIGITS) return fault("bad_length", "a GLN has 12 digits before its check digit");
  const key = { ai: "414", value: withDigit(body) };
  const extension = rest.join(".");
  return extension === "" || extension === "0" ? elements(key) : elements(key, { ai: "254", value: extension });
};

const returnable = (fields: readonly string[]): Elements | CodeFault => {
  const [prefix = "", type = "", ...rest] = fields;
  const body = prefix + type;
  if (!isDigits(body) || body.length !== GRAI_BODY_DIGITS) return fault("bad_length", "a GRAI has 12 digits before its check digit");
  return elements({ ai: "8003", value: `0${withDigit(body)}${rest.join(".")}` });
};

const parseIdentity = (scheme: string, value: string): Elements | CodeFault => {
  const fields = value.split(".");
  switch (scheme) {
    case "sgtin":
      return tradeItem(fields, "21");
    case "lgtin":
      return tradeItem(fields, "10");
    case "sscc":
      return logisticUnit(fields);
    case "sgln":
      return place(fields);
    case "grai":
      return returnable(fields);
    case "giai":
      return fields.length > 1 ? elements({ ai: "8004", value: fields.join("") }) : fault("bad_length", "a GIAI needs a reference");
    default:
      return fault("unknown_epc", `${scheme} is not a scheme that goods are known by`);
  }
};

/** `urn:epc:id|class|idpat:scheme:…`, and `urn:epc:tag:scheme-bits:filter.…`. */
export const parseEpcUrn = (urn: string): Elements | CodeFault => {
  const [, , form = "", scheme = "", ...rest] = urn.split(":");
  let value: string;
  try {
    value = decodeURIComponent(rest.join(":"));
  } catch {
    return fault("bad_value", "the URN is not percent-encoded UTF-8");
  }
  switch (form.toLowerCase()) {
    case "id":
    case "class":
    case "idpat":
      return parseIdentity(scheme.toLowerCase(), value);
    case "tag":
      return parseIdentity(scheme.toLowerCase().replace(/-\d+$/, ""), value.slice(value.indexOf(".") + 1));
    default:
      return fault("unknown_epc", `urn:epc:${form} is not known`);
  }
};

/** Whether the text has the form of a tag's memory; a plain number of that length is none unless its header says so. */
export const looksLikeEpcHex = (text: string): boolean => HEX.test(text) && (!isDigits(text) || TAG_BITS.has(text.slice(0, 2)));

export const parseEpcHex = (hex: string): Elements | CodeFault => {
  const bits = TAG_BITS.get(hex.slice(0, 2).toUpperCase());
  if (bits === undefined) return fault("unknown_epc", `header ${hex.slice(0, 2)} is no EPC, or one of a scheme not read here`);
  const surplus = hex.length * BITS_PER_HEX_DIGIT - bits;
  if (surplus < 0 || surplus > PADDING_BITS_MAX) return fault("bad_length", `header ${hex.slice(0, 2)} has ${bits} bits`);
  try {
    return parseEpcUrn(epcTds.valueOf(hex).toIdURI());
  } catch (error) {
    return fault("bad_value", error instanceof Error ? error.message : String(error));
  }
};

const UNIT_LOAD_FILTER = 6;
const TRADE_ITEM_FILTER = 1;

/** SSCC-96 as readers give it. `prefixDigits`: length of the company prefix. */
export const ssccToHex = (sscc: string, prefixDigits: number): string => {
  const prefix = sscc.slice(1, 1 + prefixDigits);
  const reference = sscc[0] + sscc.slice(1 + prefixDigits, -1);
  return epcTds.fromTagURI(`urn:epc:tag:sscc-96:${UNIT_LOAD_FILTER}.${prefix}.${reference}`).toHexString();
};

/** SGTIN-96 for serials that are plain numbers below 2^38, else SGTIN-198. */
export const sgtinToHex = (gtin: string, serial: string, prefixDigits: number): string => {
  const prefix = gtin.slice(1, 1 + prefixDigits);
  const reference = gtin[0] + gtin.slice(1 + prefixDigits, -1);
  const short = /^(0|[1-9]\d{0,11})$/.test(serial) && Number(serial) < 2 ** 38;
  return epcTds.fromTagURI(`urn:epc:tag:sgtin-${short ? "96" : "198"}:${TRADE_ITEM_FILTER}.${prefix}.${reference}.${serial}`).toHexString();
};
