import { App as AntApp, ConfigProvider } from "antd";
import enGb from "antd/es/locale/en_GB";
import zhCn from "antd/es/locale/zh_CN";
import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LookContext, THEMES, type Language, type Look, type Theme } from "../ui/look.tsx";
import { cssVariables, DARK, LIGHT } from "../ui/palette.ts";
import { useMedia, useReducedMotion } from "../ui/use-media.ts";
import { antTheme } from "./ant-theme.ts";
import { keepLanguage } from "./i18n/i18n.ts";

const THEME_KEPT_UNDER = "entrepot.theme";

const keptTheme = (): Theme => THEMES.find((theme) => theme === localStorage.getItem(THEME_KEPT_UNDER)) ?? "system";

/** Hands language and colours to CSS, to Ant Design and to whoever draws on a canvas. */
export const LookProvider = ({ children }: { children: ReactNode }) => {
  const { i18n } = useTranslation();
  const [theme, setTheme] = useState(keptTheme);
  const [language, setLanguage] = useState<Language>(() => (i18n.language === "zh" ? "zh" : "en"));
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  const still = useReducedMotion();
  const dark = theme === "dark" || (theme === "system" && systemDark);
  const palette = dark ? DARK : LIGHT;

  useLayoutEffect(() => {
    const root = document.documentElement;
    for (const [name, value] of cssVariables(palette)) root.style.setProperty(name, value);
    root.style.colorScheme = dark ? "dark" : "light";
  }, [palette, dark]);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    void i18n.changeLanguage(language);
  }, [language, i18n]);

  const look = useMemo<Look>(
    () => ({
      language,
      theme,
      dark,
      palette,
      setLanguage: (next) => {
        keepLanguage(next);
        setLanguage(next);
      },
      setTheme: (next) => {
        localStorage.setItem(THEME_KEPT_UNDER, next);
        setTheme(next);
      },
    }),
    [language, theme, dark, palette],
  );
  const ant = useMemo(() => antTheme(palette, { dark, still }), [palette, dark, still]);
  return (
    <LookContext value={look}>
      <ConfigProvider theme={ant} locale={language === "zh" ? zhCn : enGb} button={{ autoInsertSpace: false }}>
        <AntApp component={false} message={{ maxCount: 3 }}>
          {children}
        </AntApp>
      </ConfigProvider>
    </LookContext>
  );
};
