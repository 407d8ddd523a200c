import { isUnderWay, type Leg } from "./leg.ts";
import type { TrackingSettings } from "./settings.ts";

/**
 * When a shipment arrives, reckoned so that it can be told in a sentence: what remains of the leg, at a pace that goes
 * over from the planned one to the one kept so far as the leg goes on; then the planned times of the later legs, with
 * no more than an hour of each planned stop. An ETA is revised only when it moves noticeably, and every revision stays.
 */
export type EtaCause = "plan" | "not_departed" | "departed_late" | "departed_early" | "slower" | "faster" | "previous_leg" | "arrived";

export type EtaRevision = Readonly<{ shipment: string; leg: number; etaMs: number; revisedMs: number; cause: EtaCause }>;

const plannedMs = (leg: Leg): number => Math.max(0, leg.plannedArrivalMs - leg.plannedDepartureMs);

const etaUnderWay = (leg: Leg, fixMs: number | undefined, nowMs: number): number => {
  const departedMs = leg.departedMs!;
  const byPlan = departedMs + plannedMs(leg);
  if (fixMs === undefined || leg.progress <= 0) return Math.max(byPlan, nowMs);
  const pacePlanned = plannedMs(leg);
  const paceKept = (fixMs - departedMs) / leg.progress;
  const pace = leg.progress * paceKept + (1 - leg.progress) * pacePlanned;
  return Math.max(fixMs + (1 - leg.progress) * pace, nowMs);
};

export type EtaContext = Readonly<{
  nowMs: number;
  /** When the leg's unit was last seen. */
  fixMs: (leg: Leg) => number | undefined;
  settings: TrackingSettings;
}>;

/** The expected arrival of every leg of one shipment, in order. */
export const estimateLegs = (legs: readonly Leg[], { nowMs, fixMs, settings }: EtaContext): number[] => {
  let previous: Readonly<{ leg: Leg; etaMs: number }> | undefined;
  return legs.map((leg) => {
    let etaMs: number;
    if (leg.arrivedMs !== undefined) etaMs = leg.arrivedMs;
    else if (isUnderWay(leg)) etaMs = etaUnderWay(leg, fixMs(leg), nowMs);
    else {
      const slackMs = previous ? leg.plannedDepartureMs - previous.leg.plannedArrivalMs : 0;
      const dwellMs = Math.max(0, Math.min(slackMs, settings.dwellKeptMs));
      const readyMs = previous ? previous.etaMs + dwellMs : leg.plannedDepartureMs;
      etaMs = Math.max(leg.plannedDepartureMs, readyMs, nowMs) + plannedMs(leg);
    }
    previous = { leg, etaMs };
    return Math.round(etaMs);
  });
};

const causeOf = (before: Leg | undefined, leg: Leg, later: boolean): EtaCause => {
  if (leg.etaMs === undefined) return "plan";
  if (leg.arrivedMs !== undefined) return "arrived";
  if (isUnderWay(leg)) {
    const justDeparted = before !== undefined && before.departedMs === undefined;
    if (justDeparted) return later ? "departed_late" : "departed_early";
    return later ? "slower" : "faster";
  }
  return later && (leg.leg === 1 || before === undefined) ? "not_departed" : "previous_leg";
};

const isNoticeable = (leg: Leg, etaMs: number, nowMs: number, settings: TrackingSettings): boolean => {
  if (leg.etaMs === undefined) return true;
  const movedMs = Math.abs(etaMs - leg.etaMs);
  if (leg.arrivedMs !== undefined) return movedMs > 0;
  return movedMs >= Math.max(settings.etaStepMs, settings.etaStepShare * Math.abs(leg.etaMs - nowMs));
};

/** The legs with the ETAs that hold now, and the revisions this makes. `before` are the legs before this round. */
export const reviseEtas = (
  legs: readonly Leg[],
  before: readonly Leg[],
  context: EtaContext,
): Readonly<{ legs: Leg[]; revisions: EtaRevision[] }> => {
  const estimates = estimateLegs(legs, context);
  const revisions: EtaRevision[] = [];
  const revised = legs.map((leg, index) => {
    const etaMs = estimates[index]!;
    if (!isNoticeable(leg, etaMs, context.nowMs, context.settings)) return leg;
    const cause = causeOf(before[index], leg, etaMs > (leg.etaMs ?? 0));
    revisions.push({ shipment: leg.shipment, leg: leg.leg, etaMs, revisedMs: context.nowMs, cause });
    return { ...leg, etaMs };
  });
  return { legs: revised, revisions };
};

/** By how much the shipment will be, or was, behind its plan; below zero it is ahead. */
export const behindMs = (legs: readonly Leg[]): number => {
  const last = legs[legs.length - 1];
  if (!last) return 0;
  return (last.arrivedMs ?? last.etaMs ?? last.plannedArrivalMs) - last.plannedArrivalMs;
};
