/** Records by chance, that their field rules allow. */
import fc from "fast-check";
import { CEB_DEFINITIONS, SUBSCRIBE_RULES, TRANSFER_RULES, type CebDefinition } from "../../../server/messages/ceb/ceb-definitions.ts";
import type { CebMessageToWrite } from "../../../server/messages/ceb/write-ceb.ts";
import type { FieldRule } from "../../../server/messages/field-rule.ts";

const CHARACTERS = [..."aZ09 .-_/&<>\"'；税号一二（）", "😀", "𠮷", "\n", "\t", "\r"];
/** Long fields are filled to their end now and then. */
const LENGTH_USUAL = 12;

const character = fc.constantFrom(...CHARACTERS);

function textOf({ minLength = 0, maxLength = 2000, required, collapse }: FieldRule): fc.Arbitrary<string> {
  const least = required === true ? minLength : Math.max(1, minLength);
  const most = Math.max(least, Math.min(maxLength, LENGTH_USUAL));
  const ofLength = (min: number, max: number) => fc.string({ unit: character, minLength: min, maxLength: max });
  const text = fc.oneof({ weight: 6, arbitrary: ofLength(least, most) }, { weight: 1, arbitrary: ofLength(maxLength, maxLength) });
  // White space at the ends and doubled would not come back.
  return collapse === true ? text.map((value) => value.replace(/\s/gu, "x")) : text;
}

function numberOf({ kind, totalDigits = 9, fractionDigits = 0 }: FieldRule): fc.Arbitrary<string> {
  const digits = (min: number, max: number) => fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: min, maxLength: max });
  if (kind !== "decimal") return digits(1, Math.min(totalDigits, 9));
  return fc
    .tuple(digits(1, totalDigits - fractionDigits), digits(0, fractionDigits))
    .map(([whole, fraction]) => (fraction === "" ? whole : `${whole}.${fraction}`));
}

function valueOf(rule: FieldRule): fc.Arbitrary<string> {
  if (rule.only !== undefined) return fc.constantFrom(...rule.only);
  return rule.kind === undefined || rule.kind === "text" ? textOf(rule) : numberOf(rule);
}

function recordOf(rules: readonly FieldRule[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  const model = Object.fromEntries(rules.map((rule) => [rule.element, valueOf(rule)]));
  const requiredKeys = rules.filter(({ required }) => required === true).map(({ element }) => element);
  return fc.record(model, { requiredKeys });
}

function nodeOf({ head, lines }: CebDefinition) {
  if (lines === undefined) return fc.record({ head: recordOf(head) });
  return fc.record({ head: recordOf(head), lines: fc.array(recordOf(lines.rules), { minLength: lines.min, maxLength: 3 }) });
}

export function messageOf(definition: CebDefinition): fc.Arbitrary<CebMessageToWrite> {
  const { kind, envelope, node } = definition;
  const guid = fc.constantFrom("4CDE1CFD-EDED-46B1-946C-B8022E42FC94", "311AF125-6FED-4603-8C5D-49B1FA4B4B9B");
  const nodes = fc
    .array(nodeOf(definition), { minLength: 1, maxLength: Math.min(3, node.max) })
    .map((all) => all.map((record) => ({ record })));
  const transfer =
    envelope === "none"
      ? guid.map((value) => ({ guid: value }))
      : fc
          .tuple(guid, recordOf(TRANSFER_RULES[envelope]), fc.array(recordOf(SUBSCRIBE_RULES), { maxLength: 5 }))
          .map(([value, base, subscribers]) => ({ guid: value, ...base, subscribers }));
  // Typed by the rules rather than by the compiler: that is what is tried.
  return fc.record({ kind: fc.constant(kind), transfer, nodes }) as unknown as fc.Arbitrary<CebMessageToWrite>;
}

export const CEB_KINDS: readonly CebDefinition[] = [...CEB_DEFINITIONS.values()];
/** Of which official definition. */
export const sideOf = ({ kind }: Pick<CebDefinition, "kind">): "import" | "export" =>
  /^CEB(?:2|303|304|403|404|50|510|60|70|79)/.test(kind) ? "export" : "import";
