import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { migrate } from "../../server/store/migrate.ts";
import { createPool } from "../../server/store/pool.ts";
import { databaseUrl } from "../support/embedded-postgres.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../prisma/migrations");

let admin: pg.Client;
let url: string;
let folder: string;
beforeEach(async () => {
  admin = new pg.Client({ connectionString: inject("postgresUrl") });
  await admin.connect();
  const name = `migrate_${Math.trunc(performance.now() * 1000)}`;
  await admin.query(`CREATE DATABASE ${name}`);
  url = databaseUrl(inject("postgresUrl"), name);
  folder = await mkdtemp(path.join(os.tmpdir(), "entrepot-migrate-"));
});
afterEach(async () => {
  await admin.query(`DROP DATABASE ${/\/(migrate_\d+)/.exec(url)?.[1]} WITH (FORCE)`);
  await admin.end();
  await rm(folder, { recursive: true, force: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, name), { recursive: true });
  await writeFile(path.join(folder, name, "migration.sql"), sql);
}

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("migrations", () => {
  test("are applied once, in order of name, and written down as Prisma does", async () => {
    await addMigration("0002_later", "ALTER TABLE thing ADD COLUMN size integer");
    await addMigration("0001_first", "CREATE TABLE thing (id integer)");
    expect(await migrate(url, folder)).toEqual(["0001_first", "0002_later"]);
    expect(await migrate(url, folder)).toEqual([]);
    const written =
      "SELECT migration_name, length(checksum) AS checksum, finished_at IS NOT NULL AS finished, applied_steps_count AS steps";
    expect(await ask(`${written} FROM _prisma_migrations ORDER BY started_at`)).toEqual([
      { migration_name: "0001_first", checksum: 64, finished: true, steps: 1 },
      { migration_name: "0002_later", checksum: 64, finished: true, steps: 1 },
    ]);
  });

  test("of two servers that start at once are applied by one of them", async () => {
    await addMigration("0001_first", "SELECT pg_sleep(0.1); CREATE TABLE thing (id integer)");
    const applied = await Promise.all([migrate(url, folder), migrate(url, folder)]);
    expect(applied.flat()).toEqual(["0001_first"]);
  });

  test("that fail leave nothing of themselves, and keep those before", async () => {
    await addMigration("0001_first", "CREATE TABLE thing (id integer)");
    await addMigration("0002_broken", "CREATE TABLE other (id integer); SELECT 1 / 0");
    await expect(migrate(url, folder)).rejects.toThrow("migration 0002_broken failed: division by zero");
    expect(await ask("SELECT to_regclass('thing') AS thing, to_regclass('other') AS other")).toEqual([{ thing: "thing", other: null }]);
    await addMigration("0002_broken", "CREATE TABLE other (id integer)");
    expect(await migrate(url, folder)).toEqual(["0002_broken"]);
  });

  test("that were changed after they were applied are refused", async () => {
    await addMigration("0001_first", "CREATE TABLE thing (id integer)");
    await migrate(url, folder);
    await addMigration("0001_first", "CREATE TABLE thing (id bigint)");
    await expect(migrate(url, folder)).rejects.toThrow("0001_first was changed after it was applied");
  });

  test("of a newer version are refused", async () => {
    await addMigration("0001_first", "CREATE TABLE thing (id integer)");
    await addMigration("0002_newer", "CREATE TABLE other (id integer)");
    await migrate(url, folder);
    await rm(path.join(folder, "0002_newer"), { recursive: true });
    await expect(migrate(url, folder)).rejects.toThrow("made by a newer version: it has 0002_newer");
  });

  test("of this version need no superuser, and neither does the server's work", async () => {
    const owner = `owner_${Math.trunc(performance.now() * 1000)}`;
    await admin.query(`CREATE ROLE ${owner} LOGIN CREATEROLE`);
    // What a database's administrator does where the role is there already.
    await admin.query(`GRANT entrepot_app TO ${owner} WITH ADMIN OPTION`);
    await admin.query(`ALTER DATABASE ${/\/(migrate_\d+)/.exec(url)?.[1]} OWNER TO ${owner}`);
    const ownersUrl = url.replace("postgres@", `${owner}@`);
    await cp(MIGRATIONS, folder, { recursive: true });
    expect(await migrate(ownersUrl, folder)).toHaveLength(
      (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory()).length,
    );
    const pool = createPool(ownersUrl);
    expect((await pool.query("SELECT current_user, count(*) FROM site")).rows).toEqual([{ current_user: "entrepot_app", count: "0" }]);
    await expect(pool.query("DELETE FROM journal")).rejects.toThrow("permission denied for table journal");
    await pool.end();
  });
});
