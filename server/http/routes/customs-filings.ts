import type { z } from "zod";
import { cancelBody, declarationBody, filingAnswer, inventoryBody, openBookBody, passBody } from "#wire/customs-filings.ts";
import type { DocumentLine, GoodsFiling } from "../../domain/customs/documents/goods-document.ts";
import type { PassFiling } from "../../domain/customs/documents/gate-pass.ts";
import type { UmbrellaFiling } from "../../domain/customs/documents/umbrella.ts";
import type { ActBody } from "../../usecases/customs/acts.ts";
import type { FiledLine } from "../../usecases/customs/book-read-models.ts";
import type { HttpPorts } from "../http-ports.ts";
import { HttpProblem } from "../problem.ts";
import { define, type Route } from "../route.ts";
import { bookPath } from "./customs-books.ts";
import { documentPath } from "./customs-documents.ts";
import { act, Faults, findOwn, type Actor } from "./customs-parts.ts";
import { idempotencyNote, notFound, requireSight, V1 } from "./parts.ts";

const GROUP = "Customs filings";
/** A collective inventory of a month has as many lines as its limit. */
const FILING_BYTES_MAX = 4 * 1024 * 1024;

type InventoryBody = z.output<typeof inventoryBody>;
type FilingLine = InventoryBody["lines"][number];

/** The book must stand where the filing says: it decides whose goods are counted. */
const requireBook = async (
  ports: HttpPorts,
  { book, site, owner }: Readonly<{ book: string; site: string; owner: string }>,
  faults: Faults,
) => {
  const found = await ports.customs.books.find(book);
  if (!found) return faults.add("/book", `there is no book ${book}`);
  if (found.site !== site) faults.add("/book", `${book} stands at another site`);
  if (found.owner !== owner) faults.add("/owner", `${book} is the book of ${found.owner}`);
  return undefined;
};

const lineOf = (line: FilingLine, filed: readonly FiledLine[]): FiledLine | "ambiguous" | undefined => {
  if (line.bookLine !== undefined) return filed.find((each) => each.line === line.bookLine);
  const named = filed.filter((each) => line.itemRecordNo !== undefined && each.itemRecordNo === line.itemRecordNo);
  return named.length > 1 ? "ambiguous" : named[0];
};

const readLine = (
  { line, index, hasBook }: Readonly<{ line: FilingLine; index: number; hasBook: boolean }>,
  filed: readonly FiledLine[],
  faults: Faults,
): DocumentLine => {
  const at = `/lines/${index}`;
  const found = hasBook ? lineOf(line, filed) : undefined;
  if (found === "ambiguous") faults.add(`${at}/itemRecordNo`, "stands on several lines of the book: name one by its number");
  else if (hasBook && !found) faults.add(line.bookLine === undefined ? `${at}/itemRecordNo` : `${at}/bookLine`, "is no line of the book");
  const known = found === "ambiguous" ? undefined : found;
  if (known && line.gtin !== undefined && line.gtin !== known.gtin)
    faults.add(`${at}/gtin`, `line ${known.line} of the book is ${known.gtin}`);
  if (known && line.uom !== undefined && line.uom !== known.uom)
    faults.add(`${at}/uom`, `line ${known.line} of the book counts in ${known.uom}`);
  if (!hasBook && line.gtin === undefined) faults.add(`${at}/gtin`, "must be said where there is no book");
  if (!hasBook && line.uom === undefined) faults.add(`${at}/uom`, "must be said where there is no book");
  const itemRecordNo = line.itemRecordNo ?? known?.itemRecordNo ?? undefined;
  const hsCode = line.hsCode ?? known?.hsCode ?? undefined;
  return {
    n: line.n ?? index + 1,
    bookLine: known?.line ?? null,
    ...(itemRecordNo !== undefined && { itemRecordNo }),
    gtin: known?.gtin ?? line.gtin ?? "",
    uom: known?.uom ?? line.uom ?? "",
    quantity: faults.quantity(`${at}/quantity`, line.quantity),
    ...(hsCode !== undefined && { hsCode }),
    ...(line.total !== undefined && { total: faults.amount(`${at}/total`, line.total), currency: line.currency ?? "142" }),
  };
};

const refuseRepeatedLines = (lines: readonly DocumentLine[], faults: Faults): void => {
  const seen = new Set<number>();
  for (const [index, { n }] of lines.entries()) {
    if (seen.has(n)) faults.add(`/lines/${index}/n`, `line ${n} is there twice`);
    seen.add(n);
  }
};

const fileInventory = async (ports: HttpPorts, actor: Actor, body: InventoryBody) => {
  const stored = await findOwn(ports, actor, { kind: body.kind, key: body.innerNo, action: "document.file" });
  const faults = new Faults();
  const { book } = body;
  if (book !== undefined) await requireBook(ports, { ...body, book }, faults);
  const names = body.lines.map(({ bookLine, itemRecordNo }) => ({ line: bookLine, itemRecordNo }));
  const filed = book === undefined ? [] : await ports.customs.books.findLines(book, names);
  const lines = body.lines.map((line, index) => readLine({ line, index, hasBook: book !== undefined }, filed, faults));
  refuseRepeatedLines(lines, faults);
  faults.throwIfAny();
  const key = stored?.number ?? body.innerNo;
  const { entryNo, declaration, partner } = body;
  const filing: GoodsFiling = {
    kind: body.kind,
    number: key,
    innerNo: stored?.innerNo ?? body.innerNo,
    site: body.site,
    owner: body.owner,
    book: book ?? null,
    direction: body.direction,
    type: body.type ?? null,
    mode: body.mode ?? null,
    needsDeclaration: body.needsDeclaration,
    ...(entryNo !== undefined && { entryNo }),
    ...(declaration !== undefined && { declaration }),
    gathers: body.gathers,
    ...(partner !== undefined && { partner }),
    lines,
  };
  return act(ports, { act: "goods", kind: body.kind, key, command: { type: body.action, filing } }, actor);
};

const filePass = async (ports: HttpPorts, actor: Actor, body: z.output<typeof passBody>) => {
  const stored = await findOwn(ports, actor, { kind: "pass", key: body.innerNo, action: "document.file" });
  const faults = new Faults();
  const validUntilMs = Date.parse(body.validUntil);
  const validFromMs = body.validFrom === undefined ? ports.clock.nowMs() : Date.parse(body.validFrom);
  if (validUntilMs <= validFromMs) faults.add("/validUntil", "must be later than it begins");
  const lines = body.lines.map((line, index) => {
    if (line.document !== undefined && !body.documents.includes(line.document))
      faults.add(`/lines/${index}/document`, "is not among the documents of the pass");
    if ((line.document === undefined) !== (line.documentLine === undefined))
      faults.add(`/lines/${index}/documentLine`, "stands beside a document, and only there");
    return {
      n: index + 1,
      document: line.document ?? null,
      documentLine: line.documentLine ?? null,
      gtin: line.gtin ?? null,
      quantity: faults.quantity(`/lines/${index}/quantity`, line.quantity),
    };
  });
  const totalWeightKg = body.totalWeightKg === undefined ? null : faults.amount("/totalWeightKg", body.totalWeightKg);
  faults.throwIfAny();
  const key = stored?.number ?? body.innerNo;
  const filing: PassFiling = {
    kind: "pass",
    number: key,
    innerNo: stored?.innerNo ?? body.innerNo,
    site: body.site,
    owner: body.owner,
    passKind: body.passKind,
    direction: body.direction,
    binding: body.binding,
    plate: body.plate,
    container: body.container ?? null,
    seal: body.seal ?? null,
    totalWeightKg,
    documents: body.documents,
    lines,
    gates: body.gates,
    validFromMs,
    validUntilMs,
  };
  return act(ports, { act: "pass", key, command: { type: body.action, filing } }, actor);
};

const fileDeclaration = async (ports: HttpPorts, actor: Actor, body: z.output<typeof declarationBody>) => {
  const stored = await findOwn(ports, actor, { kind: "declaration", key: body.innerNo, action: "document.file" });
  const faults = new Faults();
  if (body.book !== undefined) await requireBook(ports, { ...body, book: body.book }, faults);
  const guarantee = body.guarantee === undefined ? null : faults.amount("/guarantee", body.guarantee);
  faults.throwIfAny();
  const key = stored?.number ?? body.innerNo;
  const filing: UmbrellaFiling = {
    kind: "declaration",
    number: key,
    innerNo: stored?.innerNo ?? body.innerNo,
    site: body.site,
    owner: body.owner,
    businessType: body.businessType,
    direction: body.direction,
    book: body.book ?? null,
    validUntilMs: Date.parse(body.validUntil),
    guarantee,
    ...(body.exhibitionPlace !== undefined && { exhibitionPlace: body.exhibitionPlace }),
  };
  return act(ports, { act: "declaration", key, command: { type: body.action, filing } }, actor);
};

/** 作废: what customs has not approved is withdrawn at once; what it has approved stands until customs says that it is deleted. */
const WITHDRAWN_AT_ONCE: ReadonlySet<string> = new Set(["filed", "refused", "cancelled", "void"]);

const withdraw = async (ports: HttpPorts, actor: Actor, number: string, { kind }: z.output<typeof cancelBody>) => {
  const stored = await ports.customs.documents.locate(number, kind);
  if (!stored) throw notFound("document");
  requireSight(actor.subject, "document.file", stored.site, "document");
  const command = ((): ActBody | undefined => {
    const key = stored.number;
    if (kind === "inventory" || kind === "stock_document") return { act: "goods", kind, key, command: { type: "cancel" } };
    if (kind === "pass") return { act: "pass", key, command: { type: "void" } };
    if (kind === "conversion" || kind === "adjustment") return { act: kind, key, command: { type: "cancel" } };
    return kind === "declaration" ? { act: "declaration", key, command: { type: "cancel" } } : undefined;
  })();
  if (!command) throw new HttpProblem(422, "such a document is withdrawn by its message", { errors: [{ pointer: "/kind", detail: kind }] });
  if (!WITHDRAWN_AT_ONCE.has(stored.state))
    throw new HttpProblem(409, `${stored.number} is ${stored.state}: it stands until customs says that it is deleted`, {
      errors: [{ pointer: "", detail: "already_approved" }],
    });
  return act(ports, command, actor);
};

const openBook = async (ports: HttpPorts, actor: Actor, book: string, body: z.output<typeof openBookBody>) => {
  const found = await ports.customs.books.find(book);
  if (!found) throw notFound("book");
  requireSight(actor.subject, "customs.answer", found.site, "book");
  const faults = new Faults();
  const filed = await ports.customs.books.findLines(book, body.lines);
  const byLine = new Map(filed.map((line) => [line.line, line]));
  const lines = body.lines.map(({ line, quantity }, index) => {
    const known = byLine.get(line);
    if (!known) faults.add(`/lines/${index}/line`, `${book} has no such line`);
    return { line, gtin: known?.gtin ?? "", uom: known?.uom ?? "", quantity: faults.quantity(`/lines/${index}/quantity`, quantity) };
  });
  faults.throwIfAny();
  return act(ports, { act: "open_book", book, site: found.site, owner: found.owner, lines }, actor);
};

const FILED = { 409: "refused by name: the detail of the error is the reason", 422: "lines or quantities cannot be taken" };

export const customsFilingRoutes = (ports: HttpPorts): Route[] => [
  define({
    method: "POST",
    path: `${V1}/customs/inventories`,
    summary: `Files or changes an inventory list (核注清单), or with kind stock_document a slip (出入库单). 201 when it is new, 200 for a repeat. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: inventoryBody,
    answer: filingAnswer,
    status: 201,
    bodyBytesMax: FILING_BYTES_MAX,
    refusals: FILED,
    run: async ({ body, ...actor }) => fileInventory(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/passes`,
    summary: `Files or changes a gate pass (核放单); without lines it carries all that is left of its documents. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: passBody,
    answer: filingAnswer,
    status: 201,
    bodyBytesMax: FILING_BYTES_MAX,
    refusals: FILED,
    run: async ({ body, ...actor }) => filePass(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/declarations`,
    summary: `Files or changes a business declaration (业务申报表): one permission for many movements, with a guarantee. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    body: declarationBody,
    answer: filingAnswer,
    status: 201,
    refusals: FILED,
    run: async ({ body, ...actor }) => fileDeclaration(ports, actor, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/documents/:number/cancel`,
    summary: `Withdraws what customs has not approved yet. ${idempotencyNote}`,
    group: GROUP,
    action: "document.file",
    params: documentPath,
    body: cancelBody,
    answer: filingAnswer,
    status: 201,
    refusals: { 404: "there is no such document", 409: "customs has approved it: it stands until customs deletes it" },
    run: async ({ params, body, ...actor }) => withdraw(ports, actor, params.number, body),
  }),
  define({
    method: "POST",
    path: `${V1}/customs/books/:book/open`,
    summary: `What a book holds when its counting here begins (账册设立), as customs approved it. ${idempotencyNote}`,
    group: GROUP,
    action: "customs.answer",
    params: bookPath,
    body: openBookBody,
    answer: filingAnswer,
    status: 201,
    bodyBytesMax: FILING_BYTES_MAX,
    refusals: { 404: "there is no such book", ...FILED },
    audited: true,
    run: async ({ params, body, ...actor }) => openBook(ports, actor, params.book, body),
  }),
];
