import type pg from "pg";
import type { Books } from "../../domain/custody/books.ts";
import type { SealFact } from "../../domain/custody/fact.ts";
import type { Needs } from "../../domain/custody/needs.ts";
import type { BooksStore, BooksTransaction, BooksWrite, Head } from "../../usecases/books-ports.ts";
import { booksReads, findRecorded } from "./books-reads.ts";
import { Ids } from "./ids.ts";
import { loadBalances, loadCounts, loadEarlier, loadHeldBy, loadIdentities, loadReleases, loadTransfersAfter } from "./load.ts";
import { isTransient, StaleHead } from "./transient.ts";
import { WorkingSet } from "./working-set.ts";
import { rememberStored, writeBooks } from "./write.ts";
import { hasRest, writeRest } from "./write-rest.ts";

/**
 * The books in PostgreSQL, written by one batch at a time in the order of `journal_head`: no deadlocks, no restarts,
 * dense entry numbers in commit order.
 * - What the last batch left is kept in memory. While the head stands where it was left, nobody else has written, and
 *   the balances and the newest ids in memory are still true: a batch is then decided without a question to the
 *   database and written by one statement, which moves the head only from where it was believed to be.
 * - When that belief was wrong (another server, a repeat that is no longer remembered, any fault), nothing is written:
 *   the memory is dropped and the next try locks the head first and asks for everything.
 */
export type BooksStoreOptions = Readonly<{
  pool: pg.Pool;
  master: Books["master"];
  /** Writes the newest word of seals inside the same transaction. */
  writeSeals: (client: pg.ClientBase, seals: readonly SealFact[]) => Promise<void>;
}>;

export const createBooksStore = (options: BooksStoreOptions): BooksStore => {
  const ids = new Ids();
  const memory: { set: WorkingSet } = { set: new WorkingSet() };
  return {
    transact: async (work) => {
      const client = await options.pool.connect();
      const transaction = new Transaction(options, client, ids, memory);
      try {
        const answer = await work(transaction);
        await transaction.commit();
        return answer;
      } catch (fault) {
        // What was decided in memory did not happen.
        memory.set = new WorkingSet();
        await transaction.rollback();
        throw fault;
      } finally {
        client.release(isBroken(client));
      }
    },
    isTransient,
  };
};

/** A connection that was lost is not given back to the pool. */
const isBroken = (client: pg.PoolClient): boolean => !(client as unknown as { _queryable?: boolean })._queryable;

class Transaction implements BooksTransaction {
  readonly #options: BooksStoreOptions;
  readonly #client: pg.PoolClient;
  readonly #ids: Ids;
  readonly #memory: { set: WorkingSet };
  readonly #written: BooksWrite[] = [];
  #begun = false;
  #assumed = false;

  readonly listUnsettled: BooksTransaction["listUnsettled"];
  readonly findUnsettled: BooksTransaction["findUnsettled"];
  readonly findRelease: BooksTransaction["findRelease"];
  readonly findOpenAlarm: BooksTransaction["findOpenAlarm"];
  readonly acknowledgeAlarm: BooksTransaction["acknowledgeAlarm"];

  constructor(options: BooksStoreOptions, client: pg.PoolClient, ids: Ids, memory: { set: WorkingSet }) {
    this.#options = options;
    this.#client = client;
    this.#ids = ids;
    this.#memory = memory;
    const reads = booksReads(client);
    this.listUnsettled = reads.listUnsettled;
    this.findUnsettled = reads.findUnsettled;
    this.findRelease = reads.findRelease;
    this.findOpenAlarm = reads.findOpenAlarm;
    this.acknowledgeAlarm = async (...parameters) => {
      await this.#begin();
      await reads.acknowledgeAlarm(...parameters);
    };
  }

  async lockHead(): Promise<Head> {
    const believed = this.#memory.set.believedHead();
    if (believed) {
      this.#assumed = true;
      return believed;
    }
    await this.#begin();
    const { rows } = await this.#client.query<{ entry: string; some_wait: boolean; last_count: Date | null }>({
      name: "lock-head",
      text: `SELECT entry, EXISTS (SELECT FROM unsettled) AS some_wait, (SELECT max(at) FROM stock_count) AS last_count
        FROM journal_head FOR UPDATE`,
    });
    const [row] = rows;
    if (!row) throw new Error("journal_head has lost its row");
    this.#memory.set = new WorkingSet({ entry: Number(row.entry), someWait: row.some_wait, lastCountMs: row.last_count?.getTime() ?? -Infinity });
    return { entry: Number(row.entry), someWait: row.some_wait };
  }

  async findRecorded(keys: readonly Readonly<{ device: string; id: string }>[]) {
    // A repeat that is not remembered breaks a unique key, and the next try asks.
    return this.#assumed ? this.#memory.set.recallRecorded(keys) : findRecorded(this.#client, keys);
  }

  async loadBooks(needs: Needs): Promise<Books> {
    const { set } = this.#memory;
    const client = this.#client;
    await loadBalances(client, needs, set.ledger, set.loaded);
    return {
      ledger: set.ledger,
      master: this.#options.master,
      releases: await loadReleases(client, needs.releaseSites),
      counts: needs.earliestMs < set.lastCountMs ? await loadCounts(client, needs) : [],
      identities: await loadIdentities(client, needs.identities),
      heldBy: await loadHeldBy(client, set.ledger, needs),
      findEarlier: await loadEarlier(client, needs, set.ledger),
      listTransfersAfter: await loadTransfersAfter(client, needs.countsAt),
    };
  }

  async write(head: number, write: BooksWrite): Promise<void> {
    const more = hasRest(write);
    if (more) await this.#begin();
    await writeBooks(this.#client, this.#ids, { head, write });
    if (more) {
      await writeRest(this.#client, this.#ids, write);
      if (write.seals.length > 0) await this.#options.writeSeals(this.#client, write.seals);
    }
    this.#written.push(write);
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.#client.query("BEGIN");
  }

  async commit(): Promise<void> {
    if (this.#begun) await this.#client.query("COMMIT");
    for (const write of this.#written) {
      rememberStored(this.#ids, write);
      this.#memory.set.remember(write);
    }
  }

  async rollback(): Promise<void> {
    if (this.#begun) await this.#client.query("ROLLBACK").catch(() => undefined);
  }
}

export { StaleHead };
