import type pg from "pg";
import type { Books } from "../../domain/custody/books.ts";
import { Ledger } from "../../domain/ledger/ledger.ts";
import type { SealFact } from "../../domain/custody/fact.ts";
import {
  recordedKey,
  type BooksStore,
  type BooksTransaction,
  type BooksWrite,
  type Recorded,
  type UnsettledRow,
} from "../../usecases/books-ports.ts";
import { textArray } from "./arrays.ts";
import { Ids } from "./ids.ts";
import {
  loadBalances,
  loadCounts,
  loadEarlier,
  loadHeldBy,
  loadIdentities,
  loadReleases,
  loadTransfersAfter,
  noKeys,
  type LoadedKeys,
} from "./load.ts";
import { factFromJson } from "./rows.ts";
import { writeBooks, rememberStored } from "./write.ts";
import { writeRest } from "./write-rest.ts";

/**
 * The books in PostgreSQL. One writer at a time holds the row of `journal_head`, whole batches long: no deadlocks,
 * no restarts, dense entry numbers in commit order. As long as the head is where this process left it, nobody else has
 * written, and the working set of balances in memory is still true: most batches load nothing.
 */

/** Cells kept between batches; beyond, the working set starts anew. A cell is about half a kilobyte. */
const CELLS_MAX = 100_000;

type WorkingSet = { ledger: Ledger; loaded: LoadedKeys; head: number };

const emptySet = (): WorkingSet => ({ ledger: new Ledger(), loaded: noKeys(), head: -1 });

export type BooksStoreOptions = Readonly<{
  pool: pg.Pool;
  master: Books["master"];
  /** Writes the newest word of seals inside the same transaction. */
  writeSeals: (client: pg.ClientBase, seals: readonly SealFact[]) => Promise<void>;
}>;

export const createBooksStore = ({ pool, master, writeSeals }: BooksStoreOptions): BooksStore => {
  const ids = new Ids();
  let set = emptySet();

  const run = async <Answer>(client: pg.PoolClient, work: (transaction: BooksTransaction) => Promise<Answer>): Promise<Answer> => {
    const writes: BooksWrite[] = [];
    let head = -1;
    const takeHead = (entry: number): void => {
      if (set.head !== entry || set.ledger.size > CELLS_MAX) set = { ...emptySet(), head: entry };
      head = entry;
    };
    const answer = await work({
      ...reads(client),
      lockHead: async () => {
        const locked = await lockHead(client);
        takeHead(locked.entry);
        return locked;
      },
      loadBooks: async (needs) => {
        await loadBalances(client, needs, set.ledger, set.loaded);
        return {
          ledger: set.ledger,
          master,
          releases: await loadReleases(client, needs.releaseSites),
          counts: await loadCounts(client, needs),
          identities: await loadIdentities(client, needs.identities),
          heldBy: await loadHeldBy(client, set.ledger, needs),
          findEarlier: await loadEarlier(client, needs, set.ledger),
          listTransfersAfter: await loadTransfersAfter(client, needs.countsAt),
        };
      },
      write: async (_head, write) => {
        await writeBooks(client, ids, write);
        await writeRest(client, ids, write);
        if (write.seals.length > 0) await writeSeals(client, write.seals);
        writes.push(write);
      },
    });
    await client.query("COMMIT");
    for (const write of writes) rememberStored(ids, write);
    set.ledger.settle();
    if (head >= 0) set.head = writes.at(-1)?.entries.at(-1)?.entry ?? head;
    return answer;
  };

  return {
    transact: async (work) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        return await run(client, work);
      } catch (fault) {
        // What was decided in memory did not happen.
        set = emptySet();
        await client.query("ROLLBACK").catch(() => undefined);
        throw fault;
      } finally {
        client.release(isBroken(client));
      }
    },
    isTransient,
  };
};

const isBroken = (client: pg.PoolClient): boolean => !(client as unknown as { _queryable?: boolean })._queryable;

const lockHead = async (client: pg.ClientBase): Promise<{ entry: number; someWait: boolean }> => {
  const { rows } = await client.query<{ entry: string; some_wait: boolean }>({
    name: "lock-head",
    text: "SELECT entry, EXISTS (SELECT FROM unsettled) AS some_wait FROM journal_head FOR UPDATE",
  });
  const [row] = rows;
  if (!row) throw new Error("journal_head has lost its row");
  return { entry: Number(row.entry), someWait: row.some_wait };
};

type Reads = Pick<BooksTransaction, "findRecorded" | "listUnsettled" | "findUnsettled" | "findRelease" | "findOpenAlarm" | "acknowledgeAlarm">;

const reads = (client: pg.ClientBase): Reads => ({
  findRecorded: (keys) => findRecorded(client, keys),
  listUnsettled: async (keys, limit) => {
    const { rows } = await client.query<UnsettledColumns>(
      `SELECT ${UNSETTLED_COLUMNS} FROM unsettled WHERE waits_for && $1::text[] ORDER BY at, device, seq LIMIT $2`,
      [textArray(keys), limit],
    );
    return rows.map(toUnsettled);
  },
  findUnsettled: async (entry) => {
    const { rows } = await client.query<UnsettledColumns>(`SELECT ${UNSETTLED_COLUMNS} FROM unsettled WHERE entry = $1`, [entry]);
    return rows[0] && toUnsettled(rows[0]);
  },
  findRelease: async (release) => {
    const { rows } = await client.query<{ content: string }>("SELECT content FROM release WHERE release = $1", [release]);
    return rows[0]?.content;
  },
  findOpenAlarm: async (alarm) => {
    const { rows } = await client.query<{ kind: string; site: string | null }>("SELECT kind, site FROM alarm WHERE alarm = $1 AND state = 'open'", [alarm]);
    return rows[0];
  },
  acknowledgeAlarm: async (alarm, by, note, { atMs, entry }) => {
    await client.query(
      `UPDATE alarm SET state = 'acknowledged', acknowledged_by = $2, note = $3, acknowledged_at = to_timestamp($4 / 1000.0), entry = $5
       WHERE alarm = $1`,
      [alarm, by, note ?? null, atMs, entry],
    );
  },
});

const findRecorded = async (
  client: pg.ClientBase,
  keys: readonly Readonly<{ device: string; id: string }>[],
): Promise<ReadonlyMap<string, Recorded>> => {
  type Row = Readonly<{ device: string; id: string; result: Recorded["result"]; reason: string | null; detail: string | null; entry: string; message: string }>;
  const { rows } = await client.query<Row>({
    name: "find-recorded",
    text: `SELECT DISTINCT ON (j.device, j.observation) j.device, j.observation AS id, j.result, j.reason, j.detail, j.entry, first.message
      FROM unnest($1::text[], $2::text[]) AS k(device, observation)
      JOIN journal j ON j.device = k.device AND j.observation = k.observation
      JOIN journal first ON first.device = j.device AND first.observation = j.observation AND first.revision = 0
      ORDER BY j.device, j.observation, j.revision DESC`,
    values: [textArray(keys.map((key) => key.device)), textArray(keys.map((key) => key.id))],
  });
  return new Map(
    rows.map((row) => [
      recordedKey(row.device, row.id),
      {
        content: row.message,
        result: row.result,
        entry: Number(row.entry),
        ...(row.reason !== null && { reason: row.reason }),
        ...(row.detail !== null && { detail: row.detail }),
      },
    ]),
  );
};

const UNSETTLED_COLUMNS = "entry, fact, reason, detail, waits_for, missing, recorded_at, revision";
type UnsettledColumns = Readonly<{
  entry: string;
  fact: unknown;
  reason: string;
  detail: string | null;
  waits_for: string[];
  recorded_at: Date;
  revision: number;
}>;

const toUnsettled = (row: UnsettledColumns): UnsettledRow => ({
  entry: Number(row.entry),
  fact: factFromJson(row.fact),
  reason: row.reason,
  detail: row.detail ?? "",
  waitsFor: row.waits_for,
  // Told to screens from the row itself; a settling decides it anew.
  missing: [],
  recordedMs: row.recorded_at.getTime(),
  revision: row.revision,
});

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "40001", "40P01", "57P01", "57P02", "57P03", "53100", "53200", "53300", "08000", "08001", "08003", "08006",
  "ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "ENOTCONN",
]);
const CONNECTION_LOST = /connection (terminated|ended|timeout)|timeout exceeded when trying to connect|not queryable|client was closed|client has encountered/i;

export const isTransient = (fault: unknown): boolean => {
  if (!(fault instanceof Error)) return false;
  const { code, constraint } = fault as Error & { code?: string; constraint?: string };
  // Another server has recorded the same message: the next try finds it as a repeat.
  if (code === "23505" && constraint === "journal_observation") return true;
  return (code !== undefined && TRANSIENT_CODES.has(code)) || CONNECTION_LOST.test(fault.message);
};
