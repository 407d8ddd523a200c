import { bookAccount, contraAccount, documentAccount, type Account, type BookContra } from "../ledger/account.ts";
import type { Lot } from "../ledger/lot.ts";
import type { Transfer } from "../ledger/transfer.ts";
import { findLine, type DocumentLine, type GoodsDocument, type GoodsEvent, type LineQuantity } from "./documents/goods-document.ts";

/**
 * What an event of a goods document moves in the customs books and in the document's own account (domain.md, four ledgers).
 * approved: the document declares; what comes in is pre-credited (预增), what goes out is pre-deducted (预扣).
 * passed: declared → passed. deducted: the pending quantity becomes formal. cancelled, amended: what was pending goes back.
 * A pre-deduction moves `actual` to `outgoing`, so that no book is spoken for twice.
 */
export const transfersOf = (before: GoodsDocument | undefined, event: GoodsEvent, atMs: number): Transfer[] => {
  if (!before) return [];
  const moving = (lines: readonly DocumentLine[], ends: (line: DocumentLine) => readonly [Account, Account] | undefined): Transfer[] =>
    lines.flatMap((line) => {
      const pair = ends(line);
      return pair ? [{ from: pair[0], to: pair[1], lot: lotOf(before, line), quantity: line.quantity, atMs }] : [];
    });
  switch (event.type) {
    case "approved":
      return [
        ...moving(before.lines, (line) => [contraAccount("document"), documentAccount(event.number, line.n, "declared")]),
        ...moving(before.lines, (line) => pendingOf(before, line)),
      ];
    case "amended": {
      if (before.state !== "approved") return [];
      const after: GoodsDocument = { ...before, ...event.filing };
      return differences(before, after, atMs);
    }
    case "cancelled":
      if (before.state !== "approved") return [];
      return [
        ...moving(before.lines, (line) => [documentAccount(before.number, line.n, "declared"), contraAccount("document")]),
        ...moving(before.lines, (line) => reversed(pendingOf(before, line))),
      ];
    case "passed":
      return event.lines.flatMap((each) => passageOf(before, each, atMs));
    case "deducted":
      return moving(before.lines, (line) => formalOf(before, line));
    default:
      return [];
  }
};

/** The goods of a book line as customs counts them: a 料号, whatever batches it came in. */
export const bookLot = (book: string | null, line: number | null, goods: Readonly<{ gtin: string; uom: string; owner: string }>): Lot => ({
  gtin: goods.gtin,
  uom: goods.uom,
  owner: goods.owner,
  book,
  line,
  batch: null,
  expiry: null,
  serial: null,
  origin: null,
});

const lotOf = (document: GoodsDocument, line: DocumentLine): Lot =>
  bookLot(document.book, line.bookLine, { gtin: line.gtin, uom: line.uom, owner: document.owner });

type Ends = readonly [from: Account, to: Account];

const reversed = (ends: Ends | undefined): Ends | undefined => ends && [ends[1], ends[0]];

/** 分送集报, 简单加工 and the like count on the collective inventory; an exhibition keeps the goods in the book while they are out. */
const pendingOf = (document: GoodsDocument, line: DocumentLine): Ends | undefined => {
  if (document.book === null || line.bookLine === null) return undefined;
  const at = (state: "actual" | "incoming" | "outgoing"): Account => bookAccount(document.book ?? "", line.bookLine ?? 0, state);
  // A collective inventory (集报清单) deducts formally what its slips have pre-deducted.
  if (document.kind === "inventory" && document.type === "1") return undefined;
  if (document.direction === "out") return [at("actual"), at("outgoing")];
  // What comes back from an exhibition is still pre-deducted: there is nothing to pre-credit.
  return document.type === "5" ? undefined : [contraAccount(counterpartOf(document)), at("incoming")];
};

const formalOf = (document: GoodsDocument, line: DocumentLine): Ends | undefined => {
  if (document.book === null || line.bookLine === null || document.kind === "stock_document") return undefined;
  const at = (state: "actual" | "incoming" | "outgoing"): Account => bookAccount(document.book ?? "", line.bookLine ?? 0, state);
  if (document.type === "5") return document.direction === "in" ? [at("outgoing"), at("actual")] : undefined;
  return document.direction === "in" ? [at("incoming"), at("actual")] : [at("outgoing"), contraAccount(counterpartOf(document))];
};

const INLAND_TYPES: ReadonlySet<string> = new Set(["8", "9", "4"]);
/** Modes by which goods leave the zone for the country. */
const INLAND_MODES: ReadonlySet<string> = new Set(["1210", "1239", "0110", "9610"]);

/** Where what a book counts came from, or goes to. */
export const counterpartOf = ({ type, direction, mode }: Pick<GoodsDocument, "type" | "direction" | "mode">): BookContra => {
  if (type === "5") return "book_exhibition";
  if (type === "6" || type === "7") return "book_zone";
  if (type !== null && INLAND_TYPES.has(type)) return "book_inland";
  if (direction === "out" && mode !== null && INLAND_MODES.has(mode)) return "book_inland";
  return "book_abroad";
};

const passageOf = (document: GoodsDocument, { n, quantity }: LineQuantity, atMs: number): Transfer[] => {
  const line = findLine(document, n);
  if (!line || quantity === 0n) return [];
  const declared = documentAccount(document.number, n, "declared");
  const passed = documentAccount(document.number, n, "passed");
  const [from, to, size] = quantity > 0n ? [declared, passed, quantity] : [passed, declared, -quantity];
  return [{ from, to, lot: lotOf(document, line), quantity: size, atMs }];
};

/** A change (变更) moves only what differs. */
const differences = (before: GoodsDocument, after: GoodsDocument, atMs: number): Transfer[] => {
  const numbers = [...new Set([...before.lines, ...after.lines].map(({ n }) => n))];
  return numbers.flatMap((n) => {
    const old = findLine(before, n);
    const now = findLine(after, n);
    const isSame = old && now && old.gtin === now.gtin && old.bookLine === now.bookLine && old.uom === now.uom;
    if (isSame) return moveDifference(after, now, now.quantity - old.quantity, atMs);
    return [
      ...(old ? moveDifference(before, old, -old.quantity, atMs) : []),
      ...(now ? moveDifference(after, now, now.quantity, atMs) : []),
    ];
  });
};

const moveDifference = (document: GoodsDocument, line: DocumentLine, quantity: bigint, atMs: number): Transfer[] => {
  if (quantity === 0n) return [];
  const declared: Ends = [contraAccount("document"), documentAccount(document.number, line.n, "declared")];
  const pending = pendingOf(document, line);
  const size = quantity > 0n ? quantity : -quantity;
  return [declared, ...(pending ? [pending] : [])].map((ends) => {
    const [from, to] = quantity > 0n ? ends : [ends[1], ends[0]];
    return { from, to, lot: lotOf(document, line), quantity: size, atMs };
  });
};
