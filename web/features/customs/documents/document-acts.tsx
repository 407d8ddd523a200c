import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import { cancelDocument } from "../../../api/customs.ts";
import { useSession } from "../../../api/reference.ts";
import { useErrorText } from "../../../ui/states.tsx";
import { mayFile, mayInspect } from "../rights.ts";

/** What may be done with a document from here: a pass for what is left of it, an inspection, its cancellation. */
const CANCELLABLE: ReadonlySet<string> = new Set([
  "filed",
  "approved",
  "incomplete",
  "differs",
  "blocked",
  "ready",
  "declared",
  "accepted",
]);
const CARRIED: ReadonlySet<string> = new Set(["inventory", "stock_document"]);

export const DocumentActs = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const role = session.data?.role;
  const [cancelling, setCancelling] = useState(false);
  const number = encodeURIComponent(document.number);
  const acts = [
    mayFile(role) && CARRIED.has(document.kind) && document.lacks.includes("gate_pass") ? (
      <Button key="pass" type="primary" onClick={() => void navigate(`/customs/intake/pass?document=${number}`)}>
        {t("customs.acts.makePass")}
      </Button>
    ) : null,
    mayInspect(role) && document.kind !== "inspection" ? (
      <Button key="inspect" onClick={() => void navigate(`/customs/inspections?order=${number}`)}>
        {t("customs.acts.inspect")}
      </Button>
    ) : null,
    mayFile(role) && CANCELLABLE.has(document.state) ? (
      <Button key="cancel" danger onClick={() => setCancelling(true)}>
        {t("customs.acts.cancel")}
      </Button>
    ) : null,
  ].filter(Boolean);
  if (acts.length === 0) return null;
  return (
    <div className="document-acts">
      {acts}
      {cancelling ? <CancelForm document={document} onClose={() => setCancelling(false)} /> : null}
    </div>
  );
};

const CancelForm = ({ document, onClose }: { document: DocumentAnswer; onClose: () => void }) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [form] = Form.useForm<{ reason: string }>();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ reason }: { reason: string }) => cancelDocument(document.number, { kind: document.kind, reason: reason.trim() }),
    onSuccess: async () => {
      void message.success(t("customs.acts.cancelled"));
      onClose();
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
    onError: (error) => void message.error(errorText(error)),
  });
  return (
    <Modal
      open
      title={t("customs.acts.cancelTitle", { number: document.number })}
      okText={t("customs.acts.cancel")}
      okButtonProps={{ danger: true }}
      cancelText={t("common.close")}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="soft dispose-hint">{t("customs.acts.cancelHint")}</p>
      <Form form={form} layout="vertical" onFinish={(body) => mutate(body)}>
        <Form.Item name="reason" label={t("journal.reason")} rules={[{ required: true, whitespace: true, message: t("form.required") }]}>
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
};
