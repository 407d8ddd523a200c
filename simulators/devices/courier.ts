/**
 * In what order things are told. Two entries that speak of the same goods are told one after the other, by whatever
 * devices: in a warehouse minutes lie between them, while a past that is filled in comes all at once. What one device
 * says keeps its order on the wire; another device waits until it has been acknowledged. Whoever waits too long for an
 * answer no longer holds up the others.
 */
import type { Entry } from "./forge.ts";

const PATIENCE_MS = 20_000;
/** Keys that begin so are kept to whatever happens. */
export const CHAIN = "chain:";

/** What of an entry decides when it goes. */
export type Parcel = Pick<Entry, "id" | "atMs" | "keys" | "target">;

export type CourierOptions<Sent extends Parcel> = Readonly<{
  deliver: (entry: Sent) => void;
  /** What happened later is told by every device for itself, as it comes; only the chains of customs keep their order. */
  orderedUntilMs: number;
  wallMs: () => number;
}>;

type Held<Sent> = { readonly entry: Sent; readonly keys: readonly string[]; sentMs: number | undefined };

/** Calls over HTTP overtake each other: none follows another unanswered. */
const isFollowedBy = (sent: Parcel, next: Parcel): boolean =>
  "device" in sent.target && "device" in next.target && sent.target.device === next.target.device;

/** Customs has its time, and whoever waits for it knows when to give up. */
const isOfCustoms = ({ target }: Parcel): boolean => "call" in target && (target.call === "customs" || target.call === "heard");

export class Courier<Sent extends Parcel = Entry> {
  readonly #options: CourierOptions<Sent>;
  readonly #queues = new Map<string, Held<Sent>[]>();
  readonly #held = new Map<string, Held<Sent>>();

  constructor(options: CourierOptions<Sent>) {
    this.#options = options;
  }

  offer(entry: Sent): void {
    const isFree = entry.atMs > this.#options.orderedUntilMs;
    const keys = isFree ? entry.keys.filter((key) => key.startsWith(CHAIN)) : entry.keys;
    if (keys.length === 0) {
      this.#options.deliver(entry);
      return;
    }
    const held: Held<Sent> = { entry, keys: [...new Set(keys)], sentMs: undefined };
    this.#held.set(entry.id, held);
    for (const key of held.keys) {
      const queue = this.#queues.get(key);
      if (queue) queue.push(held);
      else this.#queues.set(key, [held]);
    }
    this.#sendFrom([held]);
  }

  #mayGo(held: Held<Sent>): boolean {
    for (const key of held.keys) {
      for (const before of this.#queues.get(key)!) {
        if (before === held) break;
        if (before.sentMs === undefined || !isFollowedBy(before.entry, held.entry)) return false;
      }
    }
    return true;
  }

  /** Sends those of them that may go, and then those that may follow these. */
  #sendFrom(candidates: Held<Sent>[]): void {
    for (let held = candidates.pop(); held; held = candidates.pop()) {
      if (held.sentMs !== undefined || !this.#mayGo(held)) continue;
      held.sentMs = this.#options.wallMs();
      this.#options.deliver(held.entry);
      for (const key of held.keys) candidates.push(...this.#firstUnsent(key));
    }
  }

  #firstUnsent(key: string): Held<Sent>[] {
    const found = this.#queues.get(key)?.find((each) => each.sentMs === undefined);
    return found ? [found] : [];
  }

  done(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    const candidates: Held<Sent>[] = [];
    for (const key of held.keys) {
      const queue = this.#queues.get(key)!;
      queue.splice(queue.indexOf(held), 1);
      if (queue.length === 0) this.#queues.delete(key);
      candidates.push(...this.#firstUnsent(key));
    }
    this.#sendFrom(candidates);
  }

  /** Goes on without those that have waited too long for their answer. */
  losePatience(): void {
    const nowMs = this.#options.wallMs();
    for (const { entry, sentMs } of this.#held.values()) {
      if (sentMs !== undefined && nowMs - sentMs > PATIENCE_MS && !isOfCustoms(entry)) this.done(entry.id);
    }
  }
}
