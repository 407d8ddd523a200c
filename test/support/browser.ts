/**
 * A browser for tests: the one that ENTREPOT_CHROME names, else the one that npm brought (with the libraries and fonts that a bare
 * machine lacks), else an installed one.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";

const PROJECT_FOLDER = path.resolve(import.meta.dirname, "../..");
const INSTALLED = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];
const ARGUMENTS = [
  // Root and most containers have no user namespaces for the sandbox; the pages are our own.
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--font-render-hinting=none",
  // Whatever asks for the world outside gets no answer, be the machine connected or not.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
/** What the loader says with when a library is missing. */
const LIBRARY_MISSING = 127;

type Executable = Readonly<{ file: string; env: Readonly<Record<string, string>> }>;

export async function launchBrowser(): Promise<Browser> {
  const { file, env } = await findExecutable();
  return chromium.launch({ executablePath: file, env: { ...process.env, ...env }, args: ARGUMENTS, headless: true });
}

async function findExecutable(): Promise<Executable> {
  const named = process.env["ENTREPOT_CHROME"];
  if (named !== undefined && named !== "") return { file: named, env: {} };
  if (process.platform === "linux" && process.arch === "x64") return packaged();
  const installed = INSTALLED.find((file) => existsSync(file));
  if (installed === undefined) throw new Error("no browser is found: install Chrome, or set ENTREPOT_CHROME to its executable");
  return { file: installed, env: {} };
}

async function packaged(): Promise<Executable> {
  const folder = await unpack();
  const file = path.join(folder, "chromium");
  const lacksLibraries = spawnSync(file, ["--version"], { stdio: "ignore" }).status === LIBRARY_MISSING;
  const lacksFonts = !existsSync("/etc/fonts/fonts.conf");
  return {
    file,
    env: {
      ...(lacksLibraries && { LD_LIBRARY_PATH: path.join(folder, "al2023/lib") }),
      ...(lacksFonts && { FONTCONFIG_FILE: path.join(folder, "fonts.conf") }),
    },
  };
}

/** Once, whole, and in a folder of the project's own: two runs at a time do not see each other's half. */
async function unpack(): Promise<string> {
  const manifest = readFileSync(path.join(PROJECT_FOLDER, "node_modules/@sparticuz/chromium/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = path.join(PROJECT_FOLDER, `dist/chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  await inflateInto(unfinished);
  const fonts = path.join(folder, "fonts/fonts");
  const conf = `<?xml version="1.0"?><fontconfig><dir>${fonts}</dir><cachedir>${path.join(folder, "fonts-cache")}</cachedir></fontconfig>`;
  await writeFile(path.join(unfinished, "fonts.conf"), conf);
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

/** The package unpacks into the folder for temporary files, and its libraries only where it believes itself in a certain cloud. */
async function inflateInto(folder: string): Promise<void> {
  const { default: packedChromium } = await import("@sparticuz/chromium");
  const before = { TMPDIR: process.env["TMPDIR"], AWS_EXECUTION_ENV: process.env["AWS_EXECUTION_ENV"] };
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: "20.x" });
  try {
    await packedChromium.executablePath();
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
