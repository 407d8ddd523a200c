/**
 * From scan to screen: the real server with 1,000 scans a second, and an officer's browser on the live line. A scan's
 * time is the `at` that its device wrote just before the publish; this process notes when the change that holds it has
 * come. Both read the clock of one machine.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import type { Change, Snapshot } from "#wire/live-protocol.ts";
import { median, medians, percentile, type Spread } from "./figures.ts";
import { runLoad } from "./load.ts";
import { provision, receiveGoods } from "./provision.ts";
import { BenchServer } from "./server-child.ts";
import { BENCH_MASTER_DATA, BENCH_SITE, benchDevice } from "./world.ts";

export type ScreenFigures = Readonly<{
  scansPerSecond: number;
  /** Medians of the windows. */
  toScreen: Spread;
  toPuback: Spread;
  toAck: Spread;
  shown: number;
  /** Changes whose cursor did not join, and further snapshots: a screen that had to begin again. */
  gaps: number;
  notPosted: number;
  serverMegabytes: number | undefined;
}>;

const DEVICES = 200;
const PER_SECOND = 1_000;
const WINDOWS = 5;
const WINDOW_SECONDS = 5;
/** What was sent last comes within this time. */
const DRAIN_MS = 2_000;

type Shown = Readonly<{ sentMs: number; afterMs: number }>;

export const benchScreen = async (): Promise<ScreenFigures> => {
  const server = await BenchServer.create();
  try {
    await server.start();
    await server.call("PUT", "/master-data", BENCH_MASTER_DATA);
    const devices = await provision(
      server,
      BENCH_SITE,
      Array.from({ length: DEVICES }, (_, index) => benchDevice(index)),
    );
    await receiveGoods(server, BENCH_SITE);
    const screen = await openScreen(server);
    const plan = {
      port: server.mqttPort,
      devices,
      inFlight: 1,
      perSecond: PER_SECOND,
      hearsAcks: true,
      windowSeconds: WINDOW_SECONDS,
      windows: WINDOWS,
      run: "screen",
    };
    const windows = await runLoad(plan);
    await sleep(DRAIN_MS);
    screen.socket.disconnect();
    const toScreen = windows.map(({ startedMs }) => {
      const endMs = startedMs + WINDOW_SECONDS * 1_000;
      return screen.shown.filter(({ sentMs }) => sentMs >= startedMs && sentMs < endMs).map(({ afterMs }) => afterMs);
    });
    return {
      scansPerSecond: median(windows.map(({ perSecond }) => perSecond)),
      toScreen: {
        p50Ms: median(toScreen.map((each) => percentile(each, 0.5))),
        p99Ms: median(toScreen.map((each) => percentile(each, 0.99))),
      },
      toPuback: medians(windows.map(({ puback }) => puback)),
      toAck: medians(windows.map(({ ack }) => ack)),
      shown: screen.shown.length,
      gaps: screen.gaps(),
      notPosted: windows.reduce((sum, each) => sum + each.notPosted, 0),
      serverMegabytes: server.rssMegabytes(),
    };
  } finally {
    await server.remove();
  }
};

type Screen = Readonly<{ socket: Socket; shown: Shown[]; gaps: () => number }>;

const openScreen = async (server: BenchServer): Promise<Screen> => {
  const cookie = await server.signIn("officer");
  const socket = io(server.url, { path: "/live", transports: ["websocket"], extraHeaders: { cookie, origin: server.url } });
  const shown: Shown[] = [];
  let cursor = -1;
  let gaps = 0;
  socket.on("change", (change: Change) => {
    const nowMs = Date.now();
    if (cursor !== change.from) gaps++;
    cursor = change.to;
    for (const { at, step } of change.entries) {
      const sentMs = Date.parse(at);
      if (step === "moving") shown.push({ sentMs, afterMs: nowMs - sentMs });
    }
  });
  socket.on("connect", () => socket.emit("hello", {}));
  await new Promise<void>((resolve, reject) => {
    socket.on("connect_error", reject);
    socket.on("snapshot", (snapshot: Snapshot) => {
      if (cursor !== -1) gaps++;
      cursor = snapshot.cursor;
      resolve();
    });
  });
  return { socket, shown, gaps: () => gaps };
};
