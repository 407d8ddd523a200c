import type { UnitMode } from "#wire/words.ts";

/** How old a position may be before it is called ageing, then stale, in world minutes: a vessel reports rarely, a truck often,
 *  and whatever stands still reports only every ten minutes or so. */
const LIMITS_MIN: Readonly<Record<UnitMode, readonly [ageing: number, stale: number]>> = {
  truck: [15, 45],
  reefer: [15, 45],
  train: [15, 60],
  barge: [20, 60],
  vessel: [30, 120],
  aircraft: [15, 45],
};
export const AGES = ["fresh", "ageing", "stale"] as const;
export type Age = (typeof AGES)[number];

export const ageOf = (mode: UnitMode, fixAtMs: number, worldMs: number): Age => {
  const minutes = (worldMs - fixAtMs) / 60_000;
  const [ageing, stale] = LIMITS_MIN[mode];
  return minutes >= stale ? "stale" : minutes >= ageing ? "ageing" : "fresh";
};
