/**
 * The warehouses: bonded goods come in over the dock and lie in bins until retail orders take them out through the gate
 * with a release; non-bonded goods lie beside them; abroad they are sold. Counts, inspections, returns and slips happen.
 */
import { getGood, GOODS, goodsOf, OWNERS, type Good } from "./catalog.ts";
import type { Declarant } from "../customs/declarant.ts";
import type { Consignment } from "./consignment.ts";
import type { Freight } from "./freight.ts";
import { batchOf, palletCode, palletWithContents, type PalletContents } from "./labels.ts";
import { bondedStreams, deviceFor, getBin, OVERSEAS, ZONES } from "./layout.ts";
import type { Random } from "./random.ts";
import { Retail } from "./retail.ts";
import { Upkeep } from "./upkeep.ts";
import { Wholesale } from "./wholesale.ts";
import {
  addStock,
  count,
  DAY_MS,
  goodsKey,
  HOUR_MS,
  inTurn,
  MINUTE_MS,
  moveStock,
  takeStock,
  tellScan,
  type Line,
  type Scene,
} from "./scene.ts";

const OPENING_PALLETS = 2;
const IN_TRANSIT = "in_transit_bonded";

export class Zones {
  readonly #scene: Scene;
  readonly #freight: Freight;
  readonly #declarant: Declarant;
  /** Announced and not yet received, by `site/gtin`. */
  readonly #expected = new Map<string, number>();

  constructor(scene: Scene, freight: Freight, declarant: Declarant) {
    this.#scene = scene;
    this.#freight = freight;
    this.#declarant = declarant;
  }

  start(): void {
    this.#open();
    this.#scene.agenda.at(this.#scene.documentedFromMs, () => this.#openBooks());
    new Retail(this.#scene, this.#freight, this.#declarant).start();
    new Wholesale(this.#scene, this.#freight, this.#declarant).start();
    new Upkeep(this.#scene, this.#freight).start();
  }

  /** Customs begins to count: what lies in bond, less what leaves without documents yet, and with what still comes so. */
  #openBooks(): void {
    const { stock, undeclaredIn, undeclaredOut } = this.#scene;
    for (const site of ZONES) {
      const there = new Map<string, number>();
      count(
        there,
        site,
        stock.list().filter((cell) => cell.site === site && cell.regime === "bonded"),
        1,
      );
      const goods = bondedStreams(site)
        .flatMap(goodsOf)
        .map(({ gtin }) => {
          const [inBond, coming, leaving] = [there, undeclaredIn, undeclaredOut].map((counts) => counts.get(`${site}/${gtin}`) ?? 0);
          return { gtin, quantity: inBond! + coming! - leaving! };
        });
      this.#declarant.openBook(site, OWNERS[`import-${site}`], goods);
    }
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

  /** What comes from abroad and is declared is under customs from the port on (转关/保税在途). */
  receiveInTransit(consignment: Consignment): void {
    const scene = this.#scene;
    const site = consignment.sites.at(-2)!;
    consignment.booked = true;
    consignment.regime = IN_TRANSIT;
    consignment.location = "D1";
    for (const pallet of consignment.pallets) {
      const { sscc, gtin, batch, expiry, quantity } = pallet;
      const items = [{ gtin, quantity: String(quantity), uom: getGood(gtin).uom, batch, expiry, origin: "US", owner: consignment.owner }];
      const told = { device: deviceFor(site, "dock"), keys: [`pallet:${sscc}`, `consignment:${consignment.id}`] };
      tellScan(scene, told, { step: "receiving", location: "D1", regime: IN_TRANSIT, parent: sscc, items });
      addStock(scene, { site, location: "D1" }, [{ gtin, regime: IN_TRANSIT, quantity }]);
    }
  }

  /** First-line inbound (一线进境): from abroad into bond, pallet by pallet; some are picked for inspection. */
  receiveImport(consignment: Consignment): void {
    this.#announce(consignment, -1);
    const site = consignment.sites.at(-1)!;
    inTurn(this.#scene, { items: consignment.pallets, minutes: 4 }, (pallet) => {
      // It was unloaded as what the gate let in.
      if (consignment.booked) return this.#handle(site, pallet, "bonded");
      count(this.#scene.undeclaredIn, site, [pallet], -1);
      this.#receivePallet(site, pallet, { regime: "bonded", document: `QD${consignment.id}`, origin: "US" });
    });
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
    this.#handle(site, pallet, how.regime);
  }

  /** From the dock to its bin; some are inspected before. */
  #handle(site: string, pallet: PalletContents, regime: string): void {
    const scene = this.#scene;
    const random = scene.random(`handle/${site}`);
    const inspected = regime === "bonded" && random.chance(0.06);
    if (inspected) this.#inspect(site, pallet, random);
    scene.agenda.after(inspected ? 6 * HOUR_MS : random.between(18, 40) * MINUTE_MS, () => this.#store(site, pallet, regime));
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

  /** Parcels of buyers abroad are handed on as they come. */
  deliverAbroad(consignment: Consignment): void {
    const scene = this.#scene;
    const site = consignment.sites.at(-1)!;
    inTurn(scene, { items: consignment.pallets, minutes: 6 }, ({ sscc, gtin, quantity }) => {
      const told = { device: deviceFor(site, "dock"), keys: [`pallet:${sscc}`, goodsKey(site, gtin)] };
      tellScan(scene, told, { step: "shipping", from: "D1", codes: [palletCode(sscc)], operator: "parcel-1" });
      takeStock(scene, { site, location: "D1" }, [{ gtin, regime: "overseas", quantity }]);
    });
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
