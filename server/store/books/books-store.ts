import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Books } from "../../domain/custody/books.ts";
import { noCustoms } from "../../domain/custody/customs-books.ts";
import type { SealFact } from "../../domain/custody/fact.ts";
import { serialKey } from "../../domain/customs/special-goods/chains.ts";
import { addWays, unitsOf, type Needs } from "../../domain/custody/needs.ts";
import type { BooksStore, BooksTransaction, BooksWrite, Head } from "../../usecases/books-ports.ts";
import { booksReads, findRecorded } from "./books-reads.ts";
import { documentReads } from "./documents.ts";
import { loadChains, readChains } from "./load-chains.ts";
import { loadCustoms, loadPasses } from "./load-customs.ts";
import { Ids } from "./ids.ts";
import {
  loadBalances,
  loadContras,
  loadCounts,
  loadEarlier,
  loadHeldBy,
  loadCells,
  loadIdentities,
  loadPassages,
  loadReleases,
  loadTransfersAfter,
} from "./load.ts";
import { createReportReads } from "../customs-reports.ts";
import { findBook, findMasterLine, hashOf, listArrivals, listStock } from "./load-stock.ts";
import { isBeyondBalance, isTransient, StaleHead } from "./transient.ts";
import { WorkingSet } from "./working-set.ts";
import { rememberStored, writeBooks, type NumberedWrite } from "./write.ts";
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
  const shared: Shared = { ids: new Ids(), set: new WorkingSet(), writer: undefined, inFlight: Promise.resolve(), weighsContras: false };
  return {
    transact: async (work, sent) => {
      const transaction = new Transaction(options, shared);
      try {
        const answer = await work(transaction);
        await transaction.commit(sent);
        return answer;
      } catch (fault) {
        // What was decided in memory did not happen, nor what was decided upon it.
        shared.set = new WorkingSet();
        await transaction.rollback();
        if (!isBeyondBalance(fault) || transaction.weighsContras) throw fault;
        // Who is to be refused for it shows when the contra accounts are asked for as well.
        shared.weighsContras = true;
        throw new StaleHead("a contra account would come to more than a balance can say");
      } finally {
        transaction.release();
      }
    },
    isTransient,
  };
};

/** What the transactions of this process share. */
type Shared = {
  readonly ids: Ids;
  set: WorkingSet;
  /** The connection of the batches that ask nothing: one after the other, so that a later one fails with an earlier. */
  writer: pg.PoolClient | undefined;
  /** Settles when the last such batch is over; whatever asks the database waits for it. */
  inFlight: Promise<unknown>;
  /** The next try asks for contra accounts as well. */
  weighsContras: boolean;
};

/** A connection that was lost is not given back to the pool. */
const isBroken = (client: pg.PoolClient): boolean => !(client as unknown as { _queryable?: boolean })._queryable;

class Transaction implements BooksTransaction {
  readonly #options: BooksStoreOptions;
  readonly #shared: Shared;
  /** The memory this was decided from: another may have taken its place since. */
  #set: WorkingSet;
  readonly #written: BooksWrite[] = [];
  #client: pg.PoolClient | undefined;
  #begun = false;
  #assumed = false;
  #sent: Readonly<{ over: Promise<void> }> | undefined;
  readonly weighsContras: boolean;

  constructor(options: BooksStoreOptions, shared: Shared) {
    this.#options = options;
    this.#shared = shared;
    this.#set = shared.set;
    this.weighsContras = shared.weighsContras;
    shared.weighsContras = false;
  }

  /** A connection of its own, once the batches that are under way are over. */
  async #ask(): Promise<pg.PoolClient> {
    await this.#shared.inFlight;
    if (this.#assumed && this.#set !== this.#shared.set) throw new StaleHead("the batch before has failed");
    this.#client ??= await this.#options.pool.connect();
    return this.#client;
  }

  async #begin(): Promise<pg.PoolClient> {
    const client = await this.#ask();
    if (!this.#begun) {
      this.#begun = true;
      await client.query("BEGIN");
    }
    return client;
  }

  listUnsettled: BooksTransaction["listUnsettled"] = async (...parameters) => booksReads(await this.#begin()).listUnsettled(...parameters);
  findUnsettled: BooksTransaction["findUnsettled"] = async (...parameters) => booksReads(await this.#begin()).findUnsettled(...parameters);
  findRelease: BooksTransaction["findRelease"] = async (...parameters) => booksReads(await this.#begin()).findRelease(...parameters);
  findOpenAlarm: BooksTransaction["findOpenAlarm"] = async (...parameters) => booksReads(await this.#begin()).findOpenAlarm(...parameters);
  acknowledgeAlarm: BooksTransaction["acknowledgeAlarm"] = async (...parameters) =>
    booksReads(await this.#begin()).acknowledgeAlarm(...parameters);

  readonly customs: BooksTransaction["customs"] = {
    findDocument: async (...parameters) => documentReads(await this.#begin()).findDocument(...parameters),
    listDocuments: async (...parameters) => documentReads(await this.#begin()).listDocuments(...parameters),
    listLinked: async (...parameters) => documentReads(await this.#begin()).listLinked(...parameters),
    listTrio: async (...parameters) => documentReads(await this.#begin()).listTrio(...parameters),
    listTrios: async (...parameters) => documentReads(await this.#begin()).listTrios(...parameters),
    findFiledBook: async (...parameters) => documentReads(await this.#begin()).findFiledBook(...parameters),
    findListGoods: async (...parameters) => documentReads(await this.#begin()).findListGoods(...parameters),
    quotaUsed: async (...parameters) => documentReads(await this.#begin()).quotaUsed(...parameters),
    listQuotas: async (...parameters) => documentReads(await this.#begin()).listQuotas(...parameters),
    listTariff: async (...parameters) => documentReads(await this.#begin()).listTariff(...parameters),
    listTimeline: async (...parameters) => documentReads(await this.#begin()).listTimeline(...parameters),
    findObligation: async (...parameters) => documentReads(await this.#begin()).findObligation(...parameters),
    listObligations: async (...parameters) => documentReads(await this.#begin()).listObligations(...parameters),
    listFallenDue: async (...parameters) => documentReads(await this.#begin()).listFallenDue(...parameters),
    listInState: async (...parameters) => documentReads(await this.#begin()).listInState(...parameters),
    listStock: async (question) => listStock(await this.#begin(), this.#set.ledger, question),
    findMasterLine: async (book, line) => findMasterLine(await this.#begin(), book, line),
    findBook: async (book) => findBook(await this.#begin(), book),
    listArrivals: async (passes) => listArrivals(await this.#begin(), passes),
    findSerial: async (gtin, serial) => {
      const key = serialKey(gtin, serial);
      return (await readChains(await this.#begin(), new Map([[key, gtin]]))).get(key);
    },
    hashOf,
    reports: createReportReads(() => this.#begin()),
    loadCells: async (ends) => {
      if (ends.length > 0) await loadCells(await this.#begin(), this.#shared.ids, ends, this.#set.ledger);
      return this.#set.ledger;
    },
  };

  async lockHead(): Promise<Head> {
    const believed = this.#set.believedHead();
    if (believed) {
      this.#assumed = true;
      return believed;
    }
    const client = await this.#begin();
    const { rows } = await client.query<{ entry: string; token: string; some_wait: boolean; last_count: Date | null }>({
      name: "lock-head",
      text: `SELECT entry, token, EXISTS (SELECT FROM unsettled) AS some_wait, (SELECT max(at) FROM stock_count) AS last_count
        FROM journal_head FOR UPDATE`,
    });
    const [row] = rows;
    if (!row) throw new Error("journal_head has lost its row");
    const entry = Number(row.entry);
    this.#set = new WorkingSet({ entry, token: row.token, someWait: row.some_wait, lastCountMs: row.last_count?.getTime() ?? -Infinity });
    this.#shared.set = this.#set;
    return { entry, someWait: row.some_wait };
  }

  async findRecorded(keys: readonly Readonly<{ device: string; id: string }>[]) {
    // A repeat that is not remembered breaks a unique key, and the next try asks.
    return this.#assumed ? this.#set.recallRecorded(keys) : findRecorded(await this.#begin(), keys);
  }

  async loadBooks(needs: Needs): Promise<Books> {
    const set = this.#set;
    const books = { ledger: set.ledger, master: this.#options.master };
    const counted = needs.earliestMs < set.lastCountMs;
    if (!counted && set.holds(needs, unitsOf(books, needs))) return { ...books, ...NOTHING_MORE };
    const client = await this.#begin();
    await loadBalances(client, needs, set.ledger, set.loaded);
    const passages = await loadPassages(client, unitsOf(books, needs), set.loaded.passagesUntil);
    if (passages.length > 0) {
      addWays(needs, passages);
      await loadBalances(client, needs, set.ledger, set.loaded);
    }
    if (this.weighsContras) await loadContras(client, needs, set.ledger);
    const passes = await loadPasses(client, needs.gates);
    const releases = await loadReleases(client, needs, { passes, ledger: set.ledger });
    return {
      ...books,
      releases,
      customs: {
        ...(await loadCustoms(client, needs, { passes, releases, ledger: set.ledger, ids: this.#shared.ids })),
        chains: await loadChains(client, needs, set.ledger),
      },
      counts: counted ? await loadCounts(client, needs) : [],
      passages,
      identities: await loadIdentities(client, needs.identities),
      heldBy: await loadHeldBy(client, set.ledger, needs),
      findEarlier: await loadEarlier(client, needs, { ledger: set.ledger, ids: this.#shared.ids }),
      listTransfersAfter: await loadTransfersAfter(client, needs.countsAt),
    };
  }

  async write(head: number, write: BooksWrite): Promise<void> {
    const { ids } = this.#shared;
    const tokens = { next: randomUUID(), believed: this.#set.token };
    if (!this.#begun && !hasRest(write)) {
      if (write.entries.length > 0) this.#sent = await this.#issue({ head, tokens, write });
    } else {
      const client = await this.#begin();
      await writeBooks(client, ids, { head, tokens, write });
      await writeRest(client, ids, write);
      if (write.seals.length > 0) await this.#options.writeSeals(client, write.seals);
    }
    this.#written.push(write);
    // The next batch builds on this one, though it is not committed: it fails if this one does.
    this.#set.remember(write, tokens.next);
  }

  /** Nothing was asked: one statement on the writers' connection, made now and issued the moment the one before it is over. */
  async #issue(numbered: NumberedWrite): Promise<Readonly<{ over: Promise<void> }>> {
    const shared = this.#shared;
    shared.writer ??= await this.#options.pool.connect();
    const { writer } = shared;
    const sending = writeBooks(writer, shared.ids, { ...numbered, turn: shared.inFlight });
    const inFlight = Promise.allSettled([shared.inFlight, sending]).then(() => {
      // The last one out gives the connection back.
      if (shared.inFlight !== inFlight) return;
      shared.writer = undefined;
      writer.release(isBroken(writer));
    });
    shared.inFlight = inFlight;
    return { over: sending };
  }

  async commit(sent: (() => void) | undefined): Promise<void> {
    if (this.#sent) {
      sent?.();
      await this.#sent.over;
    }
    if (this.#begun) await this.#client?.query("COMMIT");
    for (const write of this.#written) rememberStored(write);
  }

  async rollback(): Promise<void> {
    await this.#sent?.over.catch(() => undefined);
    if (this.#begun) await this.#client?.query("ROLLBACK").catch(() => undefined);
  }

  release(): void {
    this.#client?.release(isBroken(this.#client));
  }
}

/** What a batch needs beside balances, when it needs none of it. */
const NOTHING_MORE = {
  get releases() {
    return [];
  },
  get counts() {
    return [];
  },
  get customs() {
    return noCustoms();
  },
  get passages() {
    return [];
  },
  get identities() {
    return new Set<string>();
  },
  get heldBy() {
    return new Map<string, Set<string>>();
  },
  findEarlier: () => undefined,
  listTransfersAfter: () => [],
};
