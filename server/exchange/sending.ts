/**
 * Documents that the desk says are to go to customs, a round at a time: each from the message that filed it, with what that message
 * says beyond our own records, and several of one message together. What was filed by hand has no such message: it is written
 * from what is known here, and what customs will miss in it is said.
 */
import type { CustomsMessages, ToSend } from "../usecases/customs/messages-ports.ts";
import type { Log } from "../usecases/ports.ts";
import { dispatchNodes, type DispatchParts, type Going } from "./dispatch.ts";
import { numbersOf, type NodeDraft } from "./drafts.ts";
import type { Reader, ReaderPool } from "./reader-pool.ts";

export type SendingParts = DispatchParts &
  Readonly<{
    messages: CustomsMessages;
    readers: ReaderPool;
    log: Log;
    /** The wall's. */
    nowMs: () => number;
    /** Writes what no message filed. */
    writeByHand: (sends: readonly ToSend[]) => Promise<void>;
  }>;

export type Sending = Readonly<{
  /** True when there is more to do at once. */
  round(): Promise<boolean>;
}>;

const SENDS_AT_ONCE_MAX = 200;
const FAULT_WAIT_MS = 60_000;

export const createSending = (parts: SendingParts): Sending => {
  /** Messages whose originals cannot be opened now: the others go on. */
  const waiting = new Map<number | null, number>();
  return {
    round: async () => {
      const sends = await parts.messages.listToSend(SENDS_AT_ONCE_MAX);
      let done = 0;
      for (const [message, group] of byMessage(sends)) {
        if ((waiting.get(message) ?? 0) > parts.nowMs()) continue;
        try {
          await (message === null ? parts.writeByHand(group) : sendFrom(parts, message, group));
          waiting.delete(message);
          done += group.length;
        } catch (fault) {
          waiting.set(message, parts.nowMs() + FAULT_WAIT_MS);
          const numbers = group.map(({ number }) => number);
          parts.log.error({ message, numbers, fault: String(fault) }, "documents could not be written for customs; tried again later");
        }
      }
      return done === SENDS_AT_ONCE_MAX;
    },
  };
};

const byMessage = (sends: readonly ToSend[]): Map<number | null, ToSend[]> => {
  const groups = new Map<number | null, ToSend[]>();
  for (const send of sends) groups.set(send.message, [...(groups.get(send.message) ?? []), send]);
  return groups;
};

const sendFrom = async (parts: SendingParts, message: number, sends: readonly ToSend[]): Promise<void> => {
  const original = await parts.messages.findOriginal(message);
  if (!original) throw new Error(`the original of message ${message} is not there`);
  const bytes = await parts.sealer.open(original.sealed, original.sha256);
  await parts.readers.withReader(bytes.length, async (reader) => {
    const reply = await reader.ask({ ask: "open", bytes, receivedMs: parts.clock.nowMs() });
    if (reply.reply !== "opened" || !reply.opened.readable) throw new Error(`the original of message ${message} cannot be read any more`);
    const going = await findNodes(reader, sends);
    const found = new Set(going.map(({ send }) => send));
    const lost = sends.filter((send) => !found.has(send));
    if (going.length > 0) await dispatchNodes(parts, reader, { bytes, opened: reply.opened, by: "desk" }, going);
    await reader.ask({ ask: "forget" });
    if (lost.length > 0) await parts.writeByHand(lost);
  });
};

const findNodes = async (reader: Reader, sends: readonly ToSend[]): Promise<Going[]> => {
  const going: Going[] = [];
  for (;;) {
    const reply = await reader.ask({ ask: "next" });
    if (reply.reply !== "chunk") throw new Error(`the reader answered ${reply.reply}`);
    for (const node of reply.chunk.nodes) {
      const send = sends.find((each) => isOf(node, each));
      if (send) going.push({ place: node.n, key: send.number, send });
    }
    if (reply.chunk.isLast) return going;
  }
};

const isOf = (node: NodeDraft, { kind, number }: ToSend): boolean =>
  node.accepted && kindOf(node) === kind && numbersOf(node.draft).includes(number);

const kindOf = (node: Extract<NodeDraft, { accepted: true }>): string => {
  const { draft } = node;
  if (draft.says === "goods") return draft.kind;
  return draft.says === "trade" ? draft.trade.kind : draft.says;
};
