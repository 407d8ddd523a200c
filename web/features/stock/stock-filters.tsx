import { ClockCircleOutlined } from "@ant-design/icons";
import { Button, Input, Popover } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { regime as regimeSchema } from "#wire/words.ts";
import { useLocations, useProducts, useSites } from "../../api/reference.ts";
import { useLiveStore } from "../../live/use-live.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { fromLocalInput, toLocalInput } from "../../ui/format.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";
import { useWord } from "../../ui/words.ts";
import { isAsOf, type StockFilter } from "./stock-filter.ts";

type Props = Readonly<{ filter: StockFilter; onChange(part: Partial<StockFilter>): void }>;

export const StockFilters = ({ filter, onChange }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const word = useWord();
  const sites = useSites();
  const locations = useLocations(filter.site);
  const products = useProducts();
  const siteOptions = useMemo(
    () => (sites.data ?? []).map((site) => ({ value: site.site, label: inLanguage(site.name, language) })),
    [sites.data, language],
  );
  const locationOptions = useMemo(
    () => (locations.data ?? []).map(({ location, kind }) => ({ value: location, label: `${location} · ${word("locationKind", kind)}` })),
    [locations.data, word],
  );
  const productOptions = useMemo(
    () => (products.data ?? []).map(({ gtin, name }) => ({ value: gtin, label: `${inLanguage(name, language)} · ${gtin}` })),
    [products.data, language],
  );
  const regimeOptions = regimeSchema.options.map((value) => ({ value, label: word("regime", value) }));
  const all = t("common.all");
  return (
    <div className="toolbar stock-filters">
      <ChoiceField
        label={t("field.site")}
        placeholder={all}
        value={filter.site}
        options={siteOptions}
        loading={sites.isPending}
        onChange={(site) => onChange({ site, location: undefined })}
      />
      <ChoiceField
        label={t("field.location")}
        placeholder={filter.site ? all : t("stock.siteFirst")}
        disabled={!filter.site}
        value={filter.location}
        options={locationOptions}
        onChange={(location) => onChange({ location })}
      />
      <ChoiceField
        label={t("field.regime")}
        placeholder={all}
        value={filter.regime}
        options={regimeOptions}
        onChange={(regime) => onChange({ regime })}
      />
      <ChoiceField
        className="field-wide"
        label={t("field.product")}
        placeholder={t("stock.searchProduct")}
        value={filter.gtin}
        options={productOptions}
        loading={products.isPending}
        onChange={(gtin) => onChange({ gtin })}
      />
      <BatchField filter={filter} onChange={onChange} />
      <AsOf filter={filter} onChange={onChange} />
    </div>
  );
};

const BatchField = ({ filter, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <label className="field">
      <span className="label">{t("field.batch")}</span>
      <Input
        allowClear
        maxLength={20}
        defaultValue={filter.batch}
        placeholder={t("common.all")}
        onChange={(event) => event.target.value === "" && onChange({ batch: undefined })}
        onPressEnter={(event) => onChange({ batch: event.currentTarget.value.trim() })}
        onBlur={(event) => onChange({ batch: event.target.value.trim() })}
      />
    </label>
  );
};

const AsOf = ({ filter, onChange }: Props) => {
  const { t } = useTranslation();
  const store = useLiveStore();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState("");
  const [known, setKnown] = useState("");
  const show = (next: boolean): void => {
    if (next) {
      const now = toLocalInput(store.worldNowMs());
      setAt(filter.at ? toLocalInput(filter.at) : now);
      setKnown(filter.known ? toLocalInput(filter.known) : "");
    }
    setOpen(next);
  };
  const apply = (): void => {
    onChange({ at: fromLocalInput(at)?.toISOString(), known: fromLocalInput(known)?.toISOString() });
    setOpen(false);
  };
  const form = (
    <form
      className="as-of"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <p className="soft small">{t("stock.asOf.hint")}</p>
      <label className="field">
        <span className="label">{t("stock.asOf.atLabel")}</span>
        <Input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
      </label>
      <label className="field">
        <span className="label">{t("stock.asOf.knownLabel")}</span>
        <Input type="datetime-local" value={known} onChange={(event) => setKnown(event.target.value)} />
      </label>
      <Button type="primary" htmlType="submit" block>
        {t("stock.asOf.apply")}
      </Button>
    </form>
  );
  return (
    <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={show} content={form}>
      <Button icon={<ClockCircleOutlined />} type={isAsOf(filter) ? "primary" : "default"}>
        {t("stock.asOf.button")}
      </Button>
    </Popover>
  );
};
