import type { View } from "#wire/live-protocol.ts";
import type { LiveFix } from "../usecases/tracking-ports.ts";

/**
 * The newest fix of every unit, each with the number of the change that made it. A client remembers one such number,
 * not a queue: what it has not seen is whatever has changed since. So a client that is slow for a minute costs nothing,
 * and then gets one frame with the newest of each.
 */
type Moving = Readonly<{ fix: LiveFix; version: number }>;

export class MovingWorld {
  readonly #newest = new Map<number, Moving>();
  /** Changes in order; those that a newer one has replaced are swept out now and then. */
  #changes: Moving[] = [];
  #version = 0;
  /** Clients that are up to date ask for the same changes: they are looked up once. */
  #asked = new Map<number, readonly LiveFix[]>();

  /** How many changes are remembered: never more than about twice the units. */
  get changesKept(): number {
    return this.#changes.length;
  }

  get version(): number {
    return this.#version;
  }

  /** Units that were not known before. A fix that is not newer than what stands is left out. */
  publish(fixes: readonly LiveFix[]): string[] {
    const strangers: string[] = [];
    for (const fix of fixes) {
      const standing = this.#newest.get(fix.n);
      if (standing && standing.fix.atMs >= fix.atMs) continue;
      if (!standing) strangers.push(fix.unit);
      const moving = { fix, version: ++this.#version };
      this.#newest.set(fix.n, moving);
      this.#changes.push(moving);
    }
    this.#asked.clear();
    if (this.#changes.length > 2 * this.#newest.size + 1_000) this.#changes = this.#changes.filter((each) => this.#isNewest(each));
    return strangers;
  }

  /** The newest fix of each unit that has moved since that version. */
  changedSince(version: number): readonly LiveFix[] {
    const known = this.#asked.get(version);
    if (known) return known;
    const changed = this.#changes
      .slice(this.#firstAfter(version))
      .filter((each) => this.#isNewest(each))
      .map(({ fix }) => fix);
    this.#asked.set(version, changed);
    return changed;
  }

  #isNewest(moving: Moving): boolean {
    return this.#newest.get(moving.fix.n) === moving;
  }

  #firstAfter(version: number): number {
    let [low, high] = [0, this.#changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#changes[middle]!.version <= version) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Maps that scroll on and on ask for longitudes beyond 180°. */
export const isInView = ({ west, south, east, north }: View, { lat, lon }: Readonly<{ lat: number; lon: number }>): boolean => {
  if (lat < south || lat > north) return false;
  for (let turned = lon - 360; turned <= lon + 360; turned += 360) if (turned >= west && turned <= east) return true;
  return false;
};

export const containsView = (outer: View, inner: View): boolean =>
  outer.west <= inner.west && outer.east >= inner.east && outer.south <= inner.south && outer.north >= inner.north;
