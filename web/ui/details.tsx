import { useTranslation } from "react-i18next";
import { formatMoment, formatSpan } from "./format.ts";
import { useLook } from "./look.tsx";

/** What an entry or an alarm says beside its fixed fields, readable: one line of `name value`. */
const UOM_SIGNS: Readonly<Record<string, string>> = { CEL: "°C", P1: "%" };

/** A reading and its limits are one thing to say: `9.3 °C (2–8)`. */
const withReading = (detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { value, uom, minC, maxC, ...said } = detail;
  // The server's sentence repeats its reason, in one language only: where there is a reason, that is shown.
  const { detail: sentence, ...rest } = said;
  if (typeof value !== "number") return "reason" in rest || sentence === undefined ? rest : { ...rest, detail: sentence };
  const unit = typeof uom === "string" ? (UOM_SIGNS[uom] ?? uom) : "";
  const limit = (bound: unknown): string => (typeof bound === "number" ? String(bound) : "…");
  const limits = typeof minC === "number" || typeof maxC === "number" ? ` (${limit(minC)} – ${limit(maxC)})` : "";
  return { ...rest, value: `${Math.round(value * 10) / 10} ${unit}${limits}` };
};

/** Alarms carry the first two in fields of their own; the last is what a repeat is held against. */
const NOT_SAID = new Set(["unit", "site", "content"]);
const MINUTE_MS = 60_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

export const useDetailText = (): ((detail: Readonly<Record<string, unknown>>) => string) => {
  const { t } = useTranslation();
  const { language } = useLook();
  const shown = (key: string, value: unknown): string => {
    if (typeof value === "string") {
      if (INSTANT.test(value)) return formatMoment(value, language);
      const words = ["reason", "result", "seal", "probe", "deadline", "step"].map((kind) => `words.${kind}.${value}`);
      return t(words, { defaultValue: value });
    }
    if (key === "lateMinutes" && typeof value === "number") return formatSpan(value * MINUTE_MS, language);
    if (typeof value === "number") return String(Math.round(value * 100) / 100);
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no");
    return JSON.stringify(value);
  };
  return (detail) =>
    Object.entries(withReading(detail))
      .filter(([key, value]) => !NOT_SAID.has(key) && value !== null && value !== undefined && value !== "")
      .map(([key, value]) => `${t(`words.detail.${key}`, { defaultValue: key })} ${shown(key, value)}`)
      .join(" · ");
};
