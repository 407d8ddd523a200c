import { ArrowLeftOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { BookLineAnswer, BookSummary } from "#wire/customs-books.ts";
import { listBookLines, listBooks } from "../../../api/customs.ts";
import { useNames } from "../../../api/reference.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { EmptyState, ErrorState, LoadingState } from "../../../ui/states.tsx";
import { useMedia } from "../../../ui/use-media.ts";
import { Windowed } from "../../../ui/windowed.tsx";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { Amounts, type Amount } from "./amounts.tsx";
import { LineDrawer } from "./line-drawer.tsx";
import { Figure } from "./figure.tsx";

/** One book: what it comes to, and its lines, of which it may have a hundred thousand. */
const PAGE_ROWS = 200;
const ROW_PX = 54;
const CARD_PX = 142;
const FIGURES: readonly Amount[] = ["formal", "actual", "incoming", "outgoing"];

export const BookPage = ({ book }: { book: string }) => {
  const { t } = useTranslation();
  const [{ q, line }, change] = useFilters(["q", "line"] as const);
  const summary = useQuery({
    queryKey: ["customs-books", "one", book],
    queryFn: async (o) => (await listBooks({ limit: 500 }, o)).rows.find((each) => each.book === book) ?? null,
  });
  return (
    <>
      <Link className="back" to="/customs/books">
        <ArrowLeftOutlined aria-hidden="true" /> {t("customs.books.all")}
      </Link>
      <BookHead book={book} summary={summary.data ?? undefined} />
      <div className="toolbar customs-toolbar">
        <SearchField
          className="customs-search"
          label={t("customs.books.find")}
          placeholder={t("customs.books.findHint")}
          value={q}
          onSearch={(next) => change({ q: next })}
        />
      </div>
      <Lines book={book} q={q} total={summary.data?.lines} onOpen={(row) => change({ line: String(row.line) }, { push: true })} />
      <LineDrawer book={book} line={line ? Number(line) : undefined} onClose={() => change({ line: undefined })} />
    </>
  );
};

const BookHead = ({ book, summary }: { book: string; summary: BookSummary | undefined }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  return (
    <header className="book-head">
      <div>
        <h2 className="mono">{book}</h2>
        {summary ? <p className="soft">{[word("bookKind", summary.kind), names.site(summary.site), summary.owner].join(" · ")}</p> : null}
        {summary && summary.differences > 0 ? (
          <Link to={`/customs/differences?site=${summary.site}`} className="books-differ">
            {t("customs.books.differ", { count: summary.differences })}
          </Link>
        ) : null}
      </div>
      {summary ? (
        <dl className="book-figures">
          {FIGURES.map((state) => (
            <div key={state} className={`book-figure figure-${state}`}>
              <dt>{t(`customs.books.${state}`)}</dt>
              <dd>
                <Amounts totals={summary.totals} state={state} />
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </header>
  );
};

type LinesProps = Readonly<{ book: string; q: string | undefined; total: number | undefined; onOpen(row: BookLineAnswer): void }>;

const Lines = ({ book, q, total, onOpen }: LinesProps) => {
  const { t } = useTranslation();
  const isWide = useMedia("(min-width: 900px)");
  const query = useInfiniteQuery({
    queryKey: ["customs-books", "lines", book, q],
    queryFn: ({ pageParam, signal }) => listBookLines(book, { q, limit: PAGE_ROWS, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <LoadingState rows={8} />;
  if (rows.length === 0)
    return (
      <section className="panel">
        <EmptyState
          title={t(q ? "customs.books.noLine" : "customs.books.noLines")}
          hint={t(q ? "customs.books.noLineHint" : "customs.books.noLinesHint")}
        />
      </section>
    );
  return (
    <section className="panel book-lines" data-stale={query.isPlaceholderData}>
      <LinesHead />
      <Windowed
        label={t("customs.books.linesOf", { book })}
        rows={rows}
        count={q ? rows.length : (total ?? rows.length)}
        rowHeightPx={isWide ? ROW_PX : CARD_PX}
        keyOf={(row) => row.line}
        onOpen={onOpen}
        onNearEnd={more}
      >
        {(row) => <Line row={row} />}
      </Windowed>
      {hasNextPage ? <p className="small soft book-lines-end">{t("customs.books.reading", { count: rows.length })}</p> : null}
    </section>
  );
};

const LinesHead = () => {
  const { t } = useTranslation();
  return (
    <div className="book-line book-lines-head" aria-hidden="true">
      <span>{t("customs.books.lineNumber")}</span>
      <span>{t("field.product")}</span>
      <span>{t("customs.books.formal")}</span>
      <span>{t("customs.books.actual")}</span>
      <span>{t("customs.books.incoming")}</span>
      <span>{t("customs.books.outgoing")}</span>
      <span>{t("customs.books.physical")}</span>
      <span>{t("customs.books.difference")}</span>
    </div>
  );
};

const Line = ({ row }: { row: BookLineAnswer }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  return (
    <div role="presentation" className="book-line">
      <span role="cell" className="num soft">
        {row.line}
      </span>
      <span role="cell" className="book-line-goods">
        <b className="clip">{row.name ? inLanguage(row.name, language) : row.gtin}</b>
        <span className="small faint mono clip">{[row.itemRecordNo, row.gtin, row.hsCode].filter(Boolean).join(" · ")}</span>
      </span>
      <Figure label={t("customs.books.formal")} value={row.formal} uom={word("uom", row.uom)} state="formal" />
      <Figure label={t("customs.books.actual")} value={row.actual} state="actual" />
      <Figure label={t("customs.books.incoming")} value={row.incoming} state="incoming" />
      <Figure label={t("customs.books.outgoing")} value={row.outgoing} state="outgoing" />
      <Figure label={t("customs.books.physical")} value={row.physical} state="physical" />
      <Figure label={t("customs.books.difference")} value={row.difference} state="difference" />
    </div>
  );
};
