import type { Hold, Regime } from "../../ledger/account.ts";
import { canonicalText } from "./canonical.ts";
import { gatherLines, totalByUom, type LineKey } from "./lines.ts";

/**
 * The stock of a day (每日库存报送), section 2.6: for each line of the books what is physically there, by regime and hold, beside
 * what the book counts. Lines where nothing is and nothing is counted are left out.
 */
export type StockRow = LineKey & Readonly<{ regime: Regime; hold: Hold; quantity: bigint }>;

/** 账册余量. `actual` is formally there and free, `outgoing` (预扣) there and spoken for, `incoming` (预增) not formally there yet. */
export type BookBalance = LineKey & Readonly<{ actual: bigint; incoming: bigint; outgoing: bigint }>;

export type SnapshotQuestion = Readonly<{
  site: string;
  /** YYYY-MM-DD in Shanghai. */
  day: string;
  stock: readonly StockRow[];
  balances: readonly BookBalance[];
}>;

export type SnapshotLine = LineKey &
  Readonly<{
    physical: bigint;
    /** Of that, by regime and hold. */
    places: readonly Readonly<{ regime: Regime; hold: Hold; quantity: bigint }>[];
    actual: bigint;
    incoming: bigint;
    outgoing: bigint;
  }>;

const COLUMNS = ["physical", "actual", "incoming", "outgoing"] as const;

export type SnapshotTotal = Readonly<{ uom: string }> & Readonly<Record<(typeof COLUMNS)[number], bigint>>;

export type DailySnapshot = Readonly<{
  kind: "daily_stock_snapshot";
  site: string;
  day: string;
  lines: readonly SnapshotLine[];
  totals: readonly SnapshotTotal[];
  text: string;
}>;

type Gathered = LineKey & {
  kinds: Map<string, { regime: Regime; hold: Hold; quantity: bigint }>;
  actual: bigint;
  incoming: bigint;
  outgoing: bigint;
};
type Row = Readonly<{ stock: StockRow } | { balance: BookBalance }> & LineKey;

const keyed = ({ book, line, uom }: LineKey): LineKey => ({ book, line, uom });

const add = (line: Gathered, row: Row): void => {
  if ("balance" in row) {
    line.actual += row.balance.actual;
    line.incoming += row.balance.incoming;
    line.outgoing += row.balance.outgoing;
    return;
  }
  const { regime, hold, quantity } = row.stock;
  const key = `${regime}/${hold}`;
  const same = line.kinds.get(key);
  if (same) same.quantity += quantity;
  else line.kinds.set(key, { regime, hold, quantity });
};

const toLine = ({ kinds, ...line }: Gathered): SnapshotLine => {
  const places = [...kinds].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, kind]) => kind);
  return {
    ...line,
    physical: places.reduce((sum, { quantity }) => sum + quantity, 0n),
    places: places.filter(({ quantity }) => quantity !== 0n),
  };
};

export const makeDailySnapshot = ({ site, day, stock, balances }: SnapshotQuestion): DailySnapshot => {
  const rows: Row[] = [
    ...stock.map((row): Row => ({ ...keyed(row), stock: row })),
    ...balances.map((row): Row => ({ ...keyed(row), balance: row })),
  ];
  const lines = gatherLines(rows, (key): Gathered => ({ ...key, kinds: new Map(), actual: 0n, incoming: 0n, outgoing: 0n }), add)
    .map(toLine)
    .filter((line) => line.places.length > 0 || COLUMNS.some((name) => line[name] !== 0n));
  const report = { kind: "daily_stock_snapshot", site, day, lines, totals: totalByUom(lines, COLUMNS) } as const;
  return { ...report, text: canonicalText(report) };
};
