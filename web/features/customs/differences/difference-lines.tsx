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

/**
 * A line appears with its cause, or it does not exist: what lies there, what must, and why the two differ. Where both agree
 * and documents are still under way, it is said below in one line.
 */
const PAGE_ROWS = 500;
/** Causes that name a document. */
const OF_DOCUMENT: ReadonlySet<string> = new Set([
  "pending_pre_credit",
  "pending_pre_deduction",
  "passed_not_released",
  "released_not_passed",
  "partly_passed",
  "deduction_missing",
  "deducted_early",
  "passed_beyond_declared",
  "on_exhibition",
  "incoming_differs",
  "outgoing_differs",
]);
const keyOf = (row: DifferenceLine): string => [row.site, row.book, row.line, row.gtin, row.owner].join("/");

export const DifferenceLines = ({ site }: { site: string | undefined }) => {
  const { t } = useTranslation();
  return (
    <Paged<DifferenceLine>
      queryKey={["customs-differences", site]}
      read={({ after, signal }) => listDifferenceLines({ site, limit: PAGE_ROWS, after }, { signal })}
      empty={{ title: t("customs.differences.empty"), hint: t("customs.differences.emptyHint") }}
    >
      {(rows) => <Lines rows={rows} />}
    </Paged>
  );
};

const Lines = ({ rows }: { rows: readonly DifferenceLine[] }) => {
  const { t } = useTranslation();
  const off = rows.filter((row) => toScaled(row.difference) !== 0n);
  const underWay = rows.filter((row) => toScaled(row.difference) === 0n);
  return (
    <>
      {off.length === 0 ? <p className="lines-agree">✓ {t("customs.differences.agree")}</p> : null}
      <ul className="rows">
        {off.map((row) => (
          <Line key={keyOf(row)} row={row} />
        ))}
      </ul>
      {underWay.length > 0 ? (
        <details className="under-way" open={off.length === 0}>
          <summary>{t("customs.differences.underWay", { count: underWay.length })}</summary>
          <ul className="rows">
            {underWay.map((row) => (
              <UnderWay key={keyOf(row)} row={row} />
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
};

const UnderWay = ({ row }: { row: DifferenceLine }) => {
  const { language } = useLook();
  const names = useNames(language);
  return (
    <li className="under-way-line">
      <span>
        <b>{row.name ? inLanguage(row.name, language) : names.product(row.gtin)}</b>{" "}
        <span className="small soft">{[row.itemRecordNo, row.book, names.site(row.site)].filter(Boolean).join(" · ")}</span>
      </span>
      <Causes row={row} />
    </li>
  );
};

const Causes = ({ row }: { row: DifferenceLine }) => {
  const { language } = useLook();
  return (
    <ul className="causes">
      {row.causes.map(({ cause, words, quantity, subject }, index) => (
        <li key={`${cause}/${index}`}>
          {inLanguage(words, language)}
          {quantity && toScaled(quantity) !== 0n ? (
            <b className="num"> {formatSigned(quantity, !OF_DOCUMENT.has(cause) || quantity.startsWith("-"))}</b>
          ) : null}
          {subject === null ? null : OF_DOCUMENT.has(cause) ? (
            <Link className="small mono cause-subject" to={`/customs/documents/${encodeURIComponent(subject)}`}>
              {subject}
            </Link>
          ) : (
            <span className="small soft mono"> {subject}</span>
          )}
        </li>
      ))}
    </ul>
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
      <Causes row={row} />
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
