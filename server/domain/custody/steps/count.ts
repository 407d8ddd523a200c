import { accountKey, contraAccount, stockAccount } from "../../ledger/account.ts";
import type { Cell } from "../../ledger/ledger.ts";
import { lotKey } from "../../ledger/lot.ts";
import type { Transfer } from "../../ledger/transfer.ts";
import type { Books, Place, StandingCount } from "../books.ts";
import { isNotPosted, notPosted, posted, type Decision, type NotPosted } from "../decision.ts";
import type { GoodsLine, ScanFact } from "../fact.ts";
import { describeArrival, stockOf } from "../resolve.ts";
import { waitForCount, waitForSerial } from "../wait-keys.ts";
import { locationOf, needPlace } from "./places.ts";

/**
 * `stock_taking`: what was counted against the books as of the time of the count; the difference goes to or from
 * `variance`, never as a silent set. Every product named is counted whole; without items the place was found empty.
 */
export const count = (books: Books, fact: ScanFact): Decision => {
  const place = needPlace(books, fact, locationOf(fact), "location_missing");
  if (isNotPosted(place)) return place;
  const later = books.listTransfersAfter(fact.site, place.location, fact.atMs);
  // What has left since stands in the transfers alone: its cells are empty now.
  for (const { from, to, lot } of later) for (const account of [from, to]) if (isAt(account, place)) books.ledger.cell(account, lot);
  const lines = fact.goods.length > 0 ? fact.goods : emptied(books, place, later);
  const transfers: Transfer[] = [];
  for (const line of lines) {
    const difference = countLine(books, fact, { place, line, later });
    if (isNotPosted(difference)) return difference;
    transfers.push(...difference);
  }
  const bonded = transfers.find(({ from, to }) => from.regime === "bonded" || to.regime === "bonded");
  if (bonded && fact.approval === undefined)
    return notPosted("count_needs_approval", "a difference of bonded goods waits for an approved document", {
      waitsFor: [waitForCount(fact.site, place.location)],
      missing: [{ account: bonded.from.family === "stock" ? bonded.from : bonded.to, lot: bonded.lot, quantity: bonded.quantity }],
    });
  const gtins = fact.goods.length > 0 ? [...new Set(fact.goods.map((line) => line.gtin))] : ("all" as const);
  const risen = bonded ? [waitForCount(fact.site, place.location)] : [];
  return posted(transfers, { counted: { site: fact.site, location: place.location, gtins }, risen });
};

const isAt = (account: Transfer["from"], { site, location }: Place): boolean =>
  account.family === "stock" && account.site === site && account.location === location;

const emptied = (books: Books, place: Place, later: readonly Transfer[]): GoodsLine[] => {
  const now = books.ledger.atPlace(place.site, place.location).map((cell) => cell.lot.gtin);
  const left = later.filter(({ from }) => isAt(from, place)).map(({ lot }) => lot.gtin);
  return [...new Set([...now, ...left])].map((gtin) => ({ gtin, quantity: 0n }));
};

type Counted = Readonly<{ place: Place; line: GoodsLine; later: readonly Transfer[] }>;

/** What the books held at the time of the count: now, less what happened after it. */
const bookedAt = (cell: Cell, later: readonly Transfer[]): bigint => {
  const account = accountKey(cell.account);
  const lot = lotKey(cell.lot);
  let quantity = cell.quantity;
  for (const transfer of later) {
    if (lotKey(transfer.lot) !== lot) continue;
    if (accountKey(transfer.to) === account) quantity -= transfer.quantity;
    if (accountKey(transfer.from) === account) quantity += transfer.quantity;
  }
  return quantity;
};

const countLine = (books: Books, fact: ScanFact, counted: Counted): Transfer[] | NotPosted => {
  const { place, line, later } = counted;
  const cells = books.ledger
    .everAtPlace(fact.site, place.location, line.gtin)
    .filter((cell) => cell.quantity > 0n || bookedAt(cell, later) > 0n)
    .filter(
      ({ account, lot }) =>
        (line.batch === undefined || line.batch === lot.batch) &&
        (line.serial === undefined || line.serial === lot.serial) &&
        (line.owner === undefined || line.owner === lot.owner) &&
        (line.book === undefined || line.book === lot.book) &&
        (line.line === undefined || line.line === lot.line) &&
        (fact.regime === undefined || fact.regime === account.regime) &&
        (fact.parent === undefined || fact.parent === account.parent),
    );
  const booked = cells.reduce((sum, cell) => sum + bookedAt(cell, later), 0n);
  const difference = line.quantity - booked;
  if (difference === 0n) return [];
  if (new Set(cells.map((cell) => stockOf(cell).regime)).size > 1)
    return notPosted("regime_ambiguous", `${place.location} holds ${line.gtin} in several regimes: count each by name`);
  return difference > 0n ? surplus(books, fact, counted, { cells, difference }) : shortage(fact, cells, -difference);
};

const surplus = (
  books: Books,
  fact: ScanFact,
  { place, line }: Counted,
  { cells, difference }: Readonly<{ cells: readonly Cell[]; difference: bigint }>,
): Transfer[] | NotPosted => {
  const { serial } = line;
  if (serial !== undefined && books.ledger.ofSerial(line.gtin, serial).length > 0)
    return notPosted("serial_exists", `serial ${serial} of ${line.gtin} is in the books elsewhere: move it`, {
      waitsFor: [waitForSerial(line.gtin, serial)],
    });
  const from = contraAccount("variance");
  const [cell] = cells;
  if (cell && cells.length === 1) return [{ from, to: cell.account, lot: cell.lot, quantity: difference, atMs: fact.atMs }];
  const arrival = describeArrival(books, line, { place, parent: fact.parent, regime: fact.regime, heldToo: true });
  if (isNotPosted(arrival)) return arrival;
  const to = stockAccount(fact.site, place.location, { parent: fact.parent ?? null, regime: arrival.regime, hold: "none" });
  return [{ from, to, lot: arrival.lot, quantity: difference, atMs: fact.atMs }];
};

const shortage = (fact: ScanFact, cells: readonly Cell[], short: bigint): Transfer[] | NotPosted => {
  const transfers: Transfer[] = [];
  let left = short;
  for (const cell of cells) {
    const quantity = cell.quantity < left ? cell.quantity : left;
    if (quantity === 0n) continue;
    transfers.push({ from: cell.account, to: contraAccount("variance"), lot: cell.lot, quantity, atMs: fact.atMs });
    left -= quantity;
  }
  return left === 0n ? transfers : notPosted("stock_missing", "what the count lacks has left since: count again");
};

/**
 * A late fact from before a count is explained by it: its effect on the counted place is taken back through
 * `variance` at the time of the count, for all to see, and the counted figure stands.
 */
export const correctForCounts = (counts: readonly StandingCount[], transfers: readonly Transfer[]): Transfer[] => {
  if (counts.length === 0) return [...transfers];
  const before: Transfer[] = [];
  const after: Transfer[] = [];
  const variance = contraAccount("variance");
  for (const transfer of transfers) {
    const { from, to, lot, quantity } = transfer;
    const fromCount = firstCountAfter(counts, from, transfer);
    const toCount = firstCountAfter(counts, to, transfer);
    if (fromCount) before.push({ from: variance, to: from, lot, quantity, atMs: fromCount.atMs });
    if (toCount) after.push({ from: to, to: variance, lot, quantity, atMs: toCount.atMs });
  }
  return [...before, ...transfers, ...after];
};

const firstCountAfter = (counts: readonly StandingCount[], account: Transfer["from"], transfer: Transfer): StandingCount | undefined =>
  account.family === "stock"
    ? counts
        .filter(
          (each) =>
            each.site === account.site &&
            each.location === account.location &&
            (each.gtin === null || each.gtin === transfer.lot.gtin) &&
            each.atMs > transfer.atMs,
        )
        .toSorted((one, other) => one.atMs - other.atMs)[0]
    : undefined;
