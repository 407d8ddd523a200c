import type pg from "pg";
import { celsiusOf, isOutside, type Limits } from "../domain/coldchain/limits.ts";
import type { LiveFix, Units, UnitView } from "../usecases/tracking-ports.ts";
import { instant } from "./conditions.ts";
import { toLiveFix, type LastPositionSqlRow } from "./readings.ts";

/** What moves, as it stands: newest fix, seal and readings, and the shipment it carries. */
type ReadingJson = Readonly<{ type: string; probe: string; value: number; uom: string; at: string }>;
type UnitSqlRow = Readonly<{
  n: number;
  unit: string;
  mode: UnitView["mode"];
  name: UnitView["name"];
  plate: string | null;
  min_c: number | null;
  max_c: number | null;
  at: Date | null;
  lat: number;
  lon: number;
  speed_kmh: number | null;
  heading_deg: number | null;
  accuracy_m: number | null;
  seal: string | null;
  seal_state: string;
  seal_at: Date;
  readings: ReadingJson[] | null;
  shipment: string | null;
}>;

// Of several seals the newest word; of several legs the one under way, else the next one planned.
const UNITS = `
  SELECT u.n, u.unit, u.mode, u.name, u.plate, u.min_c, u.max_c,
    p.at, p.lat, p.lon, p.speed_kmh, p.heading_deg, p.accuracy_m,
    s.seal, s.state AS seal_state, s.at AS seal_at, r.readings, l.shipment
  FROM unit u
  LEFT JOIN last_position p USING (unit)
  LEFT JOIN LATERAL (SELECT seal, state, at FROM seal_state WHERE unit = u.unit ORDER BY at DESC, seal LIMIT 1) s ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('type', type, 'probe', probe, 'value', value, 'uom', uom, 'at', at) ORDER BY type, probe, device) AS readings
    FROM last_reading WHERE unit = u.unit) r ON true
  LEFT JOIN LATERAL (
    SELECT shipment FROM leg WHERE leg.unit = u.unit AND arrived_at IS NULL ORDER BY departed_at IS NULL, planned_departure, shipment LIMIT 1) l ON true
  WHERE $1::text[] IS NULL OR u.unit = ANY($1::text[])
  ORDER BY u.unit`;

const toReading =
  (limits: Limits) =>
  ({ type, probe, value, uom, at }: ReadingJson): UnitView["readings"][number] => {
    const celsius = type === "Temperature" ? celsiusOf(value, uom) : undefined;
    return {
      type,
      probe: probe || null,
      value,
      uom,
      at: new Date(at).toISOString(),
      outside: celsius !== undefined && isOutside(celsius, limits),
    };
  };

const toUnit = (row: UnitSqlRow): UnitView => ({
  n: row.n,
  unit: row.unit,
  mode: row.mode,
  name: row.name,
  plate: row.plate,
  fix: row.at && {
    lat: row.lat,
    lon: row.lon,
    speedKmh: row.speed_kmh,
    headingDeg: row.heading_deg,
    accuracyM: row.accuracy_m,
    at: instant(row.at),
  },
  seal: row.seal === null ? null : { seal: row.seal, state: row.seal_state, at: instant(row.seal_at) },
  readings: (row.readings ?? []).map(toReading({ minC: row.min_c ?? undefined, maxC: row.max_c ?? undefined })),
  limits: { minC: row.min_c, maxC: row.max_c },
  shipment: row.shipment,
});

const listUnits = async (pool: pg.Pool, only?: readonly string[]): Promise<UnitView[]> => {
  if (only?.length === 0) return [];
  const { rows } = await pool.query<UnitSqlRow>(UNITS, [only ?? null]);
  return rows.map(toUnit);
};

const listUnitsOfDevices = async (pool: pg.Pool, devices: readonly string[]): Promise<UnitView[]> => {
  if (devices.length === 0) return [];
  const { rows } = await pool.query<{ unit: string }>(
    "SELECT DISTINCT unit FROM device WHERE device = ANY($1::text[]) AND unit IS NOT NULL",
    [devices],
  );
  return listUnits(
    pool,
    rows.map((row) => row.unit),
  );
};

const listFixes = async (pool: pg.Pool, sinceReceivedMs?: number): Promise<LiveFix[]> => {
  const { rows } = await pool.query<LastPositionSqlRow>(
    `SELECT p.*, u.n FROM last_position p JOIN unit u USING (unit)
     WHERE $1::float8 IS NULL OR p.received_at >= to_timestamp($1::float8 / 1000)`,
    [sinceReceivedMs ?? null],
  );
  return rows.map(toLiveFix);
};

export const createUnits = (pool: pg.Pool): Units => ({
  listUnits: (only) => listUnits(pool, only),
  listUnitsOfDevices: (devices) => listUnitsOfDevices(pool, devices),
  listFixes: (sinceReceivedMs) => listFixes(pool, sinceReceivedMs),
});
