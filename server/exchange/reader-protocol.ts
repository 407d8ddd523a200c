/** What is said between the main thread and the thread that reads messages: one question, one reply. */
import type { MessageIssue } from "../usecases/customs/messages-ports.ts";
import type { Composed } from "./compose.ts";
import type { NodeDraft } from "./drafts.ts";

export type Question =
  /** Reads the bytes; the message stays with the reader until it is asked to forget it. */
  | Readonly<{ ask: "open"; bytes: Uint8Array; receivedMs: number }>
  /** The next nodes, few enough that taking them in is no work. */
  | Readonly<{ ask: "next" }>
  /** The nodes of these places in official XML, as a message of their own. */
  | Readonly<{ ask: "write"; places: readonly number[]; guid: string }>
  /** A document that no message filed, in the client's dialect; no message need be open. */
  | Readonly<{ ask: "compose"; composed: Composed; guid: string }>
  | Readonly<{ ask: "forget" }>;

export type Opened =
  | Readonly<{
      readable: true;
      kind: string;
      nodes: number;
      isSigned: boolean;
      isWritable: boolean;
      /** Of a message of 跨境统一版. */
      guid?: string;
    }>
  | Readonly<{ readable: false; reason: string; detail: string; line?: number }>;

export type Chunk = Readonly<{ nodes: readonly NodeDraft[]; isLast: boolean }>;

/** `issues`: why customs would refuse what was written. */
export type Written = Readonly<{ bytes: Uint8Array; issues: readonly MessageIssue[] }>;

export type Reply =
  | Readonly<{ reply: "opened"; opened: Opened }>
  | Readonly<{ reply: "chunk"; chunk: Chunk }>
  | Readonly<{ reply: "written"; written: Written }>
  | Readonly<{ reply: "forgotten" }>
  /** A bug of ours: the message is at fault only in having found it. */
  | Readonly<{ reply: "failed"; detail: string }>;

/** What the thread is given at its start. */
export type ReaderData = Readonly<{ personKey: string }>;
