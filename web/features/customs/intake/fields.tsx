import { AutoComplete, Checkbox, Form, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useSites } from "../../../api/reference.ts";
import { inLanguage, useLook } from "../../../ui/look.tsx";
import { useWord } from "../../../ui/words.ts";
import type { Field, FieldPath } from "./field.ts";

/** Fields of a form, side by side where there is room, each with its name, whether it is needed and what is wrong with it. */
type Props = Readonly<{ fields: readonly Field[]; path?: FieldPath }>;

export const Fields = ({ fields, path = [] }: Props) => (
  <div className="fields">
    {fields.map((field) => (
      <OneField key={field.name} field={field} path={path} />
    ))}
  </div>
);

const DECIMAL = /^\d{1,14}(\.\d{1,5})?$/;

const OneField = ({ field, path }: { field: Field; path: FieldPath }) => {
  const { t } = useTranslation();
  const { name, kind, required = false, wide = false } = field;
  const label = t(`customs.form.${name}`);
  const rules = [
    ...(required ? [{ required: true, message: t("form.required") }] : []),
    ...(kind === "decimal" ? [{ pattern: DECIMAL, message: t("form.decimal") }] : []),
    ...(kind === "whole" ? [{ pattern: /^\d{1,8}$/, message: t("form.whole") }] : []),
  ];
  if (kind === "yes")
    return (
      <Form.Item name={[...path, name]} valuePropName="checked" className="fields-yes">
        <Checkbox>{label}</Checkbox>
      </Form.Item>
    );
  return (
    <Form.Item name={[...path, name]} label={label} rules={rules} className={wide || kind === "long" ? "fields-wide" : ""} validateFirst>
      <Control field={field} />
    </Form.Item>
  );
};

type ControlProps = Readonly<{ field: Field; id?: string; value?: string; onChange?: (value: unknown) => void }>;

/** Form.Item hands in value and onChange. */
const Control = ({ field, ...given }: ControlProps) => {
  const { t } = useTranslation();
  const { kind, maxLength = 200, required = false } = field;
  const placeholder = field.example ?? (required ? undefined : t("common.optional"));
  switch (kind) {
    case "long":
      return <Input.TextArea {...given} rows={3} maxLength={maxLength} {...(placeholder ? { placeholder } : {})} />;
    case "decimal":
      return <Input {...given} inputMode="decimal" maxLength={30} {...(placeholder ? { placeholder } : {})} />;
    case "whole":
      return <Input {...given} inputMode="numeric" maxLength={8} {...(placeholder ? { placeholder } : {})} />;
    case "day":
      return <Input {...given} type="date" />;
    case "moment":
      return <Input {...given} type="datetime-local" />;
    case "code":
      return <Code field={field} {...given} />;
    case "several":
      return <Several {...given} placeholder={placeholder} />;
    case "choice":
    case "site":
      return <Choice field={field} {...given} />;
    default:
      return <Input {...given} maxLength={maxLength} {...(placeholder ? { placeholder } : {})} />;
  }
};

const Code = ({ field, ...given }: ControlProps) => {
  const { t } = useTranslation();
  const word = useWord();
  const options = (field.options ?? []).map((code) => ({ value: code, label: `${code} · ${word(field.words ?? "", code)}` }));
  const placeholder = field.required ? undefined : t("common.optional");
  return (
    <AutoComplete
      {...given}
      maxLength={6}
      options={options}
      showSearch={{ filterOption: (typed, option) => (option?.label ?? "").toLowerCase().includes(typed.toLowerCase()) }}
      {...(placeholder ? { placeholder } : {})}
    />
  );
};

const Several = ({ value, placeholder, ...given }: Omit<ControlProps, "field"> & { placeholder: string | undefined }) => (
  <Select
    {...given}
    mode="tags"
    open={false}
    suffixIcon={null}
    tokenSeparators={[",", "，", " ", "\n"]}
    value={(value as unknown as string[] | undefined) ?? []}
    {...(placeholder ? { placeholder } : {})}
  />
);

const Choice = ({ field, value, ...given }: ControlProps) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const sites = useSites();
  const options =
    field.kind === "site"
      ? (sites.data ?? []).map((site) => ({ value: site.site, label: inLanguage(site.name, language) }))
      : (field.options ?? []).map((option) => ({
          value: option,
          label: field.words ? codeAndWord(option, word(field.words, option)) : option,
        }));
  return (
    <Select
      {...given}
      showSearch
      allowClear={!field.required}
      optionFilterProp="label"
      value={value ?? null}
      options={options}
      placeholder={field.required ? undefined : t("common.optional")}
    />
  );
};

/** Customs speaks in codes: where one has a word, both stand there. */
const codeAndWord = (code: string, word: string): string => (/^[0-9A-Z]{1,2}$/.test(code) ? `${code} · ${word}` : word);
