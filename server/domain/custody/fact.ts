import type { Hold, Regime } from "../ledger/account.ts";

/** Goods as a device named them. What is not said is found by the rules in `resolve.ts`. */
export type GoodsLine = Readonly<{
  gtin: string;
  quantity: bigint;
  uom?: string;
  batch?: string;
  expiry?: string;
  serial?: string;
  owner?: string;
  book?: string;
  line?: number;
  origin?: string;
}>;

type Head = Readonly<{
  device: string;
  site: string;
  /** The caller's id, unique within the device. */
  id: string;
  seq: number;
  /** World time of the event, or of its receipt when the device's clock is not plausible. */
  atMs: number;
  receivedMs: number;
  /** A gate or a station on line: the act can still be prevented. */
  live: boolean;
  operator?: string;
  /** Who answers for it: a person who is signed in, else the device, and whom it names. */
  actor: string;
  /** The act of a customs officer: may lift any hold. */
  byOfficer: boolean;
  /** An officer's approval, when a difference is disposed of. */
  approval?: string;
}>;

/** What the door could not make sense of, by name. */
export type UnreadableGoods = "quantity_unreadable" | "quantity_too_fine" | "quantity_too_large" | "code_unreadable";

export type ScanFact = Head &
  Readonly<{
    kind: "scan";
    step: string | undefined;
    goods: readonly GoodsLine[];
    /** Logistic units read by themselves: they stand for their contents. */
    parents: readonly string[];
    /** Texts that are no GS1 code: barcodes of locations. */
    places: readonly string[];
    unreadable?: Readonly<{ reason: UnreadableGoods; detail: string }>;
    location?: string;
    from?: string;
    to?: string;
    /** Where the device stands, when the message says no place. */
    defaultLocation?: string;
    parent?: string;
    regime?: Regime;
    hold?: Hold;
    lift: boolean;
    reason?: string;
    document?: string;
    undo?: string;
  }>;

export type GateFact = Head &
  Readonly<{
    kind: "gate";
    direction: "in" | "out" | undefined;
    plate: string;
    pass?: string;
    weightKg?: number;
    seal?: string;
    container?: string;
    /** Products that were read on the vehicle. */
    gtins?: readonly string[];
  }>;

export type SealFact = Head & Readonly<{ kind: "seal"; unit: string | undefined; seal: string; state: string; atKnownSite: boolean }>;

export type Fact = ScanFact | GateFact | SealFact;
