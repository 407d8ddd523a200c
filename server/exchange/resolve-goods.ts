/** 核注清单, 出入库单 and the opening of a book → acts, with site, owner, products and units as master data has them. */
import type { DocumentLine, GoodsFiling } from "../domain/customs/documents/goods-document.ts";
import type { ActBody, OpeningLine } from "../usecases/customs/acts.ts";
import type { AboutKey, KnownDocument } from "../usecases/customs/messages-ports.ts";
import type { BookDraft, GoodsDraft, GoodsLineDraft } from "./drafts.ts";
import { bookOf, type Known } from "./lookups.ts";
import { bookLineOf, commandOf, innerNoOf, isForCustomsToEnd, placeOf, WAITS_FOR_CUSTOMS } from "./resolve-places.ts";
import { Findings, NOTHING, refused, waiting, withFindings, type Resolved, type Resolving } from "./resolved.ts";
import { ownUnitName, toOwnUnit, unitName } from "./units.ts";

export const resolveGoods = (draft: GoodsDraft, { known }: Resolving): Resolved => {
  const found = new Findings();
  const stored = known.findDocument(draft.kind, draft.keys);
  const key = stored?.number ?? draft.keys[0];
  if (key === undefined)
    return refused("etpsInnerInvtNo", "has no number to be filed by", { found: null, allowed: "a number of the firm" });
  const target = { act: "goods", kind: draft.kind, key } as const;
  if (draft.action === "cancel") {
    if (isForCustomsToEnd(stored)) return { ...NOTHING, warnings: [WAITS_FOR_CUSTOMS] };
    return { ...NOTHING, acts: [{ ...target, command: { type: "cancel" } }] };
  }
  const book = bookOf(draft, (declaration) => known.findDocument("declaration", [declaration]));
  const { site, owner } = placeOf({ ...draft, book }, known, found, declarationOf(draft, known));
  const lines = draft.lines.map((line, index) => resolveLine({ line, index, book, direction: draft.direction }, known, found));
  const { gathers, isReleasedByThem } = gatheredBy(draft, known, found);
  const { entryNo, declaration, partner } = draft;
  const filing: GoodsFiling = {
    kind: draft.kind,
    number: key,
    innerNo: innerNoOf(stored, draft.keys),
    site,
    owner,
    book,
    direction: draft.direction,
    type: draft.type,
    mode: draft.mode,
    needsDeclaration: draft.needsDeclaration || isReleasedByThem,
    ...(entryNo !== undefined && { entryNo }),
    ...(declaration !== undefined && { declaration }),
    gathers,
    ...(partner !== undefined && { partner }),
    lines: lines.flatMap((line) => line ?? []),
  };
  return withFindings(found, [{ ...target, command: commandOf(draft.action, filing) }], draft.isDeclared);
};

type Gathered = Readonly<{
  gathers: readonly string[];
  /** Not by a declaration of its own, and not at once. */ isReleasedByThem: boolean;
}>;

/**
 * 保税电商 names its retail lists by customs' number (电商清单编号); here they are filed by the firm's. It says that it needs no declaration
 * (非报关): the lists are the declarations, and it is released when they are.
 */
const gatheredBy = ({ kind, type, gathers }: GoodsDraft, known: Known, found: Findings): Gathered => {
  if (kind !== "inventory" || type !== "8") return { gathers, isReleasedByThem: false };
  const lists = gathers.map((number) => ({ number, list: known.findDocument("list", [number]) }));
  for (const { number, list } of lists)
    if (!list)
      found.warn(
        "CbecBillNo 电商清单编号",
        "list_unknown: it is not filed here, and nothing here releases the goods by it",
        number,
        "a filed list",
      );
  return {
    gathers: lists.map(({ number, list }) => list?.number ?? number),
    isReleasedByThem: lists.some(({ list }) => list !== undefined),
  };
};

const declarationOf = ({ declaration }: GoodsDraft, known: Known): KnownDocument | undefined =>
  declaration === undefined ? undefined : known.findDocument("declaration", [declaration]);

type LineAt = Readonly<{ line: GoodsLineDraft; index: number; book: string | null; direction: "in" | "out" }>;

const resolveLine = ({ line, index, book }: LineAt, known: Known, found: Findings): DocumentLine | undefined => {
  const at = `[${index + 1}]`;
  if (book === null) {
    found.error(
      `gdsMtno${at} 商品料号`,
      "goods_unknown: without a book nothing says which product this is",
      line.itemRecordNo ?? null,
      "a line of a book",
    );
    return undefined;
  }
  const filed = bookLineOf(line, { book, at }, known, found);
  if (!filed) return undefined;
  const quantity = toOwnUnit(line.quantity, line.unit, filed);
  if (quantity === undefined) {
    found.error(
      `dclUnitcd${at} 申报计量单位`,
      "unit_differs: the book counts this line in another unit",
      unitName(line.unit),
      ownUnitName(filed),
    );
    return undefined;
  }
  const { itemRecordNo, hsCode, total, currency } = line;
  return {
    n: line.n,
    bookLine: filed.line,
    ...(itemRecordNo !== undefined && { itemRecordNo }),
    gtin: filed.gtin,
    uom: filed.uom,
    quantity,
    ...(hsCode !== undefined && { hsCode }),
    ...(total !== undefined && { total }),
    ...(currency !== undefined && { currency }),
  };
};

/** What customs opened is opened as far as master data has it; the rest waits for master data. */
export const resolveBook = (draft: BookDraft, { known }: Resolving): Resolved => {
  const book = known.findBook(draft.book);
  if (!book) return waiting([{ kind: "book", key: draft.book }], "a book of the master data");
  const found = new Findings();
  const opened = known.openedLines(draft.book);
  const lines: OpeningLine[] = [];
  const waits: AboutKey[] = [];
  draft.lines.forEach((line, index) => {
    if (opened.has(line.line)) return;
    const filed = bookLineOf({ bookLine: line.line, ...line }, { book: draft.book, at: `[${index + 1}]` }, known, found);
    const quantity = filed && toOwnUnit(line.quantity, line.unit, filed);
    if (!filed) waits.push({ kind: "book_line", key: `${draft.book}/${line.line}` });
    else if (quantity === undefined)
      found.error(
        `dclUnitcd[${index + 1}] 申报计量单位`,
        "unit_differs: the book counts this line in another unit, and it is not opened by this",
        unitName(line.unit),
        ownUnitName(filed),
      );
    else lines.push({ line: filed.line, gtin: filed.gtin, uom: filed.uom, quantity });
  });
  const act: ActBody = { act: "open_book", book: book.book, site: book.site, owner: book.owner, lines };
  return { ...NOTHING, acts: lines.length === 0 ? [] : [act], warnings: found.errors, waits, receipt: draft.receipt };
};
