import type { Books } from "../domain/custody/books.ts";
import {
  WAIT_FOR_MASTER_DATA,
  waitForCarrier,
  waitForParent,
  waitForPlace,
  waitForRelease,
  waitForSerial,
} from "../domain/custody/wait-keys.ts";
import { needsOf, type Needs } from "../domain/custody/needs.ts";
import {
  emptyWrite,
  type Ack,
  type BooksStore,
  type BooksTransaction,
  type QuarantineDraft,
  type Submission,
  type UnsettledRow,
} from "./books-ports.ts";
import { GroupCommit } from "./group-commit.ts";
import type { ActAnswer, CustomsAct, CustomsDesk } from "./customs/acts.ts";
import { isRefusal, type Refusal } from "./customs/case.ts";
import { actAtDesk } from "./customs/desk.ts";
import { documentsOf, type DocumentLink } from "./customs/ports.ts";
import { turnsOf } from "./customs/turns.ts";
import type { AlarmDraft, Alarms, Differences, Log, ReleaseDraft, Releases, WorldClock } from "./ports.ts";
import { isRepeat, recordObservations, risenKeys } from "./record-observations.ts";
import { disposeOf, settleWaiting, type Disposal, type SecondAck, type Settled } from "./settle.ts";

/**
 * The one queue of the books: observations, releases, disposals, alarms and what may settle.
 * Observations share batches; everything else commits by itself. After a commit the risen keys enqueue a settling.
 */
type Command =
  | Readonly<{ type: "observe"; submission: Submission }>
  | Readonly<{ type: "settle"; keys: readonly string[]; after?: UnsettledRow }>
  | Readonly<{ type: "dispose"; disposal: Disposal }>
  | Readonly<{ type: "release"; draft: ReleaseDraft; by: string }>
  | Readonly<{ type: "raise"; drafts: readonly AlarmDraft[] }>
  | Readonly<{ type: "clear"; kind: string; subject: string; atMs: number }>
  | Readonly<{ type: "acknowledge"; alarm: number; by: string; note: string | undefined }>
  | Readonly<{ type: "customs"; acts: readonly CustomsAct[] }>
  | Readonly<{ type: "quarantine"; draft: QuarantineDraft }>;

type Answer = Ack | "created" | "exists" | "differs" | boolean | Refusal | readonly ActAnswer[];

export type BooksLane = Readonly<{
  observe(submission: Submission): Promise<Ack>;
  quarantine(draft: QuarantineDraft): Promise<void>;
  alarms: Alarms;
  releases: Releases;
  differences: Differences;
  customs: CustomsDesk;
  /** What waits for these keys may settle: a server that died after a commit did not come to it. */
  settle(keys: readonly string[]): void;
  /** Master data has changed: what waited for it may settle. */
  masterDataChanged(): void;
  waiting(): number;
  close(): Promise<void>;
}>;

export type BooksLaneOptions = Readonly<{
  store: BooksStore;
  master: Books["master"];
  clock: WorldClock;
  sleep: (milliseconds: number) => Promise<void>;
  log: Log;
  onCommitted: (entry: number) => void;
  onSettled: (acks: readonly SecondAck[]) => void;
}>;

/** An undo and a count read what earlier facts of the same batch would write: each is a batch of its own. */
const sharesBatch = (command: Command): boolean => {
  if (command.type === "quarantine") return true;
  if (command.type !== "observe") return false;
  const { fact } = command.submission;
  return fact.kind !== "scan" || (fact.undo === undefined && fact.step !== "stock_taking");
};

export const createBooksLane = (options: BooksLaneOptions): BooksLane => {
  const lane = new GroupCommit<Command, Answer>({
    flush: (commands, sent) => flush({ ...options, sent, onMoved: reviewLater, onReturned: actLater }, commands, settleLater),
    isTransient: (fault) => options.store.isTransient(fault),
    sleep: options.sleep,
    sharesBatch,
  });
  /** What is owed by documents that the gate has moved. Should the process end before, the next look finds it. */
  const reviewLater = (documents: readonly DocumentLink[]): void =>
    actLater([{ act: "review", documents, by: "gate", atMs: options.clock.nowMs() }]);
  const actLater = (acts: readonly CustomsAct[]): void => {
    lane.submit({ type: "customs", acts }).catch((fault: unknown) => {
      if (!lane.closed) options.log.error({ fault: String(fault) }, "what an observation means for customs could not be noted");
    });
  };
  const settleLater: SettleLater = (keys, after) => {
    lane.submit({ type: "settle", keys, ...(after && { after }) }).catch((fault: unknown) => {
      if (lane.closed) return;
      options.log.error({ fault: String(fault) }, "settling failed; it is tried again soon");
      void options.sleep(SETTLE_AGAIN_MS).then(() => settleLater(keys, after));
    });
  };
  return {
    observe: async (submission) => (await lane.submit({ type: "observe", submission })) as Ack,
    quarantine: async (draft) => void (await lane.submit({ type: "quarantine", draft })),
    alarms: {
      raise: async (drafts) => void (drafts.length > 0 && (await lane.submit({ type: "raise", drafts }))),
      clear: async (kind, subject, atMs) => void (await lane.submit({ type: "clear", kind, subject, atMs })),
      acknowledge: async (alarm, by, note) => (await lane.submit({ type: "acknowledge", alarm, by, note })) as boolean,
    },
    releases: { create: async (draft, by) => (await lane.submit({ type: "release", draft, by })) as "created" | "exists" | "differs" },
    differences: {
      dispose: async (entry, by, reason, approval) =>
        (await lane.submit({ type: "dispose", disposal: { entry, by, reason, approval } })) as boolean | Refusal,
    },
    customs: {
      act: async (acts) => {
        const answers: ActAnswer[] = [];
        for (const turn of turnsOf(acts)) answers.push(...((await lane.submit({ type: "customs", acts: turn })) as readonly ActAnswer[]));
        return answers;
      },
    },
    settle: (keys) => {
      for (let start = 0; start < keys.length; start += KEYS_AT_ONCE_MAX) settleLater(keys.slice(start, start + KEYS_AT_ONCE_MAX));
    },
    masterDataChanged: () => settleLater([WAIT_FOR_MASTER_DATA]),
    waiting: () => lane.waiting,
    close: () => lane.close(),
  };
};

type SettleLater = (keys: readonly string[], after?: UnsettledRow) => void;

/** A fault that outlasted all retries: the database may be away for a while. */
const SETTLE_AGAIN_MS = 5_000;
const KEYS_AT_ONCE_MAX = 500;
type FlushOptions = BooksLaneOptions &
  Readonly<{
    sent: () => void;
    onMoved?: (documents: readonly DocumentLink[]) => void;
    onReturned?: (acts: readonly CustomsAct[]) => void;
  }>;

/** Goods that came back under the number of an application (退货申请) are back for customs too. */
const goodsBackOf = ({ fact }: Submission): CustomsAct[] =>
  fact.kind === "scan" && fact.step === "returning" && fact.document !== undefined
    ? [{ act: "goods_back", request: fact.document, by: fact.actor, atMs: fact.atMs }]
    : [];

const flush = async (options: FlushOptions, commands: readonly Command[], settleLater: SettleLater): Promise<readonly Answer[]> => {
  const submissions = commands.flatMap((command) => (command.type === "observe" ? [command.submission] : []));
  const quarantine = commands.flatMap((command) => (command.type === "quarantine" ? [command.draft] : []));
  if (submissions.length > 0) {
    const acks = (await flushObservations(options, { submissions, quarantine }, settleLater)).values();
    return commands.map((command) => (command.type === "observe" ? (acks.next().value as Ack) : true));
  }
  if (quarantine.length > 0) {
    await options.store.transact(async (transaction) => {
      // It fails with the batch before it: what succeeds is never flushed again, and so is kept once.
      const { entry: head } = await transaction.lockHead();
      await transaction.write(head, { ...emptyWrite(), quarantine });
    });
    return quarantine.map(() => true);
  }
  const [only] = commands;
  return only && only.type !== "observe" && only.type !== "quarantine" ? [await flushOne(options, only, settleLater)] : [];
};

/** What cannot be read commits with its neighbours: a device that says nothing else holds up nobody. */
type Arrivals = Readonly<{ submissions: readonly Submission[]; quarantine: readonly QuarantineDraft[] }>;

const flushObservations = async (
  options: FlushOptions,
  { submissions, quarantine }: Arrivals,
  settleLater: SettleLater,
): Promise<readonly Ack[]> => {
  const done = await options.store.transact(async (transaction) => {
    const { entry: head, someWait } = await transaction.lockHead();
    const recorded = await transaction.findRecorded(submissions.map(({ fact }) => ({ device: fact.device, id: fact.id })));
    const fresh = submissions.filter((submission) => !isRepeat(recorded, submission));
    const books = await transaction.loadBooks(
      needsOf(
        fresh.map(({ fact }) => fact),
        options.master,
      ),
    );
    const write = emptyWrite();
    let last = head;
    const nextEntry = (): number => ++last;
    const recording = { books, recorded, nowMs: options.clock.nowMs(), write, nextEntry };
    const acks = recordObservations(recording, submissions);
    write.changed.push(...books.ledger.changed());
    write.quarantine.push(...quarantine);
    const repeated = submissions.filter((submission) => isRepeat(recorded, submission)).map(({ fact }) => fact);
    // The answer to a commit may have been lost: what it raised is looked at again.
    const risen = someWait || write.unsettled.length > 0 ? [...risenKeys(write), ...keysNear(needsOf(repeated, options.master))] : [];
    await transaction.write(head, write);
    const returned = submissions.filter((_, index) => acks[index]?.result === "posted" && !acks[index].repeat).flatMap(goodsBackOf);
    return { acks, last, risen, moved: documentsOf(write), returned };
  }, options.sent);
  options.onCommitted(done.last);
  if (done.risen.length > 0) settleLater(done.risen);
  if (done.moved.length > 0) options.onMoved?.(done.moved);
  if (done.returned.length > 0) options.onReturned?.(done.returned);
  return done.acks;
};

const keysNear = (needs: Needs): string[] => [
  ...[...needs.placesByProduct.values()].map(({ site, location, gtin }) => waitForPlace(site, location, gtin)),
  ...[...needs.parents].map(waitForParent),
  ...[...needs.serials.values()].map(({ gtin, serial }) => waitForSerial(gtin, serial)),
  ...[...needs.carriers].map(waitForCarrier),
];

const flushOne = async (
  options: FlushOptions,
  command: Exclude<Command, { type: "observe" | "quarantine" }>,
  settleLater: SettleLater,
): Promise<Answer> => {
  const { store, clock } = options;
  const nowMs = clock.nowMs();
  switch (command.type) {
    case "settle":
    case "dispose": {
      const settled = await store.transact((transaction) => {
        const context = { transaction, master: options.master, nowMs };
        return command.type === "settle" ? settleWaiting(context, command.keys, command.after) : disposeOf(context, command.disposal);
      });
      return afterSettling(options, command, settled, settleLater);
    }
    case "customs": {
      const { answers, last, risen } = await store.transact((transaction) => actAtDesk(transaction, command.acts, nowMs));
      if (last !== undefined) options.onCommitted(last);
      if (risen.length > 0) settleLater(risen);
      return answers;
    }
    default: {
      const { answer, last } = await store.transact((transaction) => writeCommand(transaction, command, nowMs));
      if (last !== undefined) options.onCommitted(last);
      if (command.type === "release" && answer === "created") settleLater([waitForRelease(command.draft.site)]);
      return answer;
    }
  }
};

const afterSettling = (
  options: FlushOptions,
  command: Command,
  settled: Settled | Refusal | undefined,
  settleLater: SettleLater,
): boolean | Refusal => {
  if (!settled) return false;
  if (isRefusal(settled)) return settled;
  if (settled.acks.length > 0) {
    options.onCommitted(settled.head);
    options.onSettled(settled.acks);
    if (settled.risen.length > 0) settleLater(settled.risen);
    if (settled.moved.length > 0) options.onMoved?.(settled.moved);
  }
  if (settled.last && command.type === "settle") settleLater(command.keys, settled.last);
  return true;
};

type Written = Readonly<{ answer: Answer; last?: number }>;
type Administrative = Extract<Command, { type: "release" | "raise" | "clear" | "acknowledge" }>;

const writeCommand = async (transaction: BooksTransaction, command: Administrative, nowMs: number): Promise<Written> => {
  const { entry: head } = await transaction.lockHead();
  const entry = head + 1;
  const write = emptyWrite();
  const entryWith = (kind: "release" | "alarm", body: Readonly<Record<string, unknown>>, site: string | null | undefined): void => {
    write.entries.push({ entry, kind, atMs: nowMs, recordedMs: nowMs, body, transfers: [], ...(site != null && { site }) });
  };
  switch (command.type) {
    case "release": {
      const content = releaseContent(command.draft);
      const earlier = await transaction.findRelease(command.draft.release);
      if (earlier !== undefined) return { answer: earlier === content ? "exists" : "differs" };
      entryWith("release", { release: command.draft.release, owner: command.draft.owner, by: command.by, content }, command.draft.site);
      write.releases.push({ draft: command.draft, by: command.by, atMs: nowMs });
      break;
    }
    case "raise":
      entryWith("alarm", { raised: command.drafts.map(({ kind, subject }) => ({ kind, subject })) }, command.drafts[0]?.site);
      write.alarms.push(...command.drafts.map((draft) => ({ draft, entry })));
      break;
    case "clear":
      entryWith("alarm", { cleared: { kind: command.kind, subject: command.subject } }, undefined);
      write.alarmsCleared.push({ kind: command.kind, subject: command.subject, atMs: command.atMs, entry });
      break;
    case "acknowledge": {
      const alarm = await transaction.findOpenAlarm(command.alarm);
      if (!alarm) return { answer: false };
      entryWith("alarm", { acknowledged: command.alarm, kind: alarm.kind, by: command.by, note: command.note ?? null }, alarm.site);
      await transaction.acknowledgeAlarm(command.alarm, command.by, command.note, { atMs: nowMs, entry });
      break;
    }
  }
  await transaction.write(head, write);
  return { answer: command.type === "release" ? "created" : true, last: entry };
};

/** A release in one canonical text: a repeat is told from another release of the same name. */
export const releaseContent = ({ release, site, owner, validUntilMs, lines }: ReleaseDraft): string =>
  JSON.stringify([
    release,
    site,
    owner,
    validUntilMs,
    lines.map((line) => [line.gtin, line.quantity.toString(), line.batch ?? null, line.book ?? null, line.line ?? null]),
  ]);
