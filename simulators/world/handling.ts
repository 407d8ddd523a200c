/** What is told when a unit is loaded, leaves, arrives and is unloaded, and what the witness books of it. */
import { getGood, getSite } from "./catalog.ts";
import { grossGrams } from "../customs/declarations/amounts.ts";
import type { Declarant } from "../customs/declarant.ts";
import { clearanceOf, codesOf, contentsOf, isPortal, keysOf, unitsOf, type Consignment } from "./consignment.ts";
import { ON_THE_WAY } from "./expected-stock.ts";
import type { Unit } from "./fleet.ts";
import { palletTag, type PalletContents } from "./labels.ts";
import { deviceFor, hasGate } from "./layout.ts";
import { count, MINUTE_MS, moveStock, regimeOnArrival, tellGate, tellScan, type Scene } from "./scene.ts";

/** A gate's scale does not weigh every truck. */
const NOT_WEIGHED = 0.05;
const TAGS_READ_MAX = 20;

/** A unit at a site, where it is loaded, leaves, arrives or is unloaded. */
export type Call = Readonly<{ unit: Unit; site: string }>;
export type Passage = Call &
  Readonly<{
    direction: "in" | "out";
    load: readonly Consignment[];
    /** What the gate will find wrong. */
    slip?: GateSlip;
  }>;
/** The pass is not approved yet, or for another vehicle; the vehicle is too heavy; its seal is broken. */
export type GateSlip = "pass" | "plate" | "weight" | "seal";

export const sealOf = (unit: Unit): string => `CN${unit.unit.replaceAll(/[^a-z0-9]/g, "").toUpperCase()}`;
export const isSealed = (unit: Unit): boolean => unit.line.line === "eu-train" || unit.line.line === "yt-xt";

const isRoad = (unit: Unit): boolean => unit.line.mode === "truck" || unit.line.mode === "reefer";

/** Of the vehicle itself, in kilograms. */
export const tareOf = (unit: Unit): number => (unit.line.mode === "reefer" ? 9_200 : 7_800);
const SCALE_SPREAD = 0.008;
const OVERWEIGHT = 1.3;

const weighed = (scene: Scene, { unit, site, load, slip }: Passage): number => {
  const random = scene.random(`gate/${site}`);
  const isWeighed = !random.chance(NOT_WEIGHED);
  const cargoGrams = load
    .flatMap(({ pallets }) => pallets)
    .reduce((sum, { gtin, quantity }) => sum + grossGrams(getGood(gtin).customs.netGrams * quantity), 0);
  const share = random.between(1 - SCALE_SPREAD, 1 + SCALE_SPREAD);
  if (slip === "weight") return Math.round((tareOf(unit) + cargoGrams / 1_000) * OVERWEIGHT);
  return isWeighed ? Math.round((tareOf(unit) + cargoGrams / 1_000) * share) : 0;
};

export const passGate = (scene: Scene, passage: Passage): void => {
  const { unit, site, direction, load, slip } = passage;
  const [first] = load;
  const pass = first && clearanceOf(first, site, direction)?.pass;
  const told = {
    device: deviceFor(site, direction === "out" ? "gate-out" : "gate-in"),
    keys: [`unit:${unit.unit}`, ...load.flatMap((each) => keysOf(each, site, unit))],
    ...(slip && { refusalExpected: true as const }),
  };
  tellGate(scene, told, {
    direction,
    plate: unit.plate ?? unit.unit,
    weightKg: weighed(scene, passage),
    ...(pass !== undefined && { pass }),
    codes: unitsOf(load.flatMap((each) => each.pallets))
      .slice(0, TAGS_READ_MAX)
      .map(palletTag),
  });
};

const tellTravel = (
  scene: Scene,
  step: "departing" | "arriving",
  { unit, site, booked }: Call & Readonly<{ booked: readonly Consignment[] }>,
): void => {
  if (booked.length === 0) return;
  const keys = [`unit:${unit.unit}`, ...booked.flatMap((each) => keysOf(each, site, unit))];
  tellScan(scene, { device: deviceFor(site, "dock"), keys }, { step, from: unit.unit, location: step === "departing" ? "S1" : "D1" });
};

export const tellSeal = (scene: Scene, { unit, site }: Call, state: "locked" | "opened"): void => {
  if (!isSealed(unit)) return;
  const { lat, lon } = getSite(site);
  scene.tell({
    what: "message",
    kind: "seal",
    device: `seal-${unit.unit}`,
    atMs: scene.agenda.nowMs(),
    keys: [`unit:${unit.unit}`],
    body: { seal: sealOf(unit), state, lat, lon },
  });
};

export const loadUnit = (scene: Scene, consignment: Consignment, { unit, site }: Call): void => {
  if (!consignment.booked) return;
  const device = deviceFor(site, "portal");
  tellScan(
    scene,
    { device, keys: keysOf(consignment, site, unit) },
    {
      step: "loading",
      to: unit.unit,
      codes: codesOf(device, consignment.pallets),
    },
  );
  moveStock(scene, { from: { site, location: consignment.location }, to: { site, location: unit.unit } }, contentsOf(consignment));
};

/** The zone has let out what was declared, or what nobody declared. */
const noteDeparture = (scene: Scene, declarant: Declarant, consignment: Consignment, site: string): void => {
  const clearance = clearanceOf(consignment, site, "out");
  if (clearance) declarant.passed(clearance);
  else if (consignment.release?.site === site) count(scene.undeclaredOut, site, consignment.pallets, -1);
};

export const tellDeparture = (scene: Scene, declarant: Declarant, { unit, site }: Call, load: readonly Consignment[]): void => {
  const booked = load.filter((each) => each.booked);
  if (isRoad(unit) && hasGate(site)) passGate(scene, { unit, site, direction: "out", load: booked });
  else tellTravel(scene, "departing", { unit, site, booked });
  for (const consignment of booked) {
    const { becomes } = consignment;
    const to = { site: ON_THE_WAY, location: unit.unit };
    moveStock(scene, { from: { site, location: unit.unit }, to, ...(becomes !== undefined && { becomes }) }, contentsOf(consignment));
    noteDeparture(scene, declarant, consignment, site);
    consignment.regime = becomes ?? consignment.regime;
  }
  for (const consignment of load) consignment.onTheWay = true;
  if (load.length > 0) tellSeal(scene, { unit, site }, "locked");
};

export const tellArrival = (scene: Scene, declarant: Declarant, { unit, site }: Call, load: readonly Consignment[]): void => {
  const booked = load.filter((each) => each.booked);
  for (const consignment of load) {
    const clearance = clearanceOf(consignment, site, "in");
    if (clearance) declarant.passed(clearance);
  }
  if (isRoad(unit) && hasGate(site)) passGate(scene, { unit, site, direction: "in", load });
  else tellTravel(scene, "arriving", { unit, site, booked });
  for (const consignment of booked) {
    moveStock(scene, { from: { site: ON_THE_WAY, location: unit.unit }, to: { site, location: unit.unit } }, contentsOf(consignment));
  }
  for (const consignment of load) {
    consignment.onTheWay = false;
    consignment.legsDone = consignment.hop + 1;
  }
};

/** A portal misses a tag now and then; a handheld reads its label a little later. */
export const tellUnloading = (scene: Scene, consignment: Consignment, { unit, site }: Call): void => {
  const random = scene.random(`portal/${site}`);
  const device = deviceFor(site, "portal");
  const read = new Set(unitsOf(consignment.pallets).filter(() => !isPortal(device) || !random.chance(scene.pace.missedReads)));
  const seen = consignment.pallets.filter(({ sscc }) => read.has(sscc));
  const missed = consignment.pallets.filter(({ sscc }) => !read.has(sscc));
  const keys = keysOf(consignment, site, unit);
  const regime = regimeOnArrival(site, consignment.regime);
  const tell = (by: string, pallets: readonly PalletContents[]): void => {
    tellScan(scene, { device: by, keys }, { step: "unloading", from: unit.unit, to: "D1", codes: codesOf(by, pallets) });
    const lines = pallets.map(({ gtin, quantity }) => ({ gtin, quantity, regime }));
    moveStock(scene, { from: { site, location: unit.unit }, to: { site, location: "D1" } }, lines);
  };
  if (seen.length > 0) tell(device, seen);
  if (missed.length > 0) scene.agenda.after(9 * MINUTE_MS, () => tell(deviceFor(site, "dock"), missed));
};
