import type { Hold, Regime } from "../ledger/account.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Lot } from "../ledger/lot.ts";
import type { Transfer } from "../ledger/transfer.ts";
import type { CustomsBooks, Zone } from "./customs-books.ts";

export type Place = Readonly<{ site: string; location: string; kind: string; regimes: readonly Regime[] }>;
export type Product = Readonly<{ gtin: string; uom: string; batchRequired: boolean }>;
export type BookLine = Readonly<{ book: string; kind: string; line: number; owner: string }>;

/** Master data as the rules see it. A unit is a place of kind `vehicle` at every site. */
export type Master = Readonly<{
  findPlace(site: string, location: string): Place | undefined;
  findPlaceByBarcode(site: string, barcode: string): Place | undefined;
  hasUnit(unit: string): boolean;
  findUnitByPlate(plate: string): string | undefined;
  findProduct(gtin: string): Product | undefined;
  listBookLines(site: string, gtin: string): readonly BookLine[];
  findSiteKind(site: string): string | undefined;
  /** Undefined where customs controls no gate. */
  findZone(site: string): Zone | undefined;
}>;

/** What is left of a release line (可放行数量). */
export type OpenRelease = {
  readonly release: string;
  readonly n: number;
  readonly site: string;
  readonly owner: string;
  readonly validUntilMs: number;
  readonly gtin: string;
  readonly batch: string | null;
  readonly book: string | null;
  readonly line: number | null;
  /** The document that made it, a gate pass or a list; null where an officer or a program did. */
  readonly madeBy: string | null;
  /** Of the goods it lets out, and what they are once they are out; null: as they were. */
  readonly regime: Regime;
  readonly becomes: Regime | null;
  /** The document line that what leaves by it is counted on. */
  readonly document: string | null;
  readonly documentLine: number | null;
  left: bigint;
};

/** An earlier observation of the same device, for undo. */
export type Earlier = Readonly<{
  /** The first outcome, and what settled it. */
  entries: readonly number[];
  result: string;
  transfers: readonly Transfer[];
  undone: boolean;
  uses: readonly Readonly<{ release: string; n: number; quantity: bigint }>[];
  /** Entries that moved the same lots on afterwards. */
  movedOnBy: readonly number[];
}>;

/** A count that stands at a place: facts before it are corrected against it. */
export type StandingCount = Readonly<{ site: string; location: string; gtin: string | null; atMs: number }>;

/** A unit came into a site or left it (进出卡口), as a gate, a departure or an arrival has told. */
export type Passage = Readonly<{
  unit: string;
  site: string;
  direction: "in" | "out";
  atMs: number;
  /** What bonded goods get that turn out later to have come in by it. */
  hold?: Hold;
}>;

/** All that a decision reads. Loaded before, for the whole batch. */
export type Books = Readonly<{
  ledger: Ledger;
  master: Master;
  releases: OpenRelease[];
  counts: StandingCount[];
  /** Of the units of the batch, from its earliest fact on. */
  passages: Passage[];
  customs: CustomsBooks;
  identities: Set<string>;
  /** Who has put a hold on a lot, by `lotKey|hold`. */
  heldBy: Map<string, Set<string>>;
  findEarlier(device: string, id: string): Earlier | undefined;
  /** Transfers at a place after an instant, for a count as of its own time. */
  listTransfersAfter(site: string, location: string, atMs: number): readonly Transfer[];
}>;

export const holdKey = (lot: string, hold: string): string => `${lot}|${hold}`;

export type { Lot };
