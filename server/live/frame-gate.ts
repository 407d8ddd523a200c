import { encodeFrame, type FrameFix, type View } from "#wire/live-protocol.ts";
import type { LiveFix } from "../usecases/tracking-ports.ts";
import { containsView, isInView, type MovingWorld } from "./moving-world.ts";

/**
 * The frames of one client. One is in flight at a time and the next waits for the client's ack; meanwhile fixes gather
 * in the world, not here. A frame holds what has moved within the client's view since its last one, the unit it looks
 * at, and, once more, what has just left the view. When nothing moves an empty frame says that the line is alive.
 */
export const TICK_MS = 250;
/** The browser calls a line stale that is silent for longer than twice this. */
const HEARTBEAT_MS = 5_000;

/** Ticks from frame to frame: the nearer the map, the oftener. */
export const ticksPerFrame = (view: View | undefined): number => {
  if (!view || view.zoom < 5) return 4;
  return view.zoom < 9 ? 2 : 1;
};

type Send = (bytes: Uint8Array, acknowledged: () => void) => void;

export class FrameGate {
  readonly #world: MovingWorld;
  readonly #send: Send;
  #view: View | undefined;
  #looked: string | undefined;
  #seen = 0;
  #inFlight = false;
  #sentMs: number | undefined;
  /** Units this client shows within its view: never more than there are units. */
  readonly #shown = new Set<number>();

  constructor(world: MovingWorld, send: Send) {
    this.#world = world;
    this.#send = send;
    this.#seen = world.version;
  }

  setView(view: View): void {
    // What comes into view must be shown where it is now, also if it has stood there for hours.
    if (!this.#view || !containsView(this.#view, view)) this.#startAnew();
    this.#view = view;
  }

  setLooked(unit: string | undefined): void {
    if (unit !== undefined && unit !== this.#looked) this.#startAnew();
    this.#looked = unit;
  }

  /** Sends a frame if one is due, the last one has been taken, and there is something to say. */
  tick(tick: number, now: Readonly<{ wallMs: number; worldMs: number }>): number {
    if (this.#inFlight || tick % ticksPerFrame(this.#view) !== 0) return 0;
    const fixes = this.#world
      .changedSince(this.#seen)
      .filter((fix) => this.#concerns(fix))
      .map(toFrameFix);
    this.#seen = this.#world.version;
    this.#sentMs ??= now.wallMs;
    if (fixes.length === 0 && now.wallMs - this.#sentMs < HEARTBEAT_MS) return 0;
    this.#inFlight = true;
    this.#sentMs = now.wallMs;
    this.#send(encodeFrame({ worldMs: now.worldMs, fixes }), () => (this.#inFlight = false));
    return fixes.length;
  }

  #startAnew(): void {
    this.#seen = 0;
    this.#shown.clear();
  }

  #concerns(fix: LiveFix): boolean {
    if (this.#view && isInView(this.#view, fix)) {
      this.#shown.add(fix.n);
      return true;
    }
    return this.#shown.delete(fix.n) || fix.unit === this.#looked;
  }
}

const toFrameFix = ({ n, lat, lon, speedKmh, headingDeg, atMs }: LiveFix): FrameFix => ({
  n,
  lat,
  lon,
  speedKmh: speedKmh ?? 0,
  headingDeg: headingDeg ?? 0,
  atMs,
});
