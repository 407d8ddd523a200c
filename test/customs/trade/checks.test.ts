/** Flows 1210 and 9610 of the domain: what refuses an import list, all at once, in the documented order. Rules 2.2 to 2.4. */
import { describe, expect, test } from "vitest";
import {
  ACCEPTANCE_REASONS,
  checkImportList,
  type AcceptanceQuestion,
  type AcceptanceReason,
  type BookStock,
} from "../../../server/domain/customs/trade/checks.ts";
import type { IdentityCheck } from "../../../server/domain/customs/trade/identity.ts";
import type { ImportList, ListLine } from "../../../server/domain/customs/trade/list.ts";
import { matchDocuments } from "../../../server/domain/customs/trade/matching.ts";
import { BUYER, FILED, IMPORT, IMPORT_LIST, IMPORT_PAYMENT, listLine, n, OTHER_PERSON, rate, settingsOn } from "./support.ts";

const settings = settingsOn("2026-11-20");
const matchWith = (change: object) => matchDocuments({ documents: { ...IMPORT, ...change }, filed: FILED, heldBy: {}, settings });
const PASSED: IdentityCheck = { idHash: BUYER.idHash, result: "pass", atMs: 1, reference: "V-1", by: "simulated" };
const STOCK: Readonly<Record<string, BookStock>> = {
  "SKU-1": { unit: "122", available: n("2"), expired: 0n, mode: "1210" },
  "SKU-2": { unit: "142", available: n("5"), expired: 0n, mode: "1210" },
};
const RATES = [rate("1901101010", { vat: n("0.13") }), rate("3304990039", { consumption: n("0.15") })];

const QUESTION: AcceptanceQuestion = {
  list: IMPORT_LIST,
  match: matchWith({}),
  identity: PASSED,
  isIndivisible: false,
  quotaUsed: 0n,
  limits: { single: n("5000"), yearly: n("26000") },
  rateOf: (hsCode) => RATES.find((row) => row.hsCode === hsCode),
  taxSettings: { reducedShare: n("0.7"), rounding: "each_line" },
  stockOf: (itemRecordNo) => STOCK[itemRecordNo],
};
const check = (change: Partial<AcceptanceQuestion> = {}) => checkImportList({ ...QUESTION, ...change });
const reasons = (change: Partial<AcceptanceQuestion>): readonly (readonly [AcceptanceReason, number | null])[] => {
  const found = check(change);
  return found.isAccepted ? [] : found.refusals.map(({ reason, line }) => [reason, line]);
};
const listWith = (change: Partial<ImportList>): ImportList => ({ ...IMPORT_LIST, ...change });
const oneItem = (over: Partial<ListLine>): ImportList => listWith({ lines: [listLine(1, { quantity: n("1"), ...over })], freight: 0n });
const stock = (item: string, change: Partial<BookStock>) => ({
  stockOf: (itemRecordNo: string) => (itemRecordNo === item ? { ...STOCK[item]!, ...change } : STOCK[itemRecordNo]),
});

test("a list that breaks nothing is accepted, taxed at 70 % on goods and freight", () => {
  // Freight of 20 spread over 300 and 110: 314.63414 and 115.36586; 9.1 % and 23.06 % of them.
  expect(check()).toMatchObject({
    isAccepted: true,
    taxation: "reduced",
    taxablePrice: n("430"),
    sheet: { lines: [{ tax: { vat: n("28.63") } }, { tax: { consumption: n("14.25"), vat: n("12.35") } }], tax: { total: n("55.23") } },
  });
});

describe("refused is", () => {
  const { order: _order, ...withoutOrder } = IMPORT;
  const { list: _list, ...withoutList } = IMPORT;
  const rated = (...rows: readonly (typeof RATES)[number][]) => ({
    rateOf: (hsCode: string) => rows.find((row) => row.hsCode === hsCode),
  });

  test.each<[string, Partial<AcceptanceQuestion>, readonly (readonly [AcceptanceReason, number | null])[]]>([
    [
      "a list without its order",
      { match: matchDocuments({ documents: withoutOrder, filed: FILED, heldBy: {}, settings }) },
      [["documents_incomplete", null]],
    ],
    [
      "a match that never saw the list",
      { match: matchDocuments({ documents: withoutList, heldBy: {}, settings }) },
      [["documents_incomplete", null]],
    ],
    ["a payment of another amount", { match: matchWith({ payment: { ...IMPORT_PAYMENT, amount: n("1") } }) }, [["documents_differ", null]]],
    ["an identity that failed", { identity: { ...PASSED, result: "fail" } }, [["identity_not_verified", null]]],
    ["an identity nobody could tell", { identity: { ...PASSED, result: "unknown" } }, [["identity_not_verified", null]]],
    ["another person's identity", { identity: { ...PASSED, idHash: OTHER_PERSON.idHash } }, [["identity_not_verified", null]]],
    [
      "two items above 5,000",
      { list: oneItem({ quantity: n("2"), total: n("5000.01") }), isIndivisible: true },
      [["single_limit_exceeded", null]],
    ],
    ["one item above 5,000 that can be divided", { list: oneItem({ total: n("5000.01") }) }, [["single_limit_exceeded", null]]],
    ["what goes above 26,000 in the year", { quotaUsed: n("25570.01") }, [["yearly_limit_exceeded", null]]],
    ["a day without a known limit", { limits: undefined }, [["limits_unknown", null]]],
    ["goods off the positive list", rated({ ...RATES[0]!, positiveList: false }, RATES[1]!), [["not_on_positive_list", 1]]],
    ["goods the tariff does not know", rated(RATES[0]!), [["rate_unknown", 2]]],
    ["stock short by 10⁻⁵", stock("SKU-1", { available: n("1.99999") }), [["stock_short", 1]]],
    ["stock that would be enough with what expired", stock("SKU-1", { available: n("1"), expired: n("1") }), [["stock_expired", 1]]],
    ["stock in another unit", stock("SKU-2", { unit: "011" }), [["stock_unit_differs", 2]]],
    [
      "a 料号 not in the book",
      { stockOf: () => undefined },
      [
        ["item_not_in_book", 1],
        ["item_not_in_book", 2],
      ],
    ],
    ["a pick-up outside the fence", { pickUp: { name: "市区店", isInsideFence: false } }, [["pick_up_outside_fence", null]]],
    [
      "1239 from stock of 1210",
      { list: listWith({ mode: "1239" }) },
      [
        ["from_1210_to_1239", 1],
        ["from_1210_to_1239", 2],
      ],
    ],
  ])("%s", (_name, change, expected) => expect(reasons(change)).toEqual(expected));

  test("without a verifier's answer", () => {
    const { identity: _identity, ...question } = QUESTION;
    expect(checkImportList(question)).toMatchObject({ refusals: [{ reason: "identity_not_verified", detail: "not asked" }] });
  });
  test("two lines of one 料号 that are too much only together", () => {
    const lines = [listLine(1, { quantity: n("1") }), listLine(2, { quantity: n("1") }), listLine(3, { quantity: n("0.5") })];
    expect(reasons({ list: listWith({ lines }) })).toEqual([["stock_short", 3]]);
  });
});

describe("allowed is", () => {
  const dear = oneItem({ total: n("6000") });
  test("one indivisible item above 5,000 within the year, taxed in full", () => {
    // 300 tariff and 6300 * 13 % VAT.
    expect(check({ list: dear, isIndivisible: true, quotaUsed: n("20000") })).toMatchObject({
      taxation: "full",
      sheet: { tax: { tariff: n("300"), vat: n("819"), total: n("1119") } },
    });
    expect(reasons({ list: dear, isIndivisible: true, quotaUsed: n("20000.01") })).toEqual([["yearly_limit_exceeded", null]]);
  });
  test("exactly 5,000, exactly 26,000, exactly all the stock", () => {
    expect(check({ list: oneItem({ total: n("5000") }), quotaUsed: n("21000") })).toMatchObject({ isAccepted: true, taxation: "reduced" });
  });
  test("a pick-up inside the fence, or outside with a recorded permission", () => {
    expect(reasons({ pickUp: { name: "区内店", isInsideFence: true } })).toEqual([]);
    expect(reasons({ pickUp: { name: "市区店", isInsideFence: false, permission: "综保区批准2026-3" } })).toEqual([]);
  });
  test("1239 from stock that came in as 1239", () => {
    const found = reasons({ list: listWith({ mode: "1239" }), stockOf: (item) => STOCK[item] && { ...STOCK[item], mode: "1239" } });
    expect(found).toEqual([]);
  });
  test("a direct purchase (9610) without any book", () => {
    expect(reasons({ list: listWith({ mode: "9610" }), stockOf: () => undefined })).toEqual([]);
  });
});

test("every reason at once, in the documented order, lines in theirs", () => {
  const lines = [
    listLine(1, { total: n("30000"), hsCode: "9999999999" }),
    listLine(2, { itemRecordNo: "SKU-2" }),
    listLine(3, { itemRecordNo: "SKU-9", hsCode: "3304990039" }),
  ];
  const { identity: _identity, ...question } = QUESTION;
  const found = checkImportList({
    ...question,
    list: listWith({ lines, mode: "1239" }),
    match: matchWith({ payment: { ...IMPORT_PAYMENT, orderNo: "X" } }),
    rateOf: (hsCode) => (hsCode === "9999999999" ? undefined : rate(hsCode, { positiveList: hsCode !== "3304990039" })),
    stockOf: (item) => (item === "SKU-1" ? { ...STOCK["SKU-1"]!, available: 0n } : STOCK[item]),
    pickUp: { name: "市区店", isInsideFence: false },
  });
  const told = found.isAccepted ? [] : found.refusals.map(({ reason, line }) => (line === null ? reason : `${reason} ${line}`));
  expect(told).toEqual([
    "documents_differ",
    "identity_not_verified",
    "single_limit_exceeded",
    "yearly_limit_exceeded",
    "not_on_positive_list 3",
    "rate_unknown 1",
    "item_not_in_book 3",
    "stock_unit_differs 2",
    "stock_short 1",
    "from_1210_to_1239 1",
    "from_1210_to_1239 2",
    "pick_up_outside_fence",
  ]);
  const ranks = told.map((text) => ACCEPTANCE_REASONS.findIndex((reason) => reason === text.split(" ")[0]));
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
});

test("a sentence about documents that differ says nothing of who somebody is", () => {
  const match = matchWith({ payment: { ...IMPORT_PAYMENT, payer: OTHER_PERSON, amount: n("1") } });
  const found = check({ match });
  const detail = found.isAccepted ? "" : found.refusals[0]!.detail;
  expect(detail).toBe("order_payment.amount_paid (453.7, 1); order_payment.payer_name; order_payment.payer_identity");
});
