import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, symlink, unlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { findPostgresBinaries } from "../../server/embedded/postgres-binaries.ts";
import { preparePostgresHome } from "../../server/embedded/postgres-home.ts";
import { isAlive } from "../../server/embedded/postgres-process.ts";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "../../server/embedded/postgres.ts";

const log = { info: () => undefined, warn: () => undefined };
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function makeDataDir(mode: number): Promise<string> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "entrepot-embedded-"));
  await chmod(dataDir, mode);
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

async function start(options: Partial<EmbeddedPostgresOptions> & { dataDir: string }): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ log, ...options });
  cleanups.push(async () => {
    await server.stop();
    await rm(server.folder, { recursive: true, force: true });
  });
  return server;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

async function askUntilAnswered(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const row = await ask(url, sql).catch(() => undefined);
    if (row !== undefined) return row;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("PostgreSQL did not come back within 5 s");
}

const readPid = async (pidFile: string): Promise<number> => Number((await readFile(pidFile, "utf8")).split("\n")[0]);

describe("the embedded PostgreSQL", () => {
  test("commits durably, with checksums, in UTF-8 and UTC", async () => {
    const { url } = await start({ dataDir: await makeDataDir(0o755) });
    const settings = ["fsync", "synchronous_commit", "data_checksums", "server_encoding", "TimeZone"];
    const row = await ask(url, `SELECT ${settings.map((name) => `current_setting('${name}') AS "${name}"`).join(", ")}`);
    expect(row).toEqual({ fsync: "on", synchronous_commit: "on", data_checksums: "on", server_encoding: "UTF8", TimeZone: "UTC" });
  });

  test("is back after kill -9, at the same address, with every committed row", async () => {
    for (const transport of ["socket", "tcp"] as const) {
      const { url, pidFile } = await start({ dataDir: await makeDataDir(0o755), transport });
      await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer");
      const killedPid = await readPid(pidFile);
      process.kill(killedPid, "SIGKILL");
      await expect.poll(() => readPid(pidFile).catch(() => killedPid), { timeout: 5_000 }).not.toBe(killedPid);
      expect(await askUntilAnswered(url, "SELECT answer FROM kept")).toEqual({ answer: 42 });
    }
  });

  test("stays stopped when it is stopped while it comes back", async () => {
    const { pidFile, stop } = await start({ dataDir: await makeDataDir(0o755) });
    process.kill(await readPid(pidFile), "SIGKILL");
    await stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // A killed PostgreSQL leaves its pid file behind.
    const pid = await readPid(pidFile).catch(() => undefined);
    expect(pid !== undefined && isAlive(pid)).toBe(false);
  });

  test("adopts a PostgreSQL that a killed server left running, and stops it", async () => {
    const dataDir = await makeDataDir(0o755);
    const first = await start({ dataDir });
    await first.stop();
    const home = await preparePostgresHome(dataDir, false);
    const { postgres } = await findPostgresBinaries(home.user, home.folder);
    const args = ["-D", home.cluster, "-c", "listen_addresses=", "-c", `unix_socket_directories=${home.socketDir}`];
    const orphan = spawn(postgres, args, { ...home.user, cwd: home.folder, stdio: "ignore", detached: true });
    const ended = new Promise((resolve) => orphan.once("exit", resolve));
    await expect.poll(() => existsSync(first.pidFile)).toBe(true);

    const second = await start({ dataDir });
    expect(await readPid(second.pidFile)).toBe(orphan.pid);
    await second.stop();
    await ended;
    expect(existsSync(second.pidFile)).toBe(false);
  });

  test("refuses a second server on one DATA_DIR and leaves the first one's database alone", async () => {
    const dataDir = await makeDataDir(0o755);
    const first = await start({ dataDir });
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toThrow(/another server is running on .* DATA_DIR/);
    expect(await ask(first.url, "SELECT 1 AS one")).toEqual({ one: 1 });
  });

  test("starts below a folder that only its owner may enter, and finds its data there again", async () => {
    const closed = await makeDataDir(0o700);
    const dataDir = path.join(closed, "data");
    const first = await start({ dataDir });
    await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const second = await start({ dataDir });
    expect(await ask(second.url, "SELECT answer FROM kept")).toEqual({ answer: 42 });
  });

  test("makes the links that a skipped install script left out", async () => {
    const home = await preparePostgresHome(path.join(await makeDataDir(0o755), "data"), false);
    const { postgres } = await findPostgresBinaries(home.user, home.folder);
    // One that no running PostgreSQL needs.
    const link = path.join(path.dirname(path.dirname(postgres)), "lib", "libecpg.so");
    if (process.platform !== "linux") return;
    await unlink(link);
    cleanups.push(() => symlink("libecpg.so.6.18", link).catch(() => undefined));
    await findPostgresBinaries(home.user, home.folder);
    expect(existsSync(link)).toBe(true);
  });
});
