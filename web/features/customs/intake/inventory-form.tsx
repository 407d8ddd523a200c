import { Form, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { inventoryBody } from "#wire/customs-filings.ts";
import { inventoryType } from "#wire/customs-words.ts";
import type { Field } from "./field.ts";
import { Fields } from "./fields.tsx";
import { FormFrame, Part } from "./form-frame.tsx";
import { GoodsLines, type GoodsLine } from "./goods-lines.tsx";
import { LoadingState } from "../../../ui/states.tsx";
import { BookField } from "./book-field.tsx";
import { toWhole } from "./field.ts";
import { MODES, suggestedNumber } from "./codes.ts";
import { useFiling } from "./use-filing.ts";
import { useFormStart } from "./use-form-start.ts";

/** 核注清单, or 出入库单: what goes into or out of a book, line by line. */
type Kind = "inventory" | "stock_document";
type Draft = {
  kind: Kind;
  innerNo?: string;
  site?: string;
  owner?: string;
  book?: string;
  direction?: string;
  type?: string;
  needsDeclaration?: boolean;
  lines?: GoodsLine[];
  [key: string]: unknown;
};

const HEAD: readonly Field[] = [
  { name: "innerNo", kind: "text", required: true, maxLength: 64 },
  { name: "direction", kind: "choice", required: true, words: "direction", options: ["in", "out"] },
  { name: "site", kind: "site", required: true },
];
const OWNER: Field = { name: "owner", kind: "text", required: true, maxLength: 64 };
const INVENTORY: readonly Field[] = [
  { name: "type", kind: "choice", words: "inventoryType", options: inventoryType.options },
  { name: "mode", kind: "choice", options: MODES, words: "mode4" },
  { name: "entryNo", kind: "text", maxLength: 64 },
  { name: "declaration", kind: "text", maxLength: 64 },
  { name: "partner", kind: "text", maxLength: 64 },
  { name: "gathers", kind: "several", wide: true },
  { name: "needsDeclaration", kind: "yes" },
];
const SLIP: readonly Field[] = [{ name: "declaration", kind: "text", maxLength: 64 }];

export const InventoryForm = ({ initialKind = "inventory" }: { initialKind?: Kind }) => {
  const { t } = useTranslation();
  const start = useFormStart();
  const filing = useFiling<Draft>({ filing: "inventories", kind: initialKind, schema: inventoryBody, toBody });
  const kind = Form.useWatch("kind", filing.form) ?? initialKind;
  if (!start) return <LoadingState rows={8} />;
  return (
    <FormFrame<Draft>
      {...filing}
      title={t(`words.documentKind.${kind}`)}
      lead={t(`customs.intake.means.${kind}`)}
      initial={{
        kind: initialKind,
        innerNo: suggestedNumber(kind === "inventory" ? "INV" : "SAS", start.nowMs),
        site: start.site,
        direction: "out",
        needsDeclaration: true,
        lines: [{}],
      }}
      onSubmit={filing.submit}
    >
      <Part title={t("customs.intake.head")}>
        <Form.Item name="kind">
          <Segmented
            options={(["inventory", "stock_document"] as const).map((value) => ({ value, label: t(`words.documentKind.${value}`) }))}
          />
        </Form.Item>
        <Fields fields={HEAD} />
        <BookField />
        <Fields fields={[OWNER, ...(kind === "inventory" ? INVENTORY : SLIP)]} />
      </Part>
      <Part title={t("customs.documents.lines")} hint={t("customs.intake.linesHint")}>
        <GoodsLines />
      </Part>
    </FormFrame>
  );
};

const toBody = ({ kind, type, needsDeclaration, lines, ...rest }: Draft): unknown => ({
  ...rest,
  kind,
  ...(kind === "inventory" ? { type } : { mode: undefined, entryNo: undefined, partner: undefined, gathers: undefined }),
  needsDeclaration: kind === "inventory" && needsDeclaration === true,
  lines: (lines ?? []).map(({ bookLine, total, currency, ...line }) => ({
    ...line,
    bookLine: toWhole(bookLine),
    ...(total ? { total, currency: currency ?? "142" } : {}),
  })),
});
