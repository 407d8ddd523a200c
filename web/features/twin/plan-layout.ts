import type { TwinCell } from "#wire/customs-books.ts";

/**
 * Where the cells of a warehouse stand on the plan. Master data may say it in metres; else it is read off the names: what
 * stands before the last number is the aisle and its row, docks and staging lie at the head, cages, gates and vehicles at the
 * foot. Blocks are then set in rows, as wide as makes them largest on the screen that is there.
 */
export type Box = Readonly<{ x: number; y: number; w: number; h: number }>;
export type PlacedCell = Readonly<{ cell: TwinCell; box: Box }>;
export type Zone = Readonly<{ name: string; kind: string; x: number; y: number }>;
export type Plan = Readonly<{
  cells: readonly PlacedCell[];
  zones: readonly Zone[];
  box: Box;
  /** The shorter side of a usual cell. */ cellSize: number;
}>;
type Screen = Readonly<{ w: number; h: number }>;

/** From the head of the hall to its foot. */
const ORDER = ["dock", "staging", "bin", "cage", "gate", "vehicle"];
/** Each begins a row of its own: the head, the racks, the foot. */
const PART: Readonly<Record<string, number>> = { dock: 0, staging: 0, cage: 2, gate: 2, vehicle: 2 };
const RACKS = 1;
/** A dock or a truck holds more than a bin, and its name is longer. */
const WIDTH: Readonly<Record<string, number>> = { bin: 1, dock: 2, staging: 2, cage: 2, gate: 2, vehicle: 3 };
const COLUMNS_MAX = 20;
const GAP = 0.12;
const TITLE = 0.75;
const BLOCK_GAP = 0.7;

type Name = Readonly<{ zone: string; row: string; position: string }>;

/** `A-01-07`: aisle A, row 01, position 07. `D2`: D, no row, 2. */
export const readName = (location: string): Name => {
  const parts = location.split(/[-_. ]+/).filter(Boolean);
  const last = parts.at(-1) ?? location;
  if (parts.length === 1) {
    const found = /^(.*?)(\d+)$/.exec(last);
    return { zone: found?.[1] || last, row: "", position: found?.[2] ?? "" };
  }
  return { zone: parts[0] ?? "", row: parts.slice(1, -1).join("-"), position: last };
};

/** 2 before 10. */
const inOrder = new Intl.Collator("en", { numeric: true }).compare;

type Block = Readonly<{ name: string; kind: string; rows: readonly (readonly TwinCell[])[]; w: number; h: number }>;

const chunks = (cells: readonly TwinCell[], size: number): TwinCell[][] => {
  const found: TwinCell[][] = [];
  for (let from = 0; from < cells.length; from += size) found.push(cells.slice(from, from + size));
  return found;
};

const grouped = <Key>(cells: readonly TwinCell[], keyOf: (cell: TwinCell) => Key): Map<Key, TwinCell[]> => {
  const groups = new Map<Key, TwinCell[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  return groups;
};

const blockOf = (name: string, cells: readonly TwinCell[], columnsMax: number): Block => {
  const kind = cells[0]?.kind ?? "bin";
  const width = WIDTH[kind] ?? 1;
  const perRow = Math.max(1, Math.floor(columnsMax / width));
  const rows = [...grouped(cells, (cell) => readName(cell.location).row).values()].flatMap((row) => chunks(row, perRow));
  const longest = Math.max(...rows.map((row) => row.length));
  return { name, kind, rows, w: longest * (width + GAP) - GAP, h: TITLE + rows.length * (1 + GAP) - GAP };
};

/** Bins are a block for each aisle; of everything else there is little: one block for each kind. */
const blocksOf = (cells: readonly TwinCell[], columnsMax: number): readonly Block[] =>
  ORDER.flatMap((kind) => {
    const within = cells.filter((cell) => cell.kind === kind || (kind === "bin" && !ORDER.includes(cell.kind)));
    if (within.length === 0) return [];
    if (kind !== "bin") return [blockOf("", within, columnsMax)];
    const aisles = [...grouped(within, (cell) => readName(cell.location).zone)].toSorted(([a], [b]) => inOrder(a, b));
    return aisles.map(([aisle, bins]) => blockOf(aisle, bins, columnsMax));
  });

type Row = Readonly<{ y: number; blocks: readonly Readonly<{ block: Block; x: number }>[] }>;

/** Blocks in rows of at most this width; the head, the racks and the foot each begin anew. */
const setInRows = (blocks: readonly Block[], width: number): Readonly<{ rows: readonly Row[]; box: Box }> => {
  const rows: { y: number; blocks: { block: Block; x: number }[] }[] = [];
  let [x, y, rowHeight, right] = [0, 0, 0, 0];
  let part: number | undefined;
  for (const block of blocks) {
    const own = PART[block.kind] ?? RACKS;
    if (rows.length === 0 || own !== part || x + block.w > width) {
      y += rows.length === 0 ? 0 : rowHeight + BLOCK_GAP;
      [x, rowHeight] = [0, 0];
      rows.push({ y, blocks: [] });
    }
    part = own;
    rows.at(-1)?.blocks.push({ block, x });
    rowHeight = Math.max(rowHeight, block.h);
    right = Math.max(right, x + block.w);
    x += block.w + BLOCK_GAP;
  }
  return { rows, box: { x: 0, y: 0, w: right, h: y + rowHeight } };
};

const cellsOf = ({ block, x }: Row["blocks"][number], y: number): PlacedCell[] => {
  const width = WIDTH[block.kind] ?? 1;
  return block.rows.flatMap((row, down) =>
    row.map((cell, along) => ({ cell, box: { x: x + along * (width + GAP), y: y + TITLE + down * (1 + GAP), w: width, h: 1 } })),
  );
};

const scaleOn = (box: Box, screen: Screen): number => Math.min(screen.w / Math.max(box.w, 1), screen.h / Math.max(box.h, 1));

/** Many arrangements are measured; only the one that is largest on the screen is drawn. */
const derived = (cells: readonly TwinCell[], screen: Screen): Omit<Plan, "cellSize"> => {
  let best: ReturnType<typeof setInRows> | undefined;
  const sorted = cells.toSorted((a, b) => inOrder(a.location, b.location));
  for (let columns = 4; columns <= COLUMNS_MAX; columns += 2) {
    const blocks = blocksOf(sorted, columns);
    const widest = Math.max(...blocks.map(({ w }) => w));
    const times = Math.ceil(Math.sqrt(blocks.length)) * 2;
    for (let beside = 1; beside <= times; beside++) {
      const set = setInRows(blocks, widest * beside + BLOCK_GAP * (beside - 1) + GAP);
      if (!best || scaleOn(set.box, screen) > scaleOn(best.box, screen)) best = set;
    }
  }
  if (!best) return { cells: [], zones: [], box: { x: 0, y: 0, w: 1, h: 1 } };
  return {
    cells: best.rows.flatMap(({ y, blocks }) => blocks.flatMap((set) => cellsOf(set, y))),
    zones: best.rows.flatMap(({ y, blocks }) =>
      blocks.map(({ block, x }) => ({ name: block.name, kind: block.kind, x, y: y + TITLE * 0.6 })),
    ),
    box: best.box,
  };
};

const boundsOf = (boxes: readonly Box[]): Box => {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return { x, y, w: Math.max(...boxes.map((box) => box.x + box.w)) - x, h: Math.max(...boxes.map((box) => box.y + box.h)) - y };
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;

/** Cells that the plan does not hold stand below it, in the size of the others. */
export const layOut = (cells: readonly TwinCell[], screen: Screen): Plan => {
  const planned = cells.flatMap((cell): PlacedCell[] => (cell.plan ? [{ cell, box: cell.plan }] : []));
  if (planned.length === 0) return { ...derived(cells, screen), cellSize: 1 };
  const box = boundsOf(planned.map((each) => each.box));
  const cellSize = median(planned.map((each) => Math.min(each.box.w, each.box.h)));
  const rest = cells.filter((cell) => !cell.plan);
  if (rest.length === 0) return { cells: planned, zones: [], box, cellSize };
  const below = derived(rest, { w: screen.w, h: screen.h / 2 });
  const top = box.y + box.h + cellSize;
  const moved = below.cells.map(({ cell, box: at }) => ({
    cell,
    box: { x: box.x + at.x * cellSize, y: top + at.y * cellSize, w: at.w * cellSize, h: at.h * cellSize },
  }));
  const zones = below.zones.map((zone) => ({ ...zone, x: box.x + zone.x * cellSize, y: top + zone.y * cellSize }));
  return { cells: [...planned, ...moved], zones, box: boundsOf([box, ...moved.map((each) => each.box)]), cellSize };
};

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";
const SIDEWAYS_WEIGHT = 2.5;

/** The cell that lies next in a direction, straight ahead before aside. */
export const neighbourOf = (cells: readonly PlacedCell[], from: Box, arrow: Arrow): PlacedCell | undefined => {
  const centre = (box: Box) => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 });
  const start = centre(from);
  const isHorizontal = arrow === "ArrowLeft" || arrow === "ArrowRight";
  const sign = arrow === "ArrowLeft" || arrow === "ArrowUp" ? -1 : 1;
  let best: PlacedCell | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const each of cells) {
    const at = centre(each.box);
    const ahead = (isHorizontal ? at.x - start.x : at.y - start.y) * sign;
    const aside = Math.abs(isHorizontal ? at.y - start.y : at.x - start.x);
    const cost = ahead + aside * SIDEWAYS_WEIGHT;
    if (ahead > 0.001 && cost < bestCost) [best, bestCost] = [each, cost];
  }
  return best;
};
