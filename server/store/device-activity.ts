import type pg from "pg";
import type { DeviceActivity, DeviceSighting } from "../usecases/device-ports.ts";
import { plainArray, textArray } from "./books/arrays.ts";

const FLUSH_INTERVAL_MS = 2_000;

/** A server that was killed could not tell that its devices went; those that come back say so. */
export const forgetConnections = async (pool: pg.Pool): Promise<void> => {
  await pool.query("UPDATE device SET online = false WHERE online");
};

/** Writes the newest sighting of each device, set-based. What a crash loses here the next message tells again. */
export const startDeviceActivity = (
  pool: pg.Pool,
  onFault: (fault: unknown) => void,
): DeviceActivity & Readonly<{ stop(): Promise<void> }> => {
  let gathered = new Map<string, DeviceSighting>();
  const flush = async (): Promise<void> => {
    if (gathered.size === 0) return;
    const sightings = [...gathered.values()];
    gathered = new Map();
    await write(sightings).catch((fault: unknown) => {
      // Nothing else will tell that a device has gone: it is kept, and what has been seen since goes before it.
      gathered = new Map([...sightings.map((each) => [each.device, each] as const), ...gathered]);
      throw fault;
    });
  };
  const write = async (sightings: readonly DeviceSighting[]): Promise<void> => {
    await pool.query(
      `UPDATE device d SET last_seen_at = to_timestamp(s.seen / 1000.0), last_seq = greatest(d.last_seq, s.seq),
         online = coalesce(s.online, true)
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::boolean[]) AS s(device, seen, seq, online) WHERE d.device = s.device`,
      [
        textArray(sightings.map((each) => each.device)),
        plainArray(sightings.map((each) => each.seenMs)),
        plainArray(sightings.map((each) => each.seq)),
        plainArray(sightings.map((each) => each.online)),
      ],
    );
  };
  const timer = setInterval(() => void flush().catch(onFault), FLUSH_INTERVAL_MS);
  timer.unref();
  return {
    saw: (sighting) => {
      const earlier = gathered.get(sighting.device);
      const seq = sighting.seq ?? earlier?.seq;
      gathered.set(sighting.device, { ...sighting, ...(seq !== undefined && { seq }) });
    },
    stop: async () => {
      clearInterval(timer);
      await flush().catch(onFault);
    },
  };
};
