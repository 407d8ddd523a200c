import type { Reach } from "../../domain/access/can.ts";
import type { Page, PageRequest, SiteList } from "../read-models.ts";
import type { TariffRow } from "./tariff-table.ts";

/** Obligations, the gate, reports, tariff and differences, in the form in which they are shown. */
type Bilingual = { zh: string; en: string };

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
  /** The one that was made last of it. */
  findMade(report: Readonly<Pick<ReportView, "kind" | "site" | "book" | "period">>): Promise<ReportView | undefined>;
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
  /** How many rows were new or changed. */
  put(rows: readonly TariffRow[]): Promise<number>;
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
