import { unreachable } from "../basics/assert.ts";
import { QUANTITY_MAX, QUANTITY_SCALE } from "../basics/quantity.ts";
import { accountKey } from "../ledger/account.ts";
import { lotKey } from "../ledger/lot.ts";
import { holdKey, type Books } from "./books.ts";
import { notPosted, posted, type Decision, type NotPosted, type Posted } from "./decision.ts";
import type { Fact, ScanFact } from "./fact.ts";
import { followChains, rememberChains } from "./chains.ts";
import { rememberCustoms, withCustoms } from "./customs-effects.ts";
import { followPassages } from "./follow.ts";
import { keysOfRise } from "./wait-keys.ts";
import { commission } from "./steps/commission.ts";
import { correctForCounts, count } from "./steps/count.ts";
import { holdOrLift } from "./steps/hold.ts";
import { passGate } from "./steps/gate.ts";
import { arrive, depart, ship } from "./steps/leave.ts";
import { move } from "./steps/move.ts";
import { pack, unpack } from "./steps/pack.ts";
import { receive } from "./steps/receive.ts";
import { undo } from "./steps/undo.ts";

/** What each step does to the books. Steps that are not here are recorded and have no effect. */
const STEPS: Readonly<Record<string, (books: Books, fact: ScanFact) => Decision>> = {
  commissioning: commission,
  receiving: receive,
  returning: receive,
  storing: move,
  moving: move,
  picking: move,
  staging_outbound: move,
  loading: move,
  unloading: move,
  packing: pack,
  unpacking: unpack,
  shipping: ship,
  departing: depart,
  arriving: arrive,
  inspecting: holdOrLift,
  holding: holdOrLift,
  stock_taking: count,
};

/**
 * Decides one fact against the books and posts what it decides: one pure function for journal and balances.
 * The rules are checked first, then the stock; a decision that cannot be posted changes nothing.
 */
export const decide = (books: Books, fact: Fact): Decision => {
  const decision = followChains(books, fact, withCustoms(books, fact, followPassages(books, fact, propose)));
  if (!decision.posted) return decision;
  const transfers = correctForCounts(books.counts, decision.transfers);
  const short = books.ledger.post(transfers);
  if (short)
    return notPosted("stock_missing", `${short.from.location ?? ""} lacks ${short.lot.gtin}`, {
      waitsFor: keysOfRise(short.from, short.lot),
      missing: [{ account: short.from, lot: short.lot, quantity: short.quantity }],
    });
  const beyond = books.ledger.findBeyond();
  if (beyond) {
    books.ledger.revert(transfers);
    return notPosted("quantity_too_large", `${accountKey(beyond.account)} would come to more ${beyond.lot.gtin} than the books can hold`);
  }
  const final = { ...decision, transfers };
  remember(books, fact, final);
  return final;
};

const propose = (books: Books, fact: Fact): Decision => {
  switch (fact.kind) {
    case "scan":
      return proposeScan(books, fact);
    case "gate":
      return passGate(books, fact);
    case "seal":
      return posted([]);
    default:
      return unreachable(fact);
  }
};

const proposeScan = (books: Books, fact: ScanFact): Decision => {
  if (fact.undo !== undefined) return undo(books, fact, fact.undo);
  if (fact.unreadable) return notPosted(fact.unreadable.reason, fact.unreadable.detail);
  if (fact.step === undefined) return notPosted("step_missing", "neither the message nor the device says which step this is");
  const zero = fact.step !== "stock_taking" && fact.goods.find((line) => line.quantity === 0n);
  if (zero) return notPosted("quantity_zero", `${zero.gtin}: a movement moves more than zero`);
  const wrong = wrongGoods(fact);
  if (wrong) return wrong;
  const step = STEPS[fact.step];
  return step ? step(books, fact) : posted([]);
};

/** A sum may exceed what a line may say; a serial is one, and named once. */
const wrongGoods = (fact: ScanFact): NotPosted | undefined => {
  const serials = new Set<string>();
  for (const { gtin, serial, quantity } of fact.goods) {
    if (quantity > QUANTITY_MAX) return notPosted("quantity_too_large", `${gtin}: more than the books can hold`);
    if (serial === undefined) continue;
    if (quantity > QUANTITY_SCALE || serials.has(`${gtin}/${serial}`))
      return notPosted("serial_quantity", `serial ${serial} of ${gtin} is there once`);
    serials.add(`${gtin}/${serial}`);
  }
  return undefined;
};

/** What later facts of the same batch must know. The store writes the same after the batch. */
const remember = (books: Books, fact: Fact, decision: Posted): void => {
  for (const use of decision.uses ?? []) {
    const release = books.releases.find((each) => each.release === use.release && each.n === use.n);
    if (release) release.left -= use.quantity;
  }
  for (const { code } of decision.identities ?? []) books.identities.add(code);
  if (decision.passage) books.passages.push(decision.passage);
  rememberCustoms(books, decision);
  rememberChains(books, fact, decision);
  for (const { lot, hold, by } of decision.putBy ?? []) {
    const key = holdKey(lotKey(lot), hold);
    books.heldBy.set(key, new Set(books.heldBy.get(key)).add(by));
  }
  if (decision.counted) {
    const { site, location, gtins } = decision.counted;
    for (const gtin of gtins === "all" ? [null] : gtins) books.counts.push({ site, location, gtin, atMs: fact.atMs });
  }
};
