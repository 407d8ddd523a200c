/**
 * `npm run bench`: speed beside its peers, as medians with the bare limits of the same run. `--json FILE` keeps the
 * figures, `--only ingest|live|screen|scale|matching` measures one thing.
 */
import { writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { benchIngest } from "./ingest.ts";
import { benchLiveFrames } from "./live-frames.ts";
import { benchMatching } from "./matching.ts";
import { benchScale } from "./scale.ts";
import { benchScreen } from "./screen.ts";
import { tableOf } from "./table.ts";

const say = (line: string): void => void process.stderr.write(`  ${line}\n`);

const BENCHES = {
  ingest: () => benchIngest(say),
  live: () => benchLiveFrames(),
  screen: () => benchScreen(),
  scale: () => benchScale(say),
  matching: () => Promise.resolve(benchMatching()),
};
type Name = keyof typeof BENCHES;
type Figures = { [Each in Name]?: Awaited<ReturnType<(typeof BENCHES)[Each]>> };

const isName = (text: string): text is Name => text in BENCHES;
const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });
const { only, json } = values;
if (only !== undefined && !isName(only)) {
  process.stderr.write(`--only takes one of ${Object.keys(BENCHES).join(", ")}\n`);
  process.exit(2);
}

/** Whatever else runs takes from the figures: who reads them should know. */
const loadBefore = loadavg()[0] ?? 0;
const measured: Figures = {};
const measure = async (name: Name): Promise<void> => {
  process.stderr.write(`• ${name}\n`);
  Object.assign(measured, { [name]: await BENCHES[name]() });
};
for (const name of Object.keys(BENCHES).filter(isName)) if (only === undefined || only === name) await measure(name);

const figures = { node: process.version, cpus: cpus().length, loadBefore, ...measured };
if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
process.stdout.write(tableOf(figures));
