import { degreesOutside, isOutside, type Limits } from "./limits.ts";

/**
 * The watch over one probe, reading by reading: alarm at the first reading outside (or once it has been outside for
 * `raiseAfterMs`), cleared at the first reading inside. Once alarmed, "inside" means inside by the accuracy of the
 * probe, so that a value that dances on the limit rings once. The report of a shipment is made from the readings
 * themselves and knows no such mercy.
 */
export type ProbeWatch = Readonly<{
  atMs: number;
  outsideSinceMs: number | undefined;
  peakC: number | undefined;
  alarmed: boolean;
}>;

export const PROBE_SETTINGS = {
  raiseAfterMs: 0,
  /** Accuracy that GSP asks of a probe between 0 and 40 ℃, halved. */
  hysteresisC: 0.25,
} as const;
export type ProbeSettings = Readonly<{ raiseAfterMs: number; hysteresisC: number }>;

export type ProbeStep = Readonly<{ watch: ProbeWatch; call: "raise" | "clear" | undefined }>;

/** In a narrow band the hysteresis must leave room to come back to. */
const narrowed = ({ minC, maxC }: Limits, hysteresisC: number): Limits => {
  const band = minC !== undefined && maxC !== undefined ? (maxC - minC) / 4 : Number.POSITIVE_INFINITY;
  const by = Math.min(hysteresisC, band);
  return { minC: minC === undefined ? undefined : minC + by, maxC: maxC === undefined ? undefined : maxC - by };
};

export type ProbeRules = Readonly<{ limits: Limits; settings: ProbeSettings }>;

export const watchProbe = (
  before: ProbeWatch | undefined,
  reading: Readonly<{ atMs: number; celsius: number }>,
  { limits, settings }: ProbeRules,
): ProbeStep => {
  const { atMs, celsius } = reading;
  if (before && atMs <= before.atMs) return { watch: before, call: undefined };
  const alarmed = before?.alarmed ?? false;
  if (!isOutside(celsius, alarmed ? narrowed(limits, settings.hysteresisC) : limits)) {
    const watch = { atMs, outsideSinceMs: undefined, peakC: undefined, alarmed: false };
    return { watch, call: alarmed ? "clear" : undefined };
  }
  const outsideSinceMs = before?.outsideSinceMs ?? atMs;
  const peakBefore = before?.peakC ?? celsius;
  const peakC = degreesOutside(celsius, limits) > degreesOutside(peakBefore, limits) ? celsius : peakBefore;
  const raise = !alarmed && atMs - outsideSinceMs >= settings.raiseAfterMs;
  return { watch: { atMs, outsideSinceMs, peakC, alarmed: alarmed || raise }, call: raise ? "raise" : undefined };
};
