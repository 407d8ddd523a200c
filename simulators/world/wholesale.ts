/**
 * Bonded goods for the country by the pallet (二线出区, 一般贸易 0110): duties are paid with a customs declaration, an inventory (kind 0)
 * and a pass (kind 3) take them out, and the dealer's carrier collects them at the hub.
 */
import type { Crossing, Declarant } from "../customs/declarant.ts";
import { getGood, goodsOf, OWNERS, type Good } from "./catalog.ts";
import { getLine } from "./fleet.ts";
import type { Freight } from "./freight.ts";
import { bondedStreams, deviceFor, getBin, ZONES, type ZoneName } from "./layout.ts";
import { handOver, HUB } from "./retail.ts";
import { count, freeInBin, goodsKeys, MINUTE_MS, moveStock, repeat, tellScan, type Line, type Scene } from "./scene.ts";

const HOURS: Readonly<Record<ZoneName, number>> = { xiangtan: 7, chenzhou: 11 };
/** A dealer leaves something in the bin for the retail orders. */
const LEFT_PALLETS = 1.2;

export class Wholesale {
  readonly #scene: Scene;
  readonly #freight: Freight;
  readonly #declarant: Declarant;
  #number = 0;

  constructor(scene: Scene, freight: Freight, declarant: Declarant) {
    this.#scene = scene;
    this.#freight = freight;
    this.#declarant = declarant;
  }

  start(): void {
    for (const site of ZONES) repeat(this.#scene, { stream: `wholesale/${site}`, hours: HOURS[site] }, () => this.#sell(site));
  }

  #sell(site: ZoneName): void {
    const scene = this.#scene;
    const random = scene.random(`wholesale/${site}/goods`);
    const spare = (good: Good): number => freeInBin(scene, site, good.gtin, getBin(site, good)) - Math.round(LEFT_PALLETS * good.perPallet);
    const offered = bondedStreams(site)
      .flatMap(goodsOf)
      .filter((good) => spare(good) >= good.perPallet / 2);
    if (!this.#declarant.isOpen || offered.length === 0) return;
    const good = random.pick(offered);
    const line: Line = { gtin: good.gtin, regime: "bonded", quantity: Math.min(spare(good), good.perPallet) };
    count(scene.promised, site, [line], 1);
    scene.agenda.after(10 * MINUTE_MS, () => this.#prepare(site, good, line));
  }

  #prepare(site: ZoneName, good: Good, line: Line): void {
    const scene = this.#scene;
    const sscc = scene.labels.nextSscc();
    const location = getBin(site, good);
    const keys = [`pallet:${sscc}`, ...goodsKeys(site, [line])];
    const items = [{ gtin: line.gtin, quantity: String(line.quantity), uom: getGood(line.gtin).uom }];
    const floor = deviceFor(site, "floor");
    count(scene.promised, site, [line], -1);
    tellScan(scene, { device: floor, keys }, { step: "picking", from: location, to: "S1", operator: "floor-2", items });
    moveStock(scene, { from: { site, location }, to: { site, location: "S1" } }, [line]);
    scene.agenda.after(8 * MINUTE_MS, () =>
      tellScan(scene, { device: floor, keys }, { step: "packing", location: "S1", parent: sscc, regime: "bonded", items }),
    );
    scene.agenda.after(15 * MINUTE_MS, () => this.#send(site, sscc, line));
  }

  #send(site: ZoneName, sscc: string, line: Line): void {
    const { gtin, quantity } = line;
    const hub = HUB[site];
    const isCold = hub.coldLine !== undefined && getGood(gtin).stream === "import-xiangtan-cold";
    const owner = OWNERS[`import-${site}`];
    const crossing: Crossing = {
      site,
      direction: "out",
      owner,
      passKind: "3",
      inventory: { type: "0", mode: "0110", transport: "4", country: "142", needsDeclaration: true },
      goods: [{ gtin, quantity }],
    };
    this.#freight.send({
      id: `GT-${this.#scene.run}-${String(++this.#number).padStart(5, "0")}`,
      name: { zh: "一般贸易出区", en: "General trade out of bond" },
      owner,
      regime: "bonded",
      booked: true,
      pallets: [{ sscc, gtin, quantity, batch: "", expiry: "" }],
      lines: [getLine(isCold && hub.coldLine ? hub.coldLine : hub.line)],
      sites: [site, hub.site],
      hop: 0,
      location: "S1",
      legs: [],
      crossings: [crossing],
      clearances: new Map(),
      becomes: "duty_paid",
      arrived: () =>
        this.#scene.agenda.after(20 * MINUTE_MS, () => handOver(this.#scene, { hub: hub.site, sscc, lines: [line], regime: "duty_paid" })),
    });
  }
}
