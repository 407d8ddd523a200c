import { subjectKey, type ObligationSubject } from "../../domain/customs/obligations/obligation.ts";
import type { DeadlineRule } from "../../domain/customs/deadlines.ts";
import { shanghaiDay } from "../../domain/customs/settings.ts";
import type { ControlledSite } from "./acts.ts";
import type { Case, Draft, Refusal } from "./case.ts";
import { command } from "./duty-acts.ts";

/** Time has passed: what fell due is told, and the reports that a controlled site owes each day and month are opened. */

/** In one transaction; the rest is for the next look. */
const FALLEN_AT_ONCE_MAX = 500;
const DAY_MS = 24 * 3_600_000;

export const lookAtDuties = async (
  desk: Case,
  draft: Draft,
  { atMs, sites }: Readonly<{ atMs: number; sites: readonly ControlledSite[] }>,
): Promise<Refusal | undefined> => {
  for (const { obligation } of await desk.reads.listFallenDue(atMs, FALLEN_AT_ONCE_MAX))
    await command(desk, draft, obligation, { type: "look", nowMs: atMs });
  const yesterdayMs = atMs - DAY_MS;
  const day = shanghaiDay(yesterdayMs);
  const lastMonthMs = Date.parse(`${shanghaiDay(atMs).slice(0, 7)}-01T00:00:00+08:00`) - 1;
  const month = shanghaiDay(lastMonthMs).slice(0, 7);
  for (const { site, kind } of sites) {
    await owe(desk, draft, { rule: "daily_stock_snapshot", site, period: day, startMs: yesterdayMs });
    if (kind === "bonded_warehouse") await owe(desk, draft, { rule: "monthly_stock_report", site, period: month, startMs: lastMonthMs });
  }
  return undefined;
};

type Report = Readonly<{ rule: DeadlineRule; site: string; period: string; startMs: number }>;

const owe = async (desk: Case, draft: Draft, { rule, site, period, startMs }: Report): Promise<void> => {
  const subject: ObligationSubject = { kind: "site", site, period };
  const id = `${rule}/${subjectKey(subject)}`;
  if (await desk.findObligation(draft, id)) return;
  await command(desk, draft, id, { type: "open", obligation: id, rule, subject, site, owner: null, startMs });
};
