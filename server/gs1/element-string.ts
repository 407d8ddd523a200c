/**
 * GS1 element strings (General Specifications, 7.8), read and written.
 * As scanners send them: AIs in a row, U+001D (FNC1) after each value that has no predefined length but the
 * last; one more at the start or after a value that needs none does no harm. As people read them: AIs in
 * brackets; a bracket inside a value stands as it is unless it looks like an AI, then as `\(`.
 */
import { AI_FORMATS, findAiAt, type AiFormat } from "./application-identifiers.ts";
import { fault, type CodeFault } from "./code-fault.ts";
import { checkElement } from "./element-value.ts";

export const FNC1 = "\u001d";

export type Element = Readonly<{ ai: string; value: string }>;
export type Elements = Readonly<{ ok: true; elements: readonly Element[] }>;

export const parseElementString = (text: string): Elements | CodeFault => {
  const elements: Element[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === FNC1) {
      at++;
      continue;
    }
    const format = findAiAt(text, at);
    if (!format) return fault("unknown_ai", `no AI begins with ${JSON.stringify(text.substring(at, at + 4))}`);
    const start = at + format.ai.length;
    const separator = text.indexOf(FNC1, start);
    const limit = separator < 0 ? text.length : separator;
    const end = format.predefinedLength ? Math.min(start + format.maxLength, limit) : limit;
    const value = text.substring(start, end);
    const wrong = checkElement(format, value);
    if (wrong) return wrong;
    elements.push({ ai: format.ai, value });
    at = end;
  }
  return elements.length > 0 ? { ok: true, elements } : fault("empty", "no elements");
};

const bracketedAiAt = (text: string, at: number): AiFormat | undefined => {
  if (text[at] !== "(" || text[at - 1] === "\\") return undefined;
  const close = text.indexOf(")", at);
  return close > at && close - at <= 5 ? AI_FORMATS.get(text.substring(at + 1, close)) : undefined;
};

export const parseBracketed = (text: string): Elements | CodeFault => {
  const elements: Element[] = [];
  let at = 0;
  while (at < text.length) {
    const format = bracketedAiAt(text, at);
    if (!format) return fault("unknown_ai", `no AI at ${JSON.stringify(text.substring(at, at + 6))}`);
    const start = at + format.ai.length + 2;
    let end = start;
    while (end < text.length && !bracketedAiAt(text, end)) end++;
    const value = text.substring(start, end).trim().replaceAll("\\(", "(").replaceAll("\\)", ")");
    const wrong = checkElement(format, value);
    if (wrong) return wrong;
    elements.push({ ai: format.ai, value });
    at = end;
  }
  return elements.length > 0 ? { ok: true, elements } : fault("empty", "no elements");
};

const formatOf = (element: Element): AiFormat => {
  const format = AI_FORMATS.get(element.ai);
  if (!format) throw new RangeError(`(${element.ai}) is not an AI`);
  const wrong = checkElement(format, element.value);
  if (wrong) throw new RangeError(wrong.detail);
  return format;
};

/** As a scanner would send it, without an AIM prefix. Throws RangeError on a value its AI does not allow. */
export const toElementString = (elements: readonly Element[]): string => {
  const last = elements.length - 1;
  return elements
    .map((element, index) => element.ai + element.value + (formatOf(element).predefinedLength || index === last ? "" : FNC1))
    .join("");
};

/** As printed below a barcode, and as label printers take it. Throws RangeError on a value its AI does not allow. */
export const toBracketed = (elements: readonly Element[]): string =>
  elements.map((element) => `(${formatOf(element).ai})${element.value.replaceAll(/[()]/g, "\\$&")}`).join("");
