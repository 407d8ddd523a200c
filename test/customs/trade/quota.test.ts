/** Customs rules 2.2: 5,000 a transaction, 26,000 a person and calendar year (财关税〔2018〕49号); returns give quota back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decideQuota,
  evolveQuota,
  findQuotaLimits,
  initialQuota,
  judgePurchase,
  quotaYear,
  usedQuota,
  type QuotaAccount,
  type QuotaCommand,
  type QuotaLimits,
  type QuotaRefusal,
} from "../../../server/domain/customs/trade/quota.ts";
import { n } from "./support.ts";

const LIMITS: QuotaLimits = { single: n("5000"), yearly: n("26000") };
const EMPTY = initialQuota("9f2c", 2026);

const reserve = (list: string, price: string, isOneIndivisible = false): QuotaCommand => ({
  do: "reserve",
  list,
  purchase: { taxablePrice: n(price), isOneIndivisible },
  limits: LIMITS,
});
const giveBack = (list: string, id: string, price: string): QuotaCommand => ({
  do: "give_back",
  list,
  return: id,
  taxablePrice: n(price),
});
type Outcome = Readonly<{ account: QuotaAccount; refusals: readonly QuotaRefusal[] }>;
const run = (account: QuotaAccount, ...commands: readonly QuotaCommand[]): Outcome => {
  const refusals: QuotaRefusal[] = [];
  for (const command of commands) {
    const decision = decideQuota(account, command);
    if ("refusals" in decision) refusals.push(...decision.refusals);
    else for (const event of decision.events) account = evolveQuota(account, event);
  }
  return { account, refusals };
};

describe("a purchase against the limits", () => {
  test.each([
    ["5000", "0", false, "reduced"],
    ["5000.00001", "0", false, ["single_limit_exceeded"]],
    ["5000.00001", "0", true, "full"],
    ["26000", "0", true, "full"],
    ["26000.00001", "0", true, ["yearly_limit_exceeded"]],
    ["26000.00001", "0", false, ["single_limit_exceeded", "yearly_limit_exceeded"]],
    ["5000", "21000", false, "reduced"],
    ["5000", "21000.00001", false, ["yearly_limit_exceeded"]],
    ["6000", "20000", true, "full"],
    ["6000", "20000.01", true, ["yearly_limit_exceeded"]],
    ["0", "26000", false, "reduced"],
  ] as const)("of %s with %s used, one indivisible item %s: %s", (price, used, isOneIndivisible, expected) => {
    expect(judgePurchase({ taxablePrice: n(price), isOneIndivisible }, n(used), LIMITS)).toEqual(expected);
  });
  test("the limits are dated, and none is guessed for earlier days", () => {
    expect(findQuotaLimits("2019-01-01")).toEqual(LIMITS);
    expect(findQuotaLimits("2018-12-31")).toBeUndefined();
  });
});

describe("a buyer's year", () => {
  test("begins at midnight in Shanghai", () => {
    expect(quotaYear(Date.parse("2026-12-31T15:59:59Z"))).toBe(2026);
    expect(quotaYear(Date.parse("2026-12-31T16:00:00Z"))).toBe(2027);
  });
  test("counts what was accepted, and refuses what goes above", () => {
    const five = ["L1", "L2", "L3", "L4", "L5"].map((list) => reserve(list, "5000"));
    const { account, refusals } = run(EMPTY, ...five, reserve("L6", "1000.01"), reserve("L7", "1000"));
    expect(refusals).toEqual(["yearly_limit_exceeded"]);
    expect(usedQuota(account)).toBe(n("26000"));
  });
  test("takes a list once, however often it is accepted", () => {
    expect(usedQuota(run(EMPTY, reserve("L1", "4000"), reserve("L1", "4000")).account)).toBe(n("4000"));
  });
  test("takes an amended list at its new price; its old one does not stand in the way", () => {
    const full = run(EMPTY, reserve("L1", "20000", true), reserve("L2", "5000"));
    const amended = run(full.account, reserve("L1", "21000", true));
    expect([amended.refusals, usedQuota(amended.account)]).toEqual([[], n("26000")]);
    expect(run(full.account, reserve("L1", "21000.01", true)).refusals).toEqual(["yearly_limit_exceeded"]);
  });
  test("gives back what returns, once each, and no more than was taken", () => {
    const taken = run(EMPTY, reserve("L1", "4000")).account;
    expect(usedQuota(run(taken, giveBack("L1", "R1", "1500"), giveBack("L1", "R1", "1500")).account)).toBe(n("2500"));
    expect(run(taken, giveBack("L1", "R1", "1500"), giveBack("L1", "R1", "1400")).refusals).toEqual(["return_changed"]);
    expect(run(taken, giveBack("L1", "R1", "1500"), giveBack("L1", "R2", "2500.01")).refusals).toEqual(["more_than_reserved"]);
    expect(run(taken, giveBack("L9", "R1", "1")).refusals).toEqual(["nothing_reserved"]);
  });
  test("an amendment below what came back already is refused", () => {
    const returned = run(EMPTY, reserve("L1", "4000"), giveBack("L1", "R1", "3000")).account;
    expect(run(returned, reserve("L1", "2999.99")).refusals).toEqual(["more_than_reserved"]);
    expect(usedQuota(run(returned, reserve("L1", "3000")).account)).toBe(0n);
  });
});

const amount = fc.bigInt({ min: 0n, max: n("5000") });
const listName = fc.constantFrom("L1", "L2", "L3", "L4", "L5", "L6", "L7");
const command: fc.Arbitrary<QuotaCommand> = fc.oneof(
  fc.record({ do: fc.constant("reserve" as const), list: listName, price: amount, isOneIndivisible: fc.boolean() }).map((given) => ({
    do: given.do,
    list: given.list,
    purchase: { taxablePrice: given.price, isOneIndivisible: given.isOneIndivisible },
    limits: LIMITS,
  })),
  fc.record({ do: fc.constant("give_back" as const), list: listName, return: fc.constantFrom("R1", "R2"), taxablePrice: amount }),
);

test("what is reserved and given back again leaves the year as it was", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), amount, (commands, price) => {
      const before = run(EMPTY, ...commands).account;
      const taken = run(before, { do: "reserve", list: "NEW", purchase: { taxablePrice: price, isOneIndivisible: false }, limits: LIMITS });
      if (taken.refusals.length > 0) return expect(taken.account).toBe(before);
      expect(usedQuota(taken.account)).toBe(usedQuota(before) + price);
      const { account } = run(taken.account, { do: "give_back", list: "NEW", return: "ALL", taxablePrice: price });
      expect(usedQuota(account)).toBe(usedQuota(before));
    }),
  );
});

test("a year is never above its limit nor below zero, and a repeat changes nothing", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      let account = EMPTY;
      for (const each of commands) {
        account = run(account, each).account;
        expect(usedQuota(account) >= 0n && usedQuota(account) <= LIMITS.yearly).toBe(true);
        const again = run(account, each);
        if (again.refusals.length === 0) expect(again.account).toBe(account);
      }
    }),
  );
});
