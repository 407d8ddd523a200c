import { afterEach, beforeEach, expect, test } from "vitest";
import type { Fact } from "../../server/domain/custody/fact.ts";
import type { Books } from "../../server/domain/custody/books.ts";
import { needsOf } from "../../server/domain/custody/needs.ts";
import { createBooksStore } from "../../server/store/books/books-store.ts";
import { loadMasterCache } from "../../server/store/master-cache.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { gate, goods as item, observe, OIL, openBooks, scan, seedWarehouse, T0, TEA, type TestBooks } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, openBook } from "../support/customs.ts";

/** A zone has thousands of passes: a gate reads its own, so that it answers in the same time however many stand (250 ms, domain.md). */
let database: TestDatabase;
let books: TestBooks;

const DAY_MS = 24 * 3_600_000;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`UPDATE site SET customs = '{"passRequired":true}' WHERE site = 'xt'`);
  books = await openBooks(database.pool);
  const act = (...acts: Parameters<TestBooks["lane"]["customs"]["act"]>[0]) => books.lane.customs.act(acts);
  await act(openBook(30));
  await observe(books, scan("receiving", { location: "D1", regime: "bonded", goods: [item(TEA, 30, { book: BOOK, line: 1 })] }));
  await observe(books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(TEA, 10)] }));
  for (const [number, plate] of [
    ["1", "湘C12345"],
    ["2", "湘C99999"],
  ] as const) {
    await act(fileInventory(`O${number}`, { direction: "out", type: "8" }), approve(`O${number}`));
    const pass = { direction: "out", passKind: "3", documents: [`O${number}`], plate, innerNo: `firm-${number}` } as const;
    await act(filePass(`P${number}`, pass), approvePass(`P${number}`));
  }
  for (const gtin of [TEA, OIL]) {
    const lines = [{ gtin, quantity: 100_000n }];
    await books.lane.releases.create({ release: `R-${gtin}`, site: "xt", owner: "acme", validUntilMs: T0 + 90 * DAY_MS, lines }, "officer");
  }
  await observe(books, scan("storing", { from: "D1", to: "A1", goods: [item(TEA, 1)] }));
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const load = async (fact: Fact): Promise<Books> => {
  const master = await loadMasterCache(database.pool);
  const store = createBooksStore({ pool: database.pool, master, writeSeals: () => Promise.resolve() });
  return store.transact(async (transaction) => {
    await transaction.lockHead();
    return transaction.loadBooks(needsOf([fact], master));
  });
};
const releasesOf = async (fact: Fact): Promise<string[]> => (await load(fact)).releases.map(({ release }) => release).toSorted();

test.each<[string, Fact]>([
  ["names by its number", gate("out", { pass: "P1", plate: "湘C12345" })],
  ["names by the firm's own number", gate("out", { pass: "firm-1", plate: "湘C12345" })],
  ["finds by the plate", gate("out", { plate: "湘C12345" })],
])("of the pass that it %s a gate reads release and document, and what no document made; of others nothing", async (_how, fact) => {
  const read = await load(fact);
  expect(read.releases.map(({ release }) => release).toSorted()).toEqual(["P1", `R-${TEA}`]);
  expect([...read.customs.passes.keys()]).toEqual(["P1"]);
  expect([...read.customs.documents.keys()]).toEqual(["O1"]);
});

test("goods that leave where no gate is are covered by any release of their product", async () => {
  expect(await releasesOf(scan("departing", { from: "TRUCK-1" }))).toEqual(["P1", "P2", `R-${TEA}`]);
  expect(await releasesOf(scan("shipping", { from: "A1", goods: [item(TEA, 1)] }))).toEqual(["P1", "P2", `R-${TEA}`]);
});
