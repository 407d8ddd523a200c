import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  listDifferences,
  type CauseName,
  type Difference,
  type DifferenceQuestion,
  type DocumentRow,
  type FindingRow,
} from "../../server/domain/customs/differences.ts";

const LINE = { book: "T4900W000001", line: 1 };
const NOTHING: DifferenceQuestion = { physical: [], balances: [], documents: [], findings: [], overdue: [] };
const physical = (quantity: bigint, hold: "none" | "tallied_undeclared" = "none") => ({ ...LINE, hold, quantity });
const balance = (actual: bigint, incoming = 0n, outgoing = 0n) => ({ ...LINE, actual, incoming, outgoing });
const document = (more: Partial<DocumentRow>): DocumentRow => ({
  ...LINE,
  document: "QD1",
  direction: "in",
  declared: 10n,
  passed: 0n,
  isReleased: false,
  isDeducted: false,
  ...more,
});
const finding = (name: FindingRow["finding"], quantity: bigint): FindingRow => ({ ...LINE, finding: name, reference: "E1", quantity });
const find = (question: Partial<DifferenceQuestion>): Difference | undefined => listDifferences({ ...NOTHING, ...question })[0];
const shown = (question: Partial<DifferenceQuestion>) => {
  const found = find(question);
  return found && [found.difference, ...found.causes.map(({ cause, quantity, explains }) => `${cause} ${quantity} ${explains}`)];
};

describe("a line that agrees does not exist", () => {
  test.each([
    ["goods and book are the same", { physical: [physical(10n)], balances: [balance(10n)] }],
    [
      "all was released, passed and deducted",
      { physical: [physical(10n)], balances: [balance(10n)], documents: [document({ passed: 10n, isReleased: true, isDeducted: true })] },
    ],
    ["nothing is there and nothing is counted", { balances: [balance(0n)] }],
  ])("%s", (_name, question) => expect(find(question)).toBeUndefined());
});

/** Section 2.5: formal deduction needs both, release and all passed. Until then physical and book differ by what has passed. */
describe("what is on its way through customs", () => {
  const inbound = (more: Partial<DocumentRow>, stock: bigint) =>
    shown({ physical: [physical(stock)], balances: [balance(0n, 10n)], documents: [document(more)] });
  const outbound = (more: Partial<DocumentRow>, stock: bigint) =>
    shown({ physical: [physical(stock)], balances: [balance(5n, 0n, 10n)], documents: [document({ direction: "out", ...more })] });

  test.each([
    ["approved, nothing passed", inbound({}, 0n), [0n, "pending_pre_credit 10 0"]],
    ["in, not released", inbound({ passed: 10n }, 10n), [10n, "passed_not_released 10 10"]],
    ["in by half, not released", inbound({ passed: 4n }, 4n), [4n, "passed_not_released 4 4", "pending_pre_credit 6 0"]],
    ["released, nothing passed", inbound({ isReleased: true }, 0n), [0n, "released_not_passed 10 0"]],
    ["released, in by half", inbound({ passed: 4n, isReleased: true }, 4n), [4n, "partly_passed 4 4", "released_not_passed 6 0"]],
    ["released and in, not deducted", inbound({ passed: 10n, isReleased: true }, 10n), [10n, "deduction_missing 10 10"]],
    ["approved to leave", outbound({}, 15n), [0n, "pending_pre_deduction 10 0"]],
    ["gone, not released", outbound({ passed: 10n }, 5n), [-10n, "passed_not_released 10 -10"]],
    ["released, gone by half", outbound({ passed: 4n, isReleased: true }, 11n), [-4n, "partly_passed 4 -4", "released_not_passed 6 0"]],
  ])("%s", (_name, found, expected) => expect(found).toEqual(expected));

  test("deducted before all had passed", () => {
    const row = document({ passed: 4n, isReleased: true, isDeducted: true });
    expect(shown({ physical: [physical(4n)], balances: [balance(10n)], documents: [row] })).toEqual([-6n, "deducted_early 6 -6"]);
  });
  test("more passed than was declared", () => {
    const row = document({ passed: 12n, isReleased: true, isDeducted: true });
    expect(shown({ physical: [physical(12n)], balances: [balance(10n)], documents: [row] })).toEqual([2n, "passed_beyond_declared 2 2"]);
  });
  test("pre-credited without a document, pre-deducted for less than one declares", () => {
    expect(shown({ balances: [balance(0n, 3n)] })).toEqual([0n, "incoming_differs 3 0"]);
    const row = document({ direction: "out" });
    expect(shown({ physical: [physical(15n)], balances: [balance(8n, 0n, 7n)], documents: [row] })).toEqual([
      0n,
      "pending_pre_deduction 10 0",
      "outgoing_differs -3 0",
    ]);
  });
});

describe("goods on exhibition stay in the book (保税展示交易)", () => {
  const out = document({ document: "QD1", direction: "out", passed: 10n, isReleased: true, isDeducted: true, exhibition: "SB1" });
  const back = document({ document: "QD2", declared: 4n, passed: 4n, isReleased: true, isDeducted: true, exhibition: "SB1" });
  test("are told as out under their umbrella, less what came back", () => {
    expect(shown({ physical: [physical(0n)], balances: [balance(0n, 0n, 10n)], documents: [out] })).toEqual([-10n, "on_exhibition 10 -10"]);
    expect(shown({ physical: [physical(4n)], balances: [balance(4n, 0n, 6n)], documents: [out, back] })).toEqual([
      -6n,
      "on_exhibition 6 -6",
    ]);
  });
  test("that are all back are no difference", () => {
    expect(
      find({ physical: [physical(10n)], balances: [balance(10n)], documents: [out, { ...back, declared: 10n, passed: 10n }] }),
    ).toBeUndefined();
  });
});

describe("other causes", () => {
  test.each<[string, Partial<DifferenceQuestion>, readonly (bigint | string)[]]>([
    ["goods tallied before they are declared", { physical: [physical(7n, "tallied_undeclared")] }, [7n, "tallied_undeclared 7 7"]],
    [
      "a count found less",
      { physical: [physical(8n)], balances: [balance(10n)], findings: [finding("physical_missing", -2n)] },
      [-2n, "physical_missing 2 -2"],
    ],
    [
      "a count found more",
      { physical: [physical(12n)], balances: [balance(10n)], findings: [finding("physical_surplus", 2n)] },
      [2n, "physical_surplus 2 2"],
    ],
    ["goods left against a rule", { balances: [balance(3n)], findings: [finding("irregular", -3n)] }, [-3n, "irregular 3 -3"]],
    [
      "the observation of a departure waits",
      { physical: [physical(10n)], balances: [balance(6n)], findings: [finding("unsettled_observation", -4n)] },
      [4n, "unsettled_observation 4 4"],
    ],
    [
      "a count waits for its approval",
      { physical: [physical(10n)], balances: [balance(9n)], findings: [finding("count_not_approved", -1n)] },
      [1n, "count_not_approved 1 1"],
    ],
    [
      "a count waits that would make a difference where there is none",
      { physical: [physical(10n)], balances: [balance(10n)], findings: [finding("count_not_approved", -1n)] },
      [0n, "count_not_approved 1 0"],
    ],
    ["nothing known explains it", { physical: [physical(10n)], balances: [balance(9n)] }, [1n, "unexplained 1 1"]],
    [
      "what is known explains a part",
      { physical: [physical(5n)], balances: [balance(10n)], findings: [finding("irregular", -3n)] },
      [-5n, "irregular 3 -3", "unexplained 2 -2"],
    ],
    [
      "what is known explains no more than there is",
      { physical: [physical(9n)], balances: [balance(10n)], findings: [finding("irregular", -3n)] },
      [-1n, "irregular 3 -1"],
    ],
    [
      "goods that were tallied have been declared and passed: told once",
      { physical: [physical(10n, "tallied_undeclared")], balances: [balance(0n, 10n)], documents: [document({ passed: 10n })] },
      [10n, "passed_not_released 10 10", "tallied_undeclared 10 0"],
    ],
    [
      "an obligation is overdue",
      { physical: [physical(1n)], balances: [balance(1n)], overdue: [{ ...LINE, obligation: "O1" }] },
      [0n, "obligation_overdue 0 0"],
    ],
  ])("%s", (_name, question, expected) => expect(shown(question)).toEqual(expected));
});

test("the four stand side by side, lines in order", () => {
  const other = { book: LINE.book, line: 10 };
  const found = listDifferences({
    ...NOTHING,
    physical: [{ ...other, hold: "none", quantity: 1n }, physical(4n)],
    balances: [balance(2n, 10n, 3n)],
    documents: [document({ passed: 4n }), document({ document: "QD2", direction: "out", declared: 3n, passed: 1n })],
    overdue: [{ ...LINE, obligation: "O1" }],
  });
  expect(found.map(({ line }) => line)).toEqual([1, 10]);
  expect(found[0]).toMatchObject({
    physical: 4n,
    actual: 2n,
    incoming: 10n,
    outgoing: 3n,
    declaredIn: 10n,
    declaredOut: 3n,
    passedIn: 4n,
    passedOut: 1n,
    overdue: 1,
    difference: -1n,
  });
});

describe("laws", () => {
  const quantity = fc.bigInt({ min: 0n, max: 1_000n });
  const lineOf = fc.integer({ min: 1, max: 3 }).map((line) => ({ book: LINE.book, line }));
  const question: fc.Arbitrary<DifferenceQuestion> = fc.record({
    physical: fc.array(
      fc
        .tuple(lineOf, quantity, fc.constantFrom("none" as const, "tallied_undeclared" as const))
        .map(([line, size, hold]) => ({ ...line, quantity: size, hold })),
    ),
    balances: fc.array(
      fc.tuple(lineOf, quantity, quantity, quantity).map(([line, actual, incoming, outgoing]) => ({ ...line, actual, incoming, outgoing })),
    ),
    documents: fc.array(
      fc
        .record({
          document: fc.constantFrom("QD1", "QD2", "QD3"),
          direction: fc.constantFrom("in" as const, "out" as const),
          declared: quantity,
          passed: quantity,
          isReleased: fc.boolean(),
          isDeducted: fc.boolean(),
        })
        .chain((row) =>
          fc
            .tuple(lineOf, fc.boolean())
            .map(([line, isExhibited]): DocumentRow => ({ ...line, ...row, ...(isExhibited ? { exhibition: "SB1" } : {}) })),
        ),
    ),
    findings: fc.array(
      fc
        .tuple(
          lineOf,
          fc.constantFrom<FindingRow["finding"][]>(
            "irregular",
            "physical_missing",
            "physical_surplus",
            "unsettled_observation",
            "count_not_approved",
          ),
          fc.bigInt({ min: -1_000n, max: 1_000n }),
        )
        .map(([line, name, size]) => ({ ...line, finding: name, reference: "E1", quantity: size })),
    ),
    overdue: fc.array(lineOf.map((line) => ({ ...line, obligation: "O1" }))),
  });

  test("the causes come to the difference, on whatever is given; a line has a cause; at most one is unexplained", () => {
    fc.assert(
      fc.property(question, (given) => {
        for (const { physical: there, actual, outgoing, difference, causes } of listDifferences(given)) {
          expect(difference).toBe(there - actual - outgoing);
          expect(causes.reduce((sum, { explains }) => sum + explains, 0n)).toBe(difference);
          expect(causes.length).toBeGreaterThan(0);
          expect(causes.filter(({ cause }) => cause === "unexplained").length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
  test("no line that differs is left out", () => {
    fc.assert(
      fc.property(question, (given) => {
        const named = new Set(listDifferences(given).map(({ line }) => line));
        for (const line of [1, 2, 3]) {
          const there = given.physical.filter((row) => row.line === line).reduce((sum, row) => sum + row.quantity, 0n);
          const counted = given.balances.filter((row) => row.line === line).reduce((sum, row) => sum + row.actual + row.outgoing, 0n);
          if (there !== counted) expect(named.has(line)).toBe(true);
        }
      }),
    );
  });

  /** A warehouse that keeps the rules of 2.5, by other arithmetic: each document moves goods and book in steps. */
  const lives = fc.array(
    fc.record({
      isInbound: fc.boolean(),
      declared: fc.bigInt({ min: 1n, max: 100n }),
      passedPart: fc.integer({ min: 0, max: 4 }),
      isReleased: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const run = (documents: readonly Readonly<{ isInbound: boolean; declared: bigint; passedPart: number; isReleased: boolean }>[]) => {
    let [there, actual, incoming, outgoing] = [1_000n, 1_000n, 0n, 0n];
    const rows = documents.map(({ isInbound, declared, passedPart, isReleased }, index): DocumentRow => {
      const passed = (declared * BigInt(passedPart)) / 4n;
      const isDeducted = isReleased && passed === declared;
      there += isInbound ? passed : -passed;
      if (isInbound && isDeducted) actual += declared;
      if (isInbound && !isDeducted) incoming += declared;
      if (!isInbound) actual -= declared;
      if (!isInbound && !isDeducted) outgoing += declared;
      return document({ document: `QD${index}`, direction: isInbound ? "in" : "out", declared, passed, isReleased, isDeducted });
    });
    return { ...NOTHING, physical: [physical(there)], balances: [balance(actual, incoming, outgoing)], documents: rows };
  };
  const FAULTS: ReadonlySet<CauseName> = new Set([
    "unexplained",
    "deduction_missing",
    "deducted_early",
    "incoming_differs",
    "outgoing_differs",
    "passed_beyond_declared",
  ]);

  test("where the rules were kept nothing is unexplained and nothing is wrong", () => {
    fc.assert(
      fc.property(lives, (documents) =>
        listDifferences(run(documents)).every(({ causes }) => causes.every(({ cause }) => !FAULTS.has(cause))),
      ),
    );
  });
  test("one piece that is lost is the only fault told", () => {
    fc.assert(
      fc.property(lives, (documents) => {
        const kept = run(documents);
        const lost = listDifferences({ ...kept, physical: [...kept.physical, physical(-1n)] })[0];
        expect(lost?.causes.filter(({ cause }) => FAULTS.has(cause))).toEqual([
          { cause: "unexplained", reference: null, quantity: 1n, explains: -1n },
        ]);
      }),
    );
  });
});

test("a book of 100,000 lines is compared in one pass", () => {
  const rows = Array.from({ length: 100_000 }, (_, index) => ({ book: LINE.book, line: index + 1 }));
  const found = listDifferences({
    ...NOTHING,
    physical: rows.map((row) => ({ ...row, hold: "none", quantity: row.line === 77_777 ? 9n : 10n })),
    balances: rows.map((row) => ({ ...row, actual: 10n, incoming: 0n, outgoing: 0n })),
  });
  expect(found.map(({ line, difference }) => [line, difference])).toEqual([[77_777, -1n]]);
});
