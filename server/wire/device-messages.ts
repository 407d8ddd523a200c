import { z } from "zod";
import { decimal, gtin, instant, latitude, longitude, name, rawCode, sscc, text, uom } from "./text.ts";
import { hold, regime, result, step } from "./words.ts";
import type { UpKind } from "./device-topics.ts";

/** What devices say and hear: MQTT, QoS 1, JSON in UTF-8. */
export const DEVICE_MESSAGE_VERSION = 1;

/** A message above this is quarantined. */
export const MESSAGE_BYTES_MAX = 64 * 1024;
/** A packet above this cuts the connection. */
export const PACKET_BYTES_MAX = 1024 * 1024;
const LINES_MAX = 500;

/** Made and stored by the device before the first send; unique within the device. UUIDv7 advised. */
export const messageId = text(128);

const head = {
  id: messageId,
  /** Rising per device. */
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** The device's clock, RFC 3339 with offset. */
  at: instant,
};

export const scanItem = z.strictObject({
  gtin,
  quantity: decimal,
  uom,
  batch: text(20).optional(),
  expiry: z.iso.date().optional(),
  serial: text(20).optional(),
  owner: name.optional(),
  book: name.optional(),
  line: z.number().int().min(1).max(99_999_999).optional(),
  origin: z
    .string()
    .regex(/^[A-Z]{2,3}$/)
    .optional(),
});
export type ScanItem = z.infer<typeof scanItem>;

export const scanMessage = z.strictObject({
  ...head,
  step: step.optional(),
  codes: z.array(rawCode).max(LINES_MAX).optional(),
  items: z.array(scanItem).max(LINES_MAX).optional(),
  location: name.optional(),
  from: name.optional(),
  to: name.optional(),
  parent: sscc.optional(),
  regime: regime.optional(),
  hold: hold.optional(),
  lift: z.boolean().optional(),
  reason: text(500).optional(),
  document: text(64).optional(),
  operator: text(64).optional(),
  /** The id of the earlier message of this device to reverse. */
  undo: messageId.optional(),
});
export type ScanMessage = z.infer<typeof scanMessage>;

export const reading = z.strictObject({
  /** As EPCIS: Temperature, RelativeHumidity, Illuminance, … or an own URI. */
  type: text(64),
  value: z.number(),
  uom: text(8),
  probe: text(32).optional(),
  at: instant.optional(),
});
export type Reading = z.infer<typeof reading>;

export const telemetryMessage = z.strictObject({ ...head, readings: z.array(reading).min(1).max(LINES_MAX) });
export type TelemetryMessage = z.infer<typeof telemetryMessage>;

export const positionMessage = z.strictObject({
  ...head,
  lat: latitude,
  lon: longitude,
  speedKmh: z.number().min(0).max(3000).optional(),
  headingDeg: z.number().min(0).max(360).optional(),
  accuracyM: z.number().min(0).max(1_000_000).optional(),
  datum: z.enum(["WGS84", "GCJ02"]).optional(),
});
export type PositionMessage = z.infer<typeof positionMessage>;

export const sealMessage = z.strictObject({
  ...head,
  seal: text(64),
  state: z.enum(["armed", "locked", "opened", "tampered", "low_battery"]),
  lat: latitude.optional(),
  lon: longitude.optional(),
});
export type SealMessage = z.infer<typeof sealMessage>;

export const gateMessage = z.strictObject({
  ...head,
  direction: z.enum(["in", "out"]).optional(),
  plate: text(32),
  pass: text(64).optional(),
  /** 0 means that the gate did not weigh. */
  weightKg: z.number().min(0).max(10_000_000).optional(),
  seal: text(64).optional(),
  container: text(32).optional(),
  codes: z.array(rawCode).max(LINES_MAX).optional(),
});
export type GateMessage = z.infer<typeof gateMessage>;

/** Birth and last will, retained. It carries no id: the newest state is all there is. */
export const stateMessage = z.strictObject({
  online: z.boolean(),
  firmware: text(64).optional(),
  id: messageId.optional(),
  seq: head.seq.optional(),
  at: instant.optional(),
});
export type StateMessage = z.infer<typeof stateMessage>;

export const upMessages = {
  scan: scanMessage,
  telemetry: telemetryMessage,
  position: positionMessage,
  seal: sealMessage,
  gate: gateMessage,
  state: stateMessage,
} as const satisfies Record<UpKind, z.ZodType>;

export type UpMessage<Kind extends UpKind = UpKind> = z.infer<(typeof upMessages)[Kind]>;

/** Sent down after the commit, and once more if the result changes later. */
export const ackMessage = z.strictObject({
  id: z.string(),
  result,
  reason: z.string().optional(),
  detail: z.string().optional(),
  entry: z.number().int().optional(),
  repeat: z.boolean().optional(),
});
export type AckMessage = z.infer<typeof ackMessage>;

/** To a gate: never retained, not repeated after `until` (wall clock). */
export const barrierCommand = z.strictObject({
  id: z.string(),
  barrier: z.enum(["raise", "hold"]),
  until: instant,
  reason: z.string(),
  pass: z.string().optional(),
});
export type BarrierCommand = z.infer<typeof barrierCommand>;

/** To a scanner. */
export const sayCommand = z.strictObject({ id: z.string(), say: z.enum(["ok", "error"]), reason: z.string() });
export type SayCommand = z.infer<typeof sayCommand>;

export const commandMessage = z.union([barrierCommand, sayCommand]);
export type CommandMessage = z.infer<typeof commandMessage>;
