/** Amounts and weights as declarations write them, from whole fen, grams and pieces: no floats. */
const decimal = (value: number, scale: number): string => {
  const factor = 10 ** scale;
  const rest = value % factor;
  if (rest === 0) return String(value / factor);
  return `${Math.floor(value / factor)}.${String(rest).padStart(scale, "0").replace(/0+$/, "")}`;
};

/** 123450 → `1234.5` */
export const yuan = (fen: number): string => decimal(fen, 2);
export const kilograms = (grams: number): string => decimal(grams, 3);

const PACKED_PER_CENT = 112;
/** With what it is packed in. */
export const grossGrams = (netGrams: number): number => Math.round((netGrams * PACKED_PER_CENT) / 100);
