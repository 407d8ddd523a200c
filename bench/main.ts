/** `npm run bench`: speed beside its peers, as medians with the bare limits of the same run. `--json FILE` keeps the figures. */
import { writeFile } from "node:fs/promises";
import { benchIngest } from "./ingest.ts";

const [flag, file] = process.argv.slice(2);
const ingest = await benchIngest();
const figures = { node: process.version, ingest };
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
if (flag === "--json" && file !== undefined) await writeFile(file, `${JSON.stringify(figures, undefined, 2)}\n`);
