import { carrierAccount, contraAccount, stockAccount, type Account, type Regime } from "../../ledger/account.ts";
import type { Cell } from "../../ledger/ledger.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books, Place } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision, type NotPosted } from "../decision.ts";
import type { GoodsLine, ScanFact } from "../fact.ts";
import { describeArrival } from "../resolve.ts";
import { waitForCarrier, waitForParent } from "../wait-keys.ts";
import { locationOf, needPlace, permits } from "./places.ts";

/** What goods become by arriving: cleared exports are overseas stock there, bonded transit enters bond. */
export const regimeOnArrival = (siteKind: string | undefined, regime: Regime): Regime => {
  if (siteKind === "overseas_warehouse") return "overseas";
  if (siteKind === "bonded_warehouse" && regime === "in_transit_bonded") return "bonded";
  return regime;
};

const sourceOf = (books: Books, fact: ScanFact, regime: Regime): Account => {
  if (fact.step === "returning") return contraAccount("consignee");
  return contraAccount(regime === "bonded" ? "abroad" : "supplier");
};

/** `receiving` and `returning`: supplier, abroad, carrier or consignee → location. */
export const receive = (books: Books, fact: ScanFact): Decision => {
  const place = needPlace(books, fact, locationOf(fact), "location_missing");
  if (isNotPosted(place)) return place;
  if (fact.goods.length === 0 && fact.parents.length === 0) return notPosted("goods_missing", "nothing was read");
  const transfers: Transfer[] = [];
  let found: Readonly<Record<string, string>> = {};
  for (const sscc of fact.parents) {
    const moved = receiveParent(books, fact, place, sscc);
    if (isNotPosted(moved)) return moved;
    transfers.push(...moved);
  }
  for (const line of fact.goods) {
    const received = receiveGoods(books, fact, place, line);
    if (isNotPosted(received)) return received;
    transfers.push(...received.transfers);
    found = { ...found, ...received.found };
  }
  const held = transfers.flatMap(({ to, lot }) =>
    to.family === "stock" && to.hold !== "none" ? [{ lot, hold: to.hold, by: fact.actor }] : [],
  );
  return posted(transfers, { found, ...(fact.hold !== undefined && { putBy: held }) });
};

const receiveParent = (books: Books, fact: ScanFact, place: Place, sscc: string): Transfer[] | NotPosted => {
  const aboard = books.ledger.inParent(sscc).filter((cell) => cell.account.family === "contra");
  if (aboard.length === 0)
    return notPosted("stock_missing", `nothing is known to be on its way in ${sscc}: name its contents`, {
      waitsFor: [waitForParent(sscc)],
    });
  return bringIn(books, aboard, fact, place);
};

/** Carrier → place, keeping parent and hold, with the regime that arriving gives. */
export const bringIn = (
  books: Books,
  cells: readonly Cell[],
  fact: Readonly<{ site: string; atMs: number }>,
  place: Place,
): Transfer[] | NotPosted => {
  const siteKind = books.master.findSiteKind(fact.site);
  const transfers: Transfer[] = [];
  for (const cell of cells) {
    const { parent, hold } = cell.account;
    const regime = regimeOnArrival(siteKind, cell.account.regime ?? "non_bonded");
    const refusal = permits(place, regime);
    if (refusal) return refusal;
    const to = stockAccount(fact.site, place.location, { parent, regime, hold: hold ?? "none" });
    transfers.push({ from: cell.account, to, lot: cell.lot, quantity: cell.quantity, atMs: fact.atMs });
  }
  return transfers;
};

const receiveGoods = (
  books: Books,
  fact: ScanFact,
  place: Place,
  line: GoodsLine,
): Readonly<{ transfers: Transfer[]; found: Readonly<Record<string, string>> }> | NotPosted => {
  if (line.serial !== undefined) {
    const known = books.ledger.ofSerial(line.gtin, line.serial);
    const aboard = known.filter((cell) => cell.account.family === "contra");
    if (aboard.length > 0) {
      const moved = bringIn(books, aboard, fact, place);
      return isNotPosted(moved) ? moved : { transfers: moved, found: { lot: "serial" } };
    }
    if (known.length > 0) return notPosted("serial_exists", `serial ${line.serial} of ${line.gtin} is in stock already`);
  }
  if (fact.from !== undefined && books.master.hasUnit(fact.from)) return receiveFromCarrier(books, fact, place, line);
  const arrival = describeArrival(books, line, { place, parent: fact.parent, regime: fact.regime, heldToo: true });
  if (isNotPosted(arrival)) return arrival;
  const refusal = permits(place, arrival.regime);
  if (refusal) return refusal;
  const parent = fact.parent ?? null;
  const to = stockAccount(fact.site, place.location, { parent, regime: arrival.regime, hold: fact.hold ?? "none" });
  const transfer = { from: sourceOf(books, fact, arrival.regime), to, lot: arrival.lot, quantity: line.quantity, atMs: fact.atMs };
  return { transfers: [transfer], found: arrival.found };
};

const receiveFromCarrier = (
  books: Books,
  fact: ScanFact,
  place: Place,
  line: GoodsLine,
): Readonly<{ transfers: Transfer[]; found: Readonly<Record<string, string>> }> | NotPosted => {
  const unit = fact.from ?? "";
  const cells = books.ledger
    .onCarrier(unit)
    .filter((cell) => cell.lot.gtin === line.gtin && (line.batch === undefined || cell.lot.batch === line.batch));
  let left = line.quantity;
  const transfers: Transfer[] = [];
  for (const cell of cells) {
    const quantity = cell.quantity < left ? cell.quantity : left;
    if (quantity === 0n) break;
    const moved = bringIn(books, [{ ...cell, quantity }], fact, place);
    if (isNotPosted(moved)) return moved;
    transfers.push(...moved);
    left -= quantity;
  }
  if (left === 0n) return { transfers, found: { lot: "aboard" } };
  return notPosted("stock_missing", `${unit} does not carry that much ${line.gtin}`, {
    waitsFor: [waitForCarrier(unit)],
    missing: [
      {
        account: carrierAccount(unit, { parent: null, regime: fact.regime ?? "non_bonded", hold: "none" }),
        lot: { gtin: line.gtin },
        quantity: left,
      },
    ],
  });
};
