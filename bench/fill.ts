/**
 * A database as it stands after months: 10 sites, 10,000 devices and a million entries, written set-based and yet
 * sound. Pallets come in, are stored, lie there, are picked and leave, in one order of time; what their transfers add
 * up to are the balances, so that the server's own proof holds over all of it.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import { withCheckDigit } from "#gs1/check-digit.ts";
import { contraAccount, stockAccount, type Account } from "../server/domain/ledger/account.ts";
import { Ids } from "../server/store/books/ids.ts";
import { migrate } from "../server/store/migrate.ts";
import { createPool } from "../server/store/pool.ts";
import type { LoadDevice } from "./load.ts";
import { topicPrefix } from "#wire/device-topics.ts";
import { BENCH_GTINS } from "./world.ts";

export const ENTRIES = 1_000_000;
export const SITES: readonly string[] = Array.from({ length: 10 }, (_, index) => `site-${index}`);
const DEVICES_A_SITE = 1_000;
export const FILLED_DEVICES = SITES.length * DEVICES_A_SITE;
const BINS_A_SITE = 200;
const PRODUCTS = 500;
const DAYS = 60;
const PASSWORD = "bench";
const OWNER = "acme";

/** A lot is 25 pallets of one batch. Every other lot is bonded. */
const PALLETS_A_LOT = 25;
/** How many pallets come in before this one is stored, is picked, leaves. */
const LAGS = [0, 50, 100_000, 100_100] as const;
const PALLETS = Math.ceil((ENTRIES + LAGS.reduce<number>((sum, lag) => sum + lag, 0)) / LAGS.length);
const LOTS = Math.ceil(PALLETS / PALLETS_A_LOT);

export const filledGtin = (index: number): string => withCheckDigit(`0697100${(index % PRODUCTS).toString().padStart(6, "0")}`);
export const filledBatch = (lot: number): string => `L${lot}`;
/** One that came in early and has left, and one whose pallets lie there. */
export const LOT_GONE = 1_000;
export const LOT_HERE = LOTS - 1_000;

const isBonded = (lot: number): boolean => lot % 20 >= 10;
const bookOf = (lot: number): string => `BOOK-${lot % SITES.length}`;

export const filledDevice = (site: number, index: number): LoadDevice => {
  const device = `scanner-${site}-${index}`;
  return { device, topic: topicPrefix(`site-${site}`, device), password: PASSWORD };
};

export const fill = async (url: string): Promise<void> => {
  await migrate(url);
  const pool = createPool(url, { role: "owner", max: 1 });
  try {
    await pool.query("SET synchronous_commit = off");
    await fillMasterData(pool);
    await fillBooks(pool);
    // As the database itself would have done long since.
    await pool.query("VACUUM ANALYZE");
    await pool.query("CHECKPOINT");
  } finally {
    await pool.end();
  }
};

const fillMasterData = async (pool: pg.Pool): Promise<void> => {
  const gtins = [...BENCH_GTINS, ...Array.from({ length: PRODUCTS }, (_, index) => filledGtin(index))];
  await pool.query(
    `INSERT INTO site SELECT s, 'bonded_warehouse', '{"zh":"仓库","en":"Warehouse"}', 28, 113, '{bonded,non_bonded}' FROM unnest($1::text[]) s`,
    [SITES],
  );
  await pool.query(
    `INSERT INTO location (site, location, kind, regimes)
     SELECT s, l, CASE WHEN l LIKE 'BIN%' THEN 'bin' ELSE 'dock' END, '{bonded,non_bonded}' FROM unnest($1::text[]) s, unnest($2::text[]) l`,
    [SITES, ["DOCK", "STAGE", ...Array.from({ length: BINS_A_SITE }, (_, index) => `BIN-${index}`)]],
  );
  await pool.query("INSERT INTO party VALUES ($1, 'Acme', '{owner}')", [OWNER]);
  await pool.query(`INSERT INTO product (gtin, name, uom) SELECT g, '{"zh":"茶油","en":"Camellia oil"}', 'EA' FROM unnest($1::text[]) g`, [
    gtins,
  ]);
  await pool.query(`INSERT INTO book SELECT 'BOOK-' || n, 'bonded', 'site-' || n, $1 FROM generate_series(0, $2::int - 1) n`, [
    OWNER,
    SITES.length,
  ]);
  await pool.query(
    `INSERT INTO book_line (book, line, item_record_no, gtin, uom)
     SELECT 'BOOK-' || n, line, 'SKU' || line, g, 'EA' FROM generate_series(0, $2::int - 1) n, unnest($1::text[]) WITH ORDINALITY AS p(g, line)`,
    [gtins.slice(BENCH_GTINS.length), SITES.length],
  );
  await pool.query(
    `INSERT INTO device (device, site, kind, secret_hash, created_at, last_seen_at, last_seq)
     SELECT 'scanner-' || s || '-' || n, 'site-' || s, 'scanner', $1, now() - make_interval(days => $4), now(), 100
     FROM generate_series(0, $2::int - 1) s, generate_series(0, $3::int - 1) n`,
    [createHash("sha256").update(PASSWORD).digest(), SITES.length, DEVICES_A_SITE, DAYS],
  );
};

const fillBooks = async (pool: pg.Pool): Promise<void> => {
  const ids = new Ids();
  await fillAccounts(pool, ids);
  await fillLots(pool, ids);
  await pool.query(MOVES, [PALLETS, [...LAGS], PALLETS_A_LOT, SITES.length, BINS_A_SITE, DEVICES_A_SITE, DAYS, ENTRIES]);
  await pool.query("CREATE INDEX ON filled_place (site, location, bonded)");
  await pool.query("ANALYZE move, filled_lot, filled_place");
  await pool.query(JOURNAL);
  await pool.query(TRANSFERS);
  await pool.query(BALANCES);
  await pool.query(PRESENT);
  await pool.query("UPDATE journal_head SET entry = $1", [ENTRIES]);
  await pool.query("DROP TABLE move, filled_lot, filled_place");
};

const fillAccounts = async (pool: pg.Pool, ids: Ids): Promise<void> => {
  const places = ["DOCK", "STAGE", ...Array.from({ length: BINS_A_SITE }, (_, index) => `BIN-${index}`)];
  const stock = SITES.flatMap((site) =>
    places.flatMap((location) =>
      (["bonded", "non_bonded"] as const).map((regime) => {
        const account: Account = stockAccount(site, location, { parent: null, regime, hold: "none" });
        return { id: ids.account(account).id, site, location, regime };
      }),
    ),
  );
  await pool.query(
    `INSERT INTO account (account, family, site, location, regime, hold)
     SELECT a, 'stock', s, l, r, 'none' FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS x(a, s, l, r)`,
    [stock.map(({ id }) => id), stock.map(({ site }) => site), stock.map(({ location }) => location), stock.map(({ regime }) => regime)],
  );
  for (const contra of ["supplier", "consignee"] as const)
    await pool.query("INSERT INTO account (account, family, contra) VALUES ($1, 'contra', $2)", [
      ids.account(contraAccount(contra)).id,
      contra,
    ]);
  await pool.query(`
    CREATE UNLOGGED TABLE filled_place AS
    SELECT account, site, location, regime = 'bonded' AS bonded FROM account WHERE family = 'stock'
    UNION ALL SELECT a.account, '', a.contra, b FROM account a, unnest('{true,false}'::boolean[]) b WHERE a.family = 'contra'`);
};

const fillLots = async (pool: pg.Pool, ids: Ids): Promise<void> => {
  const lots = Array.from({ length: LOTS }, (_, lot) => {
    const gtin = filledGtin(lot);
    const book = isBonded(lot) ? { owner: OWNER, book: bookOf(lot), line: (lot % PRODUCTS) + 1 } : { owner: null, book: null, line: null };
    const dimensions = { gtin, uom: "EA", ...book, batch: filledBatch(lot), expiry: null, serial: null, origin: null };
    return { ...dimensions, id: ids.lot(dimensions).id, lot };
  });
  const columns = [lots.map(({ lot }) => lot), lots.map(({ id }) => id), lots.map(({ gtin }) => gtin), lots.map(({ owner }) => owner)];
  await pool.query(
    "CREATE UNLOGGED TABLE filled_lot (n integer PRIMARY KEY, lot uuid, gtin text, owner text, book text, line integer, batch text)",
  );
  await pool.query(
    "INSERT INTO filled_lot SELECT * FROM unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[])",
    [...columns, lots.map(({ book }) => book), lots.map(({ line }) => line), lots.map(({ batch }) => batch)],
  );
  await pool.query(
    "INSERT INTO lot (lot, gtin, uom, owner, book, line, batch) SELECT lot, gtin, 'EA', owner, book, line, batch FROM filled_lot",
  );
};

/** $1 pallets, $2 lags, $3 pallets a lot, $4 sites, $5 bins, $6 devices, $7 days, $8 entries. */
const MOVES = `
  CREATE UNLOGGED TABLE move AS
  SELECT entry::int, k::int, lot::int, lot % 20 >= 10 AS bonded, 'site-' || lot % $4 AS site, 'BIN-' || pallet * 7919 % $5 AS bin,
    'scanner-' || lot % $4 || '-' || (pallet * 31 + k) % $6 AS device, now() - make_interval(secs => ($8 - entry) * ($7 * 86400.0 / $8)) AS at
  FROM (
    SELECT pallet, k, pallet / $3 AS lot, row_number() OVER (ORDER BY pallet + lag, k) AS entry
    FROM generate_series(0::bigint, $1::int - 1) pallet, unnest($2::int[]) WITH ORDINALITY AS l(lag, k)
    WHERE pallet + lag < $1
  ) m WHERE entry <= $8`;

const FROM = "CASE k WHEN 1 THEN 'supplier' WHEN 2 THEN 'DOCK' WHEN 3 THEN bin ELSE 'STAGE' END";
const TO = "CASE k WHEN 1 THEN 'DOCK' WHEN 2 THEN bin WHEN 3 THEN 'STAGE' ELSE 'consignee' END";
const STEP = "(ARRAY['receiving', 'storing', 'picking', 'shipping'])[k]";

const JOURNAL = `
  INSERT INTO journal (entry, kind, device, observation, revision, observation_kind, step, site, result, at, recorded_at, message)
  SELECT entry, 'observation', device, md5(entry::text)::uuid::text, 0, 'scan', ${STEP}, site, 'posted', at, at + interval '40 ms',
    format('{"id":"%s","seq":%s,"at":"%s","step":"%s","items":[{"gtin":"%s","quantity":"100","uom":"EA","batch":"%s"}],"from":"%s","to":"%s"}',
      md5(entry::text)::uuid, entry, at, ${STEP}, gtin, batch, ${FROM}, ${TO})
  FROM move JOIN filled_lot l ON l.n = move.lot ORDER BY entry`;

const TRANSFERS = `
  INSERT INTO transfer (entry, n, at, recorded_at, from_account, to_account, lot, quantity)
  SELECT entry, 1, at, at + interval '40 ms', f.account, t.account, l.lot, 10000000
  FROM move m JOIN filled_lot l ON l.n = m.lot
  JOIN filled_place f ON f.site = CASE WHEN k = 1 THEN '' ELSE m.site END AND f.location = ${FROM} AND f.bonded = m.bonded
  JOIN filled_place t ON t.site = CASE WHEN k = 4 THEN '' ELSE m.site END AND t.location = ${TO} AND t.bonded = m.bonded
  ORDER BY entry`;

const BALANCES = `
  INSERT INTO balance (account, gtin, lot, quantity, contra)
  SELECT account, l.gtin, lot, sum(quantity), a.family = 'contra' FROM (
    SELECT to_account AS account, lot, quantity FROM transfer UNION ALL SELECT from_account, lot, -quantity FROM transfer
  ) ends JOIN lot l USING (lot) JOIN account a USING (account)
  GROUP BY account, l.gtin, lot, a.family ORDER BY account, l.gtin, lot`;

const PRESENT = `
  INSERT INTO present (site, location, account, lot)
  SELECT a.site, a.location, b.account, b.lot FROM balance b JOIN account a USING (account) WHERE a.family = 'stock' AND b.quantity > 0`;
