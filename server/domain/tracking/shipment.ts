import { reviseEtas, type EtaRevision } from "./eta.ts";
import { endBefore, followLeg, occupies, type Leg, type UnitFix } from "./leg.ts";
import type { TrackingSettings } from "./settings.ts";

/**
 * One round over one shipment: the newest fix of each leg's unit carries the legs on in their order, a leg that begins
 * ends the ones before it, and the ETAs follow. Nothing goes back: an actual that is known stays known.
 */
export type ShipmentContext = Readonly<{
  nowMs: number;
  fixOf: (unit: string) => UnitFix | undefined;
  fenceRadiusM: (place: string) => number | undefined;
  /** Other legs under way of a unit, of any shipment: while it is busy there it does not depart here. */
  underWayOf: (unit: string) => readonly Leg[];
  settings: TrackingSettings;
}>;

const isSameTrip = (a: Leg, b: Leg): boolean => a.from === b.from && a.to === b.to;

const mayBegin = (legs: readonly Leg[], index: number, context: ShipmentContext): boolean => {
  const leg = legs[index]!;
  const previous = legs[index - 1];
  if (previous) {
    const sameUnit = previous.unit === leg.unit;
    const ended = previous.arrivedMs !== undefined;
    // A unit that carries on itself must have ended the leg before; another unit may, for all we know, have taken over.
    if (!ended && (sameUnit || (previous.departedMs === undefined && context.nowMs < previous.plannedArrivalMs))) return false;
  }
  return !context.underWayOf(leg.unit!).some((other) => !isSameTrip(other, leg) && occupies(other, context.nowMs, context.settings));
};

export const followShipment = (before: readonly Leg[], context: ShipmentContext): Readonly<{ legs: Leg[]; revisions: EtaRevision[] }> => {
  const legs = [...before];
  legs.forEach((leg, index) => {
    const fix = leg.unit === undefined ? undefined : context.fixOf(leg.unit);
    if (!fix || leg.arrivedMs !== undefined) return;
    if (leg.departedMs === undefined && !mayBegin(legs, index, context)) return;
    const { fenceRadiusM, settings } = context;
    legs[index] = followLeg(leg, { fix, fenceRadiusM, settings });
  });
  for (let index = legs.length - 1; index > 0; index--) {
    const departedMs = legs[index]!.departedMs;
    if (departedMs !== undefined) legs[index - 1] = endBefore(legs[index - 1]!, departedMs);
  }
  return reviseEtas(legs, before, {
    nowMs: context.nowMs,
    fixMs: (leg) => (leg.unit === undefined ? undefined : context.fixOf(leg.unit)?.atMs),
    settings: context.settings,
  });
};

export const shipmentState = (legs: readonly Leg[]): "planned" | "under_way" | "arrived" => {
  if (legs.length > 0 && legs.every((leg) => leg.arrivedMs !== undefined)) return "arrived";
  return legs.some((leg) => leg.departedMs !== undefined) ? "under_way" : "planned";
};

/** The first leg that has not arrived; the last one when all have. */
export const currentLeg = (legs: readonly Leg[]): Leg | undefined =>
  legs.find((leg) => leg.arrivedMs === undefined) ?? legs[legs.length - 1];
