/** Starting our own server as a child: its settings, its word that it is ready, and what is left of it if it is killed. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inProject } from "./prepare.mjs";
import { CommandError, launch } from "./processes.mjs";

/** Making the database and its tables, or recovering it after a crash, on a slow disk. */
const READY_TIMEOUT_MS = 180_000;
const DATABASE_STOP_TIMEOUT_MS = 30_000;
/**
 * What a batch of messages needs dies with the batch: with Node's own 16 MB of young memory a fifth of the processor goes
 * into moving it; with 64 it saves little more and costs 70 MB. The limit of the old memory is some times what 10,000
 * connected devices need: with Node's own, on a large machine, 150 MB of dead objects are kept before anybody looks.
 */
export const SERVER_ARGS = [
  "--max-semi-space-size=32",
  "--max-old-space-size=1536",
  "--enable-source-maps",
  inProject("dist/server/main.js"),
];
const LOG_LINES_SHOWN = 15;
const LOG_BYTES_MAX = 20_000_000;

/** @param {NodeJS.ProcessEnv} env */
export function dataDirOf(env) {
  return path.resolve(env["DATA_DIR"] || ".entrepot");
}

/**
 * The server, once it says that it is ready.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ child: import("node:child_process").ChildProcess, url: string, mqttUrl: string | undefined, log: LogFile }>}
 */
export async function startServer(env) {
  const log = openLog(env, "server.log");
  const child = launch(SERVER_ARGS, { env, output: log.descriptor });
  closeSync(log.descriptor);
  const ready = new Promise((resolve) => {
    child.on("message", (message) => {
      if (typeof message === "object" && message !== null && "ready" in message) resolve(message.ready);
    });
  });
  const gone = new Promise((resolve) => child.once("exit", () => resolve(undefined)));
  const late = sleep(READY_TIMEOUT_MS, undefined, { ref: false });
  const answer = await Promise.race([ready, gone, late]);
  if (answer === undefined) throw new CommandError(`the server did not start:\n${tailOf(log)}`);
  return { child, log, ...answer };
}

/** @typedef {{ file: string, descriptor: number, offset: number }} LogFile */

/**
 * A log that goes on where the last run's ended; a long one is put aside first.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} name
 * @returns {LogFile}
 */
export function openLog(env, name) {
  const file = path.join(dataDirOf(env), name);
  mkdirSync(path.dirname(file), { recursive: true });
  if (sizeOf(file) > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
  return { file, offset: sizeOf(file), descriptor: openSync(file, "a", 0o600) };
}

/** @param {string} file */
function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Its last lines of this run, those of pino as words.
 * @param {LogFile} log
 */
export function tailOf({ file, offset }) {
  const lines = readFileSync(file).subarray(offset).toString().trim().split("\n").slice(-LOG_LINES_SHOWN);
  return [...lines.map((line) => `  ${wordsOf(line)}`), `  (all of it: ${file})`].join("\n");
}

/** @param {string} line */
function wordsOf(line) {
  try {
    const { msg, err } = JSON.parse(line);
    if (typeof msg !== "string") return line;
    const cause = err?.message ?? "";
    // Some say their error's message once more, and the causes behind it.
    return cause === "" || cause.startsWith(msg) ? msg : `${msg}: ${cause}`;
  } catch {
    return line;
  }
}

/**
 * A server that was killed leaves its embedded PostgreSQL running, so that nothing is lost. When this command ends,
 * that database ends too.
 * @param {NodeJS.ProcessEnv} env
 */
export async function stopLeftDatabase(env) {
  const pointer = path.join(dataDirOf(env), "postgres.json");
  const folder = existsSync(pointer) ? JSON.parse(readFileSync(pointer, "utf8")).folder : path.join(dataDirOf(env), "postgres");
  const pidFile = path.join(folder, "cluster", "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!isPostgres(pid)) return;
  process.kill(pid, "SIGINT");
  const deadlineMs = performance.now() + DATABASE_STOP_TIMEOUT_MS;
  while (existsSync(pidFile) && performance.now() < deadlineMs) await sleep(50);
}

/** @param {number} pid */
function isPostgres(pid) {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/comm") || readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
}
