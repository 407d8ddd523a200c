import type { StockAccount } from "../ledger/account.ts";
import type { Lot } from "../ledger/lot.ts";

/** Goods that an inspection, a pledge or an admission holds; `account` is where they were when they were put under the hold. */
export type HeldGoods = Readonly<{ account: StockAccount; lot: Lot; quantity: bigint }>;
