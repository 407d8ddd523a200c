import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import type { DocumentRow } from "#wire/customs-documents.ts";
import { documentKind } from "#wire/customs-words.ts";
import { listDocuments } from "../../../api/customs.ts";
import { useNames, useSession } from "../../../api/reference.ts";
import { useWorldNow } from "../../../live/use-live.ts";
import { ChoiceField } from "../../../ui/choice-field.tsx";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatSpan } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { toneOf } from "../../../ui/tone.ts";
import { useShortcut } from "../../../ui/use-shortcut.ts";
import { useWord } from "../../../ui/words.ts";
import { documentPath, useFilters } from "../address.ts";
import { CHANNELS } from "../channels.ts";
import { mayFile } from "../rights.ts";
import { Paged } from "../paged.tsx";
import { SiteChoice } from "../site-choice.tsx";
import { DocumentPage } from "./document-page.tsx";
import { Lacks } from "./lacks.tsx";
import "./documents.css";

/** Every document of the six channels (六体合一), the last changed first, and what each still lacks. */
const PAGE_ROWS = 50;
const STATES = [
  "filed",
  "approved",
  "first_gate",
  "passed",
  "done",
  "written_off",
  "finished",
  "refused",
  "cancelled",
  "void",
  "incomplete",
  "differs",
  "blocked",
  "ready",
  "declared",
  "accepted",
  "reviewed",
  "inspecting",
  "released",
  "closed",
  "rejected",
] as const;

export const DocumentsView = () => {
  const { key } = useParams();
  return key === undefined ? <DocumentList /> : <DocumentPage key={key} number={key} />;
};

const useDocumentFilters = () => useFilters(["site", "kind", "state", "channel", "q"] as const);

const DocumentList = () => {
  const { t } = useTranslation();
  const [filter] = useDocumentFilters();
  return (
    <>
      <p className="soft customs-lead">{t("customs.documents.lead")}</p>
      <Channels />
      <DocumentFilters />
      <Paged<DocumentRow>
        queryKey={["documents", "list", filter]}
        read={({ after, signal }) => listDocuments({ ...filter, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.documents.empty"), hint: t("customs.documents.emptyHint") }}
      >
        {(rows) => <DocumentTable rows={rows} />}
      </Paged>
    </>
  );
};

/** The six channels as one row of choices, and the way to a new filing. */
const Channels = () => {
  const { t } = useTranslation();
  const word = useWord();
  const navigate = useNavigate();
  const session = useSession();
  const [{ channel }, change] = useDocumentFilters();
  const files = mayFile(session.data?.role);
  const create = (): void => void navigate("/customs/intake");
  useShortcut("n", () => files && create());
  return (
    <div className="channels">
      <div className="chips" role="group" aria-label={t("customs.documents.channels")}>
        {[undefined, ...CHANNELS].map((each) => (
          <button
            key={each ?? "all"}
            type="button"
            className="chip"
            aria-pressed={channel === each}
            onClick={() => change({ channel: each })}
          >
            {each ? word("channelShort", each) : t("customs.documents.allChannels")}
          </button>
        ))}
      </div>
      {files ? (
        <Button type="primary" icon={<PlusOutlined />} aria-keyshortcuts="n" onClick={create}>
          {t("customs.documents.create")}
        </Button>
      ) : null}
    </div>
  );
};

const DocumentFilters = () => {
  const { t } = useTranslation();
  const word = useWord();
  const [{ site, kind, state, q }, change] = useDocumentFilters();
  return (
    <div className="toolbar customs-toolbar">
      <SearchField
        className="customs-search"
        label={t("customs.documents.find")}
        placeholder={t("customs.documents.findHint")}
        value={q}
        onSearch={(next) => change({ q: next })}
      />
      <ChoiceField
        className="customs-field"
        label={t("customs.documents.kind")}
        placeholder={t("common.all")}
        value={kind}
        options={documentKind.options.map((value) => ({ value: value as string, label: word("documentKind", value) }))}
        onChange={(next) => change({ kind: next })}
      />
      <ChoiceField
        className="customs-field"
        label={t("customs.documents.state")}
        placeholder={t("common.all")}
        value={state}
        options={STATES.map((value) => ({ value: value as string, label: word("documentState", value) }))}
        onChange={(next) => change({ state: next })}
      />
      <SiteChoice site={site} onChange={(next) => change({ site: next })} />
    </div>
  );
};

const DocumentTable = ({ rows }: { rows: readonly DocumentRow[] }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const navigate = useNavigate();
  const now = useWorldNow(10_000);
  const columns = useMemo(
    (): readonly Column<DocumentRow>[] => [
      {
        key: "document",
        title: t("customs.documents.document"),
        lead: true,
        render: (row) => (
          <>
            <b>{word("documentKind", row.kind)}</b>{" "}
            <span className="soft small">{row.channel ? word("channelShort", row.channel) : ""}</span>
            <div className="mono small document-number">{row.number}</div>
          </>
        ),
      },
      {
        key: "state",
        title: t("customs.documents.state"),
        render: (row) => (
          <>
            <StateTag list="documentState" state={row.state} />
            <div className="small soft num">{t("age.ago", { span: formatSpan(now - Date.parse(row.changedAt), language) })}</div>
          </>
        ),
      },
      {
        key: "lacks",
        title: t("customs.documents.lacks"),
        render: (row) => <Lacks lacks={row.lacks} isOver={toneOf(row.state) === "over" || toneOf(row.state) === "bad"} />,
      },
      {
        key: "what",
        title: t("customs.documents.about"),
        render: (row) => {
          const said = [row.direction ? word("direction", row.direction) : "", row.plate, row.book, row.trio?.split("/").at(-1)].filter(
            Boolean,
          );
          return said.length > 0 ? <span className="small">{said.join(" · ")}</span> : null;
        },
      },
      {
        key: "owner",
        title: t("field.owner"),
        render: (row) => (
          <>
            {row.owner}
            <div className="small soft">{row.site ? names.site(row.site) : ""}</div>
          </>
        ),
      },
    ],
    [t, names, word, language, now],
  );
  return (
    <DataTable
      label={t("customs.tab.documents")}
      columns={columns}
      rows={rows}
      keyOf={(row) => `${row.kind}/${row.number}`}
      onOpen={(row) => void navigate(documentPath(row.kind, row.number))}
    />
  );
};
