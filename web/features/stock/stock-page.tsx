import { DownloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "#wire/http-api.ts";
import { listStock } from "../../api/endpoints.ts";
import { useNames } from "../../api/reference.ts";
import { csvOf, downloadCsv } from "../../ui/csv.ts";
import { formatInstant } from "../../ui/format.ts";
import { useLook } from "../../ui/look.tsx";
import { EmptyState, ErrorState, LoadingState, useErrorText } from "../../ui/states.tsx";
import { LineJournal } from "./line-journal.tsx";
import { RegimeBar } from "./regime-bar.tsx";
import { StockFilters } from "./stock-filters.tsx";
import { isAsOf, useStockFilter, type StockFilter } from "./stock-filter.ts";
import { StockTable } from "./stock-table.tsx";
import "./stock.css";

/** Read in large pages, so that the shares by regime are of the whole; drawn in smaller ones. */
const PAGE_ROWS = 500;
const ROWS_DRAWN = 100;
const EXPORT_PAGE_ROWS = 500;
const EXPORT_PAGES_MAX = 200;

export const StockPage = () => {
  const { t } = useTranslation();
  const { language } = useLook();
  const [filter, change] = useStockFilter();
  const [opened, setOpened] = useState<StockRow>();
  const query = useStock(filter);
  const [drawn, setDrawn] = useState(ROWS_DRAWN);
  const more = (): void => {
    if (drawn >= rows.length) void query.fetchNextPage();
    setDrawn(drawn + ROWS_DRAWN);
  };
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("room.stock")}</h1>
        <ExportButton filter={filter} disabled={rows.length === 0} />
      </div>
      <StockFilters filter={filter} onChange={change} />
      {isAsOf(filter) ? (
        <p className="as-of-note" role="status">
          {filter.at ? t("stock.asOf.at", { when: formatInstant(filter.at, language) }) : ""}
          {filter.known ? ` ${t("stock.asOf.known", { when: formatInstant(filter.known, language) })}` : ""}
          <button type="button" className="text-button" onClick={() => change({ at: undefined, known: undefined })}>
            {t("stock.asOf.now")}
          </button>
        </p>
      ) : null}
      {query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <LoadingState rows={8} /> : null}
      {query.data ? (
        <>
          <RegimeBar rows={rows} more={query.hasNextPage} chosen={filter.regime} onChoose={(regime) => change({ regime })} />
          <section className="panel stock-panel" data-stale={query.isPlaceholderData}>
            {rows.length === 0 ? (
              <EmptyState title={t("stock.empty")} hint={t("stock.emptyHint")} />
            ) : (
              <StockTable rows={rows.slice(0, drawn)} onOpen={setOpened} />
            )}
          </section>
          {query.hasNextPage || rows.length > drawn ? (
            <div className="more">
              <Button loading={query.isFetchingNextPage} onClick={more}>
                {t("common.more")}
              </Button>
            </div>
          ) : null}
        </>
      ) : null}
      <LineJournal row={opened} frozen={isAsOf(filter)} onClose={() => setOpened(undefined)} />
    </div>
  );
};

const useStock = (filter: StockFilter) =>
  useInfiniteQuery({
    queryKey: ["stock", ...(isAsOf(filter) ? ["frozen"] : []), filter],
    queryFn: ({ pageParam, signal }) => listStock({ ...filter, limit: PAGE_ROWS, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });

const allRows = async (filter: StockFilter): Promise<readonly StockRow[]> => {
  const found: StockRow[] = [];
  let after: string | undefined;
  for (let pages = 0; pages < EXPORT_PAGES_MAX; pages++) {
    const page = await listStock({ ...filter, limit: EXPORT_PAGE_ROWS, after });
    found.push(...page.rows);
    if (page.next === null) break;
    after = page.next;
  }
  return found;
};

const ExportButton = ({ filter, disabled }: { filter: StockFilter; disabled: boolean }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const header = [
        "site",
        "location",
        "parent",
        "regime",
        "hold",
        "owner",
        "gtin",
        "product",
        "batch",
        "expiry",
        "serial",
        "book",
        "line",
        "origin",
        "quantity",
        "uom",
      ];
      const rows = (await allRows(filter)).map((row) => [
        row.site,
        row.location,
        row.parent,
        row.regime,
        row.hold,
        row.owner,
        row.gtin,
        names.product(row.gtin),
        row.batch,
        row.expiry,
        row.serial,
        row.book,
        row.line,
        row.origin,
        row.quantity,
        row.uom,
      ]);
      downloadCsv(`stock${filter.site ? `-${filter.site}` : ""}.csv`, csvOf(header, rows));
      void message.success(t("stock.exported", { count: rows.length }));
    } catch (error) {
      void message.error(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<DownloadOutlined />} loading={busy} disabled={disabled} onClick={() => void run()}>
      {t("stock.export")}
    </Button>
  );
};
