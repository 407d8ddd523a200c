import type pg from "pg";
import type { Reach } from "../domain/access/can.ts";
import type { JournalEntry, StockLine, TraceReads, TraceSubject } from "../usecases/read-models.ts";
import { Conditions } from "./conditions.ts";
import { JOURNAL_COLUMNS, type JournalSqlRow, withTransfers } from "./journal-rows.ts";
import { BALANCE, STOCK_COLUMNS, type StockSqlRow, toStockLine } from "./stock-reads.ts";

/**
 * Where a code came from and where it went. A serial, a batch or a product is lots: every transfer of them. An SSCC is
 * a place that goods are in: every transfer into, with, and out of it, and what made its identity.
 */
const STEPS_MAX = 1_000;
const LINES_MAX = 1_000;

const lotTerm = (subject: Exclude<TraceSubject, { kind: "sscc" }>, where: Conditions): string => {
  if (subject.kind === "text") {
    const text = where.bind(subject.text);
    return `(batch = ${text} OR serial = ${text})`;
  }
  const gtin = `gtin = ${where.bind(subject.gtin)}`;
  if (subject.kind === "serial") return `${gtin} AND serial = ${where.bind(subject.serial)}`;
  if (subject.kind === "batch") return `${gtin} AND batch = ${where.bind(subject.batch)}`;
  return gtin;
};

/** Lots of the subject, those that they were made from, and those that were made from them, as far as it goes (lot_lineage). */
const lotsOf = (subject: Exclude<TraceSubject, { kind: "sscc" }>, where: Conditions): string => `
  WITH RECURSIVE own AS (SELECT lot FROM lot WHERE ${lotTerm(subject, where)}),
  back AS (SELECT lot FROM own UNION SELECT g.from_lot FROM lot_lineage g JOIN back ON back.lot = g.lot),
  forward AS (SELECT lot FROM own UNION SELECT g.lot FROM lot_lineage g JOIN forward ON forward.lot = g.from_lot)
  SELECT lot FROM back UNION SELECT lot FROM forward`;

const identityOf = (subject: TraceSubject): string | undefined => {
  if (subject.kind === "sscc") return subject.sscc;
  return subject.kind === "serial" ? `${subject.gtin}/${subject.serial}` : undefined;
};

/** The entries that touched it. An SSCC's accounts are found by `parent`, their lots by the balances, which stay. */
const entriesTerm = (subject: TraceSubject, where: Conditions): string => {
  if (subject.kind !== "sscc") {
    return `SELECT t.entry FROM transfer t WHERE t.lot IN (${lotsOf(subject, where)})`;
  }
  return `
    SELECT t.entry FROM transfer t
    JOIN (SELECT b.account, b.lot FROM balance b JOIN account p ON p.account = b.account WHERE p.parent = ${where.bind(subject.sscc)}) inside
      ON inside.lot = t.lot AND inside.account IN (t.from_account, t.to_account)`;
};

const listSteps = async (pool: pg.Pool, subject: TraceSubject, reach: Reach): Promise<JournalEntry[]> => {
  const where = new Conditions();
  const entries = entriesTerm(subject, where);
  const identity = identityOf(subject);
  const made = identity === undefined ? "" : `UNION SELECT entry FROM identity WHERE code = ${where.bind(identity)}`;
  where.reach(reach, "j.site");
  const { rows } = await pool.query<JournalSqlRow>(
    `SELECT ${JOURNAL_COLUMNS} FROM journal j
     WHERE j.entry IN (${entries} ${made}) AND ${where.toString()}
     ORDER BY j.at DESC, j.entry DESC LIMIT ${STEPS_MAX}`,
    where.values,
  );
  return withTransfers(pool, rows.toReversed());
};

const listNow = async (pool: pg.Pool, subject: TraceSubject, reach: Reach): Promise<StockLine[]> => {
  const where = new Conditions();
  if (subject.kind === "sscc") where.add(subject.sscc, (value) => `a.parent = ${value}`);
  else where.raw(`p.lot IN (${lotsOf(subject, where)})`);
  where.reach(reach, "p.site");
  const { rows } = await pool.query<StockSqlRow>(
    `SELECT ${STOCK_COLUMNS}, ${BALANCE}::text AS quantity
     FROM present p
     JOIN account a ON a.account = p.account
     JOIN lot l ON l.lot = p.lot
     WHERE ${where.toString()}
     ORDER BY p.site, p.location, p.account, p.lot LIMIT ${LINES_MAX}`,
    where.values,
  );
  return rows.map(toStockLine);
};

export const createTraceReads = (pool: pg.Pool): TraceReads => ({
  trace: async (subject, reach) => {
    const [now, steps] = await Promise.all([listNow(pool, subject, reach), listSteps(pool, subject, reach)]);
    return { now, steps };
  },
});
