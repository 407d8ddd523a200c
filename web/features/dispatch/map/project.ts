/** Web Mercator on a square of side 1, and the view that turns it into pixels of the canvas. */
export type Point = Readonly<{ x: number; y: number }>;
export type MapView = Readonly<{
  /** Pixels of the whole world's width. */
  worldPx: number;
  /** World pixel at the canvas's top left corner. */
  originX: number;
  originY: number;
  widthPx: number;
  heightPx: number;
  zoom: number;
}>;

const LAT_MAX = 85.0511;
export const worldX = (lon: number): number => (lon + 180) / 360;
export const worldY = (lat: number): number => {
  const sine = Math.sin((Math.max(-LAT_MAX, Math.min(LAT_MAX, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};

/** The x of every copy of a place that falls into the view, with a margin: the world repeats to left and right. */
export const copiesInView = (view: MapView, lon: number, marginPx: number): readonly number[] => {
  const x = worldX(lon) * view.worldPx - view.originX;
  const first = Math.ceil((-marginPx - x) / view.worldPx);
  const last = Math.floor((view.widthPx + marginPx - x) / view.worldPx);
  const found: number[] = [];
  for (let copy = first; copy <= last; copy++) found.push(x + copy * view.worldPx);
  return found;
};

export const yInView = (view: MapView, lat: number): number => worldY(lat) * view.worldPx - view.originY;

/** Longitudes made continuous: a path over the antimeridian goes on past ±180 and is not drawn across the whole map. */
export const unwrapped = (path: readonly (readonly [lat: number, lon: number])[]): (readonly [number, number])[] => {
  let before: number | undefined;
  return path.map(([lat, lon]) => {
    const next = before === undefined ? lon : lon + 360 * Math.round((before - lon) / 360);
    before = next;
    return [lat, next] as const;
  });
};

/** Leaves out the most remote ends until the rest fits into `widestDegrees`: one far place must not make a world map of a first view. */
export const compactSpan = (
  lons: readonly number[],
  widestDegrees: number,
): Readonly<{ west: number; east: number; kept: readonly number[] }> | undefined => {
  let kept = [...lons];
  for (;;) {
    const span = narrowestSpan(kept);
    if (!span) return undefined;
    if (span.east - span.west <= widestDegrees || kept.length <= 1) return { ...span, kept };
    const along = kept
      .map((lon) => ({ lon, at: lon < span.west ? lon + 360 : lon > span.east ? lon - 360 : lon }))
      .sort((a, b) => a.at - b.at);
    const middle = along[Math.floor(along.length / 2)]?.at ?? 0;
    const remote = Math.abs((along[0]?.at ?? 0) - middle) > Math.abs((along.at(-1)?.at ?? 0) - middle) ? along[0] : along.at(-1);
    kept = kept.filter((lon) => lon !== remote?.lon);
  }
};

/** The narrowest span of longitudes that holds them all: the world is cut open at its widest empty gap. West may be below -180, east above 180. */
export const narrowestSpan = (lons: readonly number[]): Readonly<{ west: number; east: number }> | undefined => {
  const sorted = [...lons].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  let best = { gap: first + 360 - last, west: first, east: last };
  for (const [index, lon] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined && next - lon > best.gap) best = { gap: next - lon, west: next - 360, east: lon };
  }
  return { west: best.west, east: best.east };
};
