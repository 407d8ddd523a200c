import { createHash, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import type { DeviceRecord, DeviceRegistry } from "../usecases/device-ports.ts";
import { watchMark } from "./change-marks.ts";

/**
 * Every standing device in memory: a message is decoded without asking the database who sent it. A device that is not
 * held is looked up once more, and what other servers changed is read within seconds, so that a device that was revoked,
 * or provisioned anew with another password or at another site, is cut off wherever it is connected.
 */

type Row = Readonly<{
  device: string;
  site: string;
  kind: string;
  location: string | null;
  step: string | null;
  direction: "in" | "out" | null;
  unit: string | null;
  secret_hash: Buffer;
}>;
type Held = Readonly<{ record: DeviceRecord; secretHash: Buffer }>;

const SELECT = "SELECT device, site, kind, location, step, direction, unit, secret_hash FROM device WHERE revoked_at IS NULL";

const toHeld = (row: Row): Held => ({
  secretHash: row.secret_hash,
  record: {
    device: row.device,
    site: row.site,
    kind: row.kind,
    ...(row.location !== null && { location: row.location }),
    ...(row.step !== null && { step: row.step }),
    ...(row.direction !== null && { direction: row.direction }),
    ...(row.unit !== null && { unit: row.unit }),
  },
});

const isSame = (one: Held, other: Held): boolean => one.record.site === other.record.site && one.secretHash.equals(other.secretHash);

export type DeviceRegistryOptions = Readonly<{
  pool: pg.Pool;
  /** A device was revoked or provisioned anew, here or by another server: whoever is connected under its name must come in again. */
  onRevoked: (device: string) => void;
  onFault: (fault: unknown) => void;
}>;

export const startDeviceRegistry = async (
  options: DeviceRegistryOptions,
): Promise<DeviceRegistry & Readonly<{ stop(): Promise<void> }>> => {
  const { pool } = options;
  const held = new Map<string, Held>();
  const { rows } = await pool.query<Row>(SELECT);
  for (const row of rows) held.set(row.device, toHeld(row));

  const hold = (device: string, row: Row | undefined): Held | undefined => {
    const known = held.get(device);
    const next = row && toHeld(row);
    if (next) held.set(device, next);
    else held.delete(device);
    if (known && !(next && isSame(known, next))) options.onRevoked(device);
    return next;
  };
  const fetchOne = async (device: string): Promise<Held | undefined> => {
    // No device has it in its name, and PostgreSQL would not even be asked.
    if (device.includes("\0")) return undefined;
    const found = await pool.query<Row>(`${SELECT} AND device = $1`, [device]);
    return hold(device, found.rows[0]);
  };
  const readAll = async (): Promise<void> => {
    const standing = new Map((await pool.query<Row>(SELECT)).rows.map((row) => [row.device, row]));
    for (const device of held.keys()) if (!standing.has(device)) hold(device, undefined);
    for (const [device, row] of standing) hold(device, row);
  };
  const watch = watchMark({ pool, mark: "devices", onMoved: readAll, onFault: options.onFault });

  return {
    find: async (device) => (held.get(device) ?? (await fetchOne(device)))?.record,
    authenticate: async (device, password) => {
      const given = createHash("sha256").update(password).digest();
      const known = held.get(device);
      if (known && timingSafeEqual(known.secretHash, given)) return known.record;
      // Provisioned a moment ago, or with a new password.
      const fresh = await fetchOne(device);
      return fresh && timingSafeEqual(fresh.secretHash, given) ? fresh.record : undefined;
    },
    revoked: (device) => {
      if (held.delete(device)) options.onRevoked(device);
    },
    stop: watch.stop,
  };
};
