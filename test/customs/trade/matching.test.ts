/** Customs rules 2.4 (三单对碰: fields that must agree) and the notes of the official messages CEB311, 411, 511, 621. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldResult, MatchField, MatchPair } from "../../../server/domain/customs/trade/comparison.ts";
import { PERSONAL_FIELDS } from "../../../server/domain/customs/trade/comparison.ts";
import type { ListLine } from "../../../server/domain/customs/trade/list.ts";
import { isLineTotal } from "../../../server/domain/customs/trade/matching-inside.ts";
import {
  matchDocuments,
  type HeldBy,
  type ImportDocuments,
  type MatchResult,
  type TradeDocuments,
} from "../../../server/domain/customs/trade/matching.ts";
import type { ImportOrder } from "../../../server/domain/customs/trade/order.ts";
import {
  EXPORT,
  FILED,
  IMPORT,
  IMPORT_LIST,
  IMPORT_ORDER,
  IMPORT_PAYMENT,
  IMPORT_WAYBILL,
  listLine,
  n,
  OTHER_PERSON,
  settingsOn,
} from "./support.ts";

const settings = settingsOn("2026-11-20");
const match = (documents: TradeDocuments, heldBy: HeldBy = {}): MatchResult =>
  matchDocuments({ documents, heldBy, settings, ...(documents.kind === "import_retail" ? { filed: FILED } : {}) });
const unequal = ({ fields }: MatchResult): readonly FieldResult[] => fields.filter(({ state }) => state !== "equal");

type Change = Partial<Omit<ImportDocuments, "kind">>;
const importWith = (change: Change): ImportDocuments => ({ ...IMPORT, ...change });
const order = (change: Partial<ImportOrder>): Change => ({ order: { ...IMPORT_ORDER, ...change } });
const payment = (change: Partial<typeof IMPORT_PAYMENT>): Change => ({ payment: { ...IMPORT_PAYMENT, ...change } });
const waybill = (change: Partial<typeof IMPORT_WAYBILL>): Change => ({ waybill: { ...IMPORT_WAYBILL, ...change } });
const list = (change: Partial<typeof IMPORT_LIST>): Change => ({ list: { ...IMPORT_LIST, ...change } });
const secondLine = (change: Partial<ListLine>): Change => list({ lines: [IMPORT_LIST.lines[0]!, { ...IMPORT_LIST.lines[1]!, ...change }] });

test("a retail import that agrees in everything is matched, and every row of 2.4 was held", () => {
  const result = match(IMPORT);
  expect(result).toMatchObject({ verdict: "matched", lacking: [] });
  expect(unequal(result)).toEqual([]);
  const held = new Set(result.fields.map(({ pair, field }) => `${pair} ${field}`));
  expect([...held].toSorted()).toEqual(
    [
      ...["amount_paid", "currency", "goods_value", "line_total"].map((field) => `order ${field}`),
      ...["amount_paid", "currency", "order_no", "pay_code", "payer_identity", "payer_name", "platform", "transaction_no"].map(
        (field) => `order_payment ${field}`,
      ),
      ...["consignee_address", "consignee_name", "consignee_telephone", "order_no"].map((field) => `order_waybill ${field}`),
      ...["buyer_identity", "buyer_name", "buyer_telephone", "currency", "goods_name", "item_count", "merchant", "order_no"].map(
        (field) => `list_order ${field}`,
      ),
      ...["platform", "price", "quantity", "total", "unit"].map((field) => `list_order ${field}`),
      ...["carrier", "gross_weight", "packages", "waybill_no"].map((field) => `list_waybill ${field}`),
      ...["book", "goods_name", "hs_code", "item_record_no", "zone_firm"].map((field) => `list_book ${field}`),
      ...["order_no", "waybill_no"].map((field) => `uniqueness ${field}`),
    ].toSorted(),
  );
});

/** One row of 2.4 each: what is changed, and the one thing that must be found. */
type Row = readonly [pair: MatchPair, field: MatchField, change: Change, left: string, right: string, line?: number];
const DIFFERENT: readonly Row[] = [
  ["order_payment", "order_no", payment({ orderNo: "ON-2" }), "ON-1", "ON-2"],
  ["order_payment", "platform", payment({ platform: "P2" }), "1101110325", "P2"],
  ["order_payment", "amount_paid", payment({ amount: n("453.69999") }), "453.7", "453.69999"],
  ["order_payment", "currency", payment({ currency: "502" }), "142", "502"],
  ["order_payment", "pay_code", payment({ provider: { code: "X", name: "示例支付" } }), "3120980105", "X"],
  ["order_payment", "transaction_no", payment({ transactionNo: "TX-2" }), "TX-1", "TX-2"],
  ["order_payment", "payer_name", payment({ payer: { ...IMPORT_PAYMENT.payer, name: "王大力" } }), "李小宝", "王大力"],
  [
    "order_payment",
    "payer_identity",
    payment({ payer: { ...IMPORT_PAYMENT.payer, idHash: OTHER_PERSON.idHash } }),
    "identity_card:9f2c41d07ab3e655",
    "identity_card:00aa11bb22cc33dd",
  ],
  ["order_waybill", "order_no", waybill({ orderNo: "ON-2" }), "ON-1", "ON-2"],
  ["order_waybill", "consignee_name", waybill({ consignee: { ...IMPORT_WAYBILL.consignee, name: "王" } }), "李小宝", "王"],
  ["order_waybill", "consignee_telephone", waybill({ consignee: { ...IMPORT_WAYBILL.consignee, telephone: "1" } }), "13800000001", "1"],
  [
    "order_waybill",
    "consignee_address",
    waybill({ consignee: { ...IMPORT_WAYBILL.consignee, address: "长沙" } }),
    "湖南省湘潭市岳塘区1号",
    "长沙",
  ],
  ["list_order", "order_no", list({ orderNo: "ON-2" }), "ON-2", "ON-1"],
  ["list_order", "platform", list({ platform: "P2" }), "P2", "1101110325"],
  ["list_order", "merchant", list({ merchant: { code: "M2", name: "" } }), "M2", "4301960AAA"],
  [
    "list_order",
    "buyer_identity",
    list({ buyer: { ...IMPORT_LIST.buyer, idHash: "ffff" } }),
    "identity_card:ffff",
    "identity_card:9f2c41d07ab3e655",
  ],
  ["list_order", "buyer_name", list({ buyer: { ...IMPORT_LIST.buyer, name: "王" } }), "王", "李小宝"],
  ["list_order", "buyer_telephone", list({ buyer: { ...IMPORT_LIST.buyer, telephone: "1" } }), "1", "13800000001"],
  ["list_order", "currency", list({ currency: "502" }), "502", "142"],
  ["list_order", "currency", secondLine({ currency: "502" }), "502", "142", 2],
  ["list_order", "quantity", secondLine({ quantity: n("1.00001") }), "1.00001", "1", 2],
  ["list_order", "unit", secondLine({ unit: "011" }), "011", "142", 2],
  ["list_order", "price", secondLine({ price: n("109.99") }), "109.99", "110", 2],
  ["list_order", "total", secondLine({ total: n("110.01") }), "110.01", "110", 2],
  ["list_waybill", "carrier", list({ carrier: { code: "C2", name: "" } }), "C2", "4301980BBB"],
  ["list_waybill", "waybill_no", list({ waybillNo: "L-2" }), "L-2", "L-1"],
  ["list_waybill", "gross_weight", list({ grossWeightKg: n("3") }), "3", "2.3"],
  ["list_waybill", "packages", list({ packages: 2 }), "2", "1"],
  ["list_book", "book", list({ book: "T9" }), "T9", "T4900W000001"],
  ["list_book", "zone_firm", list({ zoneFirm: { code: "Z", name: "" } }), "Z", "4301460DDD"],
  ["list_book", "hs_code", secondLine({ hsCode: "3304990099" }), "3304990099", "3304990039", 2],
];

const ROWS = DIFFERENT.map(([pair, field, change, left, right, line = null]) => ({ pair, field, change, left, right, line }));

test.each(ROWS)("$pair $field that differs is found, with both values, and is all that is found", ({ change, ...row }) => {
  const result = match(importWith(change));
  expect(unequal(result)).toEqual([{ ...row, state: "different", severity: "blocks" }]);
  expect(result.verdict).toBe("differs");
});

describe("the order in itself", () => {
  const inside = (change: Partial<ImportOrder>): readonly (readonly [string, string | null, string | null])[] =>
    unequal(match({ kind: "import_retail", ...order(change) }))
      .filter(({ pair }) => pair === "order")
      .map(({ field, left, right }) => [field, left, right]);

  test("acturalPaid = goodsValue + freight + taxTotal - discount", () => {
    expect(inside({ discount: n("0") })).toEqual([["amount_paid", "453.7", "468.7"]]);
    expect(inside({ taxCollected: n("38.69") })).toEqual([["amount_paid", "453.7", "453.69"]]);
  });
  test("the lines add up to goodsValue", () => {
    expect(inside({ goodsValue: n("400"), amountPaid: n("443.7") })).toEqual([["goods_value", "400", "410"]]);
  });
  test("totalPrice = price * qty", () => {
    const [first, second] = IMPORT_ORDER.lines;
    expect(inside({ lines: [{ ...first!, price: n("149") }, second!] })).toEqual([["line_total", "300", "298"]]);
  });
  test.each([
    ["3.33333", "3", "9.99999", true],
    ["3.33333", "3", "10", true],
    ["3.33333", "3", "10.01", false],
    ["3.33", "3", "10", false],
    ["0", "1", "0", true],
    ["0.00001", "0.00001", "0", true],
  ])("a price of %s for %s is a total of %s: %s", (price, quantity, total, expected) => {
    const line = { ...IMPORT_ORDER.lines[0]!, price: n(price), quantity: n(quantity), total: n(total) };
    expect(isLineTotal(line)).toBe(expected);
  });
  test("only 人民币, 142", () => {
    expect(inside({ currency: "502" })).toEqual([["currency", "502", "142"]]);
  });
});

describe("what is missing", () => {
  const without = (kind: "order" | "payment" | "waybill" | "list"): ImportDocuments => {
    const { [kind]: _gone, ...rest } = IMPORT;
    return rest;
  };
  test.each(["order", "payment", "waybill"] as const)("a lacking %s makes the trade incomplete, and is named", (kind) => {
    expect(match(without(kind))).toMatchObject({ verdict: "incomplete", lacking: [kind] });
  });
  test("the three match without a list", () => {
    expect(match(without("list"))).toMatchObject({ verdict: "matched", lacking: [] });
  });
  test("what is there of a pair stands beside nothing", () => {
    expect(match(without("payment")).fields).toContainEqual({
      pair: "order_payment",
      field: "amount_paid",
      line: null,
      state: "missing",
      left: "453.7",
      right: null,
      severity: "blocks",
    });
  });
  test("nothing at all lacks all three", () => {
    expect(match({ kind: "import_retail" })).toEqual({ verdict: "incomplete", lacking: ["order", "payment", "waybill"], fields: [] });
  });
  test("a difference that is known goes before what still lacks", () => {
    const { order: _order, ...rest } = importWith(list({ waybillNo: "L-2" }));
    expect(match(rest)).toMatchObject({ verdict: "differs", lacking: ["order"] });
  });
  test("payCode and payTransactionId may be left out of an order: CEB311 does not demand them", () => {
    const { payCode: _code, payTransactionNo: _no, ...rest } = IMPORT_ORDER;
    const result = match({ ...IMPORT, order: rest });
    expect(unequal(result).map(({ field, state, severity }) => [field, state, severity])).toEqual([
      ["pay_code", "missing", "warns"],
      ["transaction_no", "missing", "warns"],
    ]);
    expect(result.verdict).toBe("matched");
  });
  test.each([
    ["a line of the list that was not ordered", list({ lines: [...IMPORT_LIST.lines, listLine(3)] }), 3, "left"],
    ["a line of the order that was not declared", list({ lines: IMPORT_LIST.lines.slice(0, 1) }), 2, "right"],
  ] as const)("%s", (_name, change, line, side) => {
    const result = match(importWith(change));
    expect(result.verdict).toBe("differs");
    expect(unequal(result)).toContainEqual(expect.objectContaining({ pair: "list_order", field: "item_count", state: "different" }));
    const quantity = unequal(result).find((each) => each.field === "quantity");
    expect(quantity).toMatchObject({ line, state: "missing" });
    expect(quantity?.[side]).not.toBeNull();
  });
  test("lines belong together by number, not by place", () => {
    expect(match(importWith(list({ lines: IMPORT_LIST.lines.toReversed() }))).verdict).toBe("matched");
  });
  test("a 料号 that the book does not hold", () => {
    const result = match(importWith(secondLine({ itemRecordNo: "SKU-9" })));
    expect(unequal(result)).toMatchObject([{ field: "item_record_no", line: 2, state: "missing", left: "SKU-9", right: null }]);
    expect(result.verdict).toBe("incomplete");
  });
  test("a bonded list whose book nobody knows is incomplete; a direct purchase has no book", () => {
    const question = { heldBy: {}, settings };
    expect(matchDocuments({ ...question, documents: IMPORT }).verdict).toBe("incomplete");
    const { book: _book, zoneFirm: _firm, ...direct } = IMPORT_LIST;
    expect(matchDocuments({ ...question, documents: { ...IMPORT, list: { ...direct, mode: "9610" } } }).verdict).toBe("matched");
  });
});

describe("settings", () => {
  test.each([
    ["2.3", "2.415", true],
    ["2.3", "2.43", false],
    ["19", "20", true],
    ["18.99999", "20", false],
    // The floor: 0.1 kg of scales.
    ["0.2", "0.3", true],
    ["0.2", "0.30001", false],
  ])("gross weight %s kg against %s kg: %s", (declared, weighed, isNear) => {
    const result = match(importWith({ ...list({ grossWeightKg: n(declared) }), ...waybill({ grossWeightKg: n(weighed) }) }));
    expect(result.verdict).toBe(isNear ? "matched" : "differs");
  });
  test("packNo is limited to 1: two documents that agree on another number are different still", () => {
    const result = match(importWith({ ...list({ packages: 6000 }), ...waybill({ packages: 6000 }) }));
    expect(unequal(result)).toMatchObject([{ field: "packages", state: "different", left: "6000", right: "6000" }]);
  });
  test("names that people write for goods only warn", () => {
    const result = match(importWith(secondLine({ goodsName: "护肤霜" })));
    expect(unequal(result).map(({ pair, severity }) => [pair, severity])).toEqual([
      ["list_order", "warns"],
      ["list_book", "warns"],
    ]);
    expect(result.verdict).toBe("matched");
  });
  test("somebody else may pay for a verified buyer only where the setting says so", () => {
    const documents = importWith(payment({ payer: OTHER_PERSON }));
    const verdict = (payerMayDifferWhenVerified: boolean, isBuyerVerified: boolean): string =>
      matchDocuments({ documents, filed: FILED, heldBy: {}, isBuyerVerified, settings: { ...settings, payerMayDifferWhenVerified } })
        .verdict;
    expect([verdict(false, true), verdict(true, false), verdict(true, true)]).toEqual(["differs", "differs", "matched"]);
  });
});

test("a number that another document holds is not unique", () => {
  expect(unequal(match(IMPORT, { order: "OTHER-ORDER" }))).toMatchObject([
    { pair: "uniqueness", field: "order_no", state: "different", left: "ORDER-GUID", right: "OTHER-ORDER", severity: "blocks" },
  ]);
  expect(match(IMPORT, { waybill: "OTHER-WAYBILL" }).verdict).toBe("differs");
});

describe("an export", () => {
  test("matches with its receipt", () => {
    expect(unequal(match(EXPORT))).toEqual([]);
    expect(match(EXPORT).verdict).toBe("matched");
  });
  test("needs the receipt until 2024-12-14, and no longer (海关总署公告2024年第167号)", () => {
    const { payment: _payment, ...documents } = EXPORT;
    const on = (day: string) => matchDocuments({ documents, heldBy: {}, settings: settingsOn(day) });
    expect(on("2024-12-14")).toMatchObject({ verdict: "incomplete", lacking: ["payment"] });
    expect(on("2024-12-15")).toMatchObject({ verdict: "matched", lacking: [] });
  });
  test("to an overseas warehouse (9810, 海外仓订仓单) is not sold yet and has nothing to receive", () => {
    const documents: TradeDocuments = {
      kind: "export_b2b",
      order: { ...EXPORT.order, orderType: "overseas_warehouse" },
      waybill: EXPORT.waybill,
    };
    expect(matchDocuments({ documents, heldBy: {}, settings: settingsOn("2024-01-01") })).toMatchObject({
      verdict: "matched",
      lacking: [],
    });
  });
  test("9710 is held order–payment–waybill without a list", () => {
    const { list: _list, ...documents } = { ...EXPORT, kind: "export_b2b" as const, order: { ...EXPORT.order, orderType: "b2b" as const } };
    expect(match(documents).verdict).toBe("matched");
    expect(match({ ...documents, payment: { ...EXPORT.payment, orderNo: "EN-2" } }).verdict).toBe("differs");
    expect(match({ ...documents, waybill: { ...EXPORT.waybill, merchantCode: "M2" } }).verdict).toBe("differs");
  });
  test.each<[MatchPair, MatchField, Partial<typeof EXPORT>]>([
    ["order_payment", "merchant", { payment: { ...EXPORT.payment, merchant: { code: "M2", name: "" } } }],
    ["list_order", "item_no", { list: { ...EXPORT.list, lines: [{ ...EXPORT.list.lines[0]!, itemNo: "OTHER" }] } }],
    ["list_order", "quantity", { list: { ...EXPORT.list, lines: [{ ...EXPORT.list.lines[0]!, quantity: n("2") }] } }],
    ["list_waybill", "packages", { list: { ...EXPORT.list, packages: 3 } }],
    ["list_waybill", "waybill_no", { list: { ...EXPORT.list, waybillNo: "EL-2" } }],
  ])("%s %s", (pair, field, change) => {
    expect(unequal(match({ ...EXPORT, ...change }))).toMatchObject([{ pair, field, state: "different", severity: "blocks" }]);
  });
});

test("who somebody is stands only in fields that are marked as personal", () => {
  const personal = new Set(["李小宝", "13800000001", "湖南省湘潭市岳塘区1号", "identity_card:9f2c41d07ab3e655"]);
  for (const { field, left } of match(IMPORT).fields)
    expect([field, PERSONAL_FIELDS.has(field)]).toEqual([field, personal.has(left ?? "")]);
});

describe("re-delivery", () => {
  const parts = [
    { order: IMPORT_ORDER },
    { payment: IMPORT_PAYMENT },
    { waybill: IMPORT_WAYBILL },
    { list: IMPORT_LIST },
    payment({ amount: n("1") }),
    waybill({ consignee: { name: "王", telephone: "1", address: "" } }),
    secondLine({ quantity: n("3") }),
  ];
  test("any order and any repetition of the same documents is the same trade", () => {
    const whole = match(IMPORT);
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 12 }), (seen) => {
        let documents: ImportDocuments = { kind: "import_retail" };
        for (const index of [...seen, 3, 1, 0, 2, ...seen]) documents = { ...documents, ...parts[index] };
        expect(match(documents)).toEqual(whole);
      }),
    );
  });
  test("an amendment is matched by what stands last; amended back, all is as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(parts.length - 1), { maxLength: 10 }), (seen) => {
        const amended = seen.reduce<ImportDocuments>((documents, index) => ({ ...documents, ...parts[index] }), IMPORT);
        const isAsBefore = (["order", "payment", "waybill", "list"] as const).every((kind) => amended[kind] === IMPORT[kind]);
        expect(match(amended).verdict).toBe(isAsBefore ? "matched" : "differs");
        expect(match({ ...amended, ...IMPORT })).toEqual(match(IMPORT));
      }),
    );
  });
});
