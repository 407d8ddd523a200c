import { shanghaiDay } from "../settings.ts";
import type { BlockedAct } from "./consequences.ts";
import { standingOf, subjectKey, type Obligation, type ObligationStanding, type ObligationSubject } from "./obligation.ts";

/** What overdue obligations block, and the calendar of what is due. Both go by the clock alone, not by what was recorded. */

export type BlockQuestion = Readonly<{ act: BlockedAct; owner: string; subject?: ObligationSubject }>;

/** The overdue ones that stand against it, the longest overdue first. */
export const listBlocking = (obligations: readonly Obligation[], question: BlockQuestion, nowMs: number): readonly Obligation[] => {
  const { act, owner, subject } = question;
  const key = subject && subjectKey(subject);
  return obligations
    .filter((each) => {
      if (standingOf(each, nowMs) !== "overdue") return false;
      if (each.owner === owner && each.blocks.includes(act)) return true;
      return key !== undefined && each.blocksSubject.includes(act) && subjectKey(each.subject) === key;
    })
    .toSorted(byDue);
};

export const isBlocked = (obligations: readonly Obligation[], act: BlockedAct, owner: string, nowMs: number): boolean =>
  listBlocking(obligations, { act, owner }, nowMs).length > 0;

const byDue = (one: Obligation, other: Obligation): number =>
  one.dueMs - other.dueMs || (one.obligation < other.obligation ? -1 : Number(one.obligation > other.obligation));

export type ObligationDay = Readonly<{
  /** YYYY-MM-DD in Shanghai: the last day in time. */
  day: string;
  obligations: readonly Readonly<{ obligation: Obligation; standing: ObligationStanding }>[];
}>;

export type DayRange = Readonly<{ from: string; to: string }>;

/** By the day on which they end, days and obligations in order; days without any are left out. */
export const listObligationDays = (obligations: readonly Obligation[], { from, to }: DayRange, nowMs: number): readonly ObligationDay[] => {
  const days = new Map<string, { obligation: Obligation; standing: ObligationStanding }[]>();
  for (const obligation of obligations.toSorted(byDue)) {
    const day = shanghaiDay(obligation.dueMs);
    if (day < from || day > to) continue;
    const row = { obligation, standing: standingOf(obligation, nowMs) };
    const rows = days.get(day);
    if (rows) rows.push(row);
    else days.set(day, [row]);
  }
  return [...days].map(([day, rows]) => ({ day, obligations: rows }));
};
