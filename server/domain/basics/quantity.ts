/**
 * Quantities are counted in 10⁻⁵ of a unit of measure, the finest that customs writes (19,5 in its messages).
 * The limit keeps every balance within PostgreSQL's int8.
 */
export const QUANTITY_SCALE = 100_000n;
const DECIMALS = 5;
export const QUANTITY_MAX = 90_000_000_000_000n * QUANTITY_SCALE;

export type QuantityRefusal = "quantity_unreadable" | "quantity_too_fine" | "quantity_too_large";

const PLAIN = /^(\d+)(?:\.(\d+))?$/;

/** "12.5" → 1250000n. Zero is a quantity: a count may say it. */
export const parseQuantity = (value: string): bigint | QuantityRefusal => {
  const match = PLAIN.exec(value);
  if (!match) return "quantity_unreadable";
  const [, whole = "0", fraction = ""] = match;
  const significant = fraction.replace(/0+$/, "");
  if (significant.length > DECIMALS) return "quantity_too_fine";
  const quantity = BigInt(whole) * QUANTITY_SCALE + BigInt(significant.padEnd(DECIMALS, "0") || "0");
  return quantity > QUANTITY_MAX ? "quantity_too_large" : quantity;
};

/** 1250000n → "12.5"; a negative balance of a contra account keeps its sign. */
export const formatQuantity = (quantity: bigint): string => {
  const sign = quantity < 0n ? "-" : "";
  const absolute = quantity < 0n ? -quantity : quantity;
  const fraction = (absolute % QUANTITY_SCALE).toString().padStart(DECIMALS, "0").replace(/0+$/, "");
  return `${sign}${absolute / QUANTITY_SCALE}${fraction && `.${fraction}`}`;
};
