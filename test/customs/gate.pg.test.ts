import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatQuantity, QUANTITY_SCALE } from "../../server/domain/basics/quantity.ts";
import type { GateFact } from "../../server/domain/custody/fact.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { gate, goods as item, observe, openBooks, scan, seedWarehouse, T0, TEA, type TestBooks } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, goods, openBook, pass } from "../support/customs.ts";

/** The gate against the pass (rules 2.7), with the goods, the documents and the book that move by it (2.5). */
let database: TestDatabase;
let books: TestBooks;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`UPDATE site SET customs = '{"passRequired":true,"weightPercent":5,"weightFloorKg":100}' WHERE site = 'xt'`);
  books = await openBooks(database.pool);
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const PLATE = "湘C12345";
const act = (...acts: Parameters<TestBooks["lane"]["customs"]["act"]>[0]) => books.lane.customs.act(acts);
const out = (more: Partial<GateFact> = {}) => observe(books, gate("out", { plate: PLATE, live: true, ...more }));

const balances = async (where: string): Promise<Record<string, string>> => {
  const { rows } = await database.pool.query<{ key: string; quantity: string }>(
    `SELECT concat_ws('/', a.contra, a.number, a.line, a.site, a.location, a.regime, a.hold, a.state) AS key, b.quantity
     FROM balance b JOIN account a USING (account) WHERE b.quantity <> 0 AND ${where}`,
  );
  return Object.fromEntries(rows.map((row) => [row.key, formatQuantity(BigInt(row.quantity))]));
};
const bookBalances = () => balances("a.family = 'book'");
const documentBalances = () => balances("a.family = 'document'");
const aboard = () => balances("(a.contra = 'carrier' OR a.location = 'TRUCK-1')");
const state = async (number: string): Promise<string | undefined> =>
  (await database.pool.query<{ state: string }>("SELECT state FROM customs_document WHERE number = $1", [number])).rows[0]?.state;

/** Ten of bonded tea in stock and in the book, and so many of them on the truck. */
const loadTruck = async (pieces = 10): Promise<void> => {
  await act(openBook(10));
  await observe(books, scan("receiving", { location: "D1", regime: "bonded", goods: [item(TEA, 10, { book: BOOK, line: 1 })] }));
  await observe(books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(TEA, pieces)] }));
};
/** A retail inventory (kind 8) of ten, approved, and a pass for all of it. */
const permit = async (more: Parameters<typeof filePass>[1] = {}): Promise<void> => {
  await act(fileInventory("O1", { direction: "out", type: "8" }), approve("O1"));
  await act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"], ...more }), approvePass("P1"));
};

describe("a gate pass for going out", () => {
  it("lets the goods out, duty paid, passes its documents, and the book is reduced once they are released", async () => {
    await loadTruck();
    await permit();
    expect(await out({ pass: "P1" })).toMatchObject({ result: "posted" });
    expect(await aboard()).toEqual({ "carrier/TRUCK-1/duty_paid/none": "10" });
    expect(await documentBalances()).toEqual({ "O1/1/passed": "10" });
    expect(await bookBalances()).toEqual({ [`${BOOK}/1/outgoing`]: "10" });
    expect(await state("P1")).toBe("passed");
    await act(goods("O1", { type: "release" }));
    expect(await bookBalances()).toEqual({});
    expect((await database.pool.query("SELECT lot FROM balance GROUP BY lot HAVING sum(quantity) <> 0")).rows).toEqual([]);
  });

  it("is found by the plate when none is named", async () => {
    await loadTruck();
    await permit();
    expect(await out()).toMatchObject({ result: "posted" });
    expect(await state("P1")).toBe("passed");
  });

  it("knows a plate however a reader spaces it", async () => {
    await loadTruck();
    await permit();
    expect(await out({ plate: "湘C 123·45", pass: "P1" })).toMatchObject({ result: "posted" });
  });

  it("of which less was loaded gives the rest back, for another pass", async () => {
    await loadTruck(4);
    await permit();
    expect(await out({ pass: "P1" })).toMatchObject({ result: "posted" });
    expect(await documentBalances()).toEqual({ "O1/1/declared": "6", "O1/1/passed": "4" });
    const [filed, approved] = await act(filePass("P2", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P2"));
    expect([filed, approved]).toMatchObject([{ accepted: true }, { accepted: true }]);
    const { rows } = await database.pool.query("SELECT quantity FROM release_line WHERE release = 'P2'");
    expect(rows).toEqual([{ quantity: (6n * QUANTITY_SCALE).toString() }]);
  });

  it("covers no more than it names", async () => {
    await loadTruck();
    await act(fileInventory("O1", { direction: "out", type: "8", pieces: 4 }), approve("O1"));
    await act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"));
    expect(await out({ pass: "P1" })).toMatchObject({ result: "refused", reason: "no_release" });
    expect(await documentBalances()).toEqual({ "O1/1/declared": "4" });
    expect(await state("P1")).toBe("approved");
  });

  it("in two gates moves the goods at the second", async () => {
    await loadTruck();
    await permit({ gates: 2 });
    expect(await out({ pass: "P1" })).toMatchObject({ result: "posted" });
    expect(await state("P1")).toBe("first_gate");
    expect(await aboard()).toEqual({ "xt/TRUCK-1/bonded/none": "10" });
    expect(await out({ pass: "P1" })).toMatchObject({ result: "posted" });
    expect(await state("P1")).toBe("passed");
    expect(await documentBalances()).toEqual({ "O1/1/passed": "10" });
  });

  it.each<[string, () => Promise<unknown>, Partial<GateFact>, string]>([
    ["there is none", async () => undefined, {}, "pass_missing"],
    ["the one named is not known", async () => undefined, { pass: "P9" }, "pass_unknown"],
    [
      "it is not approved",
      () =>
        act(fileInventory("O1", { direction: "out", type: "8" }), approve("O1"), filePass("P1", { direction: "out", documents: ["O1"] })),
      { pass: "P1" },
      "pass_not_approved",
    ],
    ["it was voided", async () => (await permit(), act(pass("P1", { type: "void" }))), { pass: "P1" }, "pass_not_approved"],
    ["it is out of date", () => permit({ validUntilMs: T0 - 1 }), { pass: "P1" }, "pass_out_of_date"],
    ["it is for coming in", () => permit({ direction: "in" }), { pass: "P1" }, "pass_wrong_direction"],
    ["it is for another vehicle", () => permit({ plate: "湘C99999" }), { pass: "P1" }, "pass_wrong_plate"],
    [
      "it is for another container",
      () => permit({ container: "CSQU3054383" }),
      { pass: "P1", container: "CSQU3054384" },
      "pass_wrong_container",
    ],
    ["it names another seal", () => permit({ seal: "S-1" }), { pass: "P1", seal: "S-2" }, "pass_wrong_seal"],
    ["something else was read", () => permit(), { pass: "P1", gtins: ["06970000000022"] }, "goods_not_on_pass"],
    [
      "the weight is beyond what the zone allows",
      () => permit({ totalWeightKg: 1_000_000_000n }),
      { pass: "P1", weightKg: 10_501 },
      "weight_out_of_tolerance",
    ],
    [
      "it is for an empty vehicle",
      () => act(filePass("P1", { direction: "out", passKind: "6" }), approvePass("P1")),
      { pass: "P1" },
      "vehicle_not_empty",
    ],
  ])("holds the vehicle when %s", async (_, prepare, more, reason) => {
    await loadTruck();
    await prepare();
    expect(await out(more)).toMatchObject({ result: "refused", reason });
    expect(await aboard()).toEqual({ "xt/TRUCK-1/bonded/none": "10" });
    const { rows } = await database.pool.query("SELECT kind, detail FROM alarm");
    expect(rows).toMatchObject([{ kind: "refused_at_gate", detail: { reason } }]);
  });

  it("that was used once is used up", async () => {
    await loadTruck(4);
    await permit();
    await out({ pass: "P1" });
    expect(await out({ pass: "P1" })).toMatchObject({ result: "refused", reason: "pass_used_up" });
  });

  it.each([
    ["within the share that the zone allows", 10_500],
    ["not weighed, which 0 says (passCollectWt)", 0],
  ])("takes a weight %s", async (_, weightKg) => {
    await loadTruck();
    await permit({ totalWeightKg: 1_000_000_000n });
    expect(await out({ pass: "P1", weightKg })).toMatchObject({ result: "posted" });
  });

  it("for goods registered at the gate (kind 5) asks neither for them nor for the weight", async () => {
    await act(filePass("P5", { direction: "out", passKind: "5", totalWeightKg: 100_000_000n }), approvePass("P5"));
    expect(await out({ pass: "P5", weightKg: 5_000, gtins: [TEA] })).toMatchObject({ result: "posted" });
  });

  it("that customs said had passed lets the vehicle go, and counts once", async () => {
    await loadTruck();
    await permit();
    await act(pass("P1", { type: "pass_gate", atMs: T0, weighedKg: null, by: "customs" }));
    expect(await documentBalances()).toEqual({ "O1/1/passed": "10" });
    expect(await out()).toMatchObject({ result: "posted" });
    expect(await aboard()).toEqual({ "carrier/TRUCK-1/duty_paid/none": "10" });
    expect(await documentBalances()).toEqual({ "O1/1/passed": "10" });
    expect(await out({ pass: "P1" })).toMatchObject({ result: "refused", reason: "pass_used_up" });
  });

  it("told afterwards is a difference, settled by the pass when it is approved", async () => {
    await loadTruck();
    const told = await out({ live: false });
    expect(told).toMatchObject({ result: "unsettled", reason: "pass_missing" });
    await permit();
    await books.idle();
    expect(books.settled).toMatchObject([{ ack: { result: "posted" } }]);
    expect(await documentBalances()).toEqual({ "O1/1/passed": "10" });
  });
});

describe("a gate pass for coming in", () => {
  const arrive = async (): Promise<void> => {
    await database.pool.query(`INSERT INTO site VALUES ('port', 'port', '{"zh":"港","en":"Port"}', 22, 114, '{in_transit_bonded}')`);
    await database.pool.query(`INSERT INTO location (site, location, kind, regimes) VALUES ('port', 'Q1', 'dock', '{in_transit_bonded}')`);
    await books.reload();
    const there = { site: "port" };
    await observe(
      books,
      scan("receiving", { ...there, location: "Q1", regime: "in_transit_bonded", goods: [item(TEA, 10, { owner: "acme" })] }),
    );
    await observe(books, scan("loading", { ...there, from: "Q1", to: "TRUCK-1", goods: [item(TEA, 10)] }));
    await observe(books, scan("departing", { ...there, from: "TRUCK-1" }));
  };
  const into = (more: Partial<GateFact> = {}) => observe(books, gate("in", { plate: PLATE, live: true, ...more }));

  it("brings the goods in, passes its documents, and the book is raised once they are released", async () => {
    await arrive();
    await act(fileInventory("I1"), approve("I1"), goods("I1", { type: "release" }));
    await act(filePass("P1", { documents: ["I1"] }), approvePass("P1"));
    expect(await bookBalances()).toEqual({ [`${BOOK}/1/incoming`]: "10" });
    expect(await into({ pass: "P1" })).toMatchObject({ result: "posted" });
    expect(await aboard()).toEqual({ "xt/TRUCK-1/bonded/none": "10" });
    expect(await bookBalances()).toEqual({ [`${BOOK}/1/actual`]: "10" });
    expect(await state("I1")).toBe("done");
    const { rows } = await database.pool.query(
      "SELECT l.book, l.line FROM balance b JOIN account a USING (account) JOIN lot l USING (lot) WHERE a.site = 'xt' AND b.quantity > 0",
    );
    expect(rows).toEqual([{ book: BOOK, line: 1 }]);
  });

  it("of kind 1 (先理货后报关) puts what comes in under a hold until it is declared", async () => {
    await arrive();
    await act(filePass("P1", { passKind: "1" }), approvePass("P1"));
    expect(await into({ pass: "P1" })).toMatchObject({ result: "posted" });
    expect(await aboard()).toEqual({ "xt/TRUCK-1/bonded/tallied_undeclared": "10" });
  });

  it("that is approved after the truck came in settles what was told", async () => {
    await arrive();
    expect(await into({ live: false })).toMatchObject({ result: "unsettled", reason: "pass_missing" });
    await act(fileInventory("I1"), approve("I1"), filePass("P1", { documents: ["I1"] }), approvePass("P1"));
    await books.idle();
    expect(books.settled).toMatchObject([{ ack: { result: "posted" } }]);
    expect(await state("P1")).toBe("passed");
  });

  it("is asked for, for goods under customs, and not for others", async () => {
    await arrive();
    expect(await into()).toMatchObject({ result: "refused", reason: "pass_missing" });
    expect(await aboard()).toEqual({ "carrier/TRUCK-1/in_transit_bonded/none": "10" });
  });

  it("does not help when the seal was broken on the way", async () => {
    await arrive();
    await act(fileInventory("I1"), approve("I1"), filePass("P1", { documents: ["I1"] }), approvePass("P1"));
    await database.pool.query("INSERT INTO seal_state VALUES ('TRUCK-1', 'S-1', 'seal-1', 'tampered', now())");
    expect(await into({ pass: "P1" })).toMatchObject({ result: "refused", reason: "seal_not_intact" });
  });
});
