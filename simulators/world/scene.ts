/** The running world, as the flows see it: what time it is, what is where, and whom to tell. */
import type { Conduct } from "../customs/conduct.ts";
import type { Papers } from "../customs/papers.ts";
import type { Agenda } from "./agenda.ts";
import { getSite } from "./catalog.ts";
import type { DeviceEmission, Emission, ReleaseBody } from "./emission.ts";
import { ON_THE_WAY, type ExpectedStock } from "./expected-stock.ts";
import type { Unit } from "./fleet.ts";
import type { Labels } from "./labels.ts";
import type { Random } from "./random.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How much of everything, and how often something goes wrong. */
export type Pace = Readonly<{
  fleetShare: number;
  /** Between two retail waves of a zone, before the last days of the history and since. */
  pastWaveMinutes: number;
  waveMinutes: number;
  saleHours: number;
  countHours: number;
  inspectionHours: number;
  /** Share of vehicles that the gate holds at their first try, for their pass, their plate or their weight. */
  gateSlips: number;
  /** Share of retail orders of one who will have bought all that a year allows. */
  hoarding: number;
  /** Share of journeys that are held up on the way. */
  delays: number;
  /** Between two such faults over the whole fleet; 0: never. */
  reeferFailureHours: number;
  sealTamperHours: number;
  batteryDeathHours: number;
  /** Share of tags that a portal misses; a handheld finds them a little later. */
  missedReads: number;
}>;

export type Scene = Readonly<{
  seed: number;
  run: number;
  epochMs: number;
  /** Where the past that was filled in ends. */
  liveFromMs: number;
  /** From when goods under customs move by documents; before, by releases. */
  documentedFromMs: number;
  pace: Pace;
  conduct: Conduct;
  agenda: Agenda;
  labels: Labels;
  stock: ExpectedStock;
  papers: Papers;
  /** In a bin and spoken for by an order, by `site/gtin`. */
  promised: Map<string, number>;
  /** What movements without documents will still bring into a zone, and take out of it, by `site/gtin`. */
  undeclaredIn: Map<string, number>;
  undeclaredOut: Map<string, number>;
  units: readonly Unit[];
  random(stream: string): Random;
  tell(emission: Emission): void;
}>;

export type Line = Readonly<{ gtin: string; regime: string; quantity: number }>;
export type Place = Readonly<{ site: string; location: string }>;

export const goodsKey = (site: string, gtin: string): string => `goods:${site}/${gtin}`;
export const goodsKeys = (site: string, lines: readonly Readonly<{ gtin: string }>[]): string[] => [
  ...new Set(lines.map((line) => goodsKey(site, line.gtin))),
];

type Told = Readonly<{ device: string; keys: readonly string[]; as?: string; undoes?: string }>;
type ScanBody = Extract<DeviceEmission, { kind: "scan" }>["body"];
type GateBody = Extract<DeviceEmission, { kind: "gate" }>["body"];

export const tellScan = (scene: Scene, told: Told, body: ScanBody): void =>
  scene.tell({ what: "message", kind: "scan", ...told, atMs: scene.agenda.nowMs(), body });

export const tellGate = (
  scene: Scene,
  { device, keys, refusalExpected }: Told & Readonly<{ refusalExpected?: true }>,
  body: GateBody,
): void =>
  scene.tell({
    what: "message",
    kind: "gate",
    device,
    keys,
    atMs: scene.agenda.nowMs(),
    body,
    ...(refusalExpected && { refusalExpected }),
  });

export const tellRelease = (scene: Scene, body: ReleaseBody): void =>
  scene.tell({ what: "release", atMs: scene.agenda.nowMs(), body, keys: goodsKeys(body.site, body.lines) });

/** Adds to a count by `site/gtin`. */
export const count = (
  counts: Map<string, number>,
  site: string,
  lines: readonly Readonly<{ gtin: string; quantity: number }>[],
  sign: 1 | -1,
): void => {
  for (const { gtin, quantity } of lines) counts.set(`${site}/${gtin}`, (counts.get(`${site}/${gtin}`) ?? 0) + sign * quantity);
};

/** What lies in a bin and nobody has spoken for. */
export const freeInBin = (scene: Scene, site: string, gtin: string, location: string): number =>
  scene.stock.of({ site, location, gtin, regime: "bonded" }) - (scene.promised.get(`${site}/${gtin}`) ?? 0);

/** Cleared exports are overseas stock abroad; what comes into a zone under customs is bonded there. */
export const regimeOnArrival = (site: string, regime: string): string => {
  const kind = site === ON_THE_WAY ? undefined : getSite(site).kind;
  if (kind === "overseas_warehouse") return "overseas";
  return kind === "bonded_warehouse" && regime === "in_transit_bonded" ? "bonded" : regime;
};

/** `becomes`: the regime that leaving gives them. */
export const moveStock = (
  scene: Scene,
  { from, to, becomes }: Readonly<{ from: Place; to: Place; becomes?: string }>,
  lines: readonly Line[],
): void => {
  for (const { gtin, regime, quantity } of lines) {
    scene.stock.take({ ...from, gtin, regime }, quantity);
    scene.stock.add({ ...to, gtin, regime: becomes ?? regimeOnArrival(to.site, regime) }, quantity);
  }
};

export const addStock = (scene: Scene, to: Place, lines: readonly Line[]): void => {
  for (const { gtin, regime, quantity } of lines) scene.stock.add({ ...to, gtin, regime }, quantity);
};

export const takeStock = (scene: Scene, from: Place, lines: readonly Line[]): void => {
  for (const { gtin, regime, quantity } of lines) scene.stock.take({ ...from, gtin, regime }, quantity);
};

/** Acts on one after the other, so many minutes apart. */
export const inTurn = <Item>(
  scene: Scene,
  { items, minutes }: Readonly<{ items: readonly Item[]; minutes: number }>,
  act: (item: Item) => void,
): void => items.forEach((item, index) => scene.agenda.after(index * minutes * MINUTE_MS, () => act(item)));

/** Repeats with waits of about so many hours, drawn anew each time. */
export const repeat = (
  scene: Scene,
  { stream, hours }: Readonly<{ stream: string; hours: number | ((atMs: number) => number) }>,
  act: () => void,
): void => {
  const random = scene.random(stream);
  const next = (): void => {
    const meanHours = typeof hours === "number" ? hours : hours(scene.agenda.nowMs());
    scene.agenda.after(random.waitMs(meanHours * HOUR_MS), () => {
      act();
      next();
    });
  };
  next();
};
