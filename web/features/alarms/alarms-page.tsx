import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AlarmRow } from "#wire/http-api.ts";
import { useAcknowledge } from "../../api/acts.ts";
import { listAlarms } from "../../api/endpoints.ts";
import { useNames } from "../../api/reference.ts";
import { useLive, useWorldNow } from "../../live/use-live.ts";
import { AcknowledgeButton } from "../../ui/acknowledge-button.tsx";
import { siteOfAlarm } from "../../ui/alarm-place.ts";
import { DataTable, type Column } from "../../ui/data-table.tsx";
import { useDetailText } from "../../ui/details.tsx";
import { formatInstant, formatSpan } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { EmptyState, ErrorState, LoadingState } from "../../ui/states.tsx";
import { AlarmStateTag, SeverityMark } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";
import "./alarms.css";

/** Every alarm with its life: raised, seen by whom and with which note, cleared. */
const STATES = ["open", "acknowledged", "cleared"] as const;
type State = (typeof STATES)[number] | "all";
const PAGE_ROWS = 100;

export const AlarmsPage = () => {
  const { t } = useTranslation();
  const [state, setState] = useState<State>("open");
  const filter = state === "all" ? undefined : state;
  const query = useInfiniteQuery({
    queryKey: ["alarms", state],
    queryFn: ({ pageParam, signal }) => listAlarms({ state: filter, limit: PAGE_ROWS, after: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const options = [...STATES, "all" as const].map((value) => ({ value, label: t(`alarm.state.${value}`) }));
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("room.alarms")}</h1>
        <Segmented<State> value={state} options={options} onChange={setState} />
      </div>
      {query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <LoadingState rows={8} /> : null}
      {query.data ? (
        <section className="panel alarms-panel">
          {rows.length === 0 ? <EmptyState title={t(`alarm.none.${state}`)} hint={t("alarm.noneHint")} /> : <AlarmTable rows={rows} />}
        </section>
      ) : null}
      {query.hasNextPage ? (
        <div className="more">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      ) : null}
    </div>
  );
};

const AlarmTable = ({ rows }: { rows: readonly AlarmRow[] }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const detail = useDetailText();
  const units = useLive((live) => live.world.units);
  const now = useWorldNow(5_000);
  const { mutateAsync } = useAcknowledge();
  const where = (row: AlarmRow) => {
    const unit = row.unit ? units.get(row.unit) : undefined;
    const site = siteOfAlarm(row);
    return (
      <div>
        {row.unit ? (
          <Link to={`/dispatch?unit=${encodeURIComponent(row.unit)}`}>{unit ? inLanguage(unit.name, language) : row.unit}</Link>
        ) : null}
        {site ? <div className="soft">{names.site(site)}</div> : null}
        {row.device ? <div className="small mono faint">{row.device}</div> : null}
      </div>
    );
  };
  const columns: readonly Column<AlarmRow>[] = [
    {
      key: "kind",
      title: t("alarm.what"),
      lead: true,
      render: (row) => (
        <div>
          <SeverityMark severity={row.severity} /> <b>{word("alarm", row.kind)}</b>
          <div className="small soft alarm-detail">{detail(row.detail)}</div>
        </div>
      ),
    },
    { key: "where", title: t("alarm.where"), render: where },
    {
      key: "since",
      title: t("alarm.since"),
      render: (row) => (
        <div className="num">
          {formatSpan((row.clearedAt ? Date.parse(row.clearedAt) : now) - Date.parse(row.raisedAt), language)}
          <div className="small soft">{formatInstant(row.raisedAt, language)}</div>
        </div>
      ),
    },
    {
      key: "state",
      title: t("alarm.stateTitle"),
      render: (row) => (
        <div>
          <AlarmStateTag state={row.state} />
          {row.acknowledgedBy ? (
            <div className="small soft">
              {row.acknowledgedBy}
              {row.note ? `: “${row.note}”` : ""}
            </div>
          ) : null}
        </div>
      ),
    },
    {
      key: "act",
      title: t("alarm.act"),
      align: "end",
      render: (row) =>
        row.state === "open" ? <AcknowledgeButton onAcknowledge={(note) => mutateAsync({ alarm: row.alarm, note })} /> : null,
    },
  ];
  return <DataTable label={t("room.alarms")} columns={columns} rows={rows} keyOf={(row) => String(row.alarm)} />;
};
