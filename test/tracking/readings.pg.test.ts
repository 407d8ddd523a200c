import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gcj02FromWgs84 } from "../../server/domain/tracking/datum.ts";
import { createAlarmCallStore } from "../../server/store/alarm-calls.ts";
import { createReadingsStore } from "../../server/store/readings.ts";
import { applySealStates } from "../../server/store/seals.ts";
import { makeTrackingWeeks } from "../../server/store/tracking-weeks.ts";
import { createTracks } from "../../server/store/tracks.ts";
import { createUnits } from "../../server/store/units.ts";
import { deliverAlarmCalls } from "../../server/usecases/alarm-calls.ts";
import type { AlarmDraft } from "../../server/usecases/ports.ts";
import { createRecordReadings } from "../../server/usecases/record-readings.ts";
import type { FixReport, LiveFix, ReadingReport, ReadingsMessage } from "../../server/usecases/tracking-ports.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOON = Date.parse("2026-03-04T12:00:00Z");
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let database: TestDatabase;
let published: LiveFix[];
let record: (...batch: ReadingsMessage[]) => Promise<unknown>;

beforeEach(async () => {
  database = await createTestDatabase();
  published = [];
  const recordReadings = createRecordReadings({
    store: createReadingsStore(database.pool),
    publishFixes: (fixes) => published.push(...fixes),
    alarmsCalled: () => undefined,
  });
  record = (...batch) => recordReadings(batch);
  await database.pool.query(`
    INSERT INTO unit (unit, mode, name, min_c, max_c) VALUES
      ('REEFER-1', 'reefer', '{"zh":"冷藏车","en":"Reefer"}', 2, 8), ('TRUCK-1', 'truck', '{"zh":"卡车","en":"Truck"}', NULL, NULL)`);
});
afterEach(() => database.drop());

type Head = Partial<Omit<ReadingsMessage, "kind">>;
let count = 0;
const head = (atMs: number, more: Head) => ({
  device: "DEV-1",
  site: "xiangtan",
  unit: "REEFER-1",
  id: `m${++count}`,
  seq: count,
  atMs,
  receivedMs: atMs,
  clockSuspect: false,
  ...more,
});
const position = (atMs: number, fix: FixReport, more: Head = {}): ReadingsMessage => ({ kind: "position", fix, ...head(atMs, more) });
const telemetry = (atMs: number, readings: ReadingReport[], more: Head = {}): ReadingsMessage => ({
  kind: "telemetry",
  readings,
  ...head(atMs, more),
});
const celsius = (value: number, probe?: string): ReadingReport => ({ type: "Temperature", value, uom: "CEL", probe });

const countOf = async (table: string): Promise<number> =>
  Number((await database.pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count);

describe("positions", () => {
  test("are kept once, whatever is sent again, and answered every time", async () => {
    const message = position(NOON, { lat: 28, lon: 113, speedKmh: 60 });
    const other = position(NOON, { lat: 28, lon: 113 });
    expect(await record(message, message)).toEqual([
      { id: message.id, result: "posted" },
      { id: message.id, result: "posted" },
    ]);
    await record(message, other);
    expect(await countOf("position")).toBe(2);
    expect(published).toHaveLength(1);
  });

  test("an older one is history and does not move what is newest", async () => {
    await record(position(NOON, { lat: 28, lon: 113 }));
    await record(position(NOON - MINUTE_MS, { lat: 20, lon: 100 }));
    expect(published.map(({ lat }) => lat)).toEqual([28]);
    expect((await createUnits(database.pool).listUnits(["REEFER-1"]))[0]?.fix).toMatchObject({ lat: 28, at: "2026-03-04T12:00:00.000Z" });
    expect((await createTracks(database.pool).findTrack({ unit: "REEFER-1", points: 100 }))?.fixes.map(({ lat }) => lat)).toEqual([20, 28]);
  });

  test("one from the future is history and never the newest", async () => {
    await record(position(NOON, { lat: 28, lon: 113 }), position(NOON + DAY_MS, { lat: 1, lon: 1 }, { receivedMs: NOON }));
    expect(published.map(({ lat }) => lat)).toEqual([28]);
    expect(await countOf("position")).toBe(2);
  });

  test("of a suspect clock are ordered by receipt, in the track as well", async () => {
    await record(position(NOON, { lat: 28, lon: 113 }));
    await record(position(0, { lat: 29, lon: 113 }, { receivedMs: NOON + MINUTE_MS, clockSuspect: true }));
    expect(published.map(({ atMs }) => atMs)).toEqual([NOON, NOON + MINUTE_MS]);
    const track = await createTracks(database.pool).findTrack({ unit: "REEFER-1", points: 100 });
    expect(track?.fixes.map(({ at }) => at)).toEqual(["2026-03-04T12:00:00.000Z", "2026-03-04T12:01:00.000Z"]);
  });

  test("in GCJ-02 are stored in WGS-84 with their datum", async () => {
    const shifted = gcj02FromWgs84({ lat: 28.2, lon: 112.93 });
    await record(position(NOON, { ...shifted, datum: "GCJ02" }));
    expect(published[0]?.lat).toBeCloseTo(28.2, 6);
    expect(published[0]?.lon).toBeCloseTo(112.93, 6);
    expect((await database.pool.query("SELECT datum FROM position")).rows).toEqual([{ datum: "GCJ02" }]);
  });

  test("of a device that no unit carries, or of an unknown unit, are kept and shown nowhere", async () => {
    await record(
      position(NOON, { lat: 1, lon: 1 }, { unit: undefined }),
      position(NOON, { lat: 1, lon: 1 }, { unit: "NOBODY", device: "DEV-2" }),
    );
    expect(await countOf("position")).toBe(2);
    expect(published).toEqual([]);
  });

  test("at the edges of what a message may say are stored", async () => {
    const edges = [
      position(Date.parse("0000-01-01T00:00:00Z"), { lat: 90, lon: 180, speedKmh: 3000, headingDeg: 360, accuracyM: 1e6 }),
      position(Date.parse("9999-12-31T23:59:59.999Z"), { lat: -90, lon: -180 }),
      telemetry(NOON, [
        { type: "x", value: Number.MAX_VALUE, uom: "CEL" },
        { type: "x", value: 5e-324, uom: "CEL" },
        { type: "x", value: -0, uom: "CEL" },
      ]),
    ];
    await record(...edges);
    await record(...edges);
    expect([await countOf("position"), await countOf("reading")]).toEqual([2, 3]);
  });
});

describe("an id that is used again with other content", () => {
  const refused = { result: "refused", reason: "id_reused" };
  const restart = (): void => {
    const recordReadings = createRecordReadings({
      store: createReadingsStore(database.pool),
      publishFixes: (fixes) => published.push(...fixes),
      alarmsCalled: () => undefined,
    });
    record = (...batch) => recordReadings(batch);
  };

  test("is refused for another place, another time, another reading, in one batch or a later one; its neighbours are kept", async () => {
    const fix = position(NOON, { lat: 28, lon: 113 });
    const reading = telemetry(NOON, [celsius(5, "front"), celsius(6, "rear")]);
    const again = { ...fix, atMs: NOON + MINUTE_MS };
    expect(await record(fix, again, reading, fix)).toMatchObject([
      { result: "posted" },
      refused,
      { result: "posted" },
      { result: "posted" },
    ]);
    const elsewhere = position(NOON, { lat: 29, lon: 113 }, { id: fix.id });
    const warmer = telemetry(NOON, [celsius(5, "front"), celsius(16, "rear"), celsius(7, "door")], { id: reading.id });
    const neighbour = position(NOON + 2 * MINUTE_MS, { lat: 30, lon: 113 });
    expect(await record(elsewhere, warmer, neighbour, reading)).toMatchObject([
      refused,
      refused,
      { result: "posted" },
      { result: "posted" },
    ]);
    expect([await countOf("position"), await countOf("reading")]).toEqual([2, 2]);
    expect(published.map(({ lat }) => lat)).toEqual([28, 30]);
  });

  test("raises one alarm for the device", async () => {
    const fix = position(NOON, { lat: 28, lon: 113 });
    const others = [29, 30, 31].map((lat) => position(NOON, { lat, lon: 113 }, { id: fix.id }));
    await record(fix, ...others);
    const { rows } = await database.pool.query("SELECT kind, subject FROM alarm_call");
    expect(rows).toEqual([{ kind: "id_reused", subject: "DEV-1" }]);
  });

  test("is known after a restart where it has the same time; with another time it is a reading of its own", async () => {
    const fix = position(NOON, { lat: 28, lon: 113 });
    const reading = telemetry(NOON, [celsius(5, "front"), celsius(6, "rear")]);
    await record(fix, reading);
    restart();
    const elsewhere = position(NOON, { lat: 29, lon: 113 }, { id: fix.id });
    const warmer = telemetry(NOON, [celsius(5, "front"), celsius(16, "rear"), celsius(7, "door")], { id: reading.id });
    const neighbour = position(NOON + 2 * MINUTE_MS, { lat: 30, lon: 113 });
    expect(await record(elsewhere, warmer, neighbour)).toMatchObject([refused, refused, { result: "posted" }]);
    expect([await countOf("position"), await countOf("reading")]).toEqual([2, 2]);
    restart();
    expect(await record({ ...fix, atMs: NOON + MINUTE_MS })).toMatchObject([{ result: "posted" }]);
    expect(await countOf("position")).toBe(3);
  });

  test("is another message when another device says it, or when it is of another kind", async () => {
    const fix = position(NOON, { lat: 28, lon: 113 });
    const batch = [fix, { ...fix, device: "DEV-2", atMs: NOON + 1 }, telemetry(NOON, [celsius(5)], { id: fix.id })];
    expect(await record(...batch)).toMatchObject(batch.map(() => ({ result: "posted" })));
  });
});

describe("the weeks", () => {
  test("take over what lies in the default partition already, and are made once", async () => {
    await record(position(NOON, { lat: 28, lon: 113 }));
    expect(await countOf("position_default")).toBe(1);
    expect(await makeTrackingWeeks(database.pool, NOON)).toBe(14);
    expect(await makeTrackingWeeks(database.pool, NOON)).toBe(0);
    await record(position(NOON, { lat: 28, lon: 113 }), position(NOON + DAY_MS, { lat: 28, lon: 113 }, { receivedMs: NOON + DAY_MS }));
    expect([await countOf("position_default"), await countOf("position")]).toEqual([0, 3]);
    await record(position(0, { lat: 28, lon: 113 }));
    expect(await countOf("position_default")).toBe(1);
  });
});

describe("readings", () => {
  test("repeat without a trace, each probe by itself", async () => {
    const message = telemetry(NOON, [celsius(5, "front"), celsius(6, "rear"), { type: "RelativeHumidity", value: 60, uom: "P1" }]);
    await record(message);
    await record(message);
    expect(await countOf("reading")).toBe(3);
    expect((await createUnits(database.pool).listUnits(["REEFER-1"]))[0]?.readings).toMatchObject([
      { type: "RelativeHumidity", probe: null, value: 60, outside: false },
      { type: "Temperature", probe: "front", value: 5, outside: false },
      { type: "Temperature", probe: "rear", value: 6, outside: false },
    ]);
  });

  test("call an alarm at the first outside and clear it at the first inside, once each", async () => {
    const calls: unknown[] = [];
    const alarms = {
      raise: async (drafts: readonly AlarmDraft[]) =>
        void calls.push(...drafts.map(({ kind, subject, severity, unit, site }) => ({ kind, subject, severity, unit, site }))),
      clear: async (kind: string, subject: string, atMs: number) => void calls.push({ cleared: kind, subject, atMs }),
      acknowledge: async () => true,
    };
    const batch = [5, 9, 11, 12, 7].map((value, index) => telemetry(NOON + index * MINUTE_MS, [celsius(value)]));
    await record(...batch.slice(0, 3));
    await record(...batch.slice(0, 4));
    await record(...batch);
    await deliverAlarmCalls(createAlarmCallStore(database.pool), alarms);
    await deliverAlarmCalls(createAlarmCallStore(database.pool), alarms);
    const subject = "REEFER-1/DEV-1/";
    expect(calls).toEqual([
      { kind: "temperature_excursion", subject, severity: "major", unit: "REEFER-1", site: "xiangtan" },
      { cleared: "temperature_excursion", subject, atMs: NOON + 4 * MINUTE_MS },
    ]);
  });

  test("keep their call when the books do not take it, and lose it to no crash", async () => {
    await record(telemetry(NOON, [celsius(20)]));
    const fault = new Error("the books are away");
    const away = { raise: () => Promise.reject(fault), clear: () => Promise.reject(fault), acknowledge: async () => true };
    await expect(deliverAlarmCalls(createAlarmCallStore(database.pool), away)).rejects.toBe(fault);
    expect(await countOf("alarm_call")).toBe(1);
  });

  test("are drawn with every breach, within the number of points", async () => {
    const series = Array.from({ length: 900 }, (_, index) => telemetry(NOON + index * MINUTE_MS, [celsius(index === 444 ? 15 : 5)]));
    await record(...series);
    const drawn = await createTracks(database.pool).findTelemetry({ unit: "REEFER-1", type: "Temperature", points: 50 });
    expect(drawn?.points.length).toBeLessThanOrEqual(50);
    expect(drawn?.points.filter(({ outside }) => outside)).toEqual([
      { at: "2026-03-04T19:24:00.000Z", value: 15, probe: null, outside: true },
    ]);
    expect(await createTracks(database.pool).findTelemetry({ unit: "NOBODY", type: "Temperature", points: 50 })).toBeUndefined();
  });
});

describe("seals", () => {
  test("show the newest word of each, and no older one", async () => {
    const report = (state: "locked" | "opened", atMs: number) => ({
      unit: "TRUCK-1",
      seal: "S-9",
      device: "DEV-9",
      state,
      atMs,
      receivedMs: NOON,
    });
    await applySealStates(database.pool, [report("opened", NOON), report("locked", NOON - MINUTE_MS)]);
    await applySealStates(database.pool, [report("locked", NOON - 2 * MINUTE_MS)]);
    const [truck] = await createUnits(database.pool).listUnits(["TRUCK-1"]);
    expect(truck?.seal).toEqual({ seal: "S-9", state: "opened", at: "2026-03-04T12:00:00.000Z" });
  });
});
