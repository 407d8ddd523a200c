import { bookLot } from "../../domain/customs/bookkeeping.ts";
import { bookAccount, contraAccount } from "../../domain/ledger/account.ts";
import { lineagesOf } from "../../domain/ledger/lineage.ts";
import { waitForRelease } from "../../domain/custody/wait-keys.ts";
import { risenKeys } from "../record-observations.ts";
import { emptyWrite, type BooksTransaction, type Entry } from "../books-ports.ts";
import type { ActAnswer, CustomsAct } from "./acts.ts";
import { actOnFlow } from "./flow-acts.ts";
import { actOnNote, actOnTax } from "./answer-acts.ts";
import { Case, emptyDraft, refuse, type Draft, type Refusal } from "./case.ts";
import { actOnDeclaration } from "./declaration-acts.ts";
import { foresee } from "./foresight.ts";
import { numberOf } from "../../domain/customs/trade/records.ts";
import { command, reviewDuties } from "./duty-acts.ts";
import { lookAtDuties } from "./look-acts.ts";
import type { DocumentLink } from "./ports.ts";
import { actOnGoods, passCollectives } from "./goods-acts.ts";
import { actOnPass } from "./pass-acts.ts";
import { settleInventory, settlePassages } from "./tally-acts.ts";
import { actOnGoodsBack, actOnIdentity, actOnList, actOnTrade } from "./trade-acts.ts";

/**
 * The customs desk: acts are decided one by one, in order, in one transaction of the books. An act that changes something
 * is one entry of the journal with its transfers; an act that is refused is an entry that says why; an act that was done
 * before changes nothing.
 */
/** `risen`: keys of what may settle now: goods that are free again, what a document may let pass. */
export type DeskResult = Readonly<{ answers: readonly ActAnswer[]; last: number | undefined; risen: readonly string[] }>;

export const actAtDesk = async (transaction: BooksTransaction, acts: readonly CustomsAct[], nowMs: number): Promise<DeskResult> => {
  const { entry: head, someWait } = await transaction.lockHead();
  const write = emptyWrite();
  const desk = new Case(await foresee(transaction.customs, acts), write);
  const ledger = await transaction.customs.loadCells([]);
  const answers: ActAnswer[] = [];
  let last = head;
  for (const act of acts) {
    const draft = emptyDraft(act.atMs);
    const refusal =
      (await perform(desk, draft, act)) ??
      (await passCollectives(desk, draft, touchedBy(draft, act), act.atMs)) ??
      (await post(desk, draft));
    if (!refusal) await reviewDuties(desk, draft, touchedBy(draft, act));
    const number = draft.subject?.number ?? keyOf(act);
    if (refusal) {
      write.entries.push(refusalEntry(act, refusal, { entry: ++last, nowMs }));
      answers.push({ accepted: false, ...refusal, entry: last });
      continue;
    }
    if (isEmpty(draft)) {
      answers.push({ accepted: true, number, entry: null });
      continue;
    }
    keep(desk, draft, act, { entry: ++last, nowMs });
    answers.push({ accepted: true, number, entry: last });
  }
  write.changed.push(...ledger.changed());
  // A pass that is approved, an inspection that is over, a list that is released: who waits at a gate is looked at again.
  const changedAt = new Set(write.documents.flatMap(({ document }) => document.site ?? []));
  for (const { draft } of write.releases) changedAt.add(draft.site);
  const risen = someWait ? [...risenKeys(write), ...[...changedAt].map(waitForRelease)] : [];
  await transaction.write(head, write);
  return { answers, last: last === head ? undefined : last, risen };
};

const perform = async (desk: Case, draft: Draft, act: CustomsAct): Promise<Refusal | undefined> => {
  switch (act.act) {
    case "goods":
      return (await actOnGoods(desk, draft, act, act.command)) ?? (await settleInventory(desk, draft, act.key, act.atMs));
    case "pass":
      return actOnPass(desk, draft, act, act.command);
    case "declaration":
      return actOnDeclaration(desk, draft, act, act.command);
    case "trade":
      return actOnTrade(desk, draft, act);
    case "identity":
      return actOnIdentity(desk, draft, act);
    case "list":
      return actOnList(desk, draft, act);
    case "goods_back":
      return actOnGoodsBack(desk, draft, act);
    case "note":
      return actOnNote(desk, draft, act);
    case "tax":
      return actOnTax(desk, draft, act);
    case "review":
      return (await settlePassages(desk, draft, act.documents, act.atMs)) ?? (await passCollectives(desk, draft, act.documents, act.atMs));
    case "look":
      return lookAtDuties(desk, draft, act);
    case "obligation":
      return command(desk, draft, act.id, act.command);
    case "open_book":
      return openBook(draft, act);
    default:
      return actOnFlow(desk, draft, act);
  }
};

const openBook = async (draft: Draft, act: Extract<CustomsAct, { act: "open_book" }>): Promise<Refusal | undefined> => {
  for (const line of act.lines)
    draft.transfers.push({
      from: contraAccount("book_opening"),
      to: bookAccount(act.book, line.line, "actual"),
      lot: bookLot(act.book, line.line, { ...line, owner: act.owner }),
      quantity: line.quantity,
      atMs: act.atMs,
    });
  return undefined;
};

const touchedBy = (draft: Draft, act: CustomsAct): readonly DocumentLink[] => {
  if (act.act === "review") return act.documents;
  // 核销 closes a whole book; nothing is owed by what is written off.
  return act.act === "write_off" ? [] : [...new Set(draft.documents.values())].map(({ kind, number }) => ({ kind, number }));
};

/** Posts all or none; a book that has not enough is a refusal, as it is for goods. */
const post = async (desk: Case, draft: Draft): Promise<Refusal | undefined> => {
  if (draft.transfers.length === 0) return undefined;
  const ends = draft.transfers.flatMap(({ from, to, lot }) => [from, to].map((account) => ({ account, lot })));
  const ledger = await desk.reads.loadCells(ends);
  const short = ledger.post(draft.transfers);
  if (!short) return undefined;
  const { from, lot } = short;
  const place = from.family === "book" || from.family === "document" ? `${from.number} line ${from.line}` : (from.location ?? from.family);
  return refuse("book_short", `${place} has not enough ${lot.gtin}: what is free is less than what the document takes`);
};

const isEmpty = (draft: Draft): boolean =>
  draft.transfers.length === 0 &&
  draft.events.length === 0 &&
  draft.releases.length === 0 &&
  draft.alarms.length === 0 &&
  draft.reports.length === 0 &&
  draft.obligationEvents.length === 0;

type Numbered = Readonly<{ entry: number; nowMs: number }>;

const keep = (desk: Case, draft: Draft, act: CustomsAct, { entry, nowMs }: Numbered): void => {
  const { write } = desk;
  const { subject } = draft;
  const operator = act.by;
  const site = subject?.site ?? ("site" in act ? act.site : undefined);
  write.entries.push({
    entry,
    kind: "document",
    atMs: act.atMs,
    recordedMs: nowMs,
    operator,
    step: stepOf(act),
    ...(site != null && { site }),
    result: "posted",
    body: bodyOf(draft, act),
    transfers: draft.transfers,
  });
  for (const document of new Set(draft.documents.values())) write.documents.push({ document, entry, atMs: nowMs });
  for (const event of draft.events) write.documentEvents.push({ ...event, entry, atMs: act.atMs, by: act.by });
  write.releases.push(...draft.releases.map((release) => ({ ...release, by: act.by })));
  write.releasesEnded.push(...draft.ended.map((release) => ({ release, atMs: nowMs })));
  for (const obligation of draft.obligations.values()) write.obligations.push({ obligation, entry, atMs: nowMs });
  write.alarmsCleared.push(...draft.alarmsCleared.map((each) => ({ ...each, atMs: nowMs, entry })));
  write.quotas.push(...draft.quotas);
  write.lineages.push(...lineagesOf(draft.transfers).map((each) => ({ ...each, entry })));
  write.heldBy.push(...draft.heldBy.map((each) => ({ ...each, entry })));
  write.attachments.push(...draft.attachments.map((each) => ({ ...each, entry, atMs: act.atMs, by: act.by })));
  write.reports.push(...draft.reports.map((each) => ({ ...each, entry, atMs: nowMs, by: act.by })));
  write.risen.push(...draft.risen);
  write.sends.push(...draft.sends.map((send) => ({ ...send, entry })));
  write.alarms.push(...draft.alarms.map((alarm) => ({ draft: alarm, entry })));
  if (act.receipt && subject)
    write.receipts.push({
      message: act.message ?? null,
      ...act.receipt,
      documentKind: subject.kind,
      number: subject.number,
      atMs: act.atMs,
      recordedMs: nowMs,
      entry,
    });
  desk.keep(draft);
};

/** What a leaf of the journal says of a document: numbers, lines and quantities, and of people nothing. */
const bodyOf = (draft: Draft, act: CustomsAct): Readonly<Record<string, unknown>> => ({
  act: act.act,
  ...(act.message !== undefined && { message: act.message }),
  ...(act.receipt && { receipt: act.receipt }),
  ...(draft.subject && { document: { kind: draft.subject.kind, number: draft.subject.number, state: draft.subject.state } }),
  ...(draft.events.length > 0 && { events: draft.events }),
  ...(draft.reports.length > 0 && { reports: draft.reports.map(({ content: _content, ...report }) => report) }),
  ...(draft.obligationEvents.length > 0 && { obligations: draft.obligationEvents }),
});

const stepOf = (act: CustomsAct): string => {
  if (act.act === "trade") return `${act.trade.kind}_${act.trade.record.head.action}`;
  if (act.act === "list") return `list_${act.command.do}`;
  return "command" in act ? `${act.act}_${act.command.type}` : act.act;
};

const keyOf = (act: CustomsAct): string => {
  switch (act.act) {
    case "trade":
      return numberOf(act.trade);
    case "identity":
      return `${act.trio.platform}/${act.trio.orderNo}`;
    case "open_book":
      return act.book;
    case "obligation":
      return act.id;
    case "goods_back":
      return act.request;
    case "review":
    case "look":
      return act.act;
    default:
      return act.key;
  }
};

const refusalEntry = (act: CustomsAct, { reason, detail }: Refusal, { entry, nowMs }: Numbered): Entry => ({
  entry,
  kind: "document",
  atMs: act.atMs,
  recordedMs: nowMs,
  operator: act.by,
  step: stepOf(act),
  ...("site" in act && { site: act.site }),
  result: "refused",
  reason,
  detail,
  body: { act: act.act, key: keyOf(act), ...(act.receipt && { receipt: act.receipt }) },
  transfers: [],
});
