import { distanceM, placeOnPath, type LatLon, type PathPlace } from "./geodesy.ts";
import type { LegModeName, TrackingSettings } from "./settings.ts";

/** How an actual is known. The journal is somebody's word and goes before what a position suggests. */
export type KnownBy = "journal" | "position" | "next_leg" | "plan";

export type Leg = Readonly<{
  shipment: string;
  leg: number;
  mode: LegModeName;
  from: string;
  to: string;
  unit: string | undefined;
  plannedDepartureMs: number;
  plannedArrivalMs: number;
  path: readonly LatLon[];
  departedMs: number | undefined;
  departedBy: KnownBy | undefined;
  arrivedMs: number | undefined;
  arrivedBy: KnownBy | undefined;
  /** 0 to 1; it never falls. */
  progress: number;
  etaMs: number | undefined;
}>;

export type UnitFix = Readonly<{ unit: string; lat: number; lon: number; headingDeg: number | undefined; atMs: number }>;

export const isUnderWay = (leg: Leg): boolean => leg.departedMs !== undefined && leg.arrivedMs === undefined;

/** Under way, and not so long beyond its plan that its end must have gone unseen. */
export const occupies = (leg: Leg, nowMs: number, settings: TrackingSettings): boolean =>
  isUnderWay(leg) && nowMs < leg.plannedArrivalMs + settings.staleLegMs;

const RIGHT_ANGLE = 90;
const leadsAlong = (place: PathPlace, headingDeg: number | undefined): boolean => {
  if (headingDeg === undefined) return true;
  const turn = Math.abs(((headingDeg - place.bearingDeg + 540) % 360) - 180);
  return turn <= RIGHT_ANGLE;
};

export const endRadiusM = (leg: Leg, fenceRadiusM: number | undefined, settings: TrackingSettings): number =>
  // On a short hop the two ends must not overlap.
  Math.min(fenceRadiusM ?? settings.endRadiusM[leg.mode], distanceM(leg.path[0]!, leg.path[leg.path.length - 1]!) / 4);

export type LegContext = Readonly<{
  fix: UnitFix;
  fenceRadiusM: (place: string) => number | undefined;
  settings: TrackingSettings;
}>;

/** A fix on a leg's path, out of the start and with its face to the end, says that the leg has begun. */
export const hasBegun = (leg: Leg, { fix, fenceRadiusM, settings }: LegContext): boolean => {
  if (fix.atMs < leg.plannedDepartureMs - settings.earlyDepartureMs) return false;
  const place = placeOnPath(leg.path, [fix.lat, fix.lon]);
  return (
    place.offM <= settings.corridorM[leg.mode] &&
    place.alongM > endRadiusM(leg, fenceRadiusM(leg.from), settings) &&
    leadsAlong(place, fix.headingDeg)
  );
};

/**
 * When it began. A unit first seen far along must have left before: the plan's hour is then the best word there is,
 * and the pace reckoned from it is not absurd.
 */
const begunAt = (leg: Leg, context: LegContext): Readonly<{ departedMs: number; departedBy: KnownBy }> => {
  const { fix, fenceRadiusM, settings } = context;
  const { alongM, lengthM } = placeOnPath(leg.path, [fix.lat, fix.lon]);
  const farM = Math.max(4 * endRadiusM(leg, fenceRadiusM(leg.from), settings), settings.farShare * lengthM);
  return alongM > farM && leg.plannedDepartureMs < fix.atMs
    ? { departedMs: leg.plannedDepartureMs, departedBy: "plan" }
    : { departedMs: fix.atMs, departedBy: "position" };
};

/** A fix carries the leg on: departed, nearer its end, arrived. Older and earlier fixes change nothing. */
export const followLeg = (leg: Leg, context: LegContext): Leg => {
  const { fix, fenceRadiusM, settings } = context;
  if (leg.arrivedMs !== undefined) return leg;
  if (leg.departedMs === undefined) {
    return hasBegun(leg, context) ? followLeg({ ...leg, ...begunAt(leg, context) }, context) : leg;
  }
  if (fix.atMs < leg.departedMs) return leg;
  const point: LatLon = [fix.lat, fix.lon];
  const place = placeOnPath(leg.path, point);
  const end = leg.path[leg.path.length - 1]!;
  const near = distanceM(point, end) <= endRadiusM(leg, fenceRadiusM(leg.to), settings);
  if (near) return { ...leg, progress: 1, arrivedMs: fix.atMs, arrivedBy: "position" };
  if (place.offM > settings.corridorM[leg.mode] || place.lengthM === 0) return leg;
  return { ...leg, progress: Math.max(leg.progress, Math.min(1, place.alongM / place.lengthM)) };
};

/** The next leg has begun, so this one has ended, though nobody saw it. */
export const endBefore = (leg: Leg, nextDepartedMs: number): Leg => {
  if (leg.arrivedMs !== undefined) return leg;
  const departedMs = leg.departedMs ?? Math.min(leg.plannedDepartureMs, nextDepartedMs);
  return {
    ...leg,
    progress: 1,
    departedMs,
    departedBy: leg.departedBy ?? "next_leg",
    arrivedMs: Math.max(departedMs, Math.min(leg.plannedArrivalMs, nextDepartedMs)),
    arrivedBy: "next_leg",
  };
};

/** A scan or a gate said so: this goes before what was gathered from positions. */
export const departByJournal = (leg: Leg, atMs: number): Leg =>
  leg.departedBy === "journal" ? leg : { ...leg, departedMs: Math.min(atMs, leg.arrivedMs ?? atMs), departedBy: "journal" };

export const arriveByJournal = (leg: Leg, atMs: number): Leg => {
  if (leg.arrivedBy === "journal") return leg;
  const departedMs = Math.min(leg.departedMs ?? Math.min(leg.plannedDepartureMs, atMs), atMs);
  return { ...leg, progress: 1, departedMs, departedBy: leg.departedBy ?? "next_leg", arrivedMs: atMs, arrivedBy: "journal" };
};
