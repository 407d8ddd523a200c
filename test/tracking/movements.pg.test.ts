import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { shipmentSummary, unitRow } from "#wire/tracking-api.ts";
import { change } from "#wire/live-protocol.ts";
import type { ShipmentRow } from "#wire/master-data.ts";
import { createAlarmCallStore } from "../../server/store/alarm-calls.ts";
import { createLiveFeed } from "../../server/store/live-feed.ts";
import { createWatchStore } from "../../server/store/movements.ts";
import { createReadingsStore } from "../../server/store/readings.ts";
import { createShipments, type ShipmentsStore } from "../../server/store/shipments.ts";
import { createUnits } from "../../server/store/units.ts";
import { deliverAlarmCalls } from "../../server/usecases/alarm-calls.ts";
import { createRecordReadings } from "../../server/usecases/record-readings.ts";
import { createWatchMovements } from "../../server/usecases/watch-movements.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOON = Date.parse("2026-03-04T12:00:00Z");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const instant = (ms: number): string => new Date(ms).toISOString();

let database: TestDatabase;
let shipments: ShipmentsStore;
let nowMs: number;
let round: () => Promise<void>;

beforeEach(async () => {
  database = await createTestDatabase();
  shipments = createShipments(database.pool);
  nowMs = NOON;
  round = createWatchMovements({
    store: createWatchStore(database.pool),
    alarmsCalled: () => undefined,
    clock: { nowMs: () => nowMs, rate: 1, state: () => ({ worldMs: nowMs, wallMs: nowMs, rate: 1 }) },
  });
  await database.pool.query(`
    INSERT INTO site (site, kind, name, lat, lon, regimes, fence_radius_m) VALUES
      ('xiangtan', 'bonded_warehouse', '{"zh":"湘潭","en":"Xiangtan"}', 0, 0, '{bonded}', 5000),
      ('hub', 'rail_hub', '{"zh":"枢纽","en":"Hub"}', 0, 10, '{bonded}', 8000);
    INSERT INTO unit (unit, mode, name, plate) VALUES
      ('TRUCK-1', 'truck', '{"zh":"卡车","en":"Truck"}', '湘A12345'), ('TRAIN-1', 'train', '{"zh":"列车","en":"Train"}', NULL);
    INSERT INTO device (device, site, kind, unit, direction, secret_hash, created_at, online) VALUES
      ('TRACKER-1', 'xiangtan', 'tracker', 'TRUCK-1', NULL, '', now(), true), ('GATE-1', 'xiangtan', 'gate', NULL, 'out', '', now(), true),
      ('SCAN-HUB', 'hub', 'scanner', NULL, NULL, '', now(), true)`);
});
afterEach(() => database.drop());

const PLAN: ShipmentRow = {
  shipment: "SHP-1",
  name: { zh: "货", en: "Goods" },
  owner: "acme",
  parents: ["069012345000000018"],
  legs: [
    {
      leg: 1,
      mode: "road",
      from: "xiangtan",
      to: "hub",
      unit: "TRUCK-1",
      plannedDeparture: instant(NOON),
      plannedArrival: instant(NOON + 10 * HOUR_MS),
      path: [
        [0, 0],
        [0, 10],
      ],
    },
    {
      leg: 2,
      mode: "rail",
      from: "hub",
      to: "duisburg",
      unit: "TRAIN-1",
      plannedDeparture: instant(NOON + 12 * HOUR_MS),
      plannedArrival: instant(NOON + 22 * HOUR_MS),
      path: [
        [0, 10],
        [10, 10],
      ],
    },
  ],
};

let count = 0;
const fix = async (lon: number, atMs: number, more: { lat?: number; receivedMs?: number } = {}): Promise<void> => {
  const record = createRecordReadings({
    store: createReadingsStore(database.pool),
    publishFixes: () => undefined,
    alarmsCalled: () => undefined,
  });
  const head = { device: "TRACKER-1", site: "xiangtan", unit: "TRUCK-1", id: `p${++count}`, seq: count, clockSuspect: false };
  await record([
    { kind: "position", ...head, atMs, receivedMs: more.receivedMs ?? atMs, fix: { lat: more.lat ?? 0, lon, headingDeg: 90 } },
  ]);
};

const journal = async (
  entry: Readonly<{ device: string; site: string; step?: string; kind?: string; result?: string; atMs: number; message: object }>,
): Promise<void> => {
  await database.pool.query("UPDATE journal_head SET entry = entry + 1");
  await database.pool.query(
    `INSERT INTO journal (entry, kind, device, observation, revision, observation_kind, step, site, result, at, recorded_at, message)
     SELECT entry, 'observation', $1, 'o' || entry, 0, $2, $3, $4, $5, $6, $6, $7 FROM journal_head`,
    [
      entry.device,
      entry.kind ?? "scan",
      entry.step ?? null,
      entry.site,
      entry.result ?? "posted",
      instant(entry.atMs),
      JSON.stringify(entry.message),
    ],
  );
};

const calls = async (): Promise<string[]> => {
  const told: string[] = [];
  await deliverAlarmCalls(createAlarmCallStore(database.pool), {
    raise: async (drafts) => void told.push(...drafts.map(({ kind, subject }) => `${kind} ${subject}`)),
    clear: async (kind, subject) => void told.push(`cleared ${kind} ${subject}`),
    acknowledge: async () => true,
  });
  return told;
};
const legs = async () => (await shipments.findShipment("SHP-1"))!.legs;

describe("a shipment plan", () => {
  test("is taken once: the same plan again changes nothing, a changed one starts its ETA anew", async () => {
    await shipments.saveShipments([PLAN], NOON);
    await shipments.saveShipments([PLAN], NOON + 1);
    const planned = await shipments.findShipment("SHP-1");
    expect(planned?.etaRevisions.map(({ leg, cause }) => `${leg} ${cause}`)).toEqual(["1 plan", "2 plan"]);
    expect(planned).toMatchObject({
      state: "planned",
      progress: 0,
      lateMinutes: 0,
      eta: instant(NOON + 22 * HOUR_MS),
      parents: PLAN.parents,
    });
    const later = { ...PLAN.legs[1]!, plannedArrival: instant(NOON + 30 * HOUR_MS) };
    await shipments.saveShipments([{ ...PLAN, legs: [PLAN.legs[0]!, later], parents: [] }], NOON + 2);
    const changed = await shipments.findShipment("SHP-1");
    expect(changed).toMatchObject({ eta: later.plannedArrival, parents: [] });
    expect(changed?.etaRevisions).toHaveLength(3);
  });

  test("that loses a leg keeps it if it was travelled", async () => {
    await shipments.saveShipments([PLAN], NOON);
    await database.pool.query("UPDATE leg SET departed_at = planned_departure WHERE leg = 1");
    await shipments.saveShipments([{ ...PLAN, legs: [{ ...PLAN.legs[1]!, leg: 3 }] }], NOON);
    expect((await legs()).map(({ leg }) => leg)).toEqual([1, 3]);
  });

  test("is listed page by page, in the form of the wire", async () => {
    await shipments.saveShipments(
      ["SHP-1", "SHP-2", "SHP-3"].map((shipment) => ({ ...PLAN, shipment })),
      NOON,
    );
    const first = await shipments.listShipments({ limit: 2 });
    const second = await shipments.listShipments({ limit: 2, after: first.next ?? undefined });
    expect([...first.rows, ...second.rows].map((row) => shipmentSummary.parse(row).shipment)).toEqual(["SHP-1", "SHP-2", "SHP-3"]);
    expect(second.next).toBeNull();
  });
});

describe("the watch", () => {
  test("follows positions from departure to arrival, with its ETA", async () => {
    await shipments.saveShipments([PLAN], NOON);
    await fix(0, NOON);
    await round();
    expect((await legs())[0]?.departedAt).toBeNull();
    await fix(0.1, NOON + 12 * MINUTE_MS);
    nowMs = NOON + 12 * MINUTE_MS;
    await round();
    expect((await legs())[0]).toMatchObject({ departedAt: instant(nowMs), arrivedAt: null });
    await fix(5, NOON + 9 * HOUR_MS);
    nowMs = NOON + 9 * HOUR_MS;
    await round();
    const late = await shipments.findShipment("SHP-1");
    expect(late?.state).toBe("under_way");
    expect(late?.progress).toBeCloseTo(0.5);
    expect(late?.lateMinutes).toBeGreaterThan(120);
    expect(late?.etaRevisions.map(({ leg, cause }) => `${leg} ${cause}`)).toEqual(["1 plan", "2 plan", "1 slower", "2 previous_leg"]);
    expect(await calls()).toEqual(["late SHP-1"]);
    await fix(9.99, NOON + 10 * HOUR_MS);
    nowMs = NOON + 10 * HOUR_MS;
    await round();
    expect((await legs())[0]?.arrivedAt).toBe(instant(nowMs));
    expect(await calls()).toEqual(["cleared late SHP-1"]);
    expect((await createUnits(database.pool).listUnits(["TRUCK-1"])).map((unit) => unitRow.parse(unit).shipment)).toEqual([null]);
  });

  test("takes the journal's word for departures and arrivals, once", async () => {
    await shipments.saveShipments([PLAN], NOON);
    await journal({ device: "GATE-1", site: "xiangtan", kind: "gate", atMs: NOON + MINUTE_MS, message: { plate: "湘A12345" } });
    await journal({
      device: "SCAN-HUB",
      site: "hub",
      step: "arriving",
      atMs: NOON + 9 * HOUR_MS,
      result: "unsettled",
      message: { from: "TRUCK-1", location: "D1" },
    });
    await round();
    expect((await legs())[0]).toMatchObject({ departedAt: instant(NOON + MINUTE_MS), arrivedAt: instant(NOON + 9 * HOUR_MS) });
    await round();
    const { rows } = await database.pool.query("SELECT departed_by, arrived_by FROM leg WHERE leg = 1");
    expect(rows).toEqual([{ departed_by: "journal", arrived_by: "journal" }]);
  });

  test("is not moved by what was refused", async () => {
    await shipments.saveShipments([PLAN], NOON);
    await journal({ device: "GATE-1", site: "xiangtan", kind: "gate", atMs: NOON, result: "refused", message: { plate: "湘A12345" } });
    await round();
    expect((await legs())[0]?.departedAt).toBeNull();
  });

  test("alarms an unexpected exit and a lost corridor, and clears both", async () => {
    await shipments.saveShipments([{ ...PLAN, legs: [{ ...PLAN.legs[0]!, plannedDeparture: instant(NOON + 5 * HOUR_MS) }] }], NOON);
    await fix(0, NOON);
    await round();
    await fix(0, NOON + MINUTE_MS, { lat: 1 });
    await round();
    expect(await calls()).toEqual(["fence_crossed TRUCK-1:exit:xiangtan"]);
    await fix(0, NOON + 2 * MINUTE_MS);
    await round();
    expect(await calls()).toEqual(["cleared fence_crossed TRUCK-1:exit:xiangtan"]);
    nowMs = NOON + 5 * HOUR_MS;
    await fix(1, nowMs);
    await round();
    for (const minute of [1, 2]) {
      await fix(1.1, nowMs + minute * MINUTE_MS, { lat: 1 });
      await round();
    }
    expect(await calls()).toEqual(["fence_crossed TRUCK-1:corridor"]);
  });

  test("alarms a unit that falls silent on the way, not before half an hour, and clears it when it speaks", async () => {
    await fix(0, NOON);
    await round();
    nowMs = NOON + 29 * MINUTE_MS;
    await round();
    expect(await calls()).toEqual([]);
    nowMs = NOON + 31 * MINUTE_MS;
    await round();
    await round();
    expect(await calls()).toEqual(["device_silent TRUCK-1"]);
    await fix(0, nowMs);
    await round();
    expect(await calls()).toEqual(["cleared device_silent TRUCK-1"]);
  });

  test("is kept by one server at a time", async () => {
    const store = createWatchStore(database.pool);
    const done = await store.round(async () => store.round(async () => "inner"));
    expect(done).toBeUndefined();
  });
});

describe("hand-overs", () => {
  test("are the entries in which its parents changed hands", async () => {
    await shipments.saveShipments([PLAN], NOON);
    for (const step of ["packing", "loading", "unloading"])
      await journal({ device: "SCAN-HUB", site: "hub", step, atMs: NOON, message: {} });
    await database.pool.query(`
      INSERT INTO account (account, family, site, location, parent, regime, hold) VALUES
        ('00000000-0000-0000-0000-000000000001', 'stock', 'hub', 'D1', '069012345000000018', 'bonded', 'none'),
        ('00000000-0000-0000-0000-000000000002', 'stock', 'hub', 'TRAIN-1', '069012345000000018', 'bonded', 'none');
      INSERT INTO lot (lot, gtin, uom) VALUES ('00000000-0000-0000-0000-00000000000a', '06901234567892', 'EA');
      INSERT INTO balance (account, gtin, lot, quantity, contra) SELECT account, '06901234567892', '00000000-0000-0000-0000-00000000000a', 1, false FROM account;
      INSERT INTO transfer (entry, n, at, recorded_at, from_account, to_account, lot, quantity) SELECT n, 1, now(), now(), '00000000-0000-0000-0000-000000000001'::uuid, '00000000-0000-0000-0000-000000000002'::uuid,
        '00000000-0000-0000-0000-00000000000a'::uuid, 1 FROM generate_series(1, 2) n`);
    expect((await shipments.findShipment("SHP-1"))?.handOverEntries).toEqual([2]);
  });
});

describe("the feed of the live line", () => {
  test("tells entries, alarms and units in the form of the wire", async () => {
    await journal({ device: "TRACKER-1", site: "xiangtan", kind: "seal", atMs: NOON, message: {} });
    await database.pool.query(
      `INSERT INTO alarm (kind, severity, subject, detail, raised_at, entry) VALUES ('seal_opened', 'critical', 's', '{}', now(), 1)`,
    );
    await fix(0, NOON);
    const feed = createLiveFeed(database.pool);
    const told = {
      from: 0,
      to: await feed.head(),
      entries: await feed.listEntries(0, 1),
      alarms: await feed.listAlarmsOf(0, 1),
      units: await feed.listUnitsOfDevices(["TRACKER-1"]),
    };
    expect(change.parse(told)).toMatchObject({
      to: 1,
      entries: [{ entry: 1, observationKind: "seal" }],
      alarms: [{ kind: "seal_opened" }],
      units: [{ unit: "TRUCK-1", fix: { lat: 0 } }],
    });
    expect(await feed.listStandingAlarms()).toEqual(told.alarms);
    expect(await feed.listFixes(NOON + 1)).toEqual([]);
    expect((await feed.listFixes()).map(({ unit }) => unit)).toEqual(["TRUCK-1"]);
  });
});
