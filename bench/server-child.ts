/** The real server as a child process with data and free ports of its own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "../server/embedded/postgres.ts";
import { endAtInterrupt } from "./interrupt.ts";

/** As `scripts/server.mjs` runs it. */
export const CHILD_FLAGS: readonly string[] = ["--max-semi-space-size=32", "--max-old-space-size=1536"];
const READY_TIMEOUT_MS = 60_000;
const ADMIN_KEY = "a-key-for-the-bench-only";
const MAIN = path.resolve(import.meta.dirname, "..", "server", "main.js");

export class BenchServer {
  readonly #dataDir: string;
  #child: ChildProcess | undefined;
  #ready = { url: "", mqttUrl: "" };
  /** Stops it, and takes away all that it kept. */
  remove: () => Promise<void> = () => this.#remove();

  private constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  static async create(): Promise<BenchServer> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "entrepot-bench-"));
    // Root runs PostgreSQL as `nobody`, which has to walk here.
    await chmod(dataDir, 0o755);
    const server = new BenchServer(dataDir);
    server.remove = endAtInterrupt(() => server.#remove());
    return server;
  }

  get url(): string {
    return this.#ready.url;
  }

  get mqttPort(): number {
    return Number(new URL(this.#ready.mqttUrl).port);
  }

  /** Its database, while the server is down. */
  async withDatabase<Answer>(work: (url: string) => Promise<Answer>): Promise<Answer> {
    const log = { info: () => undefined, warn: () => undefined };
    const postgres = await startEmbeddedPostgres({ dataDir: this.#dataDir, log });
    const end = endAtInterrupt(() => postgres.stop());
    try {
      return await work(postgres.url);
    } finally {
      await end();
    }
  }

  /** Answers after how many milliseconds it was ready. */
  async start(): Promise<number> {
    const env = {
      PATH: process.env["PATH"],
      HOST: "127.0.0.1",
      PORT: "0",
      MQTT_PORT: "0",
      DATA_DIR: this.#dataDir,
      DEMO: "on",
      ADMIN_KEY,
      LOG_LEVEL: "warn",
    };
    const log = openSync(this.#logFile, "a");
    const startedMs = performance.now();
    const child = spawn(process.execPath, [...CHILD_FLAGS, "--enable-source-maps", MAIN], { env, stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    this.#child = child;
    this.#ready = await new Promise<{ url: string; mqttUrl: string }>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server is not ready: ${this.#tail()}`)), READY_TIMEOUT_MS);
      child.once("exit", () => reject(new Error(`the server did not start: ${this.#tail()}`)));
      child.on("message", (message: { ready?: { url: string; mqttUrl: string } }) => {
        if (!message.ready) return;
        clearTimeout(timer);
        resolve(message.ready);
      });
    });
    return performance.now() - startedMs;
  }

  async call<Answer>(method: string, at: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${at}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** The session cookie of a demo account. */
  async signIn(role: string): Promise<string> {
    const { rows } = await this.call<{ rows: { email: string; password: string; role: string }[] }>("GET", "/demo-accounts");
    const account = rows.find((row) => row.role === role);
    if (!account) throw new Error(`there is no demo account of a ${role}`);
    const answer = await fetch(`${this.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: this.url },
      body: JSON.stringify({ email: account.email, password: account.password }),
    });
    if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
    return answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; ");
  }

  /** Memory of the server's process; undefined where the system does not tell. */
  rssMegabytes(): number | undefined {
    const pid = this.#child?.pid;
    if (pid === undefined || process.platform === "win32") return undefined;
    const status = `/proc/${pid}/status`;
    const kilobytes = existsSync(status)
      ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1]
      : execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString();
    return Number(kilobytes) / 1_024;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }

  async #remove(): Promise<void> {
    await this.stop();
    const pointer = path.join(this.#dataDir, "postgres.json");
    if (existsSync(pointer))
      await rm((JSON.parse(readFileSync(pointer, "utf8")) as { folder: string }).folder, { recursive: true, force: true, maxRetries: 5 });
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  get #logFile(): string {
    return path.join(this.#dataDir, "server.log");
  }

  #tail(): string {
    return existsSync(this.#logFile) ? readFileSync(this.#logFile, "utf8").slice(-4_000) : "";
  }
}
