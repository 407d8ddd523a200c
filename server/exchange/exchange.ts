/**
 * The exchange with customs by folders, a round at a time: what waits goes to OutBox, what the client has sent or failed to send
 * is noted, what came in is read, oldest first. A round does so much and no more. Whatever a crash leaves half done is done
 * again: a file of ours has a name of its own by which it is found, and what was read twice changes nothing twice.
 */
import { watch, type FSWatcher } from "node:fs";
import path from "node:path";
import type { CustomsMessages, OutgoingMessage, TakeMessage } from "../usecases/customs/messages-ports.ts";
import type { Log } from "../usecases/ports.ts";
import { looksWhole, type Boxes, type InFile } from "./boxes.ts";
import type { FileAnswerDraft } from "./drafts.ts";
import { startRounds, type Rounds } from "./rounds.ts";
import type { Sealer } from "./seal.ts";

export type ExchangeParts = Readonly<{
  boxes: Boxes;
  messages: CustomsMessages;
  sealer: Sealer;
  takeMessage: TakeMessage;
  log: Log;
  /** The wall's. */
  nowMs: () => number;
}>;

export type Exchange = Readonly<{
  /** One round; true when there is more to do at once. */
  round(): Promise<boolean>;
}>;

const OUT_AT_ONCE_MAX = 50;
const TAKEN_AT_ONCE_MAX = 200;
const IN_AT_ONCE_MAX = 20;
/** What has not changed for so long has been written. */
const SETTLED_MS = 2_000;
/** What has no end after so long will not get one. */
const YOUNG_MS = 60_000;
const BYTES_MAX = 16 * 1024 * 1024;
/** To be tried again: nothing is wrong with the message. */
const AGAIN: ReadonlySet<string> = new Set(["busy", "stopped"]);

export const createExchange = (parts: ExchangeParts): Exchange => {
  const inbox: InBox = { seen: new Map(), faults: new Map() };
  let takenAfter = 0;
  return {
    round: async () => {
      await parts.boxes.prepare();
      const out = await putOut(parts);
      takenAfter = await noteFates(parts, takenAfter);
      const more = await takeIn(parts, inbox);
      return out === OUT_AT_ONCE_MAX || more;
    },
  };
};

/** Found again by its number; bound to its content, so that a folder from before another database is not taken for this one's. */
export const outgoingFileName = ({ kind, message, sha256 }: Pick<OutgoingMessage, "kind" | "message" | "sha256">): string =>
  `${kind}_${message}_${Buffer.from(sha256).toString("hex", 0, 4)}.xml`;

const putOut = async ({ boxes, messages, sealer }: ExchangeParts): Promise<number> => {
  const waiting = await messages.listOutgoing("waiting", 0, OUT_AT_ONCE_MAX);
  for (const outgoing of waiting) {
    const fileName = outgoingFileName(outgoing);
    // It was written, and the server was killed before it could say so.
    if ((await boxes.findOurs(fileName)) === undefined) {
      const original = await messages.findOriginal(outgoing.message);
      if (original) await boxes.putOut(fileName, await sealer.open(original.sealed, original.sha256));
    }
    await messages.setOutgoing(outgoing.message, "taken", { fileName });
  }
  return waiting.length;
};

/** Looks at so many of those that the client has; the next round goes on behind them, and begins anew at the end. */
const noteFates = async ({ boxes, messages, log }: ExchangeParts, after: number): Promise<number> => {
  const taken = await messages.listOutgoing("taken", after, TAKEN_AT_ONCE_MAX);
  for (const { message, fileName } of taken) {
    const box = fileName === null ? undefined : await boxes.findOurs(fileName);
    if (fileName === null || box === undefined || box === "OutBox") continue;
    if (box === "SentBox") await messages.setOutgoing(message, "sent", {});
    else {
      const note = (await boxes.readFailure(fileName)) ?? "the client moved it to FailBox and left no word";
      log.warn({ message, fileName, note }, "the client could not send a message to customs");
      await messages.setOutgoing(message, "failed", { note });
    }
  }
  return taken.length < TAKEN_AT_ONCE_MAX ? 0 : (taken.at(-1)?.message ?? 0);
};

type InBox = Readonly<{
  /** As of the last round. */
  seen: Map<string, InFile>;
  /** Files that a fault of ours has left lying, each tried again after a while that grows: the others go on. */
  faults: Map<string, Readonly<{ times: number; againMs: number }>>;
}>;
const FAULT_WAIT_MS = 2_000;
const FAULT_DOUBLINGS_MAX = 8;

const takeIn = async (parts: ExchangeParts, { seen, faults }: InBox): Promise<boolean> => {
  const files = await parts.boxes.listIn();
  const nowMs = parts.nowMs();
  const ready = files.filter((file) => isSettled(file, seen.get(file.name), nowMs) && nowMs >= (faults.get(file.name)?.againMs ?? 0));
  seen.clear();
  for (const file of files) seen.set(file.name, file);
  for (const file of ready.slice(0, IN_AT_ONCE_MAX)) {
    try {
      if (!(await takeFile(parts, file))) return false;
      faults.delete(file.name);
    } catch (fault) {
      const times = (faults.get(file.name)?.times ?? 0) + 1;
      faults.set(file.name, { times, againMs: nowMs + FAULT_WAIT_MS * 2 ** Math.min(times, FAULT_DOUBLINGS_MAX) });
      parts.log.error({ name: file.name, times, fault: String(fault) }, "a file in InBox could not be dealt with; tried again later");
    }
  }
  return ready.length > IN_AT_ONCE_MAX;
};

/** Unchanged since the last round, or for a while. */
const isSettled = (file: InFile, before: InFile | undefined, nowMs: number): boolean =>
  nowMs - file.changedMs > SETTLED_MS || (before?.size === file.size && before.changedMs === file.changedMs);

/** False: the round ends here, and the file is there for the next. */
const takeFile = async ({ boxes, takeMessage, nowMs, log }: ExchangeParts, { name, size, changedMs }: InFile): Promise<boolean> => {
  if (size > BYTES_MAX) {
    log.warn({ name, size }, "a file in InBox is too large to be read");
    await boxes.putAway(name, "unreadable", `too_large: ${size} bytes; at most ${BYTES_MAX}`);
    return true;
  }
  const bytes = await boxes.readIn(name);
  if (!looksWhole(bytes) && nowMs() - changedMs < YOUNG_MS) return true;
  const answer = await takeMessage(bytes, { door: "exchange", by: "exchange", fileName: name });
  if (answer.readable) {
    if (answer.rejected.length > 0)
      log.warn({ name, message: answer.message, rejected: answer.rejected.length }, "customs said what we could not book");
    await boxes.putAway(name, "done");
    return true;
  }
  if (AGAIN.has(answer.reason)) return false;
  log.warn({ name, message: answer.message, reason: answer.reason }, "a file in InBox could not be read");
  const place = answer.line === undefined ? "" : ` (line ${answer.line})`;
  await boxes.putAway(name, "unreadable", `${answer.reason}${place}: ${answer.detail}`);
  return true;
};

/** `Successed_INV101_17_3fa9c1d2_20241121080000123.xml`: the client answers for a file by its name, with a word and a time around it. */
const ANSWERED_FILE = /^(?:Successed|Failed)_[A-Za-z0-9]+_(\d{1,15})_([0-9a-f]{8})(?:_.*)?\.xml$/;

/** What the client's direct answer means for the file that it is about. */
export const createFileAnswered =
  (messages: CustomsMessages) =>
  async ({ taken, note }: FileAnswerDraft, fileName: string | undefined): Promise<void> => {
    const match = ANSWERED_FILE.exec(fileName ?? "");
    const outgoing = match ? await messages.findOutgoing(Number(match[1])) : undefined;
    if (!outgoing || Buffer.from(outgoing.sha256).toString("hex", 0, 4) !== match?.[2]) return;
    await messages.setOutgoing(outgoing.message, taken ? "sent" : "failed", { note });
  };

/** Between rounds when nothing was seen to change: some shared folders tell nobody. */
const ROUND_EVERY_MS = 2_000;
const AFTER_FAULT_MS = 10_000;

/** Rounds until it is stopped; a change in InBox begins the next one soon. */
export const startExchange = (parts: ExchangeParts): Rounds => {
  const exchange = createExchange(parts);
  let watcher: FSWatcher | undefined;
  const rounds = startRounds({
    round: async () => {
      const more = await exchange.round();
      watcher ??= watchInBox(parts, () => rounds.nudge());
      return more;
    },
    everyMs: ROUND_EVERY_MS,
    afterFaultMs: AFTER_FAULT_MS,
    onFault: (fault) =>
      parts.log.warn({ fault: String(fault), dir: parts.boxes.dir }, "the exchange folders could not be worked through; tried again soon"),
  });
  return {
    nudge: () => rounds.nudge(),
    stop: async () => {
      watcher?.close();
      await rounds.stop();
      watcher?.close();
    },
  };
};

/** Where the file system tells of changes. */
const watchInBox = ({ boxes }: ExchangeParts, onChange: () => void): FSWatcher | undefined => {
  try {
    const watcher = watch(path.join(boxes.dir, "InBox"), { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
};
