import type pg from "pg";
import type { LiveFeed } from "../usecases/live-feed.ts";
import type { Alarm, JournalEntry } from "../usecases/read-models.ts";
import { instant, optionalInstant } from "./conditions.ts";
import { JOURNAL_COLUMNS, withTransfers, type JournalSqlRow } from "./journal-rows.ts";
import { createUnits } from "./units.ts";

/** The committed state that the live line tells of. */
const head = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ entry: string }>("SELECT entry FROM journal_head");
  return Number(rows[0]?.entry ?? 0);
};

const listEntries = async (pool: pg.Pool, after: number, upTo: number): Promise<JournalEntry[]> => {
  const { rows } = await pool.query<JournalSqlRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM journal j WHERE j.entry > $1 AND j.entry <= $2 ORDER BY j.entry`,
    [after, upTo],
  );
  return withTransfers(pool, rows);
};

type Stamped = "alarm" | "entry" | "raisedAt" | "acknowledgedAt" | "clearedAt";
type AlarmSqlRow = Omit<Alarm, Stamped> &
  Readonly<{
    alarm: string;
    entry: string | null;
    raisedAt: Date;
    acknowledgedAt: Date | null;
    clearedAt: Date | null;
  }>;

const ALARM = `SELECT alarm, kind, severity, state, site, unit, device, subject, detail, raised_at AS "raisedAt", entry,
  acknowledged_by AS "acknowledgedBy", acknowledged_at AS "acknowledgedAt", cleared_at AS "clearedAt", note FROM alarm`;

const toAlarm = (row: AlarmSqlRow): Alarm => ({
  ...row,
  alarm: Number(row.alarm),
  entry: row.entry === null ? null : Number(row.entry),
  raisedAt: instant(row.raisedAt),
  acknowledgedAt: optionalInstant(row.acknowledgedAt),
  clearedAt: optionalInstant(row.clearedAt),
});

/** A screen with more alarms than this is past reading; the list over HTTP has them all. */
const STANDING_MAX = 2_000;

const listStandingAlarms = async (pool: pg.Pool): Promise<Alarm[]> => {
  const { rows } = await pool.query<AlarmSqlRow>(
    `${ALARM} WHERE state <> 'cleared'
     ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'major' THEN 1 ELSE 2 END, alarm DESC LIMIT $1`,
    [STANDING_MAX],
  );
  return rows.map(toAlarm);
};

const listAlarmsOf = async (pool: pg.Pool, after: number, upTo: number): Promise<Alarm[]> => {
  const { rows } = await pool.query<AlarmSqlRow>(`${ALARM} WHERE entry > $1 AND entry <= $2 ORDER BY entry, alarm`, [after, upTo]);
  return rows.map(toAlarm);
};

export const createLiveFeed = (pool: pg.Pool): LiveFeed => ({
  ...createUnits(pool),
  head: () => head(pool),
  listEntries: (after, upTo) => listEntries(pool, after, upTo),
  listStandingAlarms: () => listStandingAlarms(pool),
  listAlarmsOf: (after, upTo) => listAlarmsOf(pool, after, upTo),
});
