import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { admissionBody } from "#wire/customs-flows.ts";
import { admit } from "../../../api/customs.ts";
import { useRefusalText } from "../refusal.ts";
import { useWord } from "../../../ui/words.ts";

/** Two-stage admission (两段准入): into the country, on conditions that are met one by one, then into the market. */
type Body = z.input<typeof admissionBody>;
type Step = Body["step"];
type Condition = Extract<Body, { step: "meet" }>["condition"];
type Typed = { step: Step; conditions?: Condition[]; condition?: Condition; by?: string; reason?: string };

const STEPS = ["present", "admit_to_country", "meet", "admit_to_market", "refuse"] as const satisfies readonly Step[];
const CONDITIONS = ["transfer_inspection", "laboratory_result", "complete_declaration", "licence"] as const satisfies readonly Condition[];

const bodyOf = ({ step, conditions = [], condition = "transfer_inspection", by = "", reason = "" }: Typed): Body => {
  switch (step) {
    case "admit_to_country":
      return { step, conditions };
    case "meet":
      return { step, condition, by: by.trim() };
    case "refuse":
      return { step, reason: reason.trim() };
    default:
      return { step };
  }
};

export const AdmissionForm = ({ number, onClose }: { number: string; onClose: () => void }) => {
  const { t } = useTranslation();
  const word = useWord();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const [form] = Form.useForm<Typed>();
  const step = Form.useWatch("step", form) ?? "present";
  const { mutate, isPending } = useMutation({
    mutationFn: (typed: Typed) => admit(number, bodyOf(typed)),
    onSuccess: async () => {
      void message.success(t("customs.admission.done"));
      onClose();
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  const required = [{ required: true, message: t("form.required") }];
  const conditions = CONDITIONS.map((value) => ({ value, label: word("admissionCondition", value) }));
  return (
    <Modal
      open
      title={t("customs.admission.title", { number })}
      okText={t("customs.inspections.record")}
      cancelText={t("common.close")}
      confirmLoading={isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="soft dispose-hint">{t("customs.admission.hint")}</p>
      <Form<Typed> form={form} layout="vertical" initialValues={{ step: "present" }} onFinish={(typed) => mutate(typed)}>
        <Form.Item name="step" label={t("customs.admission.step")}>
          <Select options={STEPS.map((value) => ({ value, label: word("admissionStep", value) }))} />
        </Form.Item>
        {step === "admit_to_country" ? (
          <Form.Item name="conditions" label={t("customs.admission.conditions")}>
            <Checkbox.Group options={conditions} />
          </Form.Item>
        ) : null}
        {step === "meet" ? (
          <>
            <Form.Item name="condition" label={t("customs.admission.condition")} rules={required}>
              <Select options={conditions} />
            </Form.Item>
            <Form.Item name="by" label={t("customs.admission.by")} rules={required}>
              <Input maxLength={64} />
            </Form.Item>
          </>
        ) : null}
        {step === "refuse" ? (
          <Form.Item name="reason" label={t("journal.reason")} rules={required}>
            <Input.TextArea rows={3} maxLength={1000} />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
};
