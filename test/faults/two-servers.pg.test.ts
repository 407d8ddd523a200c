import { afterEach, beforeEach, expect, it } from "vitest";
import { OutboxDevice, seededRandom } from "../../bench/outbox-device.ts";
import { createPool } from "../../server/store/pool.ts";
import { imbalance, OIL, seedWarehouse, stock } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { moving, receiving } from "../support/messages.ts";
import { provision, startPipeline, until, type Pipeline } from "../support/pipeline.ts";

/** Servers that share a database: each believes that nobody else has written, and must find out when somebody has. */
let database: TestDatabase;
let servers: Pipeline[];

beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  const pools = [createPool(database.url), createPool(database.url)];
  servers = await Promise.all(pools.map((pool) => startPipeline({ pool })));
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  };
});

const devices: OutboxDevice[] = [];
afterEach(() => {
  for (const device of devices.splice(0)) device.stop();
});

const DEVICES = 6;
const MOVES = 200;

it("the books are one: the same goods moved through two servers, and the same message told to both", { timeout: 60_000 }, async () => {
  const told = await Promise.all(Array.from({ length: DEVICES }, (_, index) => provision(database.pool, `scanner-${index}`)));
  const random = seededRandom(3);
  const connect = (index: number, server: Pipeline | undefined): OutboxDevice => {
    const device = new OutboxDevice({ ...(told[index] as (typeof told)[0]), port: () => server?.port, random, twice: 0.05 });
    devices.push(device);
    return device;
  };
  const first = told.map((_, index) => connect(index, servers[index % 2]));
  first[0]?.say("scan", receiving(10_000));
  await until(() => first[0]?.waiting === 0);
  const shared = Array.from({ length: 100 }, () => moving(1));
  for (let each = 0; each < MOVES; each++) {
    for (const device of first) device.say("scan", moving(1));
    // Told to one server now, and to the other as well before the answer is known.
    const twice = shared[each];
    if (twice) first[2]?.say("scan", twice);
    if (each % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const twin = connect(2, servers[1]);
  for (const message of shared) twin.say("scan", message);
  await until(() => devices.every((device) => device.waiting === 0), 40_000);
  const moved = DEVICES * MOVES + shared.length;
  expect(await stock(database.pool)).toEqual({
    [`xt/N1/non_bonded ${OIL}`]: String(10_000 - moved),
    [`xt/N2/non_bonded ${OIL}`]: String(moved),
  });
  expect(await imbalance(database.pool)).toBe(0);
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS n, max(entry)::int AS last, (SELECT entry::int FROM journal_head) AS head FROM journal",
  );
  expect(rows).toEqual([{ n: moved + 1, last: moved + 1, head: moved + 1 }]);
});
