/** Goods as declarations name them: by the book's 料号 and line, in the units of the customs tables, with values and weights. */
import type { BookRow, PartyRow } from "#wire/master-data.ts";
import { findBookLine, getGood, itemRecordNoOf, PARTIES, type Good } from "../../world/catalog.ts";
import { grossGrams, kilograms } from "./amounts.ts";

export type Goods = Readonly<{ gtin: string; quantity: number }>;

export type DeclaredLine = Readonly<{
  n: number;
  good: Good;
  quantity: number;
  itemRecordNo: string;
  /** 备案序号, where the site's book has the goods. */
  bookLine: number | undefined;
  totalFen: number;
  netGrams: number;
  grossGrams: number;
  /** 法定数量, one for each legal unit. */
  legal: readonly Readonly<{ unit: string; quantity: string }>[];
}>;

const LITRES_TENTHS = 7.5;
/** A legal unit counts weight, litres of wine, or pieces. */
const legalQuantity = (unit: string, quantity: number, netGrams: number): string => {
  if (unit === "035") return kilograms(netGrams);
  return unit === "095" ? kilograms(quantity * LITRES_TENTHS * 100) : String(quantity);
};

export const declareLines = (site: string, goods: readonly Goods[]): DeclaredLine[] =>
  goods.map(({ gtin, quantity }, index) => {
    const good = getGood(gtin);
    const netGrams = good.customs.netGrams * quantity;
    return {
      n: index + 1,
      good,
      quantity,
      itemRecordNo: itemRecordNoOf(good),
      bookLine: findBookLine(site, gtin)?.line.line,
      totalFen: good.customs.priceCny * 100 * quantity,
      netGrams,
      grossGrams: grossGrams(netGrams),
      legal: good.customs.legalUnits.map((unit) => ({ unit, quantity: legalQuantity(unit, quantity, netGrams) })),
    };
  });

export const sum = (lines: readonly DeclaredLine[], of: "totalFen" | "netGrams" | "grossGrams" | "quantity"): number =>
  lines.reduce((total, line) => total + line[of], 0);

export type Firm = Readonly<{ code: string; creditCode: string; name: string }>;

export const getFirm = (party: string): Firm => {
  const known: PartyRow | undefined = PARTIES.find((each) => each.party === party);
  if (!known?.customsCode || !known.creditCode) throw new RangeError(`${party} is not registered with customs`);
  return { code: known.customsCode, creditCode: known.creditCode, name: known.name };
};

/** The one book that counts all of these goods. */
export const getBook = (site: string, goods: readonly Goods[]): BookRow => {
  const books = goods.map(({ gtin }) => findBookLine(site, gtin)?.book);
  const [book] = books;
  if (!book || books.some((each) => each !== book))
    throw new RangeError(`${site} has no one book for ${goods.map(({ gtin }) => gtin).join(", ")}`);
  return book;
};
