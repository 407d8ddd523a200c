import type pg from "pg";
import { celsiusOf, isOutside, type Limits } from "../domain/coldchain/limits.ts";
import { thinReadings } from "../domain/coldchain/thin-readings.ts";
import { thinTrack } from "../domain/tracking/thin-track.ts";
import type { FixView, TrackQuestion, Tracks } from "../usecases/tracking-ports.ts";
import { instant } from "./conditions.ts";

/**
 * Where a unit has been and what its probes read, thinned for drawing. The database cuts the span into many small
 * bins first, so that a month at one fix a second never reaches the server whole; the finer choice is made here.
 */
const DEFAULT_SPAN_MS = 7 * 24 * 3_600_000;
/** Bins in one answer of the database: enough to choose 5,000 points from. */
const BINS = 20_000;

type Span = Readonly<{ unit: string; fromMs: number; toMs: number; binSeconds: number; limits: Limits }>;

const findSpan = async (pool: pg.Pool, { unit, fromMs, toMs }: TrackQuestion): Promise<Span | undefined> => {
  const { rows } = await pool.query<{ newest: Date | null; min_c: number | null; max_c: number | null }>(
    `SELECT greatest(p.at, (SELECT max(at) FROM last_reading r WHERE r.unit = u.unit)) AS newest, u.min_c, u.max_c
     FROM unit u LEFT JOIN last_position p USING (unit) WHERE u.unit = $1`,
    [unit],
  );
  const found = rows[0];
  if (!found) return undefined;
  const end = toMs ?? found.newest?.getTime() ?? fromMs ?? 0;
  const start = fromMs ?? end - DEFAULT_SPAN_MS;
  const binSeconds = Math.max(0.001, (end - start) / 1000 / BINS);
  return { unit, fromMs: start, toMs: end, binSeconds, limits: { minC: found.min_c ?? undefined, maxC: found.max_c ?? undefined } };
};

// A fix of a suspect clock counts by its receipt.
const FIXES = `
  WITH span AS (SELECT to_timestamp($2 / 1000.0) AS starts, to_timestamp($3 / 1000.0) AS ends),
  fix AS (
    SELECT at, lat, lon, speed_kmh, heading_deg, accuracy_m FROM position, span
    WHERE unit = $1 AND at >= starts AND at <= ends AND NOT clock_suspect
    UNION ALL
    SELECT received_at, lat, lon, speed_kmh, heading_deg, accuracy_m FROM position, span
    WHERE unit = $1 AND received_at >= starts AND received_at <= ends AND clock_suspect)
  SELECT DISTINCT ON (bin) at, lat, lon, speed_kmh, heading_deg, accuracy_m
  FROM (SELECT fix.*, CASE WHEN at = max(at) OVER () THEN 'infinity' ELSE date_bin(make_interval(secs => $4), at, starts) END AS bin
        FROM fix, span) binned
  ORDER BY bin, at`;

type FixSqlRow = Readonly<{
  at: Date;
  lat: number;
  lon: number;
  speed_kmh: number | null;
  heading_deg: number | null;
  accuracy_m: number | null;
}>;

const toFix = (row: FixSqlRow): FixView => ({
  lat: row.lat,
  lon: row.lon,
  speedKmh: row.speed_kmh,
  headingDeg: row.heading_deg,
  accuracyM: row.accuracy_m,
  at: instant(row.at),
});

const findTrack = async (pool: pg.Pool, question: TrackQuestion): ReturnType<Tracks["findTrack"]> => {
  const span = await findSpan(pool, question);
  if (!span) return undefined;
  const { rows } = await pool.query<FixSqlRow>(FIXES, [span.unit, span.fromMs, span.toMs, span.binSeconds]);
  return { unit: span.unit, fixes: thinTrack(rows, question.points).map(toFix) };
};

// The lowest and the highest of each bin: a breach is an extreme of its bin, so it comes through.
const READINGS = `
  WITH span AS (SELECT to_timestamp($2 / 1000.0) AS starts, to_timestamp($3 / 1000.0) AS ends),
  sample AS (
    SELECT at, value, uom, probe FROM reading, span
    WHERE unit = $1 AND type = $5 AND at >= starts AND at <= ends AND NOT clock_suspect
    UNION ALL
    SELECT received_at, value, uom, probe FROM reading, span
    WHERE unit = $1 AND type = $5 AND received_at >= starts AND received_at <= ends AND clock_suspect),
  ranked AS (
    SELECT at, value, uom, probe,
      row_number() OVER (PARTITION BY probe, date_bin(make_interval(secs => $4), at, starts) ORDER BY value, at) AS low,
      row_number() OVER (PARTITION BY probe, date_bin(make_interval(secs => $4), at, starts) ORDER BY value DESC, at) AS high
    FROM sample, span WHERE $6::text IS NULL OR probe = $6)
  SELECT at, value, uom, probe FROM ranked WHERE low = 1 OR high = 1 ORDER BY at`;

type ReadingSqlRow = Readonly<{ at: Date; value: number; uom: string; probe: string }>;

type TelemetryQuestion = Parameters<Tracks["findTelemetry"]>[0];

const findTelemetry = async (pool: pg.Pool, question: TelemetryQuestion): ReturnType<Tracks["findTelemetry"]> => {
  const span = await findSpan(pool, question);
  if (!span) return undefined;
  const { type, probe, points } = question;
  const { rows } = await pool.query<ReadingSqlRow>(READINGS, [span.unit, span.fromMs, span.toMs, span.binSeconds, type, probe ?? null]);
  const byProbe = new Map<string, (ReadingSqlRow & { atMs: number; outside: boolean })[]>();
  for (const row of rows) {
    const celsius = type === "Temperature" ? celsiusOf(row.value, row.uom) : undefined;
    const reading = { ...row, atMs: row.at.getTime(), outside: celsius !== undefined && isOutside(celsius, span.limits) };
    const series = byProbe.get(row.probe);
    if (series) series.push(reading);
    else byProbe.set(row.probe, [reading]);
  }
  const share = Math.max(2, Math.floor(points / Math.max(1, byProbe.size)));
  const drawn = [...byProbe.values()].flatMap((series) => thinReadings(series, share)).sort((a, b) => a.atMs - b.atMs);
  return {
    unit: span.unit,
    type,
    points: drawn.map((reading) => ({
      at: instant(reading.at),
      value: reading.value,
      probe: reading.probe || null,
      outside: reading.outside,
    })),
  };
};

export const createTracks = (pool: pg.Pool): Tracks => ({
  findTrack: (question) => findTrack(pool, question),
  findTelemetry: (question) => findTelemetry(pool, question),
});
