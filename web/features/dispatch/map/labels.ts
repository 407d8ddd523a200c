/** Places labels one by one, in order of worth, each at the first side where it covers nothing placed before; else it is left out. */
export type Box = Readonly<{ x: number; y: number; width: number; height: number }>;
export type Label = Readonly<{ x: number; y: number; offsetPx: number; text: string; widthPx: number; always: boolean }>;
export type PlacedLabel = Readonly<{ label: Label; x: number; y: number }>;

const HEIGHT_PX = 16;

const overlaps = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const placeLabels = (labels: readonly Label[], taken: readonly Box[]): readonly PlacedLabel[] => {
  const boxes = [...taken];
  const placed: PlacedLabel[] = [];
  for (const label of labels) {
    const { x, y, offsetPx, widthPx } = label;
    const sides: Box[] = [
      { x: x + offsetPx, y: y - HEIGHT_PX / 2, width: widthPx, height: HEIGHT_PX },
      { x: x - offsetPx - widthPx, y: y - HEIGHT_PX / 2, width: widthPx, height: HEIGHT_PX },
      { x: x - widthPx / 2, y: y + offsetPx - 2, width: widthPx, height: HEIGHT_PX },
      { x: x - widthPx / 2, y: y - offsetPx - HEIGHT_PX + 2, width: widthPx, height: HEIGHT_PX },
    ];
    const free = sides.find((side) => !boxes.some((box) => overlaps(side, box))) ?? (label.always ? sides[0] : undefined);
    if (!free) continue;
    boxes.push(free);
    placed.push({ label, x: free.x, y: free.y + HEIGHT_PX / 2 });
  }
  return placed;
};
