import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Fact, GateFact, ScanFact } from "../../server/domain/custody/fact.ts";
import { QUANTITY_SCALE } from "../../server/domain/basics/quantity.ts";
import { createBooksStore } from "../../server/store/books/books-store.ts";
import { loadMasterCache } from "../../server/store/master-cache.ts";
import { createBooksLane, type BooksLane } from "../../server/usecases/books-lane.ts";
import type { Ack } from "../../server/usecases/books-ports.ts";
import type { SecondAck } from "../../server/usecases/settle.ts";

export const TEA = "06970000000015";
export const OIL = "06970000000022";
export const SWORD = "06970000000039";
export const T0 = Date.UTC(2026, 10, 1, 8);

/** A bonded warehouse, a collection warehouse and one overseas; a truck; products; one bonded book. */
export const seedWarehouse = async (pool: pg.Pool): Promise<void> => {
  await pool.query(`
    INSERT INTO site VALUES
      ('xt', 'bonded_warehouse', '{"zh":"湘潭","en":"Xiangtan"}', 27.94, 112.91, '{bonded,non_bonded}'),
      ('cw', 'collection_warehouse', '{"zh":"集货仓","en":"Collection"}', 27.84, 112.98, '{non_bonded,export_cleared}'),
      ('du', 'overseas_warehouse', '{"zh":"杜伊斯堡","en":"Duisburg"}', 51.43, 6.76, '{overseas}');
    INSERT INTO location (site, location, kind, regimes, barcode) VALUES
      ('xt','D1','dock','{bonded,non_bonded}','LOC-D1'), ('xt','A1','bin','{bonded}','LOC-A1'), ('xt','A2','bin','{bonded}',NULL),
      ('xt','N1','bin','{non_bonded}',NULL), ('xt','N2','bin','{non_bonded}',NULL), ('xt','S1','staging','{bonded,non_bonded}',NULL),
      ('cw','D1','dock','{non_bonded,export_cleared}',NULL), ('cw','B1','bin','{non_bonded,export_cleared}',NULL),
      ('du','D1','dock','{overseas}',NULL);
    INSERT INTO product (gtin, name, uom) VALUES
      ('${TEA}','{"zh":"茶","en":"Tea"}','EA'), ('${OIL}','{"zh":"茶油","en":"Oil"}','EA'), ('${SWORD}','{"zh":"剑","en":"Sword"}','EA');
    INSERT INTO unit (unit, mode, name, plate) VALUES ('TRUCK-1','truck','{"zh":"一号车","en":"Truck 1"}','湘C12345'), ('TRAIN-1','train','{"zh":"班列","en":"Train"}',NULL);
    INSERT INTO book VALUES ('T4900W1','bonded','xt','acme');
    INSERT INTO book_line VALUES ('T4900W1', 1, 'SKU1', '${TEA}', '0902', 'EA');
  `);
};

export type TestBooks = Readonly<{ lane: BooksLane; settled: SecondAck[]; reload(): Promise<void>; idle(): Promise<void> }>;

export const openBooks = async (pool: pg.Pool, nowMs: () => number = () => T0 + 10 * 24 * 3_600_000): Promise<TestBooks> => {
  const master = await loadMasterCache(pool);
  const settled: SecondAck[] = [];
  const lane = createBooksLane({
    store: createBooksStore({ pool, master, writeSeals: () => Promise.resolve() }),
    master,
    clock: { nowMs, rate: 1, state: () => ({ worldMs: nowMs(), wallMs: nowMs(), rate: 1 }) },
    sleep: (milliseconds) => sleep(milliseconds),
    log: { info: () => undefined, warn: () => undefined, error: (fields) => console.error(fields) },
    onCommitted: () => undefined,
    onSettled: (acks) => settled.push(...acks),
  });
  const idle = async (): Promise<void> => {
    // Clearing what does not stand goes through the queue behind every settling before it.
    for (let round = 0; round < 20; round++) await lane.alarms.acknowledge(-1, "test", undefined);
  };
  return { lane, settled, reload: () => master.reload(), idle };
};

let seq = 0;

export const scan = (step: string, more: Partial<ScanFact> = {}): ScanFact => ({
  kind: "scan",
  device: "scanner-1",
  site: "xt",
  id: randomUUID(),
  seq: ++seq,
  atMs: T0,
  receivedMs: T0,
  live: false,
  byOfficer: false,
  actor: "scanner-1",
  step,
  goods: [],
  parents: [],
  places: [],
  lift: false,
  ...more,
});

export const gate = (direction: "in" | "out", more: Partial<GateFact> = {}): GateFact => ({
  kind: "gate",
  device: "gate-1",
  site: "xt",
  id: randomUUID(),
  seq: ++seq,
  atMs: T0,
  receivedMs: T0,
  live: true,
  byOfficer: false,
  actor: "scanner-1",
  direction,
  plate: "湘C12345",
  ...more,
});

export const goods = (gtin: string, quantity: number, more: Partial<ScanFact["goods"][number]> = {}): ScanFact["goods"][number] => ({
  gtin,
  quantity: BigInt(quantity) * QUANTITY_SCALE,
  ...more,
});

export const observe = ({ lane }: TestBooks, fact: Fact, content: string = JSON.stringify([fact.id])): Promise<Ack> =>
  lane.observe({ fact, content, deviceAt: new Date(fact.atMs).toISOString(), clockSuspect: false });

/** Every goods balance that is not zero, as "site/location/parent/regime/hold gtin batch serial" → units. */
export const stock = async (pool: pg.Pool): Promise<Record<string, string>> => {
  const { rows } = await pool.query<{ key: string; quantity: string }>(`
    SELECT concat_ws('/', coalesce(a.site, a.contra), a.location, a.parent, a.regime, nullif(a.hold, 'none')) || ' ' || concat_ws(' ', l.gtin, l.batch, l.serial) AS key,
      (b.quantity / 100000.0)::float8::text AS quantity
    FROM balance b JOIN account a USING (account) JOIN lot l USING (lot)
    WHERE b.quantity <> 0 AND (a.family = 'stock' OR a.contra = 'carrier') ORDER BY 1`);
  return Object.fromEntries(rows.map((row) => [row.key, row.quantity]));
};

/** Zero when the books are sound. */
export const imbalance = async (pool: pg.Pool): Promise<number> => {
  const { rows } = await pool.query<{ wrong: string }>(`
    SELECT (SELECT count(*) FROM (SELECT lot FROM balance GROUP BY lot HAVING sum(quantity) <> 0) x)
      + (SELECT count(*) FROM (
          SELECT account, lot, sum(quantity) FROM (
            SELECT to_account AS account, lot, quantity FROM transfer UNION ALL SELECT from_account, lot, -quantity FROM transfer
            UNION ALL SELECT account, lot, -quantity FROM balance) m GROUP BY account, lot HAVING sum(quantity) <> 0) y)
      + (SELECT count(*) FROM present p FULL JOIN (
          SELECT b.account, b.lot FROM balance b JOIN account a USING (account) WHERE a.family = 'stock' AND b.quantity > 0) h
          ON h.account = p.account AND h.lot = p.lot WHERE h.account IS NULL OR p.account IS NULL) AS wrong`);
  return Number(rows[0]?.wrong);
};
