import type { AccountRow, JournalRow, StockRow } from "#wire/http-api.ts";
import { fromScaled, toScaled } from "../../ui/format.ts";

/** The entries behind one line of stock, newest first, each with what it changed and what was there after it. */
export type LineEntry = Readonly<{ entry: JournalRow; change: string; after: string }>;

const isLine = (account: AccountRow, row: StockRow): boolean =>
  account.family === "stock" &&
  account.site === row.site &&
  account.location === row.location &&
  (account.parent ?? null) === row.parent &&
  account.regime === row.regime &&
  (account.hold ?? "none") === row.hold;

/** Exact: decimal strings are added as integers. Entries come newest first, and `row` is the balance after the newest. */
export const lineEntries = (row: StockRow, entries: readonly JournalRow[]): readonly LineEntry[] => {
  let after = toScaled(row.quantity);
  const found: LineEntry[] = [];
  for (const entry of entries) {
    let change = 0n;
    for (const transfer of entry.transfers) {
      if (transfer.lot.lot !== row.lot) continue;
      if (isLine(transfer.to, row)) change += toScaled(transfer.quantity);
      if (isLine(transfer.from, row)) change -= toScaled(transfer.quantity);
    }
    if (change === 0n) continue;
    found.push({ entry, change: fromScaled(change), after: fromScaled(after) });
    after -= change;
  }
  return found;
};
