import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatQuantity, QUANTITY_SCALE } from "../../../server/domain/basics/quantity.ts";
import { canonicalText } from "../../../server/domain/customs/reports/canonical.ts";
import { makeDailySnapshot, type BookBalance, type StockRow } from "../../../server/domain/customs/reports/daily-snapshot.ts";
import {
  makeMonthlyReport,
  type MonthlyReport,
  type MonthQuestion,
  type MovementRow,
} from "../../../server/domain/customs/reports/monthly-report.ts";
import {
  DIFFERENCE_RATE_BASIS,
  makeWriteOff,
  type WriteOffReport,
  type WriteOffRow,
} from "../../../server/domain/customs/reports/write-off.ts";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const q = (units: number): bigint => BigInt(units) * QUANTITY_SCALE;
const BOOK = "T4900W000001";
const line = (number: number, uom = "EA") => ({ book: BOOK, line: number, uom });
const read = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe("the canonical text", () => {
  test("does not depend on the order of what was said, and ends its line", () => {
    const text = canonicalText({ b: 1, a: { d: [true, null], c: q(12) + 50_000n } });
    expect(text).toBe('{"a":{"c":"12.5","d":[true,null]},"b":1}\n');
    expect(canonicalText({ a: { c: q(12) + 50_000n, d: [true, null] }, b: 1 })).toBe(text);
  });
  test("reads as JSON, whatever words stand in it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), (object) => {
        expect(JSON.parse(canonicalText(object))).toEqual(JSON.parse(JSON.stringify(object)));
      }),
    );
  });
});

describe("the daily stock snapshot (2.6)", () => {
  const stock: StockRow[] = [
    { ...line(2), regime: "bonded", hold: "none", quantity: q(5) },
    { ...line(1), regime: "bonded", hold: "none", quantity: q(7) },
    { ...line(1), regime: "bonded", hold: "customs_hold", quantity: q(2) },
    { ...line(1), regime: "bonded", hold: "none", quantity: q(1) },
    { ...line(3, "KGM"), regime: "bonded", hold: "none", quantity: 150_000n },
    { ...line(4), regime: "bonded", hold: "none", quantity: 0n },
  ];
  const balances: BookBalance[] = [
    { ...line(1), actual: q(6), incoming: q(3), outgoing: q(4) },
    { ...line(5), actual: 0n, incoming: 0n, outgoing: q(1) },
    { ...line(6), actual: 0n, incoming: 0n, outgoing: 0n },
  ];
  const snapshot = makeDailySnapshot({ site: "xiangtan", day: "2025-06-30", stock, balances });

  test("has each book line once, physical by regime and hold beside actual, incoming and outgoing", () => {
    expect(snapshot.lines.map((each) => each.line)).toEqual([1, 2, 3, 5]);
    expect(snapshot.lines[0]).toEqual({
      ...line(1),
      physical: q(10),
      places: [
        { regime: "bonded", hold: "customs_hold", quantity: q(2) },
        { regime: "bonded", hold: "none", quantity: q(8) },
      ],
      actual: q(6),
      incoming: q(3),
      outgoing: q(4),
    });
  });
  test("adds up by unit of measure, never pieces and kilograms together", () => {
    expect(snapshot.totals).toEqual([
      { uom: "EA", physical: q(15), actual: q(6), incoming: q(3), outgoing: q(5) },
      { uom: "KGM", physical: 150_000n, actual: 0n, incoming: 0n, outgoing: 0n },
    ]);
  });
  test("is one text, in whatever order its rows were read", () => {
    const again = makeDailySnapshot({ site: "xiangtan", day: "2025-06-30", stock: stock.toReversed(), balances: balances.toReversed() });
    expect(again.text).toBe(snapshot.text);
    expect(read(snapshot.text)).toMatchObject({
      kind: "daily_stock_snapshot",
      day: "2025-06-30",
      totals: [{ physical: "15" }, { physical: "1.5" }],
    });
  });
});

describe("the monthly report of a bonded warehouse (海关总署令第105号)", () => {
  const movement = (more: Partial<MovementRow>): MovementRow => ({
    ...line(1),
    atMs: at("2025-06-10T12:00:00"),
    direction: "in",
    quantity: q(1),
    document: "QD1",
    ...more,
  });
  const question: MonthQuestion = {
    site: "xiangtan",
    month: "2025-06",
    opening: [{ ...line(1), quantity: q(10) }],
    movements: [
      movement({ atMs: at("2025-06-01T00:00:00"), quantity: q(4) }),
      movement({ atMs: at("2025-06-30T23:59:59.999"), direction: "out", quantity: q(3), document: "QD2" }),
      movement({ ...line(2), quantity: q(2), document: null }),
    ],
    closing: [
      { ...line(2), quantity: q(2) },
      { ...line(1), quantity: q(11) },
    ],
  };
  const made = (change: Partial<MonthQuestion> = {}) => makeMonthlyReport({ ...question, ...change });

  test("says opening, in, out and closing of each line, with its documents", () => {
    expect(made()).toMatchObject({
      lines: [
        { ...line(1), opening: q(10), incoming: q(4), outgoing: q(3), closing: q(11), documents: ["QD1", "QD2"] },
        { ...line(2), opening: 0n, incoming: q(2), outgoing: 0n, closing: q(2), documents: [] },
      ],
      totals: [{ uom: "EA", opening: q(10), incoming: q(6), outgoing: q(3), closing: q(13) }],
    });
  });
  test("is not made when a line does not add up; the line is named, with what it should be", () => {
    expect(
      made({
        closing: [
          { ...line(1), quantity: q(12) },
          { ...line(2), quantity: q(2) },
        ],
      }),
    ).toMatchObject({
      broken: [{ line: 1, closing: q(12), expected: q(11) }],
    });
  });
  test("nor when a line has movements and no closing", () => {
    expect(made({ closing: [{ ...line(1), quantity: q(11) }] })).toMatchObject({ broken: [{ line: 2, closing: 0n, expected: q(2) }] });
  });
  test.each(["2025-05-31T23:59:59.999", "2025-07-01T00:00:00"])("takes no movement of another month: %s in Shanghai", (moment) => {
    expect(made({ movements: [movement({ atMs: at(moment) })] })).toBe("movement_of_another_month");
  });
  test("takes no movement of nothing", () => {
    expect(made({ movements: [movement({ quantity: 0n })] })).toBe("quantity_not_above_zero");
  });

  const movements = fc.array(
    fc.record({
      number: fc.integer({ min: 1, max: 4 }),
      direction: fc.constantFrom("in" as const, "out" as const),
      quantity: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      day: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 30 },
  );
  test("law: opening + in − out = closing, of every line and every total; one part in a hundred thousand more breaks it", () => {
    fc.assert(
      fc.property(movements, fc.array(fc.bigInt({ min: 1n, max: 10n ** 13n }), { minLength: 4, maxLength: 4 }), (drawn, openings) => {
        const rows = drawn.map(({ number, day, ...row }) =>
          movement({ ...row, ...line(number), atMs: at(`2025-06-${day.toString().padStart(2, "0")}T12:00:00`) }),
        );
        const opening = openings.map((quantity, index) => ({ ...line(index + 1), quantity }));
        const closing = opening.map((row) =>
          rows
            .filter((each) => each.line === row.line)
            .reduce((left, each) => ({ ...left, quantity: left.quantity + (each.direction === "in" ? 1n : -1n) * each.quantity }), row),
        );
        const report = made({ opening, movements: rows, closing }) as MonthlyReport;
        for (const each of [...report.lines, ...report.totals]) expect(each.opening + each.incoming - each.outgoing).toBe(each.closing);
        expect(report.lines).toHaveLength(4);
        const [first, ...rest] = closing;
        if (!first) throw new Error("no line");
        const wrong = [{ ...first, quantity: first.quantity + 1n }, ...rest];
        expect(made({ opening, movements: rows, closing: wrong })).toMatchObject({ broken: [{ line: 1 }] });
      }),
    );
  });
});

describe("报核 (EMS121), section 2.5", () => {
  const NOTHING = {
    opening: 0n,
    imported: 0n,
    consumed: 0n,
    domesticSale: 0n,
    reexported: 0n,
    destroyed: 0n,
    transferredOut: 0n,
    verifiedIncrease: 0n,
    verifiedDecrease: 0n,
    visibleLoss: 0n,
    actualRemain: 0n,
  };
  const row = (number: number, more: Partial<WriteOffRow>): WriteOffRow => ({ ...line(number), ...NOTHING, ...more });
  const question = { book: BOOK, times: 1, from: "2025-01-01", to: "2025-06-30", rateBasis: "should_remain" as const };
  const FULL = row(1, {
    opening: q(100),
    imported: q(50),
    verifiedIncrease: q(5),
    consumed: q(10),
    domesticSale: q(30),
    reexported: q(20),
    destroyed: q(4),
    transferredOut: q(6),
    verifiedDecrease: q(3),
    visibleLoss: q(2),
    actualRemain: q(78),
  });
  const report = (lines: readonly WriteOffRow[]) => makeWriteOff({ ...question, lines }) as WriteOffReport;

  test("should remain is the opening and what was added, less all that was taken away", () => {
    // 100 + 50 + 5 − 10 − 30 − 20 − 4 − 6 − 3 − 2 = 80; two are missing, 2.5 % of it.
    expect(report([FULL]).lines[0]).toMatchObject({ shouldRemain: q(80), difference: -q(2), differenceRate: -2_500n });
  });
  test.each([
    [q(3), q(4), 33_333n],
    [q(3), q(5), 66_667n],
    [q(3), q(1), -66_667n],
    [q(8), q(8), 0n],
    [0n, q(1), null],
  ])("opening %s, counted %s: rate %s", (opening, actualRemain, rate) => {
    expect(report([row(1, { opening, actualRemain })]).lines[0]?.differenceRate).toBe(rate);
  });
  test("what the rate is a part of is a setting that is not sure", () => {
    expect(DIFFERENCE_RATE_BASIS).toMatchObject([{ value: "should_remain", sure: "unsure" }]);
  });
  test("the rate may be a part of what there was to begin with", () => {
    const made = makeWriteOff({ ...question, rateBasis: "opening_and_imported", lines: [FULL] }) as WriteOffReport;
    // −2 of 150.
    expect(made.lines[0]?.differenceRate).toBe(-1_333n);
  });
  test("totals add up every column by unit of measure", () => {
    const { totals } = report([
      FULL,
      row(2, { opening: q(1), actualRemain: q(1) }),
      { ...row(3, { opening: 5n, actualRemain: 4n }), uom: "KGM" },
    ]);
    expect(totals).toMatchObject([
      { uom: "EA", opening: q(101), shouldRemain: q(81), actualRemain: q(79), difference: -q(2) },
      { uom: "KGM", opening: 5n, difference: -1n },
    ]);
  });
  test.each([
    ["line_of_another_book", { lines: [{ ...FULL, book: "T2" }] }],
    ["line_twice", { lines: [FULL, FULL] }],
    ["quantity_below_zero", { lines: [{ ...FULL, destroyed: -1n }] }],
    ["period_backwards", { lines: [FULL], to: "2024-12-31" }],
  ])("%s", (refusal, change) => expect(makeWriteOff({ ...question, ...change })).toBe(refusal));

  test("is kept as one text", () => {
    const lines = [row(2, { opening: q(1) }), FULL];
    expect(report(lines).text).toBe(report(lines.toReversed()).text);
    expect(read(report([FULL]).text)).toMatchObject({ lines: [{ shouldRemain: "80", difference: "-2", differenceRate: "-0.025" }] });
  });

  test("law: actual remain is what should remain and the difference, of lines and totals", () => {
    const quantity = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const drawn = fc.record(
      Object.fromEntries(Object.keys(NOTHING).map((name) => [name, quantity])) as Record<keyof typeof NOTHING, typeof quantity>,
    );
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 8 }), (rows) => {
        const { lines, totals } = report(rows.map((each, index) => ({ ...line(index), ...each })));
        for (const each of [...lines, ...totals]) {
          expect(each.shouldRemain + each.difference).toBe(each.actualRemain);
          const taken = each.consumed + each.domesticSale + each.reexported + each.destroyed + each.transferredOut;
          expect(each.opening + each.imported + each.verifiedIncrease).toBe(
            taken + each.verifiedDecrease + each.visibleLoss + each.actualRemain - each.difference,
          );
        }
      }),
    );
  });
});

test("quantities stand in a report as customs writes them", () => {
  expect(canonicalText([q(1) + 1n])).toBe(`["${formatQuantity(q(1) + 1n)}"]\n`);
});
