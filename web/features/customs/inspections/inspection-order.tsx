import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { inspectionBody } from "#wire/customs-flows.ts";
import { getDocument } from "../../../api/customs.ts";
import { LoadingState } from "../../../ui/states.tsx";
import { Faults } from "../faults.tsx";
import { suggestedNumber } from "../intake/codes.ts";
import type { Field } from "../intake/field.ts";
import { Fields } from "../intake/fields.tsx";
import { useFiling } from "../intake/use-filing.ts";
import { useFormStart } from "../intake/use-form-start.ts";
import "../intake/intake.css";

/** An officer says what is looked at: one document, one logistic unit, or one place. */
const ABOUT = ["document", "parent", "location"] as const;
type About = (typeof ABOUT)[number];
type Draft = { about?: About; [key: string]: unknown };

const FIELD_OF: Readonly<Record<About, Field>> = {
  document: { name: "document", kind: "text", required: true, wide: true, maxLength: 64 },
  parent: { name: "parent", kind: "text", required: true, wide: true, maxLength: 18 },
  location: { name: "location", kind: "text", required: true, wide: true, maxLength: 64 },
};
const HEAD: readonly Field[] = [
  { name: "inspection", kind: "text", required: true, maxLength: 64 },
  { name: "site", kind: "site", required: true },
];
const REST: readonly Field[] = [
  { name: "method", kind: "choice", required: true, words: "inspectionMethod", options: ["machine", "outside", "part", "whole"] },
  { name: "isPriority", kind: "yes" },
  { name: "reason", kind: "long", required: true, maxLength: 500 },
];

export const InspectionOrder = ({ document }: { document: string | undefined }) => {
  const { t } = useTranslation();
  const start = useFormStart();
  const named = useQuery({
    queryKey: ["documents", "one", document, undefined],
    queryFn: (o) => getDocument(document ?? "", undefined, o),
    enabled: document !== undefined,
  });
  const filing = useFiling<Draft>({ filing: "inspections", kind: "inspection", schema: inspectionBody, toBody });
  const about = Form.useWatch("about", filing.form) ?? "document";
  if (!start || (document !== undefined && named.isPending)) return <LoadingState rows={6} />;
  return (
    <Form<Draft>
      form={filing.form}
      layout="vertical"
      className="intake-form"
      initialValues={{
        inspection: suggestedNumber("IN", start.nowMs),
        site: named.data?.site ?? start.site,
        about: "document",
        method: "outside",
        ...(document ? { document } : {}),
      }}
      onFinish={filing.submit}
    >
      <p className="soft">{t("customs.inspections.orderHint")}</p>
      <Fields fields={HEAD} />
      <Form.Item name="about" label={t("customs.inspections.about")}>
        <Segmented options={ABOUT.map((value) => ({ value, label: t(`customs.form.${value}`) }))} />
      </Form.Item>
      <Fields fields={[FIELD_OF[about], ...REST]} />
      {filing.failure ? <Alert type="error" showIcon title={filing.failure} /> : null}
      <Faults faults={filing.faults} />
      <Button type="primary" htmlType="submit" block loading={filing.isPending}>
        {t("customs.acts.inspect")}
      </Button>
    </Form>
  );
};

/** Exactly one of the three is said, whatever was typed before another was chosen. */
const toBody = ({ about = "document", document, parent, location, ...rest }: Draft): unknown => ({
  ...rest,
  [about]: { document, parent, location }[about],
});
