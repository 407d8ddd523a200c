/** Customs' units of measure and ours (UN/ECE), by one table. Weights and volumes are converted exactly; pieces and packages never. */
import table from "./units.json" with { type: "json" };

type Unit = Readonly<{ zh: string; uoms: readonly string[]; measure?: string; per?: string }>;

const UNITS: Readonly<Record<string, Unit>> = table.units;
/** Where several could tell a unit of ours. */
const TOLD: Readonly<Record<string, string>> = table.told;
const BY_UOM: ReadonlyMap<string, string> = new Map([
  ...Object.entries(UNITS).flatMap(([code, unit]) => unit.uoms.map((uom) => [uom, code] as const)),
  ...Object.entries(TOLD),
]);

export type OwnUnit = Readonly<{
  uom: string;
  /** 计量单位代码 that the book line names. */
  customsUnit: string | null;
}>;

/** A quantity as customs counts it, in our unit; undefined where one says nothing about the other, or the result is not exact. */
export const toOwnUnit = (quantity: bigint, code: string, own: OwnUnit): bigint | undefined => {
  if (own.customsUnit !== null) return code === own.customsUnit ? quantity : undefined;
  const from = UNITS[code];
  if (from === undefined) return undefined;
  if (from.uoms.includes(own.uom)) return quantity;
  const to = UNITS[BY_UOM.get(own.uom) ?? ""];
  if (to?.per === undefined || from.per === undefined || to.measure !== from.measure) return undefined;
  const scaled = quantity * BigInt(from.per);
  const per = BigInt(to.per);
  return scaled % per === 0n ? scaled / per : undefined;
};

/** 计量单位代码 in which a quantity of ours is told, one to one. */
export const customsUnitOf = (own: OwnUnit): string | undefined => own.customsUnit ?? BY_UOM.get(own.uom);

/** For people: `007 个`. */
export const unitName = (code: string): string => (UNITS[code] === undefined ? code : `${code} ${UNITS[code].zh}`);

export const ownUnitName = (own: OwnUnit): string => {
  const code = customsUnitOf(own);
  return code === undefined ? own.uom : `${unitName(code)} (${own.uom})`;
};
