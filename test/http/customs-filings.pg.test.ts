import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openBooks, seedWarehouse, TEA, type TestBooks } from "../support/books.ts";
import { BOOK } from "../support/customs.ts";
import { ADMIN_KEY, signInAs, startTestServer, type TestServer } from "./support.ts";

/** Filings and answers as JSON: each the act that its message would be. */
let server: TestServer;
let books: TestBooks;
let here: string;

beforeEach(async () => {
  server = await startTestServer({ customsDesk: { act: (acts) => books.lane.customs.act(acts) } });
  await seedWarehouse(server.database.pool);
  books = await openBooks(server.database.pool);
  await server.database.pool
    .query(`INSERT INTO book_line VALUES ('${BOOK}', 2, 'TWICE', '${TEA}', NULL, 'EA'), ('${BOOK}', 3, 'TWICE', '${TEA}', NULL, 'EA');
    INSERT INTO book VALUES ('CW-BOOK', 'bonded', 'cw', 'acme')`);
  here = await signInAs(server, "operator", ["xt"]);
});
afterEach(async () => {
  await books.lane.close();
  await server.stop();
});

const post = (path: string, body: unknown, who: { cookie?: string; key?: string } = { cookie: here }) =>
  server.call("POST", `/api/v1/customs/${path}`, { body, ...who });
const admin = { key: ADMIN_KEY };
const get = async (path: string) => (await server.call("GET", `/api/v1/customs/${path}`)).body;

const inventory = (more: object = {}) => ({
  innerNo: "OUT-1",
  site: "xt",
  owner: "acme",
  book: BOOK,
  direction: "out",
  type: "0",
  mode: "1210",
  needsDeclaration: true,
  lines: [{ itemRecordNo: "SKU1", quantity: "10" }],
  ...more,
});
const pass = (more: object = {}) => ({
  innerNo: "P-1",
  site: "xt",
  owner: "acme",
  passKind: "2",
  direction: "out",
  plate: "湘C12345",
  documents: ["OUT-1"],
  validUntil: "2026-12-31T00:00:00Z",
  ...more,
});
const answer = (kind: string, key: string, said: string, more: object = {}) =>
  post("receipts", { kind, key, answer: said, ...more }, admin);

describe("an inventory as JSON", () => {
  test("finds its line by the 料号, is answered, passes, and is booked like one that came as a message", async () => {
    expect((await post("books/T4900W1/open", { lines: [{ line: 1, quantity: "15" }] }, admin)).status).toBe(201);
    expect(await post("inventories", inventory())).toMatchObject({ status: 201, body: { number: "OUT-1", entry: 2 } });
    expect(await post("inventories", inventory())).toMatchObject({ status: 200, body: { number: "OUT-1", entry: null } });
    expect(await answer("inventory", "OUT-1", "approved", { number: "QD490026E000000001", note: "通过" })).toMatchObject({
      status: 201,
      body: { number: "QD490026E000000001" },
    });
    expect((await get(`books/${BOOK}/lines?limit=1`)).rows[0]).toMatchObject({ formal: "15", actual: "5", outgoing: "10" });
    expect((await post("passes", pass())).status).toBe(201);
    expect((await answer("pass", "P-1", "approved", { number: "Z1" })).status).toBe(201);
    expect((await answer("inventory", "OUT-1", "released", { entryNo: "490120261234567890" })).status).toBe(201);
    expect((await answer("pass", "Z1", "passed")).status).toBe(201);
    expect((await get(`books/${BOOK}/lines?limit=1`)).rows[0]).toMatchObject({ formal: "5", actual: "5", outgoing: "0" });
    const document = await get("documents/OUT-1");
    expect(document).toMatchObject({ number: "QD490026E000000001", state: "done", lacks: [], lines: [{ hsCode: "0902", formal: "10" }] });
    expect(document.receipts.map((receipt: { status: string }) => receipt.status)).toEqual(["approved", "released"]);
  });

  test("changes what it declares, and is not filed twice with other content", async () => {
    await post("books/T4900W1/open", { lines: [{ line: 1, quantity: "15" }] }, admin);
    await post("inventories", inventory());
    expect(await post("inventories", inventory({ lines: [{ bookLine: 1, quantity: "11" }] }))).toMatchObject({
      status: 409,
      body: { errors: [{ detail: "already_filed" }] },
    });
    expect((await post("inventories", inventory({ action: "amend", lines: [{ bookLine: 1, quantity: "12" }] }))).status).toBe(201);
    expect((await get("documents/OUT-1")).lines).toMatchObject([{ declared: "12" }]);
  });

  test("is refused when the book has not enough, and says so by name", async () => {
    await post("inventories", inventory());
    expect(await answer("inventory", "OUT-1", "approved")).toMatchObject({ status: 409, body: { errors: [{ detail: "book_short" }] } });
  });

  test("names every line that cannot be taken", async () => {
    const lines = [
      { itemRecordNo: "TWICE", quantity: "1" },
      { itemRecordNo: "NONE", quantity: "1" },
      { bookLine: 99, quantity: "0" },
      { bookLine: 1, gtin: "06970000000022", uom: "KGM", quantity: "1.123456" },
      { bookLine: 1, n: 4, quantity: "1" },
    ];
    const { status, body } = await post("inventories", inventory({ lines }));
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      "/lines/0/itemRecordNo",
      "/lines/1/itemRecordNo",
      "/lines/2/bookLine",
      "/lines/2/quantity",
      "/lines/3/gtin",
      "/lines/3/uom",
      "/lines/3/quantity",
      "/lines/4/n",
    ]);
    expect((await get("documents")).rows).toEqual([]);
  });

  test.each([
    [{ book: "NO-BOOK" }, "/book"],
    [{ book: "CW-BOOK" }, "/book"],
    [{ owner: "other" }, "/owner"],
    [{ book: undefined }, "/lines/0/gtin"],
  ])("that says %j is not taken", async (more, pointer) => {
    const { status, body } = await post("inventories", inventory(more));
    expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
  });

  test("of a slip stands under an approved declaration, and without a book on its own goods", async () => {
    const lines = [{ gtin: TEA, uom: "EA", quantity: "3" }];
    const slip = inventory({ kind: "stock_document", innerNo: "NB-1", book: undefined, type: undefined, lines, declaration: "D-1" });
    expect(await post("inventories", slip)).toMatchObject({ status: 409, body: { errors: [{ detail: "declaration_missing" }] } });
    const umbrella = { innerNo: "D-1", site: "xt", owner: "acme", businessType: "A", direction: "out", validUntil: "2026-12-31T00:00:00Z" };
    await post("declarations", umbrella);
    await answer("declaration", "D-1", "approved");
    expect((await post("inventories", slip)).status).toBe(201);
    expect(await get("documents/NB-1")).toMatchObject({
      kind: "stock_document",
      book: null,
      lines: [{ bookLine: null, gtin: TEA, declared: "3" }],
      linked: [{ kind: "declaration", number: "D-1" }],
    });
  });
});

describe("a filing", () => {
  test("belongs to who may file at its site", async () => {
    const elsewhere = { cookie: await signInAs(server, "operator", ["cw"]) };
    expect((await post("inventories", inventory(), elsewhere)).status).toBe(403);
    for (const role of ["dispatcher", "officer"] as const)
      expect((await post("inventories", inventory(), { cookie: await signInAs(server, role) })).status).toBe(403);
    await post("inventories", inventory());
    // By its own site, under a number that stands at another.
    const stolen = inventory({ site: "cw", book: "CW-BOOK", action: "amend", lines: [{ bookLine: 1, quantity: "1" }] });
    expect((await post("inventories", stolen, elsewhere)).status).toBe(409);
    expect((await post("documents/OUT-1/cancel", { kind: "inventory" }, elsewhere)).status).toBe(404);
    expect((await get("documents/OUT-1")).site).toBe("xt");
  });

  test("is withdrawn before customs has approved it, and not after", async () => {
    await post("inventories", inventory({ direction: "in" }));
    expect((await post("documents/OUT-1/cancel", { kind: "inventory" })).status).toBe(201);
    await post("inventories", inventory({ direction: "in" }));
    await answer("inventory", "OUT-1", "approved");
    expect(await post("documents/OUT-1/cancel", { kind: "inventory" })).toMatchObject({
      status: 409,
      body: { errors: [{ detail: "already_approved" }] },
    });
    expect((await answer("inventory", "OUT-1", "cancelled")).status).toBe(201);
    expect((await post("documents/NONE/cancel", { kind: "inventory" })).status).toBe(404);
  });

  test("of a pass names documents that are filed, and lines of them", async () => {
    expect(await post("passes", pass())).toMatchObject({ status: 409, body: { errors: [{ detail: "document_unknown" }] } });
    const wrong = pass({
      validUntil: "2020-01-01T00:00:00Z",
      lines: [
        { document: "X", documentLine: 1, quantity: "1" },
        { documentLine: 1, quantity: "0" },
      ],
    });
    expect((await post("passes", wrong)).body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      "/validUntil",
      "/lines/0/document",
      "/lines/1/documentLine",
      "/lines/1/quantity",
    ]);
  });

  test("of a declaration keeps its guarantee and its end", async () => {
    const body = {
      innerNo: "D-1",
      site: "xt",
      owner: "acme",
      businessType: "C",
      direction: "out",
      book: BOOK,
      validUntil: "2026-12-31T00:00:00Z",
      guarantee: "100000.5",
    };
    expect((await post("declarations", body)).status).toBe(201);
    expect((await answer("declaration", "D-1", "approved", { number: "SAS1" })).status).toBe(201);
    expect(await get("documents/SAS1?kind=declaration")).toMatchObject({
      state: "approved",
      content: { guarantee: "100000.5", validUntil: "2026-12-31T00:00:00.000Z" },
    });
  });
});

describe("an answer of customs", () => {
  test("is said by who may speak for customs, of what is filed", async () => {
    await post("inventories", inventory({ direction: "in" }));
    expect((await post("receipts", { kind: "inventory", key: "OUT-1", answer: "approved" })).status).toBe(403);
    expect((await post("books/T4900W1/open", { lines: [{ line: 1, quantity: "1" }] })).status).toBe(403);
    const officer = { cookie: await signInAs(server, "officer") };
    expect((await post("receipts", { kind: "inventory", key: "OUT-1", answer: "approved" }, officer)).status).toBe(403);
    expect((await answer("inventory", "NONE", "approved")).status).toBe(404);
    expect((await answer("inventory", "OUT-1", "passed")).status).toBe(422);
    expect((await answer("order", "OUT-1", "approved")).status).toBe(404);
  });

  test("that is told twice changes nothing", async () => {
    await post("inventories", inventory({ direction: "in" }));
    expect((await answer("inventory", "OUT-1", "approved")).status).toBe(201);
    expect(await answer("inventory", "OUT-1", "approved")).toMatchObject({ status: 200, body: { entry: null } });
  });
});
