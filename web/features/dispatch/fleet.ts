import type { UnitRow } from "#wire/tracking-api.ts";
import type { UnitMode } from "#wire/words.ts";
import { ageOf, type Age } from "./age.ts";

/** The units as the list and the filters see them, at one instant of world time. */
export const FLEET_STATES = ["moving", "standing", "stale", "alarm"] as const;
export type FleetState = (typeof FLEET_STATES)[number];
export type FleetFilter = Readonly<{ text: string; modes: ReadonlySet<UnitMode>; states: ReadonlySet<FleetState> }>;
export const NO_FILTER: FleetFilter = { text: "", modes: new Set(), states: new Set() };

export type FleetUnit = Readonly<{
  row: UnitRow;
  fixAtMs: number | undefined;
  speedKmh: number;
  age: Age;
  alarm: "critical" | "major" | undefined;
}>;
export type LastFix = Readonly<{ atMs: number; speedKmh: number }>;

const MOVING_KMH = 0.8;

export const fleetUnit = (
  row: UnitRow,
  last: LastFix | undefined,
  at: Readonly<{ worldMs: number; alarm: FleetUnit["alarm"] }>,
): FleetUnit => ({
  row,
  fixAtMs: last?.atMs,
  speedKmh: last?.speedKmh ?? 0,
  age: last ? ageOf(row.mode, last.atMs, at.worldMs) : "stale",
  alarm: at.alarm,
});

export const statesOf = (unit: FleetUnit): ReadonlySet<FleetState> => {
  const states = new Set<FleetState>();
  if (unit.age === "stale") states.add("stale");
  else states.add(unit.speedKmh > MOVING_KMH ? "moving" : "standing");
  if (unit.alarm) states.add("alarm");
  return states;
};

export const matches = (unit: FleetUnit, filter: FleetFilter): boolean => {
  if (filter.modes.size > 0 && !filter.modes.has(unit.row.mode)) return false;
  const states = statesOf(unit);
  if (filter.states.size > 0 && ![...filter.states].some((state) => states.has(state))) return false;
  const sought = filter.text.trim().toLowerCase();
  if (sought === "") return true;
  const { row } = unit;
  return [row.unit, row.name.zh, row.name.en, row.plate ?? "", row.shipment ?? ""].some((text) => text.toLowerCase().includes(sought));
};
