/** The units that move, by the lines they serve. */
import type { MasterUnitRow } from "#wire/master-data.ts";
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

export const LINES: readonly LineSpec[] = [
  { line: "xt-hub", route: "xiangtan-changsha-hub", mode: "truck", units: 4, service: "pool", dwellHours: 0.5, names: { zh: "湘潭城配", en: "Xiangtan delivery" } },
  { line: "xt-hub-cold", route: "xiangtan-changsha-hub", mode: "reefer", units: 2, service: "pool", dwellHours: 0.5, names: { zh: "湘潭冷链城配", en: "Xiangtan cold delivery" } },
  { line: "cz-hub", route: "chenzhou-guangzhou-hub", mode: "truck", units: 3, service: "pool", dwellHours: 0.7, names: { zh: "郴州—广州干线", en: "Chenzhou–Guangzhou" } },
  { line: "ht-cn", route: "hitech-changsha-north", mode: "truck", units: 2, service: "pool", dwellHours: 0.7, names: { zh: "集货仓—霞凝短驳", en: "Collection–rail shuttle" } },
  { line: "ht-csx", route: "hitech-csx", mode: "truck", units: 2, service: "pool", dwellHours: 0.7, names: { zh: "集货仓—黄花机场", en: "Collection–airport" } },
  { line: "ht-cl", route: "hitech-chenglingji", mode: "truck", units: 2, service: "pool", dwellHours: 0.7, names: { zh: "集货仓—城陵矶", en: "Collection–Chenglingji" } },
  { line: "cn-xt", route: "changsha-north-xiangtan", mode: "truck", units: 2, service: "pool", dwellHours: 0.7, names: { zh: "霞凝—综保区", en: "Rail hub–bonded zone" } },
  { line: "xt-cz", route: "xiangtan-chenzhou", mode: "truck", units: 2, service: "pool", dwellHours: 0.7, names: { zh: "湘潭—郴州", en: "Xiangtan–Chenzhou" } },
  { line: "yt-xt", route: "xiangtan-yantian", mode: "truck", units: 3, service: "pool", dwellHours: 1, names: { zh: "盐田—湘潭", en: "Yantian–Xiangtan" } },
  { line: "yt-xt-cold", route: "xiangtan-yantian", mode: "reefer", units: 3, service: "pool", dwellHours: 1, names: { zh: "盐田—湘潭冷链", en: "Yantian–Xiangtan cold" } },
  { line: "cz-yt-cold", route: "chenzhou-yantian-road", mode: "reefer", units: 4, service: "pool", dwellHours: 1, names: { zh: "郴州—盐田冷链", en: "Chenzhou–Yantian cold" } },
  { line: "ht-bkk", route: "hitech-bangkok", mode: "truck", units: 2, service: "pool", dwellHours: 3, names: { zh: "湘潭—曼谷公路", en: "Xiangtan–Bangkok road" } },
  { line: "mb-nb", route: "mombasa-nairobi", mode: "truck", units: 2, service: "pool", dwellHours: 2, names: { zh: "蒙巴萨—内罗毕", en: "Mombasa–Nairobi" } },
  { line: "eu-train", route: "rail-eu", mode: "train", units: 6, service: "timetable", dwellHours: 40, names: { zh: "湘欧班列", en: "Hunan–Europe train" } },
  { line: "laos-train", route: "rail-laos", mode: "train", units: 2, service: "timetable", dwellHours: 20, names: { zh: "中老班列", en: "China–Laos train" } },
  { line: "searail", route: "searail", mode: "train", units: 2, service: "timetable", dwellHours: 7, names: { zh: "郴州海铁联运", en: "Chenzhou sea-rail" } },
  { line: "yangtze", route: "yangtze", mode: "barge", units: 4, service: "timetable", dwellHours: 20, names: { zh: "长江驳", en: "Yangtze barge" } },
  { line: "rhine", route: "rhine", mode: "barge", units: 2, service: "timetable", dwellHours: 8, names: { zh: "莱茵驳", en: "Rhine barge" } },
  { line: "yt-la", route: "yantian-losangeles", mode: "vessel", units: 4, service: "timetable", dwellHours: 48, names: { zh: "湘江之星", en: "Xiangjiang Star" } },
  { line: "sh-la", route: "shanghai-losangeles", mode: "vessel", units: 1, service: "timetable", dwellHours: 48, names: { zh: "洞庭之光", en: "Dongting Light" } },
  { line: "sh-rt", route: "shanghai-rotterdam", mode: "vessel", units: 2, service: "timetable", dwellHours: 60, names: { zh: "岳麓", en: "Yuelu" } },
  { line: "yt-mb", route: "yantian-mombasa", mode: "vessel", units: 1, service: "timetable", dwellHours: 48, names: { zh: "郴江", en: "Chenjiang" } },
  { line: "air-nbo", route: "air-nairobi", mode: "aircraft", units: 2, service: "timetable", dwellHours: 5, names: { zh: "对非包机", en: "Africa charter" } },
  { line: "air-bkk", route: "air-bangkok", mode: "aircraft", units: 1, service: "timetable", dwellHours: 5, names: { zh: "东盟包机", en: "ASEAN charter" } },
];

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
