/**
 * A journey: when it is how far along its route. Speeds vary by the stretch, stops stand in it, and everything is drawn
 * at departure, so that any instant of the journey can be asked for in any order.
 */
import type { Route } from "./catalog.ts";
import { placeAt, type Point } from "./geometry.ts";
import type { Random } from "./random.ts";

const HOUR_MS = 3_600_000;
const STRETCH_KM: Readonly<Record<Route["mode"], number>> = { road: 15, rail: 80, sea: 200, inland_water: 30, air: 600 };
/** Plans reckon with this much of the usual speed, so that most arrive in time. */
const PLANNED_SPEED = 0.93;
const SLOWEST = 0.9;
const FASTEST = 1.06;

export type Journey = Readonly<{
  route: Route;
  departMs: number;
  arriveMs: number;
  /** Corners of distance over time, straight between them. */
  timesMs: Float64Array;
  kilometres: Float64Array;
}>;

export const plannedHours = (route: Route): number =>
  route.path.lengthKm / (route.speedKmh * PLANNED_SPEED) + route.stops.reduce((sum, stop) => sum + stop.hours, 0);

export type Delay = Readonly<{ share: number; hours: number }>;

/** @param delay a breakdown or a closed pass somewhere on the way. */
export const planJourney = (route: Route, departMs: number, random: Random, delay?: Delay): Journey => {
  const { lengthKm } = route.path;
  const stops = [...route.stops, ...(delay ? [{ km: delay.share * lengthKm, hours: delay.hours, name: "delay" }] : [])].toSorted(
    (a, b) => a.km - b.km,
  );
  const times = [departMs];
  const kilometres = [0];
  let [timeMs, km] = [departMs, 0];
  const push = (nextKm: number, hours: number): void => {
    timeMs += hours * HOUR_MS;
    km = nextKm;
    times.push(timeMs);
    kilometres.push(km);
  };
  const driveTo = (target: number): void => {
    while (km < target) {
      const next = Math.min(target, km + STRETCH_KM[route.mode]);
      push(next, (next - km) / (route.speedKmh * random.between(SLOWEST, FASTEST)));
    }
  };
  for (const stop of stops) {
    driveTo(stop.km);
    push(stop.km, stop.hours * random.between(0.8, 1.05));
  }
  driveTo(lengthKm);
  return { route, departMs, arriveMs: Math.round(timeMs), timesMs: Float64Array.from(times), kilometres: Float64Array.from(kilometres) };
};

export type Progress = Readonly<{ km: number; speedKmh: number; point: Point; headingDeg: number }>;

export const progressAt = (journey: Journey, atMs: number): Progress => {
  const { timesMs, kilometres } = journey;
  let low = 0;
  let high = timesMs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (timesMs[middle]! <= atMs) low = middle;
    else high = middle;
  }
  const spanMs = timesMs[high]! - timesMs[low]!;
  const spanKm = kilometres[high]! - kilometres[low]!;
  const share = spanMs === 0 ? 1 : Math.min(1, Math.max(0, (atMs - timesMs[low]!) / spanMs));
  const km = kilometres[low]! + share * spanKm;
  const moving = atMs > journey.departMs && atMs < journey.arriveMs;
  const speedKmh = moving && spanMs > 0 ? spanKm / (spanMs / HOUR_MS) : 0;
  return { km, speedKmh, ...placeAt(journey.route.path, km) };
};
