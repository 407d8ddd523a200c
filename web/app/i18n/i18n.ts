import i18next, { type i18n as I18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { LANGUAGES, type Language } from "../../ui/look.tsx";
import en from "./en.json";
import zh from "./zh.json";

/** Both languages travel with the shell: a switch needs no network. Remembered; else the browser's; else English. */
const KEPT_UNDER = "entrepot.language";

const isLanguage = (value: string | null): value is Language => LANGUAGES.some((language) => language === value);

const firstLanguage = (): Language => {
  const kept = localStorage.getItem(KEPT_UNDER);
  if (isLanguage(kept)) return kept;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh" : "en";
};

export const keepLanguage = (language: Language): void => localStorage.setItem(KEPT_UNDER, language);

export const i18n: I18n = i18next.createInstance();
void i18n.use(initReactI18next).init({
  resources: { en: { translation: en }, zh: { translation: zh } },
  lng: firstLanguage(),
  fallbackLng: "en",
  interpolation: { escapeValue: false },
  initAsync: false,
});
