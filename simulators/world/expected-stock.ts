/**
 * The witness's own books: a plain count of what should be where, by site, location, product and regime. It shares no
 * code with the server and knows no lots, so that a comparison with the server's stock proves something.
 */
export type StockKey = Readonly<{ site: string; location: string; gtin: string; regime: string }>;

/** Where goods are while a vehicle is between sites. */
export const ON_THE_WAY = "~on-the-way";

export type ExpectedStock = Readonly<{
  add(key: StockKey, quantity: number): void;
  /** Throws when the world would take what is not there: that is a fault of the simulation. */
  take(key: StockKey, quantity: number): void;
  of(key: StockKey): number;
  /** Everything above zero. */
  list(): (StockKey & Readonly<{ quantity: number }>)[];
  listAt(site: string, location: string): (StockKey & Readonly<{ quantity: number }>)[];
}>;

const keyText = ({ site, location, gtin, regime }: StockKey): string => `${site}|${location}|${gtin}|${regime}`;

export const createExpectedStock = (): ExpectedStock => {
  const places = new Map<string, Map<string, StockKey & { quantity: number }>>();
  const placeOf = (key: Pick<StockKey, "site" | "location">): Map<string, StockKey & { quantity: number }> => {
    const name = `${key.site}|${key.location}`;
    let place = places.get(name);
    if (!place) places.set(name, (place = new Map()));
    return place;
  };
  const add = (key: StockKey, quantity: number): void => {
    const place = placeOf(key);
    const cell = place.get(keyText(key));
    if (cell) cell.quantity += quantity;
    else place.set(keyText(key), { ...key, quantity });
  };
  const take = (key: StockKey, quantity: number): void => {
    const cell = placeOf(key).get(keyText(key));
    if (!cell || cell.quantity < quantity) throw new Error(`the world would take ${quantity} of ${cell?.quantity ?? 0}: ${keyText(key)}`);
    cell.quantity -= quantity;
    if (cell.quantity === 0) placeOf(key).delete(keyText(key));
  };
  return {
    add,
    take,
    of: (key) => placeOf(key).get(keyText(key))?.quantity ?? 0,
    list: () => [...places.values()].flatMap((place) => [...place.values()]),
    listAt: (site, location) => [...placeOf({ site, location }).values()],
  };
};
