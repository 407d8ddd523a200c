import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { Courier } from "../../simulators/devices/courier.ts";
import type { Entry } from "../../simulators/devices/forge.ts";
import { Outbox } from "../../simulators/devices/outbox.ts";

const entry = (id: string, device: string, keys: readonly string[], atMs = 0): Entry => ({
  id,
  atMs,
  keys,
  payload: "{}",
  target: { device, kind: "scan" },
});

describe("the outbox", () => {
  const newFile = (): string => path.join(mkdtempSync(path.join(tmpdir(), "outbox-")), "outbox.log");

  test("keeps over a restart what has not been acknowledged, in order", () => {
    const file = newFile();
    const outbox = new Outbox(file);
    for (const id of ["a", "b", "c"]) outbox.add(entry(id, "d", []));
    outbox.flush();
    expect(outbox.settle("b")).toBe(true);
    expect(outbox.settle("b")).toBe(false);
    outbox.flush();
    expect(new Outbox(file).list().map(({ id }) => id)).toEqual(["a", "c"]);
  });
  test("survives a line that was being written when the process died", () => {
    const file = newFile();
    const outbox = new Outbox(file);
    outbox.add(entry("a", "d", []));
    outbox.flush();
    appendFileSync(file, '+{"id":"b","at');
    expect(new Outbox(file).list().map(({ id }) => id)).toEqual(["a"]);
  });
  test("is written anew when most of it is done with", () => {
    const file = newFile();
    const outbox = new Outbox(file);
    for (let number = 0; number < 11_000; number++) outbox.add(entry(`m${number}`, "d", []));
    outbox.flush();
    for (let number = 0; number < 10_990; number++) outbox.settle(`m${number}`);
    outbox.flush();
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(11);
    expect(new Outbox(file).size).toBe(10);
  });
});

describe("the courier", () => {
  const setUp = (orderedUntilMs = Infinity) => {
    const delivered: string[] = [];
    const clock = { nowMs: 0 };
    const courier = new Courier({ orderedUntilMs, wallMs: () => clock.nowMs, deliver: ({ id }) => void delivered.push(id) });
    return { delivered, clock, courier };
  };

  test("lets another device wait for the acknowledgement of what it builds upon", () => {
    const { courier, delivered } = setUp();
    courier.offer(entry("receive", "dock", ["goods:1"]));
    courier.offer(entry("store", "floor", ["goods:1", "bin:1"]));
    courier.offer(entry("elsewhere", "floor", ["goods:2"]));
    expect(delivered).toEqual(["receive", "elsewhere"]);
    courier.done("receive");
    expect(delivered).toEqual(["receive", "elsewhere", "store"]);
  });
  test("lets one device say on one wire what follows from what it said", () => {
    const { courier, delivered } = setUp();
    for (const id of ["pack-1", "pack-2", "pack-3"]) courier.offer(entry(id, "dock", ["goods:1"]));
    courier.offer(entry("load", "portal", ["goods:1"]));
    expect(delivered).toEqual(["pack-1", "pack-2", "pack-3"]);
    courier.done("pack-2");
    courier.done("pack-3");
    expect(delivered).not.toContain("load");
    courier.done("pack-1");
    expect(delivered).toContain("load");
  });
  test("never lets a call over HTTP be overtaken", () => {
    const { courier, delivered } = setUp();
    courier.offer({ ...entry("release", "", ["goods:1"]), target: { call: "release" } });
    courier.offer({ ...entry("release-2", "", ["goods:1"]), target: { call: "release" } });
    expect(delivered).toEqual(["release"]);
  });
  test("waits for every key, in the order of the offers", () => {
    const { courier, delivered } = setUp();
    courier.offer(entry("a", "1", ["x"]));
    courier.offer(entry("b", "2", ["y"]));
    courier.offer(entry("c", "3", ["x", "y"]));
    courier.offer(entry("d", "4", ["y"]));
    courier.done("b");
    expect(delivered).toEqual(["a", "b"]);
    courier.done("a");
    courier.done("c");
    expect(delivered).toEqual(["a", "b", "c", "d"]);
  });
  test("goes on without one that is never answered", () => {
    const { courier, delivered, clock } = setUp();
    courier.offer(entry("a", "1", ["x"]));
    courier.offer(entry("b", "2", ["x"]));
    clock.nowMs = 60_000;
    courier.losePatience();
    expect(delivered).toEqual(["a", "b"]);
  });
  test("leaves what happened later to the devices alone", () => {
    const { courier, delivered } = setUp(100);
    courier.offer(entry("a", "1", ["x"], 200));
    courier.offer(entry("b", "2", ["x"], 201));
    expect(delivered).toEqual(["a", "b"]);
  });
});
