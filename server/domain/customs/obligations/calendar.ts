/**
 * Days and months of Asia/Shanghai, as YYYY-MM-DD and YYYY-MM; China keeps no summer time since 1992. A day lasts up to
 * its last millisecond, so a limit of days is kept on its last day until 24:00 (民法典 art. 203). Working days (工作日)
 * are Monday to Friday; which holidays (法定节假日) and made-up working days (调休) there are is an argument.
 */
export type WorkCalendar = Readonly<{ holidays: ReadonlySet<string>; workdays: ReadonlySet<string> }>;

export const WEEKENDS_ONLY: WorkCalendar = { holidays: new Set(), workdays: new Set() };

const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DECEMBER = 12;
const SATURDAY = 6;
const SUNDAY = 0;

/** Midnight of the day by UTC: a number to reckon with, not an instant in Shanghai. */
const toNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const toDay = (number: number): string => new Date(number).toISOString().slice(0, 10);
const two = (value: number): string => value.toString().padStart(2, "0");

export const firstMsOf = (day: string): number => toNumber(day) - SHANGHAI_OFFSET_MS;
export const lastMsOf = (day: string): number => firstMsOf(day) + DAY_MS - 1;

export const addDays = (day: string, days: number): string => toDay(toNumber(day) + days * DAY_MS);

/** Whole days from one day to another; below zero when the other is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((toNumber(to) - toNumber(from)) / DAY_MS);

export const monthOf = (day: string): string => day.slice(0, 7);

export const addMonthsTo = (month: string, months: number): string => {
  const count = Number(month.slice(0, 4)) * DECEMBER + Number(month.slice(5)) - 1 + months;
  return `${Math.floor(count / DECEMBER)}-${two((count % DECEMBER) + 1)}`;
};

export const lastDayOf = (month: string): string => addDays(`${addMonthsTo(month, 1)}-01`, -1);

/** The same day of a later month; where that month has no such day, its last (民法典 art. 202). */
export const addMonths = (day: string, months: number): string => {
  const month = addMonthsTo(monthOf(day), months);
  const last = lastDayOf(month);
  const same = `${month}-${day.slice(8)}`;
  return same < last ? same : last;
};

export const isWorkingDay = (day: string, { holidays, workdays }: WorkCalendar = WEEKENDS_ONLY): boolean => {
  if (workdays.has(day)) return true;
  const weekday = new Date(toNumber(day)).getUTCDay();
  return weekday !== SATURDAY && weekday !== SUNDAY && !holidays.has(day);
};

/** The day itself when it is a working day. */
export const workingDayFrom = (day: string, calendar: WorkCalendar = WEEKENDS_ONLY): string => {
  let found = day;
  while (!isWorkingDay(found, calendar)) found = addDays(found, 1);
  return found;
};

/** The nth working day of a month, from 1. A month with fewer gives the next one's. */
export const nthWorkingDay = (month: string, n: number, calendar: WorkCalendar = WEEKENDS_ONLY): string => {
  let found = workingDayFrom(`${month}-01`, calendar);
  for (let passed = 1; passed < n; passed++) found = workingDayFrom(addDays(found, 1), calendar);
  return found;
};
