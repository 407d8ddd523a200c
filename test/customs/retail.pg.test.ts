import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatQuantity } from "../../server/domain/basics/quantity.ts";
import type { DocumentHead } from "../../server/domain/customs/trade/document.ts";
import type { ImportList, ListLine } from "../../server/domain/customs/trade/list.ts";
import type { TradeRecord } from "../../server/domain/customs/trade/records.ts";
import { contentToJson } from "../../server/store/books/documents.ts";
import type { CustomsAct } from "../../server/usecases/customs/acts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { gate, goods as item, observe, openBooks, scan, seedWarehouse, T0, TEA, type TestBooks } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, openBook } from "../support/customs.ts";
import { BUYER, IMPORT_LIST, IMPORT_ORDER, IMPORT_PAYMENT, IMPORT_WAYBILL, listLine, n, OTHER_PERSON } from "./trade/support.ts";

/** Retail import 1210 (二线出区), flows of domain.md and rules 2.2 to 2.5, from the order to the gate and back. */
let database: TestDatabase;
let books: TestBooks;

const DAY_MS = 24 * 3_600_000;
const HS_CODE = "0902209000";

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`UPDATE site SET customs = '{"office":"4900","passRequired":true}' WHERE site = 'xt'`);
  await database.pool.query("INSERT INTO party (party, name, roles, customs_code) VALUES ('acme', '示例', '{owner}', '4301460DDD')");
  await database.pool.query("UPDATE book_line SET hs_code = $1, customs_unit = '122'", [HS_CODE]);
  const rate = {
    hsCode: HS_CODE,
    validFrom: "2020-01-01",
    vat: 13_000n,
    consumption: 0n,
    tariff: 15_000n,
    legalUnits: ["035"],
    positiveList: true,
    source: "test",
  };
  await database.pool.query("INSERT INTO tariff (hs_code, valid_from, name, content, source) VALUES ($1, '2020-01-01', '茶', $2, 'test')", [
    HS_CODE,
    contentToJson(rate),
  ]);
  books = await openBooks(database.pool);
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const act = (...acts: readonly CustomsAct[]) => books.lane.customs.act(acts);
const stamp = { by: "declarant", atMs: T0 };

type More = Readonly<{ no?: string; pieces?: number; price?: string; head?: Partial<DocumentHead>; buyer?: typeof BUYER }>;

/** Two of tea at a price, bought by one person: order, payment, waybill and list that agree. */
const trade = ({ no = "1", pieces = 2, price = "100", head = {}, buyer = BUYER }: More = {}) => {
  const quantity = BigInt(pieces) * 100_000n;
  const total = (n(price) * quantity) / 100_000n;
  const named = { orderNo: `ON-${no}` };
  const headed = (base: DocumentHead): DocumentHead => ({ ...base, guid: `${base.guid}-${no}`, ...head });
  const line: ListLine = listLine(1, {
    itemRecordNo: "SKU1",
    hsCode: HS_CODE,
    goodsName: "茶",
    quantity,
    price: n(price),
    total,
    legal: { quantity: n("1"), unit: "035" },
  });
  const orderLine = {
    ...IMPORT_ORDER.lines[0],
    line: 1,
    itemName: "茶",
    unit: line.unit,
    currency: "142",
    quantity,
    price: n(price),
    total,
  };
  const order = {
    ...IMPORT_ORDER,
    ...named,
    head: headed(IMPORT_ORDER.head),
    goodsValue: total,
    freight: 0n,
    discount: 0n,
    taxCollected: 0n,
    amountPaid: total,
    payTransactionNo: `TX-${no}`,
    buyer,
    lines: [{ ...orderLine, country: line.country }],
  };
  const payment = {
    ...IMPORT_PAYMENT,
    ...named,
    head: headed(IMPORT_PAYMENT.head),
    transactionNo: `TX-${no}`,
    payer: buyer,
    amount: total,
  };
  const waybill = { ...IMPORT_WAYBILL, ...named, head: headed(IMPORT_WAYBILL.head), waybillNo: `L-${no}` };
  const list: ImportList = {
    ...IMPORT_LIST,
    ...named,
    head: headed(IMPORT_LIST.head),
    copNo: `LIST-${no}`,
    waybillNo: `L-${no}`,
    book: BOOK,
    buyer,
    freight: 0n,
    insuredFee: 0n,
    lines: [line],
  };
  return { order, payment, waybill, list };
};

const file = (record: TradeRecord): CustomsAct => ({ ...stamp, act: "trade", trade: record });
const verified = (no: string, idHash = BUYER.idHash): CustomsAct => ({
  ...stamp,
  act: "identity",
  trio: { platform: IMPORT_ORDER.platform, orderNo: `ON-${no}` },
  check: { idHash, result: "pass", atMs: T0, reference: "V-1", by: "test" },
});
const fileAll = (more: More = {}) => {
  const { order, payment, waybill, list } = trade(more);
  return act(
    file({ kind: "order", record: order }),
    verified(more.no ?? "1", more.buyer?.idHash),
    file({ kind: "payment", record: payment }),
    file({ kind: "waybill", record: waybill }),
    file({ kind: "list", record: list }),
  );
};
const receive = (no: string, status: number, atMs = T0): CustomsAct => ({
  ...stamp,
  atMs,
  act: "list",
  key: `LIST-${no}`,
  command: { do: "receive", receipt: { status, atMs } },
});

const list = async (no = "1"): Promise<Readonly<{ state: string; content: { refusals: { reason: string }[] | null; sheet: unknown } }>> =>
  (await database.pool.query("SELECT state, content FROM customs_document WHERE kind = 'list' AND number = $1", [`LIST-${no}`])).rows[0];
const reasons = async (no = "1"): Promise<string[]> => ((await list(no)).content.refusals ?? []).map(({ reason }) => reason);
const quota = async (): Promise<string> => {
  const { rows } = await database.pool.query<{ sum: string | null }>("SELECT sum(amount)::text AS sum FROM quota_use");
  return formatQuantity(BigInt(rows[0]?.sum ?? 0));
};
const sends = async (): Promise<string[]> =>
  (await database.pool.query<{ key: string }>("SELECT kind || '/' || number AS key FROM customs_send ORDER BY 1")).rows.map(
    ({ key }) => key,
  );

describe("a list (清单) whose documents agree", () => {
  it("is accepted, taxed, takes its quota and goes to customs", async () => {
    await act(openBook(10));
    await fileAll();
    expect(await reasons()).toEqual([]);
    expect(await list()).toMatchObject({ state: "ready", content: { sheet: { taxation: "reduced" } } });
    expect(await quota()).toBe("200");
    expect(await sends()).toContain("list/LIST-1");
  });

  it("in whatever order its documents come", async () => {
    await act(openBook(10));
    const { order, payment, waybill, list: record } = trade();
    await act(file({ kind: "list", record }));
    expect((await list()).state).toBe("blocked");
    await act(
      file({ kind: "waybill", record: waybill }),
      file({ kind: "payment", record: payment }),
      file({ kind: "order", record: order }),
    );
    expect(await reasons()).toEqual(["identity_not_verified"]);
    await act(verified("1"));
    expect((await list()).state).toBe("ready");
  });

  it("is matched anew when one of them is changed, and gives its quota back when they differ", async () => {
    await act(openBook(10));
    await fileAll();
    const { payment } = trade();
    const changed = { ...payment, head: { ...payment.head, action: "change" as const }, amount: n("199") };
    await act(file({ kind: "payment", record: changed }));
    expect(await reasons()).toEqual(["documents_differ"]);
    expect(await quota()).toBe("0");
  });
});

describe("a list is refused when", () => {
  it("its documents are not all there", async () => {
    await act(openBook(10), file({ kind: "list", record: trade().list }));
    expect(await reasons()).toContain("documents_incomplete");
    expect(await sends()).toEqual([]);
  });
  it("the identity is not verified, or is another's", async () => {
    await act(openBook(10));
    await fileAll();
    await act(verified("1", OTHER_PERSON.idHash));
    expect(await reasons()).toEqual(["identity_not_verified"]);
  });
  it("it is above 5,000 and more than one item, and may be above it as one", async () => {
    await act(openBook(10));
    await fileAll({ no: "1", pieces: 2, price: "2501" });
    await fileAll({ no: "2", pieces: 1, price: "5002" });
    expect(await reasons("1")).toEqual(["single_limit_exceeded"]);
    expect(await list("2")).toMatchObject({ state: "ready", content: { sheet: { taxation: "full" } } });
  });
  it("the buyer's year would pass 26,000, and not when another buys", async () => {
    await act(openBook(20));
    for (const no of ["1", "2", "3", "4", "5"]) await fileAll({ no, pieces: 1, price: "5000" });
    await fileAll({ no: "6", pieces: 1, price: "1001" });
    expect(await reasons("6")).toEqual(["yearly_limit_exceeded"]);
    await fileAll({ no: "7", pieces: 1, price: "1001", buyer: OTHER_PERSON });
    expect(await reasons("7")).toEqual([]);
    expect(await quota()).toBe("26001");
  });
  it("the book has not enough", async () => {
    await act(openBook(1));
    await fileAll();
    expect(await reasons()).toEqual(["stock_short"]);
  });
  it("a document of the same number is filed a second time as new", async () => {
    const { order } = trade();
    const again = { ...order, head: { ...order.head, guid: "ANOTHER" } };
    expect(await act(file({ kind: "order", record: order }), file({ kind: "order", record: again }))).toMatchObject([
      { accepted: true },
      { accepted: false, reason: "already_filed" },
    ]);
  });
});

describe("from the order to the gate, and back", () => {
  const PLATE = "湘C12345";
  const bookBalance = async (): Promise<Record<string, string>> => {
    const { rows } = await database.pool.query<{ state: string; quantity: string }>(
      "SELECT a.state, b.quantity FROM balance b JOIN account a USING (account) WHERE a.family = 'book' AND b.quantity <> 0",
    );
    return Object.fromEntries(rows.map(({ state, quantity }) => [state, formatQuantity(BigInt(quantity))]));
  };
  const sell = async (): Promise<void> => {
    await act(openBook(10));
    await observe(books, scan("receiving", { location: "D1", regime: "bonded", goods: [item(TEA, 10, { book: BOOK, line: 1 })] }));
    await fileAll();
    await act(fileInventory("O1", { direction: "out", type: "8", pieces: 2, gathers: ["LIST-1"] }), approve("O1"));
    await act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"));
    await observe(books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(TEA, 2)] }));
    expect(await observe(books, gate("out", { plate: PLATE, live: true }))).toMatchObject({ result: "posted" });
  };

  it("the book is pre-deducted at once, and deducted when the list is released and all has passed", async () => {
    await sell();
    expect(await bookBalance()).toEqual({ actual: "8", outgoing: "2" });
    await act(receive("1", 120), receive("1", 800));
    expect((await list()).state).toBe("released");
    expect(await bookBalance()).toEqual({ actual: "8" });
  });

  it("customs' tax sheet stands beside ours, and what differs is said", async () => {
    await act(openBook(10));
    await fileAll();
    const tax = (vat: bigint, state: "made" | "void") =>
      ({ ...stamp, act: "tax", key: "LIST-1", tax: { taxNo: "T-1", tariff: 0n, vat, consumption: 0n, state } }) as const;
    await act(tax(n("18.2"), "made"), tax(n("18.2"), "made"), tax(n("20"), "void"));
    const { rows } = await database.pool.query<{ type: string; note: string | null }>(
      "SELECT type, note FROM document_event WHERE number = 'LIST-1' AND type LIKE 'tax%' ORDER BY entry, n",
    );
    expect(rows).toEqual([
      { type: "tax_made", note: "T-1: 18.2" },
      { type: "tax_void", note: "T-1: 20" },
      { type: "tax_differs", note: "18.2 here, 20 by customs" },
    ]);
  });

  it("a return that was asked for in time and came back gives the quota back, and opens its clock of 45 days", async () => {
    await sell();
    await act(receive("1", 800));
    const refund = { do: "request_refund", request: "R-1", atMs: T0 + DAY_MS, lines: [{ line: 1, quantity: 100_000n }] } as const;
    expect(await act({ ...stamp, act: "list", key: "LIST-1", command: refund })).toMatchObject([{ accepted: true }]);
    const granted = { do: "receive_refund", request: "R-1", receipt: { status: 399, atMs: T0 + DAY_MS } } as const;
    await act({ ...stamp, act: "list", key: "LIST-1", command: granted });
    expect((await database.pool.query("SELECT rule, state FROM obligation WHERE rule = 'import_return_arrival'")).rows).toEqual([
      { rule: "import_return_arrival", state: "open" },
    ]);
    const back = scan("returning", {
      location: "D1",
      regime: "bonded",
      document: "R-1",
      atMs: T0 + 2 * DAY_MS,
      goods: [item(TEA, 1, { book: BOOK, line: 1 })],
    });
    expect(await observe(books, back)).toMatchObject({ result: "posted" });
    await books.idle();
    expect(await quota()).toBe("100");
    expect((await database.pool.query("SELECT state FROM obligation WHERE rule = 'import_return_arrival'")).rows).toEqual([
      { state: "met" },
    ]);
  });

  it("a return that is asked for after 30 days, or of more than was bought, is refused", async () => {
    await sell();
    await act(receive("1", 800));
    const ask = (atMs: number, quantity: bigint): CustomsAct => ({
      ...stamp,
      act: "list",
      key: "LIST-1",
      command: { do: "request_refund", request: `R-${atMs}`, atMs, lines: [{ line: 1, quantity }] },
    });
    expect(await act(ask(T0 + 32 * DAY_MS, 100_000n), ask(T0 + DAY_MS, 300_000n))).toMatchObject([
      { accepted: false, reason: "refund_too_late" },
      { accepted: false, reason: "refund_more_than_listed" },
    ]);
  });
});
