/**
 * The tree of a 金关二期 message → what it is, in which dialect, its envelope and its documents. Known by what stands in BussinessData [sic]:
 * `INV101` in the definitions' dialect, `InvtMessage` in the single-window client's; the client's direct answer is a root of its own.
 * Undefined: it is no such message at all.
 */
import type { Jg2Message, RejectedNode } from "../message.ts";
import { findChild, type XmlElement } from "../xml.ts";
import { envelopeIssues, readControl, readEnvelope } from "./envelope.ts";
import type { Jg2Kind, Jg2Node, Jg2Transfer } from "./jg2-message.ts";
import { clientKindOf, isLayout } from "./message-data.ts";
import { planOf, type MessagePlan } from "./part-plan.ts";
import { DOCUMENTS_MAX, readDocuments, type ReadDocument } from "./read-document.ts";

const CLIENT_ANSWER = "CommonResponeMessage";

export function readJg2(root: XmlElement): Jg2Message | undefined {
  if (root.name === CLIENT_ANSWER) return readAnswer(root);
  const parcel = root.name === "Package" ? root : findChild(findChild(root, "Object") ?? root, "Package");
  const dataInfo = parcel && findChild(parcel, "DataInfo");
  const businessData = dataInfo && (findChild(dataInfo, "BussinessData") ?? findChild(dataInfo, "BusinessData"));
  if (parcel === undefined || dataInfo === undefined || businessData === undefined) return undefined;
  const messages = businessData.children.flatMap((element) => {
    const plan = planFor(element.name);
    return plan === undefined ? [] : [{ element, plan }];
  });
  const [first] = messages;
  if (first === undefined) return undefined;
  const { plan } = first;
  const taken = messages.slice(0, DOCUMENTS_MAX).filter((each) => each.plan === plan);
  const documents = taken.flatMap(({ element }) => readDocuments(element, plan));
  const envelope = readEnvelope(parcel, dataInfo);
  const transfer = { dialect: plan.dialect, envelope, control: readControl(businessData, first.element) };
  const message = toMessage(documents, plan, transfer);
  const others = messages.slice(0, DOCUMENTS_MAX).filter((each) => each.plan !== plan);
  const refused = [...others.map(({ element }) => otherKind(element, plan)), ...tooMany(messages.length, first.element)];
  return { ...message, rejected: [...message.rejected, ...refused], messageWarnings: envelopeIssues(envelope, plan.kind) };
}

/** A message is of one kind; a document of another is not lost unsaid. */
function otherKind({ name, line }: XmlElement, { element, kind }: MessagePlan): RejectedNode {
  const message = `stands in a message of ${kind}`;
  const error = { element: name, zh: "", reason: "unknown_element", message, found: `<${name}>`, allowed: `<${element}>`, line } as const;
  return { key: name, errors: [{ ...error, severity: "error" }] };
}

function tooMany(count: number, { name, line }: XmlElement): readonly RejectedNode[] {
  if (count <= DOCUMENTS_MAX) return [];
  const message = "stands too often; the rest is not looked at";
  const error = {
    element: name,
    zh: "",
    reason: "too_many",
    message,
    found: String(count),
    allowed: `at most ${DOCUMENTS_MAX}`,
    line,
  } as const;
  return [{ key: `${name}[${DOCUMENTS_MAX + 1}]`, errors: [{ ...error, severity: "error" }] }];
}

function planFor(element: string): MessagePlan | undefined {
  if (isLayout(element)) return planOf(element, "definitions");
  const kind = clientKindOf(element);
  return kind === undefined ? undefined : planOf(kind, "client");
}

function readAnswer(root: XmlElement): Jg2Message | undefined {
  const plan = planOf(CLIENT_ANSWER, "definitions");
  if (plan === undefined) return undefined;
  const documents = readDocuments({ ...root, children: [root], text: "" }, plan);
  return toMessage(documents, plan, { dialect: "client", envelope: {}, control: {} });
}

function toMessage(documents: readonly ReadDocument[], plan: MessagePlan, transfer: Jg2Transfer): Jg2Message {
  const kind = plan.kind as Jg2Kind;
  const nodes: Jg2Node[] = [];
  const rejected: RejectedNode[] = [];
  for (const [index, { key: number, document, issues }] of documents.entries()) {
    const key = number === "" ? `${plan.element}[${index + 1}]` : number;
    const errors = issues.filter(({ severity }) => severity === "error");
    const warnings = issues.filter(({ severity }) => severity === "warning");
    // Without an error the record has all that its type says.
    if (errors.length === 0) nodes.push({ kind, key, record: document, warnings } as unknown as Jg2Node);
    else rejected.push({ key, errors });
  }
  return { readable: true, system: "jg2", kind, transfer, nodes, rejected, messageWarnings: [] };
}
