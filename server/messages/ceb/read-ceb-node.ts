/** One business node: its sequence, its fields, then the written rules over whatever could be read of it. */
import { bounded, checkFields, type FieldIssue, type FieldRule, type FlatRecord } from "../field-rule.ts";
import { shown } from "../field-value.ts";
import { checkSequence, type SequencePart } from "../sequence.ts";
import { childrenNamed, findChild, type XmlElement } from "../xml.ts";
import type { CebDefinition, CebNode, CebSignature } from "./ceb-definitions.ts";
import { WRITTEN_RULES, type Finding } from "./written-rules.ts";

type Context = Readonly<{ definition: CebDefinition; /** Of the node in its message, from 0. */ index: number; signature: CebSignature }>;
type ReadNode = Readonly<{ node: CebNode; guid: string | undefined; errors: readonly FieldIssue[] }>;
/** An element of the node and what was read of it. */
type ReadPart = Readonly<{ element: XmlElement; path: string; rules: readonly FieldRule[]; record: FlatRecord }>;

export function readCebNode(element: XmlElement, { definition, index, signature }: Context): ReadNode {
  const issues: FieldIssue[] = [...checkParts(element, definition)];
  const read = (part: XmlElement, rules: readonly FieldRule[], path: string): ReadPart => {
    const checked = checkFields(part, rules, { path });
    issues.push(...checked.issues);
    return { element: part, path, rules, record: checked.record };
  };
  const headElement = definition.headElement === undefined ? element : findChild(element, definition.headElement);
  const headPath = definition.headElement === undefined ? "" : `${definition.headElement}/`;
  const head = headElement === undefined ? undefined : read(headElement, definition.head, headPath);
  const { lines: lineParts } = definition;
  const lines =
    lineParts === undefined
      ? []
      : childrenNamed(element, lineParts.element).map((line, at) => read(line, lineParts.rules, `${lineParts.element}[${at + 1}]/`));
  const headRecord = head?.record ?? {};
  const lineRecords = lines.map(({ record }) => record);
  for (const rule of WRITTEN_RULES[definition.kind] ?? []) {
    for (const finding of rule({ head: headRecord, lines: lineRecords, signature })) {
      const place = finding.line === undefined ? head : lines[finding.line];
      if (place !== undefined) issues.push(issueOf(finding, place));
    }
  }
  const record = lineParts === undefined ? { head: headRecord } : { head: headRecord, lines: lineRecords };
  const key = keyOf(headRecord, definition, index);
  const warnings = bounded(issues.filter(({ severity }) => severity === "warning"));
  return {
    // Of a node without errors the record has all that its type says: required fields were there and every value fits.
    node: { kind: definition.kind, key, record, warnings } as unknown as CebNode,
    guid: headRecord["guid"],
    errors: bounded(issues.filter(({ severity }) => severity === "error")),
  };
}

function checkParts(element: XmlElement, { headElement, lines, zh }: CebDefinition): readonly FieldIssue[] {
  if (headElement === undefined) return [];
  const head: SequencePart = { element: headElement, zh: `${zh}表头`, min: 1, max: 1 };
  const body = lines === undefined ? [] : [{ element: lines.element, zh: `${zh}表体`, min: lines.min, max: lines.max }];
  return checkSequence(element, [head, ...body]);
}

function issueOf({ field, line: _line, ...finding }: Finding, { element, path, rules, record }: ReadPart): FieldIssue {
  const rule = rules.find((each) => each.element === field);
  if (rule === undefined) throw new Error(`a written rule names ${path}${field}, which is no field`);
  const line = findChild(element, field)?.line ?? element.line;
  return { ...finding, element: path + field, zh: rule.zh, found: shown(rule, record[field] ?? ""), line };
}

const keyOf = (head: FlatRecord, { key, node }: CebDefinition, index: number): string =>
  [...key, "guid"].map((field) => head[field] ?? "").find((value) => value !== "") ?? `${node.element}[${index + 1}]`;
