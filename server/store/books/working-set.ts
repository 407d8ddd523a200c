import type { Needs } from "../../domain/custody/needs.ts";
import { Ledger } from "../../domain/ledger/ledger.ts";
import { recordedKey, type BooksWrite, type Head, type Recorded } from "../../usecases/books-ports.ts";
import { noKeys, type LoadedKeys } from "./load.ts";

/** Cells kept between batches; beyond, the working set starts anew. A cell is about half a kilobyte. */
const CELLS_MAX = 100_000;
/** Newest ids kept, so that a device that sends again soon costs no failed try. */
const RECENT_MAX = 20_000;

/** `token` is of the batch that wrote the head: another server may have written the same number. */
export type KnownHead = Head & Readonly<{ lastCountMs: number; token: string }>;

/** What this process knows of the books without asking, as of the head it last left. */
export class WorkingSet {
  readonly ledger = new Ledger();
  readonly loaded: LoadedKeys = noKeys();
  #head: KnownHead | undefined;
  #committed = false;
  readonly #recent = new Map<string, Recorded>();

  constructor(head?: KnownHead) {
    this.#head = head;
  }

  /** Undefined when the head must be asked for: nothing is known, or more is kept than should be. */
  believedHead(): Head | undefined {
    return this.#committed && this.ledger.size <= CELLS_MAX ? this.#head : undefined;
  }

  get token(): string {
    return this.#head?.token ?? "";
  }

  get lastCountMs(): number {
    return this.#head?.lastCountMs ?? Infinity;
  }

  /** Whether all that a batch needs is here; `units` are those of which it tells something. */
  holds(needs: Needs, units: ReadonlyMap<string, number>): boolean {
    const asks = needs.gates.length + needs.releaseSites.size + needs.identities.size + needs.earlier.length + needs.countsAt.length;
    if (asks > 0 || needs.holds || needs.chains) return false;
    const { placesByProduct, places, parents, serials, carriers, passagesUntil } = this.loaded;
    for (const [unit, sinceMs] of units) if (sinceMs < (passagesUntil.get(unit) ?? Infinity)) return false;
    return (
      isWithin(needs.placesByProduct.keys(), placesByProduct) &&
      isWithin(needs.places.keys(), places) &&
      isWithin(needs.parents, parents) &&
      isWithin(needs.serials.keys(), serials) &&
      isWithin(needs.carriers, carriers)
    );
  }

  recallRecorded(keys: readonly Readonly<{ device: string; id: string }>[]): ReadonlyMap<string, Recorded> {
    const found = new Map<string, Recorded>();
    for (const { device, id } of keys) {
      const key = recordedKey(device, id);
      const recorded = this.#recent.get(key);
      if (recorded) found.set(key, recorded);
    }
    return found;
  }

  /** When it is on its way: whatever fails, the whole set is dropped. */
  remember(write: BooksWrite, token: string): void {
    this.ledger.settle();
    const last = write.entries.at(-1);
    if (!this.#head || !last) return;
    this.#committed = true;
    this.#head = {
      entry: last.entry,
      token,
      someWait: this.#head.someWait || write.unsettled.length > 0,
      lastCountMs: write.counts.reduce((latest, count) => Math.max(latest, count.atMs), this.#head.lastCountMs),
    };
    for (const { unit, atMs } of write.passages)
      this.loaded.passagesUntil.set(unit, Math.max(this.loaded.passagesUntil.get(unit) ?? Infinity, atMs + 1));
    for (const { device, observation, content, result, reason, detail, entry } of write.entries) {
      if (device === undefined || observation === undefined) continue;
      const key = recordedKey(device, observation);
      const text = content ?? this.#recent.get(key)?.content;
      // Settled long after: the first message is no longer at hand, so let the database answer.
      if (text === undefined || result === undefined) this.#recent.delete(key);
      else {
        const recorded: { -readonly [Key in keyof Recorded]: Recorded[Key] } = { content: text, result, entry };
        if (reason !== undefined) recorded.reason = reason;
        if (detail !== undefined) recorded.detail = detail;
        this.#recent.set(key, recorded);
      }
    }
    for (const key of this.#recent.keys()) {
      if (this.#recent.size <= RECENT_MAX) break;
      this.#recent.delete(key);
    }
  }
}

const isWithin = (keys: Iterable<string>, loaded: ReadonlySet<string>): boolean => {
  for (const key of keys) if (!loaded.has(key)) return false;
  return true;
};
