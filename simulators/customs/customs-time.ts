/** Times as customs writes them: in Beijing, without a zone. */
const BEIJING_MS = 8 * 3_600_000;

const digitsOf = (atMs: number): string => new Date(atMs + BEIJING_MS).toISOString().replaceAll(/\D/g, "");

/** `20261121083000`; with milliseconds `20261121083000123`. */
export const stamp = (atMs: number): string => digitsOf(atMs).slice(0, 14);
export const stampWithMilliseconds = (atMs: number): string => digitsOf(atMs).slice(0, 17);
/** `20261121` */
export const day = (atMs: number): string => digitsOf(atMs).slice(0, 8);
/** `2026-11-21` */
export const isoDay = (atMs: number): string => new Date(atMs + BEIJING_MS).toISOString().slice(0, 10);
/** `2026-11-21 08:30:00`, the form of 金关二期. */
export const second = (atMs: number): string => new Date(atMs + BEIJING_MS).toISOString().slice(0, 19).replace("T", " ");

/** Of any of these forms, and of `2026-11-21T08:30:00`; a day alone is its beginning. Undefined where it is none. */
export const parseTime = (text: string | undefined): number | undefined => {
  const digits = (text ?? "").replaceAll(/\D/g, "");
  if (digits.length !== 8 && digits.length < 14) return undefined;
  const at = (start: number, length: number): string => digits.slice(start, start + length).padEnd(length, "0");
  const atMs = Date.parse(`${at(0, 4)}-${at(4, 2)}-${at(6, 2)}T${at(8, 2)}:${at(10, 2)}:${at(12, 2)}.${at(14, 3)}+08:00`);
  return Number.isNaN(atMs) ? undefined : atMs;
};
