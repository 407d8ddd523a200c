import { findLine, type GoodsDocument } from "../../customs/documents/goods-document.ts";
import type { GatePass } from "../../customs/documents/gate-pass.ts";
import { contraAccount } from "../../ledger/account.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books } from "../books.ts";

/**
 * Goods that come into a zone by a pass take the book line (账册项号) under which they were declared: from here on a lot is told
 * apart by it. The old lot ends in `conversion` and the new one begins there. What the documents do not name stays as it was.
 */
export const enterBook = (books: Books, transfers: readonly Transfer[], pass: GatePass): Transfer[] => {
  const open = linesOf(books, pass);
  return transfers.flatMap((transfer): Transfer[] => {
    const { lot, from, to } = transfer;
    if (lot.book !== null || to.family !== "stock") return [transfer];
    let left = transfer.quantity;
    const parts: Transfer[] = [];
    for (const line of open) {
      if (left === 0n) break;
      const isOther = line.gtin !== lot.gtin || line.uom !== lot.uom || (lot.owner !== null && lot.owner !== line.owner);
      if (isOther || line.left === 0n) continue;
      const quantity = line.left < left ? line.left : left;
      line.left -= quantity;
      left -= quantity;
      const booked = { ...lot, owner: lot.owner ?? line.owner, book: line.book, line: line.line };
      parts.push({ ...transfer, from, to: contraAccount("conversion"), quantity });
      parts.push({ ...transfer, from: contraAccount("conversion"), to, lot: booked, quantity });
    }
    return left > 0n ? [...parts, { ...transfer, quantity: left }] : parts;
  });
};

type OpenLine = {
  readonly gtin: string;
  readonly uom: string;
  readonly owner: string;
  readonly book: string;
  readonly line: number;
  left: bigint;
};

const linesOf = ({ customs }: Books, pass: GatePass): OpenLine[] =>
  pass.lines.flatMap(({ document: number, documentLine, quantity }) => {
    const document: GoodsDocument | undefined = number === null ? undefined : customs.documents.get(number);
    const line = document && documentLine !== null ? findLine(document, documentLine) : undefined;
    if (!document || !line || document.book === null || line.bookLine === null) return [];
    const { gtin, uom, bookLine } = line;
    return [{ gtin, uom, owner: document.owner, book: document.book, line: bookLine, left: quantity }];
  });
