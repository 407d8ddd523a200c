import { useTranslation } from "react-i18next";
import { useSites } from "../../api/reference.ts";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { inLanguage, useLook } from "../../ui/look.tsx";

type Props = Readonly<{ site: string | undefined; onChange(site: string | undefined): void }>;
export const SiteChoice = ({ site, onChange }: Props) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const sites = useSites();
  const options = (sites.data ?? []).map((each) => ({ value: each.site, label: inLanguage(each.name, language) }));
  return (
    <ChoiceField
      className="customs-field"
      label={t("field.site")}
      placeholder={t("common.all")}
      value={site}
      options={options}
      onChange={onChange}
    />
  );
};
