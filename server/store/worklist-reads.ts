import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import type { Alarm, AlarmReads, Difference, DifferenceReads, Page, Release, ReleaseReads } from "../usecases/read-models.ts";
import { type AccountJson, toJournalAccount } from "./journal-rows.ts";
import { Conditions, instant, optionalInstant, pageOf, readCursor, readNumberCursor, writeCursor } from "./conditions.ts";

/** What waits for a person: differences, alarms, and the releases that are still to be used. */
type DifferenceSqlRow = Readonly<{
  entry: string;
  site: string;
  device: string;
  observation: string;
  step: string | null;
  reason: string;
  detail: string | null;
  at: Date;
  recorded_at: Date;
  missing: MissingJson[];
}>;
/** As the books keep it: whole parts of a quantity, and null where a dimension is not said. */
type MissingJson = Readonly<{ account: AccountJson; lot: Readonly<Record<string, unknown>>; quantity: string }>;

const toMissing = ({ account, lot, quantity }: MissingJson): Difference["missing"][number] => ({
  account: toJournalAccount(account),
  lot,
  quantity: formatQuantity(BigInt(quantity)),
});

const toDifference = (row: DifferenceSqlRow): Difference => ({
  entry: Number(row.entry),
  site: row.site,
  device: row.device,
  observation: row.observation,
  step: row.step,
  reason: row.reason,
  detail: row.detail,
  at: instant(row.at),
  recordedAt: instant(row.recorded_at),
  missing: row.missing.map(toMissing),
});

type DifferenceFilter = Parameters<DifferenceReads["list"]>[0];

const listDifferences = async (pool: pg.Pool, filter: DifferenceFilter): Promise<Page<Difference>> => {
  const after = filter.after === undefined ? undefined : readNumberCursor(filter.after).toString();
  const where = new Conditions()
    .add(after, (value) => `entry > ${value}::bigint`)
    .reach(filter.reach, "site")
    .add(filter.site, (value) => `site = ${value}`);
  const { rows } = await pool.query<DifferenceSqlRow>(
    `SELECT entry, site, device, observation, step, reason, detail, at, recorded_at, missing
     FROM unsettled WHERE ${where.toString()} ORDER BY entry LIMIT ${where.bind(filter.limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => last.entry);
  return { rows: page.rows.map(toDifference), next: page.next };
};

export const createDifferenceReads = (pool: pg.Pool): DifferenceReads => ({
  list: (filter) => listDifferences(pool, filter),
  findSite: async (entry) => {
    const { rows } = await pool.query<{ site: string }>("SELECT site FROM unsettled WHERE entry = $1", [entry]);
    return rows[0]?.site;
  },
});

type ReleaseLineSqlRow = Readonly<{
  release: string;
  gtin: string;
  batch: string | null;
  book: string | null;
  line: number | null;
  quantity: string;
  used: string;
}>;
type ReleaseSqlRow = Readonly<{ release: string; site: string; owner: string; valid_until: Date }>;
type ReleaseFilter = Parameters<ReleaseReads["list"]>[0];

const toRelease = (row: ReleaseSqlRow, lines: readonly ReleaseLineSqlRow[]): Release => ({
  release: row.release,
  site: row.site,
  owner: row.owner,
  validUntil: instant(row.valid_until),
  lines: lines
    .filter((line) => line.release === row.release)
    .map(({ release: _release, quantity, used, ...line }) => ({
      ...line,
      quantity: formatQuantity(BigInt(quantity)),
      used: formatQuantity(BigInt(used)),
    })),
});

const listReleases = async (pool: pg.Pool, filter: ReleaseFilter): Promise<Page<Release>> => {
  const after = filter.after === undefined ? undefined : readCursor(filter.after, 1)[0];
  const where = new Conditions()
    .add(after, (value) => `release > ${value}`)
    .reach(filter.reach, "site")
    .add(filter.site, (value) => `site = ${value}`)
    .add(filter.release, (value) => `release = ${value}`);
  const { rows } = await pool.query<ReleaseSqlRow>(
    `SELECT release, site, owner, valid_until FROM release WHERE ${where.toString()} ORDER BY release LIMIT ${where.bind(filter.limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => writeCursor([last.release]));
  const lines = await pool.query<ReleaseLineSqlRow>(
    `SELECT release, gtin, batch, book, line, quantity::text AS quantity, used::text AS used
     FROM release_line WHERE release = ANY($1) ORDER BY release, n`,
    [page.rows.map((row) => row.release)],
  );
  return { rows: page.rows.map((row) => toRelease(row, lines.rows)), next: page.next };
};

export const createReleaseReads = (pool: pg.Pool): ReleaseReads => ({ list: (filter) => listReleases(pool, filter) });

type AlarmSqlRow = Omit<Alarm, "alarm" | "raisedAt" | "entry" | "acknowledgedBy" | "acknowledgedAt" | "clearedAt"> &
  Readonly<{
    alarm: string;
    raised_at: Date;
    entry: string | null;
    acknowledged_by: string | null;
    acknowledged_at: Date | null;
    cleared_at: Date | null;
    rank: number;
  }>;

const ALARM_COLUMNS = `alarm, kind, severity, state, site, unit, device, subject, detail, raised_at, entry,
  acknowledged_by, acknowledged_at, cleared_at, note`;
/** What is cleared comes last, then the worst first. */
const RANK = `(CASE state WHEN 'cleared' THEN 10 ELSE 0 END + CASE severity WHEN 'critical' THEN 0 WHEN 'major' THEN 1 ELSE 2 END)`;

const toAlarm = (row: AlarmSqlRow): Alarm => ({
  alarm: Number(row.alarm),
  kind: row.kind,
  severity: row.severity,
  state: row.state,
  site: row.site,
  unit: row.unit,
  device: row.device,
  subject: row.subject,
  detail: row.detail,
  raisedAt: instant(row.raised_at),
  entry: row.entry === null ? null : Number(row.entry),
  acknowledgedBy: row.acknowledged_by,
  acknowledgedAt: optionalInstant(row.acknowledged_at),
  clearedAt: optionalInstant(row.cleared_at),
  note: row.note,
});

type AlarmFilter = Parameters<AlarmReads["list"]>[0];

const listAlarms = async (pool: pg.Pool, filter: AlarmFilter): Promise<Page<Alarm>> => {
  const where = new Conditions()
    .reach(filter.reach, "site")
    .add(filter.site, (value) => `site = ${value}`)
    .add(filter.state, (value) => `state = ${value}`);
  if (filter.after !== undefined) {
    const [rank = "", alarm = ""] = readCursor(filter.after, 2);
    const keys = [readNumberCursor(rank), readNumberCursor(alarm)].map((key) => where.bind(key.toString()));
    where.raw(`(${RANK}, -alarm) > (${keys[0]}::bigint, -(${keys[1]}::bigint))`);
  }
  const { rows } = await pool.query<AlarmSqlRow>(
    `SELECT ${ALARM_COLUMNS}, ${RANK} AS rank FROM alarm WHERE ${where.toString()}
     ORDER BY ${RANK}, alarm DESC LIMIT ${where.bind(filter.limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => writeCursor([String(last.rank), last.alarm]));
  return { rows: page.rows.map(toAlarm), next: page.next };
};

export const createAlarmReads = (pool: pg.Pool): AlarmReads => ({
  list: (filter) => listAlarms(pool, filter),
  find: async (alarm) => {
    const { rows } = await pool.query<AlarmSqlRow>(`SELECT ${ALARM_COLUMNS}, 0 AS rank FROM alarm WHERE alarm = $1`, [alarm]);
    return rows[0] && toAlarm(rows[0]);
  },
});
