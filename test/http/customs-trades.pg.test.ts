import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contentToJson } from "../../server/store/books/documents.ts";
import { openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { BOOK, openBook } from "../support/customs.ts";
import { openDoor, type TestDoor } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { signInAs, startTestServer, type TestServer } from "./support.ts";

/** A trade as JSON becomes its official messages: the reader's thread, the desk and the database are real. */
let server: TestServer;
let books: TestBooks;
let reader: BuiltReader;
let door: TestDoor;
let here: { cookie: string };

beforeAll(async () => {
  reader = await buildReader();
});
afterAll(() => reader.remove());
beforeEach(async () => {
  server = await startTestServer({
    customsDesk: { act: (acts) => books.lane.customs.act(acts) },
    exchange: {
      takeMessage: (...message) => door.takeBytes(...message),
      readOriginal: async () => undefined,
      setOutgoing: async () => undefined,
    },
  });
  const { pool } = server.database;
  await seedWarehouse(pool);
  await pool.query(`UPDATE site SET customs = '{"office":"4900"}' WHERE site = 'xt'`);
  await pool.query("INSERT INTO party (party, name, roles, customs_code) VALUES ('acme', '示例', '{owner}', '4301460DDD')");
  await pool.query("UPDATE book_line SET hs_code = '0902209000', customs_unit = '007'");
  const rate = {
    hsCode: "0902209000",
    validFrom: "2020-01-01",
    vat: 13_000n,
    consumption: 0n,
    tariff: 15_000n,
    legalUnits: ["035"],
    positiveList: true,
    source: "test",
  };
  await pool.query(
    "INSERT INTO tariff (hs_code, valid_from, name, content, source) VALUES ('0902209000', '2020-01-01', '茶', $1, 'test')",
    [contentToJson(rate)],
  );
  await pool.query("INSERT INTO book VALUES ('CW-BOOK', 'bonded', 'cw', 'acme')");
  books = await openBooks(pool);
  await books.lane.customs.act([openBook(10)]);
  door = openDoor(pool, books.lane.customs, reader);
  here = { cookie: await signInAs(server, "operator", ["xt"]) };
});
afterEach(async () => {
  await door.stop();
  await books.lane.close();
  await server.stop();
});

const buyer = { idNumber: "43030219900101123X", name: "李小宝", telephone: "13800000001" };
const consignee = { name: "李小宝", telephone: "13800000001", address: "湖南省湘潭市岳塘区某路1号" };
const trade = (more: object = {}) => ({
  channel: "1210",
  direction: "import",
  site: "xt",
  owner: "acme",
  platform: { code: "4301960AAA", name: "示例平台" },
  orderNo: "ON-1",
  order: {
    merchant: { code: "4301960BBB", name: "示例电商" },
    goodsValue: "200",
    freight: "0",
    taxCollected: "18.2",
    amountPaid: "218.2",
    buyer,
    buyerAccount: "lixiaobao",
    consignee,
    lines: [
      {
        itemRecordNo: "SKU1",
        name: "茶",
        model: "100g",
        hsCode: "0902209000",
        country: "142",
        quantity: "2",
        unit: "007",
        price: "100",
        total: "200",
        legal: { quantity: "0.2", unit: "035" },
      },
    ],
  },
  payment: {
    provider: { code: "4301960CCC", name: "示例支付" },
    transactionNo: "T-1",
    payer: buyer,
    amount: "218.2",
    paidAt: "2026-11-01T08:00:00Z",
  },
  waybill: { carrier: { code: "4301980BBB", name: "示例物流" }, waybillNo: "W-1", consignee, grossWeightKg: "0.3" },
  list: {
    copNo: "COP-1",
    declaredDate: "2026-11-02",
    customsCode: "4900",
    portCode: "4900",
    book: BOOK,
    zoneFirm: { code: "4301460DDD", name: "示例仓储" },
    agent: { code: "4301980CCC", name: "示例报关" },
    guarantor: "4301960BBB",
    transportMode: "4",
    country: "142",
    grossWeightKg: "0.3",
    netWeightKg: "0.2",
  },
  ...more,
});
const post = (body: unknown, who = here) => server.call("POST", "/api/v1/customs/trades", { body, ...who });
const get = async (path: string) => (await server.call("GET", `/api/v1/customs/${path}`)).body;

describe("a trade", () => {
  test("becomes order, payment, waybill and list, matched field by field", async () => {
    const answer = await post(trade());
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    expect(answer.body.documents.map(({ part, key }: { part: string; key: string }) => [part, key])).toEqual([
      ["order", "ON-1"],
      ["payment", "T-1"],
      ["waybill", "W-1"],
      ["list", "COP-1"],
    ]);
    const list = await get("documents/COP-1?kind=list");
    expect(list.match.fields.filter((field: { severity: string }) => field.severity === "blocks")).toEqual([]);
    expect(list).toMatchObject({ site: "xt", channel: "1210", match: { verdict: "matched", lacking: [] }, lacks: ["identity", "release"] });
    expect(list.linked.map((link: { kind: string }) => link.kind).toSorted()).toEqual(["order", "payment", "waybill"]);
    expect(JSON.stringify(list)).not.toMatch(/李小宝|43030219900101123X|13800000001/);
    expect(list.messages).toMatchObject([{ kind: "CEB621", accepted: true }]);
  });

  test("is changed by the same parts said again as a change", async () => {
    await post(trade());
    expect(
      (await post(trade({ action: "change", list: undefined, waybill: undefined, payment: { ...trade().payment, amount: "200" } }))).status,
    ).toBe(201);
    const list = await get("documents/COP-1?kind=list");
    expect(list.match.verdict).toBe("differs");
    expect(list.lacks).toContain("match");
  });

  test("may come in parts, and says what it still lacks", async () => {
    expect((await post(trade({ payment: undefined, waybill: undefined, list: undefined }))).status).toBe(201);
    expect((await get("documents?kind=order")).rows).toMatchObject([{ lacks: ["payment", "waybill", "list", "release"] }]);
  });

  test("names every field that cannot be taken by the element of its message, and what was taken", async () => {
    const { status, body } = await post(trade({ order: { ...trade().order, buyerAccount: undefined, buyer: undefined } }));
    expect(status).toBe(422);
    const pointers = body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toEqual(expect.arrayContaining(["/order/buyerName", "/order/buyerIdNumber", "/list/buyerName"]));
    expect(body.detail).toMatch(/taken: payment, waybill/);
  });

  test("belongs to its site, and mail has no list", async () => {
    expect((await post(trade({ site: "cw" }))).status).toBe(403);
    expect((await post(trade({ list: { ...trade().list, book: "CW-BOOK" } }))).body.errors).toMatchObject([{ pointer: "/list/book" }]);
    expect((await post(trade({ channel: "mail" }))).body.errors).toMatchObject([{ pointer: "/list" }]);
    expect((await post(trade({ order: undefined, payment: undefined, waybill: undefined, list: undefined }))).status).toBe(400);
  });

  test("out of the country is an order, a waybill and a list of its own form (9710)", async () => {
    const line = {
      itemNo: "I-1",
      name: "茶",
      model: "100g",
      barCode: "无",
      hsCode: "0902209000",
      country: "502",
      quantity: "2",
      unit: "007",
      price: "100",
      total: "200",
      legal: { quantity: "0.2", unit: "035" },
    };
    const exported = {
      ...trade({ payment: undefined }),
      channel: "9710",
      direction: "export",
      orderType: "b2b",
      order: { merchant: { code: "4301960BBB", name: "示例电商" }, goodsValue: "200", lines: [line] },
      waybill: { carrier: { code: "4301980BBB", name: "示例物流" }, waybillNo: "W-2", grossWeightKg: "0.3", goodsInfo: "茶" },
      list: {
        ...trade().list,
        book: undefined,
        zoneFirm: undefined,
        copNo: "COP-2",
        country: "502",
        destinationPort: "1234",
        packaging: "2",
        producer: { code: "4301960BBB", name: "示例电商" },
      },
    };
    const answer = await post(exported);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    expect(await get("documents/COP-2?kind=list")).toMatchObject({ direction: "out", channel: "9710", match: { verdict: "matched" } });
  });
});
