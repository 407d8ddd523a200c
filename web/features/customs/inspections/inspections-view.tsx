import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { DocumentRow } from "#wire/customs-documents.ts";
import { listDocuments } from "../../../api/customs.ts";
import { useNames, useSession } from "../../../api/reference.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatSpan } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { toneOf } from "../../../ui/tone.ts";
import { useShortcut } from "../../../ui/use-shortcut.ts";
import { documentPath, useFilters } from "../address.ts";
import { Lacks } from "../documents/lacks.tsx";
import { Paged } from "../paged.tsx";
import { mayInspect } from "../rights.ts";
import { SiteChoice } from "../site-choice.tsx";
import { InspectionOrder } from "./inspection-order.tsx";

/** Inspections (查验): ordered by an officer, and until the result is there what they are about stands still. */
const PAGE_ROWS = 50;
/** The order form is open for nothing in particular. */
const NEW = "new";

export const InspectionsView = () => {
  const { t } = useTranslation();
  const session = useSession();
  const [{ site, order }, change] = useFilters(["site", "order"] as const);
  const inspects = mayInspect(session.data?.role);
  const open = (): void => change({ order: NEW });
  useShortcut("n", open, inspects);
  return (
    <>
      <p className="soft customs-lead">{t("customs.inspections.lead")}</p>
      <div className="toolbar customs-toolbar">
        <SiteChoice site={site} onChange={(next) => change({ site: next })} />
        {inspects ? (
          <Button type="primary" icon={<PlusOutlined />} aria-keyshortcuts="n" onClick={open}>
            {t("customs.acts.inspect")}
          </Button>
        ) : null}
      </div>
      <Paged<DocumentRow>
        queryKey={["documents", "inspections", site]}
        read={({ after, signal }) => listDocuments({ kind: "inspection", site, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.inspections.empty"), hint: t("customs.inspections.emptyHint") }}
      >
        {(rows) => <InspectionTable rows={rows} />}
      </Paged>
      <SideDrawer open={inspects && order !== undefined} title={t("customs.acts.inspect")} onClose={() => change({ order: undefined })}>
        {order ? <InspectionOrder document={order === NEW ? undefined : order} /> : null}
      </SideDrawer>
    </>
  );
};

const InspectionTable = ({ rows }: { rows: readonly DocumentRow[] }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const navigate = useNavigate();
  const now = useWorldNow(10_000);
  const columns: readonly Column<DocumentRow>[] = [
    { key: "number", title: t("words.documentKind.inspection"), lead: true, render: (row) => <b className="mono">{row.number}</b> },
    { key: "state", title: t("customs.documents.state"), render: (row) => <StateTag list="documentState" state={row.state} /> },
    {
      key: "lacks",
      title: t("customs.documents.lacks"),
      render: (row) => <Lacks lacks={row.lacks} isOver={["over", "bad"].includes(toneOf(row.state))} />,
    },
    { key: "site", title: t("field.site"), render: (row) => (row.site ? names.site(row.site) : null) },
    {
      key: "created",
      title: t("customs.documents.created"),
      align: "end",
      render: (row) => (
        <span className="small soft num">{t("age.ago", { span: formatSpan(now - Date.parse(row.createdAt), language) })}</span>
      ),
    },
  ];
  return (
    <DataTable
      label={t("customs.tab.inspections")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.number}
      onOpen={(row) => void navigate(documentPath("inspection", row.number))}
    />
  );
};
