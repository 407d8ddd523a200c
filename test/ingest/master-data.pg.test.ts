import { afterEach, beforeEach, expect, it } from "vitest";
import { createMasterDataWrites } from "../../server/store/master-data.ts";
import { seedWarehouse } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { receiving } from "../support/messages.ts";
import { startPipeline, until, wallClock, type Pipeline } from "../support/pipeline.ts";

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

const GTIN = "06901234567892";
const version = async (): Promise<unknown> =>
  (await database.pool.query("SELECT version FROM change_mark WHERE mark = 'master_data'")).rows[0]?.version;

it("master data that another server was told is known here within seconds, and what waited for it settles", async () => {
  // Past the first look, which reads everything anyway.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const device = await pipeline.device("scanner-1");
  device.publish("scan", receiving(1, { items: [{ gtin: GTIN, quantity: "1", uom: "EA" }] }));
  await until(() => device.acks.length === 1);
  expect(device.acks[0]).toMatchObject({ result: "unsettled" });
  const document = { products: [{ gtin: GTIN, name: { zh: "茶", en: "Tea" }, uom: "EA", batchRequired: false }] };
  const elsewhere = createMasterDataWrites(database.pool, wallClock);
  await elsewhere.put(document);
  await until(() => device.acks.length === 2);
  expect(device.acks[1]).toMatchObject({ result: "posted" });
  const told = await version();
  await elsewhere.put(document);
  expect(await version()).toBe(told);
});
