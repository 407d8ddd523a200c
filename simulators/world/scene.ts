/** The running world, as the flows see it: what time it is, what is where, and whom to tell. */
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
  /** Share of waves whose release comes after the first try at the gate. */
  lateReleases: number;
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
  pace: Pace;
  agenda: Agenda;
  labels: Labels;
  stock: ExpectedStock;
  units: readonly Unit[];
  random(stream: string): Random;
  tell(emission: Emission): void;
  /** Released and not yet used, by `site/gtin`. */
  openReleases: Map<string, number>;
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

export const tellRelease = (scene: Scene, body: ReleaseBody): void => {
  for (const { gtin, quantity } of body.lines) {
    const key = `${body.site}/${gtin}`;
    scene.openReleases.set(key, (scene.openReleases.get(key) ?? 0) + Number(quantity));
  }
  scene.tell({ what: "release", atMs: scene.agenda.nowMs(), body, keys: goodsKeys(body.site, body.lines) });
};

export const useReleases = (scene: Scene, site: string, lines: readonly Line[]): void => {
  for (const { gtin, quantity } of lines.filter((line) => line.regime === "bonded")) {
    const key = `${site}/${gtin}`;
    scene.openReleases.set(key, (scene.openReleases.get(key) ?? 0) - quantity);
  }
};

const regimeOnArrival = (site: string, regime: string): string =>
  site !== ON_THE_WAY && getSite(site).kind === "overseas_warehouse" ? "overseas" : regime;

export const moveStock = (scene: Scene, { from, to }: Readonly<{ from: Place; to: Place }>, lines: readonly Line[]): void => {
  for (const { gtin, regime, quantity } of lines) {
    scene.stock.take({ ...from, gtin, regime }, quantity);
    scene.stock.add({ ...to, gtin, regime: regimeOnArrival(to.site, regime) }, quantity);
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
