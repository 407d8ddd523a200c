/**
 * Tax of a retail import, section 2.2. Taxable price is the actual price with freight and insurance, which are spread
 * over the lines by value. Within the limits: no tariff, VAT and consumption tax at 70 % (财关税〔2016〕18号). One
 * indivisible item above the single limit: all three in full. Everything is a fraction until the one place where it is
 * rounded to 分; where that is, no notice found says, so it is a setting.
 */
import type { Fraction, Money } from "../../basics/money.ts";
import { FEN, roundTo } from "../../basics/money.ts";
import { QUANTITY_SCALE } from "../../basics/quantity.ts";
import { assert } from "../../basics/assert.ts";
import type { DatedSetting } from "../settings.ts";
import { findOn } from "../settings.ts";
import type { Measure } from "./document.ts";
import type { ImportList } from "./list.ts";
import type { TariffRate } from "./tariff.ts";

export type Taxation = "reduced" | "full";

export type TaxSettings = Readonly<{
  /** Of what is due in full, counted in 10⁻⁵: 70 % is 70000n. */
  reducedShare: bigint;
  /** Whether each tax is rounded for each line, as the tax sheet (CEB816) lists it, or once for the whole list. */
  rounding: "each_line" | "whole_list";
}>;

export const REDUCED_SHARE: readonly DatedSetting<bigint>[] = [
  { value: 70_000n, validFrom: "2016-04-08", source: "财关税〔2016〕18号", sure: "sure" },
];
export const TAX_ROUNDING: readonly DatedSetting<TaxSettings["rounding"]>[] = [
  { value: "each_line", validFrom: "2016-04-08", source: "The tax sheet CEB816 carries each tax by line; halves go up", sure: "unsure" },
];

/** Undefined on a day for which some row is not known. */
export const findTaxSettings = (day: string): TaxSettings | undefined => {
  const reducedShare = findOn(REDUCED_SHARE, day)?.value;
  const rounding = findOn(TAX_ROUNDING, day)?.value;
  return reducedShare === undefined || rounding === undefined ? undefined : { reducedShare, rounding };
};

/** The three taxes of one line, before rounding. */
export type ExactTax = Readonly<{ tariff: Fraction; consumption: Fraction; vat: Fraction }>;

export type TaxAmounts = Readonly<{ tariff: Money; consumption: Money; vat: Money; total: Money }>;

export type TaxedLine = Readonly<{ line: number; taxablePrice: Money; tax: TaxAmounts }>;

export type TaxSheet = Readonly<{ taxation: Taxation; taxablePrice: Money; lines: readonly TaxedLine[]; tax: TaxAmounts }>;

/** `rate_unknown`: no row on that day. `tariff_unknown`: due in full, and the row gives no tariff. `unit_missing`: a tax by quantity, and no quantity in its unit. */
export type TaxRefusal = Readonly<{ refused: "rate_unknown" | "tariff_unknown" | "unit_missing"; line: number; hsCode: string }>;

const ONE = QUANTITY_SCALE;

export type TaxBasis = Readonly<{
  taxablePrice: Money;
  rate: TariffRate;
  /** In the unit of `consumptionPerUnit`; needed where the rate has one. */
  quantity?: bigint;
  taxation: Taxation;
  reducedShare: bigint;
}>;

/**
 * With P taxable price, T tariff, S the tax by quantity and c, v the rates:
 * consumption tax (P+T+S)/(1-c)·c + S, VAT (P+T+S)/(1-c)·v; S = 0 and T = 0 give the formulas of the notice.
 */
export const exactTax = ({ taxablePrice, rate, quantity, taxation, reducedShare }: TaxBasis): ExactTax => {
  assert(rate.consumption < ONE, `${rate.hsCode}: a consumption tax is a share of the price with the tax in it, below 100 %`);
  const t = taxation === "full" ? (rate.tariff ?? 0n) : 0n;
  const { consumption: c, vat: v } = rate;
  const byQuantity = rate.consumptionPerUnit ? rate.consumptionPerUnit.amount * (quantity ?? 0n) : 0n;
  // All three carry one factor ONE in the denominator; `base` is P+T+S.
  const base = taxablePrice * (ONE + t) + byQuantity;
  const share = taxation === "full" ? ONE : reducedShare;
  const within = ONE * (ONE - c) * ONE;
  return {
    tariff: { numerator: taxablePrice * t * share, denominator: ONE * ONE },
    consumption: { numerator: (base * c + byQuantity * (ONE - c)) * share, denominator: within },
    vat: { numerator: base * v * share, denominator: within },
  };
};

/** Shares of `amount` by weight that add up to it exactly; to the first alone where nothing weighs. */
export const apportion = (amount: Money, weights: readonly bigint[]): readonly Money[] => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map((_weight, index) => (index === 0 ? amount : 0n));
  let reached = 0n;
  let given = 0n;
  return weights.map((weight) => {
    reached += weight;
    const upToHere = (amount * reached) / whole;
    const share = upToHere - given;
    given = upToHere;
    return share;
  });
};

/** 完税价格 of each line: its total, and its part of freight and insurance. */
export const taxablePrices = (list: Pick<ImportList, "lines" | "freight" | "insuredFee">): readonly Money[] => {
  const totals = list.lines.map((line) => line.total);
  const shares = apportion(list.freight + list.insuredFee, totals);
  return totals.map((total, index) => total + (shares[index] ?? 0n));
};

const measureIn = (unit: string, measures: readonly (Measure | undefined)[]): bigint | undefined =>
  measures.find((measure) => measure?.unit === unit)?.quantity;

const add = (one: Fraction, other: Fraction): Fraction =>
  one.denominator === other.denominator
    ? { numerator: one.numerator + other.numerator, denominator: one.denominator }
    : {
        numerator: one.numerator * other.denominator + other.numerator * one.denominator,
        denominator: one.denominator * other.denominator,
      };

const NOTHING: ExactTax = {
  tariff: { numerator: 0n, denominator: 1n },
  consumption: { numerator: 0n, denominator: 1n },
  vat: { numerator: 0n, denominator: 1n },
};

const addTaxes = (one: ExactTax, other: ExactTax): ExactTax => ({
  tariff: add(one.tariff, other.tariff),
  consumption: add(one.consumption, other.consumption),
  vat: add(one.vat, other.vat),
});

const sumOf = (tariff: Money, consumption: Money, vat: Money): TaxAmounts => ({
  tariff,
  consumption,
  vat,
  total: tariff + consumption + vat,
});

const rounded = ({ tariff, consumption, vat }: ExactTax): TaxAmounts =>
  sumOf(roundTo(FEN, tariff, "half_up"), roundTo(FEN, consumption, "half_up"), roundTo(FEN, vat, "half_up"));

const basisOf = (
  line: ImportList["lines"][number],
  rate: TariffRate | undefined,
  question: TaxQuestion,
): TaxRefusal | Omit<TaxBasis, "taxablePrice"> => {
  const refuse = (refused: TaxRefusal["refused"]): TaxRefusal => ({ refused, line: line.line, hsCode: line.hsCode });
  const { taxation, settings } = question;
  if (!rate) return refuse("rate_unknown");
  if (taxation === "full" && rate.tariff === undefined) return refuse("tariff_unknown");
  const basis = { rate, taxation, reducedShare: settings.reducedShare };
  if (!rate.consumptionPerUnit) return basis;
  const quantity = measureIn(rate.consumptionPerUnit.unit, [line.legal, line.secondLegal, line]);
  return quantity === undefined ? refuse("unit_missing") : { ...basis, quantity };
};

export type TaxQuestion = Readonly<{
  list: Pick<ImportList, "lines" | "freight" | "insuredFee">;
  /** The row of the day for a code: `rateOn`. */
  rateOf: (hsCode: string) => TariffRate | undefined;
  taxation: Taxation;
  settings: TaxSettings;
}>;

/** The tax sheet of a list, or every line that cannot be taxed. */
export const taxList = (question: TaxQuestion): TaxSheet | readonly TaxRefusal[] => {
  const { list, rateOf, taxation, settings } = question;
  const refusals: TaxRefusal[] = [];
  const lines: TaxedLine[] = [];
  let exact = NOTHING;
  let [taxablePrice, tariff, consumption, vat] = [0n, 0n, 0n, 0n];
  const prices = taxablePrices(list);
  list.lines.forEach((line, index) => {
    const price = prices[index] ?? 0n;
    const basis = basisOf(line, rateOf(line.hsCode), question);
    if ("refused" in basis) return void refusals.push(basis);
    const lineTax = exactTax({ ...basis, taxablePrice: price });
    const tax = rounded(lineTax);
    lines.push({ line: line.line, taxablePrice: price, tax });
    taxablePrice += price;
    tariff += tax.tariff;
    consumption += tax.consumption;
    vat += tax.vat;
    if (settings.rounding === "whole_list") exact = addTaxes(exact, lineTax);
  });
  if (refusals.length > 0) return refusals;
  const tax = settings.rounding === "whole_list" ? rounded(exact) : sumOf(tariff, consumption, vat);
  return { taxation, taxablePrice, lines, tax };
};
