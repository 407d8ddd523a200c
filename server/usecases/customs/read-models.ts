import type { Reach } from "../../domain/access/can.ts";
import type { JournalAccount, Page, PageRequest, SiteList } from "../read-models.ts";

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
  | "inspection_result";
type Bilingual = { zh: string; en: string };

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
    photos: { photo: number; name: string; mediaType: string; size: number; at: string; by: string }[];
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

// Books

export type BookView = Readonly<{
  book: string;
  kind: "bonded" | "non_bonded" | "overseas";
  site: string;
  owner: string;
  lines: number;
  totals: { uom: string; actual: string; incoming: string; outgoing: string }[];
  differences: number;
}>;
export type BookLineView = Readonly<{
  line: number;
  itemRecordNo: string | null;
  gtin: string;
  name: Bilingual | null;
  hsCode: string | null;
  uom: string;
  formal: string;
  actual: string;
  incoming: string;
  outgoing: string;
  physical: string;
  difference: string;
}>;
export type BookTransfer = Readonly<{
  entry: number;
  n: number;
  at: string;
  recordedAt: string;
  kind: string;
  type: string | null;
  document: { kind: string; number: string } | null;
  by: string | null;
  from: JournalAccount;
  to: JournalAccount;
  quantity: string;
  uom: string;
  actual: string;
  incoming: string;
  outgoing: string;
}>;
export type BookReads = Readonly<{
  list(filter: PageRequest & Readonly<{ reach: Reach; site?: string | undefined }>): Promise<Page<BookView>>;
  /** What a filing needs to know of a book. */
  find(book: string): Promise<Readonly<{ book: string; site: string; owner: string }> | undefined>;
  listLines(book: string, filter: PageRequest & Readonly<{ q?: string | undefined }>): Promise<Page<BookLineView>>;
  /** Lines as filings name them: by number, or by 料号. */
  findLines(book: string, names: readonly LineName[]): Promise<readonly FiledLine[]>;
  listTransfers(book: string, line: number, page: PageRequest): Promise<Page<BookTransfer>>;
}>;
export type LineName = Readonly<{ line?: number | undefined; itemRecordNo?: string | undefined }>;
export type FiledLine = Readonly<{ line: number; itemRecordNo: string | null; gtin: string; uom: string; hsCode: string | null }>;

// The twin

export type TwinState = "non_bonded" | "bonded" | "inventory_pending" | "pass_pending" | "written_off";
export type TwinCell = Readonly<{
  location: string;
  kind: string;
  plan: { x: number; y: number; w: number; h: number } | null;
  colour: TwinState | null;
  states: { state: TwinState; lines: number; quantities: { uom: string; quantity: string }[] }[];
  held: boolean;
  matches: boolean;
}>;
export type Twin = Readonly<{ site: string; at: string; entry: number; cells: TwinCell[] }>;
export type TwinFilter = Readonly<{ site: string; book?: string | undefined; line?: number | undefined; q?: string | undefined }>;
export type TwinCellLine = Readonly<{
  state: TwinState;
  book: string | null;
  line: number | null;
  itemRecordNo: string | null;
  gtin: string;
  name: Bilingual | null;
  owner: string | null;
  quantity: string;
  uom: string;
  documents: string[];
}>;
export type TwinReads = Readonly<{
  find(filter: TwinFilter): Promise<Twin>;
  listCell(filter: PageRequest & Readonly<{ site: string; location: string }>): Promise<Page<TwinCellLine>>;
}>;

// Obligations, the gate, reports, tariff

export type ObligationView = Readonly<{
  obligation: string;
  rule: string;
  name: Bilingual;
  subject: string;
  site: string | null;
  owner: string | null;
  state: "open" | "due_soon" | "overdue" | "met" | "waived";
  startedAt: string;
  dueAt: string;
  source: string | null;
  sure: "sure" | "likely" | "unsure" | null;
  note: string | null;
  changedAt: string;
  entry: number;
}>;
export type ObligationFilter = PageRequest &
  Readonly<{
    reach: Reach;
    site?: string | undefined;
    state?: ObligationView["state"] | undefined;
    owner?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
  }>;
export type ObligationReads = Readonly<{
  list(filter: ObligationFilter, nowMs: number): Promise<Page<ObligationView>>;
  findSite(obligation: string): Promise<string | null | undefined>;
}>;

export type GatePassView = Readonly<{
  pass: string;
  innerNo: string | null;
  passKind: "1" | "2" | "3" | "4" | "5" | "6" | "7" | null;
  owner: string | null;
  direction: "in" | "out" | null;
  plate: string | null;
  container: string | null;
  seal: string | null;
  state: string;
  isFastLane: boolean;
  documents: string[];
  lines: number;
  declaredWeightKg: string | null;
  validFrom: string | null;
  validUntil: string | null;
  approvedAt: string;
  seenAt: string | null;
}>;
export type GateSighting = Readonly<{
  entry: number;
  device: string;
  at: string;
  direction: "in" | "out" | null;
  plate: string | null;
  pass: string | null;
  barrier: "raise" | "hold";
  result: string;
  reason: string | null;
  detail: string | null;
  weighedKg: string | null;
  declaredWeightKg: string | null;
}>;
export type GateReads = Readonly<{
  find(site: string, limit: number): Promise<Readonly<{ site: string; passes: GatePassView[]; seen: GateSighting[] }>>;
}>;

export type ReportView = Readonly<{
  report: number;
  kind: "snapshot" | "monthly" | "write_off";
  site: string;
  book: string | null;
  period: string;
  madeAt: string;
  madeBy: string;
  sha256: string;
  size: number;
  entry: number;
}>;
export type ReportReads = Readonly<{
  list(
    filter: PageRequest & Readonly<{ reach: Reach; site?: string | undefined; kind?: ReportView["kind"] | undefined }>,
  ): Promise<Page<ReportView>>;
  find(report: number, reach: Reach): Promise<(ReportView & Readonly<{ content: string }>) | undefined>;
}>;

export type TariffView = Readonly<{
  hsCode: string;
  name: string;
  validFrom: string;
  validTo: string | null;
  vat: string | null;
  consumption: string | null;
  tariff: string | null;
  legalUnits: string[];
  positiveList: boolean | null;
  source: string;
}>;
export type TariffReads = Readonly<{
  list(filter: PageRequest & Readonly<{ q?: string | undefined; date?: string | undefined }>): Promise<Page<TariffView>>;
}>;

export type DifferenceLineView = Readonly<{
  site: string;
  book: string | null;
  line: number | null;
  itemRecordNo: string | null;
  gtin: string;
  name: Bilingual | null;
  owner: string | null;
  uom: string;
  physical: string;
  formal: string;
  incoming: string;
  outgoing: string;
  passedIn: string;
  passedOut: string;
  expected: string;
  difference: string;
  causes: { cause: string; words: Bilingual; quantity: string | null; subject: string | null }[];
  obligations: { obligation: string; rule: string; state: "open" | "due_soon" | "overdue"; dueAt: string }[];
}>;
export type DifferenceLineReads = Readonly<{
  /** In the order of books and lines. A page may hold fewer rows than it could: what could differ was looked at. */
  list(filter: SiteList, nowMs: number): Promise<Page<DifferenceLineView>>;
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
