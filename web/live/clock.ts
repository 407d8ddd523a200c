import type { ClockState } from "#wire/live-protocol.ts";

/**
 * The world's clock as the browser knows it: an anchor of world time on the browser's own monotonic clock, so that
 * a wrong wall clock on a tablet does not shift ages. Until the server has spoken, the last known anchor of this
 * browser stands in, else the wall clock.
 */
export type WorldAnchor = Readonly<{ worldMs: number; monotonicMs: number; rate: number }>;

const KEPT_UNDER = "entrepot.clock";

export const anchorOf = (state: ClockState, monotonicMs: number): WorldAnchor => ({
  worldMs: state.worldMs,
  monotonicMs,
  rate: state.rate,
});

export const worldAt = (anchor: WorldAnchor, monotonicMs: number): number =>
  anchor.worldMs + (monotonicMs - anchor.monotonicMs) * anchor.rate;

/** A frame tells the time too. Time never runs backwards for that: a late frame does not pull the clock back. */
export const nudged = (anchor: WorldAnchor, worldMs: number, monotonicMs: number): WorldAnchor =>
  worldMs > worldAt(anchor, monotonicMs) ? { worldMs, monotonicMs, rate: anchor.rate } : anchor;

export const keepAnchor = (anchor: WorldAnchor, storage: Pick<Storage, "setItem">): void => {
  const wallMs = Date.now() + (anchor.monotonicMs - performance.now());
  storage.setItem(KEPT_UNDER, JSON.stringify({ worldMs: anchor.worldMs, wallMs, rate: anchor.rate }));
};

export const keptAnchor = (storage: Pick<Storage, "getItem">): WorldAnchor | undefined => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEPT_UNDER) ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    const { worldMs, wallMs, rate } = kept as Partial<ClockState>;
    if (typeof worldMs !== "number" || typeof wallMs !== "number" || typeof rate !== "number") return undefined;
    return { worldMs, monotonicMs: performance.now() - (Date.now() - wallMs), rate };
  } catch {
    return undefined;
  }
};
