/**
 * Values of a record that was checked already, as our types have them. Customs' form allows a little more than we can keep (an
 * amount above 9 × 10¹³, a negative one, a code we do not know): that is an error of the node, told like any other.
 */
import { formatQuantity, parseQuantity, QUANTITY_MAX } from "../domain/basics/quantity.ts";
import type { MessageIssue } from "../usecases/customs/messages-ports.ts";

export class FieldReading {
  readonly errors: MessageIssue[] = [];
  readonly warnings: MessageIssue[] = [];
  readonly #path: string;

  constructor(path = "") {
    this.#path = path;
  }

  /** The same reading, of a line: `InventoryList[2]/`. */
  within(path: string): FieldReading {
    const inner = new FieldReading(this.#path + path);
    Object.assign(inner, { errors: this.errors, warnings: this.warnings });
    return inner;
  }

  error(element: string, message: string, about: Readonly<{ found: string; allowed: string }>): void {
    this.errors.push({ element: this.#path + element, message, ...about });
  }

  warn(element: string, message: string, about: Readonly<{ found: string; allowed: string }>): void {
    this.warnings.push({ element: this.#path + element, message, ...about });
  }

  /** In 10⁻⁵, as customs writes quantities, weights and amounts. */
  decimal(element: string, text: string | undefined): bigint {
    const parsed = parseQuantity((text ?? "").trim().replace(/^\+/, ""));
    if (typeof parsed === "bigint") return parsed;
    this.error(element, "cannot be kept", { found: text ?? "", allowed: `0 to ${formatQuantity(QUANTITY_MAX)}, five decimals` });
    return 0n;
  }

  optionalDecimal(element: string, text: string | undefined): bigint | undefined {
    return text === undefined || text === "" ? undefined : this.decimal(element, text);
  }

  whole(element: string, text: string | undefined): number {
    if (text !== undefined && /^\d{1,15}$/.test(text.trim())) return Number(text);
    this.error(element, "is no whole number that can be kept", { found: text ?? "", allowed: "at most 15 digits" });
    return 0;
  }

  optionalWhole(element: string, text: string | undefined): number | undefined {
    return text === undefined || text === "" ? undefined : this.whole(element, text);
  }

  /** A code as the word it stands for. */
  code<Word>(element: string, text: string | undefined, words: Readonly<Record<string, Word>>): Word | undefined {
    if (text !== undefined && Object.hasOwn(words, text)) return words[text];
    this.error(element, "is none of the codes that are known here", { found: text ?? "", allowed: Object.keys(words).join(", ") });
    return undefined;
  }
}

const STAMP = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)(\d{3})?)?$/;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** A time as customs writes it, in Beijing: 20241130, 20241130123000, with milliseconds, or with dashes and colons between. */
export const parseCustomsTime = (text: string | undefined): number | undefined => {
  const match = STAMP.exec((text ?? "").replaceAll(/\D/g, ""));
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const back = new Date(utc);
  const isReal = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isReal ? utc - SHANGHAI_OFFSET_MS : undefined;
};

/** YYYY-MM-DD; undefined where there is no such day. */
export const parseCustomsDay = (text: string | undefined): string | undefined => {
  const atMs = parseCustomsTime((text ?? "").replaceAll(/\D/g, "").slice(0, 8));
  return atMs === undefined ? undefined : new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
};

/** Empty is not filled in. */
export const filled = (text: string | undefined): string | undefined => {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === "" ? undefined : trimmed;
};

export const filledOf = (...texts: readonly (string | undefined)[]): string[] => [...new Set(texts.flatMap((text) => filled(text) ?? []))];
