import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useSites } from "../../api/reference.ts";
import { inLanguage, useLook } from "../../ui/look.tsx";

type Props = Readonly<{ site: string | undefined; onChange(site: string | undefined): void }>;
export const SiteChoice = ({ site, onChange }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const sites = useSites();
  const options = (sites.data ?? []).map((each) => ({ value: each.site, label: inLanguage(each.name, language) }));
  return (
    <label className="field customs-field">
      <span className="label">{t("field.site")}</span>
      <Select<string> allowClear showSearch optionFilterProp="label" placeholder={t("common.all")} value={site ?? null} options={options} onChange={(value: string | null) => onChange(value ?? undefined)} />
    </label>
  );
};
