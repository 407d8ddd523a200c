/**
 * Freight: consignments of pallets go from site to site, hop by hop. At each site they wait for the line of their next
 * hop; a pool is called, a timetable takes what waits. Where its site has a gate a truck passes it, elsewhere a scanner
 * says departing and arriving. Goods that are not in anybody's books yet (imports before the bonded dock) travel untold.
 */
import type { LegRow } from "#wire/master-data.ts";
import { getRoute, getSite } from "./catalog.ts";
import { ON_THE_WAY } from "./expected-stock.ts";
import type { LineSpec, Unit } from "./fleet.ts";
import { palletCode, palletTag, type PalletContents } from "./labels.ts";
import { deviceFor, hasGate } from "./layout.ts";
import {
  goodsKeys, HOUR_MS, MINUTE_MS, moveStock, tellGate, tellRelease, tellScan, useReleases, type Line, type Scene,
} from "./scene.ts";
import type { ReleaseBody } from "./emission.ts";
import { planJourney, plannedHours, type Journey } from "./travel.ts";

export type Consignment = {
  readonly id: string;
  readonly name: Readonly<{ zh: string; en: string }>;
  readonly owner: string;
  readonly regime: string;
  /** Whether the goods stand in the books while they travel. */
  readonly booked: boolean;
  readonly pallets: readonly PalletContents[];
  readonly lines: readonly LineSpec[];
  /** One more than there are lines. */
  readonly sites: readonly string[];
  hop: number;
  location: string;
  legs: LegRow[];
  /** Legs that are behind it, and whether it is on one now. */
  legsDone?: number;
  onTheWay?: boolean;
  /** What the gate of the first site asks for. */
  readonly release?: ReleaseBody;
  /** The release comes only after the truck was at the gate. */
  readonly lateRelease?: boolean;
  readonly arrived: (consignment: Consignment, unit: Unit) => void;
};

const LOADING_MS = 20 * MINUTE_MS;
const SEALING_MS = 25 * MINUTE_MS;
const UNLOADING_MS = 40 * MINUTE_MS;
const CUTOFF_MS = 3 * HOUR_MS;
const RETRY_AT_GATE_MS = 25 * MINUTE_MS;
const CONSIGNMENTS_MAX: Readonly<Record<LineSpec["mode"], number>> = { truck: 1, reefer: 1, train: 8, vessel: 30, barge: 12, aircraft: 3 };
const LOADING_WINDOW_MINUTES = 150;
const DELAY_HOURS: Readonly<Record<LegRow["mode"], readonly [number, number]>> = {
  road: [2.5, 5], rail: [8, 30], sea: [10, 40], inland_water: [5, 14], air: [1.5, 3],
};

export const contentsOf = (consignment: Consignment): Line[] =>
  consignment.pallets.map(({ gtin, quantity }) => ({ gtin, quantity, regime: consignment.regime }));

const keysOf = (consignment: Consignment, site: string, unit: Unit): string[] => [
  `consignment:${consignment.id}`, `unit:${unit.unit}`, ...goodsKeys(site, consignment.pallets),
];

/** A gate's scale does not weigh every truck. */
const NOT_WEIGHED = 0.05;
const TAGS_READ_MAX = 20;

type Passage = Readonly<{ unit: Unit; site: string; direction: "in" | "out"; load: readonly Consignment[]; refused?: boolean }>;

const isPortal = (device: string): boolean => device.endsWith("-portal");
/** Portals read tags, scanners read labels. */
const codesOf = (device: string, pallets: readonly PalletContents[]): string[] =>
  unitsOf(pallets).map((sscc) => (isPortal(device) ? palletTag(sscc) : palletCode(sscc)));
/** One pallet may hold several products, and then stands here several times. */
const unitsOf = (pallets: readonly PalletContents[]): string[] => [...new Set(pallets.map(({ sscc }) => sscc))];

export const sealOf = (unit: Unit): string => `CN${unit.unit.replaceAll(/[^a-z0-9]/g, "").toUpperCase()}`;
export const isSealed = (unit: Unit): boolean => unit.line.line === "eu-train" || unit.line.line === "yt-xt";

const isRoad = (unit: Unit): boolean => unit.line.mode === "truck" || unit.line.mode === "reefer";

type PlanListener = (line: LineSpec, site: string, departMs: number) => void;

export class Freight {
  readonly #scene: Scene;
  readonly #waiting = new Map<string, Consignment[]>();
  readonly #planned = new Map<Unit, Readonly<{ site: string; departMs: number }>>();
  readonly #listeners: PlanListener[] = [];

  readonly #underWay = new Set<Consignment>();

  constructor(scene: Scene) {
    this.#scene = scene;
    scene.agenda.at(scene.liveFromMs, () => this.#tellPlans());
  }

  /**
   * Of the past only the plans that are still open are told, when it is over: else each would be late until the scans
   * of its departures have been told too. Legs that are behind a waiting consignment are left out for the same reason.
   */
  #tellPlans(): void {
    for (const consignment of this.#underWay) {
      if (!consignment.onTheWay) consignment.legs = consignment.legs.filter(({ leg }) => leg > (consignment.legsDone ?? 0));
      tellShipment(this.#scene, consignment);
    }
  }

  send(consignment: Consignment): void {
    this.#underWay.add(consignment);
    consignment.legs = this.#planLegs(consignment, this.#scene.agenda.nowMs());
    tellShipment(this.#scene, consignment);
    this.#next(consignment);
  }

  /** Begins the to and fro of a unit with a timetable: it leaves its site then. */
  startTimetable(unit: Unit, departMs: number): void {
    // One that left before the world began is met on its way.
    if (departMs < this.#scene.agenda.nowMs()) this.#goOn(unit, this.#drive(unit, unit.site, departMs), []);
    else this.#plan(unit, unit.site, departMs);
  }

  /** Tells when a unit with a timetable is going to leave a site. */
  onPlanned(listener: PlanListener): void {
    this.#listeners.push(listener);
  }

  /** What a hop takes in a plan, waiting included. */
  hopHours(line: LineSpec, from: string): number {
    return plannedHours(getRoute(line.route, from)) + (line.service === "pool" ? 5 : line.dwellHours * 0.6 + 6);
  }

  #waitingAt(line: LineSpec, site: string): Consignment[] {
    const key = `${line.line}@${site}`;
    let list = this.#waiting.get(key);
    if (!list) this.#waiting.set(key, (list = []));
    return list;
  }

  #drive(unit: Unit, from: string, departMs: number): Journey {
    const random = this.#scene.random(`journey/${unit.unit}`);
    const route = getRoute(unit.line.route, from);
    const [least, most] = DELAY_HOURS[route.mode];
    const late = random.chance(this.#scene.pace.delays);
    const delay = late ? { share: random.between(0.15, 0.85), hours: random.between(least, most) } : undefined;
    const journey = planJourney(route, departMs, random, delay);
    unit.journeys.push(journey);
    unit.site = route.to;
    unit.freeAtMs = journey.arriveMs + unit.line.dwellHours * HOUR_MS;
    return journey;
  }

  #load(consignment: Consignment, unit: Unit, site: string): void {
    if (!consignment.booked) return;
    const device = deviceFor(site, "portal");
    tellScan(this.#scene, { device, keys: keysOf(consignment, site, unit) }, {
      step: "loading", to: unit.unit, codes: codesOf(device, consignment.pallets),
    });
    moveStock(this.#scene, { site, location: consignment.location }, { site, location: unit.unit }, contentsOf(consignment));
  }

  #passGate({ unit, site, direction, load, refused }: Passage): void {
    const aboard = load.flatMap((each) => each.pallets);
    const random = this.#scene.random(`gate/${site}`);
    const told = {
      device: deviceFor(site, direction === "out" ? "gate-out" : "gate-in"),
      keys: [`unit:${unit.unit}`, ...load.flatMap((each) => keysOf(each, site, unit))],
      ...(refused && { refusalExpected: true as const }),
    };
    tellGate(this.#scene, told, {
      direction,
      plate: unit.plate ?? unit.unit,
      weightKg: random.chance(NOT_WEIGHED) ? 0 : Math.round(7_800 + aboard.length * random.between(280, 420)),
      ...(direction === "out" && load[0]?.release && { pass: `H${load[0].release.release.slice(1)}` }),
      codes: unitsOf(aboard).slice(0, TAGS_READ_MAX).map(palletTag),
    });
  }

  #depart(unit: Unit, site: string, load: readonly Consignment[]): void {
    const booked = load.filter((each) => each.booked);
    if (isRoad(unit) && hasGate(site)) this.#passGate({ unit, site, direction: "out", load: booked });
    else this.#tellTravel("departing", unit, site, booked);
    for (const consignment of booked) {
      useReleases(this.#scene, site, contentsOf(consignment));
      moveStock(this.#scene, { site, location: unit.unit }, { site: ON_THE_WAY, location: unit.unit }, contentsOf(consignment));
    }
    for (const consignment of load) consignment.onTheWay = true;
    if (load.length > 0) this.#tellSeal(unit, "locked", site);
  }

  #arrive(unit: Unit, site: string, load: readonly Consignment[]): void {
    const booked = load.filter((each) => each.booked);
    if (isRoad(unit) && hasGate(site)) this.#passGate({ unit, site, direction: "in", load });
    else this.#tellTravel("arriving", unit, site, booked);
    for (const consignment of booked) {
      moveStock(this.#scene, { site: ON_THE_WAY, location: unit.unit }, { site, location: unit.unit }, contentsOf(consignment));
    }
    for (const consignment of load) {
      consignment.onTheWay = false;
      consignment.legsDone = consignment.hop + 1;
    }
    if (load.length > 0) this.#scene.agenda.after(UNLOADING_MS - 5 * MINUTE_MS, () => this.#tellSeal(unit, "opened", site));
    load.forEach((consignment, index) =>
      this.#scene.agenda.after(UNLOADING_MS + index * 10 * MINUTE_MS, () => this.#unload(consignment, unit, site)),
    );
  }

  #tellTravel(step: "departing" | "arriving", unit: Unit, site: string, booked: readonly Consignment[]): void {
    if (booked.length === 0) return;
    const keys = [`unit:${unit.unit}`, ...booked.flatMap((each) => keysOf(each, site, unit))];
    tellScan(this.#scene, { device: deviceFor(site, "dock"), keys }, { step, from: unit.unit, location: step === "departing" ? "S1" : "D1" });
  }

  #tellSeal(unit: Unit, state: "locked" | "opened", site: string): void {
    if (!isSealed(unit)) return;
    const { lat, lon } = getSite(site);
    this.#scene.tell({
      what: "message", kind: "seal", device: `seal-${unit.unit}`, atMs: this.#scene.agenda.nowMs(), keys: [`unit:${unit.unit}`],
      body: { seal: sealOf(unit), state, lat, lon },
    });
  }

  #unload(consignment: Consignment, unit: Unit, site: string): void {
    if (consignment.booked) this.#tellUnloading(consignment, unit, site);
    consignment.location = "D1";
    consignment.hop++;
    this.#scene.agenda.after(30 * MINUTE_MS, () => {
      if (consignment.hop < consignment.lines.length) this.#next(consignment);
      else {
        this.#underWay.delete(consignment);
        consignment.arrived(consignment, unit);
      }
    });
  }

  /** A portal misses a tag now and then; a handheld reads its label a little later. */
  #tellUnloading(consignment: Consignment, unit: Unit, site: string): void {
    const random = this.#scene.random(`portal/${site}`);
    const device = deviceFor(site, "portal");
    const read = new Set(unitsOf(consignment.pallets).filter(() => !isPortal(device) || !random.chance(this.#scene.pace.missedReads)));
    const seen = consignment.pallets.filter(({ sscc }) => read.has(sscc));
    const missed = consignment.pallets.filter(({ sscc }) => !read.has(sscc));
    const keys = keysOf(consignment, site, unit);
    const regime = getSite(site).kind === "overseas_warehouse" ? "overseas" : consignment.regime;
    const tell = (by: string, pallets: readonly PalletContents[]): void => {
      tellScan(this.#scene, { device: by, keys }, { step: "unloading", from: unit.unit, to: "D1", codes: codesOf(by, pallets) });
      const lines = pallets.map(({ gtin, quantity }) => ({ gtin, quantity, regime }));
      moveStock(this.#scene, { site, location: unit.unit }, { site, location: "D1" }, lines);
    };
    if (seen.length > 0) tell(device, seen);
    if (missed.length > 0) this.#scene.agenda.after(9 * MINUTE_MS, () => tell(deviceFor(site, "dock"), missed));
  }

  #assign(consignment: Consignment, unit: Unit, departMs: number): void {
    consignment.legs = this.#planLegs(consignment, departMs, unit.unit);
    tellShipment(this.#scene, consignment);
  }

  #planLegs(consignment: Consignment, fromMs: number, unit?: string): LegRow[] {
    const legs = consignment.legs.filter(({ leg }) => leg <= consignment.hop);
    let readyMs = fromMs;
    for (let hop = consignment.hop; hop < consignment.lines.length; hop++) {
      const line = consignment.lines[hop]!;
      const from = consignment.sites[hop]!;
      const route = getRoute(line.route, from);
      const known = hop === consignment.hop && unit !== undefined;
      const waitedMs = line.service === "pool" ? readyMs + 2 * HOUR_MS : this.#nextDeparture(line, from, readyMs);
      const departMs = known ? fromMs : waitedMs;
      const arriveMs = departMs + plannedHours(route) * HOUR_MS;
      legs.push({
        leg: hop + 1, mode: route.mode, from, to: route.to, ...(known && { unit }),
        plannedDeparture: new Date(departMs).toISOString(), plannedArrival: new Date(arriveMs).toISOString(),
        path: route.sketch.map(([lat, lon]) => [round(lat), round(lon)]),
      });
      readyMs = arriveMs + UNLOADING_MS + HOUR_MS;
    }
    return legs;
  }

  /** The first departure from a site that goods ready by then can catch, by what is planned and by what follows from it. */
  #nextDeparture(line: LineSpec, site: string, readyMs: number): number {
    const hopMs = (plannedHours(getRoute(line.route, site)) + line.dwellHours) * HOUR_MS;
    const times = [...this.#planned]
      .filter(([unit]) => unit.line === line)
      .map(([, next]) => {
        const firstMs = next.site === site ? next.departMs : next.departMs + hopMs;
        const rounds = Math.max(0, Math.ceil((readyMs + CUTOFF_MS - firstMs) / (2 * hopMs)));
        return firstMs + rounds * 2 * hopMs;
      });
    return times.length > 0 ? Math.min(...times) : readyMs + line.dwellHours * HOUR_MS;
  }

  /** The unit of a pool that can be there first. One that stands at the other end drives over empty. */
  #call(line: LineSpec, site: string): Readonly<{ unit: Unit; readyMs: number }> {
    const nowMs = this.#scene.agenda.nowMs();
    const offers = this.#scene.units
      .filter((unit) => unit.line === line)
      .map((unit) => {
        const freeMs = Math.max(nowMs, unit.freeAtMs);
        const wayMs = unit.site === site ? 0 : plannedHours(getRoute(line.route, unit.site)) * HOUR_MS;
        return { unit, readyMs: freeMs + wayMs };
      })
      .toSorted((a, b) => a.readyMs - b.readyMs || (a.unit.unit < b.unit.unit ? -1 : 1));
    const [best] = offers;
    if (!best) throw new RangeError(`line ${line.line} has no units`);
    const { unit } = best;
    if (unit.site === site) return best;
    const from = unit.site;
    const journey = this.#drive(unit, from, Math.max(nowMs, unit.freeAtMs));
    this.#scene.agenda.at(journey.departMs, () => this.#depart(unit, from, []));
    this.#scene.agenda.at(journey.arriveMs, () => this.#arrive(unit, site, []));
    return { unit, readyMs: journey.arriveMs };
  }

  #callPool(consignment: Consignment, line: LineSpec, site: string): void {
    const { agenda, liveFromMs } = this.#scene;
    const { unit, readyMs } = this.#call(line, site);
    const loadMs = Math.max(readyMs, agenda.nowMs()) + LOADING_MS;
    const firstTryMs = loadMs + SEALING_MS;
    const isLate = consignment.lateRelease === true && consignment.hop === 0 && firstTryMs > liveFromMs;
    const departMs = isLate ? firstTryMs + RETRY_AT_GATE_MS : firstTryMs;
    const journey = this.#drive(unit, site, departMs);
    this.#assign(consignment, unit, departMs);
    agenda.at(loadMs, () => this.#load(consignment, unit, site));
    const { release } = consignment;
    if (release && consignment.hop === 0) {
      if (isLate) agenda.at(firstTryMs, () => this.#tryGateTooEarly(consignment, unit, site));
      agenda.at(isLate ? departMs - 6 * MINUTE_MS : loadMs - 5 * MINUTE_MS, () => tellRelease(this.#scene, release));
    }
    agenda.at(departMs, () => this.#depart(unit, site, [consignment]));
    agenda.at(journey.arriveMs, () => this.#arrive(unit, journey.route.to, [consignment]));
  }

  /** Only where no other release happens to cover the goods is the refusal sure. */
  #tryGateTooEarly(consignment: Consignment, unit: Unit, site: string): void {
    const uncovered = consignment.pallets.some(({ gtin }) => (this.#scene.openReleases.get(`${site}/${gtin}`) ?? 0) === 0);
    if (uncovered) this.#passGate({ unit, site, direction: "out", load: [consignment], refused: true });
  }

  #next(consignment: Consignment): void {
    const line = consignment.lines[consignment.hop]!;
    const site = consignment.sites[consignment.hop]!;
    if (line.service === "pool") this.#callPool(consignment, line, site);
    else this.#waitingAt(line, site).push(consignment);
  }

  #plan(unit: Unit, site: string, departMs: number): void {
    const { agenda } = this.#scene;
    this.#planned.set(unit, { site, departMs });
    for (const listener of this.#listeners) listener(unit.line, site, departMs);
    agenda.at(departMs - CUTOFF_MS, () => {
      const taken = this.#waitingAt(unit.line, site).splice(0, CONSIGNMENTS_MAX[unit.line.mode]);
      const spacing = LOADING_WINDOW_MINUTES / (taken.length + 1);
      taken.forEach((consignment, index) => {
        this.#assign(consignment, unit, departMs);
        agenda.after((index + 1) * spacing * MINUTE_MS, () => this.#load(consignment, unit, site));
      });
      agenda.at(departMs, () => {
        this.#depart(unit, site, taken);
        this.#goOn(unit, this.#drive(unit, site, departMs), taken);
      });
    });
  }

  #goOn(unit: Unit, journey: Journey, taken: readonly Consignment[]): void {
    const { to } = journey.route;
    this.#scene.agenda.at(journey.arriveMs, () => this.#arrive(unit, to, taken));
    this.#plan(unit, to, unit.freeAtMs);
  }
}

const round = (degrees: number): number => Math.round(degrees * 10_000) / 10_000;

const tellShipment = (scene: Scene, consignment: Consignment): void => {
  if (scene.agenda.nowMs() < scene.liveFromMs || consignment.legs.length === 0) return;
  scene.tell({
    what: "shipment",
    atMs: scene.agenda.nowMs(),
    keys: [`shipment:${consignment.id}`],
    body: {
      shipment: consignment.id,
      name: consignment.name,
      owner: consignment.owner,
      legs: consignment.legs.map((leg, index) => ({ ...leg, leg: index + 1 })),
      parents: unitsOf(consignment.pallets),
    },
  });
};
