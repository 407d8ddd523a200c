/**
 * GS1 Digital Link URIs of any domain: pairs of AI and value at the end of the path, the first pair a primary
 * key, and more of them in the query. Compressed links are not read.
 */
import { AI_FORMATS, type AiFormat } from "./application-identifiers.ts";
import { fault, type CodeFault } from "./code-fault.ts";
import { checkElement } from "./element-value.ts";
import type { Element, Elements } from "./element-string.ts";

const GTIN_DIGITS = 14;

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const readElement = (format: AiFormat, encoded: string): Element | CodeFault => {
  const decoded = decode(encoded);
  if (decoded === undefined) return fault("bad_value", `(${format.ai}) is not percent-encoded UTF-8`);
  // GTINs of 8, 12 and 13 digits may stand in links without their leading zeros.
  const value = format.ai === "01" && /^(\d{8}|\d{12,13})$/.test(decoded) ? decoded.padStart(GTIN_DIGITS, "0") : decoded;
  return checkElement(format, value) ?? { ai: format.ai, value };
};

const isFault = (element: Element | CodeFault): element is CodeFault => "ok" in element;

/** Index of the primary key: pairs are counted from the end, so that any path may stand before it. */
const findKey = (segments: readonly string[]): number | undefined => {
  for (let index = segments.length - 2; index >= 0; index -= 2) {
    if (AI_FORMATS.get(segments[index] ?? "")?.primaryKey) return index;
  }
  return undefined;
};

const splitLink = (link: string): { segments: string[]; query: string } => {
  const [beforeFragment = ""] = link.split("#", 1);
  const [address = "", query = ""] = beforeFragment.split("?", 2);
  const segments = address
    .slice(address.indexOf("://") + 3)
    .split("/")
    .slice(1);
  while (segments.at(-1) === "") segments.pop();
  return { segments, query };
};

/** undefined: a link, but not one of GS1. */
export const parseDigitalLink = (link: string): Elements | CodeFault | undefined => {
  const { segments, query } = splitLink(link);
  const key = findKey(segments);
  if (key === undefined) return undefined;
  const elements: Element[] = [];
  for (let index = key; index < segments.length; index += 2) {
    const format = AI_FORMATS.get(segments[index] ?? "");
    if (!format) return fault("unknown_ai", `${JSON.stringify(segments[index])} in the path is not an AI`);
    const element = readElement(format, segments[index + 1] ?? "");
    if (isFault(element)) return element;
    elements.push(element);
  }
  for (const pair of query.split(/[&;]/)) {
    const [name = "", value = ""] = pair.split("=", 2);
    const format = AI_FORMATS.get(name);
    if (!format?.inQuery) continue;
    const element = readElement(format, value.replaceAll("+", "%2B"));
    if (isFault(element)) return element;
    elements.push(element);
  }
  return { ok: true, elements };
};

const QUALIFIERS = new Set(["22", "10", "21", "235", "254", "8011", "8019"]);

/** For labels. The first element is the key; qualifiers go to the path, the rest to the query. */
export const toDigitalLink = (domain: string, elements: readonly Element[]): string => {
  const isPath = (element: Element, index: number): boolean => index === 0 || QUALIFIERS.has(element.ai);
  const path = elements.filter(isPath).map(({ ai, value }) => `/${ai}/${encodeURIComponent(value)}`);
  const query = elements.filter((element, index) => !isPath(element, index)).map(({ ai, value }) => `${ai}=${encodeURIComponent(value)}`);
  return `${domain.replace(/\/$/, "")}${path.join("")}${query.length > 0 ? `?${query.join("&")}` : ""}`;
};
