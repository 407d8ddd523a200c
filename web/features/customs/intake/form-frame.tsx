import { ArrowLeftOutlined } from "@ant-design/icons";
import { Alert, Button, Form, type FormInstance } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Faults, type Fault } from "../faults.tsx";

/** Around every filing: its name, what it is for, its fields, what is wrong with them, and one button. */
type Props<Draft> = Readonly<{
  title: string;
  lead: string;
  form: FormInstance<Draft>;
  initial: Partial<Draft>;
  isPending: boolean;
  failure: string | undefined;
  faults: readonly Fault[];
  onSubmit(draft: Draft): void;
  onChange?: (changed: Partial<Draft>, all: Draft) => void;
  children: ReactNode;
}>;

export const FormFrame = <Draft extends object>({
  title,
  lead,
  form,
  initial,
  isPending,
  failure,
  faults,
  onSubmit,
  onChange,
  children,
}: Props<Draft>) => {
  const { t } = useTranslation();
  return (
    <>
      <Link className="back" to="/customs/intake">
        <ArrowLeftOutlined aria-hidden="true" /> {t("customs.intake.all")}
      </Link>
      <h2>{title}</h2>
      <p className="soft customs-lead">{lead}</p>
      <Form<Draft>
        form={form}
        layout="vertical"
        className="intake-form"
        initialValues={initial}
        scrollToFirstError={{ block: "center", focus: true }}
        onFinish={onSubmit}
        {...(onChange ? { onValuesChange: onChange } : {})}
      >
        {children}
        {failure ? <Alert type="error" showIcon title={failure} /> : null}
        <Faults faults={faults} />
        <div className="intake-submit">
          <Button type="primary" size="large" htmlType="submit" loading={isPending}>
            {t("customs.intake.file")}
          </Button>
          <span className="small soft">{t("customs.intake.fileHint")}</span>
        </div>
      </Form>
    </>
  );
};

/** A part of a form with a heading. */
export const Part = ({ title, hint, action, children }: { title: string; hint?: string; action?: ReactNode; children: ReactNode }) => (
  <fieldset className="panel intake-part" aria-label={title}>
    <div className="section-head">
      <h3 aria-hidden="true">{title}</h3>
      {action}
    </div>
    {hint ? <p className="small soft">{hint}</p> : null}
    {children}
  </fieldset>
);
