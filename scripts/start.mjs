/**
 * `npm start`: everything. Installs and builds what is missing, starts the server (which brings its own PostgreSQL and
 * MQTT broker) and the simulated world, and says where to look. Ctrl-C stops all of it.
 */
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { inProject, prepare, step } from "./prepare.mjs";
import { CommandError, ended, launch, main, stopAll } from "./processes.mjs";
import { dataDirOf, openLog, startServer, stopLeftDatabase, tailOf } from "./server.mjs";

/** @typedef {{ email: string, password: string, role: string }} DemoAccount */

const env = { ...process.env, DEMO: process.env["DEMO"] || "on", CLOCK_RATE: process.env["CLOCK_RATE"] || "60" };
let ready = false;
/** From here on, children end because they are told to. */
let stopping = false;
let interrupted = false;

await main(start, {
  runsUntilInterrupted: true,
  onInterrupt: () => {
    stopping = true;
    interrupted = true;
    console.log("\nstopping");
  },
  atEnd: async () => {
    if (ready && !env["DATABASE_URL"]) await stopLeftDatabase(env);
    if (interrupted) console.log("stopped");
  },
});

async function start() {
  await prepare({ web: true });
  const server = await step("starting the server with its database and broker", () => startServer(env));
  ready = true;
  const accounts = await fetchDemoAccounts(server.url);
  if (env.DEMO === "on") void runWorld(server);
  announce(server, accounts);
  const code = await ended(server.child);
  if (stopping) return await new Promise(() => undefined);
  stopping = true;
  await stopAll();
  throw new CommandError(`the server ended unexpectedly (exit code ${code}):\n${tailOf(server.log)}`);
}

/** The web goes on without it. @param {{ url: string, mqttUrl: string | undefined }} server */
async function runWorld({ url, mqttUrl }) {
  const log = openLog(env, "simulators.log");
  const keyFile = path.join(dataDirOf(env), "admin-key");
  const key = env["ADMIN_KEY"] || (existsSync(keyFile) ? readFileSync(keyFile, "utf8").trim() : "");
  const where = ["--server", url, `--key=${key}`, ...(mqttUrl === undefined ? [] : ["--mqtt", mqttUrl])];
  const world = launch(["--enable-source-maps", inProject("dist/simulators/main.js"), ...where], { env, output: log.descriptor });
  const code = await ended(world);
  if (!stopping) console.error(`\nthe simulated world ended (exit code ${code}); the server goes on without it:\n${tailOf(log)}`);
}

/**
 * @param {string} url
 * @returns {Promise<readonly DemoAccount[]>}
 */
function fetchDemoAccounts(url) {
  const client = url.startsWith("https:") ? https : http;
  return new Promise((resolve) => {
    // Our own server, maybe with a certificate of its own making.
    const request = client.get(`${url}/api/v1/demo-accounts`, { rejectUnauthorized: false }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve(response.statusCode === 200 ? JSON.parse(body).rows : []));
    });
    request.on("error", () => resolve([]));
  });
}

/**
 * @param {{ url: string, mqttUrl: string | undefined }} server
 * @param {readonly DemoAccount[]} accounts
 */
function announce({ url, mqttUrl }, accounts) {
  const lines = ["", "Entrepot is running", "", `  ${url}    in a browser`];
  if (mqttUrl !== undefined) lines.push(`  ${mqttUrl}    for devices`);
  if (accounts.length > 0) {
    const width = Math.max(...accounts.map(({ email }) => email.length));
    lines.push("", "  Sign in as", ...accounts.map(({ email, password, role }) => `    ${email.padEnd(width)}  ${password}  (${role})`));
  }
  lines.push("", `  Logs and data are in ${path.relative(process.cwd(), dataDirOf(env)) || "."}. Ctrl-C stops everything.`);
  console.log(lines.join("\n"));
}
