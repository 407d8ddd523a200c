import { useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, LoadingState } from "../../ui/states.tsx";

/** A list that is read page by page: loading, error, nothing, and more. */
type Page<Row> = Readonly<{ rows: readonly Row[]; next: string | null }>;
type Props<Row> = Readonly<{
  queryKey: QueryKey;
  read(page: Readonly<{ after: string | undefined; signal: AbortSignal }>): Promise<Page<Row>>;
  empty: Readonly<{ title: string; hint?: string }>;
  refetchMs?: number;
  children(rows: readonly Row[], more: boolean): ReactNode;
}>;

export const Paged = <Row,>({ queryKey, read, empty, refetchMs, children }: Props<Row>) => {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read({ after: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    ...(refetchMs ? { refetchInterval: refetchMs } : {}),
  });
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <LoadingState rows={8} />;
  const rows = query.data.pages.flatMap((page) => page.rows);
  return (
    <>
      <section className="panel customs-panel">
        {rows.length === 0 ? <EmptyState title={empty.title} hint={empty.hint} /> : children(rows, query.hasNextPage)}
      </section>
      {query.hasNextPage ? (
        <div className="more">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
};
