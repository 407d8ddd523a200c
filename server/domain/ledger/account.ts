/** Regime of goods. Bonded (保税) and non-bonded (非保税) goods are different accounts and never net off. */
export type Regime = "bonded" | "non_bonded" | "export_cleared" | "duty_paid" | "in_transit_bonded" | "overseas";

export type Hold = "none" | "tallied_undeclared" | "customs_hold" | "quality_hold" | "pledged" | "quarantine" | "surplus";

/** Contra accounts carry the other end of what enters and leaves; they may be below zero. One set per family of accounts. */
export type Contra = StockContra | BookContra | "document";
export type StockContra = "supplier" | "consignee" | "abroad" | "carrier" | "conversion" | "variance" | "destroyed" | "irregular";
/** Where what a customs book counts came from, or went. */
export type BookContra =
  | "book_abroad"
  | "book_inland"
  | "book_zone"
  | "book_exhibition"
  | "book_conversion"
  | "book_variance"
  | "book_destroyed"
  | "book_opening";

export type StockAccount = Readonly<{
  family: "stock";
  site: string;
  location: string;
  /** The SSCC the goods are in; null when loose. */
  parent: string | null;
  regime: Regime;
  hold: Hold;
}>;

/** A carrier keeps the unit (as `location`), parent, regime and hold, so that goods come in as they went out. */
export type ContraAccount = Readonly<{
  family: "contra";
  contra: Contra;
  location: string | null;
  parent: string | null;
  regime: Regime | null;
  hold: Hold | null;
}>;

/**
 * A line of a customs book (账册). `actual` is what is formally there and free, `outgoing` (预扣) is formally there and
 * spoken for, `incoming` (预增) is not formally there yet: the formal balance is actual and outgoing together.
 */
export type BookAccount = NoPlace & Readonly<{ family: "book"; number: string; line: number; state: "actual" | "incoming" | "outgoing" }>;

/** A line of a document: what it declares and what of it has passed the gate (过卡). */
export type DocumentAccount = NoPlace & Readonly<{ family: "document"; number: string; line: number; state: "declared" | "passed" }>;

type NoPlace = Readonly<{ location: null; parent: null; regime: null; hold: null }>;
const NO_PLACE: NoPlace = { location: null, parent: null, regime: null, hold: null };

export type Account = StockAccount | ContraAccount | BookAccount | DocumentAccount;

export const bookAccount = (number: string, line: number, state: BookAccount["state"]): BookAccount => ({
  family: "book",
  number,
  line,
  state,
  ...NO_PLACE,
});

export const documentAccount = (number: string, line: number, state: DocumentAccount["state"]): DocumentAccount => ({
  family: "document",
  number,
  line,
  state,
  ...NO_PLACE,
});

export const stockAccount = (
  site: string,
  location: string,
  dimensions: Pick<StockAccount, "parent" | "regime" | "hold">,
): StockAccount => ({
  family: "stock",
  site,
  location,
  parent: dimensions.parent,
  regime: dimensions.regime,
  hold: dimensions.hold,
});

export const contraAccount = (contra: Exclude<Contra, "carrier">): ContraAccount => ({
  family: "contra",
  contra,
  location: null,
  parent: null,
  regime: null,
  hold: null,
});

export const carrierAccount = (unit: string, dimensions: Pick<StockAccount, "parent" | "regime" | "hold">): ContraAccount => ({
  family: "contra",
  contra: "carrier",
  location: unit,
  parent: dimensions.parent,
  regime: dimensions.regime,
  hold: dimensions.hold,
});

/** The identity of an account, unique over all its dimensions. */
export const accountKey = (account: Account): string => {
  switch (account.family) {
    case "stock":
      return `stock/${account.site}/${account.location}/${account.parent ?? ""}/${account.regime}/${account.hold}`;
    case "contra":
      return `contra/${account.contra}/${account.location ?? ""}/${account.parent ?? ""}/${account.regime ?? ""}/${account.hold ?? ""}`;
    default:
      return `${account.family}/${account.number}/${account.line}/${account.state}`;
  }
};

/** What holds goods, or counts them for customs, gives away no more than it has. A carrier has what was loaded. */
export const neverBelowZero = (account: Account): boolean => account.family !== "contra" || account.contra === "carrier";
