import { describe, expect, test } from "vitest";
import {
  decideInspection,
  evolveInspection,
  holdOfInspection,
  isHeldByInspection,
  type Inspection,
  type InspectionCommand,
  type InspectionEvent,
} from "../../../server/domain/customs/inspection/inspection.ts";

const OFFICER = { name: "li", role: "officer" } as const;
const OPERATOR = { name: "wang", role: "operator" } as const;
const SUBJECT = { kind: "document", number: "QD1" } as const;
const ORDER: InspectionCommand = {
  type: "order",
  order: { inspection: "CY1", site: "xiangtan", subject: SUBJECT, method: "part", reason: "quantity", isPriority: false },
  by: OFFICER,
  atMs: 1,
};
const START: InspectionCommand = { type: "start", atMs: 2 };
const PHOTOGRAPH: InspectionCommand = { type: "photograph", photograph: "P1" };
const AGREES: InspectionCommand = { type: "conclude", result: { result: "agrees" }, by: OFFICER, atMs: 3 };
const DIFFERS: InspectionCommand = { type: "conclude", result: { result: "differs", found: "two cartons short" }, by: OFFICER, atMs: 3 };
const SETTLE: InspectionCommand = { type: "settle", disposition: "declared anew", by: OFFICER, atMs: 4 };
const CANCEL: InspectionCommand = { type: "cancel", why: "ordered for another", by: OFFICER, atMs: 3 };

const isRefusal = (answer: readonly InspectionEvent[] | string): answer is string => typeof answer === "string";
const given = (...commands: readonly InspectionCommand[]): Inspection => {
  let inspection: Inspection | undefined;
  for (const command of commands) {
    const answer = decideInspection(inspection, command);
    if (isRefusal(answer)) throw new Error(answer);
    for (const event of answer) inspection = evolveInspection(inspection, event);
  }
  if (!inspection) throw new Error("nothing was ordered");
  return inspection;
};

describe("an inspection (查验) holds its goods from the order until it is settled", () => {
  test.each<[string, InspectionCommand[], Inspection["state"], string]>([
    ["ordered", [ORDER], "ordered", "customs_hold"],
    ["under way", [ORDER, START], "under_way", "customs_hold"],
    ["agrees", [ORDER, START, AGREES], "agrees", "none"],
    ["differs", [ORDER, START, PHOTOGRAPH, DIFFERS], "differs", "customs_hold"],
    ["settled", [ORDER, START, PHOTOGRAPH, DIFFERS, SETTLE], "settled", "none"],
    ["cancelled", [ORDER, CANCEL], "cancelled", "none"],
  ])("%s", (_name, commands, state, hold) => {
    expect(given(...commands).state).toBe(state);
    expect(holdOfInspection(given(...commands))).toBe(hold);
  });
  test("keeps its photographs by their ids, each once", () => {
    const second: InspectionCommand = { type: "photograph", photograph: "P2" };
    expect(given(ORDER, PHOTOGRAPH, second, PHOTOGRAPH).photographs).toEqual(["P1", "P2"]);
  });
  test("says what differs, who found it and what became of it", () => {
    expect(given(ORDER, START, PHOTOGRAPH, DIFFERS, SETTLE)).toMatchObject({
      found: "two cartons short",
      settledBy: "li",
      disposition: "declared anew",
      photographs: ["P1"],
    });
  });
  test("that ends does not lift what another holds", () => {
    const other = evolveInspection(undefined, { type: "ordered", order: { ...given(ORDER), inspection: "CY2" }, by: "li", atMs: 1 });
    expect(isHeldByInspection([given(ORDER, AGREES), other], SUBJECT)).toBe(true);
    expect(isHeldByInspection([given(ORDER, AGREES)], SUBJECT)).toBe(false);
    expect(isHeldByInspection([other], { kind: "document", number: "QD2" })).toBe(false);
    expect(isHeldByInspection([other], { kind: "parent", parent: "QD1" })).toBe(false);
  });
});

describe("what is refused", () => {
  const refusal = (commands: InspectionCommand[], command: InspectionCommand) =>
    decideInspection(commands.length === 0 ? undefined : given(...commands), command);
  test.each<[string, InspectionCommand[], InspectionCommand]>([
    ["not_an_officer", [], { ...ORDER, by: OPERATOR }],
    ["not_an_officer", [ORDER], { ...AGREES, by: OPERATOR }],
    ["not_an_officer", [ORDER], { ...CANCEL, by: OPERATOR }],
    ["not_ordered", [], START],
    ["concluded_already", [ORDER, AGREES], START],
    ["concluded_already", [ORDER, AGREES], DIFFERS],
    ["concluded_already", [ORDER, AGREES], CANCEL],
    ["nothing_differs", [ORDER], SETTLE],
    ["nothing_differs", [ORDER, AGREES], SETTLE],
    ["is_over", [ORDER, PHOTOGRAPH, DIFFERS, SETTLE], SETTLE],
    ["is_over", [ORDER, AGREES], PHOTOGRAPH],
    ["photograph_missing", [ORDER], DIFFERS],
    ["photograph_missing", [ORDER], { type: "photograph", photograph: " " }],
    ["finding_missing", [ORDER, PHOTOGRAPH], { ...DIFFERS, result: { result: "differs", found: " " } }],
    ["reason_missing", [ORDER, PHOTOGRAPH, DIFFERS], { ...SETTLE, disposition: "" }],
    ["reason_missing", [ORDER], { ...CANCEL, why: "" }],
  ])("%s", (expected, commands, command) => expect(refusal(commands, command)).toBe(expected));

  test("an order twice is one order, another under its name is refused, and so is one without a reason", () => {
    expect(refusal([ORDER], ORDER)).toEqual([]);
    const order = ORDER.type === "order" ? ORDER.order : undefined;
    expect(refusal([ORDER], { ...ORDER, order: { ...order, method: "whole" } } as InspectionCommand)).toBe("already_ordered");
    expect(refusal([], { ...ORDER, order: { ...order, reason: "" } } as InspectionCommand)).toBe("reason_missing");
  });
});
