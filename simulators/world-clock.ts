/**
 * The server's world clock, followed from here. Asked every few seconds and carried on in between; when nobody answers
 * for a while it stands, so that devices never report from a time the server has not reached.
 */
const ASK_EVERY_MS = 4_000;
const TRUSTED_MS = 10_000;

export type ClockAnswer = Readonly<{ worldMs: number; rate: number }>;
export type WorldClockOptions = Readonly<{
  ask: () => Promise<ClockAnswer>;
  monotonicMs: () => number;
}>;

export class FollowedClock {
  readonly #options: WorldClockOptions;
  #anchor: Readonly<{ worldMs: number; atMs: number; rate: number }> | undefined;
  #lastMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WorldClockOptions) {
    this.#options = options;
  }

  async start(): Promise<ClockAnswer> {
    const answer = await this.ask();
    this.#timer = setInterval(() => void this.ask().catch(() => undefined), ASK_EVERY_MS);
    return answer;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async ask(): Promise<ClockAnswer> {
    const { ask, monotonicMs } = this.#options;
    const before = monotonicMs();
    const answer = await ask();
    const after = monotonicMs();
    this.#anchor = { worldMs: answer.worldMs, atMs: (before + after) / 2, rate: answer.rate };
    return answer;
  }

  /** Undefined while the server is out of reach. Never goes back. */
  nowMs(): number | undefined {
    if (!this.#anchor) return undefined;
    const elapsedMs = this.#options.monotonicMs() - this.#anchor.atMs;
    if (elapsedMs > TRUSTED_MS) return undefined;
    this.#lastMs = Math.max(this.#lastMs, Math.floor(this.#anchor.worldMs + elapsedMs * this.#anchor.rate));
    return this.#lastMs;
  }
}
