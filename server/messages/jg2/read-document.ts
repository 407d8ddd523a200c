/**
 * The element of one message in BussinessData → documents with their issues. A declaration is one document; a receipt may speak of
 * several, told apart by the number that each line repeats of its head, and what is wrong with one does not touch the others.
 */
import type { FieldIssue } from "../field-rule.ts";
import type { XmlElement } from "../xml.ts";
import { isSingle, keyOfDocument, typed, type LooseDocument, type LooseRecord } from "./loose-document.ts";
import { layoutOf } from "./message-data.ts";
import type { Jg2Document } from "./generated/messages.ts";
import { plainName, type MessagePlan, type PlannedPart } from "./part-plan.ts";
import { readPart, type ReadPart } from "./read-part.ts";
import { breachesOf } from "./written-rules.ts";

export type ReadDocument = Readonly<{
  /** The business number: of customs, else of the firm. Empty where there is none. */
  key: string;
  document: Jg2Document;
  /** Errors and warnings. Without an error the document is as its type says. */
  issues: readonly FieldIssue[];
}>;

type PartReading = Readonly<{ part: PlannedPart; entries: readonly ReadPart[] }>;

/** As the cross-border system has it of its nodes; a receipt is not seen with more than one. */
export const DOCUMENTS_MAX = 100;
/** More lines than fit into a message with all that each needs: what has more is refused, and not looked at line by line. */
const ENTRIES_MAX = 50_000;

export function readDocuments(element: XmlElement, plan: MessagePlan): readonly ReadDocument[] {
  const found = plan.parts.map((part) => ({ part, elements: element.children.filter((child) => isElementOf(child, part)) }));
  const readings = found.map(({ part, elements }) => ({ part, entries: readEntries(elements, part) }));
  const issues = [...strangeElements(element, plan), ...found.flatMap(({ part, elements }) => countIssues(part, elements.length, plan))];
  const heads = readings.find(({ part }) => part.as === "head")?.entries ?? [];
  const separate = heads.length > 1 && !isDeclaration(plan);
  const groups = separate ? heads.map((head, index) => groupOf(readings, { head, heads, isFirst: index === 0 })) : [readings];
  return groups.map((group, index) => toDocument(group, plan, index === 0 ? issues : []));
}

const isElementOf = (child: XmlElement, { elements }: PlannedPart): boolean => elements.has(plainName(child.name));

function readEntries(elements: readonly XmlElement[], part: PlannedPart): readonly ReadPart[] {
  const isOne = isSingle(part.as) && elements.length === 1;
  const read = elements.slice(0, limitOf(part));
  return read.map((child, index) => readPart(child, part, isOne ? part.element : `${part.element}[${index + 1}]`));
}

const limitOf = ({ max, as }: PlannedPart): number => max ?? (as === "head" ? DOCUMENTS_MAX : ENTRIES_MAX);

/** What speaks of this head; what speaks of none goes to the first. */
function groupOf(
  readings: readonly PartReading[],
  { head, heads, isFirst }: Readonly<{ head: ReadPart; heads: readonly ReadPart[]; isFirst: boolean }>,
): readonly PartReading[] {
  return readings.map(({ part, entries }) => {
    if (part.as === "head") return { part, entries: [head] };
    if (part.repeats.size === 0) return { part, entries };
    return { part, entries: entries.filter((entry) => repeats(entry, head) || (isFirst && !heads.some((each) => repeats(entry, each)))) };
  });
}

const repeats = ({ repeated }: ReadPart, { record }: ReadPart): boolean =>
  repeated.size > 0 && [...repeated].every(([field, number]) => record[field] === undefined || record[field] === number);

function toDocument(readings: readonly PartReading[], plan: MessagePlan, messageIssues: readonly FieldIssue[]): ReadDocument {
  const loose = assemble(readings, plan.kind);
  const key = keyOfDocument(loose);
  const head = readings.find(({ part }) => part.as === "head")?.entries[0];
  const issues = [
    ...messageIssues,
    ...readings.flatMap(({ entries }) => entries.flatMap((entry) => [...entry.issues, ...(head ? foreignNumbers(entry, head) : [])])),
    ...breachesOf(loose, (as, index) => readings.find(({ part }) => part.as === as)?.entries[index]?.place ?? as, plan),
    ...(key === "" && (head !== undefined || !isDeclaration(plan)) ? [noNumber(plan)] : []),
  ];
  return { key, document: typed(loose), issues };
}

const isDeclaration = ({ kind }: MessagePlan): boolean => layoutOf(kind).direction === "declaration";

/** A part that the dialect lacks is there and empty. */
function assemble(readings: readonly PartReading[], kind: string): LooseDocument {
  const document: Record<string, string | LooseRecord | readonly LooseRecord[]> = { kind };
  for (const { as } of layoutOf(kind).parts) {
    const records = (readings.find(({ part }) => part.as === as)?.entries ?? []).map(({ record }) => record);
    const [first] = records;
    if (!isSingle(as)) document[as] = records;
    else if (first !== undefined) document[as] = first;
  }
  return document as LooseDocument;
}

const noNumber = ({ kind, parts }: MessagePlan): FieldIssue => {
  const head = parts.find(({ as }) => isSingle(as));
  const fields = layoutOf(kind).key.map((path) => path.split(".")[1] ?? "");
  const allowed = `one of ${[...new Set(fields)].join(", ")}`;
  return {
    element: head?.element ?? kind,
    zh: head?.zh ?? "",
    reason: "missing",
    message: "has no number",
    found: "",
    allowed,
    severity: "error",
  };
};

/** A line that repeats another number than its head's belongs elsewhere. */
function foreignNumbers({ repeated, place, line }: ReadPart, head: ReadPart): readonly FieldIssue[] {
  return [...repeated].flatMap(([field, found]) => {
    const allowed = head.record[field];
    if (typeof allowed !== "string" || allowed === found) return [];
    const message = "repeats another number than its head";
    return [
      { element: `${place}/${field}`, zh: "", reason: "wrong_value" as const, message, found, allowed, severity: "error" as const, line },
    ];
  });
}

function countIssues(part: PlannedPart, count: number, plan: MessagePlan): readonly FieldIssue[] {
  const base = { element: part.element, zh: part.zh };
  if (part.as === "head" && isDeclaration(plan) && count === 0) {
    return [{ ...base, reason: "missing", message: "must be there", found: "", allowed: "one", severity: "error" }];
  }
  const limit = limitOf(part);
  if (count <= limit) return [];
  const message = "stands too often; the rest is not looked at";
  return [{ ...base, reason: "too_many", message, found: String(count), allowed: `at most ${limit}`, severity: "error" }];
}

const CONTROLS: ReadonlySet<string> = new Set(["sysid", "opercusregcode"]);

const strangeElements = (element: XmlElement, plan: MessagePlan): readonly FieldIssue[] =>
  element.children
    .filter((child) => !plan.parts.some((part) => isElementOf(child, part)) && !CONTROLS.has(plainName(child.name)))
    .map((child) => ({
      element: child.name,
      zh: "",
      reason: "unknown_element",
      message: "is no part of this message and is passed over",
      found: `<${child.name}>`,
      allowed: plan.parts.map((part) => part.element).join(", "),
      severity: "warning",
      line: child.line,
    }));
