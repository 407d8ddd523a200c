/**
 * Decimals as XML Schema writes them (xs:decimal), exact and of any length: coefficient × 10^-scale. Amounts and quantities of
 * customs messages are compared and multiplied by these; a float is never made of them.
 */
export type Decimal = Readonly<{ coefficient: bigint; scale: number }>;

const LEXICAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))$/;

/** Official numbers have 25 digits at most. Reckoning with millions of them would take minutes. */
export const DECIMAL_LENGTH_MAX = 200;

/** "12.50" → 125 × 10⁻¹: zeros at the end say nothing. Undefined where it is no xs:decimal, or endless. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = text.length > DECIMAL_LENGTH_MAX ? null : LEXICAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "0", fraction, bare] = match;
  const significant = (fraction ?? bare ?? "").replace(/0+$/, "");
  const coefficient = BigInt(whole + significant);
  return { coefficient: sign === "-" ? -coefficient : coefficient, scale: significant.length };
}

/** As totalDigits counts them: of the value, without leading zeros and zeros at the end of the fraction. */
export const digitsOf = ({ coefficient, scale }: Decimal): number => {
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  return coefficient === 0n ? 1 : Math.max(digits.length, scale);
};

export const multiply = (a: Decimal, b: Decimal): Decimal => ({ coefficient: a.coefficient * b.coefficient, scale: a.scale + b.scale });

export const negate = ({ coefficient, scale }: Decimal): Decimal => ({ coefficient: -coefficient, scale });

export function sumOf(decimals: readonly Decimal[]): Decimal {
  const scale = Math.max(0, ...decimals.map((each) => each.scale));
  return { coefficient: decimals.reduce((sum, each) => sum + scaled(each, scale), 0n), scale };
}

export const areEqual = (a: Decimal, b: Decimal): boolean => {
  const scale = Math.max(a.scale, b.scale);
  return scaled(a, scale) === scaled(b, scale);
};

export function formatDecimal({ coefficient, scale }: Decimal): string {
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${coefficient < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

const scaled = ({ coefficient, scale }: Decimal, wanted: number): bigint => coefficient * 10n ** BigInt(wanted - scale);

export const isAbove = (a: Decimal, b: Decimal): boolean => {
  const scale = Math.max(a.scale, b.scale);
  return scaled(a, scale) > scaled(b, scale);
};

/** Money is written to the 分 at least: a product that rounds to what was written is no difference. */
const ROUNDED_SCALE_MIN = 2;

/** Whether `written` is `exact`, rounded to as many decimals as it is written with, two at least. */
export function isNear(exact: Decimal, written: Decimal): boolean {
  const scale = Math.max(exact.scale, written.scale, ROUNDED_SCALE_MIN);
  const difference = scaled(exact, scale) - scaled(written, scale);
  const halfUnit = 10n ** BigInt(scale - Math.max(written.scale, ROUNDED_SCALE_MIN));
  return 2n * (difference < 0n ? -difference : difference) <= halfUnit;
}
