/** What the reader's thread holds of the message it is at, and how it answers. */
import type { ReadableMessage } from "../messages/message.ts";
import { readMessage } from "../messages/read-message.ts";
import type { MessageIssue } from "../usecases/customs/messages-ports.ts";
import { weightOf, type NodeDraft } from "./drafts.ts";
import { issueOf, translateNode } from "./translate.ts";
import type { Chunk, Opened, Question, Reply, Written } from "./reader-protocol.ts";
import { isWritable, rewritten, writtenByHand } from "./rewrite.ts";

/** A chunk is at most so many nodes, and so many lines of theirs: a millisecond or two on the side that takes it in. */
const CHUNK_NODES_MAX = 100;
const CHUNK_WEIGHT_MAX = 400;
/** Of one message. A hostile one has hundreds of thousands; nobody reads on after these. */
const ISSUES_MAX = 10_000;
const ISSUES_OF_NODE_MAX = 500;

type Held = { message: ReadableMessage; receivedMs: number; next: number; issuesLeft: number };
type Answer = readonly [Reply, ArrayBuffer[]];

export type ReaderRoom = Readonly<{ answer(question: Question): Answer }>;

export const createReaderRoom = (hashPerson: (idNumber: string) => string): ReaderRoom => {
  let held: Held | undefined;

  const open = (bytes: Uint8Array, receivedMs: number): Opened => {
    const message = readMessage(bytes);
    if (!message.readable) return message;
    held = { message, receivedMs, next: 0, issuesLeft: ISSUES_MAX };
    const nodes = message.nodes.length + message.rejected.length;
    const isSigned = message.system === "ceb" && message.transfer.signature === "present";
    const guid = message.system === "ceb" ? { guid: message.transfer.guid } : {};
    return { readable: true, kind: message.kind, nodes, isSigned, isWritable: isWritable(message), ...guid };
  };

  const next = (of: Held): Chunk => {
    const nodes: NodeDraft[] = [];
    let weight = 0;
    const total = of.message.nodes.length + of.message.rejected.length;
    while (of.next < total && nodes.length < CHUNK_NODES_MAX && weight < CHUNK_WEIGHT_MAX) {
      const node = bounded(of, draftAt(of, of.next++));
      weight += weightOf(node);
      nodes.push(node);
    }
    return { nodes, isLast: of.next >= total };
  };

  const draftAt = ({ message, receivedMs }: Held, n: number): NodeDraft => {
    const node = message.nodes[n];
    if (node !== undefined) return translateNode(node, { message, n, receivedMs, hashPerson });
    const rejected = message.rejected[n - message.nodes.length];
    return { n, kind: message.kind, key: rejected?.key ?? "", accepted: false, errors: (rejected?.errors ?? []).map(issueOf) };
  };

  const answer = (question: Question): Answer => {
    if (question.ask === "open") return [{ reply: "opened", opened: open(question.bytes, question.receivedMs) }, []];
    if (question.ask === "forget") {
      held = undefined;
      return [{ reply: "forgotten" }, []];
    }
    if (question.ask === "compose") return written(writtenByHand(question.composed, question.guid));
    if (held === undefined) return [{ reply: "failed", detail: "no message is open" }, []];
    if (question.ask === "next") return [{ reply: "chunk", chunk: next(held) }, []];
    return written(write(held.message, question));
  };

  return {
    answer: (question) => {
      try {
        return answer(question);
      } catch (fault) {
        return [{ reply: "failed", detail: fault instanceof Error ? fault.message : String(fault) }, []];
      }
    },
  };
};

const written = (what: Written): Answer => [{ reply: "written", written: what }, [what.bytes.buffer as ArrayBuffer]];

const write = (message: ReadableMessage, { places, guid }: Extract<Question, { ask: "write" }>): Written => {
  const bytes = new TextEncoder().encode(rewritten(message, places, guid));
  const back = readMessage(bytes);
  if (!back.readable) return { bytes, issues: [{ element: "", message: back.detail, found: null, allowed: "a message" }] };
  return { bytes, issues: back.rejected.flatMap(({ errors }) => errors.map(issueOf)) };
};

const bounded = (held: Held, node: NodeDraft): NodeDraft => {
  const issues = node.accepted ? node.warnings : node.errors;
  // Of a rejected node the first error is always told.
  const room = Math.max(Math.min(held.issuesLeft, ISSUES_OF_NODE_MAX), node.accepted ? 0 : 1);
  held.issuesLeft -= Math.min(issues.length, room);
  if (issues.length <= room) return node;
  const more: MessageIssue = { element: "", message: `and ${issues.length - room} more`, found: null, allowed: "" };
  const told = [...issues.slice(0, room), ...(room > 1 ? [more] : [])];
  return node.accepted ? { ...node, warnings: told } : { ...node, errors: told };
};
