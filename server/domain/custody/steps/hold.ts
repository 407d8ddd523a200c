import { stockAccount, type Hold, type StockAccount } from "../../ledger/account.ts";
import type { Cell } from "../../ledger/ledger.ts";
import { lotKey } from "../../ledger/lot.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import { holdKey, type Books } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision, type NotPosted } from "../decision.ts";
import type { ScanFact } from "../fact.ts";
import { stockOf } from "../resolve.ts";
import { waitForPlace } from "../wait-keys.ts";
import { contentsAt } from "./move.ts";
import { locationOf, needPlace } from "./places.ts";

/** `inspecting` and `holding`: a hold is put on what is at a location or in an SSCC, or lifted from it. */
export const holdOrLift = (books: Books, fact: ScanFact): Decision => {
  if (fact.hold === undefined && !fact.lift)
    return fact.step === "inspecting" ? posted([]) : notPosted("hold_missing", "holding needs the kind of hold");
  if (fact.hold === "none") return notPosted("hold_missing", "to end a hold, say lift and the hold to end");
  if (fact.reason === undefined) return notPosted("reason_missing", "a hold is put and lifted with a reason");
  const cells = targets(books, fact);
  if (isNotPosted(cells)) return cells;
  return fact.lift ? lift(books, fact, cells) : put(fact, cells, fact.hold ?? "customs_hold");
};

const targets = (books: Books, fact: ScanFact): Cell[] | NotPosted => {
  const parent = fact.parent ?? fact.parents[0];
  if (parent !== undefined) return contentsAt(books, fact.site, parent, undefined);
  const place = needPlace(books, fact, locationOf(fact), "location_missing");
  if (isNotPosted(place)) return place;
  const cells = books.ledger.atPlace(fact.site, place.location);
  if (fact.goods.length === 0) return cells;
  return cells.filter((cell) =>
    fact.goods.some(
      (line) =>
        line.gtin === cell.lot.gtin &&
        (line.batch === undefined || line.batch === cell.lot.batch) &&
        (line.serial === undefined || line.serial === cell.lot.serial),
    ),
  );
};

const withHold = (account: StockAccount, hold: Hold): StockAccount => stockAccount(account.site, account.location, { ...account, hold });

const change = (fact: ScanFact, cell: Cell, hold: Hold): Transfer => ({
  from: cell.account,
  to: withHold(stockOf(cell), hold),
  lot: cell.lot,
  quantity: cell.quantity,
  atMs: fact.atMs,
});

const put = (fact: ScanFact, cells: readonly Cell[], hold: Hold): Decision => {
  const free = cells.filter((cell) => stockOf(cell).hold === "none");
  if (free.length === 0) {
    const waitsFor = fact.goods.map((line) => waitForPlace(fact.site, locationOf(fact) ?? "", line.gtin));
    return notPosted("stock_missing", "there are no free goods to hold", { waitsFor });
  }
  return posted(
    free.map((cell) => change(fact, cell, hold)),
    { putBy: free.map((cell) => ({ lot: cell.lot, hold, by: fact.actor })) },
  );
};

/** Only who put the hold, or an officer, lifts it. */
const lift = (books: Books, fact: ScanFact, cells: readonly Cell[]): Decision => {
  const held = cells.filter((cell) => stockOf(cell).hold !== "none" && (fact.hold === undefined || stockOf(cell).hold === fact.hold));
  if (held.length === 0) return notPosted("not_held", "there is no such hold to lift");
  const foreign = held.find((cell) => {
    const by = books.heldBy.get(holdKey(lotKey(cell.lot), stockOf(cell).hold)) ?? new Set();
    return [...by].some((each) => each !== fact.actor);
  });
  if (foreign && !fact.byOfficer) return notPosted("hold_of_another", "only who put the hold, or an officer, lifts it");
  return posted(held.map((cell) => change(fact, cell, "none")));
};
