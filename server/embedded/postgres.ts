/**
 * A real PostgreSQL as part of the program: made on first use, started when nobody runs it, adopted when a killed
 * server left it running, brought back when it dies, stopped by `stop()`.
 *
 * One connection, the keeper, is held for as long as this server lives. Its session lock says that the cluster is in
 * use, so that a second server on the same DATA_DIR is refused instead of stopping the first one's database; its end
 * says that PostgreSQL went away.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "./postgres-home.ts";

type Log = Readonly<{ info(fields: object, message: string): void; warn(fields: object, message: string): void }>;

export type EmbeddedPostgresOptions = Readonly<{
  dataDir: string;
  log: Log;
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

type Cluster = Readonly<{
  home: PostgresHome;
  binaries: PostgresBinaries;
  password: string | undefined;
  /** Where a PostgreSQL launched from here listens: the url stays true when it is brought back. */
  port: number;
  durable: boolean;
  log: Log;
}>;
type Address = Readonly<{ host: string; port: number; pid: number }>;

const DATABASE = "entrepot";
const SUPERUSER = "postgres";
const SOCKET_PORT = 5432;
/** Crash recovery of a large backlog may take this long. */
const START_TIMEOUT_MS = 120_000;
/** A PostgreSQL that exits at once waits for a killed predecessor's backends, or never will start. */
const EXIT_PATIENCE_MS = 10_000;
/** A fast shutdown writes one checkpoint. */
const STOP_TIMEOUT_MS = 30_000;
/** The backend of a server killed a moment ago still holds its session lock for an instant. */
const LOCK_PATIENCE_MS = 5_000;
const RETRY_DELAY_MIN_MS = 50;
const RETRY_DELAY_MAX_MS = 2_000;
const KEEPER_LOCK = 0x656e7472;

const SETTINGS = [
  "shared_buffers=256MB",
  "max_connections=100",
  "synchronous_commit=on",
  "jit=off",
  "timezone=UTC",
  "log_timezone=UTC",
  // Set-based batches write much at once: fewer, smoother checkpoints.
  "max_wal_size=2GB",
  "checkpoint_timeout=10min",
  "checkpoint_completion_target=0.9",
  "random_page_cost=1.1",
  "autovacuum_naptime=15s",
  "log_min_messages=warning",
];

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const prepared = await prepareCluster(options);
  const pidFile = path.join(prepared.home.cluster, "postmaster.pid");
  let keeper = await keep(prepared, START_TIMEOUT_MS);
  const cluster: Cluster = { ...prepared, port: keeper.address.port };
  let stopping = false;

  const watch = (held: Keeper): void => {
    held.client.once("end", () => {
      if (stopping) return;
      cluster.log.warn({ pid: held.address.pid }, "PostgreSQL went away; bringing it back");
      void bringBack(cluster, () => stopping).then((next) => {
        if (next === undefined) return;
        keeper = next;
        if (stopping) return void next.client.end();
        cluster.log.info({ pid: next.address.pid }, "PostgreSQL is back");
        watch(next);
      });
    });
  };
  watch(keeper);

  return {
    url: addressUrl(cluster, keeper.address),
    pidFile,
    folder: cluster.home.folder,
    async stop() {
      stopping = true;
      await keeper.client.end().catch(() => undefined);
      await stopPostmaster(pidFile);
    },
  };
}

async function prepareCluster(options: EmbeddedPostgresOptions): Promise<Cluster> {
  const tcp = options.transport === "tcp" || process.platform === "win32";
  const home = await preparePostgresHome(path.resolve(options.dataDir), tcp);
  const binaries = await findPostgresBinaries(home.user, home.folder);
  const password = tcp ? await readOrMakePassword(path.join(home.folder, "password"), home) : undefined;
  const port = tcp ? await freePort() : SOCKET_PORT;
  const cluster: Cluster = { home, binaries, password, port, durable: options.durable ?? true, log: options.log };
  if (!existsSync(home.cluster)) await initialise(cluster);
  const version = (await readFile(path.join(home.cluster, "PG_VERSION"), "utf8")).trim();
  if (version !== binaries.version.split(".")[0]) {
    throw new Error(`${home.cluster} was made by PostgreSQL ${version}, this is ${binaries.version}: dump it with the old version first`);
  }
  return cluster;
}

async function readOrMakePassword(file: string, home: PostgresHome): Promise<string> {
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (home.user !== undefined) await chown(file, home.user.uid, home.user.gid);
  return (await readFile(file, "utf8")).trim();
}

/** Made beside its place and moved there when whole, so that an interrupted first start leaves nothing half made. */
async function initialise({ home, binaries, password, durable, log }: Cluster): Promise<void> {
  log.info({ folder: home.cluster }, "making the database cluster");
  const unfinished = `${home.cluster}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const auth = password === undefined ? ["-A", "trust"] : ["-A", "scram-sha-256", "--pwfile", path.join(home.folder, "password")];
  const sync = durable ? [] : ["--no-sync"];
  const args = ["-D", unfinished, "-U", SUPERUSER, "-E", "UTF8", "--no-locale", "--no-instructions", ...auth, ...sync];
  const output = await runToEnd(binaries.initdb, args, home);
  if (output !== undefined) throw new Error(`initdb failed: ${output}`);
  await rename(unfinished, home.cluster);
}

/** What it said when it failed, undefined when all is well. */
async function runToEnd(file: string, args: readonly string[], home: PostgresHome): Promise<string | undefined> {
  const child = spawn(file, args, { ...home.user, cwd: home.folder, env: childEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? undefined : said.trim()));
  });
}

/** Nothing of the server's environment (keys, PG* settings) reaches PostgreSQL. */
function childEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "SystemRoot", "TEMP", "TMP"].flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  return { ...(Object.fromEntries(kept) as NodeJS.ProcessEnv), LC_ALL: "C", TZ: "UTC" };
}

type Keeper = Readonly<{ client: pg.Client; address: Address }>;

async function bringBack(cluster: Cluster, given: () => boolean): Promise<Keeper | undefined> {
  while (!given()) {
    try {
      return await keep(cluster, START_TIMEOUT_MS);
    } catch (error) {
      cluster.log.warn({ error: String(error) }, "PostgreSQL does not come back yet");
      await sleep(RETRY_DELAY_MAX_MS);
    }
  }
  return undefined;
}

/** Adopts the running PostgreSQL of this cluster or starts one, and holds a connection with the cluster's lock. */
async function keep(cluster: Cluster, timeoutMs: number): Promise<Keeper> {
  const deadlineMs = performance.now() + timeoutMs;
  let delayMs = RETRY_DELAY_MIN_MS;
  let exitedSinceMs: number | undefined;
  let reason = "";
  while (performance.now() < Math.min(deadlineMs, (exitedSinceMs ?? Infinity) + EXIT_PATIENCE_MS)) {
    const running = await findRunning(cluster);
    const connected = await connect(cluster, running ?? (await launch(cluster)), deadlineMs);
    if (typeof connected !== "string") return connected;
    reason = connected;
    exitedSinceMs ??= performance.now();
    // Backends of a killed PostgreSQL may hold its shared memory for a moment; a new one then refuses to start.
    await sleep(delayMs);
    delayMs = Math.min(delayMs * 2, RETRY_DELAY_MAX_MS);
  }
  throw new Error(`the embedded PostgreSQL does not start: ${reason}\n${await tailOfLog(cluster.home.logFile)}`);
}

async function findRunning(cluster: Cluster): Promise<Address | undefined> {
  const address = await readPidFile(cluster);
  if (address === undefined || !isAlive(address.pid)) return undefined;
  const command = await readFile(`/proc/${address.pid}/comm`, "utf8").catch(() => "postgres");
  if (command.trim() === "postgres") return address;
  // After a reboot another program may have the number; PostgreSQL itself would refuse to start beside it.
  await rm(path.join(cluster.home.cluster, "postmaster.pid"), { force: true });
  return undefined;
}

/** Its first lines: pid, data directory, start, port. */
async function readPidFile({ home }: Cluster): Promise<Address | undefined> {
  const text = await readFile(path.join(home.cluster, "postmaster.pid"), "utf8").catch(() => "");
  const [pid, , , port] = text.split("\n");
  if (!pid) return undefined;
  return { pid: Number(pid), port: Number(port ?? SOCKET_PORT), host: home.socketDir ?? "127.0.0.1" };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function launch({ home, binaries, port, durable, log }: Cluster): Promise<ChildProcess> {
  const transport =
    home.socketDir === undefined
      ? ["listen_addresses=127.0.0.1", "unix_socket_directories="]
      : ["listen_addresses=", `unix_socket_directories=${home.socketDir}`, "unix_socket_permissions=0700"];
  const durability = durable ? [] : ["fsync=off", "full_page_writes=off"];
  const settings = [...SETTINGS, ...transport, ...durability, `port=${port}`].flatMap((setting) => ["-c", setting]);
  const output = await open(home.logFile, "a", 0o600);
  // Detached: a terminal's Ctrl-C, or the death of this process, is not PostgreSQL's.
  const child = spawn(binaries.postgres, ["-D", home.cluster, ...settings], {
    ...home.user,
    cwd: home.folder,
    env: childEnvironment(),
    detached: true,
    windowsHide: true,
    stdio: ["ignore", output.fd, output.fd],
  });
  child.once("error", (error) => log.warn({ error: error.message }, "PostgreSQL cannot be run"));
  child.unref();
  await output.close();
  return child;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** The held connection, or the reason why there is none yet. */
async function connect(cluster: Cluster, postmaster: Address | ChildProcess, deadlineMs: number): Promise<Keeper | string> {
  const adopted = "host" in postmaster ? postmaster : undefined;
  const child = "host" in postmaster ? undefined : postmaster;
  const host = cluster.home.socketDir ?? "127.0.0.1";
  const address: Address = adopted ?? { host, port: cluster.port, pid: child?.pid ?? 0 };
  while (performance.now() < deadlineMs) {
    if (child !== undefined && (child.exitCode !== null || child.pid === undefined)) return "it exited at once";
    if (adopted !== undefined && !isAlive(adopted.pid)) return "it went away";
    const client = new pg.Client({ connectionString: addressUrl(cluster, address, "postgres"), application_name: "entrepot keeper" });
    // A fault ends the connection too, and the end is what is listened to.
    client.on("error", () => undefined);
    try {
      await client.connect();
    } catch {
      await client.end().catch(() => undefined);
      await sleep(RETRY_DELAY_MIN_MS);
      continue;
    }
    return await claim(client, address, cluster);
  }
  return "it accepts no connection";
}

async function claim(client: pg.Client, address: Address, cluster: Cluster): Promise<Keeper> {
  try {
    const untilMs = performance.now() + LOCK_PATIENCE_MS;
    while (!(await tryLock(client))) {
      if (performance.now() > untilMs) throw new Error(inUse(cluster));
      await sleep(RETRY_DELAY_MIN_MS);
    }
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return { client, address };
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

async function stopPostmaster(pidFile: string): Promise<void> {
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!pid || !isAlive(pid)) return;
  // SIGINT is the fast shutdown. Windows knows no such signal: there it is a crash, from which PostgreSQL recovers.
  process.kill(pid, "SIGINT");
  const deadlineMs = performance.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid) && performance.now() < deadlineMs) await sleep(RETRY_DELAY_MIN_MS / 2);
  if (isAlive(pid)) process.kill(pid, "SIGQUIT");
}

async function tailOfLog(logFile: string): Promise<string> {
  const text = await readFile(logFile, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-10).join("\n");
}
