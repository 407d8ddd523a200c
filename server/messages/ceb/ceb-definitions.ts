/**
 * The messages of 跨境统一版 (202205) as data, and the types of their records, which TypeScript reads off the same data:
 * a CEB621 has `head.orderNo` and `lines[0].gcode`, and what the definition leaves open is optional. Every value is text, as written.
 */
import type { FieldIssue, FieldRule } from "../field-rule.ts";
import definitions from "./ceb-messages.json" with { type: "json" };

export const CEB_NAMESPACE = "http://www.chinaport.gov.cn/ceb";

type Definitions = typeof definitions.kinds;
export type CebKind = keyof Definitions;

type RequiredNames<Fields> = { [Name in keyof Fields]: Fields[Name] extends { required: boolean } ? Name : never }[keyof Fields];
type FieldsOf<Fields> = Readonly<
  { [Name in RequiredNames<Fields>]: string } & { [Name in Exclude<keyof Fields, RequiredNames<Fields>>]?: string }
>;
type LinesOf<Definition> = Definition extends { line: infer Line } ? Readonly<{ lines: readonly FieldsOf<Line>[] }> : unknown;

/** What one node of a message says: its head (表头), and its lines (表体) where it has any. */
export type CebRecord<Kind extends CebKind> = Readonly<{ head: FieldsOf<Definitions[Kind]["head"]> }> & LinesOf<Definitions[Kind]>;

export type CebNode = {
  [Kind in CebKind]: Readonly<{
    kind: Kind;
    /** Its business number: orderNo, payTransactionId, logisticsNo, copNo … */
    key: string;
    record: CebRecord<Kind>;
    warnings: readonly FieldIssue[];
  }>;
}[CebKind];

/** 基础报文传输实体, of the message as a whole; receipts have the root's guid and version alone. */
export type CebTransfer = Readonly<
  { guid: string; version: string; subscribers: readonly CebSubscriber[]; signature: CebSignature } & Partial<
    FieldsOf<typeof definitions.transfer.import>
  >
>;
export type CebSubscriber = FieldsOf<typeof definitions.subscribe>;
/** A placeholder stands where a signature must stand and nobody has signed. */
export type CebSignature = "absent" | "placeholder" | "present";

export type Envelope = "import" | "export" | "none";
/** How a message is built, for reading and writing; the same for every kind. */
export type CebDefinition = Readonly<{
  kind: CebKind;
  zh: string;
  /** `CEB621Message` */
  root: string;
  envelope: Envelope;
  signature: "required" | "optional" | "none";
  key: readonly string[];
  node: Part;
  /** Undefined where the fields stand in the node itself. */
  headElement: string | undefined;
  head: readonly FieldRule[];
  lines: (Part & Readonly<{ rules: readonly FieldRule[] }>) | undefined;
}>;
export type Part = Readonly<{ element: string; min: number; /** Infinity where it is unbounded. */ max: number }>;

type RawFields = Readonly<Record<string, Omit<FieldRule, "element">>>;
type Raw = Readonly<{
  zh: string;
  envelope: Envelope;
  signature: CebDefinition["signature"];
  key: readonly string[];
  node: string;
  nodesMax?: number;
  headElement?: string;
  head: RawFields;
  lineElement?: string;
  linesMin?: number;
  linesMax?: number;
  line?: RawFields;
}>;

const rulesOf = (fields: RawFields): readonly FieldRule[] => Object.entries(fields).map(([element, rule]) => ({ element, ...rule }));

function definitionOf(kind: CebKind, raw: Raw): CebDefinition {
  const { zh, envelope, signature, key, headElement, lineElement, linesMin = 0, linesMax = Infinity, line = {} } = raw;
  return {
    kind,
    zh,
    root: `${kind}Message`,
    envelope,
    signature,
    key,
    node: { element: raw.node, min: 1, max: raw.nodesMax ?? Infinity },
    headElement,
    head: rulesOf(raw.head),
    lines: lineElement === undefined ? undefined : { element: lineElement, min: linesMin, max: linesMax, rules: rulesOf(line) },
  };
}

export const CEB_DEFINITIONS: ReadonlyMap<string, CebDefinition> = new Map(
  Object.entries(definitions.kinds as unknown as Record<CebKind, Raw>).map(([kind, raw]) => [kind, definitionOf(kind as CebKind, raw)]),
);

export function getCebDefinition(kind: CebKind): CebDefinition {
  const definition = CEB_DEFINITIONS.get(kind);
  if (definition === undefined) throw new Error(`${kind} has no definition`);
  return definition;
}

export const TRANSFER_RULES = {
  import: rulesOf(definitions.transfer.import as RawFields),
  export: rulesOf(definitions.transfer.export as RawFields),
};
export const SUBSCRIBE_RULES = rulesOf(definitions.subscribe);
export const EXTENSION_RULES: readonly FieldRule[] = [
  { element: "name", zh: "自定义报文名称", required: true, maxLength: 30 },
  { element: "version", zh: "自定义报文版本", required: true, maxLength: 30 },
];
export const ROOT_ATTRIBUTES: readonly FieldRule[] = [
  { element: "guid", zh: "报文的系统唯一序号", required: true, minLength: 36, maxLength: 36, upperCase: true },
  { element: "version", zh: "报文版本号", required: true, minLength: 1, maxLength: 10 },
];
