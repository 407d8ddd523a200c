import type { Element } from "./element-string.ts";

/** Trade measures by the first three digits of their AI, in UN/ECE Rec 20; the fourth says how many decimals. */
const UOMS: ReadonlyMap<string, string> = new Map([
  ["310", "KGM"],
  ["311", "MTR"],
  ["314", "MTK"],
  ["315", "LTR"],
  ["316", "MTQ"],
  ["320", "LBR"],
  ["321", "INH"],
  ["322", "FOT"],
  ["323", "YRD"],
  ["350", "INK"],
  ["351", "FTK"],
  ["352", "YDK"],
  ["356", "APZ"],
  ["357", "ONZ"],
  ["360", "QTL"],
  ["361", "GLL"],
  ["364", "INQ"],
  ["365", "FTQ"],
  ["366", "YDQ"],
]);

export type Measure = Readonly<{ quantity: string; uom: string }>;

const withoutLeadingZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, "");

/** `30` and `37` as a plain number. */
export const countOf = withoutLeadingZeros;

export const findMeasure = ({ ai, value }: Element): Measure | undefined => {
  const uom = ai.length === 4 ? UOMS.get(ai.slice(0, 3)) : undefined;
  if (!uom) return undefined;
  const decimals = Number(ai[3]);
  const whole = withoutLeadingZeros(value.slice(0, value.length - decimals));
  return { uom, quantity: decimals === 0 ? whole : `${whole === "" ? "0" : whole}.${value.slice(value.length - decimals)}` };
};
