import type pg from "pg";
import type { EtaRevision } from "../domain/tracking/eta.ts";
import type { SiteFence } from "../domain/tracking/fence.ts";
import type { KnownBy, Leg, UnitFix } from "../domain/tracking/leg.ts";
import type { LegModeName } from "../domain/tracking/settings.ts";
import type { UnitWatch } from "../domain/tracking/unit-watch.ts";
import type { Movement, Plan, Silence, WatchStore, WatchTransaction } from "../usecases/watch-movements.ts";
import { callAlarms } from "./alarm-calls.ts";
import { columns, inMs, optionalMs, transact, type Queryable } from "./tracking-transaction.ts";

/** What one round of the watch over movements reads and writes. */

const READER = "movements";
/** A server that comes back after long reads the journal in such steps, a step a round. */
const ENTRIES_MAX = 20_000;

// Arrivals and departures as they were first learnt; a settling later tells nothing new of them.
const MOVEMENTS = `
  SELECT j.entry, j.site, j.at, CASE WHEN j.step = 'departing' OR x.direction = 'out' THEN 'depart' ELSE 'arrive' END AS direction,
    array_remove(ARRAY[x.m ->> 'location', x.m ->> 'from', x.m ->> 'to', d.unit, u.unit], NULL)
      || ARRAY(SELECT jsonb_array_elements_text(CASE jsonb_typeof(x.m -> 'codes') WHEN 'array' THEN x.m -> 'codes' END)) AS units
  FROM journal j
  LEFT JOIN device d ON d.device = j.device
  CROSS JOIN LATERAL (SELECT j.message::jsonb AS m, coalesce(j.message::jsonb ->> 'direction', d.direction) AS direction) x
  LEFT JOIN unit u ON u.plate = x.m ->> 'plate'
  WHERE j.entry > $1 AND j.entry <= $2 AND j.kind = 'observation' AND j.revision = 0 AND j.result IN ('posted', 'unsettled')
    AND (j.step IN ('departing', 'arriving') OR (j.observation_kind = 'gate' AND x.direction IN ('in', 'out')))
  ORDER BY j.entry`;

type MovementSqlRow = Readonly<{ entry: string; site: string; at: Date; direction: Movement["direction"]; units: string[] }>;

const takeMovements = async (client: Queryable): Promise<Movement[]> => {
  await client.query("INSERT INTO journal_reader (reader, entry) VALUES ($1, 0) ON CONFLICT DO NOTHING", [READER]);
  const { rows: bounds } = await client.query<{ read: string; upTo: string }>(
    `SELECT r.entry AS read, least(r.entry + $2, h.entry) AS "upTo" FROM journal_reader r, journal_head h WHERE r.reader = $1`,
    [READER, ENTRIES_MAX],
  );
  const { read, upTo } = bounds[0]!;
  if (read === upTo) return [];
  const { rows } = await client.query<MovementSqlRow>(MOVEMENTS, [read, upTo]);
  await client.query("UPDATE journal_reader SET entry = $2 WHERE reader = $1", [READER, upTo]);
  return rows.map((row) => ({ entry: Number(row.entry), direction: row.direction, site: row.site, atMs: inMs(row.at), units: row.units }));
};

export type LegSqlRow = Readonly<{
  shipment: string;
  leg: number;
  mode: LegModeName;
  from_place: string;
  to_place: string;
  unit: string | null;
  planned_departure: Date;
  planned_arrival: Date;
  path: [number, number][];
  departed_at: Date | null;
  departed_by: KnownBy | null;
  arrived_at: Date | null;
  arrived_by: KnownBy | null;
  eta: Date | null;
  progress: number;
}>;

export const toLeg = (row: LegSqlRow): Leg => ({
  shipment: row.shipment,
  leg: row.leg,
  mode: row.mode,
  from: row.from_place,
  to: row.to_place,
  unit: row.unit ?? undefined,
  plannedDepartureMs: inMs(row.planned_departure),
  plannedArrivalMs: inMs(row.planned_arrival),
  path: row.path,
  departedMs: optionalMs(row.departed_at),
  departedBy: row.departed_by ?? undefined,
  arrivedMs: optionalMs(row.arrived_at),
  arrivedBy: row.arrived_by ?? undefined,
  etaMs: optionalMs(row.eta),
  progress: row.progress,
});

const loadOpenPlans = async (client: Queryable): Promise<Plan[]> => {
  const { rows } = await client.query<LegSqlRow & { late: boolean }>(
    `SELECT leg.*, s.late FROM leg JOIN shipment s USING (shipment)
     WHERE shipment IN (SELECT shipment FROM leg WHERE arrived_at IS NULL)
     ORDER BY shipment, leg`,
  );
  const plans: { shipment: string; late: boolean; legs: Leg[] }[] = [];
  for (const row of rows) {
    if (plans.at(-1)?.shipment !== row.shipment) plans.push({ shipment: row.shipment, late: row.late, legs: [] });
    plans.at(-1)!.legs.push(toLeg(row));
  }
  return plans;
};

type FixSqlRow = Readonly<{ unit: string; at: Date; lat: number; lon: number; heading_deg: number | null }>;

/** Of the units that a leg waits for, or that have moved since the last round. */
const loadFixes = async (client: Queryable): Promise<UnitFix[]> => {
  const { rows } = await client.query<FixSqlRow>(
    `SELECT p.unit, p.at, p.lat, p.lon, p.heading_deg FROM last_position p LEFT JOIN unit_watch w USING (unit)
     WHERE w.unit IS NULL OR p.at > w.at OR EXISTS (SELECT FROM leg WHERE leg.unit = p.unit AND leg.arrived_at IS NULL)`,
  );
  return rows.map((row) => ({ unit: row.unit, lat: row.lat, lon: row.lon, headingDeg: row.heading_deg ?? undefined, atMs: inMs(row.at) }));
};

const loadFences = async (client: Queryable): Promise<SiteFence[]> => {
  const { rows } = await client.query<{ site: string; lat: number; lon: number; fence_radius_m: number }>(
    "SELECT site, lat, lon, fence_radius_m FROM site WHERE fence_radius_m IS NOT NULL",
  );
  return rows.map((row) => ({ site: row.site, centre: [row.lat, row.lon], radiusM: row.fence_radius_m }));
};

type WatchSqlRow = Readonly<{
  unit: string;
  at: Date | null;
  inside_site: string | null;
  off_corridor_fixes: number | null;
  fence_alarm: string | null;
}>;

const loadStaleWatches = async (client: Queryable): Promise<UnitWatch[]> => {
  const { rows } = await client.query<WatchSqlRow>(
    `SELECT p.unit, w.at, w.inside_site, w.off_corridor_fixes, w.fence_alarm FROM last_position p LEFT JOIN unit_watch w USING (unit)
     WHERE w.unit IS NULL OR p.at > w.at`,
  );
  return rows.map((row) => ({
    unit: row.unit,
    atMs: row.at === null ? 0 : inMs(row.at),
    insideSite: row.inside_site ?? undefined,
    offCorridorFixes: row.off_corridor_fixes ?? 0,
    fenceAlarm: row.fence_alarm ?? undefined,
  }));
};

/** A round tells of so many at most; the next one tells of the rest. */
const SILENCES_MAX = 500;

const loadSilences = async (client: Queryable, sinceMs: number): Promise<Silence[]> => {
  const { rows } = await client.query<{ unit: string; silent: boolean; at: Date }>(
    `SELECT p.unit, p.at, NOT w.silent AS silent FROM last_position p JOIN unit_watch w USING (unit)
     WHERE (w.silent AND p.received_at >= to_timestamp($1 / 1000.0))
       OR (NOT w.silent AND p.received_at < to_timestamp($1 / 1000.0) AND (
         EXISTS (SELECT FROM leg WHERE leg.unit = p.unit AND leg.departed_at IS NOT NULL AND leg.arrived_at IS NULL)
         OR EXISTS (SELECT FROM device d WHERE d.device = p.device AND d.online AND d.revoked_at IS NULL)))
     ORDER BY p.unit LIMIT $2`,
    [sinceMs, SILENCES_MAX],
  );
  return rows.map((row) => ({ unit: row.unit, silent: row.silent, lastMs: inMs(row.at) }));
};

const saveLegs = async (client: Queryable, legs: readonly Leg[]): Promise<void> => {
  if (legs.length === 0) return;
  // An UPDATE takes its rows in any order; a plan that is saved meanwhile takes them in this one.
  await client.query(
    `SELECT FROM leg JOIN unnest($1::text[], $2::int[]) AS c (shipment, leg) USING (shipment, leg) ORDER BY shipment, leg FOR UPDATE OF leg`,
    columns(
      legs,
      (leg) => leg.shipment,
      (leg) => leg.leg,
    ),
  );
  await client.query(
    `UPDATE leg SET departed_at = to_timestamp(c.departed / 1000), departed_by = c.departed_by, arrived_at = to_timestamp(c.arrived / 1000),
       arrived_by = c.arrived_by, eta = to_timestamp(c.eta / 1000), progress = c.progress
     FROM unnest($1::text[], $2::int[], $3::float8[], $4::text[], $5::float8[], $6::text[], $7::float8[], $8::float8[])
       AS c (shipment, leg, departed, departed_by, arrived, arrived_by, eta, progress)
     WHERE leg.shipment = c.shipment AND leg.leg = c.leg`,
    columns(
      legs,
      (leg) => leg.shipment,
      (leg) => leg.leg,
      (leg) => leg.departedMs,
      (leg) => leg.departedBy,
      (leg) => leg.arrivedMs,
      (leg) => leg.arrivedBy,
      (leg) => leg.etaMs,
      (leg) => leg.progress,
    ),
  );
};

export const saveRevisions = async (client: Queryable, revisions: readonly EtaRevision[]): Promise<void> => {
  if (revisions.length === 0) return;
  await client.query(
    `INSERT INTO eta_revision (shipment, leg, revised_at, eta, cause)
     SELECT shipment, leg, to_timestamp(revised / 1000), to_timestamp(eta / 1000), cause
     FROM unnest($1::text[], $2::int[], $3::float8[], $4::float8[], $5::text[]) AS r (shipment, leg, revised, eta, cause)
     ON CONFLICT DO NOTHING`,
    columns(
      revisions,
      (row) => row.shipment,
      (row) => row.leg,
      (row) => row.revisedMs,
      (row) => row.etaMs,
      (row) => row.cause,
    ),
  );
};

const saveWatches = async (client: Queryable, watches: readonly UnitWatch[]): Promise<void> => {
  if (watches.length === 0) return;
  await client.query(
    `INSERT INTO unit_watch (unit, at, inside_site, off_corridor_fixes, fence_alarm)
     SELECT unit, to_timestamp(at / 1000), inside, off, alarm
     FROM unnest($1::text[], $2::float8[], $3::text[], $4::int[], $5::text[]) AS w (unit, at, inside, off, alarm)
     ORDER BY unit
     ON CONFLICT (unit) DO UPDATE SET at = excluded.at, inside_site = excluded.inside_site,
       off_corridor_fixes = excluded.off_corridor_fixes, fence_alarm = excluded.fence_alarm`,
    columns(
      watches,
      (row) => row.unit,
      (row) => row.atMs,
      (row) => row.insideSite,
      (row) => row.offCorridorFixes,
      (row) => row.fenceAlarm,
    ),
  );
};

const saveFlags = async (client: Queryable, statement: string, rows: readonly (readonly [key: string, flag: boolean])[]): Promise<void> => {
  if (rows.length > 0)
    await client.query(
      statement,
      columns(
        rows,
        ([key]) => key,
        ([, flag]) => flag,
      ),
    );
};
const SAVE_LATENESS = `
  WITH locked AS (SELECT shipment FROM shipment WHERE shipment = ANY($1::text[]) ORDER BY shipment FOR NO KEY UPDATE)
  UPDATE shipment SET late = c.late FROM locked JOIN unnest($1::text[], $2::bool[]) AS c (shipment, late) USING (shipment)
  WHERE shipment.shipment = locked.shipment`;
const SAVE_SILENCES = `
  UPDATE unit_watch SET silent = c.silent FROM unnest($1::text[], $2::bool[]) AS c (unit, silent) WHERE unit_watch.unit = c.unit`;

const transactionOn = (client: Queryable): WatchTransaction => ({
  takeMovements: () => takeMovements(client),
  loadOpenPlans: () => loadOpenPlans(client),
  loadFixes: () => loadFixes(client),
  loadFences: () => loadFences(client),
  loadStaleWatches: () => loadStaleWatches(client),
  loadSilences: (sinceMs) => loadSilences(client, sinceMs),
  saveLegs: (legs) => saveLegs(client, legs),
  saveRevisions: (revisions) => saveRevisions(client, revisions),
  saveLateness: (rows) =>
    saveFlags(
      client,
      SAVE_LATENESS,
      rows.map(({ shipment, late }) => [shipment, late]),
    ),
  saveWatches: (watches) => saveWatches(client, watches),
  saveSilences: (rows) =>
    saveFlags(
      client,
      SAVE_SILENCES,
      rows.map(({ unit, silent }) => [unit, silent]),
    ),
  callAlarms: (calls) => callAlarms(client, calls),
});

export const createWatchStore = (pool: pg.Pool): WatchStore => ({
  round: (work) =>
    transact(pool, async (client) => {
      const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock(hashtext('watch_movements')) AS mine");
      return rows[0]?.mine ? work(transactionOn(client)) : undefined;
    }),
});
