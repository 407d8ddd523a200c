import { z } from "zod";
import { alarmRow, journalRow } from "./http-api.ts";
import { unitRow } from "./tracking-api.ts";

/**
 * The live line: socket.io at the path /live.
 * down: `snapshot` once per connection and after a gap · `change {from, to}` whose cursors join · `frame` (binary)
 * for what moves, one at a time, the next only after the client's ack · `resync` never: the client asks by `hello`.
 * up: `hello {cursor?}` · `view {west, south, east, north, zoom}` · `look {unit | null}`.
 */
export const LIVE_VERSION = 1;
export const LIVE_PATH = "/live";

/** World time is `worldMs + (Date.now() - wallMs) * rate` on the server's wall clock. */
export const clockState = z.strictObject({ worldMs: z.number(), wallMs: z.number(), rate: z.number() });
export type ClockState = z.infer<typeof clockState>;

export const snapshot = z.strictObject({
  version: z.literal(LIVE_VERSION),
  /** The last journal entry that this snapshot includes. */
  cursor: z.number().int(),
  clock: clockState,
  units: z.array(unitRow),
  alarms: z.array(alarmRow),
});
export type Snapshot = z.infer<typeof snapshot>;

/** Every entry after `from` up to `to`. If `from` is not the client's cursor, it says `hello` again. */
export const change = z.strictObject({
  from: z.number().int(),
  to: z.number().int(),
  entries: z.array(journalRow),
  alarms: z.array(alarmRow),
  /** Units that are new or whose master data or seal changed. */
  units: z.array(unitRow),
});
export type Change = z.infer<typeof change>;

export const view = z.strictObject({
  west: z.number().min(-360).max(360),
  south: z.number().min(-90).max(90),
  east: z.number().min(-360).max(360),
  north: z.number().min(-90).max(90),
  zoom: z.number().min(0).max(24),
});
export type View = z.infer<typeof view>;

export const hello = z.strictObject({ cursor: z.number().int().optional() });
export const look = z.strictObject({ unit: z.string().max(64).nullable() });

/** One moving object in a frame. `n` is the unit's number in the snapshot. */
export type FrameFix = Readonly<{ n: number; lat: number; lon: number; speedKmh: number; headingDeg: number; atMs: number }>;
export type Frame = Readonly<{ worldMs: number; fixes: readonly FrameFix[] }>;

const HEADER_BYTES = 16;
const RECORD_BYTES = 24;
const DEGREE = 1e7;

/** Header: u32 version, u32 count, f64 world ms. Record: u32 n, i32 lat, i32 lon (10⁻⁷ °), u16 km/h × 10, u16 ° × 100, f64 ms. */
export const encodeFrame = (frame: Frame): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES + frame.fixes.length * RECORD_BYTES);
  const out = new DataView(bytes.buffer);
  out.setUint32(0, LIVE_VERSION);
  out.setUint32(4, frame.fixes.length);
  out.setFloat64(8, frame.worldMs);
  frame.fixes.forEach((fix, index) => {
    const offset = HEADER_BYTES + index * RECORD_BYTES;
    out.setUint32(offset, fix.n);
    out.setInt32(offset + 4, Math.round(fix.lat * DEGREE));
    out.setInt32(offset + 8, Math.round(fix.lon * DEGREE));
    out.setUint16(offset + 12, Math.min(65_535, Math.round(fix.speedKmh * 10)));
    out.setUint16(offset + 14, Math.round((((fix.headingDeg % 360) + 360) % 360) * 100));
    out.setFloat64(offset + 16, fix.atMs);
  });
  return bytes;
};

/** Undefined when the bytes are not a frame of this version. */
export const decodeFrame = (bytes: Uint8Array): Frame | undefined => {
  if (bytes.byteLength < HEADER_BYTES) return undefined;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = data.getUint32(4);
  if (data.getUint32(0) !== LIVE_VERSION || bytes.byteLength !== HEADER_BYTES + count * RECORD_BYTES) return undefined;
  const fixes = Array.from({ length: count }, (_, index) => {
    const offset = HEADER_BYTES + index * RECORD_BYTES;
    return {
      n: data.getUint32(offset),
      lat: data.getInt32(offset + 4) / DEGREE,
      lon: data.getInt32(offset + 8) / DEGREE,
      speedKmh: data.getUint16(offset + 12) / 10,
      headingDeg: data.getUint16(offset + 14) / 100,
      atMs: data.getFloat64(offset + 16),
    };
  });
  return { worldMs: data.getFloat64(8), fixes };
};
