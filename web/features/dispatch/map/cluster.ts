/**
 * What would lie on top of each other is drawn as one with a count. The first in order keeps its place and takes in what is
 * near it, so the same objects cluster the same way from frame to frame. It runs at each frame over every unit in view: cells
 * are found by number, and nothing is copied.
 */
export type Placed<Item> = Readonly<{ x: number; y: number; item: Item }>;
export type Cluster<Item> = Readonly<{ x: number; y: number; items: readonly Item[] }>;

type Open<Item> = { x: number; y: number; items: Item[] };
type Cells<Item> = Map<number, Open<Item>[]>;
/** More columns than any screen has cells. */
const COLUMNS = 65_536;

export const clustered = <Item>(
  placed: readonly Placed<Item>[],
  reachPx: number,
  standsAlone: (item: Item) => boolean,
): readonly Cluster<Item>[] => {
  const open: Open<Item>[] = [];
  const cells: Cells<Item> = new Map();
  for (const { x, y, item } of placed) {
    const alone = reachPx <= 0 || standsAlone(item);
    const near = alone ? undefined : findNear(cells, x, y, reachPx);
    if (near) {
      near.items.push(item);
      continue;
    }
    const fresh: Open<Item> = { x, y, items: [item] };
    open.push(fresh);
    if (alone) continue;
    const cell = Math.floor(y / reachPx) * COLUMNS + Math.floor(x / reachPx);
    const there = cells.get(cell);
    if (there) there.push(fresh);
    else cells.set(cell, [fresh]);
  }
  return open;
};

const findNear = <Item>(cells: Cells<Item>, x: number, y: number, reachPx: number): Open<Item> | undefined => {
  const middle = Math.floor(y / reachPx) * COLUMNS + Math.floor(x / reachPx);
  for (let row = -COLUMNS; row <= COLUMNS; row += COLUMNS) {
    for (let cell = middle + row - 1; cell <= middle + row + 1; cell++) {
      const found = cells.get(cell)?.find((other) => Math.hypot(other.x - x, other.y - y) < reachPx);
      if (found) return found;
    }
  }
  return undefined;
};
