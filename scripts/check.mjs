/** `npm run check`: types, lint, format, dead code, unit tests. All are run, whatever one says. */
import { prepare } from "./prepare.mjs";
import { main, show } from "./processes.mjs";

/** @type {readonly (readonly [string, readonly string[]])[]} */
const CHECKS = [
  ["types", ["node_modules/typescript/bin/tsc", "-b"]],
  ["lint", ["node_modules/oxlint/bin/oxlint", "--type-aware"]],
  ["format", ["node_modules/oxfmt/bin/oxfmt", "--check"]],
  ["dead code", ["node_modules/knip/bin/knip.js"]],
  ["unit tests", ["node_modules/vitest/vitest.mjs", "run", "-c", "test/vitest.config.ts", "--project", "unit"]],
];

await main(async () => {
  await prepare();
  const failed = [];
  for (const [name, args] of CHECKS) {
    console.log(`• ${name}`);
    if ((await show(args)) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? "all is well" : `failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});
