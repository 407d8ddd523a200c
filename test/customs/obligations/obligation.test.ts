import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEADLINES, type DeadlineRule } from "../../../server/domain/customs/deadlines.ts";
import { isBlocked, listBlocking, listObligationDays } from "../../../server/domain/customs/obligations/blocking.ts";
import { CONSEQUENCES } from "../../../server/domain/customs/obligations/consequences.ts";
import {
  decideObligation,
  evolveObligation,
  standingOf,
  subjectKey,
  type Obligation,
  type ObligationCommand,
  type ObligationEvent,
} from "../../../server/domain/customs/obligations/obligation.ts";

const at = (text: string): number => Date.parse(`${text}+08:00`);
const DAY_MS = 86_400_000;
const APPROVAL = { number: "署批2025-7", by: "officer" };

type Opening = Extract<ObligationCommand, { type: "open" }>;
const OPEN: Opening = {
  type: "open",
  obligation: "O1",
  rule: "leave_first_declaration",
  subject: { kind: "document", number: "SAS1" },
  site: "xiangtan",
  owner: "acme",
  startMs: at("2025-06-10T12:00:00"),
};
const DUE_MS = at("2025-06-24T23:59:59.999");

const isRefusal = (answer: readonly ObligationEvent[] | string): answer is string => typeof answer === "string";
/** What has been decided so far; a refusal ends the test. */
const given = (...commands: readonly ObligationCommand[]): Obligation => {
  let obligation: Obligation | undefined;
  for (const command of commands) {
    const answer = decideObligation(obligation, command);
    if (isRefusal(answer)) throw new Error(answer);
    for (const event of answer) obligation = evolveObligation(obligation, event);
  }
  if (!obligation) throw new Error("nothing was opened");
  return obligation;
};
const opening = (more: Partial<Opening>): Opening => ({ ...OPEN, ...more });

describe("an obligation", () => {
  test("carries its rule, source, subject, owner, end and what it blocks", () => {
    expect(given(OPEN)).toMatchObject({
      state: "open",
      rule: "leave_first_declaration",
      source: expect.stringContaining("无全国统一规定"),
      sure: "unsure",
      owner: "acme",
      dueMs: DUE_MS,
      blocks: ["leave_first_declare_later"],
    });
  });
  test.each([
    ["open", "2025-06-21T23:59:59.998"],
    ["due_soon", "2025-06-21T23:59:59.999"],
    ["due_soon", "2025-06-24T23:59:59.999"],
    ["overdue", "2025-06-25T00:00:00"],
  ])("is %s at %s, looked at or not", (state, now) => {
    expect(standingOf(given(OPEN), at(now))).toBe(state);
    expect(given(OPEN, { type: "look", nowMs: at(now) }).state).toBe(state);
  });
  test("is told of once, however often it is looked at", () => {
    const looked = given(OPEN, { type: "look", nowMs: DUE_MS + 1 });
    expect(decideObligation(looked, { type: "look", nowMs: DUE_MS + DAY_MS })).toEqual([]);
  });
  test("falls overdue at its end, not when it was looked at", () => {
    expect(decideObligation(given(OPEN), { type: "look", nowMs: DUE_MS + 9 * DAY_MS })).toEqual([{ type: "fell_overdue", atMs: DUE_MS }]);
  });
  test("met in time by a fact that is told late is met in time", () => {
    const obligation = given(OPEN, { type: "look", nowMs: DUE_MS + DAY_MS }, { type: "meet", atMs: DUE_MS, by: "QD1" });
    expect(obligation).toMatchObject({ state: "met", lateMs: 0, by: "QD1" });
  });
  test("opened twice the same way is opened once; another way it is refused", () => {
    expect(decideObligation(given(OPEN), OPEN)).toEqual([]);
    expect(decideObligation(given(OPEN), opening({ startMs: OPEN.startMs + 1 }))).toBe("already_open");
  });
  test("is not opened under a rule that did not hold then, or that sets no limit", () => {
    const before = opening({ rule: "import_return_arrival", startMs: at("2020-03-27T12:00:00") });
    const never = opening({ rule: "zone_storage_report", startMs: at("2025-03-27T12:00:00") });
    expect([before, never].map((command) => decideObligation(undefined, command))).toEqual(["no_such_rule_then", "no_such_rule_then"]);
  });
  test("ends on the day its permission states (保税展示: 业务申报表有效期)", () => {
    const statedDue = { dueMs: at("2025-07-31T23:59:59.999"), source: "业务申报表SB1" };
    expect(given(opening({ rule: "exhibition_return", statedDue }))).toMatchObject({ dueMs: statedDue.dueMs, source: "业务申报表SB1" });
  });
  test("that ends is over: nothing more is met, extended or waived, and the same word again changes nothing", () => {
    const meet = { type: "meet", atMs: DUE_MS, by: "QD1" } as const;
    const met = given(OPEN, meet);
    expect(decideObligation(met, meet)).toEqual([]);
    expect(decideObligation(met, { ...meet, by: "QD2" })).toBe("is_over");
    expect(decideObligation(met, { type: "waive", atMs: DUE_MS, approval: APPROVAL, reason: "x" })).toBe("is_over");
    expect(decideObligation(met, { type: "extend", atMs: DUE_MS, untilMs: DUE_MS + 1, approval: APPROVAL })).toBe("is_over");
  });
  test("nothing is met that was never opened", () => {
    expect(decideObligation(undefined, { type: "meet", atMs: 0, by: "QD1" })).toBe("not_open");
  });
});

describe("a waiver", () => {
  const waive = { type: "waive", atMs: DUE_MS + DAY_MS, approval: APPROVAL, reason: "destroyed under supervision" } as const;
  test("needs an approval, by another than its owner, and a reason", () => {
    expect(given(OPEN, waive)).toMatchObject({ state: "waived", approval: APPROVAL, lateMs: DAY_MS });
    expect(decideObligation(given(OPEN), { ...waive, approval: { number: " ", by: "officer" } })).toBe("approval_missing");
    expect(decideObligation(given(OPEN), { ...waive, approval: { number: "1", by: "acme" } })).toBe("approved_by_owner");
    expect(decideObligation(given(OPEN), { ...waive, reason: "" })).toBe("reason_missing");
  });
});

describe("storage in a bonded warehouse: a year, and up to a year more (署令105号)", () => {
  const storage = opening({ rule: "bonded_warehouse_storage", subject: { kind: "lot", lot: "L1" } });
  const dueMs = at("2026-06-10T23:59:59.999");
  const extend = { type: "extend", atMs: dueMs, untilMs: at("2027-06-10T23:59:59.999"), approval: APPROVAL } as const;

  test("is extended by customs before it ends, and as far as the rule goes", () => {
    const extended = given(storage, { type: "look", nowMs: dueMs + 1 }, extend);
    expect(extended).toMatchObject({ state: "open", dueMs: extend.untilMs });
    expect(standingOf(extended, dueMs + 1)).toBe("open");
    expect(decideObligation(extended, extend)).toEqual([]);
  });
  test.each([
    ["extension_too_late", { atMs: dueMs + 1 }],
    ["extension_too_long", { untilMs: extend.untilMs + 1 }],
    ["extension_not_later", { untilMs: dueMs - 1 }],
    ["approval_missing", { approval: { number: "", by: "officer" } }],
  ])("%s", (refusal, change) => expect(decideObligation(given(storage), { ...extend, ...change })).toBe(refusal));
  test("what the rule does not extend is not extended", () => {
    expect(decideObligation(given(OPEN), { ...extend, atMs: DUE_MS, untilMs: DUE_MS + 1 })).toBe("not_extensible");
  });
});

describe("being overdue", () => {
  const overdueMs = DUE_MS + 1;
  test("blocks leaving first again, of that firm alone, until it is met (domain.md, flows)", () => {
    const obligation = given(OPEN);
    expect(isBlocked([obligation], "leave_first_declare_later", "acme", DUE_MS)).toBe(false);
    expect(isBlocked([obligation], "leave_first_declare_later", "acme", overdueMs)).toBe(true);
    expect(isBlocked([obligation], "leave_first_declare_later", "other", overdueMs)).toBe(false);
    expect(isBlocked([obligation], "exhibition", "acme", overdueMs)).toBe(false);
    const met = evolveObligation(obligation, { type: "met", atMs: overdueMs, by: "QD1" });
    expect(isBlocked([met], "leave_first_declare_later", "acme", overdueMs)).toBe(false);
  });
  test("of a return ends the right to return that list, and no other (2.8, GACC 2020 no. 45)", () => {
    const subject = { kind: "document", number: "LIST1" } as const;
    const late = given(opening({ rule: "import_return_application", subject }));
    const question = { act: "import_return", owner: "acme" } as const;
    const nowMs = at("2025-07-11T00:00:00");
    expect(listBlocking([late], { ...question, subject }, nowMs)).toEqual([late]);
    expect(listBlocking([late], { ...question, subject: { kind: "document", number: "LIST2" } }, nowMs)).toEqual([]);
    expect(isBlocked([late], "import_return", "acme", nowMs)).toBe(false);
  });
  test("shows the longest overdue first", () => {
    const first = given(opening({ obligation: "A", startMs: OPEN.startMs - DAY_MS }));
    const last = given(opening({ obligation: "B" }));
    const question = { act: "leave_first_declare_later", owner: "acme" } as const;
    expect(listBlocking([last, first], question, overdueMs).map(({ obligation }) => obligation)).toEqual(["A", "B"]);
  });
  test("every rule says what it blocks", () => {
    const rules = new Set(DEADLINES.map(({ rule }) => rule));
    expect(Object.keys(CONSEQUENCES.value).toSorted()).toEqual([...rules].toSorted());
  });
});

describe("the calendar", () => {
  test("has each obligation on its last day in Shanghai, in order, within the days asked for", () => {
    const starts: Record<string, string> = {
      c: "2025-06-11T00:00:00",
      a: "2025-06-10T23:59:59.999",
      b: "2025-06-10T00:00:00",
      d: "2025-06-20T00:00:00",
    };
    const obligations = Object.entries(starts).map(([name, start]) => given(opening({ obligation: name, startMs: at(start) })));
    const days = listObligationDays(obligations, { from: "2025-06-24", to: "2025-06-30" }, DUE_MS + 1);
    expect(
      days.map(({ day, obligations: rows }) => [day, rows.map(({ obligation, standing }) => `${obligation.obligation} ${standing}`)]),
    ).toEqual([
      ["2025-06-24", ["a overdue", "b overdue"]],
      ["2025-06-25", ["c due_soon"]],
    ]);
  });
});

test("a subject has one key", () => {
  expect(
    [
      { kind: "document", number: "QD1" } as const,
      { kind: "book", book: "T1" } as const,
      { kind: "book", book: "T1", line: 3 } as const,
      { kind: "lot", lot: "L" } as const,
      { kind: "site", site: "xiangtan", period: "2025-06" } as const,
    ].map(subjectKey),
  ).toEqual(["document/QD1", "book/T1", "book/T1/3", "lot/L", "site/xiangtan/2025-06"]);
});

describe("the law: what was met late stays recorded as late", () => {
  const rule = fc.constantFrom<DeadlineRule>(
    "leave_first_declaration",
    "bonded_warehouse_storage",
    "monthly_stock_report",
    "two_step_declaration",
  );
  const atMs = fc.integer({ min: 0, max: 900 }).map((days) => OPEN.startMs + days * DAY_MS);
  const command: fc.Arbitrary<ObligationCommand> = fc.oneof(
    atMs.map((nowMs): ObligationCommand => ({ type: "look", nowMs })),
    atMs.map((ms): ObligationCommand => ({ type: "meet", atMs: ms, by: "QD1" })),
    fc.tuple(atMs, atMs).map(([ms, untilMs]): ObligationCommand => ({ type: "extend", atMs: ms, untilMs, approval: APPROVAL })),
    atMs.map((ms): ObligationCommand => ({ type: "waive", atMs: ms, approval: APPROVAL, reason: "x" })),
  );

  test("whatever is commanded before and after", () => {
    let metLate = 0;
    fc.assert(
      fc.property(rule, fc.array(command, { maxLength: 12 }), (name, commands) => {
        let obligation = given(opening({ rule: name }));
        let lateMs: number | undefined;
        for (const each of commands) {
          const answer = decideObligation(obligation, each);
          if (isRefusal(answer)) continue;
          for (const event of answer) {
            if (event.type === "met") lateMs = Math.max(0, event.atMs - obligation.dueMs);
            obligation = evolveObligation(obligation, event);
          }
        }
        if (lateMs === undefined) return;
        if (lateMs > 0) metLate++;
        expect(obligation).toMatchObject({ state: "met", lateMs });
      }),
      { numRuns: 500 },
    );
    expect(metLate).toBeGreaterThan(20);
  });
});
