import { BulbOutlined, TranslationOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { LANGUAGES, THEMES, useLook, type Language, type Theme } from "../ui/look.tsx";

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { zh: "简体中文", en: "English" };

export const LanguageMenu = () => {
  const { t } = useTranslation();
  const { language, setLanguage } = useLook();
  const items = LANGUAGES.map((key) => ({ key, label: <span lang={key === "zh" ? "zh-CN" : "en"}>{LANGUAGE_NAMES[key]}</span> }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items, selectable: true, selectedKeys: [language], onClick: ({ key }) => setLanguage(key as Language) }}
    >
      <Button type="text" icon={<TranslationOutlined />} aria-label={t("shell.language")} title={t("shell.language")} />
    </Dropdown>
  );
};

export const ThemeMenu = () => {
  const { t } = useTranslation();
  const { theme, setTheme } = useLook();
  const items = THEMES.map((key) => ({ key, label: t(`shell.theme.${key}`) }));
  return (
    <Dropdown trigger={["click"]} menu={{ items, selectable: true, selectedKeys: [theme], onClick: ({ key }) => setTheme(key as Theme) }}>
      <Button type="text" icon={<BulbOutlined />} aria-label={t("shell.theme.label")} title={t("shell.theme.label")} />
    </Dropdown>
  );
};
