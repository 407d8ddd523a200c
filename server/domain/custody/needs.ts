import type { Books, Passage } from "./books.ts";
import type { Fact, ScanFact } from "./fact.ts";
import { unitOf } from "./passages.ts";
import { serialIdentity } from "./steps/commission.ts";

/**
 * What a batch of facts must find loaded. Places are loaded by product where the product is named, whole where not.
 * Named places that are barcodes are resolved by the master data, as the steps do.
 */
export type Needs = {
  placesByProduct: Map<string, { site: string; location: string; gtin: string }>;
  places: Map<string, { site: string; location: string }>;
  parents: Set<string>;
  serials: Map<string, { gtin: string; serial: string }>;
  carriers: Set<string>;
  /** Units, each with the earliest fact about it: what is known of it since matters. */
  units: Map<string, number>;
  identities: Set<string>;
  /** Sites whose open releases are read, for the products that the batch can move. */
  releaseSites: Set<string>;
  /** What gates saw: their passes, with all that stands behind them; of releases those of the passes, and those that no document made. */
  gates: { site: string; plate: string; pass?: string; unit?: string }[];
  holds: boolean;
  /** Whether special goods may take a step by it. */
  chains: boolean;
  /** The earliest fact of the batch: counts after it matter. */
  earliestMs: number;
  earlier: { device: string; id: string }[];
  countsAt: { site: string; location: string; atMs: number }[];
};

const LEAVES: ReadonlySet<string> = new Set(["shipping", "departing"]);
const TRAVELS: ReadonlySet<string> = new Set(["departing", "arriving"]);
const TAKES_CHAIN_STEP: ReadonlySet<string> = new Set(["commissioning", "shipping", "departing", "arriving"]);
const WHOLE_PLACE: ReadonlySet<string> = new Set(["inspecting", "holding", "stock_taking"]);

export const needsOf = (facts: readonly Fact[], master: Books["master"]): Needs => {
  const needs: Needs = {
    placesByProduct: new Map(),
    places: new Map(),
    parents: new Set(),
    serials: new Map(),
    carriers: new Set(),
    units: new Map(),
    identities: new Set(),
    releaseSites: new Set(),
    gates: [],
    holds: false,
    chains: false,
    earliestMs: Infinity,
    earlier: [],
    countsAt: [],
  };
  for (const fact of facts) {
    needs.earliestMs = Math.min(needs.earliestMs, fact.atMs);
    if (fact.kind === "scan") addScan(needs, fact, master);
    if (fact.kind === "gate") {
      needs.chains = true;
      const unit = master.findUnitByPlate(fact.plate);
      const { site, plate, pass } = fact;
      needs.gates.push({ site, plate, ...(pass !== undefined && { pass }), ...(unit !== undefined && { unit }) });
      addVehicle(needs, fact, unit);
    }
  }
  return needs;
};

const addVehicle = (needs: Needs, fact: Fact, unit: string | undefined): void => {
  if (unit === undefined) return;
  addUnit(needs, fact, unit);
  addWholePlace(needs, fact.site, unit);
};

const addUnit = (needs: Needs, { atMs }: Fact, unit: string): void => {
  needs.carriers.add(unit);
  needs.units.set(unit, Math.min(needs.units.get(unit) ?? atMs, atMs));
};

const addWholePlace = (needs: Needs, site: string, location: string): void => {
  needs.places.set(`${site}/${location}`, { site, location });
};

const addPlace = (needs: Needs, fact: ScanFact, named: string | undefined, master: Books["master"]): void => {
  if (named === undefined) return;
  const { site } = fact;
  const step = fact.step ?? "";
  const location = master.findPlaceByBarcode(site, named)?.location ?? named;
  const isUnit = master.hasUnit(location);
  if (isUnit) addUnit(needs, fact, location);
  if (WHOLE_PLACE.has(step) || (isUnit && TRAVELS.has(step))) addWholePlace(needs, site, location);
  for (const { gtin } of fact.goods) needs.placesByProduct.set(`${site}/${location}/${gtin}`, { site, location, gtin });
  if (step === "stock_taking") needs.countsAt.push({ site, location, atMs: fact.atMs });
};

const addScan = (needs: Needs, fact: ScanFact, master: Books["master"]): void => {
  if (fact.undo !== undefined) needs.earlier.push({ device: fact.device, id: fact.undo });
  const step = fact.step ?? "";
  addPlace(needs, fact, fact.location, master);
  addPlace(needs, fact, fact.from, master);
  addPlace(needs, fact, fact.to, master);
  for (const place of fact.places) addPlace(needs, fact, place, master);
  addPlace(needs, fact, fact.defaultLocation, master);
  for (const parent of fact.parents) needs.parents.add(parent);
  if (fact.parent !== undefined) needs.parents.add(fact.parent);
  for (const { gtin, serial } of fact.goods) if (serial !== undefined) needs.serials.set(`${gtin}/${serial}`, { gtin, serial });
  if (LEAVES.has(step)) needs.releaseSites.add(fact.site);
  if (TAKES_CHAIN_STEP.has(step)) needs.chains = true;
  if (step === "inspecting" || step === "holding") needs.holds = true;
  if (step === "commissioning") {
    for (const { gtin, serial } of fact.goods) if (serial !== undefined) needs.identities.add(serialIdentity(gtin, serial));
    for (const code of [...fact.parents, ...(fact.parent === undefined ? [] : [fact.parent])]) needs.identities.add(code);
  }
};

/** Units of which a batch tells something, those too that have aboard what it names, with the earliest fact of each. */
export const unitsOf = ({ ledger, master }: Pick<Books, "ledger" | "master">, needs: Needs): ReadonlyMap<string, number> => {
  if (needs.parents.size === 0 && needs.serials.size === 0) return needs.units;
  const units = new Map(needs.units);
  const cells = [
    ...[...needs.parents].flatMap((parent) => ledger.inParent(parent)),
    ...[...needs.serials.values()].flatMap(({ gtin, serial }) => ledger.ofSerial(gtin, serial)),
  ];
  for (const { account } of cells) {
    const unit = unitOf(master, account);
    if (unit !== undefined) units.set(unit, Math.min(units.get(unit) ?? Infinity, needs.earliestMs));
  }
  return units;
};

/** Where a unit has been since: goods may have to go on there, or come back from there. */
export const addWays = (needs: Needs, passages: readonly Passage[]): void => {
  for (const { unit, site, direction } of passages) {
    needs.carriers.add(unit);
    addWholePlace(needs, site, unit);
    if (direction === "out") needs.releaseSites.add(site);
  }
};
