import { expect, test } from "vitest";
import type { AlarmRow, JournalRow } from "#wire/http-api.ts";
import type { UnitRow } from "#wire/tracking-api.ts";
import type { Change, Snapshot } from "#wire/live-protocol.ts";
import { applyChange, ENTRIES_KEPT, NO_WORLD, worldOf } from "../../web/live/world.ts";

const AT = "2026-11-21T00:00:00Z";
const entry = (number: number): JournalRow => ({ entry: number, kind: "observation", at: AT, recordedAt: AT, transfers: [] });
const unit = (name: string, plate: string): UnitRow => ({
  n: 1,
  unit: name,
  mode: "truck",
  name: { zh: "车", en: "Truck" },
  plate,
  fix: null,
  seal: null,
  readings: [],
  limits: { minC: null, maxC: null },
  shipment: null,
});
const alarm = (number: number, state: AlarmRow["state"]): AlarmRow => ({
  alarm: number,
  kind: "late",
  severity: "minor",
  state,
  site: null,
  unit: null,
  device: null,
  subject: "s",
  detail: {},
  raisedAt: AT,
  entry: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  clearedAt: null,
  note: null,
});
const snapshot = (cursor: number): Snapshot => ({
  version: 1,
  cursor,
  clock: { worldMs: 0, wallMs: 0, rate: 1 },
  units: [unit("truck-1", "湘A1")],
  alarms: [alarm(1, "open")],
});
const change = (from: number, to: number, part: Partial<Change> = {}): Change => ({
  from,
  to,
  entries: [],
  alarms: [],
  units: [],
  ...part,
});

test("a change that joins carries the world to its end", () => {
  const world = applyChange(worldOf(snapshot(10)), change(10, 12, { entries: [entry(11), entry(12)] }));
  expect(world).toMatchObject({ cursor: 12, entries: [{ entry: 12 }, { entry: 11 }] });
});

test("a change that begins after the cursor is a gap", () => {
  expect(applyChange(worldOf(snapshot(10)), change(11, 12))).toBe("gap");
});

test("a change before any snapshot is a gap", () => {
  expect(applyChange(NO_WORLD, change(0, 1))).toBe("gap");
});

test("a repeated change changes nothing, and one that overlaps brings only its news", () => {
  const world = worldOf(snapshot(10));
  expect(applyChange(world, change(8, 10, { entries: [entry(9), entry(10)] }))).toBe(world);
  expect(applyChange(world, change(9, 11, { entries: [entry(10), entry(11)] }))).toMatchObject({ cursor: 11, entries: [{ entry: 11 }] });
});

test("rows that changed replace those before them; the world before is left as it was", () => {
  const before = worldOf(snapshot(10));
  const after = applyChange(before, change(10, 10, { alarms: [alarm(1, "acknowledged")], units: [unit("truck-1", "湘B2")] }));
  expect(after).not.toBe("gap");
  if (after === "gap") return;
  expect(after.alarms.get(1)?.state).toBe("acknowledged");
  expect(after.units.get("truck-1")?.plate).toBe("湘B2");
  expect(before.alarms.get(1)?.state).toBe("open");
});

test("the kept entries are bounded", () => {
  const many = Array.from({ length: ENTRIES_KEPT * 2 }, (_, index) => entry(index + 1));
  const world = applyChange(worldOf(snapshot(0)), change(0, many.length, { entries: many }));
  expect(world === "gap" ? 0 : world.entries.length).toBe(ENTRIES_KEPT);
});
