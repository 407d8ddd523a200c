/**
 * What the firms have heard of customs. What waits for an answer is let go when the office of this process has told it; where nobody
 * here did (another process, an earlier life), the server is asked how the document stands.
 */
import type { ServerApi } from "../server-api.ts";
import { markOf, type About } from "./about.ts";

/** Marks of answers that nobody waits for, the oldest forgotten first. */
const MARKS_MAX = 50_000;
const ASK_AFTER_MS = 3_000;
const ASKED_AT_ONCE = 60;

/** States of a document in which an outcome has been heard. */
const HEARD: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  list: { released: ["released", "closed"], refused: ["rejected"] },
  inventory: { approved: ["approved", "done", "written_off"], refused: ["refused"] },
  pass: { approved: ["approved", "first_gate", "passed"], refused: ["refused"], voided: ["void"] },
};

/** A list that its own server holds back never comes to customs. */
const HELD_BACK: ReadonlySet<string> = new Set(["incomplete", "differs", "blocked"]);

/** What the server has never heard of, and what does not come to its answer, is given up after so long. */
const UNKNOWN_MS = 20_000;
const HOPELESS_MS = 180_000;

type Waiting = Readonly<{ id: string; marks: Set<string>; sinceMs: number }>;

export type HearingOptions = Readonly<{
  api: Pick<ServerApi, "findDocument">;
  wallMs: () => number;
  /** All that an entry waited for has been heard. */
  onHeard: (id: string) => void;
  /** An answer that will not come, and how its document stands. */
  onHeldBack: (mark: string, state: string) => void;
}>;

export class Hearing {
  readonly #options: HearingOptions;
  readonly #heard = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  #asking = false;

  constructor(options: HearingOptions) {
    this.#options = options;
  }

  note(about: About): void {
    const mark = markOf(about);
    this.#heard.add(mark);
    if (this.#heard.size > MARKS_MAX) this.#heard.delete(this.#heard.values().next().value!);
    for (const waiting of this.#waiting.values()) this.#hear(waiting, mark);
  }

  await(id: string, marks: readonly string[]): void {
    const open = new Set(marks.filter((mark) => !this.#heard.has(mark)));
    if (open.size === 0) this.#options.onHeard(id);
    else this.#waiting.set(id, { id, marks: open, sinceMs: this.#options.wallMs() });
  }

  #hear(waiting: Waiting, mark: string): void {
    if (!waiting.marks.delete(mark) || waiting.marks.size > 0) return;
    this.#waiting.delete(waiting.id);
    this.#options.onHeard(waiting.id);
  }

  /** Asks the server about what has been waited for too long. */
  async ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const limitMs = this.#options.wallMs() - ASK_AFTER_MS;
      const late = [...this.#waiting.values()].filter(({ sinceMs }) => sinceMs < limitMs).slice(0, ASKED_AT_ONCE);
      await Promise.all(
        late.map(async (waiting) => {
          for (const mark of waiting.marks) if (await this.#isHeard(mark, waiting)) this.#hear(waiting, mark);
        }),
      );
    } catch {
      // Out of reach: the next time will do.
    } finally {
      this.#asking = false;
    }
  }

  async #isHeard(mark: string, { sinceMs }: Waiting): Promise<boolean> {
    const waitedMs = this.#options.wallMs() - sinceMs;
    const [family = "", key = "", outcome = ""] = mark.split("/");
    const document = await this.#options.api.findDocument(family, key);
    const isHeldBack = family === "list" && document !== undefined && HELD_BACK.has(document.state);
    if (isHeldBack || waitedMs > (document ? HOPELESS_MS : UNKNOWN_MS)) {
      this.#options.onHeldBack(mark, document?.state ?? "not known to the server");
      return true;
    }
    if (!document) return false;
    if (family === "inventory" && outcome === "released") return document.isReleased === true;
    return HEARD[family]?.[outcome]?.includes(document.state) ?? false;
  }
}
