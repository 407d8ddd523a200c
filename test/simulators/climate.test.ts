import { expect, test } from "vitest";
import { demo } from "../../simulators/scenarios/scenario.ts";
import { temperatureC } from "../../simulators/world/climate.ts";
import { toMasterUnit } from "../../simulators/world/fleet.ts";
import { createWorld } from "../../simulators/world/world.ts";

const NOW_MS = Date.parse("2026-11-21T00:00:00Z");
const HOUR_MS = 3_600_000;
const world = createWorld({
  seed: 1,
  run: 1,
  epochMs: NOW_MS - 6 * 24 * HOUR_MS,
  liveFromMs: NOW_MS,
  fixIntervalMs: 75_000,
  documentedFromMs: NOW_MS,
  pace: demo.pace,
  conduct: demo.conduct,
});
world.advance(NOW_MS + 24 * HOUR_MS);
const reefers = world.units.filter((unit) => unit.line.mode === "reefer");

test.each(reefers.map((unit) => unit.unit))("%s stays within its limits while it works, doors and all", (name) => {
  const unit = reefers.find((each) => each.unit === name)!;
  const { minC, maxC } = toMasterUnit(unit);
  for (let atMs = NOW_MS - 48 * HOUR_MS; atMs < NOW_MS + 24 * HOUR_MS; atMs += 5 * 60_000) {
    const supplyC = temperatureC(unit, atMs, { seed: 1, failures: [] });
    expect(supplyC).toBeGreaterThanOrEqual(minC!);
    expect(supplyC + 0.6).toBeLessThanOrEqual(maxC!);
  }
});

test("one that fails warms beyond its limit, and recovers when it is mended", () => {
  const unit = reefers[0]!;
  const { maxC } = toMasterUnit(unit);
  const failures = [{ unit: unit.unit, fromMs: NOW_MS, toMs: NOW_MS + 1.5 * HOUR_MS }];
  const at = (hours: number): number => temperatureC(unit, NOW_MS + hours * HOUR_MS, { seed: 1, failures });
  expect(at(-0.1)).toBeLessThanOrEqual(maxC!);
  expect(at(1.4)).toBeGreaterThan(maxC!);
  expect(at(6)).toBeLessThanOrEqual(maxC!);
});
