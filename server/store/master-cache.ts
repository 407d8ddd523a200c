import type pg from "pg";
import type { Books, BookLine, Place, Product } from "../domain/custody/books.ts";
import type { Zone } from "../domain/custody/customs-books.ts";
import type { Regime } from "../domain/ledger/account.ts";

/**
 * Master data in memory, as the rules read it: they ask for it several times a fact. Read whole at start and after each
 * change; a unit is a place of kind `vehicle` at every site.
 */
type Snapshot = Readonly<{
  siteKinds: ReadonlyMap<string, string>;
  zones: ReadonlyMap<string, Zone>;
  sites: readonly SiteOnMap[];
  places: ReadonlyMap<string, Place>;
  barcodes: ReadonlyMap<string, Place>;
  units: ReadonlySet<string>;
  plates: ReadonlyMap<string, string>;
  products: ReadonlyMap<string, Product>;
  lines: ReadonlyMap<string, readonly BookLine[]>;
}>;

export type SiteOnMap = Readonly<{ site: string; lat: number; lon: number; fenceRadiusM: number | null }>;

export type MasterCache = Books["master"] & Readonly<{ reload(): Promise<void>; listSites(): readonly SiteOnMap[] }>;

const VEHICLE_REGIMES: readonly Regime[] = ["bonded", "non_bonded", "export_cleared", "duty_paid", "in_transit_bonded", "overseas"];

/** Readers write plates with and without blanks and dots. */
const plainPlate = (plate: string): string => plate.replaceAll(/[\s·.-]/g, "").toUpperCase();

export const loadMasterCache = async (pool: pg.Pool): Promise<MasterCache> => {
  let held = await read(pool);
  return {
    findPlace: (site, location) => {
      const place = held.places.get(`${site}/${location}`);
      if (place || !held.units.has(location)) return place;
      return { site, location, kind: "vehicle", regimes: VEHICLE_REGIMES };
    },
    findPlaceByBarcode: (site, barcode) => held.barcodes.get(`${site}/${barcode}`),
    hasUnit: (unit) => held.units.has(unit),
    findUnitByPlate: (plate) => held.plates.get(plainPlate(plate)) ?? (held.units.has(plate) ? plate : undefined),
    findProduct: (gtin) => held.products.get(gtin),
    listBookLines: (site, gtin) => held.lines.get(`${site}/${gtin}`) ?? [],
    findSiteKind: (site) => held.siteKinds.get(site),
    findZone: (site) => held.zones.get(site),
    listSites: () => held.sites,
    reload: async () => {
      held = await read(pool);
    },
  };
};

type SiteColumns = Readonly<{
  site: string;
  kind: string;
  lat: number;
  lon: number;
  fence_radius_m: number | null;
  customs: ZoneColumns | null;
}>;
type ZoneColumns = Readonly<{ passRequired?: boolean; weightPercent?: number; weightFloorKg?: number }>;

const SCALE = 100_000;
const BORDERS: ReadonlySet<string> = new Set(["port", "airport", "rail_hub", "checkpoint"]);

/** Percent and kilograms as the master data says them, to 10⁻⁵ of one and of a kilogram. */
const toZone = ({ passRequired, weightPercent, weightFloorKg }: ZoneColumns, kind: string): Zone => ({
  isPassRequired: passRequired === true,
  isBorder: BORDERS.has(kind),
  ...(weightPercent !== undefined && {
    tolerance: { share: BigInt(Math.round((weightPercent * SCALE) / 100)), floorKg: BigInt(Math.round((weightFloorKg ?? 0) * SCALE)) },
  }),
});

const read = async (pool: pg.Pool): Promise<Snapshot> => {
  const sites = await pool.query<SiteColumns>("SELECT site, kind, lat, lon, fence_radius_m, customs FROM site");
  const locations = await pool.query<Place & { barcode: string | null }>("SELECT site, location, kind, regimes, barcode FROM location");
  const units = await pool.query<{ unit: string; plate: string | null }>("SELECT unit, plate FROM unit");
  const products = await pool.query<{ gtin: string; uom: string; batch_required: boolean }>(
    "SELECT gtin, uom, batch_required FROM product",
  );
  const lines = await pool.query<BookLine & { site: string; gtin: string }>(
    "SELECT b.site, n.gtin, b.book, b.kind, b.owner, n.line FROM book b JOIN book_line n USING (book) ORDER BY b.book, n.line",
  );
  const byProduct = new Map<string, BookLine[]>();
  for (const { site, gtin, book, kind, line, owner } of lines.rows) {
    const key = `${site}/${gtin}`;
    const known = byProduct.get(key);
    if (known) known.push({ book, kind, line, owner });
    else byProduct.set(key, [{ book, kind, line, owner }]);
  }
  const places = locations.rows.map(({ site, location, kind, regimes, barcode }) => ({
    place: { site, location, kind, regimes },
    barcode,
  }));
  return {
    siteKinds: new Map(sites.rows.map((row) => [row.site, row.kind])),
    zones: new Map(sites.rows.flatMap(({ site, kind, customs }) => (customs === null ? [] : [[site, toZone(customs, kind)] as const]))),
    sites: sites.rows.map(({ site, lat, lon, fence_radius_m }) => ({ site, lat, lon, fenceRadiusM: fence_radius_m })),
    places: new Map(places.map(({ place }) => [`${place.site}/${place.location}`, place])),
    barcodes: new Map(places.flatMap(({ place, barcode }) => (barcode === null ? [] : [[`${place.site}/${barcode}`, place] as const]))),
    units: new Set(units.rows.map((row) => row.unit)),
    plates: new Map(units.rows.flatMap(({ unit, plate }) => (plate === null ? [] : [[plainPlate(plate), unit] as const]))),
    products: new Map(products.rows.map((row) => [row.gtin, { gtin: row.gtin, uom: row.uom, batchRequired: row.batch_required }])),
    lines: byProduct,
  };
};
