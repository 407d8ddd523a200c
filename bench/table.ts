/** The figures as people read them. */
import { rounded, type Spread } from "./figures.ts";
import type { IngestFigures } from "./ingest.ts";
import type { LiveFramesFigures } from "./live-frames.ts";
import type { MatchingFigures } from "./matching.ts";
import type { ScaleFigures } from "./scale.ts";
import type { ScreenFigures } from "./screen.ts";

export type BenchFigures = Readonly<{
  node: string;
  cpus: number;
  loadBefore: number;
  ingest?: IngestFigures;
  live?: LiveFramesFigures;
  screen?: ScreenFigures;
  scale?: ScaleFigures;
  matching?: MatchingFigures;
}>;

type Row = readonly [what: string, figure: string, wanted?: string | undefined];

const count = (value: number): string => rounded(value).toLocaleString("en");
const ms = ({ p50Ms, p99Ms }: Spread): string => `p50 ${rounded(p50Ms)} ms, p99 ${rounded(p99Ms)} ms`;
const mb = (value: number | undefined): string => (value === undefined ? "not told here" : `${Math.round(value)} MB`);

const ingestRows = (ingest: IngestFigures): Row[] => [
  ["scans posted and acknowledged", `${count(ingest.scansPerSecond)} a second`],
  ["the same rows inserted bare", `${count(ingest.sameRowsPerSecond)} a second`],
  ["one row a message, unique by device and id", `${count(ingest.observationRowPerSecond)} a second`],
  ["one row a message, under a number of its own", `${count(ingest.oneInsertPerSecond)} a second`],
  ["ratio to the same rows", rounded(ingest.ratioToBareLimit).toString(), "0.7"],
  ["ratio to one unique row", rounded(ingest.ratioToOneObservationRow).toString(), "0.5"],
  ["ratio to one numbered row", rounded(ingest.ratioToOneInsert).toString(), "0.5"],
  ["publish to PUBACK at 1,000 a second", ms({ p50Ms: ingest.p50MsAt1000, p99Ms: ingest.p99MsAt1000 }), "p99 50 ms"],
];

const liveRows = (live: LiveFramesFigures): Row[] => [
  [`${live.screens} screens, positions`, `${count(live.positionsPerSecond)} a second`],
  ["share of a core", `${Math.round(live.coreShare * 100)} %`],
  ["frames for each screen", `${rounded(live.framesPerSecondPerScreen)} a second, ${rounded(live.kilobytesPerSecondPerScreen)} kB`],
  ["age of what is shown", ms({ p50Ms: live.ageMsP50, p99Ms: live.ageMsP99 })],
  ["shown stale at the end", String(live.staleUnits), "0"],
];

const screenRows = (screen: ScreenFigures): Row[] => [
  ["scans", `${count(screen.scansPerSecond)} a second`],
  ["scan to screen", ms(screen.toScreen), "p99 500 ms"],
  ["publish to PUBACK", ms(screen.toPuback), "p99 50 ms"],
  ["publish to the application's ack", ms(screen.toAck)],
  ["gaps on the screen, scans not posted", `${screen.gaps}, ${screen.notPosted}`, "0, 0"],
  ["memory of the server", mb(screen.serverMegabytes)],
];

const WANTED: Readonly<Record<string, string>> = { "stock of a site": "50 ms" };

const scaleRows = (scale: ScaleFigures): Row[] => [
  [`${count(scale.entries)} entries, ${count(scale.devices)} devices, filled in`, `${Math.round(scale.fillSeconds)} s`],
  ["start until ready", `${Math.round(scale.startMs)} ms`, "5,000 ms"],
  ["memory when started, after pages", `${mb(scale.megabytes?.started)}, ${mb(scale.megabytes?.afterPages)}`, "500 MB"],
  ["memory after traffic, at most", `${mb(scale.megabytes?.afterTraffic)}, ${mb(scale.megabytes?.peak)}`, "500 MB"],
  ...Object.entries(scale.pages).map(([name, spread]): Row => [name, ms(spread), WANTED[name]]),
  [`${count(scale.online)} on line, ${count(scale.traffic.scansPerSecond)} scans a second: PUBACK`, ms(scale.traffic.puback)],
  ["  stock of a site", ms(scale.traffic.stock), "50 ms"],
  ["check of all the books, meanwhile", `${rounded(scale.check.seconds)} s, ${scale.check.holds ? "they hold" : "THEY DO NOT HOLD"}`],
  ["  PUBACK", ms(scale.check.puback)],
  ["  stock of a site", ms(scale.check.stock)],
];

const matchingRows = (matching: MatchingFigures): Row[] => [
  [`sets of ${matching.linesEach} lines, matched, checked and taxed`, `${count(matching.setsPerSecond)} a second`, "1,000"],
  ["matched alone", `${count(matching.matchedPerSecond)} a second`],
  ["JSON.parse of the same records", `${count(matching.jsonParsedPerSecond)} a second`],
  ["ratio to JSON.parse", rounded(matching.ratioToJsonParse).toString()],
];

const section = (title: string, rows: readonly Row[]): string => {
  const lines = rows.map(
    ([what, figure, wanted]) => `  ${what.padEnd(48)}${figure}${wanted === undefined ? "" : `   (wanted: ${wanted})`}`,
  );
  return `\n${title}\n${lines.join("\n")}\n`;
};

export const tableOf = ({ node, cpus, loadBefore, ingest, live, screen, scale, matching }: BenchFigures): string =>
  [
    `\nNode ${node}, ${cpus} cores; other load before: ${rounded(loadBefore)}\n`,
    ingest ? section("Ingest", ingestRows(ingest)) : "",
    live ? section("Live frames", liveRows(live)) : "",
    screen ? section("Scan to screen", screenRows(screen)) : "",
    scale ? section("Scale", scaleRows(scale)) : "",
    matching ? section("Three-document matching", matchingRows(matching)) : "",
  ].join("");
