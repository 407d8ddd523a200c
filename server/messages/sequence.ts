/** Which elements stand in an element, in which order and how often: what a definition's sequence says, all faults at once. */
import { ISSUES_MAX, shorten, type FieldIssue } from "./field-rule.ts";
import type { XmlElement } from "./xml.ts";

export type SequencePart = Readonly<{ element: string; zh: string; min: number; /** Infinity where it is unbounded. */ max: number }>;

export function checkSequence(parent: XmlElement, parts: readonly SequencePart[], path = ""): readonly FieldIssue[] {
  const issues: FieldIssue[] = [];
  const counts = new Map<string, number>();
  let furthest = 0;
  for (const child of parent.children) {
    if (issues.length > ISSUES_MAX) return issues;
    const position = parts.findIndex(({ element }) => element === child.name);
    const part = parts[position];
    if (part === undefined) {
      issues.push(unknown(child, path));
      continue;
    }
    const count = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, count);
    const place = {
      element: path + child.name + (count > 1 ? `[${count}]` : ""),
      zh: part.zh,
      severity: "error" as const,
      line: child.line,
    };
    // One that is too many is said once, and is not out of order besides.
    if (count > part.max)
      issues.push({ ...place, reason: "too_many", message: "is one too many", found: String(count), allowed: bounds(part) });
    else if (position < furthest) {
      const after = `behind ${parts[furthest]?.element ?? ""}`;
      issues.push({ ...place, reason: "out_of_order", message: `stands ${after}`, found: after, allowed: "the official order" });
    }
    furthest = Math.max(furthest, position);
  }
  for (const part of parts) {
    const count = counts.get(part.element) ?? 0;
    if (count < part.min) issues.push(missing(parent, { part, count, path }));
  }
  if (parent.text.trim() !== "") issues.push(strayText(parent, path));
  return issues;
}

const bounds = ({ min, max }: SequencePart): string => {
  if (min === max) return String(max);
  return max === Infinity ? `${min} or more` : `${min} to ${max}`;
};

const missing = (parent: XmlElement, { part, count, path }: Readonly<{ part: SequencePart; count: number; path: string }>): FieldIssue => ({
  element: path + part.element,
  zh: part.zh,
  reason: count === 0 ? "missing" : "too_few",
  message: "must be there",
  found: String(count),
  allowed: bounds(part),
  severity: "error",
  line: parent.line,
});

const unknown = (child: XmlElement, path: string): FieldIssue => ({
  element: path + child.name,
  zh: "",
  reason: "unknown_element",
  message: "is no element of this message, or not here",
  found: `<${child.name}>`,
  allowed: "the elements of the official definition",
  severity: "error",
  line: child.line,
});

const strayText = (parent: XmlElement, path: string): FieldIssue => ({
  element: path + parent.name,
  zh: "",
  reason: "text_between_elements",
  message: "has text between its elements",
  found: shorten(parent.text.trim()),
  allowed: "elements only",
  severity: "error",
  line: parent.line,
});
