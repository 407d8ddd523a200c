/**
 * What the probes in a reefer read, as a function of time alone: a set point, the compressor's hum, doors that open at
 * both ends of a journey, and a unit that fails and recovers.
 */
import type { DeviceEmission } from "./emission.ts";
import { setpointC, type Unit } from "./fleet.ts";
import type { Failure } from "./mishaps.ts";
import { noise } from "./random.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./scene.ts";

const OUTSIDE_C = 27;
const HUM_PERIOD_MS = 47 * MINUTE_MS;
const HUM_C = 0.5;
const NOISE_C = 0.25;
/** A door at the dock: a little that is gone within the hour, and not enough to leave the limits. */
const DOOR_C = 2.3;
const DOOR_DECAY_MS = 22 * MINUTE_MS;
const WARMING_MS = 2.6 * HOUR_MS;
const COOLING_MS = 35 * MINUTE_MS;
const PAST_MS = 2 * DAY_MS;
const READINGS_IN_PAST_MESSAGE = 24;

const doorC = (unit: Unit, atMs: number): number => {
  let warmest = 0;
  for (const { departMs, arriveMs } of unit.journeys) {
    for (const openedMs of [departMs - 20 * MINUTE_MS, arriveMs + 40 * MINUTE_MS]) {
      const age = atMs - openedMs;
      if (age >= 0 && age < 4 * HOUR_MS) warmest = Math.max(warmest, DOOR_C * Math.exp(-age / DOOR_DECAY_MS));
    }
  }
  return warmest;
};

const failureC = (failures: readonly Failure[], unit: Unit, atMs: number, setC: number): number => {
  let sum = 0;
  for (const { unit: failed, fromMs, toMs } of failures) {
    if (failed !== unit.unit || atMs < fromMs) continue;
    const warmed = (OUTSIDE_C - setC) * (1 - Math.exp(-(Math.min(atMs, toMs) - fromMs) / WARMING_MS));
    sum += atMs <= toMs ? warmed : warmed * Math.exp(-(atMs - toMs) / COOLING_MS);
  }
  return sum;
};

export const temperatureC = (unit: Unit, atMs: number, options: Readonly<{ seed: number; failures: readonly Failure[] }>): number => {
  const setC = setpointC(unit);
  const phase = noise(0, `${unit.unit}/hum`);
  const hum = HUM_C * Math.sin((2 * Math.PI * atMs) / HUM_PERIOD_MS + 2 * Math.PI * phase);
  const jitter = (noise(options.seed, `${unit.unit}/${atMs}/C`) - 0.5) * 2 * NOISE_C;
  const value = setC + hum + jitter + doorC(unit, atMs) + failureC(options.failures, unit, atMs, setC);
  return Math.round(Math.min(OUTSIDE_C, value) * 10) / 10;
};

export type ClimateOptions = Readonly<{ seed: number; liveFromMs: number; intervalMs: number; failures: readonly Failure[] }>;

export const sensorOf = (unit: Pick<Unit, "unit">): string => `tmp-${unit.unit}`;

type Readings = Extract<DeviceEmission, { kind: "telemetry" }>["body"]["readings"];

const readingsAt = (unit: Unit, atMs: number, options: ClimateOptions): Readings => {
  const supplyC = temperatureC(unit, atMs, options);
  const at = new Date(atMs).toISOString();
  return [
    { type: "Temperature", value: supplyC, uom: "CEL", probe: "supply", at },
    { type: "Temperature", value: Math.round((supplyC + 0.6) * 10) / 10, uom: "CEL", probe: "return", at },
    { type: "RelativeHumidity", value: Math.round(62 + 20 * noise(options.seed, `${unit.unit}/${atMs}/rh`)), uom: "P1", at },
  ];
};

/** Readings with fromMs < at <= toMs. What lies in the past comes many to a message, as loggers send it. */
export const listTelemetry = (unit: Unit, fromMs: number, toMs: number, options: ClimateOptions): DeviceEmission[] => {
  const emissions: DeviceEmission[] = [];
  const { intervalMs, liveFromMs } = options;
  const startMs = Math.max(fromMs, liveFromMs - PAST_MS);
  let past: Readings = [];
  const flush = (atMs: number): void => {
    if (past.length > 0)
      emissions.push({ what: "message", kind: "telemetry", device: sensorOf(unit), atMs, keys: [], body: { readings: past } });
    past = [];
  };
  for (let atMs = (Math.floor(startMs / intervalMs) + 1) * intervalMs; atMs <= toMs; atMs += intervalMs) {
    const isPast = atMs <= liveFromMs;
    if (isPast && (atMs / intervalMs) % 2 !== 0) continue;
    past.push(...readingsAt(unit, atMs, options));
    if (!isPast || past.length >= READINGS_IN_PAST_MESSAGE * 3) flush(atMs);
  }
  flush(Math.min(toMs, liveFromMs));
  return emissions;
};
