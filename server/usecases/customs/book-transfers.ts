import { bookLot } from "../../domain/customs/bookkeeping.ts";
import { bookAccount, contraAccount, type BookContra } from "../../domain/ledger/account.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";

type BookMove = Readonly<{ contra: BookContra; direction: "in" | "out"; quantity: bigint; atMs: number }>;

/** What a book counts follows what happened to its goods: actual → contra, or back. Nothing for goods that stand in no book. */
export const bookTransfer = (lot: Lot, { contra, direction, quantity, atMs }: BookMove): Transfer[] => {
  if (lot.book === null || lot.line === null) return [];
  const actual = bookAccount(lot.book, lot.line, "actual");
  const [from, to] = direction === "out" ? [actual, contraAccount(contra)] : [contraAccount(contra), actual];
  return [{ from, to, lot: bookLot(lot.book, lot.line, { gtin: lot.gtin, uom: lot.uom, owner: lot.owner ?? "" }), quantity, atMs }];
};
