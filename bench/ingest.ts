/**
 * Scans posted to the books and acknowledged, beside three bare limits with the same broker and the same generator,
 * in alternating rounds; medians are told, and the median of each round's ratio: whatever else the machine does then
 * takes from both sides alike. Then the latency at 1,000 scans a second.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "../server/embedded/postgres.ts";
import { migrate } from "../server/store/migrate.ts";
import { createPool } from "../server/store/pool.ts";
import { topicPrefix } from "#wire/device-topics.ts";
import { median } from "./figures.ts";
import { endAtInterrupt } from "./interrupt.ts";
import { type LoadWindow, runLoad } from "./load.ts";
import { CHILD_FLAGS } from "./server-child.ts";
import { BENCH_BATCH, BENCH_GTINS, BENCH_LOCATIONS, BENCH_SITE, benchDevice, benchLocation } from "./world.ts";

export type IngestFigures = Readonly<{
  scansPerSecond: number;
  sameRowsPerSecond: number;
  observationRowPerSecond: number;
  oneInsertPerSecond: number;
  ratioToBareLimit: number;
  /** To one row a message that is unique by device and id: what any intake must keep that takes each message once. */
  ratioToOneObservationRow: number;
  ratioToOneInsert: number;
  p50MsAt1000: number;
  p99MsAt1000: number;
}>;

const ROUNDS = 5;
const SECONDS = 4;
const DEVICES = 200;
const IN_FLIGHT = 4;
const VARIANTS = ["ours", "same-rows", "observation-row", "one-insert"] as const;
type Variant = (typeof VARIANTS)[number];

const here = import.meta.dirname;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const benchIngest = async (say: (line: string) => void): Promise<IngestFigures> => {
  const folder = await mkdtemp(path.join(tmpdir(), "entrepot-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: quiet });
  const end = endAtInterrupt(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  try {
    await migrate(postgres.url);
    await seedBench(postgres.url);
    return await measure(postgres.url, say);
  } finally {
    await end();
  }
};

const measure = async (url: string, say: (line: string) => void): Promise<IngestFigures> => {
  const rates: Record<Variant, number[]> = { ours: [], "same-rows": [], "observation-row": [], "one-insert": [] };
  let run = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (const variant of VARIANTS) {
      const load = await runOne(variant, url, { devices: DEVICES, inFlight: IN_FLIGHT, perSecond: 0, run: ++run });
      rates[variant].push(load.perSecond);
      say(`${variant}: ${Math.round(load.perSecond)} a second, p99 ${load.puback.p99Ms.toFixed(1)} ms`);
    }
  const paced = await runOne("ours", url, { devices: DEVICES, inFlight: 1, perSecond: 1_000, run: ++run });
  const ratioTo = (variant: Variant): number => median(rates.ours.map((rate, round) => rate / (rates[variant][round] ?? rate)));
  return {
    scansPerSecond: median(rates.ours),
    sameRowsPerSecond: median(rates["same-rows"]),
    observationRowPerSecond: median(rates["observation-row"]),
    oneInsertPerSecond: median(rates["one-insert"]),
    ratioToBareLimit: ratioTo("same-rows"),
    ratioToOneObservationRow: ratioTo("observation-row"),
    ratioToOneInsert: ratioTo("one-insert"),
    p50MsAt1000: paced.puback.p50Ms,
    p99MsAt1000: paced.puback.p99Ms,
  };
};

const runOne = async (
  variant: Variant,
  url: string,
  load: Readonly<{ devices: number; inFlight: number; perSecond: number; run: number }>,
): Promise<LoadWindow> => {
  const subject = spawn(process.execPath, [...CHILD_FLAGS, path.join(here, "subject.js"), variant, url, String(load.run)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = (await once(subject.stdout, "data")) as [Buffer];
  const devices = Array.from({ length: load.devices }, (_, index) => benchDevice(index)).map((device) => ({
    device,
    topic: topicPrefix(BENCH_SITE, device),
    password: "bench",
  }));
  const [window] = await runLoad({
    ...load,
    run: String(load.run),
    port: Number(port.toString()),
    devices,
    hearsAcks: false,
    windowSeconds: SECONDS,
    windows: 1,
  });
  const ended = once(subject, "exit");
  subject.kill("SIGKILL");
  await ended;
  if (!window) throw new Error("the generator measured nothing");
  return window;
};

/** Every product in every bin, more than enough to move about. */
export const seedBench = async (url: string): Promise<void> => {
  const pool = createPool(url, { role: "owner" });
  await pool.query("CREATE TABLE bare_message (id bigint PRIMARY KEY, message text NOT NULL)");
  await pool.query(`CREATE TABLE bare_observation (device text NOT NULL, observation text NOT NULL, at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL, message text NOT NULL, UNIQUE (device, observation))`);
  await pool.query("GRANT ALL ON bare_message, bare_observation TO entrepot_app");
  await pool.query(`INSERT INTO site VALUES ($1, 'bonded_warehouse', '{}', 0, 0, '{non_bonded}')`, [BENCH_SITE]);
  for (let index = 0; index < BENCH_LOCATIONS; index++)
    await pool.query("INSERT INTO location VALUES ($1, $2, 'bin', '{non_bonded}')", [BENCH_SITE, benchLocation(index)]);
  for (const gtin of BENCH_GTINS) {
    await pool.query("INSERT INTO product (gtin, name, uom) VALUES ($1, '{}', 'EA')", [gtin]);
    await pool.query("INSERT INTO lot (lot, gtin, uom, batch) VALUES ($1, $2, 'EA', $3)", [lotId(gtin), gtin, BENCH_BATCH]);
  }
  await pool.end();
  await stockBins(url);
};

const lotId = (gtin: string): string => {
  const key = [gtin, "EA", "", "", "", BENCH_BATCH, "", "", ""].join("\u001f");
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
};

const stockBins = async (url: string): Promise<void> => {
  const pool = createPool(url, { role: "owner" });
  const supplier = createHash("sha256").update("contra/supplier////").digest("hex").slice(0, 32);
  await pool.query("INSERT INTO account (account, family, contra) VALUES ($1, 'contra', 'supplier')", [supplier]);
  for (let index = 0; index < BENCH_LOCATIONS; index++) {
    const account = createHash("sha256")
      .update(`stock/${BENCH_SITE}/${benchLocation(index)}//non_bonded/none`)
      .digest("hex")
      .slice(0, 32);
    await pool.query("INSERT INTO account VALUES ($1, 'stock', NULL, $2, $3, NULL, 'non_bonded', 'none')", [
      account,
      BENCH_SITE,
      benchLocation(index),
    ]);
    for (const gtin of BENCH_GTINS)
      await pool.query("INSERT INTO balance VALUES ($1, $2, $3, 100000000000, false)", [account, gtin, lotId(gtin)]);
  }
  await pool.end();
};
