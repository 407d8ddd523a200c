import { useTranslation } from "react-i18next";
import { formatQuantity } from "./format.ts";
import { HoldTag, RegimeTag } from "./tags.tsx";
import { useWord } from "./words.ts";

/** Transfers of an entry as one reads them: how much of what, from where to where. */
type Account = Readonly<{
  family: string;
  contra?: string | undefined;
  site?: string | undefined;
  location?: string | undefined;
  parent?: string | null | undefined;
  regime?: string | undefined;
  hold?: string | undefined;
  number?: string | undefined;
  line?: number | undefined;
  state?: string | undefined;
}>;
type Lot = Readonly<{ gtin: string; batch: string | null; serial: string | null; book: string | null; line: number | null }>;
type Transfer = Readonly<{ from: Account; to: Account; lot: Lot; quantity: string; uom: string }>;
type Names = Readonly<{ site(key: string): string; product(gtin: string): string }>;

export const AccountText = ({ account, names }: { account: Account; names: Names }) => {
  const { t } = useTranslation();
  const word = useWord();
  if (account.family === "contra") {
    return (
      <span className="account account-contra">
        {word("contra", account.contra)}
        {account.site ? <span className="small soft"> {names.site(account.site)}</span> : null}
      </span>
    );
  }
  if (account.family !== "stock") {
    return (
      <span className="account">
        <b>{word("bookState", account.state)}</b>
        <span className="small soft mono">
          {" "}
          {account.number} {t("stock.bookLine", { line: account.line })}
        </span>
      </span>
    );
  }
  return (
    <span className="account">
      <b>{account.location}</b> <span className="small soft">{account.site ? names.site(account.site) : ""}</span>
      {account.parent ? <span className="small mono soft"> ▣ {account.parent}</span> : null}
      <span className="account-tags">
        {account.regime ? <RegimeTag regime={account.regime} /> : null}
        <HoldTag hold={account.hold ?? "none"} />
      </span>
    </span>
  );
};

export const TransferList = ({ transfers, names }: { transfers: readonly Transfer[]; names: Names }) => {
  const { t } = useTranslation();
  const word = useWord();
  if (transfers.length === 0) return <p className="soft">{t("journal.noTransfers")}</p>;
  return (
    <ol className="transfers">
      {transfers.map((transfer, index) => (
        <li key={index} className="transfer">
          <span className="transfer-goods">
            <b className="num">
              {formatQuantity(transfer.quantity)} {word("uom", transfer.uom)}
            </b>{" "}
            {names.product(transfer.lot.gtin)}
            <span className="small soft mono">
              {" "}
              {[transfer.lot.gtin, transfer.lot.batch, transfer.lot.serial].filter(Boolean).join(" · ")}
            </span>
            {transfer.lot.book ? (
              <span className="small soft">
                {" "}
                {transfer.lot.book}/{transfer.lot.line}
              </span>
            ) : null}
          </span>
          <span className="transfer-way">
            <AccountText account={transfer.from} names={names} />
            <span aria-label={t("journal.to")} className="transfer-arrow">
              →
            </span>
            <AccountText account={transfer.to} names={names} />
          </span>
        </li>
      ))}
    </ol>
  );
};
