/** The units that move, by the lines they serve. */
import type { MasterUnitRow } from "#wire/master-data.ts";
import { readData } from "./catalog.ts";
import type { Journey } from "./travel.ts";

export type LineSpec = Readonly<{
  line: string;
  route: string;
  mode: MasterUnitRow["mode"];
  units: number;
  /** `pool`: whoever is free comes when called. `timetable`: goes to and fro by itself, this long at each end. */
  service: "pool" | "timetable";
  dwellHours: number;
  names: Readonly<{ zh: string; en: string }>;
}>;

export const LINES: readonly LineSpec[] = (readData("lines") as { lines: LineSpec[] }).lines;

export const getLine = (name: string): LineSpec => {
  const line = LINES.find((each) => each.line === name);
  if (!line) throw new RangeError(`no line ${name}`);
  return line;
};

export type Unit = {
  readonly unit: string;
  readonly line: LineSpec;
  readonly plate: string | undefined;
  readonly name: Readonly<{ zh: string; en: string }>;
  /** Site it stands at, or will stand at when all it is promised to has been done. */
  site: string;
  freeAtMs: number;
  /** What it carries is under customs seal, until the zone has let it in. */
  underSeal: boolean;
  /** Somebody broke the seal on the way. */
  sealBroken: boolean;
  /** In order of time; the older ones are forgotten. */
  journeys: Journey[];
};

const PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const isRoad = (mode: MasterUnitRow["mode"]): boolean => mode === "truck" || mode === "reefer";

const plateOf = (line: LineSpec, lineIndex: number, index: number): string | undefined => {
  if (!isRoad(line.mode)) return undefined;
  const region = line.line.startsWith("mb") ? "KDA" : line.line.startsWith("cz") ? "湘L" : "湘C";
  return `${region}${PLATE_LETTERS[lineIndex % 24]}${2000 + lineIndex * 97 + index * 13}`;
};

/** @param share of the fleet: a quiet world has fewer of each, but one at least. */
export const createFleet = (share: number, siteOf: (line: LineSpec, index: number) => string): Unit[] =>
  LINES.flatMap((line, lineIndex) =>
    Array.from({ length: Math.max(1, Math.round(line.units * share)) }, (_, index): Unit => ({
      unit: `${line.mode}-${line.line}-${index + 1}`,
      line,
      plate: plateOf(line, lineIndex, index),
      name: { zh: `${line.names.zh} ${index + 1}`, en: `${line.names.en} ${index + 1}` },
      site: siteOf(line, index),
      freeAtMs: 0,
      underSeal: false,
      sealBroken: false,
      journeys: [],
    })),
  );

const REEFER_LIMITS = { minC: -25, maxC: -15 };
const CHILLED_LIMITS = { minC: 0, maxC: 8 };

/** What a reefer of a line is set to: half of them freeze, half of them chill. */
export const setpointC = (unit: Pick<Unit, "unit">): number => (unit.unit.endsWith("1") || unit.unit.endsWith("3") ? -20 : 4);

export const toMasterUnit = (unit: Unit): MasterUnitRow => ({
  unit: unit.unit,
  mode: unit.line.mode,
  name: unit.name,
  ...(unit.plate !== undefined && { plate: unit.plate }),
  ...(unit.line.mode === "reefer" && (setpointC(unit) < 0 ? REEFER_LIMITS : CHILLED_LIMITS)),
});
