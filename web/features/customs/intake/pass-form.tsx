import { Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { passBody } from "#wire/customs-filings.ts";
import { passKind } from "#wire/customs-words.ts";
import { listDocuments } from "../../../api/customs.ts";
import { toLocalInput } from "../../../ui/format.ts";
import { useWord } from "../../../ui/words.ts";
import { LoadingState } from "../../../ui/states.tsx";
import { suggestedNumber } from "./codes.ts";
import { toInstant, toWhole, type Field } from "./field.ts";
import { Fields } from "./fields.tsx";
import { FormFrame, Part } from "./form-frame.tsx";
import { PassLines, type PassLine } from "./pass-lines.tsx";
import { useFiling } from "./use-filing.ts";
import { useFormStart } from "./use-form-start.ts";

/** 核放单: one vehicle and what it carries of which documents. Without quantities it carries all that is left of them. */
type Draft = {
  innerNo?: string;
  site?: string;
  passKind?: string;
  owner?: string;
  documents?: string[];
  choosesLines?: boolean;
  lines?: PassLine[];
  gates?: string;
  validFrom?: string;
  validUntil?: string;
  [key: string]: unknown;
};
const DAY_MS = 86_400_000;
/** The kinds that carry no documents: goods registered at the gate, an empty vehicle. */
const WITHOUT_DOCUMENTS: ReadonlySet<unknown> = new Set(["5", "6"]);

const HEAD: readonly Field[] = [
  { name: "innerNo", kind: "text", required: true, maxLength: 64 },
  { name: "passKind", kind: "choice", required: true, words: "passKind", options: passKind.options },
  { name: "direction", kind: "choice", required: true, words: "direction", options: ["in", "out"] },
  { name: "binding", kind: "choice", required: true, words: "binding", options: ["1", "2", "3"] },
  { name: "site", kind: "site", required: true },
  { name: "owner", kind: "text", required: true, maxLength: 64 },
];
const VEHICLE: readonly Field[] = [
  { name: "plate", kind: "text", required: true, maxLength: 32 },
  { name: "container", kind: "text", maxLength: 32 },
  { name: "seal", kind: "text", maxLength: 64 },
  { name: "totalWeightKg", kind: "decimal" },
  { name: "validFrom", kind: "moment" },
  { name: "validUntil", kind: "moment", required: true },
  { name: "gates", kind: "choice", required: true, words: "gates", options: ["1", "2"] },
];

export const PassForm = () => {
  const { t } = useTranslation();
  const start = useFormStart();
  const [params] = useSearchParams();
  const filing = useFiling<Draft>({ filing: "passes", kind: "pass", schema: passBody, toBody });
  const kind = Form.useWatch("passKind", filing.form);
  const documents = Form.useWatch("documents", filing.form);
  const given = params.get("document");
  if (!start) return <LoadingState rows={8} />;
  const initial: Draft = {
    innerNo: suggestedNumber("SAS", start.nowMs),
    site: start.site,
    direction: "out",
    passKind: "3",
    binding: "1",
    gates: "1",
    documents: given ? [given] : [],
    validUntil: toLocalInput(start.nowMs + DAY_MS),
  };
  return (
    <FormFrame<Draft>
      {...filing}
      title={t("words.documentKind.pass")}
      lead={t("customs.intake.means.pass")}
      initial={initial}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")}>
        <Fields fields={HEAD} />
      </Part>
      <Part title={t("customs.intake.vehicle")}>
        <Fields fields={VEHICLE} />
      </Part>
      {WITHOUT_DOCUMENTS.has(kind) ? null : (
        <Part title={t("customs.intake.carries")} hint={t("customs.intake.carriesHint")}>
          <DocumentsField />
          <PassLines documents={documents ?? []} />
        </Part>
      )}
    </FormFrame>
  );
};

/** Documents of the site that still want a pass come first; any number may be typed. */
const DocumentsField = () => {
  const { t } = useTranslation();
  const word = useWord();
  const form = Form.useFormInstance();
  const site = Form.useWatch("site", form) as string | undefined;
  const approved = useQuery({
    queryKey: ["documents", "carried", site],
    queryFn: (o) => listDocuments({ site, state: "approved", limit: 200 }, o),
    enabled: site !== undefined,
  });
  const rows = (approved.data?.rows ?? []).filter(({ kind }) => kind === "inventory" || kind === "stock_document");
  const waiting = rows.filter(({ lacks }) => lacks.includes("gate_pass"));
  const options = [...waiting, ...rows.filter((row) => !waiting.includes(row))].map((row) => ({
    value: row.number,
    label: `${row.number} · ${word("documentKind", row.kind)}${row.lacks.includes("gate_pass") ? ` · ${t("customs.intake.wantsPass")}` : ""}`,
  }));
  return (
    <Form.Item name="documents" label={t("customs.form.documents")}>
      <Select mode="tags" loading={approved.isFetching} options={options} placeholder={t("customs.intake.documentsHint")} />
    </Form.Item>
  );
};

const toBody = ({ choosesLines, lines, gates, validFrom, validUntil, documents, ...rest }: Draft): unknown => {
  const carries = !WITHOUT_DOCUMENTS.has(rest.passKind);
  return {
    ...rest,
    documents: carries ? documents : [],
    gates: toWhole(gates),
    validFrom: toInstant(validFrom),
    validUntil: toInstant(validUntil),
    lines:
      carries && choosesLines
        ? (lines ?? [])
            .filter(({ quantity }) => quantity && /[1-9]/.test(quantity))
            .map(({ document, documentLine, quantity }) => ({ document, documentLine, quantity }))
        : [],
  };
};
