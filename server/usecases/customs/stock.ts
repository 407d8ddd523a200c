import type { HeldGoods } from "../../domain/customs/held-goods.ts";
import { contraAccount, stockAccount, type Hold } from "../../domain/ledger/account.ts";
import { byExpiry, lotKey, type Lot } from "../../domain/ledger/lot.ts";
import type { Transfer } from "../../domain/ledger/transfer.ts";
import type { StockCell } from "./flow-ports.ts";

/** Goods in stock as acts at the desk take them: which cells, how much of each, and the transfers that move them. */
export type StockTake = Readonly<{ cell: StockCell; quantity: bigint }>;

/** One act may take from a cell several times before anything is posted. */
export class Taking {
  readonly #taken = new Map<StockCell, bigint>();

  leftIn(cell: StockCell): bigint {
    return cell.quantity - (this.#taken.get(cell) ?? 0n);
  }

  /** In the order of the cells; `short`: what they do not have. */
  take(cells: readonly StockCell[], quantity: bigint): { takes: StockTake[]; short: bigint } {
    const takes: StockTake[] = [];
    let short = quantity;
    for (const cell of cells) {
      const left = this.leftIn(cell);
      const share = left < short ? left : short;
      if (share <= 0n) continue;
      takes.push({ cell, quantity: share });
      this.#taken.set(cell, (this.#taken.get(cell) ?? 0n) + share);
      short -= share;
    }
    return { takes, short };
  }
}

/** Loose before packed, first expired first; in a fixed order, so that every server takes alike. */
export const inOrderOfExpiry = (cells: readonly StockCell[]): StockCell[] =>
  cells.toSorted(
    (one, other) =>
      Number(one.account.parent !== null) - Number(other.account.parent !== null) ||
      byExpiry(one.lot, other.lot) ||
      (one.account.location < other.account.location ? -1 : Number(one.account.location > other.account.location)),
  );

export const holdOn = ({ cell, quantity }: StockTake, hold: Hold, atMs: number): Transfer => ({
  from: cell.account,
  to: stockAccount(cell.account.site, cell.account.location, { ...cell.account, hold }),
  lot: cell.lot,
  quantity,
  atMs,
});

/** The old lot ends where it lies, and another, or the same under other conditions, begins there. */
export const throughConversion = ({ cell, quantity }: StockTake, into: Readonly<{ lot: Lot; hold: Hold }>, atMs: number): Transfer[] => [
  { from: cell.account, to: contraAccount("conversion"), lot: cell.lot, quantity, atMs },
  {
    from: contraAccount("conversion"),
    to: stockAccount(cell.account.site, cell.account.location, { ...cell.account, hold: into.hold }),
    lot: into.lot,
    quantity,
    atMs,
  },
];

export const asHeld = ({ cell, quantity }: StockTake): HeldGoods => ({ account: cell.account, lot: cell.lot, quantity });

/** Cells of the same lot, those first that are where the goods were when they were put under the hold. */
export const cellsOfHeld = (cells: readonly StockCell[], { account, lot }: HeldGoods): StockCell[] => {
  const key = lotKey(lot);
  const isThere = (cell: StockCell): boolean => cell.account.location === account.location && cell.account.parent === account.parent;
  return inOrderOfExpiry(cells.filter((cell) => lotKey(cell.lot) === key)).toSorted(
    (one, other) => Number(isThere(other)) - Number(isThere(one)),
  );
};
