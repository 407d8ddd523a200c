/**
 * What a released list owes, and until when (section 2.8): goods of a return are back within 45 days of the release,
 * asked for within 30 (海关总署公告2020年第45号); tax falls due when 30 days have passed without a return, and is paid from
 * the 31st to the 45th (2018年第194号). Days are whole days of Asia/Shanghai; the day of release is not counted, which the
 * notices do not say.
 */
import type { DatedSetting } from "../settings.ts";
import { findOn, shanghaiDay } from "../settings.ts";

export type RefundDays = Readonly<{ applyDays: number; backDays: number }>;

export const REFUND_DAYS: readonly DatedSetting<RefundDays>[] = [
  { value: { applyDays: 30, backDays: 45 }, validFrom: "2020-03-28", source: "海关总署公告2020年第45号", sure: "sure" },
];
export const TAX_PAYMENT_DAYS: readonly DatedSetting<number>[] = [
  { value: 45, validFrom: "2019-01-01", source: "海关总署公告2018年第194号", sure: "sure" },
];

const DAY_MS = 86_400_000;

/** The last millisecond of the day that many days after that of `atMs`. */
const endOfDayAfter = (atMs: number, days: number): number => Date.parse(`${shanghaiDay(atMs + days * DAY_MS)}T23:59:59.999+08:00`);

export type RefundWindow = Readonly<{ applyByMs: number; backByMs: number; source: string }>;

/** By the rule that held on the day of release; undefined before the first that is known. */
export const findRefundWindow = (releasedMs: number): RefundWindow | undefined => {
  const rule = findOn(REFUND_DAYS, shanghaiDay(releasedMs));
  return (
    rule && {
      applyByMs: endOfDayAfter(releasedMs, rule.value.applyDays),
      backByMs: endOfDayAfter(releasedMs, rule.value.backDays),
      source: rule.source,
    }
  );
};

export const findTaxDue = (releasedMs: number): Readonly<{ dueMs: number; source: string }> | undefined => {
  const rule = findOn(TAX_PAYMENT_DAYS, shanghaiDay(releasedMs));
  return rule && { dueMs: endOfDayAfter(releasedMs, rule.value), source: rule.source };
};
