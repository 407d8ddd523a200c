import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const PROCESSES = pathToFileURL(path.resolve(import.meta.dirname, "../../scripts/processes.mjs")).href;

/** A child that says its pid by a file, and ends as our own programs do. */
const CHILD = `
  import { writeFileSync } from "node:fs";
  const stop = () => process.exit(0);
  for (const signal of ["SIGTERM", "SIGINT", "disconnect"]) process.on(signal, stop);
  writeFileSync(process.argv[2], String(process.pid));
  setInterval(() => undefined, 1000);`;

const COMMAND = `
  import { ended, launch, main } from "${PROCESSES}";
  await main(async () => {
    const children = ["first", "second"].map((name) => launch([process.argv[2], process.argv[3] + "/" + name + ".pid"]));
    return await ended(children[0]);
  }, { runsUntilInterrupted: true });`;

let folder: string;
let command: ChildProcess;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "entrepot-scripts-"));
  const [child, script] = [path.join(folder, "child.mjs"), path.join(folder, "command.mjs")];
  await writeFile(child, CHILD);
  await writeFile(script, COMMAND);
  command = spawn(process.execPath, [script, child, folder], { stdio: "ignore" });
});
afterEach(async () => {
  command.kill("SIGKILL");
  for (const pid of await childPids()) if (isAlive(pid)) process.kill(pid, "SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function childPids(): Promise<readonly number[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".pid")).toSorted();
  const pids = await Promise.all(files.map(async (name) => Number(await readFile(path.join(folder, name), "utf8"))));
  return pids.filter((pid) => pid > 0);
}

async function startedPids(): Promise<readonly [number, number]> {
  await expect.poll(childPids, { timeout: 10_000 }).toHaveLength(2);
  const [first = 0, second = 0] = await childPids();
  return [first, second];
}

const exitCode = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once("exit", resolve));

describe("a command", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("that gets %s ends with every child it started", async (signal) => {
    const pids = await startedPids();
    const code = exitCode(command);
    command.kill(signal);
    expect(await code).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("whose child dies ends with the others", async () => {
    const pids = await startedPids();
    const code = exitCode(command);
    process.kill(pids[0], "SIGKILL");
    expect(await code).toBe(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("that is killed leaves no child behind", async () => {
    const pids = await startedPids();
    command.kill("SIGKILL");
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });
});
