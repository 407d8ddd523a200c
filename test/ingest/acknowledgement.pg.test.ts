import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPool } from "../../server/store/pool.ts";
import { OIL, seedWarehouse, stock, TEA } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { moving, position, receiving, type Said } from "../support/messages.ts";
import { holdHead, startPipeline, until, type Pipeline, type PipelineOptions } from "../support/pipeline.ts";

let database: TestDatabase;
let pipeline: Pipeline | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
});
afterEach(async () => {
  await pipeline?.stop();
  await database.drop();
});

const start = async (more: Partial<PipelineOptions> = {}): Promise<Pipeline> =>
  (pipeline = await startPipeline({ pool: database.pool, ...more }));
const soon = () => new Promise((resolve) => setTimeout(resolve, 300));
const resultsOf = (device: { acks: readonly Readonly<Record<string, unknown>>[] }, { id }: Said) =>
  device.acks.filter((ack) => ack["id"] === id).map((ack) => ack["result"]);

describe("a PUBACK", () => {
  it("comes after the commit, and the ack after it", async () => {
    const device = await (await start()).device("scanner-1");
    const release = await holdHead(database.url);
    const message = receiving(5);
    const messageId = device.publish("scan", message);
    await soon();
    expect(device.heard.slice(1)).toEqual([]);
    await release();
    await until(() => device.acks.length === 1 && device.commands.length === 1);
    expect(device.heard.slice(1).map((each) => each.what)).toEqual(["puback", "ack", "command"]);
    expect(device.pubacks).toEqual([messageId]);
    expect(device.acks).toEqual([{ id: message.id, result: "posted", entry: 1 }]);
    expect(device.commands).toEqual([{ id: message.id, say: "ok", reason: "ok" }]);
    const { rows } = await database.pool.query("SELECT observation FROM journal WHERE entry = 1");
    expect(rows).toEqual([{ observation: message.id }]);
  });
  it("keeps its place in the connection's order when a position overtakes a scan, and no ack comes before its PUBACK", async () => {
    const device = await (await start()).device("scanner-1");
    const release = await holdHead(database.url);
    const said = [receiving(5), position(), receiving(6), position(), position()];
    for (const message of said) device.publish("lat" in message ? "position" : "scan", message);
    await until(async () => (await database.pool.query("SELECT FROM position")).rowCount === 3);
    await soon();
    expect(device.heard.slice(1)).toEqual([]);
    await release();
    await until(() => device.acks.length === said.length);
    expect(device.pubacks).toEqual([1, 2, 3, 4, 5]);
    const order = device.heard.flatMap((each) => (each.what === "puback" ? [said[each.messageId - 1]?.id] : []));
    const firstAck = (message: Said) => device.heard.findIndex((each) => each.what === "ack" && each.body["id"] === message.id);
    const puback = (index: number) => device.heard.findIndex((each) => each.what === "puback" && each.messageId === index + 1);
    expect(order).toEqual(said.map(({ id }) => id));
    for (const [index, message] of said.entries()) expect(firstAck(message)).toBeGreaterThan(puback(index));
  });
  it("never comes for what could not be committed: the connection is cut, and what is sent again is recorded once", async () => {
    let broken = true;
    const { device: newDevice } = await start({
      plant: (books) => ({
        ...books,
        observe: (submission) => (broken ? Promise.reject(new Error("out of order")) : books.observe(submission)),
      }),
    });
    const device = await newDevice("scanner-1");
    const message = receiving(5);
    device.publish("position", position());
    device.publish("scan", message);
    device.publish("position", position());
    await device.closed;
    // At most of what came before it.
    expect([[], [1]]).toContainEqual(device.pubacks);
    broken = false;
    const again = await newDevice("scanner-2");
    again.publish("scan", message);
    await until(() => again.pubacks.length === 1);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "5" });
  });
});

describe("a message that comes again", () => {
  it("answers its present result, and commands nothing again", async () => {
    const device = await (await start()).device("scanner-1");
    const message = receiving(5);
    device.publish("scan", message);
    device.publish("scan", message, { dup: true });
    device.publish("scan", Object.fromEntries(Object.entries(message).toReversed()));
    await until(() => device.acks.length === 3);
    expect(device.acks).toEqual([
      { id: message.id, result: "posted", entry: 1 },
      { id: message.id, result: "posted", entry: 1, repeat: true },
      { id: message.id, result: "posted", entry: 1, repeat: true },
    ]);
    expect(device.commands.length).toBe(1);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "5" });
  });
  it("is known over a restart of the server", async () => {
    const first = await (await start()).device("scanner-1");
    const message = receiving(5);
    first.publish("scan", message);
    await until(() => first.acks.length === 1);
    await pipeline?.stop();
    const second = await (await start()).device("scanner-2");
    // The same id of another device is another message.
    second.publish("scan", message);
    await until(() => second.acks.length === 1);
    expect(second.acks).toEqual([{ id: message.id, result: "posted", entry: 2 }]);
    const { receiver } = (pipeline as Pipeline).ingest;
    expect(await receiver.receive(`${first.options.topic}/scan`, Buffer.from(JSON.stringify(message)))).toMatchObject({
      ack: { entry: 1, repeat: true },
    });
  });
  it("with other content is refused, kept in quarantine, and answered", async () => {
    const device = await (await start()).device("scanner-1");
    const message = receiving(5);
    device.publish("scan", message);
    device.publish("scan", { ...message, location: "N2" });
    await until(() => device.acks.length === 2);
    expect(device.pubacks).toEqual([1, 2]);
    expect(device.acks[1]).toMatchObject({ id: message.id, result: "refused", reason: "id_reused" });
    const { rows } = await database.pool.query("SELECT reason, device FROM quarantine");
    expect(rows).toEqual([{ reason: "id_reused", device: "scanner-1" }]);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "5" });
  });
  it("of a position or a reading vanishes", async () => {
    const device = await (await start()).device("scanner-1");
    const message = position();
    for (let each = 0; each < 3; each++) device.publish("position", message);
    await until(() => device.acks.length === 3);
    expect((await database.pool.query("SELECT FROM position")).rowCount).toBe(1);
  });
  it("of a position with other content is refused, kept in quarantine, and answered", async () => {
    const device = await (await start()).device("scanner-1");
    const message = position({ lat: 28 });
    const other = { ...message, lat: 29 };
    device.publish("position", message);
    device.publish("position", other);
    await until(() => device.acks.length === 2);
    expect(device.pubacks).toEqual([1, 2]);
    expect(device.acks[1]).toMatchObject({ id: message.id, result: "refused", reason: "id_reused" });
    expect((await database.pool.query("SELECT lat FROM position")).rows).toEqual([{ lat: 28 }]);
    const { rows } = await database.pool.query(
      "SELECT reason, device, topic, convert_from(payload, 'UTF8')::jsonb AS said FROM quarantine",
    );
    expect(rows).toEqual([{ reason: "id_reused", device: "scanner-1", topic: `${device.options.topic}/position`, said: other }]);
  });
});

describe("what was unsettled", () => {
  it("is acknowledged a second time when the missing fact arrives", async () => {
    const device = await (await start()).device("scanner-1");
    const move = moving(5);
    const arrival = receiving(5);
    device.publish("scan", move);
    await until(() => device.acks.length === 1);
    expect(device.acks[0]).toMatchObject({ result: "unsettled" });
    device.publish("scan", arrival);
    await until(() => resultsOf(device, move).length === 2);
    expect(resultsOf(device, move)).toEqual(["unsettled", "posted"]);
    expect(device.acks.at(-1)).toEqual({ id: move.id, result: "posted", entry: 3 });
    device.publish("scan", move);
    await until(() => resultsOf(device, move).length === 3);
    expect(device.acks.at(-1)).toEqual({ id: move.id, result: "posted", entry: 3, repeat: true });
  });
  it("does not stand in the way of what came after it and can settle", async () => {
    const device = await (await start()).device("scanner-1");
    const tooMuch = Array.from({ length: 250 }, () => moving(1_000));
    const enough = moving(1);
    for (const move of [...tooMuch, enough]) device.publish("scan", move);
    await until(() => device.acks.length === 251);
    device.publish("scan", receiving(1));
    await until(() => resultsOf(device, enough).length === 2);
    expect(resultsOf(device, enough)).toEqual(["unsettled", "posted"]);
  });
  it("settles even when the server died before it came to it", async () => {
    const device = await (await start()).device("scanner-1");
    const move = moving(5);
    device.publish("scan", move);
    await until(() => device.acks.length === 1);
    await pipeline?.stop();
    // The goods arrive, and the server is gone before it looks at what waits.
    const owner = createPool(database.url, { role: "owner", max: 1 });
    await owner.query("CREATE TABLE held AS SELECT * FROM unsettled");
    await owner.query("DELETE FROM unsettled");
    const dying = await start();
    const other = await dying.device("scanner-2");
    other.publish("scan", receiving(5));
    await until(() => other.acks.length === 1);
    await dying.stop();
    await owner.query("INSERT INTO unsettled SELECT * FROM held");
    await owner.end();
    await start();
    await until(async () => (await database.pool.query("SELECT FROM unsettled")).rowCount === 0);
    expect(await stock(database.pool)).toEqual({ [`xt/N2/non_bonded ${OIL}`]: "5" });
  });
});

describe("a gate", () => {
  const load = async (of: Pipeline) => {
    const scanner = await of.device("scanner-1");
    scanner.publish("scan", { ...receiving(1), location: "A1", items: [{ gtin: TEA, quantity: "10", uom: "EA" }] });
    scanner.publish("scan", {
      ...moving(1),
      step: "loading",
      from: "A1",
      to: "TRUCK-1",
      items: [{ gtin: TEA, quantity: "10", uom: "EA" }],
    });
    await until(() => scanner.acks.length === 2);
  };
  const drivesOut = (at = new Date()) => ({ id: crypto.randomUUID(), seq: 1, at: at.toISOString(), direction: "out", plate: "湘C12345" });

  it("is told at once to hold what may not leave, and to raise for what may", async () => {
    const running = await start();
    await load(running);
    const gate = await running.device("gate-1", { kind: "gate" });
    gate.publish("gate", drivesOut());
    await until(() => gate.commands.length === 1);
    expect(gate.commands[0]).toMatchObject({ barrier: "hold", reason: "no_release" });
    expect(Date.parse(String(gate.commands[0]?.["until"]))).toBeGreaterThan(Date.now());
    await running.books.releases.create(
      { release: "R1", site: "xt", owner: "acme", validUntilMs: Date.now() + 3_600_000, lines: [{ gtin: TEA, quantity: 1_000_000n }] },
      "officer",
    );
    const second = drivesOut();
    gate.publish("gate", second);
    await until(() => gate.commands.length === 2);
    expect(gate.commands[1]).toMatchObject({ id: second.id, barrier: "raise", reason: "ok" });
    gate.publish("gate", second);
    await until(() => gate.acks.length === 3);
    expect(gate.acks[2]).toMatchObject({ id: second.id, repeat: true });
  });
  it("is told again when it asks again: the first answer may never have come", async () => {
    const running = await start();
    await load(running);
    const gate = await running.device("gate-1", { kind: "gate" });
    const passage = drivesOut();
    gate.publish("gate", passage);
    gate.publish("gate", passage);
    await until(() => gate.acks.length === 2);
    await soon();
    expect(gate.acks[1]).toMatchObject({ repeat: true });
    expect(gate.commands).toMatchObject([
      { id: passage.id, barrier: "hold", reason: "no_release" },
      { id: passage.id, barrier: "hold", reason: "no_release" },
    ]);
  });
  it("is told nothing again of what is long ago by now", async () => {
    let aheadMs = 0;
    const nowMs = () => Date.now() + aheadMs;
    const running = await start({ clock: { nowMs, rate: 1, state: () => ({ worldMs: nowMs(), wallMs: Date.now(), rate: 1 }) } });
    await load(running);
    const gate = await running.device("gate-1", { kind: "gate" });
    const passage = drivesOut();
    gate.publish("gate", passage);
    await until(() => gate.commands.length === 1);
    aheadMs = 120_000;
    gate.publish("gate", passage);
    await until(() => gate.acks.length === 2);
    await soon();
    expect(gate.commands.length).toBe(1);
  });
  it("is told nothing of a passage long ago: there is nothing to hold any more", async () => {
    const running = await start();
    await load(running);
    const gate = await running.device("gate-1", { kind: "gate" });
    gate.publish("gate", drivesOut(new Date(Date.now() - 120_000)));
    await until(() => gate.acks.length === 1);
    expect(gate.acks[0]).toMatchObject({ result: "unsettled", reason: "no_release" });
    await soon();
    expect(gate.commands).toEqual([]);
  });
});
