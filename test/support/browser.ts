/** A browser for tests: the one that CHROME_PATH names, else the one that npm brought, else an installed one. */
import { existsSync } from "node:fs";
import chromiumPackage from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];
/** Root and most containers have no user namespaces for the sandbox; the pages are our own. */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findExecutable(), args: ARGUMENTS, headless: true });
}

async function findExecutable(): Promise<string> {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && named !== "") return named;
  if (process.platform === "linux" && process.arch === "x64") return chromiumPackage.executablePath();
  const installed = INSTALLED.find((file) => existsSync(file));
  if (installed === undefined) throw new Error("no browser is found: install Chrome, or set CHROME_PATH to its executable");
  return installed;
}
