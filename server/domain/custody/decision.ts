import type { Account } from "../ledger/account.ts";
import type { Lot } from "../ledger/lot.ts";
import type { Transfer } from "../ledger/transfer.ts";
import type { GatePass, PassEvent } from "../customs/documents/gate-pass.ts";
import type { GateRefusal } from "../customs/gate.ts";
import type { Passage } from "./books.ts";
import type { ChainedSerial } from "./chains.ts";
import type { CustomsEffect, DocumentPassage } from "./customs-effects.ts";

/** Why the books do not take a fact. The order is the order of the checks, and part of the contract. */
export type Reason =
  | "id_reused"
  | "quantity_unreadable"
  | "quantity_too_fine"
  | "quantity_too_large"
  | "quantity_zero"
  | "serial_quantity"
  | "code_unreadable"
  | "step_missing"
  | "location_missing"
  | "from_missing"
  | "to_missing"
  | "parent_missing"
  | "goods_missing"
  | "hold_missing"
  | "reason_missing"
  | "direction_missing"
  | "location_unknown"
  | "vehicle_unknown"
  | "product_unknown"
  | "uom_mismatch"
  | "batch_required"
  | "book_line_unknown"
  | "regime_not_permitted"
  | "regime_ambiguous"
  | "owner_ambiguous"
  | "line_ambiguous"
  | "identity_exists"
  | "serial_exists"
  | "parent_elsewhere"
  | "held"
  | "not_held"
  | "hold_of_another"
  | "count_needs_approval"
  | GateRefusal
  | "document_exhausted"
  | "no_release"
  | "not_cleared"
  | "chain_step_missing"
  | "stock_missing"
  | "undo_unknown"
  | "undo_already"
  | "undo_moved_on";

/** Reasons that no later fact can mend: what they refuse never was a possible fact, or is an act on the books alone. */
export const ALWAYS_REFUSED: ReadonlySet<Reason> = new Set<Reason>([
  "id_reused",
  "quantity_unreadable",
  "quantity_too_fine",
  "quantity_too_large",
  "quantity_zero",
  "serial_quantity",
  "code_unreadable",
  "identity_exists",
  "undo_unknown",
  "undo_already",
  "undo_moved_on",
]);

export type Missing = Readonly<{ account: Account; lot: Partial<Lot>; quantity: bigint }>;

export type NotPosted = Readonly<{
  posted: false;
  reason: Reason;
  detail: string;
  /** What may rise and settle it: see `waitKeys.ts`. */
  waitsFor: readonly string[];
  missing: readonly Missing[];
}>;

export type ReleaseUse = Readonly<{ release: string; n: number; quantity: bigint }>;

export type Posted = Readonly<{
  posted: true;
  transfers: readonly Transfer[];
  detail?: string;
  /** How what was not said was found: regime, owner, line, lot. */
  found?: Readonly<Record<string, string>>;
  uses?: readonly ReleaseUse[];
  identities?: readonly Readonly<{ code: string; kind: "serial" | "sscc" }>[];
  /** A count was taken here: later news of earlier facts are corrected against it. */
  counted?: Readonly<{ site: string; location: string; gtins: readonly string[] | "all" }>;
  /** A unit passed: what becomes known late of its contents goes with it. */
  passage?: Passage;
  /** Wait keys that rise by something else than a balance. */
  risen?: readonly string[];
  /** The gate pass that was used. */
  gatePass?: Readonly<{ pass: GatePass; events: readonly PassEvent[] }>;
  /** What has come in by it, of which documents. */
  passages?: readonly DocumentPassage[];
  /** Special goods that take a step of their chain by it, or skip one. */
  chained?: readonly ChainedSerial[];
  /** What it makes of documents and passes. */
  customs?: readonly CustomsEffect[];
  putBy?: readonly Readonly<{ lot: Lot; hold: string; by: string }>[];
  /** The entries whose transfers this reverses: of the observation, and of what settled it. */
  undoes?: readonly number[];
}>;

export type Decision = Posted | NotPosted;

export const posted = (transfers: readonly Transfer[], more: Omit<Posted, "posted" | "transfers"> = {}): Posted => ({
  posted: true,
  transfers,
  ...more,
});

export const notPosted = (reason: Reason, detail: string, more: Partial<Pick<NotPosted, "waitsFor" | "missing">> = {}): NotPosted => ({
  posted: false,
  reason,
  detail,
  waitsFor: more.waitsFor ?? [],
  missing: more.missing ?? [],
});

export const isNotPosted = (value: object): value is NotPosted => "posted" in value && value.posted === false;
