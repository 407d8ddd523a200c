import type { SerialBook } from "../../domain/custody/chains.ts";
import type { Adjustment } from "../../domain/customs/documents/adjustment.ts";
import type { ConversionDocument } from "../../domain/customs/documents/conversion-document.ts";
import type { Pledge } from "../../domain/customs/documents/pledge.ts";
import type { HeldGoods } from "../../domain/customs/held-goods.ts";
import type { Admission } from "../../domain/customs/inspection/admission.ts";
import type { Inspection } from "../../domain/customs/inspection/inspection.ts";
import type { MovementRow, OpeningRow } from "../../domain/customs/reports/monthly-report.ts";
import type { BookBalance, StockRow } from "../../domain/customs/reports/daily-snapshot.ts";
import type { WriteOffRow } from "../../domain/customs/reports/write-off.ts";
import type { Hold, Regime, StockAccount } from "../../domain/ledger/account.ts";
import type { Cell } from "../../domain/ledger/ledger.ts";
import type { Lot } from "../../domain/ledger/lot.ts";

/** What the flows beside declaration and gate ask of the store and write there: conversions, adjustments, pledges, inspections, reports. */

/** `held`: what stands still by it, as far as it did not before. */
export type InspectionContent = Inspection & Readonly<{ kind: "inspection"; held: readonly HeldGoods[] }>;
/** `about`: the kind of the document that it is about. */
export type AdmissionContent = Admission & Readonly<{ kind: "admission"; about: "inventory" | "pass" }>;

export type FlowContent = ConversionDocument | Adjustment | Pledge | InspectionContent | AdmissionContent;

/** Whatever it does not name may be anything; null names what is in no book, no SSCC. */
export type StockQuestion = Readonly<{
  site: string;
  location?: string;
  parent?: string | null;
  gtin?: string;
  batch?: string;
  serial?: string;
  owner?: string | null;
  book?: string | null;
  line?: number | null;
  regime?: Regime;
  hold?: Hold;
}>;
export type StockCell = Cell & Readonly<{ account: StockAccount }>;

export type MasterLine = Readonly<{ book: string; line: number; site: string; owner: string; gtin: string; uom: string }>;

export type KeptReport = Readonly<{ kind: ReportKind; site: string; book: string | null; period: string }>;
/** 每日库存快照, 收付存月报表, 账册报核. */
export type ReportKind = "snapshot" | "monthly" | "write_off";

export type FlowReads = Readonly<{
  /** Goods that lie there now, with what earlier acts of the transaction have moved; loaded into its ledger. */
  listStock(question: StockQuestion): Promise<readonly StockCell[]>;
  findMasterLine(book: string, line: number): Promise<MasterLine | undefined>;
  findBook(book: string): Promise<Readonly<{ site: string; owner: string }> | undefined>;
  /** What came in as bonded goods by the passage of these gate passes. */
  listArrivals(passes: readonly string[]): Promise<readonly HeldGoods[]>;
  /** Undefined for goods that are under no chain. */
  findSerial(gtin: string, serial: string): Promise<SerialBook | undefined>;
  /** SHA-256 in hex. */
  hashOf(text: string): string;
  reports: ReportReads;
}>;

/** `untilMs`: as of the end of it, exclusive; what happened later does not count, whenever it was told. */
export type ReportReads = Readonly<{
  listStock(site: string, untilMs: number): Promise<readonly StockRow[]>;
  listBookBalances(site: string, untilMs: number): Promise<readonly BookBalance[]>;
  /** Bonded goods of a site, by book line. */
  listBonded(site: string, untilMs: number): Promise<readonly OpeningRow[]>;
  listMovements(site: string, period: Readonly<{ fromMs: number; untilMs: number }>): Promise<readonly MovementRow[]>;
  /** Of each line of a book, by its own movements; what remains is what lay there at the end. */
  listWriteOff(book: string, period: Readonly<{ fromMs: number; untilMs: number }>): Promise<readonly WriteOffRow[]>;
  /** Inventories of a book that were deducted before. */
  listDeducted(book: string, untilMs: number): Promise<readonly string[]>;
  /** The hash of the one that was made last for it. */
  findHash(report: KeptReport): Promise<string | undefined>;
  /** Periods that a book was reported on. */
  countPeriods(report: KeptReport): Promise<number>;
}>;

export type FlowWrite = {
  lineages: { lot: Lot; fromLot: Lot; entry: number }[];
  attachments: (Attachment & { documentKind: "inspection"; number: string; entry: number; atMs: number; by: string })[];
  reports: (KeptReport & { content: string; sha256: string; entry: number; atMs: number; by: string })[];
};
/** `sha256` in hex: it stands for the picture in the document. */
export type Attachment = Readonly<{ name: string; mediaType: string; sha256: string; bytes: Uint8Array }>;

export const emptyFlowWrite = (): FlowWrite => ({ lineages: [], attachments: [], reports: [] });
