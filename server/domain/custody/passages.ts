import { accountKey, carrierAccount, stockAccount, type Account, type ContraAccount, type StockAccount } from "../ledger/account.ts";
import type { Books, Passage } from "./books.ts";
import { regimeOnArrival } from "./steps/receive.ts";

/**
 * Where a unit was, as gates, departures and arrivals tell it. What is in a unit goes where the unit goes, so goods that
 * become known late are followed through the passages that are known already: see `follow.ts`.
 */

/** The contents of a unit: a place at a site, or with the carrier. */
export type UnitAccount = StockAccount | ContraAccount;

export type Stage = Readonly<{ from: UnitAccount; to: UnitAccount; passage: Passage }>;

/** The unit whose contents an account holds. */
export const unitOf = (master: Books["master"], account: Account): string | undefined => {
  if (account.family === "contra") return account.contra === "carrier" ? (account.location ?? undefined) : undefined;
  return account.family === "stock" && master.hasUnit(account.location) ? account.location : undefined;
};

/** The way of goods that lie in a unit at an instant, through all that is known of the unit since. */
export const wayOf = (books: Books, start: UnitAccount, since: Readonly<{ site: string; atMs: number }>): Stage[] => {
  const stages: Stage[] = [];
  let from = start;
  let left: Readonly<{ site: string; atMs: number }> = since;
  for (const passage of passagesSince(books, start.location, since.atMs)) {
    const to = stageTo(books, from, passage);
    // Who leaves and comes back within one instant has come first.
    if (to === undefined || (to.family === "stock" && passage.site === left.site && passage.atMs === left.atMs)) continue;
    stages.push({ from, to, passage });
    from = to;
    left = passage;
  }
  return stages;
};

const passagesSince = (books: Books, unit: string | null, sinceMs: number): Passage[] =>
  books.passages
    .filter((passage) => passage.unit === unit && passage.atMs >= sinceMs)
    .toSorted((one, other) => one.atMs - other.atMs || Number(one.direction === "in") - Number(other.direction === "in"));

const stageTo = (books: Books, from: UnitAccount, { unit, site, direction }: Passage): UnitAccount | undefined => {
  if (from.family === "stock") return direction === "out" && from.site === site ? carrierAccount(unit, from) : undefined;
  if (direction === "out") return undefined;
  const regime = regimeOnArrival(books.master.findSiteKind(site), from.regime ?? "non_bonded");
  return stockAccount(site, unit, { parent: from.parent, regime, hold: from.hold ?? "none" });
};

/** Whether goods that now go from one account of a unit to the other are, by what is known since, back where they are. */
export const comesBack = (books: Books, from: UnitAccount, to: UnitAccount, since: Readonly<{ site: string; atMs: number }>): boolean => {
  const last = wayOf(books, to, since).at(-1);
  return last !== undefined && accountKey(last.to) === accountKey(from);
};
