import type { Books, Passage } from "../domain/custody/books.ts";
import type { Missing, ReleaseUse } from "../domain/custody/decision.ts";
import type { Fact, SealFact } from "../domain/custody/fact.ts";
import type { Needs } from "../domain/custody/needs.ts";
import type { Cell } from "../domain/ledger/ledger.ts";
import type { Lot } from "../domain/ledger/lot.ts";
import type { Transfer } from "../domain/ledger/transfer.ts";
import { emptyCustomsWrite, type CustomsReads, type CustomsWrite } from "./customs/ports.ts";
import type { AlarmDraft, ReleaseDraft } from "./ports.ts";

export type Result = "posted" | "refused" | "unsettled" | "quarantined";

/** What a device hears after the commit, and once more when the result changes. */
export type Ack = Readonly<{ id: string; result: Result; reason?: string; detail?: string; entry?: number; repeat?: boolean }>;

/** A message as its door read it. `content` is its canonical text; two messages are the same when it is. */
export type Submission = Readonly<{ fact: Fact; content: string; deviceAt: string; clockSuspect: boolean }>;

export type Recorded = Readonly<{ content: string; result: Result; reason?: string; detail?: string; entry: number }>;

/** One row of the journal. */
export type Entry = Readonly<{
  entry: number;
  kind: "observation" | "settlement" | "release" | "disposal" | "alarm" | "document";
  atMs: number;
  recordedMs: number;
  device?: string;
  observation?: string;
  revision?: number;
  observationKind?: string;
  step?: string;
  site?: string;
  operator?: string;
  result?: Result;
  reason?: string;
  detail?: string;
  clockSuspect?: boolean;
  content?: string;
  body?: Readonly<Record<string, unknown>>;
  transfers: readonly Transfer[];
}>;

export type UnsettledRow = Readonly<{
  entry: number;
  fact: Fact;
  reason: string;
  detail: string;
  waitsFor: readonly string[];
  missing: readonly Missing[];
  recordedMs: number;
  revision: number;
}>;

export type QuarantineDraft = Readonly<{
  topic: string;
  device?: string;
  reason: string;
  detail: string;
  payload: Uint8Array | string;
  receivedMs: number;
}>;

/** What a batch writes, in one transaction, set-based. */
export type BooksWrite = CustomsWrite & {
  entries: Entry[];
  changed: Cell[];
  unsettled: UnsettledRow[];
  /** Entries whose wait is over. */
  settled: number[];
  stillUnsettled: UnsettledRow[];
  identities: { code: string; kind: string; site: string; entry: number }[];
  uses: ReleaseUse[];
  heldBy: { lot: Lot; hold: string; by: string; entry: number }[];
  counts: { entry: number; site: string; location: string; gtin: string | null; atMs: number }[];
  passages: (Passage & { entry: number })[];
  undone: { entry: number; byEntry: number }[];
  alarms: { draft: AlarmDraft; entry: number }[];
  alarmsCleared: { kind: string; subject: string; atMs: number; entry: number }[];
  quarantine: QuarantineDraft[];
  releases: { draft: ReleaseDraft; by: string; atMs: number }[];
  seals: SealFact[];
  /** Wait keys that rise by something else than a balance. */
  risen: string[];
};

export const emptyWrite = (): BooksWrite => ({
  entries: [],
  changed: [],
  unsettled: [],
  settled: [],
  stillUnsettled: [],
  identities: [],
  uses: [],
  heldBy: [],
  counts: [],
  passages: [],
  undone: [],
  alarms: [],
  alarmsCleared: [],
  quarantine: [],
  releases: [],
  seals: [],
  risen: [],
  ...emptyCustomsWrite(),
});

export type Head = Readonly<{ entry: number; someWait: boolean }>;

export type BooksTransaction = Readonly<{
  /** Takes the lock of the one writer. The last committed entry, and whether anything waits. */
  lockHead(): Promise<Head>;
  findRecorded(keys: readonly Readonly<{ device: string; id: string }>[]): Promise<ReadonlyMap<string, Recorded>>;
  loadBooks(needs: Needs): Promise<Books>;
  /** In the order of (at, device, seq, entry), from after a row of it. */
  listUnsettled(keys: readonly string[], limit: number, after?: UnsettledRow): Promise<readonly UnsettledRow[]>;
  findUnsettled(entry: number): Promise<UnsettledRow | undefined>;
  /** The canonical content of a release, to tell a repeat from another release of the same name. */
  findRelease(release: string): Promise<string | undefined>;
  findOpenAlarm(alarm: number): Promise<Readonly<{ kind: string; site: string | null }> | undefined>;
  acknowledgeAlarm(alarm: number, by: string, note: string | undefined, stamp: Readonly<{ atMs: number; entry: number }>): Promise<void>;
  customs: CustomsReads;
  write(head: number, write: BooksWrite): Promise<void>;
}>;

export type BooksStore = Readonly<{
  /**
   * Runs the work in one transaction. Commits when it returns, rolls back when it throws. `sent` is called when only the
   * commit is outstanding and what comes after may build on it: if it fails, so does what was built on it.
   */
  transact<Answer>(work: (transaction: BooksTransaction) => Promise<Answer>, sent?: () => void): Promise<Answer>;
  /** True for what may pass when tried again: connection lost, deadlock, serialization, a duplicate from another server. */
  isTransient(fault: unknown): boolean;
}>;

export const recordedKey = (device: string, id: string): string => `${device}\u001f${id}`;
