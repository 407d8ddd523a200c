/** Regime of goods. Bonded (保税) and non-bonded (非保税) goods are different accounts and never net off. */
export type Regime = "bonded" | "non_bonded" | "export_cleared" | "duty_paid" | "in_transit_bonded" | "overseas";

export type Hold = "none" | "tallied_undeclared" | "customs_hold" | "quality_hold" | "pledged" | "quarantine" | "surplus";

/** Contra accounts carry the other end of what enters and leaves; they may be below zero. */
export type Contra = "supplier" | "consignee" | "abroad" | "carrier" | "variance" | "irregular";

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

export type Account = StockAccount | ContraAccount;

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
export const accountKey = (account: Account): string =>
  account.family === "stock"
    ? `stock/${account.site}/${account.location}/${account.parent ?? ""}/${account.regime}/${account.hold}`
    : `contra/${account.contra}/${account.location ?? ""}/${account.parent ?? ""}/${account.regime ?? ""}/${account.hold ?? ""}`;
