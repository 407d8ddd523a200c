import { useQuery } from "@tanstack/react-query";
import { Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { listBooks } from "../../../api/customs.ts";
import { useWord } from "../../../ui/words.ts";
import type { FieldPath } from "./field.ts";

/** The books of the site that is chosen; a book says whose goods it counts, so its owner is filled in with it. */
type Props = Readonly<{ path?: FieldPath; required?: boolean; ownerPath?: FieldPath }>;

export const BookField = ({ path = ["book"], required = false, ownerPath = ["owner"] }: Props) => {
  const { t } = useTranslation();
  const word = useWord();
  const form = Form.useFormInstance();
  const site = Form.useWatch("site", form) as string | undefined;
  const books = useQuery({
    queryKey: ["customs-books", "of", site],
    queryFn: (o) => listBooks({ site, limit: 500 }, o),
    enabled: site !== undefined,
  });
  const rows = books.data?.rows ?? [];
  return (
    <div className="fields">
      <Form.Item
        name={[...path]}
        label={t("customs.form.book")}
        className="fields-wide"
        rules={required ? [{ required: true, message: t("form.required") }] : []}
      >
        <Select
          showSearch
          allowClear={!required}
          optionFilterProp="label"
          loading={books.isFetching}
          placeholder={required ? undefined : t("common.optional")}
          options={rows.map((row) => ({ value: row.book, label: `${row.book} · ${word("bookKind", row.kind)} · ${row.owner}` }))}
          onChange={(chosen: string | undefined) => {
            const owner = rows.find((row) => row.book === chosen)?.owner;
            if (owner) form.setFieldValue([...ownerPath], owner);
          }}
        />
      </Form.Item>
    </div>
  );
};
