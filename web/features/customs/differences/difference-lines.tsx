import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { DifferenceLine } from "#wire/customs-desk.ts";
import { listDifferenceLines } from "../../../api/customs.ts";
import { useNames } from "../../../api/reference.ts";
import { formatMoment, formatQuantity, formatSigned, toScaled } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { useWord } from "../../../ui/words.ts";
import { Paged } from "../paged.tsx";

/** A line appears with its cause, or it does not exist: what lies there, what must, and why the two differ. */
const PAGE_ROWS = 50;

export const DifferenceLines = ({ site }: { site: string | undefined }) => {
  const { t } = useTranslation();
  return (
    <Paged<DifferenceLine>
      queryKey={["customs-differences", site]}
      read={({ after, signal }) => listDifferenceLines({ site, limit: PAGE_ROWS, after }, { signal })}
      empty={{ title: t("customs.differences.empty"), hint: t("customs.differences.emptyHint") }}
    >
      {(rows) => (
        <ul className="rows">
          {rows.map((row) => (
            <Line key={[row.site, row.book, row.line, row.gtin, row.owner].join("/")} row={row} />
          ))}
        </ul>
      )}
    </Paged>
  );
};

const Line = ({ row }: { row: DifferenceLine }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  return (
    <li className="difference-line">
      <header className="difference-line-head">
        <div>
          <h3>{row.name ? inLanguage(row.name, language) : names.product(row.gtin)}</h3>
          <p className="small soft">
            {[row.itemRecordNo, row.gtin].filter(Boolean).join(" · ")} · {names.site(row.site)}
            {row.owner ? ` · ${row.owner}` : ""}
            {row.book ? (
              <>
                {" · "}
                <Link to={`/customs/books/${encodeURIComponent(row.book)}${row.line === null ? "" : `?line=${row.line}`}`}>
                  <span className="mono">{row.book}</span> {row.line === null ? "" : t("stock.bookLine", { line: row.line })}
                </Link>
              </>
            ) : null}
          </p>
        </div>
        <b className={`difference-size num ${row.difference.startsWith("-") ? "difference-less" : "difference-more"}`}>
          {formatSigned(row.difference, true)} <small>{word("uom", row.uom)}</small>
        </b>
      </header>
      <Sides row={row} />
      <ul className="causes">
        {row.causes.map(({ cause, words, quantity, subject }, index) => (
          <li key={`${cause}/${index}`}>
            {inLanguage(words, language)}
            {quantity && toScaled(quantity) !== 0n ? <b className="num"> {formatSigned(quantity, true)}</b> : null}
            {subject ? <span className="small soft mono"> {subject}</span> : null}
          </li>
        ))}
      </ul>
    </li>
  );
};

/** The four ledgers side by side: goods, book, documents, obligations. */
const Sides = ({ row }: { row: DifferenceLine }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const figure = (name: string, value: string) =>
    toScaled(value) === 0n ? null : (
      <span className="small soft num">
        {t(`customs.differences.${name}`)} {formatQuantity(value)}
      </span>
    );
  return (
    <dl className="ledgers">
      <div className="ledger">
        <dt>{t("customs.differences.physical")}</dt>
        <dd>
          <b className="num">{formatQuantity(row.physical)}</b>
          <span className="small soft num">{t("customs.differences.expected", { quantity: formatSigned(row.expected) })}</span>
        </dd>
      </div>
      <div className="ledger">
        <dt>{t("customs.differences.book")}</dt>
        <dd>
          <b className="num">{formatQuantity(row.formal)}</b>
          {figure("incoming", row.incoming)}
          {figure("outgoing", row.outgoing)}
        </dd>
      </div>
      <div className="ledger">
        <dt>{t("customs.differences.documents")}</dt>
        <dd>
          {toScaled(row.passedIn) === 0n && toScaled(row.passedOut) === 0n ? (
            <span className="faint">{t("customs.differences.nothingPassed")}</span>
          ) : (
            <>
              {figure("passedIn", row.passedIn)}
              {figure("passedOut", row.passedOut)}
            </>
          )}
        </dd>
      </div>
      <div className="ledger">
        <dt>{t("customs.differences.obligations")}</dt>
        <dd>
          {row.obligations.length === 0 ? <span className="faint">{t("customs.differences.nothingOwed")}</span> : null}
          {row.obligations.map(({ obligation, rule, state, dueAt }) => (
            <Link key={obligation} to={`/customs/obligations?show=${encodeURIComponent(obligation)}`} className="ledger-owed">
              <StateTag list="obligationState" state={state} />{" "}
              <span>{t(`words.deadline.${rule}`, { defaultValue: rule.replaceAll("_", " ") })}</span>{" "}
              <span className="small soft num">{formatMoment(dueAt, language)}</span>
            </Link>
          ))}
        </dd>
      </div>
    </dl>
  );
};
