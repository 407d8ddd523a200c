import {
  decidePass,
  evolvePass,
  type GatePass,
  type PassCommand,
  type PassEvent,
  type PassKind,
  type PassLine,
} from "../../domain/customs/documents/gate-pass.ts";
import { decideGoods, findLine, unpassedOf, type GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import { leavingBy } from "../../domain/customs/leaving.ts";
import type { BlockedAct } from "../../domain/customs/obligations/consequences.ts";
import { refuseOverdue } from "./duty-acts.ts";
import { isRefusal, put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { applyGoods } from "./goods-acts.ts";
import type { StoredDocument } from "./ports.ts";

/**
 * Gate passes (核放单). A pass that names documents and no lines carries all that is left of them. Approval reserves its
 * quantities on the documents and, going out, makes the release that the gate uses up; voiding gives both back.
 */
export const actOnPass = async (
  desk: Case,
  draft: Draft,
  target: Readonly<{ key: string; atMs: number; isDeclared?: boolean }>,
  command: PassCommand,
): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, "pass", target.key);
  const blocked = command.type === "file" && !stored ? BLOCKED_KINDS[command.filing.passKind] : undefined;
  const overdue =
    blocked &&
    command.type === "file" &&
    (await refuseOverdue(desk, draft, { act: blocked, owner: command.filing.owner, atMs: target.atMs }));
  if (overdue) return overdue;
  const filled = command.type === "file" || command.type === "amend" ? await fillLines(desk, draft, command) : command;
  if (isRefusal(filled)) return filled;
  const events = decidePass(stored?.content, filled);
  if (typeof events === "string") return refuse(events, `pass ${target.key}: ${command.type} is not possible`);
  const [first] = events;
  const refusal = await applyPass(desk, draft, { stored, events, atMs: target.atMs });
  if (first && SENT.has(first.type) && target.isDeclared !== false && draft.subject)
    draft.sends.push({ kind: "pass", number: draft.subject.number });
  return refusal;
};

const BLOCKED_KINDS: Readonly<Partial<Record<PassKind, BlockedAct>>> = { "1": "tally_first_declare_later", "7": "two_step_declaration" };

/** What the firm says, and customs has to hear. */
const SENT: ReadonlySet<string> = new Set(["filed", "amended", "voided"]);

type Filing = Extract<PassCommand, { type: "file" | "amend" }>;

const fillLines = async (desk: Case, draft: Draft, command: Filing): Promise<Filing | Refusal> => {
  const { filing } = command;
  const numbers: string[] = [];
  const found: GoodsDocument[] = [];
  for (const key of filing.documents) {
    const document = await desk.findGoods(draft, key);
    if (!document) return refuse("document_unknown", `the pass names ${key}, which is not filed here`);
    numbers.push(document.number);
    found.push(document.content);
  }
  const lines = filing.lines.length > 0 || found.length === 0 ? filing.lines : allThatIsLeft(found);
  return { ...command, filing: { ...filing, documents: numbers, lines } };
};

const allThatIsLeft = (documents: readonly GoodsDocument[]): PassLine[] =>
  documents
    .flatMap((document) =>
      document.lines.map((line) => ({
        document: document.number,
        documentLine: line.n,
        gtin: line.gtin,
        quantity: unpassedOf(document, line.n),
      })),
    )
    .filter(({ quantity }) => quantity > 0n)
    .map((line, index) => ({ n: index + 1, ...line }));

const applyPass = async (
  desk: Case,
  draft: Draft,
  { stored, events, atMs }: Readonly<{ stored: StoredDocument<GatePass> | undefined; events: readonly PassEvent[]; atMs: number }>,
): Promise<Refusal | undefined> => {
  let pass = stored?.content;
  for (const event of events) {
    pass = evolvePass(pass, event);
    draft.events.push({ kind: "pass", number: pass.number, type: event.type, ...(event.type === "refused" && { note: event.note }) });
    if (event.type === "approved" || event.type === "voided") {
      const refusal = await reserve(desk, draft, pass, { atMs, sign: event.type === "approved" ? 1n : -1n });
      if (refusal && event.type === "approved") return refusal;
    }
    if (event.type === "voided") draft.ended.push(pass.number);
    // By customs' word: our own gate tells it with the goods, in one decision.
    const passed = event.type === "passed" && event.by === "customs" ? await passDocuments(desk, draft, pass, atMs) : undefined;
    if (passed) return passed;
  }
  if (!pass) return undefined;
  const now = storedPass(pass);
  draft.subject = now;
  if (events.length > 0) put(draft, now);
  return undefined;
};

const passDocuments = async (desk: Case, draft: Draft, pass: GatePass, atMs: number): Promise<Refusal | undefined> => {
  for (const number of new Set(pass.lines.flatMap(({ document }) => document ?? []))) {
    const stored = await desk.findGoods(draft, number);
    const lines = pass.lines
      .filter((line) => line.document === number)
      .map((line) => ({ n: line.documentLine ?? 0, quantity: line.quantity }));
    const events = decideGoods(stored?.content, { type: "pass", pass: pass.number, lines });
    if (typeof events === "string") return refuse(events, `pass ${pass.number} and ${number} do not agree`);
    applyGoods(draft, stored, events, atMs);
  }
  return undefined;
};

/** On every document that the pass carries from, and, going out, as a release. */
const reserve = async (
  desk: Case,
  draft: Draft,
  pass: GatePass,
  { atMs, sign }: Readonly<{ atMs: number; sign: 1n | -1n }>,
): Promise<Refusal | undefined> => {
  for (const number of new Set(pass.lines.flatMap(({ document }) => document ?? []))) {
    const stored = await desk.findGoods(draft, number);
    if (!stored) return refuse("document_unknown", `the pass carries from ${number}, which is not filed here`);
    const lines = pass.lines
      .filter((line) => line.document === number)
      .map((line) => ({ n: line.documentLine ?? 0, quantity: sign * line.quantity }));
    if (sign > 0n && stored.content.state !== "approved")
      return refuse("not_approved", `${number} is not approved: a pass cannot carry from it`);
    const events = decideGoods(stored.content, { type: "put_on_pass", pass: pass.number, lines });
    if (typeof events === "string") return refuse(events, `pass ${pass.number} and ${number} do not agree`);
    applyGoods(draft, stored, events, atMs);
  }
  if (sign > 0n && pass.direction === "out") await release(desk, draft, pass, atMs);
  return undefined;
};

const release = async (desk: Case, draft: Draft, pass: GatePass, atMs: number): Promise<void> => {
  type Line = Readonly<{ gtin: string; quantity: bigint; document?: string; documentLine?: number; book?: string; line?: number }>;
  const lines: Line[] = [];
  let leaving = leavingBy(pass.passKind, undefined);
  for (const { gtin, quantity, document, documentLine } of pass.lines) {
    if (gtin === null || quantity === 0n) continue;
    const goods = document === null ? undefined : (await desk.findGoods(draft, document))?.content;
    leaving = leavingBy(pass.passKind, goods);
    const bookLine = (goods && documentLine !== null ? findLine(goods, documentLine) : undefined)?.bookLine ?? undefined;
    lines.push({
      gtin,
      quantity,
      ...(document !== null && documentLine !== null && { document, documentLine }),
      ...(goods && goods.book !== null && bookLine !== undefined && { book: goods.book, line: bookLine }),
    });
  }
  if (lines.length === 0) return;
  const { site, owner, number, validUntilMs } = pass;
  draft.releases.push({ draft: { release: number, site, owner, validUntilMs, lines, document: number, ...leaving }, atMs });
};

export const storedPass = (pass: GatePass): StoredDocument<GatePass> => ({
  kind: "pass",
  number: pass.number,
  aliases: pass.innerNo === pass.number ? [] : [pass.innerNo],
  site: pass.site,
  owner: pass.owner,
  book: null,
  direction: pass.direction,
  channel: null,
  state: pass.passedBy === "customs" ? "passed_by_customs" : pass.state,
  trio: null,
  plate: pass.plate,
  links: pass.documents.map((number) => ({ kind: "inventory" as const, number })),
  content: pass,
});
