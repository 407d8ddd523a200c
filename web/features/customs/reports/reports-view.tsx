import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportRow } from "#wire/customs-desk.ts";
import { reportKind } from "#wire/customs-words.ts";
import { listReports } from "../../../api/customs.ts";
import { useHomeSite, useNames, useSession } from "../../../api/reference.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatInstant, formatSize } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { Paged } from "../paged.tsx";
import { mayReport } from "../rights.ts";
import { SiteChoice } from "../site-choice.tsx";
import { ReportDrawer } from "./report-drawer.tsx";
import { ReportMaker } from "./report-maker.tsx";
import "./reports.css";

/** What customs expects regularly: made by one click, kept as it was sent, and held against its own digest. */
const PAGE_ROWS = 50;

export const ReportsView = () => {
  const { t } = useTranslation();
  const word = useWord();
  const session = useSession();
  const home = useHomeSite();
  const [filter, change] = useFilters(["site", "kind"] as const);
  const [opened, setOpened] = useState<ReportRow>();
  const kind = reportKind.safeParse(filter.kind).data;
  return (
    <>
      <p className="soft customs-lead">{t("customs.reports.lead")}</p>
      {mayReport(session.data?.role) && (filter.site ?? home) ? <ReportMaker site={filter.site ?? home ?? ""} /> : null}
      <h2 className="reports-title">{t("customs.reports.made")}</h2>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={filter.site} onChange={(site) => change({ site })} />
        <div className="chips" role="group" aria-label={t("customs.reports.kind")}>
          {[undefined, ...reportKind.options].map((each) => (
            <button key={each ?? "all"} type="button" className="chip" aria-pressed={kind === each} onClick={() => change({ kind: each })}>
              {each ? word("reportKind", each) : t("common.all")}
            </button>
          ))}
        </div>
      </div>
      <Paged<ReportRow>
        queryKey={["reports", filter.site, kind]}
        read={({ after, signal }) => listReports({ site: filter.site, kind, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.reports.empty"), hint: t("customs.reports.emptyHint") }}
      >
        {(rows) => <ReportTable rows={rows} onOpen={setOpened} />}
      </Paged>
      <ReportDrawer row={opened} onClose={() => setOpened(undefined)} />
    </>
  );
};

const DIGEST_SHOWN = 12;

const ReportTable = ({ rows, onOpen }: { rows: readonly ReportRow[]; onOpen: (row: ReportRow) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const columns: readonly Column<ReportRow>[] = [
    {
      key: "kind",
      title: t("customs.reports.kind"),
      lead: true,
      render: (row) => (
        <>
          <b>{word("reportKind", row.kind)}</b>
          <div className="small soft num">{row.period}</div>
        </>
      ),
    },
    {
      key: "site",
      title: t("field.site"),
      render: (row) => (
        <>
          {names.site(row.site)}
          {row.book ? <div className="small mono">{row.book}</div> : null}
        </>
      ),
    },
    {
      key: "made",
      title: t("customs.reports.madeAt"),
      render: (row) => (
        <>
          <span className="num">{formatInstant(row.madeAt, language)}</span>
          <div className="small soft">{row.madeBy}</div>
        </>
      ),
    },
    { key: "size", title: t("customs.messages.size"), align: "end", render: (row) => <span className="num">{formatSize(row.size)}</span> },
    {
      key: "digest",
      title: "SHA-256",
      render: (row) => (
        <span className="mono small" title={row.sha256}>
          {row.sha256.slice(0, DIGEST_SHOWN)}…
        </span>
      ),
    },
  ];
  return <DataTable label={t("customs.tab.reports")} columns={columns} rows={rows} keyOf={(row) => String(row.report)} onOpen={onOpen} />;
};
