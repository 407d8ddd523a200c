import { expect, test } from "vitest";
import { date, dateOrMonth, fullYear } from "#gs1/dates.ts";

/** GS1 General Specifications 7.12, figure 7.12-1: the century is found from the present year. */
test.each([
  [2026, 26, 2026],
  [2026, 76, 2076],
  [2026, 77, 1977],
  [2026, 0, 2000],
  [2051, 1, 2101],
  [2051, 2, 2002],
  [2099, 50, 2050],
  [2099, 49, 2149],
  [1999, 0, 2000],
])("seen in %i, the year %i is %i", (thisYear, digits, year) => {
  expect(fullYear(digits, thisYear)).toBe(year);
});

/** 3.4.7: day 00 stands for the last day of the month. */
test.each([
  ["270200", "2027-02-28"],
  ["280200", "2028-02-29"],
  ["271200", "2027-12-31"],
  ["270430", "2027-04-30"],
])("%s expires on %s", (digits, expected) => {
  expect(dateOrMonth(digits, 2026)).toBe(expected);
});

test.each(["270229", "271301", "270001", "270431", "270132"])("%s is no day", (digits) => {
  expect(dateOrMonth(digits, 2026)).toBeUndefined();
});

test("a date that must name its day does not take day 00", () => {
  expect(date("270200", 2026)).toBeUndefined();
});
