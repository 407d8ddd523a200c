/**
 * Trades: which goods travel over which lines, and what makes them start. A departure of a main line pulls its
 * consignments, early enough that they come over the hops before it; roads run by chance.
 */
import { getGood, goodsOf, OWNERS, readData, type Good, type Stream } from "./catalog.ts";
import type { Crossing, Declarant } from "../customs/declarant.ts";
import type { ExportMode } from "../customs/declarations/export-messages.ts";
import { fileExport } from "../customs/export-filing.ts";
import { getLine, type LineSpec } from "./fleet.ts";
import type { Consignment } from "./consignment.ts";
import type { Freight } from "./freight.ts";
import { batchOf, palletCode, pieceTag, serialsOf, type PalletContents } from "./labels.ts";
import { deviceFor, ZONES, type ZoneName } from "./layout.ts";
import type { Random } from "./random.ts";
import { addStock, DAY_MS, goodsKeys, HOUR_MS, inTurn, MINUTE_MS, moveStock, repeat, tellScan, type Scene } from "./scene.ts";
import type { Zones } from "./zones.ts";

export type Trade = Readonly<{
  trade: string;
  zh: string;
  en: string;
  kind: "export" | "import";
  /** 监管方式 of an export. */
  mode?: ExportMode;
  lines: readonly string[];
  sites: readonly string[];
  stream: Stream;
  pallets: readonly [number, number];
  /** Which of its lines pulls it, and how many consignments at a time; none where it starts by chance. */
  pull?: Readonly<{ line: string; consignments: readonly [number, number] }>;
  everyHours?: number;
}>;

const TRADES = (readData("trades") as { trades: Trade[] }).trades;

/** A zone buys no more of what it has so many pallets of. */
const STOCK_PALLETS_MAX = 5;
const BEFORE_LOADING_HOURS = 14;
const PREPARATION_MS = 5 * HOUR_MS;

/** Pallets of one to four products. */
export const drawPallets = (scene: Scene, random: Random, goods: readonly Good[], count: number): PalletContents[] => {
  const kinds = Array.from({ length: random.integer(1, Math.min(4, count)) }, () => random.pick(goods));
  return Array.from({ length: count }, (_, index): PalletContents => {
    const good = kinds[index % kinds.length]!;
    const madeMs = scene.agenda.nowMs() - random.between(3, Math.min(40, good.shelfLifeDays / 4)) * DAY_MS;
    return { sscc: scene.labels.nextSscc(), gtin: good.gtin, quantity: good.perPallet, ...batchOf(good, madeMs) };
  });
};

/** One line for a pallet, or one for each piece that has a number. */
const itemsOf = (pallet: PalletContents, owner: string) => {
  const { gtin, quantity, batch, expiry } = pallet;
  const { uom, serial } = getGood(gtin);
  const line = { gtin, quantity: String(quantity), uom, batch, expiry, owner, origin: "CN" };
  return serial ? serialsOf(pallet).map((each) => ({ ...line, quantity: "1", serial: each })) : [line];
};

const pieceTags = (pallet: PalletContents): string[] =>
  getGood(pallet.gtin).serial ? serialsOf(pallet).map((each) => pieceTag(pallet.gtin, each)) : [];

/** 运输方式 of the customs table. */
const TRANSPORT: Readonly<Record<LineSpec["mode"], string>> = {
  truck: "4",
  reefer: "4",
  train: "3",
  vessel: "2",
  barge: "2",
  aircraft: "5",
};

/** Each product once. */
const goodsOn = (pallets: readonly PalletContents[]): { gtin: string; quantity: number }[] => {
  const total = new Map<string, number>();
  for (const { gtin, quantity } of pallets) total.set(gtin, (total.get(gtin) ?? 0) + quantity);
  return [...total].map(([gtin, quantity]) => ({ gtin, quantity }));
};

/** First line (一线进境): from abroad into bond. */
const firstLine = ({ sites, stream, lines }: Trade, pallets: readonly PalletContents[]): Crossing => ({
  site: sites.at(-1)!,
  direction: "in",
  owner: OWNERS[stream],
  passKind: "2",
  inventory: { type: "0", mode: "1210", transport: TRANSPORT[getLine(lines[0]!).mode], country: "502", needsDeclaration: true },
  goods: goodsOn(pallets),
});

export class TradeDesk {
  readonly #scene: Scene;
  readonly #freight: Freight;
  readonly #zones: Zones;
  readonly #declarant: Declarant;
  #number = 0;

  constructor(scene: Scene, { freight, zones, declarant }: Readonly<{ freight: Freight; zones: Zones; declarant: Declarant }>) {
    this.#scene = scene;
    this.#freight = freight;
    this.#zones = zones;
    this.#declarant = declarant;
  }

  start(): void {
    const scene = this.#scene;
    this.#freight.onPlanned((line, site, departMs) => this.#pull(line, site, departMs));
    for (const trade of TRADES) {
      if (trade.everyHours) repeat(scene, { stream: `trade/${trade.trade}`, hours: trade.everyHours }, () => this.begin(trade));
    }
    for (const site of ZONES) repeat(scene, { stream: `replenish/${site}`, hours: 8 }, () => this.#replenish(site));
  }

  #pull(line: LineSpec, site: string, departMs: number): void {
    for (const trade of TRADES) {
      const index = trade.lines.indexOf(line.line);
      if (trade.pull?.line !== line.line || trade.sites[index] !== site) continue;
      const random = this.#scene.random(`pull/${trade.trade}`);
      const count = random.integer(...trade.pull.consignments);
      const before = trade.lines
        .slice(0, index)
        .reduce((sum, each, hop) => sum + this.#freight.hopHours(getLine(each), trade.sites[hop]!), 0);
      const leadMs = (before + BEFORE_LOADING_HOURS) * HOUR_MS;
      for (let number = 0; number < count; number++) {
        this.#scene.agenda.at(departMs - leadMs - random.between(0, 4) * HOUR_MS, () => this.begin(trade));
      }
    }
  }

  begin(trade: Trade): void {
    const random = this.#scene.random(`trade/${trade.trade}/goods`);
    const site = trade.sites.at(-1)!;
    const isWanted = (good: Good): boolean =>
      trade.kind === "export" || this.#zones.inSight(site, good) < STOCK_PALLETS_MAX * good.perPallet;
    const goods = goodsOf(trade.stream).filter(isWanted);
    if (goods.length === 0) return;
    const pallets = drawPallets(this.#scene, random, goods, random.integer(...trade.pallets));
    this.ship(trade, pallets);
  }

  ship(trade: Trade, pallets: readonly PalletContents[]): void {
    const consignment: Consignment = {
      id: `${trade.trade}-${this.#scene.run}-${String(++this.#number).padStart(5, "0")}`,
      name: { zh: trade.zh, en: trade.en },
      owner: OWNERS[trade.stream],
      regime: trade.kind === "export" ? "export_cleared" : "bonded",
      booked: trade.kind === "export",
      pallets,
      lines: trade.lines.map(getLine),
      sites: trade.sites,
      hop: 0,
      location: "S1",
      legs: [],
      ...(trade.kind === "import" && {
        crossings: [firstLine(trade, pallets)],
        clearances: new Map(),
        landed: (landed: Consignment) => this.#zones.receiveInTransit(landed),
      }),
      arrived: (arrived) => {
        if (trade.kind === "import") this.#zones.receiveImport(arrived);
        else if (trade.mode === "9610") this.#zones.deliverAbroad(arrived);
        else this.#zones.storeAbroad(arrived);
      },
    };
    if (trade.kind === "import") {
      this.#zones.expect(consignment);
      this.#freight.send(consignment);
    } else this.#prepare(consignment, trade);
  }

  /** Receiving from the supplier, labels, pallets, staging: then it is ready to go. */
  #prepare(consignment: Consignment, trade: Trade): void {
    const scene = this.#scene;
    const site = consignment.sites[0]!;
    const device = deviceFor(site, "dock");
    const keys = [`consignment:${consignment.id}`, ...goodsKeys(site, consignment.pallets)];
    const lines = consignment.pallets.map(({ gtin, quantity }) => ({ gtin, quantity, regime: consignment.regime }));
    tellScan(
      scene,
      { device, keys },
      {
        step: "receiving",
        location: "D1",
        regime: "export_cleared",
        document: `DEC${consignment.id}`,
        operator: "dock-1",
        items: consignment.pallets.flatMap((pallet) => itemsOf(pallet, consignment.owner)),
      },
    );
    addStock(scene, { site, location: "D1" }, lines);
    scene.agenda.after(25 * MINUTE_MS, () =>
      tellScan(
        scene,
        { device, keys },
        { step: "commissioning", codes: consignment.pallets.flatMap((pallet) => [palletCode(pallet.sscc), ...pieceTags(pallet)]) },
      ),
    );
    scene.agenda.after(40 * MINUTE_MS, () =>
      inTurn(scene, { items: consignment.pallets, minutes: 5 }, (pallet) => {
        const { sscc, gtin, quantity, batch } = pallet;
        const tags = pieceTags(pallet);
        const contents =
          tags.length > 0 ? { codes: tags } : { items: [{ gtin, quantity: String(quantity), uom: getGood(gtin).uom, batch }] };
        tellScan(scene, { device, keys }, { step: "packing", location: "D1", parent: sscc, operator: "dock-2", ...contents });
      }),
    );
    scene.agenda.after(3 * HOUR_MS, () => {
      tellScan(
        scene,
        { device, keys },
        { step: "staging_outbound", to: "S1", codes: consignment.pallets.map(({ sscc }) => palletCode(sscc)) },
      );
      moveStock(scene, { from: { site, location: "D1" }, to: { site, location: "S1" } }, lines);
    });
    const readyMs = scene.agenda.nowMs() + PREPARATION_MS;
    scene.agenda.at(Math.max(readyMs, this.#declareExport(consignment, trade)), () => this.#freight.send(consignment));
  }

  /** From when customs lets it go; without documents, from now. */
  #declareExport({ id, owner, pallets, sites }: Consignment, { mode, lines }: Trade): number {
    if (!mode || !this.#declarant.isOpen) return 0;
    const transport = TRANSPORT[getLine(lines.at(-1)!).mode];
    return fileExport(this.#scene, this.#declarant, {
      chain: id,
      site: sites[0]!,
      owner,
      mode,
      destination: sites.at(-1)!,
      transport,
      packages: pallets.length,
      goods: goodsOn(pallets),
    });
  }

  /** What runs short in a zone comes from the stocks at Yantian, by road or by rail. */
  #replenish(site: ZoneName): void {
    for (const cold of [false, true]) {
      const stream: Stream = `import-${site}${cold ? "-cold" : ""}`;
      const short = goodsOf(stream).filter((good) => this.#zones.inSight(site, good) < 1.5 * good.perPallet);
      if (short.length === 0) continue;
      const random = this.#scene.random(`replenish/${stream}`);
      const pallets = short.slice(0, 5).flatMap((good) => drawPallets(this.#scene, random, [good], 2));
      const lines = site === "chenzhou" ? (cold ? ["cz-yt-cold"] : ["searail", "cz-rail"]) : [cold ? "yt-xt-cold" : "yt-xt"];
      const sites = lines.length === 2 ? ["yantian", "chenzhou-rail", site] : ["yantian", site];
      this.ship(
        {
          trade: cold ? "RC" : "RP",
          kind: "import",
          lines,
          sites,
          stream,
          pallets: [1, 10],
          zh: cold ? "口岸冷链补货" : "口岸补货",
          en: cold ? "Cold replenishment from Yantian" : "Replenishment from Yantian",
        },
        pallets,
      );
    }
  }
}
