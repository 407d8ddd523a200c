/**
 * An amount of one currency, counted in 10⁻⁵ of it: customs writes amounts as decimal(19,5), as it does quantities, so
 * `parseQuantity` and `formatQuantity` read and write both. The currency stands beside it; 1 分 is `FEN`.
 */
export type Money = bigint;

export const FEN: Money = 1_000n;

/** An exact amount, as a fraction of 10⁻⁵ of the currency; the denominator is above zero. */
export type Fraction = Readonly<{ numerator: bigint; denominator: bigint }>;

export type Rounding = "half_up" | "down" | "up";

/** To a whole number of `step` (分: `FEN`). Halves and excesses go away from zero. */
export const roundTo = (step: Money, { numerator, denominator }: Fraction, rounding: Rounding): Money => {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  const whole = denominator * step;
  const [quotient, rest] = [size / whole, size % whole];
  const goesUp = rounding === "half_up" ? rest * 2n >= whole : rounding === "up" && rest > 0n;
  const rounded = (goesUp ? quotient + 1n : quotient) * step;
  return isNegative ? -rounded : rounded;
};
