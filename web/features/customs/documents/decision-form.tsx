import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import { cancelDocument, decideDocument, releasePledge } from "../../../api/customs.ts";
import { useRefusalText } from "../refusal.ts";

/** What may end or decide a document, each under a reason or the number of a paper that stays in the journal. */
export type Decision = "cancel" | "approve" | "refuse" | "release";
type Words = Readonly<{ text: string }>;

const act = (decision: Decision, document: DocumentAnswer, text: string): Promise<unknown> => {
  const { number, kind } = document;
  if (decision === "cancel") return cancelDocument(number, { kind, reason: text });
  if (decision === "release") return releasePledge(number, { reason: text });
  const decided = kind === "conversion" ? "conversion" : "adjustment";
  return decideDocument(
    number,
    decision === "approve" ? { kind: decided, decision: "approve", approval: text } : { kind: decided, decision: "refuse", note: text },
  );
};

const LENGTH_MAX: Readonly<Record<Decision, number>> = { cancel: 500, approve: 64, refuse: 1000, release: 500 };

type Props = Readonly<{ decision: Decision; document: DocumentAnswer; onClose(): void }>;

export const DecisionForm = ({ decision, document, onClose }: Props) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const [form] = Form.useForm<Words>();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ text }: Words) => act(decision, document, text.trim()),
    onSuccess: async () => {
      void message.success(t(`customs.acts.done.${decision}`));
      onClose();
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  return (
    <Modal
      open
      title={t(`customs.acts.title.${decision}`, { number: document.number })}
      okText={t(`customs.acts.${decision}`)}
      okButtonProps={{ danger: decision === "cancel" || decision === "refuse" }}
      cancelText={t("common.close")}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="soft dispose-hint">{t(`customs.acts.hint.${decision}`)}</p>
      <Form form={form} layout="vertical" onFinish={(body) => mutate(body)}>
        <Form.Item
          name="text"
          label={t(decision === "approve" ? "customs.differences.approval" : "journal.reason")}
          rules={[{ required: true, whitespace: true, message: t("form.required") }]}
        >
          {decision === "approve" ? <Input maxLength={LENGTH_MAX.approve} /> : <Input.TextArea rows={3} maxLength={LENGTH_MAX[decision]} />}
        </Form.Item>
      </Form>
    </Modal>
  );
};
