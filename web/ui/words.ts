import { useTranslation } from "react-i18next";

/**
 * The closed lists of words (regimes, steps, reasons …) in the language of the screen. A word that has no translation yet
 * is shown as it is said, readable, never as a key.
 */
export const useWord = (): ((list: string, word: string | null | undefined) => string) => {
  const { t } = useTranslation();
  return (list, word) => (word ? t(`words.${list}.${word}`, { defaultValue: word.replaceAll("_", " ") }) : "—");
};
