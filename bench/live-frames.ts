import { fork } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io } from "socket.io-client";
import { decodeFrame } from "#wire/live-protocol.ts";
import type { Subject } from "../server/domain/access/can.ts";
import { createLive } from "../server/live/live-server.ts";
import type { LiveFix } from "../server/usecases/tracking-ports.ts";

/**
 * 200 screens and 1,000 positions a second: how much of a core the frames cost, how many bytes each screen gets, and
 * how old what it shows is. The screens live in a process of their own, so that the figure is the server's alone.
 */
const SCREENS = 200;
const UNITS = 1_000;
const PUBLISH_MS = 100;
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 10);

type Report = Readonly<{ frames: number; fixes: number; bytes: number; agesMs: readonly number[]; staleUnits: number }>;

export type LiveFramesFigures = Readonly<{
  screens: number;
  positionsPerSecond: number;
  coreShare: number;
  framesPerSecondPerScreen: number;
  kilobytesPerSecondPerScreen: number;
  ageMsP50: number;
  ageMsP99: number;
  /** Pairs of screen and unit whose newest fix had not come a second after the last was published. */
  staleUnits: number;
}>;

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SUBJECT: Subject = { kind: "user", user: "bench", name: "Bench", role: "dispatcher", sites: [] };

const fixOf = (n: number, atMs: number): LiveFix => ({
  n,
  unit: `U-${n}`,
  lat: 20 + (n % 30),
  lon: 80 + (n % 50) + (atMs % 1000) / 1e6,
  speedKmh: 80,
  headingDeg: n % 360,
  accuracyM: 5,
  atMs,
});

const startServer = async () => {
  const httpServer = createServer();
  const live = await createLive({
    httpServer,
    log: quiet,
    findSession: async () => SUBJECT,
    clock: { nowMs: Date.now, rate: 1, state: () => ({ worldMs: Date.now(), wallMs: Date.now(), rate: 1 }) },
    feed: {
      head: async () => 0,
      listEntries: async () => [],
      listStandingAlarms: async () => [],
      listAlarmsOf: async () => [],
      listUnits: async () => [],
      listUnitsOfDevices: async () => [],
      listFixes: async () => [],
    },
  });
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  return { live, httpServer, port: (httpServer.address() as AddressInfo).port };
};

export const benchLiveFrames = async (): Promise<LiveFramesFigures> => {
  const { live, httpServer, port } = await startServer();
  const screens = fork(import.meta.filename, [String(port)], { stdio: "inherit" });
  const heard = (): Promise<unknown> => new Promise((resolve) => screens.once("message", resolve));
  await heard();
  const begun = process.cpuUsage();
  const startedMs = performance.now();
  let next = 0;
  const timer = setInterval(() => {
    const count = (UNITS * PUBLISH_MS) / 1000;
    live.publishFixes(Array.from({ length: count }, () => fixOf(next++ % UNITS, Date.now())));
  }, PUBLISH_MS);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  clearInterval(timer);
  const { user, system } = process.cpuUsage(begun);
  const elapsedMs = performance.now() - startedMs;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  screens.send("report");
  const report = (await heard()) as Report;
  screens.kill();
  await live.stop();
  httpServer.close();
  const ages = report.agesMs.toSorted((a, b) => a - b);
  const perScreen = (value: number): number => value / SCREENS / (elapsedMs / 1000);
  return {
    screens: SCREENS,
    positionsPerSecond: Math.round(next / (elapsedMs / 1000)),
    coreShare: (user + system) / 1000 / elapsedMs,
    framesPerSecondPerScreen: perScreen(report.frames),
    kilobytesPerSecondPerScreen: perScreen(report.bytes) / 1000,
    ageMsP50: ages[Math.floor(ages.length * 0.5)] ?? 0,
    ageMsP99: ages[Math.floor(ages.length * 0.99)] ?? 0,
    staleUnits: report.staleUnits,
  };
};

/** The screens: each shows the whole fleet at zoom 9, that is four frames a second. */
const watch = async (port: number): Promise<void> => {
  let [frames, fixes, bytes] = [0, 0, 0];
  const agesMs: number[] = [];
  const newest = Array.from({ length: SCREENS }, () => new Map<number, number>());
  const opened = newest.map(
    (shown) =>
      new Promise<void>((resolve) => {
        const socket = io(`http://127.0.0.1:${port}`, { path: "/live", transports: ["websocket"], forceNew: true });
        socket.on("connect", () => socket.emit("hello", {}));
        socket.on("snapshot", () => {
          socket.emit("view", { west: 60, east: 150, south: 0, north: 60, zoom: 9 });
          resolve();
        });
        socket.on("frame", (message: Uint8Array, acknowledge: () => void) => {
          const frame = decodeFrame(message);
          acknowledge();
          frames += 1;
          bytes += message.byteLength;
          for (const fix of frame?.fixes ?? []) {
            fixes += 1;
            shown.set(fix.n, fix.atMs);
            if (fixes % 97 === 0) agesMs.push(Date.now() - fix.atMs);
          }
        });
      }),
  );
  await Promise.all(opened);
  process.on("message", () => {
    const last = new Map<number, number>();
    for (const shown of newest) for (const [n, atMs] of shown) last.set(n, Math.max(last.get(n) ?? 0, atMs));
    let staleUnits = 0;
    for (const shown of newest) for (const [n, atMs] of last) if (shown.get(n) !== atMs) staleUnits += 1;
    process.send?.({ frames, fixes, bytes, agesMs, staleUnits } satisfies Report);
  });
  process.send?.("ready");
};

if (process.argv[1] === import.meta.filename) {
  if (process.send) await watch(Number(process.argv[2]));
  else process.stdout.write(`${JSON.stringify(await benchLiveFrames(), undefined, 2)}\n`);
}
