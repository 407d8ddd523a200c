/**
 * Where every unit is at any instant, and what its trackers say of it. Fixes fall on fixed instants of the world's clock,
 * so that they are the same however often the clock is looked at: often when moving, seldom when parked, thinner the
 * longer they lie in the past that is filled in at the first start.
 */
import { getSite } from "./catalog.ts";
import type { DeviceEmission } from "./emission.ts";
import type { Unit } from "./fleet.ts";
import { noise } from "./random.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./scene.ts";
import { progressAt, type Journey } from "./travel.ts";

const PARKED_EVERY = 8;
const JITTER_DEG = 0.0001;
const PARKING_DEG = 0.004;
/** Journeys that ended this long ago are of no use to anybody. */
const FORGET_MS = 3 * DAY_MS;

export type MotionOptions = Readonly<{
  seed: number;
  liveFromMs: number;
  intervalMs: number;
  silent: (unit: string, atMs: number) => boolean;
}>;

/** How far apart fixes of the filled-in past lie, by how long ago they were. */
const pastIntervalMs = (ageMs: number, longHaul: boolean): number => {
  if (ageMs < HOUR_MS) return 4 * MINUTE_MS;
  if (ageMs < 12 * HOUR_MS) return 20 * MINUTE_MS;
  if (ageMs < 2 * DAY_MS) return longHaul ? 60 * MINUTE_MS : 30 * MINUTE_MS;
  return longHaul ? 6 * HOUR_MS : Infinity;
};

const LONG_HAUL = new Set(["train", "vessel", "barge"]);

export const journeyAt = (unit: Unit, atMs: number): Journey | undefined => {
  for (let index = unit.journeys.length - 1; index >= 0; index--) {
    const journey = unit.journeys[index]!;
    if (journey.departMs <= atMs) return journey;
  }
  return undefined;
};

type Fix = Extract<DeviceEmission, { kind: "position" }>["body"];

export const fixAt = (unit: Unit, atMs: number, seed: number): Readonly<{ fix: Fix; moving: boolean }> => {
  const journey = journeyAt(unit, atMs) ?? unit.journeys[0];
  const wobble = (salt: string): number => (noise(seed, `${unit.unit}/${atMs}/${salt}`) - 0.5) * 2 * JITTER_DEG;
  const accuracyM = Math.round(4 + 8 * noise(seed, `${unit.unit}/${atMs}/m`));
  if (journey && atMs > journey.departMs && atMs < journey.arriveMs) {
    const { point, speedKmh, headingDeg } = progressAt(journey, atMs);
    return {
      moving: true,
      fix: {
        lat: round(point[0] + wobble("lat")),
        lon: round(point[1] + wobble("lon")),
        speedKmh: Math.round(speedKmh * 10) / 10,
        headingDeg: Math.round(headingDeg) % 360,
        accuracyM,
      },
    };
  }
  const site = getSite(!journey ? unit.site : atMs <= journey.departMs ? journey.route.from : journey.route.to);
  const spot = (salt: string): number => (noise(0, `${unit.unit}/${site.site}/${salt}`) - 0.5) * 2 * PARKING_DEG;
  return {
    moving: false,
    fix: { lat: round(site.lat + spot("lat") + wobble("lat")), lon: round(site.lon + spot("lon") + wobble("lon")), speedKmh: 0, accuracyM },
  };
};

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Each unit begins at an instant of its own, or all would speak at once. */
const phaseOf = (unit: Unit, intervalMs: number): number => Math.floor(noise(0, `${unit.unit}/phase`) * intervalMs);

export const trackerOf = (unit: Pick<Unit, "unit">): string => `trk-${unit.unit}`;

/** Fixes with fromMs < at <= toMs. */
export const listFixes = (unit: Unit, fromMs: number, toMs: number, options: MotionOptions): DeviceEmission[] => {
  const { seed, liveFromMs, intervalMs, silent } = options;
  const emissions: DeviceEmission[] = [];
  const phase = phaseOf(unit, intervalMs);
  let count = Math.floor((fromMs - phase) / intervalMs) + 1;
  for (;;) {
    const atMs = phase + count * intervalMs;
    if (atMs > toMs) return emissions;
    const ageMs = liveFromMs - atMs;
    const pastMs = ageMs > 0 ? pastIntervalMs(ageMs, LONG_HAUL.has(unit.line.mode)) : 0;
    const every = Math.max(1, Math.round(pastMs / intervalMs));
    if (pastMs === Infinity) {
      // Nothing is told of so long ago: go on where something is.
      count = Math.max(count + 1, Math.ceil((liveFromMs - 2 * DAY_MS - phase) / intervalMs));
      continue;
    }
    if (count % every === 0 && !silent(unit.unit, atMs)) {
      const { fix, moving } = fixAt(unit, atMs, seed);
      if (moving || count % (every * PARKED_EVERY) === 0) {
        emissions.push({ what: "message", kind: "position", device: trackerOf(unit), atMs, keys: [], body: fix });
      }
    }
    count += every - (count % every);
  }
};

export const forgetJourneys = (unit: Unit, nowMs: number): void => {
  const limitMs = LONG_HAUL.has(unit.line.mode) ? nowMs - 40 * DAY_MS : nowMs - FORGET_MS;
  while (unit.journeys.length > 2 && unit.journeys[0]!.arriveMs < limitMs) unit.journeys.shift();
};
