import type { GateMessage, PositionMessage, ScanMessage, SealMessage, TelemetryMessage } from "#wire/device-messages.ts";
import { readCode } from "#gs1/read-code.ts";
import type { GateFact, ScanFact, SealFact } from "../domain/custody/fact.ts";
import type { DeviceRecord } from "../usecases/device-ports.ts";
import type { ReadingsMessage } from "../usecases/tracking-ports.ts";
import { readGoods } from "./goods.ts";

/** Wire words to domain words: one place per message, nothing decided here but whether the device's clock can be true. */

/** World milliseconds in which an act at a gate or station can still be prevented: ten seconds of the wall. */
const LIVE_WINDOW_WALL_MS = 10_000;
/** A device may run ahead this much; at a quick world clock, ten seconds of the wall. */
const AHEAD_MAX_MS = 10 * 60_000;
/** What is older was not written by a clock that was ever set. */
const BEHIND_MAX_MS = 366 * 24 * 3_600_000;

export type Receipt = Readonly<{
  device: DeviceRecord;
  receivedMs: number;
  clockRate: number;
  byOfficer: boolean;
  operator?: string;
}>;

export type Timing = Readonly<{ atMs: number; clockSuspect: boolean; live: boolean }>;

const LIVE_KINDS: ReadonlySet<string> = new Set(["gate", "station"]);

export const timingOf = (at: string, { device, receivedMs, clockRate }: Receipt): Timing => {
  const deviceMs = Date.parse(at);
  const aheadMs = Math.max(AHEAD_MAX_MS, LIVE_WINDOW_WALL_MS * clockRate);
  const clockSuspect = !Number.isFinite(deviceMs) || deviceMs > receivedMs + aheadMs || deviceMs < receivedMs - BEHIND_MAX_MS;
  const live =
    LIVE_KINDS.has(device.kind) && !clockSuspect && Math.abs(receivedMs - deviceMs) <= LIVE_WINDOW_WALL_MS * Math.max(1, clockRate);
  return { atMs: clockSuspect ? receivedMs : deviceMs, clockSuspect, live };
};

type Draft<Value> = { -readonly [Key in keyof Value]: Value[Key] };

const headOf = (message: Readonly<{ id: string; seq: number }>, receipt: Receipt, { atMs, live }: Timing) => ({
  device: receipt.device.device,
  site: receipt.device.site,
  id: message.id,
  seq: message.seq,
  atMs,
  receivedMs: receipt.receivedMs,
  live,
  byOfficer: receipt.byOfficer,
  actor: receipt.operator ?? receipt.device.device,
});

/** Built field by field: it stands on the way of every scan, where spreads are what costs most. */
export const scanFact = (
  message: ScanMessage,
  receipt: Receipt,
  timing: Timing,
  findUom: (gtin: string) => string | undefined,
): ScanFact => {
  const read = readGoods(message, findUom);
  const { device } = receipt;
  const fact: Draft<ScanFact> = {
    device: device.device,
    site: device.site,
    id: message.id,
    seq: message.seq,
    atMs: timing.atMs,
    receivedMs: receipt.receivedMs,
    live: timing.live,
    byOfficer: receipt.byOfficer,
    // A name in a message proves nothing: the device answers for it.
    actor: receipt.operator ?? (message.operator === undefined ? device.device : `${device.device}/${message.operator}`),
    kind: "scan",
    step: message.step ?? device.step,
    goods: read.goods,
    parents: read.parents,
    places: read.places,
    lift: message.lift ?? false,
  };
  const parent = message.parent ?? read.parentOfContents;
  const operator = receipt.operator ?? message.operator;
  if (read.unreadable !== undefined) fact.unreadable = read.unreadable;
  if (message.location !== undefined) fact.location = message.location;
  if (message.from !== undefined) fact.from = message.from;
  if (message.to !== undefined) fact.to = message.to;
  if (device.location !== undefined) fact.defaultLocation = device.location;
  if (parent !== undefined) fact.parent = parent;
  if (message.regime !== undefined) fact.regime = message.regime;
  if (message.hold !== undefined) fact.hold = message.hold;
  if (message.reason !== undefined) fact.reason = message.reason;
  if (message.document !== undefined) fact.document = message.document;
  if (operator !== undefined) fact.operator = operator;
  if (message.undo !== undefined) fact.undo = message.undo;
  return fact;
};

export const gateFact = (message: GateMessage, receipt: Receipt, timing: Timing): GateFact => ({
  ...headOf(message, receipt, timing),
  kind: "gate",
  direction: message.direction ?? receipt.device.direction,
  plate: message.plate,
  ...(message.pass !== undefined && { pass: message.pass }),
  ...(message.weightKg !== undefined && { weightKg: message.weightKg }),
  ...(message.seal !== undefined && { seal: message.seal }),
  ...(message.container !== undefined && { container: message.container }),
  ...(message.codes !== undefined && { gtins: gtinsOf(message.codes) }),
});

/** Products among the RFID reads of a portal; what else was read names places and pallets. */
const gtinsOf = (codes: readonly string[]): string[] => [
  ...new Set(
    codes.flatMap((code) => {
      const read = readCode(code);
      return read.ok && read.gtin !== undefined ? [read.gtin] : [];
    }),
  ),
];

export const sealFact = (message: SealMessage, receipt: Receipt, timing: Timing, atKnownSite: boolean): SealFact => ({
  ...headOf(message, receipt, timing),
  kind: "seal",
  unit: receipt.device.unit,
  seal: message.seal,
  state: message.state,
  atKnownSite,
});

export const readingsMessage = (
  kind: "telemetry" | "position",
  message: TelemetryMessage | PositionMessage,
  receipt: Receipt,
): ReadingsMessage => {
  const { clockSuspect } = timingOf(message.at, receipt);
  const head = {
    device: receipt.device.device,
    site: receipt.device.site,
    unit: receipt.device.unit,
    id: message.id,
    seq: message.seq,
    atMs: Date.parse(message.at),
    receivedMs: receipt.receivedMs,
    clockSuspect,
  };
  if (kind === "position") return { ...head, kind, fix: message as PositionMessage };
  const { readings } = message as TelemetryMessage;
  return {
    ...head,
    kind,
    readings: readings.map(({ at, ...reading }) => ({ ...reading, ...(at !== undefined && { atMs: Date.parse(at) }) })),
  };
};
