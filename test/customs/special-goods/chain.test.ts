import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  followChain,
  refuseStep,
  SWORD_STEPS,
  type SerialChain,
  type SerialEvent,
} from "../../../server/domain/customs/special-goods/chain.ts";

const CHAIN: SerialChain = { gtin: "06901234567892", steps: SWORD_STEPS };
const events = (...steps: readonly string[]): SerialEvent[] => steps.map((step, index) => ({ step, atMs: index, reference: `E${index}` }));

/** 浙政函〔2020〕73号, 丽水: 下单、生产、发货、转运、报关等全流程跟踪、实时追溯. */
describe("the chain of a Longquan sword", () => {
  test("is ordered, produced, dispatched, transferred, declared", () => {
    expect(SWORD_STEPS.map(({ zh }) => zh)).toEqual(["下单", "生产", "发货", "转运", "报关"]);
  });
  test.each([
    [[], ["ordered"]],
    [["ordered"], ["produced"]],
    [["ordered", "produced"], ["dispatched"]],
    [["ordered", "produced", "dispatched"], ["transferred"]],
    [
      ["ordered", "produced", "dispatched", "transferred"],
      ["transferred", "declared"],
    ],
    [
      ["ordered", "produced", "dispatched", "transferred", "transferred"],
      ["transferred", "declared"],
    ],
    [["ordered", "produced", "dispatched", "transferred", "declared"], []],
  ])("after %j may come %j", (done, next) => {
    const state = followChain(CHAIN, events(...done));
    expect(state.next).toEqual(next);
    expect(state.faults).toEqual([]);
    expect(state.isComplete).toBe(next.length === 0);
  });
  test("a step that is missing is named, and by what it was skipped", () => {
    const [ordered, dispatched] = events("ordered", "dispatched");
    const state = followChain(CHAIN, [ordered!, dispatched!]);
    expect(state).toMatchObject({ done: ["ordered", "dispatched"], missing: ["produced"], next: ["produced"], isComplete: false });
    expect(state.faults).toEqual([{ fault: "step_missing", missing: "produced", before: dispatched }]);
  });
  test("a late event that happened in between fills the gap", () => {
    const late: SerialEvent = { step: "produced", atMs: 0.5, reference: "LATE" };
    expect(followChain(CHAIN, [...events("ordered", "dispatched"), late])).toMatchObject({
      missing: [],
      faults: [],
      next: ["transferred"],
    });
  });
  test("what happened after a later step stays a fault", () => {
    const state = followChain(CHAIN, events("ordered", "dispatched", "produced"));
    expect(state.missing).toEqual([]);
    expect(state.faults.map(({ fault }) => fault)).toEqual(["step_missing", "out_of_order"]);
  });
  test("a step twice, one after its time, and one that is none", () => {
    expect(followChain(CHAIN, events("ordered", "ordered")).faults).toMatchObject([{ fault: "repeated" }]);
    const late = followChain(CHAIN, events("ordered", "produced", "dispatched", "transferred", "declared", "transferred"));
    expect(late.faults).toMatchObject([{ fault: "repeated", event: { reference: "E5" } }]);
    expect(followChain(CHAIN, events("sharpened")).faults).toMatchObject([{ fault: "step_unknown" }]);
  });
});

describe("a live act", () => {
  test.each([
    ["ordered", [], undefined],
    ["declared", ["ordered", "produced"], { refused: "step_missing", missing: ["dispatched", "transferred"] }],
    ["produced", ["ordered", "produced"], { refused: "step_already_done", missing: [] }],
    ["transferred", ["ordered", "produced", "dispatched", "transferred"], undefined],
    ["transferred", ["ordered", "produced", "dispatched", "transferred", "declared"], { refused: "step_already_done", missing: [] }],
    ["sharpened", ["ordered"], { refused: "step_unknown", missing: [] }],
    // A gap is made good before the chain goes on.
    ["produced", ["ordered", "dispatched"], undefined],
    ["transferred", ["ordered", "dispatched"], { refused: "step_missing", missing: ["produced"] }],
  ])("%s after %j", (step, done, expected) => expect(refuseStep(CHAIN, events(...done), step)).toEqual(expected));

  test("an optional step may be left out, and does not come after its time", () => {
    const chain: SerialChain = {
      gtin: CHAIN.gtin,
      steps: [
        { step: "a", zh: "甲", en: "A" },
        { step: "b", zh: "乙", en: "B", isOptional: true },
        { step: "c", zh: "丙", en: "C" },
      ],
    };
    expect(followChain(chain, events("a")).next).toEqual(["b", "c"]);
    expect(followChain(chain, events("a", "c"))).toMatchObject({ faults: [], missing: [], isComplete: true });
    expect(refuseStep(chain, events("a", "c"), "b")).toEqual({ refused: "step_is_past", missing: [] });
  });
});

describe("laws", () => {
  const step = fc.constantFrom(...SWORD_STEPS.map((each) => each.step));
  test("who takes only what is allowed makes no fault; whoever makes a fault was refused", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (tried) => {
        const taken: string[] = [];
        for (const each of tried) {
          const refusal = refuseStep(CHAIN, events(...taken), each);
          const isClean = followChain(CHAIN, events(...taken, each)).faults.length === 0;
          expect(refusal === undefined).toBe(isClean);
          if (!refusal) taken.push(each);
        }
      }),
    );
  });
  test("the order of telling does not matter", () => {
    const told = fc.array(fc.record({ step, atMs: fc.integer({ min: 0, max: 5 }), reference: fc.uuid() }), { maxLength: 10 });
    fc.assert(
      fc.property(told, (each) => {
        expect(followChain(CHAIN, each.toReversed())).toEqual(followChain(CHAIN, each));
      }),
    );
  });
});
