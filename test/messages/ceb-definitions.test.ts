/** The room's own data against the official definitions of 跨境统一版 (202205) that it was made from. */
import { describe, expect, test } from "vitest";
import { CEB_DEFINITIONS, SUBSCRIBE_RULES, TRANSFER_RULES, type CebDefinition } from "../../server/messages/ceb/ceb-definitions.ts";
import type { FieldRule } from "../../server/messages/field-rule.ts";
import { hasCebCorpus, readXsd } from "./support/corpus.ts";
import { readXsdElements, type XsdElement } from "./support/xsd.ts";

const lengthOf = (facets: XsdElement["facets"], name: string): number | undefined => {
  const value = Number(facets[name] ?? facets["length"] ?? "0");
  return value === 0 ? undefined : value;
};
const numberOf = (value: string | undefined): number | undefined => (value === undefined ? undefined : Number(value));

const official = ({ name, min, base, facets, whenEmpty }: XsdElement) => ({
  element: name,
  required: min === 1,
  kind: base === "string" ? "text" : base,
  collapse: facets["whiteSpace"] === "collapse",
  minLength: lengthOf(facets, "minLength"),
  maxLength: lengthOf(facets, "maxLength"),
  totalDigits: numberOf(facets["totalDigits"]),
  fractionDigits: numberOf(facets["fractionDigits"]),
  whenEmpty,
});

const ours = (rule: FieldRule) => ({
  element: rule.element,
  required: rule.required ?? false,
  kind: rule.kind ?? "text",
  collapse: rule.collapse ?? false,
  minLength: rule.minLength,
  maxLength: rule.maxLength,
  totalDigits: rule.totalDigits,
  fractionDigits: rule.fractionDigits,
  whenEmpty: rule.whenEmpty,
});

describe.skipIf(!hasCebCorpus)("the definitions of 跨境统一版 (ENTREPOT_CORPUS)", () => {
  const find = hasCebCorpus ? { import: readXsdElements(readXsd("import")), export: readXsdElements(readXsd("export")) } : undefined;
  const EXPORT_KINDS = /^CEB(?:2|303|304|403|404|50|510|60|70|79)/;
  const rootOf = ({ kind, root }: CebDefinition): XsdElement => find![EXPORT_KINDS.test(kind) ? "export" : "import"](root);
  const kinds = [...CEB_DEFINITIONS.values()];

  test("every message of both definitions is here", () => {
    const names = (side: "import" | "export") =>
      [
        ...Buffer.from(readXsd(side))
          .toString("utf8")
          .matchAll(/<xs:element name="(CEB\d+)Message">/g),
      ].map(([, name]) => name);
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set([...names("import"), ...names("export")]));
  });

  test.each(kinds)("$kind $zh: parts, order, counts", (definition) => {
    const { children } = rootOf(definition);
    const [node, ...rest] = children;
    expect(definition.node).toEqual({ element: node!.name, min: node!.min, max: node!.max });
    const orders = {
      none: [],
      import: ["BaseTransfer", "BaseSubscribe", "ExtendMessage", "Signature"],
      export: ["BaseTransfer", "BaseSubscribe", "Signature", "ExtendMessage"],
    };
    expect(rest.map(({ name }) => name)).toEqual(orders[definition.envelope]);
    const counts = new Map(rest.map(({ name, min, max }) => [name, [min, max]]));
    if (definition.envelope !== "none") {
      expect([counts.get("BaseTransfer"), counts.get("BaseSubscribe"), counts.get("ExtendMessage")]).toEqual([
        [1, 1],
        [0, 5],
        [0, 1],
      ]);
      expect(counts.get("Signature")).toEqual([definition.signature === "required" ? 1 : 0, 1]);
    }
    const parts = node!.children.filter(({ children: fields }) => fields.length > 0);
    if (definition.headElement === undefined) return expect(parts).toEqual([]);
    const [head, lines] = parts;
    expect([head!.name, head!.min, head!.max]).toEqual([definition.headElement, 1, 1]);
    if (definition.lines === undefined) return expect(lines).toBeUndefined();
    expect(definition.lines).toMatchObject({ element: lines!.name, min: lines!.min, max: lines!.max });
  });

  const fieldsOf = (definition: CebDefinition): readonly (readonly [XsdElement, FieldRule])[] => {
    const node = rootOf(definition).children[0]!;
    const head = definition.headElement === undefined ? node : node.children[0]!;
    const pairs = (elements: readonly XsdElement[], rules: readonly FieldRule[]) => {
      expect(rules.map(({ element }) => element)).toEqual(elements.map(({ name }) => name));
      return elements.map((element, index) => [element, rules[index]!] as const);
    };
    const lines = definition.lines === undefined ? [] : pairs(node.children[1]!.children, definition.lines.rules);
    return [...pairs(head.children, definition.head), ...lines];
  };

  test.each(kinds)("$kind $zh: fields, order, necessity, lengths, digits", (definition) => {
    for (const [element, rule] of fieldsOf(definition)) expect(ours(rule)).toEqual(official(element));
  });

  test.each(kinds)("$kind $zh: what a note marks 限定 or the definition fixes is limited to that, and nothing else is", (definition) => {
    for (const [{ note, fixed }, { only }] of fieldsOf(definition)) {
      const limited =
        /限定[^“”]*[“"]([^“”"]+)[”"]/.exec(note)?.[1] ??
        /限定为?([A-Z0-9])$/.exec(note)?.[1] ??
        /限定为人民币，填写“(\d+)”/.exec(note)?.[1];
      expect(only).toEqual(note.includes("限定") ? [limited] : fixed && [fixed]);
      if (fixed !== undefined) expect(only).toEqual([fixed]);
    }
  });

  test.each(["import", "export"] as const)("%s: BaseTransfer and BaseSubscribe", (side) => {
    expect(TRANSFER_RULES[side].map(ours)).toEqual(find![side]("BaseTransfer").children.map(official));
    expect(SUBSCRIBE_RULES.map(ours)).toEqual(find![side]("BaseSubscribe").children.map(official));
  });
});

test("every field has a Chinese name", () => {
  const nameless = [...CEB_DEFINITIONS.values()]
    .flatMap(({ head, lines }) => [...head, ...(lines?.rules ?? [])])
    .filter(({ zh }) => !/\p{Script=Han}/u.test(zh));
  expect(nameless).toEqual([]);
});
