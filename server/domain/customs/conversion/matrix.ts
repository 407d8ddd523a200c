import { findOn, type DatedSetting } from "../settings.ts";
import type { SupervisionMode } from "../trade/mode.ts";

/**
 * Which mode of trade may become which (不同贸易方式互转), for each zone, from its day. What is not written is not permitted;
 * what is never permitted no zone can permit.
 */
export type ConversionRow = DatedSetting<"permitted" | "forbidden"> &
  /** Without a zone: everywhere, unless the zone says otherwise. */
  Readonly<{ zone?: string; from: SupervisionMode; to: SupervisionMode }>;

const PILOT = "郴州、湘潭综试区实施方案“不同贸易方式互转”，细则由各区定";

export const CONVERSIONS: readonly ConversionRow[] = [
  { from: "1210", to: "1239", value: "forbidden", validFrom: "2019-01-01", source: "海关总署公告2018年第194号", sure: "sure" },
  // Stock for retail that is withdrawn from it: declared as general trade, with full duty and licences.
  { from: "1210", to: "0110", value: "permitted", validFrom: "2020-01-01", source: PILOT, sure: "unsure" },
  // Exports that find another way: to a firm, to an overseas warehouse, as general trade.
  { from: "9710", to: "9810", value: "permitted", validFrom: "2020-07-01", source: PILOT, sure: "unsure" },
  { from: "9810", to: "9710", value: "permitted", validFrom: "2020-07-01", source: PILOT, sure: "unsure" },
  { from: "0110", to: "9710", value: "permitted", validFrom: "2020-07-01", source: PILOT, sure: "unsure" },
  { from: "0110", to: "9810", value: "permitted", validFrom: "2020-07-01", source: PILOT, sure: "unsure" },
];

/** 1210 stock must not become 1239: a prohibition of the country's, which is no setting of a zone. */
const isNeverPermitted = (from: SupervisionMode, to: SupervisionMode): boolean => from === "1210" && to === "1239";

export type ConversionQuestion = Readonly<{ zone: string; from: SupervisionMode; to: SupervisionMode; day: string }>;
export type ConversionPermission = Readonly<{ permission: "permitted" | "forbidden" | "not_in_matrix"; row: ConversionRow | undefined }>;

/** The zone's own row, else the general one. */
export const findPermission = (rows: readonly ConversionRow[], { zone, from, to, day }: ConversionQuestion): ConversionPermission => {
  const pair = rows.filter((row) => row.from === from && row.to === to);
  const ofZone = findOn(
    pair.filter((row) => row.zone === zone),
    day,
  );
  const row =
    ofZone ??
    findOn(
      pair.filter((each) => each.zone === undefined),
      day,
    );
  if (isNeverPermitted(from, to)) return { permission: "forbidden", row: row?.value === "forbidden" ? row : undefined };
  return row ? { permission: row.value, row } : { permission: "not_in_matrix", row: undefined };
};
