import { z } from "zod";
import { journalRow } from "./http-api.ts";
import { bilingual, instant, latitude, longitude, text } from "./text.ts";
import { legMode, unitMode } from "./words.ts";

// Units, tracks, shipments

export const fix = z.object({
  lat: latitude,
  lon: longitude,
  speedKmh: z.number().nullable(),
  headingDeg: z.number().nullable(),
  accuracyM: z.number().nullable(),
  at: instant,
});
export type Fix = z.infer<typeof fix>;

export const lastReading = z.object({
  type: z.string(),
  probe: z.string().nullable(),
  value: z.number(),
  uom: z.string(),
  at: instant,
  /** Whether the value lies outside the unit's limits. */
  outside: z.boolean(),
});

export const unitRow = z.object({
  /** The unit's number in frames. */
  n: z.number().int(),
  unit: z.string(),
  mode: unitMode,
  name: bilingual,
  plate: z.string().nullable(),
  fix: fix.nullable(),
  seal: z.object({ seal: z.string(), state: z.string(), at: instant }).nullable(),
  readings: z.array(lastReading),
  limits: z.object({ minC: z.number().nullable(), maxC: z.number().nullable() }),
  shipment: z.string().nullable(),
});
export type UnitRow = z.infer<typeof unitRow>;

export const trackQuery = z.object({
  from: instant.optional(),
  to: instant.optional(),
  points: z.coerce.number().int().min(2).max(5000).default(1000),
});
export const trackAnswer = z.object({ unit: z.string(), fixes: z.array(fix) });
export const telemetryQuery = trackQuery.extend({ type: text(64).default("Temperature"), probe: text(32).optional() });
export const telemetryAnswer = z.object({
  unit: z.string(),
  type: z.string(),
  points: z.array(z.object({ at: instant, value: z.number(), probe: z.string().nullable(), outside: z.boolean() })),
});

export const shipmentAnswer = z.object({
  shipment: z.string(),
  name: bilingual.nullable(),
  owner: z.string().nullable(),
  state: z.enum(["planned", "under_way", "arrived"]),
  /** Of the current leg, 0 to 1. */
  progress: z.number(),
  eta: instant.nullable(),
  lateMinutes: z.number(),
  legs: z.array(
    z.object({
      leg: z.number().int(),
      mode: legMode,
      from: z.string(),
      to: z.string(),
      unit: z.string().nullable(),
      plannedDeparture: instant,
      plannedArrival: instant,
      departedAt: instant.nullable(),
      arrivedAt: instant.nullable(),
      eta: instant.nullable(),
      path: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
  parents: z.array(z.string()),
  etaRevisions: z.array(z.object({ leg: z.number().int(), eta: instant, revisedAt: instant, cause: z.string() })),
  handOvers: z.array(journalRow),
});
export type ShipmentAnswer = z.infer<typeof shipmentAnswer>;
export const shipmentSummary = shipmentAnswer.omit({ etaRevisions: true, handOvers: true });
