/** What the books say, held against what devices were told and what a naive model adds up to. */
import type pg from "pg";
import { SITE, foldScans, type Said } from "./world.ts";

export type Told = Readonly<{
  /** Acknowledged by PUBACK or by the application's ack. */
  acknowledged: ReadonlySet<string>;
  scans: readonly Said["message"][];
  positions: readonly Said["message"][];
}>;

export type Findings = Readonly<{
  lost: number;
  duplicated: number;
  unsettled: number;
  /** Entries of stock that differ between books and model. */
  differences: readonly string[];
  /** Broken promises of the ledger, in words. */
  broken: readonly string[];
}>;

const SUMS = `
  SELECT 'the sum of a lot is not zero' AS broken, count(*)::int AS n FROM (SELECT lot FROM balance GROUP BY lot HAVING sum(quantity) <> 0) x
  UNION ALL SELECT 'a balance is not the fold of its transfers', count(*)::int FROM (
    SELECT account, lot FROM (
      SELECT to_account AS account, lot, quantity FROM transfer UNION ALL SELECT from_account, lot, -quantity FROM transfer
      UNION ALL SELECT account, lot, -quantity FROM balance) m
    GROUP BY account, lot HAVING sum(quantity) <> 0) y
  UNION ALL SELECT 'goods are below zero', count(*)::int FROM balance WHERE NOT contra AND quantity < 0
  UNION ALL SELECT 'entries are not dense', (count(*) <> coalesce(max(entry), 0) OR max(entry) <> (SELECT entry FROM journal_head))::int FROM journal
  UNION ALL SELECT 'a transfer belongs to no entry', count(*)::int FROM transfer t WHERE NOT EXISTS (SELECT FROM journal j WHERE j.entry = t.entry)
  UNION ALL SELECT 'an arrival is there twice', count(*)::int FROM (
    SELECT device, observation FROM journal WHERE revision = 0 GROUP BY 1, 2 HAVING count(*) <> 1) z`;

const STOCK = `
  SELECT a.location || ' ' || l.gtin || ' ' || l.batch AS key, (sum(b.quantity) / 100000)::float8 AS quantity
  FROM balance b JOIN account a USING (account) JOIN lot l USING (lot)
  WHERE a.family = 'stock' AND a.site = $1 GROUP BY 1 HAVING sum(b.quantity) <> 0`;

const countById = async (pool: pg.Pool, sql: string): Promise<ReadonlyMap<string, number>> =>
  new Map((await pool.query<{ id: string; n: number }>(sql)).rows.map((row) => [row.id, row.n]));

export const findOut = async (pool: pg.Pool, { acknowledged, scans, positions }: Told): Promise<Findings> => {
  const inJournal = await countById(
    pool,
    "SELECT observation AS id, count(*)::int AS n FROM journal WHERE revision = 0 AND observation IS NOT NULL GROUP BY 1",
  );
  const inTracks = await countById(pool, "SELECT id, count(*)::int AS n FROM position GROUP BY 1");
  const timesOf = (id: string): number => (inJournal.get(id) ?? 0) + (inTracks.get(id) ?? 0);
  const said = new Set([...scans, ...positions].map(({ id }) => id));
  const invented = [...inJournal.keys(), ...inTracks.keys()].filter((id) => !said.has(id)).length;
  const sums = await pool.query<{ broken: string; n: number }>(SUMS);
  const unsettled = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM unsettled");
  // A naive model: what was said and is in the journal, added up without a rule.
  const model = foldScans(scans.filter(({ id }) => inJournal.has(id)));
  const stock = new Map((await pool.query<{ key: string; quantity: number }>(STOCK, [SITE])).rows.map((row) => [row.key, row.quantity]));
  const differences = [...new Set([...model.keys(), ...stock.keys()])].flatMap((key) =>
    model.get(key) === stock.get(key) ? [] : [`${key}: ${stock.get(key) ?? 0} in the books, ${model.get(key) ?? 0} in the model`],
  );
  return {
    lost: [...acknowledged].filter((id) => timesOf(id) === 0).length,
    duplicated: [...said].filter((id) => timesOf(id) > 1).length,
    unsettled: unsettled.rows[0]?.n ?? 0,
    differences,
    broken: [
      ...sums.rows.filter((row) => row.n > 0).map((row) => `${row.broken}: ${row.n}`),
      ...(invented > 0 ? [`nobody said this: ${invented}`] : []),
    ],
  };
};
