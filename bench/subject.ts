/**
 * One server under test, in a process of its own. Arguments: variant, database URL, number of the run.
 * - ours: the whole way, from the broker to the books, acknowledged after the commit.
 * - same-rows: the same broker and the same rows, inserted without reading or deciding anything: the bare limit.
 * - observation-row: the same broker and one row a message that can be found again: the least that an intake keeps
 *   which takes a message once, however often it comes.
 * - one-insert: the same broker and one row a message under a number of its own: what a plain recorder does, which can
 *   neither know a repeat nor answer it.
 */
import type pg from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { UP_KINDS, parseUpTopic, topicPrefix } from "#wire/device-topics.ts";
import { PACKET_BYTES_MAX } from "#wire/device-messages.ts";
import { startMqttBroker } from "../server/embedded/mqtt-broker.ts";
import { createReceiver } from "../server/ingest/receiver.ts";
import { createPool } from "../server/store/pool.ts";
import { createBooksStore } from "../server/store/books/books-store.ts";
import { plainArray, textArray } from "../server/store/books/arrays.ts";
import { loadMasterCache } from "../server/store/master-cache.ts";
import { createBooksLane } from "../server/usecases/books-lane.ts";
import { GroupCommit } from "../server/usecases/group-commit.ts";
import { BENCH_GTINS, BENCH_SITE } from "./world.ts";

const [variant = "ours", url = "", run = "0"] = process.argv.slice(2);
const pool = createPool(url);

type Handle = (topic: string, payload: Uint8Array) => Promise<void>;

const ours = async (): Promise<Handle> => {
  const master = await loadMasterCache(pool);
  const clock = { nowMs: Date.now, rate: 1, state: () => ({ worldMs: Date.now(), wallMs: Date.now(), rate: 1 }) };
  const books = createBooksLane({
    store: createBooksStore({ pool, master, writeSeals: () => Promise.resolve() }),
    master,
    clock,
    sleep: (milliseconds) => sleep(milliseconds),
    log: console,
    onCommitted: () => undefined,
    onSettled: () => undefined,
  });
  const receiver = createReceiver({
    books,
    submitReadings: ({ id }) => Promise.resolve({ id, result: "posted" }),
    devices: {
      find: (device) => Promise.resolve({ device, site: BENCH_SITE, kind: "scanner" }),
      authenticate: () => Promise.resolve(undefined),
      revoked: () => undefined,
    },
    activity: { saw: () => undefined },
    clock,
    findUom: (gtin) => master.findProduct(gtin)?.uom,
    isAtKnownSite: () => false,
    isImpossible: () => false,
    log: console,
  });
  let wrong = 0;
  return async (topic, payload) => {
    const { ack } = await receiver.receive(topic, payload);
    if (ack?.result !== "posted" && wrong++ < 3) console.error("not posted", ack);
  };
};

type Received = Readonly<{ topic: string; payload: Uint8Array }>;

const grouped = (
  flush: (client: pg.PoolClient, payloads: readonly Uint8Array[], messages: readonly Received[]) => Promise<void>,
): Handle => {
  const lane = new GroupCommit<Received, undefined>({
    flush: async (messages) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await flush(
          client,
          messages.map(({ payload }) => payload),
          messages,
        );
        await client.query("COMMIT");
      } catch (fault) {
        console.error(variant, fault);
        throw fault;
      } finally {
        client.release();
      }
      return messages.map(() => undefined);
    },
    isTransient: () => false,
    sleep: (milliseconds) => sleep(milliseconds),
  });
  return async (topic, payload) => {
    await lane.submit({ topic, payload });
  };
};

const text = (payload: Uint8Array): string => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString();

const ROWS_A_RUN = 1e9;
let rows = Number(run) * ROWS_A_RUN;
const oneInsert = (): Handle =>
  grouped(async (client, payloads) => {
    const ids = payloads.map(() => ++rows);
    await client.query({
      name: "one",
      text: "INSERT INTO bare_message (id, message) SELECT * FROM unnest($1::bigint[], $2::text[])",
      values: [plainArray(ids), textArray(payloads.map(text))],
    });
  });

const observationRow = (): Handle =>
  grouped(async (client, payloads, messages) => {
    const texts = payloads.map(text);
    const said = texts.map((each) => JSON.parse(each) as Readonly<{ id: string; at: string }>);
    await client.query({
      name: "observation",
      text: `INSERT INTO bare_observation (device, observation, at, recorded_at, message)
        SELECT device, observation, at, to_timestamp($5 / 1000.0), message
        FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) AS o(device, observation, at, message)
        ON CONFLICT (device, observation) DO NOTHING`,
      values: [
        textArray(messages.map(({ topic }) => parseUpTopic(topic)?.device)),
        textArray(said.map(({ id }) => id)),
        textArray(said.map(({ at }) => at)),
        textArray(texts),
        Date.now(),
      ],
    });
  });

/** The rows that the books write for the same messages, with the same columns and indexes, in one statement. */
const sameRows = async (): Promise<Handle> => {
  const { rows: balances } = await pool.query<{ account: string; gtin: string; lot: string }>(
    "SELECT account, b.gtin, lot FROM balance b JOIN account a USING (account) WHERE a.family = 'stock' ORDER BY account, gtin LIMIT 1000",
  );
  let entry = Number(run) * ROWS_A_RUN;
  let seq = 0;
  return grouped(async (client, payloads) => {
    const now = Date.now();
    const entries = payloads.map(() => ++entry);
    const from = payloads.map((_, index) => balances[(seq + index) % balances.length] as (typeof balances)[0]);
    const to = payloads.map((_, index) => balances[(seq + index + BENCH_GTINS.length) % balances.length] as (typeof balances)[0]);
    seq += payloads.length;
    const touched = new Map([...from, ...to].map((row) => [`${row.account}${row.gtin}${row.lot}`, row]));
    const same = (value: string): string => textArray(payloads.map(() => value));
    await client.query({
      name: "same",
      text: `WITH j AS (
        INSERT INTO journal (entry, kind, device, observation, revision, observation_kind, step, site, result, at, recorded_at, message)
        SELECT e, 'observation', d, o, 0, 'scan', 'moving', s, 'posted', to_timestamp($6 / 1000.0), to_timestamp($6 / 1000.0), m
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) AS x(e, d, o, s, m)
      ), t AS (
        INSERT INTO transfer (entry, n, at, recorded_at, from_account, to_account, lot, quantity)
        SELECT e, 1, to_timestamp($6 / 1000.0), to_timestamp($6 / 1000.0), f, t, l, 100000
        FROM unnest($1::bigint[], $7::uuid[], $8::uuid[], $9::uuid[]) AS x(e, f, t, l)
      ) UPDATE balance b SET quantity = b.quantity + 1 FROM unnest($10::uuid[], $11::text[], $12::uuid[]) AS x(a, g, l)
        WHERE b.account = x.a AND b.gtin = x.g AND b.lot = x.l`,
      values: [
        plainArray(entries),
        same("bare"),
        textArray(entries.map((each) => `bare-${each}`)),
        same(BENCH_SITE),
        textArray(payloads.map(text)),
        now,
        plainArray(from.map((row) => row.account)),
        plainArray(to.map((row) => row.account)),
        plainArray(from.map((row) => row.lot)),
        plainArray([...touched.values()].map((row) => row.account)),
        textArray([...touched.values()].map((row) => row.gtin)),
        plainArray([...touched.values()].map((row) => row.lot)),
      ],
    });
  });
};

const HANDLES: Readonly<Record<string, () => Handle | Promise<Handle>>> = {
  ours,
  "same-rows": sameRows,
  "observation-row": observationRow,
  "one-insert": oneInsert,
};
const handle = await (HANDLES[variant] ?? ours)();
const broker = await startMqttBroker({
  host: "127.0.0.1",
  port: 0,
  packetBytesMax: PACKET_BYTES_MAX,
  hooks: {
    authenticate: (device) => Promise.resolve({ device, prefix: topicPrefix(BENCH_SITE, device) }),
    mayPublish: (prefix, topic) => UP_KINDS.some((kind) => topic === `${prefix}/${kind}`),
    maySubscribe: () => true,
    message: handle,
    connection: () => undefined,
  },
});
process.stdout.write(`${broker.port}\n`);
process.on("SIGTERM", () => process.exit(0));
