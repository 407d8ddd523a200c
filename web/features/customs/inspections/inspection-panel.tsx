import { CameraOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Radio, Upload } from "antd";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { DocumentAnswer } from "#wire/customs-documents.ts";
import { PHOTO_BYTES_MAX, type inspectionResultBody } from "#wire/customs-flows.ts";
import { addPhoto, recordInspection } from "../../../api/customs.ts";
import { useSession } from "../../../api/reference.ts";
import { formatSize } from "../../../ui/format.ts";
import { useRefusalText } from "../refusal.ts";
import { mayInspect, mayPhotograph } from "../rights.ts";

/** What goes on at an inspection: photographs by whoever stands there, and by the officer what became of it, step by step. */
type Step = z.input<typeof inspectionResultBody>;
type Result = Step["result"];

/** ordered → under way → agrees, or differs until it is settled. */
const NEXT: Readonly<Record<string, readonly Result[]>> = {
  ordered: ["started", "agrees", "differs", "cancelled"],
  under_way: ["agrees", "differs", "cancelled"],
  differs: ["settled"],
};

export const InspectionPanel = ({ document }: { document: DocumentAnswer }) => {
  const { t } = useTranslation();
  const session = useSession();
  const role = session.data?.role;
  const next = NEXT[document.state];
  if (!next || (!mayInspect(role) && !mayPhotograph(role))) return null;
  return (
    <section className="panel side-panel" aria-label={t("customs.inspections.result")}>
      <h2>{t("customs.inspections.result")}</h2>
      {mayPhotograph(role) ? <PhotoButton inspection={document.number} /> : null}
      {mayInspect(role) ? <ResultForm key={document.state} inspection={document} next={next} /> : null}
    </section>
  );
};

const PhotoButton = ({ inspection }: { inspection: string }) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const { mutate, isPending } = useMutation({
    mutationFn: (photo: File) => addPhoto(inspection, photo),
    onSuccess: async () => {
      void message.success(t("customs.inspections.photoAdded"));
      await client.invalidateQueries({ queryKey: ["documents", "one"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  return (
    <Upload
      accept="image/*"
      capture="environment"
      multiple
      showUploadList={false}
      beforeUpload={(photo) => {
        if (photo.size > PHOTO_BYTES_MAX) void message.error(t("customs.intake.tooLarge", { max: formatSize(PHOTO_BYTES_MAX) }));
        else mutate(photo);
        return false;
      }}
    >
      <Button icon={<CameraOutlined />} loading={isPending}>
        {t("customs.inspections.addPhoto")}
      </Button>
    </Upload>
  );
};

/** What has to be said with a step: what differs, how it was settled, why it was called off. */
const WORDS_OF: Readonly<Partial<Record<Result, Readonly<{ label: string; maxLength: number }>>>> = {
  differs: { label: "customs.inspections.differs", maxLength: 4000 },
  settled: { label: "customs.inspections.disposition", maxLength: 2000 },
  cancelled: { label: "journal.reason", maxLength: 500 },
};
type Typed = Readonly<{ result: Result; words?: string }>;

const stepOf = ({ result, words = "" }: Typed): Step => {
  const said = words.trim();
  switch (result) {
    case "differs":
      return { result, found: said };
    case "settled":
      return { result, disposition: said };
    case "cancelled":
      return { result, why: said };
    default:
      return { result };
  }
};

const ResultForm = ({ inspection, next }: { inspection: DocumentAnswer; next: readonly Result[] }) => {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const refusalText = useRefusalText();
  const [form] = Form.useForm<Typed>();
  const result = Form.useWatch("result", form) ?? next[0];
  const words = result ? WORDS_OF[result] : undefined;
  const { mutate, isPending } = useMutation({
    mutationFn: (typed: Typed) => recordInspection(inspection.number, stepOf(typed)),
    onSuccess: async () => {
      void message.success(t("customs.inspections.recorded"));
      await client.invalidateQueries({ queryKey: ["documents"] });
    },
    onError: (error) => void message.error(refusalText(error)),
  });
  return (
    <Form<Typed> form={form} layout="vertical" initialValues={{ result: next[0] }} onFinish={(typed) => mutate(typed)}>
      <Form.Item name="result">
        <Radio.Group options={next.map((value) => ({ value, label: t(`customs.inspections.step.${value}`) }))} />
      </Form.Item>
      {words ? (
        <Form.Item name="words" label={t(words.label)} rules={[{ required: true, whitespace: true, message: t("form.required") }]}>
          <Input.TextArea rows={3} maxLength={words.maxLength} />
        </Form.Item>
      ) : null}
      {result === "differs" && inspection.photos.length === 0 ? <p className="late small">{t("customs.inspections.photoFirst")}</p> : null}
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t("customs.inspections.record")}
      </Button>
    </Form>
  );
};
