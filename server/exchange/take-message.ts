/**
 * A message that comes in: its original is kept, sealed, before anything is made of it; a reader's thread reads it; its nodes become
 * acts of the desk, few at a time; what became of each node is kept. The same bytes again are recognised: nodes that were
 * accepted are not acted on twice, nodes that were rejected are tried anew. Bytes that nobody can read are kept as such.
 */
import type { AboutKey, KeptMessage, MessageAnswer, MessageSource, NodeResult, TakeMessage } from "../usecases/customs/messages-ports.ts";
import { actOnNodes, type Acted, type ActingParts } from "./act-on-nodes.ts";
import { dispatchNodes, type DispatchParts, type Going } from "./dispatch.ts";
import { goesAtOnce, namesOf, type NodeDraft } from "./drafts.ts";
import { ReaderFault, type Reader, type ReaderPool } from "./reader-pool.ts";
import type { Chunk, Opened } from "./reader-protocol.ts";
import type { Waiting } from "./waiting.ts";

export type TakeMessageParts = DispatchParts &
  ActingParts &
  Readonly<{
    readers: ReaderPool;
    /** What customs said before its document was filed. */
    waiting?: Waiting;
    /** There may be something to send. */
    onTaken?: () => void;
  }>;

/** As many bytes as are read at all: more are not kept either. */
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;

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
  const touched: AboutKey[] = [];
  try {
    const isResumed = kept?.state === "unreadable";
    const underway: Underway = { bytes, source, message, done, isResumed, touched };
    const answer = await parts.readers.withReader(bytes.length, (reader) => read(parts, reader, underway));
    // The reader is free again: what is applied now is read by it.
    await parts.waiting?.apply(touched);
    return answer;
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
  /** Filled as it is read. */
  touched: AboutKey[];
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
    const acted = await takeChunk(parts, chunk.nodes, underway);
    const before = chunk.nodes.flatMap(({ n }) => underway.done.get(n) ?? []);
    results.push(...[...before, ...acted.map(({ result }) => result)].toSorted((one, other) => one.n - other.n));
    going.push(...goingOf(chunk.nodes, acted, underway));
    ({ isLast } = chunk);
  }
  if (going.length > 0) await dispatchNodes(parts, reader, { bytes, opened, by: underway.source.by }, going);
  await reader.ask({ ask: "forget" });
  await parts.messages.finish(message, { state: "read", kind: opened.kind });
  parts.onTaken?.();
  return answerOf(message, opened.kind, results, false);
};

/** Those that were not accepted before, acted on and noted with one statement. */
const takeChunk = async (parts: TakeMessageParts, nodes: readonly NodeDraft[], underway: Underway): Promise<readonly Acted[]> => {
  const { message, source, done, touched } = underway;
  const fresh = nodes.filter(({ n }) => !done.has(n));
  const acted = await actOnNodes(parts, fresh, { message, source, nowMs: parts.clock.nowMs() });
  await parts.messages.addNodes(
    message,
    acted.map(({ result }) => result),
  );
  touched.push(...acted.flatMap((each) => each.touched));
  return acted;
};

/** What a firm declares and the desk does not send by itself. What lies in InBox came from customs. */
const goingOf = (nodes: readonly NodeDraft[], acted: readonly Acted[], { source, done, isResumed }: Underway): Going[] => {
  if (source.door === "exchange") return [];
  const accepted = new Set(acted.flatMap(({ result, isHeldBack }) => (isHeldBack ? [] : [result.n])));
  // It was not read to its end then: what was accepted may not have been sent on.
  if (isResumed) for (const n of done.keys()) accepted.add(n);
  return nodes.flatMap((node) =>
    node.accepted && accepted.has(node.n) && goesAtOnce(node.draft) ? [{ place: node.n, key: node.key, about: namesOf(node.draft) }] : [],
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

const answerOf = (message: number, kind: string, nodes: readonly NodeResult[], repeat: boolean): MessageAnswer => ({
  readable: true,
  message,
  repeat,
  kind,
  accepted: nodes.flatMap(({ accepted, key, issues }) => (accepted ? [{ key, warnings: issues }] : [])),
  rejected: nodes.flatMap(({ accepted, key, issues }) => (accepted ? [] : [{ key, errors: issues }])),
});
