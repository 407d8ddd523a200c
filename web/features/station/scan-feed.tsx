import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Step } from "#wire/words.ts";
import { useNames } from "../../api/reference.ts";
import { formatTime } from "../../ui/format.ts";
import { useLook } from "../../ui/look.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { ResultTag } from "../../ui/tags.tsx";
import { useWord } from "../../ui/words.ts";
import type { OutboxRecord } from "./outbox.ts";
import { undoMessageOf } from "./scan-message.ts";
import { useSaid } from "./use-said.ts";
import type { Station } from "./use-station.ts";

/** Every scan of this station, newest first, with what became of it; what waits is said above it, as long as it waits. */
type Props = Readonly<{ station: Station; step: Step; onModal(open: boolean): void }>;

export const ScanFeed = ({ station, step, onModal }: Props) => {
  const { t } = useTranslation();
  const [undoing, setUndoing] = useState<OutboxRecord>();
  const open = (record: OutboxRecord | undefined): void => {
    setUndoing(record);
    onModal(record !== undefined);
  };
  const undone = new Set(
    station.records.flatMap(({ message, answer }) => (message.undo && answer?.result === "posted" ? [message.undo] : [])),
  );
  return (
    <section className="panel feed">
      <div className="feed-head">
        <h2>{t("station.feed")}</h2>
        <Waiting station={station} />
      </div>
      {station.records.length === 0 ? <EmptyState title={t("station.feedEmpty")} hint={t("station.feedEmptyHint")} /> : null}
      <ol>
        {station.records.map((record) => (
          <FeedRow
            key={record.id}
            record={record}
            undone={undone.has(record.id)}
            onUndo={() => open(record)}
            onRetry={() => void station.retry(record)}
          />
        ))}
      </ol>
      {undoing ? <UndoForm key={undoing.id} record={undoing} step={step} station={station} onClose={() => open(undefined)} /> : null}
    </section>
  );
};

const Waiting = ({ station }: { station: Station }) => {
  const { t } = useTranslation();
  if (station.waiting === 0) return <span className="soft small">{t("station.nothingWaits")}</span>;
  return (
    <span className="waiting-note" role="status">
      <b className="num">{t("station.waits", { count: station.waiting })}</b> {t(`station.sender.${station.sender}`)}
    </span>
  );
};

type RowProps = Readonly<{ record: OutboxRecord; undone: boolean; onUndo(): void; onRetry(): void }>;

const FeedRow = ({ record, undone, onUndo, onRetry }: RowProps) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const names = useNames(language);
  const word = useWord();
  const said = useSaid(names.product);
  const { message, answer } = record;
  const places = [message.location, [message.from, message.to].filter(Boolean).join(" → ")].filter(Boolean).join(" ");
  const quantity = message.items?.length === 1 ? `${message.items[0]?.quantity} ${word("uom", message.items[0]?.uom)}` : "";
  const mayUndo = answer?.result === "posted" && !message.undo && !undone;
  return (
    <li className="feed-row">
      <span className="num faint small">{formatTime(message.at, language)}</span>
      <span className="feed-what">
        <b>{message.undo ? t("station.undoOf") : said(record.said)}</b>
        <span className="small soft">
          {[word("step", message.step), places, quantity, answer?.reason ? word("reason", answer.reason) : "", record.problem]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <span className="feed-result">
        {undone ? <span className="tag">{t("station.undone")}</span> : null}
        {record.state === "waiting" ? <span className="tag tag-unsettled">{t("station.waitingOne")}</span> : null}
        {record.state === "set_aside" ? <span className="tag tag-refused">{t("station.setAside")}</span> : null}
        {answer && !undone ? <ResultTag result={answer.result} /> : null}
      </span>
      <span className="feed-acts">
        {mayUndo ? (
          <Button size="large" onClick={onUndo}>
            {t("station.undo")}
          </Button>
        ) : null}
        {record.state === "set_aside" ? (
          <Button size="large" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        ) : null}
      </span>
    </li>
  );
};

const REASONS = ["wrong_item", "wrong_place", "wrong_quantity", "test"] as const;

const UndoForm = ({ record, step, station, onClose }: { record: OutboxRecord; step: Step; station: Station; onClose: () => void }) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const send = async (): Promise<void> => {
    if (reason.trim() === "") return;
    await station.say({
      said: record.said,
      message: (envelope) => undoMessageOf(record.message.step ?? step, record.id, reason.trim(), envelope),
    });
    void message.info(t("station.undoSent"));
    onClose();
  };
  return (
    <Modal
      open
      title={t("station.undoTitle")}
      okText={t("station.undo")}
      okButtonProps={{ size: "large", disabled: reason.trim() === "" }}
      cancelButtonProps={{ size: "large" }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p className="soft">{t("station.undoHint")}</p>
      <div className="chips undo-reasons">
        {REASONS.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-pressed={reason === t(`station.undoReason.${each}`)}
            onClick={() => setReason(t(`station.undoReason.${each}`))}
          >
            {t(`station.undoReason.${each}`)}
          </button>
        ))}
      </div>
      <label className="field">
        <span className="label">{t("station.field.reason")}</span>
        <Input size="large" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Modal>
  );
};
