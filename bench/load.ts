/** The load generator as a child process: its plan goes in by stdin, a line of figures a window comes out. */
import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Spread } from "./figures.ts";
import { CHILD_FLAGS } from "./server-child.ts";

export type LoadDevice = Readonly<{ device: string; topic: string; password: string }>;

export type LoadPlan = Readonly<{
  port: number;
  devices: readonly LoadDevice[];
  /** Messages that a device has under way; not kept to when `perSecond` sets the pace. */
  inFlight: number;
  /** All devices together; 0 is as fast as acknowledged. */
  perSecond: number;
  /** Whether devices hear the application's acks as well, as scanners do. */
  hearsAcks: boolean;
  windowSeconds: number;
  windows: number;
  /** Tells the messages of one run from those of another. */
  run: string;
}>;

export type LoadWindow = Readonly<{
  startedMs: number;
  count: number;
  perSecond: number;
  /** From just before the publish to the broker's PUBACK. */
  puback: Spread;
  /** To the application's ack. */
  ack: Spread;
  /** Acks that said anything but `posted`. */
  notPosted: number;
}>;

export type Load = Readonly<{ windows: readonly LoadWindow[]; done: Promise<readonly LoadWindow[]>; stop(): void }>;

/** Resolves when every device is connected and the first window begins. */
export const startLoad = async (plan: LoadPlan): Promise<Load> => {
  const child = spawn(process.execPath, [...CHILD_FLAGS, path.join(import.meta.dirname, "generator.js")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(plan));
  const windows: LoadWindow[] = [];
  const done = new Promise<readonly LoadWindow[]>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      code === 0 || signal === "SIGTERM" ? resolve(windows) : reject(new Error(`the generator ended with ${code ?? signal}`)),
    );
  });
  const begun = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line === "begun") resolve();
      else windows.push(JSON.parse(line) as LoadWindow);
    });
  });
  await Promise.race([begun, done.then(() => Promise.reject(new Error("the generator ended before it began")))]);
  return { windows, done, stop: () => void child.kill("SIGTERM") };
};

export const runLoad = async (plan: LoadPlan): Promise<readonly LoadWindow[]> => (await startLoad(plan)).done;
