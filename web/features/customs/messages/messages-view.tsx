import { DownloadOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MessageRow } from "#wire/customs-documents.ts";
import { messageDirection, messageState } from "#wire/customs-words.ts";
import { listMessages, messageAddress } from "../../../api/customs.ts";
import { useSession } from "../../../api/reference.ts";
import { ChoiceField } from "../../../ui/choice-field.tsx";
import { DataTable, type Column } from "../../../ui/data-table.tsx";
import { formatInstant, formatSize } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { SearchField } from "../../../ui/search-field.tsx";
import { SideDrawer } from "../../../ui/side-drawer.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { useWord } from "../../../ui/words.ts";
import { useFilters } from "../address.ts";
import { Paged } from "../paged.tsx";
import { mayCarry, mayReadOriginals } from "../rights.ts";
import { MessageNodes } from "./message-nodes.tsx";
import { Outbox } from "./outbox.tsx";
import "./messages.css";

/** Every message of customs that came or went, newest first: by which door, in what state, and what was wrong in it. */
const PAGE_ROWS = 50;

export const MessagesView = () => {
  const { t } = useTranslation();
  const word = useWord();
  const session = useSession();
  const [filter, change] = useFilters(["direction", "state", "kind"] as const);
  const [opened, setOpened] = useState<MessageRow>();
  return (
    <>
      <p className="soft customs-lead">{t("customs.messages.lead")}</p>
      <div className="toolbar customs-toolbar">
        <ChoiceField
          className="customs-field"
          label={t("customs.messages.direction")}
          placeholder={t("common.all")}
          value={filter.direction}
          options={messageDirection.options.map((value) => ({ value: value as string, label: word("messageDirection", value) }))}
          onChange={(direction) => change({ direction })}
        />
        <ChoiceField
          className="customs-field"
          label={t("customs.documents.state")}
          placeholder={t("common.all")}
          value={filter.state}
          options={messageState.options.map((value) => ({ value: value as string, label: word("messageState", value) }))}
          onChange={(state) => change({ state })}
        />
        <SearchField
          className="customs-field"
          label={t("customs.messages.kind")}
          placeholder="CEB621, INV101 …"
          value={filter.kind}
          maxLength={32}
          onSearch={(kind) => change({ kind: kind?.toUpperCase() })}
        />
      </div>
      {mayCarry(session.data?.role) ? <Outbox /> : null}
      <Paged<MessageRow>
        queryKey={["messages", filter]}
        read={({ after, signal }) => listMessages({ ...filter, limit: PAGE_ROWS, after }, { signal })}
        empty={{ title: t("customs.messages.empty"), hint: t("customs.messages.emptyHint") }}
      >
        {(rows) => <MessageTable rows={rows} onOpen={setOpened} />}
      </Paged>
      <MessageDrawer row={opened} onClose={() => setOpened(undefined)} />
    </>
  );
};

const MessageTable = ({ rows, onOpen }: { rows: readonly MessageRow[]; onOpen: (row: MessageRow) => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const columns: readonly Column<MessageRow>[] = [
    {
      key: "kind",
      title: t("customs.messages.kind"),
      lead: true,
      render: (row) => (
        <>
          <b className="mono">{row.kind}</b> <span className="soft">{word("messageDirection", row.direction)}</span>
          <div className="small faint">{row.fileName ?? word("messageDoor", row.door)}</div>
        </>
      ),
    },
    { key: "state", title: t("customs.documents.state"), render: (row) => <StateTag list="messageState" state={row.state} /> },
    { key: "nodes", title: t("customs.messages.nodes"), render: (row) => <Counts row={row} /> },
    {
      key: "at",
      title: t("journal.at"),
      render: (row) => (
        <>
          <span className="num small">{formatInstant(row.at, language)}</span>
          <div className="small soft">{row.by}</div>
        </>
      ),
    },
    {
      key: "size",
      title: t("customs.messages.size"),
      align: "end",
      render: (row) => <span className="num small">{formatSize(row.size)}</span>,
    },
  ];
  return <DataTable label={t("customs.tab.messages")} columns={columns} rows={rows} keyOf={(row) => String(row.message)} onOpen={onOpen} />;
};

const Counts = ({ row }: { row: MessageRow }) => {
  const { t } = useTranslation();
  if (row.nodes.length === 0) return null;
  const rejected = row.nodes.filter((node) => !node.accepted).length;
  const warned = row.nodes.filter((node) => node.accepted && node.issues.length > 0).length;
  return (
    <span className="small">
      {t("customs.messages.accepted", { count: row.nodes.length - rejected })}
      {rejected > 0 ? <b className="node-bad"> · {t("customs.messages.rejectedCount", { count: rejected })}</b> : null}
      {warned > 0 ? <span className="node-warned"> · {t("customs.messages.warned", { count: warned })}</span> : null}
    </span>
  );
};

const MessageDrawer = ({ row, onClose }: { row: MessageRow | undefined; onClose: () => void }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const session = useSession();
  return (
    <SideDrawer wide open={row !== undefined} title={row ? `${row.kind} · ${formatInstant(row.at, language)}` : ""} onClose={onClose}>
      {row ? (
        <div className="message">
          <p>
            <StateTag list="messageState" state={row.state} /> {row.note}
          </p>
          <p className="mono small soft message-digest">SHA-256 {row.sha256}</p>
          {mayReadOriginals(session.data?.role) ? (
            <p>
              <a href={messageAddress(row.message)} download>
                <DownloadOutlined aria-hidden="true" /> {t("customs.messages.originalOf", { size: formatSize(row.size) })}
              </a>{" "}
              <span className="small soft">{t("customs.messages.audited")}</span>
            </p>
          ) : null}
          <MessageNodes nodes={row.nodes} />
        </div>
      ) : null}
    </SideDrawer>
  );
};
