import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { goods as scanned, observe, openBooks, scan, seedWarehouse, TEA, type TestBooks } from "../support/books.ts";
import { BOOK, openBook } from "../support/customs.ts";
import { ADMIN_KEY, signInAs, startTestServer, type TestServer } from "./support.ts";

/** Conversions, adjustments and pledges as JSON: filed by the firm, decided by who may. */
let server: TestServer;
let books: TestBooks;
let here: { cookie: string };
let officer: { cookie: string };
let elsewhere: { cookie: string };

beforeEach(async () => {
  server = await startTestServer({ customsDesk: { act: (acts) => books.lane.customs.act(acts) } });
  await seedWarehouse(server.database.pool);
  await server.database.pool.query(`INSERT INTO book_line VALUES ('${BOOK}', 2, 'SKU2', '${TEA}', NULL, 'EA')`);
  books = await openBooks(server.database.pool);
  await books.lane.customs.act([openBook(10)]);
  const fact = scan("receiving", { places: ["A1"], regime: "bonded", goods: [scanned(TEA, 10, { book: BOOK, line: 1, owner: "acme" })] });
  expect(await observe(books, fact)).toMatchObject({ result: "posted" });
  [here, officer, elsewhere] = [
    { cookie: await signInAs(server, "operator", ["xt"]) },
    { cookie: await signInAs(server, "officer") },
    { cookie: await signInAs(server, "operator", ["cw"]) },
  ];
});
afterEach(async () => {
  await books.lane.close();
  await server.stop();
});

const post = (path: string, body: unknown, who: { cookie?: string; key?: string } = here) =>
  server.call("POST", `/api/v1/customs/${path}`, { body, ...who });
const line = async (n: number) => (await server.call("GET", `/api/v1/customs/books/${BOOK}/lines`)).body.rows[n - 1];
const document = async (number: string) => (await server.call("GET", `/api/v1/customs/documents/${number}`)).body;

const adjustment = (more: object = {}) => ({
  innerNo: "ADJ-1",
  site: "xt",
  owner: "acme",
  cause: "destruction",
  location: "A1",
  lines: [{ gtin: TEA, book: BOOK, line: 1, quantity: "2" }],
  reason: "过期变质",
  ...more,
});

describe("an adjustment", () => {
  test("changes stock and book when an officer attests it, and not before", async () => {
    expect((await post("adjustments", adjustment())).status).toBe(201);
    expect(await document("ADJ-1")).toMatchObject({
      kind: "adjustment",
      state: "filed",
      lacks: ["approval"],
      lines: [{ bookLine: 1, declared: "2" }],
    });
    expect(await line(1)).toMatchObject({ formal: "10", physical: "10" });
    const decision = { kind: "adjustment", decision: "approve", approval: "关销字1号" };
    expect((await post("documents/ADJ-1/decide", decision)).status).toBe(403);
    expect((await post("documents/ADJ-1/decide", decision, { key: ADMIN_KEY })).body.errors).toEqual([
      { pointer: "", detail: "not_customs" },
    ]);
    expect((await post("documents/ADJ-1/decide", decision, officer)).status).toBe(201);
    expect(await line(1)).toMatchObject({ formal: "8", physical: "8", difference: "0" });
    expect((await post("documents/ADJ-1/decide", decision, officer)).status).toBe(200);
    expect(await document("ADJ-1")).toMatchObject({ state: "approved", lacks: [] });
  });

  test("is refused with a note, and belongs to its site", async () => {
    await post("adjustments", adjustment());
    expect((await post("adjustments", adjustment({ site: "cw" }), elsewhere)).status).toBe(409);
    expect((await post("documents/ADJ-1/decide", { kind: "adjustment", decision: "refuse", note: "证据不足" }, officer)).status).toBe(201);
    expect((await document("ADJ-1")).events.at(-1)).toMatchObject({ type: "refused" });
    expect((await post("documents/NONE/decide", { kind: "adjustment", decision: "refuse", note: "x" }, officer)).status).toBe(404);
  });

  test("finds too much only by a count", async () => {
    const { status, body } = await post("adjustments", adjustment({ lines: [{ gtin: TEA, quantity: "0", direction: "in" }] }));
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      ["/lines/0/direction", "/lines/0/quantity"],
    ]);
  });
});

describe("a conversion", () => {
  const conversion = (more: object = {}) => ({
    innerNo: "CV-1",
    site: "xt",
    owner: "acme",
    fromMode: "1210",
    toMode: "0110",
    lines: [{ location: "A1", gtin: TEA, quantity: "4", from: { book: BOOK, line: 1 }, to: { book: BOOK, line: 2 } }],
    ...more,
  });

  test("out of the matrix is refused by name: 1210 never becomes 1239 (GACC 2018 no. 194)", async () => {
    expect(await post("conversions", conversion({ toMode: "1239" }))).toMatchObject({
      status: 409,
      body: { errors: [{ detail: expect.any(String) }] },
    });
  });

  test("is approved by customs' answer, or by an officer", async () => {
    const filed = await post("conversions", conversion());
    expect(filed.status, JSON.stringify(filed.body)).toBe(201);
    const answer = { kind: "conversion", key: "CV-1", answer: "approved", number: "关转1号" };
    expect((await post("receipts", answer)).status).toBe(403);
    expect((await post("receipts", answer, { key: ADMIN_KEY })).status).toBe(201);
    expect(await line(1)).toMatchObject({ formal: "6", physical: "6" });
    expect(await line(2)).toMatchObject({ formal: "4", physical: "4" });
    expect(await document("CV-1")).toMatchObject({ state: "approved", aliases: ["关转1号"] });
  });
});

describe("a pledge", () => {
  const pledge = { pledge: "W-1", site: "xt", owner: "acme", lender: "bank", location: "A1", gtin: TEA, quantity: "5", reason: "融资" };

  test("is released by who put it there, or by an officer", async () => {
    const put = await post("pledges", pledge);
    expect(put.status, JSON.stringify(put.body)).toBe(201);
    expect(await document("W-1")).toMatchObject({ state: "pledged", lines: [{ declared: "5" }] });
    const other = { cookie: await signInAs(server, "administrator") };
    expect((await post("pledges/W-1/release", { reason: "还款" }, other)).body.errors).toEqual([
      { pointer: "", detail: "released_without_lender" },
    ]);
    expect((await post("pledges/W-1/release", { reason: "还款" }, elsewhere)).status).toBe(404);
    expect((await post("pledges/W-1/release", { quantity: "2", reason: "部分还款" })).status).toBe(201);
    expect((await post("pledges/W-1/release", { reason: "还款" }, officer)).status).toBe(201);
    expect((await document("W-1")).state).toBe("released");
  });
});
