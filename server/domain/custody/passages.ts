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

/** Where goods are on their way: what may still come, in order, and where and when they were last told of. */
export type Progress = Readonly<{ passages: readonly Passage[]; left: Readonly<{ site: string; atMs: number }> }>;

export const progressSince = (books: Books, unit: string | null, since: Progress["left"]): Progress => ({
  left: since,
  passages: books.passages
    .filter((passage) => passage.unit === unit && passage.atMs >= since.atMs)
    .toSorted((one, other) => one.atMs - other.atMs || Number(one.direction === "in") - Number(other.direction === "in")),
});

/** What comes next for goods that lie in a unit, as far as is known. */
export const nextStage = (
  books: Books,
  from: UnitAccount,
  { passages, left }: Progress,
): Readonly<{ stage: Stage; after: Progress }> | undefined => {
  for (const [index, passage] of passages.entries()) {
    const to = stageTo(books, from, passage);
    // Who leaves and comes back within one instant has come first.
    if (to === undefined || (to.family === "stock" && passage.site === left.site && passage.atMs === left.atMs)) continue;
    return { stage: { from, to, passage }, after: { passages: passages.slice(index + 1), left: passage } };
  }
  return undefined;
};

const stageTo = (books: Books, from: UnitAccount, { unit, site, direction, hold }: Passage): UnitAccount | undefined => {
  if (from.family === "stock") return direction === "out" && from.site === site ? carrierAccount(unit, from) : undefined;
  if (direction === "out") return undefined;
  const regime = regimeOnArrival(books.master.findSiteKind(site), from.regime ?? "non_bonded");
  return stockAccount(site, unit, { parent: from.parent, regime, hold: (regime === "bonded" ? hold : undefined) ?? from.hold ?? "none" });
};

/** The way of goods that lie in a unit at an instant and keep their regime on leaving, through all that is known since. */
export const wayOf = (books: Books, start: UnitAccount, since: Progress["left"]): Stage[] => {
  const stages: Stage[] = [];
  for (let progress = progressSince(books, start.location, since); ;) {
    const next = nextStage(books, stages.at(-1)?.to ?? start, progress);
    if (!next) return stages;
    stages.push(next.stage);
    progress = next.after;
  }
};

/** Whether goods that now go from one account of a unit to the other are, by what is known since, back where they are. */
export const comesBack = (books: Books, from: UnitAccount, to: UnitAccount, since: Progress["left"]): boolean => {
  const last = wayOf(books, to, since).at(-1);
  return last !== undefined && accountKey(last.to) === accountKey(from);
};
