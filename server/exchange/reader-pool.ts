/**
 * Threads that read messages, so that sixteen mebibytes of XML move no gate. One message at a time each; so many wait and no more.
 * A thread that dies, runs out of its memory or takes too long costs the message it had, and another takes its place; one that
 * has read a large message is let go, and its memory with it. Threads are started when they are first needed.
 */
import { Worker } from "node:worker_threads";
import type { Question, ReaderData, Reply } from "./reader-protocol.ts";

export type ReaderFaultReason = "busy" | "reader_died" | "took_too_long" | "reader_failed" | "stopped";

export class ReaderFault extends Error {
  readonly reason: ReaderFaultReason;
  constructor(reason: ReaderFaultReason, detail: string) {
    super(detail);
    this.name = "ReaderFault";
    this.reason = reason;
  }
}

/** Of one message, from its opening to its end. */
export type Reader = Readonly<{ ask(question: Question): Promise<Reply> }>;

export type ReaderPool = Readonly<{
  /** Whether a message of this size may wait. */
  hasRoom(size: number): boolean;
  /** Gives `work` a reader of its own. Throws `ReaderFault`. */
  withReader<Result>(size: number, work: (reader: Reader) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}>;

export type ReaderPoolOptions = Readonly<{
  data: ReaderData;
  threads?: number;
  /** Milliseconds for one question. */
  timeoutMs?: number;
  memoryMb?: number;
  file?: URL;
}>;

/** Compiled beside this file. */
const READER_FILE = new URL("./reader-worker.js", import.meta.url);
/** The machine's other core is the server's and PostgreSQL's. */
const THREADS = 1;
const TIMEOUT_MS = 60_000;
/** A tree of the most elements that are read takes a quarter of it. */
const MEMORY_MB = 768;
const YOUNG_MEMORY_MB = 32;
/** Beyond, whoever brings a message is asked to come again. */
const WAITING_MAX = 64;
const WAITING_BYTES_MAX = 96 * 1024 * 1024;
/** Of a smaller message the thread's memory is worth keeping. */
const RETIRE_AFTER_BYTES = 4 * 1024 * 1024;

type Job = Readonly<{ size: number; run: (thread: Thread) => Promise<void>; drop: () => void }>;

export const createReaderPool = (options: ReaderPoolOptions): ReaderPool => {
  const { threads = THREADS } = options;
  const waiting: Job[] = [];
  let waitingBytes = 0;
  let busy = 0;
  let isStopped = false;
  const idle: Thread[] = [];
  const all = new Set<Thread>();

  const start = (): Thread => {
    const thread = new Thread(options);
    all.add(thread);
    return thread;
  };
  const end = async (thread: Thread): Promise<void> => {
    all.delete(thread);
    await thread.stop();
  };
  const next = async (): Promise<void> => {
    const job = busy < threads ? waiting.shift() : undefined;
    if (!job) return;
    busy++;
    waitingBytes -= job.size;
    const thread = idle.pop() ?? start();
    await job.run(thread);
    if (thread.isUsable && job.size < RETIRE_AFTER_BYTES && !isStopped) idle.push(thread);
    else await end(thread);
    busy--;
    await next();
  };

  return {
    hasRoom: (size) => !isStopped && waiting.length < WAITING_MAX && waitingBytes + size <= WAITING_BYTES_MAX,
    withReader: (size, work) =>
      new Promise((resolve, reject) => {
        const drop = (): void => reject(new ReaderFault("stopped", "the server is being stopped"));
        if (isStopped) return drop();
        const run = (thread: Thread): Promise<void> => work(thread).then(resolve, reject);
        waiting.push({ size, run, drop });
        waitingBytes += size;
        void next();
      }),
    stop: async () => {
      isStopped = true;
      for (const job of waiting.splice(0)) job.drop();
      await Promise.all([...all].map((thread) => end(thread)));
    },
  };
};

class Thread implements Reader {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  #pending: Readonly<{ resolve: (reply: Reply) => void; reject: (fault: ReaderFault) => void }> | undefined;
  isUsable = true;

  constructor({ data, timeoutMs = TIMEOUT_MS, memoryMb = MEMORY_MB, file = READER_FILE }: ReaderPoolOptions) {
    this.#timeoutMs = timeoutMs;
    this.#worker = new Worker(file, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
    });
    // A thread that waits keeps no process alive.
    this.#worker.unref();
    this.#worker.on("message", (reply: Reply) => this.#answer(reply));
    this.#worker.on("error", (error) => this.#lost("reader_died", `the reader died of this message: ${error.message}`));
    this.#worker.on("exit", () => this.#lost("reader_died", "the reader died of this message"));
  }

  async ask(question: Question): Promise<Reply> {
    if (!this.isUsable) throw new ReaderFault("reader_died", "the reader is gone");
    // The bytes are the caller's: the thread gets a copy, and the copy moves without another.
    const [message, transfer] = question.ask === "open" ? owned(question) : [question, []];
    const timer = setTimeout(() => {
      this.#lost("took_too_long", `reading took longer than ${this.#timeoutMs / 1000} seconds`);
      void this.stop();
    }, this.#timeoutMs);
    try {
      const reply = await new Promise<Reply>((resolve, reject) => {
        this.#pending = { resolve, reject };
        this.#worker.postMessage(message, transfer);
      });
      if (reply.reply !== "failed") return reply;
      throw new ReaderFault("reader_failed", `the message could not be read through a fault of ours: ${reply.detail}`);
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  async stop(): Promise<void> {
    this.isUsable = false;
    this.#pending?.reject(new ReaderFault("stopped", "the server is being stopped"));
    await this.#worker.terminate();
  }

  #answer(reply: Reply): void {
    this.#pending?.resolve(reply);
  }

  #lost(reason: ReaderFaultReason, detail: string): void {
    this.isUsable = false;
    this.#pending?.reject(new ReaderFault(reason, detail));
  }
}

const owned = (question: Extract<Question, { ask: "open" }>): [Question, ArrayBuffer[]] => {
  const bytes = new Uint8Array(question.bytes);
  return [{ ...question, bytes }, [bytes.buffer]];
};
