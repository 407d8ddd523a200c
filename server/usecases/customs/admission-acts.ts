import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import {
  decideAdmission,
  evolveAdmission,
  type Admission,
  type AdmissionCommand,
  type AdmissionEvent,
} from "../../domain/customs/inspection/admission.ts";
import { put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { liftCustomsHold } from "./customs-holds.ts";
import type { AdmissionContent } from "./flow-ports.ts";
import type { StoredDocument } from "./ports.ts";
import { cellsOfHeld, holdOn, Taking, type StockTake } from "./stock.ts";

/**
 * Two-stage admission (两段准入) and two-step declaration (两步申报). What comes in by a pass stands under customs_hold until its goods
 * may enter the market: all admissions of its documents granted, and, for a pass of kind 7, the complete declaration released.
 */
type Target = Readonly<{ key: string; command: AdmissionCommand; atMs: number }>;

export const actOnAdmission = async (desk: Case, draft: Draft, { key, command, atMs }: Target): Promise<Refusal | undefined> => {
  const about: StoredDocument<GoodsDocument | GatePass> | undefined =
    (await desk.find(draft, "inventory", key)) ?? (await desk.find(draft, "pass", key));
  if (!about) return refuse("document_unknown", `${key} is to be admitted, and is not filed here`);
  const stored = await desk.find(draft, "admission", key);
  const named = command.type === "present" ? { ...command, document: about.number } : command;
  const events = decideAdmission(stored?.content, named);
  if (typeof events === "string") return refuse(events, `admission of ${key}: ${command.type} is not possible`);
  draft.subject = stored;
  let admission: Admission | undefined = stored?.content;
  for (const event of events) {
    admission = evolveAdmission(admission, event);
    draft.events.push({ kind: "admission", number: admission.document, type: event.type, ...noteOf(event) });
  }
  if (!admission || events.length === 0) return undefined;
  const content: AdmissionContent = { ...admission, kind: "admission", about: about.kind === "pass" ? "pass" : "inventory" };
  draft.subject = storedAdmission(content, about);
  put(draft, draft.subject);
  for (const pass of await passesOf(desk, draft, about)) {
    if (content.state === "in_market") await settleAdmission(desk, draft, pass, atMs);
    else if (events.some(({ type }) => type === "admitted_to_country" || type === "presented")) await holdArrivals(desk, draft, pass, atMs);
  }
  return undefined;
};

const noteOf = (event: AdmissionEvent): { note?: string } => {
  if (event.type === "condition_met") return { note: `${event.condition}: ${event.by}` };
  if (event.type === "admitted_to_country" && event.conditions.length > 0) return { note: event.conditions.join(", ") };
  return event.type === "refused" ? { note: event.reason } : {};
};

const storedAdmission = (content: AdmissionContent, about: StoredDocument): StoredDocument<AdmissionContent> => ({
  kind: "admission",
  number: content.document,
  aliases: about.aliases.filter((alias) => alias !== content.document),
  site: about.site,
  owner: about.owner,
  book: about.book,
  direction: "in",
  channel: null,
  state: content.state,
  trio: null,
  plate: null,
  links: [{ kind: content.about, number: about.number }],
  content,
});

const isPass = (document: StoredDocument): document is StoredDocument<GatePass> => document.kind === "pass";

const passesOf = async (desk: Case, draft: Draft, about: StoredDocument): Promise<readonly StoredDocument<GatePass>[]> =>
  isPass(about) ? [about] : (await desk.listLinked(draft, { kind: about.kind, number: about.number })).filter(isPass);

const isIn = ({ content }: StoredDocument<GatePass>): boolean => content.direction === "in" && content.state === "passed";

/** Goods that came in before anybody asked about them. */
const holdArrivals = async (desk: Case, draft: Draft, pass: StoredDocument<GatePass>, atMs: number): Promise<void> => {
  if (!isIn(pass)) return;
  const taking = new Taking();
  const held: StockTake[] = [];
  for (const goods of await desk.reads.listArrivals([pass.number, ...pass.aliases])) {
    const free = await desk.reads.listStock({ site: pass.content.site, gtin: goods.lot.gtin, hold: "none" });
    held.push(...taking.take(cellsOfHeld(free, goods), goods.quantity).takes);
  }
  if (held.length === 0) return;
  draft.transfers.push(...held.map((take) => holdOn(take, "customs_hold", atMs)));
  draft.heldBy.push(...held.map(({ cell }) => ({ lot: cell.lot, hold: "customs_hold", by: `admission/${pass.number}` })));
  draft.events.push({ kind: "pass", number: pass.number, type: "held" });
};

/** Frees what came in by the pass once nothing of admission or declaration is open; told again it frees nothing more. */
export const settleAdmission = async (desk: Case, draft: Draft, pass: StoredDocument<GatePass>, atMs: number): Promise<void> => {
  if (!isIn(pass)) return;
  const timeline = await desk.timelineOf(draft, pass);
  if (timeline.findLast(({ type }) => type === "admitted" || type === "held")?.type === "admitted") return;
  const documents = await documentsOf(desk, draft, pass);
  const admissions = await admissionsOf(desk, draft, [pass, ...documents]);
  if (admissions.some(({ content }) => content.state !== "in_market")) return;
  const isTwoStep = pass.content.passKind === "7";
  if (!isTwoStep && admissions.length === 0) return;
  const goods = documents.filter(({ kind }) => kind === "inventory");
  if (isTwoStep && (goods.length === 0 || goods.some(({ content }) => !("isReleased" in content) || !content.isReleased))) return;
  const held = await desk.reads.listArrivals([pass.number, ...pass.aliases]);
  draft.events.push({ kind: "pass", number: pass.number, type: "admitted" });
  await liftCustomsHold(desk, draft, { site: pass.content.site, held, atMs });
};

/** What the pass carries, and what declares it afterwards. */
const documentsOf = async (desk: Case, draft: Draft, pass: StoredDocument<GatePass>): Promise<readonly StoredDocument[]> => {
  const found = new Map<string, StoredDocument>();
  for (const key of pass.content.documents) {
    const document = await desk.findGoods(draft, key);
    if (document) found.set(document.number, document);
  }
  for (const name of [pass.number, ...pass.aliases])
    for (const document of await desk.listLinked(draft, { kind: "pass", number: name }))
      if (document.kind === "inventory" || document.kind === "stock_document") found.set(document.number, document);
  return [...found.values()];
};

const admissionsOf = async (
  desk: Case,
  draft: Draft,
  documents: readonly StoredDocument[],
): Promise<readonly StoredDocument<AdmissionContent>[]> => {
  const found = new Map<string, StoredDocument<AdmissionContent>>();
  for (const { number, aliases } of documents)
    for (const name of [number, ...aliases]) {
      const admission = await desk.find(draft, "admission", name);
      if (admission) found.set(admission.number, admission);
    }
  return [...found.values()];
};
