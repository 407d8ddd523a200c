/**
 * What goes out of the warehouses, and what happens in them in between: retail waves of the zones, transfers and sales
 * of non-bonded goods, sales abroad, counts, returns, and slips that are undone.
 */
import { getGood, goodsOf, OWNERS, type Stream } from "./catalog.ts";
import type { Consignment, Freight } from "./freight.ts";
import { batchOf, itemsCode, palletCode } from "./labels.ts";
import { getLine } from "./fleet.ts";
import { deviceFor, getBin, OVERSEAS, ZONES, type ZoneName } from "./layout.ts";
import type { Random } from "./random.ts";
import {
  addStock, DAY_MS, goodsKey, goodsKeys, HOUR_MS, MINUTE_MS, moveStock, repeat, takeStock, tellRelease, tellScan, type Line, type Scene,
} from "./scene.ts";

const HUB: Readonly<Record<ZoneName, Readonly<{ site: string; line: string; coldLine?: string }>>> = {
  xiangtan: { site: "changsha-hub", line: "xt-hub", coldLine: "xt-hub-cold" },
  chenzhou: { site: "guangzhou-hub", line: "cz-hub" },
};
/** The last days of the history are as busy as the present. */
const BUSY_PAST_MS = 2 * DAY_MS;
const RELEASE_VALID_MS = 4 * DAY_MS;
const COLD_WAVES = 0.22;
const SLIP_HOURS = 26;
const RETURN_HOURS = 30;

export class Retail {
  readonly #scene: Scene;
  readonly #freight: Freight;
  #number = 0;

  constructor(scene: Scene, freight: Freight) {
    this.#scene = scene;
    this.#freight = freight;
  }

  start(): void {
    const { pace, liveFromMs } = this.#scene;
    const factor: Readonly<Record<ZoneName, number>> = { xiangtan: 1, chenzhou: 4.2 };
    for (const site of ZONES) {
      const meanMs = (atMs: number): number =>
        (atMs < liveFromMs - BUSY_PAST_MS ? pace.pastWaveMinutes : pace.waveMinutes) * MINUTE_MS * factor[site];
      repeat(this.#scene, `wave/${site}`, meanMs, () => this.#wave(site));
      repeat(this.#scene, `return/${site}`, () => RETURN_HOURS * HOUR_MS, () => this.#return(site));
      repeat(this.#scene, `slip/${site}`, () => SLIP_HOURS * HOUR_MS, () => this.#slip(site));
      repeat(this.#scene, `domestic/${site}`, () => 20 * HOUR_MS, () => this.#receiveDomestic(site));
      repeat(this.#scene, `local/${site}`, () => 7 * HOUR_MS, () => this.#sell(site, "N-"));
    }
    repeat(this.#scene, "transfer", () => 14 * HOUR_MS, () => this.#transfer());
    for (const site of OVERSEAS) repeat(this.#scene, `sale/${site}`, () => pace.saleHours * HOUR_MS, () => this.#sell(site, "O-"));
    repeat(this.#scene, "count", () => pace.countHours * HOUR_MS, () => this.#count());
  }

  /** A wave of orders (二线出区): picked, packed into one cage, released, let out, and given to the parcel service. */
  #wave(site: ZoneName): void {
    const { agenda } = this.#scene;
    const random = this.#scene.random(`wave/${site}/orders`);
    const hub = HUB[site];
    const cold = hub.coldLine !== undefined && random.chance(COLD_WAVES);
    const streams: Stream[] = cold ? [`import-${site}-cold`] : site === "chenzhou" ? [`import-${site}`, `import-${site}-cold`] : [`import-${site}`];
    const picked: Line[] = [];
    const wanted = random.integer(1, cold ? 2 : 4);
    for (let number = 0; number < wanted; number++) {
      agenda.after(number * 3 * MINUTE_MS, () => this.#pick(site, random, streams, picked));
    }
    agenda.after(18 * MINUTE_MS, () => {
      if (picked.length > 0) this.#pack(site, picked, cold && hub.coldLine ? hub.coldLine : hub.line, random);
    });
  }

  #pick(site: ZoneName, random: Random, streams: readonly Stream[], picked: Line[]): void {
    const good = random.pick(streams.flatMap(goodsOf));
    const location = getBin(site, good);
    const there = this.#scene.stock.of({ site, location, gtin: good.gtin, regime: "bonded" });
    const quantity = Math.min(random.integer(3, Math.max(4, Math.round(good.perPallet / 5))), there);
    if (quantity === 0 || picked.some((line) => line.gtin === good.gtin)) return;
    const body = random.chance(0.5)
      ? { codes: [itemsCode(good.gtin, quantity)] }
      : { items: [{ gtin: good.gtin, quantity: String(quantity), uom: good.uom }] };
    tellScan(this.#scene, { device: deviceFor(site, "floor"), keys: [goodsKey(site, good.gtin)] }, {
      step: "picking", from: location, to: "P1", operator: `picker-${random.integer(1, 6)}`, ...body,
    });
    const line: Line = { gtin: good.gtin, regime: "bonded", quantity };
    moveStock(this.#scene, { site, location }, { site, location: "P1" }, [line]);
    picked.push(line);
  }

  #pack(site: ZoneName, picked: readonly Line[], line: string, random: Random): void {
    const scene = this.#scene;
    const sscc = scene.labels.nextSscc();
    const keys = [`pallet:${sscc}`, ...goodsKeys(site, picked)];
    tellScan(scene, { device: deviceFor(site, "pack"), keys }, {
      step: "packing", location: "P1", parent: sscc, operator: `packer-${random.integer(1, 4)}`, regime: "bonded",
      items: picked.map(({ gtin, quantity }) => ({ gtin, quantity: String(quantity), uom: getGood(gtin).uom })),
    });
    scene.agenda.after(5 * MINUTE_MS, () => {
      tellScan(scene, { device: deviceFor(site, "floor"), keys }, { step: "staging_outbound", to: "S1", codes: [palletCode(sscc)] });
      moveStock(scene, { site, location: "P1" }, { site, location: "S1" }, picked);
    });
    scene.agenda.after(8 * MINUTE_MS, () => this.#sendOut(site, sscc, picked, line));
  }

  #sendOut(site: ZoneName, sscc: string, picked: readonly Line[], line: string): void {
    const scene = this.#scene;
    const hub = HUB[site].site;
    const owner = OWNERS[`import-${site}`];
    const id = `${site === "xiangtan" ? "XT" : "CZ"}${scene.run}-${String(++this.#number).padStart(6, "0")}`;
    const release = (name: string, at: string) => ({
      release: name, site: at, owner, validUntil: new Date(scene.agenda.nowMs() + RELEASE_VALID_MS).toISOString(),
      lines: picked.map(({ gtin, quantity }) => ({ gtin, quantity: String(quantity), uom: getGood(gtin).uom })),
    });
    const consignment: Consignment = {
      id: `B2C-${id}`,
      name: { zh: "跨境零售出区", en: "Retail orders" },
      owner,
      regime: "bonded",
      booked: true,
      pallets: picked.map(({ gtin, quantity }) => ({ sscc, gtin, quantity, batch: "", expiry: "" })),
      lines: [getLine(line)],
      sites: [site, hub],
      hop: 0,
      location: "S1",
      legs: [],
      release: release(`R${id}`, site),
      lateRelease: scene.random(`late/${site}`).chance(scene.pace.lateReleases),
      arrived: () => {
        tellRelease(scene, release(`R${id}-D`, hub));
        scene.agenda.after(12 * MINUTE_MS, () => {
          tellScan(scene, { device: deviceFor(hub, "dock"), keys: [`pallet:${sscc}`, ...goodsKeys(hub, picked)] }, {
            step: "shipping", from: "D1", codes: [palletCode(sscc)], operator: "parcel-1",
          });
          takeStock(scene, { site: hub, location: "D1" }, picked);
        });
      },
    };
    this.#freight.send(consignment);
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
      step: "receiving", location: "D2", regime: "non_bonded", document: `FB${scene.agenda.nowMs() % 1_000_000}`, operator: "dock-3",
      items: [{ ...item, owner: OWNERS[stream], ...batchOf(good, scene.agenda.nowMs() - 9 * DAY_MS) }],
    });
    addStock(scene, { site, location: "D2" }, [line]);
    scene.agenda.after(25 * MINUTE_MS, () => {
      tellScan(scene, { ...told, device: deviceFor(site, "floor") }, { step: "storing", from: "D2", to: location, regime: "non_bonded", items: [item] });
      moveStock(scene, { site, location: "D2" }, { site, location }, [line]);
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
    moveStock(scene, { site, location }, { site, location: "S1" }, lines);
    scene.agenda.after(10 * MINUTE_MS, () => tellScan(scene, { device: deviceFor(site, "floor"), keys }, {
      step: "packing", location: "S1", parent: sscc, regime: "non_bonded", items,
    }));
    scene.agenda.after(15 * MINUTE_MS, () => this.#freight.send({
      id: `NB-${scene.run}-${String(++this.#number).padStart(6, "0")}`,
      name: { zh: "非保税货物区间调拨", en: "Non-bonded transfer" },
      owner: OWNERS["domestic-xiangtan"], regime: "non_bonded", booked: true,
      pallets: [{ sscc, gtin: good.gtin, quantity, batch: "", expiry: "" }],
      lines: [getLine("xt-cz")], sites: [site, to], hop: 0, location: "S1", legs: [],
      arrived: () => {
        const bin = getBin(to, good);
        tellScan(scene, { device: deviceFor(to, "floor"), keys: [`pallet:${sscc}`, goodsKey(to, good.gtin)] }, {
          step: "storing", to: bin, codes: [palletCode(sscc)],
        });
        moveStock(scene, { site: to, location: "D1" }, { site: to, location: bin }, lines);
      },
    }));
  }

  /** Out of a bin to a consignee at once. */
  #sell(site: string, bins: "N-" | "O-"): void {
    const scene = this.#scene;
    const random = scene.random(`sale/${site}/goods`);
    const offered = this.#inBins(site, bins).filter(({ quantity }) => quantity > 3);
    if (offered.length === 0) return;
    const { gtin, location, regime, quantity: there } = random.pick(offered);
    const quantity = Math.max(1, Math.round(there * random.between(0.02, 0.15)));
    tellScan(scene, { device: deviceFor(site, "dock"), keys: [goodsKey(site, gtin)] }, {
      step: "shipping", from: location, operator: "sales-1", items: [{ gtin, quantity: String(quantity), uom: getGood(gtin).uom }],
    });
    takeStock(scene, { site, location }, [{ gtin, regime, quantity }]);
  }

  #inBins(site: string, prefix: string): ReturnType<Scene["stock"]["list"]> {
    return this.#scene.stock.list().filter((cell) => cell.site === site && cell.location.startsWith(prefix)).toSorted((a, b) => (a.location < b.location ? -1 : 1));
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
    tellScan(scene, { device: deviceFor(site, "floor"), keys: [goodsKey(site, gtin)] }, {
      step: "stock_taking", location, operator: "count-1", items: [{ gtin, quantity: String(found), uom: getGood(gtin).uom }],
    });
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
    tellScan(scene, told, { step: "returning", location: "D2", regime: "bonded", document: `RT${scene.agenda.nowMs() % 1_000_000}`, items: [item] });
    addStock(scene, { site, location: "D2" }, [line]);
    const location = getBin(site, good);
    scene.agenda.after(40 * MINUTE_MS, () => {
      tellScan(scene, { ...told, device: deviceFor(site, "floor") }, { step: "storing", from: "D2", to: location, regime: "bonded", items: [item] });
      moveStock(scene, { site, location: "D2" }, { site, location }, [line]);
    });
  }

  /** Somebody puts goods into the wrong place, sees it, and takes the scan back. */
  #slip(site: ZoneName): void {
    const scene = this.#scene;
    const cells = this.#inBins(site, "A-").filter(({ quantity }) => quantity > 10);
    if (cells.length === 0) return;
    const { gtin, location } = scene.random(`slip/${site}/goods`).pick(cells);
    const name = `slip-${++this.#number}`;
    const told = { device: deviceFor(site, "floor"), keys: [goodsKey(site, gtin)] };
    tellScan(scene, { ...told, as: name }, { step: "moving", from: location, to: "C1", items: [{ gtin, quantity: "4", uom: getGood(gtin).uom }] });
    const lines: Line[] = [{ gtin, regime: "bonded", quantity: 4 }];
    moveStock(scene, { site, location }, { site, location: "C1" }, lines);
    scene.agenda.after(2 * MINUTE_MS, () => {
      tellScan(scene, { ...told, undoes: name }, { step: "moving", reason: "扫错库位 wrong place scanned", operator: "floor-1" });
      moveStock(scene, { site, location: "C1" }, { site, location }, lines);
    });
  }
}
