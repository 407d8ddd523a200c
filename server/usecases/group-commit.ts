/**
 * One FIFO queue: what waits while a batch commits becomes the next batch. An idle queue flushes at once.
 * - A flush that says it is sent lets the next batch be decided while it commits; never more than these two.
 * - Answers go out in the order of the queue, after the commit of their batch and of every batch before it.
 * - A fault that may pass is retried within a bound, then the whole batch is rejected: its senders keep their messages
 *   and send again. A batch that was decided upon one that failed is decided anew.
 * - A fault that will not pass lies in an item: the batch is halved until that item alone is rejected.
 */
export type GroupCommitLimits = Readonly<{
  /** Items in one batch; a batch of 1,000 costs one commit and a few milliseconds. */
  batchMax: number;
  /** Waiting items; beyond, `submit` rejects at once. Doors stop reading long before. */
  queueMax: number;
  retryDelaysMs: readonly number[];
}>;

export const GROUP_COMMIT_LIMITS: GroupCommitLimits = {
  batchMax: 1_000,
  queueMax: 100_000,
  // Together below 1.5 × the shortest keepalive we advise (30 s), or a device would be cut and send twice.
  retryDelaysMs: [0, 50, 200, 500, 1_000, 2_000, 4_000],
};

type Waiting<Item, Answer> = Readonly<{ item: Item; resolve: (answer: Answer) => void; reject: (fault: unknown) => void }>;

export type GroupCommitOptions<Item, Answer> = Readonly<{
  /**
   * Commits a batch, all or nothing; one answer an item, in order. `sent` may be called when nothing more than the
   * commit is outstanding, and only if a later flush fails whenever this one does.
   */
  flush: (items: readonly Item[], sent: () => void) => Promise<readonly Answer[]>;
  isTransient: (fault: unknown) => boolean;
  sleep: (milliseconds: number) => Promise<void>;
  /** False when the item must be alone in its batch. */
  sharesBatch?: (item: Item) => boolean;
  limits?: GroupCommitLimits;
}>;

export class GroupCommit<Item, Answer> {
  readonly #options: GroupCommitOptions<Item, Answer>;
  readonly #limits: GroupCommitLimits;
  #queue: Waiting<Item, Answer>[] = [];
  #draining: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #closed = false;

  constructor(options: GroupCommitOptions<Item, Answer>) {
    this.#options = options;
    this.#limits = options.limits ?? GROUP_COMMIT_LIMITS;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  get closed(): boolean {
    return this.#closed;
  }

  submit(item: Item): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Error("the queue is closed"));
    if (this.#queue.length >= this.#limits.queueMax) return Promise.reject(new Error("the queue is full"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#wake();
      this.#draining ??= this.#drain();
    });
  }

  /** Takes nothing new; what was taken is committed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop gathers what has arrived with the first item.
    await Promise.resolve();
    const flights: Flight<Item, Answer>[] = [];
    for (;;) {
      const [first, second] = flights;
      if (!first && this.#queue.length === 0) break;
      if (this.#queue.length > 0 && (!first || (first.isSent && !second))) {
        flights.push(this.#launch(this.#takeBatch()));
        continue;
      }
      if (!first) continue;
      if (await this.#isOver(first, second === undefined)) {
        flights.shift();
        await this.#land(first, second);
      }
    }
    // In the same turn in which the queue was found empty: what comes next starts anew.
    this.#draining = undefined;
  }

  /** Waits until the flight is over, or, where there is room for another, until that may start. */
  async #isOver(flight: Flight<Item, Answer>, hasRoom: boolean): Promise<boolean> {
    const over = flight.outcome.then(() => true);
    if (!hasRoom) return over;
    const maySend = flight.isSent ? new Promise<void>((resolve) => (this.#wake = resolve)) : flight.sent;
    return Promise.race([over, maySend.then(() => false)]);
  }

  #launch(batch: readonly Waiting<Item, Answer>[]): Flight<Item, Answer> {
    let tell = (): void => undefined;
    const sent = new Promise<void>((resolve) => (tell = resolve));
    const flight: { isSent: boolean } = { isSent: false };
    const outcome = this.#options
      .flush(itemsOf(batch), () => {
        flight.isSent = true;
        tell();
      })
      .then(
        (answers) => ({ answers }),
        (fault: unknown) => ({ fault }),
      );
    return Object.assign(flight, { batch, sent, outcome, tainted: false });
  }

  async #land(flight: Flight<Item, Answer>, next: Flight<Item, Answer> | undefined): Promise<void> {
    const outcome = await flight.outcome;
    if ("answers" in outcome && !flight.tainted) return answer(flight.batch, outcome.answers);
    if (next) {
      next.tainted = true;
      await next.outcome;
    }
    await this.#commit(flight.batch);
  }

  async #commit(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      answer(batch, await this.#flushWithRetries(itemsOf(batch)));
    } catch (fault) {
      if (batch.length === 1 || this.#options.isTransient(fault)) {
        for (const each of batch) each.reject(fault);
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await this.#commit(batch.slice(0, half));
      await this.#commit(batch.slice(half));
    }
  }

  #takeBatch(): Waiting<Item, Answer>[] {
    const shares = this.#options.sharesBatch ?? (() => true);
    let size = 0;
    while (size < this.#queue.length && size < this.#limits.batchMax && shares((this.#queue[size] as Waiting<Item, Answer>).item)) size++;
    const batch = this.#queue.slice(0, Math.max(1, size));
    this.#queue = this.#queue.slice(batch.length);
    return batch;
  }

  async #flushWithRetries(items: readonly Item[]): Promise<readonly Answer[]> {
    for (const delay of this.#limits.retryDelaysMs) {
      try {
        return await this.#options.flush(items, () => undefined);
      } catch (fault) {
        if (!this.#options.isTransient(fault)) throw fault;
        await this.#options.sleep(delay);
      }
    }
    return this.#options.flush(items, () => undefined);
  }
}

type Flight<Item, Answer> = {
  readonly batch: readonly Waiting<Item, Answer>[];
  isSent: boolean;
  readonly sent: Promise<void>;
  readonly outcome: Promise<Readonly<{ answers: readonly Answer[] }> | Readonly<{ fault: unknown }>>;
  /** Decided upon a batch that failed. */
  tainted: boolean;
};

const itemsOf = <Item, Answer>(batch: readonly Waiting<Item, Answer>[]): Item[] => batch.map((each) => each.item);

const answer = <Item, Answer>(batch: readonly Waiting<Item, Answer>[], answers: readonly Answer[]): void => {
  batch.forEach((each, index) => each.resolve(answers[index] as Answer));
};
