/**
 * Bytes → a message with its typed records, or the reason why it is none. The envelope of the exchange platform is taken off first,
 * then each system is asked whether the root is one of its messages.
 */
import { findCebDefinition, readCeb } from "./ceb/read-ceb.ts";
import { isDxp, unwrapDxp } from "./dxp.ts";
import { readJg2 } from "./jg2/read-jg2.ts";
import type { ReadableMessage, ReadMessage, Unreadable } from "./message.ts";
import { parseXml, type XmlElement } from "./xml.ts";

/** Undefined where the root is none of the system's. */
type System = (root: XmlElement) => ReadMessage | undefined;

const SYSTEMS: readonly System[] = [readAsCeb, readJg2];

export function readMessage(bytes: Uint8Array): ReadMessage {
  const document = parseXml(bytes);
  if (!document.ok) return unreadable(document);
  if (!isDxp(document.root)) return readRoot(document.root);
  const unwrapped = unwrapDxp(document.root);
  if (!unwrapped.ok) return unreadable({ ...unwrapped, reason: "broken_envelope" });
  const inner = parseXml(unwrapped.bytes);
  if (!inner.ok) return unreadable({ ...inner, detail: `in the envelope: ${inner.detail}` });
  const message = readRoot(inner.root);
  return message.readable ? withEnvelope(message, unwrapped.envelope) : message;
}

function readRoot(root: XmlElement): ReadMessage {
  for (const readAs of SYSTEMS) {
    const message = readAs(root);
    if (message !== undefined) return message;
  }
  return { readable: false, reason: "unknown_message", detail: `<${root.name}> is no message that is known here`, line: root.line };
}

function readAsCeb(root: XmlElement): ReadMessage | undefined {
  const definition = findCebDefinition(root);
  return definition === undefined ? undefined : readCeb(root, definition);
}

const withEnvelope = (message: ReadableMessage, envelope: NonNullable<ReadableMessage["envelope"]>): ReadMessage => ({
  ...message,
  envelope,
});

const unreadable = ({ reason, detail, line }: Omit<Unreadable, "readable">): Unreadable => ({
  readable: false,
  reason,
  detail,
  ...(line === undefined ? {} : { line }),
});
