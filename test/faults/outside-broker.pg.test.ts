import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RawDevice } from "../../bench/raw-device.ts";
import { shardOf } from "#wire/device-topics.ts";
import { OIL, seedWarehouse, stock } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { position, receiving } from "../support/messages.ts";
import { startOutsideBroker, type OutsideBroker } from "../support/outside-broker.ts";
import { holdHead, provision, startPipeline, until, type Pipeline } from "../support/pipeline.ts";

let database: TestDatabase;
let broker: OutsideBroker;
let pipeline: Pipeline | undefined;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  broker = await startOutsideBroker();
  await start();
});
afterEach(async () => {
  await stop();
  await broker.stop();
  await database.drop();
});

const start = async (): Promise<void> => {
  pipeline = await startPipeline({ pool: database.pool, mqttUrl: broker.url });
  await until(() => pipeline?.ingest.isReady() === true);
};
const stop = async (): Promise<void> => {
  await pipeline?.stop();
  pipeline = undefined;
};

/** Once the consumers have subscribed, which a device cannot see: its first word is answered. */
const greet = async (name: string, kind = "scanner"): Promise<RawDevice> => {
  const told = await provision(database.pool, name, { kind: kind as "scanner" });
  const device = await RawDevice.connect({ port: broker.port, ...told });
  if (typeof device === "number") throw new Error("refused");
  device.listen();
  await until(() => device.granted !== undefined);
  const hello = position();
  await until(async () => {
    device.publish("position", hello);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return device.acks.length > 0;
  });
  return device;
};

const DEVICES = 8;
const MESSAGES = 250;

describe("behind a broker outside", () => {
  it("each device's messages stay in order over all consumers, and each is answered", { timeout: 60_000 }, async () => {
    const devices = await Promise.all(Array.from({ length: DEVICES }, (_, index) => greet(`scanner-${index}`)));
    expect(new Set(devices.map(({ options }) => shardOf(options.device))).size).toBeGreaterThan(1);
    const said = devices.map(() => Array.from({ length: MESSAGES }, () => receiving(1)));
    for (let each = 0; each < MESSAGES; each++)
      for (const [index, device] of devices.entries()) device.publish("scan", said[index]?.[each]);
    await until(
      () => devices.every((device, index) => said[index]?.every(({ id }) => device.acks.some((ack) => ack["id"] === id))),
      50_000,
    );
    for (const [index, device] of devices.entries()) expect(await recordedOf(device)).toEqual(said[index]?.map(({ id }) => id));
    expect(devices[0]?.commands.length).toBe(MESSAGES);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: String(DEVICES * MESSAGES) });
  });
  it("a server that goes away in the middle of it and comes back loses nothing", { timeout: 60_000 }, async () => {
    const devices = await Promise.all(Array.from({ length: DEVICES }, (_, index) => greet(`scanner-${index}`)));
    const said = devices.map(() => Array.from({ length: MESSAGES }, () => receiving(1)));
    for (let each = 0; each < MESSAGES; each++) {
      for (const [index, device] of devices.entries()) device.publish("scan", said[index]?.[each]);
      if (each === MESSAGES / 2) void stop();
      if (each % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await until(() => devices.every((device) => device.pubacks.length >= MESSAGES));
    expect(Object.values(await stock(database.pool))).not.toEqual([String(DEVICES * MESSAGES)]);
    await start();
    await until(async () => (await stock(database.pool))[`xt/N1/non_bonded ${OIL}`] === String(DEVICES * MESSAGES), 40_000);
    for (const [index, device] of devices.entries())
      expect((await recordedOf(device)).toSorted()).toEqual(said[index]?.map(({ id }) => id).toSorted());
  });
  it("a message whose consumer went away before it told the broker comes again, and is recorded once", async () => {
    const device = await greet("scanner-1");
    const release = await holdHead(database.url);
    const message = receiving(3);
    device.publish("scan", message);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stopped = stop();
    await release();
    await stopped;
    await start();
    await until(() => device.acks.some((ack) => ack["id"] === message.id));
    expect(device.acks.at(-1)).toMatchObject({ result: "posted", repeat: true });
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "3" });
  });
  it("what a broker lets through that is no device's is quarantined, and holds up nobody", async () => {
    const device = await greet("scanner-1");
    const { topic } = device.options;
    const ghost = topic.replace("scanner-1", "ghost");
    device.publish("", receiving(1), { topic: `${ghost}/scan` });
    device.publish("", receiving(1), { topic: `${topic.replace("/xt/", "/nowhere/")}/scan` });
    device.publish("scan", "poison");
    const message = receiving(1);
    device.publish("scan", message);
    await until(() => device.acks.some((ack) => ack["id"] === message.id));
    const { rows } = await database.pool.query<{ reason: string }>("SELECT reason FROM quarantine ORDER BY reason");
    expect(rows.map(({ reason }) => reason)).toEqual(["not_json", "unknown_device", "unknown_site"]);
  });
});

const recordedOf = async ({ options }: RawDevice): Promise<string[]> => {
  const sql = "SELECT observation FROM journal WHERE device = $1 AND revision = 0 ORDER BY entry";
  return (await database.pool.query<{ observation: string }>(sql, [options.device])).rows.map((row) => row.observation);
};
