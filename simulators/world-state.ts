/** What a simulator remembers of its world between starts: when it began and how far it has been told. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

export type WorldState = Readonly<{
  scenario: string;
  seed: number;
  run: number;
  epochMs: number;
  liveFromMs: number;
  documentedFromMs: number;
  fixIntervalMs: number;
  /** Of what the world follows from besides: a scenario that was changed makes another world. */
  fingerprint: string;
  /** Nothing lay on the server when the world began: only then can the witness judge. */
  alone: boolean;
  /** The gates of the zones ask for passes. */
  isGuarded: boolean;
  /** Everything up to then lies in the outbox or has been acknowledged. */
  throughMs: number;
}>;

const RUNS = 1_000;

export type StateFiles = Readonly<{
  state: string;
  runs: string;
  outbox: string;
  credentials: string;
  /** Of the customs office: what it still has to say, and the numbers it gave. */
  replies: string;
  numbers: string;
}>;

export const openStateFiles = (dir: string, scenario: string, seed: number): StateFiles => {
  mkdirSync(dir, { recursive: true });
  const file = (name: string): string => path.join(dir, `${scenario}-${seed}-${name}`);
  return {
    state: file("world.json"),
    runs: path.join(dir, "runs"),
    outbox: file("outbox.log"),
    replies: file("customs-replies.log"),
    numbers: file("customs-numbers.log"),
    credentials: path.join(dir, "credentials.json"),
  };
};

export const readState = ({ state }: StateFiles): WorldState | undefined =>
  existsSync(state) ? (JSON.parse(readFileSync(state, "utf8")) as WorldState) : undefined;

export const writeState = ({ state }: StateFiles, value: WorldState): void => {
  writeFileSync(`${state}.new`, JSON.stringify(value));
  renameSync(`${state}.new`, state);
};

/** The next number of a run. Where the counter is lost, one from the wall's clock, so that old numbers do not come back. */
export const nextRun = ({ runs }: StateFiles, wallMs: number): number => {
  const last = existsSync(runs) ? Number(readFileSync(runs, "utf8")) : Math.floor(wallMs / 10_000);
  const run = (Number.isFinite(last) ? last + 1 : 1) % RUNS;
  writeFileSync(runs, String(run));
  return run;
};

/** The server does not know this world any more, or never did. */
export const forgetWorld = (files: StateFiles): void => {
  for (const file of [files.state, files.outbox, files.replies, files.numbers]) rmSync(file, { force: true });
};
