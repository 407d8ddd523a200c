/**
 * Nodes of a message that was read, in official XML as a message of their own: what goes to customs of what a firm brought. Who
 * sends stays as it said; the message has a number of its own. 金关二期 has one document to a message, in the client's dialect.
 */
import { writeCeb, type CebMessageToWrite, type CebTransferToWrite } from "../messages/ceb/write-ceb.ts";
import type { CebMessage, Jg2Message, ReadableMessage } from "../messages/message.ts";
import type { Composed } from "./compose.ts";
import type { Written } from "./reader-protocol.ts";
import { issueOf } from "./translate.ts";
import { writeJg2, type Writing } from "../messages/jg2/write-jg2.ts";

/** Kinds of 金关二期 that are written here; the others go as they came, or not at all. */
const CLIENT_KINDS: ReadonlySet<string> = new Set(["BWS101", "INV101", "SAS101", "SAS111", "SAS121"]);

export const isWritable = ({ system, kind }: ReadableMessage): boolean => system === "ceb" || CLIENT_KINDS.has(kind);

export const rewritten = (message: ReadableMessage, places: readonly number[], guid: string): string =>
  message.system === "ceb" ? rewrittenCeb(message, places, guid) : rewrittenJg2(message, places, guid);

const rewrittenCeb = (message: CebMessage, places: readonly number[], guid: string): string => {
  const { transfer } = message;
  const { copCode, copName, dxpMode, dxpId, version, subscribers } = transfer;
  const sender: CebTransferToWrite = {
    guid,
    version,
    subscribers,
    ...(copCode !== undefined && { copCode }),
    ...(copName !== undefined && { copName }),
    ...(dxpMode !== undefined && { dxpMode }),
    ...(dxpId !== undefined && { dxpId }),
  };
  const nodes = places.flatMap((place) => message.nodes[place] ?? []);
  // The kinds of a message's nodes are one: the compiler cannot see it.
  return writeCeb({ kind: message.kind, transfer: sender, nodes } as unknown as CebMessageToWrite);
};

const rewrittenJg2 = (message: Jg2Message, places: readonly number[], guid: string): string => {
  const document = message.nodes[places[0] ?? -1]?.record;
  if (document === undefined || places.length > 1) throw new RangeError("a message of 金关二期 carries one document");
  const { envelope, control } = message.transfer;
  const writing = { dialect: "client", document, envelope: { ...envelope, messageId: guid }, control: { ...control, declareFlag: "1" } };
  return writeJg2(writing as unknown as Writing).xml;
};

/** What it lacks is told by the writer: its type speaks of whole documents. */
export const writtenByHand = ({ relations = [], collectedStocks = [], ...composed }: Composed, guid: string): Written => {
  const parts = { papers: [], simpleLines: [], consumptions: [] };
  const document = { ...parts, relations, collectedStocks, ...composed };
  const writing = { dialect: "client", document, envelope: { messageId: guid }, control: { declareFlag: "1" } };
  const { xml, issues } = writeJg2(writing as unknown as Writing);
  return { bytes: new TextEncoder().encode(xml), issues: issues.filter(({ severity }) => severity === "error").map(issueOf) };
};
