import type { JournalRow } from "#wire/http-api.ts";
import { change as changeSchema, decodeFrame, snapshot as snapshotSchema } from "#wire/live-protocol.ts";
import { anchorOf, keepAnchor, keptAnchor, nudged, worldAt, type WorldAnchor } from "./clock.ts";
import { nextStatus, type LiveEvent, type LiveStatus } from "./connection.ts";
import { Motion } from "./motion.ts";
import { applyChange, NO_WORLD, worldOf, type World } from "./world.ts";

/**
 * Joins the parts: the world, the clock, the moving objects and the state of the line. Takes what the socket says and
 * tells listeners; knows no socket and no React. Motion is read by the map at each drawing, not by listening.
 */
export type LiveState = Readonly<{ status: LiveStatus; world: World; heardAtMs: number | undefined; rate: number }>;
export type EntriesListener = (entries: readonly JournalRow[]) => void;

/** A fix later than the world's own clock by more than this was of another world: the server was begun anew. */
const FUTURE_TOLERANCE_MS = 10 * 60_000;

export class LiveStore {
  readonly motion = new Motion();
  #state: LiveState = { status: "connecting", world: NO_WORLD, heardAtMs: undefined, rate: 1 };
  #anchor: WorldAnchor;
  readonly #listeners = new Set<() => void>();
  readonly #entriesListeners = new Set<EntriesListener>();

  constructor() {
    this.#anchor = keptAnchor(localStorage) ?? { worldMs: Date.now(), monotonicMs: performance.now(), rate: 1 };
  }

  state = (): LiveState => this.#state;
  worldNowMs = (): number => worldAt(this.#anchor, performance.now());

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hears of every entry that came by change, after the world holds it. An empty list: a snapshot came, anything may be new. */
  onEntries = (listener: EntriesListener): (() => void) => {
    this.#entriesListeners.add(listener);
    return () => this.#entriesListeners.delete(listener);
  };

  event(event: LiveEvent): void {
    this.#set({ status: nextStatus(this.#state.status, event) });
  }

  /** False when the bytes are not a snapshot of this version: the page is older than the server. */
  takeSnapshot(message: unknown): boolean {
    const read = snapshotSchema.safeParse(message);
    if (!read.success) return false;
    this.#anchor = anchorOf(read.data.clock, performance.now());
    keepAnchor(this.#anchor, localStorage);
    const world = worldOf(read.data, this.#state.world);
    this.motion.forgetAfter(read.data.clock.worldMs + FUTURE_TOLERANCE_MS);
    this.motion.keepOnly(new Set(read.data.units.map((unit) => unit.n)));
    this.#takeFixes(world.units.values());
    this.#heard({ world, rate: read.data.clock.rate, status: nextStatus(this.#state.status, "snapshot") });
    for (const listener of this.#entriesListeners) listener([]);
    return true;
  }

  /** "gap" when the caller has to ask for a snapshot. */
  takeChange(message: unknown): "joined" | "gap" {
    const read = changeSchema.safeParse(message);
    const world = read.success ? applyChange(this.#state.world, read.data) : "gap";
    if (world === "gap" || !read.success) {
      this.event("gap");
      return "gap";
    }
    this.#takeFixes(read.data.units);
    this.#heard({ world, status: nextStatus(this.#state.status, "heard") });
    if (read.data.entries.length > 0) for (const listener of this.#entriesListeners) listener(read.data.entries);
    return "joined";
  }

  takeFrame(message: unknown): void {
    const bytes = message instanceof ArrayBuffer ? new Uint8Array(message) : message;
    const frame = bytes instanceof Uint8Array ? decodeFrame(bytes) : undefined;
    if (!frame) return;
    this.#anchor = nudged(this.#anchor, frame.worldMs, performance.now());
    this.motion.takeFrame(frame);
    this.#heard({ status: nextStatus(this.#state.status, "heard") });
  }

  #takeFixes(units: Iterable<World["units"] extends ReadonlyMap<string, infer Unit> ? Unit : never>): void {
    for (const { n, fix } of units) {
      if (!fix) continue;
      const { lat, lon, speedKmh, headingDeg, at } = fix;
      this.motion.take(n, { lat, lon, speedKmh: speedKmh ?? 0, headingDeg: headingDeg ?? 0, atMs: Date.parse(at) }, this.worldNowMs());
    }
  }

  #heard(part: Partial<LiveState>): void {
    this.#set({ ...part, heardAtMs: performance.now() });
  }

  /** Frames come several times a second; only a change that a screen can show wakes the listeners. */
  #set(part: Partial<LiveState>): void {
    const before = this.#state;
    this.#state = { ...before, ...part };
    if (before.status === this.#state.status && before.world === this.#state.world && before.rate === this.#state.rate) return;
    for (const listener of this.#listeners) listener();
  }
}
