import { bookLot } from "../../domain/customs/bookkeeping.ts";
import { bookAccount, contraAccount, type BookContra } from "../../domain/ledger/account.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import type { Case } from "./case.ts";
import type { StockTake } from "./stock.ts";

/** What a book counts follows what happens to its goods in stock. */
type BookMove = Readonly<{ contra: BookContra; direction: "in" | "out"; quantity: bigint; atMs: number }>;

const formalEnd = ({ book, line, gtin, uom, owner }: Lot) =>
  book === null || line === null
    ? undefined
    : { account: bookAccount(book, line, "actual"), lot: bookLot(book, line, { gtin, uom, owner: owner ?? "" }) };

/** actual → contra, or back. Nothing for goods that stand in no book. */
export const bookTransfer = (goods: Lot, { contra, direction, quantity, atMs }: BookMove): Transfer[] => {
  const end = formalEnd(goods);
  if (!end) return [];
  const [from, to] = direction === "out" ? [end.account, contraAccount(contra)] : [contraAccount(contra), end.account];
  return [{ from, to, lot: end.lot, quantity, atMs }];
};

/** Bonded goods always stand in the balance of their book; a book of other goods need not be kept by documents. */
export const isCounted = async ({ reads }: Case, { cell, quantity }: StockTake): Promise<boolean> => {
  if (cell.account.regime === "bonded") return true;
  const end = formalEnd(cell.lot);
  return end !== undefined && (await reads.loadCells([end])).cell(end.account, end.lot).quantity >= quantity;
};
