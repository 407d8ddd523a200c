/**
 * The simulated world against any server: asks for its world clock, sends master data, provisions devices, fills in the
 * past at the first start, and lives on. With --verify it ends by comparing what it expects with the server's stock.
 */
import type { BookLineAnswer } from "#wire/customs-books.ts";
import { readArguments, USAGE, type Arguments } from "./arguments.ts";
import { provisionAll } from "./provisioning.ts";
import { ApiError, ServerApi } from "./server-api.ts";
import { tariffTable } from "./customs/tariff.ts";
import { Simulation } from "./simulation.ts";
import { compareBooks, comparePapers, compareStock } from "./witness.ts";
import { FollowedClock, type ClockAnswer } from "./world-clock.ts";
import { forgetWorld, nextRun, openStateFiles, readState, writeState, type StateFiles, type WorldState } from "./world-state.ts";
import { createWorld, type World } from "./world/world.ts";

const DAY_MS = 86_400_000;
const FIX_INTERVAL_MIN_MS = 10_000;
const FIX_INTERVAL_MAX_MS = 5 * 60_000;
const DRAIN_TIMEOUT_MS = 90_000;
const SERVER_WAIT_MS = 60_000;

type Setting = Readonly<{ api: ServerApi; args: Arguments; files: StateFiles }>;

const log = (line: string): void => void process.stdout.write(`simulators: ${line}\n`);

/** Counted up when the world's own rules change, so that nobody goes on with a world that would have come out otherwise. */
const WORLD_VERSION = 2;
const fingerprintOf = ({ scenario: { pace, conduct, documentedDays } }: Arguments): string =>
  `${WORLD_VERSION} ${JSON.stringify({ pace, conduct, documentedDays })}`;

const newState = async ({ api, args, files }: Setting, clock: ClockAnswer): Promise<WorldState> => {
  const { scenario, seed } = args;
  const alone = (await api.listStock(undefined, 1)).length === 0;
  const nowMs = Math.floor(clock.worldMs);
  const epochMs = nowMs - scenario.historyDays * DAY_MS;
  const fixIntervalMs = Math.round(Math.min(FIX_INTERVAL_MAX_MS, Math.max(FIX_INTERVAL_MIN_MS, scenario.fixSeconds * 1000 * clock.rate)));
  const state: WorldState = {
    scenario: scenario.name,
    seed,
    run: nextRun(files, Date.now()),
    epochMs,
    liveFromMs: nowMs,
    documentedFromMs: nowMs - scenario.documentedDays * DAY_MS,
    fixIntervalMs,
    fingerprint: fingerprintOf(args),
    alone,
    isGuarded: false,
    throughMs: epochMs - 1,
  };
  writeState(files, state);
  return state;
};

/** The state on disk, if it is of this world and the server still knows it. */
const findState = async ({ api, args, files }: Setting, worldMs: number): Promise<WorldState | undefined> => {
  const state = readState(files);
  if (!state) return undefined;
  const begun = state.throughMs >= state.epochMs;
  const known = !begun || (await api.listStock("xiangtan", 1)).length > 0;
  if (known && worldMs >= state.throughMs - DAY_MS && state.fingerprint === fingerprintOf(args)) return state;
  log("this is not the world that was told here before: beginning a new one");
  forgetWorld(files);
  return undefined;
};

const waitForServer = async (clock: FollowedClock): Promise<ClockAnswer> => {
  const limitMs = performance.now() + SERVER_WAIT_MS;
  for (;;) {
    try {
      return await clock.start();
    } catch (error) {
      if (error instanceof ApiError || performance.now() > limitMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
};

const until = (seconds: number | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

const judge = async (api: ServerApi, simulation: Simulation, { world, state }: { world: World; state: WorldState }): Promise<boolean> => {
  if (!state.alone) {
    log("other goods lay on the server when this world began: the witness cannot judge");
    return false;
  }
  const heard = await simulation.drain(DRAIN_TIMEOUT_MS);
  if (!heard) log(`${simulation.pending} messages have had no answer`);
  const stock = compareStock(world.stock, await api.listStock()).map(
    ({ site, location, gtin, regime, expected, found }) => `${site}/${location} ${gtin} ${regime}: expected ${expected}, found ${found}`,
  );
  const disagreements = [...stock, ...(await judgeCustoms(api, world))];
  for (const words of disagreements.slice(0, 20)) log(words);
  log(disagreements.length === 0 ? "the witness agrees with the books" : `the witness disagrees in ${disagreements.length} places`);
  return heard && disagreements.length === 0;
};

/** What customs counts, and how each document stands. */
const judgeCustoms = async (api: ServerApi, { papers }: World): Promise<readonly string[]> => {
  const lines = papers.listBookLines();
  const books = new Map<string, BookLineAnswer[]>();
  for (const { book } of lines) if (!books.has(book)) books.set(book, await api.listBookLines(book));
  const documents = [];
  for (const kind of ["inventory", "pass", "list"]) documents.push(...(await api.listDocuments(kind)));
  const expected = papers.list();
  const found = [...compareBooks(lines, books), ...comparePapers(expected, documents)];
  log(`${lines.length} book lines and ${expected.length} documents were compared`);
  return found;
};

const putMasterData = async (api: ServerApi, { masterData, guardedSites }: World, isGuarded: boolean): Promise<void> => {
  const sites = masterData.sites?.map((site) => guardedSites.find((guarded) => isGuarded && guarded.site === site.site) ?? site) ?? [];
  await api.putMasterData({ ...masterData, sites });
  await api.postTariff(tariffTable());
};

const run = async (args: Arguments): Promise<boolean> => {
  const api = new ServerApi(args.server, args.key);
  const clock = new FollowedClock({ ask: () => api.clock(), monotonicMs: () => performance.now() });
  const answer = await waitForServer(clock);
  const files = openStateFiles(args.dataDir, args.scenario.name, args.seed);
  const state = (await findState({ api, args, files }, answer.worldMs)) ?? (await newState({ api, args, files }, answer));
  const world = createWorld({ ...state, pace: args.scenario.pace, conduct: args.scenario.conduct });
  await putMasterData(api, world, state.isGuarded);
  const credentials = await provisionAll(world.devices, { api, file: files.credentials, suffix: `r${state.run}` });
  log(`scenario ${args.scenario.name}, seed ${args.seed}, run ${state.run}: ${world.units.length} units, ${credentials.size} devices`);
  const simulation = new Simulation({ api, clock, world, scenario: args.scenario, state, files, credentials, mqttUrl: args.mqttUrl, log });
  const startedMs = performance.now();
  simulation.start();
  const settled = setInterval(() => {
    if (simulation.pending > 200) return;
    clearInterval(settled);
    log(`the past is told: ${simulation.tally.told} messages and calls in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  }, 200);
  await until(args.seconds);
  clearInterval(settled);
  const ok = !args.verify || (await judge(api, simulation, { world, state }));
  clock.stop();
  await simulation.stop();
  const results = [...simulation.tally.results].map(([result, count]) => `${count} ${result}`).join(", ");
  log(`told ${simulation.tally.told}, acknowledged ${simulation.tally.acknowledged} (${results})`);
  return ok;
};

const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};

const main = async (): Promise<number> => {
  let args: Arguments;
  try {
    args = readArguments(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n${USAGE}\n`);
    return 2;
  }
  try {
    return (await run(args)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`simulators: ${args.server}: ${explain(error)}\n`);
    return 1;
  }
};

process.exitCode = await main();
