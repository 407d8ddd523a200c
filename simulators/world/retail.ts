/** Retail out of the zones (二线出区): waves of orders are picked, packed, released, let out and given to the parcel service. */
import { getGood, goodsOf, OWNERS, type Stream } from "./catalog.ts";
import type { Consignment } from "./consignment.ts";
import type { Freight } from "./freight.ts";
import { itemsCode, palletCode } from "./labels.ts";
import { getLine } from "./fleet.ts";
import { deviceFor, getBin, ZONES, type ZoneName } from "./layout.ts";
import type { Random } from "./random.ts";
import {
  DAY_MS,
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

const HUB: Readonly<Record<ZoneName, Readonly<{ site: string; line: string; coldLine?: string }>>> = {
  xiangtan: { site: "changsha-hub", line: "xt-hub", coldLine: "xt-hub-cold" },
  chenzhou: { site: "guangzhou-hub", line: "cz-hub" },
};
/** The last days of the history are as busy as the present. */
const BUSY_PAST_MS = 2 * DAY_MS;
const RELEASE_VALID_MS = 4 * DAY_MS;
const COLD_WAVES = 0.22;
/** Chenzhou is the smaller one. */
const BETWEEN_WAVES: Readonly<Record<ZoneName, number>> = { xiangtan: 1, chenzhou: 4.2 };

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
    for (const site of ZONES) {
      const hours = (atMs: number): number =>
        ((atMs < liveFromMs - BUSY_PAST_MS ? pace.pastWaveMinutes : pace.waveMinutes) / 60) * BETWEEN_WAVES[site];
      repeat(this.#scene, { stream: `wave/${site}`, hours }, () => this.#wave(site));
    }
  }

  /** A wave of orders (二线出区): picked, packed into one cage, released, let out, and given to the parcel service. */
  #wave(site: ZoneName): void {
    const { agenda } = this.#scene;
    const random = this.#scene.random(`wave/${site}/orders`);
    const hub = HUB[site];
    const cold = hub.coldLine !== undefined && random.chance(COLD_WAVES);
    const streams: Stream[] = cold
      ? [`import-${site}-cold`]
      : site === "chenzhou"
        ? [`import-${site}`, `import-${site}-cold`]
        : [`import-${site}`];
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
    tellScan(
      this.#scene,
      { device: deviceFor(site, "floor"), keys: [goodsKey(site, good.gtin)] },
      {
        step: "picking",
        from: location,
        to: "P1",
        operator: `picker-${random.integer(1, 6)}`,
        ...body,
      },
    );
    const line: Line = { gtin: good.gtin, regime: "bonded", quantity };
    moveStock(this.#scene, { from: { site, location }, to: { site, location: "P1" } }, [line]);
    picked.push(line);
  }

  #pack(site: ZoneName, picked: readonly Line[], line: string, random: Random): void {
    const scene = this.#scene;
    const sscc = scene.labels.nextSscc();
    const keys = [`pallet:${sscc}`, ...goodsKeys(site, picked)];
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
    scene.agenda.after(8 * MINUTE_MS, () => this.#sendOut(site, sscc, picked, line));
  }

  #sendOut(site: ZoneName, sscc: string, picked: readonly Line[], line: string): void {
    const scene = this.#scene;
    const hub = HUB[site].site;
    const owner = OWNERS[`import-${site}`];
    const id = `${site === "xiangtan" ? "XT" : "CZ"}${scene.run}-${String(++this.#number).padStart(6, "0")}`;
    const release = (name: string, at: string) => ({
      release: name,
      site: at,
      owner,
      validUntil: new Date(scene.agenda.nowMs() + RELEASE_VALID_MS).toISOString(),
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
          tellScan(
            scene,
            { device: deviceFor(hub, "dock"), keys: [`pallet:${sscc}`, ...goodsKeys(hub, picked)] },
            {
              step: "shipping",
              from: "D1",
              codes: [palletCode(sscc)],
              operator: "parcel-1",
            },
          );
          takeStock(scene, { site: hub, location: "D1" }, picked);
        });
      },
    };
    this.#freight.send(consignment);
  }
}
