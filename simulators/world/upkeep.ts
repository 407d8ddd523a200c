/**
 * What else happens in the warehouses: non-bonded goods come, go over to the other zone and are sold; stock abroad is
 * sold; counts, returns, and slips that are undone.
 */
import type { Crossing } from "../customs/declarant.ts";
import { getGood, goodsOf, OWNERS, type Stream } from "./catalog.ts";
import { getLine } from "./fleet.ts";
import type { Freight } from "./freight.ts";
import { batchOf, palletCode } from "./labels.ts";
import { deviceFor, getBin, OVERSEAS, ZONES, type ZoneName } from "./layout.ts";
import {
  addStock,
  DAY_MS,
  freeInBin,
  goodsKey,
  MINUTE_MS,
  moveStock,
  repeat,
  takeStock,
  tellScan,
  type Line,
  type Scene,
} from "./scene.ts";

const SLIP_HOURS = 26;
const RETURN_HOURS = 30;
const DOMESTIC_HOURS = 20;
const LOCAL_SALE_HOURS = 7;
const TRANSFER_HOURS = 14;

/** 非报关进出区: out of one zone and into the other with a pass of kind 4 each. */
const withoutDeclaration = (from: string, to: string, goods: Crossing["goods"]): Crossing[] => {
  const pass = { owner: OWNERS["domestic-xiangtan"], passKind: "4", goods } as const;
  return [
    { ...pass, site: from, direction: "out" },
    { ...pass, site: to, direction: "in" },
  ];
};

export class Upkeep {
  readonly #scene: Scene;
  readonly #freight: Freight;
  #number = 0;

  constructor(scene: Scene, freight: Freight) {
    this.#scene = scene;
    this.#freight = freight;
  }

  start(): void {
    const scene = this.#scene;
    const { saleHours, countHours } = scene.pace;
    for (const site of ZONES) {
      repeat(scene, { stream: `return/${site}`, hours: RETURN_HOURS }, () => this.#return(site));
      repeat(scene, { stream: `slip/${site}`, hours: SLIP_HOURS }, () => this.#slip(site));
      repeat(scene, { stream: `domestic/${site}`, hours: DOMESTIC_HOURS }, () => this.#receiveDomestic(site));
      repeat(scene, { stream: `local/${site}`, hours: LOCAL_SALE_HOURS }, () => this.#sell(site, "N-"));
    }
    repeat(scene, { stream: "transfer", hours: TRANSFER_HOURS }, () => this.#transfer());
    for (const site of OVERSEAS) repeat(scene, { stream: `sale/${site}`, hours: saleHours }, () => this.#sell(site, "O-"));
    repeat(scene, { stream: "count", hours: countHours }, () => this.#count());
  }

  #receiveDomestic(site: ZoneName): void {
    const scene = this.#scene;
    const stream: Stream = `domestic-${site}`;
    const random = scene.random(`domestic/${site}/goods`);
    const good = random.pick(goodsOf(stream));
    const location = getBin(site, good);
    if (scene.stock.of({ site, location, gtin: good.gtin, regime: "non_bonded" }) > 6 * good.perPallet) return;
    const line: Line = { gtin: good.gtin, regime: "non_bonded", quantity: good.perPallet };
    const item = { gtin: good.gtin, quantity: String(line.quantity), uom: good.uom };
    const told = { device: deviceFor(site, "dock"), keys: [goodsKey(site, good.gtin)] };
    tellScan(scene, told, {
      step: "receiving",
      location: "D2",
      regime: "non_bonded",
      document: `FB${scene.agenda.nowMs() % 1_000_000}`,
      operator: "dock-3",
      items: [{ ...item, owner: OWNERS[stream], ...batchOf(good, scene.agenda.nowMs() - 9 * DAY_MS) }],
    });
    addStock(scene, { site, location: "D2" }, [line]);
    scene.agenda.after(25 * MINUTE_MS, () => {
      tellScan(
        scene,
        { ...told, device: deviceFor(site, "floor") },
        { step: "storing", from: "D2", to: location, regime: "non_bonded", items: [item] },
      );
      moveStock(scene, { from: { site, location: "D2" }, to: { site, location } }, [line]);
    });
  }

  /** Non-bonded goods go from one zone to the other: no release, but the gate all the same. */
  #transfer(): void {
    const scene = this.#scene;
    const random = scene.random("transfer/goods");
    const [site, to] = ["xiangtan", "chenzhou"] as const;
    const good = random.pick(goodsOf("domestic-xiangtan"));
    const location = getBin(site, good);
    const quantity = Math.min(good.perPallet, scene.stock.of({ site, location, gtin: good.gtin, regime: "non_bonded" }));
    if (quantity === 0) return;
    const lines: Line[] = [{ gtin: good.gtin, regime: "non_bonded", quantity }];
    const items = [{ gtin: good.gtin, quantity: String(quantity), uom: good.uom }];
    const sscc = scene.labels.nextSscc();
    const keys = [`pallet:${sscc}`, goodsKey(site, good.gtin)];
    tellScan(scene, { device: deviceFor(site, "floor"), keys }, { step: "picking", from: location, to: "S1", regime: "non_bonded", items });
    moveStock(scene, { from: { site, location }, to: { site, location: "S1" } }, lines);
    scene.agenda.after(10 * MINUTE_MS, () =>
      tellScan(
        scene,
        { device: deviceFor(site, "floor"), keys },
        {
          step: "packing",
          location: "S1",
          parent: sscc,
          regime: "non_bonded",
          items,
        },
      ),
    );
    scene.agenda.after(15 * MINUTE_MS, () =>
      this.#freight.send({
        id: `NB-${scene.run}-${String(++this.#number).padStart(6, "0")}`,
        name: { zh: "非保税货物区间调拨", en: "Non-bonded transfer" },
        owner: OWNERS["domestic-xiangtan"],
        regime: "non_bonded",
        booked: true,
        pallets: [{ sscc, gtin: good.gtin, quantity, batch: "", expiry: "" }],
        lines: [getLine("xt-cz")],
        sites: [site, to],
        hop: 0,
        location: "S1",
        legs: [],
        crossings: withoutDeclaration(site, to, [{ gtin: good.gtin, quantity }]),
        clearances: new Map(),
        arrived: () => {
          const bin = getBin(to, good);
          tellScan(
            scene,
            { device: deviceFor(to, "floor"), keys: [`pallet:${sscc}`, goodsKey(to, good.gtin)] },
            {
              step: "storing",
              to: bin,
              codes: [palletCode(sscc)],
            },
          );
          moveStock(scene, { from: { site: to, location: "D1" }, to: { site: to, location: bin } }, lines);
        },
      }),
    );
  }

  /** Out of a bin to a consignee at once. */
  #sell(site: string, bins: "N-" | "O-"): void {
    const scene = this.#scene;
    const random = scene.random(`sale/${site}/goods`);
    const offered = this.#inBins(site, bins).filter(({ quantity }) => quantity > 3);
    if (offered.length === 0) return;
    const { gtin, location, regime, quantity: there } = random.pick(offered);
    const quantity = Math.max(1, Math.round(there * random.between(0.02, 0.15)));
    tellScan(
      scene,
      { device: deviceFor(site, "dock"), keys: [goodsKey(site, gtin)] },
      {
        step: "shipping",
        from: location,
        operator: "sales-1",
        items: [{ gtin, quantity: String(quantity), uom: getGood(gtin).uom }],
      },
    );
    takeStock(scene, { site, location }, [{ gtin, regime, quantity }]);
  }

  #inBins(site: string, prefix: string): ReturnType<Scene["stock"]["list"]> {
    return this.#scene.stock
      .list()
      .filter((cell) => cell.site === site && cell.location.startsWith(prefix))
      .toSorted((a, b) => (a.location < b.location ? -1 : 1));
  }

  /** A count finds what should be there, and now and then a little else. Bonded differences wait for an officer. */
  #count(): void {
    const scene = this.#scene;
    const random = scene.random("count/what");
    const site = random.pick([...ZONES, ...OVERSEAS]);
    const cells = this.#inBins(site, random.pick(site === "xiangtan" || site === "chenzhou" ? ["A-", "N-"] : ["O-"]));
    if (cells.length === 0) return;
    const { gtin, location, regime, quantity: there } = random.pick(cells);
    const found = random.chance(0.1) ? Math.max(0, there + random.pick([-2, -1, 1])) : there;
    tellScan(
      scene,
      { device: deviceFor(site, "floor"), keys: [goodsKey(site, gtin)] },
      {
        step: "stock_taking",
        location,
        operator: "count-1",
        items: [{ gtin, quantity: String(found), uom: getGood(gtin).uom }],
      },
    );
    if (regime === "bonded") return;
    if (found > there) addStock(scene, { site, location }, [{ gtin, regime, quantity: found - there }]);
    if (found < there) takeStock(scene, { site, location }, [{ gtin, regime, quantity: there - found }]);
  }

  /** A consumer sends something back (退货). */
  #return(site: ZoneName): void {
    const scene = this.#scene;
    const good = scene.random(`return/${site}/goods`).pick(goodsOf(`import-${site}`));
    const line: Line = { gtin: good.gtin, regime: "bonded", quantity: 1 };
    const item = { gtin: good.gtin, quantity: "1", uom: good.uom };
    const told = { device: deviceFor(site, "dock"), keys: [goodsKey(site, good.gtin)] };
    tellScan(scene, told, {
      step: "returning",
      location: "D2",
      regime: "bonded",
      document: `RT${scene.agenda.nowMs() % 1_000_000}`,
      items: [item],
    });
    addStock(scene, { site, location: "D2" }, [line]);
    const location = getBin(site, good);
    scene.agenda.after(40 * MINUTE_MS, () => {
      tellScan(
        scene,
        { ...told, device: deviceFor(site, "floor") },
        { step: "storing", from: "D2", to: location, regime: "bonded", items: [item] },
      );
      moveStock(scene, { from: { site, location: "D2" }, to: { site, location } }, [line]);
    });
  }

  /** Somebody puts goods into the wrong place, sees it, and takes the scan back. */
  #slip(site: ZoneName): void {
    const scene = this.#scene;
    const cells = this.#inBins(site, "A-").filter(({ gtin, location }) => freeInBin(scene, site, gtin, location) > 10);
    if (cells.length === 0) return;
    const { gtin, location } = scene.random(`slip/${site}/goods`).pick(cells);
    const name = `slip-${++this.#number}`;
    const told = { device: deviceFor(site, "floor"), keys: [goodsKey(site, gtin)] };
    tellScan(
      scene,
      { ...told, as: name },
      { step: "moving", from: location, to: "C1", items: [{ gtin, quantity: "4", uom: getGood(gtin).uom }] },
    );
    const lines: Line[] = [{ gtin, regime: "bonded", quantity: 4 }];
    moveStock(scene, { from: { site, location }, to: { site, location: "C1" } }, lines);
    scene.agenda.after(2 * MINUTE_MS, () => {
      tellScan(scene, { ...told, undoes: name }, { step: "moving", reason: "扫错库位 wrong place scanned", operator: "floor-1" });
      moveStock(scene, { from: { site, location: "C1" }, to: { site, location } }, lines);
    });
  }
}
