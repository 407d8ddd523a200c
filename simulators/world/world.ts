/**
 * The world: everything in it follows from its seed and the instant it began, in the order of its own agenda. It is told
 * what time it is and says what happened since; it never hears what the server made of it.
 */
import type { MasterData, SiteRow } from "#wire/master-data.ts";
import type { Conduct } from "../customs/conduct.ts";
import { Declarant } from "../customs/declarant.ts";
import { Papers } from "../customs/papers.ts";
import { createAgenda } from "./agenda.ts";
import { listBooks, listProducts, PARTIES, SITES, getRoute, getRouteById } from "./catalog.ts";
import { listTelemetry, sensorOf } from "./climate.ts";
import type { DeviceEmission, Emission } from "./emission.ts";
import { createExpectedStock, type ExpectedStock } from "./expected-stock.ts";
import { createFleet, toMasterUnit, type Unit } from "./fleet.ts";
import { Freight } from "./freight.ts";
import { isSealed } from "./handling.ts";
import { createLabels } from "./labels.ts";
import { LOCATIONS, SITE_DEVICES, type DeviceSpec } from "./layout.ts";
import { Mishaps } from "./mishaps.ts";
import { forgetJourneys, listFixes, trackerOf } from "./motion.ts";
import { createRandom, type Random } from "./random.ts";
import { HOUR_MS, MINUTE_MS, type Pace, type Scene } from "./scene.ts";
import { TradeDesk } from "./trades.ts";
import { plannedHours } from "./travel.ts";
import { Zones } from "./zones.ts";

export type WorldOptions = Readonly<{
  seed: number;
  /** Tells worlds of one seed apart: printed into every SSCC and every message id. */
  run: number;
  epochMs: number;
  liveFromMs: number;
  /** From when goods under customs move by documents. */
  documentedFromMs: number;
  conduct: Conduct;
  /** World time between two fixes of a moving unit. */
  fixIntervalMs: number;
  pace: Pace;
}>;

export type World = Readonly<{
  masterData: MasterData;
  devices: readonly DeviceSpec[];
  units: readonly Unit[];
  stock: ExpectedStock;
  papers: Papers;
  /** Nothing is about to leave a zone without documents. */
  isGuardable(): boolean;
  /** The zones once nothing under customs passes their gates without a pass (核放单). */
  guardedSites: readonly SiteRow[];
  /** What happened up to then: scans, gates, seals, releases, plans, in order. */
  advance(toMs: number): Emission[];
  /** What trackers and sensors read after `fromMs` up to `toMs`; not beyond what was advanced to. */
  listReadings(fromMs: number, toMs: number): DeviceEmission[];
  /** The unit's tracker has no power. */
  isSilent(unit: string, atMs: number): boolean;
}>;

const TELEMETRY_INTERVAL_MS = 5 * MINUTE_MS;

const listDevices = (units: readonly Unit[]): DeviceSpec[] => {
  return [
    ...SITE_DEVICES,
    ...units.map((unit): DeviceSpec => ({ device: trackerOf(unit), site: unit.site, kind: "tracker", unit: unit.unit })),
    ...units
      .filter((unit) => unit.line.mode === "reefer")
      .map((unit): DeviceSpec => ({ device: sensorOf(unit), site: unit.site, kind: "sensor", unit: unit.unit })),
    ...units.filter(isSealed).map((unit): DeviceSpec => ({ device: `seal-${unit.unit}`, site: unit.site, kind: "seal", unit: unit.unit })),
  ];
};

/** Units with timetables are met all along their lines: half of them going, half of them coming back. */
const startTimetables = (scene: Scene, freight: Freight): void => {
  const random = scene.random("timetables");
  for (const unit of scene.units) {
    if (unit.line.service !== "timetable") continue;
    const durationMs = plannedHours(getRoute(unit.line.route, unit.site)) * HOUR_MS;
    const share = random.between(-0.15, 0.9);
    freight.startTimetable(unit, Math.round(scene.epochMs - share * durationMs + (share < 0 ? 6 * HOUR_MS : 0)));
  }
};

/** The scene before anything has happened in it; what is told goes to `tell`. */
const setScene = (options: WorldOptions, units: readonly Unit[], tell: Scene["tell"]): Scene => {
  const { seed, run, epochMs, liveFromMs, documentedFromMs, pace, conduct } = options;
  const streams = new Map<string, Random>();
  return {
    seed,
    run,
    epochMs,
    liveFromMs,
    documentedFromMs,
    pace,
    conduct,
    units,
    agenda: createAgenda(epochMs),
    labels: createLabels(run),
    stock: createExpectedStock(),
    papers: new Papers(),
    promised: new Map(),
    undeclaredIn: new Map(),
    undeclaredOut: new Map(),
    tell,
    random: (stream) => {
      let random = streams.get(stream);
      if (!random) streams.set(stream, (random = createRandom(seed, stream)));
      return random;
    },
  };
};

export const createWorld = (options: WorldOptions): World => {
  const { seed, liveFromMs, documentedFromMs, pace, fixIntervalMs } = options;
  let told: Emission[] = [];
  const units = createFleet(pace.fleetShare, (line, index) => {
    const route = getRouteById(line.route);
    return index % 2 === 0 ? route.from : route.to;
  });
  const devices = listDevices(units);
  const scene = setScene(options, units, (emission) => void told.push(emission));
  const declarant = new Declarant(scene);
  const freight = new Freight(scene, declarant);
  const zones = new Zones(scene, freight, declarant);
  const desk = new TradeDesk(scene, { freight, zones, declarant });
  const mishaps = new Mishaps(scene);
  zones.start();
  desk.start();
  mishaps.start();
  startTimetables(scene, freight);
  const silent = (unit: string, atMs: number): boolean => mishaps.isSilent(unit, atMs);

  return {
    masterData: {
      sites: SITES,
      locations: [...LOCATIONS],
      parties: PARTIES,
      products: listProducts(),
      books: listBooks(),
      units: units.map(toMasterUnit),
    },
    devices,
    units,
    isSilent: silent,
    stock: scene.stock,
    papers: scene.papers,
    isGuardable: () => scene.agenda.nowMs() >= documentedFromMs && [...scene.undeclaredOut.values()].every((quantity) => quantity === 0),
    guardedSites: SITES.filter(({ customs }) => customs).map((site) => ({ ...site, customs: { ...site.customs, passRequired: true } })),
    advance: (toMs) => {
      scene.agenda.advance(toMs);
      const emissions = told;
      told = [];
      for (const unit of units) forgetJourneys(unit, toMs);
      return emissions;
    },
    listReadings: (fromMs, toMs) =>
      units
        .flatMap((unit) => [
          ...listFixes(unit, fromMs, toMs, { seed, liveFromMs, intervalMs: fixIntervalMs, silent }),
          ...(unit.line.mode === "reefer"
            ? listTelemetry(unit, fromMs, toMs, { seed, liveFromMs, intervalMs: TELEMETRY_INTERVAL_MS, failures: mishaps.reeferFailures })
            : []),
        ])
        .toSorted((a, b) => a.atMs - b.atMs),
  };
};
