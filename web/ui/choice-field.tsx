import { Select } from "antd";

/** A labelled choice out of a list that can be searched and cleared. */
export type Option<Value extends string> = Readonly<{ value: Value; label: string }>;
type Props<Value extends string> = Readonly<{
  label: string;
  value: Value | undefined;
  options: readonly Option<Value>[];
  placeholder: string;
  onChange(value: Value | undefined): void;
  loading?: boolean;
  disabled?: boolean;
  className?: string;
}>;

export const ChoiceField = <Value extends string>({ label, value, options, onChange, className = "", ...rest }: Props<Value>) => (
  <label className={`field ${className}`}>
    <span className="label">{label}</span>
    <Select<Value>
      {...rest}
      allowClear
      showSearch
      optionFilterProp="label"
      value={value ?? null}
      options={[...options]}
      onChange={(chosen: Value | null) => onChange(chosen ?? undefined)}
    />
  </label>
);
