import {
  decideObligation,
  evolveObligation,
  subjectKey,
  type Obligation,
  type ObligationCommand,
  type ObligationSubject,
} from "../../domain/customs/obligations/obligation.ts";
import { listBlocking } from "../../domain/customs/obligations/blocking.ts";
import type { BlockedAct } from "../../domain/customs/obligations/consequences.ts";
import { dutiesOfGoods, dutiesOfList, dutiesOfPass, type Duty, type Kin, type Told } from "../../domain/customs/obligations/duties.ts";
import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import { refuse, type Case, type Draft, type Refusal } from "./case.ts";
import type { DocumentLink, StoredDocument } from "./ports.ts";

/**
 * Obligations (待办义务). After every act and every passage of the gate the documents it touched are reviewed: what they make
 * the firm owe is opened, and what has met it is noted. Time alone makes them due and overdue: the clock looks.
 */
export const reviewDuties = async (desk: Case, draft: Draft, documents: readonly DocumentLink[]): Promise<void> => {
  for (const link of documents) {
    for (const { kind, number } of await kinOf(desk, draft, link)) {
      const stored = await desk.find(draft, kind, number);
      if (!stored) continue;
      for (const duty of await dutiesFor(desk, draft, stored)) await record(desk, draft, duty);
    }
  }
};

/** The document itself, and those whose duties it may meet. */
const kinOf = async (desk: Case, draft: Draft, link: DocumentLink): Promise<DocumentLink[]> => {
  const stored = await desk.find(draft, link.kind, link.number);
  if (!stored) return [];
  const self: DocumentLink = { kind: stored.kind, number: stored.number };
  // A pass that carries it may owe its complete declaration (两步申报).
  const passes = isGoods(stored) ? (await desk.listLinked(draft, self)).filter(isPass) : [];
  return [self, ...stored.links, ...passes.map(({ kind, number }) => ({ kind, number }))];
};

const isGoods = (document: StoredDocument): document is StoredDocument<GoodsDocument> =>
  document.kind === "inventory" || document.kind === "stock_document";
const isPass = (document: StoredDocument): document is StoredDocument<GatePass> => document.kind === "pass";

const tell = async <Content extends GoodsDocument | GatePass>(
  desk: Case,
  draft: Draft,
  stored: StoredDocument<Content>,
): Promise<Told<Content>> => ({
  document: stored.content,
  timeline: await desk.timelineOf(draft, stored),
});

const dutiesFor = async (desk: Case, draft: Draft, stored: StoredDocument): Promise<readonly Duty[]> => {
  if (stored.content.kind === "list") {
    const { number, site, owner } = stored;
    return dutiesOfList({ number, site: site ?? "", owner: owner ?? "", life: stored.content.life });
  }
  if (!isGoods(stored) && !isPass(stored)) return [];
  const self: DocumentLink = { kind: stored.kind, number: stored.number };
  const near = [...(await desk.listLinked(draft, { ...self, aliases: stored.aliases }))];
  for (const { kind, number } of stored.links) {
    const named = await desk.find(draft, kind, number);
    if (named) near.push(named);
  }
  const others = near.filter((each) => each.number !== stored.number);
  const declaration = others.find(({ kind }) => kind === "declaration")?.content;
  const kin: Kin = {
    goods: await Promise.all(others.filter(isGoods).map((each) => tell(desk, draft, each))),
    passes: [],
    ...(declaration?.kind === "declaration" && { declaration }),
  };
  return isPass(stored) ? dutiesOfPass(await tell(desk, draft, stored), kin) : dutiesOfGoods(await tell(desk, draft, stored), kin);
};

const record = async (desk: Case, draft: Draft, duty: Duty): Promise<void> => {
  const subject: ObligationSubject = { kind: "document", number: duty.number };
  const id = `${duty.rule}/${subjectKey(subject)}`;
  const { rule, site, owner, startMs, statedDue, met } = duty;
  await command(desk, draft, id, { type: "open", obligation: id, rule, subject, site, owner, startMs, ...(statedDue && { statedDue }) });
  if (met) await command(desk, draft, id, { type: "meet", ...met });
};

/** A refusal is the caller's to tell; nothing changes by it. */
export const command = async (desk: Case, draft: Draft, id: string, told: ObligationCommand): Promise<Refusal | undefined> => {
  let obligation = await desk.findObligation(draft, id);
  const events = decideObligation(obligation, told);
  if (typeof events === "string") return refuse(events, `obligation ${id}: ${told.type} is not possible`);
  for (const event of events) obligation = evolveObligation(obligation, event);
  if (!obligation || events.length === 0) return undefined;
  draft.obligations.set(id, obligation);
  for (const { type } of events) draft.obligationEvents.push({ obligation: id, type });
  if (obligation.state === "overdue") draft.alarms.push(alarmOf(obligation));
  if (obligation.state === "met" || obligation.state === "waived") draft.alarmsCleared.push({ kind: "obligation_overdue", subject: id });
  return undefined;
};

const alarmOf = ({ obligation, rule, site, owner, dueMs, source }: Obligation): Draft["alarms"][number] => ({
  kind: "obligation_overdue",
  severity: "major",
  subject: obligation,
  ...(site !== null && { site }),
  detail: { rule, owner, dueAt: new Date(dueMs).toISOString(), source },
  atMs: dueMs,
});

/** What an overdue obligation of the firm forbids (逾期), as a refusal. */
export const refuseOverdue = async (
  desk: Case,
  draft: Draft,
  { act, owner, atMs }: Readonly<{ act: BlockedAct; owner: string; atMs: number }>,
): Promise<Refusal | undefined> => {
  const open = await desk.listObligations(draft, owner);
  const [first] = listBlocking(open, { act, owner }, atMs);
  return (
    first &&
    refuse(
      "obligation_overdue",
      `${owner} owes customs since ${new Date(first.dueMs).toISOString()}: ${first.rule} of ${subjectKey(first.subject)}`,
    )
  );
};
