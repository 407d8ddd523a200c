/** What reading a message gives, whatever its system; each system adds one line to each union. */
import type { CebKind, CebNode, CebTransfer } from "./ceb/ceb-definitions.ts";
import type { DxpEnvelope } from "./dxp.ts";
import type { FieldIssue } from "./field-rule.ts";
import type { Jg2Kind, Jg2Node, Jg2Transfer } from "./jg2/jg2-message.ts";
import type { XmlFaultReason } from "./xml-fault.ts";

/** A node that may not be taken. Its neighbours are not touched by it. */
export type RejectedNode = Readonly<{
  /** Its business number, else its guid, else its place: `Inventory[2]`. */
  key: string;
  guid?: string;
  errors: readonly FieldIssue[];
}>;

/** One message of one kind. What is wrong with it as a whole by the official definition is an error of each of its nodes. */
export type Readable<System, Kind, Transfer, Node> = Readonly<{
  readable: true;
  system: System;
  kind: Kind;
  transfer: Transfer;
  nodes: readonly Node[];
  rejected: readonly RejectedNode[];
  messageWarnings: readonly FieldIssue[];
  /** Where it came in one. */
  envelope?: DxpEnvelope;
}>;
export type Jg2Message = Readable<"jg2", Jg2Kind, Jg2Transfer, Jg2Node>;
export type CebMessage = Readable<"ceb", CebKind, CebTransfer, CebNode>;

export type UnreadableReason = XmlFaultReason | "unknown_message" | "broken_envelope";
/** Not a message at all. */
export type Unreadable = Readonly<{ readable: false; reason: UnreadableReason; detail: string; line?: number }>;

export type ReadableMessage = CebMessage | Jg2Message;
export type ReadMessage = ReadableMessage | Unreadable;
export type MessageNode = ReadableMessage["nodes"][number];
export type MessageKind = ReadableMessage["kind"];
