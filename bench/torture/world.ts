/**
 * The warehouse that is tortured, and what devices say in it. Every scanner has a batch of its own, so that all it says
 * settles in the end whatever the order, and moves it between bins and products that all share.
 */
import { randomUUID } from "node:crypto";

export const SITE = "torture";
const BIN_COUNT = 12;
const bin = (index: number): string => `BIN-${index}`;
const DOCK = "DOCK";
const PRODUCTS: readonly string[] = ["06970000100014", "06970000100021", "06970000100038"];
const RECEIVED = 500;
/** A new delivery comes when less than this is left to move. */
const LOW = 50;
const POSITION_SHARE = 0.1;

export const MASTER_DATA = {
  sites: [
    { site: SITE, kind: "collection_warehouse", name: { zh: "试验", en: "Torture" }, lat: 27.9, lon: 112.9, regimes: ["non_bonded"] },
  ],
  locations: [
    { site: SITE, location: DOCK, kind: "dock", regimes: ["non_bonded"] },
    ...Array.from({ length: BIN_COUNT }, (_, index) => ({ site: SITE, location: bin(index), kind: "bin", regimes: ["non_bonded"] })),
  ],
  products: PRODUCTS.map((gtin) => ({ gtin, name: { zh: gtin, en: gtin }, uom: "EA" })),
};

/** "location gtin batch" → units. */
export type Model = Map<string, number>;

const modelKey = (location: string, gtin: string, batch: string): string => `${location} ${gtin} ${batch}`;

const add = (model: Model, key: string, quantity: number): void => {
  const sum = (model.get(key) ?? 0) + quantity;
  if (sum === 0) model.delete(key);
  else model.set(key, sum);
};

export type Said = Readonly<{ kind: "scan" | "position"; message: Readonly<{ id: string }> & Readonly<Record<string, unknown>> }>;

/** One scanner's work: it knows where its goods are, and never moves what it does not have. */
export class Worker {
  readonly #device: string;
  readonly #random: () => number;
  readonly #goods: Model = new Map();
  readonly scans: Said["message"][] = [];
  readonly positions: Said["message"][] = [];
  #seq = 0;
  #lastAtMs = 0;

  constructor(device: string, random: () => number) {
    this.#device = device;
    this.#random = random;
  }

  next(nowMs: number): Said {
    // No two facts of a device at one time: their order is then its own.
    this.#lastAtMs = Math.max(nowMs, this.#lastAtMs + 1);
    const head = { id: randomUUID(), seq: ++this.#seq, at: new Date(this.#lastAtMs).toISOString() };
    if (this.#random() < POSITION_SHARE) {
      const message = { ...head, lat: 27.9, lon: 112.9 };
      this.positions.push(message);
      return { kind: "position", message };
    }
    const message = { ...head, ...this.#work() };
    this.scans.push(message);
    return { kind: "scan", message };
  }

  #work(): Readonly<Record<string, unknown>> {
    const gtin = this.#pick(PRODUCTS);
    const batch = this.#device;
    const places = [...this.#goods].filter(([key, quantity]) => key.split(" ")[1] === gtin && quantity > 0);
    const items = (quantity: number) => [{ gtin, quantity: String(quantity), uom: "EA", batch }];
    const left = places.reduce((sum, [, quantity]) => sum + quantity, 0);
    if (left < LOW) {
      add(this.#goods, modelKey(DOCK, gtin, batch), RECEIVED);
      return { step: "receiving", location: DOCK, regime: "non_bonded", items: items(RECEIVED) };
    }
    const [key, quantity] = this.#pick(places);
    const from = key.split(" ")[0] ?? "";
    const to = this.#pick(Array.from({ length: BIN_COUNT }, (_, index) => bin(index)).filter((name) => name !== from));
    const moved = 1 + Math.floor(this.#random() * Math.min(5, quantity));
    add(this.#goods, key, -moved);
    add(this.#goods, modelKey(to, gtin, batch), moved);
    return { step: "moving", from, to, regime: "non_bonded", items: items(moved) };
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }
}

/** What stock there must be once every one of these is in the books. */
export const foldScans = (scans: readonly Said["message"][]): Model => {
  const model: Model = new Map();
  for (const scan of scans) {
    const { items, location, from, to } = scan as unknown as {
      items: { gtin: string; quantity: string; batch: string }[];
      location?: string;
      from?: string;
      to?: string;
    };
    for (const { gtin, quantity, batch } of items) {
      add(model, modelKey(to ?? location ?? "", gtin, batch), Number(quantity));
      if (from !== undefined) add(model, modelKey(from, gtin, batch), -Number(quantity));
    }
  }
  return model;
};
