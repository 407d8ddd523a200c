import { expect, test } from "vitest";
import type { AlarmRow, DifferenceRow } from "#wire/http-api.ts";
import { workItems, type Shipment } from "../../web/features/dispatch/work-items.ts";

const AT = "2026-11-21T00:00:00Z";
const alarm = (number: number, part: Partial<AlarmRow>): AlarmRow => ({
  alarm: number,
  kind: "device_silent",
  severity: "minor",
  state: "open",
  site: null,
  unit: null,
  device: null,
  subject: `s${number}`,
  detail: {},
  raisedAt: AT,
  entry: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  clearedAt: null,
  note: null,
  ...part,
});
const difference = (entry: number, observation: string): DifferenceRow => ({
  entry,
  site: "xiangtan",
  device: "st-1",
  observation,
  step: "picking",
  reason: "stock_missing",
  detail: null,
  at: AT,
  recordedAt: AT,
  missing: [],
});
const shipment = (name: string, lateMinutes: number, state: Shipment["state"] = "under_way"): Shipment => ({
  shipment: name,
  name: null,
  owner: null,
  state,
  progress: 0,
  eta: null,
  lateMinutes,
  legs: [],
  parents: [],
});

test("the worst consequence comes first, whatever came in first", () => {
  const items = workItems(
    [
      alarm(1, {}),
      alarm(2, { kind: "fence_crossed", severity: "major" }),
      alarm(3, { kind: "refused_at_gate", severity: "critical" }),
      alarm(4, { kind: "seal_tampered", severity: "critical" }),
    ],
    [difference(9, "o9")],
    [shipment("slow", 500), shipment("slightly", 20)],
  );
  expect(items.map((item) => item.key)).toEqual(["alarm/4", "alarm/3", "alarm/2", "late/slow", "difference/9", "late/slightly", "alarm/1"]);
});

test("what has been seen comes after what has not", () => {
  const items = workItems([alarm(1, { severity: "critical", state: "acknowledged" }), alarm(2, {})], [], []);
  expect(items.map((item) => item.key)).toEqual(["alarm/2", "alarm/1"]);
});

test("cleared alarms, arrived shipments and small delays are no work", () => {
  expect(workItems([alarm(1, { state: "cleared" })], [], [shipment("there", 900, "arrived"), shipment("nearly", 10)])).toEqual([]);
});

test("what an alarm says is not said again", () => {
  const alarms = [alarm(1, { kind: "unsettled", subject: "st-1/o9" }), alarm(2, { kind: "late", subject: "slow" })];
  expect(workItems(alarms, [difference(9, "o9")], [shipment("slow", 500)]).map((item) => item.kind)).toEqual(["alarm", "alarm"]);
});
