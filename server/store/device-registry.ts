import { createHash, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import type { DeviceRecord, DeviceRegistry } from "../usecases/device-ports.ts";

/**
 * Every standing device in memory: a message is decoded without asking the database who sent it. A device that is not
 * held is looked up once more, and what other servers changed is read every few seconds, so that a revoked device is
 * cut off wherever it is connected.
 */
const REFRESH_INTERVAL_MS = 2_000;

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

export type DeviceRegistryOptions = Readonly<{
  pool: pg.Pool;
  /** A device was revoked, here or by another server. */
  onRevoked: (device: string) => void;
  onFault: (fault: unknown) => void;
}>;

export const startDeviceRegistry = async (options: DeviceRegistryOptions): Promise<DeviceRegistry & Readonly<{ stop(): void }>> => {
  const { pool } = options;
  const held = new Map<string, Held>();
  const { rows } = await pool.query<Row>(SELECT);
  for (const row of rows) held.set(row.device, toHeld(row));

  const fetchOne = async (device: string): Promise<Held | undefined> => {
    // No device has it in its name, and PostgreSQL would not even be asked.
    if (device.includes("\0")) return undefined;
    const found = await pool.query<Row>(`${SELECT} AND device = $1`, [device]);
    const [row] = found.rows;
    if (!row) held.delete(device);
    else held.set(device, toHeld(row));
    return held.get(device);
  };
  const dropRevoked = async (): Promise<void> => {
    if (held.size === 0) return;
    const revoked = await pool.query<{ device: string }>("SELECT device FROM device WHERE revoked_at IS NOT NULL");
    for (const { device } of revoked.rows) if (held.delete(device)) options.onRevoked(device);
  };
  const timer = setInterval(() => void dropRevoked().catch(options.onFault), REFRESH_INTERVAL_MS);
  timer.unref();

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
    stop: () => clearInterval(timer),
  };
};
