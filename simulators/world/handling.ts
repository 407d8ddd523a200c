/** What is told when a unit is loaded, leaves, arrives and is unloaded, and what the witness books of it. */
import { getSite } from "./catalog.ts";
import { codesOf, contentsOf, isPortal, keysOf, unitsOf, type Consignment } from "./consignment.ts";
import { ON_THE_WAY } from "./expected-stock.ts";
import type { Unit } from "./fleet.ts";
import { palletTag, type PalletContents } from "./labels.ts";
import { deviceFor, hasGate } from "./layout.ts";
import { MINUTE_MS, moveStock, tellGate, tellScan, useReleases, type Scene } from "./scene.ts";

/** A gate's scale does not weigh every truck. */
const NOT_WEIGHED = 0.05;
const TAGS_READ_MAX = 20;

/** A unit at a site, where it is loaded, leaves, arrives or is unloaded. */
export type Call = Readonly<{ unit: Unit; site: string }>;
export type Passage = Call & Readonly<{ direction: "in" | "out"; load: readonly Consignment[]; refused?: boolean }>;

export const sealOf = (unit: Unit): string => `CN${unit.unit.replaceAll(/[^a-z0-9]/g, "").toUpperCase()}`;
export const isSealed = (unit: Unit): boolean => unit.line.line === "eu-train" || unit.line.line === "yt-xt";

const isRoad = (unit: Unit): boolean => unit.line.mode === "truck" || unit.line.mode === "reefer";

export const passGate = (scene: Scene, { unit, site, direction, load, refused }: Passage): void => {
  const aboard = load.flatMap((each) => each.pallets);
  const random = scene.random(`gate/${site}`);
  const told = {
    device: deviceFor(site, direction === "out" ? "gate-out" : "gate-in"),
    keys: [`unit:${unit.unit}`, ...load.flatMap((each) => keysOf(each, site, unit))],
    ...(refused && { refusalExpected: true as const }),
  };
  tellGate(scene, told, {
    direction,
    plate: unit.plate ?? unit.unit,
    weightKg: random.chance(NOT_WEIGHED) ? 0 : Math.round(7_800 + aboard.length * random.between(280, 420)),
    ...(direction === "out" && load[0]?.release && { pass: `H${load[0].release.release.slice(1)}` }),
    codes: unitsOf(aboard).slice(0, TAGS_READ_MAX).map(palletTag),
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

export const tellDeparture = (scene: Scene, { unit, site }: Call, load: readonly Consignment[]): void => {
  const booked = load.filter((each) => each.booked);
  if (isRoad(unit) && hasGate(site)) passGate(scene, { unit, site, direction: "out", load: booked });
  else tellTravel(scene, "departing", { unit, site, booked });
  for (const consignment of booked) {
    useReleases(scene, site, contentsOf(consignment));
    moveStock(scene, { from: { site, location: unit.unit }, to: { site: ON_THE_WAY, location: unit.unit } }, contentsOf(consignment));
  }
  for (const consignment of load) consignment.onTheWay = true;
  if (load.length > 0) tellSeal(scene, { unit, site }, "locked");
};

export const tellArrival = (scene: Scene, { unit, site }: Call, load: readonly Consignment[]): void => {
  const booked = load.filter((each) => each.booked);
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
  const regime = getSite(site).kind === "overseas_warehouse" ? "overseas" : consignment.regime;
  const tell = (by: string, pallets: readonly PalletContents[]): void => {
    tellScan(scene, { device: by, keys }, { step: "unloading", from: unit.unit, to: "D1", codes: codesOf(by, pallets) });
    const lines = pallets.map(({ gtin, quantity }) => ({ gtin, quantity, regime }));
    moveStock(scene, { from: { site, location: unit.unit }, to: { site, location: "D1" } }, lines);
  };
  if (seen.length > 0) tell(device, seen);
  if (missed.length > 0) scene.agenda.after(9 * MINUTE_MS, () => tell(deviceFor(site, "dock"), missed));
};
