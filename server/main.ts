import { readFileSync } from "node:fs";
import path from "node:path";
import pino from "pino";
import { composeBooks, startIngest, type BooksParts, type Ingest } from "./compose-ingest.ts";
import { startCustomsMessaging } from "./compose-customs.ts";
import { startTracking } from "./compose-tracking.ts";
import { ConfigError, explainListenError, readConfig, type Config } from "./config.ts";
import { startEmbeddedPostgres } from "./embedded/postgres.ts";
import { makeDemoAccounts, makeFirstAdministrator } from "./first-accounts.ts";
import { createHttp } from "./http/create-http.ts";
import { createSessions, type SessionDoor } from "./http/sessions.ts";
import { keepSecrets } from "./kept-secrets.ts";
import { createLive } from "./live/live-server.ts";
import { listControlledSites, listLatelyPassed } from "./store/controlled-sites.ts";
import { createLiveFeed } from "./store/live-feed.ts";
import { migrate } from "./store/migrate.ts";
import { createPool } from "./store/pool.ts";
import { createReadSide } from "./store/read-side.ts";
import { createShipments } from "./store/shipments.ts";
import { createTracks } from "./store/tracks.ts";
import { createUnits } from "./store/units.ts";
import { startWorldClock } from "./store/world-clock.ts";
import { startObligationWatch } from "./usecases/customs/watch-obligations.ts";
import type { LiveFix } from "./usecases/tracking-ports.ts";

/**
 * The composition root: settings → database → use cases → doors; stopped in reverse order.
 * A parent process is told when everything stands, over its IPC channel.
 */
type Stop = () => Promise<void> | void;

/** Beyond, the process ends with what is still open: nothing that was acknowledged depends on it. */
const STOP_TIMEOUT_MS = 15_000;
const PROJECT = path.resolve(import.meta.dirname, "..", "..");

/** What stands before a door is opened. */
type House = Readonly<{
  config: Config;
  log: pino.Logger;
  pool: ReturnType<typeof createPool>;
  clock: Awaited<ReturnType<typeof startWorldClock>>;
  secrets: Awaited<ReturnType<typeof keepSecrets>>;
  books: BooksParts;
  ingest: Ingest;
  line: Line;
}>;

/** The live line is opened last, and is told from the first commit on. */
type Line = {
  nudge(): void;
  publishFixes(fixes: readonly LiveFix[]): void;
  unitsChanged(units: readonly string[]): void;
  sessionEnded(user: string): void;
};

const start = async (config: Config, log: pino.Logger, stops: Stop[]): Promise<{ url: string; mqttUrl: string }> => {
  const house = await build(config, log, stops);
  return openDoors(house, stops);
};

const build = async (config: Config, log: pino.Logger, stops: Stop[]): Promise<House> => {
  const secrets = await keepSecrets(config.dataDir, config.adminKey);
  const databaseUrl = config.databaseUrl ?? (await startDatabase(config, log, stops));
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) log.info({ applied }, "migrated the database");
  const pool = createPool(databaseUrl, {
    onIdleError: (error) => log.warn({ error: error.message }, "an idle database connection was lost"),
  });
  stops.push(() => pool.end());
  const clock = await startWorldClock({ pool, rate: config.clockRate, log });
  stops.push(() => clock.stop());

  const line: Line = { nudge: nothing, publishFixes: nothing, unitsChanged: nothing, sessionEnded: nothing };
  const books = await composeBooks({ pool, clock, log, onCommitted: () => line.nudge() });
  const publishFixes = (fixes: readonly LiveFix[]): void => line.publishFixes(fixes);
  const tracking = await startTracking({ pool, clock, alarms: books.books.alarms, log, publishFixes });
  const ingest = await startIngest({
    config,
    pool,
    clock,
    log,
    ...books,
    recordReadings: tracking.recordReadings,
    instance: instanceOf(config),
    onMasterData: async () => line.unitsChanged(await listUnitNames(pool)),
  });
  // Tracking stops before the lane that its alarms go through.
  stops.push(
    () => ingest.stop(),
    () => tracking.stop(),
  );
  return { config, log, pool, clock, secrets, books, ingest, line };
};

const nothing = (): void => undefined;

const openDoors = async (house: House, stops: Stop[]): Promise<{ url: string; mqttUrl: string }> => {
  const { config, log, pool, clock, ingest, line } = house;
  const { books } = house.books;
  const readSide = createReadSide({ pool, clock, log });
  stops.push(() => readSide.stop());
  stops.push(
    startObligationWatch({
      desk: books.customs,
      clock,
      log,
      listSites: () => listControlledSites(pool),
      listLatelyPassed: () => listLatelyPassed(pool, clock.nowMs() - LATELY_MS, LATELY_MAX),
      every,
    }),
  );
  const exchange = startCustomsMessaging({ config, pool, clock, log, secrets: house.secrets, desk: books.customs });
  stops.push(() => exchange.stop());
  const publicUrl = config.publicUrl ?? urlOf(config, config.port);
  const sessions = openSessions(house, readSide, publicUrl);
  const demoAccounts = config.demo ? await makeDemoAccounts(sessions.users) : undefined;
  if (!config.demo) await makeFirstAdministrator(sessions.users, config.dataDir, log);

  const http = createHttp({
    ...readSide,
    clock,
    log,
    sessions,
    alarms: books.alarms,
    releases: books.releases,
    differences: books.differences,
    customsDesk: books.customs,
    exchange,
    tracks: createTracks(pool),
    units: createUnits(pool),
    shipments: createShipments(pool),
    submitObservation: (submission) => ingest.receiver.submit(submission),
    disconnectDevice: (device) => ingest.devices.revoked(device),
    masterDataChanged: () => ingest.masterDataChanged(),
    readiness: async () => ({ database: await answers(pool), broker: ingest.isReady() }),
    measures: () => [
      { name: "entrepot_ingest_waiting", help: "Messages that wait for their commit", kind: "gauge", value: ingest.waiting() },
    ],
    publicUrl,
    tls: config.tls,
    trustedProxies: config.trustedProxies,
    webDir: path.join(PROJECT, "dist", "web"),
    version: versionOf(),
    requestLog: log,
    demoAccounts,
    brokerAccount: brokerAccountOf(config),
  });
  stops.push(() => http.stop());
  const live = await createLive({
    httpServer: http.listener,
    findSession: sessions.findSession,
    feed: createLiveFeed(pool),
    clock,
    log,
    ownOrigins: [publicUrl],
    hasOtherServers: config.databaseUrl !== undefined,
  });
  stops.push(() => live.stop());
  Object.assign(line, live);
  const port = await listen(http.listener, config);
  return { url: config.publicUrl ?? urlOf(config, port), mqttUrl: ingest.mqttUrl };
};

/** Of the world: what the gate moved before the last stop. */
const LATELY_MS = 24 * 3_600_000;
const LATELY_MAX = 1_000;

const every = (milliseconds: number, work: () => Promise<void>): (() => void) => {
  const timer = setInterval(() => void work(), milliseconds);
  return () => clearInterval(timer);
};

/** Sessions, and whoever ends one here leaves the live line at once. */
const openSessions = ({ pool, secrets, line }: House, readSide: ReturnType<typeof createReadSide>, publicUrl: string): SessionDoor => {
  const sessions = createSessions({
    database: pool,
    people: readSide.people,
    findKey: (secret) => readSide.keys.find(secret),
    adminKey: secrets.adminKey,
    secret: secrets.sessionSecret,
    publicUrl,
  });
  const ending = async (user: string, act: Promise<boolean>): Promise<boolean> => {
    const done = await act;
    line.sessionEnded(user);
    return done;
  };
  return {
    ...sessions,
    users: {
      ...sessions.users,
      disable: (user) => ending(user, sessions.users.disable(user)),
      setPassword: (user, password) => ending(user, sessions.users.setPassword(user, password)),
    },
    handle: async (request) => {
      const leaving = request.path.endsWith("/sign-out") ? await sessions.findSession(request.headers) : undefined;
      const response = await sessions.handle(request);
      if (leaving?.kind === "user") line.sessionEnded(leaving.user);
      return response;
    },
  };
};

const startDatabase = async (config: Config, log: pino.Logger, stops: Stop[]): Promise<string> => {
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log });
  stops.push(() => postgres.stop());
  return postgres.url;
};

const answers = async (pool: ReturnType<typeof createPool>): Promise<boolean> =>
  pool.query("SELECT").then(
    () => true,
    () => false,
  );

const listUnitNames = async (pool: ReturnType<typeof createPool>): Promise<string[]> =>
  (await pool.query<{ unit: string }>("SELECT unit FROM unit")).rows.map((row) => row.unit);

/** Sessions at an outside broker are this server's over restarts, and another server's are not. */
const instanceOf = (config: Config): string => `${config.port}`;

const brokerAccountOf = ({ mqttUrl }: Config): { username: string; password: string } | undefined => {
  if (mqttUrl === undefined) return undefined;
  const { username, password } = new URL(mqttUrl);
  return username === "" ? undefined : { username: decodeURIComponent(username), password: decodeURIComponent(password) };
};

const urlOf = ({ host, tls }: Config, port: number): string => {
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `${tls ? "https" : "http"}://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
};

const versionOf = (): string => (JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as { version: string }).version;

const listen = (server: ReturnType<typeof createHttp>["listener"], { host, port }: Config): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (error) => reject(explainListenError(error, { setting: "PORT", host, port })));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });

const stopAll = async (stops: Stop[], log: pino.Logger): Promise<void> => {
  for (const stop of stops.splice(0).reverse()) {
    try {
      await stop();
    } catch (fault) {
      log.error({ fault: String(fault) }, "a part did not stop cleanly");
    }
  }
};

const main = async (): Promise<void> => {
  let config: Config;
  try {
    config = readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
  const log = pino({ level: config.logLevel });
  const stops: Stop[] = [];
  let stopping = false;
  const end = (code: number): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code || 1), STOP_TIMEOUT_MS).unref();
    void stopAll(stops, log).then(() => process.exit(code));
  };
  process.on("SIGTERM", () => end(0));
  process.on("SIGINT", () => end(0));
  process.on("disconnect", () => end(0));
  try {
    const ready = await start(config, log, stops);
    log.info(ready, "ready");
    process.send?.({ ready });
  } catch (fault) {
    log.fatal({ err: fault }, fault instanceof Error ? fault.message : "could not start");
    end(1);
  }
};

await main();
