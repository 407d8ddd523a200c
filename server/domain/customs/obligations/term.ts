import { shanghaiDay } from "../settings.ts";
import {
  addDays,
  addMonths,
  addMonthsTo,
  lastDayOf,
  lastMsOf,
  firstMsOf,
  monthOf,
  nthWorkingDay,
  WEEKENDS_ONLY,
  workingDayFrom,
  type WorkCalendar,
} from "./calendar.ts";

/**
 * How long something may take (期限), counted from its start. The day of the start does not count (民法典 art. 201); a
 * limit of hours counts from the hour. Rules by month begin with any instant of the month they report on.
 */
export type Term =
  /** At least so long before the start: 装货的二十四小时以前. */
  | Readonly<{ kind: "hours_before"; hours: number }>
  /** Within so many days; `opensOnDay` where it is not due before that day either. */
  | Readonly<{ kind: "days"; days: number; opensOnDay?: number }>
  /** `extensionMonths`: for so much longer when customs agrees. */
  | Readonly<{ kind: "months"; months: number; extensionMonths?: number }>
  | Readonly<{ kind: "working_day_of_next_month"; workingDay: number }>
  /** 顺延: to the first working day when it falls on a day of rest. */
  | Readonly<{ kind: "day_of_next_month"; day: number; movesToWorkingDay: boolean }>
  /** `withinYear`: never later than the end of the year of the start (不得跨年度). */
  | Readonly<{ kind: "end_of_next_month"; withinYear: boolean }>
  /** 不设期限. */
  | Readonly<{ kind: "none" }>;

/** Instants in milliseconds, each the last (or for `opensMs` the first) at which it is in time. */
export type Due = Readonly<{ opensMs?: number; dueMs: number; latestMs?: number }>;

const HOUR_MS = 3_600_000;

const dayOfMonth = (month: string, day: number): string => {
  const last = lastDayOf(month);
  const named = `${month}-${day.toString().padStart(2, "0")}`;
  return named < last ? named : last;
};

const dueDay = (term: Exclude<Term, { kind: "hours_before" | "none" }>, startDay: string, calendar: WorkCalendar): string => {
  const nextMonth = addMonthsTo(monthOf(startDay), 1);
  switch (term.kind) {
    case "days":
      return addDays(startDay, term.days);
    case "months":
      return addMonths(startDay, term.months);
    case "working_day_of_next_month":
      return nthWorkingDay(nextMonth, term.workingDay, calendar);
    case "day_of_next_month": {
      const day = dayOfMonth(nextMonth, term.day);
      return term.movesToWorkingDay ? workingDayFrom(day, calendar) : day;
    }
    case "end_of_next_month":
      return term.withinYear && !nextMonth.startsWith(startDay.slice(0, 4)) ? lastDayOf(monthOf(startDay)) : lastDayOf(nextMonth);
  }
};

/** Undefined where there is no limit. */
export const dueOf = (term: Term, startMs: number, calendar: WorkCalendar = WEEKENDS_ONLY): Due | undefined => {
  if (term.kind === "none") return undefined;
  if (term.kind === "hours_before") return { dueMs: startMs - term.hours * HOUR_MS };
  const startDay = shanghaiDay(startMs);
  const dueMs = lastMsOf(dueDay(term, startDay, calendar));
  if (term.kind === "days" && term.opensOnDay !== undefined) return { opensMs: firstMsOf(addDays(startDay, term.opensOnDay)), dueMs };
  if (term.kind === "months" && term.extensionMonths !== undefined)
    return { dueMs, latestMs: lastMsOf(addMonths(startDay, term.months + term.extensionMonths)) };
  return { dueMs };
};
