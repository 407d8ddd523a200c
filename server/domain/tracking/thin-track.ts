/**
 * A track with fewer points for drawing: the ends, then again and again the fix that lies farthest off the line drawn so
 * far (Douglas–Peucker, by rank), until there are as many as wanted. Distances are taken on the plane of the track's own
 * middle latitude: what is drawn is a picture, not a measurement.
 */
export type TrackPoint = Readonly<{ lat: number; lon: number }>;

type Span = { from: number; to: number; farthest: number; offSquared: number };

export const thinTrack = <Point extends TrackPoint>(points: readonly Point[], wanted: number): Point[] => {
  if (points.length <= wanted || points.length <= 2) return [...points];
  const first = points[0]!;
  const shrink = Math.cos((first.lat + points[points.length - 1]!.lat) * (Math.PI / 360));
  const xs = unwrapped(points).map((lon) => lon * shrink);
  const measure = (from: number, to: number): Span => farthestIn({ xs, ys: points, from, to });
  const kept = new Set([0, points.length - 1]);
  const heap = new SpanHeap();
  heap.push(measure(0, points.length - 1));
  while (kept.size < wanted) {
    const span = heap.pop();
    if (!span || span.farthest < 0) break;
    kept.add(span.farthest);
    if (span.farthest - span.from > 1) heap.push(measure(span.from, span.farthest));
    if (span.to - span.farthest > 1) heap.push(measure(span.farthest, span.to));
  }
  return [...kept].sort((a, b) => a - b).map((index) => points[index]!);
};

/** Longitudes without the jump at the antimeridian. */
const unwrapped = (points: readonly TrackPoint[]): number[] => {
  let turn = 0;
  return points.map((point, index) => {
    const step = index === 0 ? 0 : point.lon - points[index - 1]!.lon;
    if (step > 180) turn -= 360;
    if (step < -180) turn += 360;
    return point.lon + turn;
  });
};

type Line = Readonly<{ xs: readonly number[]; ys: readonly TrackPoint[]; from: number; to: number }>;

const farthestIn = ({ xs, ys, from, to }: Line): Span => {
  const [startX, startY] = [xs[from]!, ys[from]!.lat];
  const [deltaX, deltaY] = [xs[to]! - startX, ys[to]!.lat - startY];
  const lengthSquared = deltaX * deltaX + deltaY * deltaY;
  const span: Span = { from, to, farthest: -1, offSquared: -1 };
  for (let index = from + 1; index < to; index++) {
    const [x, y] = [xs[index]! - startX, ys[index]!.lat - startY];
    const share = lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, (x * deltaX + y * deltaY) / lengthSquared));
    const offSquared = (x - share * deltaX) ** 2 + (y - share * deltaY) ** 2;
    if (offSquared > span.offSquared) [span.farthest, span.offSquared] = [index, offSquared];
  }
  return span;
};

/** The span with the largest deviation first. */
class SpanHeap {
  readonly #spans: Span[] = [];

  push(span: Span): void {
    const spans = this.#spans;
    let index = spans.push(span) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (spans[parent]!.offSquared >= span.offSquared) break;
      spans[index] = spans[parent]!;
      index = parent;
    }
    spans[index] = span;
  }

  pop(): Span | undefined {
    const spans = this.#spans;
    const [top, last] = [spans[0], spans.pop()];
    if (!last || spans.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= spans.length) break;
      if (child + 1 < spans.length && spans[child + 1]!.offSquared > spans[child]!.offSquared) child += 1;
      if (spans[child]!.offSquared <= last.offSquared) break;
      spans[index] = spans[child]!;
      index = child;
    }
    spans[index] = last;
    return top;
  }
}
