import { transfersOf } from "../../domain/customs/bookkeeping.ts";
import {
  decideGoods,
  evolveGoods,
  type DocumentLine,
  type GoodsCommand,
  type GoodsDocument,
  type GoodsEvent,
  type GoodsFiling,
} from "../../domain/customs/documents/goods-document.ts";
import type { BlockedAct } from "../../domain/customs/obligations/consequences.ts";
import { actOnDeclaration } from "./declaration-acts.ts";
import { refuseOverdue } from "./duty-acts.ts";
import { allReleased } from "./lists-released.ts";
import { put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import type { DocumentKind, DocumentLink, StoredDocument } from "./ports.ts";

/** Goods documents (核注清单, 出入库单): a command decides events, and events move the books. */
type Target = Readonly<{ kind: GoodsDocument["kind"]; key: string; atMs: number; isDeclared?: boolean }>;

/** What the firm says, and customs has to hear. */
const SENT: ReadonlySet<string> = new Set(["filed", "amended"]);

export const actOnGoods = async (desk: Case, draft: Draft, target: Target, command: GoodsCommand): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, target.kind, target.key);
  const overdue = command.type === "file" && !stored ? await refuseFiling(desk, draft, command.filing, target.atMs) : undefined;
  if (overdue) return overdue;
  const events = decideGoods(stored?.content, command);
  if (typeof events === "string") return refuse(events, `${target.kind} ${target.key}: ${command.type} is not possible`);
  applyGoods(draft, stored, events, target.atMs);
  const [first] = events;
  if (first && SENT.has(first.type) && target.isDeclared !== false && draft.subject)
    draft.sends.push({ kind: target.kind, number: draft.subject.number });
  if (events.length === 0) return undefined;
  const refusal = command.type === "approve" ? await afterApproval(desk, draft, target) : undefined;
  if (!refusal) await closeSlips(desk, draft, target);
  return refusal;
};

const afterApproval = async (desk: Case, draft: Draft, target: Target): Promise<Refusal | undefined> =>
  (await chargeGuarantee(desk, draft, target)) ?? (await passAtOnce(desk, draft, target));

/** Slips (出入库单) are done with the collective inventory that deducts for them. */
const closeSlips = async (desk: Case, draft: Draft, { kind, key, atMs }: Target): Promise<void> => {
  const collective = await desk.find(draft, kind, key);
  if (collective?.content.type !== "1" || collective.content.deduction !== "done") return;
  for (const number of collective.content.gathers) {
    const slip = await desk.find(draft, "stock_document", number);
    if (slip?.content.deduction === "pre") applyGoods(draft, slip, [{ type: "deducted" }], atMs);
  }
};

/** Who is late with the last time is not trusted with a next: 先出区后报关, 分送集报, exhibition, transit. */
const refuseFiling = async (desk: Case, draft: Draft, filing: GoodsFiling, atMs: number): Promise<Refusal | undefined> => {
  const { owner } = filing;
  const partner = await refusePartner(desk, draft, filing);
  if (partner) return partner;
  if (filing.kind === "stock_document" || filing.declaration !== undefined) {
    const declaration = filing.declaration === undefined ? undefined : await desk.find(draft, "declaration", filing.declaration);
    if (declaration?.content.state !== "approved")
      return refuse(
        "declaration_missing",
        `${filing.innerNo} stands under ${filing.declaration ?? "no declaration"}, which is not approved`,
      );
    if (declaration.content.validUntilMs < atMs) return refuse("declaration_expired", `declaration ${declaration.number} has ended`);
  }
  const pass = await refuseTally(desk, draft, filing);
  if (pass) return pass;
  for (const act of blockable(filing)) {
    const refusal = await refuseOverdue(desk, draft, { act, owner, atMs });
    if (refusal) return refusal;
  }
  return undefined;
};

/** 区区联动: what arrives by the other zone's inventory is what left by it. */
const refusePartner = async (desk: Case, draft: Draft, filing: GoodsFiling): Promise<Refusal | undefined> => {
  if (filing.direction !== "in" || filing.partner === undefined || (filing.type !== "6" && filing.type !== "5")) return undefined;
  const partner = await desk.find(draft, "inventory", filing.partner);
  if (!partner) return refuse("partner_unknown", `${filing.innerNo} answers ${filing.partner}, which is not filed here`);
  const left = sumByProduct(partner.content.lines);
  for (const [gtin, quantity] of sumByProduct(filing.lines))
    if (quantity > (left.get(gtin) ?? 0n))
      return refuse("more_than_partner", `${filing.innerNo} declares more ${gtin} than ${partner.number} let out`);
  return undefined;
};

/** 先理货后报关: what is declared afterwards came in by a pass of kind 1. */
const refuseTally = async (desk: Case, draft: Draft, { innerNo, type, gathers }: GoodsFiling): Promise<Refusal | undefined> => {
  for (const key of type === "3" ? gathers : []) {
    const pass = await desk.find(draft, "pass", key);
    if (pass?.content.passKind !== "1")
      return refuse("pass_unknown", `${innerNo} declares what ${key} brought in, which is no pass of kind 1`);
  }
  return undefined;
};

const sumByProduct = (lines: readonly DocumentLine[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { gtin, quantity } of lines) sums.set(gtin, (sums.get(gtin) ?? 0n) + quantity);
  return sums;
};

/** 保税展示交易: what is outside is covered by the guarantee of its declaration, and gives it back on return. */
const chargeGuarantee = async (desk: Case, draft: Draft, target: Target): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, target.kind, target.key);
  if (stored?.content.type !== "5" || stored.content.declaration === undefined) return undefined;
  const value = stored.content.lines.reduce((sum, { total }) => sum + (total ?? 0n), 0n);
  const amount = stored.content.direction === "out" ? value : -value;
  return actOnDeclaration(desk, draft, { key: stored.content.declaration }, { type: "charge", amount, atMs: target.atMs });
};

const blockable = ({ kind, type, direction }: GoodsFiling): readonly BlockedAct[] => {
  if (direction !== "out") return [];
  if (kind === "stock_document") return ["leave_first_declare_later", "collective_declaration"];
  if (type === "5") return ["exhibition"];
  return type === "6" || type === "7" ? ["transit"] : [];
};

/** Puts events into the draft: transfers, the document as they leave it, and what its timeline says. */
export const applyGoods = (
  draft: Draft,
  stored: StoredDocument<GoodsDocument> | undefined,
  events: readonly GoodsEvent[],
  atMs: number,
): void => {
  let document = stored?.content;
  for (const event of events) {
    draft.transfers.push(...transfersOf(document, event, atMs));
    document = evolveGoods(document, event);
    draft.events.push({
      kind: document.kind,
      number: document.number,
      type: event.type,
      ...(event.type === "refused" && { note: event.note }),
    });
  }
  if (!document) return;
  const now = storedGoods(document);
  draft.subject ??= now;
  if (events.length > 0) put(draft, now);
};

export const storedGoods = (document: GoodsDocument): StoredDocument<GoodsDocument> => ({
  kind: document.kind,
  number: document.number,
  aliases: document.innerNo === document.number ? [] : [document.innerNo],
  site: document.site,
  owner: document.owner,
  book: document.book,
  direction: document.direction,
  channel: document.type === "8" ? "1210" : null,
  state: document.state === "approved" && document.deduction !== "pre" ? document.deduction : document.state,
  trio: null,
  plate: null,
  links: linksOf(document),
  content: document,
});

const linksOf = (document: GoodsDocument): DocumentLink[] => [
  ...(document.declaration === undefined ? [] : [{ kind: "declaration" as const, number: document.declaration }]),
  ...(document.partner === undefined ? [] : [{ kind: "inventory" as const, number: document.partner }]),
  ...document.gathers.map((number) => ({ kind: gatheredBy(document), number })),
];

/** 保税电商 (kind 8) gathers lists, 先入区后报关 (kind 3) declares what gate passes brought in, a collective inventory gathers slips. */
const gatheredBy = ({ type }: GoodsDocument): DocumentKind => (type === "8" ? "list" : type === "3" ? "pass" : "stock_document");

/**
 * What has passed already when it is approved: the slips of a collective inventory (集报清单) went through the gate one by
 * one, and goods that were let in before their declaration (先入区后报关) are in.
 */
const passAtOnce = async (desk: Case, draft: Draft, target: Target): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, target.kind, target.key);
  if (!stored || stored.content.state !== "approved" || stored.kind !== "inventory") return undefined;
  const { type, lines, passed, gathers } = stored.content;
  // Its lists may have been released before it (保税电商).
  if (type === "8" && gathers.length > 0 && (await allReleased(desk, draft, gathers))) {
    const events = decideGoods(stored.content, { type: "release" });
    if (typeof events !== "string") applyGoods(draft, stored, events, target.atMs);
  }
  // What passes brought in is declared by its tally.
  if (type !== "1" && (type !== "3" || gathers.length > 0)) return undefined;
  const through = type === "1" ? await passedBySlips(desk, draft, gathers) : undefined;
  const open = lines
    .map((line) => ({ n: line.n, quantity: (through ? takeFrom(through, line) : line.quantity) - (passed[line.n] ?? 0n) }))
    .filter(({ quantity }) => quantity > 0n);
  if (open.length === 0) return undefined;
  for (const command of [
    { type: "put_on_pass", pass: "earlier", lines: open },
    { type: "pass", pass: "earlier", lines: open },
  ] as const) {
    const now = await desk.find(draft, target.kind, target.key);
    const events = decideGoods(now?.content, command);
    if (typeof events === "string") return refuse(events, `${target.key}: what has passed already is more than it declares`);
    applyGoods(draft, now, events, target.atMs);
  }
  return undefined;
};

/** What the slips of a collective inventory have carried through the gate, by book line and product. */
const passedBySlips = async (desk: Case, draft: Draft, slips: readonly string[]): Promise<Map<string, bigint>> => {
  const through = new Map<string, bigint>();
  for (const number of slips) {
    const slip = await desk.find(draft, "stock_document", number);
    for (const line of slip?.content.lines ?? [])
      through.set(goodsKey(line), (through.get(goodsKey(line)) ?? 0n) + (slip?.content.passed[line.n] ?? 0n));
  }
  return through;
};

const goodsKey = ({ bookLine, gtin }: DocumentLine): string => `${bookLine ?? ""}/${gtin}`;

const takeFrom = (through: Map<string, bigint>, line: DocumentLine): bigint => {
  const left = through.get(goodsKey(line)) ?? 0n;
  const taken = left < line.quantity ? left : line.quantity;
  through.set(goodsKey(line), left - taken);
  return taken;
};

/** A slip that passes after its collective inventory was approved passes it too. */
export const passCollectives = async (
  desk: Case,
  draft: Draft,
  documents: readonly DocumentLink[],
  atMs: number,
): Promise<Refusal | undefined> => {
  for (const { kind, number } of documents) {
    if (kind !== "stock_document") continue;
    const slip = await desk.find(draft, kind, number);
    if (!slip) continue;
    for (const linked of await desk.listLinked(draft, { kind, number: slip.number, aliases: slip.aliases })) {
      if (linked.kind !== "inventory") continue;
      const target: Target = { kind: "inventory", key: linked.number, atMs };
      const refusal = await passAtOnce(desk, draft, target);
      if (refusal) return refusal;
      await closeSlips(desk, draft, target);
    }
  }
  return undefined;
};
