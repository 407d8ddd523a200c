/**
 * Child processes of a command. Whatever way the command ends (done, failed, Ctrl-C, a child's death), every child that
 * it started ends with it, the last one first, and no other process does.
 */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Long enough for a server to write its last batch and stop its database. */
const STOP_TIMEOUT_MS = 30_000;
/** npm passes on a Ctrl-C that the terminal has sent to us as well: within this time they are one. */
const SECOND_INTERRUPT_MS = 1_000;
const PARENT_WATCH_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const OUTPUT_SHOWN_CHARS = 4_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/** An error whose message is all that a person needs to see. */
export class CommandError extends Error {}

/**
 * A step that ends by itself. Its output is shown when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 */
export async function run(command, args, options = {}) {
  const child = keep(spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] }));
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const code = await ended(child);
  if (code !== 0) throw new CommandError(`${[command, ...args].join(" ")} failed\n${output.trim().slice(-OUTPUT_SHOWN_CHARS)}`);
}

/**
 * A step whose output is the command's own: its exit code.
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 */
export function show(args, options = {}) {
  return ended(keep(spawn(process.execPath, args, { ...options, stdio: "inherit" })));
}

/**
 * A program of ours that runs until it is stopped. It is in a process group of its own, so that a terminal's Ctrl-C
 * reaches this command alone, which then stops its children in order; and it has a channel to this process, whose
 * end tells it to stop if this process is killed.
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: number | "inherit" }} [options]
 */
export function launch(args, { env, output = "inherit" } = {}) {
  const detached = process.platform !== "win32";
  return keep(spawn(process.execPath, args, { env, detached, stdio: ["ignore", output, output, "ipc"] }));
}

/** @param {import("node:child_process").ChildProcess} child */
function keep(child) {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/**
 * Its exit code; a child that a signal ended has 1.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** @param {import("node:child_process").ChildProcess} child */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  // Windows knows no SIGTERM; the channel's end says the same there.
  if (process.platform === "win32" && child.connected) child.disconnect();
  else child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await gone;
  clearTimeout(timer);
}

export async function stopAll() {
  for (const child of [...children].toReversed()) await stop(child);
}

/**
 * Runs a command: its errors are told in words, its children end with it.
 * @param {() => Promise<number | void>} command
 * @param {{ atEnd?: () => Promise<void>, onInterrupt?: () => void, runsUntilInterrupted?: boolean }} [hooks]
 */
export async function main(command, { atEnd, onInterrupt, runsUntilInterrupted = false } = {}) {
  let interruptedMs = 0;
  let ending = false;
  const end = async (/** @type {number} */ code) => {
    if (ending) return;
    ending = true;
    await stopAll();
    await atEnd?.();
    process.exit(code);
  };
  const interrupt = () => {
    if (interruptedMs === 0) {
      interruptedMs = performance.now();
      onInterrupt?.();
      void end(runsUntilInterrupted ? 0 : 130);
    } else if (performance.now() - interruptedMs > SECOND_INTERRUPT_MS) {
      // Asked twice: the person does not want to wait.
      for (const child of children) child.kill("SIGKILL");
    }
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  watchParent(interrupt);
  try {
    await end((await command()) ?? 0);
  } catch (error) {
    // A step that is interrupted fails too; the interruption has been told already.
    if (interruptedMs > 0) return await sleep(STOP_TIMEOUT_MS);
    console.error(error instanceof CommandError ? `\n${error.message}` : error);
    await end(1);
  }
}

/**
 * When npm is told to stop, or killed, its shell dies without a word to us.
 * @param {() => void} interrupt
 */
function watchParent(interrupt) {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    interrupt();
  }, PARENT_WATCH_MS);
  timer.unref();
}
