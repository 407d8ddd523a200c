/**
 * Retail out of the zones (二线出区): orders are filed with customs, and what it releases is picked, packed, declared for the gate, let
 * out, and given to the parcel service. Before the books were opened waves went out by releases.
 */
import { chainKey, type Crossing, type Declarant } from "../customs/declarant.ts";
import type { Goods } from "../customs/declarations/goods-lines.ts";
import { RetailFiling, type FiledOrder } from "../customs/retail-filing.ts";
import { getGood, goodsOf, OWNERS, type Stream } from "./catalog.ts";
import type { Consignment } from "./consignment.ts";
import type { Freight } from "./freight.ts";
import { itemsCode, palletCode } from "./labels.ts";
import { getLine } from "./fleet.ts";
import { deviceFor, getBin, ZONES, type ZoneName } from "./layout.ts";
import type { Random } from "./random.ts";
import {
  count,
  DAY_MS,
  freeInBin,
  goodsKey,
  goodsKeys,
  MINUTE_MS,
  moveStock,
  repeat,
  takeStock,
  tellRelease,
  tellScan,
  type Line,
  type Scene,
} from "./scene.ts";

export const HUB: Readonly<Record<ZoneName, Readonly<{ site: string; line: string; coldLine?: string }>>> = {
  xiangtan: { site: "changsha-hub", line: "xt-hub", coldLine: "xt-hub-cold" },
  chenzhou: { site: "guangzhou-hub", line: "cz-hub" },
};
/** The end of the history is as busy as the present. */
const BUSY_PAST_MS = 1.2 * DAY_MS;
const RELEASE_VALID_MS = 4 * DAY_MS;
const COLD_WAVES = 0.22;
/** Chenzhou is the smaller one. */
const BETWEEN_WAVES: Readonly<Record<ZoneName, number>> = { xiangtan: 1, chenzhou: 4.2 };
/** Waves without documents are through before the books are opened. */
const PAUSE_MS = 30 * MINUTE_MS;
/** Of goods alone: below the 5,000 of a single purchase. */
const ORDER_MAX_CNY = 4_800;
const PICKING_MS = 2 * MINUTE_MS;
const PICK_MS = 3 * MINUTE_MS;
/** From the last pick to the packing table. */
const PACKING_MS = 8 * MINUTE_MS;

type Packing = Readonly<{ site: ZoneName; line: string; random: Random; id: string; crossing?: Crossing }>;

export class Retail {
  readonly #scene: Scene;
  readonly #freight: Freight;
  readonly #declarant: Declarant;
  readonly #filing: RetailFiling;
  #number = 0;

  constructor(scene: Scene, freight: Freight, declarant: Declarant) {
    this.#scene = scene;
    this.#freight = freight;
    this.#declarant = declarant;
    this.#filing = new RetailFiling(scene, declarant);
  }

  start(): void {
    const { pace, liveFromMs } = this.#scene;
    for (const site of ZONES) {
      const hours = (atMs: number): number =>
        ((atMs < liveFromMs - BUSY_PAST_MS ? pace.pastWaveMinutes : pace.waveMinutes) / 60) * BETWEEN_WAVES[site];
      repeat(this.#scene, { stream: `wave/${site}`, hours }, () => this.#wave(site));
    }
  }

  #wave(site: ZoneName): void {
    const { agenda, documentedFromMs } = this.#scene;
    const random = this.#scene.random(`wave/${site}/orders`);
    const hub = HUB[site];
    const isCold = hub.coldLine !== undefined && random.chance(COLD_WAVES);
    const streams: Stream[] = isCold
      ? [`import-${site}-cold`]
      : site === "chenzhou"
        ? [`import-${site}`, `import-${site}-cold`]
        : [`import-${site}`];
    const line = isCold && hub.coldLine ? hub.coldLine : hub.line;
    const wanted = random.integer(1, isCold ? 2 : 4);
    if (this.#declarant.isOpen) return this.#order(site, random, { streams, line, wanted });
    if (agenda.nowMs() >= documentedFromMs - PAUSE_MS) return;
    const picked: Line[] = [];
    for (let number = 0; number < wanted; number++) {
      agenda.after(number * 3 * MINUTE_MS, () => this.#pickSomething(site, random, streams, picked));
    }
    agenda.after(18 * MINUTE_MS, () => {
      if (picked.length > 0) this.#pack(picked, { site, line, random, id: this.#nextId(site) });
    });
  }

  #nextId(site: ZoneName): string {
    return `B2C-${site === "xiangtan" ? "XT" : "CZ"}${this.#scene.run}-${String(++this.#number).padStart(6, "0")}`;
  }

  /** Orders come in, are filed, and what customs releases at one moment is picked for one vehicle. */
  #order(
    site: ZoneName,
    random: Random,
    { streams, line, wanted }: Readonly<{ streams: readonly Stream[]; line: string; wanted: number }>,
  ): void {
    const { agenda, promised } = this.#scene;
    const orders: Goods[][] = [];
    for (let number = 0; number < wanted; number++) {
      const goods = this.#chooseGoods(site, random, streams);
      if (goods.length === 0) continue;
      count(promised, site, goods, 1);
      orders.push(goods);
    }
    if (orders.length === 0) return;
    const chain = this.#nextId(site);
    const filed = this.#filing.file(site, OWNERS[`import-${site}`], chain, orders);
    const moments = new Map<number, FiledOrder[]>();
    for (const each of filed) {
      if (each.outcome === "released") moments.set(each.heardMs, [...(moments.get(each.heardMs) ?? []), each]);
      else count(promised, site, each.order.goods, -1);
    }
    [...moments].forEach(([heardMs, released], index) => {
      const id = index === 0 ? chain : `${chain}-${index + 1}`;
      agenda.at(heardMs + PICKING_MS, () => this.#pickReleased(released, { site, line, random, id }));
    });
  }

  /** One or two products that somebody might order together. */
  #chooseGoods(site: ZoneName, random: Random, streams: readonly Stream[]): Goods[] {
    const chosen: Goods[] = [];
    let leftCny = ORDER_MAX_CNY;
    for (let kind = random.integer(1, 2); kind > 0; kind--) {
      const good = random.pick(streams.flatMap(goodsOf).filter(({ customs }) => customs.isRetail !== false));
      const free = freeInBin(this.#scene, site, good.gtin, getBin(site, good));
      const most = Math.min(Math.floor(leftCny / good.customs.priceCny), Math.round(good.perPallet / 5), free);
      if (most < 1 || chosen.some(({ gtin }) => gtin === good.gtin)) continue;
      const quantity = random.integer(Math.max(1, Math.floor(most / 3)), most);
      leftCny -= quantity * good.customs.priceCny;
      chosen.push({ gtin: good.gtin, quantity });
    }
    return chosen;
  }

  #pickReleased(released: readonly FiledOrder[], { site, line, random, id }: Packing): void {
    const { agenda, promised } = this.#scene;
    const total = new Map<string, number>();
    for (const { gtin, quantity } of released.flatMap(({ order }) => order.goods)) total.set(gtin, (total.get(gtin) ?? 0) + quantity);
    const gathers = released.map(({ invtNo }) => invtNo);
    const lines = [...total].map(([gtin, quantity]): Line => ({ gtin, regime: "bonded", quantity }));
    lines.forEach((picked, index) => {
      agenda.after(index * PICK_MS, () => {
        count(promised, site, [picked], -1);
        this.#pick(site, random, picked, chainKey(id));
      });
    });
    const crossing: Crossing = {
      site,
      direction: "out",
      owner: OWNERS[`import-${site}`],
      passKind: "3",
      inventory: { type: "8", mode: "1210", transport: "4", country: "142", needsDeclaration: false, gathers },
      goods: lines,
    };
    agenda.after(lines.length * PICK_MS + PACKING_MS, () => this.#pack(lines, { site, line, random, id, crossing }));
  }

  #pickSomething(site: ZoneName, random: Random, streams: readonly Stream[], picked: Line[]): void {
    const good = random.pick(streams.flatMap(goodsOf));
    const location = getBin(site, good);
    const there = this.#scene.stock.of({ site, location, gtin: good.gtin, regime: "bonded" });
    const quantity = Math.min(random.integer(3, Math.max(4, Math.round(good.perPallet / 5))), there);
    if (quantity === 0 || picked.some((line) => line.gtin === good.gtin)) return;
    const line: Line = { gtin: good.gtin, regime: "bonded", quantity };
    this.#pick(site, random, line);
    count(this.#scene.undeclaredOut, site, [line], 1);
    picked.push(line);
  }

  #pick(site: ZoneName, random: Random, line: Line, ...keys: readonly string[]): void {
    const { gtin, quantity } = line;
    const location = getBin(site, line);
    const body = random.chance(0.5)
      ? { codes: [itemsCode(gtin, quantity)] }
      : { items: [{ gtin, quantity: String(quantity), uom: getGood(gtin).uom }] };
    tellScan(
      this.#scene,
      { device: deviceFor(site, "floor"), keys: [goodsKey(site, gtin), ...keys] },
      { step: "picking", from: location, to: "P1", operator: `picker-${random.integer(1, 6)}`, ...body },
    );
    moveStock(this.#scene, { from: { site, location }, to: { site, location: "P1" } }, [line]);
  }

  #pack(picked: readonly Line[], packing: Packing): void {
    const scene = this.#scene;
    const { site, random } = packing;
    const sscc = scene.labels.nextSscc();
    const keys = [`pallet:${sscc}`, ...goodsKeys(site, picked), ...(packing.crossing ? [chainKey(packing.id)] : [])];
    tellScan(
      scene,
      { device: deviceFor(site, "pack"), keys },
      {
        step: "packing",
        location: "P1",
        parent: sscc,
        operator: `packer-${random.integer(1, 4)}`,
        regime: "bonded",
        items: picked.map(({ gtin, quantity }) => ({ gtin, quantity: String(quantity), uom: getGood(gtin).uom })),
      },
    );
    scene.agenda.after(5 * MINUTE_MS, () => {
      tellScan(scene, { device: deviceFor(site, "floor"), keys }, { step: "staging_outbound", to: "S1", codes: [palletCode(sscc)] });
      moveStock(scene, { from: { site, location: "P1" }, to: { site, location: "S1" } }, picked);
    });
    scene.agenda.after(8 * MINUTE_MS, () => this.#sendOut(sscc, picked, packing));
  }

  #sendOut(sscc: string, picked: readonly Line[], { site, line, id, crossing }: Packing): void {
    const scene = this.#scene;
    const hub = HUB[site].site;
    const owner = OWNERS[`import-${site}`];
    const release = (name: string, at: string) => ({
      release: name,
      site: at,
      owner,
      validUntil: new Date(scene.agenda.nowMs() + RELEASE_VALID_MS).toISOString(),
      lines: picked.map(({ gtin, quantity }) => ({ gtin, quantity: String(quantity), uom: getGood(gtin).uom })),
    });
    const arrived = (): void => {
      if (!crossing) tellRelease(scene, release(`${id}-D`, hub));
      scene.agenda.after(12 * MINUTE_MS, () => handOver(scene, { hub, sscc, lines: picked, regime: crossing ? "duty_paid" : "bonded" }));
    };
    const consignment: Consignment = {
      id,
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
      ...(crossing ? { crossings: [crossing], clearances: new Map(), becomes: "duty_paid" } : { release: release(id, site) }),
      arrived,
    };
    this.#freight.send(consignment);
  }
}

type HandOver = Readonly<{ hub: string; sscc: string; lines: readonly Line[]; regime: string }>;

/** At the hub the parcels go to those who ordered them. */
export const handOver = (scene: Scene, { hub, sscc, lines, regime }: HandOver): void => {
  tellScan(
    scene,
    { device: deviceFor(hub, "dock"), keys: [`pallet:${sscc}`, ...goodsKeys(hub, lines)] },
    { step: "shipping", from: "D1", codes: [palletCode(sscc)], operator: "parcel-1" },
  );
  takeStock(
    scene,
    { site: hub, location: "D1" },
    lines.map((line) => ({ ...line, regime })),
  );
};
