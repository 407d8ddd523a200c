/** Goods that need not be told apart. A serial item is a lot of one. */
export type Lot = Readonly<{
  gtin: string;
  uom: string;
  owner: string | null;
  book: string | null;
  line: number | null;
  batch: string | null;
  /** YYYY-MM-DD */
  expiry: string | null;
  serial: string | null;
  origin: string | null;
}>;

const SEPARATOR = "\u001f";

export const lotKey = (lot: Lot): string =>
  [lot.gtin, lot.uom, lot.owner, lot.book, lot.line, lot.batch, lot.expiry, lot.serial, lot.origin].join(SEPARATOR);

const LATEST = "9999-12-31";

/** First expired, first out; goods without an expiry last; ties in a fixed order so that every server picks alike. */
export const byExpiry = (one: Lot, other: Lot): number => {
  const first = one.expiry ?? LATEST;
  const second = other.expiry ?? LATEST;
  if (first !== second) return first < second ? -1 : 1;
  const oneKey = lotKey(one);
  const otherKey = lotKey(other);
  return oneKey < otherKey ? -1 : Number(oneKey > otherKey);
};
