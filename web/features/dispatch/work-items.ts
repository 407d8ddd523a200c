import type { z } from "zod";
import type { AlarmRow, DifferenceRow } from "#wire/http-api.ts";
import type { shipmentSummary } from "#wire/tracking-api.ts";
import type { AlarmKind, Severity } from "#wire/words.ts";

/**
 * One work list of three sources: alarms that stand, differences of the books, shipments that are late. The worst consequence
 * comes first; of equal ones the longest waiting. What an alarm already says is not said a second time by its source.
 */
export type Shipment = z.infer<typeof shipmentSummary>;
export type WorkItem = Readonly<{ key: string; severity: Severity; sinceMs: number }> &
  (
    | Readonly<{ kind: "alarm"; alarm: AlarmRow }>
    | Readonly<{ kind: "difference"; difference: DifferenceRow }>
    | Readonly<{ kind: "late"; shipment: Shipment }>
  );

const SEVERITIES: readonly Severity[] = ["critical", "major", "minor"];
/** Within a severity: goods gone or spoiling, then goods stopped, then books that disagree, then devices. */
const KINDS: readonly AlarmKind[] = [
  "irregular_exit",
  "seal_tampered",
  "temperature_excursion",
  "refused_at_gate",
  "seal_opened",
  "fence_crossed",
  "late",
  "unsettled",
  "refused_at_station",
  "id_reused",
  "device_silent",
  "battery_low",
  "clock_suspect",
];
const LATE_MAJOR_MINUTES = 240;
const LATE_SHOWN_MINUTES = 15;

export const workItems = (
  alarms: Iterable<AlarmRow>,
  differences: readonly DifferenceRow[],
  shipments: readonly Shipment[],
): readonly WorkItem[] => {
  const standing = [...alarms].filter((alarm) => alarm.state !== "cleared");
  const said = new Set(standing.map((alarm) => `${alarm.kind}/${alarm.subject}`));
  const items: WorkItem[] = standing.map((alarm) => ({
    kind: "alarm",
    key: `alarm/${alarm.alarm}`,
    severity: alarm.severity,
    sinceMs: Date.parse(alarm.raisedAt),
    alarm,
  }));
  for (const difference of differences) {
    if (said.has(`unsettled/${difference.observation}`) || said.has(`unsettled/${difference.device}/${difference.observation}`)) continue;
    items.push({
      kind: "difference",
      key: `difference/${difference.entry}`,
      severity: "major",
      sinceMs: Date.parse(difference.recordedAt),
      difference,
    });
  }
  for (const shipment of shipments) {
    if (shipment.lateMinutes < LATE_SHOWN_MINUTES || shipment.state === "arrived" || said.has(`late/${shipment.shipment}`)) continue;
    items.push({
      kind: "late",
      key: `late/${shipment.shipment}`,
      severity: shipment.lateMinutes >= LATE_MAJOR_MINUTES ? "major" : "minor",
      sinceMs: Date.parse(shipment.legs[0]?.plannedDeparture ?? "") || 0,
      shipment,
    });
  }
  return items.sort(byConsequence);
};

const kindOf = (item: WorkItem): AlarmKind => (item.kind === "alarm" ? item.alarm.kind : item.kind === "late" ? "late" : "unsettled");
const isOpen = (item: WorkItem): number => (item.kind === "alarm" && item.alarm.state === "acknowledged" ? 1 : 0);

const byConsequence = (a: WorkItem, b: WorkItem): number =>
  isOpen(a) - isOpen(b) ||
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  KINDS.indexOf(kindOf(a)) - KINDS.indexOf(kindOf(b)) ||
  a.sinceMs - b.sinceMs;
