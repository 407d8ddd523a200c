import type { DocumentContent, DocumentKind } from "./ports.ts";

/** Messages of customs at our doors: what takes them, and what keeps their originals. */

/** One fault of one field: the element, what stood there, what may stand there. */
export type MessageIssue = Readonly<{ element: string; message: string; found: string | null; allowed: string }>;

/** What became of one node. `key` is its business number. */
export type NodeResult = Readonly<{
  /** Its place in the message, from 0. */
  n: number;
  kind: string;
  key: string;
  accepted: boolean;
  /** Warnings of an accepted node, errors of a rejected one. */
  issues: readonly MessageIssue[];
  about?: readonly NodeAbout[];
}>;

/** A document by any of its numbers, a book, a line of one (`book/line`), the number of an application, the guid of a message. */
export type AboutKey = Readonly<{ kind: DocumentKind | "book" | "book_line" | "application" | "message"; key: string }>;
/** What a node is about, kept where it is asked for later. `waits`: nothing is filed under this number yet. */
export type NodeAbout = AboutKey & Readonly<{ waits: boolean }>;

export type MessageAnswer =
  | Readonly<{
      readable: true;
      /** The number of the kept original. */
      message: number;
      /** The same bytes came before, and all their nodes were accepted then. */
      repeat: boolean;
      /** CEB621, INV101, … */
      kind: string;
      accepted: readonly Readonly<{ key: string; warnings: readonly MessageIssue[] }>[];
      rejected: readonly Readonly<{ key: string; errors: readonly MessageIssue[] }>[];
    }>
  | Readonly<{
      readable: false;
      /** Null when the bytes were not kept: too many wait already, or they are too large. */
      message: number | null;
      /**
       * `busy` and `stopped` ask to be tried again; `reader_died`, `took_too_long` and `reader_failed` are ours; the others say
       * what is wrong with the bytes.
       */
      reason: string;
      detail: string;
      /** Counted from 1. */
      line?: number;
    }>;

export type MessageSource = Readonly<{
  door: "http" | "exchange";
  /** Who brought it. */
  by: string;
  fileName?: string;
  /** False: whoever brings it may file, and may not say what customs answered. */
  mayAnswer?: boolean;
}>;

/** Keeps the bytes, reads them off the main thread, and does what they say. Faults of the database are thrown. */
export type TakeMessage = (bytes: Uint8Array, source: MessageSource) => Promise<MessageAnswer>;

export type MessageDraft = Readonly<{
  direction: "in" | "out";
  /** `made`: written here, from a document. */
  door: MessageSource["door"] | "made";
  kind: string;
  sha256: Uint8Array;
  size: number;
  /** Empty for bytes that are kept already. */
  sealed: Uint8Array;
  state: "read" | "unreadable" | "waiting" | "failed";
  note?: string;
  fileName?: string;
  /** World time. */
  atMs: number;
  by: string;
}>;

/** Everything that came with the same bytes, together. */
export type KeptMessage = Readonly<{
  message: number;
  state: "read" | "unreadable";
  kind: string;
  /** Of each node its acceptance, else its last rejection. */
  nodes: readonly NodeResult[];
}>;

/** A document that is to go to customs, and the message that filed it as it is now, where one did. */
export type ToSend = Readonly<{ kind: DocumentKind; number: string; entry: number; message: number | null }>;

export type OutgoingMessage = Readonly<{ message: number; kind: string; sha256: Uint8Array; state: string; fileName: string | null }>;

export type CustomsMessages = Readonly<{
  findKept(sha256: Uint8Array): Promise<KeptMessage | undefined>;
  keep(draft: MessageDraft): Promise<number>;
  /** A node that stands there already is left as it is. */
  addNodes(message: number, nodes: readonly NodeResult[]): Promise<void>;
  finish(message: number, end: Readonly<{ state: "read" | "unreadable"; kind: string; note?: string }>): Promise<void>;
  /** What waits to be written, oldest first. */
  listToSend(limit: number): Promise<readonly ToSend[]>;
  /** Keeps a message that goes out, with the documents that it carries; false when another server has sent one of them. */
  dispatch(draft: MessageDraft, nodes: readonly NodeResult[], sends: readonly ToSend[]): Promise<boolean>;
  findOriginal(message: number): Promise<Readonly<{ sha256: Uint8Array; sealed: Uint8Array }> | undefined>;
  /** Oldest first, `after` this one. */
  listOutgoing(state: "waiting" | "taken", after: number, limit: number): Promise<readonly OutgoingMessage[]>;
  findOutgoing(message: number): Promise<OutgoingMessage | undefined>;
  setOutgoing(message: number, state: "taken" | "sent" | "failed", more: Readonly<{ note?: string; fileName?: string }>): Promise<void>;
}>;

/** A node that customs said before its document was filed here, with what the message was taken as. */
export type WaitingNode = Readonly<{ message: number; n: number; door: "http" | "exchange"; by: string; atMs: number }>;
export type NodePlace = Pick<WaitingNode, "message" | "n">;

/**
 * Which nodes that wait are looked at: those that wait for these numbers, for documents that have changed since this entry of the
 * journal, or any.
 */
export type ReadyQuestion = Readonly<{ keys: readonly AboutKey[] } | { afterEntry: number } | { any: true }>;

export type WaitingAnswers = Readonly<{
  /** Of these the ones whose document is filed by now, in the order of arrival; `entry`: the last of the journal at that moment. */
  listReady(question: ReadyQuestion, after: NodePlace | undefined, limit: number): Promise<ReadyNodes>;
  /** It has been applied as far as it goes, and waits for these numbers from now on. */
  settle(place: NodePlace, still: readonly AboutKey[]): Promise<void>;
}>;
export type ReadyNodes = Readonly<{ nodes: readonly WaitingNode[]; entry: number }>;

/** What the messages ask of the master data and of the documents, many at once. */
export type CustomsLookups = Readonly<{
  listBooks(books: readonly string[]): Promise<readonly MasterBook[]>;
  /** `asked` is the place of the question; a 料号 that stands on several lines gives each. */
  listBookLines(questions: readonly BookLineQuestion[]): Promise<readonly (MasterBookLine & Readonly<{ asked: number }>)[]>;
  /** Of 海关关区代码. */
  listSites(offices: readonly string[]): Promise<readonly Readonly<{ office: string; site: string }>[]>;
  /** Of 海关注册编码 and 统一社会信用代码. */
  listParties(codes: readonly string[]): Promise<readonly Readonly<{ code: string; party: string }>[]>;
  /** What a document that was filed by hand does not say of its firm, goods and zone. */
  listFirms(parties: readonly string[]): Promise<readonly MasterFirm[]>;
  listGoodsNames(gtins: readonly string[]): Promise<readonly Readonly<{ gtin: string; name: string; hsCode: string | null }>[]>;
  listOffices(sites: readonly string[]): Promise<readonly Readonly<{ site: string; office: string }>[]>;
  /** By any of their numbers. */
  listDocuments(questions: readonly DocumentQuestion[]): Promise<readonly KnownDocument[]>;
  /** Lines of a book that have been counted on before. */
  listOpenedLines(book: string): Promise<readonly number[]>;
  /** Documents that an application named, or a message carried. */
  listNamed(of: readonly AboutKey[]): Promise<readonly (AboutKey & Readonly<{ of: AboutKey }>)[]>;
  /** Of these obligations the ones that are open, overdue or not. */
  listOwed(obligations: readonly string[]): Promise<readonly string[]>;
  /** Another number by which the document is asked for from now on. */
  addAlias(document: Readonly<{ kind: DocumentKind; number: string }>, alias: string): Promise<void>;
}>;

export type MasterFirm = Readonly<{ party: string; name: string; customsCode: string | null; creditCode: string | null }>;
export type MasterBook = Readonly<{ book: string; kind: string; site: string; owner: string }>;
/** A line by its number, else by its 料号. */
export type BookLineQuestion = Readonly<{ book: string; line: number | null; itemRecordNo: string | null }>;
export type MasterBookLine = Readonly<{
  book: string;
  line: number;
  gtin: string;
  uom: string;
  /** 计量单位代码, where the book says it. */
  customsUnit: string | null;
}>;
export type DocumentQuestion = Readonly<{ kind: DocumentKind; key: string }>;
export type KnownDocument = DocumentQuestion &
  Readonly<{
    number: string;
    site: string | null;
    owner: string | null;
    book: string | null;
    state: string;
    content: DocumentContent;
  }>;
