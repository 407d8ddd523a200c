/** The witness's verdict: what the world says should be where, in which book and in which state, against what the server says. */
import type { BookLineAnswer } from "#wire/customs-books.ts";
import type { DocumentRow } from "#wire/customs-documents.ts";
import type { StockRow } from "#wire/http-api.ts";
import type { BookLine, Paper } from "./customs/papers.ts";
import { ON_THE_WAY, type ExpectedStock, type StockKey } from "./world/expected-stock.ts";

export type Disagreement = StockKey & Readonly<{ expected: number; found: number }>;

const keyOf = ({ site, location, gtin, regime }: StockKey): string => `${site}|${location}|${gtin}|${regime}`;

const isFar = (one: number, other: number): boolean => Math.abs(one - other) > 1e-6;

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
  return [...cells.values()].filter((cell) => isFar(cell.expected, cell.found));
};

/** In words. */
export type Contradiction = string;

/** Formal, pre-credited and pre-deducted, line by line. Lines that the world counts are those that were opened or moved. */
export const compareBooks = (expected: readonly BookLine[], found: ReadonlyMap<string, readonly BookLineAnswer[]>): Contradiction[] =>
  expected.flatMap(({ book, line, ...balance }) => {
    const answer = found.get(book)?.find((each) => each.line === line);
    if (!answer) return [`${book} line ${line}: the server has no such line`];
    return (["actual", "incoming", "outgoing"] as const)
      .filter((side) => isFar(balance[side], Number(answer[side])))
      .map((side) => `${book} line ${line} ${side}: expected ${balance[side]}, found ${answer[side]}`);
  });

export const comparePapers = (expected: readonly Paper[], found: readonly DocumentRow[]): Contradiction[] => {
  const states = new Map<string, string>();
  for (const { kind, number, innerNo, state } of found)
    for (const name of [number, innerNo]) if (name !== null) states.set(`${kind}/${name}`, state);
  return expected.flatMap(({ kind, key, state }) => {
    const answer = states.get(`${kind}/${key}`);
    return answer === state ? [] : [`${kind} ${key}: expected ${state}, found ${answer ?? "nothing"}`];
  });
};
