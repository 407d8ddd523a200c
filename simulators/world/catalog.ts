import { readFileSync } from "node:fs";
import type { BookRow, PartyRow, ProductRow, SiteRow } from "#wire/master-data.ts";
import type { LegRow } from "#wire/master-data.ts";
import { toPath, type Path, type Point } from "./geometry.ts";

/** The world's places, goods and routes, from the JSON files in `data`. Each file names its source. */
export const readData = (name: string): unknown => JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), "utf8"));

export type Good = Readonly<{
  gtin: string;
  nameZh: string;
  nameEn: string;
  uom: string;
  hsCode: string;
  coldClass: NonNullable<ProductRow["coldClass"]>;
  shelfLifeDays: number;
  perPallet: number;
  /** Which flow the goods belong to: a product has one owner and one book line at a site. */
  stream: Stream;
  /** Each piece has a number of its own. */
  serial?: true;
  customs: CustomsGood;
}>;

/** What declarations say of one declared unit. */
export type CustomsGood = Readonly<{
  /** 申报计量单位 and 法定计量单位, codes of the customs table. */
  unit: string;
  legalUnits: readonly [string] | readonly [string, string];
  netGrams: number;
  priceCny: number;
  /** 原产国 */
  country: string;
  vatPercent: number;
  consumptionPercent: number;
  /** False: not on the list of retail imports (正面清单). */
  isRetail?: false;
}>;
export type Stream =
  | "import-xiangtan"
  | "import-xiangtan-cold"
  | "import-chenzhou"
  | "import-chenzhou-cold"
  | "export-xiangtan"
  | "export-chenzhou"
  | "export-chenzhou-cold"
  | "export-swords"
  | "domestic-xiangtan"
  | "domestic-chenzhou";

type RouteRow = Readonly<{
  id: string;
  mode: LegRow["mode"];
  from: string;
  to: string;
  speedKmh: number;
  stops: readonly Readonly<{ point: number; hours: number; name: string }>[];
  points: readonly Point[];
}>;

export type Stop = Readonly<{ km: number; hours: number; name: string }>;
export type Route = Readonly<{
  id: string;
  mode: LegRow["mode"];
  from: string;
  to: string;
  speedKmh: number;
  path: Path;
  stops: readonly Stop[];
  /** What a plan draws: few points, near enough to the path. */
  sketch: readonly Point[];
}>;

export const SITES = (readData("sites") as { sites: SiteRow[] }).sites;
export const GOODS = (readData("goods") as { goods: Good[] }).goods;
export const PARTIES = readData("parties") as PartyRow[];
const ROUTE_ROWS = (readData("routes") as { routes: RouteRow[] }).routes;

const STEP_KM: Readonly<Record<LegRow["mode"], number>> = { road: 20, rail: 60, sea: 100, inland_water: 20, air: 100 };
const SKETCH_STEP_KM: Readonly<Record<LegRow["mode"], number>> = { road: 100, rail: 150, sea: 250, inland_water: 100, air: 250 };

const siteOf = (name: string): SiteRow => {
  const site = SITES.find((each) => each.site === name);
  if (!site) throw new RangeError(`no site ${name}`);
  return site;
};

export const getSite = siteOf;

const build = (row: RouteRow): Route => {
  const [start, end] = [siteOf(row.from), siteOf(row.to)];
  const corners: Point[] = [[start.lat, start.lon], ...row.points, [end.lat, end.lon]];
  const path = toPath(corners, STEP_KM[row.mode]);
  const sketch = toPath(corners, SKETCH_STEP_KM[row.mode]).points;
  const kmOfCorner = (index: number): number => toPath(corners.slice(0, index + 2), STEP_KM[row.mode]).lengthKm;
  const stops = row.stops.map(({ point, hours, name }) => ({ km: kmOfCorner(point), hours, name })).toSorted((a, b) => a.km - b.km);
  return { id: row.id, mode: row.mode, from: row.from, to: row.to, speedKmh: row.speedKmh, path, stops, sketch };
};

const reverse = (route: Route): Route => {
  const points = route.path.points.toReversed();
  const { lengthKm } = route.path;
  const kilometres = Float64Array.from(route.path.kilometres, (km) => lengthKm - km).reverse();
  return {
    ...route,
    id: `${route.id}:back`,
    from: route.to,
    to: route.from,
    path: { points, kilometres, lengthKm },
    stops: route.stops.map((stop) => ({ ...stop, km: lengthKm - stop.km })).toReversed(),
    sketch: route.sketch.toReversed(),
  };
};

const ROUTES = new Map<string, Route>();
for (const row of ROUTE_ROWS) {
  const route = build(row);
  ROUTES.set(route.id, route);
  ROUTES.set(`${route.id}:back`, reverse(route));
}

export const listRoutes = (): Route[] => [...ROUTES.values()];

export const getRouteById = (id: string): Route => {
  const route = ROUTES.get(id);
  if (!route) throw new RangeError(`no route ${id}`);
  return route;
};

/** The route of a line in the direction that starts at a site. */
export const getRoute = (id: string, from: string): Route => {
  const route = [ROUTES.get(id), ROUTES.get(`${id}:back`)].find((each) => each?.from === from);
  if (!route) throw new RangeError(`route ${id} does not start at ${from}`);
  return route;
};

export const goodsOf = (stream: Stream): Good[] => GOODS.filter((good) => good.stream === stream);

const KNOWN = new Map(GOODS.map((good) => [good.gtin, good]));
export const getGood = (gtin: string): Good => {
  const good = KNOWN.get(gtin);
  if (!good) throw new RangeError(`no product ${gtin}`);
  return good;
};

export const OWNERS: Readonly<Record<Stream, string>> = {
  "import-xiangtan": "lianxiang",
  "import-xiangtan-cold": "lianxiang",
  "import-chenzhou": "chenbao",
  "import-chenzhou-cold": "chenbao",
  "export-xiangtan": "xiangshang",
  "export-chenzhou": "fucheng",
  "export-chenzhou-cold": "fucheng",
  "export-swords": "xiangshang",
  "domestic-xiangtan": "xiangshang",
  "domestic-chenzhou": "fucheng",
};

export type BookSpec = Readonly<{ book: string; kind: BookRow["kind"]; site: string; owner: string; streams: readonly Stream[] }>;
const BOOKS: readonly BookSpec[] = [
  { book: "T4316W000001", kind: "bonded", site: "xiangtan", owner: "lianxiang", streams: ["import-xiangtan", "import-xiangtan-cold"] },
  { book: "T4343W000001", kind: "bonded", site: "chenzhou", owner: "chenbao", streams: ["import-chenzhou", "import-chenzhou-cold"] },
  { book: "NB4316000001", kind: "non_bonded", site: "xiangtan", owner: "xiangshang", streams: ["domestic-xiangtan"] },
  { book: "NB4343000001", kind: "non_bonded", site: "chenzhou", owner: "fucheng", streams: ["domestic-chenzhou"] },
];

export const listBooks = (): BookRow[] =>
  BOOKS.map(({ streams, ...book }) => ({
    ...book,
    lines: GOODS.filter((good) => streams.includes(good.stream)).map((good, index) => ({
      line: index + 1,
      itemRecordNo: itemRecordNoOf(good),
      gtin: good.gtin,
      hsCode: good.hsCode,
      uom: good.uom,
      customsUnit: good.customs.unit,
    })),
  }));

/** 料号 */
export const itemRecordNoOf = ({ gtin }: Pick<Good, "gtin">): string => `SKU${gtin.slice(8, 13)}`;

/** The book that counts a product at a site, and its line there. */
export const findBookLine = (site: string, gtin: string): Readonly<{ book: BookRow; line: BookRow["lines"][number] }> | undefined => {
  for (const book of BOOK_ROWS) {
    const line = book.site === site ? book.lines.find((each) => each.gtin === gtin) : undefined;
    if (line) return { book, line };
  }
  return undefined;
};

const BOOK_ROWS = listBooks();

export const listProducts = (): ProductRow[] =>
  GOODS.map((good) => ({
    gtin: good.gtin,
    name: { zh: good.nameZh, en: good.nameEn },
    uom: good.uom,
    coldClass: good.coldClass,
    hsCode: good.hsCode,
  }));
