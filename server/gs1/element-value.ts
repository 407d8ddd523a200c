import type { AiFormat, CharacterSet, Part } from "./application-identifiers.ts";
import { hasCheckDigit } from "./check-digit.ts";
import { fault, type CodeFault } from "./code-fault.ts";
import { findCountry } from "./countries.ts";
import { date, dateOrMonth, longDate } from "./dates.ts";

/** Character sets of the GS1 General Specifications, 7.11. */
const CHARACTERS: Readonly<Record<CharacterSet, RegExp>> = {
  N: /^\d*$/,
  X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
  Y: /^[#\-/0-9A-Z]*$/,
  Z: /^[A-Za-z0-9\-_=]*$/,
};

const between = (digits: string, last: number): boolean => Number(digits) <= last;

/** Checks by the names of the Syntax Dictionary. What is not here (IBAN, media types, …) is read as it stands. */
const CHECKS = new Map<string, (value: string) => boolean>([
  ["csum", hasCheckDigit],
  ["yymmd0", (value) => dateOrMonth(value) !== undefined],
  ["yymmdd", (value) => date(value) !== undefined],
  ["yyyymmdd", (value) => longDate(value) !== undefined],
  ["hhmi", (value) => between(value.slice(0, 2), 23) && between(value.slice(2), 59)],
  ["hh", (value) => between(value, 23)],
  ["mi", (value) => between(value, 59)],
  ["ss", (value) => between(value, 59)],
  ["iso3166", (value) => findCountry(value) !== undefined],
  ["iso3166999", (value) => value === "999" || findCountry(value) !== undefined],
  ["zero", (value) => Number(value) === 0],
  ["nonzero", (value) => Number(value) !== 0],
  ["nozeroprefix", (value) => value === "0" || !value.startsWith("0")],
  ["yesno", (value) => value === "0" || value === "1"],
  ["hyphen", (value) => value === "-"],
]);

const checkPart = (ai: string, part: Part, value: string): CodeFault | undefined => {
  if (!CHARACTERS[part.set].test(value)) return fault("bad_value", `(${ai}) must not hold ${JSON.stringify(value)}`);
  for (const check of part.checks) {
    if (CHECKS.get(check)?.(value) === false) {
      return check === "csum"
        ? fault("check_digit", `(${ai}) ${value}: wrong check digit`)
        : fault("bad_value", `(${ai}) ${value}: fails ${check}`);
    }
  }
  return undefined;
};

/** What is wrong with the value of an AI, if anything. */
export const checkElement = (format: AiFormat, value: string): CodeFault | undefined => {
  if (value.length < format.minLength || value.length > format.maxLength) {
    const wanted = format.minLength === format.maxLength ? String(format.maxLength) : `${format.minLength} to ${format.maxLength}`;
    return fault("bad_length", `(${format.ai}) has ${value.length} characters, not ${wanted}`);
  }
  let start = 0;
  for (const part of format.parts) {
    const text = value.slice(start, start + part.maxLength);
    start += part.maxLength;
    if (text === "" && part.optional) break;
    if (text.length < part.minLength) return fault("bad_length", `(${format.ai}) ends in the middle of a part`);
    const wrong = checkPart(format.ai, part, text);
    if (wrong) return wrong;
  }
  return undefined;
};
