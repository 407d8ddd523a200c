import { celsiusOf, degreesOutside, hasLimits, type Limits } from "../domain/coldchain/limits.ts";
import { PROBE_SETTINGS, watchProbe, type ProbeSettings, type ProbeWatch } from "../domain/coldchain/probe-watch.ts";
import { wgs84FromGcj02 } from "../domain/tracking/datum.ts";
import { mayBeNewest, newestByKey, orderedAtMs } from "../domain/tracking/newest.ts";
import type { AlarmCall } from "./alarm-calls.ts";
import { RecentIds, type Said } from "./recent-ids.ts";
import type { Datum, LiveFix, ReadingReport, ReadingsAck, ReadingsMessage } from "./tracking-ports.ts";

/**
 * The readings lane. One batch is one transaction: positions and readings are inserted (exact repeats vanish), the
 * newest of each unit and probe moves on, probes with limits are watched for excursions, and the alarms this calls for
 * are put down beside them. After the commit the fixes that became the newest go out to the live frames.
 * An id that says something else than before is refused, as far as that is known: by what the device said last, and by
 * what is stored under the same id and time.
 */
export type PositionRow = Readonly<{
  device: string;
  atMs: number;
  id: string;
  unit: string | undefined;
  seq: number;
  receivedMs: number;
  clockSuspect: boolean;
  lat: number;
  lon: number;
  speedKmh: number | undefined;
  headingDeg: number | undefined;
  accuracyM: number | undefined;
  datum: Datum;
}>;

export type ReadingRow = Readonly<{
  device: string;
  atMs: number;
  id: string;
  n: number;
  unit: string | undefined;
  type: string;
  /** Empty when the device has but one. */
  probe: string;
  value: number;
  uom: string;
  receivedMs: number;
  clockSuspect: boolean;
}>;

export type ProbeKey = Readonly<{ device: string; type: string; probe: string }>;
/** The newest reading of a probe, and what the watch over it remembers. */
export type ProbeRow = ProbeKey & ProbeWatch & Readonly<{ unit: string | undefined; value: number; uom: string }>;

export type ReadingsTransaction = Readonly<{
  /** Answers those under whose key something else stands. */
  insertPositions(rows: readonly PositionRow[]): Promise<readonly PositionRow[]>;
  insertReadings(rows: readonly ReadingRow[]): Promise<readonly ReadingRow[]>;
  /** Moves on the units for which the fix is newer than what stands; answers those. */
  advancePositions(rows: readonly PositionRow[]): Promise<LiveFix[]>;
  /** Locks what it answers. */
  loadProbes(keys: readonly ProbeKey[]): Promise<ProbeRow[]>;
  loadLimits(units: readonly string[]): Promise<ReadonlyMap<string, Limits>>;
  saveProbes(rows: readonly ProbeRow[]): Promise<void>;
  callAlarms(calls: readonly AlarmCall[]): Promise<void>;
}>;

export type ReadingsStore = Readonly<{ transact<Done>(work: (transaction: ReadingsTransaction) => Promise<Done>): Promise<Done> }>;

export type RecordReadingsOptions = Readonly<{
  store: ReadingsStore;
  publishFixes: (fixes: readonly LiveFix[]) => void;
  /** Called after a commit that put down calls. */
  alarmsCalled: () => void;
  settings?: ProbeSettings;
}>;

export type RecordReadings = (batch: readonly ReadingsMessage[]) => Promise<readonly ReadingsAck[]>;

export const createRecordReadings = (options: RecordReadingsOptions): RecordReadings => {
  const recent = new RecentIds();
  return async (batch) => {
    if (batch.length === 0) return [];
    const reused = reusedIn(batch, recent);
    for (;;) {
      const fresh = batch.filter((message) => !reused.has(message));
      try {
        const { fixes, calls } = await options.store.transact((transaction) => recordBatch(transaction, options, { fresh, reused }));
        recent.remember(fresh.map(saidOf));
        if (fixes.length > 0) options.publishFixes(fixes);
        if (calls.length > 0) options.alarmsCalled();
        return batch.map((message) => (reused.has(message) ? refusal(message) : { id: message.id, result: "posted" }));
      } catch (fault) {
        if (!(fault instanceof ReusedIds)) throw fault;
        for (const message of fault.messages) reused.add(message);
      }
    }
  };
};

type Sorted = Readonly<{ fresh: readonly ReadingsMessage[]; reused: ReadonlySet<ReadingsMessage> }>;

const recordBatch = async (
  transaction: ReadingsTransaction,
  options: RecordReadingsOptions,
  { fresh, reused }: Sorted,
): Promise<{ fixes: LiveFix[]; calls: AlarmCall[] }> => {
  const messageOf = new Map<PositionRow | ReadingRow, ReadingsMessage>();
  const rowsOf = <Row extends PositionRow | ReadingRow>(message: ReadingsMessage, rows: readonly Row[]): readonly Row[] => {
    for (const row of rows) messageOf.set(row, message);
    return rows;
  };
  const positions = fresh.flatMap((message) => (message.kind === "position" ? rowsOf(message, [positionRow(message)]) : []));
  const readings = fresh.flatMap((message) => (message.kind === "telemetry" ? rowsOf(message, readingRows(message)) : []));
  const clashing = [...(await transaction.insertPositions(positions)), ...(await transaction.insertReadings(readings))];
  // Begun anew without them, so that nothing of them is kept as a reading.
  if (clashing.length > 0) throw new ReusedIds(clashing.map((row) => messageOf.get(row)!));
  const newest = newestByKey(positions, (row) => row.unit);
  const fixes = await transaction.advancePositions([...newest.values()]);
  const settings = options.settings ?? PROBE_SETTINGS;
  const calls = [...(await watchProbes({ transaction, batch: fresh, readings, settings })), ...reusedCalls(reused)];
  await transaction.callAlarms(calls);
  return { fixes, calls };
};

/** Messages whose id stands for something else already. */
class ReusedIds extends Error {
  readonly messages: readonly ReadingsMessage[];

  constructor(messages: readonly ReadingsMessage[]) {
    super("ids were used before with other content");
    this.messages = messages;
  }
}

/** Positions and readings are stored apart: an id is one within its kind. */
const saidOf = (message: ReadingsMessage): Said => ({
  device: message.device,
  id: `${message.kind}/${message.id}`,
  content: JSON.stringify([message.atMs, message.kind === "position" ? message.fix : message.readings]),
});

const reusedIn = (batch: readonly ReadingsMessage[], recent: RecentIds): Set<ReadingsMessage> => {
  const reused = new Set<ReadingsMessage>();
  const inThisBatch = new Map<string, string>();
  for (const message of batch) {
    const said = saidOf(message);
    const key = `${said.device}\u001f${said.id}`;
    const before = inThisBatch.get(key);
    if (recent.recall(said) === "other" || (before !== undefined && before !== said.content)) reused.add(message);
    else inThisBatch.set(key, said.content);
  }
  return reused;
};

const refusal = ({ id }: ReadingsMessage): ReadingsAck => ({
  id,
  result: "refused",
  reason: "id_reused",
  detail: "this id was used before with other content",
});

/** One alarm for a device, however often it does so. */
const reusedCalls = (reused: Iterable<ReadingsMessage>): AlarmCall[] => {
  const byDevice = new Map([...reused].map((message) => [message.device, message]));
  return [...byDevice.values()].map(({ device, site, id, receivedMs }) => ({
    call: "raise",
    draft: { kind: "id_reused", severity: "major", site, device, subject: device, detail: { id }, atMs: receivedMs },
  }));
};

const positionRow = (message: Extract<ReadingsMessage, { kind: "position" }>): PositionRow => {
  const { kind: _kind, site: _site, fix, ...head } = message;
  const datum = fix.datum ?? "WGS84";
  const { lat, lon } = datum === "GCJ02" ? wgs84FromGcj02(fix) : fix;
  return { ...head, lat, lon, speedKmh: single(fix.speedKmh), headingDeg: single(fix.headingDeg), accuracyM: single(fix.accuracyM), datum };
};

/** Kept in single precision, which has no place for the smallest of numbers: 1e-320 is none. */
const single = (value: number | undefined): number | undefined => value && Math.fround(value);

const readingRows = (message: Extract<ReadingsMessage, { kind: "telemetry" }>): ReadingRow[] => {
  const { device, id, unit, receivedMs, clockSuspect } = message;
  return message.readings.map(({ type, probe, value, uom, atMs }: ReadingReport, n) => ({
    device,
    atMs: atMs ?? message.atMs,
    id,
    n,
    unit,
    type,
    probe: probe ?? "",
    value,
    uom,
    receivedMs,
    clockSuspect,
  }));
};

const keyOf = ({ device, type, probe }: ProbeKey): string => JSON.stringify([device, type, probe]);

type Watching = Readonly<{
  transaction: ReadingsTransaction;
  batch: readonly ReadingsMessage[];
  readings: readonly ReadingRow[];
  settings: ProbeSettings;
}>;

const watchProbes = async ({ transaction, batch, readings, settings }: Watching): Promise<AlarmCall[]> => {
  const byProbe = new Map<string, ReadingRow[]>();
  for (const row of readings) {
    if (!mayBeNewest(row)) continue;
    const rows = byProbe.get(keyOf(row));
    if (rows) rows.push(row);
    else byProbe.set(keyOf(row), [row]);
  }
  if (byProbe.size === 0) return [];
  const standing = new Map((await transaction.loadProbes([...byProbe.values()].map(([row]) => row!))).map((row) => [keyOf(row), row]));
  const units = new Set([...byProbe.values()].flatMap(([row]) => row!.unit ?? []));
  const limits = units.size > 0 ? await transaction.loadLimits([...units]) : new Map<string, Limits>();
  const siteOf = new Map(batch.map(({ device, site }) => [device, site]));
  const saved: ProbeRow[] = [];
  const calls: AlarmCall[] = [];
  for (const [key, rows] of byProbe) {
    const series = rows.sort((a, b) => orderedAtMs(a) - orderedAtMs(b));
    const context = { limits: limitsFor(series[0]!, limits), settings, site: siteOf.get(series[0]!.device) };
    const followed = followProbe(standing.get(key), series, context);
    if (followed.row) saved.push(followed.row);
    calls.push(...followed.calls);
  }
  await transaction.saveProbes(saved);
  return calls;
};

const NO_LIMITS: Limits = { minC: undefined, maxC: undefined };
const limitsFor = (row: ReadingRow, limits: ReadonlyMap<string, Limits>): Limits =>
  (row.unit !== undefined && row.type === "Temperature" && limits.get(row.unit)) || NO_LIMITS;

type ProbeContext = Readonly<{ limits: Limits; settings: ProbeSettings; site: string | undefined }>;

/** The newer readings of one probe, in order of time; older ones are history and change nothing here. */
const followProbe = (
  before: ProbeRow | undefined,
  series: readonly ReadingRow[],
  context: ProbeContext,
): Readonly<{ row: ProbeRow | undefined; calls: AlarmCall[] }> => {
  let row = before;
  const calls: AlarmCall[] = [];
  for (const reading of series) {
    const atMs = orderedAtMs(reading);
    if (row && atMs <= row.atMs) continue;
    const { device, type, probe, unit, value, uom } = reading;
    const celsius = hasLimits(context.limits) ? celsiusOf(value, uom) : undefined;
    const unwatched: ProbeWatch = { atMs, outsideSinceMs: undefined, peakC: undefined, alarmed: false };
    const { watch, call } =
      celsius === undefined
        ? { watch: unwatched, call: row?.alarmed ? ("clear" as const) : undefined }
        : watchProbe(row, { atMs, celsius }, context);
    row = { device, type, probe, unit, value, uom, ...watch };
    if (call) calls.push(excursionCall(call, row, context));
  }
  return { row: row === before ? undefined : row, calls };
};

/** Beyond the limit by this much at the first reading, it is no door that was opened. */
const CRITICAL_DEGREES = 2;

const excursionCall = (call: "raise" | "clear", row: ProbeRow, { limits, site }: ProbeContext): AlarmCall => {
  const subject = [row.unit ?? row.device, row.device, row.probe].join("/");
  const kind = "temperature_excursion";
  if (call === "clear") return { call, kind, subject, atMs: row.atMs };
  const outsideBy = degreesOutside(celsiusOf(row.value, row.uom) ?? 0, limits);
  return {
    call,
    draft: {
      kind,
      severity: outsideBy > CRITICAL_DEGREES ? "critical" : "major",
      ...(site !== undefined && { site }),
      ...(row.unit !== undefined && { unit: row.unit }),
      device: row.device,
      subject,
      detail: { probe: row.probe || null, value: row.value, uom: row.uom, minC: limits.minC ?? null, maxC: limits.maxC ?? null },
      atMs: row.outsideSinceMs ?? row.atMs,
    },
  };
};
