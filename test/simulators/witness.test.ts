import { expect, test } from "vitest";
import type { StockRow } from "#wire/http-api.ts";
import { compareStock } from "../../simulators/witness.ts";
import { createExpectedStock, ON_THE_WAY } from "../../simulators/world/expected-stock.ts";

const cell = { site: "xiangtan", location: "A-01-01", gtin: "06970001100372", regime: "bonded" } as const;
const row = (quantity: string, more: Partial<StockRow> = {}): StockRow => ({
  ...cell,
  parent: null,
  hold: "none",
  owner: null,
  batch: null,
  expiry: null,
  serial: null,
  book: null,
  line: null,
  origin: null,
  lot: "x",
  uom: "EA",
  quantity,
  ...more,
});

test("the witness adds up lots, pallets and holds of a place, and agrees", () => {
  const stock = createExpectedStock();
  stock.add(cell, 10);
  stock.add({ ...cell, site: ON_THE_WAY, location: "truck-1" }, 99);
  expect(compareStock(stock, [row("4"), row("5.5", { hold: "customs_hold" }), row("0.5", { parent: "1" })])).toEqual([]);
});

test.each([
  ["one too few", [row("9")], 9],
  ["nothing", [], 0],
  ["the right quantity in another regime", [row("10", { regime: "non_bonded" })], 0],
])("the witness notices %s", (_name, rows, found) => {
  const stock = createExpectedStock();
  stock.add(cell, 10);
  expect(compareStock(stock, rows)).toContainEqual({ ...cell, expected: 10, found });
});

test("the world's own count throws when more is taken than there is", () => {
  const stock = createExpectedStock();
  stock.add(cell, 1);
  expect(() => stock.take(cell, 2)).toThrow(/would take 2 of 1/);
});
