/**
 * A typed document → XML in the dialect that is named. The definitions' dialect has every element of theirs, empty where nothing is said,
 * then what real receipts add; the client's has what is said. What is written is read once more, so the issues that a reader
 * would find come back with it, and so does every field that the dialect cannot say and that is left out.
 */
import type { FieldIssue } from "../field-rule.ts";
import { writeXml, type XmlTree } from "../write-xml.ts";
import type { XmlElement } from "../xml.ts";
import { ENVELOPE_FIELDS, POCKET_FIELDS, type ClientControl, type Envelope } from "./envelope.ts";
import { LIST_SEPARATOR, writeForm, type Dialect } from "./field-forms.ts";
import type { WritableDocument } from "./generated/messages.ts";
import { headOf, loosened, recordsOf, type LooseDocument, type LooseRecord, type RecordValue } from "./loose-document.ts";
import { layoutOf } from "./message-data.ts";
import { planOf, type MessagePlan, type PlannedField, type PlannedPart } from "./part-plan.ts";
import { readDocuments } from "./read-document.ts";

/** The declarations that the single-window client takes. */
type ClientDocument = Extract<WritableDocument, Readonly<{ kind: "BWS101" | "INV101" | "SAS101" | "SAS111" | "SAS121" }>>;
/** What the definitions want of an envelope; the file is named after the message where nothing else is said. */
export type EnvelopeToWrite = Envelope & Readonly<Required<Pick<Envelope, "messageId" | "senderId" | "receiverId" | "sendTime">>>;
export type Writing =
  | Readonly<{ dialect: "definitions"; document: WritableDocument; envelope: EnvelopeToWrite }>
  | Readonly<{ dialect: "client"; document: ClientDocument; envelope: Envelope; control: ClientControl }>;
export type Written = Readonly<{ xml: string; /** What a reader would say, and what is left out. */ issues: readonly FieldIssue[] }>;

/** As real receipts declare it; those of the SAS group have none. */
const NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

export function writeJg2(writing: Writing): Written {
  const { dialect, document } = writing;
  const plan = planOf(document.kind, dialect);
  if (plan === undefined) throw new Error(`${document.kind} is not written in the ${dialect} dialect`);
  const loose = loosened(document);
  const content = writeContent(loose, plan);
  const issues = [
    ...leftOut(loose, plan),
    ...readDocuments(toElement({ name: plan.element, content }), plan).flatMap((each) => each.issues),
  ];
  const envelope = { version: "1.0", ...fileNameOf(writing), ...writing.envelope, messageType: document.kind };
  const message = writing.dialect === "client" ? clientMessage(content, writing.control, plan) : { name: plan.element, content };
  const businessData = writing.dialect === "client" ? [leaf("DelcareFlag", writing.control.declareFlag ?? "0"), message] : [message];
  const dataInfo = [...(dialect === "client" ? [] : [pocketInfo(envelope)]), { name: "BussinessData", content: businessData }];
  const parcel = { name: "Package", content: [envelopInfo(envelope, dialect), { name: "DataInfo", content: dataInfo }] };
  return { xml: writeXml(wrapped(parcel, document.kind, dialect)), issues };
}

const fileNameOf = ({ dialect, document, envelope }: Writing): Envelope =>
  dialect === "client" ? {} : { fileName: `${envelope.messageId}.${fileExtensionOf(document.kind)}` };

function wrapped(parcel: XmlTree, kind: string, dialect: Dialect): XmlTree {
  if (dialect === "client") return { name: "Signature", content: [{ name: "Object", content: [parcel] }] };
  return kind.startsWith("SAS") ? parcel : { ...parcel, attributes: { xmlns: NAMESPACE } };
}

const leaf = (name: string, content: string): XmlTree => ({ name, content });

const envelopInfo = (envelope: Envelope, dialect: Dialect): XmlTree => ({
  name: "EnvelopInfo",
  content: ENVELOPE_FIELDS.flatMap(({ key, element, least }) => {
    const value = envelope[key];
    return value === undefined && (dialect === "client" || least === 0) ? [] : [leaf(element, value ?? "")];
  }),
});

const pocketInfo = (envelope: Envelope): XmlTree => ({
  name: "PocketInfo",
  content: POCKET_FIELDS.map(({ key, element }) =>
    leaf(element, envelope[key] ?? (key === "pocketId" || key === "isUnstructured" ? "" : "1")),
  ),
});

function clientMessage(content: readonly XmlTree[], control: ClientControl, plan: MessagePlan): XmlTree {
  const values: Readonly<Record<string, string | undefined>> = { SysId: control.sysId, OperCusRegCode: control.operCusRegCode };
  const names = layoutOf(plan.kind).client?.control ?? [];
  return { name: plan.element, content: [...names.map((name) => leaf(name, values[name] ?? "")), ...content] };
}

const writeContent = (document: LooseDocument, plan: MessagePlan): readonly XmlTree[] =>
  plan.parts
    .filter(({ isWritten }) => isWritten)
    .flatMap((part) =>
      recordsOf(document, part.as).map((record) => writePart(record, part, { head: headOf(document), dialect: plan.dialect })),
    );

type Surroundings = Readonly<{ head: LooseRecord | undefined; dialect: Dialect }>;

function writePart(record: LooseRecord, part: PlannedPart, { head, dialect }: Surroundings): XmlTree {
  const repeated = part.repeated.map(([element, field]) => ({ element, value: head?.[field] }));
  const own = part.fields
    .filter((field) => field.isWritten)
    .map((field) => ({
      element: field.element,
      value: written(record[field.key], field, dialect),
      isSurplus: field.definition.origin === "receipt",
    }));
  // The definitions have the repeated numbers first in every part.
  const all = [...repeated.map((each) => ({ ...each, isSurplus: false })), ...own];
  const isEvery = dialect === "definitions";
  return {
    name: part.element,
    content: all.flatMap(({ element, value, isSurplus }) =>
      typeof value === "string" || (isEvery && !isSurplus) ? [leaf(element, typeof value === "string" ? value : "")] : [],
    ),
  };
}

function written(value: RecordValue | undefined, { definition }: PlannedField, dialect: Dialect): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === "string" ? writeForm(definition, value, dialect) : value.join(LIST_SEPARATOR);
}

/** Fields and parts that are in the document and that this dialect has no element for. */
function leftOut(document: LooseDocument, plan: MessagePlan): readonly FieldIssue[] {
  return layoutOf(plan.kind).parts.flatMap(({ as, element }) => {
    const part = plan.parts.find((each) => each.as === as);
    const records = recordsOf(document, as);
    if (part?.isWritten !== true) return records.length === 0 ? [] : [leftOutIssue(element, "")];
    return records.flatMap((record, index) => {
      const place = `${part.element}${as === "head" || as === "result" ? "" : `[${index + 1}]`}`;
      const unsaid = part.fields.filter(({ isWritten, key }) => !isWritten && record[key] !== undefined);
      return unsaid.map(({ element: name, definition }) => leftOutIssue(`${place}/${name}`, definition.zh));
    });
  });
}

const leftOutIssue = (element: string, zh: string): FieldIssue => ({
  element,
  zh,
  reason: "unknown_element",
  message: "has no element in this dialect and is left out",
  found: "a value",
  allowed: "nothing",
  severity: "warning",
});

/** As if it had been read. */
function toElement({ name, content }: XmlTree): XmlElement {
  const children = typeof content === "string" ? [] : content.flatMap((child) => ("ready" in child ? [] : [toElement(child)]));
  return { name, prefix: "", attributes: new Map(), children, text: typeof content === "string" ? content : "", line: 1 };
}

/** 报文扩展名: INV, SAS; `INVT` for the declaration number, as real receipts have it. */
export function fileExtensionOf(kind: string): string {
  if (kind === "INV202") return "INVT";
  return kind === "ICP101" ? "SAS" : kind.slice(0, 3);
}
