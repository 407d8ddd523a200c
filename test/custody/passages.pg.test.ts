import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { goods, imbalance, observe, OIL, openBooks, scan, seedWarehouse, stock, T0, TEA, type TestBooks } from "../support/books.ts";
import type { ScanFact } from "../../server/domain/custody/fact.ts";

/** What `passages.test.ts` shows of the rules, through the lane and the database. */
const MINUTE = 60_000;
let database: TestDatabase;
let books: TestBooks;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  books = await openBooks(database.pool);
  return async () => {
    await books.lane.close();
    expect(await imbalance(database.pool)).toBe(0);
    await database.drop();
  };
});

const at = (minute: number): { atMs: number } => ({ atMs: T0 + minute * MINUTE });
const line = (batch: string) => ({ regime: "non_bonded", goods: [goods(OIL, 10, { batch })] }) as const;

/** A round trip: from the bonded zone to the collection warehouse, and back empty for the next load. */
const rounds = (batch: string, start = 0): ScanFact[] => [
  scan("receiving", { ...at(start), location: "N1", ...line(batch) }),
  scan("loading", { ...at(start + 1), from: "N1", to: "TRUCK-1", ...line(batch) }),
  scan("departing", { ...at(start + 2), from: "TRUCK-1" }),
  scan("arriving", { ...at(start + 3), site: "cw", to: "TRUCK-1" }),
  scan("unloading", { ...at(start + 4), site: "cw", from: "TRUCK-1", to: "D1", ...line(batch) }),
  scan("departing", { ...at(start + 5), site: "cw", from: "TRUCK-1" }),
  scan("arriving", { ...at(start + 6), to: "TRUCK-1" }),
];

it(
  "any order of two round trips, in one batch or in several, ends in the same balances with nothing unsettled",
  { timeout: 60_000 },
  async () => {
    let run = 0;
    const shuffles = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 14, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(shuffles, fc.boolean(), async (shuffle, together) => {
        const batches = [`R${++run}`, `R${++run}`] as const;
        const facts = [...rounds(batches[0], run * 100), ...rounds(batches[1], run * 100 + 10)];
        const sent = facts.toSorted((one, other) => (shuffle[facts.indexOf(one)] ?? 0) - (shuffle[facts.indexOf(other)] ?? 0));
        if (together) await Promise.all(sent.map((fact) => observe(books, fact)));
        else for (const fact of sent) await observe(books, fact);
        await books.idle();
        const { rows } = await database.pool.query("SELECT step, site FROM unsettled");
        const held = Object.entries(await stock(database.pool)).filter(([key]) => batches.some((batch) => key.endsWith(` ${batch}`)));
        expect({ rows, held: Object.fromEntries(held) }).toEqual({
          rows: [],
          held: Object.fromEntries(batches.map((batch) => [`cw/D1/non_bonded ${OIL} ${batch}`, "10"])),
        });
      }),
      { numRuns: 25, endOnFailure: true },
    );
  },
);

it("another server, or the same after a restart, knows of the passages as well", async () => {
  const [received, loaded, departed, arrived] = rounds("B") as [ScanFact, ScanFact, ScanFact, ScanFact];
  for (const fact of [received, departed, arrived]) await observe(books, fact);
  const other = await openBooks(database.pool);
  expect(await observe(other, loaded)).toMatchObject({ result: "posted", detail: "TRUCK-1 has gone on since, and the goods with it" });
  expect(await stock(database.pool)).toEqual({ [`cw/TRUCK-1/non_bonded ${OIL} B`]: "10" });
  await other.lane.close();
});

it("what customs has not seen among the goods of a pass stands still where the vehicle came in", async () => {
  await observe(books, scan("receiving", { ...at(0), location: "A1", goods: [goods(TEA, 10)] }));
  const lines = [{ gtin: TEA, quantity: 1_000_000n }];
  await books.lane.releases.create({ release: "R", site: "xt", owner: "acme", validUntilMs: at(2).atMs, lines }, "officer");
  await database.pool.query(
    `INSERT INTO unit_passage (entry, unit, site, direction, at, hold)
     VALUES (1001, 'TRUCK-1', 'xt', 'out', to_timestamp($1 / 1000.0), NULL), (1002, 'TRUCK-1', 'xt', 'in', to_timestamp($2 / 1000.0), 'customs_hold')`,
    [at(2).atMs, at(4).atMs],
  );
  await observe(books, scan("loading", { ...at(1), from: "A1", to: "TRUCK-1", goods: [goods(TEA, 10)] }));
  expect(await stock(database.pool)).toEqual({ [`xt/TRUCK-1/bonded/customs_hold ${TEA}`]: "10" });
  const lift = scan("holding", { ...at(5), location: "TRUCK-1", hold: "customs_hold", lift: true, reason: "seen" });
  expect(await observe(books, lift)).toMatchObject({ reason: "hold_of_another" });
  expect(await observe(books, { ...lift, id: "officer", byOfficer: true })).toMatchObject({ result: "posted" });
});

it("a departure that was undone carries nothing off any more", async () => {
  const [received, loaded, departed] = rounds("B") as [ScanFact, ScanFact, ScanFact];
  for (const fact of [received, departed]) await observe(books, fact);
  await observe(books, scan("other", { undo: departed.id, reason: "mistake", ...at(3) }));
  await observe(books, loaded);
  expect(await stock(database.pool)).toEqual({ [`xt/TRUCK-1/non_bonded ${OIL} B`]: "10" });
});

it("a loading into a vehicle that has left can be undone whole", async () => {
  const [received, loaded, departed, arrived] = rounds("B") as [ScanFact, ScanFact, ScanFact, ScanFact];
  for (const fact of [received, departed, arrived, loaded]) await observe(books, fact);
  await observe(books, scan("other", { undo: loaded.id, reason: "mistake", ...at(9) }));
  expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL} B`]: "10" });
});
