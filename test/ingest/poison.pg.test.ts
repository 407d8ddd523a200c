import { afterAll, beforeAll, describe, expect, it } from "vitest";
import naughtyStrings from "./naughty-strings.json" with { type: "json" };
import { RawDevice } from "../../bench/raw-device.ts";
import { createPool } from "../../server/store/pool.ts";
import { OIL, seedWarehouse } from "../support/books.ts";
import { startTestServer, type TestServer } from "../http/support.ts";
import type { TestDatabase } from "../support/database.ts";
import { moving, position, receiving, telemetry } from "../support/messages.ts";
import { startPipeline, until, type Pipeline } from "../support/pipeline.ts";

/** What the contract says of messages that cannot be read: quarantined with their bytes, acknowledged, and nobody else's trouble. */
let server: TestServer;
let database: TestDatabase;
let pipeline: Pipeline;
let device: RawDevice;
let count = 0;

beforeAll(async () => {
  server = await startTestServer();
  ({ database } = server);
  await seedWarehouse(database.pool);
  pipeline = await startPipeline({ pool: database.pool });
});
afterAll(async () => {
  device.leave();
  await pipeline.stop();
  await server.stop();
});

const freshDevice = async (): Promise<RawDevice> => (device = await pipeline.device(`scanner-${++count}`, { unit: "TRUCK-1" }));

const head = '"id":"poison","seq":1,"at":"2026-11-01T08:00:00Z"';
const item = `{"gtin":"${OIL}","quantity":"1","uom":"EA"}`;
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));

type Poison = readonly [kind: string, payload: Buffer | string, reason: string];

const POISON: Readonly<Record<string, Poison>> = {
  "nothing at all": ["scan", "", "not_json"],
  "not JSON": ["scan", "hello", "not_json"],
  "half of JSON": ["scan", `{${head},"step":"rec`, "not_json"],
  "JSON and more": ["scan", `{${head}}{}`, "not_json"],
  NaN: ["position", `{${head},"lat":NaN,"lon":112.9}`, "not_json"],
  Infinity: ["position", `{${head},"lat":Infinity,"lon":112.9}`, "not_json"],
  "a NUL byte": ["scan", bytes(`{${head},"operator":"a`, [0], `b"}`), "not_json"],
  "only NUL bytes": ["scan", Buffer.alloc(64), "not_json"],
  "bytes that are not UTF-8": ["scan", bytes(`{${head},"operator":"`, [0xff, 0xfe, 0xc3, 0x28], `"}`), "not_utf8"],
  "a surrogate in bytes": ["scan", bytes(`{${head},"operator":"`, [0xed, 0xa0, 0x80], `"}`), "not_utf8"],
  "UTF-16": ["scan", Buffer.from(`{${head}}`, "utf16le"), "not_json"],
  "a byte order mark": ["scan", bytes([0xef, 0xbb, 0xbf], `{${head}}`), "not_json"],
  "65 KiB": ["scan", JSON.stringify({ ...receiving(1), reason: "x".repeat(65 * 1024) }), "too_large"],
  "an array": ["scan", `[{${head}}]`, "wrong_schema"],
  "a number": ["scan", "1", "wrong_schema"],
  null: ["scan", "null", "wrong_schema"],
  "nothing that is asked for": ["scan", "{}", "wrong_schema"],
  "a key nobody knows": ["scan", `{${head},"colour":"red"}`, "wrong_schema"],
  "a key with a NUL": ["scan", `{${head},"a\\u0000b":1}`, "wrong_schema"],
  "a key that is a lone surrogate": ["scan", `{${head},"\\ud800":1}`, "wrong_schema"],
  "a very long key": ["scan", `{${head},"${"k".repeat(60_000)}":1}`, "wrong_schema"],
  "the key __proto__": [
    "scan",
    `{${head},"step":"receiving","location":"N1","items":[${item}],"__proto__":{"admin":true}}`,
    "wrong_schema",
  ],
  "the key __proto__ in an item": [
    "scan",
    `{${head},"step":"receiving","location":"N1","items":[{"gtin":"${OIL}","quantity":"1","uom":"EA","__proto__":{"batch":"X"}}]}`,
    "wrong_schema",
  ],
  "the key constructor": ["scan", `{${head},"constructor":{"prototype":{"admin":true}}}`, "wrong_schema"],
  "1e400 as a number": ["position", `{${head},"lat":1e400,"lon":112.9}`, "wrong_schema"],
  "1e400 as seq": ["scan", `{"id":"poison","seq":1e400,"at":"2026-11-01T08:00:00Z"}`, "wrong_schema"],
  "a seq beyond what can be counted": ["scan", `{"id":"poison","seq":9007199254740993,"at":"2026-11-01T08:00:00Z"}`, "wrong_schema"],
  "1e400 as a quantity": ["scan", `{${head},"items":[{"gtin":"${OIL}","quantity":1e400,"uom":"EA"}]}`, "wrong_schema"],
  "a quantity in scientific writing": ["scan", `{${head},"items":[{"gtin":"${OIL}","quantity":"1e5","uom":"EA"}]}`, "wrong_schema"],
  "a negative quantity": ["scan", `{${head},"items":[{"gtin":"${OIL}","quantity":"-5","uom":"EA"}]}`, "wrong_schema"],
  "a NaN position as text": ["position", `{${head},"lat":"NaN","lon":"NaN"}`, "wrong_schema"],
  "a position off the earth": ["position", `{${head},"lat":91,"lon":0}`, "wrong_schema"],
  "a reading without a number": ["telemetry", `{${head},"readings":[{"type":"Temperature","value":null,"uom":"CEL"}]}`, "wrong_schema"],
  "501 readings": [
    "telemetry",
    JSON.stringify(telemetry({ readings: Array.from({ length: 501 }, () => ({ type: "T", value: 1, uom: "CEL" })) })),
    "wrong_schema",
  ],
  "a time that cannot be read": ["scan", '{"id":"poison","seq":1,"at":"yesterday"}', "wrong_schema"],
  "a time without offset": ["scan", '{"id":"poison","seq":1,"at":"2026-11-01T08:00:00"}', "wrong_schema"],
  "the 30th of February": ["scan", '{"id":"poison","seq":1,"at":"2026-02-30T08:00:00Z"}', "wrong_schema"],
  "a time as a number": ["scan", '{"id":"poison","seq":1,"at":1793520000000}', "wrong_schema"],
  "a NUL as text": ["scan", `{${head},"operator":"a\\u0000b"}`, "wrong_schema"],
  "a lone surrogate": ["scan", `{${head},"operator":"\\ud83d"}`, "wrong_schema"],
  "an id with a NUL": ["scan", '{"id":"po\\u0000ison","seq":1,"at":"2026-11-01T08:00:00Z"}', "wrong_schema"],
  "an empty id": ["scan", '{"id":"","seq":1,"at":"2026-11-01T08:00:00Z"}', "wrong_schema"],
  "an id of a novel's length": ["scan", `{"id":"${"i".repeat(129)}","seq":1,"at":"2026-11-01T08:00:00Z"}`, "wrong_schema"],
  "a place with a slash": ["scan", `{${head},"location":"A/B"}`, "wrong_schema"],
  "deep nesting": ["scan", `{${head},"items":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "wrong_schema"],
  "the same key twice, of which the last counts": ["scan", `{${head},"seq":-1}`, "wrong_schema"],
};

const quarantined = async (name: string) => {
  const sql = "SELECT reason, detail, size, payload, topic FROM quarantine WHERE device = $1 ORDER BY quarantine";
  return (await database.pool.query<{ reason: string; detail: string; size: number; payload: Buffer; topic: string }>(sql, [name])).rows;
};

describe("what cannot be read", () => {
  it.each(Object.entries(POISON))(
    "is quarantined, acknowledged, and costs its neighbours nothing: %s",
    async (_name, [kind, payload, reason]) => {
      await freshDevice();
      const neighbours = [receiving(5), receiving(6), moving(3), position(), telemetry()];
      const kinds = ["scan", "scan", "scan", "position", "telemetry"];
      device.socket.cork();
      for (const [index, neighbour] of neighbours.entries()) {
        if (index === 2) device.publish(kind, payload);
        device.publish(kinds[index] ?? "", neighbour);
      }
      device.socket.uncork();
      await until(() => device.isClosed || device.pubacks.length === 6);
      expect(device.pubacks, JSON.stringify(pipeline.faults)).toEqual([1, 2, 3, 4, 5, 6]);
      await until(() => neighbours.every(({ id }) => device.acks.some((ack) => ack["id"] === id && ack["result"] === "posted")));
      const kept = await quarantined(device.options.device);
      expect(kept).toMatchObject([{ reason, size: Buffer.byteLength(payload), topic: `${device.options.topic}/${kind}` }]);
      expect(kept[0]?.payload).toEqual(Buffer.from(payload).subarray(0, 64 * 1024));
      const told = device.acks.filter((ack) => ack["result"] === "quarantined");
      expect(told.every((ack) => ack["reason"] === reason)).toBe(true);
    },
  );
  it("leaves its id free: the message may be said again, rightly", async () => {
    await freshDevice();
    const message = receiving(2);
    device.publish("scan", { ...message, colour: "red" });
    await until(() => device.acks.length === 1);
    expect(device.acks[0]).toMatchObject({ id: message.id, result: "quarantined", reason: "wrong_schema" });
    device.publish("scan", message);
    await until(() => device.acks.length === 2);
    expect(device.acks[1]).toMatchObject({ id: message.id, result: "posted" });
    expect(device.acks[1]).not.toHaveProperty("repeat");
  });
  it("can be looked at, and its bytes fetched as they came", async () => {
    const list = await server.call("GET", "/api/v1/quarantine?limit=500");
    expect(list.status).toBe(200);
    expect(list.body.rows.length).toBeGreaterThan(Object.keys(POISON).length);
    const nul = list.body.rows.find((row: { detail: string }) => row.detail.includes("a\ufffdb"));
    const fetched = await server.call("GET", `/api/v1/quarantine/${nul.quarantine}/bytes`);
    expect(fetched.body).toBe(POISON["a key with a NUL"]?.[1]);
  });
  it("holds up nobody, however much of it comes", async () => {
    const babbler = await freshDevice();
    await freshDevice();
    for (let each = 0; each < 4_000; each++) babbler.publish("scan", "poison");
    await until(() => babbler.pubacks.length > 0);
    let worstMs = 0;
    while (babbler.pubacks.length < 4_000) {
      const before = device.pubacks.length;
      const startedMs = performance.now();
      device.publish("scan", receiving(1));
      await until(() => device.pubacks.length > before);
      worstMs = Math.max(worstMs, performance.now() - startedMs);
    }
    babbler.leave();
    expect(worstMs).toBeLessThan(1_000);
  });
  it("changes no prototype", () => {
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
    expect(({} as Record<string, unknown>)["batch"]).toBeUndefined();
  });
  it("is told of a device or a site that is not known, where a broker let it through", async () => {
    const { topic } = (await freshDevice()).options;
    const { receiver } = pipeline.ingest;
    const message = Buffer.from(JSON.stringify(receiving(1)));
    for (const [wrong, reason] of [
      [topic.replace(device.options.device, "ghost"), "unknown_device"],
      [topic.replace("/xt/", "/nowhere/"), "unknown_site"],
      [topic.replace("/xt/", "/cw/"), "unknown_site"],
      [topic.replace(device.options.device, "gh\0ost"), "unknown_device"],
      ["somewhere/else", "unknown_topic"],
      ["", "unknown_topic"],
    ] as const) {
      expect(await receiver.receive(wrong === "" || reason === "unknown_topic" ? wrong : `${wrong}/scan`, message)).toMatchObject({
        ack: undefined,
      });
      const { rows } = await database.pool.query("SELECT reason, payload FROM quarantine ORDER BY quarantine DESC LIMIT 1");
      expect(rows, wrong).toEqual([{ reason, payload: message }]);
    }
  });
});

describe("what cannot be recorded for a reason that nobody foresaw", () => {
  it("is quarantined alone, acknowledged, and costs its batch nothing", async () => {
    const owner = createPool(database.url, { role: "owner", max: 1 });
    await owner.query("ALTER TABLE journal ADD CONSTRAINT unforeseen CHECK (operator <> 'gremlin')");
    await owner.query("ALTER TABLE position ADD CONSTRAINT unforeseen CHECK (lat <> 13)");
    await freshDevice();
    const said = Array.from({ length: 40 }, (_, index) => receiving(1, { operator: index % 13 === 5 ? "gremlin" : "person" }));
    const fixes = Array.from({ length: 10 }, (_, index) => position({ lat: index === 5 ? 13 : 14 }));
    for (const message of said) device.publish("scan", message);
    for (const message of fixes) device.publish("position", message);
    await until(() => device.isClosed || device.acks.length === 50);
    await owner.query("ALTER TABLE journal DROP CONSTRAINT unforeseen");
    await owner.query("ALTER TABLE position DROP CONSTRAINT unforeseen");
    await owner.end();
    expect(device.pubacks.length, JSON.stringify(pipeline.faults)).toBe(50);
    const results = new Map(device.acks.map((ack) => [ack["id"], ack["result"]]));
    expect(said.map(({ id }) => results.get(id))).toEqual(
      said.map((message) => (message["operator"] === "gremlin" ? "quarantined" : "posted")),
    );
    expect(fixes.map(({ id }) => results.get(id))).toEqual(fixes.map((message) => (message["lat"] === 13 ? "quarantined" : "posted")));
    expect((await quarantined(device.options.device)).map((row) => row.reason)).toEqual(Array.from({ length: 4 }, () => "not_recordable"));
    expect(pipeline.faults.length).toBeGreaterThanOrEqual(4);
  });
});

describe("poison that follows on a batch which fails", () => {
  it("is kept once, though it was sent off while that batch was being committed", async () => {
    const owner = createPool(database.url, { role: "owner", max: 1 });
    await owner.query("ALTER TABLE journal ADD CONSTRAINT unforeseen CHECK (operator <> 'gremlin')");
    await freshDevice();
    // What was just committed is remembered: the next batch is one statement, and lets another be decided beside it.
    device.publish("scan", receiving(1));
    await until(() => device.acks.length === 1);
    const holder = await owner.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM journal_head FOR UPDATE");
    device.publish("scan", receiving(1, { operator: "gremlin" }));
    await until(() => pipeline.books.waiting() === 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    device.publish("scan", "poison");
    await new Promise((resolve) => setTimeout(resolve, 100));
    await holder.query("ROLLBACK");
    holder.release();
    await until(() => device.pubacks.length === 3);
    await owner.query("ALTER TABLE journal DROP CONSTRAINT unforeseen");
    await owner.end();
    expect((await quarantined(device.options.device)).map((row) => row.reason).toSorted()).toEqual(["not_json", "not_recordable"]);
  });
});

describe("what a station in a browser says", () => {
  it("is quarantined and answered too, when it cannot be recorded for a reason that nobody foresaw", async () => {
    const owner = createPool(database.url, { role: "owner", max: 1 });
    await owner.query("ALTER TABLE journal ADD CONSTRAINT unforeseen CHECK (operator <> 'gremlin')");
    await freshDevice();
    const message = receiving(1, { operator: "gremlin" });
    const name = device.options.device;
    const answer = pipeline.ingest.receiver.submit({ device: name, kind: "scan", message, operator: "gremlin", byOfficer: false });
    const [told] = await Promise.allSettled([answer]);
    await owner.query("ALTER TABLE journal DROP CONSTRAINT unforeseen");
    await owner.end();
    expect(told).toMatchObject({ value: { id: message.id, result: "quarantined", reason: "not_recordable" } });
    expect((await quarantined(name)).map((row) => row.reason)).toEqual(["not_recordable"]);
  });
});

describe("what is strange and legal", () => {
  const legal = naughtyStrings.filter((text) => text.length > 0 && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text));

  it("is kept exactly, in every text a scan may carry", async () => {
    await freshDevice();
    const sent = legal.map((text) => {
      const message = { ...receiving(1), id: text, reason: text, operator: text.slice(0, 64), document: text.slice(0, 64) };
      const batch = [...text].length <= 20 && text.length <= 20 ? text : "B";
      return { ...message, items: [{ gtin: OIL, quantity: "1", uom: "EA", batch }] };
    });
    for (const message of sent) device.publish("scan", message);
    await until(() => device.isClosed || device.pubacks.length === sent.length);
    expect(device.isClosed, JSON.stringify(pipeline.faults)).toBe(false);
    expect(await quarantined(device.options.device)).toEqual([]);
    await until(() => device.acks.length === sent.length);
    expect(device.acks.map((ack) => [ack["id"], ack["result"]])).toEqual(sent.map(({ id }) => [id, "posted"]));
    const { rows } = await database.pool.query<{ observation: string; operator: string; message: string; batch: string | null }>(
      `SELECT j.observation, j.operator, j.message, l.batch FROM journal j JOIN transfer t USING (entry) JOIN lot l USING (lot)
       WHERE j.device = $1 ORDER BY j.entry`,
      [device.options.device],
    );
    expect(rows.map((row) => [row.observation, row.operator, row.batch])).toEqual(
      sent.map((said) => [said.id, said.operator, said.items[0]?.batch]),
    );
    expect(rows.map((row) => JSON.parse(row.message) as unknown)).toEqual(sent);
    for (const { id, reason, operator } of sent) {
      const answer = await server.call("GET", `/api/v1/observations/${encodeURIComponent(id)}?device=${device.options.device}`);
      expect([answer.status, answer.body.id, answer.body.message?.reason, answer.body.message?.operator], reason).toEqual([
        200,
        id,
        reason,
        operator,
      ]);
    }
  });
  it("is read as it is in numbers: the smallest, the largest, and minus zero", async () => {
    await freshDevice();
    const numbers = [5e-324, 1e-320, 1e-50, 1.7976931348623157e308, -1.7976931348623157e308, -0, 0.1 + 0.2];
    device.publish("telemetry", telemetry({ readings: numbers.map((value) => ({ type: "Temperature", value, uom: "CEL" })) }));
    const tiny = [{ speedKmh: 1e-320 }, { headingDeg: 5e-324, accuracyM: 1e-60 }, { lat: -0, lon: 1e-310 }, { lat: 90, lon: -180 }];
    for (const more of tiny) device.publish("position", position(more));
    await until(() => device.isClosed || device.pubacks.length === 1 + tiny.length);
    expect(device.isClosed, JSON.stringify(pipeline.faults)).toBe(false);
    const { rows } = await database.pool.query<{ value: number }>("SELECT value FROM reading WHERE device = $1 ORDER BY n", [
      device.options.device,
    ]);
    expect(rows.map((row) => row.value)).toEqual(numbers.map((value) => (value === 0 ? 0 : value)));
  });
  it("may be any time: what no clock can mean is recorded, marked, and ordered by its receipt", async () => {
    await freshDevice();
    const times = [
      "0000-01-01T00:00:00Z",
      "1970-01-01T00:00:00Z",
      "2000-02-29T23:59:59.999999999999999999+14:00",
      "2127-01-01T00:00:00Z",
      "9999-12-31T23:59:59-23:59",
    ];
    const startedMs = Date.now();
    for (const at of times) {
      device.publish("scan", receiving(1, { at }));
      device.publish("position", position({ at }));
      device.publish("telemetry", telemetry({ at, readings: [{ type: "Temperature", value: 1, uom: "CEL", at }] }));
      device.publish("seal", { id: at, seq: 1, at, seal: "S", state: "locked" });
    }
    await until(() => device.isClosed || device.pubacks.length === 4 * times.length);
    expect(device.isClosed, JSON.stringify(pipeline.faults)).toBe(false);
    const { rows } = await database.pool.query<{ clock_suspect: boolean; at: Date }>(
      "SELECT clock_suspect, at FROM journal WHERE device = $1 AND observation_kind = 'scan' ORDER BY entry",
      [device.options.device],
    );
    expect(rows.length).toBe(times.length);
    expect(rows.every((row) => row.clock_suspect && row.at.getTime() >= startedMs && row.at.getTime() <= Date.now())).toBe(true);
    expect(device.pubacks.length).toBe(4 * times.length);
    for (const table of ["position", "reading"]) {
      const { rows: suspects } = await database.pool.query(`SELECT count(*)::int FROM ${table} WHERE device = $1 AND clock_suspect`, [
        device.options.device,
      ]);
      expect(suspects, table).toEqual([{ count: times.length }]);
    }
  });
});
