/**
 * The PostgreSQL of a cluster as a process: made, found, launched, stopped. It is no child of ours in spirit: it goes on
 * when this process is killed, and the next one finds it by the pid file that PostgreSQL itself keeps.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findPostgresBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "./postgres-home.ts";

export type PostgresLog = Readonly<{ info(fields: object, message: string): void; warn(fields: object, message: string): void }>;

export type Cluster = Readonly<{
  home: PostgresHome;
  binaries: PostgresBinaries;
  password: string | undefined;
  /** Where a PostgreSQL launched from here listens: the url stays true when it is brought back. */
  port: number;
  durable: boolean;
  log: PostgresLog;
}>;
export type ClusterOptions = Readonly<{ dataDir: string; tcp: boolean; durable: boolean; log: PostgresLog }>;
export type Address = Readonly<{ host: string; port: number; pid: number }>;

export const SUPERUSER = "postgres";
const SOCKET_PORT = 5432;
/** A fast shutdown writes one checkpoint. */
const STOP_TIMEOUT_MS = 30_000;
const STOP_POLL_MS = 25;

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

export async function prepareCluster({ dataDir, tcp, durable, log }: ClusterOptions): Promise<Cluster> {
  const home = await preparePostgresHome(path.resolve(dataDir), tcp);
  const binaries = await findPostgresBinaries(home.user, home.folder);
  const password = tcp ? await readOrMakePassword(path.join(home.folder, "password"), home) : undefined;
  const port = tcp ? await freePort() : SOCKET_PORT;
  const cluster: Cluster = { home, binaries, password, port, durable, log };
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

/** The PostgreSQL that runs on this cluster, whoever started it. */
export async function findRunning(cluster: Cluster): Promise<Address | undefined> {
  const address = await readPidFile(cluster);
  if (address === undefined || !isAlive(address.pid)) return undefined;
  const command = await readFile(`/proc/${address.pid}/comm`, "utf8").catch(() => "postgres");
  if (command.trim() === "postgres") return address;
  // After a reboot another program may have the number; PostgreSQL itself would refuse to start beside it.
  await rm(pidFileOf(cluster), { force: true });
  return undefined;
}

export const pidFileOf = ({ home }: Cluster): string => path.join(home.cluster, "postmaster.pid");
export const hostOf = ({ home }: Cluster): string => home.socketDir ?? "127.0.0.1";

/** Its first lines: pid, data directory, start, port. */
async function readPidFile(cluster: Cluster): Promise<Address | undefined> {
  const text = await readFile(pidFileOf(cluster), "utf8").catch(() => "");
  const [pid, , , port] = text.split("\n");
  if (!pid) return undefined;
  return { pid: Number(pid), port: Number(port ?? SOCKET_PORT), host: hostOf(cluster) };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export async function launch({ home, binaries, port, durable, log }: Cluster): Promise<ChildProcess> {
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

export async function stopPostmaster(cluster: Cluster): Promise<void> {
  const pid = (await findRunning(cluster))?.pid;
  if (pid === undefined) return;
  // SIGINT is the fast shutdown. Windows knows no such signal: there it is a crash, from which PostgreSQL recovers.
  process.kill(pid, "SIGINT");
  const deadlineMs = performance.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid) && performance.now() < deadlineMs) await sleep(STOP_POLL_MS);
  if (isAlive(pid)) process.kill(pid, "SIGQUIT");
}

export async function tailOfLog({ home }: Cluster): Promise<string> {
  const text = await readFile(home.logFile, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-10).join("\n");
}
