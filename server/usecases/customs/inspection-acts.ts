import {
  decideInspection,
  evolveInspection,
  holdOfInspection,
  type InspectionCommand,
  type InspectionEvent,
  type InspectionSubject,
} from "../../domain/customs/inspection/inspection.ts";
import { isRefusal, put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { liftCustomsHold } from "./customs-holds.ts";
import type { Attachment, InspectionContent } from "./flow-ports.ts";
import type { DocumentKind, DocumentLink, StoredDocument } from "./ports.ts";
import { asHeld, holdOn, inOrderOfExpiry } from "./stock.ts";

/**
 * Inspections (查验). From the order to the end the goods of an SSCC or a place stand still under customs_hold, and a document
 * passes no gate. A picture is kept by its hash, which stands in the document and in the journal.
 */
export type InspectionAct = Exclude<InspectionCommand, { type: "photograph" }> | Readonly<{ type: "photograph"; attachment: Attachment }>;

type Target = Readonly<{ key: string; command: InspectionAct; atMs: number }>;

export const actOnInspection = async (desk: Case, draft: Draft, { key, command, atMs }: Target): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, "inspection", key);
  const events = decideInspection(stored?.content, asDecided(command));
  if (typeof events === "string") return refuse(events, `inspection ${key}: ${command.type} is not possible`);
  draft.subject = stored;
  let now = stored;
  for (const event of events) {
    const next = await apply(desk, draft, { now, event, atMs });
    if (isRefusal(next)) return next;
    now = next;
    put(draft, (draft.subject = now));
    draft.events.push({ kind: "inspection", number: now.number, type: event.type, ...noteOf(event) });
  }
  if (command.type === "photograph" && events.length > 0 && now)
    draft.attachments.push({ ...command.attachment, documentKind: "inspection", number: now.number });
  if (stored && now && holdOfInspection(stored.content) !== "none" && holdOfInspection(now.content) === "none")
    await liftCustomsHold(desk, draft, { site: now.content.site, held: now.content.held, atMs });
  return undefined;
};

const asDecided = (command: InspectionAct): InspectionCommand =>
  command.type === "photograph" ? { type: "photograph", photograph: command.attachment.sha256 } : command;

const noteOf = (event: InspectionEvent): { note?: string } => {
  switch (event.type) {
    case "ordered":
      return { note: event.order.reason };
    case "photographed":
      return { note: event.photograph };
    case "concluded":
      return { note: event.result.result === "differs" ? `differs: ${event.result.found}` : "agrees" };
    case "settled":
      return { note: event.disposition };
    case "cancelled":
      return { note: event.why };
    case "started":
      return {};
  }
};

type Step = Readonly<{ now: StoredDocument<InspectionContent> | undefined; event: InspectionEvent; atMs: number }>;

const apply = async (desk: Case, draft: Draft, { now, event, atMs }: Step): Promise<StoredDocument<InspectionContent> | Refusal> => {
  const inspection = evolveInspection(now?.content, event);
  if (event.type !== "ordered") {
    const content: InspectionContent = { ...inspection, kind: "inspection", held: now?.content.held ?? [] };
    return { ...storedInspection(content), links: now?.links ?? [] };
  }
  const { subject, site } = event.order;
  const links = subject.kind === "document" ? await findSubject(desk, draft, subject.number) : [];
  if (isRefusal(links)) return links;
  const held = await hold(desk, draft, { site, subject, by: `inspection/${inspection.inspection}`, atMs });
  return { ...storedInspection({ ...inspection, kind: "inspection", held }), links };
};

const storedInspection = (content: InspectionContent): StoredDocument<InspectionContent> => ({
  kind: "inspection",
  number: content.inspection,
  aliases: [],
  site: content.site,
  owner: null,
  book: null,
  direction: null,
  channel: null,
  state: content.state,
  trio: null,
  plate: null,
  links: [],
  content,
});

const INSPECTED: readonly DocumentKind[] = ["pass", "inventory", "stock_document", "list"];

const findSubject = async (desk: Case, draft: Draft, key: string): Promise<readonly DocumentLink[] | Refusal> => {
  for (const kind of INSPECTED) {
    const found = await desk.find(draft, kind, key);
    if (found) return [{ kind, number: found.number }];
  }
  return refuse("document_unknown", `${key} is to be inspected, and is not filed here`);
};

type Holding = Readonly<{ site: string; subject: InspectionSubject; by: string; atMs: number }>;

/** What is under another hold stands still already. */
const hold = async (desk: Case, draft: Draft, { site, subject, by, atMs }: Holding): Promise<InspectionContent["held"]> => {
  if (subject.kind === "document") return [];
  const where = subject.kind === "parent" ? { site, parent: subject.parent } : { site: subject.site, location: subject.location };
  const free = await desk.reads.listStock({ ...where, hold: "none" });
  const takes = inOrderOfExpiry(free).map((cell) => ({ cell, quantity: cell.quantity }));
  draft.transfers.push(...takes.map((take) => holdOn(take, "customs_hold", atMs)));
  draft.heldBy.push(...takes.map(({ cell }) => ({ lot: cell.lot, hold: "customs_hold", by })));
  return takes.map(asHeld);
};
