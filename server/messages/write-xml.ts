/** Typed records → XML text: elements in the order they are given, escaped. What XML cannot hold is refused by name. */
export type XmlTree = Readonly<{
  name: string;
  attributes?: Readonly<Record<string, string>>;
  /** Either text or elements; XML that is ready (a signature) is put in as it is. */
  content: string | readonly (XmlTree | ReadyXml)[];
}>;
/** XML text that somebody else made and answers for. */
export type ReadyXml = Readonly<{ ready: string }>;

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A character that XML 1.0 has no way to write stands in this element. */
export class UnwritableText extends Error {
  readonly element: string;
  constructor(element: string, code: number) {
    super(`${element} holds U+${code.toString(16).toUpperCase().padStart(4, "0")}, which XML cannot hold`);
    this.element = element;
  }
}

export function writeXml(tree: XmlTree): string {
  const parts: string[] = [XML_DECLARATION];
  writeElement(tree, "", parts);
  return parts.join("");
}

function writeElement(tree: XmlTree, path: string, parts: string[]): void {
  const place = `${path}${tree.name}`;
  parts.push("<", tree.name);
  for (const [name, value] of Object.entries(tree.attributes ?? {}))
    parts.push(" ", name, '="', escapeXml(value, `${place}/@${name}`), '"');
  if (tree.content.length === 0) return void parts.push("/>");
  parts.push(">");
  if (typeof tree.content === "string") parts.push(escapeXml(tree.content, place));
  else {
    for (const child of tree.content) {
      if ("ready" in child) parts.push(child.ready);
      else writeElement(child, `${place}/`, parts);
    }
  }
  parts.push("</", tree.name, ">");
}

const UNWRITABLE = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/u;
const SPECIAL = /[&<>"\r\t\n]/g;
/** Carriage returns and, in attributes, every white space would be read back as something else. */
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
  "\t": "&#9;",
  "\n": "&#10;",
};

function escapeXml(text: string, element: string): string {
  const unwritable = text.search(UNWRITABLE);
  if (unwritable !== -1) throw new UnwritableText(element, text.charCodeAt(unwritable));
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? character);
}
