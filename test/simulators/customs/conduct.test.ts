import { describe, expect, test } from "vitest";
import { DOUBLED, heardMs, IN_ORDER, LATE, planReplies, REFUSING, type Conduct } from "../../../simulators/customs/conduct.ts";
import type { Family } from "../../../simulators/customs/about.ts";
import { GivenNumbers, inventoryNumber, listNumber, passNumber } from "../../../simulators/customs/given-numbers.ts";
import { parseInventoryNumber, parsePassNumber } from "../../../server/messages/jg2/numbers.ts";

const T0 = Date.parse("2026-11-20T09:30:00+08:00");
const plan = (family: Family, number: number, conduct: Conduct, more: { needsDeclaration?: boolean } = {}) =>
  planReplies({ seed: 1, conduct, family, kind: family === "list" ? "CEB621" : "INV101", key: `K${number}`, declaredMs: T0, ...more });
const outcomes = (...question: Parameters<typeof plan>): string[] => plan(...question).map(({ outcome }) => outcome);
const many = Array.from({ length: 400 }, (_, index) => index);

describe("what customs answers", () => {
  // 回执 of a list: 120 入库, then 800 放行 (official status table); 核注清单: 预核扣, then 报关单放行 where it is 报关 (rules 2.5).
  test.each<[string, string[], string[]]>([
    ["a list", outcomes("list", 1, IN_ORDER), ["accepted", "released"]],
    ["an inventory without a declaration", outcomes("inventory", 1, IN_ORDER), ["approved"]],
    ["an inventory with one", outcomes("inventory", 1, IN_ORDER, { needsDeclaration: true }), ["approved", "released"]],
    ["a pass", outcomes("pass", 1, IN_ORDER), ["approved"]],
    ["an application", outcomes("application", 1, IN_ORDER), ["accepted", "granted"]],
    ["an order", outcomes("paper", 1, IN_ORDER), ["accepted"]],
  ])("%s, in order", (_, found, expected) => expect(found).toEqual(expected));

  test("comes at the same moments for all lists of one moment, so that they share messages", () => {
    expect(new Set(many.map((number) => plan("list", number, IN_ORDER)[1]!.atMs)).size).toBe(1);
  });
  test("is told as it is given, when customs keeps order", () => {
    for (const number of many) {
      const steps = plan("list", number, IN_ORDER);
      const told = steps.flatMap(({ toldMs }) => toldMs);
      expect(told).toEqual(steps.map(({ atMs }) => atMs));
      expect(told).toEqual(told.toSorted((a, b) => a - b));
    }
  });
  test("may be a refusal, and says why", () => {
    const refused = many.map((number) => plan("list", number, REFUSING).at(-1)!).filter(({ outcome }) => outcome === "refused");
    expect(refused.length / many.length).toBeGreaterThan(0.4);
    expect(refused.length / many.length).toBeLessThan(0.6);
    for (const { note } of refused) expect(note.length).toBeGreaterThan(3);
  });
  test("may be an inspection, and then a release hours later", () => {
    const inspected = many
      .map((number) => plan("list", number, REFUSING))
      .filter((steps) => steps.some(({ outcome }) => outcome === "inspecting"));
    expect(inspected.length).toBeGreaterThan(30);
    for (const steps of inspected) expect(steps.map(({ outcome }) => outcome)).toEqual(["accepted", "inspecting", "released"]);
  });
  test("may come late, the last before the one before it", () => {
    const plans = many.map((number) => plan("list", number, LATE));
    expect(plans.filter((steps) => steps[1]!.toldMs[0]! - steps[1]!.atMs >= 90 * 60_000).length).toBeGreaterThan(100);
    expect(plans.filter(([first, last]) => first!.toldMs[0]! > last!.toldMs[0]!).length).toBeGreaterThan(100);
  });
  test("may be told twice", () => {
    expect(many.filter((number) => plan("list", number, DOUBLED).some(({ toldMs }) => toldMs.length === 2)).length).toBeGreaterThan(350);
  });
  test("is known beforehand to whoever knows the seed", () => {
    const question = { seed: 1, conduct: LATE, family: "list", kind: "CEB621", key: "K3", declaredMs: T0 } as const;
    expect(heardMs(question, "released")).toBe(planReplies(question).find(({ outcome }) => outcome === "released")?.toldMs[0]);
    expect(heardMs(question, "refused")).toBeUndefined();
    expect(planReplies(question)).toEqual(planReplies({ ...question }));
    expect(planReplies({ ...question, seed: 2 })).not.toEqual(planReplies(question));
  });
});

describe("the numbers that customs gives", () => {
  const numbered = { office: "4316", atMs: T0, serial: 7_000_042 } as const;

  test("have their official forms", () => {
    expect(parseInventoryNumber(inventoryNumber({ ...numbered, direction: "I" }))).toEqual({
      office: "4316",
      year: 2026,
      direction: "I",
      serial: 7_000_042,
    });
    expect(parsePassNumber(passNumber({ ...numbered, direction: "E" }))).toEqual({
      office: "4316",
      direction: "E",
      day: "2026-11-20",
      serial: "000007000042",
    });
    expect(listNumber({ ...numbered, direction: "I" })).toHaveLength(18);
  });
  test("end like the firm's own number, where nobody else's does", () => {
    const numbers = new GivenNumbers();
    expect(numbers.serialOf("INV101/4316", "XTI007000042").serial).toBe(7_000_042);
    expect(numbers.serialOf("INV101/4316", "OTHER-007000042").serial).toBe(999_999_999);
    expect(numbers.serialOf("INV101/4316", "none").serial).toBe(999_999_998);
    expect(numbers.serialOf("INV101/4343", "CZI007000042").serial).toBe(7_000_042);
  });
  test("are given again to who has one", () => {
    const first = new GivenNumbers();
    const given = [first.serialOf("INV101/4316", "A"), first.serialOf("INV101/4316", "B")];
    const again = new GivenNumbers(given);
    expect(given.map(({ serial }) => serial)).toEqual([999_999_999, 999_999_998]);
    expect(again.serialOf("INV101/4316", "B")).toEqual({ ...given[1], isNew: false });
  });
});
