import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { goods, imbalance, observe, OIL, openBooks, scan, seedWarehouse, stock, SWORD, T0, TEA, type TestBooks } from "../support/books.ts";

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

const receive = (quantity: number, more = {}, line = {}) =>
  observe(books, scan("receiving", { location: "N1", goods: [goods(OIL, quantity, line)], ...more }));
const undo = (id: string, more = {}) => observe(books, scan("other", { undo: id, reason: "mistake", ...more }));

describe("two servers on one database", () => {
  it("never build on a head that the other wrote, though the number is the same", async () => {
    const other = await openBooks(database.pool);
    const serial = (id: string) => scan("receiving", { location: "N1", goods: [goods(SWORD, 1, { serial: "S9" })], id });
    const hop = () => observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 1)] }));
    await receive(10);
    // This server has asked for serial S9 and knows that it is nowhere; then its batches ask nothing any more.
    await observe(books, serial("here-before"));
    await observe(books, scan("shipping", { from: "N1", goods: [goods(SWORD, 1, { serial: "S9" })] }));
    await hop();
    await hop();
    // Held at the head, in this order: the other server's S9, a hop of ours, and our S9, which is decided upon that hop.
    const gate = new pg.Client({ connectionString: database.url });
    await gate.connect();
    await gate.query("BEGIN");
    await gate.query("SELECT FROM journal_head FOR UPDATE");
    const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
    const theirs = observe(other, serial("there"));
    await pause();
    const ours = [hop()];
    await pause();
    ours.push(observe(books, serial("here")));
    await pause();
    await gate.query("COMMIT");
    await gate.end();
    expect(await theirs).toMatchObject({ result: "posted" });
    expect(await Promise.all(ours)).toMatchObject([{ result: "posted" }, { result: "unsettled", reason: "serial_exists" }]);
    await other.lane.close();
  });
});

describe("undo", () => {
  it("of a departure is refused once the goods have come in elsewhere", async () => {
    await receive(10);
    await observe(books, scan("loading", { from: "N1", to: "TRUCK-1", goods: [goods(OIL, 10)] }));
    const departing = scan("departing", { from: "TRUCK-1" });
    await observe(books, departing);
    await observe(books, scan("arriving", { site: "cw", to: "TRUCK-1" }));
    expect(await undo(departing.id)).toMatchObject({ result: "refused", reason: "undo_moved_on" });
  });
  it("of a bonded count that an officer approved is the officer's alone", async () => {
    await observe(books, scan("receiving", { location: "A1", goods: [goods(TEA, 10)] }));
    const count = scan("stock_taking", { location: "A1", goods: [goods(TEA, 8)], live: true });
    const ack = await observe(books, count);
    expect(ack).toMatchObject({ result: "unsettled", reason: "count_needs_approval" });
    await books.lane.differences.dispose(ack.entry ?? 0, "officer", "seen", "DOC-1");
    expect(await undo(count.id)).toMatchObject({ result: "refused", reason: "count_needs_approval" });
    expect(await undo(count.id, { byOfficer: true })).toMatchObject({ result: "posted" });
    expect(await stock(database.pool)).toEqual({ [`xt/A1/bonded ${TEA}`]: "10" });
  });
  it("gives a release back, and lets out who waits for it", async () => {
    const lines = [{ gtin: TEA, quantity: 500_000n }];
    await books.lane.releases.create({ release: "R", site: "xt", owner: "acme", validUntilMs: T0 + 1, lines }, "officer");
    await observe(books, scan("receiving", { location: "A1", goods: [goods(TEA, 10)] }));
    const first = scan("shipping", { from: "A1", goods: [goods(TEA, 5)] });
    await observe(books, first);
    expect(await observe(books, scan("shipping", { from: "A1", goods: [goods(TEA, 5)] }))).toMatchObject({ reason: "no_release" });
    await undo(first.id);
    await books.idle();
    expect(books.settled).toMatchObject([{ ack: { result: "posted" } }]);
  });
});

describe("a count", () => {
  it("sees what has left since as it was at its own time", async () => {
    await receive(10);
    await observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 10)], atMs: T0 + 20 * MINUTE }));
    await observe(books, scan("stock_taking", { location: "N1", goods: [goods(OIL, 10)], atMs: T0 + 10 * MINUTE }));
    expect(await stock(database.pool)).toEqual({ [`xt/N2/non_bonded ${OIL}`]: "10" });
  });
  it("that was undone corrects nothing any more", async () => {
    await receive(10);
    const count = scan("stock_taking", { location: "N1", goods: [goods(OIL, 7)], atMs: T0 + 30 * MINUTE });
    await observe(books, count);
    await undo(count.id);
    await receive(5, { atMs: T0 + 10 * MINUTE });
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "15" });
  });
  it("does not find a serial a second time", async () => {
    await receive(0, { goods: [goods(SWORD, 1, { serial: "S1" })] });
    expect(await observe(books, scan("stock_taking", { location: "N2", goods: [goods(SWORD, 1, { serial: "S1" })] }))).toMatchObject({
      reason: "serial_exists",
    });
  });
});

describe("goods of one message", () => {
  it("a serial is one, and named once", async () => {
    expect(await receive(0, { goods: [goods(SWORD, 5, { serial: "S1" })] })).toMatchObject({
      result: "refused",
      reason: "serial_quantity",
    });
    const twice = [goods(SWORD, 1, { serial: "S1", batch: "A" }), goods(SWORD, 1, { serial: "S1", batch: "B" })];
    expect(await receive(0, { goods: twice })).toMatchObject({ result: "refused", reason: "serial_quantity" });
  });
  it("a line takes what the lines before it leave", async () => {
    await receive(5, {}, { batch: "L1" });
    await receive(5, {}, { batch: "L2" });
    const fact = scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 5, { batch: "L1" }), goods(OIL, 5)] });
    expect(await observe(books, fact)).toMatchObject({ result: "posted" });
  });
  it("a sum beyond the limit is refused by name", async () => {
    const quantity = 90_000_000_000_001n * 100_000n;
    expect(await receive(0, { goods: [{ gtin: OIL, quantity }] })).toMatchObject({ result: "refused", reason: "quantity_too_large" });
  });
  it("that would lift a place beyond the limit are refused by name, and the rest of the batch is posted", async () => {
    const most = { gtin: OIL, quantity: 90_000_000_000_000n * 100_000n };
    const acks = await Promise.all([receive(0, { goods: [most] }), receive(1), receive(7, {}, { batch: "L2" })]);
    expect(acks).toMatchObject([{ result: "posted" }, { result: "refused", reason: "quantity_too_large" }, { result: "posted" }]);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "90000000000000", [`xt/N1/non_bonded ${OIL} L2`]: "7" });
  });
  it("that would lift what came of a lot beyond the limit, though no place, are refused by name as well", async () => {
    const most = { gtin: OIL, quantity: 90_000_000_000_000n * 100_000n };
    const other = await openBooks(database.pool);
    await observe(other, scan("receiving", { location: "N1", goods: [most] }));
    await other.lane.close();
    const acks = await Promise.all([
      receive(4, { location: "N2" }, { batch: "L2" }),
      receive(0, { location: "N2", goods: [most] }),
      observe(books, scan("moving", { from: "N1", to: "S1", goods: [goods(OIL, 1)] })),
    ]);
    expect(acks).toMatchObject([{ result: "posted" }, { result: "refused", reason: "quantity_too_large" }, { result: "posted" }]);
    expect(await receive(3, { location: "S1" }, { batch: "L3" })).toMatchObject({ result: "posted" });
  });
  it("that are taken back from beyond the limit stay as they were", async () => {
    const first = scan("receiving", { location: "N1", goods: [{ gtin: OIL, quantity: 90_000_000_000_000n * 100_000n }] });
    await observe(books, first);
    await undo(first.id);
    expect(await receive(5)).toMatchObject({ result: "posted" });
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "5" });
  });
});

describe("a hold", () => {
  const hold = (more = {}) => observe(books, scan("holding", { location: "N1", hold: "customs_hold", reason: "sample", ...more }));
  it("stays the officer's when somebody else puts the same on the lot elsewhere", async () => {
    await receive(10);
    await observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 4)] }));
    await hold({ actor: "officer", byOfficer: true });
    await hold({ location: "N2", actor: "wang" });
    expect(await hold({ lift: true, actor: "wang" })).toMatchObject({ reason: "hold_of_another" });
    await hold({ lift: true, byOfficer: true, actor: "officer" });
    await hold({ location: "N2", lift: true, byOfficer: true, actor: "officer" });
    expect((await database.pool.query("SELECT FROM hold_put")).rowCount).toBe(0);
  });
  it("that is lifted lets what waited for the goods settle", async () => {
    await receive(10);
    await hold({ actor: "wang" });
    expect(await observe(books, scan("picking", { from: "N1", to: "S1", goods: [goods(OIL, 2)] }))).toMatchObject({ reason: "held" });
    await hold({ lift: true, actor: "wang" });
    await books.idle();
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "8", [`xt/S1/non_bonded ${OIL}`]: "2" });
  });
});
