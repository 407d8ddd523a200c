import type { Approval, Voice } from "../../domain/customs/documents/petition.ts";
import { decideGoods } from "../../domain/customs/documents/goods-document.ts";
import type { DeadlineRule } from "../../domain/customs/deadlines.ts";
import { subjectKey, type ObligationSubject } from "../../domain/customs/obligations/obligation.ts";
import { makeDailySnapshot } from "../../domain/customs/reports/daily-snapshot.ts";
import { makeMonthlyReport } from "../../domain/customs/reports/monthly-report.ts";
import { DIFFERENCE_RATE_BASIS, makeWriteOff, type WriteOffRow } from "../../domain/customs/reports/write-off.ts";
import { findOn, shanghaiDay } from "../../domain/customs/settings.ts";
import { isRefusal, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { command as dutyCommand } from "./duty-acts.ts";
import type { KeptReport } from "./flow-ports.ts";
import { applyGoods } from "./goods-acts.ts";

/**
 * Reports to customs (每日库存报送、收付存月报表、账册报核), each made by one act from the books as of the end of its period, kept as it was
 * made, named by its hash in the journal, and the obligation to make it met. Made again it is kept again only if it says otherwise.
 */
export type ReportAct = KeptReport &
  Readonly<{
    /** Of a 报核: what a count found, line by line; without it what lies there by the books, which every count has corrected. */
    count?: Readonly<{ document: string; lines: readonly Readonly<{ line: number; quantity: bigint }>[] }>;
  }>;

type Target = ReportAct & Readonly<{ atMs: number }>;
type Period = Readonly<{ fromMs: number; untilMs: number; first: string; last: string }>;

export const actOnReport = async (desk: Case, draft: Draft, act: Target): Promise<Refusal | undefined> => {
  const period = periodOf(act);
  if (!period) return refuse("period_unreadable", `${act.period} is no period of a ${act.kind} report`);
  const isOver = period.untilMs <= act.atMs;
  // The stock of today is as of now.
  if (!isOver && (act.kind !== "snapshot" || period.fromMs > act.atMs)) return refuse("period_not_over", `${act.period} is not over`);
  // What earlier acts of the transaction moved is not in the journal that a report is read from.
  if (desk.write.entries.some(({ transfers }) => transfers.length > 0)) return refuse("books_in_motion", "a report is made by itself");
  const content = await make(desk, act, isOver ? period : { ...period, untilMs: act.atMs + 1 });
  if (isRefusal(content)) return content;
  const { kind, site, book } = act;
  const report: KeptReport = { kind, site, book, period: act.period };
  const sha256 = desk.reads.hashOf(content.text);
  const same = desk.write.reports.findLast((each) => isSame(each, report))?.sha256 ?? (await desk.reads.reports.findHash(report));
  if (same !== sha256) draft.reports.push({ ...report, content: content.text, sha256 });
  if (isOver) await meet(desk, draft, { act, period, owner: content.owner, by: sha256 });
  return undefined;
};

const isSame = (one: KeptReport, other: KeptReport): boolean =>
  one.kind === other.kind && one.site === other.site && one.book === other.book && one.period === other.period;

const DAY_MS = 24 * 3_600_000;
const PERIOD = /^(\d{4}-\d{2}-\d{2})(?:\/(\d{4}-\d{2}-\d{2}))?$|^(\d{4}-\d{2})$/;

/** Days of Shanghai, the last one within. */
const periodOf = ({ kind, period }: KeptReport): Period | undefined => {
  const [, first, last, month] = PERIOD.exec(period) ?? [];
  switch (kind) {
    case "snapshot":
      return first !== undefined && last === undefined ? daysOf(first, first) : undefined;
    case "monthly":
      return month === undefined ? undefined : monthOf(month);
    case "write_off":
      return first !== undefined && last !== undefined ? daysOf(first, last) : undefined;
  }
};

const startOf = (day: string): number | undefined => {
  const ms = Date.parse(`${day}T00:00:00+08:00`);
  return !Number.isNaN(ms) && shanghaiDay(ms) === day ? ms : undefined;
};

const daysOf = (first: string, last: string): Period | undefined => {
  const [fromMs, lastMs] = [startOf(first), startOf(last)];
  if (fromMs === undefined || lastMs === undefined || lastMs < fromMs) return undefined;
  return { fromMs, untilMs: lastMs + DAY_MS, first, last };
};

const LONGEST_MONTH_DAYS = 31;
const monthOf = (month: string): Period | undefined => {
  const fromMs = startOf(`${month}-01`);
  if (fromMs === undefined) return undefined;
  const untilMs = startOf(`${shanghaiDay(fromMs + LONGEST_MONTH_DAYS * DAY_MS).slice(0, 7)}-01`) ?? fromMs;
  return { fromMs, untilMs, first: `${month}-01`, last: shanghaiDay(untilMs - 1) };
};

type Made = Readonly<{ text: string; owner: string | null }>;

const make = async (desk: Case, act: Target, period: Period): Promise<Made | Refusal> => {
  const { reports } = desk.reads;
  const { kind, site } = act;
  if (kind === "snapshot") {
    const stock = await reports.listStock(site, period.untilMs);
    const balances = await reports.listBookBalances(site, period.untilMs);
    return { text: makeDailySnapshot({ site, day: act.period, stock, balances }).text, owner: null };
  }
  if (kind === "write_off") return makeBookReport(desk, act, period);
  const opening = await reports.listBonded(site, period.fromMs);
  const closing = await reports.listBonded(site, period.untilMs);
  const movements = await reports.listMovements(site, period);
  const report = makeMonthlyReport({ site, month: act.period, opening, movements, closing });
  if (typeof report === "string") return refuse(report, `the journal of ${act.period} cannot be reported`);
  if ("text" in report) return { text: report.text, owner: null };
  const lines = report.broken.map(({ book, line }) => `${book}/${line}`).join(", ");
  return refuse("month_does_not_balance", `opening, in and out do not come to the closing stock: ${lines}`);
};

const makeBookReport = async (desk: Case, act: Target, period: Period): Promise<Made | Refusal> => {
  const { site, book } = act;
  const found = book === null ? undefined : await desk.reads.findBook(book);
  if (book === null || found?.site !== site) return refuse("book_unknown", `there is no book ${book ?? ""} at ${site}`);
  const rows = await desk.reads.reports.listWriteOff(book, period);
  const lines = act.count ? counted(book, rows, act.count) : rows;
  if (isRefusal(lines)) return lines;
  const rateBasis = findOn(DIFFERENCE_RATE_BASIS, period.last)?.value ?? "should_remain";
  const here = desk.write.reports.filter((each) => each.kind === "write_off" && each.book === book && each.period !== act.period);
  const times = 1 + here.length + (await desk.reads.reports.countPeriods(act));
  const report = makeWriteOff({ book, times, from: period.first, to: period.last, lines, rateBasis });
  return typeof report === "string" ? refuse(report, `book ${book} cannot be reported`) : { text: report.text, owner: found.owner };
};

const counted = (
  book: string,
  rows: readonly WriteOffRow[],
  { lines }: NonNullable<ReportAct["count"]>,
): readonly WriteOffRow[] | Refusal => {
  const unknown = lines.find(({ line }) => !rows.some((row) => row.line === line));
  if (unknown) return refuse("line_unknown", `line ${unknown.line} was counted, and book ${book} does not know it`);
  const missing = rows.find(({ line }) => !lines.some((each) => each.line === line));
  if (missing) return refuse("line_not_counted", `line ${missing.line} of book ${book} was not counted`);
  return rows.map((row) => ({ ...row, actualRemain: lines.find(({ line }) => line === row.line)?.quantity ?? row.actualRemain }));
};

const RULES: Readonly<Record<KeptReport["kind"], DeadlineRule>> = {
  snapshot: "daily_stock_snapshot",
  monthly: "monthly_stock_report",
  write_off: "book_write_off",
};

type Meeting = Readonly<{ act: Target; period: Period; owner: string | null; by: string }>;

/** Opened here where nobody has looked yet: that it was late is kept as well. */
const meet = async (desk: Case, draft: Draft, { act, period, owner, by }: Meeting): Promise<void> => {
  const { kind, site, book, atMs } = act;
  const rule = RULES[kind];
  const subject: ObligationSubject = kind === "write_off" ? { kind: "book", book: book ?? "" } : { kind: "site", site, period: act.period };
  // A book is reported on again and again.
  const obligation = `${rule}/${subjectKey(subject)}${kind === "write_off" ? `/${period.last}` : ""}`;
  const known = await desk.findObligation(draft, obligation);
  if (!known)
    await dutyCommand(desk, draft, obligation, { type: "open", obligation, rule, subject, site, owner, startMs: period.untilMs - 1 });
  if (known?.state !== "met") await dutyCommand(desk, draft, obligation, { type: "meet", atMs, by });
};

/** 核销: customs has accepted the report of a book; the inventories that it covers are written off. */
export type WriteOffAct = Readonly<{ site: string; book: string; period: string; approval: Approval; role: Voice }>;

export const actOnWriteOff = async (
  desk: Case,
  draft: Draft,
  act: WriteOffAct & Readonly<{ atMs: number }>,
): Promise<Refusal | undefined> => {
  const { site, book, period, approval, role, atMs } = act;
  if (role !== "customs" && role !== "officer") return refuse("not_customs", "a book is written off by customs");
  if (approval.number.trim() === "") return refuse("approval_missing", "a book is written off by a paper");
  const report: KeptReport = { kind: "write_off", site, book, period };
  const days = periodOf(report);
  if (!days || (await desk.reads.reports.findHash(report)) === undefined)
    return refuse("not_reported", `book ${book} was not reported on for ${period}`);
  for (const number of await desk.reads.reports.listDeducted(book, days.untilMs)) {
    const stored = await desk.find(draft, "inventory", number);
    const events = decideGoods(stored?.content, { type: "write_off" });
    if (typeof events === "string") return refuse(events, `inventory ${number} cannot be written off`);
    applyGoods(draft, stored, events, atMs);
  }
  draft.subject = undefined;
  return undefined;
};
