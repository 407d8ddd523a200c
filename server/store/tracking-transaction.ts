import type pg from "pg";

/** A pool or one of its connections. */
export type Queryable = Pick<pg.ClientBase, "query">;

const ATTEMPTS_MAX = 5;
/** Serialization failure and deadlock: PostgreSQL asks to try again. */
const RETRIED = new Set(["40001", "40P01"]);

const isRetried = (fault: unknown): boolean =>
  typeof fault === "object" && fault !== null && "code" in fault && RETRIED.has(String(fault.code));

/** All or nothing; deadlocks are tried again within a bound, every other fault is thrown. */
export const transact = async <Done>(pool: pg.Pool, work: (client: Queryable) => Promise<Done>): Promise<Done> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transactOnce(pool, work);
    } catch (fault) {
      if (attempt === ATTEMPTS_MAX || !isRetried(fault)) throw fault;
    }
  }
};

const transactOnce = async <Done>(pool: pg.Pool, work: (client: Queryable) => Promise<Done>): Promise<Done> => {
  const client = await pool.connect();
  // A connection that broke meanwhile says so here as well; the query that fails tells the caller.
  const ignore = (): void => undefined;
  client.on("error", ignore);
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const done = await work(client);
    await client.query("COMMIT");
    return done;
  } catch (fault) {
    await client.query("ROLLBACK").catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw fault;
  } finally {
    client.off("error", ignore);
    client.release(broken);
  }
};

/** The columns of a set-based statement: one array each, read back by `unnest`. */
export const columns = <Row>(rows: readonly Row[], ...readers: readonly ((row: Row) => unknown)[]): unknown[][] =>
  readers.map((read) => rows.map((row) => read(row) ?? null));

export const inMs = (at: Date): number => at.getTime();
export const optionalMs = (at: Date | null): number | undefined => at?.getTime();
