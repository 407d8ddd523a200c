import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { MultiPolygon, Polygon, Position } from "geojson";
import { feature } from "topojson-client";
import { describe, expect, test } from "vitest";
import { demo } from "../../simulators/scenarios/scenario.ts";
import { listRoutes } from "../../simulators/world/catalog.ts";
import { distanceKm, interpolate, type Point } from "../../simulators/world/geometry.ts";
import { fixAt } from "../../simulators/world/motion.ts";
import { createWorld } from "../../simulators/world/world.ts";

type Land = Readonly<{ rings: readonly Position[][]; west: number; east: number; south: number; north: number }>;

const readLand = (): Land[] => {
  const topology = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("world-atlas/land-50m.json"), "utf8"));
  const land = feature(topology, topology.objects.land) as unknown as {
    features?: { geometry: MultiPolygon | Polygon }[];
    geometry?: MultiPolygon;
  };
  const geometries = land.features?.map((each) => each.geometry) ?? [land.geometry!];
  const polygons = geometries.flatMap((geometry) => (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates));
  return polygons.map((rings) => {
    const longitudes = rings[0]!.map(([lon]) => lon!);
    const latitudes = rings[0]!.map(([, lat]) => lat!);
    return {
      rings,
      west: Math.min(...longitudes),
      east: Math.max(...longitudes),
      south: Math.min(...latitudes),
      north: Math.max(...latitudes),
    };
  });
};

const isInside = (ring: readonly Position[], [lat, lon]: Point): boolean => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [ring[i] as [number, number], ring[j] as [number, number]];
    if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
};

const LAND = readLand();
const isOnLand = (point: Point): boolean =>
  LAND.some(
    ({ rings, west, east, south, north }) =>
      point[1] >= west &&
      point[1] <= east &&
      point[0] >= south &&
      point[0] <= north &&
      isInside(rings[0]!, point) &&
      !rings.slice(1).some((hole) => isInside(hole, point)),
  );

/** A ship is on land in its port, and in the Suez Canal. */
const isInSuezCanal = ([lat, lon]: Point): boolean => lat > 29.9 && lat < 31.3 && lon > 32.2 && lon < 32.7;
const PORT_KM = 12;

describe("ships keep clear of land", () => {
  test.each(listRoutes().filter(({ mode, id }) => mode === "sea" && !id.endsWith(":back")))("$id", ({ path }) => {
    const { points } = path;
    const [start, end] = [points[0]!, points.at(-1)!];
    for (let index = 1; index < points.length; index++) {
      const [from, to] = [points[index - 1]!, points[index]!];
      const parts = Math.ceil(distanceKm(from, to) / 5);
      for (let part = 0; part < parts; part++) {
        const point = interpolate(from, to, part / parts);
        if (isInSuezCanal(point) || distanceKm(point, start) < PORT_KM || distanceKm(point, end) < PORT_KM) continue;
        expect(isOnLand(point), `${point[0].toFixed(2)}, ${point[1].toFixed(2)}`).toBe(false);
      }
    }
  });
});

test("the check would see a ship on land", () => {
  expect(isOnLand([27.9, 112.9])).toBe(true);
  expect(isOnLand([20, 115])).toBe(false);
});

test.each(listRoutes())("$id starts and ends at its sites and has no gaps", ({ path, from, to, sketch, mode }) => {
  expect(from).not.toBe(to);
  for (let index = 1; index < path.points.length; index++)
    expect(distanceKm(path.points[index - 1]!, path.points[index]!)).toBeLessThan(101);
  expect(sketch.length).toBeLessThanOrEqual(mode === "sea" || mode === "rail" ? 150 : 50);
  for (const [, lon] of path.points) expect(Math.abs(lon)).toBeLessThanOrEqual(180);
});

test("nothing that moves jumps: no unit is faster than its kind can be", () => {
  const nowMs = Date.parse("2026-11-21T00:00:00Z");
  const world = createWorld({
    seed: 2,
    run: 1,
    epochMs: nowMs - 10 * 86_400_000,
    liveFromMs: nowMs,
    fixIntervalMs: 75_000,
    documentedFromMs: nowMs,
    pace: demo.pace,
    conduct: demo.conduct,
  });
  world.advance(nowMs + 86_400_000);
  const fastest = { truck: 100, reefer: 100, train: 90, vessel: 45, barge: 30, aircraft: 1000 };
  const minutes = 10;
  for (const unit of world.units) {
    for (let atMs = nowMs; atMs < nowMs + 86_400_000; atMs += minutes * 60_000) {
      const [one, other] = [fixAt(unit, atMs, 2).fix, fixAt(unit, atMs + minutes * 60_000, 2).fix];
      const km = distanceKm([one.lat, one.lon], [other.lat, other.lon]);
      // Half a kilometre is the way from the gate to the parking place.
      expect(km, `${unit.unit} at ${new Date(atMs).toISOString()}`).toBeLessThan((fastest[unit.line.mode] * minutes) / 60 + 1);
    }
  }
});
