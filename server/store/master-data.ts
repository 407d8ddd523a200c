import type pg from "pg";
import type { MasterData } from "#wire/master-data.ts";
import type { WorldClock } from "../usecases/ports.ts";
import type { MasterDataCounts } from "../usecases/read-models.ts";
import { moveMark } from "./change-marks.ts";
import { saveShipments } from "./shipments.ts";

/**
 * Master data: one document is one transaction, each part one set-based upsert that rewrites only what differs.
 */
type Part = Exclude<keyof MasterDataCounts, "shipments">;

/** Each takes its part as one JSON array. Units are not upserted by conflict: that would burn a frame number every time. */
const UPSERTS: Readonly<Record<Part, readonly string[]>> = {
  sites: [
    `
    INSERT INTO site AS s (site, kind, name, lat, lon, regimes, fence_radius_m, customs)
    SELECT r.site, r.kind, r.name, r.lat, r.lon, r.regimes, r."fenceRadiusM", r.customs
    FROM jsonb_to_recordset($1::jsonb) AS r
      (site text, kind text, name jsonb, lat float8, lon float8, regimes text[], "fenceRadiusM" float8, customs jsonb)
    ON CONFLICT (site) DO UPDATE SET kind = EXCLUDED.kind, name = EXCLUDED.name, lat = EXCLUDED.lat, lon = EXCLUDED.lon,
      regimes = EXCLUDED.regimes, fence_radius_m = EXCLUDED.fence_radius_m, customs = EXCLUDED.customs
    WHERE (s.kind, s.name, s.lat, s.lon, s.regimes, s.fence_radius_m, s.customs) IS DISTINCT FROM
      (EXCLUDED.kind, EXCLUDED.name, EXCLUDED.lat, EXCLUDED.lon, EXCLUDED.regimes, EXCLUDED.fence_radius_m, EXCLUDED.customs)`,
  ],
  locations: [
    `
    INSERT INTO location AS l (site, location, kind, regimes, barcode)
    SELECT r.site, r.location, r.kind, r.regimes, r.barcode
    FROM jsonb_to_recordset($1::jsonb) AS r (site text, location text, kind text, regimes text[], barcode text)
    ON CONFLICT (site, location) DO UPDATE SET kind = EXCLUDED.kind, regimes = EXCLUDED.regimes, barcode = EXCLUDED.barcode
    WHERE (l.kind, l.regimes, l.barcode) IS DISTINCT FROM (EXCLUDED.kind, EXCLUDED.regimes, EXCLUDED.barcode)`,
  ],
  parties: [
    `
    INSERT INTO party AS p (party, name, roles, customs_code, credit_code)
    SELECT r.party, r.name, r.roles, r."customsCode", r."creditCode"
    FROM jsonb_to_recordset($1::jsonb) AS r (party text, name text, roles text[], "customsCode" text, "creditCode" text)
    ON CONFLICT (party) DO UPDATE SET name = EXCLUDED.name, roles = EXCLUDED.roles, customs_code = EXCLUDED.customs_code,
      credit_code = EXCLUDED.credit_code
    WHERE (p.name, p.roles, p.customs_code, p.credit_code) IS DISTINCT FROM
      (EXCLUDED.name, EXCLUDED.roles, EXCLUDED.customs_code, EXCLUDED.credit_code)`,
  ],
  products: [
    `
    INSERT INTO product AS p (gtin, name, uom, cold_class, min_c, max_c, hs_code, batch_required, chain)
    SELECT r.gtin, r.name, r.uom, r."coldClass", r."minC", r."maxC", r."hsCode", COALESCE(r."batchRequired", false), r.chain
    FROM jsonb_to_recordset($1::jsonb) AS r
      (gtin text, name jsonb, uom text, "coldClass" text, "minC" float8, "maxC" float8, "hsCode" text, "batchRequired" boolean, chain text)
    ON CONFLICT (gtin) DO UPDATE SET name = EXCLUDED.name, uom = EXCLUDED.uom, cold_class = EXCLUDED.cold_class,
      min_c = EXCLUDED.min_c, max_c = EXCLUDED.max_c, hs_code = EXCLUDED.hs_code, batch_required = EXCLUDED.batch_required,
      chain = EXCLUDED.chain
    WHERE (p.name, p.uom, p.cold_class, p.min_c, p.max_c, p.hs_code, p.batch_required, p.chain) IS DISTINCT FROM
      (EXCLUDED.name, EXCLUDED.uom, EXCLUDED.cold_class, EXCLUDED.min_c, EXCLUDED.max_c, EXCLUDED.hs_code, EXCLUDED.batch_required,
        EXCLUDED.chain)`,
  ],
  books: [
    `
    INSERT INTO book AS b (book, kind, site, owner)
    SELECT r.book, r.kind, r.site, r.owner FROM jsonb_to_recordset($1::jsonb) AS r (book text, kind text, site text, owner text)
    ON CONFLICT (book) DO UPDATE SET kind = EXCLUDED.kind, site = EXCLUDED.site, owner = EXCLUDED.owner
    WHERE (b.kind, b.site, b.owner) IS DISTINCT FROM (EXCLUDED.kind, EXCLUDED.site, EXCLUDED.owner)`,
    `
    INSERT INTO book_line AS k (book, line, item_record_no, gtin, hs_code, uom, customs_unit)
    SELECT r.book, n.line, n."itemRecordNo", n.gtin, n."hsCode", n.uom, n."customsUnit"
    FROM jsonb_to_recordset($1::jsonb) AS r (book text, lines jsonb),
      LATERAL jsonb_to_recordset(r.lines) AS n
        (line integer, "itemRecordNo" text, gtin text, "hsCode" text, uom text, "customsUnit" text)
    ON CONFLICT (book, line) DO UPDATE SET item_record_no = EXCLUDED.item_record_no, gtin = EXCLUDED.gtin,
      hs_code = EXCLUDED.hs_code, uom = EXCLUDED.uom, customs_unit = EXCLUDED.customs_unit
    WHERE (k.item_record_no, k.gtin, k.hs_code, k.uom, k.customs_unit) IS DISTINCT FROM
      (EXCLUDED.item_record_no, EXCLUDED.gtin, EXCLUDED.hs_code, EXCLUDED.uom, EXCLUDED.customs_unit)`,
  ],
  units: [
    `
    UPDATE unit AS u SET mode = r.mode, name = r.name, plate = r.plate, min_c = r."minC", max_c = r."maxC"
    FROM jsonb_to_recordset($1::jsonb) AS r (unit text, mode text, name jsonb, plate text, "minC" float8, "maxC" float8)
    WHERE u.unit = r.unit AND (u.mode, u.name, u.plate, u.min_c, u.max_c) IS DISTINCT FROM (r.mode, r.name, r.plate, r."minC", r."maxC")`,
    `
    INSERT INTO unit (unit, mode, name, plate, min_c, max_c)
    SELECT r.unit, r.mode, r.name, r.plate, r."minC", r."maxC"
    FROM jsonb_to_recordset($1::jsonb) AS r (unit text, mode text, name jsonb, plate text, "minC" float8, "maxC" float8)
    WHERE NOT EXISTS (SELECT FROM unit u WHERE u.unit = r.unit)
    ON CONFLICT (unit) DO NOTHING`,
  ],
};

/** Sites before what stands in them. */
const ORDER: readonly Part[] = ["sites", "locations", "parties", "products", "books", "units"];

const UNIQUE_VIOLATION = "23505";
const isBarcodeTaken = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  error.code === UNIQUE_VIOLATION &&
  "constraint" in error &&
  error.constraint === "location_barcode";

const put = async (pool: pg.Pool, document: MasterData, nowMs: number): Promise<MasterDataCounts | "barcode_taken"> => {
  const counts = { sites: 0, locations: 0, parties: 0, products: 0, books: 0, units: 0, shipments: document.shipments?.length ?? 0 };
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    let rewritten = 0;
    for (const part of ORDER) {
      const lines = document[part] ?? [];
      if (lines.length === 0) continue;
      const json = JSON.stringify(lines);
      for (const upsert of UPSERTS[part]) rewritten += (await client.query(upsert, [json])).rowCount ?? 0;
      counts[part] = lines.length;
    }
    // Plans name units, so they come last.
    await saveShipments(client, document.shipments ?? [], nowMs);
    if (rewritten > 0) await moveMark(client, "master_data");
    await client.query("COMMIT");
    return counts;
  } catch (error) {
    await client.query("ROLLBACK");
    if (isBarcodeTaken(error)) return "barcode_taken";
    throw error;
  } finally {
    client.release();
  }
};

export type MasterDataWrites = Readonly<{
  /** Of these, the ones that are there. */
  knownSites(sites: readonly string[]): Promise<ReadonlySet<string>>;
  knownUnits(units: readonly string[]): Promise<ReadonlySet<string>>;
  /** All or nothing; the same document again changes nothing. "barcode_taken": another location of the site has it. */
  put(document: MasterData): Promise<MasterDataCounts | "barcode_taken">;
}>;

export const createMasterDataWrites = (pool: pg.Pool, clock: WorldClock): MasterDataWrites => ({
  knownSites: async (sites) => {
    const { rows } = await pool.query<{ site: string }>("SELECT site FROM site WHERE site = ANY($1)", [sites]);
    return new Set(rows.map((row) => row.site));
  },
  knownUnits: async (units) => {
    const { rows } = await pool.query<{ unit: string }>("SELECT unit FROM unit WHERE unit = ANY($1)", [units]);
    return new Set(rows.map((row) => row.unit));
  },
  put: (document) => put(pool, document, clock.nowMs()),
});
