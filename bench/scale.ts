/**
 * A house that has run for months: 10,000 devices and a million entries. How fast it starts, what the pages cost, how
 * much memory a minute of traffic takes, and whether the proof over all of the books is felt by those who work.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { median, medians, type Spread, spreadOf } from "./figures.ts";
import { ENTRIES, fill, FILLED_DEVICES, filledBatch, filledDevice, filledGtin, LOT_GONE, LOT_HERE, SITES } from "./fill.ts";
import { type Load, type LoadWindow, startLoad } from "./load.ts";
import { receiveGoods } from "./provision.ts";
import { BenchServer } from "./server-child.ts";

type Traffic = Readonly<{ puback: Spread; ack: Spread; stock: Spread }>;

export type ScaleFigures = Readonly<{
  entries: number;
  devices: number;
  /** All of them, where the system lets a process have so many sockets. */
  online: number;
  fillSeconds: number;
  startMs: number;
  megabytes: Readonly<{ started: number; afterPages: number; afterTraffic: number; peak: number }> | undefined;
  pages: Readonly<Record<string, Spread>>;
  traffic: Traffic & Readonly<{ scansPerSecond: number; notPosted: number }>;
  /** The check of all the books, and the same traffic meanwhile. */
  check: Traffic & Readonly<{ seconds: number; holds: boolean }>;
}>;

const STARTS = 3;
const REQUESTS = 50;
const WARM_UPS = 3;
/** Sockets that generator and server keep for other things. */
const OTHER_FILES = 1_000;
const PER_SECOND = 200;
const WINDOW_SECONDS = 5;
const TRAFFIC_MS = 30_000;
/** More than the check takes; the load is stopped before. */
const WINDOWS_MAX = 60;
const PAGE_EVERY_MS = 250;
const DAY_MS = 86_400_000;

const siteOf = (turn: number): string => SITES[turn % SITES.length] ?? "";
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

const STOCK = "stock of a site";
const PAGES: Readonly<Record<string, (turn: number) => string>> = {
  [STOCK]: (turn) => `/stock?site=${siteOf(turn)}`,
  "stock of a site, 500 rows": (turn) => `/stock?site=${siteOf(turn)}&limit=500`,
  "stock of a location": (turn) => `/stock?site=${siteOf(turn)}&location=BIN-${turn}`,
  "stock of a product at a site": (turn) => `/stock?site=${siteOf(turn)}&gtin=${filledGtin(turn)}`,
  "stock of a site a day ago": (turn) => `/stock?site=${siteOf(turn)}&at=${daysAgo(1)}`,
  "stock of a site as known a day ago": (turn) => `/stock?site=${siteOf(turn)}&known=${daysAgo(1)}`,
  "stock of a site a month ago": (turn) => `/stock?site=${siteOf(turn)}&at=${daysAgo(30)}`,
  "stock by book line": (turn) => `/stock/books?site=${siteOf(turn)}`,
  "journal, newest": () => "/journal?newest=true",
  "journal of a location, newest": (turn) => `/journal?newest=true&site=${siteOf(turn)}&location=BIN-${turn}`,
  "trace of a batch that is here": (turn) => `/trace?code=${filledBatch(LOT_HERE + turn)}`,
  "trace of a batch that has left": (turn) => `/trace?code=${filledBatch(LOT_GONE + turn)}`,
  differences: (turn) => `/differences?site=${siteOf(turn)}`,
  devices: () => "/devices?limit=500",
  invariants: () => "/invariants",
};

export const benchScale = async (say: (line: string) => void): Promise<ScaleFigures> => {
  const server = await BenchServer.create();
  try {
    const begunMs = performance.now();
    await server.withDatabase(fill);
    const fillSeconds = (performance.now() - begunMs) / 1_000;
    say(`filled in ${fillSeconds.toFixed(0)} s`);
    const startMs = await startAgain(server);
    const started = server.rssMegabytes();
    const pages = await timePages(server);
    const afterPages = server.rssMegabytes();
    say("pages read");
    const traffic = await runTraffic(server);
    const afterTraffic = server.rssMegabytes();
    const known = started !== undefined && afterPages !== undefined && afterTraffic !== undefined;
    return {
      entries: ENTRIES,
      devices: FILLED_DEVICES,
      online: countOnline(),
      fillSeconds,
      startMs,
      megabytes: known ? { started, afterPages, afterTraffic, peak: Math.max(traffic.peakMegabytes, afterTraffic) } : undefined,
      pages,
      traffic: traffic.without,
      check: traffic.meanwhile,
    };
  } finally {
    await server.remove();
  }
};

const countOnline = (): number => {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { hard: number | string } } };
  const files = Number(userLimits?.open_files?.hard ?? Infinity);
  return Math.min(FILLED_DEVICES, Number.isNaN(files) ? Infinity : files - OTHER_FILES);
};

/** As it is started the second time: what is there is only opened. */
const startAgain = async (server: BenchServer): Promise<number> => {
  const tookMs: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    await server.stop();
    tookMs.push(await server.start());
  }
  return median(tookMs);
};

const timed = async (server: BenchServer, page: string): Promise<number> => {
  const startedMs = performance.now();
  await server.call("GET", page);
  return performance.now() - startedMs;
};

const timePages = async (server: BenchServer): Promise<Record<string, Spread>> => {
  const pages: Record<string, Spread> = {};
  for (const [name, pageOf] of Object.entries(PAGES)) {
    for (let turn = 0; turn < WARM_UPS; turn++) await timed(server, pageOf(turn));
    const tookMs: number[] = [];
    for (let turn = 0; turn < REQUESTS; turn++) tookMs.push(await timed(server, pageOf(turn)));
    pages[name] = spreadOf(tookMs);
  }
  return pages;
};

/** Page after page as somebody browses, the stock of a site every other time; how long that took each time. */
const browse = (server: BenchServer, signal: AbortSignal): Readonly<{ stockMs: number[]; peak: () => number; done: Promise<void> }> => {
  const stockMs: number[] = [];
  const all = Object.values(PAGES);
  let peak = 0;
  const go = async (): Promise<void> => {
    for (let turn = 0; !signal.aborted; turn++) {
      stockMs.push(await timed(server, `/stock?site=${siteOf(turn)}`));
      await timed(server, all[turn % all.length]?.(turn) ?? "");
      peak = Math.max(peak, server.rssMegabytes() ?? 0);
      await sleep(PAGE_EVERY_MS);
    }
  };
  return { stockMs, peak: () => peak, done: go() };
};

type Ran = Readonly<{ without: ScaleFigures["traffic"]; meanwhile: ScaleFigures["check"]; peakMegabytes: number }>;

const runTraffic = async (server: BenchServer): Promise<Ran> => {
  for (const site of SITES) await receiveGoods(server, site);
  const devices = Array.from({ length: countOnline() }, (_, index) => filledDevice(index % SITES.length, Math.floor(index / SITES.length)));
  const plan = { port: server.mqttPort, devices, inFlight: 1, perSecond: PER_SECOND, hearsAcks: true };
  const load = await startLoad({ ...plan, windowSeconds: WINDOW_SECONDS, windows: WINDOWS_MAX, run: "scale" });
  const stopping = new AbortController();
  const browsing = browse(server, stopping.signal);
  try {
    await sleep(TRAFFIC_MS);
    const quietStockMs = browsing.stockMs.splice(0);
    const checkMs = Date.now();
    const checked = await server.call<{ rows: { ok: boolean }[] }>("GET", "/invariants?check=true");
    const seconds = (Date.now() - checkMs) / 1_000;
    const checkedStockMs = browsing.stockMs.splice(0);
    // The window that is open tells as well.
    await sleep(WINDOW_SECONDS * 1_000);
    const windows = await stop(load);
    const before = windows.filter(({ startedMs }) => startedMs + WINDOW_SECONDS * 1_000 <= checkMs);
    const during = windows.filter(
      ({ startedMs }) => startedMs >= checkMs - WINDOW_SECONDS * 1_000 && startedMs <= checkMs + seconds * 1_000,
    );
    return {
      without: {
        scansPerSecond: median(windows.map(({ perSecond }) => perSecond)),
        notPosted: windows.reduce((sum, each) => sum + each.notPosted, 0),
        ...trafficOf(before, quietStockMs),
      },
      meanwhile: { seconds, holds: checked.rows.every(({ ok }) => ok), ...trafficOf(during, checkedStockMs) },
      peakMegabytes: browsing.peak(),
    };
  } finally {
    stopping.abort();
    load.stop();
    await browsing.done;
  }
};

const stop = async (load: Load): Promise<readonly LoadWindow[]> => {
  load.stop();
  return load.done;
};

const trafficOf = (windows: readonly LoadWindow[], stockMs: readonly number[]): Traffic => ({
  puback: medians(windows.map(({ puback }) => puback)),
  ack: medians(windows.map(({ ack }) => ack)),
  stock: spreadOf(stockMs),
});
