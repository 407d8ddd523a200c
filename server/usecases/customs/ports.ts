import type { GatePass } from "../../domain/customs/documents/gate-pass.ts";
import type { GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { Timeline } from "../../domain/customs/obligations/duties.ts";
import type { Obligation } from "../../domain/customs/obligations/obligation.ts";
import type { UmbrellaDeclaration } from "../../domain/customs/documents/umbrella.ts";
import type { Money } from "../../domain/basics/money.ts";
import type { AcceptanceRefusal, BookStock } from "../../domain/customs/trade/checks.ts";
import type { IdentityCheck } from "../../domain/customs/trade/identity.ts";
import type { GoodsList } from "../../domain/customs/trade/list.ts";
import type { ListLife } from "../../domain/customs/trade/list-life.ts";
import type { FiledBook } from "../../domain/customs/trade/matching-list.ts";
import type { MatchResult } from "../../domain/customs/trade/matching.ts";
import type { TradeRecord } from "../../domain/customs/trade/records.ts";
import type { TariffRate } from "../../domain/customs/trade/tariff.ts";
import type { TaxSheet } from "../../domain/customs/trade/tax.ts";
import type { Account } from "../../domain/ledger/account.ts";
import type { Ledger } from "../../domain/ledger/ledger.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import { emptyFlowWrite, type FlowContent, type FlowReads, type FlowWrite } from "./flow-ports.ts";

/** What the customs desk asks of the store inside the one transaction of the books, and what it writes there. */

export type DocumentKind = DocumentContent["kind"];

export type DocumentContent = GoodsDocument | GatePass | UmbrellaDeclaration | TradeContent | ListContent | FlowContent;

/** An order, payment or waybill as it was filed last. */
export type TradeContent = Exclude<TradeRecord, { kind: "list" }> & Readonly<{ isDeleted?: true; identity?: IdentityCheck }>;

/** 电子税单: 1 已生成, 2 已汇总, 3 作废. Amounts in 10⁻⁵ CNY. */
export type CustomsTax = Readonly<{
  taxNo: string;
  tariff: Money;
  vat: Money;
  consumption: Money;
  state: "made" | "summed" | "void";
}>;

/** A list with its life, and what matching and the rules of acceptance say of it now. */
export type ListContent = Readonly<{
  kind: "list";
  record: GoodsList;
  life: ListLife;
  match: MatchResult;
  /** Why it may not go to customs; empty when it may. Null for an export, which is matched and no more. */
  refusals: readonly AcceptanceRefusal[] | null;
  /** Set once it was accepted here: its tax, and the quota that it takes. */
  sheet: TaxSheet | null;
  /** The tax sheet that customs opened. */
  customsTax?: CustomsTax;
  isAccepted: boolean;
}>;

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
  /** A serial of special goods has a timeline and no document; its number is `gtin/serial`. */
  kind: DocumentKind | "serial";
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
export type CustomsWrite = FlowWrite & {
  documents: { document: StoredDocument; entry: number; atMs: number }[];
  documentEvents: DocumentEventRow[];
  receipts: ReceiptRow[];
  releasesEnded: { release: string; atMs: number }[];
  /** What a buyer's year holds of a list from now on. */
  obligations: { obligation: Obligation; entry: number; atMs: number }[];
  quotas: { buyer: string; year: number; list: string; amount: Money }[];
  /** Documents that go to customs: the exchange writes them in official XML and takes them from the queue. */
  sends: { kind: DocumentKind; number: string; entry: number }[];
};

export const documentsOf = ({ documents }: CustomsWrite): DocumentLink[] =>
  documents.map(({ document: { kind, number } }) => ({ kind, number }));

export const emptyCustomsWrite = (): CustomsWrite => ({
  documents: [],
  documentEvents: [],
  receipts: [],
  releasesEnded: [],
  obligations: [],
  quotas: [],
  sends: [],
  ...emptyFlowWrite(),
});

export type CustomsReads = FlowReads & DocumentReads;

export type DocumentReads = Readonly<{
  /** By its number or one of its aliases. */
  findDocument(kind: DocumentKind, key: string): Promise<StoredDocument | undefined>;
  /** As many at once: those that are there, each by the key it was asked by. */
  listDocuments(keys: readonly DocumentLink[]): Promise<readonly Readonly<{ key: DocumentLink; document: StoredDocument }>[]>;
  /** Documents that name this one. */
  listLinked(to: DocumentLink): Promise<readonly StoredDocument[]>;
  /** Order, payment, waybill and list of one trade. */
  listTrio(trio: string): Promise<readonly StoredDocument[]>;
  listTrios(trios: readonly string[]): Promise<readonly StoredDocument[]>;
  /** Of a site, those in one of these states. */
  listInState(question: Readonly<{ kind: DocumentKind; site: string; states: readonly string[] }>): Promise<readonly StoredDocument[]>;
  /** A bonded book with the lines that bear these 料号, and what stands on them. */
  findFiledBook(question: FiledQuestion): Promise<FiledStock | undefined>;
  /** Where the goods of a list lie and whose they are, by its 监管场所 or customs office and its merchant; undefined when unknown. */
  findListGoods(list: GoodsList): Promise<ListGoods | undefined>;
  /** What the buyer's year holds beside these lists. */
  quotaUsed(buyer: string, year: number, exceptLists: readonly string[]): Promise<Money>;
  /** What each list holds of the years of these buyers. */
  listQuotas(
    buyers: readonly string[],
    years: readonly number[],
  ): Promise<readonly Readonly<{ buyer: string; year: number; list: string; amount: Money }>[]>;
  listTariff(hsCodes: readonly string[]): Promise<readonly TariffRate[]>;
  /** Events of a document under any of its numbers, in order. */
  listTimeline(kind: DocumentKind, numbers: readonly string[]): Promise<Timeline>;
  findObligation(id: string): Promise<Obligation | undefined>;
  /** Open ones of a firm. */
  listObligations(owner: string): Promise<readonly Obligation[]>;
  /** Open ones that time has made due soon or overdue since anybody looked. */
  listFallenDue(nowMs: number, limit: number): Promise<readonly Obligation[]>;
  /** Loads these balances into the ledger of the batch. */
  loadCells(ends: readonly Readonly<{ account: Account; lot: Lot }>[]): Promise<Ledger>;
}>;

export type FiledStock = Readonly<{ site: string; filed: FiledBook; stockOf: (itemRecordNo: string) => BookStock | undefined }>;

/** Products by the number of the list's line: of lines without one nothing is known. */
export type ListGoods = Readonly<{ site: string; owner: string; gtins: ReadonlyMap<number, string> }>;

/** `items`: 料号; `day`: what has its expiry before it is not free. */
export type FiledQuestion = Readonly<{ book: string; items: readonly string[]; day: string }>;
