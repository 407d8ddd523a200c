import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExportList } from "../../server/domain/customs/trade/list.ts";
import type { TradeRecord } from "../../server/domain/customs/trade/records.ts";
import type { CustomsAct } from "../../server/usecases/customs/acts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { gate, goods as item, observe, OIL, openBooks, scan, seedWarehouse, stock, T0, type TestBooks } from "../support/books.ts";
import { approvePass, fileInventory, filePass, approve } from "../support/customs.ts";
import { EXPORT, n } from "./trade/support.ts";

/** Exports 9610, 9710 and 9810, and goods that customs only watches (货物状态分类监管): flows of domain.md. */
let database: TestDatabase;
let books: TestBooks;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`
    INSERT INTO site VALUES ('csx', 'airport', '{"zh":"长沙黄花","en":"Changsha"}', 28.19, 113.22, '{non_bonded,export_cleared}');
    INSERT INTO location (site, location, kind, regimes) VALUES ('csx', 'D1', 'dock', '{non_bonded,export_cleared}');
    UPDATE site SET customs = '{"office":"4900"}' WHERE site = 'csx';
    INSERT INTO party (party, name, roles, customs_code) VALUES ('acme', '示例', '{owner}', '4301960AAA');`);
  books = await openBooks(database.pool);
});
afterEach(async () => {
  await books.lane.close();
  await database.drop();
});

const stamp = { by: "declarant", atMs: T0 };
const act = (...acts: readonly CustomsAct[]) => books.lane.customs.act(acts);
const file = (trade: TradeRecord): CustomsAct => ({ ...stamp, act: "trade", trade });
const released: CustomsAct = { ...stamp, act: "list", key: "E-1", command: { do: "receive", receipt: { status: 800, atMs: T0 } } };

/** Three lamps, here oil, by list in a mode, with order, receipt and waybill. */
const fileExport = (mode: ExportList["mode"], orderType: "retail" | "b2b" | "overseas_warehouse") => {
  const list: ExportList = {
    ...EXPORT.list,
    copNo: "E-1",
    mode,
    lines: EXPORT.list.lines.map((line) => ({ ...line, barCode: OIL })),
  };
  return act(
    file({ kind: "order", record: { ...EXPORT.order, orderType } as TradeRecord["record"] & { direction: "export" } } as TradeRecord),
    file({ kind: "payment", record: EXPORT.payment }),
    file({ kind: "waybill", record: EXPORT.waybill }),
    file({ kind: "list", record: list }),
  );
};

const atAirport = async (): Promise<void> => {
  const there = { site: "csx" };
  await observe(books, scan("receiving", { ...there, location: "D1", regime: "non_bonded", goods: [item(OIL, 3, { owner: "acme" })] }));
  await observe(books, scan("loading", { ...there, from: "D1", to: "TRUCK-1", goods: [item(OIL, 3)] }));
};
const leave = () => observe(books, { ...scan("departing", { site: "csx", from: "TRUCK-1" }), live: true });

describe("goods for export", () => {
  it.each([
    ["9610", "retail"],
    ["9710", "b2b"],
    ["9810", "overseas_warehouse"],
  ] as const)("leave the country once their list in mode %s is released, and are overseas stock when they arrive", async (mode, type) => {
    await atAirport();
    await fileExport(mode, type);
    expect(await leave()).toMatchObject({ result: "refused", reason: "not_cleared" });
    await act(released);
    expect(await leave()).toMatchObject({ result: "posted" });
    expect(await stock(database.pool)).toEqual({ [`carrier/TRUCK-1/export_cleared ${OIL}`]: "3" });
    await observe(books, scan("arriving", { site: "du", to: "TRUCK-1" }));
    expect(await stock(database.pool)).toEqual({ [`du/TRUCK-1/overseas ${OIL}`]: "3" });
  });

  it("are not let out by a list of less", async () => {
    await atAirport();
    await observe(
      books,
      scan("receiving", { site: "csx", location: "D1", regime: "non_bonded", goods: [item(OIL, 1, { owner: "acme" })] }),
    );
    await observe(books, scan("loading", { site: "csx", from: "D1", to: "TRUCK-1", goods: [item(OIL, 1)] }));
    await fileExport("9610", "retail");
    await act(released);
    expect(await leave()).toMatchObject({ result: "refused", reason: "not_cleared" });
  });

  it("whose documents differ are told so, and do not go to customs", async () => {
    await fileExport("9610", "retail");
    const { order } = EXPORT;
    await act(file({ kind: "order", record: { ...order, head: { ...order.head, action: "change" }, goodsValue: n("61") } }));
    const { rows } = await database.pool.query("SELECT state FROM customs_document WHERE kind = 'list'");
    expect(rows).toEqual([{ state: "differs" }]);
  });
});

describe("non-bonded goods in a zone (非保账册)", () => {
  const PLATE = "湘C12345";
  beforeEach(async () => {
    await database.pool.query(`
      UPDATE site SET customs = '{"office":"4901","passRequired":true}' WHERE site = 'xt';
      INSERT INTO book VALUES ('N4901W1', 'non_bonded', 'xt', 'acme');
      INSERT INTO book_line (book, line, item_record_no, gtin, uom) VALUES ('N4901W1', 1, 'OIL', '${OIL}', 'EA');`);
    await books.reload();
  });
  const slip = (number: string, direction: "in" | "out") =>
    fileInventory(number, {
      direction,
      book: "N4901W1",
      mode: null,
      needsDeclaration: false,
      lines: [{ n: 1, bookLine: 1, gtin: OIL, uom: "EA", quantity: 300_000n }],
    });
  const bookStates = async () =>
    (
      await database.pool.query(
        "SELECT a.state, b.quantity FROM balance b JOIN account a USING (account) WHERE a.number = 'N4901W1' AND a.family = 'book' AND b.quantity <> 0",
      )
    ).rows;

  it("come and go by a pass of kind 4, in a book of their own", async () => {
    await observe(books, scan("receiving", { site: "cw", location: "D1", regime: "non_bonded", goods: [item(OIL, 3, { owner: "acme" })] }));
    await observe(books, scan("loading", { site: "cw", from: "D1", to: "TRUCK-1", goods: [item(OIL, 3)] }));
    await observe(books, scan("departing", { site: "cw", from: "TRUCK-1" }));
    await act(slip("NI", "in"), approve("NI"), filePass("P1", { passKind: "4", documents: ["NI"] }), approvePass("P1"));
    expect(await observe(books, gate("in", { plate: PLATE }))).toMatchObject({ result: "posted" });
    expect(await bookStates()).toEqual([{ state: "actual", quantity: "300000" }]);
    await act(slip("NO", "out"), approve("NO"), filePass("P2", { direction: "out", passKind: "4", documents: ["NO"] }), approvePass("P2"));
    expect(await observe(books, gate("out", { plate: PLATE }))).toMatchObject({ result: "posted" });
    expect(await bookStates()).toEqual([]);
  });

  it("do not take bonded goods out with them: the pass of kind 4 is for its own", async () => {
    await observe(books, scan("receiving", { location: "D1", regime: "bonded", goods: [item(OIL, 3, { owner: "acme" })] }));
    await observe(books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(OIL, 3)] }));
    await act(slip("NI", "in"), approve("NI"));
    await act({
      ...stamp,
      act: "open_book",
      book: "N4901W1",
      site: "xt",
      owner: "acme",
      lines: [{ line: 1, gtin: OIL, uom: "EA", quantity: 300_000n }],
    });
    await act(slip("NO", "out"), approve("NO"), filePass("P2", { direction: "out", passKind: "4", documents: ["NO"] }), approvePass("P2"));
    expect(await observe(books, gate("out", { plate: PLATE }))).toMatchObject({ result: "refused", reason: "no_release" });
  });
});
