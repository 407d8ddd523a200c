import type { Frame } from "#wire/live-protocol.ts";

/**
 * Where moving objects are drawn. Fixes come in steps; eyes want them smooth, so each object is drawn a little in the
 * past, between its last two fixes, at world time minus its own usual delay. It never runs ahead of what was reported:
 * past its last fix it stands still, and its age says so.
 */
export type Fix = Readonly<{ lat: number; lon: number; speedKmh: number; headingDeg: number; atMs: number }>;
export type Pose = Readonly<{ lat: number; lon: number; headingDeg: number; speedKmh: number; fixAtMs: number; moving: boolean }>;

const FIXES_KEPT = 6;
/** How fast the delay follows a change of rhythm. */
const DELAY_GAIN = 0.25;
/** A pause longer than this many usual delays is a jump: the object is not slid across the map for it. */
const JUMP_DELAYS = 20;
const MOVING_KMH = 0.8;

type Trail = { fixes: Fix[]; delayMs: number; shownMs: number };

export class Motion {
  readonly #trails = new Map<number, Trail>();

  /** Takes a fix from a snapshot or a frame; an older one than the last is left out. */
  take(n: number, fix: Fix, worldMs: number): void {
    const trail = this.#trails.get(n);
    if (!trail) {
      this.#trails.set(n, { fixes: [fix], delayMs: Math.max(0, worldMs - fix.atMs), shownMs: Number.NEGATIVE_INFINITY });
      return;
    }
    const last = trail.fixes.at(-1);
    if (last && fix.atMs <= last.atMs) return;
    const delayMs = last ? worldMs - last.atMs : 0;
    const jump = last !== undefined && fix.atMs - last.atMs > JUMP_DELAYS * Math.max(trail.delayMs, 1000);
    trail.delayMs += (Math.max(0, delayMs) - trail.delayMs) * DELAY_GAIN;
    if (jump) trail.fixes = [fix];
    else trail.fixes.push(fix);
    if (trail.fixes.length > FIXES_KEPT) trail.fixes.shift();
  }

  takeFrame(frame: Frame): void {
    for (const { n, ...fix } of frame.fixes) this.take(n, fix, frame.worldMs);
  }

  /** Objects that the server no longer knows are forgotten. */
  keepOnly(numbers: ReadonlySet<number>): void {
    for (const n of this.#trails.keys()) if (!numbers.has(n)) this.#trails.delete(n);
  }

  /** What was reported for later than this cannot be of this world. */
  forgetAfter(worldMs: number): void {
    for (const [n, { fixes }] of this.#trails) if ((fixes.at(-1)?.atMs ?? 0) > worldMs) this.#trails.delete(n);
  }

  last(n: number): Fix | undefined {
    return this.#trails.get(n)?.fixes.at(-1);
  }

  pose(n: number, worldMs: number): Pose | undefined {
    const trail = this.#trails.get(n);
    const last = trail?.fixes.at(-1);
    if (!trail || !last) return undefined;
    // The delay may grow from fix to fix; what is shown must not walk backwards for it.
    trail.shownMs = Math.min(last.atMs, Math.max(trail.shownMs, worldMs - trail.delayMs));
    return between(trail.fixes, trail.shownMs, last);
  }
}

const between = (fixes: readonly Fix[], atMs: number, last: Fix): Pose => {
  const upper = fixes.findIndex((fix) => fix.atMs >= atMs);
  const b = upper < 0 ? last : (fixes[upper] ?? last);
  const a = upper > 0 ? (fixes[upper - 1] ?? b) : b;
  const share = b.atMs > a.atMs ? Math.min(1, Math.max(0, (atMs - a.atMs) / (b.atMs - a.atMs))) : 1;
  return {
    lat: a.lat + (b.lat - a.lat) * share,
    lon: wrapLon(a.lon + shortestTurn(a.lon, b.lon) * share),
    headingDeg: (a.headingDeg + shortestTurn(a.headingDeg, b.headingDeg) * share + 360) % 360,
    speedKmh: b.speedKmh,
    fixAtMs: last.atMs,
    moving: b.speedKmh > MOVING_KMH,
  };
};

/** From a to b the short way round, in degrees: over the antimeridian where that is shorter. */
export const shortestTurn = (a: number, b: number): number => ((((b - a) % 360) + 540) % 360) - 180;
export const wrapLon = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;
