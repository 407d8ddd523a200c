/**
 * Bytes → a tree of elements in document order, each with its line. A document type declaration is refused before anything in it
 * is looked at, so there are no entities but the five and character references, and nothing expands. Depth and number of elements
 * are bounded, every step goes forward, and whatever is wrong comes back as data. Prefixes are told apart from names and not
 * resolved: customs' programs write `ceb:guid` or `guid` as they please. Text is exact; only white space between elements is dropped.
 */
import { decodeBytes } from "./decode-bytes.ts";
import { xmlFault, type XmlFault, type XmlFaultReason } from "./xml-fault.ts";

/** Official messages need seven, in an envelope and with a signature about ten. */
export const DEPTH_MAX = 64;
/** A tree of so many takes some 150 MB. The largest message of official shape has about six hundred thousand. */
export const ELEMENTS_MAX = 1_000_000;
/** Official messages write four. */
export const ATTRIBUTES_MAX = 64;

export type XmlElement = Readonly<{
  /** Without its prefix. */
  name: string;
  prefix: string;
  /** With their prefixes, `xmlns` among them. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** What stands in the element itself, CDATA included, references resolved. Empty where there are only elements and white space. */
  text: string;
  /** Counted from 1. */
  line: number;
}>;
export type XmlDocument = Readonly<{ ok: true; root: XmlElement; encoding: string }>;

export function parseXml(bytes: Uint8Array): XmlDocument | XmlFault {
  const decoded = decodeBytes(bytes);
  if (!decoded.ok) return decoded;
  const root = new DocumentReader(decoded.text).read();
  return "ok" in root ? root : { ok: true, root, encoding: decoded.encoding };
}

export const childrenNamed = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const findChild = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** Of the element's own name; as declared on the element itself, where messages declare it. */
export const namespaceOf = (element: XmlElement): string | undefined =>
  element.attributes.get(element.prefix === "" ? "xmlns" : `xmlns:${element.prefix}`);

/** All but those that only tell a parser where it is. */
export const ownAttributes = (element: XmlElement): readonly string[] =>
  element.attributes.size === 0 ? [] : [...element.attributes.keys()].filter((name) => !/^(?:xmlns(?::.*)?|xsi:.*)$/.test(name));

type Building = { name: string; prefix: string; attributes: ReadonlyMap<string, string>; children: Building[]; text: string; line: number };

const START =
  "A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}";
const NAME = `[${START}][${START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F-\\u2040]*`;
const OPENING = new RegExp(`(?:(${NAME}):)?(${NAME})`, "uy");
const ATTRIBUTE = new RegExp(`[ \\t\\n]+(${NAME}(?::${NAME})?)[ \\t\\n]*=[ \\t\\n]*(?:"([^"]*)"|'([^']*)')`, "uy");
const OPENING_END = /[ \t\n]*(\/?)>/y;
const CLOSING = new RegExp(`(?:(${NAME}):)?(${NAME})[ \\t\\n]*>`, "uy");
const INSTRUCTION = new RegExp(`(${NAME})(?=[ \\t\\n]|\\?>)`, "uy");
const quoted = (value: string): string => `[ \\t\\n]*=[ \\t\\n]*(?:"${value}"|'${value}')`;
const DECLARATION = new RegExp(
  `<\\?xml[ \\t\\n]+version${quoted("1\\.[0-9]+")}` +
    `(?:[ \\t\\n]+encoding${quoted("[A-Za-z][A-Za-z0-9._-]*")})?` +
    `(?:[ \\t\\n]+standalone${quoted("(?:yes|no)")})?[ \\t\\n]*\\?>`,
  "y",
);
const REFERENCE = /&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([^;&<]*));?/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);
/** Outside of XML 1.0's Char. Half a surrogate pair never comes out of a decoder. */
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;
const NOT_BLANK = /[^ \t\n]/;
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();
const SLASH = 47;
const EXCLAMATION = 33;
const QUESTION = 63;

class DocumentReader {
  readonly #text: string;
  #at = 0;
  #line = 1;
  /** Where the present line ends. */
  #lineEnd = -1;
  #elements = 0;
  #root: Building | undefined;
  readonly #open: Building[] = [];
  #fault: XmlFault | undefined;

  constructor(text: string) {
    this.#text = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }

  read(): XmlElement | XmlFault {
    const forbidden = this.#text.search(FORBIDDEN);
    if (forbidden !== -1) return this.#refuse("forbidden_character", `character ${codePoint(this.#text, forbidden)}`, forbidden);
    DECLARATION.lastIndex = 0;
    if (DECLARATION.test(this.#text)) this.#at = DECLARATION.lastIndex;
    while (this.#at < this.#text.length && this.#fault === undefined) this.#step();
    if (this.#fault !== undefined) return this.#fault;
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) return xmlFault("not_well_formed", `<${unclosed.name}> is never closed`, unclosed.line);
    return this.#root ?? this.#refuse("not_well_formed", "there is no element", 0);
  }

  #step(): void {
    const found = this.#text.indexOf("<", this.#at);
    const end = found === -1 ? this.#text.length : found;
    if (end > this.#at) this.#readText(this.#text.slice(this.#at, end), this.#at);
    this.#at = end;
    if (found === -1 || this.#fault !== undefined) return;
    const next = this.#text.charCodeAt(found + 1);
    if (next === SLASH) this.#readClosing();
    else if (next === EXCLAMATION) this.#readDeclaration();
    else if (next === QUESTION) this.#readInstruction();
    else this.#readOpening();
  }

  #readOpening(): void {
    const start = this.#at;
    OPENING.lastIndex = start + 1;
    const match = OPENING.exec(this.#text);
    if (match === null) return void this.#refuse("not_well_formed", "a < that begins no element; in text it is written &lt;", start);
    const [, prefix = "", name = ""] = match;
    this.#at = OPENING.lastIndex;
    const attributes = this.#readAttributes();
    if (attributes === undefined) return;
    OPENING_END.lastIndex = this.#at;
    const end = OPENING_END.exec(this.#text);
    if (end === null) return void this.#refuse("not_well_formed", `the tag <${name}> is not as it should be`, start);
    const element: Building = { name, prefix, attributes, children: [], text: "", line: this.#lineAt(start) };
    this.#at = OPENING_END.lastIndex;
    this.#place(element, start);
    if (end[1] === "") this.#open.push(element);
    if (this.#open.length > DEPTH_MAX) this.#refuse("too_deep", `elements stand ${DEPTH_MAX} deep at most`, start);
  }

  #place(element: Building, start: number): void {
    if (++this.#elements > ELEMENTS_MAX) return void this.#refuse("too_many_elements", `${ELEMENTS_MAX} at most`, start);
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      if (parent.children.length === 0 && !NOT_BLANK.test(parent.text)) parent.text = "";
      parent.children.push(element);
    } else if (this.#root === undefined) this.#root = element;
    else this.#refuse("not_well_formed", `<${element.name}> stands beside the root <${this.#root.name}>`, start);
  }

  #readAttributes(): ReadonlyMap<string, string> | undefined {
    let attributes: Map<string, string> | undefined;
    for (;;) {
      ATTRIBUTE.lastIndex = this.#at;
      const match = ATTRIBUTE.exec(this.#text);
      if (match === null) return attributes ?? NO_ATTRIBUTES;
      const [, name = "", double, single = ""] = match;
      attributes ??= new Map();
      const value = this.#resolve(double ?? single, this.#at);
      if (attributes.has(name)) this.#refuse("not_well_formed", `the attribute ${name} stands twice`, this.#at);
      if (attributes.size === ATTRIBUTES_MAX) this.#refuse("too_many_attributes", `${ATTRIBUTES_MAX} on one element at most`, this.#at);
      if ((double ?? single).includes("<")) this.#refuse("not_well_formed", `a < in the attribute ${name}; it is written &lt;`, this.#at);
      if (this.#fault !== undefined) return undefined;
      attributes.set(name, value);
      this.#at = ATTRIBUTE.lastIndex;
    }
  }

  #readClosing(): void {
    CLOSING.lastIndex = this.#at + 2;
    const match = CLOSING.exec(this.#text);
    if (match === null) return void this.#refuse("not_well_formed", "a closing tag that is not as it should be", this.#at);
    const [, prefix = "", name = ""] = match;
    const element = this.#open.pop();
    if (element === undefined) return void this.#refuse("not_well_formed", `</${name}> closes nothing`, this.#at);
    if (element.name !== name || element.prefix !== prefix) {
      const detail = `</${name}> where <${element.name}> of line ${element.line} is open`;
      return void this.#refuse("not_well_formed", detail, this.#at);
    }
    this.#at = CLOSING.lastIndex;
  }

  /** A comment, CDATA, or what begins a document type and is refused unread. */
  #readDeclaration(): void {
    const start = this.#at;
    if (this.#text.startsWith("<!--", start)) {
      const end = this.#text.indexOf("--", start + 4);
      if (end === -1) return void this.#refuse("not_well_formed", "a comment that does not end", start);
      if (this.#text[end + 2] !== ">") return void this.#refuse("not_well_formed", "-- within a comment", end);
      this.#at = end + 3;
    } else if (this.#text.startsWith("<![CDATA[", start)) {
      const end = this.#text.indexOf("]]>", start);
      if (end === -1) return void this.#refuse("not_well_formed", "CDATA that does not end", start);
      this.#addText(this.#text.slice(start + 9, end), start);
      this.#at = end + 3;
    } else if (/^<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(this.#text.slice(start, start + 12))) {
      this.#refuse("doctype_refused", "a document type or entity is declared; customs messages have none", start);
    } else this.#refuse("not_well_formed", "<! that begins neither comment nor CDATA", start);
  }

  #readInstruction(): void {
    const start = this.#at;
    INSTRUCTION.lastIndex = start + 2;
    const target = INSTRUCTION.exec(this.#text)?.[1];
    const end = this.#text.indexOf("?>", start + 2);
    if (target === undefined || end === -1) return void this.#refuse("not_well_formed", "a <? that is not as it should be", start);
    if (target.toLowerCase() === "xml") {
      return void this.#refuse("not_well_formed", "an XML declaration that is wrong or not the very first", start);
    }
    this.#at = end + 2;
  }

  #readText(raw: string, start: number): void {
    if (raw.includes("]]>")) return void this.#refuse("not_well_formed", "]]> in text; it is written ]]&gt;", start);
    this.#addText(this.#resolve(raw, start), start, raw);
  }

  #addText(text: string, start: number, raw?: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) {
      if (element.children.length === 0 || NOT_BLANK.test(text)) element.text += text;
    } else if (raw === undefined || NOT_BLANK.test(raw)) {
      this.#refuse("not_well_formed", "text outside of the root element", start);
    }
  }

  #resolve(raw: string, start: number): string {
    if (!raw.includes("&")) return raw;
    return raw.replace(REFERENCE, (reference: string, decimal?: string, hexadecimal?: string, name?: string) => {
      if (this.#fault !== undefined) return "";
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal);
      const resolved = name === undefined ? characterOf(code) : ENTITIES.get(name);
      if (resolved !== undefined && reference.endsWith(";")) return resolved;
      const detail = `${JSON.stringify(reference.slice(0, 20))} stands for nothing; & is written &amp;`;
      this.#refuse("not_well_formed", detail, start);
      return "";
    });
  }

  /** The first one counts. */
  #refuse(reason: XmlFaultReason, detail: string, position: number): XmlFault {
    this.#fault ??= xmlFault(reason, detail, this.#lineAt(position));
    return this.#fault;
  }

  /** Asked for in rising order, so the whole text is counted once. */
  #lineAt(position: number): number {
    while (this.#lineEnd < position) {
      if (this.#lineEnd !== -1) this.#line++;
      const next = this.#text.indexOf("\n", this.#lineEnd + 1);
      this.#lineEnd = next === -1 ? this.#text.length : next;
    }
    return this.#line;
  }
}

const codePoint = (text: string, index: number): string =>
  `U+${(text.codePointAt(index) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

function characterOf(code: number): string | undefined {
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  const character = isCharacter ? String.fromCodePoint(code) : undefined;
  return character === undefined || FORBIDDEN.test(character) ? undefined : character;
}
