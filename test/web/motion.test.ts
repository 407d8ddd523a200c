import { expect, test } from "vitest";
import { Motion, shortestTurn, type Fix } from "../../web/live/motion.ts";

const fix = (atMs: number, lat: number, lon: number): Fix => ({ lat, lon, speedKmh: 60, headingDeg: 90, atMs });

test("an object moves evenly between its fixes", () => {
  const motion = new Motion();
  motion.take(1, fix(0, 0, 100), 0);
  motion.take(1, fix(1000, 0, 101), 1000);
  motion.take(1, fix(2000, 0, 102), 2000);
  const lons = [2000, 2100, 2200, 2300].map((now) => motion.pose(1, now)?.lon ?? 0);
  const steps = lons.slice(1).map((lon, index) => lon - (lons[index] ?? 0));
  for (const step of steps) expect(step).toBeCloseTo(0.1, 6);
});

test("it never runs ahead of what was reported, and never backwards", () => {
  const motion = new Motion();
  motion.take(1, fix(0, 0, 100), 0);
  motion.take(1, fix(1000, 0, 101), 1000);
  expect(motion.pose(1, 60_000)?.lon).toBe(101);
  motion.take(1, fix(1500, 0, 101.5), 90_000);
  expect(motion.pose(1, 90_000)?.lon).toBeGreaterThanOrEqual(101);
});

test("a late fix is left out", () => {
  const motion = new Motion();
  motion.take(1, fix(1000, 0, 101), 1000);
  motion.take(1, fix(500, 9, 9), 1100);
  expect(motion.last(1)?.lon).toBe(101);
});

test("what another world reported for later is forgotten", () => {
  const motion = new Motion();
  motion.take(1, fix(9_000_000, 0, 101), 9_000_000);
  motion.forgetAfter(1_000_000);
  motion.take(1, fix(1_000, 5, 50), 1_000);
  expect(motion.last(1)?.lon).toBe(50);
});

test("over the antimeridian it goes the short way", () => {
  const motion = new Motion();
  motion.take(1, fix(0, 0, 179), 0);
  motion.take(1, fix(1000, 0, -179), 1000);
  motion.take(1, fix(2000, 0, -178), 2000);
  for (const now of [1200, 1500, 1900, 2400]) expect(Math.abs(motion.pose(1, now)?.lon ?? 0)).toBeGreaterThan(177);
});

test.each([
  [350, 10, 20],
  [10, 350, -20],
  [179, -179, 2],
  [0, 180, -180],
])("from %i to %i turns by %i", (a, b, turn) => {
  expect(shortestTurn(a, b)).toBe(turn);
});
