import { carrierAccount, contraAccount, type Account } from "../../ledger/account.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books, OpenRelease, Passage, Place } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision, type NotPosted, type ReleaseUse } from "../decision.ts";
import type { GateFact, ScanFact } from "../fact.ts";
import { comesBack, type UnitAccount } from "../passages.ts";
import { stockOf, takeGoods, type Take } from "../resolve.ts";
import { waitForPlace, waitForRelease } from "../wait-keys.ts";
import { bringIn } from "./receive.ts";
import { contentsAt } from "./move.ts";
import { findPlace, isHeld } from "./places.ts";

export type Leaving = Readonly<{ site: string; atMs: number; approval?: string }>;

/**
 * Bonded goods leave only with releases that cover them, used up by quantity, the one that ends first before others.
 * A release covers a lot when product and owner agree and it names no other batch, book or line.
 */
export const coverByReleases = (
  books: Books,
  fact: Leaving,
  takes: readonly Take[],
  usedAlready: readonly ReleaseUse[] = [],
): ReleaseUse[] | NotPosted => {
  const uses: ReleaseUse[] = [];
  const left = new Map(books.releases.map((release) => [release, release.left - usedOf(release, usedAlready)]));
  const inOrder = books.releases
    .filter((release) => release.site === fact.site && release.validUntilMs >= fact.atMs)
    .toSorted((one, other) => one.validUntilMs - other.validUntilMs || (one.release < other.release ? -1 : 1) || one.n - other.n);
  for (const { cell, quantity } of takes) {
    if (stockOf(cell).regime !== "bonded") continue;
    let open = quantity;
    for (const release of inOrder) {
      const { lot } = cell;
      const covers =
        release.gtin === lot.gtin &&
        (lot.owner === null || release.owner === lot.owner) &&
        (release.batch === null || release.batch === lot.batch) &&
        (release.book === null || release.book === lot.book) &&
        (release.line === null || release.line === lot.line);
      const available = left.get(release) ?? 0n;
      if (!covers || available === 0n || open === 0n) continue;
      const used = available < open ? available : open;
      left.set(release, available - used);
      uses.push({ release: release.release, n: release.n, quantity: used });
      open -= used;
    }
    if (open > 0n) return noRelease(fact, cell.lot.gtin, take(cell, open));
  }
  return uses;
};

const usedOf = ({ release, n }: OpenRelease, uses: readonly ReleaseUse[]): bigint =>
  uses.reduce((sum, use) => (use.release === release && use.n === n ? sum + use.quantity : sum), 0n);

const take = (cell: Take["cell"], quantity: bigint): Take => ({ cell, quantity });

const noRelease = (fact: Leaving, gtin: string, short: Take): NotPosted =>
  notPosted("no_release", `bonded ${gtin} has no release that covers it`, {
    waitsFor: [waitForRelease(fact.site)],
    missing: [{ account: short.cell.account, lot: short.cell.lot, quantity: short.quantity }],
  });

/** Takes goods out of a site. With an officer's approval, what no release covers goes to `irregular`. */
const letOut = (books: Books, fact: Leaving, takes: readonly Take[], target: (take: Take) => Account): Decision => {
  const held = takes.find(({ cell }) => isHeld(stockOf(cell)));
  if (held && fact.approval === undefined)
    return notPosted("held", `${held.cell.lot.gtin} is held: ${stockOf(held.cell).hold}`, {
      waitsFor: [waitForPlace(fact.site, stockOf(held.cell).location, held.cell.lot.gtin)],
      missing: [{ account: held.cell.account, lot: held.cell.lot, quantity: held.quantity }],
    });
  const uses = coverByReleases(books, fact, takes);
  if (isNotPosted(uses) && fact.approval === undefined) return uses;
  const irregular = isNotPosted(uses);
  const transfers = takes.map((each): Transfer => {
    const account = stockOf(each.cell);
    const to = irregular && account.regime === "bonded" ? contraAccount("irregular") : target(each);
    return { from: account, to, lot: each.cell.lot, quantity: each.quantity, atMs: fact.atMs };
  });
  return posted(transfers, irregular ? { detail: "left without a release; disposed of by an officer" } : { uses });
};

const wholly = (cells: readonly Take["cell"][]): Take[] => cells.map((cell) => ({ cell, quantity: cell.quantity }));

/** `shipping`: from a place or in SSCCs → consignee, abroad when cleared for export, or the carrier named in `to`. */
export const ship = (books: Books, fact: ScanFact): Decision => {
  const parents = fact.parent !== undefined && fact.goods.length === 0 ? [fact.parent, ...fact.parents] : fact.parents;
  const takes: Take[] = [];
  for (const sscc of parents) {
    const contents = contentsAt(books, fact.site, sscc, fact.from);
    if (isNotPosted(contents)) return contents;
    takes.push(...wholly(contents));
  }
  if (fact.goods.length > 0) {
    const taken = takeNamed(books, fact);
    if (isNotPosted(taken)) return taken;
    takes.push(...taken);
  }
  if (takes.length === 0) return notPosted("goods_missing", "nothing was read to ship");
  const unit = fact.to !== undefined && books.master.hasUnit(fact.to) ? fact.to : undefined;
  return letOut(books, fact, takes, ({ cell }) => {
    const account = stockOf(cell);
    if (unit !== undefined) return carrierAccount(unit, account);
    return contraAccount(account.regime === "export_cleared" ? "abroad" : "consignee");
  });
};

const takeNamed = (books: Books, fact: ScanFact): Take[] | NotPosted => {
  const named = fact.from ?? fact.location ?? fact.places[0] ?? fact.defaultLocation;
  if (named === undefined) return notPosted("from_missing", "shipping needs the place the goods leave from");
  const place = findPlace(books, fact.site, named);
  if (isNotPosted(place)) return place;
  const takes: Take[] = [];
  const already = new Map<Take["cell"], bigint>();
  for (const line of fact.goods) {
    const taken = takeGoods(books, line, { place, parent: fact.parent, regime: fact.regime, heldToo: false, already });
    if (isNotPosted(taken)) return taken;
    takes.push(...taken.takes);
  }
  return takes;
};

/** The vehicle's contents go with it to the carrier, keeping parent, regime and hold. */
const driveOut = (books: Books, fact: Leaving, unit: string): Decision => {
  const aboard = books.ledger.atPlace(fact.site, unit).filter((cell) => {
    const account = stockOf(cell);
    return !comesBack(books, account, carrierAccount(unit, account), fact);
  });
  const decision = letOut(books, fact, wholly(aboard), ({ cell }) => carrierAccount(unit, stockOf(cell)));
  return decision.posted ? { ...decision, passage: passageOf(fact, unit, "out") } : decision;
};

/** What the unit carries comes in with it: the vehicle is a place of the site now. */
const driveIn = (books: Books, fact: Readonly<{ site: string; atMs: number }>, unit: string): Decision => {
  const vehicle: Place = { site: fact.site, location: unit, kind: "vehicle", regimes: [] };
  const transfers = bringIn(books, books.ledger.onCarrier(unit), fact, vehicle);
  if (isNotPosted(transfers)) return transfers;
  const staying = transfers.filter(({ from, to }) => !comesBack(books, from as UnitAccount, to as UnitAccount, fact));
  return posted(staying, { passage: passageOf(fact, unit, "in") });
};

const passageOf = ({ site, atMs }: Readonly<{ site: string; atMs: number }>, unit: string, direction: Passage["direction"]): Passage => ({
  unit,
  site,
  direction,
  atMs,
});

const vehicleOf = (books: Books, fact: ScanFact): string | NotPosted => {
  const named = [fact.from, fact.to, ...fact.places, fact.location, fact.defaultLocation];
  const unit = named.find((each) => each !== undefined && books.master.hasUnit(each));
  return unit ?? notPosted("vehicle_unknown", `step ${fact.step ?? ""} needs the vehicle, in from or to`);
};

/** `departing`: the vehicle's contents → carrier. */
export const depart = (books: Books, fact: ScanFact): Decision => {
  const unit = vehicleOf(books, fact);
  return typeof unit === "string" ? driveOut(books, fact, unit) : unit;
};

/** `arriving`: carrier → the vehicle, now a place of this site. */
export const arrive = (books: Books, fact: ScanFact): Decision => {
  const unit = vehicleOf(books, fact);
  return typeof unit === "string" ? driveIn(books, fact, unit) : unit;
};

/** The gate moves the goods: out replaces `shipping`, in replaces `arriving`. An unknown vehicle may come in, not leave. */
export const passGate = (books: Books, fact: GateFact): Decision => {
  if (fact.direction === undefined) return notPosted("direction_missing", "the gate must say in or out");
  const unit = books.master.findUnitByPlate(fact.plate);
  if (fact.direction === "in")
    return unit === undefined ? posted([], { detail: "vehicle not in the master data" }) : driveIn(books, fact, unit);
  if (unit === undefined) return notPosted("vehicle_unknown", `no unit has the plate ${fact.plate}`);
  return driveOut(books, fact, unit);
};
