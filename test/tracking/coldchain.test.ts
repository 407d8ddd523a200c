import { describe, expect, test } from "vitest";
import { reportColdChain, type TimedReading } from "../../server/domain/coldchain/excursion.ts";
import { celsiusOf, COLD_CLASS_LIMITS, degreesOutside, limitsOf } from "../../server/domain/coldchain/limits.ts";
import { meanKineticTemperatureC, weightByTime } from "../../server/domain/coldchain/mean-kinetic-temperature.ts";
import { watchProbe, type ProbeWatch } from "../../server/domain/coldchain/probe-watch.ts";
import { thinReadings } from "../../server/domain/coldchain/thin-readings.ts";

const MINUTE_MS = 60_000;
const PHARMA = { minC: 2, maxC: 8 };
const every = (minutes: number, ...celsius: number[]): TimedReading[] =>
  celsius.map((value, index) => ({ atMs: index * minutes * MINUTE_MS, celsius: value }));
const repeat = (times: number, celsius: number): { celsius: number; weight: number }[] =>
  Array.from({ length: times }, () => ({ celsius, weight: 1 }));

describe("mean kinetic temperature, as USP reckons it", () => {
  test.each([
    ["ten readings of 5", repeat(10, 5), 5.0],
    ["2 and 8", [...repeat(1, 2), ...repeat(1, 8)], 5.54],
    ["24 × 25 and 6 × 35", [...repeat(24, 25), ...repeat(6, 35)], 27.98],
  ])("%s", (_name, readings, expected) => expect(meanKineticTemperatureC(readings)).toBeCloseTo(expected, 2));

  test("is weighted by time, and a gap weighs nothing", () => {
    const readings = [
      { atMs: 0, celsius: 5 },
      { atMs: 10 * MINUTE_MS, celsius: 40 },
      { atMs: 10_000 * MINUTE_MS, celsius: 5 },
    ];
    expect(meanKineticTemperatureC(weightByTime(readings, 20 * MINUTE_MS))).toBeCloseTo(5);
  });
  test("of nothing there is none", () => expect(meanKineticTemperatureC([])).toBeUndefined());
});

describe("limits", () => {
  test.each([
    ["chilled", 0, 8],
    ["frozen", undefined, -18],
    ["deep_frozen", undefined, -23],
    ["pharma", 2, 8],
    ["ambient", undefined, undefined],
  ] as const)("of class %s", (coldClass, minC, maxC) => expect(COLD_CLASS_LIMITS[coldClass]).toMatchObject({ minC, maxC }));

  test("of the product go before those of its class", () => {
    expect(limitsOf({ minC: 4, maxC: undefined }, "chilled")).toEqual({ minC: 4, maxC: 8 });
  });
  test("on a limit is inside", () => expect([2, 8].map((value) => degreesOutside(value, PHARMA))).toEqual([0, 0]));
  test("are compared in °C whatever the unit of measure", () => {
    expect(celsiusOf(46.4, "FAH")).toBeCloseTo(8);
    expect(celsiusOf(275.15, "KEL")).toBeCloseTo(2);
    expect(celsiusOf(50, "P1")).toBeUndefined();
  });
});

describe("the report of excursions", () => {
  const report = (readings: TimedReading[], toMinutes: number, isPharma = false) =>
    reportColdChain(readings, { limits: PHARMA, intervalMs: 10 * MINUTE_MS, fromMs: 0, toMs: toMinutes * MINUTE_MS, isPharma });

  test("starts one at the first reading outside and ends it at the first inside", () => {
    const { excursions, gaps } = report(every(10, 5, 9, 10, 9, 7), 40);
    expect(gaps).toEqual([]);
    expect(excursions).toEqual([
      // Trapezia of 1, 2, 1 and 0 degrees over ten minutes each: 15 + 15 + 5.
      {
        startMs: 10 * MINUTE_MS,
        endMs: 40 * MINUTE_MS,
        durationMs: 30 * MINUTE_MS,
        gapMs: 0,
        peakC: 10,
        degreeMinutes: 35,
        grade: "major",
      },
    ]);
  });
  test("leaves one open that lasts", () => {
    expect(report(every(10, 5, 9, 9), 20).excursions).toMatchObject([{ endMs: undefined, durationMs: 10 * MINUTE_MS }]);
  });
  test("calls the opening of a door minor, and a frozen medicine critical", () => {
    expect(report(every(10, 5, 9, 5), 20).excursions[0]?.grade).toBe("minor");
    expect(report(every(10, 5, -1, 5), 20, true).excursions[0]?.grade).toBe("critical");
    expect(report(every(10, 5, 9, 9, 9, 9, 5), 50, true).excursions[0]?.grade).toBe("critical");
  });
  test("reports missing data as a gap, within, before and after, and adds nothing for it", () => {
    const readings = [
      { atMs: 30 * MINUTE_MS, celsius: 9 },
      { atMs: 90 * MINUTE_MS, celsius: 9 },
      { atMs: 100 * MINUTE_MS, celsius: 5 },
    ];
    const { excursions, gaps } = report(readings, 200);
    expect(gaps.map(({ fromMs, toMs }) => [fromMs / MINUTE_MS, toMs / MINUTE_MS])).toEqual([
      [0, 30],
      [30, 90],
      [100, 200],
    ]);
    expect(excursions).toMatchObject([{ durationMs: 70 * MINUTE_MS, gapMs: 60 * MINUTE_MS, degreeMinutes: 5 }]);
  });
  test("a series without readings is one gap", () => expect(report([], 100).gaps).toHaveLength(1));
});

describe("the watch over a probe", () => {
  const follow = (values: readonly number[], settings = { raiseAfterMs: 0, hysteresisC: 0.5 }) => {
    let watch: ProbeWatch | undefined;
    return values.map((celsius, index) => {
      const step = watchProbe(watch, { atMs: index * 10 * MINUTE_MS, celsius }, { limits: PHARMA, settings });
      watch = step.watch;
      return step.call;
    });
  };
  test("alarms at the first reading outside and clears at the first inside", () => {
    expect(follow([5, 8.1, 12, 7, 5])).toEqual([undefined, "raise", undefined, "clear", undefined]);
  });
  test("rings once for a value that dances on the limit", () => {
    expect(follow([8.1, 7.9, 8.1, 7.9, 7.4])).toEqual(["raise", undefined, undefined, undefined, "clear"]);
  });
  test("waits, where the setting says so", () => {
    expect(follow([9, 9, 9], { raiseAfterMs: 20 * MINUTE_MS, hysteresisC: 0 })).toEqual([undefined, undefined, "raise"]);
  });
  test("is not moved by an older reading", () => {
    const before: ProbeWatch = { atMs: 1000, outsideSinceMs: undefined, peakC: undefined, alarmed: false };
    const rules = { limits: PHARMA, settings: { raiseAfterMs: 0, hysteresisC: 0 } };
    expect(watchProbe(before, { atMs: 1000, celsius: 50 }, rules)).toEqual({ watch: before, call: undefined });
  });
});

describe("a thinned series", () => {
  const series = Array.from({ length: 10_000 }, (_, index) => {
    const value = index === 7777 ? 20 : 5 + Math.sin(index / 50);
    return { atMs: index * MINUTE_MS, value, outside: value > 8 };
  });
  test("never loses a breach", () => {
    const thin = thinReadings(series, 100);
    expect(thin.length).toBeLessThanOrEqual(100);
    expect(thin.filter(({ outside }) => outside)).toHaveLength(1);
  });
  test("shows a breach wherever there is one, though all are too many to draw", () => {
    const hot = series.map((reading, index) => (index % 1000 < 500 ? { ...reading, value: 9, outside: true } : reading));
    const thin = thinReadings(hot, 100);
    expect(thin.length).toBeLessThanOrEqual(100);
    for (let start = 0; start < 10_000; start += 1000) {
      const breach = thin.some(({ atMs, outside }) => outside && atMs >= start * MINUTE_MS && atMs < (start + 1000) * MINUTE_MS);
      expect(breach).toBe(true);
    }
  });
});
