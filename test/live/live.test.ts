import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveFeed } from "../../server/usecases/live-feed.ts";
import { CHINA, fixOf, NOON, OPERATOR, pause, startStage, unitOf, WrittenJournal, type Stage, type Watcher } from "./support.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.stop());

/** Says hello and waits for the snapshot. */
const begin = async (watcher: Watcher): Promise<void> => {
  const before = watcher.snapshots.length;
  watcher.socket.emit("hello", {});
  await vi.waitFor(() => expect(watcher.snapshots.length).toBe(before + 1), 5_000);
};
const reached = (watcher: Watcher, to: number) => vi.waitFor(() => expect(watcher.changes.at(-1)?.to).toBe(to), 5_000);

describe("the cursors", () => {
  test("join from the snapshot on, and every entry comes once and in order", async () => {
    stage.journal.write("xiangtan");
    const watcher = stage.watch("dispatcher");
    await vi.waitFor(() => expect(watcher.socket.connected).toBe(true));
    for (let written = 0; written < 5; written++) stage.journal.write("chenzhou");
    await begin(watcher);
    for (let written = 0; written < 1200; written++) {
      stage.journal.write("chenzhou");
      if (written % 100 === 0) {
        stage.live.nudge();
        await pause(5);
      }
    }
    stage.live.nudge();
    await reached(watcher, 1206);
    let cursor = watcher.snapshots[0]!.cursor;
    for (const { from, to } of watcher.changes) {
      expect(from).toBe(cursor);
      cursor = to;
    }
    const expected = Array.from({ length: 1206 - watcher.snapshots[0]!.cursor }, (_, index) => watcher.snapshots[0]!.cursor + index + 1);
    expect(watcher.changes.flatMap(({ entries }) => entries.map(({ entry }) => entry))).toEqual(expected);
  });

  test("join for a client whose snapshot takes longer than the journal's next entries", async () => {
    await stage.stop();
    const journal = new WrittenJournal();
    const slow: LiveFeed = {
      ...journal.feed,
      listUnits: async (only) => {
        if (!only) await pause(400);
        return [];
      },
    };
    stage = await startStage({ feed: slow });
    const first = stage.watch("dispatcher");
    first.socket.emit("hello", {});
    await pause(100);
    const shared = stage.watch("dispatcher");
    await vi.waitFor(() => expect(shared.socket.connected).toBe(true));
    shared.socket.emit("hello", {});
    journal.write("xiangtan");
    stage.live.nudge();
    await pause(80);
    journal.write("xiangtan");
    stage.live.nudge();
    for (const watcher of [first, shared]) {
      await reached(watcher, 2);
      expect([watcher.snapshots[0]!.cursor, ...watcher.changes.flatMap(({ from, to }) => [from, to])]).toEqual([0, 0, 1, 1, 2]);
    }
  });

  test("start anew with a snapshot when the journal has run away", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    for (let written = 0; written < 5_000; written++) stage.journal.write("xiangtan");
    stage.live.nudge();
    await vi.waitFor(() => expect(watcher.snapshots.at(-1)?.cursor).toBe(5_000), 5_000);
    expect(watcher.changes).toEqual([]);
    stage.journal.write("xiangtan");
    stage.live.nudge();
    await reached(watcher, 5_001);
    expect(watcher.changes[0]?.from).toBe(5_000);
  });

  test("are told again by a snapshot to a client that asks after a gap", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    stage.journal.write("xiangtan");
    stage.live.nudge();
    await reached(watcher, 1);
    await begin(watcher);
    expect(watcher.snapshots.map(({ cursor }) => cursor)).toEqual([0, 1]);
  });

  test("are found by polling when another server has committed", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    stage.journal.write("xiangtan");
    await reached(watcher, 1);
  });

  test("bring the alarms and the sealed units of their entries", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    stage.journal.units.set("U-1", unitOf(1));
    stage.journal.alarm("xiangtan");
    stage.journal.write("xiangtan", { observationKind: "seal", device: "seal-of-U-1" });
    stage.live.nudge();
    await reached(watcher, 2);
    expect(watcher.changes.flatMap(({ alarms }) => alarms.map(({ subject }) => subject))).toEqual(["s1"]);
    expect(watcher.changes.flatMap(({ units }) => units.map(({ unit }) => unit))).toEqual(["U-1"]);
  });
});

describe("who may hear what", () => {
  test("an operator gets the entries and alarms of the own sites, with cursors that join all the same", async () => {
    const [operator, dispatcher] = [stage.watch("operator"), stage.watch("dispatcher")];
    stage.journal.alarm("chenzhou");
    stage.live.nudge();
    await pause(100);
    await Promise.all([begin(operator), begin(dispatcher)]);
    expect([operator, dispatcher].map(({ snapshots }) => snapshots[0]?.alarms.length)).toEqual([0, 1]);
    stage.journal.write("chenzhou");
    stage.journal.write("xiangtan");
    stage.journal.alarm("chenzhou");
    stage.journal.write("xiangtan", { kind: "release" });
    stage.live.nudge();
    await Promise.all([reached(operator, 5), reached(dispatcher, 5)]);
    const sites = (watcher: Watcher) => watcher.changes.flatMap(({ entries }) => entries.map(({ site }) => site));
    expect(sites(operator)).toEqual(["xiangtan", "xiangtan"]);
    expect(sites(dispatcher)).toEqual(["chenzhou", "xiangtan", "chenzhou", "xiangtan"]);
    expect(operator.changes.flatMap(({ alarms }) => alarms)).toEqual([]);
    expect(operator.changes.map(({ from, to }) => [from, to])).toEqual(dispatcher.changes.map(({ from, to }) => [from, to]));
  });

  test("a page of a foreign origin is refused, our own is not", async () => {
    const foreign = stage.watch("dispatcher", { headers: { origin: "https://evil.example" } });
    const own = stage.watch("dispatcher", { headers: { origin: stage.url } });
    const refused = vi.fn();
    foreign.socket.on("connect_error", refused);
    await vi.waitFor(() => expect(refused).toHaveBeenCalled());
    await vi.waitFor(() => expect(own.socket.connected).toBe(true));
    expect(foreign.socket.connected).toBe(false);
  });

  test("nobody comes in without a session, and is told so", async () => {
    const nobody = stage.watch("stranger");
    const message = await new Promise((resolve) => nobody.socket.on("connect_error", (error) => resolve(error.message)));
    expect(message).toBe("unauthorized");
    expect(stage.live.stats().clients).toBe(0);
  });

  test("who signs out is cut off at once", async () => {
    const [operator, dispatcher] = [stage.watch("operator"), stage.watch("dispatcher")];
    await Promise.all([begin(operator), begin(dispatcher)]);
    stage.live.sessionEnded("olaf");
    await vi.waitFor(() => expect(operator.socket.connected).toBe(false));
    expect(dispatcher.socket.connected).toBe(true);
  });

  test("whose session has ended elsewhere is cut off at the next look", async () => {
    await stage.stop();
    stage = await startStage({ recheckMs: 50 });
    const operator = stage.watch("operator");
    await begin(operator);
    stage.journal.subjects.delete("operator");
    await vi.waitFor(() => expect(operator.socket.connected).toBe(false));
  });

  test("whose rights have grown hears more, from a new snapshot on", async () => {
    await stage.stop();
    stage = await startStage({ recheckMs: 50 });
    const operator = stage.watch("operator");
    await begin(operator);
    stage.journal.write("chenzhou");
    stage.journal.subjects.set("operator", { ...OPERATOR, sites: ["xiangtan", "chenzhou"] });
    await vi.waitFor(() => expect(operator.snapshots.length).toBe(2));
    stage.journal.write("chenzhou");
    stage.live.nudge();
    await reached(operator, 2);
    expect(operator.changes.at(-1)?.entries.map(({ site }) => site)).toContain("chenzhou");
  });

  test("what a client says is parsed, and its number limited", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    for (const said of [undefined, null, 7, { west: "x" }, { ...CHINA, room: "scope:all" }, { __proto__: null }])
      watcher.socket.emit("view", said);
    for (let times = 0; times < 50; times++) watcher.socket.emit("hello", {});
    await pause(300);
    expect(watcher.snapshots.length).toBeLessThan(8);
    expect(watcher.socket.connected).toBe(true);
  });
});

describe("frames", () => {
  test("carry the newest fix of each unit within the view, and nothing else", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    watcher.socket.emit("view", CHINA);
    await pause(50);
    stage.live.publishFixes([fixOf(1, NOON), fixOf(2, NOON, { lat: 51, lon: 7 }), fixOf(3, NOON)]);
    stage.live.publishFixes([fixOf(1, NOON + 1000, { lat: 29 }), fixOf(3, NOON - 1000, { lat: 0 })]);
    await vi.waitFor(() => expect(watcher.frames.length).toBe(1));
    expect(watcher.frames[0]).toMatchObject({ worldMs: NOON });
    expect(watcher.frames[0]!.fixes.map(({ n, lat, atMs }) => [n, lat, atMs])).toEqual([
      [3, 28, NOON],
      [1, 29, NOON + 1000],
    ]);
  });

  test("tell once more of a unit that leaves the view, so that it does not freeze at the edge", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    watcher.socket.emit("view", CHINA);
    await pause(50);
    stage.live.publishFixes([fixOf(1, NOON)]);
    await vi.waitFor(() => expect(watcher.frames.length).toBe(1));
    stage.live.publishFixes([fixOf(1, NOON + 1000, { lon: 7 })]);
    await vi.waitFor(() => expect(watcher.frames.length).toBe(2));
    stage.live.publishFixes([fixOf(1, NOON + 2000, { lon: 6 })]);
    await pause(600);
    expect(watcher.frames.map(({ fixes }) => fixes.map(({ lon }) => lon))).toEqual([[113], [7]]);
  });

  test("follow the looked-at unit out of the view, and show at once what a new view holds", async () => {
    stage.live.publishFixes([fixOf(1, NOON, { lon: 7, lat: 51 }), fixOf(2, NOON, { lon: 8, lat: 50 })]);
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    watcher.socket.emit("view", CHINA);
    watcher.socket.emit("look", { unit: "U-1" });
    await vi.waitFor(() => expect(watcher.frames.map(({ fixes }) => fixes.map(({ n }) => n))).toEqual([[1]]));
    watcher.socket.emit("view", { west: 0, east: 20, south: 40, north: 60, zoom: 9 });
    await vi.waitFor(() => expect(watcher.frames.at(-1)?.fixes.map(({ n }) => n)).toEqual([1, 2]));
  });

  test("show a unit beyond the antimeridian to a map that scrolled on", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    watcher.socket.emit("view", { west: 170, east: 250, south: -60, north: 60, zoom: 9 });
    await pause(50);
    stage.live.publishFixes([fixOf(1, NOON, { lon: -150 })]);
    await vi.waitFor(() => expect(watcher.frames[0]?.fixes[0]?.lon).toBe(-150));
  });

  test("come to a paused client fewer and larger, one at a time, with the newest of each unit", async () => {
    const [paused, quick] = [stage.watch("dispatcher", { hold: true }), stage.watch("dispatcher")];
    await Promise.all([begin(paused), begin(quick)]);
    for (const { socket } of [paused, quick]) socket.emit("view", CHINA);
    await pause(50);
    for (let second = 1; second <= 20; second++) {
      stage.live.publishFixes([fixOf(second % 5, NOON + second * 1000), fixOf(100 + second, NOON + second * 1000)]);
      await pause(100);
    }
    expect(paused.frames).toHaveLength(1);
    expect(quick.frames.length).toBeGreaterThan(4);
    const first = paused.frames[0]!.fixes.length;
    paused.held.pop()!();
    await vi.waitFor(() => expect(paused.frames).toHaveLength(2));
    // All twenty-five units but those that have not moved since the first frame, each once, at its newest.
    const numbers = paused.frames[1]!.fixes.map(({ n }) => n);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBeGreaterThan(first);
    expect(paused.frames[1]!.fixes.find(({ n }) => n === 0)?.atMs).toBe(NOON + 20_000);
    expect(quick.frames.flatMap(({ fixes }) => fixes).filter(({ n }) => n === 120)).toHaveLength(1);
  });

  test("carry the fixes that another server took in", async () => {
    await stage.stop();
    stage = await startStage({ hasOtherServers: true });
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    watcher.socket.emit("view", CHINA);
    await pause(50);
    stage.journal.fixes = [fixOf(1, NOON)];
    await vi.waitFor(() => expect(watcher.frames.map(({ fixes }) => fixes.map(({ n }) => n))).toEqual([[1]]), 3_000);
    await pause(1_200);
    expect(watcher.frames).toHaveLength(1);
  });

  test("of a unit that a screen does not know bring the unit first or soon after, with cursors that join", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    stage.journal.units.set("U-1", unitOf(1));
    stage.live.publishFixes([fixOf(1, NOON)]);
    await vi.waitFor(() => expect(watcher.changes).toMatchObject([{ from: 0, to: 0, entries: [], units: [{ unit: "U-1" }] }]));
  });

  test("are empty now and then when nothing moves, so that silence means a dead line", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    await vi.waitFor(() => expect(watcher.frames).toEqual([{ worldMs: NOON, fixes: [] }]), 7_000);
  }, 10_000);
});

describe("a client that does not read", () => {
  test("fills no memory: it is let out of the room, and gets a snapshot when it reads again", async () => {
    const watcher = stage.watch("dispatcher");
    await begin(watcher);
    const underneath = watcher.socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } };
    underneath.ws._socket.pause();
    const detail = "x".repeat(200_000);
    for (let written = 1; written <= 150; written++) {
      stage.journal.write("xiangtan", { detail });
      stage.live.nudge();
      await pause(45);
    }
    underneath.ws._socket.resume();
    await vi.waitFor(() => expect(watcher.snapshots.at(-1)?.cursor).toBe(150), 10_000);
    expect(watcher.changes.length).toBeLessThan(130);
    stage.journal.write("xiangtan");
    stage.live.nudge();
    await vi.waitFor(() => expect(watcher.changes.at(-1)).toMatchObject({ from: 150, to: 151 }), 5_000);
  }, 30_000);
});
