import { ArrowLeftOutlined, InboxOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { CUSTOMS_MESSAGE_BYTES_MAX, type MessageAnswer } from "#wire/customs-documents.ts";
import { sendMessage } from "../../../api/customs.ts";
import { uuidv7 } from "../../../api/uuid.ts";
import { formatSize } from "../../../ui/format.ts";
import { useRefusalText } from "../refusal.ts";
import { MessageNodes } from "../messages/message-nodes.tsx";
import "../messages/messages.css";

/** Official XML as it is: each of its nodes is taken or rejected for itself, with everything that is wrong with it. */
type Done = Readonly<{ name: string; answer?: MessageAnswer; failure?: string }>;

export const UploadForm = () => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const [done, setDone] = useState<readonly Done[]>([]);
  const add = (one: Done): void => setDone((before) => [one, ...before]);
  const { mutate, isPending } = useMutation({
    mutationFn: (message: File) => sendMessage(message, uuidv7()),
    onSuccess: async (answer, { name }) => {
      add({ name, answer });
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
    onError: (error, { name }) => add({ name, failure: refusalText(error) }),
  });
  const take = (message: File): false => {
    if (message.size > CUSTOMS_MESSAGE_BYTES_MAX)
      add({ name: message.name, failure: t("customs.intake.tooLarge", { max: formatSize(CUSTOMS_MESSAGE_BYTES_MAX) }) });
    else mutate(message);
    return false;
  };
  return (
    <>
      <Link className="back" to="/customs/intake">
        <ArrowLeftOutlined aria-hidden="true" /> {t("customs.intake.all")}
      </Link>
      <h2>{t("customs.intake.upload")}</h2>
      <p className="soft customs-lead">{t("customs.intake.means.upload")}</p>
      <Upload.Dragger accept=".xml,application/xml,text/xml" multiple showUploadList={false} disabled={isPending} beforeUpload={take}>
        <p className="upload-icon">
          <InboxOutlined />
        </p>
        <p>
          <b>{t("customs.intake.drop")}</b>
        </p>
        <p className="soft small">{t("customs.intake.dropHint", { max: formatSize(CUSTOMS_MESSAGE_BYTES_MAX) })}</p>
      </Upload.Dragger>
      <div aria-live="polite">
        {done.map((one, index) => (
          <Result key={done.length - index} done={one} />
        ))}
      </div>
    </>
  );
};

const Result = ({ done: { name, answer, failure } }: { done: Done }) => {
  const { t } = useTranslation();
  if (!answer) return <Alert className="upload-result" type="error" showIcon title={`${name}: ${failure}`} />;
  const nodes = [
    ...answer.rejected.map(({ key, errors }) => ({ key, accepted: false, issues: errors })),
    ...answer.accepted.map(({ key, warnings }) => ({ key, accepted: true, issues: warnings })),
  ];
  return (
    <section className="upload-result">
      <div className="section-head">
        <h3>{name}</h3>
        <span className="tag mono">{answer.kind}</span>
        <span className="small soft">
          {t("customs.messages.accepted", { count: answer.accepted.length })} ·{" "}
          {t("customs.messages.rejectedCount", { count: answer.rejected.length })}
        </span>
      </div>
      <MessageNodes nodes={nodes} />
    </section>
  );
};
