/** The witness's verdict: what the world says should be where, against what the server says is there. */
import type { StockRow } from "#wire/http-api.ts";
import { ON_THE_WAY, type ExpectedStock, type StockKey } from "./world/expected-stock.ts";

export type Disagreement = StockKey & Readonly<{ expected: number; found: number }>;

const keyOf = ({ site, location, gtin, regime }: StockKey): string => `${site}|${location}|${gtin}|${regime}`;

export const compareStock = (expected: ExpectedStock, found: readonly StockRow[]): Disagreement[] => {
  const cells = new Map<string, StockKey & { expected: number; found: number }>();
  const cellOf = ({ site, location, gtin, regime }: StockKey) => {
    const key = keyOf({ site, location, gtin, regime });
    let cell = cells.get(key);
    if (!cell) cells.set(key, (cell = { site, location, gtin, regime, expected: 0, found: 0 }));
    return cell;
  };
  for (const cell of expected.list()) if (cell.site !== ON_THE_WAY) cellOf(cell).expected += cell.quantity;
  for (const row of found) cellOf(row).found += Number(row.quantity);
  return [...cells.values()].filter((cell) => Math.abs(cell.expected - cell.found) > 1e-6);
};
