/**
 * In what order things are told. Two entries that speak of the same goods are told one after the other, by whatever
 * devices: in a warehouse minutes lie between them, while a past that is filled in comes all at once. Whoever waits too
 * long for an answer no longer holds up the others.
 */
import type { Entry } from "./forge.ts";

const PATIENCE_MS = 20_000;

export type CourierOptions = Readonly<{
  deliver: (entry: Entry) => void;
  /** Off: every device for itself, as it comes. */
  ordered: boolean;
  wallMs: () => number;
}>;

type Held = { readonly entry: Entry; waitsFor: number; sentMs: number | undefined };

export class Courier {
  readonly #options: CourierOptions;
  readonly #queues = new Map<string, Held[]>();
  readonly #held = new Map<string, Held>();

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  offer(entry: Entry): void {
    if (!this.#options.ordered || entry.keys.length === 0) {
      this.#options.deliver(entry);
      return;
    }
    const held: Held = { entry, waitsFor: 0, sentMs: undefined };
    this.#held.set(entry.id, held);
    for (const key of new Set(entry.keys)) {
      const queue = this.#queues.get(key);
      if (queue) {
        queue.push(held);
        held.waitsFor++;
      } else this.#queues.set(key, [held]);
    }
    if (held.waitsFor === 0) this.#send(held);
  }

  #send(held: Held): void {
    held.sentMs = this.#options.wallMs();
    this.#options.deliver(held.entry);
  }

  done(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    for (const key of new Set(held.entry.keys)) {
      const queue = this.#queues.get(key)!;
      const index = queue.indexOf(held);
      queue.splice(index, 1);
      if (queue.length === 0) this.#queues.delete(key);
      else if (index === 0) {
        const next = queue[0]!;
        if (--next.waitsFor === 0) this.#send(next);
      }
    }
  }

  /** Goes on without those that have waited too long for their answer. */
  losePatience(): void {
    const nowMs = this.#options.wallMs();
    for (const { entry, sentMs } of [...this.#held.values()]) {
      if (sentMs !== undefined && nowMs - sentMs > PATIENCE_MS) this.done(entry.id);
    }
  }
}
