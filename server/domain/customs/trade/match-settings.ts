/** What three-document matching takes from outside: numbers that nobody wrote into a law, and what changed on a day. */
import type { DatedSetting } from "../settings.ts";
import { findOn } from "../settings.ts";
import type { MatchField } from "./comparison.ts";

export type WeightTolerance = Readonly<{
  /** Of the heavier of the two, in thousandths. */
  perMille: bigint;
  /** 10⁻⁵ kg: below this a difference is scales, not goods. */
  floorKg: bigint;
}>;

export type MatchSettings = Readonly<{
  /** List against waybill. */
  weightTolerance: WeightTolerance;
  /** Fields whose difference warns and does not block. */
  warnsOnly: ReadonlySet<MatchField>;
  /** Somebody else may pay once the buyer's identity is verified; else payer and buyer are one. */
  payerMayDifferWhenVerified: boolean;
  /** A receipt (收款单) belongs to an export. */
  isReceiptNeeded: boolean;
}>;

type Rows = { readonly [Name in keyof MatchSettings]: readonly DatedSetting<MatchSettings[Name]>[] };

export const MATCH_SETTINGS: Rows = {
  weightTolerance: [
    {
      value: { perMille: 50n, floorKg: 10_000n },
      validFrom: "2014-01-01",
      source: "No national number found; zones commonly quote 3 % to 5 %",
      sure: "unsure",
    },
  ],
  warnsOnly: [
    {
      // People write names for buyers and names for customs; what the money received includes, nobody wrote.
      value: new Set<MatchField>(["goods_name", "received_amount"]),
      validFrom: "2014-01-01",
      source: "Practice",
      sure: "unsure",
    },
  ],
  payerMayDifferWhenVerified: [
    {
      value: false,
      validFrom: "2014-01-01",
      source: "海关总署公告2018年第194号 asks for one person where the identity is not verified; the stricter reading is kept",
      sure: "unsure",
    },
  ],
  isReceiptNeeded: [
    { value: true, validFrom: "2014-01-01", source: "海关总署公告2018年第194号", sure: "likely" },
    { value: false, validFrom: "2024-12-15", source: "海关总署公告2024年第167号", sure: "likely" },
  ],
};

const valueOn = <T>(rows: readonly DatedSetting<T>[], day: string): T | undefined => findOn(rows, day)?.value;

/** Undefined on a day for which some row is not known. Asked once for a day, not for each trade. */
export const findMatchSettings = (day: string, rows: Rows = MATCH_SETTINGS): MatchSettings | undefined => {
  const weightTolerance = valueOn(rows.weightTolerance, day);
  const warnsOnly = valueOn(rows.warnsOnly, day);
  const payerMayDifferWhenVerified = valueOn(rows.payerMayDifferWhenVerified, day);
  const isReceiptNeeded = valueOn(rows.isReceiptNeeded, day);
  if (!weightTolerance || !warnsOnly || payerMayDifferWhenVerified === undefined || isReceiptNeeded === undefined) return undefined;
  return { weightTolerance, warnsOnly, payerMayDifferWhenVerified, isReceiptNeeded };
};
