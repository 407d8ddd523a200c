import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OIL, seedWarehouse, stock } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { receiving } from "../support/messages.ts";
import { holdHead, startPipeline, until, type Pipeline } from "../support/pipeline.ts";

let database: TestDatabase;
let pipeline: Pipeline;
let release: () => Promise<void>;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  pipeline = await startPipeline({ pool: database.pool });
});
afterEach(async () => {
  await release();
  await pipeline.stop();
  await database.drop();
});

const DEVICES = 2;
/** More than sockets and kernels hold by themselves: 20 MB a device. */
const BURST = 4_000;
const LINES = 80;
const MESSAGE_BYTES = 5_000;
const ITEMS = Array.from({ length: LINES }, () => ({ gtin: OIL, quantity: "1", uom: "EA", batch: "B" }));
/** One read of a socket and what Node has read ahead. */
const READ_AHEAD_BYTES = 4 * 64 * 1024;

describe("a database that does not answer", () => {
  it("stops the reading of sockets; nothing is lost, and all is acknowledged once it answers", { timeout: 90_000 }, async () => {
    const devices = await Promise.all(Array.from({ length: DEVICES }, (_, index) => pipeline.device(`scanner-${index}`)));
    release = await holdHead(database.url);
    const said = devices.map(() => Array.from({ length: BURST }, () => receiving(1, { items: ITEMS })));
    for (const [index, device] of devices.entries()) for (const message of said[index] ?? []) device.publish("scan", message);
    const unsentBytes = (): number => devices.reduce((sum, device) => sum + device.socket.writableLength, 0);
    // Sockets and kernels fill, and then nothing moves.
    const settled = async (): Promise<number> => {
      for (let before = -1, now = unsentBytes(); ; before = now, now = unsentBytes()) {
        if (before === now) return now;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    };
    expect(await settled()).toBeGreaterThan(0);
    expect(Buffer.byteLength(JSON.stringify(said[0]?.[0]))).toBeGreaterThan(MESSAGE_BYTES);
    const perDevice = READ_AHEAD_BYTES / MESSAGE_BYTES;
    expect(pipeline.ingest.waiting()).toBeGreaterThan(0);
    expect(pipeline.ingest.waiting()).toBeLessThan(DEVICES * perDevice);
    expect(devices.flatMap((device) => device.pubacks)).toEqual([]);
    await release();
    await until(() => devices.every((device) => device.pubacks.length === BURST), 60_000);
    expect(devices.some((device) => device.isClosed)).toBe(false);
    expect(await stock(database.pool)).toEqual({ [`xt/N1/non_bonded ${OIL} B`]: String(DEVICES * BURST * LINES) });
    for (const device of devices) expect(device.pubacks).toEqual(device.pubacks.toSorted((one, other) => one - other));
  });
  it("does not delay who has nothing to ask of the books", async () => {
    const device = await pipeline.device("scanner-1");
    const truck = await pipeline.device("truck-1", { kind: "tracker" });
    release = await holdHead(database.url);
    for (let each = 0; each < 100; each++) device.publish("scan", receiving(1));
    const startedMs = performance.now();
    for (let each = 0; each < 100; each++)
      truck.publish("position", { id: `p${each}`, seq: each, at: new Date().toISOString(), lat: 27, lon: 112 });
    await until(() => truck.pubacks.length === 100);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(device.pubacks).toEqual([]);
    await release();
    await until(() => device.pubacks.length === 100);
  });
});
