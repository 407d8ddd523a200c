/** 核放单 and 业务申报表 → acts. A pass says where it is by the documents that it carries from. */
import type { GatePass, PassFiling, PassLine } from "../domain/customs/documents/gate-pass.ts";
import type { KnownDocument } from "../usecases/customs/messages-ports.ts";
import type { DeclarationDraft, PassDraft, PassLineDraft } from "./drafts.ts";
import type { Known } from "./lookups.ts";
import { commandOf, innerNoOf, isForCustomsToEnd, placeOf, WAITS_FOR_CUSTOMS } from "./resolve-places.ts";
import { Findings, NOTHING, refused, withFindings, type Resolved, type Resolving } from "./resolved.ts";
import { ownUnitName, toOwnUnit, unitName } from "./units.ts";

/** No message says how long a pass holds: zones do. It stands for so long unless the zone ends it earlier. */
const PASS_VALID_MS = 7 * 24 * 3_600_000;

export const resolvePass = (draft: PassDraft, { known, nowMs }: Resolving): Resolved => {
  const found = new Findings();
  const stored = known.findDocument("pass", draft.keys);
  const key = stored?.number ?? draft.keys[0];
  if (key === undefined) return refused("etpsPreentNo", "has no number to be filed by", { found: null, allowed: "a number of the firm" });
  const target = { act: "pass", key } as const;
  if (draft.action === "cancel") {
    if (isForCustomsToEnd(stored)) return { ...NOTHING, warnings: [WAITS_FOR_CUSTOMS] };
    return { ...NOTHING, acts: [{ ...target, command: { type: "void" } }] };
  }
  const documents = draft.documents.flatMap(
    (number) => known.findDocument("inventory", [number]) ?? known.findDocument("stock_document", [number]) ?? [],
  );
  const { site, owner } = placeOf(draft, known, found, documents[0]);
  const before = stored?.content.kind === "pass" ? stored.content : undefined;
  const filing: PassFiling = {
    kind: "pass",
    number: key,
    innerNo: innerNoOf(stored, draft.keys),
    site,
    owner,
    passKind: draft.passKind,
    direction: draft.direction,
    binding: draft.binding,
    plate: draft.plate,
    container: draft.container,
    seal: before?.seal ?? null,
    totalWeightKg: draft.totalWeightKg,
    documents: draft.documents,
    lines: passLines(draft, documents, known, found),
    gates: before?.gates ?? 1,
    ...validityOf(before, Math.min(draft.declaredMs ?? nowMs, nowMs)),
  };
  return withFindings(found, [{ ...target, command: commandOf(draft.action, filing) }], draft.isDeclared);
};

/** From its declaration on: what passed the gate since, and is told late, passed by it. The same filing told again is the same filing. */
const validityOf = (before: GatePass | undefined, fromMs: number): Pick<GatePass, "validFromMs" | "validUntilMs"> => ({
  validFromMs: before?.validFromMs ?? fromMs,
  validUntilMs: before?.validUntilMs ?? fromMs + PASS_VALID_MS,
});

/** Lines name a line of the one document; of several documents all that is left goes along, since no line says of which it is. */
const passLines = (draft: PassDraft, documents: readonly KnownDocument[], known: Known, found: Findings): PassLine[] => {
  if (draft.documents.length > 1) return [];
  const [document] = documents;
  if (draft.documents.length === 1 && !document) return [];
  return draft.lines.map((line, index) => passLine(draft, line, { index, document, known, found }));
};

type PassLineAt = Readonly<{ index: number; document: KnownDocument | undefined; known: Known; found: Findings }>;

const passLine = (draft: PassDraft, line: PassLineDraft, { index, document, known, found }: PassLineAt): PassLine => {
  const { n, documentLine, itemRecordNo, quantity } = line;
  const at = `[${index + 1}]`;
  if (document) {
    const goods = "lines" in document.content ? document.content.lines : [];
    const declared =
      goods.find((each) => each.n === documentLine) ?? goods.find((each) => "itemRecordNo" in each && each.itemRecordNo === itemRecordNo);
    if (!declared || !("uom" in declared)) {
      found.error(
        `rltGdsSeqno${at} 关联商品序号`,
        `line_unknown: ${document.number} has no such line`,
        `${documentLine ?? itemRecordNo ?? ""}`,
      );
      return { n, document: document.number, documentLine, gtin: null, quantity };
    }
    const filed =
      declared.bookLine === null || document.book === null ? undefined : known.listBookLines(document.book, null, itemRecordNo)[0];
    const own = { uom: declared.uom, customsUnit: filed?.customsUnit ?? null };
    return { n, document: document.number, documentLine: declared.n, gtin: declared.gtin, quantity: converted(line, own, found, at) };
  }
  // Goods that stand in no document (卡口登记, 非报关): their 料号 is the product where the book has it, else optional (2.7).
  const filed = draft.book === null || itemRecordNo === undefined ? undefined : known.listBookLines(draft.book, null, itemRecordNo)[0];
  const own = filed && { uom: filed.uom, customsUnit: filed.customsUnit };
  return { n, document: null, documentLine: null, gtin: filed?.gtin ?? null, quantity: own ? converted(line, own, found, at) : quantity };
};

const converted = (
  line: PassLineDraft,
  own: Readonly<{ uom: string; customsUnit: string | null }>,
  found: Findings,
  at: string,
): bigint => {
  const quantity = toOwnUnit(line.quantity, line.unit, own);
  if (quantity === undefined)
    found.error(
      `dclUnitcd${at} 申报计量单位`,
      "unit_differs: the document counts this line in another unit",
      unitName(line.unit),
      ownUnitName(own),
    );
  return quantity ?? 0n;
};

export const resolveDeclaration = (draft: DeclarationDraft, { known }: Resolving): Resolved => {
  const found = new Findings();
  const stored = known.findDocument("declaration", draft.keys);
  const key = stored?.number ?? draft.keys[0];
  if (key === undefined) return refused("etpsPreentNo", "has no number to be filed by", { found: null, allowed: "a number of the firm" });
  const target = { act: "declaration", key } as const;
  if (draft.action === "cancel") {
    if (isForCustomsToEnd(stored)) return { ...NOTHING, warnings: [WAITS_FOR_CUSTOMS] };
    return { ...NOTHING, acts: [{ ...target, command: { type: "cancel" } }] };
  }
  const { site, owner } = placeOf(draft, known, found);
  const { businessType, direction, book, validUntilMs, exhibitionPlace } = draft;
  const filing = {
    kind: "declaration" as const,
    number: key,
    innerNo: innerNoOf(stored, draft.keys),
    site,
    owner,
    businessType,
    direction,
    book,
    validUntilMs,
    // No message says its amount.
    guarantee: stored?.content.kind === "declaration" ? stored.content.guarantee : null,
    ...(exhibitionPlace !== undefined && { exhibitionPlace }),
  };
  return withFindings(found, [{ ...target, command: commandOf(draft.action, filing) }], draft.isDeclared);
};
