import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { goods as item, observe, OIL, scan, T0, TEA } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, goods, inventory } from "../support/customs.ts";
import { DAY_MS, openDesk, pieces, type Desk } from "../support/customs-flows.ts";

/** 先理货后报关: domain.md, flows; the hold `tallied_undeclared`, the declaration made from the tally, and what differs. */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const bring = async (count = 10): Promise<void> => {
  await desk.dispatch(count, { batch: "B1" });
  await desk.act(filePass("P1", { passKind: "1" }), approvePass("P1"));
  expect(await desk.enter({ pass: "P1" })).toMatchObject({ result: "posted" });
};
const tally = (count: number) => fileInventory("T1", { type: "3", pieces: count, gathers: ["P1"] });
const unload = (count: number) => observe(desk.books, scan("unloading", { from: "TRUCK-1", to: "D1", goods: [item(TEA, count)] }));
const notes = () => desk.query("SELECT note FROM document_event WHERE type = 'tallied'");
const documents = async (): Promise<Record<string, string>> => {
  const rows = await desk.query<{ state: string; quantity: string }>(
    "SELECT a.state, b.quantity FROM balance b JOIN account a USING (account) WHERE a.family = 'document' AND b.quantity <> 0",
  );
  return Object.fromEntries(rows.map(({ state, quantity }) => [state, String(Number(quantity) / 100_000)]));
};

describe("goods that were tallied and not declared", () => {
  it("may be unloaded and put away, and are neither picked nor let out", async () => {
    await bring();
    expect(await unload(10)).toMatchObject({ result: "posted" });
    const live = { goods: [item(TEA, 1)], live: true };
    expect(await observe(desk.books, scan("picking", { from: "D1", to: "S1", ...live }))).toMatchObject({
      result: "refused",
      reason: "held",
    });
    expect(await observe(desk.books, scan("shipping", { from: "D1", ...live }))).toMatchObject({ result: "refused", reason: "held" });
    expect(await desk.lying()).toEqual({ "D1/bonded/tallied_undeclared -": "10" });
  });

  it("take their book line and are free when an inventory of type 3 that names the pass is approved", async () => {
    await bring();
    await unload(6);
    expect(await desk.act(tally(10))).toMatchObject([{ accepted: true }]);
    expect(await desk.lying()).toEqual({ "D1/bonded/tallied_undeclared -": "6", "TRUCK-1/bonded/tallied_undeclared -": "4" });
    await desk.act(approve("T1", "QD490026I000000003"));
    expect(await desk.lying()).toEqual({ [`D1/bonded ${BOOK}/1`]: "6", [`TRUCK-1/bonded ${BOOK}/1`]: "4" });
    expect(await documents()).toEqual({ passed: "10" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/incoming`]: "10", book_abroad: "-10" });
    await desk.act(goods("QD490026I000000003", { type: "release" }));
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10", book_abroad: "-10" });
    expect(await notes()).toEqual([{ note: null }]);
    expect(await observe(desk.books, scan("picking", { from: "D1", to: "S1", goods: [item(TEA, 1)], live: true }))).toMatchObject({
      result: "posted",
    });
    const lineage = await desk.query(
      "SELECT DISTINCT f.book AS from_book, l.book, l.batch FROM lot_lineage JOIN lot l USING (lot) JOIN lot f ON f.lot = from_lot",
    );
    expect(lineage).toEqual([{ from_book: null, book: BOOK, batch: "B1" }]);
  });

  it("meet the obligation to declare them, which falls due 14 days after they came in", async () => {
    await bring();
    const [open] = await desk.query<{ state: string; due_at: Date }>(
      "SELECT state, due_at FROM obligation WHERE rule = 'tally_first_declaration'",
    );
    expect(open).toMatchObject({ state: "open" });
    expect(open?.due_at.getTime()).toBeLessThan(T0 + 15 * DAY_MS);
    await desk.act(tally(10), approve("T1"));
    expect(await desk.query("SELECT state FROM obligation WHERE rule = 'tally_first_declaration'")).toEqual([{ state: "met" }]);
  });

  it("of which less is declared stay held for the rest, and that is told", async () => {
    await bring();
    await desk.act(tally(8), approve("T1"), goods("T1", { type: "release" }));
    expect(await desk.lying()).toEqual({ [`TRUCK-1/bonded ${BOOK}/1`]: "8", "TRUCK-1/bonded/tallied_undeclared -": "2" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "8", book_abroad: "-8" });
    expect(await notes()).toEqual([{ note: `2 of ${TEA} tallied and not declared` }]);
  });

  it("of which more is declared leave it declared, not formal, until customs changes it to what came", async () => {
    await bring();
    await desk.act(tally(12), approve("T1"), goods("T1", { type: "release" }));
    expect(await desk.lying()).toEqual({ [`TRUCK-1/bonded ${BOOK}/1`]: "10" });
    expect(await documents()).toEqual({ declared: "2", passed: "10" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/incoming`]: "12", book_abroad: "-12" });
    expect(await notes()).toEqual([{ note: `line 1: 2 of ${TEA} declared and not tallied` }]);
    const less = inventory("T1", { type: "3", gathers: ["P1"], pieces: 10 });
    await desk.act(goods("T1", { type: "amend", filing: less }));
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10", book_abroad: "-10" });
  });

  it("are freed further when the declaration is raised to what was tallied", async () => {
    await bring(12);
    await desk.act(tally(8), approve("T1"));
    await desk.act(goods("T1", { type: "amend", filing: inventory("T1", { type: "3", gathers: ["P1"], pieces: 10 }) }));
    expect(await desk.lying()).toEqual({ [`TRUCK-1/bonded ${BOOK}/1`]: "10", "TRUCK-1/bonded/tallied_undeclared -": "2" });
    expect(await documents()).toEqual({ passed: "10" });
  });

  it("of a product that is not declared stay held", async () => {
    await bring();
    const oil = { ...inventory("T1", { type: "3", gathers: ["P1"] }) };
    const lines = oil.lines.map((line) => ({ ...line, gtin: OIL }));
    await desk.act(goods("T1", { type: "file", filing: { ...oil, lines } }), approve("T1"));
    expect(await desk.lying()).toEqual({ "TRUCK-1/bonded/tallied_undeclared -": "10" });
    expect(await documents()).toEqual({ declared: "10" });
    expect(await notes()).toEqual([{ note: `line 1: 10 of ${OIL} declared and not tallied` }]);
  });

  it("take the lines of an inventory that was approved before they came in", async () => {
    await desk.dispatch(10);
    await desk.act(filePass("P1", { passKind: "1" }), approvePass("P1"), tally(10), approve("T1"));
    expect(await documents()).toEqual({ declared: "10" });
    await desk.enter({ pass: "P1" });
    expect(await desk.lying()).toEqual({ [`TRUCK-1/bonded ${BOOK}/1`]: "10" });
    expect(await documents()).toEqual({ passed: "10" });
  });

  it("fill several lines, each its own quantity", async () => {
    await bring();
    const two = inventory("T1", { type: "3", gathers: ["P1"], pieces: 4 });
    const [line] = two.lines;
    if (!line) throw new TypeError("an inventory has a line");
    const filing = { ...two, lines: [line, { ...line, n: 2, bookLine: 2, quantity: pieces(5) }] };
    await desk.act(goods("T1", { type: "file", filing }), approve("T1"));
    expect(await desk.lying()).toEqual({
      [`TRUCK-1/bonded ${BOOK}/1`]: "4",
      [`TRUCK-1/bonded ${BOOK}/2`]: "5",
      "TRUCK-1/bonded/tallied_undeclared -": "1",
    });
  });

  it.each([
    ["is not known", "P9"],
    ["is of another kind", "P2"],
  ])("are not declared by a pass that %s", async (_, named) => {
    await desk.act(filePass("P2", { passKind: "2" }), approvePass("P2"));
    expect(await desk.act(fileInventory("T1", { type: "3", gathers: [named] }))).toMatchObject([
      { accepted: false, reason: "pass_unknown" },
    ]);
  });

  it("are refused to a firm that is late with the last ones", async () => {
    await bring();
    await desk.act({ act: "look", by: "clock", atMs: T0 + 20 * DAY_MS, sites: [] });
    const next = { ...filePass("P2", { passKind: "1" }), atMs: T0 + 20 * DAY_MS };
    expect(await desk.act(next)).toMatchObject([{ accepted: false, reason: "obligation_overdue" }]);
  });
});
