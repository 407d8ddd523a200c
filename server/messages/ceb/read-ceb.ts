/**
 * A message of 跨境统一版 → typed records, or every reason why not. What the official definition forbids for the message as a whole (a
 * second BaseTransfer, no guid) is an error of each node; what is wrong with one node rejects that one alone.
 */
import { bounded, checkFields, shorten, type FieldIssue, type FieldRule } from "../field-rule.ts";
import { valueIssues } from "../field-value.ts";
import type { CebMessage, RejectedNode } from "../message.ts";
import { checkSequence, type SequencePart } from "../sequence.ts";
import { childrenNamed, findChild, namespaceOf, type XmlElement } from "../xml.ts";
import {
  CEB_DEFINITIONS,
  CEB_NAMESPACE,
  EXTENSION_RULES,
  ROOT_ATTRIBUTES,
  SUBSCRIBE_RULES,
  TRANSFER_RULES,
  type CebDefinition,
  type CebNode,
  type CebSubscriber,
  type CebTransfer,
} from "./ceb-definitions.ts";
import { readCebNode } from "./read-ceb-node.ts";
import { signatureOf } from "./signature.ts";

/** By the name of the root, which says its kind. */
export const findCebDefinition = (root: XmlElement): CebDefinition | undefined =>
  root.name.endsWith("Message") ? CEB_DEFINITIONS.get(root.name.slice(0, -"Message".length)) : undefined;

/** What is wrong with the whole is said of each node. */
const WHOLE_ISSUES_MAX = 20;
/** Of a message. Every node that is rejected has one at least. */
const MESSAGE_ISSUES_MAX = 20_000;

export function readCeb(root: XmlElement, definition: CebDefinition): CebMessage {
  const { transfer, issues } = readWhole(root, definition);
  const wholeErrors = bounded(
    issues.filter(({ severity }) => severity === "error"),
    WHOLE_ISSUES_MAX,
  );
  const nodes: CebNode[] = [];
  const rejected: RejectedNode[] = [];
  let left = MESSAGE_ISSUES_MAX;
  for (const [index, element] of childrenNamed(root, definition.node.element).entries()) {
    const { node, guid, errors } = readCebNode(element, { definition, index, signature: transfer.signature });
    const all = bounded([...wholeErrors, ...errors], Math.max(1, left));
    left -= all.length + node.warnings.length;
    if (all.length > 0) rejected.push({ key: shorten(node.key), ...(guid === undefined ? {} : { guid: shorten(guid) }), errors: all });
    else nodes.push(left > 0 ? node : { ...node, warnings: bounded(node.warnings, 1) });
  }
  // Nobody else is left to say what is wrong.
  if (nodes.length + rejected.length === 0) rejected.push({ key: shorten(transfer.guid), errors: wholeErrors });
  const messageWarnings = bounded(issues.filter(({ severity }) => severity === "warning"));
  return { readable: true, system: "ceb", kind: definition.kind, transfer, nodes, rejected, messageWarnings };
}

function readWhole(root: XmlElement, definition: CebDefinition): Readonly<{ transfer: CebTransfer; issues: readonly FieldIssue[] }> {
  const issues: FieldIssue[] = [...checkNamespace(root), ...checkSequence(root, rootParts(definition))];
  const attributes = readAttributes(root, issues);
  const read = (element: XmlElement, rules: readonly FieldRule[], path: string) => {
    const checked = checkFields(element, rules, { path });
    issues.push(...checked.issues);
    return checked.record;
  };
  const base = findChild(root, "BaseTransfer");
  const { envelope } = definition;
  const fields = base === undefined || envelope === "none" ? {} : read(base, TRANSFER_RULES[envelope], "BaseTransfer/");
  const subscribers = childrenNamed(root, "BaseSubscribe").map((each, index) =>
    read(each, SUBSCRIBE_RULES, `BaseSubscribe[${index + 1}]/`),
  );
  checkExtension(findChild(root, "ExtendMessage"), issues);
  const transfer = {
    guid: attributes["guid"] ?? "",
    version: attributes["version"] ?? "",
    ...fields,
    subscribers: subscribers as unknown as readonly CebSubscriber[],
    signature: signatureOf(findChild(root, "Signature")),
  };
  return { transfer, issues };
}

function rootParts({ node, zh, envelope, signature }: CebDefinition): readonly SequencePart[] {
  const nodes = { element: node.element, zh, min: node.min, max: node.max };
  if (envelope === "none") return [nodes];
  const extension = { element: "ExtendMessage", zh: "扩展自定义数据实体", min: 0, max: 1 };
  const signed = { element: "Signature", zh: "签名", min: signature === "required" ? 1 : 0, max: 1 };
  return [
    nodes,
    { element: "BaseTransfer", zh: "基础报文传输实体", min: 1, max: 1 },
    { element: "BaseSubscribe", zh: "基础回执订阅实体", min: 0, max: 5 },
    // The two definitions differ in this.
    ...(envelope === "import" ? [extension, signed] : [signed, extension]),
  ];
}

function checkNamespace(root: XmlElement): readonly FieldIssue[] {
  const found = namespaceOf(root) ?? "";
  if (found === CEB_NAMESPACE) return [];
  const message = "is not in the namespace of 跨境统一版";
  const place = { element: root.name, zh: "命名空间", line: root.line };
  return [{ ...place, reason: "wrong_namespace", message, found, allowed: CEB_NAMESPACE, severity: "error" }];
}

function readAttributes(root: XmlElement, issues: FieldIssue[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const rule of ROOT_ATTRIBUTES) {
    const place = { element: `@${rule.element}`, zh: rule.zh, line: root.line };
    const text = root.attributes.get(rule.element);
    if (text === undefined) {
      issues.push({ ...place, reason: "missing", message: "must be there", found: "", allowed: "one", severity: "error" });
      continue;
    }
    const { value, problems } = valueIssues(rule, text);
    issues.push(...problems.map((problem) => ({ ...place, ...problem })));
    values[rule.element] = value;
  }
  return values;
}

/** What it holds is the firm's own business; that it has a name, a version and content is not. */
function checkExtension(extension: XmlElement | undefined, issues: FieldIssue[]): void {
  if (extension === undefined) return;
  issues.push(...checkSequence(extension, EXTENSION_PARTS, "ExtendMessage/"));
  for (const rule of EXTENSION_RULES) {
    const element = findChild(extension, rule.element);
    const { problems } = valueIssues(rule, element?.text ?? "");
    const place = { element: `ExtendMessage/${rule.element}`, zh: rule.zh, line: extension.line };
    if (element !== undefined) issues.push(...problems.map((problem) => ({ ...place, ...problem })));
  }
}

const EXTENSION_PARTS: readonly SequencePart[] = [
  ...EXTENSION_RULES.map(({ element, zh }) => ({ element, zh, min: 1, max: 1 })),
  { element: "Message", zh: "自定义报文实体", min: 1, max: 1 },
];
