/**
 * The world's clock. At rate 1 it is the wall's, but never steps back. At another rate it begins at the wall's time,
 * its state is written down each second, and after a restart it goes on from there: a world that nobody runs stands
 * still, but for the seconds of a quick restart. A world that has run ahead of the wall stays ahead at rate 1.
 */
import type pg from "pg";
import type { Log, WorldClock } from "../usecases/ports.ts";

export type WorldClockOptions = Readonly<{
  pool: pg.Pool;
  rate: number;
  log: Log;
  wallMs?: () => number;
  /** Rises evenly, whatever is done to the wall's clock. */
  elapsedMs?: () => number;
}>;

/** World time at an elapsed time. */
type Anchor = Readonly<{ worldMs: number; elapsedMs: number }>;

const SAVE_INTERVAL_MS = 1_000;
/** Counted in full after a stop: it covers the time since the last save, so that no instant is given twice. */
const GAP_COUNTED_MS = 10_000;

export async function startWorldClock(options: WorldClockOptions): Promise<WorldClock & Readonly<{ stop(): Promise<void> }>> {
  const { pool, rate, log } = options;
  const wallMs = options.wallMs ?? Date.now;
  const elapsedMs = options.elapsedMs ?? (() => performance.now());
  const saved = await load(pool);
  const anchor = begin(saved, rate, { wallMs: wallMs(), elapsedMs: elapsedMs() });

  let lastMs = 0;
  const nowMs = (): number => {
    const worldMs = anchor === undefined ? wallMs() : anchor.worldMs + (elapsedMs() - anchor.elapsedMs) * rate;
    lastMs = Math.max(lastMs, Math.floor(worldMs));
    return lastMs;
  };
  const kept = saved !== undefined || rate !== 1;
  const write = (): Promise<void> => (kept ? save(pool, { worldMs: nowMs(), wallMs: wallMs(), rate }) : Promise.resolve());
  await write();
  const timer = setInterval(() => {
    // The next second tries again.
    write().catch((error: unknown) => log.warn({ error: String(error) }, "the world's clock could not be saved"));
  }, SAVE_INTERVAL_MS);

  return {
    nowMs,
    rate,
    state: () => ({ worldMs: nowMs(), wallMs: wallMs(), rate }),
    async stop() {
      clearInterval(timer);
      await write().catch(() => undefined);
    },
  };
}

type Saved = Readonly<{ worldMs: number; wallMs: number; rate: number }>;

/** Undefined: the wall's clock is the world's. */
function begin(saved: Saved | undefined, rate: number, now: Readonly<{ wallMs: number; elapsedMs: number }>): Anchor | undefined {
  if (saved === undefined) return rate === 1 ? undefined : { worldMs: now.wallMs, elapsedMs: now.elapsedMs };
  const gapMs = Math.min(Math.max(now.wallMs - saved.wallMs, 0), GAP_COUNTED_MS);
  const worldMs = saved.worldMs + gapMs * saved.rate;
  if (rate === 1 && worldMs <= now.wallMs) return undefined;
  return { worldMs, elapsedMs: now.elapsedMs };
}

async function load(pool: pg.Pool): Promise<Saved | undefined> {
  const { rows } = await pool.query<{ world_at: Date; wall_at: Date; rate: number }>("SELECT world_at, wall_at, rate FROM world_clock");
  const row = rows[0];
  return row && { worldMs: row.world_at.getTime(), wallMs: row.wall_at.getTime(), rate: row.rate };
}

async function save(pool: pg.Pool, { worldMs, wallMs, rate }: Saved): Promise<void> {
  await pool.query(
    `INSERT INTO world_clock (world_at, wall_at, rate) VALUES ($1, $2, $3)
     ON CONFLICT (singleton) DO UPDATE SET world_at = excluded.world_at, wall_at = excluded.wall_at, rate = excluded.rate
     WHERE world_clock.world_at <= excluded.world_at`,
    [new Date(worldMs), new Date(wallMs), rate],
  );
}
