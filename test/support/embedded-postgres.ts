/** One PostgreSQL for the whole run, in a folder of its own, with a migrated template; it and its folder go at the end. */
import { chmod, mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { isAlive } from "../../server/embedded/postgres-process.ts";
import { startEmbeddedPostgres } from "../../server/embedded/postgres.ts";
import { migrate } from "../../server/store/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser's URL of the database `postgres`. */
    postgresUrl: string;
  }
}

export const TEMPLATE_DATABASE = "entrepot_template";

const FOLDER_PREFIX = "entrepot-test-";
/** Longer than any run: what is older and has no owner was killed. */
const FORGOTTEN_AFTER_MS = 30 * 60_000;

const silent = { info: () => undefined, warn: () => undefined };

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeForgotten();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  // Root runs PostgreSQL as `nobody`, which has to walk here.
  await chmod(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, log: silent, durable: false });
  const clean = async (): Promise<void> => {
    await server.stop();
    await rm(server.folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await prepareTemplate(server.url);
  } catch (error) {
    await clean();
    throw error;
  }
  project.provide("postgresUrl", databaseUrl(server.url, "postgres"));
  return clean;
}

export function databaseUrl(url: string, database: string): string {
  return url.replace(/\/[a-z0-9_]+(?=\?|$)/, `/${database}`);
}

async function prepareTemplate(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: databaseUrl(url, "postgres") });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    await migrate(databaseUrl(url, TEMPLATE_DATABASE));
    await admin.query(`ALTER DATABASE ${TEMPLATE_DATABASE} ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
}

/** A run that was killed could not clean up after itself. */
async function removeForgotten(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const owner = /^(\d+)-/.exec(name.slice(FOLDER_PREFIX.length))?.[1];
    if (!name.startsWith(FOLDER_PREFIX) || owner === undefined || isAlive(Number(owner))) continue;
    const folder = path.join(os.tmpdir(), name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs < FORGOTTEN_AFTER_MS) continue;
    const pid = Number((await readFile(path.join(folder, "postgres/cluster/postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
    if (pid > 0 && isAlive(pid)) process.kill(pid, "SIGQUIT");
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
