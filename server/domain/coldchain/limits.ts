/**
 * Within which temperatures goods are to stay. Limits belong to the product, with those of its cold class as default;
 * a unit may carry limits of its own for what its probes read. A missing end is open.
 */
export type Limits = Readonly<{ minC: number | undefined; maxC: number | undefined }>;

export type ColdClass = "ambient" | "cool" | "chilled" | "frozen" | "deep_frozen" | "pharma";

type ClassLimits = Limits & Readonly<{ source: string; certainty: "sure" | "likely" | "unsure"; since: string }>;

/** Dated settings: each shows where it comes from and how sure that is. */
export const COLD_CLASS_LIMITS: Readonly<Record<ColdClass, ClassLimits>> = {
  ambient: { minC: undefined, maxC: undefined, source: "no limit", certainty: "sure", since: "2020-01-01" },
  cool: { minC: 10, maxC: 18, source: "house class cool-15", certainty: "unsure", since: "2022-06-01" },
  /** 冷藏: below 8 ℃ and above the freezing point. */
  chilled: { minC: 0, maxC: 8, source: "GB/T 24616-2019", certainty: "sure", since: "2019-12-01" },
  /** 冷冻 */
  frozen: { minC: undefined, maxC: -18, source: "GB/T 24616-2019", certainty: "sure", since: "2019-12-01" },
  /** Ice cream is kept at −23 to −25 ℃ in practice. */
  deep_frozen: { minC: undefined, maxC: -23, source: "GB/T 22918-2008 and practice", certainty: "unsure", since: "2008-12-01" },
  /** 药品冷库 */
  pharma: { minC: 2, maxC: 8, source: "GSP storage class cold", certainty: "sure", since: "2016-07-20" },
};

export const limitsOf = (own: Limits, coldClass: ColdClass | undefined): Limits => {
  const byClass = coldClass && COLD_CLASS_LIMITS[coldClass];
  return { minC: own.minC ?? byClass?.minC, maxC: own.maxC ?? byClass?.maxC };
};

export const hasLimits = ({ minC, maxC }: Limits): boolean => minC !== undefined || maxC !== undefined;

/** Degrees beyond the nearer limit; zero on and within the limits. */
export const degreesOutside = (celsius: number, { minC, maxC }: Limits): number =>
  Math.max(0, minC === undefined ? 0 : minC - celsius, maxC === undefined ? 0 : celsius - maxC);

export const isOutside = (celsius: number, limits: Limits): boolean => degreesOutside(celsius, limits) > 0;

const FAHRENHEIT_FREEZING = 32;
const KELVIN_FREEZING = 273.15;

/** A temperature in °C from its UN/ECE unit of measure; undefined for a unit that is none of temperature. */
export const celsiusOf = (value: number, uom: string): number | undefined => {
  if (uom === "CEL") return value;
  if (uom === "FAH") return ((value - FAHRENHEIT_FREEZING) * 5) / 9;
  if (uom === "KEL") return value - KELVIN_FREEZING;
  return undefined;
};
