import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import type { BookSummary } from "#wire/customs-books.ts";
import { listBooks } from "../../../api/customs.ts";
import { useNames } from "../../../api/reference.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { useLook } from "../../../ui/look.tsx";
import { useMedia } from "../../../ui/use-media.ts";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { Paged } from "../paged.tsx";
import { SiteChoice } from "../site-choice.tsx";
import { BookPage } from "./book-page.tsx";
import { Amounts } from "./amounts.tsx";
import "./books.css";

/** The customs books (账册): formal, pre-credited and pre-deducted quantities, by unit; one opens to its lines. */
const PAGE_ROWS = 100;

export const BooksView = () => {
  const { key } = useParams();
  return key === undefined ? <BookList /> : <BookPage key={key} book={key} />;
};

const BookList = () => {
  const { t } = useTranslation();
  const [{ site }, change] = useFilters(["site"] as const);
  return (
    <>
      <p className="soft customs-lead">{t("customs.books.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={(next) => change({ site: next })} />
      </div>
      <Paged<BookSummary>
        queryKey={["customs-books", "list", site]}
        read={({ after, signal }) => listBooks({ site, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.books.empty"), hint: t("customs.books.emptyHint") }}
      >
        {(rows) => <BookTable rows={rows} />}
      </Paged>
    </>
  );
};

const BookTable = ({ rows }: { rows: readonly BookSummary[] }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const navigate = useNavigate();
  // What is free follows from the others: where there is little room it is left out.
  const isWide = useMedia("(min-width: 1000px)");
  const columns = useMemo((): readonly Column<BookSummary>[] => {
    const amounts = (state: "formal" | "actual" | "incoming" | "outgoing") => ({
      key: state,
      title: t(`customs.books.${state}`),
      align: "end" as const,
      render: (row: BookSummary) => <Amounts totals={row.totals} state={state} />,
    });
    return [
      {
        key: "book",
        title: t("field.book"),
        lead: true,
        render: (row) => (
          <>
            <b className="mono">{row.book}</b>
            <div className="small soft">{[word("bookKind", row.kind), row.owner].join(" · ")}</div>
            <div className="small soft">{names.site(row.site)}</div>
          </>
        ),
      },
      amounts("formal"),
      ...(isWide ? [amounts("actual")] : []),
      amounts("incoming"),
      amounts("outgoing"),
      {
        key: "lines",
        title: t("customs.books.lines"),
        align: "end",
        render: (row) => <span className="num">{row.lines.toLocaleString("en-US")}</span>,
      },
      {
        key: "differences",
        title: t("customs.books.differences"),
        align: "end",
        render: (row) =>
          row.differences === 0 ? <span className="books-agree">✓</span> : <b className="num books-differ">{row.differences}</b>,
      },
    ];
  }, [t, names, word, isWide]);
  return (
    <DataTable
      label={t("customs.tab.books")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.book}
      onOpen={(row) => void navigate(`/customs/books/${encodeURIComponent(row.book)}`)}
    />
  );
};
