import { carrierAccount, contraAccount, type Account, type Hold, type Regime } from "../../ledger/account.ts";
import type { Lot } from "../../ledger/lot.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books, OpenRelease, Passage, Place } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision, type NotPosted, type ReleaseUse } from "../decision.ts";
import type { ScanFact } from "../fact.ts";
import { comesBack, type UnitAccount } from "../passages.ts";
import { stockOf, takeGoods, type Take } from "../resolve.ts";
import { waitForPlace, waitForRelease } from "../wait-keys.ts";
import { bringIn } from "./receive.ts";
import { contentsAt } from "./move.ts";
import { findPlace, isHeld } from "./places.ts";

export type Leaving = Readonly<{ site: string; atMs: number; approval?: string }>;

/** A release that covers a share of what leaves. */
type Cover = ReleaseUse & Readonly<{ becomes: Regime | null }>;
type Covered = Readonly<{ take: Take; covers: readonly Cover[] }>;

/**
 * Bonded goods leave only with releases that cover them, used up by quantity, the one that ends first before others.
 * A release covers a lot when product, regime and owner agree and it names no other batch, book or line. At a gate a pass
 * covers only what leaves by it. Other goods leave without one; a release for them says what they become by leaving.
 */
const cover = (books: Books, fact: Leaving, takes: readonly Take[], { usedAlready, pass }: Covering): Covered[] | NotPosted => {
  const left = new Map(books.releases.map((release) => [release, release.left - usedOf(release, usedAlready)]));
  const inOrder = books.releases
    .filter((release) => release.site === fact.site && release.validUntilMs >= fact.atMs)
    .filter((release) => pass === undefined || release.madeBy === null || release.madeBy === pass)
    .toSorted((one, other) => one.validUntilMs - other.validUntilMs || (one.release < other.release ? -1 : 1) || one.n - other.n);
  const covered: Covered[] = [];
  for (const each of takes) {
    const { cell, quantity } = each;
    const covers: Cover[] = [];
    let open = quantity;
    for (const release of inOrder) {
      const available = left.get(release) ?? 0n;
      if (!isFor(release, stockOf(cell).regime, cell.lot) || available === 0n || open === 0n) continue;
      const used = available < open ? available : open;
      left.set(release, available - used);
      covers.push({ release: release.release, n: release.n, quantity: used, becomes: release.becomes });
      open -= used;
    }
    if (open > 0n && stockOf(cell).regime === "bonded") return noRelease(fact, cell.lot.gtin, take(cell, open));
    covered.push({ take: each, covers });
  }
  return covered;
};

/** `pass`: of the gate; null where it saw none, undefined where no gate is. */
type Covering = Readonly<{ usedAlready: readonly ReleaseUse[]; pass?: string | null }>;

const isFor = (release: OpenRelease, regime: Regime, lot: Lot): boolean =>
  release.regime === regime &&
  release.gtin === lot.gtin &&
  (lot.owner === null || release.owner === lot.owner) &&
  (release.batch === null || release.batch === lot.batch) &&
  (release.book === null ? isOfNoBook(release, lot) : release.book === lot.book) &&
  (release.line === null || release.line === lot.line);

/** What a document lets out without naming a book stands in none. */
const isOfNoBook = ({ madeBy, regime }: OpenRelease, lot: Lot): boolean => madeBy === null || regime !== "bonded" || lot.book === null;

const usesOf = (covered: readonly Covered[]): ReleaseUse[] =>
  covered.flatMap(({ covers }) => covers.map(({ release, n, quantity }) => ({ release, n, quantity })));

type Share = Readonly<{ regime: Regime; quantity: bigint }>;
export type Left = Readonly<{ shares: readonly Share[]; uses: readonly ReleaseUse[] }>;

/** What goods become by having left, as is learnt afterwards. With an officer's approval they left as they were. */
export const leaveLater = (books: Books, fact: Leaving, taken: Take, usedAlready: readonly ReleaseUse[]): Left | NotPosted => {
  const covered = cover(books, fact, [taken], { usedAlready });
  const refusal = isNotPosted(covered) ? covered : findUncleared(books, fact, covered);
  if (refusal && fact.approval === undefined) return refusal;
  if (isNotPosted(covered)) return { shares: [{ regime: stockOf(taken.cell).regime, quantity: taken.quantity }], uses: [] };
  return { shares: covered.flatMap(sharesOf), uses: usesOf(covered) };
};

/** What a release changes on leaving, and what is left as it was. */
const sharesOf = ({ take: { cell, quantity }, covers }: Covered): Share[] => {
  const { regime } = stockOf(cell);
  const changing = covers.flatMap((use) =>
    use.becomes !== null && use.becomes !== regime ? [{ regime: use.becomes, quantity: use.quantity }] : [],
  );
  const unchanged = changing.reduce((left, share) => left - share.quantity, quantity);
  return unchanged > 0n ? [{ regime, quantity: unchanged }, ...changing] : changing;
};

const usedOf = ({ release, n }: OpenRelease, uses: readonly ReleaseUse[]): bigint =>
  uses.reduce((sum, use) => (use.release === release && use.n === n ? sum + use.quantity : sum), 0n);

const take = (cell: Take["cell"], quantity: bigint): Take => ({ cell, quantity });

const noRelease = (fact: Leaving, gtin: string, short: Take): NotPosted =>
  notPosted("no_release", `bonded ${gtin} has no release that covers it`, {
    waitsFor: [waitForRelease(fact.site)],
    missing: [{ account: short.cell.account, lot: short.cell.lot, quantity: short.quantity }],
  });

type Exit = Readonly<{ target: (take: Take, regime: Regime) => Account; pass?: string | null }>;

/** Takes goods out of a site. With an officer's approval, what no release covers goes to `irregular`. */
const letOut = (books: Books, fact: Leaving, takes: readonly Take[], { target, pass }: Exit): Decision => {
  const held = takes.find(({ cell }) => isHeld(stockOf(cell)));
  if (held && fact.approval === undefined)
    return notPosted("held", `${held.cell.lot.gtin} is held: ${stockOf(held.cell).hold}`, {
      waitsFor: [waitForPlace(fact.site, stockOf(held.cell).location, held.cell.lot.gtin)],
      missing: [{ account: held.cell.account, lot: held.cell.lot, quantity: held.quantity }],
    });
  const covered = cover(books, fact, takes, { usedAlready: [], ...(pass !== undefined && { pass }) });
  if (isNotPosted(covered)) return fact.approval === undefined ? covered : letOutIrregularly(fact, takes, target);
  const uncleared = fact.approval === undefined && findUncleared(books, fact, covered);
  if (uncleared) return uncleared;
  const transfers = covered.flatMap((each) => {
    const { account: from, lot } = each.take.cell;
    return sharesOf(each).map(({ regime, quantity }): Transfer => ({
      from,
      to: target(each.take, regime),
      lot,
      quantity,
      atMs: fact.atMs,
    }));
  });
  return posted(transfers, { uses: usesOf(covered) });
};

/** 出口未放行: what leaves the country is cleared by its list, or is on its way under bond. */
const findUncleared = ({ master }: Books, fact: Leaving, covered: readonly Covered[]): NotPosted | undefined => {
  if (master.findZone(fact.site)?.isBorder !== true) return undefined;
  for (const { take: each, covers } of covered) {
    const { cell, quantity } = each;
    const cleared = covers.reduce((sum, use) => (use.becomes === null ? sum : sum + use.quantity), 0n);
    if (stockOf(cell).regime !== "non_bonded" || cleared >= quantity) continue;
    return notPosted("not_cleared", `${cell.lot.gtin} has not been released for export`, {
      waitsFor: [waitForRelease(fact.site)],
      missing: [{ account: cell.account, lot: cell.lot, quantity: quantity - cleared }],
    });
  }
  return undefined;
};

const letOutIrregularly = (fact: Leaving, takes: readonly Take[], target: Exit["target"]): Decision => {
  const transfers = takes.map((each): Transfer => {
    const from = stockOf(each.cell);
    const to = from.regime === "bonded" ? contraAccount("irregular") : target(each, from.regime);
    return { from, to, lot: each.cell.lot, quantity: each.quantity, atMs: fact.atMs };
  });
  return posted(transfers, { detail: "left without a release; disposed of by an officer" });
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
  const target: Exit["target"] = ({ cell }, regime) => {
    if (unit !== undefined) return carrierAccount(unit, { ...stockOf(cell), regime });
    return contraAccount(regime === "export_cleared" ? "abroad" : "consignee");
  };
  return letOut(books, fact, takes, { target });
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

/** The vehicle's contents go with it to the carrier, keeping parent and hold, in the regime that leaving gives them. */
export const driveOut = (books: Books, fact: Leaving, unit: string, pass?: string | null): Decision => {
  const aboard = books.ledger.atPlace(fact.site, unit).filter((cell) => {
    const account = stockOf(cell);
    return !comesBack(books, account, carrierAccount(unit, account), fact);
  });
  const target: Exit["target"] = ({ cell }, regime) => carrierAccount(unit, { ...stockOf(cell), regime });
  const decision = letOut(books, fact, wholly(aboard), { target, ...(pass !== undefined && { pass }) });
  return decision.posted ? { ...decision, passage: passageOf(fact, unit, "out") } : decision;
};

/** Who puts a hold that comes of a passage. */
export const CUSTOMS = "customs";

/** What goods under customs get by coming in: those that are known now, and those of which it becomes known later. */
export type EntryHolds = Readonly<{ now: Hold | undefined; later: Hold }>;

/** What the unit carries comes in with it: the vehicle is a place of the site now. */
export const driveIn = (books: Books, fact: Readonly<{ site: string; atMs: number }>, unit: string, holds?: EntryHolds): Decision => {
  const vehicle: Place = { site: fact.site, location: unit, kind: "vehicle", regimes: [] };
  const brought = bringIn(books, books.ledger.onCarrier(unit), fact, vehicle);
  if (isNotPosted(brought)) return brought;
  const transfers = brought.map((each): Transfer => {
    const hold = holds?.now;
    if (hold === undefined || each.to.family !== "stock" || each.to.regime !== "bonded") return each;
    return { ...each, to: { ...each.to, hold } };
  });
  const staying = transfers.filter(({ from, to }) => !comesBack(books, from as UnitAccount, to as UnitAccount, fact));
  return posted(staying, { passage: { ...passageOf(fact, unit, "in"), ...(holds && { hold: holds.later }) } });
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
