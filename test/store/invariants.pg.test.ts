import { afterEach, beforeEach, describe, expect, test } from "vitest";
import pg from "pg";
import { createInvariants, type InvariantWatch } from "../../server/store/invariants.ts";
import type { InvariantName } from "../../server/usecases/read-models.ts";
import { at, SUPPLIER, writeEntry } from "../http/books-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let watch: InvariantWatch;
let owner: pg.Client;
const errors: object[] = [];
const log = { info: () => undefined, warn: () => undefined, error: (fields: object) => void errors.push(fields) };

beforeEach(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  watch = createInvariants({ pool: database.pool, log, now: () => new Date("2026-03-01T00:00:00Z"), stepEntries: 3, pauseMs: 0 });
  await owner.query("INSERT INTO site VALUES ('xiangtan', 'bonded_warehouse', '{}', 1, 1, '{bonded}')");
  for (let n = 1; n <= 8; n++) {
    await writeEntry(database.pool, {
      at: "2026-02-01T00:00:00Z",
      movements: [{ from: SUPPLIER, to: at(`D${n % 2}`), goods: { gtin: "06901234567892", batch: `B${n % 3}` }, quantity: n }],
    });
  }
  errors.length = 0;
});
afterEach(async () => {
  await watch.stop();
  await owner.end();
  await database.drop();
});

const broken = async (): Promise<InvariantName[]> => (await watch.check()).filter((row) => !row.ok).map((row) => row.invariant);

/** What somebody who owns the database could do behind the books' back, past every guard. */
const tamper = async (sql: string): Promise<void> => {
  await owner.query("SET session_replication_role = replica");
  await owner.query("ALTER TABLE balance DROP CONSTRAINT IF EXISTS goods_not_below_zero");
  await owner.query("ALTER TABLE release_line DROP CONSTRAINT IF EXISTS release_not_overdrawn");
  await owner.query(sql);
  await owner.query("SET session_replication_role = origin");
};

describe("the running proof", () => {
  test("says of sound books that each invariant holds, when it looked, and over what", async () => {
    expect(watch.latest().every((row) => row.checkedAt === null)).toBe(true);
    const rows = await watch.check();
    expect(rows.map((row) => [row.invariant, row.ok, row.detail])).toEqual([
      ["sum_over_lot_is_zero", true, "holds"],
      ["balances_equal_journal", true, "holds"],
      ["no_goods_below_zero", true, "holds"],
      ["entries_are_dense", true, "holds"],
      ["releases_not_overdrawn", true, "holds"],
    ]);
    expect(rows[1]).toMatchObject({ checkedAt: "2026-03-01T00:00:00.000Z", over: expect.stringContaining("entries 1 to 8") });
  });

  test.each([
    [
      "a balance that was changed",
      "UPDATE balance SET quantity = quantity + 1 WHERE NOT contra AND lot = (SELECT min(lot::text)::uuid FROM lot)",
      ["sum_over_lot_is_zero", "balances_equal_journal"],
    ],
    [
      "a balance that was removed",
      "DELETE FROM balance WHERE ctid = (SELECT min(ctid) FROM balance WHERE NOT contra)",
      ["sum_over_lot_is_zero", "balances_equal_journal"],
    ],
    [
      "goods below zero, though balanced",
      "UPDATE balance b SET quantity = CASE WHEN contra THEN 5 ELSE -5 END WHERE lot = (SELECT min(lot::text)::uuid FROM lot)",
      ["balances_equal_journal", "no_goods_below_zero"],
    ],
    [
      "a carrier that gave away more than it took on, though balanced",
      "UPDATE account SET family = 'contra', contra = 'carrier' WHERE family = 'stock'; UPDATE balance b SET quantity = CASE WHEN contra THEN 5 ELSE -5 END, contra = true WHERE lot = (SELECT min(lot::text)::uuid FROM lot)",
      ["no_goods_below_zero"],
    ],
    ["a serial that lies in two places, or twice in one", "UPDATE lot SET serial = 'S-1'", ["no_goods_below_zero"]],
    ["a balance whose lot nobody knows", "DELETE FROM lot WHERE lot = (SELECT min(lot::text)::uuid FROM lot)", ["balances_equal_journal"]],
    ["a balance whose account nobody knows", "DELETE FROM account WHERE location = 'D1'", ["balances_equal_journal"]],
    ["an entry that is gone", "DELETE FROM journal WHERE entry = 4", ["entries_are_dense"]],
    [
      "a release used beyond itself",
      "INSERT INTO release (release, site, owner, valid_until, created_at, created_by, content) VALUES ('r', 'xiangtan', 'acme', now(), now(), 'x', 'x'); INSERT INTO release_line (release, n, gtin, quantity, used) VALUES ('r', 0, '06901234567892', 5, 6)",
      ["releases_not_overdrawn"],
    ],
  ])("finds %s", async (_what, sql, expected) => {
    expect(await broken()).toEqual([]);
    await tamper(sql);
    const found = await broken();
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(errors.length).toBeGreaterThan(0);
  });

  test("finds a transfer that was changed before it was ever folded", async () => {
    await tamper("UPDATE transfer SET quantity = quantity + 1 WHERE entry = 5");
    expect(await broken()).toEqual(["balances_equal_journal"]);
  });

  test("goes on where it stopped: entries that came since are folded once", async () => {
    await watch.check();
    await writeEntry(database.pool, {
      at: "2026-02-02T00:00:00Z",
      movements: [{ from: at("D1"), to: at("D0"), goods: { gtin: "06901234567892", batch: "B1" }, quantity: 1 }],
    });
    expect(await broken()).toEqual([]);
    const { rows } = await database.pool.query("SELECT entry, entries FROM proven_head");
    expect(rows[0]).toEqual({ entry: "9", entries: "9" });
  });

  test("shares one check among callers at the same time", async () => {
    const [one, other] = await Promise.all([watch.check(), watch.check()]);
    expect(one).toEqual(other);
  });
});

describe("what is present", () => {
  test("is held against the balances", async () => {
    await database.pool.query("DELETE FROM present WHERE ctid IN (SELECT ctid FROM present LIMIT 1)");
    expect(await broken()).toEqual(["balances_equal_journal"]);
  });
});
