import { SOUND_WIRE, type WireFaults } from "../devices/device-link.ts";
import { DOUBLED, IN_ORDER, LATE, REFUSING, USUAL, type Conduct } from "../customs/conduct.ts";
import type { Pace } from "../world/scene.ts";

export type Scenario = Readonly<{
  name: string;
  /** How much past is filled in at the first start. */
  historyDays: number;
  /** Wall seconds between two fixes of a moving unit. */
  fixSeconds: number;
  /** How much of that past is declared to customs: the books were opened so many days ago. */
  documentedDays: number;
  pace: Pace;
  /** How customs answers. */
  conduct: Conduct;
  wire: WireFaults;
  /** The most a device's clock is off. */
  driftSeconds: number;
  /** Whether devices tell in turn what depends on one another; off, that holds for the past alone. */
  ordered: boolean;
}>;

const CALM: Pace = {
  fleetShare: 1,
  pastWaveMinutes: 360,
  waveMinutes: 40,
  saleHours: 5,
  countHours: 7,
  inspectionHours: 10,
  gateSlips: 0.08,
  hoarding: 0.05,
  delays: 0.04,
  reeferFailureHours: 40,
  sealTamperHours: 90,
  batteryDeathHours: 70,
  missedReads: 0.02,
};

export const demo: Scenario = {
  name: "demo",
  historyDays: 18,
  documentedDays: 4,
  conduct: USUAL,
  fixSeconds: 1.25,
  pace: CALM,
  wire: SOUND_WIRE,
  driftSeconds: 20,
  ordered: true,
};

/** Few units, nothing goes wrong: to look at one thing at a time. */
export const quiet: Scenario = {
  name: "quiet",
  historyDays: 4,
  documentedDays: 2,
  conduct: IN_ORDER,
  fixSeconds: 2,
  wire: SOUND_WIRE,
  driftSeconds: 0,
  ordered: true,
  pace: {
    ...CALM,
    fleetShare: 0.34,
    pastWaveMinutes: 480,
    waveMinutes: 120,
    saleHours: 12,
    countHours: 24,
    gateSlips: 0,
    hoarding: 0,
    delays: 0,
    reeferFailureHours: 0,
    sealTamperHours: 0,
    batteryDeathHours: 0,
    missedReads: 0,
  },
};

/** Far more traffic than any zone has. */
export const burst: Scenario = {
  name: "burst",
  historyDays: 2,
  documentedDays: 0,
  conduct: IN_ORDER,
  fixSeconds: 0.2,
  wire: SOUND_WIRE,
  driftSeconds: 0,
  ordered: true,
  pace: { ...CALM, fleetShare: 4, pastWaveMinutes: 60, waveMinutes: 4, saleHours: 0.3, countHours: 1, gateSlips: 0 },
};

/** A bad network and tired hardware. */
export const faults: Scenario = {
  name: "faults",
  historyDays: 4,
  documentedDays: 2,
  conduct: { ...LATE, refused: 0.1, doubled: 0.2 },
  fixSeconds: 1.5,
  ordered: false,
  driftSeconds: 45,
  wire: { loss: 0.05, duplicate: 0.1, late: 0.08, lateMs: 6_000, drop: 0.002 },
  pace: { ...CALM, gateSlips: 0.15, delays: 0.15, reeferFailureHours: 6, sealTamperHours: 8, batteryDeathHours: 6, missedReads: 0.1 },
};

/** The quiet world under customs of one humour each. */
const customs = (name: string, conduct: Conduct): Scenario => ({ ...quiet, name, documentedDays: 1, conduct });

const SCENARIOS: readonly Scenario[] = [
  demo,
  quiet,
  burst,
  faults,
  customs("customs-late", LATE),
  customs("customs-doubled", DOUBLED),
  customs("customs-refusing", REFUSING),
];

export const findScenario = (name: string): Scenario | undefined => SCENARIOS.find((each) => each.name === name);
export const listScenarioNames = (): string[] => SCENARIOS.map(({ name }) => name);
