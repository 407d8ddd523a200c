/** Kept messages in memory, for tests that need no database. */
import type { CustomsMessages, MessageDraft, NodeResult } from "../../server/usecases/customs/messages-ports.ts";

export type MemoryMessage = Omit<MessageDraft, "state" | "note" | "fileName"> & {
  message: number;
  state: string;
  note: string | undefined;
  fileName: string | undefined;
};
export type MemoryMessages = CustomsMessages & Readonly<{ rows: MemoryMessage[]; nodes: (NodeResult & { message: number })[] }>;

export const createMemoryMessages = (): MemoryMessages => {
  const rows: MemoryMessage[] = [];
  const nodes: (NodeResult & { message: number })[] = [];
  const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
  const find = (message: number): MemoryMessage | undefined => rows.find((row) => row.message === message);
  const outgoing = ({ message, kind, sha256, state, fileName }: MemoryMessage) => ({
    message,
    kind,
    sha256,
    state,
    fileName: fileName ?? null,
  });
  return {
    rows,
    nodes,
    findKept: async (sha256) => {
      const kept = rows.filter((row) => row.direction === "in" && same(row.sha256, sha256));
      const last = kept.toReversed().toSorted((one, other) => Number(other.state === "read") - Number(one.state === "read"))[0];
      if (!last) return undefined;
      const best = new Map<number, NodeResult>();
      for (const node of nodes.filter(({ message }) => kept.some((row) => row.message === message)))
        if (!best.get(node.n)?.accepted) best.set(node.n, node);
      return { message: last.message, state: last.state as "read" | "unreadable", kind: last.kind, nodes: [...best.values()] };
    },
    keep: async (draft) => {
      const message = rows.length + 1;
      rows.push({ ...draft, message, note: draft.note, fileName: draft.fileName });
      return message;
    },
    addNodes: async (message, added) => {
      for (const node of added) if (!nodes.some((each) => each.message === message && each.n === node.n)) nodes.push({ ...node, message });
    },
    finish: async (message, end) => void Object.assign(find(message) ?? {}, { note: undefined }, end),
    findOriginal: async (message) => {
      const row = find(message);
      return row && rows.find((each) => same(each.sha256, row.sha256) && each.sealed.length > 0);
    },
    listToSend: async () => [],
    dispatch: async (draft, added) => {
      const message = rows.length + 1;
      rows.push({ ...draft, message, note: draft.note, fileName: draft.fileName });
      nodes.push(...added.map((node) => ({ ...node, message })));
      return true;
    },
    listOutgoing: async (state, after, limit) =>
      rows
        .filter((row) => row.direction === "out" && row.state === state && row.message > after)
        .slice(0, limit)
        .map(outgoing),
    findOutgoing: async (message) => {
      const row = find(message);
      return row?.direction === "out" ? outgoing(row) : undefined;
    },
    setOutgoing: async (message, state, more) => void Object.assign(find(message) ?? {}, { state }, more),
  };
};
