import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PACKET_BYTES_MAX } from "#wire/device-messages.ts";
import { RawDevice } from "../../bench/raw-device.ts";
import { createPool } from "../../server/store/pool.ts";
import { OIL, seedWarehouse, stock } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { receiving } from "../support/messages.ts";
import { provision, revoke, startPipeline, until, type Pipeline } from "../support/pipeline.ts";

let database: TestDatabase;
let pipeline: Pipeline;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  pipeline = await startPipeline({ pool: database.pool });
});
afterEach(async () => {
  await pipeline.stop();
  await database.drop();
});

const NOT_AUTHORIZED = 5;
const BAD_USERNAME_OR_PASSWORD = 4;
const SUBSCRIPTION_REFUSED = 128;

const journalRows = async (): Promise<number> =>
  Number((await database.pool.query<{ count: string }>("SELECT count(*) FROM journal")).rows[0]?.count);

describe("a device", () => {
  it("comes in with its password alone", async () => {
    const told = await provision(database.pool, "scanner-1");
    const { port } = pipeline;
    expect(await RawDevice.connect({ port, ...told })).toBeInstanceOf(RawDevice);
    expect(await RawDevice.connect({ port, ...told, password: "guessed" })).toBe(BAD_USERNAME_OR_PASSWORD);
    expect(await RawDevice.connect({ port, device: "scanner-2", topic: told.topic, password: told.password })).toBe(
      BAD_USERNAME_OR_PASSWORD,
    );
    const { password: _password, ...withoutPassword } = told;
    expect(await RawDevice.connect({ port, ...withoutPassword })).toBe(NOT_AUTHORIZED);
  });
  it("connects as itself: another client id would take over another's place", async () => {
    const told = await provision(database.pool, "scanner-1");
    expect(await RawDevice.connect({ port: pipeline.port, ...told, device: "scanner-2", username: "scanner-1" })).toBe(NOT_AUTHORIZED);
  });
  it("publishes only what devices say, below its own prefix, else it is cut", async () => {
    const other = await provision(database.pool, "scanner-2");
    const { topic: own } = await provision(database.pool, "scanner-3");
    const topics = [
      `${other.topic}/scan`,
      `${own}/ack`,
      `${own}/scan/more`,
      `${own}/other`,
      own,
      `${own}x/scan`,
      "e/00/xt/ghost/scan",
      "$SYS/x",
      "a",
    ];
    for (const [index, topic] of topics.entries()) {
      const device = await pipeline.device(`liar-${index}`);
      const target = topic.replace(own, device.options.topic);
      device.publish("", receiving(1), { topic: target });
      await device.closed;
      expect(device.pubacks, target).toEqual([]);
    }
    expect(await journalRows()).toBe(0);
  });
  it("hears nothing but its own acks and commands", async () => {
    const other = await provision(database.pool, "scanner-2");
    const device = await pipeline.device("scanner-1");
    const { topic } = device.options;
    const filters = [
      "#",
      "+/#",
      `${other.topic}/ack`,
      `${topic}/#`,
      `${topic}/+`,
      `${topic}/scan`,
      "$SYS/#",
      `$share/all/${other.topic}/ack`,
    ];
    for (const [index, filter] of filters.entries()) {
      const curious = await RawDevice.connect({ port: pipeline.port, ...(await provision(database.pool, `curious-${index}`)) });
      if (typeof curious === "number") throw new Error("refused");
      curious.listen([filter]);
      await Promise.race([curious.closed, until(() => curious.granted !== undefined)]);
      if (!curious.isClosed) expect(curious.granted, filter).toEqual([SUBSCRIPTION_REFUSED]);
      curious.cut();
    }
  });
  it("that is revoked is cut off within seconds, and not let in again", async () => {
    const device = await pipeline.device("scanner-1");
    await revoke(database.pool, "scanner-1");
    const startedMs = performance.now();
    await device.closed;
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(await RawDevice.connect(device.options)).toBe(BAD_USERNAME_OR_PASSWORD);
  });
  it("that another server provisioned anew, before anybody looked, is cut off, and comes in with its new password alone", async () => {
    const device = await pipeline.device("scanner-1");
    await revoke(database.pool, "scanner-1");
    await database.pool.query(
      "UPDATE device SET revoked_at = NULL, secret_hash = sha256('new'), site = (SELECT site FROM site WHERE site <> 'xt' LIMIT 1) WHERE device = 'scanner-1'",
    );
    const startedMs = performance.now();
    await Promise.race([device.closed, new Promise((resolve) => setTimeout(resolve, 6_000))]);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(await RawDevice.connect(device.options)).toBe(BAD_USERNAME_OR_PASSWORD);
    expect(await RawDevice.connect({ ...device.options, password: "new" })).toBeInstanceOf(RawDevice);
  });
  it("stays in while others are seen, provisioned and revoked", async () => {
    const device = await pipeline.device("scanner-1");
    await provision(database.pool, "scanner-2");
    await revoke(database.pool, "scanner-2");
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(device.isClosed).toBe(false);
  });
  it("that connects twice is itself the second time, and the first is cut", async () => {
    const first = await pipeline.device("scanner-1");
    const second = await RawDevice.connect(first.options);
    if (typeof second === "number") throw new Error("refused");
    await first.closed;
    second.publish("scan", receiving(1));
    await until(() => second.pubacks.length === 1);
  });
  it("that sends a packet above the limit is cut, and one below it is not", async () => {
    const device = await pipeline.device("scanner-1");
    device.publish("scan", Buffer.alloc(PACKET_BYTES_MAX - 1_000, 32));
    await until(() => device.pubacks.length === 1);
    device.publish("scan", Buffer.alloc(PACKET_BYTES_MAX, 32));
    await device.closed;
    expect(device.pubacks.length).toBe(1);
    const { rows } = await database.pool.query("SELECT reason, size FROM quarantine");
    expect(rows).toEqual([{ reason: "too_large", size: PACKET_BYTES_MAX - 1_000 }]);
  });
  it("cannot make the server wait for a packet above the limit by never finishing it", async () => {
    const device = await pipeline.device("scanner-1");
    // PUBLISH, remaining length 200 MiB.
    device.socket.write(Buffer.from([0x32, 0x80, 0x80, 0x80, 0x64]));
    await device.closed;
  });
});

describe("quality of service", () => {
  it("0 is recorded like any other, with an ack and without a PUBACK", async () => {
    const device = await pipeline.device("scanner-1");
    const message = receiving(3);
    device.publish("scan", message, { qos: 0 });
    await until(() => device.acks.length === 1);
    expect(device.acks[0]).toMatchObject({ id: message.id, result: "posted" });
    expect(device.pubacks).toEqual([]);
  });
  it("2 is received after the commit, once, however often it is sent", async () => {
    const device = await pipeline.device("scanner-1");
    const message = receiving(3);
    device.publish("scan", message, { qos: 2, messageId: 7 });
    device.publish("scan", message, { qos: 2, messageId: 7, dup: true });
    const heard = (cmd: string) => device.heard.filter((each) => each.cmd === cmd).map((each) => each.messageId);
    await until(() => heard("pubrec").length === 2);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "3" });
    device.write({ cmd: "pubrel", messageId: 7 });
    await until(() => heard("pubcomp").length === 1);
    expect(device.acks).toMatchObject([{ result: "posted" }, { result: "posted", repeat: true }]);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: "3" });
  });
});

describe("birth and last will", () => {
  const online = async (device: string) =>
    (await database.pool.query<{ online: boolean }>("SELECT online FROM device WHERE device = $1", [device])).rows[0]?.online;

  it("set a device online, and offline when its battery dies", async () => {
    const topic = (await provision(database.pool, "scanner-2")).topic.replace("scanner-2", "scanner-1");
    expect(topic).toContain("scanner-1");
    const device = await pipeline.device("scanner-1");
    device.publish("state", { online: true, firmware: "1.2" }, { retain: true });
    await until(async () => (await online("scanner-1")) === true);
    device.cut();
    await until(async () => (await online("scanner-1")) === false);
  });
  it("leave a device online that takes over from its own lost connection", async () => {
    const told = await provision(database.pool, "scanner-1");
    const will = { topic: `${told.topic}/state`, payload: Buffer.from('{"online":false}'), qos: 1, retain: true } as const;
    const first = await RawDevice.connect({ port: pipeline.port, ...told, will });
    if (typeof first === "number") throw new Error("refused");
    first.publish("state", { online: true }, { retain: true });
    await until(async () => (await online("scanner-1")) === true);
    const second = await RawDevice.connect({ port: pipeline.port, ...told, will });
    if (typeof second === "number") throw new Error("refused");
    await first.closed;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await online("scanner-1")).toBe(true);
    second.cut();
    await until(async () => (await online("scanner-1")) === false);
  });
  it("are not awaited from a device that was connected to a server that was killed", async () => {
    await provision(database.pool, "scanner-1");
    await database.pool.query("UPDATE device SET online = true");
    await pipeline.stop();
    pipeline = await startPipeline({ pool: database.pool });
    expect(await online("scanner-1")).toBe(false);
  });
  it("are not forgotten where other servers may stand on the same database", async () => {
    await provision(database.pool, "scanner-1");
    await database.pool.query("UPDATE device SET online = true");
    const second = await startPipeline({ pool: database.pool, databaseUrl: database.url });
    expect(await online("scanner-1")).toBe(true);
    await second.stop();
  });
  it("are told even if the database was away when they came", async () => {
    const device = await pipeline.device("scanner-1");
    await until(async () => (await online("scanner-1")) === true);
    const owner = createPool(database.url, { role: "owner", max: 1 });
    await owner.query("REVOKE UPDATE ON device FROM entrepot_app");
    device.cut();
    await until(() => pipeline.faults.length > 0);
    await owner.query("GRANT UPDATE ON device TO entrepot_app");
    await owner.end();
    await until(async () => (await online("scanner-1")) === false);
  });
  it("cannot be told of another device", async () => {
    const other = await pipeline.device("scanner-2");
    await until(async () => (await online("scanner-2")) === true);
    const told = await provision(database.pool, "scanner-1");
    const will = { topic: `${other.options.topic}/state`, payload: Buffer.from('{"online":false}'), qos: 1, retain: true } as const;
    const liar = await RawDevice.connect({ port: pipeline.port, ...told, will });
    if (typeof liar === "number") throw new Error("refused");
    liar.cut();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await online("scanner-2")).toBe(true);
  });
});
