import { QUANTITY_SCALE } from "../basics/quantity.ts";
import { findOn, type DatedSetting } from "./settings.ts";

/**
 * What the scale at the gate may differ by from the pass (称重误差), section 2.7: a share of the declared total weight, and never
 * less than so many kilograms, for each zone and gate. A collected weight (passCollectWt) of 0 means that nothing was weighed.
 */
export type WeightTolerance = Readonly<{
  /** Of the declared weight, in 10⁻⁵ of one: 3 % is 3,000. */
  share: bigint;
  /** The absolute floor, in 10⁻⁵ kg. */
  floorKg: bigint;
}>;

/** Rows without a zone hold everywhere, rows without a gate at every gate of the zone. */
export type WeightSetting = DatedSetting<WeightTolerance> & Readonly<{ zone?: string; gate?: string }>;

export const WEIGHT_TOLERANCES: readonly WeightSetting[] = [
  {
    // Zones are said to take ±3 % to ±5 %. The floor is two and a half divisions of a lorry scale, of 20 kg each.
    value: { share: 3_000n, floorKg: 50n * QUANTITY_SCALE },
    validFrom: "2000-01-01",
    source: "无全国统一规定，各区常见±3%至±5%",
    sure: "unsure",
  },
];

export type WeighingPlace = Readonly<{ zone: string; gate?: string }>;

/** The gate's own, else the zone's, else the general one. */
export const findTolerance = (
  settings: readonly WeightSetting[],
  { zone, gate }: WeighingPlace,
  day: string,
): WeightSetting | undefined => {
  const ofGate = gate === undefined ? [] : settings.filter((row) => row.zone === zone && row.gate === gate);
  const ofZone = settings.filter((row) => row.zone === zone && row.gate === undefined);
  const general = settings.filter((row) => row.zone === undefined && row.gate === undefined);
  return findOn(ofGate, day) ?? findOn(ofZone, day) ?? findOn(general, day);
};

export type WeightComparison =
  | Readonly<{ result: "not_weighed" }>
  /** Collected less declared, and what is allowed either way, rounded down; in 10⁻⁵ kg. */
  | Readonly<{ result: "within" | "outside"; differenceKg: bigint; allowedKg: bigint }>;

/** All weights in 10⁻⁵ kg. */
export const compareWeight = (declaredKg: bigint, collectedKg: bigint, tolerance: WeightTolerance): WeightComparison => {
  if (collectedKg === 0n) return { result: "not_weighed" };
  const differenceKg = collectedKg - declaredKg;
  const byShareKg = (declaredKg * tolerance.share) / QUANTITY_SCALE;
  const allowedKg = byShareKg > tolerance.floorKg ? byShareKg : tolerance.floorKg;
  const sizeKg = differenceKg < 0n ? -differenceKg : differenceKg;
  return { result: sizeKg <= allowedKg ? "within" : "outside", differenceKg, allowedKg };
};

/** What was not weighed differs from nothing. */
export const isWithinTolerance = (declaredKg: bigint, collectedKg: bigint, tolerance: WeightTolerance): boolean =>
  compareWeight(declaredKg, collectedKg, tolerance).result !== "outside";
