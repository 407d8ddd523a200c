/**
 * What one buyer may still import by retail in a calendar year of Asia/Shanghai (财关税〔2018〕49号): counted on taxable
 * price, by keyed hash of the identity number, reserved when a list is accepted, given back when goods return. One
 * account is one buyer's year; `decide` answers with an event or a refusal, `evolve` applies it, a repeat changes nothing.
 */
import { assert } from "../../basics/assert.ts";
import type { Money } from "../../basics/money.ts";
import { QUANTITY_SCALE } from "../../basics/quantity.ts";
import type { DatedSetting } from "../settings.ts";
import { findOn, shanghaiDay } from "../settings.ts";
import type { Taxation } from "./tax.ts";

export type QuotaLimits = Readonly<{ single: Money; yearly: Money }>;

/** CNY. */
export const QUOTA_LIMITS: readonly DatedSetting<QuotaLimits>[] = [
  {
    value: { single: 5_000n * QUANTITY_SCALE, yearly: 26_000n * QUANTITY_SCALE },
    validFrom: "2019-01-01",
    source: "财关税〔2018〕49号",
    sure: "sure",
  },
];

/** Undefined before the first notice known. */
export const findQuotaLimits = (day: string): QuotaLimits | undefined => findOn(QUOTA_LIMITS, day)?.value;

/** The year in which a purchase counts. */
export const quotaYear = (acceptedMs: number): number => Number(shanghaiDay(acceptedMs).slice(0, 4));

export type Purchase = Readonly<{
  taxablePrice: Money;
  /** 单个不可分割商品: the order holds one item, and it cannot be divided. */
  isOneIndivisible: boolean;
}>;

/**
 * Tax at 70 % within both limits, in full for one indivisible item above the single limit; every limit that is broken
 * otherwise. `used` is the buyer's year without this purchase.
 */
export const judgePurchase = (purchase: Purchase, used: Money, limits: QuotaLimits): Taxation | readonly LimitRefusal[] => {
  const { taxablePrice, isOneIndivisible } = purchase;
  const isAboveSingle = taxablePrice > limits.single;
  const refusals: LimitRefusal[] = [];
  if (isAboveSingle && !isOneIndivisible) refusals.push("single_limit_exceeded");
  if (used + taxablePrice > limits.yearly) refusals.push("yearly_limit_exceeded");
  if (refusals.length > 0) return refusals;
  return isAboveSingle ? "full" : "reduced";
};

export type LimitRefusal = "single_limit_exceeded" | "yearly_limit_exceeded";
export type QuotaRefusal = LimitRefusal | "nothing_reserved" | "more_than_reserved" | "return_changed";

type Taking = Readonly<{ taxablePrice: Money; givenBack: ReadonlyMap<string, Money> }>;

export type QuotaAccount = Readonly<{
  idHash: string;
  year: number;
  /** By list. */
  takings: ReadonlyMap<string, Taking>;
}>;

export type QuotaCommand =
  | Readonly<{ do: "reserve"; list: string; purchase: Purchase; limits: QuotaLimits }>
  | Readonly<{ do: "give_back"; list: string; return: string; taxablePrice: Money }>;

export type QuotaEvent =
  | Readonly<{ event: "reserved"; list: string; taxablePrice: Money; taxation: Taxation }>
  | Readonly<{ event: "given_back"; list: string; return: string; taxablePrice: Money }>;

export type QuotaDecision = Readonly<{ events: readonly QuotaEvent[] }> | Readonly<{ refusals: readonly QuotaRefusal[] }>;

export const initialQuota = (idHash: string, year: number): QuotaAccount => ({ idHash, year, takings: new Map() });

const sum = (amounts: Iterable<Money>): Money => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

const leftOf = (taking: Taking): Money => taking.taxablePrice - sum(taking.givenBack.values());

/** What the buyer has used up of the year. */
export const usedQuota = (account: QuotaAccount): Money => sum([...account.takings.values()].map(leftOf));

const refuse = (...refusals: readonly QuotaRefusal[]): QuotaDecision => ({ refusals });
const NOTHING_NEW: QuotaDecision = { events: [] };

/** A list that was amended reserves again: its own earlier amount does not stand in its way. */
const decideReserve = (account: QuotaAccount, { list, purchase, limits }: QuotaCommand & { do: "reserve" }): QuotaDecision => {
  const before = account.takings.get(list);
  if (before?.taxablePrice === purchase.taxablePrice) return NOTHING_NEW;
  if (before && sum(before.givenBack.values()) > purchase.taxablePrice) return refuse("more_than_reserved");
  // What came back of it stays given back.
  const usedBeside = usedQuota(account) - (before?.taxablePrice ?? 0n);
  const judged = judgePurchase(purchase, usedBeside, limits);
  if (typeof judged !== "string") return refuse(...judged);
  return { events: [{ event: "reserved", list, taxablePrice: purchase.taxablePrice, taxation: judged }] };
};

const decideGiveBack = (account: QuotaAccount, command: QuotaCommand & { do: "give_back" }): QuotaDecision => {
  const { list, taxablePrice } = command;
  const taking = account.takings.get(list);
  if (!taking) return refuse("nothing_reserved");
  const before = taking.givenBack.get(command.return);
  if (before !== undefined) return before === taxablePrice ? NOTHING_NEW : refuse("return_changed");
  if (taxablePrice > leftOf(taking)) return refuse("more_than_reserved");
  return { events: [{ event: "given_back", list, return: command.return, taxablePrice }] };
};

export const decideQuota = (account: QuotaAccount, command: QuotaCommand): QuotaDecision => {
  const price = command.do === "reserve" ? command.purchase.taxablePrice : command.taxablePrice;
  assert(price >= 0n, `${command.list}: a taxable price is never below zero`);
  return command.do === "reserve" ? decideReserve(account, command) : decideGiveBack(account, command);
};

export const evolveQuota = (account: QuotaAccount, event: QuotaEvent): QuotaAccount => {
  const taking = account.takings.get(event.list);
  const next: Taking =
    event.event === "reserved"
      ? { taxablePrice: event.taxablePrice, givenBack: taking?.givenBack ?? new Map() }
      : { taxablePrice: taking?.taxablePrice ?? 0n, givenBack: new Map(taking?.givenBack).set(event.return, event.taxablePrice) };
  return { ...account, takings: new Map(account.takings).set(event.list, next) };
};
