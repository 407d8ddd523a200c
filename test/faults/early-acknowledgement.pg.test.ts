import { afterEach, beforeEach, expect, it } from "vitest";
import { seedWarehouse } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { receiving } from "../support/messages.ts";
import { createPool } from "../../server/store/pool.ts";
import { holdHead, startPipeline, until, type Pipeline } from "../support/pipeline.ts";

/** Shows that the check for lost messages bites: the same pipeline, acknowledging before the commit, is caught by it. */
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
});
afterEach(() => database.drop());

type Plant = (books: Pipeline["books"]) => Pipeline["books"];

const honest: Plant = (books) => books;
const early: Plant = (books) => ({
  ...books,
  observe: (submission) => {
    books.observe(submission).catch(() => undefined);
    return Promise.resolve({ id: submission.fact.id, result: "posted" });
  },
});

const MESSAGES = 50;

/** A device sends, the plug is pulled at some moment of it, and what was acknowledged is looked for. */
const countLost = async (plant: Plant): Promise<{ acknowledged: number; lost: number }> => {
  const pool = createPool(database.url);
  const pipeline = await startPipeline({ pool, plant });
  const device = await pipeline.device("scanner-1");
  const said = Array.from({ length: 2 * MESSAGES }, () => receiving(1));
  for (const message of said.slice(0, MESSAGES)) device.publish("scan", message);
  await until(() => device.pubacks.length === MESSAGES);
  const release = await holdHead(database.url);
  for (const message of said.slice(MESSAGES)) device.publish("scan", message);
  await new Promise((resolve) => setTimeout(resolve, 300));
  // Every connection of the server is gone before the head of the journal is free again.
  const owner = createPool(database.url, { role: "owner", max: 1 });
  device.cut();
  const ended = pool.end();
  await owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'entrepot' AND pid <> pg_backend_pid() AND datname = current_database()",
  );
  await release();
  await pipeline.stop();
  await ended;
  const { rows } = await owner.query<{ observation: string }>("SELECT observation FROM journal");
  await owner.end();
  const recorded = new Set(rows.map((row) => row.observation));
  const acknowledged = device.pubacks.map((messageId) => said[messageId - 1]?.id ?? "");
  return { acknowledged: acknowledged.length, lost: acknowledged.filter((id) => !recorded.has(id)).length };
};

it("nothing that was acknowledged is lost when the plug is pulled", async () => {
  expect(await countLost(honest)).toEqual({ acknowledged: MESSAGES, lost: 0 });
});
it("an acknowledgement before the commit is caught", async () => {
  const { acknowledged, lost } = await countLost(early);
  expect(acknowledged).toBe(2 * MESSAGES);
  expect(lost).toBeGreaterThanOrEqual(MESSAGES);
});
