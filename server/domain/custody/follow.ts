import { accountKey, carrierAccount, stockAccount, type Account, type Hold, type Regime } from "../ledger/account.ts";
import type { Cell } from "../ledger/ledger.ts";
import { lotKey, type Lot } from "../ledger/lot.ts";
import type { Transfer } from "../ledger/transfer.ts";
import type { Books } from "./books.ts";
import { isNotPosted, type Decision, type NotPosted, type Posted, type ReleaseUse } from "./decision.ts";
import type { Fact, ScanFact } from "./fact.ts";
import { nextStage, progressSince, unitOf, wayOf, type Progress, type Stage, type UnitAccount } from "./passages.ts";
import { CUSTOMS, leaveLater } from "./steps/leave.ts";
import { waitForCarrier } from "./wait-keys.ts";

/**
 * Facts about a unit's contents that come after the unit's later passages are told.
 * - What is put into the unit goes on, in the same decision, through the passages that are known since; what leaves bond
 *   by that needs the release that it would have needed in time.
 * - What is taken from the unit and has gone on with it in the books comes back for it along the same way.
 * - A passage takes what is in the unit, and it goes on likewise. What still waits is offered again with every passage.
 */
export const followPassages = (books: Books, fact: Fact, propose: (books: Books, fact: Fact) => Decision): Decision => {
  const decision = propose(books, fact);
  if (!isFollowed(fact)) return decision;
  const late = books.passages.length > 0;
  if (decision.posted) return wakeUnit(late ? goOn(books, fact, decision) : decision);
  if (decision.reason !== "stock_missing" || fact.kind !== "scan") return decision;
  return (late ? takeBack(books, fact, propose) : undefined) ?? waitForUnits(books, fact, decision);
};

/** A passage lets those settle who find the unit there by it. */
const wakeUnit = (decision: Decision): Decision =>
  decision.posted && decision.passage
    ? { ...decision, risen: [...(decision.risen ?? []), waitForCarrier(decision.passage.unit)] }
    : decision;

/** An undo reverses what was done, with all that came of it; a count stands as of its time. */
const isFollowed = (fact: Fact): boolean =>
  fact.kind === "gate" || (fact.kind === "scan" && fact.undo === undefined && fact.step !== "stock_taking");

const transferBy = ({ from, to, passage }: Stage, lot: Lot, quantity: bigint): Transfer => ({
  from,
  to,
  lot,
  quantity,
  atMs: passage.atMs,
});

const goOn = (books: Books, fact: Fact, decision: Posted): Decision => {
  const journey: Journey = { books, fact, uses: [...(decision.uses ?? [])] };
  const transfers: Transfer[] = [];
  const further = new Set<string>();
  const putBy = [...(decision.putBy ?? [])];
  for (const transfer of decision.transfers) {
    transfers.push(transfer);
    const unit = unitOf(books.master, transfer.to);
    if (unit === undefined) continue;
    const onward = follow(journey, { ...transfer, account: transfer.to as UnitAccount }, progressSince(books, unit, fact));
    if (isNotPosted(onward)) return onward;
    if (onward.length > 0) further.add(unit);
    for (const { from, to, lot } of onward)
      if (to.family === "stock" && to.hold !== from.hold && to.hold !== "none") putBy.push({ lot, hold: to.hold, by: CUSTOMS });
    transfers.push(...onward);
  }
  if (further.size === 0) return decision;
  const detail = decision.detail ?? `${[...further].join(", ")} has gone on since, and the goods with it`;
  // Where they only passed through nothing rises: who waits for them on the way takes them back from where they are.
  return { ...decision, transfers, uses: journey.uses, putBy, detail, risen: [...further].map(waitForCarrier) };
};

type Journey = Readonly<{ books: Books; fact: Fact; uses: ReleaseUse[] }>;
type Goods = Readonly<{ account: UnitAccount; lot: Lot; quantity: bigint }>;

/** Stage by stage, in the regime that leaving and arriving give: a release may let out a share of them as something else. */
const follow = (journey: Journey, goods: Goods, progress: Progress): Transfer[] | NotPosted => {
  const { books, fact, uses } = journey;
  const next = nextStage(books, goods.account, progress);
  if (!next) return [];
  const { stage, after } = next;
  const reached: { to: UnitAccount; quantity: bigint }[] = [];
  if (stage.passage.direction === "in") reached.push({ to: stage.to, quantity: goods.quantity });
  else {
    const cell: Cell = { account: goods.account, lot: goods.lot, quantity: goods.quantity, loaded: 0n };
    const leaving = { ...stage.passage, ...(fact.approval !== undefined && { approval: fact.approval }) };
    const left = leaveLater(books, leaving, { cell, quantity: goods.quantity }, uses);
    if (isNotPosted(left)) return left;
    uses.push(...left.uses);
    for (const { regime, quantity } of left.shares) reached.push({ to: { ...stage.to, regime }, quantity });
  }
  const transfers: Transfer[] = [];
  for (const { to, quantity } of reached) {
    transfers.push({ ...transferBy(stage, goods.lot, quantity), to });
    const onward = follow(journey, { account: to, lot: goods.lot, quantity }, after);
    if (isNotPosted(onward)) return onward;
    transfers.push(...onward);
  }
  return transfers;
};

/** Goods that have gone on past where the fact finds them, and by which way. */
type Ahead = Readonly<{ cell: Cell; way: readonly Stage[] }>;

const takeBack = (books: Books, fact: ScanFact, propose: (books: Books, fact: Fact) => Decision): Decision | undefined => {
  const { ledger } = books;
  const ahead = unitsOf(books, fact).flatMap((unit) => listAhead(books, fact, unit));
  if (ahead.length === 0) return undefined;
  const wanted = ahead.map(({ cell, way }) => ({
    way,
    lot: cell.lot,
    quantity: cell.quantity,
    before: startOf(books, way, cell.lot).quantity,
  }));
  const all = wanted.flatMap(({ way, lot, quantity }) => backwards(way, lot, quantity));
  ledger.post(all);
  const decision = propose(books, fact);
  ledger.revert(all);
  if (!decision.posted) return undefined;
  const back: Transfer[] = [];
  const taken = takenBy(decision.transfers);
  for (const { way, lot, quantity, before } of wanted) {
    const key = `${accountKey(startOf(books, way, lot).account)}|${lotKey(lot)}`;
    const lacking = (taken.get(key) ?? 0n) - before;
    const needed = lacking < quantity ? lacking : quantity;
    if (needed <= 0n) continue;
    back.push(...backwards(way, lot, needed));
    taken.set(key, (taken.get(key) ?? 0n) - needed);
  }
  const onward = goOn(books, fact, decision);
  return onward.posted ? { ...onward, transfers: [...back, ...onward.transfers] } : onward;
};

const startOf = (books: Books, way: readonly Stage[], lot: Lot): Cell => books.ledger.cell((way[0] as Stage).from, lot);

const backwards = (way: readonly Stage[], lot: Lot, quantity: bigint): Transfer[] =>
  way.toReversed().map((stage) => transferBy({ ...stage, from: stage.to, to: stage.from }, lot, quantity));

const takenBy = (transfers: readonly Transfer[]): Map<string, bigint> => {
  const taken = new Map<string, bigint>();
  for (const { from, lot, quantity } of transfers) {
    const key = `${accountKey(from)}|${lotKey(lot)}`;
    taken.set(key, (taken.get(key) ?? 0n) + quantity);
  }
  return taken;
};

const FROM_CARRIER: ReadonlySet<string> = new Set(["receiving", "returning"]);

const listAhead = (books: Books, fact: ScanFact, unit: string): Ahead[] => {
  const start = (account: Account, regime: Regime, hold: Hold): UnitAccount => {
    const dimensions = { parent: account.parent, regime, hold };
    return FROM_CARRIER.has(fact.step ?? "") ? carrierAccount(unit, dimensions) : stockAccount(fact.site, unit, dimensions);
  };
  const sites = new Set(books.passages.filter((passage) => passage.unit === unit).map(({ site }) => site));
  const aboard = [...books.ledger.onCarrier(unit), ...[...sites].flatMap((site) => books.ledger.atPlace(site, unit))];
  return aboard.flatMap((cell) => {
    if (!isNamed(fact, cell)) return [];
    const { account } = cell;
    // A hold may have come of a passage on the way.
    const before = regimesBefore(books, fact, cell).flatMap((regime) => [
      start(account, regime, "none"),
      start(account, regime, account.hold ?? "none"),
    ]);
    for (const from of before) {
      const way = wayOf(books, from, fact);
      const last = way.at(-1);
      if (last && accountKey(last.to) === accountKey(account)) return [{ cell, way }];
    }
    return [];
  });
};

const isNamed = (fact: ScanFact, { account, lot }: Cell): boolean => {
  const parents = fact.parent === undefined ? fact.parents : [...fact.parents, fact.parent];
  if (fact.goods.length === 0 && parents.length === 0) return true;
  return (account.parent !== null && parents.includes(account.parent)) || fact.goods.some(({ gtin }) => gtin === lot.gtin);
};

/** What the goods may have been before they arrived: overseas stock was cleared for export at home. */
const regimesBefore = (books: Books, fact: ScanFact, { account }: Cell): Regime[] => {
  const now = account.regime ?? "non_bonded";
  if (fact.regime !== undefined) return [fact.regime];
  return now === "overseas" && books.master.findSiteKind(fact.site) !== "overseas_warehouse" ? ["export_cleared", now] : [now];
};

/** Units that the fact names, or that have what it names aboard. */
const unitsOf = (books: Books, fact: ScanFact): string[] => {
  const units = new Set<string>();
  for (const named of [fact.from, fact.to, fact.location, ...fact.places, fact.defaultLocation])
    if (named !== undefined && books.master.hasUnit(named)) units.add(named);
  const parents = fact.parent === undefined ? fact.parents : [...fact.parents, fact.parent];
  const cells = [
    ...parents.flatMap((parent) => books.ledger.inParent(parent)),
    ...fact.goods.flatMap(({ gtin, serial }) => (serial === undefined ? [] : books.ledger.ofSerial(gtin, serial))),
  ];
  for (const { account } of cells) {
    const unit = unitOf(books.master, account);
    if (unit !== undefined) units.add(unit);
  }
  return [...units];
};

const waitForUnits = (books: Books, fact: ScanFact, decision: NotPosted): NotPosted => {
  const keys = unitsOf(books, fact).map(waitForCarrier);
  return keys.length === 0 ? decision : { ...decision, waitsFor: [...new Set([...decision.waitsFor, ...keys])] };
};
