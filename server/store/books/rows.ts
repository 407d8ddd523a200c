import {
  bookAccount,
  documentAccount,
  type Account,
  type BookAccount,
  type Contra,
  type DocumentAccount,
  type Hold,
  type Regime,
} from "../../domain/ledger/account.ts";
import type { Lot } from "../../domain/ledger/lot.ts";
import type { Fact, GoodsLine, ScanFact } from "../../domain/custody/fact.ts";

/** Columns of `account a` and `lot l` as the rules want them. */
export const ACCOUNT_COLUMNS =
  "a.family, a.contra, a.site, a.location, a.parent, a.regime, a.hold, a.number, a.line AS account_line, a.state";
export const LOT_COLUMNS = "l.gtin, l.uom, l.owner, l.book, l.line, l.batch, l.expiry, l.serial, l.origin";

export type AccountColumns = Readonly<{
  family: Account["family"];
  contra: Contra | null;
  site: string | null;
  location: string | null;
  parent: string | null;
  regime: Regime | null;
  hold: Hold | null;
  /** Of a book or a document. */
  number: string | null;
  account_line: number | null;
  state: string | null;
}>;

export const toAccount = (row: AccountColumns): Account => {
  switch (row.family) {
    case "stock":
      return {
        family: "stock",
        site: row.site ?? "",
        location: row.location ?? "",
        parent: row.parent,
        regime: row.regime ?? "non_bonded",
        hold: row.hold ?? "none",
      };
    case "contra":
      return {
        family: "contra",
        contra: row.contra ?? "irregular",
        location: row.location,
        parent: row.parent,
        regime: row.regime,
        hold: row.hold,
      };
    case "book":
      return bookAccount(row.number ?? "", row.account_line ?? 0, (row.state ?? "actual") as BookAccount["state"]);
    case "document":
      return documentAccount(row.number ?? "", row.account_line ?? 0, (row.state ?? "declared") as DocumentAccount["state"]);
  }
};

export type LotColumns = Lot;

export const toLot = (row: LotColumns): Lot => ({
  gtin: row.gtin,
  uom: row.uom,
  owner: row.owner,
  book: row.book,
  line: row.line,
  batch: row.batch,
  expiry: row.expiry,
  serial: row.serial,
  origin: row.origin,
});

type StoredScan = Omit<ScanFact, "goods"> & Readonly<{ goods: readonly (Omit<GoodsLine, "quantity"> & Readonly<{ quantity: string }>)[] }>;

/** A waiting fact as JSON: quantities are bigint and go as text. */
export const factToJson = (fact: Fact): string =>
  JSON.stringify(fact, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));

export const factFromJson = (json: unknown): Fact => {
  const fact = json as Exclude<Fact, ScanFact> | StoredScan;
  if (fact.kind !== "scan") return fact;
  return { ...fact, goods: fact.goods.map((line) => ({ ...line, quantity: BigInt(line.quantity) })) };
};
