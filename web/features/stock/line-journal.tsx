import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "#wire/http-api.ts";
import { listJournal, listStock } from "../../api/endpoints.ts";
import { useNames } from "../../api/reference.ts";
import { formatInstant, formatQuantity } from "../../ui/format.ts";
import { useLook } from "../../ui/look.tsx";
import { SideDrawer } from "../../ui/side-drawer.tsx";
import { EmptyState, ErrorState, LoadingState } from "../../ui/states.tsx";
import { HoldTag, RegimeTag } from "../../ui/tags.tsx";
import { TransferList } from "../../ui/transfers.tsx";
import { useWord } from "../../ui/words.ts";
import { lineEntries, type LineEntry } from "./running-balance.ts";
import { lineKey } from "./stock-table.tsx";

/** Every transfer behind one number, newest first, with the balance after each. */
type Props = Readonly<{ row: StockRow | undefined; frozen: boolean; onClose(): void }>;
const PAGE_ROWS = 100;

export const LineJournal = ({ row, frozen, onClose }: Props) => {
  const { language } = useLook();
  const names = useNames(language);
  return (
    <SideDrawer open={row !== undefined} title={row ? names.product(row.gtin) : ""} onClose={onClose} wide>
      {row ? <Journal row={row} frozen={frozen} /> : null}
    </SideDrawer>
  );
};

const Journal = ({ row, frozen }: { row: StockRow; frozen: boolean }) => {
  const { t } = useTranslation();
  const { site, location, lot } = row;
  // The number lives on while the drawer is open; the line it was opened from stands in until it is read.
  const now = useQuery({
    queryKey: ["stock", "line", site, location, lot],
    queryFn: async (o) =>
      (await listStock({ site, location, gtin: row.gtin, limit: 500 }, o)).rows.find((each) => lineKey(each) === lineKey(row)) ?? {
        ...row,
        quantity: "0",
      },
  });
  const query = useInfiniteQuery({
    queryKey: ["journal", "line", site, location, lot],
    queryFn: ({ pageParam, signal }) => listJournal({ site, location, lot, newest: true, limit: PAGE_ROWS, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const current = now.data ?? row;
  const entries = useMemo(() => lineEntries(current, query.data?.pages.flatMap((page) => page.rows) ?? []), [current, query.data]);
  return (
    <div className="line-journal">
      <LineHead row={current} />
      {frozen ? <p className="soft small">{t("stock.journalIsNow")}</p> : null}
      {query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <LoadingState /> : null}
      {query.data && entries.length === 0 ? <EmptyState title={t("stock.noEntries")} /> : null}
      <ol className="line-entries">
        {entries.map((line) => (
          <Line key={line.entry.entry} line={line} uom={row.uom} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("common.more")}
        </Button>
      ) : null}
    </div>
  );
};

const LineHead = ({ row }: { row: StockRow }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { language } = useLook();
  const names = useNames(language);
  return (
    <div className="line-head">
      <b className="line-total num">
        {formatQuantity(row.quantity)} <small>{word("uom", row.uom)}</small>
      </b>
      <span className="account-tags">
        <RegimeTag regime={row.regime} />
        <HoldTag hold={row.hold} />
      </span>
      <span className="soft">
        {[
          names.site(row.site),
          row.location,
          row.parent ? `▣ ${row.parent}` : "",
          row.batch ? `${t("field.batch")} ${row.batch}` : "",
          row.serial,
          row.owner,
          row.book ? `${row.book}/${row.line}` : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </div>
  );
};

const Line = ({ line, uom }: { line: LineEntry; uom: string }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const { entry, change, after } = line;
  const out = change.startsWith("-");
  return (
    <li>
      <details className="line-entry">
        <summary>
          <span className="line-when num small soft">{formatInstant(entry.at, language)}</span>
          <span className="line-what">
            <b>{entry.step ? word("step", entry.step) : word("entryKind", entry.kind)}</b>{" "}
            <span className="small soft">{[entry.device, entry.operator].filter(Boolean).join(" · ")}</span>
          </span>
          <span className={`num line-change ${out ? "line-out" : "line-in"}`}>
            {out ? "−" : "+"}
            {formatQuantity(change.replace("-", ""))}
          </span>
          <span className="num line-after">
            {formatQuantity(after)} <span className="small soft">{word("uom", uom)}</span>
          </span>
        </summary>
        <p className="small soft num">
          {t("journal.entryNumber", { entry: entry.entry })} · {t("journal.recorded", { when: formatInstant(entry.recordedAt, language) })}
          {entry.observation ? <span className="mono"> · {entry.observation}</span> : null}
        </p>
        <TransferList transfers={entry.transfers} names={names} />
      </details>
    </li>
  );
};
