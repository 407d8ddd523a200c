/**
 * `npm test`: every test, the real database, broker and browser included. It needs nothing that runs and disturbs
 * nothing that does: each run has a database and ports of its own. Arguments are passed on to vitest. The last line is
 * `N passed, N failed, N skipped`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { prepare } from "./prepare.mjs";
import { main, show } from "./processes.mjs";

/** The settings of a server that this shell may be meant for. */
const SETTINGS =
  "PORT HOST MQTT_PORT MQTT_URL DATABASE_URL DATA_DIR DEMO CLOCK_RATE ADMIN_KEY TLS_CERT TLS_KEY TRUSTED_PROXIES PUBLIC_URL EXCHANGE_DIR LOG_LEVEL".split(
    " ",
  );

const folder = mkdtempSync(path.join(os.tmpdir(), "entrepot-test-report-"));
await main(runTests, { atEnd: async () => rmSync(folder, { recursive: true, force: true }) });

async function runTests() {
  await prepare({ web: true });
  const report = path.join(folder, "report.json");
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS.includes(name)));
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await show(
    ["node_modules/vitest/vitest.mjs", "run", "-c", "test/vitest.config.ts", ...reporters, ...process.argv.slice(2)],
    { env },
  );
  const { passed, failed, skipped } = countTests(report);
  // A run may fail without a failed test: a file that cannot be read, a promise that nobody awaited.
  console.log(`${passed} passed, ${code !== 0 && failed === 0 ? 1 : failed} failed, ${skipped} skipped`);
  return code;
}

/** @param {string} report */
function countTests(report) {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const unread = testResults.filter((/** @type {any} */ file) => file.status === "failed" && file.assertionResults.length === 0).length;
  return { passed: numPassedTests, failed: numFailedTests + unread, skipped: numPendingTests + numTodoTests };
}
