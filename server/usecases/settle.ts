import { subjectOf } from "../domain/alarms/alarms-of-facts.ts";
import { decide } from "../domain/custody/decide.ts";
import { needsOf } from "../domain/custody/needs.ts";
import type { Books } from "../domain/custody/books.ts";
import { emptyWrite, type Ack, type BooksTransaction, type Entry, type UnsettledRow } from "./books-ports.ts";
import { isRefusal, type Refusal } from "./customs/case.ts";
import { documentsOf, type DocumentLink } from "./customs/ports.ts";
import { followCount, pairCounts } from "./customs/stock-takes.ts";
import { notPostedOutcome, postedOutcome, risenKeys, waiting, writeEffects } from "./record-observations.ts";

/**
 * Offers facts that wait to the rules again, in the order of (at, device, seq), in a transaction of their own.
 * A changed result is a new entry and a second ack; older rows are never rewritten.
 */
export const SETTLE_BATCH_MAX = 200;

export type SecondAck = Readonly<{ device: string; site: string; ack: Ack }>;
/** `risen`: the keys under which the settling itself made something rise. `last`: where to go on when there may be more. */
export type Settled = Readonly<{
  acks: SecondAck[];
  risen: readonly string[];
  head: number;
  last?: UnsettledRow;
  /** Documents that passed the gate by it. */
  moved: readonly DocumentLink[];
}>;

export type SettleContext = Readonly<{ transaction: BooksTransaction; master: Books["master"]; nowMs: number }>;

export const settleWaiting = async (
  { transaction, master, nowMs }: SettleContext,
  keys: readonly string[],
  after?: UnsettledRow,
): Promise<Settled> => {
  const { entry: head } = await transaction.lockHead();
  const rows = await transaction.listUnsettled(keys, SETTLE_BATCH_MAX, after);
  const write = emptyWrite();
  if (rows.length === 0) return { acks: [], risen: [], head, moved: [] };
  const books = await transaction.loadBooks(
    needsOf(
      rows.map((row) => row.fact),
      master,
    ),
  );
  const acks: SecondAck[] = [];
  let last = head;
  for (const row of rows) {
    const fact = { ...row.fact, live: false };
    const decision = decide(books, fact);
    if (!decision.posted) {
      if (changed(row, waiting(decision))) write.stillUnsettled.push({ ...row, ...waiting(decision) });
      continue;
    }
    const entry = ++last;
    write.entries.push({ ...settlementOf(row, entry, nowMs), ...postedOutcome(decision) });
    writeEffects(write, books, { fact, decision, entry });
    write.settled.push(row.entry);
    write.alarmsCleared.push({ kind: "irregular_exit", subject: subjectOf(fact), atMs: nowMs, entry });
    acks.push({ device: fact.device, site: fact.site, ack: { id: fact.id, result: "posted", entry } });
  }
  write.changed.push(...books.ledger.changed());
  const risen = risenKeys(write);
  await transaction.write(head, write);
  const lastRow = rows.length === SETTLE_BATCH_MAX ? rows.at(-1) : undefined;
  // What still waits must not stand in the way of what came after it.
  return { acks, risen, head: last, moved: documentsOf(write), ...(lastRow && { last: lastRow }) };
};

const changed = (row: UnsettledRow, now: Readonly<{ reason: string; detail: string; waitsFor: readonly string[] }>): boolean =>
  row.reason !== now.reason || row.detail !== now.detail || row.waitsFor.join() !== now.waitsFor.join();

const settlementOf = (row: UnsettledRow, entry: number, nowMs: number): Omit<Entry, "transfers"> => ({
  entry,
  kind: "settlement",
  device: row.fact.device,
  observation: row.fact.id,
  revision: row.revision + 1,
  observationKind: row.fact.kind,
  site: row.fact.site,
  atMs: row.fact.atMs,
  recordedMs: nowMs,
  ...(row.fact.kind === "scan" && row.fact.step !== undefined && { step: row.fact.step }),
});

export type Disposal = Readonly<{ entry: number; by: string; reason: string; approval: string }>;

/**
 * An officer ends a difference that cannot settle. With the approval the rules that asked for one let the fact in;
 * what still cannot be held is closed without effect, and the journal says by whom and why.
 */
export const disposeOf = async (
  { transaction, master, nowMs }: SettleContext,
  disposal: Disposal,
): Promise<Settled | Refusal | undefined> => {
  const { entry: head } = await transaction.lockHead();
  const named = await transaction.findUnsettled(disposal.entry);
  if (!named) return undefined;
  const pair = await pairCounts({ transaction, master }, named);
  if (isRefusal(pair)) return pair;
  const { row } = pair;
  const write = emptyWrite();
  const fact = { ...row.fact, live: false, byOfficer: true, approval: disposal.approval };
  const books = await transaction.loadBooks(needsOf([fact], master));
  const decision = decide(books, fact);
  const entry = head + 1;
  const approval = { number: disposal.approval, by: disposal.by, reason: disposal.reason };
  const moved = decision.posted
    ? await followCount({ transaction, books, write, pair, transfers: decision.transfers, approval, entry, nowMs })
    : [];
  if (isRefusal(moved)) {
    if (decision.posted) books.ledger.revert(decision.transfers);
    return moved;
  }
  const outcome = decision.posted ? postedOutcome(decision) : { ...notPostedOutcome(decision), result: "refused" as const };
  const body = {
    ...("body" in outcome && outcome.body),
    disposedBy: disposal.by,
    disposalReason: disposal.reason,
    approval: disposal.approval,
  };
  const transfers = [...outcome.transfers, ...moved];
  write.entries.push({ ...settlementOf(row, entry, nowMs), kind: "disposal", ...outcome, transfers, body });
  if (decision.posted) writeEffects(write, books, { fact, decision, entry });
  write.settled.push(row.entry);
  write.alarmsCleared.push({ kind: "irregular_exit", subject: subjectOf(fact), atMs: nowMs, entry });
  write.changed.push(...books.ledger.changed());
  const risen = risenKeys(write);
  await transaction.write(head, write);
  const ack: Ack = { id: fact.id, result: outcome.result ?? "refused", entry, reason: "disposed", detail: disposal.reason };
  return { acks: [{ device: fact.device, site: fact.site, ack }], risen, head: entry, moved: documentsOf(write) };
};
