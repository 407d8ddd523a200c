/**
 * What must be there before anything can run: packages, Prisma's client, compiled code, the built web. Each step is
 * left out when what it would make is there already: fingerprints are of contents, so that a fresh clone, a changed
 * branch and a touched file are all judged rightly. Node's own modules only.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError, run } from "./processes.mjs";

export const PROJECT_FOLDER = path.resolve(import.meta.dirname, "..");
const STAMPS_FILE = inProject("dist/stamps.json");
const LOCK_FILE = inProject("dist/prepare.lock");
/** No install takes this long. */
const LOCK_AGE_MAX_MS = 15 * 60_000;
const LOCK_POLL_MS = 200;
const NODE_NEEDED = [20, 19];
const SHARED_SOURCES = ["package.json", "package-lock.json", "tsconfig.json"];

/** @param {string} file */
export function inProject(file) {
  return path.join(PROJECT_FOLDER, file);
}

/** @param {{ web?: boolean, bench?: boolean }} [wanted] */
export async function prepare({ web = false, bench = false } = {}) {
  process.chdir(PROJECT_FOLDER);
  checkNode();
  const unlock = await lock();
  try {
    await install();
    await generate();
    const folders = ["server", "simulators", ...(bench ? ["bench"] : [])];
    await Promise.all([compile(folders), web ? buildWeb() : undefined]);
  } finally {
    unlock();
  }
}

/** Two commands at once would install over each other. */
async function lock() {
  mkdirSync(path.dirname(LOCK_FILE), { recursive: true });
  let told = false;
  while (!tryLock()) {
    if (!told) console.log("• waiting for another command that installs or builds");
    told = true;
    await sleep(LOCK_POLL_MS);
  }
  const unlock = () => rmSync(LOCK_FILE, { force: true });
  process.once("exit", unlock);
  return () => {
    process.off("exit", unlock);
    unlock();
  };
}

function tryLock() {
  try {
    writeFileSync(LOCK_FILE, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const owner = existsSync(LOCK_FILE) ? Number(readFileSync(LOCK_FILE, "utf8")) : 0;
    const ageMs = Date.now() - (statSync(LOCK_FILE, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    // Its owner was killed, and the number may be another's by now. Not yet written: it is being made just now.
    if ((owner > 0 && !isAlive(owner)) || ageMs > LOCK_AGE_MAX_MS) rmSync(LOCK_FILE, { force: true });
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [neededMajor = 0, neededMinor = 0] = NODE_NEEDED;
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    throw new CommandError(`Node ${process.versions.node} is too old: ${NODE_NEEDED.join(".")} or newer is needed`);
  }
}

async function install() {
  if (isInstalled()) return;
  await step("installing packages (the first time takes a minute or two)", () => {
    // No install script is needed, and some npm versions skip them anyway.
    const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
    const npm = process.env["npm_execpath"];
    if (npm?.endsWith(".js")) return run(process.execPath, [npm, ...args]);
    if (process.platform === "win32") return run("cmd.exe", ["/d", "/c", "npm.cmd", ...args]);
    return run("npm", args);
  });
}

/** npm writes down what it installed, last of all; it is held against the lockfile. */
function isInstalled() {
  const installed = readPackages(inProject("node_modules/.package-lock.json"));
  if (installed === undefined) return false;
  const wanted = Object.entries(readPackages(inProject("package-lock.json")) ?? {});
  return wanted.every(([name, { version, optional }]) => {
    if (name === "" || (optional && installed[name] === undefined)) return true;
    return installed[name]?.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

async function generate() {
  const output = inProject("server/store/generated/client.ts");
  await unlessFresh("prisma", { sources: ["prisma/schema.prisma", "package-lock.json"], output }, () =>
    step("generating the database client", () => {
      // `generate` does not use the schema engine, but would download one unless some executable is named.
      const env = {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: "1",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
      };
      return run(process.execPath, ["node_modules/prisma/build/index.js", "generate"], { env });
    }),
  );
}

/** @param {readonly string[]} folders */
async function compile(folders) {
  const wanted = { sources: [...SHARED_SOURCES, ...folders], output: inProject(`dist/${folders.at(-1)}`) };
  await unlessFresh(folders.join("+"), wanted, () =>
    step("compiling", () => run(process.execPath, ["node_modules/typescript/bin/tsc", "-b", ...folders])),
  );
}

async function buildWeb() {
  const sources = [...SHARED_SOURCES, "web", "server/wire", "server/gs1"];
  await unlessFresh("web", { sources, output: inProject("dist/web/index.html") }, () =>
    step("building the web", () => run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "web", "--logLevel", "warn"])),
  );
}

/**
 * @param {string} name
 * @param {{ sources: readonly string[], output: string }} wanted
 * @param {() => Promise<void>} make
 */
async function unlessFresh(name, { sources, output }, make) {
  const fingerprint = fingerprintOf(sources);
  if (existsSync(output) && readStamps()[name] === fingerprint) return;
  await make();
  mkdirSync(path.dirname(STAMPS_FILE), { recursive: true });
  writeFileSync(STAMPS_FILE, `${JSON.stringify({ ...readStamps(), [name]: fingerprint }, null, 2)}\n`);
}

/** @returns {Record<string, string>} */
function readStamps() {
  return existsSync(STAMPS_FILE) ? JSON.parse(readFileSync(STAMPS_FILE, "utf8")) : {};
}

/** @param {readonly string[]} sources */
function fingerprintOf(sources) {
  const hash = createHash("sha256");
  for (const file of sources.flatMap(filesOf))
    hash
      .update(`${file}\0`)
      .update(readFileSync(inProject(file)))
      .update("\0");
  return hash.digest("hex");
}

/**
 * @param {string} source
 * @returns {readonly string[]}
 */
function filesOf(source) {
  if (!existsSync(inProject(source))) return [];
  if (path.extname(source) !== "") return [source];
  const entries = readdirSync(inProject(source), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const name = `${source}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "generated" ? [] : filesOf(name);
    return [name];
  });
}

/**
 * @template Made
 * @param {string} title
 * @param {() => Promise<Made>} work
 */
export async function step(title, work) {
  console.log(`• ${title}`);
  const startedMs = performance.now();
  const made = await work();
  console.log(`  ${title.replace(/ \(.*/, "")}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return made;
}
