import { createContext, useContext } from "react";
import { LIGHT, type Palette } from "./palette.ts";

/** The language and colours in force, and how to choose others. The app provides it; every room reads it. */
export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export type Look = Readonly<{
  language: Language;
  theme: Theme;
  dark: boolean;
  palette: Palette;
  setLanguage(language: Language): void;
  setTheme(theme: Theme): void;
}>;

export const LookContext = createContext<Look>({
  language: "en",
  theme: "system",
  dark: false,
  palette: LIGHT,
  setLanguage: () => {},
  setTheme: () => {},
});
export const useLook = (): Look => useContext(LookContext);

/** A name in both languages, in the language of the screen. */
export const inLanguage = (name: Readonly<Record<Language, string>>, language: Language): string => name[language] || name.en || name.zh;
