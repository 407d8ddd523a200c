import { describe, expect, test } from "vitest";
import {
  admits,
  decideAdmission,
  evolveAdmission,
  holdOfAdmission,
  openConditions,
  type Admission,
  type AdmissionAct,
  type AdmissionCommand,
  type AdmissionEvent,
} from "../../../server/domain/customs/inspection/admission.ts";

const PRESENT: AdmissionCommand = { type: "present", document: "QD1" };
const ENTER: AdmissionCommand = { type: "admit_to_country", conditions: ["laboratory_result", "complete_declaration"], role: "customs" };
const ENTER_FREELY: AdmissionCommand = { type: "admit_to_country", conditions: [], role: "customs" };
const LABORATORY: AdmissionCommand = { type: "meet", condition: "laboratory_result", by: "CERT1" };
const DECLARED: AdmissionCommand = { type: "meet", condition: "complete_declaration", by: "ENTRY1" };
const SELL: AdmissionCommand = { type: "admit_to_market", role: "officer" };
const REFUSE: AdmissionCommand = { type: "refuse", reason: "residue found", role: "officer" };

const isRefusal = (answer: readonly AdmissionEvent[] | string): answer is string => typeof answer === "string";
const given = (...commands: readonly AdmissionCommand[]): Admission => {
  let admission: Admission | undefined;
  for (const command of commands) {
    const answer = decideAdmission(admission, command);
    if (isRefusal(answer)) throw new Error(answer);
    for (const event of answer) admission = evolveAdmission(admission, event);
  }
  if (!admission) throw new Error("nothing was presented");
  return admission;
};

/** 海关总署公告2019年第160号: 准予入境, then 合格入市; 附条件提离 and 转场检查 between the two. */
describe("two-stage admission (两段准入)", () => {
  const ACTS: readonly AdmissionAct[] = ["take_from_port", "store", "sell", "return_abroad", "destroy"];
  test.each<[string, AdmissionCommand[], Admission["state"], string, AdmissionAct[]]>([
    ["before the first stage nothing leaves the port", [PRESENT], "awaiting_entry", "customs_hold", ["return_abroad"]],
    [
      "in the country it is moved and stored, not sold",
      [PRESENT, ENTER],
      "in_country",
      "customs_hold",
      ["take_from_port", "store", "return_abroad"],
    ],
    [
      "conditions that are met sell nothing by themselves",
      [PRESENT, ENTER, LABORATORY, DECLARED],
      "in_country",
      "customs_hold",
      ["take_from_port", "store", "return_abroad"],
    ],
    [
      "in the market it is sold",
      [PRESENT, ENTER, LABORATORY, DECLARED, SELL],
      "in_market",
      "none",
      ["take_from_port", "store", "sell", "return_abroad"],
    ],
    [
      "without conditions both stages follow at once",
      [PRESENT, ENTER_FREELY, SELL],
      "in_market",
      "none",
      ["take_from_port", "store", "sell", "return_abroad"],
    ],
    ["refused goods go back or are destroyed", [PRESENT, ENTER, REFUSE], "refused", "customs_hold", ["return_abroad", "destroy"]],
  ])("%s", (_name, commands, state, hold, acts) => {
    const admission = given(...commands);
    expect(admission.state).toBe(state);
    expect(holdOfAdmission(admission)).toBe(hold);
    expect(ACTS.filter((act) => admits(admission, act))).toEqual(acts);
  });
  test("keeps by what each condition was met, and which are open", () => {
    const admission = given(PRESENT, ENTER, LABORATORY);
    expect(admission.conditions).toContainEqual({ condition: "laboratory_result", metBy: "CERT1" });
    expect(openConditions(admission)).toEqual(["complete_declaration"]);
  });
  test.each<[string, AdmissionCommand[], AdmissionCommand]>([
    ["conditions_open", [PRESENT, ENTER, LABORATORY], SELL],
    ["not_in_country", [PRESENT], SELL],
    ["not_in_country", [PRESENT], LABORATORY],
    ["condition_unknown", [PRESENT, ENTER], { type: "meet", condition: "licence", by: "L1" }],
    ["already_in_country", [PRESENT, ENTER], ENTER],
    ["already_in_market", [PRESENT, ENTER_FREELY, SELL], REFUSE],
    ["is_refused", [PRESENT, REFUSE], ENTER],
    ["reason_missing", [PRESENT], { ...REFUSE, reason: " " }],
    ["not_customs", [PRESENT], { ...ENTER, role: "operator" }],
    ["not_customs", [PRESENT, ENTER_FREELY], { ...SELL, role: "administrator" }],
    ["already_presented", [PRESENT], { type: "present", document: "QD2" }],
  ])("%s", (expected, commands, command) => expect(decideAdmission(given(...commands), command)).toBe(expected));
  test("nothing is admitted that was not presented", () => expect(decideAdmission(undefined, ENTER)).toBe("not_presented"));
  test("the same word twice is one", () => {
    expect(decideAdmission(given(PRESENT), PRESENT)).toEqual([]);
    expect(decideAdmission(given(PRESENT, ENTER, LABORATORY), LABORATORY)).toEqual([]);
    expect(decideAdmission(given(PRESENT, ENTER_FREELY, SELL), SELL)).toEqual([]);
    expect(decideAdmission(given(PRESENT, REFUSE), REFUSE)).toEqual([]);
  });
});
