/**
 * A typed record → the XML of its message, elements in the official order. Requests carry the prefix `ceb:` and receipts none, as the
 * official samples do. Where a signature must stand and none is given, a placeholder stands.
 */
import type { ReadyXml, XmlTree } from "../write-xml.ts";
import { writeXml } from "../write-xml.ts";
import type { FieldRule, FlatRecord } from "../field-rule.ts";
import {
  CEB_NAMESPACE,
  getCebDefinition,
  SUBSCRIBE_RULES,
  TRANSFER_RULES,
  type CebDefinition,
  type CebKind,
  type CebRecord,
  type CebSubscriber,
} from "./ceb-definitions.ts";
import { SIGNATURE_PLACEHOLDER } from "./signature.ts";

export type CebTransferToWrite = Readonly<{
  guid: string;
  version?: string;
  /** The five of BaseTransfer, for all but receipts. */
  copCode?: string;
  copName?: string;
  dxpMode?: string;
  dxpId?: string;
  note?: string;
  subscribers?: readonly CebSubscriber[];
}>;
export type CebMessageToWrite = {
  [Kind in CebKind]: Readonly<{
    kind: Kind;
    transfer: CebTransferToWrite;
    nodes: readonly Readonly<{ record: CebRecord<Kind> }>[];
    /** The text of ds:Signature, by whoever has the key. */
    signature?: string;
  }>;
}[CebKind];

type AnyRecord = Readonly<{ head: FlatRecord; lines?: readonly FlatRecord[] }>;

export function writeCeb({ kind, transfer, nodes, signature }: CebMessageToWrite): string {
  const definition = getCebDefinition(kind);
  const prefix = definition.envelope === "none" ? "" : "ceb:";
  const write = new Writer(prefix);
  return writeXml({
    name: prefix + definition.root,
    attributes: {
      guid: transfer.guid,
      version: transfer.version ?? "1.0",
      [prefix === "" ? "xmlns" : "xmlns:ceb"]: CEB_NAMESPACE,
    },
    content: [
      ...nodes.map(({ record }) => write.node(definition, record as unknown as AnyRecord)),
      ...write.transfer(definition, transfer),
      ...signatureFor(definition, signature),
    ],
  });
}

class Writer {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  node(definition: CebDefinition, { head, lines = [] }: AnyRecord): XmlTree {
    const fields = this.#fields(definition.head, head);
    if (definition.headElement === undefined) return this.#element(definition.node.element, fields);
    const bodies = definition.lines === undefined ? [] : lines;
    return this.#element(definition.node.element, [
      this.#element(definition.headElement, fields),
      ...bodies.map((line) => this.#element(definition.lines?.element ?? "", this.#fields(definition.lines?.rules ?? [], line))),
    ]);
  }

  transfer({ envelope }: CebDefinition, { subscribers = [], ...transfer }: CebTransferToWrite): readonly XmlTree[] {
    if (envelope === "none") return [];
    return [
      this.#element("BaseTransfer", this.#fields(TRANSFER_RULES[envelope], { dxpMode: "DXP", ...transfer })),
      ...subscribers.map((subscriber) => this.#element("BaseSubscribe", this.#fields(SUBSCRIBE_RULES, subscriber as FlatRecord))),
    ];
  }

  #fields(rules: readonly FieldRule[], record: Readonly<Record<string, string | undefined>>): readonly XmlTree[] {
    return rules.flatMap(({ element, required }) => {
      const value = record[element] ?? "";
      return value === "" && required !== true ? [] : [this.#element(element, value)];
    });
  }

  #element(name: string, content: XmlTree["content"]): XmlTree {
    return { name: this.#prefix + name, content };
  }
}

function signatureFor({ signature: necessity }: CebDefinition, signature: string | undefined): readonly ReadyXml[] {
  if (necessity === "none") return [];
  if (signature !== undefined) return [{ ready: signature }];
  return necessity === "required" ? [{ ready: SIGNATURE_PLACEHOLDER }] : [];
}
