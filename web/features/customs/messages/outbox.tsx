import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { OutboxRow } from "#wire/customs-documents.ts";
import { listOutbox, markCarried, outboxAddress } from "../../../api/customs.ts";
import { formatInstant, formatSize } from "../../../ui/format.ts";
import { useLook } from "../../../ui/look.tsx";
import { StateTag } from "../../../ui/state-tag.tsx";
import { useRefusalText } from "../refusal.ts";

/** What waits to be carried to customs, for a place without shared folders: taken by hand, and said to be sent or failed. */
const ROWS_MAX = 100;

export const Outbox = () => {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["messages", "outbox"], queryFn: (o) => listOutbox({ limit: ROWS_MAX }, o) });
  const rows = query.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <details className="panel outbox">
      <summary>
        {t("customs.outbox.waits", { count: rows.length })}
        {query.data?.next ? "+" : ""}
      </summary>
      <p className="small soft outbox-hint">{t("customs.outbox.hint")}</p>
      <ul className="rows">
        {rows.map((row) => (
          <Waiting key={row.message} row={row} />
        ))}
      </ul>
    </details>
  );
};

const Waiting = ({ row }: { row: OutboxRow }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const { mutate, isPending } = useMutation({
    mutationFn: (state: "sent" | "failed") => markCarried(row.message, { state }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["messages"] }),
    onError: (error) => void message.error(refusalText(error)),
  });
  return (
    <li className="outbox-row">
      <span>
        <b className="mono">{row.kind}</b>{" "}
        <span className="small soft">
          {[row.fileName, formatSize(row.size), formatInstant(row.at, language)].filter(Boolean).join(" · ")}
        </span>{" "}
        <StateTag list="messageState" state={row.state} />
        {row.note ? <span className="small soft"> {row.note.startsWith("unsigned") ? t("customs.outbox.unsigned") : row.note}</span> : null}
      </span>
      <span className="outbox-acts">
        <a href={outboxAddress(row.message)} download>
          <DownloadOutlined aria-hidden="true" /> {t("customs.outbox.take")}
        </a>
        <Button size="small" loading={isPending} onClick={() => mutate("sent")}>
          {t("customs.outbox.sent")}
        </Button>
        <Button size="small" danger disabled={isPending} onClick={() => mutate("failed")}>
          {t("customs.outbox.failed")}
        </Button>
      </span>
    </li>
  );
};
