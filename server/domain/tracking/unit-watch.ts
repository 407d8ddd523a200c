import { siteWithin, type SiteFence } from "./fence.ts";
import { placeOnPath } from "./geodesy.ts";
import { isUnderWay, type Leg, type UnitFix } from "./leg.ts";
import type { TrackingSettings } from "./settings.ts";

/**
 * The watch over one unit. Two crossings are alarmed: away from the corridor of the leg it is on, and out of the fence
 * of the site where its next leg starts, well before that leg is due. Each stands until the unit is back, or until a
 * plan makes it right.
 */
export type UnitWatch = Readonly<{
  unit: string;
  atMs: number;
  insideSite: string | undefined;
  offCorridorFixes: number;
  /** The subject of the crossing that stands. */
  fenceAlarm: string | undefined;
}>;

export type Crossing = Readonly<{ subject: string; detail: Readonly<Record<string, unknown>> }>;
export type WatchOutcome = Readonly<{ watch: UnitWatch; raise: Crossing | undefined; clear: string | undefined }>;

export type WatchContext = Readonly<{
  fix: UnitFix;
  fences: readonly SiteFence[];
  /** The unit's legs that have not arrived, in the order they are planned. */
  legs: readonly Leg[];
  settings: TrackingSettings;
}>;

const corridorSubject = (unit: string): string => `${unit}:corridor`;
const exitSubject = (unit: string, site: string): string => `${unit}:exit:${site}`;

type OffCorridor = Readonly<{ leg: Leg; offM: number; widthM: number }>;

/** By how much it is off, of the legs it is on, the one it is nearest to. */
const offCorridor = ({ fix, legs, settings }: WatchContext): OffCorridor | undefined => {
  const places = legs.filter(isUnderWay).map((leg) => ({
    leg,
    offM: placeOnPath(leg.path, [fix.lat, fix.lon]).offM,
    widthM: settings.corridorM[leg.mode],
  }));
  return places.sort((a, b) => a.offM - b.offM)[0];
};

const watchCorridor = (before: UnitWatch, context: WatchContext): WatchOutcome => {
  const { settings } = context;
  const subject = corridorSubject(before.unit);
  const stands = before.fenceAlarm === subject;
  const off = offCorridor(context);
  const limitM = off && (stands ? off.widthM * (1 - settings.hysteresis) : off.widthM);
  const isOff = off !== undefined && limitM !== undefined && off.offM > limitM;
  const offCorridorFixes = isOff ? Math.min(before.offCorridorFixes + 1, settings.offCorridorFixes) : 0;
  if (stands && !isOff) {
    return { watch: { ...before, offCorridorFixes, fenceAlarm: undefined }, raise: undefined, clear: subject };
  }
  const believed = !stands && before.fenceAlarm === undefined && isOff && offCorridorFixes >= settings.offCorridorFixes;
  if (!believed) return { watch: { ...before, offCorridorFixes }, raise: undefined, clear: undefined };
  const { leg, offM, widthM } = off;
  const detail = {
    rule: "corridor",
    shipment: leg.shipment,
    leg: leg.leg,
    offKm: Math.round(offM / 1000),
    widthKm: Math.round(widthM / 1000),
  };
  return { watch: { ...before, offCorridorFixes, fenceAlarm: subject }, raise: { subject, detail }, clear: undefined };
};

/** The leg for whose sake the unit should still be inside; undefined when nothing speaks against leaving. */
const legToWaitFor = (site: string, { fix, legs, settings }: WatchContext): Leg | undefined => {
  const isDue = (leg: Leg): boolean => leg.plannedDepartureMs - settings.earlyExitMs <= fix.atMs;
  if (legs.some((leg) => isUnderWay(leg) || isDue(leg))) return undefined;
  return legs.find((leg) => leg.from === site);
};

const watchExit = (before: UnitWatch, inside: string | undefined, context: WatchContext): WatchOutcome => {
  const watch = { ...before, insideSite: inside };
  const standing = before.fenceAlarm;
  const site = standing?.startsWith(exitSubject(before.unit, "")) ? standing.slice(exitSubject(before.unit, "").length) : undefined;
  if (standing !== undefined && site !== undefined) {
    const over = inside === site || !legToWaitFor(site, context);
    return { watch: over ? { ...watch, fenceAlarm: undefined } : watch, raise: undefined, clear: over ? standing : undefined };
  }
  const left = before.insideSite !== undefined && inside !== before.insideSite ? before.insideSite : undefined;
  const leg = left !== undefined && standing === undefined ? legToWaitFor(left, context) : undefined;
  if (left === undefined || !leg) return { watch, raise: undefined, clear: undefined };
  const subject = exitSubject(before.unit, left);
  const detail = {
    rule: "exit",
    site: left,
    shipment: leg.shipment,
    leg: leg.leg,
    plannedDeparture: new Date(leg.plannedDepartureMs).toISOString(),
  };
  return { watch: { ...watch, fenceAlarm: subject }, raise: { subject, detail }, clear: undefined };
};

export const firstWatch = (unit: string): UnitWatch => ({
  unit,
  atMs: 0,
  insideSite: undefined,
  offCorridorFixes: 0,
  fenceAlarm: undefined,
});

/** A newer fix of the unit. An older one than the watch has seen changes nothing. */
export const watchUnit = (before: UnitWatch, context: WatchContext): WatchOutcome => {
  const { fix, fences, settings } = context;
  if (fix.atMs <= before.atMs) return { watch: before, raise: undefined, clear: undefined };
  const inside = siteWithin(fences, [fix.lat, fix.lon], { inside: before.insideSite, hysteresis: settings.hysteresis });
  const seen = { ...before, atMs: fix.atMs };
  const exit = watchExit(seen, inside, context);
  if (exit.raise || exit.clear) return exit;
  return watchCorridor(exit.watch, context);
};
