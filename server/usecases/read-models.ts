import type { Hold, Regime } from "../domain/ledger/account.ts";
import type { Reach } from "../domain/access/can.ts";

/**
 * What is asked of the world as it stands, and the form in which it is shown: quantities as decimal strings, instants
 * as RFC 3339 in UTC. The doors pass these on; `reach` narrows every list to the sites that the asker may see.
 */
export type Page<Row> = Readonly<{ rows: readonly Row[]; next: string | null }>;
export type PageRequest = Readonly<{ limit: number; after?: string | undefined }>;

/** A cursor that no answer of ours could have held. */
export class CursorUnreadable extends Error {
  override name = "CursorUnreadable";
}

type Bilingual = Readonly<{ zh: string; en: string }>;
type SiteKind = "bonded_warehouse" | "collection_warehouse" | "overseas_warehouse" | "port" | "airport" | "rail_hub" | "checkpoint";
type DeviceKind = "scanner" | "station" | "portal" | "gate" | "scale" | "tracker" | "sensor" | "seal";
type ObservationKind = "scan" | "telemetry" | "position" | "seal" | "gate" | "state";
type Result = "posted" | "refused" | "unsettled" | "quarantined";

// Master data

export type Site = Readonly<{
  site: string;
  kind: SiteKind;
  name: Bilingual;
  lat: number;
  lon: number;
  regimes: Regime[];
  fenceRadiusM: number | null;
}>;
export type Location = Readonly<{ site: string; location: string; kind: string; regimes: Regime[]; barcode: string | null }>;
export type Product = Readonly<{ gtin: string; name: Bilingual; uom: string; coldClass: string | null; hsCode: string | null }>;

export type MasterDataReads = Readonly<{
  listSites(page: PageRequest): Promise<Page<Site>>;
  listLocations(filter: PageRequest & Readonly<{ site?: string | undefined }>): Promise<Page<Location>>;
  listProducts(page: PageRequest): Promise<Page<Product>>;
}>;

/** How many lines each part held. */
export type MasterDataCounts = Readonly<Record<"sites" | "locations" | "parties" | "products" | "books" | "units" | "shipments", number>>;

// Devices

export type Device = Readonly<{
  device: string;
  site: string;
  kind: DeviceKind;
  location: string | null;
  step: string | null;
  direction: "in" | "out" | null;
  unit: string | null;
  topic: string;
  online: boolean;
  lastSeenAt: string | null;
  lastSeq: number | null;
  revokedAt: string | null;
}>;
export type DeviceDraft = Readonly<{
  device: string;
  site: string;
  kind: DeviceKind;
  location?: string | undefined;
  step?: string | undefined;
  direction?: "in" | "out" | undefined;
  unit?: string | undefined;
}>;
export type DeviceSecret = Readonly<{ topic: string; username: string; password: string }>;
/** A device that stands is never given a second password; one that was revoked is provisioned anew. */
export type ProvisionOutcome =
  | (Readonly<{ outcome: "provisioned" }> & DeviceSecret)
  | Readonly<{ outcome: "exists" | "unknown_site" | "unknown_location" | "unknown_unit" }>;

export type Devices = Readonly<{
  provision(draft: DeviceDraft): Promise<ProvisionOutcome>;
  /** False when there is no such device that stands. */
  revoke(device: string): Promise<boolean>;
  find(device: string): Promise<Device | undefined>;
  list(filter: PageRequest & Readonly<{ reach: Reach; site?: string | undefined }>): Promise<Page<Device>>;
  /** Whether a device that stands has this password. */
  knows(username: string, password: string): Promise<boolean>;
  /** The topic prefix of a device that stands. */
  findTopic(username: string): Promise<string | undefined>;
  /** Accounts and topic rules of all devices that stand, and of the server itself, as Mosquitto reads them. */
  mosquittoFiles(server?: Readonly<{ username: string; password: string }>): Promise<Readonly<{ passwd: string; acl: string }>>;
}>;

// Observations and the journal

export type JournalAccount = Readonly<{
  family: "stock" | "contra" | "book" | "document";
  contra?: string;
  site?: string;
  location?: string;
  parent?: string | null;
  regime?: Regime;
  hold?: Hold;
  number?: string;
  line?: number;
  state?: string;
}>;
export type JournalLot = Readonly<{
  lot: string;
  gtin: string;
  uom: string;
  owner: string | null;
  book: string | null;
  line: number | null;
  batch: string | null;
  expiry: string | null;
  serial: string | null;
  origin: string | null;
}>;
export type JournalTransfer = Readonly<{ from: JournalAccount; to: JournalAccount; lot: JournalLot; quantity: string; uom: string }>;
export type JournalEntry = Readonly<{
  entry: number;
  kind: "observation" | "settlement" | "release" | "disposal" | "alarm" | "document";
  device?: string;
  observation?: string;
  observationKind?: ObservationKind;
  step?: string;
  result?: Result;
  reason?: string;
  detail?: string;
  site?: string;
  operator?: string;
  at: string;
  recordedAt: string;
  transfers: JournalTransfer[];
  body?: Record<string, unknown>;
}>;

export type JournalFilter = PageRequest &
  Readonly<{
    reach: Reach;
    site?: string | undefined;
    location?: string | undefined;
    gtin?: string | undefined;
    lot?: string | undefined;
    device?: string | undefined;
    newest?: boolean | undefined;
  }>;

export type ObservationStory = Readonly<{
  device: string;
  id: string;
  kind: ObservationKind;
  site: string | null;
  at: string;
  deviceAt: string;
  receivedAt: string;
  clockSuspect: boolean;
  message: unknown;
  result: Result;
  reason?: string;
  detail?: string;
  history: JournalEntry[];
}>;

export type Quarantined = Readonly<{
  quarantine: number;
  topic: string;
  device: string | null;
  reason: string;
  detail: string;
  bytes: number;
  preview: string;
  receivedAt: string;
}>;

export type JournalReads = Readonly<{
  list(filter: JournalFilter): Promise<Page<JournalEntry>>;
  findObservation(device: string, id: string): Promise<ObservationStory | undefined>;
  listQuarantine(page: PageRequest): Promise<Page<Quarantined>>;
  findQuarantinedBytes(quarantine: number): Promise<Uint8Array | undefined>;
}>;

// Stock

export type StockLine = Readonly<{
  site: string;
  location: string;
  parent: string | null;
  regime: Regime;
  hold: Hold;
  owner: string | null;
  gtin: string;
  batch: string | null;
  expiry: string | null;
  serial: string | null;
  book: string | null;
  line: number | null;
  origin: string | null;
  lot: string;
  quantity: string;
  uom: string;
}>;
export type StockFilter = PageRequest &
  Readonly<{
    reach: Reach;
    site?: string | undefined;
    location?: string | undefined;
    regime?: Regime | undefined;
    gtin?: string | undefined;
    batch?: string | undefined;
    serial?: string | undefined;
    owner?: string | undefined;
    parent?: string | undefined;
    book?: string | undefined;
    /** As of when things happened, and as of what had been learnt. */
    at?: string | undefined;
    known?: string | undefined;
  }>;
export type BookStockLine = Readonly<{
  book: string | null;
  line: number | null;
  itemRecordNo: string | null;
  gtin: string;
  uom: string;
  owner: string | null;
  site: string;
  bonded: string;
  nonBonded: string;
  other: string;
  held: string;
}>;
export type StockReads = Readonly<{
  list(filter: StockFilter): Promise<Page<StockLine>>;
  listByBookLine(
    filter: PageRequest & Readonly<{ reach: Reach; site?: string | undefined; book?: string | undefined; gtin?: string | undefined }>,
  ): Promise<Page<BookStockLine>>;
}>;

/** What a code stands for. */
export type TraceSubject =
  | Readonly<{ kind: "serial"; gtin: string; serial: string }>
  | Readonly<{ kind: "batch"; gtin: string; batch: string }>
  | Readonly<{ kind: "product"; gtin: string }>
  | Readonly<{ kind: "sscc"; sscc: string }>
  /** Typed by hand: somebody's batch or serial number. */
  | Readonly<{ kind: "text"; text: string }>;
export type TraceReads = Readonly<{
  trace(subject: TraceSubject, reach: Reach): Promise<Readonly<{ now: readonly StockLine[]; steps: readonly JournalEntry[] }>>;
}>;

// Differences, releases, alarms

export type Difference = Readonly<{
  entry: number;
  site: string;
  device: string;
  observation: string;
  step: string | null;
  reason: string;
  detail: string | null;
  at: string;
  recordedAt: string;
  missing: { account: JournalAccount; lot: Partial<JournalLot>; quantity: string }[];
}>;
export type SiteList = PageRequest & Readonly<{ reach: Reach; site?: string | undefined }>;
export type DifferenceReads = Readonly<{
  list(filter: SiteList): Promise<Page<Difference>>;
  findSite(entry: number): Promise<string | undefined>;
}>;

export type Release = Readonly<{
  release: string;
  site: string;
  owner: string;
  validUntil: string;
  lines: { gtin: string; batch: string | null; book: string | null; line: number | null; quantity: string; used: string }[];
}>;
export type ReleaseReads = Readonly<{
  list(filter: SiteList & Readonly<{ release?: string | undefined }>): Promise<Page<Release>>;
}>;

export type Alarm = Readonly<{
  alarm: number;
  kind: string;
  severity: "critical" | "major" | "minor";
  state: "open" | "acknowledged" | "cleared";
  site: string | null;
  unit: string | null;
  device: string | null;
  subject: string;
  detail: Record<string, unknown>;
  raisedAt: string;
  entry: number | null;
  acknowledgedBy: string | null;
  acknowledgedAt: string | null;
  clearedAt: string | null;
  note: string | null;
}>;
export type AlarmReads = Readonly<{
  /** The work list: what stands before what is cleared, worst first, newest first. */
  list(filter: SiteList & Readonly<{ state?: Alarm["state"] | undefined }>): Promise<Page<Alarm>>;
  find(alarm: number): Promise<Alarm | undefined>;
}>;

// The running proof

export type InvariantName =
  | "sum_over_lot_is_zero"
  | "balances_equal_journal"
  | "no_goods_below_zero"
  | "entries_are_dense"
  | "releases_not_overdrawn";
export type Invariant = Readonly<{ invariant: InvariantName; ok: boolean; checkedAt: string | null; over: string; detail: string }>;
export type Invariants = Readonly<{
  latest(): readonly Invariant[];
  /** Checks now; callers at the same time share one check. */
  check(): Promise<readonly Invariant[]>;
}>;

// Keys, audit, idempotency

export type KeyRow = Readonly<{
  key: string;
  name: string;
  scopes: string[];
  sites: string[] | null;
  createdAt: string;
  createdBy: string;
  revokedAt: string | null;
  lastUsedAt: string | null;
}>;
export type Keys = Readonly<{
  list(): Promise<readonly KeyRow[]>;
  create(
    draft: Readonly<{ name: string; scopes: readonly string[]; sites: readonly string[] | null; by: string }>,
  ): Promise<Readonly<{ key: string; secret: string }>>;
  revoke(key: string): Promise<boolean>;
}>;

export type AuditLine = Readonly<{ subject: string; action: string; resource: string; allowed: boolean; address: string | null }>;
export type Audit = Readonly<{ write(line: AuditLine): Promise<void> }>;

export type StoredAnswer = Readonly<{ status: number; body: Uint8Array }>;
/** The first answer to a POST is kept under its caller and key, with a hash of what was asked. */
export type Idempotency = Readonly<{
  begin(slot: Readonly<{ caller: string; key: string; hash: Uint8Array }>): Promise<"first" | "in_progress" | "differs" | StoredAnswer>;
  finish(slot: Readonly<{ caller: string; key: string }>, answer: StoredAnswer): Promise<void>;
  /** The act did not happen: the key may be used again. */
  forget(slot: Readonly<{ caller: string; key: string }>): Promise<void>;
}>;
