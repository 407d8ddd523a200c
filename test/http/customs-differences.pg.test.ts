import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { QUANTITY_SCALE } from "../../server/domain/basics/quantity.ts";
import { goods as scanned, observe, openBooks, scan, seedWarehouse, TEA, type TestBooks } from "../support/books.ts";
import { approve, BOOK, fileInventory, goods, openBook } from "../support/customs.ts";
import { signInAs, startTestServer, type TestServer } from "./support.ts";

/** Goods, book, documents and obligations side by side, each line with its cause, or no line (domain.md). */
let server: TestServer;
let books: TestBooks;

beforeEach(async () => {
  server = await startTestServer();
  await seedWarehouse(server.database.pool);
  books = await openBooks(server.database.pool);
});
afterEach(async () => {
  await books.lane.close();
  await server.stop();
});

const act = async (...acts: Parameters<TestBooks["lane"]["customs"]["act"]>[0]): Promise<void> => {
  for (const each of acts) {
    const [answer] = await books.lane.customs.act([each]);
    expect(answer, JSON.stringify(answer)).toMatchObject({ accepted: true });
  }
};
const receive = async (quantity: number): Promise<void> => {
  const lot = { book: BOOK, line: 1 };
  const fact = scan("receiving", { places: ["A1"], regime: "bonded", goods: [scanned(TEA, quantity, lot)] } as never);
  expect(await observe(books, fact)).toMatchObject({ result: "posted" });
};
const passed = (number: string, pieces: number) =>
  goods(number, { type: "pass", pass: "P", lines: [{ n: 1, quantity: BigInt(pieces) * QUANTITY_SCALE }] });

type Row = Readonly<{
  line: number;
  physical: string;
  formal: string;
  expected: string;
  difference: string;
  causes: { cause: string; quantity: string | null; subject: string | null }[];
}>;
const list = async (query = "", options = {}): Promise<Row[]> =>
  (await server.call("GET", `/api/v1/customs/differences?${query}`, options)).body.rows;
const causes = async (): Promise<unknown[]> =>
  (await list()).map((row) => [row.difference, row.expected, ...row.causes.map(({ cause, quantity }) => `${cause} ${quantity}`)]);

describe("a line of a book", () => {
  test("on which all agrees does not exist", async () => {
    await act(openBook(10));
    await receive(10);
    expect(await list()).toEqual([]);
  });

  test("with nothing to explain it says so", async () => {
    await act(openBook(10));
    await receive(12);
    expect(await list()).toMatchObject([
      {
        site: "xt",
        book: BOOK,
        line: 1,
        itemRecordNo: "SKU1",
        name: { zh: "茶" },
        physical: "12",
        formal: "10",
        difference: "2",
        expected: "10",
        causes: [{ cause: "unexplained", words: { zh: "原因不明" }, quantity: "2", subject: null }],
      },
    ]);
  });

  // Rules 2.5: deducted formally only when released and all has passed.
  test("stands beside what is unsettled, with the first page", async () => {
    await act(openBook(10));
    const { body } = await server.call("GET", "/api/v1/differences?site=xt");
    expect(body).toMatchObject({ rows: [], next: null, lines: [{ book: BOOK, difference: "-10" }] });
  });

  test("is explained by an inventory that has passed and is not released", async () => {
    await act(fileInventory("I1"), approve("I1"), passed("I1", 10));
    await receive(10);
    expect(await causes()).toEqual([["10", "10", "passed_not_released 10"]]);
    await act(goods("I1", { type: "release" }));
    expect(await list()).toEqual([]);
  });

  test("tells what is pre-credited and pre-deducted though goods and book agree", async () => {
    await act(
      openBook(10),
      fileInventory("O1", { direction: "out", pieces: 4 }),
      approve("O1"),
      fileInventory("I1", { pieces: 3 }),
      approve("I1"),
    );
    await receive(10);
    expect(await causes()).toEqual([["0", "10", "pending_pre_credit 3", "pending_pre_deduction 4"]]);
    expect((await list())[0]).toMatchObject({ formal: "10", causes: [{ subject: "I1" }, { subject: "O1" }] });
  });

  test("keeps goods on exhibition in the book until they are back", async () => {
    await act(
      openBook(10),
      fileInventory("X1", { direction: "out", type: "5", pieces: 4 }),
      approve("X1"),
      goods("X1", { type: "release" }),
      passed("X1", 4),
    );
    await receive(6);
    expect(await causes()).toEqual([["-4", "6", "on_exhibition -4"]]);
  });

  test("waits for a count that is not approved", async () => {
    await act(openBook(10));
    await receive(12);
    const counted = scan("stock_taking", { places: ["A1"], goods: [scanned(TEA, 10, { book: BOOK, line: 1 })] });
    expect(await observe(books, counted)).toMatchObject({ result: "unsettled" });
    expect(await causes()).toEqual([["2", "10", "count_not_approved 2"]]);
  });

  test("shows what is owed for it, and what of that is overdue", async () => {
    await act(fileInventory("I1"), approve("I1"), passed("I1", 10));
    await receive(10);
    const insert = (id: string, subject: string, due: string): Promise<unknown> =>
      server.database.pool.query(
        `INSERT INTO obligation (obligation, rule, subject, site, owner, state, started_at, due_soon_at, due_at, content, changed_at, entry)
         VALUES ($1, 'import_declaration', $2, 'xt', 'acme', 'open', '2026-01-01', '2026-01-02', $3, '{}', '2026-01-01', 1)`,
        [id, subject, due],
      );
    await insert("LATE", "document/I1", "2026-02-01");
    await insert("SOON", `book/${BOOK}/1`, "2026-04-01");
    const [row] = await list();
    expect(row).toMatchObject({
      obligations: [
        { obligation: "LATE", state: "overdue" },
        { obligation: "SOON", state: "due_soon" },
      ],
    });
    expect(row?.causes.at(-1)).toMatchObject({ cause: "obligation_overdue", subject: "LATE", quantity: null });
  });
});

test("lines come page by page, and of one's own sites alone", async () => {
  await server.database.pool.query(
    `INSERT INTO book_line VALUES ('${BOOK}', 2, 'SKU2', '${TEA}', NULL, 'EA'), ('${BOOK}', 3, 'SKU3', '${TEA}', NULL, 'EA')`,
  );
  const line = (bookLine: number) => [{ n: 1, bookLine, gtin: TEA, uom: "EA", quantity: QUANTITY_SCALE }];
  for (const n of [1, 2, 3]) await act(fileInventory(`I${n}`, { lines: line(n) }), approve(`I${n}`));
  const first = (await server.call("GET", "/api/v1/customs/differences?limit=2")).body;
  const rest = (await server.call("GET", `/api/v1/customs/differences?limit=2&after=${first.next}`)).body;
  expect([...first.rows, ...rest.rows].map((row: Row) => row.line)).toEqual([1, 2, 3]);
  expect(rest.next).toBeNull();
  expect(await list("", { cookie: await signInAs(server, "operator", ["cw"]) })).toEqual([]);
  expect(await list("site=xt", { cookie: await signInAs(server, "operator", ["xt"]) })).toHaveLength(3);
});
