/** Customs rules 2.2 (财关税〔2016〕18号, 财关税〔2018〕49号): the formulas and the checks given with them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FEN, roundTo, type Fraction } from "../../../server/domain/basics/money.ts";
import { formatQuantity } from "../../../server/domain/basics/quantity.ts";
import { rateOn, type TariffRate } from "../../../server/domain/customs/trade/tariff.ts";
import {
  apportion,
  exactTax,
  findTaxSettings,
  taxablePrices,
  taxList,
  type Taxation,
  type TaxQuestion,
  type TaxSettings,
  type TaxSheet,
} from "../../../server/domain/customs/trade/tax.ts";
import { IMPORT_LIST, listLine, n, rate } from "./support.ts";

const SETTINGS: TaxSettings = { reducedShare: n("0.7"), rounding: "each_line" };
const CODE = "0000000000";

/** To four decimals, as the rule text writes them. */
const four = (fraction: Fraction): string => formatQuantity(roundTo(10n, fraction, "half_up"));

const tax = (prices: readonly string[], rates: Partial<TariffRate>, taxation: Taxation = "reduced", settings = SETTINGS): TaxSheet => {
  const lines = prices.map((price, index) => listLine(index + 1, { hsCode: CODE, total: n(price) }));
  const question: TaxQuestion = { list: { lines, freight: 0n, insuredFee: 0n }, rateOf: () => rate(CODE, rates), taxation, settings };
  const sheet = taxList(question);
  if (!("tax" in sheet)) throw new Error(JSON.stringify(sheet));
  return sheet;
};

describe("within the limits: 70 % of VAT and consumption tax, no tariff", () => {
  test.each([
    ["v13 c0", "0.13", "0", "0", "9.1", "9.1"],
    ["v9 c0", "0.09", "0", "0", "6.3", "6.3"],
    ["wine v13 c10", "0.13", "0.10", "7.7778", "10.1111", "17.89"],
    ["cosmetics v13 c15", "0.13", "0.15", "12.3529", "10.7059", "23.06"],
  ])("P=100, %s", (_name, vat, consumption, consumptionTax, vatTax, total) => {
    const rates = { vat: n(vat), consumption: n(consumption), tariff: n("0.14") };
    const exact = exactTax({ taxablePrice: n("100"), rate: rate(CODE, rates), taxation: "reduced", reducedShare: n("0.7") });
    expect([four(exact.tariff), four(exact.consumption), four(exact.vat)]).toEqual(["0", consumptionTax, vatTax]);
    for (const rounding of ["each_line", "whole_list"] as const)
      expect(formatQuantity(tax(["100"], rates, "reduced", { ...SETTINGS, rounding }).tax.total)).toBe(total);
  });

  test("is P*(v+c)/(1-c)*0.7 together, exactly", () => {
    const percent = fc.integer({ min: 0, max: 99 }).map((value) => BigInt(value) * 1_000n);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: n("99999999") }), percent, percent, (P, v, c) => {
        const { consumption, vat } = exactTax({
          taxablePrice: P,
          rate: rate(CODE, { vat: v, consumption: c }),
          taxation: "reduced",
          reducedShare: n("0.7"),
        });
        // a/b + c/d = e/f, multiplied out.
        const [one, whole] = [100_000n, 100_000n - c];
        const left = (consumption.numerator * vat.denominator + vat.numerator * consumption.denominator) * whole * one;
        const right = P * (v + c) * n("0.7") * consumption.denominator * vat.denominator;
        expect(left).toBe(right);
      }),
    );
  });
});

describe("one indivisible item above the single limit: all three in full", () => {
  test("tariff, and the other two on the price with tariff in it", () => {
    const { tax: amounts } = tax(["6000"], { tariff: n("0.05") }, "full");
    expect([amounts.tariff, amounts.consumption, amounts.vat].map(formatQuantity)).toEqual(["300", "0", "819"]);
  });
  test("with consumption tax: 6300/0.85*0.15 and 6300/0.85*0.13", () => {
    const { tax: amounts } = tax(["6000"], { tariff: n("0.05"), consumption: n("0.15") }, "full");
    expect([amounts.consumption, amounts.vat].map(formatQuantity)).toEqual(["1111.76", "963.53"]);
  });
  test("is refused by name where the row gives no tariff", () => {
    const { tariff: _tariff, ...row } = rate(CODE);
    const list = { lines: [listLine(1, { hsCode: CODE })], freight: 0n, insuredFee: 0n };
    const question = { list, rateOf: () => row, settings: SETTINGS };
    expect(taxList({ ...question, taxation: "full" })).toEqual([{ refused: "tariff_unknown", line: 1, hsCode: CODE }]);
    expect(taxList({ ...question, taxation: "reduced" })).toHaveProperty("tax");
  });
});

describe("goods taxed by quantity too (白酒: 20 % and 0.5 元 for 500 g)", () => {
  const spirits = { consumption: n("0.2"), consumptionPerUnit: { amount: n("1"), unit: "035" } };
  const bottle = listLine(1, { hsCode: CODE, total: n("100"), legal: { quantity: n("0.5"), unit: "035" } });
  const question: TaxQuestion = {
    list: { lines: [bottle], freight: 0n, insuredFee: 0n },
    rateOf: () => rate(CODE, spirits),
    taxation: "reduced",
    settings: SETTINGS,
  };
  test("add S to the price: (100+0.5)/0.8*0.2+0.5, VAT on price and consumption tax", () => {
    // 25.625 and 125.625 * 0.13 = 16.33125, each at 70 %.
    expect(taxList(question)).toMatchObject({ tax: { consumption: n("17.94"), vat: n("11.43") } });
  });
  test("are refused by name without a quantity in that unit", () => {
    const list = { ...question.list, lines: [{ ...bottle, legal: { quantity: n("500"), unit: "036" } }] };
    expect(taxList({ ...question, list })).toEqual([{ refused: "unit_missing", line: 1, hsCode: CODE }]);
  });
});

describe("taxable price", () => {
  test("holds freight and insurance, spread by value, to the last 10⁻⁵", () => {
    const lines = ["100", "100", "100"].map((total, index) => listLine(index + 1, { total: n(total) }));
    const prices = taxablePrices({ lines, freight: n("9"), insuredFee: n("1") });
    expect(prices.map(formatQuantity)).toEqual(["103.33333", "103.33333", "103.33334"]);
  });
  test("of gifts alone carries the freight on the first line", () => {
    const lines = [listLine(1, { total: 0n }), listLine(2, { total: 0n })];
    expect(taxablePrices({ lines, freight: n("8"), insuredFee: 0n })).toEqual([n("8"), 0n]);
  });
  test("shares always add up, and none is below zero", () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(amounts, fc.array(amounts, { minLength: 1, maxLength: 9 }), (amount, weights) => {
        const shares = apportion(amount, weights);
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(amount);
        expect(shares.every((share) => share >= 0n)).toBe(true);
      }),
    );
  });
});

describe("rounding to 分", () => {
  test("by line or once: the setting says which, and that nobody is sure", () => {
    // 0.05 * 0.091 = 0.00455 a line: nothing each, 0.01 for three.
    const prices = ["0.05", "0.05", "0.05"];
    expect(formatQuantity(tax(prices, {}).tax.total)).toBe("0");
    expect(formatQuantity(tax(prices, {}, "reduced", { ...SETTINGS, rounding: "whole_list" }).tax.total)).toBe("0.01");
    expect(findTaxSettings("2026-11-20")).toEqual(SETTINGS);
    expect(findTaxSettings("2016-04-07")).toBeUndefined();
  });
  test("a half goes up, away from zero", () => {
    const half = { numerator: 1n, denominator: 2n };
    expect([roundTo(1n, half, "half_up"), roundTo(1n, half, "down"), roundTo(1n, half, "up")]).toEqual([1n, 0n, 1n]);
    expect(roundTo(FEN, { numerator: -1_500n, denominator: 1n }, "half_up")).toBe(-2_000n);
  });
});

test("tax is never below zero, rises with the price, and its parts add up", () => {
  const price = fc.bigInt({ min: 0n, max: n("26000") });
  const percent = fc.integer({ min: 0, max: 99 }).map((value) => BigInt(value) * 1_000n);
  fc.assert(
    fc.property(price, price, percent, percent, (low, more, vat, consumption) => {
      const taxed = (total: bigint): TaxSheet => tax([formatQuantity(total), "3.99"], { vat, consumption });
      const [small, large] = [taxed(low), taxed(low + more)];
      expect(small.tax.total >= 0n && large.tax.total >= small.tax.total).toBe(true);
      expect(small.lines.reduce((sum, line) => sum + line.tax.total, 0n)).toBe(small.tax.total);
      expect(small.tax.tariff + small.tax.consumption + small.tax.vat).toBe(small.tax.total);
      expect(small.tax.total % FEN).toBe(0n);
    }),
  );
});

describe("the tariff on a day", () => {
  const rows = [
    rate("1901101000", { validFrom: "2015-01-01", validTo: "2022-12-31" }),
    rate("1901101010", { validFrom: "2023-01-01", vat: n("0.09") }),
    rate("1901101010", { validFrom: "2026-07-01", vat: n("0.13") }),
    rate("19011010", { validFrom: "2023-01-01", vat: n("0.11") }),
  ];
  test.each([
    ["1901101000", "2022-12-31", "0.13"],
    // Outdated: the eight-digit line stands for it.
    ["1901101000", "2023-01-01", "0.11"],
    ["1901101010", "2026-06-30", "0.09"],
    ["1901101010", "2026-07-01", "0.13"],
    ["1901101090", "2026-07-01", "0.11"],
    ["19011010", "2023-01-01", "0.11"],
    ["1901101010", "2022-12-31", undefined],
    ["2106909090", "2026-07-01", undefined],
  ])("%s on %s: %s", (hsCode, day, vat) => {
    const found = rateOn(rows, hsCode, day);
    expect(found && formatQuantity(found.vat)).toBe(vat);
  });
  test("a code that is not in it is refused by name, every line at once", () => {
    expect(taxList({ list: IMPORT_LIST, rateOf: () => undefined, taxation: "reduced", settings: SETTINGS })).toEqual([
      { refused: "rate_unknown", line: 1, hsCode: "1901101010" },
      { refused: "rate_unknown", line: 2, hsCode: "3304990039" },
    ]);
  });
});
