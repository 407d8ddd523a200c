import type pg from "pg";
import type { Limits } from "../domain/coldchain/limits.ts";
import { orderedAtMs } from "../domain/tracking/newest.ts";
import type { PositionRow, ProbeKey, ProbeRow, ReadingRow, ReadingsStore, ReadingsTransaction } from "../usecases/record-readings.ts";
import type { LiveFix } from "../usecases/tracking-ports.ts";
import { callAlarms } from "./alarm-calls.ts";
import { columns, inMs, optionalMs, transact, type Queryable } from "./tracking-transaction.ts";

/** The hot path of the readings lane: one statement a table, whatever the number of rows. */

/** Rows in one statement: a batch of messages with 500 readings each must not become one giant parameter. */
const STATEMENT_ROWS_MAX = 20_000;

const slices = function* <Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += STATEMENT_ROWS_MAX) yield rows.slice(start, start + STATEMENT_ROWS_MAX);
};

const INSERT_POSITIONS = `
  INSERT INTO position (device, at, id, unit, seq, received_at, clock_suspect, lat, lon, speed_kmh, heading_deg, accuracy_m, datum)
  SELECT device, to_timestamp(at / 1000), id, unit, seq, to_timestamp(received / 1000), suspect, lat, lon, speed, heading, accuracy, datum
  FROM unnest($1::text[], $2::float8[], $3::text[], $4::text[], $5::int8[], $6::float8[], $7::bool[],
              $8::float8[], $9::float8[], $10::real[], $11::real[], $12::real[], $13::text[])
    AS p (device, at, id, unit, seq, received, suspect, lat, lon, speed, heading, accuracy, datum)
  ON CONFLICT DO NOTHING`;

/** Of rows that were not inserted, those that say something else than what stands there, by their place in the list. */
const CLASHING_POSITIONS = `
  SELECT p.n FROM unnest($1::text[], $2::float8[], $3::text[], $4::float8[], $5::float8[], $6::real[], $7::real[], $8::real[], $9::text[])
    WITH ORDINALITY AS p (device, at, id, lat, lon, speed, heading, accuracy, datum, n)
  JOIN position s ON s.device = p.device AND s.at = to_timestamp(p.at / 1000) AND s.id = p.id
  WHERE (s.lat, s.lon, s.speed_kmh, s.heading_deg, s.accuracy_m, s.datum)
    IS DISTINCT FROM (p.lat, p.lon, p.speed, p.heading, p.accuracy, p.datum)`;

const insertPositions = async (client: Queryable, rows: readonly PositionRow[]): Promise<PositionRow[]> => {
  const clashing: PositionRow[] = [];
  for (const slice of slices(rows)) {
    const { rowCount } = await client.query(
      INSERT_POSITIONS,
      columns(
        slice,
        (row) => row.device,
        (row) => row.atMs,
        (row) => row.id,
        (row) => row.unit,
        (row) => row.seq,
        (row) => row.receivedMs,
        (row) => row.clockSuspect,
        (row) => row.lat,
        (row) => row.lon,
        (row) => row.speedKmh,
        (row) => row.headingDeg,
        (row) => row.accuracyM,
        (row) => row.datum,
      ),
    );
    if (rowCount === slice.length) continue;
    const { rows: found } = await client.query<{ n: string }>(
      CLASHING_POSITIONS,
      columns(
        slice,
        (row) => row.device,
        (row) => row.atMs,
        (row) => row.id,
        (row) => row.lat,
        (row) => row.lon,
        (row) => row.speedKmh,
        (row) => row.headingDeg,
        (row) => row.accuracyM,
        (row) => row.datum,
      ),
    );
    clashing.push(...found.flatMap(({ n }) => slice[Number(n) - 1] ?? []));
  }
  return clashing;
};

const INSERT_READINGS = `
  INSERT INTO reading (device, at, id, n, unit, type, probe, value, uom, received_at, clock_suspect)
  SELECT device, to_timestamp(at / 1000), id, n, unit, type, probe, value, uom, to_timestamp(received / 1000), suspect
  FROM unnest($1::text[], $2::float8[], $3::text[], $4::int2[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::text[],
              $10::float8[], $11::bool[])
    AS r (device, at, id, n, unit, type, probe, value, uom, received, suspect)
  ON CONFLICT DO NOTHING`;

const CLASHING_READINGS = `
  SELECT r.ordinal FROM unnest($1::text[], $2::float8[], $3::text[], $4::int2[], $5::text[], $6::text[], $7::float8[], $8::text[])
    WITH ORDINALITY AS r (device, at, id, n, type, probe, value, uom, ordinal)
  JOIN reading s ON s.device = r.device AND s.at = to_timestamp(r.at / 1000) AND s.id = r.id AND s.n = r.n
  WHERE (s.type, s.probe, s.value, s.uom) IS DISTINCT FROM (r.type, r.probe, r.value, r.uom)`;

const insertReadings = async (client: Queryable, rows: readonly ReadingRow[]): Promise<ReadingRow[]> => {
  const clashing: ReadingRow[] = [];
  for (const slice of slices(rows)) {
    const { rowCount } = await client.query(
      INSERT_READINGS,
      columns(
        slice,
        (row) => row.device,
        (row) => row.atMs,
        (row) => row.id,
        (row) => row.n,
        (row) => row.unit,
        (row) => row.type,
        (row) => row.probe,
        (row) => row.value,
        (row) => row.uom,
        (row) => row.receivedMs,
        (row) => row.clockSuspect,
      ),
    );
    if (rowCount === slice.length) continue;
    const { rows: found } = await client.query<{ ordinal: string }>(
      CLASHING_READINGS,
      columns(
        slice,
        (row) => row.device,
        (row) => row.atMs,
        (row) => row.id,
        (row) => row.n,
        (row) => row.type,
        (row) => row.probe,
        (row) => row.value,
        (row) => row.uom,
      ),
    );
    clashing.push(...found.flatMap(({ ordinal }) => slice[Number(ordinal) - 1] ?? []));
  }
  return clashing;
};

// In the order of the key, so that two servers lock the same rows in the same order.
const ADVANCE_POSITIONS = `
  WITH advanced AS (
    INSERT INTO last_position AS stands (unit, device, at, received_at, lat, lon, speed_kmh, heading_deg, accuracy_m)
    SELECT p.unit, p.device, to_timestamp(p.at / 1000), to_timestamp(p.received / 1000), p.lat, p.lon, p.speed, p.heading, p.accuracy
    FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::real[], $8::real[], $9::real[])
      AS p (unit, device, at, received, lat, lon, speed, heading, accuracy)
    JOIN unit USING (unit)
    ORDER BY p.unit
    ON CONFLICT (unit) DO UPDATE SET device = excluded.device, at = excluded.at, received_at = excluded.received_at,
      lat = excluded.lat, lon = excluded.lon, speed_kmh = excluded.speed_kmh, heading_deg = excluded.heading_deg,
      accuracy_m = excluded.accuracy_m
    WHERE stands.at < excluded.at
    RETURNING *)
  SELECT advanced.*, unit.n FROM advanced JOIN unit USING (unit)`;

export type LastPositionSqlRow = Readonly<{
  unit: string;
  n: number;
  at: Date;
  lat: number;
  lon: number;
  speed_kmh: number | null;
  heading_deg: number | null;
  accuracy_m: number | null;
}>;

export const toLiveFix = (row: LastPositionSqlRow): LiveFix => ({
  unit: row.unit,
  n: row.n,
  lat: row.lat,
  lon: row.lon,
  atMs: inMs(row.at),
  speedKmh: row.speed_kmh,
  headingDeg: row.heading_deg,
  accuracyM: row.accuracy_m,
});

const advancePositions = async (client: Queryable, rows: readonly PositionRow[]): Promise<LiveFix[]> => {
  if (rows.length === 0) return [];
  const { rows: advanced } = await client.query<LastPositionSqlRow>(
    ADVANCE_POSITIONS,
    columns(
      rows,
      (row) => row.unit,
      (row) => row.device,
      orderedAtMs,
      (row) => row.receivedMs,
      (row) => row.lat,
      (row) => row.lon,
      (row) => row.speedKmh,
      (row) => row.headingDeg,
      (row) => row.accuracyM,
    ),
  );
  return advanced.map(toLiveFix);
};

type ProbeSqlRow = Readonly<{
  device: string;
  type: string;
  probe: string;
  unit: string | null;
  at: Date;
  value: number;
  uom: string;
  outside_since: Date | null;
  peak: number | null;
  alarmed: boolean;
}>;

const loadProbes = async (client: Queryable, keys: readonly ProbeKey[]): Promise<ProbeRow[]> => {
  const { rows } = await client.query<ProbeSqlRow>(
    `SELECT stands.* FROM last_reading AS stands
     JOIN unnest($1::text[], $2::text[], $3::text[]) AS k (device, type, probe) USING (device, type, probe)
     ORDER BY device, type, probe FOR UPDATE OF stands`,
    columns(
      keys,
      (key) => key.device,
      (key) => key.type,
      (key) => key.probe,
    ),
  );
  return rows.map((row) => ({
    device: row.device,
    type: row.type,
    probe: row.probe,
    unit: row.unit ?? undefined,
    atMs: inMs(row.at),
    value: row.value,
    uom: row.uom,
    outsideSinceMs: optionalMs(row.outside_since),
    peakC: row.peak ?? undefined,
    alarmed: row.alarmed,
  }));
};

const SAVE_PROBES = `
  INSERT INTO last_reading AS stands (device, type, probe, unit, at, value, uom, outside_since, peak, alarmed)
  SELECT device, type, probe, unit, to_timestamp(at / 1000), value, uom, to_timestamp(since / 1000), peak, alarmed
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::float8[], $9::float8[], $10::bool[])
    AS r (device, type, probe, unit, at, value, uom, since, peak, alarmed)
  ORDER BY device, type, probe
  ON CONFLICT (device, type, probe) DO UPDATE SET unit = excluded.unit, at = excluded.at, value = excluded.value, uom = excluded.uom,
    outside_since = excluded.outside_since, peak = excluded.peak, alarmed = excluded.alarmed
  WHERE stands.at < excluded.at`;

const saveProbes = async (client: Queryable, rows: readonly ProbeRow[]): Promise<void> => {
  if (rows.length === 0) return;
  await client.query(
    SAVE_PROBES,
    columns(
      rows,
      (row) => row.device,
      (row) => row.type,
      (row) => row.probe,
      (row) => row.unit,
      (row) => row.atMs,
      (row) => row.value,
      (row) => row.uom,
      (row) => row.outsideSinceMs,
      (row) => row.peakC,
      (row) => row.alarmed,
    ),
  );
};

const loadLimits = async (client: Queryable, units: readonly string[]): Promise<Map<string, Limits>> => {
  const { rows } = await client.query<{ unit: string; min_c: number | null; max_c: number | null }>(
    "SELECT unit, min_c, max_c FROM unit WHERE unit = ANY($1::text[]) AND (min_c IS NOT NULL OR max_c IS NOT NULL)",
    [units],
  );
  return new Map(rows.map((row) => [row.unit, { minC: row.min_c ?? undefined, maxC: row.max_c ?? undefined }]));
};

const transactionOn = (client: Queryable): ReadingsTransaction => ({
  insertPositions: (rows) => insertPositions(client, rows),
  insertReadings: (rows) => insertReadings(client, rows),
  advancePositions: (rows) => advancePositions(client, rows),
  loadProbes: (keys) => loadProbes(client, keys),
  loadLimits: (units) => loadLimits(client, units),
  saveProbes: (rows) => saveProbes(client, rows),
  callAlarms: (calls) => callAlarms(client, calls),
});

export const createReadingsStore = (pool: pg.Pool): ReadingsStore => ({
  transact: (work) => transact(pool, (client) => work(transactionOn(client))),
});
