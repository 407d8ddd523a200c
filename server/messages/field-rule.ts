/**
 * What a field of a message must be, as data, and what is wrong with it, all at once. An error is what the official definition (XSD)
 * or a note marked 限定 forbids; a warning is what the note only describes: a usual code, the form of a date, a code that a partial
 * list does not have. Values stay text: a number is checked by its digits, never turned into a float.
 */
import type { CodeListName } from "./code-lists.ts";
import { valueIssues } from "./field-value.ts";
import { ownAttributes, type XmlElement } from "./xml.ts";

export type DateFormat = "yyyyMMdd" | "yyyyMMddHHmmss" | "yyyyMMddHHmmssSSS" | "yyyy-MM-dd" | "yyyy-MM-dd HH:mm:ss";

export type FieldRule = Readonly<{
  element: string;
  /** The Chinese name, as the official notes begin. */
  zh: string;
  required?: boolean;
  /** As XML Schema has them; text where nothing is said. */
  kind?: "int" | "long" | "decimal" | "text";
  /** White space around and doubled says nothing. Numbers are always so. */
  collapse?: boolean;
  /** In characters, a Chinese one counts one. */
  minLength?: number;
  maxLength?: number;
  totalDigits?: number;
  fractionDigits?: number;
  /** The whole text, as a regular expression, and how the official note words it. Anything else is an error. */
  pattern?: Readonly<{ expression: string; says: string; severity: Severity }>;
  /** What an empty element stands for, where the definition says so (default, fixed). */
  whenEmpty?: string;
  /** 限定, or fixed by the definition: anything else is an error. */
  only?: readonly string[];
  /** What the note lists without 限定: anything else is a warning. */
  usual?: readonly string[];
  /** A partial list: a code that is not in it is a warning. */
  list?: CodeListName;
  /** A form that does not fit is a warning. */
  date?: DateFormat;
  /** A number that has one, where it is 18 characters long; a wrong one is a warning. Customs' own codes of firms have 10 and none. */
  checkDigit?: "citizen_number" | "credit_code";
  /** （英文字母大写）: small letters are a warning. */
  upperCase?: boolean;
  /** 公民个人信息: an issue shows no more of it than its ends. */
  personal?: boolean;
}>;

export type Severity = "error" | "warning";
export type FieldIssueReason =
  | "missing"
  | "missing_in_mode"
  | "empty"
  | "repeated"
  | "too_few"
  | "too_many"
  | "unknown_element"
  | "out_of_order"
  | "not_plain_text"
  | "text_between_elements"
  | "too_short"
  | "too_long"
  | "not_a_number"
  | "too_many_digits"
  | "too_many_decimals"
  | "wrong_form"
  | "wrong_date"
  | "wrong_value"
  | "unusual_value"
  | "unlisted_code"
  | "check_digit"
  | "arithmetic"
  | "unknown_attribute"
  | "wrong_namespace"
  | "unsigned"
  | "and_more";
export type FieldIssue = Readonly<{
  /** Its place in the node: `InventoryList[2]/qty`. */
  element: string;
  zh: string;
  reason: FieldIssueReason;
  message: string;
  found: string;
  allowed: string;
  severity: Severity;
  /** Of the text that was read, counted from 1. */
  line?: number;
}>;

export type CheckOptions = Readonly<{
  /** What stands before each name: `InventoryList[2]/`, or nothing. */
  path: string;
  /** Official definitions are sequences; programs that write in any order are read with "any". */
  order?: "sequence" | "any";
  /** An element that no rule knows: an error, unless a dialect is known to add some. */
  unknown?: Severity | "ignored";
}>;
/** Empty optional fields are not in the record: to customs they are not filled in. */
export type FlatRecord = Readonly<Record<string, string>>;
export type CheckedFields = Readonly<{ record: FlatRecord; issues: readonly FieldIssue[] }>;

/** Of one node. More would help nobody, and a hostile message could make millions. */
export const ISSUES_MAX = 500;

/** The first ones, and how many there are besides. */
export function bounded(issues: readonly FieldIssue[], max = ISSUES_MAX): readonly FieldIssue[] {
  const next = issues[max];
  if (next === undefined) return issues;
  const more: FieldIssue = { ...next, reason: "and_more", message: `and ${issues.length - max} more from here on`, found: "", allowed: "" };
  return [...issues.slice(0, max), more];
}

/** The children of an element as the fields of a flat record. Of a repeated field the first counts. */
export function checkFields(element: XmlElement, rules: readonly FieldRule[], options: CheckOptions): CheckedFields {
  const issues: FieldIssue[] = [];
  const record: Record<string, string> = {};
  const positions = positionsOf(rules);
  const seen = new Set<string>();
  let furthest = 0;
  for (const child of element.children) {
    // By now it is full of what is no field at all; what is missing besides need not be said.
    if (issues.length > ISSUES_MAX) return { record, issues };
    const position = positions.get(child.name);
    const rule = position === undefined ? undefined : rules[position];
    if (position === undefined || rule === undefined) {
      if (options.unknown !== "ignored") issues.push(unknownElement(child, options));
      continue;
    }
    if (seen.has(child.name)) {
      issues.push({
        ...about(rule, child, options),
        reason: "repeated",
        message: "stands more than once",
        found: "another",
        allowed: "one",
      });
      continue;
    }
    seen.add(child.name);
    if (position < furthest && options.order !== "any") issues.push(outOfOrder(child, { rule, after: rules[furthest], options }));
    furthest = Math.max(furthest, position);
    for (const name of ownAttributes(child)) issues.push(unknownAttribute(child, { rule, name, options }));
    readField(child, { rule, options, issues, record });
  }
  for (const rule of rules) {
    if (rule.required === true && !seen.has(rule.element)) issues.push(missingField(rule, element, options));
  }
  const stray = element.text.trim();
  if (stray !== "") issues.push(strayText(element, stray, options));
  return { record, issues };
}

type Reading = Readonly<{ rule: FieldRule; options: CheckOptions; issues: FieldIssue[]; record: Record<string, string> }>;

function readField(child: XmlElement, { rule, options, issues, record }: Reading): void {
  const base = about(rule, child, options);
  if (child.children.length > 0) {
    const found = `<${child.children[0]?.name ?? ""}>`;
    issues.push({ ...base, reason: "not_plain_text", message: "holds elements", found, allowed: "text" });
    return;
  }
  const { value, problems } = valueIssues(rule, child.text);
  for (const problem of problems) issues.push({ ...base, ...problem });
  if (value !== "" || rule.required === true) record[rule.element] = value;
}

const POSITIONS = new WeakMap<readonly FieldRule[], ReadonlyMap<string, number>>();

function positionsOf(rules: readonly FieldRule[]): ReadonlyMap<string, number> {
  const known = POSITIONS.get(rules);
  if (known !== undefined) return known;
  const positions = new Map(rules.map((rule, position) => [rule.element, position]));
  POSITIONS.set(rules, positions);
  return positions;
}

const about = (rule: FieldRule, { line }: XmlElement, { path }: CheckOptions) => ({
  element: path + rule.element,
  zh: rule.zh,
  severity: "error" as const,
  line,
});

const missingField = (rule: FieldRule, parent: XmlElement, options: CheckOptions): FieldIssue => ({
  ...about(rule, parent, options),
  reason: "missing",
  message: "must be there",
  found: "",
  allowed: "one",
});

const unknownElement = (child: XmlElement, { path, unknown = "error" }: CheckOptions): FieldIssue => ({
  element: path + child.name,
  zh: "",
  reason: "unknown_element",
  message: "is no element of this message, or not here",
  found: `<${child.name}>`,
  allowed: "the elements of the official definition",
  severity: unknown === "warning" ? "warning" : "error",
  line: child.line,
});

const unknownAttribute = (
  child: XmlElement,
  { rule, name, options }: Readonly<{ rule: FieldRule; name: string; options: CheckOptions }>,
): FieldIssue => ({
  ...about(rule, child, options),
  reason: "unknown_attribute",
  message: "has an attribute",
  found: name,
  allowed: "none",
  severity: options.unknown === "warning" || options.unknown === "ignored" ? "warning" : "error",
});

const outOfOrder = (
  child: XmlElement,
  { rule, after, options }: Readonly<{ rule: FieldRule; after: FieldRule | undefined; options: CheckOptions }>,
): FieldIssue => ({
  ...about(rule, child, options),
  reason: "out_of_order",
  message: `stands behind ${after?.element ?? ""}`,
  found: `behind ${after?.element ?? ""}`,
  allowed: "the official order",
});

const strayText = (element: XmlElement, stray: string, { path }: CheckOptions): FieldIssue => ({
  element: path.replace(/\/$/, "") || element.name,
  zh: "",
  reason: "text_between_elements",
  message: "has text between its elements",
  found: shorten(stray),
  allowed: "elements only",
  severity: "error",
  line: element.line,
});

const SHOWN_MAX = 60;
export const shorten = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text);
