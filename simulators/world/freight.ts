/**
 * Freight: consignments of pallets go from site to site, hop by hop. At each site they wait for the line of their next
 * hop; a pool is called, a timetable takes what waits. Where its site has a gate a truck passes it, elsewhere a scanner
 * says departing and arriving. Goods that are not in anybody's books yet (imports before the bonded dock) travel untold.
 */
import type { LegRow } from "#wire/master-data.ts";
import { getRoute } from "./catalog.ts";
import { round, tellShipment, type Consignment } from "./consignment.ts";
import type { LineSpec, Unit } from "./fleet.ts";
import { loadUnit, passGate, tellArrival, tellDeparture, tellSeal, tellUnloading } from "./handling.ts";
import { HOUR_MS, MINUTE_MS, tellRelease, type Scene } from "./scene.ts";
import { planJourney, plannedHours, type Journey } from "./travel.ts";

const LOADING_MS = 20 * MINUTE_MS;
const SEALING_MS = 25 * MINUTE_MS;
const UNLOADING_MS = 40 * MINUTE_MS;
const CUTOFF_MS = 3 * HOUR_MS;
const RETRY_AT_GATE_MS = 25 * MINUTE_MS;
const CONSIGNMENTS_MAX: Readonly<Record<LineSpec["mode"], number>> = { truck: 1, reefer: 1, train: 8, vessel: 30, barge: 12, aircraft: 3 };
const LOADING_WINDOW_MINUTES = 150;
const DELAY_HOURS: Readonly<Record<LegRow["mode"], readonly [number, number]>> = {
  road: [2.5, 5],
  rail: [8, 30],
  sea: [10, 40],
  inland_water: [5, 14],
  air: [1.5, 3],
};

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

  #arrive(unit: Unit, site: string, load: readonly Consignment[]): void {
    const { agenda } = this.#scene;
    tellArrival(this.#scene, { unit, site }, load);
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
    this.#scene.agenda.at(journey.departMs, () => tellDeparture(this.#scene, { unit, site: from }, []));
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
    agenda.at(loadMs, () => loadUnit(this.#scene, consignment, { unit, site }));
    const { release } = consignment;
    if (release && consignment.hop === 0) {
      if (isLate) agenda.at(firstTryMs, () => this.#tryGateTooEarly(consignment, unit, site));
      agenda.at(isLate ? departMs - 6 * MINUTE_MS : loadMs - 5 * MINUTE_MS, () => tellRelease(this.#scene, release));
    }
    agenda.at(departMs, () => tellDeparture(this.#scene, { unit, site }, [consignment]));
    agenda.at(journey.arriveMs, () => this.#arrive(unit, journey.route.to, [consignment]));
  }

  /** Only where no other release happens to cover the goods is the refusal sure. */
  #tryGateTooEarly(consignment: Consignment, unit: Unit, site: string): void {
    const uncovered = consignment.pallets.some(({ gtin }) => (this.#scene.openReleases.get(`${site}/${gtin}`) ?? 0) === 0);
    if (uncovered) passGate(this.#scene, { unit, site, direction: "out", load: [consignment], refused: true });
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
        agenda.after((index + 1) * spacing * MINUTE_MS, () => loadUnit(this.#scene, consignment, { unit, site }));
      });
      agenda.at(departMs, () => {
        tellDeparture(this.#scene, { unit, site }, taken);
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
