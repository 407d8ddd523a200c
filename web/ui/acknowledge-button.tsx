import { App, Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "./states.tsx";

/** Says "seen, I deal with it", with a note for the colleagues. */
type Props = Readonly<{ onAcknowledge(note: string | undefined): Promise<unknown>; label?: string }>;

export const AcknowledgeButton = ({ onAcknowledge, label }: Props) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await onAcknowledge(note.trim() || undefined);
      setOpen(false);
      void message.success(t("alarm.acknowledged"));
    } catch (error) {
      void message.error(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const form = (
    <form
      className="acknowledge"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label className="field">
        <span className="label">{t("alarm.note")}</span>
        <Input.TextArea autoFocus rows={2} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <Button type="primary" htmlType="submit" loading={busy} block>
        {t("alarm.acknowledge")}
      </Button>
    </form>
  );
  return (
    <Popover trigger="click" open={open} onOpenChange={setOpen} content={form} destroyOnHidden>
      <Button size="small" onClick={(event) => event.stopPropagation()}>
        {label ?? t("alarm.acknowledge")}
      </Button>
    </Popover>
  );
};
