import { alarmsOfFact, subjectOf } from "../domain/alarms/alarms-of-facts.ts";
import type { Books } from "../domain/custody/books.ts";
import { ALWAYS_REFUSED, type Decision, type NotPosted, type Posted } from "../domain/custody/decision.ts";
import { decide } from "../domain/custody/decide.ts";
import type { Fact } from "../domain/custody/fact.ts";
import { lineagesOf } from "../domain/ledger/lineage.ts";
import { keysOfRise, waitForRelease } from "../domain/custody/wait-keys.ts";
import { writeChainSteps } from "./customs/special-goods.ts";
import { writeCustomsEffects } from "./customs/observed-effects.ts";
import { recordedKey, type Ack, type BooksWrite, type Entry, type Recorded, type Submission } from "./books-ports.ts";

/**
 * Decides a batch of new observations, one by one in the order of their arrival, and gathers what is to be written.
 * Repeats get the first answer; the same id with other content is refused and kept in quarantine.
 */
export type Recording = Readonly<{
  books: Books;
  recorded: ReadonlyMap<string, Recorded>;
  nowMs: number;
  write: BooksWrite;
  /** Takes the next number of the journal. */
  nextEntry: () => number;
}>;

export const isRepeat = (recorded: ReadonlyMap<string, Recorded>, { fact }: Submission): boolean =>
  recorded.size > 0 && recorded.has(recordedKey(fact.device, fact.id));

export const recordObservations = (recording: Recording, submissions: readonly Submission[]): Ack[] => {
  const inThisBatch = new Map<string, Recorded>();
  return submissions.map((submission) => {
    const { fact } = submission;
    const key = recordedKey(fact.device, fact.id);
    const earlier = recording.recorded.get(key) ?? inThisBatch.get(key);
    if (earlier) return earlier.content === submission.content ? repeat(fact.id, earlier) : reused(recording, submission);
    const ack = recordOne(recording, submission);
    inThisBatch.set(key, { ...ack, content: submission.content, entry: ack.entry ?? 0 });
    return ack;
  });
};

const repeat = (id: string, { result, reason, detail, entry }: Recorded): Ack => ({
  id,
  result,
  entry,
  repeat: true,
  ...(reason !== undefined && { reason }),
  ...(detail !== undefined && { detail }),
});

const reused = ({ write, nowMs, nextEntry }: Recording, { fact, content }: Submission): Ack => {
  const detail = "this id was used before with other content";
  const entry = nextEntry();
  write.quarantine.push({
    topic: fact.kind,
    device: fact.device,
    reason: "id_reused",
    detail,
    payload: content,
    receivedMs: fact.receivedMs,
  });
  const body = { alarm: "id_reused", device: fact.device, id: fact.id };
  write.entries.push({ entry, kind: "alarm", atMs: nowMs, recordedMs: nowMs, site: fact.site, body, transfers: [] });
  const draft = {
    kind: "id_reused",
    severity: "major",
    site: fact.site,
    device: fact.device,
    subject: subjectOf(fact),
    atMs: nowMs,
  } as const;
  write.alarms.push({ draft: { ...draft, detail: { id: fact.id } }, entry });
  return { id: fact.id, result: "refused", reason: "id_reused", detail };
};

/** An undo is an act on the books alone. A count has been taken, wherever: it waits for its approval. */
const isRefused = (fact: Fact, decision: NotPosted): boolean => {
  if (fact.kind === "scan" && fact.undo !== undefined) return true;
  return ALWAYS_REFUSED.has(decision.reason) || (fact.live && decision.reason !== "count_needs_approval");
};

const recordOne = (recording: Recording, submission: Submission): Ack => {
  const { books, write, nowMs } = recording;
  const { fact } = submission;
  const decision = decide(books, fact);
  const entry = recording.nextEntry();
  const refused = !decision.posted && isRefused(fact, decision);
  write.entries.push(entryOf(submission, decision, { entry, refused, nowMs }));
  if (decision.posted) writeEffects(write, books, { fact, decision, entry });
  else if (!refused) write.unsettled.push({ entry, fact, ...waiting(decision), recordedMs: nowMs, revision: 0 });
  for (const alarm of alarmsOfFact(fact, decision, refused)) {
    const unit = fact.kind === "seal" && fact.unit !== undefined ? { unit: fact.unit } : {};
    write.alarms.push({ draft: { ...alarm, ...unit, site: fact.site, device: fact.device, atMs: fact.atMs }, entry });
  }
  if (fact.kind === "seal") write.seals.push(fact);
  if (submission.clockSuspect) {
    const draft = { kind: "clock_suspect", severity: "minor", site: fact.site, device: fact.device, subject: fact.device } as const;
    write.alarms.push({ draft: { ...draft, detail: { deviceAt: submission.deviceAt }, atMs: nowMs }, entry });
  }
  return ackOf(fact.id, entry, decision, refused);
};

export const waiting = ({
  reason,
  detail,
  waitsFor,
  missing,
}: NotPosted): Pick<NotPosted, "reason" | "detail" | "waitsFor" | "missing"> => ({
  reason,
  detail,
  waitsFor,
  missing,
});

const ackOf = (id: string, entry: number, decision: Decision, refused: boolean): Ack => {
  if (decision.posted) return { id, result: "posted", entry, ...(decision.detail !== undefined && { detail: decision.detail }) };
  return { id, result: refused ? "refused" : "unsettled", reason: decision.reason, detail: decision.detail, entry };
};

type Decided = Readonly<{ entry: number; refused: boolean; nowMs: number }>;

const entryOf = (submission: Submission, decision: Decision, { entry, refused, nowMs }: Decided): Entry => {
  const { fact } = submission;
  const row: { -readonly [Key in keyof Entry]: Entry[Key] } = {
    entry,
    kind: "observation",
    device: fact.device,
    observation: fact.id,
    revision: 0,
    observationKind: fact.kind,
    site: fact.site,
    atMs: fact.atMs,
    recordedMs: nowMs,
    content: submission.content,
    transfers: [],
  };
  if (fact.kind === "scan" && fact.step !== undefined) row.step = fact.step;
  if (fact.operator !== undefined) row.operator = fact.operator;
  if (submission.clockSuspect) row.clockSuspect = true;
  if (decision.posted) return Object.assign(row, postedOutcome(decision));
  row.result = refused ? "refused" : "unsettled";
  return Object.assign(row, notPostedOutcome(decision));
};

export const notPostedOutcome = (decision: NotPosted): Pick<Entry, "reason" | "detail" | "transfers"> => ({
  reason: decision.reason,
  detail: decision.detail,
  transfers: [],
});

/** What the entry says beside its transfers. */
export const postedOutcome = (decision: Posted): Pick<Entry, "result" | "detail" | "transfers" | "body"> => {
  const body: Record<string, unknown> = {};
  if (decision.found && Object.keys(decision.found).length > 0) body.found = decision.found;
  if (decision.uses && decision.uses.length > 0) body.uses = decision.uses.map((use) => ({ ...use, quantity: use.quantity.toString() }));
  if (decision.undoes !== undefined) body.undoes = decision.undoes[0];
  if (decision.counted) body.counted = decision.counted;
  return {
    result: "posted",
    transfers: decision.transfers,
    ...(decision.detail !== undefined && { detail: decision.detail }),
    ...(Object.keys(body).length > 0 && { body }),
  };
};

type Effect = Readonly<{ fact: Fact; decision: Posted; entry: number }>;

/** What a posted decision leaves beside the journal. */
export const writeEffects = (write: BooksWrite, books: Books, { fact, decision, entry }: Effect): void => {
  for (const { code, kind } of decision.identities ?? []) write.identities.push({ code, kind, site: fact.site, entry });
  write.uses.push(...(decision.uses ?? []));
  writeCustomsEffects(write, books, { fact, decision, entry });
  for (const { lot, hold, by } of decision.putBy ?? []) write.heldBy.push({ lot, hold, by, entry });
  if (decision.counted) {
    const { site, location, gtins } = decision.counted;
    for (const gtin of gtins === "all" ? [null] : gtins) write.counts.push({ entry, site, location, gtin, atMs: fact.atMs });
  }
  if (decision.passage) write.passages.push({ ...decision.passage, entry });
  writeChainSteps(write, { fact, decision, entry });
  if (decision.gatePass) write.lineages.push(...lineagesOf(decision.transfers).map((each) => ({ ...each, entry })));
  write.risen.push(...(decision.risen ?? []));
  for (const undone of decision.undoes ?? []) {
    write.undone.push({ entry: undone, byEntry: entry });
    write.settled.push(undone);
  }
  // What is given back of a release may let out who waits for it.
  if (decision.uses?.some(({ quantity }) => quantity < 0n)) write.risen.push(waitForRelease(fact.site));
};

/** The keys under which something rose, before it is written: what waits for them may settle then. */
export const risenKeys = (write: BooksWrite): string[] => {
  const keys = new Set<string>(write.risen);
  for (const { account, lot, quantity, loaded } of write.changed)
    if (quantity > loaded) for (const key of keysOfRise(account, lot)) keys.add(key);
  return [...keys];
};
