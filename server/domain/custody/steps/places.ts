import type { Regime, StockAccount } from "../../ledger/account.ts";
import type { Books, Place } from "../books.ts";
import { notPosted, type NotPosted, type Reason } from "../decision.ts";
import type { ScanFact } from "../fact.ts";
import { WAIT_FOR_MASTER_DATA } from "../wait-keys.ts";

/** A named place of the fact's site, by its id or its barcode. A unit is a place of kind `vehicle` at every site. */
export const findPlace = (books: Books, site: string, named: string): Place | NotPosted => {
  const place = books.master.findPlace(site, named) ?? books.master.findPlaceByBarcode(site, named);
  return place ?? notPosted("location_unknown", `${site} has no location ${named}`, { waitsFor: [WAIT_FOR_MASTER_DATA] });
};

export const needPlace = (books: Books, fact: ScanFact, named: string | undefined, reason: Reason): Place | NotPosted =>
  named === undefined
    ? notPosted(reason, `step ${fact.step ?? ""} needs ${reason.replace("_missing", "")}`)
    : findPlace(books, fact.site, named);

/** One place: as named, else the location barcode that was read, else where the device stands. */
export const locationOf = (fact: ScanFact): string | undefined => fact.location ?? fact.places[0] ?? fact.defaultLocation;

/** Two places. With one barcode read, it is the place that the message does not name; a device at a place stands for the other. */
export const fromAndTo = (fact: ScanFact): { from: string | undefined; to: string | undefined } => {
  const [first, second] = fact.places;
  if (fact.from !== undefined && fact.to !== undefined) return { from: fact.from, to: fact.to };
  if (fact.from !== undefined) return { from: fact.from, to: first ?? fact.location ?? fact.defaultLocation };
  if (fact.to !== undefined) return { from: first ?? fact.location, to: fact.to };
  if (second !== undefined) return { from: first, to: second };
  return { from: undefined, to: first ?? fact.location ?? fact.defaultLocation };
};

export const permits = (place: Place, regime: Regime): NotPosted | undefined =>
  place.kind === "vehicle" || place.regimes.includes(regime)
    ? undefined
    : notPosted("regime_not_permitted", `${place.location} does not take ${regime} goods`);

export const isHeld = (account: StockAccount): boolean => account.hold !== "none";
