import { hasCheckDigit } from "#gs1/check-digit.ts";
import { type MasterData, masterData } from "#wire/master-data.ts";
import { faultsOf, type FieldFault } from "./problem.ts";

/**
 * Every bad line of a master-data document at once, by its pointer: keys given twice, references to what is neither in
 * the document nor known, check digits that are wrong, limits that contradict each other.
 */
export type Known = Readonly<{ sites: ReadonlySet<string>; units: ReadonlySet<string> }>;

type Say = (pointer: string, detail: string) => void;

const sayDuplicates = (keys: readonly string[], pointer: (index: number) => string, say: Say): void => {
  const first = new Map<string, number>();
  keys.forEach((key, index) => {
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    else say(pointer(index), `is a second line for ${key.replaceAll("\u0000", " ")}; the first is ${pointer(earlier)}`);
  });
};

const checkGtin = (gtin: string, pointer: string, say: Say): void => {
  if (!hasCheckDigit(gtin)) say(pointer, `${gtin} has a wrong check digit`);
};

const checkLimits = (row: Readonly<{ minC?: number | undefined; maxC?: number | undefined }>, pointer: string, say: Say): void => {
  if (row.minC !== undefined && row.maxC !== undefined && row.minC > row.maxC) say(`${pointer}/minC`, "is above maxC");
};

const pair = (one: string, other: string): string => `${one}\u0000${other}`;

const checkPlaces = (document: MasterData, known: Known, say: Say): void => {
  const { sites = [], locations = [], books = [] } = document;
  const given = new Set(sites.map((row) => row.site));
  sayDuplicates(
    sites.map((row) => row.site),
    (index) => `/sites/${index}`,
    say,
  );
  sayDuplicates(
    locations.map((row) => pair(row.site, row.location)),
    (index) => `/locations/${index}`,
    say,
  );
  const withBarcode = locations.flatMap((row, index) => (row.barcode === undefined ? [] : [{ key: pair(row.site, row.barcode), index }]));
  sayDuplicates(
    withBarcode.map((row) => row.key),
    (index) => `/locations/${withBarcode[index]?.index ?? 0}/barcode`,
    say,
  );
  const unknown = new Set(
    [...locations, ...books].flatMap((row) => row?.site ?? []).filter((site) => !given.has(site) && !known.sites.has(site)),
  );
  locations.forEach((row, index) => {
    if (unknown.has(row.site)) say(`/locations/${index}/site`, `there is no site ${row.site}`);
  });
  books.forEach((row, index) => {
    if (unknown.has(row.site)) say(`/books/${index}/site`, `there is no site ${row.site}`);
  });
};

const checkGoods = ({ parties = [], products = [], books = [] }: MasterData, say: Say): void => {
  sayDuplicates(
    parties.map((row) => row.party),
    (index) => `/parties/${index}`,
    say,
  );
  sayDuplicates(
    products.map((row) => row.gtin),
    (index) => `/products/${index}`,
    say,
  );
  products.forEach((row, index) => {
    checkGtin(row.gtin, `/products/${index}/gtin`, say);
    checkLimits(row, `/products/${index}`, say);
  });
  sayDuplicates(
    books.map((row) => row.book),
    (index) => `/books/${index}`,
    say,
  );
  books.forEach((book, index) => {
    sayDuplicates(
      book.lines.map((row) => `line ${row.line}`),
      (line) => `/books/${index}/lines/${line}`,
      say,
    );
    book.lines.forEach((row, line) => checkGtin(row.gtin, `/books/${index}/lines/${line}/gtin`, say));
  });
};

const checkMoving = ({ units = [], shipments = [] }: MasterData, known: Known, say: Say): void => {
  sayDuplicates(
    units.map((row) => row.unit),
    (index) => `/units/${index}`,
    say,
  );
  units.forEach((row, index) => checkLimits(row, `/units/${index}`, say));
  const given = new Set(units.map((row) => row.unit));
  sayDuplicates(
    shipments.map((row) => row.shipment),
    (index) => `/shipments/${index}`,
    say,
  );
  shipments.forEach((shipment, index) => {
    sayDuplicates(
      shipment.legs.map((leg) => `leg ${leg.leg}`),
      (leg) => `/shipments/${index}/legs/${leg}`,
      say,
    );
    shipment.legs.forEach((leg, at) => {
      const pointer = `/shipments/${index}/legs/${at}`;
      if (leg.unit !== undefined && !given.has(leg.unit) && !known.units.has(leg.unit))
        say(`${pointer}/unit`, `there is no unit ${leg.unit}`);
      if (Date.parse(leg.plannedArrival) < Date.parse(leg.plannedDeparture)) say(`${pointer}/plannedArrival`, "is before the departure");
    });
    (shipment.parents ?? []).forEach((parent, at) => {
      if (!hasCheckDigit(parent)) say(`/shipments/${index}/parents/${at}`, `${parent} has a wrong check digit`);
    });
  });
};

export const findBadLines = (document: MasterData, known: Known): FieldFault[] => {
  const faults: FieldFault[] = [];
  const say: Say = (pointer, detail) => faults.push({ pointer, detail });
  checkPlaces(document, known, say);
  checkGoods(document, say);
  checkMoving(document, known, say);
  return faults;
};

/**
 * The document, and what its schema says against it. A line that the schema refuses is left out and leaves a hole, so that
 * the others keep their numbers and are checked all the same.
 */
export const readDocument = (body: unknown): { document: MasterData; faults: FieldFault[] } => {
  const whole = masterData.safeParse(body);
  if (whole.success) return { document: whole.data, faults: [] };
  const faults = faultsOf(whole.error);
  const document: Record<string, unknown[]> = {};
  const parts = typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  for (const [part, schema] of Object.entries(masterData.shape)) {
    const lines = Object.hasOwn(parts, part) ? parts[part] : undefined;
    if (!Array.isArray(lines)) continue;
    const line = schema.unwrap().element;
    const good: unknown[] = [];
    lines.forEach((each, index) => {
      const read = line.safeParse(each);
      if (read.success) good[index] = read.data;
    });
    document[part] = good;
  }
  return { document, faults };
};

/** What the document refers to, to be asked of the store. */
export const referencesOf = ({ locations = [], books = [], shipments = [] }: MasterData): { sites: string[]; units: string[] } => ({
  sites: [...new Set([...locations, ...books].flatMap((row) => row?.site ?? []))],
  units: [...new Set(shipments.flatMap((shipment) => shipment.legs.flatMap((leg) => leg.unit ?? [])))],
});
