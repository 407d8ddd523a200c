import type { MatchAnswer } from "#wire/customs-documents.ts";

/**
 * The result of matching (三单对碰) turned so that one reads it across: a row for each field, a column for each document, the
 * values beside each other. Of a pair the side that is held against the other is marked: payment, waybill and list against
 * the order, the list against waybill and book.
 */
export type Field = MatchAnswer["fields"][number];
export const SIDES = ["order", "payment", "waybill", "list", "book"] as const;
export type Side = (typeof SIDES)[number];

export type MatchCell = Readonly<{ value: string | null; state: Field["state"]; severity: Field["severity"]; against: Side | null }>;
export type MatchRow = Readonly<{
  field: string;
  line: number | null;
  /** The worst of its cells. */
  severity: Field["severity"];
  state: Field["state"];
  cells: Readonly<Partial<Record<Side, MatchCell>>>;
}>;

type Sides = Readonly<{ left: Side; right: Side; marked: "left" | "right" }>;
const PAIRS: Readonly<Record<string, Sides>> = {
  order_payment: { left: "order", right: "payment", marked: "right" },
  order_waybill: { left: "order", right: "waybill", marked: "right" },
  list_order: { left: "list", right: "order", marked: "left" },
  list_waybill: { left: "list", right: "waybill", marked: "left" },
  list_book: { left: "list", right: "book", marked: "left" },
};

const WEIGHT: Readonly<Record<Field["severity"], number>> = { none: 0, warns: 1, blocks: 2 };
const heavier = (one: MatchCell | undefined, other: MatchCell): MatchCell =>
  !one || WEIGHT[other.severity] > WEIGHT[one.severity] || (one.value === null && other.value !== null) ? other : one;

type Gathered = {
  field: string;
  line: number | null;
  severity: Field["severity"];
  state: Field["state"];
  cells: Partial<Record<Side, MatchCell>>;
};

const put = (row: Gathered, sides: Sides, found: Field): void => {
  const other = { left: "right", right: "left" } as const;
  for (const end of ["left", "right"] as const) {
    const isMarked = end === sides.marked;
    row.cells[sides[end]] = heavier(row.cells[sides[end]], {
      value: found[end],
      state: isMarked || found[end] === null ? found.state : "equal",
      severity: isMarked || found[end] === null ? found.severity : "none",
      against: isMarked ? sides[other[end]] : null,
    });
  }
  if (WEIGHT[found.severity] > WEIGHT[row.severity] || (row.state === "equal" && found.state !== "equal")) {
    row.severity = found.severity;
    row.state = found.state;
  }
};

/** What blocks first, then what warns, then what agrees, each in the order in which it was compared. */
export const matchRows = (fields: readonly Field[]): readonly MatchRow[] => {
  const rows = new Map<string, Gathered>();
  for (const found of fields) {
    const sides = PAIRS[found.pair];
    if (!sides) continue;
    const key = `${found.field}/${found.line ?? ""}`;
    const row = rows.get(key) ?? { field: found.field, line: found.line, severity: "none", state: "equal", cells: {} };
    rows.set(key, row);
    put(row, sides, found);
  }
  return [...rows.values()].toSorted((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity]);
};

/** What one document says of itself: sums that must come out, numbers that may be used once. */
export const innerFields = (fields: readonly Field[]): readonly Field[] =>
  fields.filter(({ pair }) => !(pair in PAIRS)).toSorted((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity]);

export const sidesOf = (rows: readonly MatchRow[]): readonly Side[] => SIDES.filter((side) => rows.some(({ cells }) => cells[side]));
