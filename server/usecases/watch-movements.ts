import { behindMs, type EtaRevision } from "../domain/tracking/eta.ts";
import type { SiteFence } from "../domain/tracking/fence.ts";
import { arriveByJournal, departByJournal, isUnderWay, type Leg, type UnitFix } from "../domain/tracking/leg.ts";
import { TRACKING_SETTINGS, type TrackingSettings } from "../domain/tracking/settings.ts";
import { followShipment, shipmentState } from "../domain/tracking/shipment.ts";
import { watchUnit, type UnitWatch } from "../domain/tracking/unit-watch.ts";
import type { AlarmCall } from "./alarm-calls.ts";
import type { WorldClock } from "./ports.ts";

/**
 * One round of the watch over what moves, in one transaction, by one server at a time: what the journal says of
 * departures and arrivals, then what the newest fixes say, then the ETAs; fences and corridors of the units that have
 * moved; units that have fallen silent. It works from what is stored, so a restart loses no crossing that still holds.
 */
export type Movement = Readonly<{
  entry: number;
  direction: "depart" | "arrive";
  site: string;
  atMs: number;
  /** The unit it names, by itself, by its plate or by the device it carries. */
  units: readonly string[];
}>;

export type Plan = Readonly<{ shipment: string; late: boolean; legs: readonly Leg[] }>;
export type Silence = Readonly<{ unit: string; silent: boolean; lastMs: number }>;

export type WatchTransaction = Readonly<{
  /** After the last that was taken; taking them moves the reader on. */
  takeMovements(): Promise<Movement[]>;
  /** Shipments of which a leg is open, with all their legs in order. */
  loadOpenPlans(): Promise<Plan[]>;
  loadFixes(): Promise<UnitFix[]>;
  loadFences(): Promise<SiteFence[]>;
  /** What the watch remembers of the units whose newest fix it has not seen. */
  loadStaleWatches(): Promise<UnitWatch[]>;
  /** Units that changed: not heard of since `sinceMs` though they should be, or heard of again. */
  loadSilences(sinceMs: number): Promise<Silence[]>;
  saveLegs(legs: readonly Leg[]): Promise<void>;
  saveRevisions(revisions: readonly EtaRevision[]): Promise<void>;
  saveLateness(shipments: readonly Readonly<{ shipment: string; late: boolean }>[]): Promise<void>;
  saveWatches(watches: readonly UnitWatch[]): Promise<void>;
  saveSilences(silences: readonly Silence[]): Promise<void>;
  callAlarms(calls: readonly AlarmCall[]): Promise<void>;
}>;

export type WatchStore = Readonly<{
  /** Undefined when another server is at it. */
  round<Done>(work: (transaction: WatchTransaction) => Promise<Done>): Promise<Done | undefined>;
}>;

export type WatchOptions = Readonly<{
  store: WatchStore;
  clock: WorldClock;
  alarmsCalled: () => void;
  settings?: TrackingSettings;
}>;

/** Answers a round to be called again and again; two at a time would only wait for each other. */
export const createWatchMovements = ({ store, clock, alarmsCalled, settings = TRACKING_SETTINGS }: WatchOptions): (() => Promise<void>) => {
  const startedMs = clock.nowMs();
  return async () => {
    const calls = await store.round(async (transaction) => {
      const nowMs = clock.nowMs();
      const round = { transaction, nowMs, settings, fixes: new Map((await transaction.loadFixes()).map((fix) => [fix.unit, fix])) };
      const fences = await transaction.loadFences();
      const followed = await followPlans(round, fences);
      const called = [...followed.calls, ...(await watchUnits(round, followed.plans, fences))];
      called.push(...(await watchSilence({ ...round, startedMs, rate: clock.rate })));
      await transaction.callAlarms(called);
      return called;
    });
    if (calls && calls.length > 0) alarmsCalled();
  };
};

type Round = Readonly<{
  transaction: WatchTransaction;
  nowMs: number;
  settings: TrackingSettings;
  fixes: ReadonlyMap<string, UnitFix>;
}>;

const groupByUnit = (legs: readonly Leg[]): Map<string, Leg[]> => {
  const byUnit = new Map<string, Leg[]>();
  for (const leg of legs) {
    if (leg.unit === undefined) continue;
    const group = byUnit.get(leg.unit);
    if (group) group.push(leg);
    else byUnit.set(leg.unit, [leg]);
  }
  return byUnit;
};

const followPlans = async (round: Round, fences: readonly SiteFence[]): Promise<{ plans: Plan[]; calls: AlarmCall[] }> => {
  const { transaction, nowMs, settings, fixes } = round;
  const movements = await transaction.takeMovements();
  const loaded = await transaction.loadOpenPlans();
  const radii = new Map(fences.map(({ site, radiusM }) => [site, radiusM]));
  const plans: Plan[] = [];
  const changed: Leg[] = [];
  const revisions: EtaRevision[] = [];
  const told = applyMovements(loaded, movements);
  const underWay = groupByUnit(told.flatMap(({ legs }) => legs.filter(isUnderWay)));
  told.forEach((plan, index) => {
    const before = loaded[index]!.legs;
    const followed = followShipment(plan.legs, {
      nowMs,
      settings,
      fixOf: (unit) => fixes.get(unit),
      fenceRadiusM: (place) => radii.get(place),
      underWayOf: (unit) => underWay.get(unit) ?? [],
    });
    changed.push(...followed.legs.filter((leg, n) => leg !== before[n]));
    revisions.push(...followed.revisions);
    plans.push({ ...plan, legs: followed.legs });
  });
  // Shipments before their legs, as whoever saves a plan does: so the two never wait for each other.
  const calls = await watchLateness(round, plans);
  await transaction.saveLegs(changed);
  await transaction.saveRevisions(revisions);
  return { plans, calls };
};

/** Movements in order of the journal, each upon the legs that it can mean. */
const applyMovements = (plans: readonly Plan[], movements: readonly Movement[]): Plan[] => {
  if (movements.length === 0) return [...plans];
  const legs = plans.map((plan) => [...plan.legs]);
  for (const movement of movements) {
    const meant = legsMeant(legs.flat(), movement);
    const apply = movement.direction === "depart" ? departByJournal : arriveByJournal;
    for (const group of legs)
      group.forEach((leg, n) => {
        if (meant.has(leg)) group[n] = apply(leg, movement.atMs);
      });
  }
  return plans.map((plan, index) => ({ ...plan, legs: legs[index]! }));
};

/** Of the open legs of the unit at that site, the trip planned nearest to the hour; a train carries several shipments. */
const legsMeant = (legs: readonly Leg[], { direction, site, units, atMs }: Movement): ReadonlySet<Leg> => {
  const [place, planned] = direction === "depart" ? (["from", "plannedDepartureMs"] as const) : (["to", "plannedArrivalMs"] as const);
  const open = legs.filter(
    (leg) => leg.arrivedMs === undefined && leg.unit !== undefined && units.includes(leg.unit) && leg[place] === site,
  );
  const nearestMs = Math.min(...open.map((leg) => Math.abs(leg[planned] - atMs)));
  return new Set(open.filter((leg) => Math.abs(leg[planned] - atMs) === nearestMs));
};

const MINUTE_MS = 60_000;

const watchLateness = async ({ transaction, nowMs, settings }: Round, plans: readonly Plan[]): Promise<AlarmCall[]> => {
  const calls: AlarmCall[] = [];
  const changed: { shipment: string; late: boolean }[] = [];
  for (const { shipment, late, legs } of plans) {
    const behind = behindMs(legs);
    const arrived = shipmentState(legs) === "arrived";
    const isLate = !arrived && behind > (late ? settings.lateMs / 2 : settings.lateMs);
    if (isLate === late) continue;
    changed.push({ shipment, late: isLate });
    if (!isLate) calls.push({ call: "clear", kind: "late", subject: shipment, atMs: nowMs });
    else {
      const detail = { shipment, lateMinutes: Math.round(behind / MINUTE_MS), eta: new Date(legs.at(-1)?.etaMs ?? nowMs).toISOString() };
      const unit = legs.find(isUnderWay)?.unit;
      calls.push({
        call: "raise",
        draft: { kind: "late", severity: "minor", subject: shipment, detail, atMs: nowMs, ...(unit !== undefined && { unit }) },
      });
    }
  }
  await transaction.saveLateness(changed);
  return calls;
};

const watchUnits = async (round: Round, plans: readonly Plan[], fences: readonly SiteFence[]): Promise<AlarmCall[]> => {
  const { transaction, settings, fixes } = round;
  const open = plans.flatMap(({ legs }) => legs.filter((leg) => leg.arrivedMs === undefined));
  const legsOf = groupByUnit(open.sort((a, b) => a.plannedDepartureMs - b.plannedDepartureMs));
  const calls: AlarmCall[] = [];
  const saved: UnitWatch[] = [];
  for (const before of await transaction.loadStaleWatches()) {
    const fix = fixes.get(before.unit);
    if (!fix) continue;
    const { watch, raise, clear } = watchUnit(before, { fix, fences, legs: legsOf.get(before.unit) ?? [], settings });
    saved.push(watch);
    if (clear !== undefined) calls.push({ call: "clear", kind: "fence_crossed", subject: clear, atMs: fix.atMs });
    if (raise) {
      const { subject, detail } = raise;
      const site = typeof detail["site"] === "string" ? { site: detail["site"] } : {};
      calls.push({
        call: "raise",
        draft: { kind: "fence_crossed", severity: "major", unit: before.unit, subject, detail, atMs: fix.atMs, ...site },
      });
    }
  }
  await transaction.saveWatches(saved);
  return calls;
};

/**
 * A unit is silent when its device is on line, or a leg of it is under way, and nothing newer has come for half an hour
 * of the world and a minute of the wall. After a start everybody gets that time anew.
 */
const watchSilence = async ({
  transaction,
  nowMs,
  settings,
  startedMs,
  rate,
}: Round & Readonly<{ startedMs: number; rate: number }>): Promise<AlarmCall[]> => {
  const patienceMs = Math.max(settings.silentMs, settings.silentWallMs * rate);
  if (nowMs - startedMs < patienceMs) return [];
  const silences = await transaction.loadSilences(nowMs - patienceMs);
  await transaction.saveSilences(silences);
  return silences.map(({ unit, silent, lastMs }): AlarmCall => {
    const [kind, subject] = ["device_silent", unit];
    if (!silent) return { call: "clear", kind, subject, atMs: lastMs };
    const detail = { lastFix: new Date(lastMs).toISOString() };
    return { call: "raise", draft: { kind, severity: "minor", unit, subject, detail, atMs: lastMs } };
  });
};
