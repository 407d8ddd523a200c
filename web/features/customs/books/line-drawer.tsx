import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { BookLineAnswer, BookTransferRow } from "#wire/customs-books.ts";
import type { AccountRow } from "#wire/http-api.ts";
import { listBookLines, listBooks, listBookTransfers } from "../../../api/customs.ts";
import { useNames } from "../../../api/reference.ts";
import { formatInstant, formatQuantity, formatSigned } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { AccountText } from "../../../ui/transfers.tsx";
import { useWord } from "../../../ui/words.ts";
import { documentPath } from "../address.ts";
import { Paged } from "../paged.tsx";

/** Every transfer behind a number of a book line, newest first, with what the line came to after each. */
const PAGE_ROWS = 50;
const STATES = ["actual", "outgoing", "incoming"] as const;
type State = (typeof STATES)[number];

type Props = Readonly<{ book: string; line: number | undefined; onClose(): void }>;

export const LineDrawer = ({ book, line, onClose }: Props) => {
  const { t } = useTranslation();
  return (
    <SideDrawer wide open={line !== undefined} title={t("customs.books.lineOf", { book, line: line ?? "" })} onClose={onClose}>
      {line === undefined ? null : <LineStory key={`${book}/${line}`} book={book} line={line} />}
    </SideDrawer>
  );
};

/** A line is one page of lines that begins with it: the cursor of a page is the line before. */
const findLine = async (book: string, line: number, signal: AbortSignal): Promise<BookLineAnswer | null> => {
  const page = await listBookLines(book, { limit: 1, after: line > 1 ? String(line - 1) : undefined }, { signal });
  return page.rows.find((each) => each.line === line) ?? null;
};

const LineStory = ({ book, line }: { book: string; line: number }) => {
  const { t } = useTranslation();
  const [state, setState] = useState<State>();
  const now = useQuery({ queryKey: ["customs-books", "line", book, line], queryFn: ({ signal }) => findLine(book, line, signal) });
  return (
    <div className="line-story">
      {now.data ? <LineNow book={book} row={now.data} chosen={state} onChoose={setState} /> : null}
      <h3>{t(state ? "customs.books.behindOne" : "customs.books.behind", { number: state ? t(`customs.books.${state}`) : "" })}</h3>
      <Paged<BookTransferRow>
        queryKey={["customs-books", "transfers", book, line]}
        read={({ after, signal }) => listBookTransfers(book, line, { limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.books.noTransfer"), hint: t("customs.books.noTransferHint") }}
      >
        {(rows) => (
          <ol className="rows">
            {rows
              .filter((row) => !state || changeOf(row, state) !== undefined)
              .map((row) => (
                <Transfer key={`${row.entry}/${row.n}`} row={row} state={state} />
              ))}
          </ol>
        )}
      </Paged>
    </div>
  );
};

type NowProps = Readonly<{ book: string; row: BookLineAnswer; chosen: State | undefined; onChoose(state: State | undefined): void }>;

/** How the figures hang together: free + spoken for = formal; beside it what lies there. A figure narrows the list to what made it. */
const LineNow = ({ book, row, chosen, onChoose }: NowProps) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const site = useQuery({
    queryKey: ["customs-books", "one", book],
    queryFn: async (o) => (await listBooks({ limit: 500 }, o)).rows.find((each) => each.book === book) ?? null,
  }).data?.site;
  const figure = (state: State) => (
    <button
      type="button"
      className={`bare line-figure figure-${state}`}
      aria-pressed={chosen === state}
      onClick={() => onChoose(chosen === state ? undefined : state)}
    >
      <span className="small">{t(`customs.books.${state}`)}</span>
      <b className="num">{formatQuantity(row[state])}</b>
    </button>
  );
  const isOff = !/^-?0*(\.0*)?$/.test(row.difference);
  return (
    <>
      <div>
        <b>{row.name ? inLanguage(row.name, language) : row.gtin}</b>{" "}
        <span className="small soft mono">{[row.itemRecordNo, row.gtin, row.hsCode].filter(Boolean).join(" · ")}</span>
      </div>
      <div className="line-sum">
        {figure("actual")}
        <span aria-hidden="true">+</span>
        {figure("outgoing")}
        <span aria-hidden="true">=</span>
        <span className="line-figure figure-formal">
          <span className="small">{t("customs.books.formal")}</span>
          <b className="num">
            {formatQuantity(row.formal)} <small>{word("uom", row.uom)}</small>
          </b>
        </span>
        {figure("incoming")}
      </div>
      <p className={isOff ? "line-off" : "line-agrees"}>
        {isOff
          ? t("customs.books.isOff", { physical: formatQuantity(row.physical), difference: formatSigned(row.difference, true) })
          : t("customs.books.agrees", { physical: formatQuantity(row.physical) })}{" "}
        <Link to={`/stock?gtin=${row.gtin}${site ? `&site=${site}` : ""}`}>{t("customs.books.toStock")}</Link>
      </p>
    </>
  );
};

const isState = (account: AccountRow, state: State): boolean => account.family === "book" && account.state === state;
/** With its sign; undefined when the transfer leaves this figure alone. */
const changeOf = (row: BookTransferRow, state: State): string | undefined => {
  const comes = isState(row.to, state);
  const goes = isState(row.from, state);
  return comes === goes ? undefined : `${goes ? "-" : ""}${row.quantity}`;
};

/** Of the line itself only which of its figures: its book and number stand above. */
const End = ({ account }: { account: AccountRow }) => {
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  return account.family === "book" ? <b>{word("bookState", account.state)}</b> : <AccountText account={account} names={names} />;
};

const Transfer = ({ row, state }: { row: BookTransferRow; state: State | undefined }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const change = state ? changeOf(row, state) : undefined;
  return (
    <li className="book-transfer">
      <div className="difference-head">
        <span>
          <b>{row.type ? word("customsEvent", row.type) : word("entryKind", row.kind)}</b>
          {row.document ? (
            <>
              {" "}
              <Link className="mono" to={documentPath(row.document.kind, row.document.number)}>
                {row.document.number}
              </Link>
            </>
          ) : null}
        </span>
        <b className="num">
          {change ? formatSigned(change, true) : formatQuantity(row.quantity)} <span className="small soft">{word("uom", row.uom)}</span>
        </b>
      </div>
      <div className="transfer-way">
        <End account={row.from} />
        <span aria-label={t("journal.to")} className="transfer-arrow">
          →
        </span>
        <End account={row.to} />
      </div>
      <p className="small soft num book-transfer-after">
        {STATES.map((each) => (
          <span key={each} className={each === state ? "book-transfer-chosen" : ""}>
            {t(`customs.books.${each}`)} {formatQuantity(row[each])}
          </span>
        ))}
      </p>
      <p className="small faint num">
        {formatInstant(row.at, language)} · {t("journal.entryNumber", { entry: row.entry })}
        {row.by ? ` · ${row.by}` : ""}
      </p>
    </li>
  );
};
