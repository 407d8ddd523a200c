import { useQueries } from "@tanstack/react-query";
import { Checkbox, Form, Input } from "antd";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentAnswer, DocumentLineRow } from "#wire/customs-documents.ts";
import { getDocument } from "../../../api/customs.ts";
import { formatQuantity, fromScaled, toScaled } from "../../../ui/format.ts";
import { useWord } from "../../../ui/words.ts";

/** How much of which document this vehicle takes: all that stands on no pass yet, or quantities line by line. */
export type PassLine = { document: string; documentLine: number; quantity?: string };
type Left = Readonly<{ document: string; row: DocumentLineRow; left: string }>;

export const PassLines = ({ documents }: { documents: readonly string[] }) => {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const chooses = Form.useWatch("choosesLines", form) === true;
  const left = useLeft(chooses ? documents : []);
  useEffect(() => {
    form.setFieldValue(
      "lines",
      left.map(({ document, row, left: quantity }) => ({ document, documentLine: row.n, quantity })),
    );
  }, [form, left]);
  return (
    <>
      <Form.Item name="choosesLines" valuePropName="checked" className="fields-yes">
        <Checkbox disabled={documents.length === 0}>{t("customs.intake.choosesLines")}</Checkbox>
      </Form.Item>
      {chooses && left.length > 0 ? (
        <ol className="pass-lines">
          {left.map((each, index) => (
            <Line key={`${each.document}/${each.row.n}`} line={each} index={index} />
          ))}
        </ol>
      ) : null}
    </>
  );
};

const dataOf = (results: readonly { data: DocumentAnswer | undefined }[]): readonly (DocumentAnswer | undefined)[] =>
  results.map(({ data }) => data);

const useLeft = (documents: readonly string[]): readonly Left[] => {
  const read = useQueries({
    queries: documents.map((number) => ({
      queryKey: ["documents", "one", number, undefined],
      queryFn: () => getDocument(number, undefined),
    })),
    combine: dataOf,
  });
  return useMemo(
    () =>
      read.flatMap((document) =>
        (document?.lines ?? []).flatMap((row): Left[] => {
          const left = toScaled(row.declared) - toScaled(row.onPasses);
          return left > 0n && document ? [{ document: document.number, row, left: fromScaled(left) }] : [];
        }),
      ),
    [read],
  );
};

const Line = ({ line, index }: { line: Left; index: number }) => {
  const { t } = useTranslation();
  const word = useWord();
  const uom = line.row.uom ? word("uom", line.row.uom) : "";
  return (
    <li>
      <span className="pass-line-goods">
        <b>{line.row.name ?? line.row.gtin ?? t("customs.documents.unnamed")}</b>
        <span className="small soft mono">
          {line.document} #{line.row.n}
        </span>
      </span>
      <Form.Item hidden name={["lines", index, "document"]}>
        <Input />
      </Form.Item>
      <Form.Item hidden name={["lines", index, "documentLine"]}>
        <Input />
      </Form.Item>
      <Form.Item
        name={["lines", index, "quantity"]}
        label={t("customs.intake.ofLeft", { left: formatQuantity(line.left), uom })}
        rules={[{ pattern: /^\d{1,14}(\.\d{1,5})?$/, message: t("form.decimal") }]}
      >
        <Input inputMode="decimal" />
      </Form.Item>
    </li>
  );
};
