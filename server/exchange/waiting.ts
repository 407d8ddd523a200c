/**
 * What customs said before its document was filed here, applied in the order of arrival once the document is: from the kept original, as
 * if it came now, with the times that it tells. Whatever a crash leaves half done is done again and changes nothing twice.
 */
import type { WorldClock } from "../usecases/ports.ts";
import type {
  AboutKey,
  CustomsMessages,
  NodePlace,
  ReadyQuestion,
  WaitingAnswers,
  WaitingNode,
} from "../usecases/customs/messages-ports.ts";
import { actOnNodes, type ActingParts } from "./act-on-nodes.ts";
import type { NodeDraft } from "./drafts.ts";
import type { Reader, ReaderPool } from "./reader-pool.ts";
import type { Sealer } from "./seal.ts";

export type WaitingParts = ActingParts &
  Readonly<{ answers: WaitingAnswers; messages: CustomsMessages; sealer: Sealer; readers: ReaderPool; clock: WorldClock }>;

export type Waiting = Readonly<{
  /** After a filing: what waited for one of these numbers. A fault of ours is told, and leaves it to the next round. */
  apply(keys: readonly AboutKey[]): Promise<void>;
  /** Looks at the documents that have changed since the last one, however they were filed. */
  round(): Promise<boolean>;
}>;

const NODES_AT_ONCE_MAX = 200;

export const createWaiting = (parts: WaitingParts): Waiting => {
  let seenEntry: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: what waited is applied once, and in order. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    apply: async (keys) => {
      if (keys.length === 0) return;
      await inTurn(() => applyReady(parts, { keys })).catch((fault: unknown) =>
        parts.log.error({ fault: String(fault) }, "what customs said earlier of a document could not be applied; tried again soon"),
      );
    },
    round: async () => {
      seenEntry = await inTurn(() => applyReady(parts, seenEntry === undefined ? { any: true } : { afterEntry: seenEntry }));
      return false;
    },
  };
};

/** The last entry of the journal when it was first asked. A message that cannot be applied holds up no other. */
const applyReady = async (parts: WaitingParts, question: ReadyQuestion): Promise<number> => {
  const faults: unknown[] = [];
  let first: number | undefined;
  let after: NodePlace | undefined;
  for (;;) {
    const { nodes, entry } = await parts.answers.listReady(question, after, NODES_AT_ONCE_MAX);
    first ??= entry;
    for (const group of byMessage(nodes)) await applyFrom(parts, group).catch((fault: unknown) => faults.push(fault));
    after = nodes.at(-1);
    if (nodes.length < NODES_AT_ONCE_MAX) break;
  }
  if (faults.length > 0) throw faults[0];
  return first;
};

const byMessage = (nodes: readonly WaitingNode[]): Iterable<readonly WaitingNode[]> => {
  const groups = new Map<number, WaitingNode[]>();
  for (const node of nodes) groups.set(node.message, [...(groups.get(node.message) ?? []), node]);
  return groups.values();
};

const applyFrom = async (parts: WaitingParts, group: readonly WaitingNode[]): Promise<void> => {
  const [head] = group;
  const original = head && (await parts.messages.findOriginal(head.message));
  if (!head || !original) throw new Error(`the original of message ${head?.message} is not there`);
  const bytes = await parts.sealer.open(original.sealed, original.sha256);
  await parts.readers.withReader(bytes.length, async (reader) => {
    const reply = await reader.ask({ ask: "open", bytes, receivedMs: head.atMs });
    if (reply.reply !== "opened" || !reply.opened.readable)
      throw new Error(`the original of message ${head.message} cannot be read any more`);
    for await (const drafts of draftsOf(reader, new Set(group.map(({ n }) => n)))) await applyDrafts(parts, head, drafts);
    await reader.ask({ ask: "forget" });
  });
};

async function* draftsOf(reader: Reader, wanted: ReadonlySet<number>): AsyncGenerator<readonly NodeDraft[]> {
  for (;;) {
    const reply = await reader.ask({ ask: "next" });
    if (reply.reply !== "chunk") throw new Error(`the reader answered ${reply.reply}`);
    const drafts = reply.chunk.nodes.filter(({ n }) => wanted.has(n));
    if (drafts.length > 0) yield drafts;
    if (reply.chunk.isLast) return;
  }
}

const applyDrafts = async (parts: WaitingParts, { message, door, by, atMs }: WaitingNode, drafts: readonly NodeDraft[]): Promise<void> => {
  const acted = await actOnNodes(parts, drafts, { message, source: { door, by }, nowMs: atMs });
  for (const { result } of acted) {
    const still = (result.about ?? []).filter(({ waits }) => waits);
    await parts.answers.settle({ message, n: result.n }, still);
    parts.log.info({ message, kind: result.kind, key: result.key, waits: still.length }, "what customs had said earlier was applied");
  }
};
