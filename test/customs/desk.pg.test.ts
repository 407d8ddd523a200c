import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatQuantity } from "../../server/domain/basics/quantity.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openBooks, seedWarehouse, T0, TEA, type TestBooks } from "../support/books.ts";
import {
  approve,
  approvePass,
  BOOK,
  fileInventory,
  filePass,
  goods,
  inventory,
  openBook,
  openDeclaration,
  pass,
} from "../support/customs.ts";

/** The customs books as documents move them (domain.md, four linked ledgers; rules 2.5), in a real database. */
let database: TestDatabase;
let books: TestBooks;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  books = await openBooks(database.pool);
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const act = (...acts: Parameters<TestBooks["lane"]["customs"]["act"]>[0]) => books.lane.customs.act(acts);

/** Balances of a family of accounts, by `number/line/state`. */
const balances = async (family: "book" | "document"): Promise<Record<string, string>> => {
  const { rows } = await database.pool.query<{ key: string; quantity: string }>(
    `SELECT concat_ws('/', a.number, a.line, a.state) AS key, b.quantity FROM balance b JOIN account a USING (account)
     WHERE a.family = $1 AND b.quantity <> 0`,
    [family],
  );
  return Object.fromEntries(rows.map((row) => [row.key, formatQuantity(BigInt(row.quantity))]));
};

const sums = async (): Promise<unknown[]> =>
  (await database.pool.query("SELECT lot FROM balance GROUP BY lot HAVING sum(quantity) <> 0")).rows;

const stateOf = async (kind: string, number: string): Promise<string | undefined> =>
  (await database.pool.query<{ state: string }>("SELECT state FROM customs_document WHERE kind = $1 AND number = $2", [kind, number]))
    .rows[0]?.state;

describe("an inbound inventory (核注清单)", () => {
  it("is pre-credited on approval, under the number that customs gave it", async () => {
    await act(fileInventory("INNER-1"));
    expect(await balances("book")).toEqual({});
    expect(await act(approve("INNER-1", "QD490026I000000001"))).toMatchObject([{ accepted: true, number: "QD490026I000000001" }]);
    expect(await balances("book")).toEqual({ [`${BOOK}/1/incoming`]: "10" });
    expect(await balances("document")).toEqual({ "QD490026I000000001/1/declared": "10" });
    expect(await act(goods("INNER-1", { type: "release" }))).toMatchObject([{ accepted: true, number: "QD490026I000000001" }]);
  });

  it("that is filed and approved in one breath has one row, under customs' number", async () => {
    await act(fileInventory("INNER-1"), approve("INNER-1", "QD1"));
    expect(await act(goods("INNER-1", { type: "release" }))).toMatchObject([{ accepted: true, number: "QD1" }]);
    expect((await database.pool.query("SELECT number FROM customs_document")).rows).toEqual([{ number: "QD1" }]);
  });

  it.each([
    ["released first", ["release", "pass"]],
    ["passed first", ["pass", "release"]],
  ] as const)("becomes formal only when it is released and all has passed: %s", async (_, order) => {
    await act(fileInventory("I1"), approve("I1"));
    const commands = { release: { type: "release" }, pass: { type: "pass", pass: "P", lines: [{ n: 1, quantity: 1_000_000n }] } } as const;
    await act(goods("I1", commands[order[0]]));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/incoming`]: "10" });
    await act(goods("I1", commands[order[1]]));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "10" });
    expect(await balances("document")).toEqual({ "I1/1/passed": "10" });
    expect(await stateOf("inventory", "I1")).toBe("done");
    expect(await sums()).toEqual([]);
  });

  it("passes in parts, and never more than it declares", async () => {
    await act(fileInventory("I1"), approve("I1"), goods("I1", { type: "release" }));
    await act(goods("I1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 400_000n }] }));
    expect(await balances("document")).toEqual({ "I1/1/declared": "6", "I1/1/passed": "4" });
    expect(await balances("book")).toEqual({ [`${BOOK}/1/incoming`]: "10" });
    expect(await act(goods("I1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 600_001n }] }))).toMatchObject([
      { accepted: false, reason: "more_than_declared" },
    ]);
    await act(goods("I1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 600_000n }] }));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "10" });
  });

  it("that is changed moves what differs, and that is cancelled gives all of it back", async () => {
    await act(fileInventory("I1"), approve("I1"));
    await act(goods("I1", { type: "amend", filing: inventory("I1", { pieces: 7 }) }));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/incoming`]: "7" });
    expect(await balances("document")).toEqual({ "I1/1/declared": "7" });
    await act(goods("I1", { type: "cancel" }));
    expect(await balances("book")).toEqual({});
    expect(await balances("document")).toEqual({});
  });

  it("that is told twice changes nothing, and with other content is refused", async () => {
    await act(fileInventory("I1"), approve("I1"));
    const before = await database.pool.query("SELECT entry FROM journal_head");
    expect(await act(fileInventory("I1"), approve("I1"))).toMatchObject([
      { accepted: true, entry: null },
      { accepted: true, entry: null },
    ]);
    expect((await database.pool.query("SELECT entry FROM journal_head")).rows).toEqual(before.rows);
    expect(await act(fileInventory("I1", { pieces: 11 }))).toMatchObject([{ accepted: false, reason: "already_filed" }]);
  });
});

describe("an outbound inventory", () => {
  it("is pre-deducted on approval, so that no book is spoken for twice", async () => {
    await act(openBook(15), fileInventory("O1", { direction: "out" }), fileInventory("O2", { direction: "out" }));
    expect(await act(approve("O1"), approve("O2"))).toMatchObject([{ accepted: true }, { accepted: false, reason: "book_short" }]);
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "5", [`${BOOK}/1/outgoing`]: "10" });
    expect(await stateOf("inventory", "O2")).toBe("filed");
    expect(await sums()).toEqual([]);
  });

  it("reduces the book when it is released and all has passed", async () => {
    await act(openBook(15), fileInventory("O1", { direction: "out" }), approve("O1"), goods("O1", { type: "release" }));
    await act(goods("O1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 1_000_000n }] }));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "5" });
  });

  it("for an exhibition (type 5) stays in the book while it is out, and is free again when it comes back", async () => {
    await act(openBook(15), fileInventory("X1", { direction: "out", type: "5" }), approve("X1"), goods("X1", { type: "release" }));
    await act(goods("X1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 1_000_000n }] }));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "5", [`${BOOK}/1/outgoing`]: "10" });
    await act(fileInventory("X2", { direction: "in", type: "5" }), approve("X2"), goods("X2", { type: "release" }));
    await act(goods("X2", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 1_000_000n }] }));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "15" });
  });

  it("that collects slips (type 1) deducts formally what they have pre-deducted", async () => {
    const slip = { ...inventory("S1", { direction: "out", pieces: 4 }), kind: "stock_document", type: null, declaration: "D1" } as const;
    await act(
      openBook(15),
      ...openDeclaration("D1"),
      goods("S1", { type: "file", filing: slip }, "stock_document"),
      goods("S1", { type: "approve", number: "S1" }, "stock_document"),
    );
    await act(goods("S1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 400_000n }] }, "stock_document"));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "11", [`${BOOK}/1/outgoing`]: "4" });
    await act(
      fileInventory("C1", { direction: "out", type: "1", pieces: 4, gathers: ["S1"] }),
      approve("C1"),
      goods("C1", { type: "release" }),
    );
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "11" });
    expect(await stateOf("stock_document", "S1")).toBe("done");
  });

  it("that collects slips waits for what they have not carried through the gate", async () => {
    const slip = { ...inventory("S1", { direction: "out", pieces: 4 }), kind: "stock_document", type: null, declaration: "D1" } as const;
    const carry = (quantity: bigint) => goods("S1", { type: "pass", pass: "P", lines: [{ n: 1, quantity }] }, "stock_document");
    await act(openBook(15), ...openDeclaration("D1"), goods("S1", { type: "file", filing: slip }, "stock_document"));
    await act(goods("S1", { type: "approve", number: "S1" }, "stock_document"), carry(100_000n));
    await act(
      fileInventory("C1", { direction: "out", type: "1", pieces: 4, gathers: ["S1"] }),
      approve("C1"),
      goods("C1", { type: "release" }),
    );
    expect(await balances("document")).toMatchObject({ "C1/1/declared": "3", "C1/1/passed": "1" });
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "11", [`${BOOK}/1/outgoing`]: "4" });
    await act(carry(300_000n));
    expect(await balances("book")).toEqual({ [`${BOOK}/1/actual`]: "11" });
    expect(await stateOf("stock_document", "S1")).toBe("done");
  });
});

describe("a gate pass (核放单)", () => {
  it("without lines carries all that is left of its documents, and reserves it", async () => {
    await act(openBook(15), fileInventory("O1", { direction: "out", type: "8" }), approve("O1"));
    await act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"));
    const { rows } = await database.pool.query(
      "SELECT document, quantity, document_line, book, line FROM release_line WHERE release = 'P1'",
    );
    expect(rows).toEqual([{ document: "O1", document_line: 1, quantity: "1000000", book: BOOK, line: 1 }]);
    expect((await database.pool.query("SELECT regime, becomes FROM release WHERE release = 'P1'")).rows).toEqual([
      { regime: "bonded", becomes: "duty_paid" },
    ]);
    const second = {
      direction: "out",
      passKind: "3",
      documents: ["O1"],
      lines: [{ n: 1, document: "O1", documentLine: 1, gtin: null, quantity: 1n }],
    } as const;
    expect(await act(filePass("P2", second), approvePass("P2"))).toMatchObject([
      { accepted: true },
      { accepted: false, reason: "more_than_declared" },
    ]);
  });

  it("that is voided gives its quantities back", async () => {
    await act(openBook(15), fileInventory("O1", { direction: "out", type: "8" }), approve("O1"));
    await act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"), pass("P1", { type: "void" }));
    expect(await act(filePass("P2", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P2"))).toMatchObject([
      { accepted: true },
      { accepted: true },
    ]);
  });

  it("cannot carry from what is not approved, nor from what is not filed", async () => {
    await act(fileInventory("I1"));
    expect(await act(filePass("P1", { documents: ["I1"] }), approvePass("P1"), filePass("P2", { documents: ["NONE"] }))).toMatchObject([
      { accepted: true },
      { accepted: false, reason: "not_approved" },
      { accepted: false, reason: "document_unknown" },
    ]);
  });
});

describe("what is owed to customs (待办义务, rules 2.8)", () => {
  const DAY_MS = 24 * 3_600_000;
  const obligations = async (): Promise<unknown[]> =>
    (await database.pool.query("SELECT rule, subject, state FROM obligation ORDER BY rule, subject")).rows;
  const look = (atMs: number) => act({ act: "look", by: "clock", atMs, sites: [] });
  const slip = (number: string) =>
    ({ ...inventory(number, { direction: "out", pieces: 4 }), kind: "stock_document", type: null, declaration: "D1" }) as const;
  const leaveFirst = async (number: string): Promise<void> => {
    await act(
      goods(number, { type: "file", filing: slip(number) }, "stock_document"),
      goods(number, { type: "approve", number }, "stock_document"),
      goods(number, { type: "pass", pass: "P", lines: [{ n: 1, quantity: 400_000n }] }, "stock_document"),
    );
  };

  it("begins when goods leave before they are declared, and ends with the inventory that collects them", async () => {
    await act(openBook(15), ...openDeclaration("D1"));
    await leaveFirst("S1");
    expect(await obligations()).toEqual([{ rule: "leave_first_declaration", subject: "document/S1", state: "open" }]);
    await act(fileInventory("C1", { direction: "out", type: "1", pieces: 4, gathers: ["S1"] }), approve("C1"));
    expect(await obligations()).toEqual([{ rule: "leave_first_declaration", subject: "document/S1", state: "met" }]);
  });

  it("falls due and overdue by time alone, raises an alarm, and no next slip is taken until it is met", async () => {
    await act(openBook(15), ...openDeclaration("D1"));
    await leaveFirst("S1");
    await look(T0 + 12 * DAY_MS);
    expect(await obligations()).toMatchObject([{ state: "due_soon" }]);
    await look(T0 + 20 * DAY_MS);
    expect(await obligations()).toMatchObject([{ state: "overdue" }]);
    expect((await database.pool.query("SELECT kind, state FROM alarm")).rows).toEqual([{ kind: "obligation_overdue", state: "open" }]);
    const late = { ...goods("S2", { type: "file", filing: slip("S2") }, "stock_document"), atMs: T0 + 20 * DAY_MS };
    expect(await act(late)).toMatchObject([{ accepted: false, reason: "obligation_overdue" }]);
    await act(fileInventory("C1", { direction: "out", type: "1", pieces: 4, gathers: ["S1"] }), approve("C1"));
    expect((await database.pool.query("SELECT state FROM alarm")).rows).toEqual([{ state: "cleared" }]);
    expect(await act(late)).toMatchObject([{ accepted: true }]);
  });

  it("of each day and month is opened for a site that customs controls, once", async () => {
    const sites = [{ site: "xt", kind: "bonded_warehouse" }];
    for (const _ of [1, 2]) await act({ act: "look", by: "clock", atMs: T0, sites });
    expect(await obligations()).toEqual([
      { rule: "daily_stock_snapshot", subject: "site/xt/2026-10-31", state: "open" },
      { rule: "monthly_stock_report", subject: "site/xt/2026-10", state: "open" },
    ]);
  });
});

describe("the conditions of a filing", () => {
  const slip = (number: string) =>
    goods(
      number,
      {
        type: "file",
        filing: { ...inventory(number, { direction: "out", pieces: 4 }), kind: "stock_document", type: null, declaration: "D1" },
      },
      "stock_document",
    );

  it("a slip stands under an approved declaration that has not ended", async () => {
    expect(await act(slip("S1"))).toMatchObject([{ accepted: false, reason: "declaration_missing" }]);
    await act(...openDeclaration("D1", { validUntilMs: T0 - 1 }));
    expect(await act(slip("S1"))).toMatchObject([{ accepted: false, reason: "declaration_expired" }]);
  });

  it("an exhibition is covered by its guarantee, which what comes back gives free (保税展示交易)", async () => {
    const worth = (total: bigint) => [{ n: 1, bookLine: 1, gtin: TEA, uom: "EA", quantity: 400_000n, total, currency: "142" }];
    const show = (number: string, direction: "in" | "out", total: bigint) =>
      fileInventory(number, { direction, type: "5", declaration: "D1", lines: worth(total), ...(direction === "in" && { partner: "X1" }) });
    await act(
      openBook(15),
      ...openDeclaration("D1", { businessType: "C", guarantee: 100n }),
      show("X1", "out", 80n),
      show("X2", "out", 30n),
    );
    expect(await act(approve("X1"), approve("X2"))).toMatchObject([{ accepted: true }, { accepted: false, reason: "guarantee_short" }]);
    await act(goods("X1", { type: "pass", pass: "P", lines: [{ n: 1, quantity: 400_000n }] }), show("X3", "in", 80n), approve("X3"));
    expect(await act(approve("X2"))).toMatchObject([{ accepted: true }]);
  });

  it("what arrives from another zone is what that zone's inventory let out (区区联动)", async () => {
    expect(await act(fileInventory("I6", { type: "6", partner: "O6" }))).toMatchObject([{ accepted: false, reason: "partner_unknown" }]);
    await act(openBook(15), fileInventory("O6", { direction: "out", type: "6", pieces: 4 }));
    expect(await act(fileInventory("I6", { type: "6", partner: "O6", pieces: 5 }))).toMatchObject([
      { accepted: false, reason: "more_than_partner" },
    ]);
    expect(await act(fileInventory("I6", { type: "6", partner: "O6", pieces: 4 }))).toMatchObject([{ accepted: true }]);
  });
});
