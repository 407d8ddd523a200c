import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { settingRow } from "#wire/customs-desk.ts";
import { conversionBody, inspectionBody } from "#wire/customs-flows.ts";
import * as customs from "#wire/customs-words.ts";
import { bookKind } from "#wire/words.ts";
import en from "../../web/app/i18n/en.json" with { type: "json" };

const words: Readonly<Record<string, Readonly<Record<string, unknown>>>> = en.words;

const LISTS = {
  documentKind: customs.documentKind,
  channel: customs.channel,
  channelShort: customs.channel,
  direction: customs.direction,
  deduction: customs.deduction,
  lack: customs.lack,
  inventoryType: customs.inventoryType,
  passKind: customs.passKind,
  businessType: customs.businessType,
  twinState: customs.twinState,
  messageDirection: customs.messageDirection,
  messageState: customs.messageState,
  obligationState: customs.obligationState,
  matchState: customs.matchState,
  matchVerdict: customs.matchVerdict,
  sureness: customs.sureness,
  reportKind: customs.reportKind,
  settingGroup: settingRow.shape.group,
  bookKind,
};
test.each(Object.entries(LISTS))("every %s of the wire has its word", (list, schema) => {
  expect(schema.options.filter((word) => words[list]?.[word] === undefined)).toEqual([]);
});

/** Words that the domain says as text: read from where they are declared, so that a new one is missed here and not on a screen. */
const unionIn = (file: string, name: string): readonly string[] => {
  const source = readFileSync(path.resolve(import.meta.dirname, "../../server/domain", file), "utf8");
  const from = source.indexOf(`export type ${name} =`);
  const declared = source.slice(from, source.indexOf(";\n", from)).replaceAll(/\/\*\*.*?\*\//gs, "");
  return [...declared.matchAll(/\| "([a-z_]+)"/g)].map((match) => match[1] ?? "");
};
test.each([
  ["deadline", "customs/deadlines.ts", "DeadlineRule"],
  ["matchPair", "customs/trade/comparison.ts", "MatchPair"],
  ["matchField", "customs/trade/comparison.ts", "MatchField"],
  ["documentState", "customs/trade/list-status.ts", "ListState"],
  ["reason", "customs/gate.ts", "GateRefusal"],
  ["refusal", "customs/documents/goods-document.ts", "GoodsRefusal"],
  ["refusal", "customs/documents/gate-pass.ts", "PassRefusal"],
  ["refusal", "customs/inspection/inspection.ts", "InspectionRefusal"],
  ["refusal", "customs/inspection/admission.ts", "AdmissionRefusal"],
])("every %s of %s has its word", (list, file, name) => {
  const declared = unionIn(file, name);
  expect(declared.length).toBeGreaterThan(4);
  expect(declared.filter((word) => words[list]?.[word] === undefined)).toEqual([]);
});

test("every reason of the gate says what to do about it", () => {
  const todo: Readonly<Record<string, unknown>> = en.todo;
  expect(unionIn("customs/gate.ts", "GateRefusal").filter((reason) => todo[reason] === undefined)).toEqual([]);
});

test("what forms ask for is still what the wire takes", () => {
  expect(Object.keys(inspectionBody.shape)).toEqual(
    expect.arrayContaining(["inspection", "site", "document", "parent", "location", "method", "reason", "isPriority"]),
  );
  expect(Object.keys(conversionBody.shape)).toEqual(expect.arrayContaining(["innerNo", "site", "owner", "fromMode", "toMode", "lines"]));
});
