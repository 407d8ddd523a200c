import { shanghaiDay } from "../settings.ts";
import { canonicalText } from "./canonical.ts";
import { byLine, gatherLines, totalByUom, type LineKey } from "./lines.ts";

/**
 * The monthly report of a bonded warehouse (保税仓库收付存月报表), 海关总署令第105号: for each line what was there when the month began,
 * what came in, what went out, and what is there at its end. Opening and closing are read from the books of those instants and
 * the movements from the journal, so opening + in − out = closing is a check: where it fails there is no report, but the lines.
 */
export type OpeningRow = LineKey & Readonly<{ quantity: bigint }>;
export type MovementRow = LineKey &
  Readonly<{
    atMs: number;
    direction: "in" | "out";
    quantity: bigint;
    /** The documents that they moved under; null for a movement without one. */
    document: string | null;
  }>;

export type MonthQuestion = Readonly<{
  site: string;
  /** YYYY-MM in Shanghai. */
  month: string;
  opening: readonly OpeningRow[];
  movements: readonly MovementRow[];
  closing: readonly OpeningRow[];
}>;

export type MonthLine = LineKey &
  Readonly<{ opening: bigint; incoming: bigint; outgoing: bigint; closing: bigint; documents: readonly string[] }>;

const COLUMNS = ["opening", "incoming", "outgoing", "closing"] as const;

export type MonthTotal = Readonly<{ uom: string }> & Readonly<Record<(typeof COLUMNS)[number], bigint>>;

export type MonthlyReport = Readonly<{
  kind: "monthly_stock_report";
  site: string;
  month: string;
  lines: readonly MonthLine[];
  totals: readonly MonthTotal[];
  text: string;
}>;

/** 收付存不平: the closing quantity is not what opening and movements come to. */
export type BrokenMonth = Readonly<{ broken: readonly Readonly<MonthLine & { expected: bigint }>[] }>;

/** A movement outside of the month would be another month's. */
export type MonthRefusal = "movement_of_another_month" | "quantity_not_above_zero";

type Row = LineKey & Readonly<{ part: "opening" | "incoming" | "outgoing" | "closing"; quantity: bigint; document: string | null }>;
type Gathered = LineKey & { opening: bigint; incoming: bigint; outgoing: bigint; closing: bigint; documents: Set<string> };

const rowsOf = ({ opening, movements, closing }: MonthQuestion): Row[] => [
  ...opening.map(({ book, line, uom, quantity }): Row => ({ book, line, uom, quantity, part: "opening", document: null })),
  ...movements.map(({ book, line, uom, quantity, direction, document }): Row => ({
    book,
    line,
    uom,
    quantity,
    document,
    part: direction === "in" ? "incoming" : "outgoing",
  })),
  ...closing.map(({ book, line, uom, quantity }): Row => ({ book, line, uom, quantity, part: "closing", document: null })),
];

const begin = (key: LineKey): Gathered => ({ ...key, opening: 0n, incoming: 0n, outgoing: 0n, closing: 0n, documents: new Set() });

const add = (line: Gathered, { part, quantity, document }: Row): void => {
  line[part] += quantity;
  if (document !== null) line.documents.add(document);
};

const expectedOf = ({ opening, incoming, outgoing }: MonthLine): bigint => opening + incoming - outgoing;

export const makeMonthlyReport = (question: MonthQuestion): MonthlyReport | BrokenMonth | MonthRefusal => {
  const { site, month, movements } = question;
  if (movements.some(({ quantity }) => quantity <= 0n)) return "quantity_not_above_zero";
  if (movements.some(({ atMs }) => !shanghaiDay(atMs).startsWith(`${month}-`))) return "movement_of_another_month";
  const lines = gatherLines(rowsOf(question), begin, add)
    .map((line): MonthLine => ({ ...line, documents: [...line.documents].toSorted() }))
    .filter((line) => COLUMNS.some((name) => line[name] !== 0n))
    .toSorted(byLine);
  const broken = lines.filter((line) => expectedOf(line) !== line.closing);
  if (broken.length > 0) return { broken: broken.map((line) => ({ ...line, expected: expectedOf(line) })) };
  const report = { kind: "monthly_stock_report", site, month, lines, totals: totalByUom(lines, COLUMNS) } as const;
  return { ...report, text: canonicalText(report) };
};
