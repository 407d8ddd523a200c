/** The whole server as people start it, on free ports and with data of its own; `npm test` compiles it first. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createTestDatabase } from "./database.ts";

export type TestServer = Readonly<{
  url: string;
  mqttUrl: string;
  adminKey: string;
  databaseUrl: string;
  process: ChildProcess;
  stop(): Promise<void>;
}>;

const MAIN = path.resolve(import.meta.dirname, "../../dist/server/main.js");
const ADMIN_KEY = "a-key-for-tests-only";
const READY_TIMEOUT_MS = 60_000;

export async function startTestServer(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npx tsc -b server`);
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "entrepot-server-"));
  const defaults = {
    HOST: "127.0.0.1",
    PORT: "0",
    MQTT_PORT: "0",
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    ADMIN_KEY,
    LOG_LEVEL: "warn",
  };
  const env = { PATH: process.env["PATH"], ...defaults, ...settings };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));

  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const ready = await waitUntilReady(child);
  if (ready === undefined) {
    await stop();
    throw new Error(`the server did not start:\n${said}`);
  }
  return { ...ready, adminKey: ADMIN_KEY, databaseUrl: database.url, process: child, stop };
}

type Ready = Readonly<{ url: string; mqttUrl: string }>;

function waitUntilReady(child: ChildProcess): Promise<Ready | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), READY_TIMEOUT_MS);
    const answer = (ready: Ready | undefined): void => {
      clearTimeout(timer);
      resolve(ready);
    };
    child.once("exit", () => answer(undefined));
    child.on("message", (message: object) => "ready" in message && answer(message.ready as Ready));
  });
}
