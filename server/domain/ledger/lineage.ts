import { lotKey, type Lot } from "./lot.ts";
import type { Transfer } from "./transfer.ts";

/** A lot that another became: `lot` began where `fromLot` ended. */
export type Lineage = Readonly<{ lot: Lot; fromLot: Lot }>;

const isConversion = ({ family, ...account }: Transfer["from"]): boolean =>
  family === "contra" && "contra" in account && account.contra === "conversion";

/** One lot ends in `conversion` and the next transfer begins another there. */
export const lineagesOf = (transfers: readonly Transfer[]): Lineage[] => {
  const found = new Map<string, Lineage>();
  for (const [index, { from, lot }] of transfers.entries()) {
    const before = transfers[index - 1];
    if (!before || !isConversion(from) || !isConversion(before.to)) continue;
    const [key, fromKey] = [lotKey(lot), lotKey(before.lot)];
    if (key !== fromKey) found.set(`${key}|${fromKey}`, { lot, fromLot: before.lot });
  }
  return [...found.values()];
};
