/**
 * Devices stream scans and positions, some twice, some out of turn, while the server and its database are killed under
 * them. At the end every device empties its outbox, and the books are held against what was said.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { OutboxDevice, seededRandom } from "../outbox-device.ts";
import { createPool } from "../../server/store/pool.ts";
import { findOut, type Findings } from "./findings.ts";
import { Victim } from "./victim.ts";
import { MASTER_DATA, SITE, Worker } from "./world.ts";

export type TorturePlan = Readonly<{
  /** dist/server/main.js */
  main: string;
  serverKills: number;
  databaseKills: number;
  devices: number;
  messagesPerSecond: number;
  seed: number;
  say: (line: string) => void;
}>;

export type TortureFigures = Findings &
  Readonly<{
    serverKills: number;
    databaseKills: number;
    serverDeaths: number;
    said: number;
    acknowledged: number;
    resends: number;
    seconds: number;
    log: string;
  }>;

const TICK_MS = 20;
/** Long enough to be in the middle of something, and different each time. */
const STREAM_MS_MIN = 800;
const STREAM_MS_MAX = 2_500;
const DRAIN_TIMEOUT_MS = 60_000;
const SETTLE_TIMEOUT_MS = 20_000;
const TWICE = 0.05;
const OVERTAKEN = 0.1;

type Scanner = Readonly<{ worker: Worker; outbox: OutboxDevice }>;
type Fault = "server" | "database";

export const torture = async (plan: TorturePlan): Promise<TortureFigures> => {
  const startedMs = performance.now();
  const victim = await Victim.create(plan.main);
  const scanners: Scanner[] = [];
  let stream: NodeJS.Timeout | undefined;
  try {
    await victim.start();
    scanners.push(...(await provision(victim, plan)));
    stream = startStream(scanners, plan);
    const random = seededRandom(plan.seed);
    for (const fault of shuffled(plan, random)) {
      await sleep(STREAM_MS_MIN + random() * (STREAM_MS_MAX - STREAM_MS_MIN));
      await strike(victim, fault);
      plan.say(`${fault} killed; ${countAcked(scanners)} acknowledged, ${countWaiting(scanners)} in outboxes`);
    }
    await sleep(STREAM_MS_MAX);
    clearInterval(stream);
    await drain(scanners);
    return await figures(victim, scanners, { plan, startedMs });
  } finally {
    clearInterval(stream);
    for (const { outbox } of scanners) outbox.stop();
    await victim.stop();
  }
};

const provision = async (victim: Victim, { devices, seed }: TorturePlan): Promise<Scanner[]> => {
  await victim.call("PUT", "/master-data", MASTER_DATA);
  const scanners: Scanner[] = [];
  for (let index = 0; index < devices; index++) {
    const device = `scanner-${index}`;
    const told = await victim.call<{ topic: string; password: string }>("POST", "/devices", { device, site: SITE, kind: "scanner" });
    const random = seededRandom(seed * 1_000 + index);
    const outbox = new OutboxDevice({ device, ...told, port: () => victim.port, random, twice: TWICE, overtaken: OVERTAKEN });
    scanners.push({ worker: new Worker(device, random), outbox });
  }
  return scanners;
};

const startStream = (scanners: readonly Scanner[], { messagesPerSecond }: TorturePlan): NodeJS.Timeout => {
  let owed = 0;
  let turn = 0;
  return setInterval(() => {
    owed += (messagesPerSecond * TICK_MS) / 1_000;
    for (; owed >= 1; owed--) {
      const scanner = scanners[turn++ % scanners.length] as Scanner;
      const { kind, message } = scanner.worker.next(Date.now());
      scanner.outbox.say(kind, message);
    }
  }, TICK_MS);
};

const shuffled = ({ serverKills, databaseKills }: TorturePlan, random: () => number): Fault[] => {
  const faults: Fault[] = [
    ...Array.from({ length: serverKills }, () => "server" as const),
    ...Array.from({ length: databaseKills }, () => "database" as const),
  ];
  return faults
    .map((fault) => ({ fault, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ fault }) => fault);
};

/** A killed server is started again, as its keeper would; a killed database is the server's own affair. */
const strike = async (victim: Victim, fault: Fault): Promise<void> => {
  if (fault === "database") victim.killDatabase();
  else await victim.killServer();
  if (victim.port === undefined) await victim.start();
};

const countAcked = (scanners: readonly Scanner[]): number => scanners.reduce((sum, { outbox }) => sum + outbox.acked.size, 0);
const countWaiting = (scanners: readonly Scanner[]): number => scanners.reduce((sum, { outbox }) => sum + outbox.waiting, 0);

const drain = async (scanners: readonly Scanner[]): Promise<void> => {
  const deadlineMs = performance.now() + DRAIN_TIMEOUT_MS;
  while (countWaiting(scanners) > 0) {
    if (performance.now() > deadlineMs) throw new Error(`${countWaiting(scanners)} messages were never acknowledged`);
    await sleep(TICK_MS);
  }
};

const figures = async (
  victim: Victim,
  scanners: readonly Scanner[],
  { plan, startedMs }: Readonly<{ plan: TorturePlan; startedMs: number }>,
): Promise<TortureFigures> => {
  const acknowledged = new Set(scanners.flatMap(({ outbox }) => [...outbox.pubacked, ...outbox.acked.keys()]));
  const scans = scanners.flatMap(({ worker }) => worker.scans);
  const positions = scanners.flatMap(({ worker }) => worker.positions);
  const pool = createPool(victim.databaseUrl);
  try {
    const deadlineMs = performance.now() + SETTLE_TIMEOUT_MS;
    let findings = await findOut(pool, { acknowledged, scans, positions });
    // What waits settles right after the commit that it waited for.
    while (findings.unsettled > 0 && performance.now() < deadlineMs) {
      await sleep(500);
      findings = await findOut(pool, { acknowledged, scans, positions });
    }
    return {
      serverKills: plan.serverKills,
      databaseKills: plan.databaseKills,
      serverDeaths: victim.ownDeaths,
      said: scans.length + positions.length,
      acknowledged: acknowledged.size,
      resends: scanners.reduce((sum, { outbox }) => sum + outbox.resends, 0),
      ...findings,
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
      log: victim.tail(),
    };
  } finally {
    await pool.end();
  }
};

/** Whether every promise held. */
export const isSound = (found: TortureFigures): boolean =>
  found.lost + found.duplicated + found.unsettled + found.differences.length + found.broken.length + found.serverDeaths === 0 &&
  found.acknowledged === found.said;
