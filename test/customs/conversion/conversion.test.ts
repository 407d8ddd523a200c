import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideConversion, type Conversion, type Converted } from "../../../server/domain/customs/conversion/convert.ts";
import { CONVERSIONS, findPermission, type ConversionRow } from "../../../server/domain/customs/conversion/matrix.ts";
import { lotKey, type Lot } from "../../../server/domain/ledger/lot.ts";
import type { SupervisionMode } from "../../../server/domain/customs/trade/mode.ts";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const MODES: readonly SupervisionMode[] = ["1210", "1239", "9610", "9710", "9810", "0110", "1039"];
const LOT: Lot = {
  gtin: "06901234567892",
  uom: "EA",
  owner: "acme",
  book: "T4900W000001",
  line: 1,
  batch: "L1",
  expiry: "2025-06-30",
  serial: null,
  origin: "NZ",
};
const CONVERSION: Conversion = {
  document: "ZH1",
  isApproved: true,
  zone: "chenzhou",
  lot: LOT,
  hold: "none",
  from: "1210",
  to: "0110",
  line: null,
  quantity: 300_000n,
  available: 500_000n,
  overdue: [],
  atMs: at("2025-06-30T23:59:59"),
};
const row = (from: SupervisionMode, to: SupervisionMode, more: Partial<ConversionRow> = {}): ConversionRow => ({
  from,
  to,
  value: "permitted",
  validFrom: "2020-01-01",
  source: "test",
  sure: "unsure",
  ...more,
});

describe("which mode may become which", () => {
  const permission = (rows: readonly ConversionRow[], from: SupervisionMode, to: SupervisionMode, day = "2025-01-01") =>
    findPermission(rows, { zone: "chenzhou", from, to, day }).permission;

  test("1210 never becomes 1239, whatever a zone writes (GACC 2018 no. 194)", () => {
    expect(permission(CONVERSIONS, "1210", "1239")).toBe("forbidden");
    expect(permission([], "1210", "1239")).toBe("forbidden");
    expect(permission([...CONVERSIONS, row("1210", "1239", { zone: "chenzhou" })], "1210", "1239")).toBe("forbidden");
  });
  test("what is not written is not permitted", () => {
    const permitted = MODES.flatMap((from) =>
      MODES.filter((to) => permission(CONVERSIONS, from, to) === "permitted").map((to) => `${from} ${to}`),
    );
    expect(permitted).toEqual(["1210 0110", "9710 9810", "9810 9710", "0110 9710", "0110 9810"]);
    expect(permission(CONVERSIONS, "1039", "9710")).toBe("not_in_matrix");
    expect(permission(CONVERSIONS, "1239", "1210")).toBe("not_in_matrix");
  });
  test("all that is permitted by default is said to be unsure, with its source", () => {
    for (const { value, sure, source } of CONVERSIONS)
      if (value === "permitted") expect([sure, source]).toEqual(["unsure", expect.stringContaining("不同贸易方式互转")]);
  });
  test("a zone's own row goes before the general one, on its days", () => {
    const rows = [
      ...CONVERSIONS,
      row("1210", "0110", { zone: "chenzhou", value: "forbidden", validFrom: "2024-01-01", validTo: "2024-12-31" }),
    ];
    expect(permission(rows, "1210", "0110", "2024-06-01")).toBe("forbidden");
    expect(permission(rows, "1210", "0110", "2025-01-01")).toBe("permitted");
    expect(findPermission(rows, { zone: "xiangtan", from: "1210", to: "0110", day: "2024-06-01" }).permission).toBe("permitted");
  });
  test("nothing is permitted before its day", () => expect(permission(CONVERSIONS, "9710", "9810", "2020-06-30")).toBe("not_in_matrix"));
});

describe("a conversion (不同贸易方式互转)", () => {
  test("makes a new lot that keeps its identity and names the old one", () => {
    const converted = decideConversion(CONVERSION) as Converted;
    const target = { ...LOT, book: null, line: null };
    expect(converted).toMatchObject({
      document: "ZH1",
      quantity: 300_000n,
      from: { lot: LOT, mode: "1210" },
      to: { lot: target, mode: "0110" },
    });
    expect(converted.lineage).toEqual({ lot: lotKey(target), fromLot: lotKey(LOT) });
    expect(converted.permittedBy).toMatchObject({ from: "1210", to: "0110", sure: "unsure" });
  });
  test("of goods that stand in no book changes the mode alone: the lot stays itself", () => {
    const lot = { ...LOT, book: null, line: null };
    expect(decideConversion({ ...CONVERSION, lot, from: "9710", to: "9810" })).toMatchObject({ lineage: null, to: { mode: "9810" } });
  });
  test("on the last day before its expiry goes, the day after does not: expired goods go back abroad or are destroyed (2.3)", () => {
    expect(decideConversion(CONVERSION)).toHaveProperty("lineage");
    expect(decideConversion({ ...CONVERSION, atMs: at("2025-07-01T00:00:00") })).toBe("expired");
  });

  const line = { book: LOT.book ?? "", line: 2, gtin: LOT.gtin, uom: LOT.uom };
  const rows = [...CONVERSIONS, row("0110", "1210")];
  test.each<[string, Partial<Conversion>]>([
    ["quantity_not_above_zero", { quantity: 0n }],
    ["same_mode", { to: "1210" }],
    ["forbidden", { to: "1239" }],
    ["not_in_matrix", { to: "9610" }],
    ["document_not_approved", { isApproved: false }],
    ["obligation_overdue", { overdue: ["O1"] }],
    ["held", { hold: "pledged" }],
    ["held", { hold: "tallied_undeclared" }],
    ["line_missing", { from: "0110", to: "1210" }],
    ["line_of_another_product", { line: { ...line, gtin: "06901234567893" } }],
    ["line_of_another_product", { line: { ...line, uom: "KGM" } }],
    ["same_line", { line: { ...line, line: 1 } }],
    ["serial_is_one", { lot: { ...LOT, serial: "S1" } }],
    ["not_enough", { available: 299_999n }],
  ])("%s", (refusal, change) => expect(decideConversion({ ...CONVERSION, ...change }, rows)).toBe(refusal));

  test("is refused in the order of the checks", () => {
    expect(decideConversion({ ...CONVERSION, to: "1239", hold: "pledged", isApproved: false, quantity: 10n ** 12n })).toBe("forbidden");
  });
  test("law: no zone's matrix gets 1210 into 1239, and what is converted keeps product, owner, batch, expiry, serial and origin", () => {
    const mode = fc.constantFrom(...MODES);
    const written = fc.array(
      fc.record({
        from: mode,
        to: mode,
        zone: fc.constantFrom("chenzhou", undefined),
        value: fc.constantFrom("permitted" as const, "forbidden" as const),
      }),
    );
    fc.assert(
      fc.property(written, mode, mode, (given, from, to) => {
        const matrix = given.map(({ zone, ...each }) =>
          row(each.from, each.to, { value: each.value, ...(zone === undefined ? {} : { zone }) }),
        );
        const answer = decideConversion({ ...CONVERSION, from, to, line }, matrix);
        if (from === "1210" && to === "1239") expect(answer).toBe("forbidden");
        if (typeof answer === "string") return;
        expect({ ...answer.to.lot, book: LOT.book, line: LOT.line }).toEqual(LOT);
        expect(answer.quantity).toBe(CONVERSION.quantity);
      }),
      { numRuns: 500 },
    );
  });
});
