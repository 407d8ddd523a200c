import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Form, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BookLineAnswer } from "#wire/customs-books.ts";
import { listBookLines } from "../../../api/customs.ts";
import { useProducts } from "../../../api/reference.ts";
import { formatQuantity, toScaled } from "../../../ui/format.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import type { Field } from "./field.ts";
import { Fields } from "./fields.tsx";

/** The lines of a filing. With a book each is chosen out of its lines, which fills in what customs knows of it. */
export type GoodsLine = {
  bookLine?: string;
  itemRecordNo?: string;
  gtin?: string;
  uom?: string;
  quantity?: string;
  hsCode?: string;
  total?: string;
  currency?: string;
};

const FIGURES: readonly Field[] = [
  { name: "quantity", kind: "decimal", required: true },
  { name: "hsCode", kind: "text", maxLength: 13 },
  { name: "total", kind: "decimal" },
];
const WITHOUT_BOOK: readonly Field[] = [{ name: "uom", kind: "text", required: true, maxLength: 3, example: "EA" }];

export const GoodsLines = () => {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const book = Form.useWatch("book", form) as string | undefined;
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
                <div>
                  {book ? <BookLineChoice book={book} at={name} /> : <ProductChoice at={name} />}
                  <Fields path={[name]} fields={book ? FIGURES : [...WITHOUT_BOOK, ...FIGURES]} />
                  {book ? <Left at={name} book={book} /> : null}
                </div>
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

const FOUND_MAX = 30;
const useLines = (book: string, q: string) =>
  useQuery({
    queryKey: ["customs-books", "choice", book, q],
    queryFn: (o) => listBookLines(book, { q: q || undefined, limit: FOUND_MAX }, o),
    placeholderData: (before) => before,
  });

const BookLineChoice = ({ book, at }: { book: string; at: number }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const form = Form.useFormInstance();
  const [q, setQ] = useState("");
  const lines = useLines(book, q);
  const rows = lines.data?.rows ?? [];
  const label = (row: BookLineAnswer): string =>
    [
      `${row.line} · ${row.name ? inLanguage(row.name, language) : row.gtin}`,
      row.itemRecordNo,
      t("customs.intake.free", { quantity: formatQuantity(row.actual), uom: word("uom", row.uom) }),
    ]
      .filter(Boolean)
      .join(" · ");
  return (
    <Form.Item name={[at, "bookLine"]} label={t("customs.form.bookLine")} rules={[{ required: true, message: t("form.required") }]}>
      <Select
        showSearch={{ onSearch: setQ, filterOption: false }}
        loading={lines.isFetching}
        placeholder={t("customs.books.findHint")}
        options={rows.map((row) => ({ value: String(row.line), label: label(row) }))}
        onChange={(chosen: string) => {
          const row = rows.find((each) => String(each.line) === chosen);
          if (row?.hsCode) form.setFieldValue(["lines", at, "hsCode"], row.hsCode);
        }}
      />
    </Form.Item>
  );
};

/** What goes out may not be more than what is free: said before it is filed. */
const Left = ({ book, at }: { book: string; at: number }) => {
  const { t } = useTranslation();
  const word = useWord();
  const form = Form.useFormInstance();
  const direction = Form.useWatch("direction", form) as string | undefined;
  const line = Form.useWatch(["lines", at], form) as GoodsLine | undefined;
  const number = Number(line?.bookLine ?? 0);
  const found = useQuery({
    queryKey: ["customs-books", "line", book, number],
    queryFn: async (o) => (await listBookLines(book, { limit: 1, after: number > 1 ? String(number - 1) : undefined }, o)).rows[0] ?? null,
    enabled: number > 0,
  }).data;
  if (direction !== "out" || !found || found.line !== number || !line?.quantity || !/^\d+(\.\d+)?$/.test(line.quantity)) return null;
  const short = toScaled(line.quantity) - toScaled(found.actual);
  return short > 0n ? (
    <p className="small late">{t("customs.intake.notEnough", { quantity: formatQuantity(found.actual), uom: word("uom", found.uom) })}</p>
  ) : null;
};

const ProductChoice = ({ at }: { at: number }) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const products = useProducts();
  const form = Form.useFormInstance();
  return (
    <Form.Item name={[at, "gtin"]} label={t("field.product")} rules={[{ required: true, message: t("form.required") }]}>
      <Select
        showSearch
        optionFilterProp="label"
        loading={products.isPending}
        placeholder={t("stock.searchProduct")}
        options={(products.data ?? []).map((each) => ({ value: each.gtin, label: `${inLanguage(each.name, language)} · ${each.gtin}` }))}
        onChange={(gtin: string) => form.setFieldValue(["lines", at, "uom"], products.data?.find((each) => each.gtin === gtin)?.uom)}
      />
    </Form.Item>
  );
};
