import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { OutboxDevice, seededRandom } from "../../bench/outbox-device.ts";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../server/embedded/postgres.ts";
import { migrate } from "../../server/store/migrate.ts";
import { createPool } from "../../server/store/pool.ts";
import { imbalance, OIL, seedWarehouse, stock } from "../support/books.ts";
import { moving, position, receiving } from "../support/messages.ts";
import { provision, startPipeline, until, type Pipeline } from "../support/pipeline.ts";

let dataDir: string;
let postgres: EmbeddedPostgres;
let pool: pg.Pool;
let pipeline: Pipeline;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "entrepot-gone-"));
  await chmod(dataDir, 0o755);
  postgres = await startEmbeddedPostgres({ dataDir, log: { info: () => undefined, warn: () => undefined } });
  await migrate(postgres.url);
  pool = createPool(postgres.url);
  await seedWarehouse(pool);
  pipeline = await startPipeline({ pool });
});
afterAll(async () => {
  await pipeline.stop();
  await pool.end();
  await postgres.stop();
  await rm(postgres.folder, { recursive: true, force: true, maxRetries: 5 });
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

const killDatabase = async (): Promise<void> => {
  const [pid] = (await readFile(postgres.pidFile, "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
};

it("goes on by itself after the database was killed in the middle of a stream, and has everything once", { timeout: 90_000 }, async () => {
  const told = await provision(pool, "scanner-1");
  const device = new OutboxDevice({ ...told, port: () => pipeline.port, random: seededRandom(1) });
  device.say("scan", receiving(100_000));
  let said = 0;
  for (const streamedMs of [200, 400, 5]) {
    await until(() => device.waiting === 0, 30_000);
    const stream = setInterval(() => {
      for (let each = 0; each < 10; each++) device.say("scan", moving(1));
      device.say("position", position());
      said += 10;
    }, 5);
    await sleep(streamedMs);
    await killDatabase();
    await sleep(200);
    clearInterval(stream);
  }
  await until(() => device.waiting === 0, 30_000);
  device.stop();
  await until(() => pool.query("SELECT").catch(() => undefined));
  const { rows } = await pool.query<{ observation: string; count: string }>(
    "SELECT observation, count(*) FROM journal WHERE step = 'moving' GROUP BY 1",
  );
  expect(rows.length).toBe(said);
  expect(rows.filter((row) => row.count !== "1")).toEqual([]);
  expect((await pool.query("SELECT count(*)::int FROM position")).rows).toEqual([{ count: said / 10 }]);
  expect(await stock(pool)).toEqual({ [`xt/N1/non_bonded ${OIL}`]: String(100_000 - said), [`xt/N2/non_bonded ${OIL}`]: String(said) });
  expect(await imbalance(pool)).toBe(0);
});
