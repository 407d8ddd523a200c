/**
 * A real PostgreSQL as part of the program: made on first use, started when nobody runs it, adopted when a killed
 * server left it running, brought back when it dies, stopped by `stop()`.
 *
 * One connection, the keeper, is held for as long as this server lives. Its session lock says that the cluster is in
 * use, so that a second server on the same DATA_DIR is refused instead of stopping the first one's database; its end
 * says that PostgreSQL went away.
 */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import {
  type Address,
  type Cluster,
  findRunning,
  hostOf,
  isAlive,
  launch,
  pidFileOf,
  type PostgresLog,
  prepareCluster,
  stopPostmaster,
  SUPERUSER,
  tailOfLog,
} from "./postgres-process.ts";

export type EmbeddedPostgresOptions = Readonly<{
  dataDir: string;
  log: PostgresLog;
  /** False for tests: commits need not outlive a power cut. */
  durable?: boolean;
  /** "tcp" is what platforms without Unix sockets get; tests use it to see that road too. */
  transport?: "socket" | "tcp";
}>;

export type EmbeddedPostgres = Readonly<{
  url: string;
  /** Its first line is the process id, as PostgreSQL writes it. */
  pidFile: string;
  /** Everything it keeps on disk. */
  folder: string;
  stop(): Promise<void>;
}>;

type Keeper = Readonly<{ client: pg.Client; address: Address; ended: Promise<void> }>;

const DATABASE = "entrepot";
/** Crash recovery of a large backlog may take this long. */
const START_TIMEOUT_MS = 120_000;
/** A PostgreSQL that exits at once waits for a killed predecessor's backends, or never will start. */
const EXIT_PATIENCE_MS = 10_000;
/** The backend of a server killed a moment ago still holds its session lock for an instant. */
const LOCK_PATIENCE_MS = 5_000;
const RETRY_DELAY_MIN_MS = 50;
const RETRY_DELAY_MAX_MS = 2_000;
const KEEPER_LOCK = 0x656e7472;

export async function startEmbeddedPostgres({
  dataDir,
  log,
  durable = true,
  transport,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const tcp = transport === "tcp" || process.platform === "win32";
  const prepared = await prepareCluster({ dataDir, tcp, durable, log });
  const stopping = new AbortController();
  const first = await keep(prepared, stopping.signal);
  const cluster: Cluster = { ...prepared, port: first.address.port };
  const supervision = supervise(cluster, first, stopping.signal);
  return {
    url: addressUrl(cluster, first.address),
    pidFile: pidFileOf(cluster),
    folder: cluster.home.folder,
    async stop() {
      stopping.abort();
      await supervision;
      await stopPostmaster(cluster);
    },
  };
}

/** Ends when it is told to, with no connection held and nothing being started. */
async function supervise(cluster: Cluster, first: Keeper, signal: AbortSignal): Promise<void> {
  const toldToStop = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  let keeper: Keeper | undefined = first;
  while (!signal.aborted) {
    if (keeper !== undefined) {
      await Promise.race([keeper.ended, toldToStop]);
      if (signal.aborted) break;
      cluster.log.warn({ postgres: keeper.address.pid }, "PostgreSQL went away; bringing it back");
    }
    keeper = await keep(cluster, signal).catch(async (error: unknown) => {
      if (signal.aborted) return undefined;
      cluster.log.warn({ error: String(error) }, "PostgreSQL does not come back yet");
      await sleep(RETRY_DELAY_MAX_MS);
      return undefined;
    });
    if (keeper !== undefined) cluster.log.info({ postgres: keeper.address.pid }, "PostgreSQL is back");
  }
  await keeper?.client.end().catch(() => undefined);
}

/** Adopts the running PostgreSQL of this cluster or starts one, and holds a connection with the cluster's lock. */
async function keep(cluster: Cluster, signal: AbortSignal): Promise<Keeper> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  let delayMs = RETRY_DELAY_MIN_MS;
  let exitedSinceMs: number | undefined;
  let reason = "";
  while (!signal.aborted && performance.now() < Math.min(deadlineMs, (exitedSinceMs ?? Infinity) + EXIT_PATIENCE_MS)) {
    const running = await findRunning(cluster);
    const connected = await connect(cluster, running ?? (await launch(cluster)), deadlineMs);
    if (typeof connected !== "string") return connected;
    reason = connected;
    exitedSinceMs ??= performance.now();
    // Backends of a killed PostgreSQL may hold its shared memory for a moment; a new one then refuses to start.
    await sleep(delayMs);
    delayMs = Math.min(delayMs * 2, RETRY_DELAY_MAX_MS);
  }
  throw new Error(`the embedded PostgreSQL does not start: ${reason}\n${await tailOfLog(cluster)}`);
}

/** The held connection, or the reason why there is none yet. */
async function connect(cluster: Cluster, postmaster: Address | ChildProcess, deadlineMs: number): Promise<Keeper | string> {
  const adopted = "host" in postmaster ? postmaster : undefined;
  const child = "host" in postmaster ? undefined : postmaster;
  const address: Address = adopted ?? { host: hostOf(cluster), port: cluster.port, pid: child?.pid ?? 0 };
  while (performance.now() < deadlineMs) {
    if (child !== undefined && (child.exitCode !== null || child.pid === undefined)) return "it exited at once";
    if (adopted !== undefined && !isAlive(adopted.pid)) return "it went away";
    const client = new pg.Client({ connectionString: addressUrl(cluster, address, "postgres"), application_name: "entrepot keeper" });
    // A fault ends the connection too, and the end is what is listened to.
    client.on("error", () => undefined);
    const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
    try {
      await client.connect();
    } catch {
      await client.end().catch(() => undefined);
      await sleep(RETRY_DELAY_MIN_MS);
      continue;
    }
    await claim(client, cluster);
    return { client, address, ended };
  }
  return "it accepts no connection";
}

/** Takes the lock of the cluster for this connection, and sees that our database is there. */
async function claim(client: pg.Client, cluster: Cluster): Promise<void> {
  try {
    const untilMs = performance.now() + LOCK_PATIENCE_MS;
    while (!(await tryLock(client))) {
      if (performance.now() > untilMs) throw new Error(inUse(cluster));
      await sleep(RETRY_DELAY_MIN_MS);
    }
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

function inUse({ home }: Cluster): string {
  return `another server is running on ${home.folder}: stop it, or set DATA_DIR to another folder`;
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1) AS locked", [KEEPER_LOCK]);
  return rows[0]?.locked === true;
}

function addressUrl({ password }: Cluster, { host, port }: Address, database = DATABASE): string {
  if (password !== undefined) return `postgresql://${SUPERUSER}:${password}@${host}:${port}/${database}`;
  return `postgresql://${SUPERUSER}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
}
