/** One value against its rule: the facets of XML Schema first, each as the schema counts it, then what the notes say. */
import { isCitizenNumber, isCreditCode } from "./check-digits.ts";
import { findCodeName } from "./code-lists.ts";
import { DECIMAL_LENGTH_MAX, digitsOf, parseDecimal } from "./decimal.ts";
import type { DateFormat, FieldIssue, FieldRule } from "./field-rule.ts";

export type ValueProblem = Pick<FieldIssue, "reason" | "message" | "found" | "allowed" | "severity">;
export type CheckedValue = Readonly<{ value: string; problems: readonly ValueProblem[] }>;

export function valueIssues(rule: FieldRule, text: string): CheckedValue {
  const given = text === "" ? (rule.whenEmpty ?? "") : text;
  const value = rule.collapse === true || isNumber(rule) ? given.replace(/[ \t\n\r]+/g, " ").trim() : given;
  const problems: ValueProblem[] = [];
  const add = (reason: ValueProblem["reason"], message: string, allowed: string, severity: ValueProblem["severity"] = "error") =>
    problems.push({ reason, message, found: shown(rule, value), allowed, severity });
  checkFacets(rule, value, add);
  // An optional field that is empty is not filled in; the definition alone says whether it may stand there.
  if (value === "" && problems.length === 0) {
    if (rule.required === true) add("empty", "is there and empty", "a value", "warning");
    return { value, problems };
  }
  if (problems.length === 0) checkNotes(rule, value, add);
  return { value, problems };
}

type Add = (reason: ValueProblem["reason"], message: string, allowed: string, severity?: ValueProblem["severity"]) => void;

const isNumber = ({ kind }: FieldRule): boolean => kind === "int" || kind === "long" || kind === "decimal";

function checkFacets(rule: FieldRule, value: string, add: Add): void {
  if (isNumber(rule)) checkNumber(rule, value, add);
  else checkLength(rule, value, add);
}

function checkLength({ minLength = 0, maxLength = Infinity }: FieldRule, value: string, add: Add): void {
  const length = characterCount(value);
  const allowed = lengthWords(minLength, maxLength);
  if (length > maxLength) add("too_long", `has ${length} characters`, allowed);
  else if (length === 0 && minLength > 0) add("empty", "is there and empty", allowed);
  else if (length < minLength) add("too_short", `has ${length} characters`, allowed);
}

function lengthWords(minLength: number, maxLength: number): string {
  if (minLength === maxLength) return `exactly ${maxLength} characters`;
  if (maxLength === Infinity) return `at least ${minLength} characters`;
  return minLength > 0 ? `${minLength} to ${maxLength} characters` : `at most ${maxLength} characters`;
}

const INTEGER = /^[+-]?\d+$/;
const LIMITS = { int: 2n ** 31n, long: 2n ** 63n };

function checkNumber({ kind, totalDigits, fractionDigits }: FieldRule, value: string, add: Add): void {
  const decimal = parseDecimal(value);
  const whole = kind === "int" || kind === "long" ? LIMITS[kind] : undefined;
  const allowed = numberWords(whole !== undefined, totalDigits, fractionDigits);
  if (value.length > DECIMAL_LENGTH_MAX) return add("too_many_digits", `has ${value.length} characters`, allowed);
  if (decimal === undefined || (whole !== undefined && !INTEGER.test(value))) return add("not_a_number", "is no such number", allowed);
  const { coefficient, scale } = decimal;
  if (whole !== undefined && (coefficient >= whole || coefficient < -whole)) add("too_many_digits", "is too large", allowed);
  else if (totalDigits !== undefined && digitsOf(decimal) > totalDigits) {
    add("too_many_digits", `has ${digitsOf(decimal)} digits`, allowed);
  }
  if (fractionDigits !== undefined && scale > fractionDigits) add("too_many_decimals", `has ${scale} decimals`, allowed);
}

function numberWords(whole: boolean, totalDigits: number | undefined, fractionDigits: number | undefined): string {
  const digits = totalDigits === undefined ? "" : ` of at most ${totalDigits} digits`;
  const decimals = fractionDigits === undefined ? "" : `, ${fractionDigits} decimals`;
  return `a ${whole ? "whole " : ""}number${digits}${decimals}`;
}

function checkNotes(rule: FieldRule, value: string, add: Add): void {
  const { only, usual, pattern, list, date } = rule;
  if (only !== undefined && !only.includes(value)) add("wrong_value", "is not what it is limited to", only.join(", "));
  if (usual !== undefined && !usual.includes(value))
    add("unusual_value", "is none of the values of the official note", usual.join(", "), "warning");
  if (pattern !== undefined && !expressionOf(pattern.expression).test(value))
    add("wrong_form", "is not of this form", pattern.says, pattern.severity);
  if (list !== undefined && findCodeName(list, value) === undefined) {
    add("unlisted_code", "is not in the code list at hand, which is partial", `a code of the list ${list}`, "warning");
  }
  if (date !== undefined && !isDate(value, date)) add("wrong_date", "is no such date", date, "warning");
  if (rule.upperCase === true && /[a-z]/.test(value)) add("wrong_form", "has small letters", "capital letters", "warning");
  checkCheckDigit(rule, value, add);
}

function checkCheckDigit({ checkDigit }: FieldRule, value: string, add: Add): void {
  if (checkDigit === "citizen_number" && !isCitizenNumber(value)) {
    add("check_digit", "is no citizen number, or its check digit is wrong", "18 characters by GB 11643", "warning");
  }
  if (checkDigit === "credit_code" && value.length === 18 && !isCreditCode(value)) {
    add("check_digit", "is no credit code, or its check digit is wrong", "18 characters by GB 32100, or a customs code of 10", "warning");
  }
}

const EXPRESSIONS = new Map<string, RegExp>();

function expressionOf(expression: string): RegExp {
  const known = EXPRESSIONS.get(expression) ?? new RegExp(`^(?:${expression})$`, "u");
  EXPRESSIONS.set(expression, known);
  return known;
}

const DATES: Readonly<Record<DateFormat, RegExp>> = {
  yyyyMMdd: /^(\d{4})(\d\d)(\d\d)$/,
  yyyyMMddHHmmss: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/,
  yyyyMMddHHmmssSSS: /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{3}$/,
  "yyyy-MM-dd": /^(\d{4})-(\d\d)-(\d\d)$/,
  "yyyy-MM-dd HH:mm:ss": /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)$/,
};

function isDate(value: string, format: DateFormat): boolean {
  const parts = DATES[format].exec(value)?.slice(1).map(Number);
  if (parts === undefined) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month) && hour < 24 && minute < 60 && second < 60;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const daysOf = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0);

/** Code points: what XML Schema calls characters. */
function characterCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0xdc00 || code > 0xdfff) count++;
  }
  return count;
}

const SHOWN_MAX = 60;
const ENDS_SHOWN = 2;

/** What an issue may show of a value. */
export function shown({ personal }: Pick<FieldRule, "personal">, value: string): string {
  if (personal === true) {
    const hidden = Math.max(0, value.length - 2 * ENDS_SHOWN);
    return hidden === 0
      ? "*".repeat(value.length)
      : value.slice(0, ENDS_SHOWN) + "*".repeat(Math.min(hidden, SHOWN_MAX)) + value.slice(-ENDS_SHOWN);
  }
  return value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value;
}
