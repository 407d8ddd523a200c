/** The parts of an official definition that say what a message is, read out of the XSD itself. */
import { childrenNamed, findChild, parseXml, type XmlElement } from "../../../server/messages/xml.ts";

export type XsdElement = Readonly<{
  name: string;
  min: number;
  max: number;
  /** The one value, or the value of an empty element. */
  fixed?: string;
  whenEmpty?: string;
  /** 说明 */
  note: string;
  /** Of a field. */
  base?: string;
  facets: Readonly<Record<string, string>>;
  children: readonly XsdElement[];
}>;

export function readXsdElements(bytes: Uint8Array): (name: string) => XsdElement {
  const document = parseXml(bytes);
  if (!document.ok) throw new Error(document.detail);
  const top = new Map(document.root.children.map((child) => [child.attributes.get("name"), child]));
  const read = (element: XmlElement): XsdElement => {
    const reference = element.attributes.get("ref");
    const name = (reference ?? element.attributes.get("name") ?? "").replace(/^.*:/, "");
    const declared = reference === undefined ? element : (top.get(name) ?? element);
    const restriction = find(declared, ["simpleType", "restriction"]);
    const max = element.attributes.get("maxOccurs") ?? "1";
    const sequence = find(declared, ["complexType", "sequence"]);
    const base = restriction?.attributes.get("base") ?? declared.attributes.get("type");
    const fixed = element.attributes.get("fixed");
    const whenEmpty = fixed ?? element.attributes.get("default");
    return {
      name,
      ...(fixed === undefined ? {} : { fixed }),
      ...(whenEmpty === undefined ? {} : { whenEmpty }),
      min: Number(element.attributes.get("minOccurs") ?? "1"),
      max: max === "unbounded" ? Infinity : Number(max),
      note: find(declared, ["annotation", "documentation"])?.text ?? "",
      ...(base === undefined ? {} : { base: base.replace(/^.*:/, "") }),
      facets: Object.fromEntries((restriction?.children ?? []).map((facet) => [facet.name, facet.attributes.get("value") ?? ""])),
      children: sequence === undefined ? [] : childrenNamed(sequence, "element").map(read),
    };
  };
  return (name) => {
    const element = top.get(name);
    if (element === undefined) throw new Error(`no ${name} in the definition`);
    return read(element);
  };
}

const find = (element: XmlElement, path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => at && findChild(at, name), element);
