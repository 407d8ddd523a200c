/**
 * A message that comes in: its original is kept, sealed, before anything is made of it; a reader's thread reads it; its nodes become
 * acts of the desk, few at a time; what became of each node is kept. The same bytes again are recognised: nodes that were
 * accepted are not acted on twice, nodes that were rejected are tried anew. Bytes that nobody can read are kept as such.
 */
import type { ActAnswer, CustomsAct } from "../usecases/customs/acts.ts";
import type {
  CustomsLookups,
  KeptMessage,
  MessageAnswer,
  MessageIssue,
  MessageSource,
  NodeResult,
  TakeMessage,
} from "../usecases/customs/messages-ports.ts";
import type { CustomsDesk, Log } from "../usecases/ports.ts";
import { dispatchNodes, type DispatchParts, type Going } from "./dispatch.ts";
import { goesAtOnce, isCustomsWord, type FileAnswerDraft, type NodeDraft } from "./drafts.ts";
import { lookUp } from "./lookups.ts";
import { ReaderFault, type Reader, type ReaderPool } from "./reader-pool.ts";
import type { Chunk, Opened } from "./reader-protocol.ts";
import { resolve, stamped } from "./resolve.ts";
import type { Resolved } from "./resolved.ts";

export type TakeMessageParts = DispatchParts &
  Readonly<{
    lookups: CustomsLookups;
    desk: CustomsDesk;
    readers: ReaderPool;
    log: Log;
    /** The client's direct answer to a file of ours. */
    fileAnswered?: (answer: FileAnswerDraft, fileName: string | undefined) => Promise<void>;
    /** There may be something to send. */
    onTaken?: () => void;
  }>;

/** As many bytes as are read at all: more are not kept either. */
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** One transaction of the books, which gates wait behind. */
const ACTS_AT_ONCE_MAX = 100;

export const createTakeMessage = (parts: TakeMessageParts): TakeMessage => {
  const underway = new Map<string, Promise<MessageAnswer>>();
  return async (bytes, source) => {
    if (bytes.length > MESSAGE_BYTES_MAX) return tooLarge(bytes.length);
    if (!parts.readers.hasRoom(bytes.length)) return BUSY;
    const sha256 = await parts.sealer.hash(bytes);
    const name = sha256.toString("hex");
    // The same bytes at the same time: the second hears what became of the first, and asks then.
    while (underway.has(name)) await underway.get(name)?.catch(() => undefined);
    const work = takeOne(parts, { bytes, sha256, source });
    underway.set(name, work);
    try {
      return await work;
    } finally {
      underway.delete(name);
    }
  };
};

const tooLarge = (size: number): MessageAnswer => ({
  readable: false,
  message: null,
  reason: "too_large",
  detail: `${size} bytes; at most ${MESSAGE_BYTES_MAX}`,
});
const BUSY: MessageAnswer = {
  readable: false,
  message: null,
  reason: "busy",
  detail: "too many messages wait to be read: nothing of this one was kept, send it again",
};

type Incoming = Readonly<{ bytes: Uint8Array; sha256: Buffer; source: MessageSource }>;

const takeOne = async (parts: TakeMessageParts, incoming: Incoming): Promise<MessageAnswer> => {
  const { bytes, source } = incoming;
  const kept = await parts.messages.findKept(incoming.sha256);
  if (kept?.state === "read" && kept.nodes.every(({ accepted }) => accepted)) return answerOf(kept.message, kept.kind, kept.nodes, true);
  const message = await keep(parts, incoming, kept);
  const done = new Map((kept?.nodes ?? []).filter(({ accepted }) => accepted).map((node) => [node.n, node]));
  try {
    const isResumed = kept?.state === "unreadable";
    return await parts.readers.withReader(bytes.length, (reader) => read(parts, reader, { bytes, source, message, done, isResumed }));
  } catch (fault) {
    if (!(fault instanceof ReaderFault)) throw fault;
    const { reason, message: detail } = fault;
    parts.log.warn({ message, reason, detail }, "a message of customs could not be read");
    return unreadable(parts, message, { reason, detail });
  }
};

/** Until it is read to its end it counts as unreadable: a server that is killed leaves it so, and its bytes may come again. */
const keep = async (parts: TakeMessageParts, { bytes, sha256, source }: Incoming, kept: KeptMessage | undefined): Promise<number> => {
  if (kept?.state === "unreadable" && kept.nodes.length === 0) return kept.message;
  return parts.messages.keep({
    direction: "in",
    door: source.door,
    kind: kept?.kind ?? "",
    sha256,
    size: bytes.length,
    sealed: kept ? new Uint8Array() : await parts.sealer.seal(bytes, sha256),
    state: "unreadable",
    note: "not read to its end",
    ...(source.fileName !== undefined && { fileName: source.fileName }),
    atMs: parts.clock.nowMs(),
    by: source.by,
  });
};

type Unread = Readonly<{ reason: string; detail: string; line?: number }>;

const unreadable = async (parts: TakeMessageParts, message: number, why: Unread): Promise<MessageAnswer> => {
  const place = why.line === undefined ? "" : ` (line ${why.line})`;
  await parts.messages.finish(message, { state: "unreadable", kind: "", note: `${why.reason}${place}: ${why.detail}` });
  return { readable: false, message, ...why };
};

type Underway = Readonly<{
  bytes: Uint8Array;
  source: MessageSource;
  message: number;
  /** Accepted when the same bytes came before. */
  done: ReadonlyMap<number, NodeResult>;
  /** It was not read to its end then: what was accepted may not have been sent on. */
  isResumed: boolean;
}>;

const read = async (parts: TakeMessageParts, reader: Reader, underway: Underway): Promise<MessageAnswer> => {
  const { message, bytes } = underway;
  const opened = await openMessage(reader, bytes, parts.clock.nowMs());
  if (!opened.readable) {
    const { readable: _readable, ...why } = opened;
    return unreadable(parts, message, why);
  }
  const results: NodeResult[] = [];
  const going: Going[] = [];
  for (let isLast = false; !isLast;) {
    const chunk = await nextChunk(reader);
    const taken = await actOn(parts, chunk.nodes, underway);
    results.push(...taken);
    going.push(...goingOf(chunk.nodes, taken, underway));
    ({ isLast } = chunk);
  }
  if (going.length > 0) await dispatchNodes(parts, reader, { bytes, opened, by: underway.source.by }, going);
  await reader.ask({ ask: "forget" });
  await parts.messages.finish(message, { state: "read", kind: opened.kind });
  parts.onTaken?.();
  return answerOf(message, opened.kind, results, false);
};

/** What a firm declares and the desk does not send by itself. What lies in InBox came from customs. */
const goingOf = (nodes: readonly NodeDraft[], results: readonly NodeResult[], { source, done, isResumed }: Underway): Going[] => {
  if (source.door === "exchange") return [];
  const accepted = new Set(results.filter((result) => result.accepted && (isResumed || !done.has(result.n))).map(({ n }) => n));
  return nodes.flatMap((node) =>
    node.accepted && accepted.has(node.n) && goesAtOnce(node.draft) ? [{ place: node.n, key: node.key }] : [],
  );
};

const openMessage = async (reader: Reader, bytes: Uint8Array, receivedMs: number): Promise<Opened> => {
  const reply = await reader.ask({ ask: "open", bytes, receivedMs });
  if (reply.reply !== "opened") throw new ReaderFault("reader_failed", `the reader answered ${reply.reply}`);
  return reply.opened;
};

const nextChunk = async (reader: Reader): Promise<Chunk> => {
  const reply = await reader.ask({ ask: "next" });
  if (reply.reply !== "chunk") throw new ReaderFault("reader_failed", `the reader answered ${reply.reply}`);
  return reply.chunk;
};

/** The nodes of a chunk: resolved with one round of questions, acted on with few transactions, noted with one statement. */
const actOn = async (parts: TakeMessageParts, nodes: readonly NodeDraft[], underway: Underway): Promise<NodeResult[]> => {
  const { message, source, done } = underway;
  const fresh = nodes.filter(({ n }) => !done.has(n));
  const known = await lookUp(
    parts.lookups,
    fresh.flatMap((node) => (node.accepted ? [node.draft] : [])),
  );
  const nowMs = parts.clock.nowMs();
  const pending = fresh.map((node): Pending => {
    if (!node.accepted) return { node, acts: [], issues: node.errors, resolved: undefined };
    if (source.mayAnswer === false && isCustomsWord(node.draft)) return { node, acts: [], issues: [NOT_YOURS], resolved: undefined };
    const resolved = resolve(node.draft, { known, nowMs, kind: node.kind });
    if (resolved.errors.length > 0) return { node, acts: [], issues: resolved.errors, resolved: undefined };
    const by = isCustomsWord(node.draft) && source.door === "exchange" ? "customs" : source.by;
    const acts = stamped(node.draft, resolved, { by, nowMs, message, kind: node.kind });
    return { node, acts, issues: [...node.warnings, ...resolved.warnings], resolved };
  });
  const answers = await actInTurns(
    parts.desk,
    pending.flatMap(({ acts }) => acts),
  );
  const results: NodeResult[] = [];
  for (const each of pending) {
    const own = answers.splice(0, each.acts.length);
    await follow(parts, each, own, source);
    results.push(resultOf(each, own));
  }
  await parts.messages.addNodes(message, results);
  const before = nodes.flatMap(({ n }) => done.get(n) ?? []);
  return [...before, ...results].toSorted((one, other) => one.n - other.n);
};

type Pending = Readonly<{
  node: NodeDraft;
  acts: readonly CustomsAct[];
  /** Errors where it is not resolved, else warnings. */
  issues: readonly MessageIssue[];
  resolved: Resolved | undefined;
}>;

const NOT_YOURS: MessageIssue = {
  element: "",
  message: "not_yours_to_say: only customs, or a key that speaks for it, may bring what customs answers",
  found: null,
  allowed: "filings",
};

const actInTurns = async (desk: CustomsDesk, acts: readonly CustomsAct[]): Promise<ActAnswer[]> => {
  const answers: ActAnswer[] = [];
  for (let start = 0; start < acts.length; start += ACTS_AT_ONCE_MAX)
    answers.push(...(await desk.act(acts.slice(start, start + ACTS_AT_ONCE_MAX))));
  return answers;
};

/** What is no act: further numbers of a document, and the fate of a file of ours. */
const follow = async (
  parts: TakeMessageParts,
  { node, resolved }: Pending,
  answers: readonly ActAnswer[],
  { fileName }: MessageSource,
): Promise<void> => {
  if (resolved && answers.every(({ accepted }) => accepted))
    for (const { document, alias } of resolved.aliases) {
      const last = answers.at(-1);
      await parts.lookups.addAlias({ kind: document.kind, number: last?.accepted ? last.number : document.number }, alias);
    }
  // Also where the document is not known any more.
  if (node.accepted && node.draft.says === "file_answer") await parts.fileAnswered?.(node.draft, fileName);
};

const resultOf = ({ node, acts, issues, resolved }: Pending, answers: readonly ActAnswer[]): NodeResult => {
  const { n, kind, key } = node;
  if (!resolved) return { n, kind, key, accepted: false, issues };
  const refusals = answers.flatMap((answer, index) => (answer.accepted ? [] : [{ ...answer, act: acts[index] }]));
  if (refusals.length === 0) return { n, kind, key, accepted: true, issues };
  const errors = refusals.map(({ reason, detail }) => ({ element: key, message: `${reason}: ${detail}`, found: null, allowed: "" }));
  return { n, kind, key, accepted: false, issues: errors };
};

const answerOf = (message: number, kind: string, nodes: readonly NodeResult[], repeat: boolean): MessageAnswer => ({
  readable: true,
  message,
  repeat,
  kind,
  accepted: nodes.flatMap(({ accepted, key, issues }) => (accepted ? [{ key, warnings: issues }] : [])),
  rejected: nodes.flatMap(({ accepted, key, issues }) => (accepted ? [] : [{ key, errors: issues }])),
});
