import type { Cell } from "../../ledger/ledger.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books, Place } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision } from "../decision.ts";
import type { ScanFact } from "../fact.ts";
import { stockOf, takeGoods } from "../resolve.ts";
import { waitForParent } from "../wait-keys.ts";
import { contentsAt } from "./move.ts";
import { isHeld, locationOf, needPlace } from "./places.ts";

/** `packing`: loose goods at a location → in the SSCC. */
export const pack = (books: Books, fact: ScanFact): Decision => {
  const parent = fact.parent ?? fact.parents[0];
  if (parent === undefined) return notPosted("parent_missing", "packing needs the SSCC to pack into");
  const place = needPlace(books, fact, locationOf(fact), "location_missing");
  if (isNotPosted(place)) return place;
  if (fact.goods.length === 0) return notPosted("goods_missing", "nothing was read to pack");
  if (books.ledger.inParent(parent).some((cell) => !standsAt(cell.account, fact.site, place)))
    return notPosted("parent_elsewhere", `${parent} has goods elsewhere: it cannot be packed at ${place.location}`, {
      waitsFor: [waitForParent(parent)],
    });
  const transfers: Transfer[] = [];
  const already = new Map<Cell, bigint>();
  for (const line of fact.goods) {
    const taken = takeGoods(books, line, { place, parent: undefined, regime: fact.regime, heldToo: false, already });
    if (isNotPosted(taken)) return taken;
    for (const { cell, quantity } of taken.takes) {
      const account = stockOf(cell);
      if (account.parent === parent) continue;
      transfers.push({ from: account, to: { ...account, parent }, lot: cell.lot, quantity, atMs: fact.atMs });
    }
  }
  return posted(transfers);
};

const standsAt = (account: Readonly<{ family: string; site?: string; location: string | null }>, site: string, place: Place): boolean =>
  account.family === "stock" && account.site === site && account.location === place.location;

/** `unpacking`: out of the SSCC, all of it or what is named, loose at the same location. */
export const unpack = (books: Books, fact: ScanFact): Decision => {
  const parent = fact.parent ?? fact.parents[0];
  if (parent === undefined) return notPosted("parent_missing", "unpacking needs the SSCC to take from");
  const named = locationOf(fact);
  const place = named === undefined ? undefined : needPlace(books, fact, named, "location_missing");
  if (place !== undefined && isNotPosted(place)) return place;
  const contents = contentsAt(books, fact.site, parent, place?.location);
  if (isNotPosted(contents)) return contents;
  const held = contents.find((cell) => isHeld(stockOf(cell)));
  if (held) return notPosted("held", `${parent} holds goods under ${stockOf(held).hold}`);
  if (fact.goods.length === 0)
    return posted(
      contents.map((cell) => ({
        from: cell.account,
        to: { ...stockOf(cell), parent: null },
        lot: cell.lot,
        quantity: cell.quantity,
        atMs: fact.atMs,
      })),
    );
  return unpackNamed(books, fact, parent, place ?? placeOf(books, fact, stockOf(contents[0] as (typeof contents)[0]).location));
};

const placeOf = (books: Books, fact: ScanFact, location: string): Place =>
  books.master.findPlace(fact.site, location) ?? { site: fact.site, location, kind: "vehicle", regimes: [] };

const unpackNamed = (books: Books, fact: ScanFact, parent: string, place: Place): Decision => {
  const transfers: Transfer[] = [];
  const already = new Map<Cell, bigint>();
  for (const line of fact.goods) {
    const taken = takeGoods(books, line, { place, parent, regime: fact.regime, heldToo: false, already });
    if (isNotPosted(taken)) return taken;
    for (const { cell, quantity } of taken.takes)
      transfers.push({ from: cell.account, to: { ...stockOf(cell), parent: null }, lot: cell.lot, quantity, atMs: fact.atMs });
  }
  return posted(transfers);
};
