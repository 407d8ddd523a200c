import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { UmbrellaDeclaration } from "../../domain/customs/documents/umbrella.ts";
import type { Account } from "../../domain/ledger/account.ts";
import type { Ledger } from "../../domain/ledger/ledger.ts";
import type { Lot } from "../../domain/ledger/lot.ts";

/** What the customs desk asks of the store inside the one transaction of the books, and what it writes there. */

export type DocumentKind = GoodsDocument["kind"] | "pass" | "declaration";

export type DocumentContent = GoodsDocument | GatePass | UmbrellaDeclaration;

/** A document as its events have left it. */
export type StoredDocument<Content extends DocumentContent = DocumentContent> = Readonly<{
  kind: Content["kind"];
  number: string;
  /** Other numbers by which it is asked for: the firm's own, customs' preliminary one. */
  aliases: readonly string[];
  site: string | null;
  owner: string | null;
  book: string | null;
  direction: "in" | "out" | null;
  channel: string | null;
  state: string;
  /** `platform/orderNo`: what the documents of one trade have in common. */
  trio: string | null;
  plate: string | null;
  links: readonly DocumentLink[];
  content: Content;
}>;

export type DocumentLink = Readonly<{ kind: DocumentKind; number: string }>;

export type DocumentEventRow = Readonly<{
  entry: number;
  kind: DocumentKind;
  number: string;
  type: string;
  atMs: number;
  by: string;
  note?: string;
}>;

export type ReceiptRow = Readonly<{
  message: number | null;
  kind: string;
  documentKind: DocumentKind;
  number: string;
  status: string;
  note?: string;
  atMs: number;
  recordedMs: number;
  entry: number;
}>;

/** What an act of customs writes beside journal and balances. */
export type CustomsWrite = {
  documents: { document: StoredDocument; entry: number; atMs: number }[];
  documentEvents: DocumentEventRow[];
  receipts: ReceiptRow[];
  releasesEnded: { release: string; atMs: number }[];
};

export const emptyCustomsWrite = (): CustomsWrite => ({ documents: [], documentEvents: [], receipts: [], releasesEnded: [] });

export type CustomsReads = Readonly<{
  /** By its number or one of its aliases. */
  findDocument(kind: DocumentKind, key: string): Promise<StoredDocument | undefined>;
  /** Documents that name this one. */
  listLinked(to: DocumentLink): Promise<readonly StoredDocument[]>;
  /** Loads these balances into the ledger of the batch. */
  loadCells(ends: readonly Readonly<{ account: Account; lot: Lot }>[]): Promise<Ledger>;
}>;
