import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import { DEADLINES } from "../domain/customs/deadlines.ts";
import type { ObligationTerms } from "../domain/customs/obligations/obligation.ts";
import type { TariffRate } from "../domain/customs/trade/tariff.ts";
import type {
  ObligationFilter,
  ObligationReads,
  ObligationView,
  ReportReads,
  ReportView,
  TariffReads,
  TariffView,
} from "../usecases/customs/desk-read-models.ts";
import type { Page } from "../usecases/read-models.ts";
import { contentFromJson } from "./books/documents.ts";
import { putTariff } from "./tariff.ts";
import { Conditions, instant, pageOf, readCursor, readNumberCursor, writeCursor } from "./conditions.ts";

/** Obligations, reports and the tariff, as they are shown. */
type ObligationSqlRow = Readonly<{
  obligation: string;
  rule: string;
  subject: string;
  site: string | null;
  owner: string | null;
  state: ObligationView["state"];
  started_at: Date;
  due_at: Date;
  content: Partial<ObligationTerms> & { reason?: string };
  changed_at: Date;
  entry: string;
}>;

/** What it is at a moment, whether or not anybody has looked since: `standingOf`, said in SQL so that a page can be asked by it. */
export const STANDING = (
  now: string,
): string => `CASE WHEN state IN ('met', 'waived') THEN state WHEN due_at < ${now}::timestamptz THEN 'overdue'
  WHEN due_soon_at <= ${now}::timestamptz THEN 'due_soon' ELSE 'open' END`;

const wordsOf = (rule: string): ObligationView["name"] => {
  const deadline = DEADLINES.find((each) => each.rule === rule);
  return deadline ? { zh: deadline.zh, en: deadline.en } : { zh: rule, en: rule };
};

const toObligation = (row: ObligationSqlRow): ObligationView => ({
  obligation: row.obligation,
  rule: row.rule,
  name: wordsOf(row.rule),
  subject: row.subject,
  site: row.site,
  owner: row.owner,
  state: row.state,
  startedAt: instant(row.started_at),
  dueAt: instant(row.due_at),
  source: row.content.source ?? null,
  sure: row.content.sure ?? null,
  note: row.content.reason ?? null,
  changedAt: instant(row.changed_at),
  entry: Number(row.entry),
});

/** In the order in which they fall due. */
const listObligations = async (pool: pg.Pool, filter: ObligationFilter, nowMs: number): Promise<Page<ObligationView>> => {
  const where = new Conditions();
  const standing = STANDING(where.bind(new Date(nowMs)));
  where
    .reach(filter.reach, "site")
    .add(filter.site, (value) => `site = ${value}`)
    .add(filter.owner, (value) => `owner = ${value}`)
    .add(filter.from, (value) => `due_at >= ${value}::timestamptz`)
    .add(filter.to, (value) => `due_at < ${value}::timestamptz`)
    .add(filter.state, (value) => `${standing} = ${value}`);
  if (filter.after !== undefined) {
    const [due = "", obligation = ""] = readCursor(filter.after, 2);
    const keys = [where.bind(readNumberCursor(due).toString()), where.bind(obligation)];
    where.raw(`(due_at, obligation) > (to_timestamp(${keys[0]}::numeric / 1000.0), ${keys[1]}::text)`);
  }
  const { rows } = await pool.query<ObligationSqlRow>(
    `SELECT obligation, rule, subject, site, owner, ${standing} AS state, started_at, due_at, content, changed_at, entry
     FROM obligation WHERE ${where.toString()} ORDER BY due_at, obligation LIMIT ${where.bind(filter.limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => writeCursor([String(last.due_at.getTime()), last.obligation]));
  return { rows: page.rows.map(toObligation), next: page.next };
};

export const createObligationReads = (pool: pg.Pool): ObligationReads => ({
  list: (filter, nowMs) => listObligations(pool, filter, nowMs),
  findSite: async (obligation) => {
    const { rows } = await pool.query<{ site: string | null }>("SELECT site FROM obligation WHERE obligation = $1", [obligation]);
    return rows[0]?.site;
  },
});

type ReportSqlRow = Readonly<{
  report: string;
  kind: ReportView["kind"];
  site: string;
  book: string | null;
  period: string;
  made_at: Date;
  made_by: string;
  sha256: string;
  size: number;
  entry: string;
  content?: string;
}>;

const REPORT_COLUMNS = `report, kind, site, book, period, made_at, made_by, encode(sha256, 'hex') AS sha256, octet_length(content) AS size, entry`;

const toReport = (row: ReportSqlRow): ReportView => ({
  report: Number(row.report),
  kind: row.kind,
  site: row.site,
  book: row.book,
  period: row.period,
  madeAt: instant(row.made_at),
  madeBy: row.made_by,
  sha256: row.sha256,
  size: row.size,
  entry: Number(row.entry),
});

export const createReportReads = (pool: pg.Pool): ReportReads => ({
  list: async (filter) => {
    const where = new Conditions()
      .add(filter.after === undefined ? undefined : readNumberCursor(filter.after).toString(), (value) => `report < ${value}::bigint`)
      .reach(filter.reach, "site")
      .add(filter.site, (value) => `site = ${value}`)
      .add(filter.kind, (value) => `kind = ${value}`);
    const { rows } = await pool.query<ReportSqlRow>(
      `SELECT ${REPORT_COLUMNS} FROM customs_report WHERE ${where.toString()} ORDER BY report DESC LIMIT ${where.bind(filter.limit + 1)}`,
      where.values,
    );
    const page = pageOf(rows, filter.limit, (last) => last.report);
    return { rows: page.rows.map(toReport), next: page.next };
  },
  findMade: async ({ kind, site, book, period }) => {
    const { rows } = await pool.query<ReportSqlRow>(
      `SELECT ${REPORT_COLUMNS} FROM customs_report
       WHERE site = $1 AND kind = $2 AND book IS NOT DISTINCT FROM $3 AND period = $4 ORDER BY report DESC LIMIT 1`,
      [site, kind, book, period],
    );
    return rows[0] && toReport(rows[0]);
  },
  find: async (report, reach) => {
    const where = new Conditions().add(report, (value) => `report = ${value}`).reach(reach, "site");
    const { rows } = await pool.query<ReportSqlRow>(
      `SELECT ${REPORT_COLUMNS}, content FROM customs_report WHERE ${where.toString()}`,
      where.values,
    );
    return rows[0] && { ...toReport(rows[0]), content: rows[0].content ?? "" };
  },
});

type TariffSqlRow = Readonly<{
  hs_code: string;
  name: string;
  valid_from: string;
  valid_to: string | null;
  content: unknown;
  source: string;
}>;

const toTariff = (row: TariffSqlRow): TariffView => {
  const rate = contentFromJson(row.content) as Partial<TariffRate>;
  const shown = (value: bigint | undefined): string | null => (value === undefined ? null : formatQuantity(value));
  return {
    hsCode: row.hs_code,
    name: row.name,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    vat: shown(rate.vat),
    consumption: shown(rate.consumption),
    tariff: shown(rate.tariff),
    legalUnits: [...(rate.legalUnits ?? [])],
    positiveList: rate.positiveList ?? null,
    source: row.source,
  };
};

const LIKE_SPECIAL = /[\\%_]/g;

/** By code and day; a search is by the beginning of a code, or a part of a name. */
export const createTariffReads = (pool: pg.Pool): TariffReads => ({
  list: async (filter) => {
    const where = new Conditions().add(
      filter.date,
      (value) => `t.valid_from <= ${value}::date AND (t.valid_to IS NULL OR t.valid_to >= ${value}::date)
        AND NOT EXISTS (SELECT FROM tariff n WHERE n.hs_code = t.hs_code AND n.valid_from > t.valid_from AND n.valid_from <= ${value}::date)`,
    );
    if (filter.q !== undefined) {
      const text = filter.q.replaceAll(LIKE_SPECIAL, String.raw`\$&`);
      where.raw(`(t.hs_code LIKE ${where.bind(`${text}%`)} OR t.name ILIKE ${where.bind(`%${text}%`)})`);
    }
    if (filter.after !== undefined) {
      const [code = "", from = ""] = readCursor(filter.after, 2);
      where.raw(`(t.hs_code, t.valid_from::text) > (${where.bind(code)}::text, ${where.bind(from)}::text)`);
    }
    const { rows } = await pool.query<TariffSqlRow>(
      `SELECT t.hs_code, t.name, t.valid_from::text AS valid_from, t.valid_to::text AS valid_to, t.content, t.source
       FROM tariff t WHERE ${where.toString()} ORDER BY t.hs_code, t.valid_from::text LIMIT ${where.bind(filter.limit + 1)}`,
      where.values,
    );
    const page = pageOf(rows, filter.limit, (last) => writeCursor([last.hs_code, last.valid_from]));
    return { rows: page.rows.map(toTariff), next: page.next };
  },
  put: (rows) => putTariff(pool, rows),
});
