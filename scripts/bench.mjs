/** `npm run bench -- [--json FILE]`: how fast, beside the bare limit in the same run. */
import { inProject, prepare } from "./prepare.mjs";
import { main, show } from "./processes.mjs";

await main(async () => {
  await prepare({ bench: true });
  return await show([inProject("dist/bench/main.js"), ...process.argv.slice(2)]);
});
