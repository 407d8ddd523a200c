/** The real server as a child process with data and ports of its own, and the two ways in which it is killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const READY_TIMEOUT_MS = 120_000;
const GONE_TIMEOUT_MS = 30_000;
const ADMIN_KEY = "a-key-for-the-torture-only";

export type Ready = Readonly<{ url: string; mqttUrl: string }>;

export class Victim {
  readonly #main: string;
  readonly #dataDir: string;
  readonly log: string;
  #child: ChildProcess | undefined;
  #ready: Ready | undefined;
  #meantToDie = false;
  /** Deaths that nobody asked for. */
  ownDeaths = 0;

  private constructor(main: string, dataDir: string) {
    this.#main = main;
    this.#dataDir = dataDir;
    this.log = path.join(dataDir, "server.log");
  }

  static async create(main: string): Promise<Victim> {
    if (!existsSync(main)) throw new Error(`${main} is missing: npx tsc -b server`);
    const dataDir = await mkdtemp(path.join(tmpdir(), "entrepot-torture-"));
    // Root runs PostgreSQL as `nobody`, which has to walk here.
    await chmod(dataDir, 0o755);
    return new Victim(main, dataDir);
  }

  /** Undefined while it is away. */
  get port(): number | undefined {
    return this.#ready && Number(new URL(this.#ready.mqttUrl).port);
  }

  async start(): Promise<void> {
    const env = {
      PATH: process.env["PATH"],
      HOST: "127.0.0.1",
      PORT: "0",
      MQTT_PORT: "0",
      DATA_DIR: this.#dataDir,
      ADMIN_KEY,
      LOG_LEVEL: "warn",
    };
    const output = openSync(this.log, "a");
    const child = spawn(process.execPath, ["--enable-source-maps", this.#main], { env, stdio: ["ignore", output, output, "ipc"] });
    closeSync(output);
    this.#child = child;
    this.#meantToDie = false;
    child.once("exit", () => {
      this.#ready = undefined;
      if (!this.#meantToDie) this.ownDeaths++;
    });
    this.#ready = await new Promise<Ready>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server is not ready: ${this.tail()}`)), READY_TIMEOUT_MS);
      child.once("exit", () => reject(new Error(`the server did not start: ${this.tail()}`)));
      child.on("message", (message: object) => {
        if (!("ready" in message)) return;
        clearTimeout(timer);
        resolve(message.ready as Ready);
      });
    });
  }

  async call<Answer>(method: string, at: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.#ready?.url}/api/v1${at}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  }

  async killServer(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.#meantToDie = true;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  /** The postmaster; the server is left to find out. */
  killDatabase(): void {
    const pid = this.#postmaster();
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  }

  get #folder(): string {
    const pointer = path.join(this.#dataDir, "postgres.json");
    return existsSync(pointer)
      ? (JSON.parse(readFileSync(pointer, "utf8")) as { folder: string }).folder
      : path.join(this.#dataDir, "postgres");
  }

  #postmaster(): number | undefined {
    const file = path.join(this.#folder, "cluster", "postmaster.pid");
    return existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) || undefined : undefined;
  }

  /** As the server itself reaches it. */
  get databaseUrl(): string {
    const [, , , port, socketDir] = readFileSync(path.join(this.#folder, "cluster", "postmaster.pid"), "utf8").split("\n");
    return `postgresql://postgres@/entrepot?host=${encodeURIComponent(socketDir ?? "")}&port=${port}`;
  }

  tail(): string {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").slice(-4_000) : "";
  }

  async stop(): Promise<void> {
    const folder = this.#folder;
    await this.#end("SIGTERM");
    // Nobody is left to stop a database whose server was killed.
    const pid = this.#postmaster();
    if (pid !== undefined && isPostgres(pid)) {
      process.kill(pid, "SIGINT");
      const deadlineMs = performance.now() + GONE_TIMEOUT_MS;
      while (isPostgres(pid) && performance.now() < deadlineMs) await sleep(50);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const isPostgres = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/comm") || readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
};
