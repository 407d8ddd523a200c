import type { Regime } from "../domain/ledger/account.ts";
import type { Refusal } from "./customs/case.ts";

/** The world's clock: it stamps what happened, ages, deadlines and ETAs. Timeouts and sessions use the wall's. */
export type WorldClock = Readonly<{
  /** Milliseconds since the Unix epoch, monotonic, kept over restarts. */
  nowMs(): number;
  rate: number;
  state(): Readonly<{ worldMs: number; wallMs: number; rate: number }>;
}>;

export type Log = Readonly<{
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}>;

export type AlarmDraft = Readonly<{
  kind: string;
  severity: "critical" | "major" | "minor";
  site?: string;
  unit?: string;
  device?: string;
  /** What it is about. One alarm of a kind stands for one subject until it is cleared. */
  subject: string;
  detail: Readonly<Record<string, unknown>>;
  /** World time at which the cause began. */
  atMs: number;
}>;

/** Alarms are entries of the journal, so they are written by the one writer of the books. */
export type Alarms = Readonly<{
  /** Raises what does not stand yet; a standing alarm of the same kind and subject is left alone. */
  raise(drafts: readonly AlarmDraft[]): Promise<void>;
  clear(kind: string, subject: string, atMs: number): Promise<void>;
  /** False when there is no such open alarm. */
  acknowledge(alarm: number, by: string, note: string | undefined): Promise<boolean>;
}>;

export type ReleaseDraft = Readonly<{
  release: string;
  site: string;
  owner: string;
  validUntilMs: number;
  /** The document that made it: a gate pass, or a list. */
  document?: string;
  /** Of the goods it lets out; bonded when it says nothing. */
  regime?: Regime;
  /** What they are once they are out; as they were when it says nothing. */
  becomes?: Regime;
  lines: readonly Readonly<{
    gtin: string;
    quantity: bigint;
    batch?: string;
    book?: string;
    line?: number;
    /** The document line that what leaves by it is counted on. */
    document?: string;
    documentLine?: number;
  }>[];
}>;
export type Releases = Readonly<{
  /** "exists" when the same release with the same content is there; "differs" when the content is another. */
  create(draft: ReleaseDraft, by: string): Promise<"created" | "exists" | "differs">;
}>;

export type Differences = Readonly<{
  /** An officer ends a difference that cannot settle. False when the entry is not unsettled; a refusal leaves it as it is. */
  dispose(entry: number, by: string, reason: string, approval: string): Promise<boolean | Refusal>;
}>;
