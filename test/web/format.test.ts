import { expect, test } from "vitest";
import { formatQuantity, formatSpan, fromScaled, toScaled } from "../../web/ui/format.ts";
import { DARK, LIGHT, type Palette } from "../../web/ui/palette.ts";
import { lineEntries } from "../../web/features/stock/running-balance.ts";
import type { JournalRow, StockRow } from "#wire/http-api.ts";

test.each([
  ["0", "0"],
  ["1234567.5", "1,234,567.5"],
  ["12.50000", "12.5"],
  ["90000000000000", "90,000,000,000,000"],
  ["0.00001", "0.00001"],
])("quantity %s reads %s", (quantity, text) => {
  expect(formatQuantity(quantity)).toBe(text);
});

test("sums of quantities are exact where floats are not", () => {
  expect(fromScaled(toScaled("0.1") + toScaled("0.2"))).toBe("0.3");
  expect(fromScaled(toScaled("90000000000000") + toScaled("0.00001"))).toBe("90000000000000.00001");
  expect(fromScaled(toScaled("1") - toScaled("2.5"))).toBe("-1.5");
});

test.each([
  [0, "0 s"],
  [59_000, "59 s"],
  [61_000, "1 min 1 s"],
  [3_600_000, "1 h"],
  [12_000_000, "3 h 20 min"],
  [90_000_000, "1 d 1 h"],
])("a span of %i ms reads %s", (ms, text) => {
  expect(formatSpan(ms, "en")).toBe(text);
});

const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a: string, b: string): number =>
  (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);

/** WCAG 2.2, 1.4.3: 4.5 : 1 for text. */
const PAIRS: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ["ink", "paper"],
  ["inkSoft", "paper"],
  ["inkFaint", "paper"],
  ["inkFaint", "panel"],
  ["inkSoft", "sunk"],
  ["onBrand", "brand"],
  ["brand", "panel"],
  ["brand", "brandSoft"],
  ["critical", "panel"],
  ["critical", "criticalSoft"],
  ["major", "panel"],
  ["major", "majorSoft"],
  ["minor", "minorSoft"],
  ["ok", "okSoft"],
  ["panel", "critical"],
  ["bonded", "bondedSoft"],
  ["nonBonded", "nonBondedSoft"],
  ["exportCleared", "exportClearedSoft"],
  ["dutyPaid", "dutyPaidSoft"],
  ["inTransit", "inTransitSoft"],
  ["overseas", "overseasSoft"],
  ["unitGlyph", "unit"],
];
test.each([
  ["light", LIGHT],
  ["dark", DARK],
] as const)("every text of the %s colours can be read", (_, palette) => {
  for (const [text, ground] of PAIRS) expect([text, ground, contrast(palette[text], palette[ground]) >= 4.5]).toEqual([text, ground, true]);
});

test("the journal of a line ends at nothing before its first entry", () => {
  const lot = {
    lot: "l",
    gtin: "06901234567892",
    uom: "EA",
    owner: null,
    book: null,
    line: null,
    batch: null,
    expiry: null,
    serial: null,
    origin: null,
  };
  const row: StockRow = {
    site: "x",
    location: "A",
    parent: null,
    regime: "bonded",
    hold: "none",
    owner: null,
    gtin: lot.gtin,
    batch: null,
    expiry: null,
    serial: null,
    book: null,
    line: null,
    origin: null,
    lot: "l",
    quantity: "7.5",
    uom: "EA",
  };
  const here = { family: "stock" as const, site: "x", location: "A", parent: null, regime: "bonded" as const, hold: "none" as const };
  const entry = (number: number, transfers: JournalRow["transfers"]): JournalRow => ({
    entry: number,
    kind: "observation",
    at: "2026-11-21T00:00:00Z",
    recordedAt: "2026-11-21T00:00:00Z",
    transfers,
  });
  const supplier = { family: "contra" as const, contra: "supplier" };
  const lines = lineEntries(row, [
    entry(3, [{ from: here, to: supplier, lot, quantity: "2.5", uom: "EA" }]),
    entry(2, [{ from: supplier, to: { ...here, regime: "non_bonded" }, lot, quantity: "4", uom: "EA" }]),
    entry(1, [{ from: supplier, to: here, lot, quantity: "10", uom: "EA" }]),
  ]);
  expect(lines.map(({ entry: each, change, after }) => [each.entry, change, after])).toEqual([
    [3, "-2.5", "7.5"],
    [1, "10", "10"],
  ]);
});
