/**
 * Dates of two-digit years (GS1 General Specifications, 7.12): 51 to 99 years ahead means the last century,
 * 50 to 99 years back the next one. Day 00, where allowed, is the last day of the month.
 */
const YEAR_AT_START = new Date().getUTCFullYear();

export const fullYear = (twoDigits: number, thisYear: number = YEAR_AT_START): number => {
  const century = thisYear - (thisYear % 100);
  const ahead = twoDigits - (thisYear % 100);
  if (ahead >= 51) return century - 100 + twoDigits;
  if (ahead <= -50) return century + 100 + twoDigits;
  return century + twoDigits;
};

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** A calendar date as YYYY-MM-DD, or undefined where there is no such day. Day 0 only where `dayZero`. */
const calendarDate = (year: number, month: number, day: number, dayZero: boolean): string | undefined => {
  if (month < 1 || month > 12 || (day === 0 && !dayZero)) return undefined;
  const last = daysInMonth(year, month);
  if (day > last) return undefined;
  return `${String(year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(day === 0 ? last : day)}`;
};

/** From YYMMDD, day 00 allowed (the check `yymmd0`). */
export const dateOrMonth = (digits: string, thisYear: number = YEAR_AT_START): string | undefined =>
  calendarDate(fullYear(Number(digits.slice(0, 2)), thisYear), Number(digits.slice(2, 4)), Number(digits.slice(4, 6)), true);

/** From YYMMDD (the check `yymmdd`). */
export const date = (digits: string, thisYear: number = YEAR_AT_START): string | undefined =>
  calendarDate(fullYear(Number(digits.slice(0, 2)), thisYear), Number(digits.slice(2, 4)), Number(digits.slice(4, 6)), false);

/** From YYYYMMDD. */
export const longDate = (digits: string): string | undefined =>
  calendarDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)), false);

/** YYMMDD of YYYY-MM-DD, for labels. */
export const toLabelDate = (isoDate: string): string => isoDate.slice(2, 4) + isoDate.slice(5, 7) + isoDate.slice(8, 10);
