import type { JournalAccount, Page, PageRequest } from "../read-models.ts";
import type { Reach } from "../../domain/access/can.ts";

/** Customs books and the twin, in the form in which they are shown. */
type Bilingual = { zh: string; en: string };

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
