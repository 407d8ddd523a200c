/** A database of its own for a test file or a test: a copy of the migrated template, made in milliseconds. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createPool } from "../../server/store/pool.ts";
import { databaseUrl, TEMPLATE_DATABASE } from "./embedded-postgres.ts";

export type TestDatabase = Readonly<{
  /** Logs in as the owner; `createPool(url)` works under the server's role. */
  url: string;
  /** Under the server's role. */
  pool: pg.Pool;
  /** Closes the pool and removes the database, other connections or not. */
  drop(): Promise<void>;
}>;

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} STRATEGY FILE_COPY`);
  const url = databaseUrl(inject("postgresUrl"), name);
  const pool = createPool(url, { max: 10 });
  return {
    url,
    pool,
    async drop() {
      if (!pool.ended) await pool.end();
      await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject("postgresUrl") });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}
