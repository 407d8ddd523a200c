import { describe, expect, test } from "vitest";
import { behindMs } from "../../server/domain/tracking/eta.ts";
import type { Leg, UnitFix } from "../../server/domain/tracking/leg.ts";
import { arriveByJournal, departByJournal, isUnderWay } from "../../server/domain/tracking/leg.ts";
import { TRACKING_SETTINGS } from "../../server/domain/tracking/settings.ts";
import { followShipment, shipmentState } from "../../server/domain/tracking/shipment.ts";
import { firstWatch, watchUnit, type UnitWatch } from "../../server/domain/tracking/unit-watch.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NEVER = { departedMs: undefined, departedBy: undefined, arrivedMs: undefined, arrivedBy: undefined };

/** Ten degrees of the equator in ten hours, a degree an hour; then ten degrees north by another unit. */
const ROAD: Leg = {
  shipment: "S1",
  leg: 1,
  mode: "road",
  from: "xiangtan",
  to: "hub",
  unit: "TRUCK-1",
  plannedDepartureMs: 0,
  plannedArrivalMs: 10 * HOUR_MS,
  path: [
    [0, 0],
    [0, 10],
  ],
  progress: 0,
  etaMs: 10 * HOUR_MS,
  ...NEVER,
};
const RAIL: Leg = {
  ...ROAD,
  leg: 2,
  mode: "rail",
  from: "hub",
  to: "duisburg",
  unit: "TRAIN-1",
  path: [
    [0, 10],
    [10, 10],
  ],
  plannedDepartureMs: 12 * HOUR_MS,
  plannedArrivalMs: 22 * HOUR_MS,
  etaMs: 22 * HOUR_MS,
};
const fix = (unit: string, lat: number, lon: number, atMs: number, headingDeg?: number): UnitFix => ({ unit, lat, lon, atMs, headingDeg });

const follow = (legs: readonly Leg[], fixes: readonly UnitFix[], nowMs: number) =>
  followShipment(legs, {
    nowMs,
    settings: TRACKING_SETTINGS,
    fixOf: (unit) => fixes.find((each) => each.unit === unit),
    fenceRadiusM: () => undefined,
    underWayOf: (unit) => legs.filter((leg) => leg.unit === unit && isUnderWay(leg)),
  });

describe("a leg followed by positions", () => {
  test("departs when its unit is out of the start and on the way", () => {
    const { legs } = follow([ROAD], [fix("TRUCK-1", 0, 0.1, HOUR_MS, 90)], HOUR_MS);
    expect(legs[0]).toMatchObject({ departedMs: HOUR_MS, departedBy: "position", arrivedMs: undefined });
    expect(legs[0]?.progress).toBeCloseTo(0.01);
  });
  test.each([
    ["still stands at the start", fix("TRUCK-1", 0, 0.01, HOUR_MS, 90)],
    ["comes back empty on the same road", fix("TRUCK-1", 0, 5, HOUR_MS, 270)],
    ["is on another road", fix("TRUCK-1", 3, 5, HOUR_MS, 90)],
    ["was there long before the plan", fix("TRUCK-1", 0, 1, -3 * HOUR_MS, 90)],
  ])("does not depart while its unit %s", (_name, seen) => {
    expect(follow([ROAD], [seen], HOUR_MS).legs[0]?.departedMs).toBeUndefined();
  });
  test("takes the plan's hour for a unit first seen far along", () => {
    expect(follow([ROAD], [fix("TRUCK-1", 0, 5, 5 * HOUR_MS, 90)], 5 * HOUR_MS).legs[0]).toMatchObject({
      departedMs: 0,
      departedBy: "plan",
    });
  });
  test("arrives at the end of its path", () => {
    const departed = departByJournal(ROAD, 0);
    const { legs, revisions } = follow([departed], [fix("TRUCK-1", 0, 9.99, 11 * HOUR_MS)], 11 * HOUR_MS);
    expect(legs[0]).toMatchObject({ arrivedMs: 11 * HOUR_MS, arrivedBy: "position", progress: 1 });
    expect(revisions).toMatchObject([{ leg: 1, cause: "arrived", etaMs: 11 * HOUR_MS }]);
  });
  test("never goes back", () => {
    const halfWay = follow([departByJournal(ROAD, 0)], [fix("TRUCK-1", 0, 5, 5 * HOUR_MS)], 5 * HOUR_MS).legs;
    expect(follow(halfWay, [fix("TRUCK-1", 0, 4, 6 * HOUR_MS)], 6 * HOUR_MS).legs[0]?.progress).toBeCloseTo(0.5);
  });
  test("is ended by the next leg when nobody saw its end", () => {
    const { legs } = follow([departByJournal(ROAD, 0), RAIL], [fix("TRAIN-1", 1, 10, 13 * HOUR_MS, 0)], 13 * HOUR_MS);
    expect(legs[0]).toMatchObject({ arrivedMs: 10 * HOUR_MS, arrivedBy: "next_leg" });
    expect(legs[1]?.departedMs).toBe(12 * HOUR_MS);
    expect(shipmentState(legs)).toBe("under_way");
  });
  test("does not depart on a second trip while its unit is under way on another", () => {
    const back: Leg = {
      ...ROAD,
      shipment: "S2",
      from: "hub",
      to: "xiangtan",
      path: [
        [0, 10],
        [0, 0],
      ],
    };
    const outward = departByJournal(ROAD, 0);
    const { legs } = followShipment([back], {
      nowMs: HOUR_MS,
      settings: TRACKING_SETTINGS,
      fixOf: () => fix("TRUCK-1", 0, 5, HOUR_MS),
      fenceRadiusM: () => undefined,
      underWayOf: () => [outward],
    });
    expect(legs[0]?.departedMs).toBeUndefined();
  });
});

describe("what the journal says of a leg", () => {
  test("goes before what positions suggested", () => {
    const byPosition = follow([ROAD], [fix("TRUCK-1", 0, 1, HOUR_MS, 90)], HOUR_MS).legs[0]!;
    expect(departByJournal(byPosition, 20 * MINUTE_MS)).toMatchObject({ departedMs: 20 * MINUTE_MS, departedBy: "journal" });
    expect(arriveByJournal(byPosition, 9 * HOUR_MS)).toMatchObject({ arrivedMs: 9 * HOUR_MS, arrivedBy: "journal", progress: 1 });
  });
  test("stays as it was first told", () => {
    const departed = departByJournal(ROAD, HOUR_MS);
    expect(departByJournal(departed, 2 * HOUR_MS)).toBe(departed);
  });
});

describe("the ETA", () => {
  test("follows the plan while the plan is kept, without a revision", () => {
    const { legs, revisions } = follow([departByJournal(ROAD, 0)], [fix("TRUCK-1", 0, 5, 5 * HOUR_MS)], 5 * HOUR_MS);
    expect(legs[0]?.etaMs).toBe(10 * HOUR_MS);
    expect(revisions).toEqual([]);
  });
  test("goes over from the planned pace to the pace kept, and says that it is slower", () => {
    // Half-way after eight hours: the pace kept is 16 h a leg, the planned one 10 h, so half a leg takes 6.5 h.
    const { legs, revisions } = follow([departByJournal(ROAD, 0)], [fix("TRUCK-1", 0, 5, 8 * HOUR_MS)], 8 * HOUR_MS);
    expect(legs[0]!.etaMs! / HOUR_MS).toBeCloseTo(14.5, 1);
    expect(revisions).toMatchObject([{ shipment: "S1", leg: 1, cause: "slower", revisedMs: 8 * HOUR_MS }]);
  });
  test("says that a leg left late", () => {
    const { revisions } = follow([ROAD], [fix("TRUCK-1", 0, 0.1, 2 * HOUR_MS, 90)], 2 * HOUR_MS);
    expect(revisions).toMatchObject([{ cause: "departed_late" }]);
  });
  test("moves on while a leg that is due has not left", () => {
    const { legs, revisions } = follow([ROAD], [], 3 * HOUR_MS);
    expect(legs[0]?.etaMs).toBe(13 * HOUR_MS);
    expect(revisions).toMatchObject([{ cause: "not_departed" }]);
  });
  test("of a later leg bears the delay but for the slack of the planned stop", () => {
    // Three hours late into a stop of two, of which an hour is kept: two hours late out of it.
    const { legs } = follow([{ ...arriveByJournal(ROAD, 13 * HOUR_MS), etaMs: 13 * HOUR_MS }, RAIL], [], 13 * HOUR_MS);
    expect(legs[1]?.etaMs).toBe(24 * HOUR_MS);
    expect(behindMs(legs)).toBe(2 * HOUR_MS);
  });
  test("is not revised for a few minutes", () => {
    const { revisions } = follow([departByJournal(ROAD, 0)], [fix("TRUCK-1", 0, 5, 5 * HOUR_MS + 5 * MINUTE_MS)], 5 * HOUR_MS);
    expect(revisions).toEqual([]);
  });
});

describe("the watch over a unit", () => {
  const fences = [{ site: "xiangtan", centre: [0, 0] as const, radiusM: 5_000 }];
  const watch = (before: UnitWatch, seen: UnitFix, legs: readonly Leg[]) =>
    watchUnit(before, { fix: seen, fences, legs, settings: TRACKING_SETTINGS });
  const inside: UnitWatch = { ...firstWatch("TRUCK-1"), atMs: 1, insideSite: "xiangtan" };
  const outwards = fix("TRUCK-1", 0, 0.5, 2 * MINUTE_MS);

  test("alarms a unit that leaves the fence long before its leg is due", () => {
    const later = { ...ROAD, plannedDepartureMs: 5 * HOUR_MS };
    expect(watch(inside, outwards, [later]).raise).toMatchObject({
      subject: "TRUCK-1:exit:xiangtan",
      detail: { rule: "exit", shipment: "S1" },
    });
  });
  test.each([
    ["its leg is due", [ROAD]],
    ["it has no plan from there", []],
    ["it is under way already", [departByJournal({ ...ROAD, plannedDepartureMs: 5 * HOUR_MS }, 1)]],
  ])("is quiet when %s", (_name, legs) => expect(watch(inside, outwards, legs).raise).toBeUndefined());

  test("clears the crossing when the unit is back", () => {
    const later = { ...ROAD, plannedDepartureMs: 5 * HOUR_MS };
    const { watch: out } = watch(inside, outwards, [later]);
    expect(watch(out, fix("TRUCK-1", 0, 0, 3 * MINUTE_MS), [later]).clear).toBe("TRUCK-1:exit:xiangtan");
  });
  test("believes that a unit is off its corridor at the second fix, and that it is back well inside", () => {
    const legs = [departByJournal(ROAD, 0)];
    const off = (lat: number, minute: number) => fix("TRUCK-1", lat, 5, minute * MINUTE_MS);
    const first = watch(firstWatch("TRUCK-1"), off(0.3, 1), legs);
    expect(first.raise).toBeUndefined();
    const second = watch(first.watch, off(0.3, 2), legs);
    expect(second.raise).toMatchObject({ subject: "TRUCK-1:corridor", detail: { rule: "corridor", offKm: 33, widthKm: 30 } });
    const third = watch(second.watch, off(0.25, 3), legs);
    expect([third.raise, third.clear]).toEqual([undefined, undefined]);
    expect(watch(third.watch, off(0.1, 4), legs).clear).toBe("TRUCK-1:corridor");
  });
  test("is not moved by an older fix", () => {
    expect(watch(inside, fix("TRUCK-1", 0, 5, 0), [ROAD])).toEqual({ watch: inside, raise: undefined, clear: undefined });
  });
});
