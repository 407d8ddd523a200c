import type pg from "pg";
import type { InvariantName } from "../usecases/read-models.ts";

/**
 * A run of the proof is steps, each in one snapshot: entries after the last proven one are counted and folded into
 * `proven_balance`; `touched` remembers what they moved. The last step, which has caught up, compares.
 */
export type Finding = Readonly<{ invariant: InvariantName; over: string; faults: readonly string[] }>;
export type Findings = readonly Finding[];
export type Step = Readonly<{ from: number; to: number; head: number; findings: Findings }>;

const FAULTS_SHOWN = 5;

const MOVED = `
  CREATE TEMPORARY TABLE step_moved ON COMMIT DROP AS
  SELECT ends.account, t.lot, sum(ends.sign * t.quantity::numeric) AS quantity
  FROM transfer t, LATERAL (VALUES (t.to_account, 1), (t.from_account, -1)) AS ends (account, sign)
  WHERE t.entry > $1 AND t.entry <= $2
  GROUP BY ends.account, t.lot`;

const FOLD = `
  INSERT INTO proven_balance AS p (account, lot, quantity)
  SELECT account, lot, quantity FROM step_moved ORDER BY account, lot
  ON CONFLICT (account, lot) DO UPDATE SET quantity = p.quantity + EXCLUDED.quantity`;

/** What all steps of one run moved; it outlives their transactions, and goes with `endRun`. */
export const beginRun = async (client: pg.PoolClient): Promise<void> => {
  await client.query("CREATE TEMPORARY TABLE touched (account uuid, lot uuid, PRIMARY KEY (account, lot))");
};
export const endRun = async (client: pg.PoolClient): Promise<void> => {
  await client.query("DROP TABLE IF EXISTS touched");
};

/** Opens the transaction. Where two servers meet at one step, the later one fails as a whole and tries again in a minute. */
export const beginStep = async (client: pg.PoolClient, stepEntries: number): Promise<Step> => {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
  const heads = await client.query<{ proven: string; head: string }>(
    "SELECT p.entry AS proven, (SELECT entry FROM journal_head) AS head FROM proven_head p FOR UPDATE OF p",
  );
  const from = Number(heads.rows[0]?.proven ?? 0);
  const head = Number(heads.rows[0]?.head ?? 0);
  const to = Math.min(head, from + stepEntries);
  const counted = await client.query<{ entries: string }>("SELECT count(*) AS entries FROM journal WHERE entry > $1 AND entry <= $2", [
    from,
    to,
  ]);
  const entries = Number(counted.rows[0]?.entries ?? 0);
  await client.query(MOVED, [from, to]);
  await client.query(FOLD);
  await client.query("INSERT INTO touched SELECT account, lot FROM step_moved ON CONFLICT DO NOTHING");
  const faults = entries === to - from ? [] : [`entries ${from + 1} to ${to} should be ${to - from}, there are ${entries}`];
  return { from, to, head, findings: [{ invariant: "entries_are_dense", over: `entries 1 to ${to}`, faults }] };
};

export const endStep = async (client: pg.PoolClient, { from, to }: Step): Promise<void> => {
  await client.query("UPDATE proven_head SET entry = $1, entries = entries + $2 WHERE single", [to, to - from]);
  await client.query("COMMIT");
};

const list = async (client: pg.PoolClient, query: string): Promise<string[]> => {
  const { rows } = await client.query<{ fault: string }>(`${query} LIMIT ${FAULTS_SHOWN}`);
  return rows.map((row) => row.fault);
};

const RELEASES =
  "SELECT format('release %s, line %s: %s of %s', release, n, used, quantity) AS fault FROM release_line WHERE used < 0 OR used > quantity";

const differ = (rows: string): string => `
  SELECT format('account %s, lot %s: journal %s, balance %s', account, lot, COALESCE(p.quantity, 0), COALESCE(b.quantity, 0)) AS fault
  FROM ${rows} WHERE COALESCE(p.quantity, 0) <> COALESCE(b.quantity, 0)`;

const unbalanced = (filter: string): string => `
  SELECT format('lot %s: %s', lot, sum(quantity)) AS fault FROM balance ${filter} GROUP BY lot HAVING sum(quantity) <> 0`;

/** Goods lie at a place, or are with a carrier; either gives away no more than it has. */
const HOLDS_GOODS = "(a.family = 'stock' OR a.contra = 'carrier')";
/** Nor does a line of a customs book or of a document. */
const NEVER_BELOW_ZERO = "(a.family <> 'contra' OR a.contra = 'carrier')";

const belowZero = (filter: string): string => `
  SELECT format('account %s, lot %s: %s', b.account, b.lot, b.quantity) AS fault
  FROM balance b JOIN account a ON a.account = b.account ${filter} AND b.quantity < 0 AND ${NEVER_BELOW_ZERO}`;

/** A serial is one thing, whatever lots it was ever booked under: one unit of it, in one place. */
const inTwoPlaces = (filter: string): string => `
  SELECT format('serial %s of %s: %s in %s places', l.serial, l.gtin, sum(b.quantity), count(*)) AS fault
  FROM lot l JOIN balance b ON b.lot = l.lot JOIN account a ON a.account = b.account
  WHERE l.serial IS NOT NULL ${filter} AND b.quantity > 0 AND ${HOLDS_GOODS}
  GROUP BY l.gtin, l.serial HAVING count(*) > 1 OR sum(b.quantity) > 100000`;

/** What lies where now is kept beside the balances: what has come, and not what has gone. */
const ABSENT = `
  SELECT format('account %s, lot %s: %s', COALESCE(p.account, b.account), COALESCE(p.lot, b.lot),
    CASE WHEN p.account IS NULL THEN 'goods lie there and are not listed as present' ELSE 'listed as present, and nothing is there' END) AS fault
  FROM present p
  FULL JOIN (SELECT b.account, b.lot FROM balance b JOIN account a USING (account) WHERE a.family = 'stock' AND b.quantity > 0) b
    ON b.account = p.account AND b.lot = p.lot
  WHERE p.account IS NULL OR b.account IS NULL`;

const unfounded = (filter: string): string => `
  SELECT format('account %s, lot %s: a balance without its account or its lot', b.account, b.lot) AS fault
  FROM balance b LEFT JOIN account a ON a.account = b.account LEFT JOIN lot l ON l.lot = b.lot
  WHERE (a.account IS NULL OR l.lot IS NULL) ${filter}`;

/** What the entries of this run moved. */
export const compareTouched = async (client: pg.PoolClient, { to }: Step): Promise<Findings> => {
  const over = `entries 1 to ${to}, what moved since the last check`;
  const ofTouched = "WHERE lot IN (SELECT lot FROM touched)";
  return [
    { invariant: "sum_over_lot_is_zero", over, faults: await list(client, unbalanced(ofTouched)) },
    {
      invariant: "balances_equal_journal",
      over,
      faults: [
        ...(await list(client, differ("touched t JOIN proven_balance p USING (account, lot) LEFT JOIN balance b USING (account, lot)"))),
        ...(await list(client, unfounded("AND b.lot IN (SELECT lot FROM touched)"))),
      ],
    },
    {
      invariant: "no_goods_below_zero",
      over,
      faults: [
        ...(await list(client, belowZero("WHERE (b.account, b.lot) IN (SELECT account, lot FROM touched)"))),
        ...(await list(client, inTwoPlaces("AND l.serial IN (SELECT m.serial FROM touched JOIN lot m USING (lot))"))),
      ],
    },
    { invariant: "releases_not_overdrawn", over: "all releases", faults: await list(client, RELEASES) },
  ];
};

/** Everything. */
export const compareAll = async (client: pg.PoolClient, { to, findings }: Step): Promise<Findings> => {
  const { rows } = await client.query<{ entries: string; balances: string }>(
    "SELECT (SELECT count(*) FROM journal WHERE entry <= $1) AS entries, (SELECT count(*) FROM balance) AS balances",
    [to],
  );
  const entries = Number(rows[0]?.entries ?? 0);
  const over = `all ${rows[0]?.balances ?? 0} balances, entries 1 to ${to}`;
  const missing = entries === to ? [] : [`there should be ${to} entries, there are ${entries}`];
  return [
    { invariant: "sum_over_lot_is_zero", over, faults: await list(client, unbalanced("")) },
    {
      invariant: "balances_equal_journal",
      over,
      faults: [
        ...(await list(client, differ("proven_balance p FULL JOIN balance b USING (account, lot)"))),
        ...(await list(client, unfounded(""))),
        ...(await list(client, ABSENT)),
      ],
    },
    {
      invariant: "no_goods_below_zero",
      over,
      faults: [...(await list(client, belowZero("WHERE true"))), ...(await list(client, inTwoPlaces("")))],
    },
    {
      invariant: "entries_are_dense",
      over: `all entries 1 to ${to}`,
      faults: [...missing, ...findings.flatMap((finding) => finding.faults)],
    },
    { invariant: "releases_not_overdrawn", over: "all releases", faults: await list(client, RELEASES) },
  ];
};
