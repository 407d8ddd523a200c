import type pg from "pg";
import { transact } from "./tracking-transaction.ts";

/**
 * Positions and readings lie in weekly partitions. Weeks are made ahead, in the world's time; what falls outside them,
 * such as the reports of a clock that is years off, lies in the default partition and is found all the same.
 */

/** A sea voyage lasts weeks, and its past may be filled in at once. */
const WEEKS_BEHIND = 9;
/** At a world clock of 60 a week passes in under three hours. */
const WEEKS_AHEAD = 4;

/** Two servers that start at once would make the same week twice. */
const MAKING_LOCK = 0x7765656b;

/** Answers how many weeks it made. */
export const makeTrackingWeeks = (pool: pg.Pool, nowMs: number): Promise<number> =>
  transact(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [MAKING_LOCK]);
    const { rows } = await client.query<{ made: string }>(
      `SELECT count(*) FILTER (WHERE make_tracking_week(to_timestamp($1 / 1000.0) + n * interval '7 days')) AS made
       FROM generate_series(-$2::int, $3::int) AS n`,
      [nowMs, WEEKS_BEHIND, WEEKS_AHEAD],
    );
    return Number(rows[0]?.made ?? 0);
  });
