import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DEADLINES,
  findDue,
  LATE_DECLARATION_FEE,
  lateFeeDays,
  RECORD_KEEPING,
  type DeadlineRule,
} from "../../../server/domain/customs/deadlines.ts";
import {
  addDays,
  addMonths,
  isWorkingDay,
  nthWorkingDay,
  workingDayFrom,
  type WorkCalendar,
} from "../../../server/domain/customs/obligations/calendar.ts";
import { dueOf } from "../../../server/domain/customs/obligations/term.ts";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const shown = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 23).replace("T", " ");

/** 国务院办公厅 on the holidays of 2025: Spring Festival 28 January to 4 February, made up on 26 January and 8 February. */
const HOLIDAYS_2025: WorkCalendar = {
  holidays: new Set(["2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-02-03", "2025-02-04"]),
  workdays: new Set(["2025-01-26", "2025-02-08"]),
};

/** Section 2.8, row by row: the rule, a start, and the last instant that is in time. */
const LAST_IN_TIME: readonly (readonly [DeadlineRule, string, string])[] = [
  // 14 days of arrival; the day of arrival does not count (民法典 art. 201); over the end of February and of a leap year's.
  ["import_declaration", "2025-02-20T09:30:00", "2025-03-06 23:59:59.999"],
  ["import_declaration", "2024-02-20T09:30:00", "2024-03-05 23:59:59.999"],
  ["import_declaration", "2025-12-20T00:00:00", "2026-01-03 23:59:59.999"],
  // At least 24 hours before loading.
  ["export_declaration", "2025-01-01T08:00:00", "2024-12-31 08:00:00.000"],
  ["two_step_declaration", "2025-03-31T23:59:59.999", "2025-04-14 23:59:59.999"],
  ["two_step_declaration", "2025-04-01T00:00:00", "2025-04-15 23:59:59.999"],
  ["tally_first_declaration", "2025-06-10T12:00:00", "2025-06-24 23:59:59.999"],
  ["leave_first_declaration", "2025-06-10T12:00:00", "2025-06-24 23:59:59.999"],
  ["import_return_application", "2025-01-31T10:00:00", "2025-03-02 23:59:59.999"],
  ["import_return_arrival", "2025-01-31T10:00:00", "2025-03-17 23:59:59.999"],
  ["import_tax_payment", "2025-01-31T10:00:00", "2025-03-17 23:59:59.999"],
  // A year from release; 29 February has no equal in 2025 (民法典 art. 202).
  ["export_return", "2024-02-29T10:00:00", "2025-02-28 23:59:59.999"],
  ["export_return", "2025-12-31T10:00:00", "2026-12-31 23:59:59.999"],
  // By the 15th of the next month; 15 November 2025 is a Saturday.
  ["list_summary", "2025-11-03T10:00:00", "2025-12-15 23:59:59.999"],
  ["list_summary", "2025-10-03T10:00:00", "2025-11-17 23:59:59.999"],
  ["list_summary", "2025-12-31T23:59:59.999", "2026-01-15 23:59:59.999"],
  // By the end of the next month, not across years.
  ["collective_declaration", "2025-01-15T10:00:00", "2025-02-28 23:59:59.999"],
  ["collective_declaration", "2025-11-15T10:00:00", "2025-12-31 23:59:59.999"],
  ["collective_declaration", "2025-12-15T10:00:00", "2025-12-31 23:59:59.999"],
  ["bonded_warehouse_storage", "2025-05-01T10:00:00", "2026-05-01 23:59:59.999"],
  ["export_supervised_storage", "2025-08-31T10:00:00", "2026-02-28 23:59:59.999"],
  ["logistics_centre_a_storage", "2025-05-01T10:00:00", "2026-05-01 23:59:59.999"],
  ["logistics_centre_b_storage", "2025-05-01T10:00:00", "2027-05-01 23:59:59.999"],
  ["transit_advance", "2025-05-01T10:00:00", "2025-05-21 23:59:59.999"],
  ["transit_direct", "2025-05-01T10:00:00", "2025-05-15 23:59:59.999"],
  // Within the first five working days: 1 November 2025 is a Saturday, 1 September a Monday.
  ["monthly_stock_report", "2025-10-31T23:59:59.999", "2025-11-07 23:59:59.999"],
  ["monthly_stock_report", "2025-08-01T00:00:00", "2025-09-05 23:59:59.999"],
  ["monthly_stock_report", "2025-12-10T00:00:00", "2026-01-07 23:59:59.999"],
  ["daily_stock_snapshot", "2025-12-31T18:00:00", "2026-01-01 23:59:59.999"],
];

describe("the timed rules of customs (2.8)", () => {
  test.each(LAST_IN_TIME)("%s from %s", (rule, start, last) => {
    expect(shown(findDue({ rule, startMs: at(start) })?.dueMs)).toBe(last);
  });

  test.each([
    ["bonded_warehouse_storage", "2027-05-01"],
    ["export_supervised_storage", "2026-05-01"],
    ["logistics_centre_a_storage", "2027-05-01"],
    ["logistics_centre_b_storage", "2028-05-01"],
  ] as const)("%s may be extended to %s", (rule, last) => {
    expect(shown(findDue({ rule, startMs: at("2025-05-01T10:00:00") })?.latestMs)).toBe(`${last} 23:59:59.999`);
  });

  test("tax of a retail import is due from the thirty-first day on", () => {
    const due = findDue({ rule: "import_tax_payment", startMs: at("2025-03-01T10:00:00") });
    expect(shown(due?.opensMs)).toBe("2025-04-01 00:00:00.000");
    expect(shown(due?.dueMs)).toBe("2025-04-15 23:59:59.999");
  });

  test("storage in a comprehensive bonded zone has no limit since 1 April 2022, and had one to report before", () => {
    expect(shown(findDue({ rule: "zone_storage_report", startMs: at("2022-03-31T10:00:00") })?.dueMs)).toBe("2024-03-31 23:59:59.999");
    expect(findDue({ rule: "zone_storage_report", startMs: at("2022-04-01T00:00:00") })).toBeUndefined();
  });

  test("nothing is due before the rule was made", () => {
    expect(findDue({ rule: "import_return_application", startMs: at("2020-03-27T23:59:59") })).toBeUndefined();
    expect(findDue({ rule: "import_return_application", startMs: at("2020-03-28T00:00:00") })).toBeDefined();
  });

  test("a zone's own number is taken where it hands one in", () => {
    const own = DEADLINES.filter(({ rule }) => rule === "leave_first_declaration").map((each) => ({
      ...each,
      value: { kind: "end_of_next_month", withinYear: false } as const,
    }));
    const due = findDue({ rule: "leave_first_declaration", startMs: at("2025-12-10T10:00:00"), deadlines: own });
    expect(shown(due?.dueMs)).toBe("2026-01-31 23:59:59.999");
  });

  test("each says where it is written and how sure that is, in both languages", () => {
    for (const { zh, en, source, sure, validFrom } of DEADLINES) {
      expect([zh, en, source].every((text) => text.trim() !== "")).toBe(true);
      expect(["sure", "likely", "unsure"]).toContain(sure);
      expect(validFrom).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
    expect(DEADLINES.filter(({ sure }) => sure === "unsure").map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["tally_first_declaration", "leave_first_declaration", "daily_stock_snapshot"]),
    );
  });

  test("records are kept three years, of medicines five", () => {
    const end = at("2024-02-29T10:00:00");
    expect(shown(dueOf(RECORD_KEEPING.bonded.value, end)?.dueMs)).toBe("2027-02-28 23:59:59.999");
    expect(shown(dueOf(RECORD_KEEPING.pharma.value, end)?.dueMs)).toBe("2029-02-28 23:59:59.999");
  });
});

describe("working days", () => {
  test.each([
    ["2025-01-25", false, "Saturday"],
    ["2025-01-26", true, "a Sunday that is worked"],
    ["2025-01-28", false, "a Tuesday of Spring Festival"],
    ["2025-02-05", true, "the day after it"],
  ])("%s: %s, %s", (day, expected) => expect(isWorkingDay(day, HOLIDAYS_2025)).toBe(expected));

  test("the fifth of February 2025 comes later with its holidays", () => {
    expect(nthWorkingDay("2025-02", 5)).toBe("2025-02-07");
    expect(nthWorkingDay("2025-02", 5, HOLIDAYS_2025)).toBe("2025-02-10");
    expect(shown(findDue({ rule: "monthly_stock_report", startMs: at("2025-01-15T00:00:00"), calendar: HOLIDAYS_2025 })?.dueMs)).toBe(
      "2025-02-10 23:59:59.999",
    );
  });
  test("the 15th that is a holiday moves on", () => {
    const calendar = { holidays: new Set(["2025-12-15"]), workdays: new Set<string>() };
    expect(shown(findDue({ rule: "list_summary", startMs: at("2025-11-15T00:00:00"), calendar })?.dueMs)).toBe("2025-12-16 23:59:59.999");
  });
});

describe("the late fee (滞报金)", () => {
  test("is 0.05 % of the value a day", () => {
    expect(LATE_DECLARATION_FEE.map(({ value, sure }) => [value, sure])).toEqual([[50n, "sure"]]);
  });
  // Entry on Monday 3 March: the fourteenth day is Monday 17, the fifteenth Tuesday 18.
  test.each([
    ["2025-03-17T23:59:59", 0],
    ["2025-03-18T00:00:00", 1],
    ["2025-03-20T12:00:00", 3],
  ])("declared %s: %i days", (declared, expected) => expect(lateFeeDays(at("2025-03-03T10:00:00"), at(declared))).toBe(expected));

  test("begins on a working day: the fifteenth day is Saturday 22 March", () => {
    const entry = at("2025-03-07T10:00:00");
    expect(lateFeeDays(entry, at("2025-03-23T12:00:00"))).toBe(0);
    expect(lateFeeDays(entry, at("2025-03-24T12:00:00"))).toBe(1);
  });
});

describe("the arithmetic of days", () => {
  const day = fc
    .date({ min: new Date("1995-01-01T00:00:00Z"), max: new Date("2095-12-31T00:00:00Z"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  test("days there and back are the same day", () => {
    fc.assert(fc.property(day, fc.integer({ min: -4000, max: 4000 }), (each, count) => addDays(addDays(each, count), -count) === each));
  });
  test("months add up to years, and never pass into the month after", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (each, count) => {
        const month = Number(each.slice(0, 4)) * 12 + Number(each.slice(5, 7)) - 1 + count;
        const found = addMonths(each, count);
        expect(Number(found.slice(0, 4)) * 12 + Number(found.slice(5, 7)) - 1).toBe(month);
        expect(found.slice(8) <= each.slice(8)).toBe(true);
      }),
    );
  });
  test("a working day from is never before, and nothing between is worked", () => {
    fc.assert(
      fc.property(day, (each) => {
        const found = workingDayFrom(each);
        expect(isWorkingDay(found)).toBe(true);
        for (let passed = each; passed < found; passed = addDays(passed, 1)) expect(isWorkingDay(passed)).toBe(false);
      }),
    );
  });
});
