/**
 * The way in as the server puts it together, in this process: books lane, readings lane, receiver and broker, on a
 * database of the test's. `crash` is what pulling the plug does to it: connections and what waits are gone.
 */
import pg from "pg";
import { topicPrefix } from "#wire/device-topics.ts";
import { RawDevice, type RawDeviceOptions } from "../../bench/raw-device.ts";
import type { Config } from "../../server/config.ts";
import { composeBooks, startIngest, type BooksParts, type Ingest } from "../../server/compose-ingest.ts";
import { createReadingsStore } from "../../server/store/readings.ts";
import { makeTrackingWeeks } from "../../server/store/tracking-weeks.ts";
import { createRecordReadings } from "../../server/usecases/record-readings.ts";
import type { DeviceDraft } from "../../server/usecases/read-models.ts";
import type { WorldClock } from "../../server/usecases/ports.ts";

export type Pipeline = Readonly<{
  port: number;
  books: BooksParts["books"];
  ingest: Ingest;
  faults: readonly object[];
  /** Provisions a device, connects it, and has it listen to its acks and commands. */
  device(name: string, more?: Partial<DeviceDraft>, connection?: Partial<RawDeviceOptions>): Promise<RawDevice>;
  stop(): Promise<void>;
}>;

export type PipelineOptions = Readonly<{
  pool: pg.Pool;
  mqttUrl?: string;
  mqttPort?: number;
  clock?: WorldClock;
  /** As where the database is named in the settings, and other servers may stand. */
  databaseUrl?: string;
  /** A fault on purpose in the lane of the books. */
  plant?: (books: BooksParts["books"]) => BooksParts["books"];
}>;

export const wallClock: WorldClock = {
  nowMs: () => Date.now(),
  rate: 1,
  state: () => ({ worldMs: Date.now(), wallMs: Date.now(), rate: 1 }),
};

const configOf = ({ mqttUrl, mqttPort = 0, databaseUrl }: PipelineOptions): Config => ({
  host: "127.0.0.1",
  port: 0,
  mqttPort,
  mqttUrl,
  databaseUrl,
  dataDir: "",
  demo: false,
  clockRate: 1,
  adminKey: undefined,
  tls: undefined,
  trustedProxies: [],
  publicUrl: undefined,
  exchangeDir: undefined,
  logLevel: "silent",
});

export const startPipeline = async (options: PipelineOptions): Promise<Pipeline> => {
  const { pool, clock = wallClock, plant = (books) => books } = options;
  const faults: object[] = [];
  const note = (fields: object): number => faults.push(fields);
  const log = { info: () => undefined, warn: note, error: note };
  await makeTrackingWeeks(pool, clock.nowMs());
  const parts = await composeBooks({ pool, clock, log, onCommitted: () => undefined });
  const recordReadings = createRecordReadings({
    store: createReadingsStore(pool),
    publishFixes: () => undefined,
    alarmsCalled: () => undefined,
  });
  const books = plant(parts.books);
  const ingest = await startIngest({ ...parts, books, config: configOf(options), pool, clock, log, recordReadings, instance: "test" });
  const port = Number(new URL(ingest.mqttUrl).port);
  return {
    port,
    books,
    ingest,
    faults,
    device: async (name, more = {}, connection = {}) => {
      const told = await provision(pool, name, more);
      const device = await RawDevice.connect({ port, ...told, ...connection });
      if (typeof device === "number") throw new Error(`the broker refused ${name}: ${device}`);
      device.listen();
      await until(() => device.granted !== undefined);
      return device;
    },
    stop: () => ingest.stop(),
  };
};

export type Provisioned = Readonly<{ device: string; topic: string; password: string }>;

/** As the API does it; a password of a test needs no dice. */
export const provision = async (pool: pg.Pool, device: string, more: Partial<DeviceDraft> = {}): Promise<Provisioned> => {
  const { site = "xt", kind = "scanner", location, step, direction, unit } = more;
  const password = `password of ${device}`;
  await pool.query(
    `INSERT INTO device (device, site, kind, location, step, direction, unit, secret_hash, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, sha256(convert_to($8, 'UTF8')), now())`,
    [device, site, kind, location, step, direction, unit, password],
  );
  return { device, topic: topicPrefix(site, device), password };
};

export const revoke = async (pool: pg.Pool, device: string): Promise<void> =>
  void (await pool.query("UPDATE device SET revoked_at = now() WHERE device = $1", [device]));

const POLL_MS = 10;

/** Answers what the question answers once that is neither false nor undefined. */
export const until = async <Value>(question: () => Value | Promise<Value>, timeoutMs = 10_000): Promise<NonNullable<Value>> => {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await question();
    if (answer !== false && answer !== undefined && answer !== null) return answer;
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms in vain for ${question.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

/** The one writer cannot write for as long as this holds the head of the journal. */
export const holdHead = async (databaseUrl: string): Promise<() => Promise<void>> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("BEGIN");
  await client.query("SELECT entry FROM journal_head FOR UPDATE");
  let ended: Promise<void> | undefined;
  return () =>
    (ended ??= client.query("ROLLBACK").then(
      () => client.end(),
      () => client.end(),
    ));
};
