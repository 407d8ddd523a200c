/** `npm run torture -- [--json FILE]`: faults on purpose, and what was lost. */
import { inProject, prepare } from "./prepare.mjs";
import { main, show } from "./processes.mjs";

await main(async () => {
  await prepare({ bench: true });
  return await show([inProject("dist/bench/torture.js"), ...process.argv.slice(2)]);
});
