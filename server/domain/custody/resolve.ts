import type { Regime, StockAccount } from "../ledger/account.ts";
import type { Cell } from "../ledger/ledger.ts";
import { byExpiry, type Lot } from "../ledger/lot.ts";
import type { BookLine, Books, Place } from "./books.ts";
import { notPosted, type NotPosted } from "./decision.ts";
import type { GoodsLine } from "./fact.ts";
import { WAIT_FOR_MASTER_DATA, waitForPlace } from "./wait-keys.ts";

/**
 * What is not said is found in a fixed order, and the entry says how it was found.
 * Regime: the one named, else of the serial or SSCC, else the only one the place permits, else the only one there;
 * the same for owner and book line. Lot going out: first expired first out, within regime and owner.
 */

export type Take = Readonly<{ cell: Cell; quantity: bigint }>;
export type Taken = Readonly<{ takes: readonly Take[]; found: Readonly<Record<string, string>> }>;

export type TakeFrom = Readonly<{
  place: Place;
  parent: string | undefined;
  regime: Regime | undefined;
  /** Held goods may be moved within the warehouse, but not picked, packed or let out. */
  heldToo: boolean;
  /** What earlier lines of the same message take. */
  already?: Map<Cell, bigint>;
}>;

const sameOrUnsaid = <Value>(said: Value | undefined, is: Value | null): boolean => said === undefined || said === is;

const fits = (line: GoodsLine, lot: Lot): boolean =>
  sameOrUnsaid(line.batch, lot.batch) &&
  sameOrUnsaid(line.expiry, lot.expiry) &&
  sameOrUnsaid(line.serial, lot.serial) &&
  sameOrUnsaid(line.owner, lot.owner) &&
  sameOrUnsaid(line.book, lot.book) &&
  sameOrUnsaid(line.line, lot.line) &&
  sameOrUnsaid(line.origin, lot.origin);

export const stockOf = (cell: Cell): StockAccount => {
  if (cell.account.family !== "stock") throw new TypeError("a place holds stock accounts only");
  return cell.account;
};

/** Asked several times a line of goods, so it makes nothing. */
const only = <Value>(values: readonly Value[]): Value | "none" | "several" => {
  if (values.length === 0) return "none";
  const first = values[0] as Value;
  for (const value of values) if (value !== first) return "several";
  return first;
};

const narrowRegime = (cells: readonly Cell[], from: TakeFrom): { regime: Regime; how: string } | "none" | "several" => {
  if (from.regime !== undefined) return { regime: from.regime, how: "named" };
  const permitted = only(from.place.regimes);
  if (permitted !== "none" && permitted !== "several") return { regime: permitted, how: "only_permitted" };
  const there = only(cells.map((cell) => stockOf(cell).regime));
  return there === "none" || there === "several" ? there : { regime: there, how: "only_there" };
};

const missing = (line: GoodsLine, from: TakeFrom, short: bigint): NotPosted => {
  const { site, location } = from.place;
  return notPosted("stock_missing", `${location} lacks ${line.gtin}${line.serial === undefined ? "" : ` serial ${line.serial}`}`, {
    waitsFor: [waitForPlace(site, location, line.gtin)],
    missing: [
      {
        account: {
          family: "stock",
          site,
          location,
          parent: from.parent ?? null,
          regime: from.regime ?? from.place.regimes[0] ?? "non_bonded",
          hold: "none",
        },
        lot: { gtin: line.gtin, batch: line.batch ?? null, serial: line.serial ?? null, owner: line.owner ?? null },
        quantity: short,
      },
    ],
  });
};

const leftIn = (cell: Cell, { already }: TakeFrom): bigint => cell.quantity - (already?.get(cell) ?? 0n);

const allocate = (cells: readonly Cell[], quantity: bigint, from: TakeFrom): { takes: Take[]; short: bigint } => {
  const looseFirst = (cell: Cell): number => Number(stockOf(cell).parent !== null);
  const order = cells.toSorted((one, other) => looseFirst(one) - looseFirst(other) || byExpiry(one.lot, other.lot));
  const takes: Take[] = [];
  let left = quantity;
  for (const cell of order) {
    if (left === 0n) break;
    const available = leftIn(cell, from);
    const share = available < left ? available : left;
    takes.push({ cell, quantity: share });
    left -= share;
  }
  if (left === 0n) for (const { cell, quantity: share } of takes) from.already?.set(cell, (from.already.get(cell) ?? 0n) + share);
  return { takes, short: left };
};

/** Finds which lots a line of goods takes from a place. */
export const takeGoods = (books: Books, line: GoodsLine, from: TakeFrom): Taken | NotPosted => {
  const { site, location } = from.place;
  const there = books.ledger
    .atPlace(site, location, line.gtin)
    .filter(
      (cell) => leftIn(cell, from) > 0n && fits(line, cell.lot) && (from.parent === undefined || stockOf(cell).parent === from.parent),
    );
  const usable = there.filter((cell) => from.heldToo || stockOf(cell).hold === "none");
  const regime = narrowRegime(usable, from);
  if (regime === "none") return usable.length < there.length ? held(line, from.place) : missing(line, from, line.quantity);
  if (regime === "several") return notPosted("regime_ambiguous", `${location} holds ${line.gtin} in several regimes: name one`);
  const inRegime = usable.filter((cell) => stockOf(cell).regime === regime.regime);
  if (only(inRegime.map((cell) => cell.lot.owner)) === "several")
    return notPosted("owner_ambiguous", `${location} holds ${line.gtin} of several owners: name one`);
  if (only(inRegime.map((cell) => `${cell.lot.book}/${cell.lot.line}`)) === "several")
    return notPosted("line_ambiguous", `${location} holds ${line.gtin} of several book lines: name one`);
  const { takes, short } = allocate(inRegime, line.quantity, from);
  if (short > 0n) {
    const heldHere = there.some((cell) => stockOf(cell).hold !== "none" && stockOf(cell).regime === regime.regime);
    return heldHere && !from.heldToo ? held(line, from.place) : missing(line, { ...from, regime: regime.regime }, short);
  }
  return { takes, found: { regime: regime.how, lot: takes.length > 1 ? "first_expired_first_out" : "only_one" } };
};

const held = (line: GoodsLine, { site, location }: Place): NotPosted =>
  notPosted("held", `${line.gtin} at ${location} is held: lift the hold first`, { waitsFor: [waitForPlace(site, location, line.gtin)] });

const kindOfBook: Readonly<Partial<Record<Regime, string>>> = { bonded: "bonded", non_bonded: "non_bonded", overseas: "overseas" };

const findBookLine = (line: GoodsLine, regime: Regime, candidates: readonly BookLine[]): BookLine | null | NotPosted => {
  const matching = candidates.filter(
    (each) =>
      sameOrUnsaid(line.book, each.book) &&
      sameOrUnsaid(line.line, each.line) &&
      sameOrUnsaid(line.owner, each.owner) &&
      (line.book !== undefined || each.kind === kindOfBook[regime]),
  );
  if (matching.length === 1) return matching[0] ?? null;
  if (matching.length > 1) return notPosted("line_ambiguous", `${line.gtin} stands on several book lines: name one`);
  if (line.book === undefined) return null;
  return notPosted("book_line_unknown", `book ${line.book} has no such line for ${line.gtin}`, { waitsFor: [WAIT_FOR_MASTER_DATA] });
};

export type Arrival = Readonly<{ lot: Lot; regime: Regime; found: Readonly<Record<string, string>> }>;

/** Finds regime and lot of goods that come in from outside. */
export const describeArrival = (books: Books, line: GoodsLine, into: TakeFrom): Arrival | NotPosted => {
  const { site, location } = into.place;
  const product = books.master.findProduct(line.gtin);
  if (!product) return notPosted("product_unknown", `product ${line.gtin} is not in the master data`, { waitsFor: [WAIT_FOR_MASTER_DATA] });
  if (line.uom !== undefined && line.uom !== product.uom)
    return notPosted("uom_mismatch", `${line.gtin} is counted in ${product.uom}, not in ${line.uom}`);
  if (product.batchRequired && line.batch === undefined) return notPosted("batch_required", `${line.gtin} must come with its batch`);
  const there = books.ledger.atPlace(site, location, line.gtin);
  const regime = narrowRegime(there, into);
  if (regime === "none" || regime === "several")
    return notPosted("regime_ambiguous", `${location} takes goods of several regimes: name one`);
  const bookLine = findBookLine(line, regime.regime, books.master.listBookLines(site, line.gtin));
  if (bookLine !== null && "posted" in bookLine) return bookLine;
  const ownerThere = only(there.filter((cell) => stockOf(cell).regime === regime.regime).map((cell) => cell.lot.owner));
  const owner = line.owner ?? bookLine?.owner ?? (ownerThere === "none" ? null : ownerThere);
  if (owner === "several") return notPosted("owner_ambiguous", `${location} holds ${line.gtin} of several owners: name one`);
  const lot: Lot = {
    gtin: line.gtin,
    uom: product.uom,
    owner,
    book: bookLine?.book ?? null,
    line: bookLine?.line ?? null,
    batch: line.batch ?? null,
    expiry: line.expiry ?? null,
    serial: line.serial ?? null,
    origin: line.origin ?? null,
  };
  return { lot, regime: regime.regime, found: { regime: regime.how, ...(bookLine && line.book === undefined && { line: "only_one" }) } };
};
