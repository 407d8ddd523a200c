import type { Account } from "./account.ts";
import type { Lot } from "./lot.ts";

/** Moves a positive quantity of one lot from one account to another. It cannot be unbalanced. */
export type Transfer = Readonly<{
  from: Account;
  to: Account;
  lot: Lot;
  quantity: bigint;
  /** World time of the effect: that of the fact, or of the count which it corrects. */
  atMs: number;
}>;
