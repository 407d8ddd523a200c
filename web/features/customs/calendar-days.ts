/** Days and months of Asia/Shanghai, in which customs reckons, as YYYY-MM-DD and YYYY-MM; China keeps no summer time. */
const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAYS_OF_WEEK = 7;

export const dayOf = (when: string | number): string => new Date(new Date(when).getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
/** The first instant of a day. */
export const startOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_OFFSET_MS);
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
export const monthOf = (day: string): string => day.slice(0, 7);
export const addMonths = (month: string, months: number): string => {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
};
/** Whole weeks from Monday to Sunday that hold the month. */
export const weeksOf = (month: string): readonly (readonly string[])[] => {
  const first = `${month}-01`;
  const weekday = (new Date(`${first}T00:00:00Z`).getUTCDay() + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK;
  const weeks: string[][] = [];
  for (let day = addDays(first, -weekday); weeks.length === 0 || monthOf(day) <= month; day = addDays(day, DAYS_OF_WEEK))
    weeks.push(Array.from({ length: DAYS_OF_WEEK }, (_, at) => addDays(day, at)));
  return weeks;
};
export const isMonth = (text: string | undefined): text is string => text !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
