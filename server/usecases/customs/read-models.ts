import type { Reach } from "../../domain/access/can.ts";
import type { BookReads, TwinReads } from "./book-read-models.ts";
import type { DifferenceLineReads, GateReads, ObligationReads, ReportReads, TariffReads } from "./desk-read-models.ts";
import type { Page, PageRequest } from "../read-models.ts";

/**
 * What is asked of the customs half, in the form in which it is shown: quantities as decimal strings, instants as RFC 3339
 * in UTC, people masked. `reach` narrows every list to the sites that the asker may see.
 */
export type DocumentKind =
  | "inventory"
  | "stock_document"
  | "pass"
  | "declaration"
  | "order"
  | "payment"
  | "waybill"
  | "list"
  | "conversion"
  | "inspection"
  | "adjustment"
  | "pledge"
  | "admission";
export type Channel = "mail" | "express" | "9610" | "1210" | "9710" | "9810";
export type Lack =
  | "approval"
  | "declaration_release"
  | "gate_pass"
  | "gate_passage"
  | "collective_inventory"
  | "order"
  | "payment"
  | "waybill"
  | "list"
  | "match"
  | "identity"
  | "acceptance"
  | "release"
  | "inventory"
  | "guarantee"
  | "complete_declaration"
  | "inspection_result"
  | "disposition"
  | "admission";

// Documents

export type DocumentSummary = Readonly<{
  kind: DocumentKind;
  number: string;
  innerNo: string | null;
  site: string | null;
  owner: string | null;
  book: string | null;
  direction: "in" | "out" | null;
  channel: string | null;
  state: string;
  trio: string | null;
  plate: string | null;
  lacks: Lack[];
  createdAt: string;
  changedAt: string;
  entry: number;
}>;
export type DocumentFilter = PageRequest &
  Readonly<{
    reach: Reach;
    site?: string | undefined;
    kind?: DocumentKind | undefined;
    state?: string | undefined;
    channel?: Channel | undefined;
    q?: string | undefined;
  }>;

export type DocumentLineView = Readonly<{
  n: number;
  document: string | null;
  documentLine: number | null;
  bookLine: number | null;
  itemRecordNo: string | null;
  gtin: string | null;
  name: string | null;
  hsCode: string | null;
  uom: string | null;
  declared: string;
  onPasses: string;
  passed: string;
  pending: string;
  formal: string;
  total: string | null;
  currency: string | null;
}>;
export type DocumentEventView = Readonly<{
  entry: number;
  type: string;
  at: string;
  recordedAt: string;
  by: string;
  note: string | null;
  transfers: number;
}>;
export type Receipt = Readonly<{
  receipt: number;
  message: number | null;
  kind: string;
  documentKind: DocumentKind;
  number: string;
  status: string;
  note: string | null;
  at: string;
  recordedAt: string;
  entry: number;
}>;
export type Issue = Readonly<{ element: string; message: string; found: string | null; allowed: string }>;
export type MatchView = Readonly<{
  verdict: "matched" | "differs" | "incomplete";
  lacking: ("order" | "payment" | "waybill" | "list")[];
  fields: {
    pair: string;
    field: string;
    line: number | null;
    state: "equal" | "different" | "missing";
    left: string | null;
    right: string | null;
    severity: "none" | "warns" | "blocks";
  }[];
  matchedAt: string | null;
}>;
export type DocumentView = DocumentSummary &
  Readonly<{
    aliases: string[];
    deduction: "none" | "pre" | "done" | "written_off" | null;
    isReleased: boolean | null;
    content: Record<string, unknown>;
    lines: DocumentLineView[];
    events: DocumentEventView[];
    receipts: Receipt[];
    messages: { message: number; direction: "in" | "out"; kind: string; at: string; accepted: boolean; issues: Issue[] }[];
    linked: { kind: DocumentKind; number: string; state: string | null }[];
    match: MatchView | null;
    obligations: { obligation: string; rule: string; state: string; dueAt: string }[];
    photos: { photo: number; name: string; mediaType: string; sha256: string; size: number; at: string; by: string }[];
  }>;

export type DocumentPlace = Readonly<{ number: string; innerNo: string; site: string | null; state: string }>;

export type ReceiptFilter = PageRequest &
  Readonly<{ reach: Reach; site?: string | undefined; kind?: DocumentKind | undefined; number?: string | undefined }>;

export type DocumentReads = Readonly<{
  list(filter: DocumentFilter): Promise<Page<DocumentSummary>>;
  /** By its number or one of its other numbers; of several kinds the one that changed last. */
  find(number: string, kind: DocumentKind | undefined, reach: Reach): Promise<DocumentView | undefined>;
  /** Under which number it stands, and where it belongs: no site for one that names none. */
  locate(number: string, kind: DocumentKind): Promise<DocumentPlace | undefined>;
  listReceipts(filter: ReceiptFilter): Promise<Page<Receipt>>;
  findPhoto(number: string, photo: number, reach: Reach): Promise<Readonly<{ mediaType: string; bytes: Uint8Array }> | undefined>;
}>;

// Messages

type MessageState = "read" | "unreadable" | "waiting" | "taken" | "sent" | "failed";
export type Message = Readonly<{
  message: number;
  direction: "in" | "out";
  door: string;
  kind: string;
  sha256: string;
  size: number;
  state: MessageState;
  note: string | null;
  fileName: string | null;
  at: string;
  by: string;
  nodes: { kind: string; key: string; accepted: boolean; issues: Issue[] }[];
}>;
export type MessageFilter = PageRequest &
  Readonly<{ direction?: "in" | "out" | undefined; state?: MessageState | undefined; kind?: string | undefined }>;
export type OutboxMessage = Omit<Message, "direction" | "door" | "by" | "nodes">;
export type MessageReads = Readonly<{
  /** Newest first. */
  list(filter: MessageFilter): Promise<Page<Message>>;
  /** What is not sent yet, oldest first. */
  listOutbox(page: PageRequest): Promise<Page<OutboxMessage>>;
  findOutgoing(message: number): Promise<OutboxMessage | undefined>;
}>;

/** All that is read of the customs half. */
export type CustomsViews = Readonly<{
  differences: DifferenceLineReads;
  documents: DocumentReads;
  messages: MessageReads;
  books: BookReads;
  twin: TwinReads;
  obligations: ObligationReads;
  gate: GateReads;
  reports: ReportReads;
  tariff: TariffReads;
}>;
