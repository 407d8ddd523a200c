/** `npm run torture`: kills of the server and of PostgreSQL in the middle of a stream, and what was lost. `--json FILE` keeps the figures. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isSound, torture } from "./torture/run.ts";

const PLAN = { serverKills: 20, databaseKills: 10, devices: 20, messagesPerSecond: 800, seed: 1 } as const;

const { argv } = process;
const json = argv.indexOf("--json");
const seed = argv.indexOf("--seed");
const file = json === -1 ? undefined : argv[json + 1];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const main = path.resolve(import.meta.dirname, "..", "server", "main.js");
const { log, ...figures } = await torture({ ...PLAN, main, say, ...(seed !== -1 && { seed: Number(argv[seed + 1]) }) });
const text = `${JSON.stringify({ node: process.version, ...figures }, undefined, 2)}\n`;
process.stdout.write(text);
if (file !== undefined) await writeFile(file, text);
const sound = isSound({ ...figures, log });
if (!sound) say(`the server's last words:\n${log}`);
process.exitCode = sound ? 0 : 1;
