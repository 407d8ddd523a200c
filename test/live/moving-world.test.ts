import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TICK_MS, ticksPerFrame } from "../../server/live/frame-gate.ts";
import { containsView, isInView, MovingWorld } from "../../server/live/moving-world.ts";
import { createRateLimit } from "../../server/live/rate-limit.ts";
import { CHINA, fixOf } from "./support.ts";

describe("the moving world", () => {
  test("tells of any client what has changed since its last frame, the newest of each unit and no more", () => {
    const step = fc.record({ n: fc.integer({ min: 0, max: 8 }), atMs: fc.integer({ min: 0, max: 50 }), look: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const world = new MovingWorld();
        const [newest, changed] = [new Map<number, number>(), new Set<number>()];
        let seen = world.version;
        for (const { n, atMs, look } of steps) {
          world.publish([fixOf(n, atMs)]);
          if (atMs > (newest.get(n) ?? -1)) {
            newest.set(n, atMs);
            changed.add(n);
          }
          if (!look) continue;
          const told = new Map(world.changedSince(seen).map((fix) => [fix.n, fix.atMs]));
          expect(told).toEqual(new Map([...newest].filter(([each]) => changed.has(each))));
          seen = world.version;
          changed.clear();
        }
      }),
    );
  });

  test("keeps no more than the units there are, however long nobody looks", () => {
    const world = new MovingWorld();
    for (let atMs = 1; atMs <= 200_000; atMs++) world.publish([fixOf(atMs % 10, atMs)]);
    expect(world.changedSince(0)).toHaveLength(10);
    expect(world.changesKept).toBeLessThan(2_000);
  });

  test("names the units that it has not seen before, once", () => {
    const world = new MovingWorld();
    expect(world.publish([fixOf(1, 1), fixOf(2, 1), fixOf(1, 2)])).toEqual(["U-1", "U-2"]);
    expect(world.publish([fixOf(1, 3)])).toEqual([]);
  });
});

describe("a view", () => {
  test.each([
    ["within", { lat: 30, lon: 110 }, true],
    ["on the edge", { lat: 15, lon: 70 }, true],
    ["north of it", { lat: 56, lon: 110 }, false],
    ["east of it", { lat: 30, lon: 141 }, false],
  ])("holds a point %s", (_name, point, holds) => expect(isInView(CHINA, point)).toBe(holds));

  test("of a map that scrolled around the world holds what it shows", () => {
    expect(isInView({ ...CHINA, west: -290, east: -220 }, { lat: 30, lon: 110 })).toBe(true);
  });
  test("contains one that is zoomed in, and not one that has moved on", () => {
    expect(containsView(CHINA, { ...CHINA, west: 100 })).toBe(true);
    expect(containsView(CHINA, { ...CHINA, west: 60 })).toBe(false);
  });
});

describe("the pace of frames", () => {
  test.each([
    [9, 4],
    [18, 4],
    [8, 2],
    [5, 2],
    [4, 1],
    [0, 1],
  ])("at zoom %i is %i a second", (zoom, perSecond) => expect(1_000 / TICK_MS / ticksPerFrame({ ...CHINA, zoom })).toBe(perSecond));
});

describe("a limit of rate", () => {
  test("lets a burst pass, and then so many a second", () => {
    const mayPass = createRateLimit({ burst: 3, perSecond: 2 });
    expect([0, 0, 0, 0, 400, 500, 600, 1_000].map(mayPass)).toEqual([true, true, true, false, false, true, false, true]);
  });
});
