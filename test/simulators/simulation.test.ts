import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeviceLink, SOUND_WIRE } from "../../simulators/devices/device-link.ts";
import { provisionAll } from "../../simulators/provisioning.ts";
import { quiet } from "../../simulators/scenarios/scenario.ts";
import { ServerApi } from "../../simulators/server-api.ts";
import { Simulation } from "../../simulators/simulation.ts";
import { FollowedClock } from "../../simulators/world-clock.ts";
import { openStateFiles, readState, writeState, type WorldState } from "../../simulators/world-state.ts";
import { createRandom } from "../../simulators/world/random.ts";
import { createWorld } from "../../simulators/world/world.ts";
import { startFakeServer, type FakeServer } from "./fake-server.ts";

const NOW_MS = Date.parse("2026-11-21T00:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A short past: enough for some scans. */
const PAST_MS = 6 * HOUR_MS;

vi.setConfig({ testTimeout: 30_000 });

let server: FakeServer;
let dir: string;
const running: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  server = await startFakeServer(NOW_MS);
  dir = mkdtempSync(path.join(tmpdir(), "simulators-"));
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await server.stop();
});

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain until ${what}`);
};

const start = async (pastMs = PAST_MS): Promise<Simulation> => {
  const api = new ServerApi(server.httpUrl, "key");
  // The clock stands still between the questions: the world's time is what the test says.
  const clock = new FollowedClock({ ask: () => api.clock(), monotonicMs: () => 0 });
  await clock.ask();
  const files = openStateFiles(dir, "quiet", 1);
  const fresh: WorldState = {
    scenario: "quiet",
    seed: 1,
    run: 3,
    epochMs: NOW_MS - pastMs,
    liveFromMs: NOW_MS,
    documentedFromMs: NOW_MS - pastMs / 2,
    fixIntervalMs: 120_000,
    fingerprint: "",
    alone: true,
    isGuarded: false,
    throughMs: NOW_MS - pastMs - 1,
  };
  const state = readState(files) ?? fresh;
  writeState(files, state);
  const world = createWorld({ ...state, pace: quiet.pace, conduct: quiet.conduct });
  const credentials = await provisionAll(world.devices, { api, file: files.credentials, suffix: "r3" });
  const simulation = new Simulation({
    api,
    clock,
    world,
    scenario: quiet,
    state,
    files,
    credentials,
    mqttUrl: server.mqttUrl,
    plansSettleMs: 0,
    log: () => undefined,
  });
  running.push(simulation);
  simulation.start();
  return simulation;
};

const messages = (kind?: string) => server.heard.filter((each) => each.kind !== "state" && (kind === undefined || each.kind === kind));
const idOf = ({ payload }: { payload: string }): string => (JSON.parse(payload) as { id: string }).id;

describe("a simulation", () => {
  test("tells the past, each device over its own connection, and empties its outbox", async () => {
    const simulation = await start();
    await until(() => simulation.pending === 0 && messages().length > 50, "all is acknowledged");
    expect(new Set(messages().map(({ kind }) => kind))).toContain("scan");
    expect(new Set(messages("scan").map(({ device }) => device)).size).toBeGreaterThan(3);
    expect(new Set(messages().map(idOf)).size).toBe(messages().length);
    const births = server.heard.filter(({ kind, payload }) => kind === "state" && payload.includes('"online":true'));
    expect(births.every(({ retain }) => retain)).toBe(true);
    expect(births.length).toBeGreaterThan(50);
  });

  test("keeps what was not acknowledged over a restart and sends it again, word for word", async () => {
    server.answer.wanted = ({ kind }) => kind !== "scan";
    const first = await start();
    await until(() => messages("scan").length > 0, "a scan is told");
    await first.stop();
    running.length = 0;
    const before = new Map(messages("scan").map((each) => [idOf(each), each.payload]));
    server.heard.length = 0;
    server.answer.wanted = () => true;
    const second = await start();
    await until(() => second.pending === 0, "all is acknowledged");
    const after = new Map(messages("scan").map((each) => [idOf(each), each.payload]));
    for (const [id, payload] of before) expect(after.get(id)).toBe(payload);
  });

  test("that died before it remembered repeats itself with the same ids and the same words", async () => {
    const first = await start();
    await until(() => first.pending === 0 && messages("scan").length > 3, "the past is told");
    const before = new Map(messages("scan").map((each) => [idOf(each), each.payload]));
    await first.stop();
    running.length = 0;
    // As after a kill -9 between the outbox and the memory of how far it was told.
    const files = openStateFiles(dir, "quiet", 1);
    writeState(files, { ...readState(files)!, throughMs: NOW_MS - PAST_MS - 1 });
    server.heard.length = 0;
    const second = await start();
    await until(() => second.pending === 0 && messages("scan").length > 3, "the past is told again");
    expect(new Map(messages("scan").map((each) => [idOf(each), each.payload]))).toEqual(before);
  });

  test("does not go on while nobody says what time it is", () => {
    let monotonicMs = 0;
    const clock = new FollowedClock({ ask: () => Promise.resolve({ worldMs: NOW_MS, rate: 60 }), monotonicMs: () => monotonicMs });
    expect(clock.nowMs()).toBeUndefined();
    return clock.ask().then(() => {
      monotonicMs = 1_000;
      expect(clock.nowMs()).toBe(NOW_MS + 60_000);
      monotonicMs = 60_000;
      expect(clock.nowMs()).toBeUndefined();
    });
  });
});

describe("a simulation under customs", () => {
  test("files, hears customs answer, and only then tells of the gate", async () => {
    const simulation = await start(2 * DAY_MS);
    await until(() => simulation.pending === 0 && server.passes.some((each) => each.startsWith("gate ")), "a vehicle passes with a pass");
    for (const [index, seen] of server.passes.entries()) {
      if (!seen.startsWith("gate ")) continue;
      expect(server.passes.slice(0, index)).toContain(seen.replace("gate", "approved"));
    }
    const named = server.customs.flatMap((xml, index) => {
      const inventory = xml.includes("<PassPortMessage>") ? /<RltNo>(\w+)/.exec(xml)?.[1] : undefined;
      return inventory === undefined ? [] : [{ inventory, before: server.customs.slice(0, index) }];
    });
    expect(named.length).toBeGreaterThan(0);
    for (const { inventory, before } of named) expect(before.some((xml) => xml.includes(`<bondInvtNo>${inventory}<`))).toBe(true);
    const opened = server.customs.findIndex((xml) => xml.includes("<BWS201>"));
    expect(opened).toBeLessThan(server.customs.findIndex((xml) => xml.includes("<InvtMessage>")));
  });

  test("guards the gates once the past is told", async () => {
    const simulation = await start();
    await until(() => simulation.pending === 0 && messages("scan").length > 3, "the past is told");
    const guarded = (): boolean => server.calls.some(({ path: at, body }) => at === "/master-data" && body.includes('"passRequired":true'));
    await until(guarded, "the zones ask for passes");
  });
});

describe("a device", () => {
  const link = (acks: string[]): DeviceLink => {
    const made = new DeviceLink({
      url: server.mqttUrl,
      credentials: { device: "gate-1", topic: "e/gate-1", username: "gate-1", password: "x" },
      faults: SOUND_WIRE,
      soundUntilMs: 0,
      random: createRandom(1, "wire"),
      onAck: ({ id }) => void acks.push(id),
      onCommand: () => undefined,
      onRefused: () => undefined,
    });
    running.push(made);
    return made;
  };
  const entry = (id: string) => ({ id, atMs: 1, keys: [], payload: JSON.stringify({ id }), target: { device: "gate-1", kind: "scan" } });

  test("leaves its last will when its battery dies, and says it is back", async () => {
    const device = link([]);
    await until(() => device.online, "it is on line");
    device.die();
    await until(() => server.heard.some(({ payload, retain }) => retain && payload === '{"online":false}'), "its will is told");
    server.heard.length = 0;
    device.revive();
    await until(() => server.heard.some(({ payload }) => payload.includes('"online":true')), "it is back");
  });

  test("tells after a reconnect what had no answer", async () => {
    const acks: string[] = [];
    server.answer.wanted = () => false;
    const device = link(acks);
    await until(() => device.online, "it is on line");
    device.send(entry("m-1"));
    await until(() => messages().length === 1, "it is heard");
    server.answer.wanted = () => true;
    device.die();
    device.revive();
    await until(() => acks.includes("m-1"), "it is acknowledged");
  });
});

test("a device whose credentials are lost is revoked and provisioned anew, by another name where it must be", async () => {
  server.taken.add("dock-1");
  const api = new ServerApi(server.httpUrl, "key");
  const credentials = await provisionAll([{ device: "dock-1", site: "xiangtan", kind: "scanner" }], {
    api,
    file: path.join(dir, "c.json"),
    suffix: "r9",
  });
  expect(server.calls.map(({ method, path: at }) => `${method} ${at}`)).toEqual([
    "POST /devices",
    "DELETE /devices/dock-1",
    "POST /devices",
    "POST /devices",
  ]);
  expect(credentials.get("dock-1")).toMatchObject({ device: "dock-1.r9", topic: "e/dock-1.r9" });
});
