/**
 * One FIFO queue with one flush in flight: what waits while a batch commits becomes the next batch.
 * An idle queue flushes at once. Answers go out in the order of the queue, after the commit.
 * A fault is retried within a bound, then the whole batch is rejected: its senders keep their messages and send again.
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
  /** Commits a batch, all or nothing; one answer an item, in order. */
  flush: (items: readonly Item[]) => Promise<readonly Answer[]>;
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
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(options: GroupCommitOptions<Item, Answer>) {
    this.#options = options;
    this.#limits = options.limits ?? GROUP_COMMIT_LIMITS;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  submit(item: Item): Promise<Answer> {
    if (this.#closed) return Promise.reject(new Error("the queue is closed"));
    if (this.#queue.length >= this.#limits.queueMax) return Promise.reject(new Error("the queue is full"));
    return new Promise((resolve, reject) => {
      this.#queue.push({ item, resolve, reject });
      this.#flushing ??= this.#drain().finally(() => (this.#flushing = undefined));
    });
  }

  /** Takes nothing new; what was taken is committed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#flushing;
  }

  async #drain(): Promise<void> {
    // One turn of the event loop gathers what has arrived with the first item.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      try {
        const answers = await this.#flushWithRetries(batch.map((each) => each.item));
        batch.forEach((each, index) => each.resolve(answers[index] as Answer));
      } catch (fault) {
        for (const each of batch) each.reject(fault);
      }
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
        return await this.#options.flush(items);
      } catch (fault) {
        if (!this.#options.isTransient(fault)) throw fault;
        await this.#options.sleep(delay);
      }
    }
    return this.#options.flush(items);
  }
}
