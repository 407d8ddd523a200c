import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { gate, observe, openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { BOOK } from "../support/customs.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { NOW, openDoor, type TestDoor } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { clientInventory, INVENTORY_HEAD, INVENTORY_LINE } from "../messages/jg2-samples.ts";
import { bondedList, GUID, SIGNATURE } from "../messages/support/ceb-examples.ts";
import { writeMessage } from "../../server/messages/write-message.ts";

/** Messages of almost 16 MiB beside gate facts: what is measured is printed, and asserted is that nothing is lost. */
let database: TestDatabase;
let books: TestBooks;
let reader: BuiltReader;
let door: TestDoor;

beforeAll(async () => {
  reader = await buildReader();
});
afterAll(() => reader.remove());
beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  books = await openBooks(database.pool, () => NOW);
  door = openDoor(database.pool, books.lane.customs, reader);
});
afterEach(async () => {
  await door.stop();
  await books.lane.close();
  await database.drop();
});

const BYTES_MAX = 16 * 1024 * 1024;
const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "DXPENT0000000001" };

/** A hundred lists of 99 lines, as long as the official definition lets them be. */
const lists = (): string => {
  const lines = Array.from({ length: 99 }, (_, index) => ({
    ...bondedList.lines[0],
    gnum: `${index + 1}`,
    itemName: "名".repeat(80),
    gmodel: "型".repeat(310),
  })) as typeof bondedList.lines;
  const nodes = Array.from({ length: 100 }, (_, index) => ({
    record: {
      head: {
        ...bondedList.head,
        guid: GUID.slice(0, -4) + String(index).padStart(4, "0"),
        orderNo: `O${index}`,
        logisticsNo: `L${index}`,
        copNo: `C${index}`,
        emsNo: BOOK,
      },
      lines,
    },
  }));
  return writeMessage({ kind: "CEB621", transfer, nodes, signature: SIGNATURE });
};

/** One inventory of ten thousand lines. */
const inventory = (): string => {
  const { bondInvtNo: _given, invtPreentNo: _preliminary, ...head } = INVENTORY_HEAD;
  const lines = Array.from({ length: 10_000 }, (_, index) => ({
    ...INVENTORY_LINE,
    gdsSeqno: `${index + 1}`,
    putrecSeqno: "1",
    gdsMtno: "SKU1",
    gdsSpcfModelDesc: "型".repeat(420),
  }));
  return clientInventory({ ...head, putrecNo: BOOK, dclTypecd: "1", dclcusFlag: "1" }, lines);
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const gateBeside = async (work: Promise<unknown>): Promise<number[]> => {
  let isDone = false;
  void work.finally(() => (isDone = true));
  const latencies: number[] = [];
  while (!isDone) {
    const startedMs = performance.now();
    await observe(books, gate(latencies.length % 2 === 0 ? "in" : "out"));
    latencies.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return latencies;
};

test.each([
  ["a hundred lists of 99 lines", lists, 100],
  ["one inventory of 10,000 lines", inventory, 1],
])("%s", { timeout: 120_000 }, async (what, write, nodes) => {
  const bytes = new TextEncoder().encode(write());
  expect(bytes.length).toBeLessThanOrEqual(BYTES_MAX);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  const work = door.takeBytes(bytes, { door: "http", by: "acme" });
  const latencies = await gateBeside(work);
  delay.disable();
  const answer = await work;
  const ms = (nanoseconds: number): string => (nanoseconds / 1e6).toFixed(1);
  process.stdout.write(
    `${what}, ${(bytes.length / 1024 / 1024).toFixed(1)} MiB in ${((performance.now() - startedMs) / 1000).toFixed(1)} s: event loop delayed p50 ${ms(delay.percentile(50))} ms, ` +
      `p99 ${ms(delay.percentile(99))} ms, at most ${ms(delay.max)} ms; ${latencies.length} gate facts beside it p50 ${percentile(latencies, 0.5).toFixed(1)} ms, ` +
      `p99 ${percentile(latencies, 0.99).toFixed(1)} ms, at most ${Math.max(...latencies).toFixed(1)} ms\n`,
  );
  expect(answer).toMatchObject({ readable: true, rejected: [] });
  expect(answer.readable && answer.accepted.length).toBe(nodes);
  expect((await database.pool.query("SELECT FROM customs_document")).rowCount).toBe(nodes);
});
