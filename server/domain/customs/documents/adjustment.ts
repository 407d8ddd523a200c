import type { BookContra, Regime, StockContra } from "../../ledger/account.ts";
import type { Petition, PetitionCommand, PetitionRules } from "./petition.ts";

/**
 * Stock that is no longer there, or was found: lost (灭失), damaged (损毁), destroyed (销毁), expired (过期), or what a count found to
 * differ (盘点差异). The books follow only a document that an officer has attested; nothing is set silently (2.8, stock differences).
 */
export type AdjustmentCause = "loss" | "damage" | "destruction" | "expiry" | "count";

export type AdjustmentLine = Readonly<{
  n: number;
  gtin: string;
  batch?: string;
  serial?: string;
  book?: string;
  line?: number;
  quantity: bigint;
  /** Out of stock, but what a count found too much is in. */
  direction: "out" | "in";
}>;

export type AdjustmentFiling = Readonly<{
  kind: "adjustment";
  number: string;
  site: string;
  owner: string | null;
  cause: AdjustmentCause;
  /** 不可抗力: the tax is relieved; what is lost by bad keeping is taxed as an import. */
  isForceMajeure: boolean;
  location: string;
  parent: string | null;
  regime: Regime | null;
  lines: readonly AdjustmentLine[];
  reason: string;
  /** Of a count: the observations that found it, of two people. */
  counts?: readonly string[];
}>;

export type Adjustment = Petition<AdjustmentFiling>;
export type AdjustmentCommand = PetitionCommand<AdjustmentFiling>;

export const ADJUSTMENT_RULES: PetitionRules<AdjustmentFiling> = {
  deciders: new Set(["officer"]),
  isSame: (one, other) =>
    one.site === other.site &&
    one.owner === other.owner &&
    one.cause === other.cause &&
    one.location === other.location &&
    one.parent === other.parent &&
    one.regime === other.regime &&
    one.isForceMajeure === other.isForceMajeure &&
    one.lines.length === other.lines.length &&
    one.lines.every((line, index) => isSameLine(line, other.lines[index])),
};

const isSameLine = (line: AdjustmentLine, other: AdjustmentLine | undefined): boolean =>
  other !== undefined &&
  line.gtin === other.gtin &&
  line.batch === other.batch &&
  line.serial === other.serial &&
  line.book === other.book &&
  line.line === other.line &&
  line.quantity === other.quantity &&
  line.direction === other.direction;

export type AdjustmentEnds = Readonly<{ stock: Exclude<StockContra, "carrier">; book: BookContra }>;

/** Where goods go that are no longer there. */
export const endsOfCause = (cause: AdjustmentCause): AdjustmentEnds =>
  cause === "loss" || cause === "count" ? { stock: "variance", book: "book_variance" } : { stock: "destroyed", book: "book_destroyed" };

/** What is found missing has to be reported at once (及时报告); what is destroyed by plan is announced before. */
export const isDiscovered = (cause: AdjustmentCause): boolean => cause === "loss" || cause === "damage" || cause === "count";
