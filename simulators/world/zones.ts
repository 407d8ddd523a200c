/**
 * The warehouses: bonded goods come in over the dock and lie in bins until retail orders take them out through the gate
 * with a release; non-bonded goods lie beside them; abroad they are sold. Counts, inspections, returns and slips happen.
 */
import { getGood, GOODS, goodsOf, OWNERS, type Good, type Stream } from "./catalog.ts";
import type { Consignment } from "./consignment.ts";
import type { Freight } from "./freight.ts";
import { batchOf, palletCode, palletWithContents, type PalletContents } from "./labels.ts";
import { deviceFor, getBin, OVERSEAS, ZONES, type ZoneName } from "./layout.ts";
import type { Random } from "./random.ts";
import { Retail } from "./retail.ts";
import { Upkeep } from "./upkeep.ts";
import { addStock, DAY_MS, goodsKey, HOUR_MS, inTurn, MINUTE_MS, moveStock, tellScan, type Line, type Scene } from "./scene.ts";

export const bondedStreams = (site: ZoneName): Stream[] => [`import-${site}`, `import-${site}-cold`];
const OPENING_PALLETS = 2;

export class Zones {
  readonly #scene: Scene;
  readonly #freight: Freight;
  /** Announced and not yet received, by `site/gtin`. */
  readonly #expected = new Map<string, number>();

  constructor(scene: Scene, freight: Freight) {
    this.#scene = scene;
    this.#freight = freight;
  }

  start(): void {
    this.#open();
    new Retail(this.#scene, this.#freight).start();
    new Upkeep(this.#scene, this.#freight).start();
  }

  expect(consignment: Consignment): void {
    this.#announce(consignment, 1);
  }

  #announce(consignment: Consignment, sign: 1 | -1): void {
    const site = consignment.sites.at(-1)!;
    for (const { gtin, quantity } of consignment.pallets) {
      const key = `${site}/${gtin}`;
      this.#expected.set(key, (this.#expected.get(key) ?? 0) + sign * quantity);
    }
  }

  /** In the bin or announced. */
  inSight(site: string, good: Good): number {
    const regime = "bonded";
    return (
      this.#scene.stock.of({ site, location: getBin(site, good), gtin: good.gtin, regime }) +
      (this.#expected.get(`${site}/${good.gtin}`) ?? 0)
    );
  }

  /** First-line inbound (一线进境): from abroad into bond, pallet by pallet; some are picked for inspection. */
  receiveImport(consignment: Consignment): void {
    this.#announce(consignment, -1);
    const site = consignment.sites.at(-1)!;
    const document = `QD${consignment.id}`;
    inTurn(this.#scene, { items: consignment.pallets, minutes: 4 }, (pallet) =>
      this.#receivePallet(site, pallet, { regime: "bonded", document, origin: "US" }),
    );
  }

  #receivePallet(
    site: string,
    pallet: PalletContents,
    how: Readonly<{ regime: "bonded" | "non_bonded" | "overseas"; document: string; origin?: string; owner?: string }>,
  ): void {
    const scene = this.#scene;
    const random = scene.random(`receive/${site}`);
    const { sscc, gtin, batch, expiry, quantity } = pallet;
    const line: Line = { gtin, regime: how.regime, quantity };
    const told = { device: deviceFor(site, "dock"), keys: [`pallet:${sscc}`, goodsKey(site, gtin)] };
    const head = { step: "receiving", location: "D1", regime: how.regime, document: how.document, operator: "dock-1" } as const;
    // Half of the docks key in the delivery note, half read the label with its contents.
    if (how.owner !== undefined || random.chance(0.5)) {
      const item = {
        gtin,
        quantity: String(quantity),
        uom: getGood(gtin).uom,
        batch,
        expiry,
        ...(how.origin && { origin: how.origin }),
        ...(how.owner && { owner: how.owner }),
      };
      tellScan(scene, told, { ...head, parent: sscc, items: [item] });
    } else tellScan(scene, told, { ...head, codes: [palletWithContents(pallet)] });
    addStock(scene, { site, location: "D1" }, [line]);
    const inspected = how.regime === "bonded" && random.chance(0.06);
    if (inspected) this.#inspect(site, pallet, random);
    scene.agenda.after(inspected ? 6 * HOUR_MS : random.between(18, 40) * MINUTE_MS, () => this.#store(site, pallet, how.regime));
  }

  #inspect(site: string, pallet: PalletContents, random: Random): void {
    const scene = this.#scene;
    const told = { device: deviceFor(site, "dock"), keys: [`pallet:${pallet.sscc}`, goodsKey(site, pallet.gtin)] };
    const head = { step: "inspecting", parent: pallet.sscc, hold: "customs_hold", operator: "customs-1" } as const;
    scene.agenda.after(6 * MINUTE_MS, () => tellScan(scene, told, { ...head, reason: "布控查验 selected for inspection" }));
    scene.agenda.after(random.between(2, 5) * HOUR_MS, () =>
      tellScan(scene, told, { ...head, lift: true, reason: "查验放行 inspected and found in order" }),
    );
  }

  #store(site: string, { sscc, gtin, quantity }: PalletContents, regime: string): void {
    const location = getBin(site, { gtin });
    tellScan(
      this.#scene,
      { device: deviceFor(site, "floor"), keys: [`pallet:${sscc}`, goodsKey(site, gtin)] },
      {
        step: "storing",
        to: location,
        codes: [palletCode(sscc)],
        operator: "floor-1",
      },
    );
    moveStock(this.#scene, { from: { site, location: "D1" }, to: { site, location } }, [{ gtin, regime, quantity }]);
  }

  /** What came in the books is put away: abroad as overseas stock, in a zone as what it was. */
  storeAbroad(consignment: Consignment): void {
    const site = consignment.sites.at(-1)!;
    inTurn(this.#scene, { items: consignment.pallets, minutes: 5 }, (pallet) => this.#store(site, pallet, "overseas"));
  }

  /** The stock with which the books begin. */
  #open(): void {
    const pallets = (goods: readonly Good[]): PalletContents[] =>
      goods.flatMap((good) =>
        Array.from({ length: OPENING_PALLETS }, (_, index) => ({
          sscc: this.#scene.labels.nextSscc(),
          gtin: good.gtin,
          quantity: good.perPallet,
          ...batchOf(good, this.#scene.epochMs - Math.min(20 + index * 15, good.shelfLifeDays / 4) * DAY_MS),
        })),
      );
    for (const site of ZONES) {
      inTurn(this.#scene, { items: pallets(bondedStreams(site).flatMap(goodsOf)), minutes: 5 }, (pallet) =>
        this.#receivePallet(site, pallet, { regime: "bonded", document: "OPENING" }),
      );
      inTurn(this.#scene, { items: pallets(goodsOf(`domestic-${site}`)), minutes: 7 }, (pallet) =>
        this.#receivePallet(site, pallet, { regime: "non_bonded", document: "OPENING", owner: OWNERS[`domestic-${site}`] }),
      );
    }
    const exports = GOODS.filter((good) => good.stream.startsWith("export-") && !good.serial);
    OVERSEAS.forEach((site, index) => {
      const some = exports.filter((_, n) => (n + index) % 2 === 0);
      inTurn(this.#scene, { items: pallets(some), minutes: 6 }, (pallet) =>
        this.#receivePallet(site, pallet, { regime: "overseas", document: "OPENING", owner: OWNERS[getGood(pallet.gtin).stream] }),
      );
    });
  }
}
