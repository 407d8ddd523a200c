/**
 * What would lie on top of each other is drawn as one with a count. The first in order keeps its place and takes in what is
 * near it, so the same objects cluster the same way from frame to frame.
 */
export type Placed<Item> = Readonly<{ x: number; y: number; item: Item }>;
export type Cluster<Item> = Readonly<{ x: number; y: number; items: readonly Item[] }>;

export const clustered = <Item>(
  placed: readonly Placed<Item>[],
  reachPx: number,
  standsAlone: (item: Item) => boolean,
): readonly Cluster<Item>[] => {
  type Open = { x: number; y: number; items: Item[]; alone: boolean };
  const open: Open[] = [];
  const cells = new Map<string, Open[]>();
  const cellOf = (x: number, y: number): [number, number] => [Math.floor(x / reachPx), Math.floor(y / reachPx)];
  for (const { x, y, item } of placed) {
    const alone = reachPx <= 0 || standsAlone(item);
    const near = alone ? undefined : nearest(cells, cellOf(x, y), { x, y, reachPx });
    if (near) {
      near.items.push(item);
      continue;
    }
    const fresh: Open = { x, y, items: [item], alone };
    open.push(fresh);
    if (alone) continue;
    const key = cellOf(x, y).join("/");
    cells.set(key, [...(cells.get(key) ?? []), fresh]);
  }
  return open;
};

const nearest = <Item extends { x: number; y: number }>(
  cells: ReadonlyMap<string, readonly Item[]>,
  [column, row]: [number, number],
  at: { x: number; y: number; reachPx: number },
): Item | undefined => {
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      const found = cells.get(`${column + dx}/${row + dy}`)?.find((other) => Math.hypot(other.x - at.x, other.y - at.y) < at.reachPx);
      if (found) return found;
    }
  }
  return undefined;
};
