import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  gate,
  goods,
  imbalance,
  observe,
  OIL,
  openBooks,
  scan,
  seedWarehouse,
  stock,
  SWORD,
  T0,
  TEA,
  type TestBooks,
} from "../support/books.ts";

const SSCC = "106970000000000019";
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

const receiveTea = (quantity: number, more = {}) =>
  observe(books, scan("receiving", { location: "A1", goods: [goods(TEA, quantity, more)] }));

describe("receiving", () => {
  it("brings bonded goods in from abroad on the only book line", async () => {
    expect(await receiveTea(10)).toMatchObject({ result: "posted", entry: 1 });
    expect(await stock(database.pool)).toEqual({ [`xt/A1/bonded ${TEA}`]: "10" });
    const { rows } = await database.pool.query("SELECT owner, book, line FROM lot");
    expect(rows).toEqual([{ owner: "acme", book: "T4900W1", line: 1 }]);
  });
  it("refuses to guess the regime where the place takes several", async () => {
    const fact = scan("receiving", { location: "D1", goods: [goods(TEA, 1)] });
    expect(await observe(books, fact)).toMatchObject({ result: "unsettled", reason: "regime_ambiguous" });
    expect(await observe(books, { ...fact, id: "live", live: true })).toMatchObject({ result: "refused", reason: "regime_ambiguous" });
  });
  it("waits for master data and settles when it arrives", async () => {
    const unknown = "06970000000046";
    expect(await observe(books, scan("receiving", { location: "N1", goods: [goods(unknown, 4)] }))).toMatchObject({
      result: "unsettled",
      reason: "product_unknown",
    });
    await database.pool.query("INSERT INTO product (gtin, name, uom) VALUES ($1, '{}', 'EA')", [unknown]);
    await books.reload();
    books.lane.masterDataChanged();
    await books.idle();
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${unknown}`]: "4" });
    expect(books.settled).toMatchObject([{ ack: { result: "posted" } }]);
  });
});

describe("a message that comes again", () => {
  it("answers its present result and changes nothing", async () => {
    const fact = scan("receiving", { location: "N1", goods: [goods(OIL, 5)] });
    await observe(books, fact);
    expect(await observe(books, fact)).toMatchObject({ result: "posted", entry: 1, repeat: true });
    const [first, second] = await Promise.all([observe(books, { ...fact, id: "twin" }), observe(books, { ...fact, id: "twin" })]);
    expect(first).not.toHaveProperty("repeat");
    expect(second).toMatchObject({ repeat: true, entry: first.entry });
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "10" });
  });
  it("is refused with other content, and kept in quarantine", async () => {
    const fact = scan("receiving", { location: "N1", goods: [goods(OIL, 5)] });
    await observe(books, fact, "one");
    expect(await observe(books, fact, "another")).toMatchObject({ result: "refused", reason: "id_reused" });
    const { rows } = await database.pool.query("SELECT reason, convert_from(payload, 'UTF8') AS payload FROM quarantine");
    expect(rows).toEqual([{ reason: "id_reused", payload: "another" }]);
  });
});

describe("moving", () => {
  it("takes the batch that expires first", async () => {
    await observe(
      books,
      scan("receiving", {
        location: "N1",
        goods: [goods(OIL, 5, { batch: "LATE", expiry: "2028-01-01" }), goods(OIL, 5, { batch: "SOON", expiry: "2027-01-01" })],
      }),
    );
    await observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 7)] }));
    expect(await stock(database.pool)).toEqual({
      [`xt/N1/non_bonded ${OIL} LATE`]: "3",
      [`xt/N2/non_bonded ${OIL} LATE`]: "2",
      [`xt/N2/non_bonded ${OIL} SOON`]: "5",
    });
  });
  it("does not put bonded goods where only non-bonded ones may lie", async () => {
    await receiveTea(5);
    expect(await observe(books, scan("moving", { from: "A1", to: "N1", goods: [goods(TEA, 5)], live: true }))).toMatchObject({
      result: "refused",
      reason: "regime_not_permitted",
    });
    const { rows } = await database.pool.query("SELECT kind, severity FROM alarm");
    expect(rows).toEqual([{ kind: "refused_at_station", severity: "minor" }]);
  });
  it("moves a pallet with what is on it, and a serial from wherever it is", async () => {
    await observe(books, scan("receiving", { location: "D1", regime: "bonded", parent: SSCC, goods: [goods(TEA, 40)] }));
    await observe(books, scan("receiving", { location: "D1", regime: "non_bonded", goods: [goods(SWORD, 1, { serial: "S1" })] }));
    expect(await observe(books, scan("storing", { to: "A1", parents: [SSCC] }))).toMatchObject({ result: "posted" });
    expect(await observe(books, scan("storing", { places: ["N1"], goods: [goods(SWORD, 1, { serial: "S1" })] }))).toMatchObject({
      result: "posted",
    });
    expect(await stock(database.pool)).toEqual({
      [`xt/A1/${SSCC}/bonded ${TEA}`]: "40",
      [`xt/N1/non_bonded ${SWORD} S1`]: "1",
    });
    expect(await observe(books, scan("receiving", { location: "N2", goods: [goods(SWORD, 1, { serial: "S1" })] }))).toMatchObject({
      reason: "serial_exists",
    });
  });
  it("reads a location by its barcode", async () => {
    await observe(books, scan("receiving", { places: ["LOC-A1"], goods: [goods(TEA, 3)] }));
    expect(await stock(database.pool)).toEqual({ [`xt/A1/bonded ${TEA}`]: "3" });
  });
  it("is decided line after line inside one batch: goods never fall below zero", async () => {
    const acks = await Promise.all([
      observe(books, scan("receiving", { location: "N1", goods: [goods(OIL, 5)] })),
      observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 5)] })),
      observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 1)], live: true })),
    ]);
    expect(acks.map((ack) => ack.result)).toEqual(["posted", "posted", "refused"]);
  });
});

describe("batches that overlap", () => {
  it("move the same goods on, each from where the one before leaves them, though it is not committed yet", async () => {
    await observe(books, scan("receiving", { location: "N1", goods: [goods(OIL, 1_000)] }));
    // From here on both places are known, and a batch asks nothing.
    await observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 10)] }));
    await observe(books, scan("moving", { from: "N2", to: "N1", goods: [goods(OIL, 10)] }));
    const acks: Promise<unknown>[] = [];
    for (let wave = 0; wave < 100; wave++) {
      const [from, to] = wave % 2 === 0 ? ["N1", "N2"] : ["N2", "N1"];
      for (let each = 0; each < 5; each++) acks.push(observe(books, scan("moving", { from, to, goods: [goods(OIL, 2)] })));
      // The next wave comes in while this one is on its way.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const results = await Promise.all(acks);
    expect(results.every((ack) => (ack as { result: string }).result === "posted")).toBe(true);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "1000" });
    expect(await imbalance(database.pool)).toBe(0);
  });
});

describe("packing", () => {
  it("makes the SSCC a dimension of the account, and unpacking takes it away", async () => {
    await observe(books, scan("receiving", { location: "N1", goods: [goods(OIL, 10)] }));
    await observe(books, scan("packing", { location: "N1", parent: SSCC, goods: [goods(OIL, 6)] }));
    expect(await stock(database.pool)).toEqual({ [`xt/N1/${SSCC}/non_bonded ${OIL}`]: "6", [`xt/N1/non_bonded ${OIL}`]: "4" });
    await observe(books, scan("unpacking", { parent: SSCC, goods: [goods(OIL, 2)] }));
    await observe(books, scan("moving", { to: "N2", parents: [SSCC] }));
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "6", [`xt/N2/${SSCC}/non_bonded ${OIL}`]: "4" });
    expect(await observe(books, scan("packing", { location: "N1", parent: SSCC, goods: [goods(OIL, 1)] }))).toMatchObject({
      reason: "parent_elsewhere",
    });
  });
});

describe("bonded goods leave only with a release", () => {
  const release = (quantity: number) =>
    books.lane.releases.create(
      {
        release: "R1",
        site: "xt",
        owner: "acme",
        validUntilMs: T0 + MINUTE * 60,
        lines: [{ gtin: TEA, quantity: BigInt(quantity) * 100_000n }],
      },
      "officer",
    );
  const load = async () => {
    await receiveTea(10);
    await observe(books, scan("loading", { from: "A1", to: "TRUCK-1", goods: [goods(TEA, 10)] }));
  };

  it("at the gate else refused, with an alarm", async () => {
    await load();
    expect(await observe(books, gate("out"))).toMatchObject({ result: "refused", reason: "no_release" });
    expect((await database.pool.query("SELECT kind, severity FROM alarm")).rows).toEqual([
      { kind: "refused_at_gate", severity: "critical" },
    ]);
    expect(await stock(database.pool)).toEqual({ [`xt/TRUCK-1/bonded ${TEA}`]: "10" });
  });
  it("and a release is used up by quantity", async () => {
    await load();
    expect(await release(12)).toBe("created");
    expect(await release(12)).toBe("exists");
    expect(await release(13)).toBe("differs");
    expect(await observe(books, gate("out"))).toMatchObject({ result: "posted" });
    expect(await stock(database.pool)).toEqual({ [`carrier/TRUCK-1/bonded ${TEA}`]: "10" });
    expect((await database.pool.query("SELECT used FROM release_line")).rows).toEqual([{ used: "1000000" }]);
    await receiveTea(3);
    expect(await observe(books, scan("shipping", { from: "A1", goods: [goods(TEA, 3)], live: true }))).toMatchObject({
      result: "refused",
      reason: "no_release",
    });
  });
  it("learnt afterwards: unsettled, a difference and an alarm, until the release arrives", async () => {
    await load();
    expect(await observe(books, gate("out", { live: false }))).toMatchObject({ result: "unsettled", reason: "no_release" });
    expect((await database.pool.query("SELECT kind, state FROM alarm")).rows).toEqual([{ kind: "irregular_exit", state: "open" }]);
    await release(10);
    await books.idle();
    expect(books.settled).toMatchObject([{ ack: { result: "posted" } }]);
    expect((await database.pool.query("SELECT kind, state FROM alarm")).rows).toEqual([{ kind: "irregular_exit", state: "cleared" }]);
    expect(await stock(database.pool)).toEqual({ [`carrier/TRUCK-1/bonded ${TEA}`]: "10" });
  });
  it("or an officer disposes of what left: it goes to the irregular account", async () => {
    await load();
    const { entry } = await observe(books, gate("out", { live: false }));
    expect(await books.lane.differences.dispose(entry ?? 0, "officer", "seized at the next checkpoint", "DOC-7")).toBe(true);
    expect(await books.lane.differences.dispose(entry ?? 0, "officer", "again", "DOC-7")).toBe(false);
    expect(await stock(database.pool)).toEqual({});
    const { rows } = await database.pool.query("SELECT kind, result, body->>'disposedBy' AS by FROM journal ORDER BY entry DESC LIMIT 1");
    expect(rows).toEqual([{ kind: "disposal", result: "posted", by: "officer" }]);
  });
});

describe("travelling", () => {
  it("brings what left one site in at another, with regime and pallet", async () => {
    await observe(
      books,
      scan("receiving", { site: "cw", location: "D1", regime: "export_cleared", parent: SSCC, goods: [goods(OIL, 20)] }),
    );
    await observe(books, scan("loading", { site: "cw", to: "TRAIN-1", parents: [SSCC] }));
    await observe(books, scan("departing", { site: "cw", from: "TRAIN-1" }));
    expect(await stock(database.pool)).toEqual({ [`carrier/TRAIN-1/${SSCC}/export_cleared ${OIL}`]: "20" });
    await observe(books, scan("arriving", { site: "du", to: "TRAIN-1" }));
    await observe(books, scan("unloading", { site: "du", to: "D1", parents: [SSCC] }));
    expect(await stock(database.pool)).toEqual({ [`du/D1/${SSCC}/overseas ${OIL}`]: "20" });
  });
});

describe("holds", () => {
  beforeEach(() => receiveTea(10));
  const hold = (more = {}) =>
    observe(books, scan("holding", { location: "A1", hold: "customs_hold", reason: "sample", actor: "li", ...more }));

  it("keep goods from being picked, not from being moved", async () => {
    expect(await hold()).toMatchObject({ result: "posted" });
    expect(await observe(books, scan("picking", { from: "A1", to: "S1", goods: [goods(TEA, 1)], live: true }))).toMatchObject({
      result: "refused",
      reason: "held",
    });
    expect(await observe(books, scan("moving", { from: "A1", to: "A2", goods: [goods(TEA, 4)] }))).toMatchObject({ result: "posted" });
  });
  it("are lifted only by who put them, or by an officer", async () => {
    await hold();
    expect(await hold({ lift: true, actor: "wang", live: true })).toMatchObject({ result: "refused", reason: "hold_of_another" });
    expect(await hold({ lift: true, actor: "wang", byOfficer: true })).toMatchObject({ result: "posted" });
    expect(await stock(database.pool)).toEqual({ [`xt/A1/bonded ${TEA}`]: "10" });
  });
});

describe("counting", () => {
  it("posts a difference to variance, as of its own time", async () => {
    await observe(books, scan("receiving", { location: "N1", goods: [goods(OIL, 10)], atMs: T0 }));
    await observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 4)], atMs: T0 + 20 * MINUTE }));
    // Counted before the move: nine were there then, five are now.
    expect(await observe(books, scan("stock_taking", { location: "N1", goods: [goods(OIL, 9)], atMs: T0 + 10 * MINUTE }))).toMatchObject({
      result: "posted",
    });
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "5", [`xt/N2/non_bonded ${OIL}`]: "4" });
  });
  it("stands against late news from before it: the correction is visible", async () => {
    await observe(books, scan("receiving", { location: "N1", goods: [goods(OIL, 10)], atMs: T0 }));
    await observe(books, scan("stock_taking", { location: "N1", goods: [goods(OIL, 6)], atMs: T0 + 10 * MINUTE }));
    await observe(books, scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 4)], atMs: T0 + 5 * MINUTE }));
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "6", [`xt/N2/non_bonded ${OIL}`]: "4" });
    const { rows } = await database.pool.query(
      "SELECT f.contra, quantity FROM transfer t JOIN account f ON f.account = t.from_account WHERE entry = 3 ORDER BY n",
    );
    expect(rows).toEqual([
      { contra: "variance", quantity: "400000" },
      { contra: null, quantity: "400000" },
    ]);
  });
  it("of bonded goods waits for an officer's approval", async () => {
    await receiveTea(10);
    const ack = await observe(books, scan("stock_taking", { location: "A1", goods: [goods(TEA, 8)] }));
    expect(ack).toMatchObject({ result: "unsettled", reason: "count_needs_approval" });
    expect(await stock(database.pool)).toEqual({ [`xt/A1/bonded ${TEA}`]: "10" });
    await books.lane.differences.dispose(ack.entry ?? 0, "officer", "approved", "DOC-9");
    expect(await stock(database.pool)).toEqual({ [`xt/A1/bonded ${TEA}`]: "8" });
  });
});

describe("undo", () => {
  it("reverses once, and names what must be undone first", async () => {
    const received = scan("receiving", { location: "N1", goods: [goods(OIL, 5)] });
    const moved = scan("moving", { from: "N1", to: "N2", goods: [goods(OIL, 5)] });
    await observe(books, received);
    await observe(books, moved);
    const undo = (id: string) => observe(books, scan("other", { undo: id, reason: "mistake" }));
    expect(await undo(received.id)).toMatchObject({
      result: "refused",
      reason: "undo_moved_on",
      detail: "the goods have moved on; undo first: entry 2",
    });
    expect(await undo(moved.id)).toMatchObject({ result: "posted" });
    expect(await undo(moved.id)).toMatchObject({ result: "refused", reason: "undo_already" });
    expect(await undo(received.id)).toMatchObject({ result: "posted" });
    expect(await undo("never")).toMatchObject({ result: "refused", reason: "undo_unknown" });
    expect(await stock(database.pool)).toEqual({});
  });
});

describe("the journal", () => {
  let journal: TestDatabase;
  beforeAll(async () => {
    journal = await createTestDatabase();
    await seedWarehouse(journal.pool);
    const open = await openBooks(journal.pool);
    await observe(open, scan("receiving", { location: "N1", goods: [goods(OIL, 5)] }));
    await open.lane.close();
  });
  afterAll(() => journal.drop());

  it.each([
    "UPDATE journal SET result = 'refused'",
    "DELETE FROM journal",
    "UPDATE transfer SET quantity = 1",
    "DELETE FROM transfer",
    "TRUNCATE journal",
  ])("cannot be rewritten by the role the server works under: %s", async (sql) => {
    await expect(journal.pool.query(sql)).rejects.toThrow(/permission denied/);
  });
  it("cannot be rewritten by the owner either while the trigger stands", async () => {
    const { Client } = (await import("pg")).default;
    const owner = new Client({ connectionString: journal.url });
    await owner.connect();
    await expect(owner.query("DELETE FROM transfer")).rejects.toThrow(/append-only/);
    await owner.end();
  });
  it("has a backstop: a goods balance below zero is refused by the database", async () => {
    await expect(journal.pool.query("UPDATE balance SET quantity = -1 WHERE NOT contra")).rejects.toThrow(/goods_not_below_zero/);
  });
});
