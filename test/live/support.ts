import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { change, decodeFrame, snapshot, type Change, type Frame, type Snapshot } from "#wire/live-protocol.ts";
import type { Subject } from "../../server/domain/access/can.ts";
import { createLive, type Live, type LiveOptions } from "../../server/live/live-server.ts";
import type { LiveFeed } from "../../server/usecases/live-feed.ts";
import type { Alarm, JournalEntry } from "../../server/usecases/read-models.ts";
import type { LiveFix, UnitView } from "../../server/usecases/tracking-ports.ts";

/** A live line over a journal that the test writes. */
export const NOON = Date.parse("2026-03-04T12:00:00Z");
const AT = new Date(NOON).toISOString();

export const DISPATCHER: Subject = { kind: "user", user: "dana", name: "Dana", role: "dispatcher", sites: [] };
export const OPERATOR: Subject = { kind: "user", user: "olaf", name: "Olaf", role: "operator", sites: ["xiangtan"] };

const COOKIES: Readonly<Record<string, Subject>> = { dispatcher: DISPATCHER, operator: OPERATOR };

export const unitOf = (n: number): UnitView => ({
  n,
  unit: `U-${n}`,
  mode: "truck",
  name: { zh: "车", en: "Truck" },
  plate: null,
  fix: null,
  seal: null,
  readings: [],
  limits: { minC: null, maxC: null },
  shipment: null,
});
export const fixOf = (n: number, atMs: number, place: Partial<LiveFix> = {}): LiveFix => ({
  n,
  unit: `U-${n}`,
  lat: 28,
  lon: 113,
  speedKmh: 60,
  headingDeg: 90,
  accuracyM: null,
  atMs,
  ...place,
});
export const CHINA = { west: 70, south: 15, east: 140, north: 55, zoom: 9 };

export class WrittenJournal {
  readonly entries: JournalEntry[] = [];
  readonly alarms: Alarm[] = [];
  readonly units = new Map<string, UnitView>();
  readonly subjects = new Map<string, Subject>(Object.entries(COOKIES));
  fixes: LiveFix[] = [];
  readonly feed: LiveFeed = {
    head: async () => this.entries.length,
    listEntries: async (after, upTo) => this.entries.slice(after, upTo),
    listStandingAlarms: async () => this.alarms.filter(({ state }) => state !== "cleared"),
    listAlarmsOf: async (after, upTo) => this.alarms.filter(({ entry }) => entry !== null && entry > after && entry <= upTo),
    listUnits: async (only) => [...this.units.values()].filter(({ unit }) => !only || only.includes(unit)),
    listUnitsOfDevices: async (devices) => [...this.units.values()].filter(({ unit }) => devices.includes(`seal-of-${unit}`)),
    listFixes: async () => this.fixes,
  };

  write(site: string, more: Partial<JournalEntry> = {}): JournalEntry {
    const entry: JournalEntry = {
      entry: this.entries.length + 1,
      kind: "observation",
      site,
      at: AT,
      recordedAt: AT,
      transfers: [],
      ...more,
    };
    this.entries.push(entry);
    return entry;
  }

  alarm(site: string): void {
    const { entry } = this.write(site, { kind: "alarm" });
    this.alarms.push({
      alarm: this.alarms.length + 1,
      kind: "unsettled",
      severity: "major",
      state: "open",
      site,
      unit: null,
      device: null,
      subject: `s${entry}`,
      detail: {},
      raisedAt: AT,
      entry,
      acknowledgedBy: null,
      acknowledgedAt: null,
      clearedAt: null,
      note: null,
    });
  }
}

export type Watcher = Readonly<{
  socket: Socket;
  snapshots: Snapshot[];
  changes: Change[];
  frames: Frame[];
  /** Acknowledgements that the test holds back. */
  held: (() => void)[];
}>;

export type Stage = Readonly<{
  live: Live;
  journal: WrittenJournal;
  url: string;
  watch(cookie: string, options?: Readonly<{ hold?: boolean; headers?: Record<string, string> }>): Watcher;
  stop(): Promise<void>;
}>;

export const startStage = async (more: Partial<LiveOptions> = {}, journal = new WrittenJournal()): Promise<Stage> => {
  const httpServer = createServer((_request, response) => response.end("http"));
  const live = await createLive({
    httpServer,
    feed: journal.feed,
    findSession: async ({ cookie }) => (typeof cookie === "string" ? journal.subjects.get(cookie) : undefined),
    clock: { nowMs: () => NOON, rate: 60, state: () => ({ worldMs: NOON, wallMs: NOON, rate: 60 }) },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...more,
  });
  await new Promise<void>((resolve) => httpServer.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  const watchers: Watcher[] = [];
  return {
    live,
    journal,
    url,
    watch: (cookie, options = {}) => {
      const watcher = open(url, { ...options.headers, cookie }, options.hold ?? false);
      watchers.push(watcher);
      return watcher;
    },
    stop: async () => {
      for (const { socket } of watchers) socket.close();
      await live.stop();
      await new Promise((resolve) => httpServer.close(resolve));
    },
  };
};

const open = (url: string, extraHeaders: Record<string, string>, hold: boolean): Watcher => {
  const socket = io(url, { path: "/live", transports: ["websocket"], extraHeaders, reconnection: false, forceNew: true });
  const watcher: Watcher = { socket, snapshots: [], changes: [], frames: [], held: [] };
  // Parsing with the wire's schemas proves that what is sent is what was agreed.
  socket.on("snapshot", (message: unknown) => watcher.snapshots.push(snapshot.parse(message)));
  socket.on("change", (message: unknown) => watcher.changes.push(change.parse(message)));
  socket.on("frame", (bytes: Uint8Array, acknowledge: () => void) => {
    const frame = decodeFrame(bytes);
    if (!frame) throw new Error("the frame could not be read");
    watcher.frames.push(frame);
    if (hold) watcher.held.push(acknowledge);
    else acknowledge();
  });
  return watcher;
};

export const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
