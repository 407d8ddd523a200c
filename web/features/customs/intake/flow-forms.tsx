import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Form } from "antd";
import { useTranslation } from "react-i18next";
import { adjustmentBody, conversionBody, pledgeBody } from "#wire/customs-flows.ts";
import { regime } from "#wire/words.ts";
import { LoadingState } from "../../../ui/states.tsx";
import { MODES, suggestedNumber } from "./codes.ts";
import { toWhole, type Field } from "./field.ts";
import { Fields } from "./fields.tsx";
import { FormFrame, Part } from "./form-frame.tsx";
import { useFiling } from "./use-filing.ts";
import { useFormStart } from "./use-form-start.ts";

/** The rarer flows: goods change their mode (不同贸易方式互转), are lost, destroyed or found (灭失, 销毁), are pledged (仓单质押). */
type Draft = { lines?: LineDraft[]; [key: string]: unknown };
type LineDraft = {
  from?: { line?: string; [key: string]: unknown };
  to?: { line?: string; [key: string]: unknown };
  line?: string;
  [key: string]: unknown;
};

const PLACE: readonly Field[] = [
  { name: "innerNo", kind: "text", required: true, maxLength: 64 },
  { name: "site", kind: "site", required: true },
  { name: "owner", kind: "text", required: true, maxLength: 64 },
];
const GOODS: readonly Field[] = [
  { name: "gtin", kind: "text", required: true, maxLength: 14 },
  { name: "quantity", kind: "decimal", required: true },
  { name: "batch", kind: "text", maxLength: 20 },
  { name: "serial", kind: "text", maxLength: 20 },
];
const BOOK_LINE: readonly Field[] = [
  { name: "book", kind: "text", maxLength: 64 },
  { name: "line", kind: "whole" },
];
const REGIME: Field = { name: "regime", kind: "choice", words: "regime", options: regime.options };

type LinesProps = Readonly<{ children(at: number): React.ReactNode }>;

const Lines = ({ children }: LinesProps) => {
  const { t } = useTranslation();
  return (
    <Form.List name="lines">
      {(items, { add, remove }) => (
        <>
          <ol className="goods-lines">
            {items.map(({ key, name }) => (
              <li key={key} className="goods-line">
                <span className="goods-line-number num" aria-hidden="true">
                  {name + 1}
                </span>
                <div>{children(name)}</div>
                {items.length > 1 ? (
                  <Button icon={<DeleteOutlined />} aria-label={t("customs.releases.removeLine")} onClick={() => remove(name)} />
                ) : null}
              </li>
            ))}
          </ol>
          <Button icon={<PlusOutlined />} onClick={() => add({})}>
            {t("customs.releases.addLine")}
          </Button>
        </>
      )}
    </Form.List>
  );
};

const CONVERSION: readonly Field[] = [
  ...PLACE,
  { name: "fromMode", kind: "choice", required: true, words: "mode4", options: MODES },
  { name: "toMode", kind: "choice", required: true, words: "mode4", options: MODES },
];
const numbered = (end: LineDraft["from"]): unknown => (end ? { ...end, line: toWhole(end.line) } : undefined);

export const ConversionForm = () => {
  const { t } = useTranslation();
  const start = useFormStart();
  const filing = useFiling<Draft>({
    filing: "conversions",
    kind: "conversion",
    schema: conversionBody,
    toBody: ({ lines, ...rest }) => ({
      ...rest,
      lines: lines?.map((line) => ({ ...line, from: numbered(line.from), to: numbered(line.to) })),
    }),
  });
  if (!start) return <LoadingState rows={8} />;
  return (
    <FormFrame<Draft>
      {...filing}
      title={t("words.documentKind.conversion")}
      lead={t("customs.intake.means.conversion")}
      initial={{ innerNo: suggestedNumber("CV", start.nowMs), site: start.site, lines: [{}] }}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")}>
        <Fields fields={CONVERSION} />
      </Part>
      <Part title={t("customs.documents.lines")}>
        <Lines>
          {(at) => (
            <>
              <Fields path={[at]} fields={[{ name: "location", kind: "text", required: true, maxLength: 64 }, ...GOODS]} />
              <h4>{t("customs.form.from")}</h4>
              <Fields path={[at, "from"]} fields={[...BOOK_LINE, REGIME]} />
              <h4>{t("customs.form.to")}</h4>
              <Fields path={[at, "to"]} fields={BOOK_LINE} />
            </>
          )}
        </Lines>
      </Part>
    </FormFrame>
  );
};

const ADJUSTMENT: readonly Field[] = [
  ...PLACE.map((field) => (field.name === "owner" ? { ...field, required: false } : field)),
  {
    name: "cause",
    kind: "choice",
    required: true,
    words: "adjustmentCause",
    options: ["loss", "damage", "destruction", "expiry", "count"],
  },
  { name: "location", kind: "text", required: true, maxLength: 64 },
  { name: "parent", kind: "text", maxLength: 18 },
  REGIME,
  { name: "reason", kind: "long", required: true, maxLength: 2000 },
  { name: "isForceMajeure", kind: "yes" },
];

export const AdjustmentForm = () => {
  const { t } = useTranslation();
  const start = useFormStart();
  const filing = useFiling<Draft>({
    filing: "adjustments",
    kind: "adjustment",
    schema: adjustmentBody,
    toBody: ({ lines, ...rest }) => ({ ...rest, lines: lines?.map((line) => ({ ...line, line: toWhole(line.line) })) }),
  });
  const cause = Form.useWatch("cause", filing.form) as string | undefined;
  const found: readonly Field[] =
    cause === "count" ? [{ name: "direction", kind: "choice", words: "countDirection", options: ["out", "in"] }] : [];
  if (!start) return <LoadingState rows={8} />;
  return (
    <FormFrame<Draft>
      {...filing}
      title={t("words.documentKind.adjustment")}
      lead={t("customs.intake.means.adjustment")}
      initial={{ innerNo: suggestedNumber("AD", start.nowMs), site: start.site, cause: "loss", lines: [{}] }}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")}>
        <Fields fields={ADJUSTMENT} />
      </Part>
      <Part title={t("customs.documents.lines")}>
        <Lines>{(at) => <Fields path={[at]} fields={[...GOODS, ...BOOK_LINE, ...found]} />}</Lines>
      </Part>
    </FormFrame>
  );
};

const PLEDGE: readonly Field[] = [
  { name: "pledge", kind: "text", required: true, maxLength: 64 },
  { name: "site", kind: "site", required: true },
  { name: "owner", kind: "text", required: true, maxLength: 64 },
  { name: "lender", kind: "text", required: true, maxLength: 64 },
  { name: "location", kind: "text", required: true, maxLength: 64 },
  { name: "parent", kind: "text", maxLength: 18 },
  { name: "gtin", kind: "text", maxLength: 14 },
  { name: "quantity", kind: "decimal" },
  { name: "reason", kind: "long", required: true, maxLength: 500 },
];

export const PledgeForm = () => {
  const { t } = useTranslation();
  const start = useFormStart();
  const filing = useFiling<Draft>({ filing: "pledges", kind: "pledge", schema: pledgeBody, toBody: (draft) => draft });
  if (!start) return <LoadingState rows={8} />;
  return (
    <FormFrame<Draft>
      {...filing}
      title={t("words.documentKind.pledge")}
      lead={t("customs.intake.means.pledge")}
      initial={{ pledge: suggestedNumber("PL", start.nowMs), site: start.site }}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")} hint={t("customs.intake.pledgeHint")}>
        <Fields fields={PLEDGE} />
      </Part>
    </FormFrame>
  );
};
