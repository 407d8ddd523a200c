import { Form } from "antd";
import { useTranslation } from "react-i18next";
import { declarationBody } from "#wire/customs-filings.ts";
import { businessType } from "#wire/customs-words.ts";
import { toLocalInput } from "../../../ui/format.ts";
import { LoadingState } from "../../../ui/states.tsx";
import { BookField } from "./book-field.tsx";
import { suggestedNumber } from "./codes.ts";
import { toInstant, type Field } from "./field.ts";
import { Fields } from "./fields.tsx";
import { FormFrame, Part } from "./form-frame.tsx";
import { useFiling } from "./use-filing.ts";
import { useFormStart } from "./use-form-start.ts";

/** 业务申报表: one permission under which goods go in and out many times until it ends. */
type Draft = { validUntil?: string; businessType?: string; [key: string]: unknown };
const HALF_YEAR_MS = 182 * 86_400_000;
/** 保税展示交易. */
const EXHIBITION = "C";

const HEAD: readonly Field[] = [
  { name: "innerNo", kind: "text", required: true, maxLength: 64 },
  { name: "businessType", kind: "choice", required: true, words: "businessType", options: businessType.options },
  { name: "direction", kind: "choice", required: true, words: "direction", options: ["in", "out"] },
  { name: "site", kind: "site", required: true },
];
const REST: readonly Field[] = [
  { name: "owner", kind: "text", required: true, maxLength: 64 },
  { name: "validUntil", kind: "moment", required: true },
  { name: "guarantee", kind: "decimal" },
];
const PLACE: readonly Field[] = [{ name: "exhibitionPlace", kind: "text", wide: true, maxLength: 200 }];

export const DeclarationForm = () => {
  const { t } = useTranslation();
  const start = useFormStart();
  const filing = useFiling<Draft>({
    filing: "declarations",
    kind: "declaration",
    schema: declarationBody,
    toBody: ({ validUntil, ...rest }) => ({ ...rest, validUntil: toInstant(validUntil) }),
  });
  const business = Form.useWatch("businessType", filing.form);
  if (!start) return <LoadingState rows={8} />;
  return (
    <FormFrame<Draft>
      {...filing}
      title={t("words.documentKind.declaration")}
      lead={t("customs.intake.means.declaration")}
      initial={{
        innerNo: suggestedNumber("SB", start.nowMs),
        site: start.site,
        direction: "out",
        businessType: "A",
        validUntil: toLocalInput(start.nowMs + HALF_YEAR_MS),
      }}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")}>
        <Fields fields={HEAD} />
        <BookField />
        <Fields fields={business === EXHIBITION ? [...REST, ...PLACE] : REST} />
      </Part>
    </FormFrame>
  );
};
