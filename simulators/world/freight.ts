/**
 * Freight: consignments of pallets go from site to site, hop by hop. At each site they wait for the line of their next
 * hop; a pool is called, a timetable takes what waits. Where its site has a gate a truck passes it, elsewhere a scanner
 * says departing and arriving. Goods that are not in anybody's books yet (imports before the bonded dock) travel untold.
 */
import type { LegRow } from "#wire/master-data.ts";
import { getRoute } from "./catalog.ts";
import type { Clearance, Declarant } from "../customs/declarant.ts";
import { clearanceOf, round, tellShipment, type Consignment } from "./consignment.ts";
import type { LineSpec, Unit } from "./fleet.ts";
import {
  isSealed,
  loadUnit,
  passGate,
  tareOf,
  tellArrival,
  tellDeparture,
  tellSeal,
  tellUnloading,
  type Call,
  type GateSlip,
} from "./handling.ts";
import { count, HOUR_MS, MINUTE_MS, tellRelease, type Scene } from "./scene.ts";
import { planJourney, plannedHours, type Journey } from "./travel.ts";

const LOADING_MS = 20 * MINUTE_MS;
const SEALING_MS = 25 * MINUTE_MS;
const UNLOADING_MS = 40 * MINUTE_MS;
/** With what a portal missed. */
const UNLOADED_MS = UNLOADING_MS + 15 * MINUTE_MS;
const CUTOFF_MS = 3 * HOUR_MS;
/** From the gate back to the yard, to look what is wrong. */
const TURNING_MS = 4 * MINUTE_MS;
const RETRY_AT_GATE_MS = 25 * MINUTE_MS;
const SEALING_ANEW_MS = 6 * MINUTE_MS;
/** A pass that comes too late is asked for when the vehicle is all but at the gate. */
const LATE_CLERK_MS = 4 * MINUTE_MS;
/** Between the pass and the vehicle's coming to the gate. */
const DRIVER_MS = 4 * MINUTE_MS;
const CONSIGNMENTS_MAX: Readonly<Record<LineSpec["mode"], number>> = { truck: 1, reefer: 1, train: 8, vessel: 30, barge: 12, aircraft: 3 };
const LOADING_WINDOW_MINUTES = 150;
const DELAY_HOURS: Readonly<Record<LegRow["mode"], readonly [number, number]>> = {
  road: [2.5, 5],
  rail: [8, 30],
  sea: [10, 40],
  inland_water: [5, 14],
  air: [1.5, 3],
};

const SLIPS: readonly GateSlip[] = ["pass", "plate", "weight"];
/** As somebody writes a plate down wrongly: the last two digits change places, or one is another. */
const misread = (plate: string): string => {
  const [last = "0", before = "0"] = [plate.at(-1), plate.at(-2)];
  return plate.slice(0, -2) + (last === before ? `${before}${(Number(last) + 1) % 10}` : `${last}${before}`);
};

type PlanListener = (line: LineSpec, site: string, departMs: number) => void;

export class Freight {
  readonly #scene: Scene;
  readonly #declarant: Declarant;
  readonly #waiting = new Map<string, Consignment[]>();
  readonly #planned = new Map<Unit, Readonly<{ site: string; departMs: number }>>();
  readonly #listeners: PlanListener[] = [];

  readonly #underWay = new Set<Consignment>();

  constructor(scene: Scene, declarant: Declarant) {
    this.#scene = scene;
    this.#declarant = declarant;
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

  #arrive(unit: Unit, site: string, load: readonly Consignment[]): void {
    const { agenda } = this.#scene;
    tellArrival(this.#scene, this.#declarant, { unit, site }, load);
    if (load.length > 0) agenda.after(UNLOADING_MS - 5 * MINUTE_MS, () => tellSeal(this.#scene, { unit, site }, "opened"));
    load.forEach((consignment, index) => agenda.after(UNLOADING_MS + index * 10 * MINUTE_MS, () => this.#unload(consignment, unit, site)));
  }

  #unload(consignment: Consignment, unit: Unit, site: string): void {
    if (consignment.booked) tellUnloading(this.#scene, consignment, { unit, site });
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
        leg: hop + 1,
        mode: route.mode,
        from,
        to: route.to,
        ...(known && { unit }),
        plannedDeparture: new Date(departMs).toISOString(),
        plannedArrival: new Date(arriveMs).toISOString(),
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
    this.#scene.agenda.at(journey.departMs, () => tellDeparture(this.#scene, this.#declarant, { unit, site: from }, []));
    this.#scene.agenda.at(journey.arriveMs, () => this.#arrive(unit, site, []));
    return { unit, readyMs: journey.arriveMs };
  }

  #callPool(consignment: Consignment, line: LineSpec, site: string): void {
    const { agenda } = this.#scene;
    const { unit, readyMs } = this.#call(line, site);
    const loadMs = Math.max(readyMs, agenda.nowMs()) + LOADING_MS;
    const firstTryMs = loadMs + SEALING_MS;
    const departMs = this.#clearOut(consignment, { unit, site }, { readyMs, firstTryMs });
    const journey = this.#drive(unit, site, departMs);
    this.#assign(consignment, unit, departMs);
    agenda.at(loadMs, () => loadUnit(this.#scene, consignment, { unit, site }));
    const { release } = consignment;
    if (release && consignment.hop === 0) agenda.at(loadMs - 5 * MINUTE_MS, () => tellRelease(this.#scene, release));
    agenda.at(departMs, () => tellDeparture(this.#scene, this.#declarant, { unit, site }, [consignment]));
    const { to } = journey.route;
    const inMs = this.#clearIn(consignment, { unit, site: to }, journey);
    // Nobody leaves before he is unloaded, or waits at a gate without losing time.
    unit.freeAtMs = Math.max(unit.freeAtMs + inMs - journey.arriveMs, inMs + UNLOADED_MS);
    if (clearanceOf(consignment, to, "in") && isSealed(unit)) agenda.at(departMs, () => (unit.underSeal = true));
    agenda.at(inMs, () => this.#enter(unit, to, consignment));
  }

  /** A zone lets nobody in whose seal is broken: customs looks into the vehicle and seals it anew. */
  #enter(unit: Unit, site: string, consignment: Consignment): void {
    const { agenda } = this.#scene;
    unit.underSeal = false;
    if (!unit.sealBroken) return this.#arrive(unit, site, [consignment]);
    unit.sealBroken = false;
    passGate(this.#scene, { unit, site, direction: "in", load: [consignment], slip: "seal" });
    agenda.after(SEALING_ANEW_MS, () => tellSeal(this.#scene, { unit, site }, "locked"));
    agenda.after(SEALING_ANEW_MS + TURNING_MS, () => this.#arrive(unit, site, [consignment]));
  }

  /**
   * Files what the gate of the site asks for, and says when the unit goes through it. Sometimes it is held at the first try. A
   * pass is asked for when the vehicle is there: a gate finds passes by the plate, and it may have come through empty before.
   */
  #clearOut(consignment: Consignment, at: Call, { readyMs, firstTryMs }: Readonly<{ readyMs: number; firstTryMs: number }>): number {
    const slip = this.#slipAt(at.site, firstTryMs);
    const passFromMs = slip === "pass" ? firstTryMs - LATE_CLERK_MS : readyMs;
    const clearance = this.#clear(consignment, { ...at, direction: "out" }, { passFromMs, slip });
    if (!clearance) return firstTryMs;
    const tryMs = slip === "pass" ? firstTryMs : Math.max(firstTryMs, clearance.readyMs + DRIVER_MS);
    if (!slip) return tryMs;
    const passage = { ...at, direction: "out", load: [consignment], slip } as const;
    this.#scene.agenda.at(tryMs, () => passGate(this.#scene, passage));
    if (slip === "weight") return tryMs + RETRY_AT_GATE_MS;
    if (slip === "pass") return Math.max(tryMs + TURNING_MS, clearance.readyMs + DRIVER_MS);
    const right = this.#declarant.replacePass(clearance, at.unit.plate ?? at.unit.unit, tryMs + TURNING_MS);
    this.#scene.agenda.at(tryMs + TURNING_MS, () => consignment.clearances?.set(`${at.site}/out`, right));
    return right.readyMs + DRIVER_MS;
  }

  #clearIn(consignment: Consignment, at: Call, { departMs, arriveMs }: Journey): number {
    const clearance = this.#clear(consignment, { ...at, direction: "in" }, { passFromMs: departMs });
    const isLastHop = consignment.hop === consignment.lines.length - 1;
    if (!clearance && isLastHop && !consignment.booked) count(this.#scene.undeclaredIn, at.site, consignment.pallets, 1);
    return clearance ? Math.max(arriveMs, clearance.readyMs + DRIVER_MS) : arriveMs;
  }

  #clear(
    consignment: Consignment,
    { unit, site, direction }: Call & Readonly<{ direction: "in" | "out" }>,
    { passFromMs, slip }: Readonly<{ passFromMs: number; slip?: GateSlip | undefined }>,
  ): Clearance | undefined {
    const crossing = consignment.crossings?.find((each) => each.site === site && each.direction === direction);
    if (!crossing || !consignment.clearances || !this.#declarant.isOpen) return undefined;
    const plate = unit.plate ?? unit.unit;
    const movement = { ...crossing, chain: consignment.id, plate: slip === "plate" ? misread(plate) : plate, tareKg: tareOf(unit) };
    const clearance = this.#declarant.clear(movement, passFromMs);
    consignment.clearances.set(`${site}/${direction}`, clearance);
    return clearance;
  }

  /** Only in the present: of the past nobody can be held any more. */
  #slipAt(site: string, firstTryMs: number): GateSlip | undefined {
    const random = this.#scene.random(`gate-slip/${site}`);
    const isSlip = random.chance(this.#scene.pace.gateSlips);
    const kind = random.pick(SLIPS);
    return isSlip && firstTryMs > this.#scene.liveFromMs ? kind : undefined;
  }

  #next(consignment: Consignment): void {
    const line = consignment.lines[consignment.hop]!;
    const site = consignment.sites[consignment.hop]!;
    if (consignment.hop === consignment.lines.length - 1 && this.#declarant.isOpen) consignment.landed?.(consignment);
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
        agenda.after((index + 1) * spacing * MINUTE_MS, () => loadUnit(this.#scene, consignment, { unit, site }));
      });
      agenda.at(departMs, () => {
        tellDeparture(this.#scene, this.#declarant, { unit, site }, taken);
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
