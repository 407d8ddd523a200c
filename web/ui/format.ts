import type { Language } from "./look.tsx";

/** Numbers and times as people read them; the figures themselves are never rounded on the way. */
const LOCALES: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en-GB" };

/** Groups the whole digits of a decimal string without passing through a float. */
export const formatQuantity = (quantity: string): string => {
  const [whole = "0", fraction] = quantity.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
  const trimmed = fraction?.replace(/0+$/, "");
  return trimmed ? `${grouped}.${trimmed}` : grouped;
};

/** With a real minus, and with a plus where the sign is what matters. */
export const formatSigned = (quantity: string, plus = false): string => {
  if (quantity.startsWith("-")) return `−${formatQuantity(quantity.slice(1))}`;
  return `${plus ? "+" : ""}${formatQuantity(quantity)}`;
};

const KIB = 1024;
/** Bytes as people say them. */
export const formatSize = (bytes: number): string => {
  if (bytes < KIB) return `${bytes} B`;
  return bytes < KIB * KIB ? `${(bytes / KIB).toFixed(1)} KiB` : `${(bytes / KIB / KIB).toFixed(1)} MiB`;
};

/** Five decimals as an integer, to add up decimal strings exactly. */
const SCALE = 100_000n;
export const toScaled = (quantity: string): bigint => {
  const negative = quantity.startsWith("-");
  const [whole = "0", fraction = ""] = quantity.replace(/^-/, "").split(".");
  const value = BigInt(whole) * SCALE + BigInt(fraction.padEnd(5, "0").slice(0, 5));
  return negative ? -value : value;
};
export const fromScaled = (value: bigint): string => {
  const size = value < 0n ? -value : value;
  const fraction = (size % SCALE).toString().padStart(5, "0").replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / SCALE}${fraction ? `.${fraction}` : ""}`;
};

const formats = new Map<string, Intl.DateTimeFormat>();
const dateFormat = (language: Language, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const name = `${language}/${key}`;
  let format = formats.get(name);
  if (!format) formats.set(name, (format = new Intl.DateTimeFormat(LOCALES[language], { hour12: false, ...options })));
  return format;
};

type When = string | number | Date;
const dateOf = (when: When): Date => (when instanceof Date ? when : new Date(when));

export const formatTime = (when: When, language: Language): string =>
  dateFormat(language, "time", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(dateOf(when));
export const formatDay = (when: When, language: Language): string =>
  dateFormat(language, "day", { year: "numeric", month: "short", day: "numeric" }).format(dateOf(when));
export const formatMoment = (when: When, language: Language): string =>
  dateFormat(language, "moment", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(dateOf(when));
export const formatInstant = (when: When, language: Language): string =>
  dateFormat(language, "instant", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(dateOf(when));

const UNITS: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  en: ["s", "min", "h", "d"],
  zh: ["秒", "分", "小时", "天"],
};
/** A span in its two largest units: `3 h 20 min`. Below a second is `0 s`. */
export const formatSpan = (spanMs: number, language: Language): string => {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  const sizes = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600) % 24, Math.floor(seconds / 86_400)];
  const largest = sizes.findLastIndex((size) => size > 0);
  const names = UNITS[language];
  if (largest <= 0) return `${sizes[0]} ${names[0]}`;
  const parts = [largest, largest - 1].filter((index) => (sizes[index] ?? 0) > 0 && !(index === 0 && (sizes[1] ?? 0) >= 5));
  return parts.map((index) => `${sizes[index]} ${names[index]}`).join(" ");
};

/** For `<input type="datetime-local">`, which speaks local time without an offset. */
export const toLocalInput = (when: When): string => {
  const date = dateOf(when);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
export const fromLocalInput = (value: string): Date | undefined => {
  const date = new Date(value);
  return value === "" || Number.isNaN(date.getTime()) ? undefined : date;
};
