import { stockAccount, type StockAccount } from "../../ledger/account.ts";
import type { Cell } from "../../ledger/ledger.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books, Place } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision, type NotPosted } from "../decision.ts";
import type { GoodsLine, ScanFact } from "../fact.ts";
import { stockOf, takeGoods, type Taken } from "../resolve.ts";
import { waitForParent, waitForPlace, waitForSerial } from "../wait-keys.ts";
import { findPlace, fromAndTo, isHeld, needPlace, permits } from "./places.ts";

/** Held goods may be put away and moved within the warehouse; they cannot be picked or made ready to leave. */
const TAKES_HELD: ReadonlySet<string> = new Set(["storing", "moving", "unloading"]);

/** `storing`, `moving`, `picking`, `staging_outbound`, `loading`, `unloading`: location → location; a vehicle is a location. */
export const move = (books: Books, fact: ScanFact): Decision => {
  const named = fromAndTo(fact);
  const to = needPlace(books, fact, named.to, "to_missing");
  if (isNotPosted(to)) return to;
  const from = named.from === undefined ? undefined : findPlace(books, fact.site, named.from);
  if (from !== undefined && isNotPosted(from)) return from;
  const parents = fact.goods.length === 0 && fact.parent !== undefined ? [...fact.parents, fact.parent] : fact.parents;
  if (fact.goods.length === 0 && parents.length === 0) return notPosted("goods_missing", "nothing was read");
  const route: Route = { from, to, heldToo: TAKES_HELD.has(fact.step ?? ""), already: new Map() };
  const transfers: Transfer[] = [];
  let found: Readonly<Record<string, string>> = {};
  for (const sscc of parents) {
    const moved = moveParent(books, fact, route, sscc);
    if (isNotPosted(moved)) return moved;
    transfers.push(...moved);
  }
  for (const line of fact.goods) {
    const taken = takeLine(books, fact, route, line);
    if (isNotPosted(taken)) return taken;
    const moved = moveTaken(fact, route, taken);
    if (isNotPosted(moved)) return moved;
    transfers.push(...moved);
    found = { ...found, ...taken.found };
  }
  return posted(transfers, { found });
};

type Route = Readonly<{ from: Place | undefined; to: Place; heldToo: boolean; already: Map<Cell, bigint> }>;

/** A pallet moves with all that is on it. */
const moveParent = (books: Books, fact: ScanFact, route: Route, sscc: string): Transfer[] | NotPosted => {
  const contents = contentsAt(books, fact.site, sscc, route.from?.location);
  if (isNotPosted(contents)) return contents;
  const transfers: Transfer[] = [];
  for (const cell of contents) {
    const account = stockOf(cell);
    if (account.location === route.to.location) continue;
    if (isHeld(account) && !route.heldToo)
      return notPosted("held", `${sscc} holds goods under ${account.hold}`, { waitsFor: [waitForParent(sscc)] });
    const refusal = permits(route.to, account.regime);
    if (refusal) return refusal;
    transfers.push(transferTo(cell, { ...account, location: route.to.location }, cell.quantity, fact.atMs));
  }
  return transfers;
};

/** What is in an SSCC at a site; not posted when it is unknown there. */
export const contentsAt = (books: Books, site: string, sscc: string, location: string | undefined): Cell[] | NotPosted => {
  const contents = books.ledger.inParent(sscc).filter((cell) => cell.account.family === "stock" && cell.account.site === site);
  const elsewhere = location !== undefined && contents.some((cell) => stockOf(cell).location !== location);
  if (contents.length > 0 && !elsewhere) return contents;
  const where = location === undefined ? site : location;
  return notPosted("stock_missing", `${sscc} is not at ${where}`, { waitsFor: [waitForParent(sscc)] });
};

const takeLine = (books: Books, fact: ScanFact, route: Route, line: GoodsLine): Taken | NotPosted => {
  if (line.serial !== undefined && route.from === undefined) return takeSerial(books, fact, line, route.heldToo);
  if (route.from === undefined) return notPosted("from_missing", `step ${fact.step ?? ""} needs the place the goods come from`);
  return takeGoods(books, line, {
    place: route.from,
    parent: fact.parent,
    regime: fact.regime,
    heldToo: route.heldToo,
    already: route.already,
  });
};

/** A serial needs no place: it is where it is. */
const takeSerial = (books: Books, fact: ScanFact, line: GoodsLine, heldToo: boolean): Taken | NotPosted => {
  const serial = line.serial ?? "";
  const cell = books.ledger.ofSerial(line.gtin, serial).find((each) => each.account.family === "stock" && each.account.site === fact.site);
  if (!cell)
    return notPosted("stock_missing", `serial ${serial} of ${line.gtin} is not at ${fact.site}`, {
      waitsFor: [waitForSerial(line.gtin, serial)],
    });
  if (isHeld(stockOf(cell)) && !heldToo)
    return notPosted("held", `serial ${serial} is held: lift the hold first`, { waitsFor: [waitForSerial(line.gtin, serial)] });
  return { takes: [{ cell, quantity: cell.quantity }], found: { lot: "serial", regime: "serial" } };
};

/** Goods leave the pallet they were taken from, unless they are moved as part of it by name. */
const moveTaken = (fact: ScanFact, route: Route, taken: Taken): Transfer[] | NotPosted => {
  const transfers: Transfer[] = [];
  for (const { cell, quantity } of taken.takes) {
    const account = stockOf(cell);
    const refusal = permits(route.to, account.regime);
    if (refusal) return refusal;
    const target = stockAccount(fact.site, route.to.location, { ...account, parent: null });
    if (target.location === account.location && account.parent === null)
      return notPosted("to_missing", `the goods are at ${account.location} already`, {
        waitsFor: [waitForPlace(fact.site, account.location, cell.lot.gtin)],
      });
    transfers.push(transferTo(cell, target, quantity, fact.atMs));
  }
  return transfers;
};

const transferTo = (cell: Cell, to: StockAccount, quantity: bigint, atMs: number): Transfer => ({
  from: cell.account,
  to,
  lot: cell.lot,
  quantity,
  atMs,
});
