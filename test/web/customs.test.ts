import { describe, expect, test } from "vitest";
import type { MatchAnswer } from "#wire/customs-documents.ts";
import { addDays, addMonths, dayOf, isMonth, startOf, weeksOf } from "../../web/features/customs/calendar-days.ts";
import { factsOf } from "../../web/features/customs/documents/content-facts.ts";
import { innerFields, matchRows, sidesOf } from "../../web/features/customs/documents/match-rows.ts";
import { pathOf, tidied, toInstant, toWhole } from "../../web/features/customs/intake/field.ts";
import { tradeBodyOf } from "../../web/features/customs/intake/trade-draft.ts";
import { amountToPay, goodsTotal, lineTotal } from "../../web/features/customs/intake/trade-sums.ts";
import { percentOf } from "../../web/features/customs/settings/percent.ts";
import { formatSigned, formatSize } from "../../web/ui/format.ts";
import { toneOf } from "../../web/ui/tone.ts";

describe("days of Shanghai", () => {
  test("the day changes at 16:00 UTC", () => {
    expect(dayOf("2026-11-21T15:59:59.999Z")).toBe("2026-11-21");
    expect(dayOf("2026-11-21T16:00:00Z")).toBe("2026-11-22");
    expect(startOf("2026-11-22").toISOString()).toBe("2026-11-21T16:00:00.000Z");
  });
  test.each([
    ["2026-11", "2026-10-26", "2026-12-06", 6],
    ["2026-02", "2026-01-26", "2026-03-01", 5],
    // A month that is four whole weeks.
    ["2027-02", "2027-02-01", "2027-02-28", 4],
    ["2026-12", "2026-11-30", "2027-01-03", 5],
  ])("%s is shown from %s to %s", (month, first, last, count) => {
    const weeks = weeksOf(month);
    expect([weeks[0]?.[0], weeks.at(-1)?.[6], weeks.length]).toEqual([first, last, count]);
  });
  test("months and days are counted over the end of a year", () => {
    expect([addMonths("2026-12", 1), addMonths("2026-01", -1), addDays("2026-12-31", 1)]).toEqual(["2027-01", "2025-12", "2027-01-01"]);
  });
  test.each([
    ["2026-13", false],
    ["2026-1", false],
    [undefined, false],
    ["2026-01", true],
  ])("%s as a month: %s", (text, is) => {
    expect(isMonth(text)).toBe(is);
  });
});

/** 2.4: payment and waybill are held against the order, the list against order, waybill and book. */
describe("documents side by side", () => {
  type Found = MatchAnswer["fields"][number];
  const found = (part: Partial<Found>): Found => ({
    pair: "order_payment",
    field: "order_no",
    line: null,
    state: "equal",
    left: "1",
    right: "1",
    severity: "none",
    ...part,
  });
  test("a field that several pairs compare is one row, each document in its own column", () => {
    const rows = matchRows([
      found({}),
      found({ pair: "order_waybill", right: "2", state: "different", severity: "blocks" }),
      found({ pair: "list_order" }),
    ]);
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect([row?.state, row?.severity]).toEqual(["different", "blocks"]);
    expect(row?.cells.waybill).toEqual({ value: "2", state: "different", severity: "blocks", against: "order" });
    // What it is held against is not what is wrong.
    expect(row?.cells.order).toMatchObject({ value: "1", severity: "none" });
    expect(row?.cells.payment).toMatchObject({ value: "1", state: "equal" });
    expect(sidesOf(rows)).toEqual(["order", "payment", "waybill", "list"]);
  });
  test("payment and waybill are marked against the order; the list against order, waybill and book", () => {
    const marked = (pair: string) => {
      const [row] = matchRows([found({ pair, left: "1", right: "2", state: "different", severity: "blocks" })]);
      return Object.entries(row?.cells ?? {}).flatMap(([side, cell]) => (cell.against ? [`${side} against ${cell.against}`] : []));
    };
    expect(["order_payment", "order_waybill", "list_order", "list_waybill", "list_book"].flatMap(marked)).toEqual([
      "payment against order",
      "waybill against order",
      "list against order",
      "list against waybill",
      "list against book",
    ]);
  });
  test("what one side lacks is marked there, and lines are rows of their own", () => {
    const rows = matchRows([
      found({ pair: "list_order", field: "quantity", line: 1 }),
      found({ pair: "list_order", field: "quantity", line: 2, left: null, state: "missing", severity: "blocks" }),
    ]);
    expect(rows.map(({ line }) => line)).toEqual([2, 1]);
    expect(rows[0]?.cells.list).toMatchObject({ value: null, state: "missing", severity: "blocks" });
  });
  test("what blocks stands before what warns before what agrees", () => {
    const rows = matchRows([
      found({}),
      found({ field: "payer_name", state: "different", severity: "warns" }),
      found({ field: "amount_paid", state: "different", severity: "blocks" }),
    ]);
    expect(rows.map(({ field }) => field)).toEqual(["amount_paid", "payer_name", "order_no"]);
  });
  test("what a document says of itself stands apart", () => {
    const inner = [found({ pair: "order", field: "goods_value" }), found({ pair: "uniqueness" })];
    expect(innerFields([found({}), ...inner])).toHaveLength(2);
    expect(matchRows(inner)).toEqual([]);
  });
});

describe("what is typed", () => {
  test("is tidied: no blanks around it, nothing empty, and false is said", () => {
    expect(tidied({ a: " x ", b: "", c: { d: "  " }, e: [{}, { f: "1" }], g: false, h: undefined, i: [] })).toEqual({
      a: "x",
      e: [{ f: "1" }],
      g: false,
    });
    expect(tidied({ a: " " })).toBeUndefined();
  });
  test("becomes numbers and instants, or nothing", () => {
    expect([toWhole("12"), toWhole("1.5"), toWhole(""), toWhole(undefined)]).toEqual([12, undefined, undefined, undefined]);
    expect(toInstant("2026-11-21T08:00")).toBe(new Date("2026-11-21T08:00").toISOString());
    expect([toInstant(""), toInstant("no"), toInstant(5)]).toEqual([undefined, undefined, undefined]);
  });
  test.each([
    ["/lines/0/quantity", ["lines", 0, "quantity"]],
    ["/a~1b/c~0d", ["a/b", "c~d"]],
    ["", []],
  ])("the pointer %j leads to its field (RFC 6901)", (pointer, path) => {
    expect(pathOf(pointer)).toEqual(path);
  });
});

/** CEB311: totalPrice = price × qty; the sum of lines is goodsValue; acturalPaid = goodsValue + freight + taxTotal − discount. */
describe("sums of an order", () => {
  test.each([
    ["3", "12.5", "37.5"],
    ["0.1", "0.2", "0.02"],
    ["1.11111", "1.11111", "1.23457"],
    ["99999999", "99999.99999", "9999999899000.00001"],
    ["x", "1", undefined],
    [undefined, "1", undefined],
  ])("%s × %s = %s", (quantity, price, total) => {
    expect(lineTotal({ quantity, price })).toBe(total);
  });
  test("a typed total goes before one that is worked out, and all of them must be there", () => {
    expect(
      goodsTotal([
        { quantity: "2", price: "3", total: "5.9" },
        { quantity: "1", price: "0.1" },
      ]),
    ).toBe("6");
    expect(goodsTotal([{ quantity: "2" }])).toBeUndefined();
    expect(goodsTotal([])).toBeUndefined();
  });
  test("what is to be paid follows the formula, and is never below nothing", () => {
    expect(amountToPay({ goodsValue: "292", freight: "10", taxCollected: "26.6", discount: "10" })).toBe("318.6");
    expect(amountToPay({ goodsValue: "1", discount: "2" })).toBeUndefined();
  });
  test("only the documents that are chosen are sent, with the book in bonded mode alone", () => {
    const draft = {
      channel: "9610",
      direction: "import" as const,
      parts: ["list" as const],
      order: { goodsValue: "1" },
      list: { copNo: "1", book: "T1", packages: "2" },
    };
    expect(tidied(tradeBodyOf(draft))).toEqual({ channel: "9610", direction: "import", list: { copNo: "1", packages: 2 } });
    expect(tidied(tradeBodyOf({ ...draft, channel: "1210" }))).toMatchObject({ list: { book: "T1" } });
  });
});

test.each([
  ["0.13", "13 %"],
  ["0", "0 %"],
  ["0.065", "6.5 %"],
  ["1", "100 %"],
  ["0.00125", "0.125 %"],
  [null, "—"],
])("the rate %s is shown as %s", (rate, shown) => {
  expect(percentOf(rate)).toBe(shown);
});

test.each([
  ["-1200.50", false, "−1,200.5"],
  ["6", true, "+6"],
  ["6", false, "6"],
])("%s is shown with its sign", (quantity, plus, shown) => {
  expect(formatSigned(quantity, plus)).toBe(shown);
});

test.each([
  [512, "512 B"],
  [2048, "2.0 KiB"],
  [16 * 1024 * 1024, "16.0 MiB"],
])("%i bytes are %s", (bytes, shown) => {
  expect(formatSize(bytes)).toBe(shown);
});

test("a state that is not known waits: nothing is called good by mistake", () => {
  expect([toneOf("released"), toneOf("overdue"), toneOf("void"), toneOf("open"), toneOf("some_new_state")]).toEqual([
    "good",
    "bad",
    "over",
    "plain",
    "wait",
  ]);
});

test("the content of a document is read two levels deep, in words where there are some, and what stands elsewhere is left out", () => {
  const t = (key: string, { defaultValue }: { defaultValue: string }): string => (key === "words.content.buyer" ? "Buyer" : defaultValue);
  const facts = factsOf(
    { number: "1", lines: [{ n: 1 }], buyer: { name: "王*" }, gathers: ["a", "b"], entryNo: null, needsDeclaration: true },
    t,
    "en",
  );
  expect(facts.map(({ name, value }) => [name, value])).toEqual([
    ["Buyer · name", "王*"],
    ["gathers", "a, b"],
    ["needs declaration", "true"],
  ]);
});
