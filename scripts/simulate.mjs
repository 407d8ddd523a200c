/** `npm run simulate -- --scenario NAME [--seed N] [--server URL] [--key KEY]`: a scenario against any server. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { inProject, prepare } from "./prepare.mjs";
import { ended, launch, main } from "./processes.mjs";
import { dataDirOf } from "./server.mjs";

await main(async () => {
  await prepare();
  // What is not said is said of the server that this folder's settings describe.
  const args = process.argv.slice(2);
  const isSaid = (/** @type {string} */ name) => args.some((arg) => arg === name || arg.startsWith(`${name}=`));
  const keyFile = path.join(dataDirOf(process.env), "admin-key");
  const key = process.env["ADMIN_KEY"] || (existsSync(keyFile) ? readFileSync(keyFile, "utf8").trim() : undefined);
  const server = process.env["PUBLIC_URL"] || `http${process.env["TLS_CERT"] ? "s" : ""}://127.0.0.1:${process.env["PORT"] || 3000}`;
  if (!isSaid("--server")) args.push("--server", server);
  if (!isSaid("--key") && key !== undefined) args.push(`--key=${key}`);
  return await ended(launch([inProject("dist/simulators/main.js"), ...args], { env: process.env }));
});
