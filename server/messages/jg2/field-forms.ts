/**
 * One value in the forms that the two dialects write, and in the one form that a record has: decimals plain and without zeros at the
 * end, a second as `yyyy-MM-dd HH:mm:ss` in Beijing, a day as `yyyy-MM-dd`. What cannot be understood stays as it came, for the check.
 */
import { formatDecimal, parseDecimal } from "../decimal.ts";
import type { FieldDefinition } from "./message-data.ts";

export type Dialect = "definitions" | "client";

/** xs:double as Java prints it: 1.4292E7. */
const EXPONENT = /^([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)[eE]([+-]?\d{1,2})$/;
const TIME = /^(\d{4})-?(\d\d)-?(\d\d)(?:(?:[ T]?)(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?(?:\+08:?00)?)?$/;
/** Fields for which the client's interface has eight digits and no more. */
const CLIENT_DAYS = new Set(["invtDclTime", "entryDclTime", "inputTime", "inputDate", "finishValidDate"]);
export const LIST_SEPARATOR = "\\";

export function readForm({ kind, double }: FieldDefinition, text: string): string {
  const value = text.trim();
  if (kind === "decimal") return plainDecimal(value, double === true);
  if (kind === "integer") return plainInteger(value);
  if (kind === "time" || kind === "date") return plainTime(value, kind);
  return value;
}

export function writeForm({ name, kind }: FieldDefinition, value: string, dialect: Dialect): string {
  if (dialect === "definitions" || (kind !== "time" && kind !== "date")) return value;
  const digits = value.replace(/\D/g, "");
  return kind === "date" || CLIENT_DAYS.has(name) || digits.endsWith("000000") ? digits.slice(0, 8) : digits;
}

/** Longer ones are left for the check to refuse. */
const NUMBER_LENGTH_MAX = 100;

function plainDecimal(value: string, double: boolean): string {
  if (value.length > NUMBER_LENGTH_MAX) return value;
  const exponent = double ? EXPONENT.exec(value) : null;
  const mantissa = parseDecimal(exponent?.[1] ?? value);
  if (mantissa === undefined) return value;
  const scale = mantissa.scale - Number(exponent?.[2] ?? 0);
  return formatDecimal(scale >= 0 ? { ...mantissa, scale } : { coefficient: mantissa.coefficient * 10n ** BigInt(-scale), scale: 0 });
}

/** The SAS group types counts as xs:double: 1.0 is 1. */
function plainInteger(value: string): string {
  if (value.length > NUMBER_LENGTH_MAX) return value;
  const decimal = parseDecimal(value);
  return decimal?.scale === 0 ? decimal.coefficient.toString() : value;
}

function plainTime(value: string, kind: "time" | "date"): string {
  const match = TIME.exec(value);
  if (match === null) return value;
  const [, year, month, day, hour = "00", minute = "00", second = "00"] = match;
  return kind === "date" ? `${year}-${month}-${day}` : `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}
