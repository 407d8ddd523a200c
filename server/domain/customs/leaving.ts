import type { Regime } from "../ledger/account.ts";
import type { GoodsDocument } from "./documents/goods-document.ts";
import type { PassKind } from "./documents/gate-pass.ts";
import { counterpartOf } from "./bookkeeping.ts";

/** What a document lets out, and what the goods are once they are out. Domain.md, flows. */
export type Leaving = Readonly<{ regime: Regime; becomes?: Regime }>;

/**
 * Second line (二线) to a buyer or the country: duty is paid. To another zone or port: in transit under bond. Abroad: cleared.
 * To an exhibition: still bonded, under its guarantee. Without a declaration (kind 4): non-bonded goods only.
 */
export const leavingBy = (passKind: PassKind, document: GoodsDocument | undefined): Leaving => {
  if (passKind === "4" || !document) return { regime: "non_bonded" };
  switch (counterpartOf(document)) {
    case "book_inland":
      return { regime: "bonded", becomes: "duty_paid" };
    case "book_zone":
      return { regime: "bonded", becomes: "in_transit_bonded" };
    case "book_exhibition":
      return { regime: "bonded" };
    default:
      return { regime: "bonded", becomes: "export_cleared" };
  }
};
