import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ObligationRow } from "#wire/customs-desk.ts";
import { useNames } from "../../../api/reference.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatMoment, formatSpan } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { Source } from "../source.tsx";
import { Subject } from "./subject.tsx";

type Props = Readonly<{
  rows: readonly ObligationRow[];
  label: string;
  /** Where they are of one state, that stands above. */ isMixed?: boolean;
  onOpen(row: ObligationRow): void;
}>;

export const ObligationTable = ({ rows, label, isMixed = false, onOpen }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const columns = useMemo(
    (): readonly Column<ObligationRow>[] => [
      {
        key: "what",
        title: t("customs.obligations.what"),
        lead: true,
        width: "36%",
        render: (row) => (
          <>
            <b>{inLanguage(row.name, language)}</b>
            <div className="small soft document-number">
              <Subject subject={row.subject} />
            </div>
          </>
        ),
      },
      { key: "due", title: t("customs.obligations.due"), width: "170px", render: (row) => <Due row={row} /> },
      {
        key: "who",
        width: "22%",
        title: t("customs.obligations.who"),
        render: (row) => (
          <>
            {row.owner ?? (row.site ? names.site(row.site) : null)}
            {row.owner && row.site ? <div className="small soft">{names.site(row.site)}</div> : null}
          </>
        ),
      },
      { key: "source", title: t("customs.settings.source"), render: (row) => <Source source={row.source} sure={row.sure} /> },
      ...(isMixed ? [{ key: "state", title: t("customs.documents.state"), render: stateOf }] : []),
    ],
    [t, names, language, isMixed],
  );
  return <DataTable label={label} columns={columns} rows={rows} keyOf={(row) => row.obligation} onOpen={onOpen} />;
};

const stateOf = (row: ObligationRow) => <StateTag list="obligationState" state={row.state} />;

/** When it is due, and how long that still is, or was. */
export const Due = ({ row }: { row: ObligationRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const now = useWorldNow(10_000);
  const isOver = row.state === "met" || row.state === "waived";
  const leftMs = Date.parse(row.dueAt) - now;
  return (
    <span className={`due due-${row.state}`}>
      <span className="num">{formatMoment(row.dueAt, language)}</span>
      {isOver ? null : (
        <b className="small num">
          {t(leftMs < 0 ? "customs.obligations.over" : "customs.obligations.left", { span: formatSpan(Math.abs(leftMs), language) })}
        </b>
      )}
    </span>
  );
};
