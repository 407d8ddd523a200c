import type { LiveFeed } from "../usecases/live-feed.ts";
import type { Log } from "../usecases/ports.ts";
import type { Told } from "./scope.ts";

/**
 * Follows the journal after a cursor of its own: nudged after each commit of this process, and every half second for the
 * commits of others. Each page becomes one change whose `from` is the `to` of the one before. The last changes are
 * remembered for clients that are just reading their snapshot. When the journal runs away, the cursor jumps, and every
 * client gets a new snapshot instead of a flood.
 */
export type LiveChange = Told & Readonly<{ from: number; to: number }>;
/** `told` counts the changes that were told before it was read. */
export type WorldSnapshot = Told & Readonly<{ cursor: number; told: number }>;

const POLL_MS = 500;
/** Commits come in batches of milliseconds; a screen needs no more than this. */
const ROUND_MS = 40;
const ENTRIES_MAX = 500;
/** Entries behind beyond which a snapshot is cheaper than the story. */
const BACKLOG_MAX = 2_000;
const REMEMBERED_MAX = 64;

export type BroadcasterOptions = Readonly<{
  feed: LiveFeed;
  log: Log;
  /** Whether anybody listens: else the cursor moves on without reading. */
  hasListeners: () => boolean;
  onChange: (change: LiveChange) => void;
  onJump: () => void;
}>;

export class Broadcaster {
  readonly #options: BroadcasterOptions;
  #cursor = 0;
  #told = 0;
  #remembered: LiveChange[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueMs = 0;
  #running: Promise<void> | undefined;
  #nudged = false;
  #lastRoundMs = 0;
  #stopped = false;
  readonly #changedUnits = new Set<string>();
  #loading: Promise<WorldSnapshot> | undefined;

  constructor(options: BroadcasterOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#cursor = await this.#options.feed.head();
    this.#schedule(POLL_MS);
  }

  /** Something has been committed here. */
  nudge(): void {
    this.#nudged = true;
    this.#schedule(Math.max(0, this.#lastRoundMs + ROUND_MS - performance.now()));
  }

  /** Units that are new, or whose master data has changed. */
  unitsChanged(units: readonly string[]): void {
    for (const unit of units) this.#changedUnits.add(unit);
    if (units.length > 0) this.nudge();
  }

  /** The world as it stands, no older than its cursor. Clients that ask at the same time share one reading. */
  snapshot(): Promise<WorldSnapshot> {
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  /** The changes since a snapshot was begun; undefined when they are no longer remembered. */
  changesSince({ told }: WorldSnapshot): readonly LiveChange[] | undefined {
    const count = this.#told - told;
    return count <= this.#remembered.length ? this.#remembered.slice(this.#remembered.length - count) : undefined;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #load(): Promise<WorldSnapshot> {
    // First the cursor, then what is shown: what is committed in between is told again by a change.
    const [cursor, told] = [this.#cursor, this.#told];
    const { feed } = this.#options;
    const [alarms, units] = await Promise.all([feed.listStandingAlarms(), feed.listUnits()]);
    return { cursor, told, entries: [], alarms, units };
  }

  #schedule(delayMs: number): void {
    const dueMs = performance.now() + delayMs;
    if (this.#stopped || this.#running || (this.#timer && this.#dueMs <= dueMs)) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#nudged = false;
      this.#running = this.#round()
        // The next round tries again; the cursor has not moved.
        .catch((error: unknown) => this.#options.log.warn({ error: String(error) }, "the journal could not be followed"))
        .finally(() => {
          this.#running = undefined;
          this.#lastRoundMs = performance.now();
          // What was committed while this round read has been nudged for already.
          this.#schedule(this.#nudged ? ROUND_MS : POLL_MS);
        });
    }, delayMs);
  }

  async #round(): Promise<void> {
    const { feed, hasListeners, onJump } = this.#options;
    const head = await feed.head();
    if (head === this.#cursor && this.#changedUnits.size === 0) return;
    if (!hasListeners() || head - this.#cursor > BACKLOG_MAX) {
      this.#cursor = head;
      this.#told += 1;
      this.#remembered = [];
      this.#changedUnits.clear();
      if (hasListeners()) onJump();
      return;
    }
    while (this.#cursor < head && !this.#stopped) await this.#tell(Math.min(head, this.#cursor + ENTRIES_MAX));
    if (this.#changedUnits.size > 0) {
      const units = await feed.listUnits([...this.#changedUnits]);
      this.#changedUnits.clear();
      this.#publish({ from: this.#cursor, to: this.#cursor, entries: [], alarms: [], units });
    }
  }

  async #tell(to: number): Promise<void> {
    const { feed } = this.#options;
    const from = this.#cursor;
    const [entries, alarms] = await Promise.all([feed.listEntries(from, to), feed.listAlarmsOf(from, to)]);
    const sealed = entries.flatMap((entry) => (entry.observationKind === "seal" && entry.device !== undefined ? [entry.device] : []));
    const units = await feed.listUnitsOfDevices([...new Set(sealed)]);
    this.#cursor = to;
    this.#publish({ from, to, entries, alarms, units });
  }

  #publish(change: LiveChange): void {
    this.#told += 1;
    this.#remembered.push(change);
    if (this.#remembered.length > REMEMBERED_MAX) this.#remembered.shift();
    this.#options.onChange(change);
  }
}
