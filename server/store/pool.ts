/**
 * Connections to PostgreSQL. The server works under the role `entrepot_app`, which cannot rewrite the journal, however
 * the URL logs in; migrations alone use the owner.
 *
 * What comes back: bigint and numeric as strings (exact), date as "YYYY-MM-DD", timestamptz as Date, json as values.
 */
import pg from "pg";

export type PoolOptions = Readonly<{
  /** Connections at most. */
  max?: number;
  /** "owner" is whoever the URL logs in as. */
  role?: "entrepot_app" | "owner";
  /** Where faults of idle connections are told; they never end the process. */
  onIdleError?: (error: Error) => void;
}>;

/** Two cores write one batch at a time; the rest are readers behind HTTP. */
const CONNECTIONS_MAX = 20;
/** A reader would rather hear that the database is away than wait for it. */
const CONNECT_TIMEOUT_MS = 10_000;

const DATE_OID = pg.types.builtins.DATE;

export function createPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const role = options.role ?? "entrepot_app";
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: "entrepot",
    options: `-c timezone=UTC${role === "owner" ? "" : ` -c role=${role}`}`,
    types: { getTypeParser },
  });
  pool.on("error", options.onIdleError ?? (() => undefined));
  // A connection that breaks while it is lent says so here too, and unheard that would end the process; its query fails as well.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** A calendar date has no time zone: a Date would give it one. */
const getTypeParser: typeof pg.types.getTypeParser = (oid, format) => (oid === DATE_OID ? String : pg.types.getTypeParser(oid, format));
