/**
 * The simulated customs office: takes what waits in the server's outbox, reads it, and answers with official receipts when they are
 * due by the world's clock. A message counts as sent once its answers are on disk, so an office that dies goes on where it was; what
 * it says twice then, customs may say twice as well.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { Courier, type Parcel } from "../devices/courier.ts";
import { Outbox } from "../devices/outbox.ts";
import { isPassing, type ServerApi } from "../server-api.ts";
import { createTurns } from "../turns.ts";
import { subjectOf, type About } from "./about.ts";
import type { Conduct } from "./conduct.ts";
import { GivenNumbers, type Given } from "./given-numbers.ts";
import { judge } from "./judge.ts";

const POLL_MS = 500;
const RETRY_MS = 2_000;
/** Messages read or told at once: the server has few readers. */
const AT_ONCE = 4;

export type OfficeOptions = Readonly<{
  api: Pick<ServerApi, "listOutbox" | "readOutgoing" | "markOutgoing" | "postCustomsMessage">;
  /** World time; undefined while the server is out of reach. */
  nowMs: () => number | undefined;
  seed: number;
  conduct: Conduct;
  files: Readonly<{ replies: string; numbers: string }>;
  onTold?: (about: About) => void;
  log: (line: string) => void;
  pollMs?: number;
}>;

/** A reply on its way; `atMs` is when it is told. */
type Told = Parcel & Readonly<{ xml: string; kind: string; about: readonly About[] }>;

const readGiven = (file: string): Given[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .flatMap((line): Given[] => {
          try {
            return line === "" ? [] : [JSON.parse(line) as Given];
          } catch {
            // The last line of an office that died while it wrote.
            return [];
          }
        })
    : [];

export class Office {
  readonly tally = { read: 0, told: 0, rejected: 0 };
  readonly #options: OfficeOptions;
  readonly #numbers: GivenNumbers;
  readonly #outbox: Outbox<Told>;
  readonly #courier: Courier<Told>;
  readonly #inTurn = createTurns(AT_ONCE);
  readonly #taken = new Set<number>();
  /** Not due yet, the next one first. */
  #waiting: Told[] = [];
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | undefined;
  #stopped = false;

  constructor(options: OfficeOptions) {
    this.#options = options;
    this.#numbers = new GivenNumbers(readGiven(options.files.numbers));
    this.#outbox = new Outbox<Told>(options.files.replies);
    this.#waiting = this.#outbox.list().toSorted(byTime);
    this.#courier = new Courier<Told>({
      orderedUntilMs: Infinity,
      wallMs: () => performance.now(),
      deliver: (reply) => void this.#tell(reply),
    });
  }

  /** Answers that are not told yet. */
  get pending(): number {
    return this.#outbox.size;
  }

  /** Whether something is to be said by now. */
  get hasDue(): boolean {
    const nowMs = this.#options.nowMs();
    return nowMs !== undefined && this.#outbox.list().some(({ atMs }) => atMs <= nowMs);
  }

  start(): void {
    this.#timer = setInterval(() => void this.poll(), this.#options.pollMs ?? POLL_MS);
    void this.poll();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#polling?.catch(() => undefined);
    this.#outbox.flush();
  }

  /** One look at the outbox, and at the clock. */
  async poll(): Promise<void> {
    this.#tellDue();
    this.#polling ??= this.#takeAll().finally(() => (this.#polling = undefined));
    await this.#polling;
  }

  async #takeAll(): Promise<void> {
    try {
      for (;;) {
        const rows = (await this.#options.api.listOutbox()).filter(({ message }) => !this.#taken.has(message));
        if (rows.length === 0 || this.#stopped) return;
        await Promise.all(rows.map(({ message, at }) => this.#inTurn(() => this.#take(message, Date.parse(at)))));
        this.#tellDue();
      }
    } catch (error) {
      // Out of reach: the next look finds the same.
      if (!isPassing(error)) this.#options.log(`customs: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #take(message: number, receivedMs: number): Promise<void> {
    const { api, files, log } = this.#options;
    const bytes = await api.readOutgoing(message);
    let judged: Readonly<{ replies: readonly Told[]; given: readonly Given[] }>;
    try {
      judged = this.#judge(message, bytes, receivedMs);
    } catch (error) {
      // One message that nobody was prepared for does not stop the others.
      const note = error instanceof Error ? error.message : String(error);
      log(`customs: message ${message}: ${note}`);
      this.#taken.add(message);
      await api.markOutgoing(message, "failed", note.slice(0, 1_000));
      return;
    }
    const { replies, given } = judged;
    if (given.length > 0) appendFileSync(files.numbers, given.map((each) => `${JSON.stringify(each)}\n`).join(""));
    const fresh = replies.filter(({ id }) => !this.#outbox.has(id));
    for (const reply of fresh) this.#outbox.add(reply);
    this.#outbox.flush();
    await api.markOutgoing(message, "sent");
    this.#taken.add(message);
    this.tally.read++;
    this.#waiting = [...this.#waiting, ...fresh].toSorted(byTime);
  }

  #judge(message: number, bytes: Uint8Array, receivedMs: number): Readonly<{ replies: Told[]; given: Given[] }> {
    const { seed, conduct } = this.#options;
    const given: Given[] = [];
    const serialOf = (space: string, innerNo: string): Given => {
      const { isNew, ...number } = this.#numbers.serialOf(space, innerNo);
      if (isNew) given.push(number);
      return number;
    };
    const replies = judge({ seed, conduct, serialOf }, { bytes, message, receivedMs }).map(({ toldMs, xml, kind, about }, index): Told => ({
      id: `${message}.${index}`,
      atMs: toldMs,
      keys: [...new Set(about.map(subjectOf))],
      target: { call: "customs" },
      xml,
      kind,
      about,
    }));
    return { replies, given };
  }

  #tellDue(): void {
    const nowMs = this.#options.nowMs();
    if (nowMs === undefined || this.#stopped) return;
    const due = this.#waiting.findIndex(({ atMs }) => atMs > nowMs);
    for (const reply of this.#waiting.splice(0, due === -1 ? this.#waiting.length : due)) this.#courier.offer(reply);
    this.#courier.losePatience();
  }

  async #tell(reply: Told): Promise<void> {
    const { api, log, onTold } = this.#options;
    while (!this.#stopped) {
      try {
        const { rejected } = await this.#inTurn(() => api.postCustomsMessage(reply.xml));
        this.tally.told++;
        this.tally.rejected += rejected.length;
        for (const { key, errors } of rejected.slice(0, 3)) log(`customs: ${reply.kind} of ${key}: ${errors[0]?.message ?? "rejected"}`);
        break;
      } catch (error) {
        if (!isPassing(error)) {
          log(`customs: ${reply.kind}: ${error instanceof Error ? error.message : String(error)}`);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    if (this.#stopped) return;
    this.#outbox.settle(reply.id);
    this.#outbox.flush();
    this.#courier.done(reply.id);
    for (const about of reply.about) onTold?.(about);
  }
}

const byTime = (one: Told, other: Told): number => one.atMs - other.atMs;
