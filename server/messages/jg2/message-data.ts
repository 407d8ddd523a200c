/**
 * 金关二期 messages as data: which fields a part has (jg2-fields.json), which parts a message has and what the single-window client
 * calls them (jg2-layouts.json), which codes stand in them (jg2-codes.json and the room's shared lists). Each file names its source.
 * There is no official XSD at hand: the definitions are a draft of 2017 that real receipts of 2024 follow in names, not in order.
 */
import type { CodeListName } from "../code-lists.ts";
import codeLists from "../code-lists.json" with { type: "json" };
import ownCodes from "./jg2-codes.json" with { type: "json" };
import fields from "./jg2-fields.json" with { type: "json" };
import layouts from "./jg2-layouts.json" with { type: "json" };

export type FieldDefinition = Readonly<{
  /** As the definitions spell it: the element's name there. */
  name: string;
  zh: string;
  /** time: a second in Beijing; list: several numbers joined by a backslash. */
  kind: "text" | "integer" | "decimal" | "time" | "date" | "list";
  length?: number;
  max?: number;
  digits?: number;
  decimals?: number;
  /** Typed xs:double there: may come with an exponent. */
  double?: true;
  codes?: string;
  /** receipt: in no definition, seen in real receipts; client: the single-window client's alone. */
  origin?: "receipt" | "client";
  /** The bound is told by the client's interface alone: a breach is a warning. */
  soft?: true;
  personal?: true;
  /** What the record calls it, where that says more than the name. */
  as?: string;
  /** passCollectWt: 0 is "not weighed", and the record says nothing then. */
  zeroIsNone?: true;
}>;

/** A part's field → the field of the head whose number it repeats. */
export type Repeats = Readonly<Record<string, string>>;
export type RecordDefinition = Readonly<{ type: string; zh: string; repeats?: Repeats }>;
export type PartLayout = Readonly<{
  as: string;
  record: string;
  element: string;
  /** Other names by which it is read. */
  also?: readonly string[];
  max?: number;
  /** In no definition: not written in their dialect. */
  origin?: "receipt" | "client";
}>;
export type ClientPart = Readonly<{
  as: string;
  element: string;
  also?: readonly string[];
  repeats?: Repeats;
  fields: readonly (readonly [string, string])[];
}>;
export type ClientLayout = Readonly<{ message: string; control: readonly string[]; parts: readonly ClientPart[] }>;
export type MessageLayout = Readonly<{
  zh: string;
  direction: "declaration" | "receipt";
  readOnly?: true;
  /** Where the business number stands, the best first: `head.passportNo`. */
  key: readonly string[];
  parts: readonly PartLayout[];
  need: Readonly<Record<string, readonly string[]>>;
  clientNeed?: Readonly<Record<string, readonly string[]>>;
  client?: ClientLayout;
}>;

type CodeList = Readonly<{ fixed: boolean; codes: Readonly<Record<string, string>> }>;

const TYPES = fields.types as unknown as Readonly<Record<string, Readonly<{ zh: string; fields: readonly FieldDefinition[] }>>>;
const RECORDS = layouts.records as Readonly<Record<string, RecordDefinition>>;
const LAYOUTS = layouts.messages as unknown as Readonly<Record<string, MessageLayout>>;

const OWN_CODES = ownCodes.lists as Readonly<Record<string, CodeList>>;
const SHARED_CODES = codeLists.lists as Readonly<Record<string, Readonly<{ source: string; codes: Readonly<Record<string, string>> }>>>;
/** What stands in the source of a list that is not known to be whole. */
const PARTIAL = /general knowledge|partial/;

/** A message of such a name is programmed for; anything else is a fault of the data. */
function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) throw new Error(`the data of the 金关二期 messages has no ${name}`);
  return entry;
}

export const fieldsOf = (record: string): readonly FieldDefinition[] => entryOf(TYPES, recordOf(record).type).fields;
export const recordOf = (record: string): RecordDefinition => entryOf(RECORDS, record);
export const layoutOf = (kind: string): MessageLayout => entryOf(LAYOUTS, kind);
const CLIENT_KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries(LAYOUTS).flatMap(([kind, { client }]) => (client === undefined ? [] : [[client.message, kind] as const])),
);
/** `InvtMessage` is INV101. */
export const clientKindOf = (element: string): string | undefined => CLIENT_KINDS.get(element);
export const isLayout = (kind: string): boolean => Object.hasOwn(LAYOUTS, kind);

/** The codes that a field may have, and whether the official note states them all. */
export function codesOf(list: string): CodeList {
  if (Object.hasOwn(OWN_CODES, list)) return entryOf(OWN_CODES, list);
  const { source, codes } = entryOf(SHARED_CODES, list);
  return { fixed: !PARTIAL.test(source), codes };
}

export const isSharedList = (list: string): list is CodeListName => !Object.hasOwn(OWN_CODES, list) && Object.hasOwn(SHARED_CODES, list);

/** What a record calls the field. */
export const keyOf = ({ name, as }: FieldDefinition): string => as ?? name;
