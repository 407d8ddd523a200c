import type { Books } from "../../domain/custody/books.ts";
import type { Fact, GoodsLine, ScanFact } from "../../domain/custody/fact.ts";
import type { Adjustment, AdjustmentFiling } from "../../domain/customs/documents/adjustment.ts";
import { subjectKey } from "../../domain/customs/obligations/obligation.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import type { BooksTransaction, BooksWrite, UnsettledRow } from "../books-ports.ts";
import { storedAdjustment } from "./adjustment-acts.ts";
import { bookTransfer } from "./book-transfers.ts";
import { Case, emptyDraft, refuse, type Refusal } from "./case.ts";
import { command as dutyCommand } from "./duty-acts.ts";

/**
 * A count of bonded goods that differs (盘点差异) is approved by an officer's paper, never silently.
 * 1. Where customs controls the zone, two people have counted the same: the earlier of the two counts is the one that posts,
 *    and the other then finds no difference.
 * 2. The stock goes to or from `variance`, the book to or from `book_variance` in the same entry.
 * 3. The paper is kept as an adjustment that names both counts, and the report of the difference is no longer owed.
 */
type Count = UnsettledRow & Readonly<{ fact: ScanFact }>;

const isCount = (row: UnsettledRow): row is Count => row.fact.kind === "scan" && row.fact.step === "stock_taking";

/** The count that posts, and the one that agrees with it; null where one person is enough. */
export type CountPair = Readonly<{ row: UnsettledRow; other: UnsettledRow | null }>;

export const pairCounts = async (
  { transaction, master }: Readonly<{ transaction: BooksTransaction; master: Books["master"] }>,
  row: UnsettledRow,
): Promise<CountPair | Refusal> => {
  if (!isCount(row) || row.reason !== "count_needs_approval" || !master.findZone(row.fact.site)) return { row, other: null };
  const waiting = await transaction.listUnsettled(row.waitsFor, COUNTS_AT_ONCE_MAX);
  const other = waiting.find((each) => each.entry !== row.entry && isCount(each) && isSameCount(row.fact, each.fact));
  if (!other) {
    const detail = `no second person has counted the same at ${row.fact.location ?? "this place"} as ${row.fact.actor}`;
    return refuse("second_count_missing", detail);
  }
  return other.fact.atMs < row.fact.atMs ? { row: other, other: row } : { row, other };
};

/** Counts that wait at one place. */
const COUNTS_AT_ONCE_MAX = 100;

const isSameCount = (one: ScanFact, other: Fact): boolean =>
  other.kind === "scan" &&
  one.actor !== other.actor &&
  one.parent === other.parent &&
  one.regime === other.regime &&
  textOf(one.goods) === textOf(other.goods);

const textOf = (goods: readonly GoodsLine[]): string =>
  goods
    .map(({ gtin, quantity, batch, serial, owner, book, line }) => [gtin, quantity, batch, serial, owner, book, line].join("\u001f"))
    .toSorted((one, another) => (one < another ? -1 : Number(one > another)))
    .join("\u001e");

type Approval = Readonly<{ number: string; by: string; reason: string }>;
type Following = Readonly<{
  transaction: BooksTransaction;
  books: Books;
  write: BooksWrite;
  pair: CountPair;
  transfers: readonly Transfer[];
  approval: Approval;
  entry: number;
  nowMs: number;
}>;

/** What an approved count moves in the customs books; the document of it, the timeline and what was owed go to `write`. */
export const followCount = async (following: Following): Promise<readonly Transfer[] | Refusal> => {
  const { transaction, books, write, pair, entry, nowMs } = following;
  const { row } = pair;
  const bonded = following.transfers.filter(({ from, to }) => from.regime === "bonded" || to.regime === "bonded");
  if (!isCount(row) || bonded.length === 0) return [];
  const moves = await bookMoves(transaction, bonded, books.master.findZone(row.fact.site) !== undefined);
  const short = books.ledger.post(moves);
  if (short) return refuse("book_short", `the book has less of ${short.lot.gtin} that is free than the count lacks`);
  const desk = new Case(transaction.customs, write);
  const draft = emptyDraft(nowMs);
  const document = documentOf(following, bonded);
  write.documents.push({ document: storedAdjustment(document), entry, atMs: nowMs });
  const { number } = document;
  const events = [
    { type: "filed", atMs: row.fact.atMs, by: row.fact.actor },
    { type: "approved", atMs: nowMs, by: following.approval.by, note: following.approval.number },
  ];
  write.documentEvents.push(...events.map((event) => ({ ...event, entry, kind: "adjustment" as const, number })));
  const subject = { kind: "document", number } as const;
  const obligation = `stock_difference_report/${subjectKey(subject)}`;
  const terms = { obligation, rule: "stock_difference_report", subject, site: row.fact.site, owner: document.owner } as const;
  await dutyCommand(desk, draft, obligation, { type: "open", ...terms, startMs: row.fact.atMs });
  await dutyCommand(desk, draft, obligation, { type: "meet", atMs: nowMs, by: following.approval.number });
  for (const each of draft.obligations.values()) write.obligations.push({ obligation: each, entry, atMs: nowMs });
  return moves;
};

/** A book that nobody keeps by documents yet is left alone, as far as customs does not control the place. */
const bookMoves = async (
  transaction: BooksTransaction,
  bonded: readonly Transfer[],
  isControlled: boolean,
): Promise<readonly Transfer[]> => {
  const moves = bonded.flatMap(({ from, lot, quantity, atMs }) =>
    bookTransfer(lot, { contra: "book_variance", direction: from.family === "stock" ? "out" : "in", quantity, atMs }),
  );
  const ends = moves.flatMap(({ from, to, lot }) => [from, to].map((account) => ({ account, lot })));
  const ledger = await transaction.customs.loadCells(ends);
  const isKept = ({ from, to, lot }: Transfer): boolean => ledger.cell(from.family === "book" ? from : to, lot).quantity > 0n;
  return isControlled ? moves : moves.filter(isKept);
};

const documentOf = ({ pair, approval }: Following, bonded: readonly Transfer[]): Adjustment => {
  const { row, other } = pair;
  const { fact } = row;
  const filing: AdjustmentFiling = {
    kind: "adjustment",
    number: `count-${row.entry}`,
    site: fact.site,
    owner: bonded[0]?.lot.owner ?? null,
    cause: "count",
    isForceMajeure: false,
    location: placeOf(bonded),
    parent: (fact.kind === "scan" ? fact.parent : undefined) ?? null,
    regime: "bonded",
    lines: bonded.map(({ from, lot, quantity }, index) => ({
      n: index + 1,
      gtin: lot.gtin,
      ...(lot.batch !== null && { batch: lot.batch }),
      ...(lot.serial !== null && { serial: lot.serial }),
      ...(lot.book !== null && { book: lot.book }),
      ...(lot.line !== null && { line: lot.line }),
      quantity,
      direction: from.family === "stock" ? "out" : "in",
    })),
    reason: approval.reason,
    counts: [row, ...(other ? [other] : [])].map((each) => `${each.fact.device}/${each.fact.id}`),
  };
  return { ...filing, state: "approved", approval: { number: approval.number, by: approval.by } };
};

const placeOf = (bonded: readonly Transfer[]): string => {
  const [first] = bonded;
  return (first?.from.family === "stock" ? first.from.location : first?.to.location) ?? "";
};
