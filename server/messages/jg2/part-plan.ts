/**
 * How one kind of message is read and written in one dialect: for each part its element, its fields in order with the rule of each, and
 * the numbers it repeats of the head. The definitions' dialect takes its order from them, the client's from its interface; a field
 * that one dialect lacks is read in it where it stands, and never written.
 */
import type { FieldRule } from "../field-rule.ts";
import type { Dialect } from "./field-forms.ts";
import { codesOf, fieldsOf, isSharedList, keyOf, layoutOf, recordOf, type FieldDefinition, type PartLayout } from "./message-data.ts";

export type PlannedField = Readonly<{ element: string; key: string; definition: FieldDefinition; isWritten: boolean }>;
export type PlannedPart = Readonly<{
  as: string;
  record: string;
  element: string;
  /** However it is spelt (plainName), its other names included. */
  elements: ReadonlySet<string>;
  zh: string;
  max?: number;
  /** False: it is read in this dialect, and never written. */
  isWritten: boolean;
  fields: readonly PlannedField[];
  rules: readonly FieldRule[];
  /** Element → the head's field that it repeats. */
  repeats: ReadonlyMap<string, string>;
  /** Those of them that this dialect writes. */
  repeated: readonly (readonly [string, string])[];
  /** However it is spelt (plainName) → the element. */
  names: ReadonlyMap<string, string>;
  /** What this dialect asks for besides, and only warns of. */
  wanted: readonly string[];
  /** A declaration in the definitions' dialect has every element, empty if need be. */
  wantsEvery: boolean;
}>;
export type MessagePlan = Readonly<{
  kind: string;
  dialect: Dialect;
  /** What stands in BussinessData. */
  element: string;
  parts: readonly PlannedPart[];
}>;

/** Real programs write PassportSeqNo and PassportSeqno, passID and passId, MODF_MARKCD. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll("_", "");

/** Spellings of one program that a change of case does not mend. */
const SPELLINGS: Readonly<Record<string, string>> = { dclqt: "dclqty", modfmarcked: "modfmarkcd" };

const PLANS = new Map<string, MessagePlan | undefined>();

/** Undefined where this dialect has no such message. */
export function planOf(kind: string, dialect: Dialect): MessagePlan | undefined {
  const name = `${kind} ${dialect}`;
  if (!PLANS.has(name)) PLANS.set(name, makePlan(kind, dialect));
  return PLANS.get(name);
}

function makePlan(kind: string, dialect: Dialect): MessagePlan | undefined {
  const { parts, client } = layoutOf(kind);
  if (dialect === "definitions") return { kind, dialect, element: kind, parts: parts.map((part) => planPart(kind, part)) };
  return client && { kind, dialect, element: client.message, parts: clientParts(kind) };
}

function clientParts(kind: string): readonly PlannedPart[] {
  const { parts, client } = layoutOf(kind);
  return (client?.parts ?? []).flatMap(({ as, element, also = [], repeats = {}, fields }) => {
    const part = parts.find((each) => each.as === as);
    const elements = new Map(fields.map(([name, field]) => [field, name]));
    return part === undefined ? [] : [planPart(kind, { ...part, element, also }, { repeats: new Map(Object.entries(repeats)), elements })];
  });
}

type ClientNames = Readonly<{
  repeats: ReadonlyMap<string, string>;
  /** Field → the client's element, in its order. */ elements: ReadonlyMap<string, string>;
}>;

function planPart(kind: string, part: PartLayout, client?: ClientNames): PlannedPart {
  const { need, clientNeed, direction } = layoutOf(kind);
  const { zh, repeats = {} } = recordOf(part.record);
  const known = fieldsOf(part.record).filter(({ name }) => !Object.hasOwn(repeats, name));
  const fields = client === undefined ? known.map(definedField) : clientFields(known, client.elements);
  const allRepeats = new Map([...Object.entries(repeats), ...(client?.repeats ?? [])]);
  const needed = new Set(need[part.as]);
  return {
    ...part,
    elements: new Set([part.element, ...(part.also ?? [])].map(plainName)),
    zh,
    isWritten: client !== undefined || part.origin === undefined,
    fields,
    rules: fields.map((field) => ruleOf(field, needed.has(field.definition.name))),
    repeats: allRepeats,
    repeated: client === undefined ? Object.entries(repeats) : [...client.repeats],
    names: namesOf(fields, allRepeats),
    wanted: client === undefined ? [] : (clientNeed?.[part.as] ?? []),
    wantsEvery: client === undefined && direction === "declaration",
  };
}

const definedField = (definition: FieldDefinition): PlannedField => ({
  element: definition.name,
  key: keyOf(definition),
  definition,
  isWritten: definition.origin !== "client",
});

/** The client's in its order, then those that it does not write. */
function clientFields(known: readonly FieldDefinition[], elements: ReadonlyMap<string, string>): readonly PlannedField[] {
  const position = new Map([...elements.keys()].map((field, index) => [field, index]));
  const planned = known.map((definition) => {
    const element = elements.get(definition.name);
    return { element: element ?? definition.name, key: keyOf(definition), definition, isWritten: element !== undefined };
  });
  const rank = ({ definition }: PlannedField): number => position.get(definition.name) ?? known.length;
  return planned.toSorted((a, b) => rank(a) - rank(b));
}

function namesOf(fields: readonly PlannedField[], repeats: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (spelt: string, element: string): void => {
    if (!names.has(plainName(spelt))) names.set(plainName(spelt), element);
  };
  for (const { element } of fields) add(element, element);
  for (const element of repeats.keys()) add(element, element);
  for (const { element, definition } of fields) add(definition.name, element);
  for (const [spelt, right] of Object.entries(SPELLINGS)) {
    const element = names.get(right);
    if (element !== undefined) add(spelt, element);
  }
  return names;
}

/** 社会信用代码, by the names that end so. */
const isCreditCode = ({ name }: FieldDefinition): boolean => /(?:Sccd|CreditCode)$/.test(name);

const DATE_FORMS = { time: "yyyy-MM-dd HH:mm:ss", date: "yyyy-MM-dd" } as const;

function ruleOf({ element, definition }: PlannedField, required: boolean): FieldRule {
  const { zh, kind, personal, digits, decimals } = definition;
  const credit = isCreditCode(definition) ? ({ checkDigit: "credit_code" } as const) : {};
  const base = { element, zh, required, ...(personal && { personal }), ...codeRule(definition), ...credit };
  if (kind === "time" || kind === "date") return { ...base, date: DATE_FORMS[kind] };
  if (kind === "integer") return { ...base, kind: "long", ...(digits !== undefined && { totalDigits: digits }) };
  if (kind === "decimal") {
    return {
      ...base,
      kind: "decimal",
      ...(digits !== undefined && { totalDigits: digits }),
      ...(decimals !== undefined && { fractionDigits: decimals }),
    };
  }
  return { ...base, kind: "text", ...lengthRule(definition) };
}

function lengthRule({ length, max, codes }: FieldDefinition): Pick<FieldRule, "minLength" | "maxLength"> {
  // The codes say more, and a breach of theirs is an error where one of the length may be a warning.
  if (codes !== undefined && codesOf(codes).fixed) return {};
  if (length !== undefined) return { minLength: length, maxLength: length };
  return max === undefined ? {} : { maxLength: max };
}

function codeRule({ codes }: FieldDefinition): Pick<FieldRule, "only" | "usual" | "list"> {
  if (codes === undefined) return {};
  const { fixed, codes: known } = codesOf(codes);
  if (fixed) return { only: Object.keys(known) };
  return isSharedList(codes) ? { list: codes } : { usual: Object.keys(known) };
}
