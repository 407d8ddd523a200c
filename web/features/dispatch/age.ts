import type { UnitMode } from "#wire/words.ts";

/** How old a position may be before it is called ageing, then stale, in world minutes: a vessel reports rarely, a truck often. */
const LIMITS_MIN: Readonly<Record<UnitMode, readonly [ageing: number, stale: number]>> = {
  truck: [6, 20],
  reefer: [6, 20],
  train: [12, 40],
  barge: [15, 60],
  vessel: [30, 120],
  aircraft: [6, 20],
};
export const AGES = ["fresh", "ageing", "stale"] as const;
export type Age = (typeof AGES)[number];

export const ageOf = (mode: UnitMode, fixAtMs: number, worldMs: number): Age => {
  const minutes = (worldMs - fixAtMs) / 60_000;
  const [ageing, stale] = LIMITS_MIN[mode];
  return minutes >= stale ? "stale" : minutes >= ageing ? "ageing" : "fresh";
};
