import { describe, expect, test } from "vitest";
import { gcj02FromWgs84, wgs84FromGcj02 } from "../../server/domain/tracking/datum.ts";
import { siteWithin } from "../../server/domain/tracking/fence.ts";
import { distanceM, pathLengthM, placeOnPath, type LatLon } from "../../server/domain/tracking/geodesy.ts";
import { mayBeNewest, newestByKey } from "../../server/domain/tracking/newest.ts";
import { thinTrack } from "../../server/domain/tracking/thin-track.ts";

type Gcoord = Readonly<{ transform(point: [number, number], from: string, to: string): [number, number] }>;

const SHANGHAI: LatLon = [31.2, 121.5];
const LOS_ANGELES: LatLon = [33.7, -118.3];

describe("distances on the sphere", () => {
  test.each([
    // One degree of a great circle of the mean sphere (R = 6,371,008.8 m) is 111,195 m.
    [[0, 0], [0, 1], 111_195],
    [[89.5, 0], [89.5, 180], 111_195],
    [[0, 179.5], [0, -179.5], 111_195],
    [[10, 10], [10, 10], 0],
  ] as [LatLon, LatLon, number][])("from %j to %j", (from, to, metres) => {
    expect(distanceM(from, to)).toBeCloseTo(metres, -1);
  });

  test("a path over the antimeridian is as long as its great circle", () => {
    expect(pathLengthM([SHANGHAI, LOS_ANGELES])).toBeGreaterThan(10_000_000);
    expect(pathLengthM([SHANGHAI, LOS_ANGELES])).toBeLessThan(10_800_000);
  });
});

describe("a place on a path", () => {
  const path: LatLon[] = [
    [0, 0],
    [0, 10],
    [10, 10],
  ];

  test("half-way along the first segment, a degree off", () => {
    const place = placeOnPath(path, [1, 5]);
    expect(place.alongM).toBeCloseTo(5 * 111_195, -3);
    expect(place.offM).toBeCloseTo(111_195, -1);
    expect(place.bearingDeg).toBeCloseTo(90);
  });

  test("before the start and beyond the end it is at the ends", () => {
    expect(placeOnPath(path, [0, -3]).alongM).toBe(0);
    const beyond = placeOnPath(path, [12, 10]);
    expect(beyond.alongM).toBeCloseTo(beyond.lengthM, 3);
  });

  test("the middle of a long flight lies on its great circle", () => {
    // Between two points on a parallel φ, Δλ apart, it culminates at atan(tan φ / cos(Δλ/2)).
    const middle: LatLon = [(Math.atan(Math.tan((50 / 180) * Math.PI) / Math.cos(Math.PI / 4)) / Math.PI) * 180, 45];
    const place = placeOnPath(
      [
        [50, 0],
        [50, 90],
      ],
      middle,
    );
    expect(place.offM).toBeLessThan(1);
    expect(place.alongM).toBeCloseTo(place.lengthM / 2, 0);
  });

  test("a path with the same point twice has no part that divides by zero", () => {
    expect(
      placeOnPath(
        [
          [0, 5],
          [0, 5],
        ],
        [0, 6],
      ).offM,
    ).toBeCloseTo(111_195, -1);
  });
});

describe("GCJ-02", () => {
  test("is shifted by hundreds of metres in China and not at all outside", () => {
    const shifted = gcj02FromWgs84({ lat: 28.2, lon: 112.93 });
    expect(distanceM([28.2, 112.93], [shifted.lat, shifted.lon])).toBeGreaterThan(100);
    expect(distanceM([28.2, 112.93], [shifted.lat, shifted.lon])).toBeLessThan(1000);
    expect(gcj02FromWgs84({ lat: 51.4, lon: 6.76 })).toEqual({ lat: 51.4, lon: 6.76 });
  });

  test("agrees with gcoord, an independent implementation", async () => {
    // Its types describe an ES module, which Node is not given.
    const { default: gcoord } = (await import("gcoord")) as unknown as { default: Gcoord };
    for (const [lat, lon] of [
      [28.2, 112.93],
      [22.5, 114.05],
      [43.9, 87.5],
      [39.9, 116.4],
    ] as const) {
      const [theirLon, theirLat] = gcoord.transform([lon, lat], "WGS84", "GCJ02");
      const ours = gcj02FromWgs84({ lat, lon });
      expect(distanceM([ours.lat, ours.lon], [theirLat, theirLon])).toBeLessThan(0.5);
    }
  });

  test("comes back to WGS-84 within a centimetre", () => {
    for (const point of [
      { lat: 28.2, lon: 112.93 },
      { lat: 22.5, lon: 114.05 },
      { lat: 45.7, lon: 126.6 },
    ]) {
      const back = wgs84FromGcj02(gcj02FromWgs84(point));
      expect(distanceM([point.lat, point.lon], [back.lat, back.lon])).toBeLessThan(0.01);
    }
  });
});

describe("the newest of several reports", () => {
  const report = (atMs: number, receivedMs: number, clockSuspect = false) => ({ key: "a", atMs, receivedMs, clockSuspect });
  const newest = (...reports: ReturnType<typeof report>[]) => newestByKey(reports, ({ key }) => key).get("a");

  test("is the one that happened last, in whatever order they arrive", () => {
    expect(newest(report(3000, 9000), report(1000, 9100), report(2000, 9200))?.atMs).toBe(3000);
  });
  test("is never one from beyond the receipt and its tolerance", () => {
    expect(mayBeNewest(report(5 * 60_000 + 1, 0))).toBe(false);
    expect(newest(report(1000, 2000), report(86_400_000, 2000))?.atMs).toBe(1000);
  });
  test("counts a suspect clock by its receipt", () => {
    expect(newest(report(5000, 6000), report(0, 7000, true))).toMatchObject({ atMs: 0, receivedMs: 7000 });
  });
});

describe("the fence of a site", () => {
  const fences = [{ site: "xiangtan", centre: [0, 0] as LatLon, radiusM: 111_195 }];
  const within = (lon: number, inside: string | undefined) => siteWithin(fences, [0, lon], { inside, hysteresis: 0.2 });

  test.each([
    ["enters at the radius", 0.99, undefined, "xiangtan"],
    ["is outside just beyond it", 1.01, undefined, undefined],
    ["stays inside while it dances on the fence", 1.19, "xiangtan", "xiangtan"],
    ["leaves beyond the radius and a fifth", 1.21, "xiangtan", undefined],
  ] as const)("a unit %s", (_name, lon, before, after) => expect(within(lon, before)).toBe(after));
});

describe("a thinned track", () => {
  const line = Array.from({ length: 1001 }, (_, index) => ({ lat: index === 500 ? 1 : 0, lon: index / 100 }));

  test("keeps both ends and the corner, and no more points than wanted", () => {
    const thin = thinTrack(line, 5);
    expect(thin).toHaveLength(5);
    expect(thin[0]).toBe(line[0]);
    expect(thin.at(-1)).toBe(line.at(-1));
    expect(thin).toContain(line[500]);
  });
  test("leaves a short track as it is", () => expect(thinTrack(line.slice(0, 3), 5)).toEqual(line.slice(0, 3)));
  test("keeps its order, also over the antimeridian", () => {
    const over = Array.from({ length: 400 }, (_, index) => ({
      lat: Math.sin(index / 9),
      lon: ((179 + index / 100 + 180) % 360) - 180,
      index,
    }));
    const thin = thinTrack(over, 50);
    expect(thin).toHaveLength(50);
    expect(thin.map(({ index }) => index)).toEqual(thin.map(({ index }) => index).toSorted((a, b) => a - b));
  });
});
