import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Log } from "../usecases/ports.ts";
import type { Invariant, InvariantName, Invariants } from "../usecases/read-models.ts";
import { beginRun, beginStep, compareAll, compareTouched, endRun, endStep, type Findings } from "./invariant-checks.ts";

/**
 * The running proof that the books are sound. Every minute the new entries are folded once more, apart from the
 * balances, in small steps that leave the books room; what they touched is held against the balances in one snapshot.
 * On demand, and once an hour, all of it is.
 */
const CHECK_INTERVAL_MS = 60_000;
const FULL_CHECK_INTERVAL_MS = 3_600_000;
/** A step is some tens of milliseconds of one core. */
const STEP_ENTRIES = 5_000;
const PAUSE_MS = 100;

const NAMES: readonly InvariantName[] = [
  "sum_over_lot_is_zero",
  "balances_equal_journal",
  "no_goods_below_zero",
  "entries_are_dense",
  "releases_not_overdrawn",
];

export type InvariantWatch = Invariants & Readonly<{ stop(): Promise<void> }>;
export type InvariantOptions = Readonly<{ pool: pg.Pool; log: Log; now: () => Date; stepEntries?: number; pauseMs?: number }>;

class Watch implements InvariantWatch {
  readonly #options: InvariantOptions;
  readonly #rows = new Map<InvariantName, Invariant>();
  #running: Promise<readonly Invariant[]> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fullAtMs = 0;
  #stopped = false;

  constructor(options: InvariantOptions) {
    this.#options = options;
    for (const invariant of NAMES)
      this.#rows.set(invariant, { invariant, ok: true, checkedAt: null, over: "nothing yet", detail: "not checked yet" });
    this.#schedule();
  }

  latest(): readonly Invariant[] {
    return NAMES.flatMap((name) => this.#rows.get(name) ?? []);
  }

  check(): Promise<readonly Invariant[]> {
    return this.#start(true);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      const nowMs = this.#options.now().getTime();
      this.#start(nowMs - this.#fullAtMs > FULL_CHECK_INTERVAL_MS)
        .catch((error: unknown) => this.#options.log.warn({ error: String(error) }, "the books could not be checked; again in a minute"))
        .finally(() => this.#schedule());
    }, CHECK_INTERVAL_MS);
    this.#timer.unref();
  }

  #start(full: boolean): Promise<readonly Invariant[]> {
    this.#running ??= this.#run(full).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #run(full: boolean): Promise<readonly Invariant[]> {
    const { pool, pauseMs = PAUSE_MS } = this.#options;
    const client = await pool.connect();
    try {
      await beginRun(client);
      while (!(await this.#step(client, full)) && !this.#stopped) await sleep(pauseMs);
      await endRun(client);
      client.release();
    } catch (error) {
      // The connection goes, and with it the open transaction and the temporary table.
      client.release(true);
      throw error;
    }
    if (full) this.#fullAtMs = this.#options.now().getTime();
    return this.latest();
  }

  /** Whether it has caught up with the journal. */
  async #step(client: pg.PoolClient, full: boolean): Promise<boolean> {
    const step = await beginStep(client, this.#options.stepEntries ?? STEP_ENTRIES);
    const caughtUp = step.to === step.head;
    this.#note(step.findings);
    if (caughtUp) this.#note(full ? await compareAll(client, step) : await compareTouched(client, step));
    await endStep(client, step);
    return caughtUp;
  }

  #note(findings: Findings): void {
    const checkedAt = this.#options.now().toISOString();
    for (const { invariant, over, faults } of findings) {
      const ok = faults.length === 0;
      if (!ok) this.#options.log.error({ invariant, faults }, "an invariant of the books does not hold");
      // A broken book stays broken until a full check finds it whole.
      const standing = this.#rows.get(invariant);
      if (ok && standing?.ok === false && !over.startsWith("all")) continue;
      this.#rows.set(invariant, { invariant, ok, checkedAt, over, detail: ok ? "holds" : faults.join("; ") });
    }
  }
}

export const createInvariants = (options: InvariantOptions): InvariantWatch => new Watch(options);
