/**
 * One element of a message → a flat record, in either dialect: names as customs' programs spell them are brought to one spelling, values
 * to one form, empty elements are dropped (real receipts leave most empty), and the rest is checked by the room's field rules.
 */
import { checkFields, type FieldIssue } from "../field-rule.ts";
import type { XmlElement } from "../xml.ts";
import { LIST_SEPARATOR, readForm } from "./field-forms.ts";
import type { LooseRecord, RecordValue } from "./loose-document.ts";
import { plainName, type PlannedField, type PlannedPart } from "./part-plan.ts";

export type ReadPart = Readonly<{
  record: LooseRecord;
  /** Field of the head → the number that stands here for it. */
  repeated: ReadonlyMap<string, string>;
  issues: readonly FieldIssue[];
  /** `BondInvtDt[2]`; the head has no count. */
  place: string;
  line: number;
}>;

export function readPart(element: XmlElement, part: PlannedPart, place: string): ReadPart {
  const fields = new Map(part.fields.map((field) => [field.element, field]));
  const repeated = new Map<string, string>();
  const present = new Set<string>();
  const children = element.children.flatMap((child): readonly XmlElement[] => {
    const name = part.names.get(plainName(child.name));
    if (name === undefined) return [child];
    present.add(name);
    const text = child.text.trim();
    const head = part.repeats.get(name);
    if (head !== undefined) {
      if (text !== "") repeated.set(head, text);
      return [];
    }
    const field = fields.get(name);
    if (field === undefined || (text === "" && child.children.length === 0)) return [];
    return [{ ...child, name, text: readForm(field.definition, text) }];
  });
  const checked = checkFields({ ...element, children }, part.rules, { path: `${place}/`, order: "any", unknown: "warning" });
  const issues = checked.issues.map((issue) => graded(issue, fields.get(issue.element.slice(place.length + 1))));
  const absent = part.wanted.filter((name) => !hasField(checked.record, part.fields, name));
  return {
    record: toRecord(checked.record, part.fields),
    repeated,
    issues: [
      ...issues,
      ...absent.map((name) => wantedIssue(name, part, { place, line: element.line })),
      ...undefinedIssue(part, present, place),
    ],
    place,
    line: element.line,
  };
}

const hasField = (record: Readonly<Record<string, string>>, fields: readonly PlannedField[], name: string): boolean =>
  fields.some(({ element, definition }) => definition.name === name && Object.hasOwn(record, element));

function toRecord(checked: Readonly<Record<string, string>>, fields: readonly PlannedField[]): LooseRecord {
  const record: Record<string, RecordValue> = {};
  for (const { element, key, definition } of fields) {
    const value = checked[element];
    if (value === undefined || (definition.zeroIsNone === true && value === "0")) continue;
    record[key] = definition.kind === "list" ? splitList(value) : value;
  }
  return record;
}

const splitList = (value: string): readonly string[] =>
  value
    .split(LIST_SEPARATOR)
    .map((each) => each.trim())
    .filter((each) => each !== "");

const BOUNDS: ReadonlySet<string> = new Set(["too_long", "too_short", "too_many_digits", "too_many_decimals"]);

/** A bound that is known at second hand only warns; a day or a second that the definitions type as such is one. */
function graded(issue: FieldIssue, field: PlannedField | undefined): FieldIssue {
  const soft = field?.definition.soft === true;
  if (soft && BOUNDS.has(issue.reason)) return { ...issue, severity: "warning" };
  if (!soft && issue.reason === "wrong_date") return { ...issue, severity: "error" };
  return issue;
}

const wantedIssue = (name: string, part: PlannedPart, { place, line }: Readonly<{ place: string; line: number }>): FieldIssue => {
  const field = part.fields.find(({ definition }) => definition.name === name);
  return {
    element: `${place}/${field?.element ?? name}`,
    zh: field?.definition.zh ?? "",
    reason: "missing",
    message: "the single-window client asks for it",
    found: "",
    allowed: "one",
    severity: "warning",
    line,
  };
};

/** The definitions want every element, empty if need be; real receipts leave some out, so it is only told. */
function undefinedIssue(part: PlannedPart, present: ReadonlySet<string>, place: string): readonly FieldIssue[] {
  if (!part.wantsEvery) return [];
  const absent = part.fields.filter(({ definition, element }) => definition.origin === undefined && !present.has(element));
  if (absent.length === 0) return [];
  return [
    {
      element: place,
      zh: part.zh,
      reason: "missing",
      message: "elements that the definitions want, empty if need be, are not there",
      found: `without ${absent.map(({ element }) => element).join(", ")}`,
      allowed: "every element, some empty",
      severity: "warning",
    },
  ];
}
