/**
 * What is written, held against the definitions by a checker of its own: which elements, in which order, how often, how long. There is no
 * XSD of 金关二期 in the corpus, so nobody validates against one; the field data that the project was given lies beside the
 * corpus, and the room's own copy is held against it. Skipped, by name, without ENTREPOT_CORPUS.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WritableDocument } from "../../server/messages/jg2/generated/messages.ts";
import roomFields from "../../server/messages/jg2/jg2-fields.json" with { type: "json" };
import { writeJg2 } from "../../server/messages/jg2/write-jg2.ts";
import { findChild, parseXml, type XmlElement } from "../../server/messages/xml.ts";
import { arbitraryDocument } from "./jg2-arbitrary.ts";
import { ENVELOPE } from "./jg2-samples.ts";

type SourceType = Readonly<{ base: string; length?: string; maxLength?: string; totalDigits?: string; fractionDigits?: string }>;
type SourceField = Readonly<{ name: string; doc: string; type: SourceType }>;
type SourcePart = Readonly<{ name: string; type: string; max: string }>;
type Group = Readonly<{
  messages: Readonly<Record<string, Readonly<{ parts: readonly SourcePart[] }>>>;
  types: Readonly<Record<string, Readonly<{ fields: readonly SourceField[] }>>>;
}>;

const FILE = path.join(process.env["ENTREPOT_CORPUS"] ?? "", "../data/jg2-fields.json");
const isThere = process.env["ENTREPOT_CORPUS"] !== undefined && existsSync(FILE);
const groups = isThere ? (JSON.parse(readFileSync(FILE, "utf8")) as Readonly<Record<"EMS" | "SAS", Group>>) : undefined;
const groupOf = (kind: string): Group => {
  const group = groups?.[kind.startsWith("SAS") ? "SAS" : "EMS"];
  if (group === undefined) throw new Error("the field data is not there");
  return group;
};

const KINDS: readonly WritableDocument["kind"][] = [
  "BWS101",
  "BWS201",
  "INV101",
  "INV201",
  "SAS101",
  "SAS201",
  "SAS111",
  "SAS211",
  "SAS121",
  "SAS221",
  "SAS222",
  "SAS223",
  "EMS121",
  "EMS221",
];
/** Not defined, but behind the last defined element of real receipts. */
const SEEN_BESIDES: Readonly<Record<string, readonly string[]>> = { BondInvtBsc: ["needEntryModified", "levyBlAmt", "dclTypecd"] };
/** The definitions say one of these, their notes and real receipts several. */
const MORE_THAN_ONE = ["SAS211/SasStockDt", "SAS211/CheckInfo", "SAS221/SasPassportRlt", "SAS221/CheckInfo", "SAS222/SasPassportRlt"];
/** "length 64" of a number of 18 characters is a slip of the definitions. */
const SLIPS = ["SasCentDclStock/bondInvtNo"];

function contentOf(xml: string, kind: string): XmlElement {
  const document = parseXml(new TextEncoder().encode(xml));
  if (!document.ok) throw new Error(document.detail);
  const content = ["DataInfo", "BussinessData", kind].reduce<XmlElement | undefined>(
    (at, name) => at && findChild(at, name),
    document.root,
  );
  if (content === undefined) throw new Error(`there is no ${kind}`);
  return content;
}

function faultsOf(content: XmlElement, kind: string): readonly string[] {
  const { messages, types } = groupOf(kind);
  const parts = messages[kind]?.parts ?? [];
  const places = content.children.map(({ name }) => parts.findIndex((part) => part.name === name));
  const faults = places.flatMap((place, index) => {
    const name = content.children[index]?.name ?? "";
    if (place === -1) return [`${name} is no part`];
    return place < Math.max(0, ...places.slice(0, index)) ? [`${name} is out of order`] : [];
  });
  for (const { name, max } of parts) {
    const count = content.children.filter((child) => child.name === name).length;
    if (max !== "unbounded" && count > Number(max) && !MORE_THAN_ONE.includes(`${kind}/${name}`))
      faults.push(`${name} stands ${count} times`);
  }
  for (const child of content.children) {
    const type = parts.find(({ name }) => name === child.name)?.type ?? child.name;
    faults.push(...partFaults(child, type, types[type]?.fields ?? []));
  }
  return faults;
}

function partFaults(element: XmlElement, type: string, fields: readonly SourceField[]): readonly string[] {
  const names = element.children.map(({ name }) => name);
  const wanted = fields.map(({ name }) => name);
  const surplus = names.slice(wanted.length);
  const faults = wanted.flatMap((name, index) => (names[index] === name ? [] : [`${type}: ${names[index]} stands where ${name} should`]));
  faults.push(...surplus.filter((name) => !(SEEN_BESIDES[type] ?? []).includes(name)).map((name) => `${type}: ${name} is not defined`));
  for (const [index, { name, type: bounds }] of fields.entries()) {
    const value = element.children[index]?.text ?? "";
    // Real receipts leave elements empty that the definitions give a length.
    if (value !== "" && !SLIPS.includes(`${type}/${name}`))
      faults.push(...valueFaults(value, bounds).map((fault) => `${type}/${name} ${fault}`));
  }
  return faults;
}

function valueFaults(value: string, { base, length, maxLength, totalDigits, fractionDigits }: SourceType): readonly string[] {
  const count = [...value].length;
  const digits = value.replace(/^-?0*|\./g, "").length;
  return [
    ...(length !== undefined && count !== Number(length) ? [`has ${count} characters, not ${length}`] : []),
    ...(maxLength !== undefined && count > Number(maxLength) ? [`has ${count} characters`] : []),
    ...(totalDigits !== undefined && digits > Number(totalDigits) ? [`has ${digits} digits`] : []),
    ...(fractionDigits !== undefined && (value.split(".")[1] ?? "").length > Number(fractionDigits) ? ["has too many decimals"] : []),
    ...(/long|int|decimal|double/.test(base) && !/^-?\d+(\.\d+)?$/.test(value) ? ["is no number"] : []),
    ...(/date/i.test(base) && !/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/.test(value) ? ["is no date"] : []),
  ];
}

describe("held against the field data of the definitions", () => {
  test.runIf(isThere).each(KINDS)("%s is written with every element, in order, and no longer than it may be", (kind) => {
    fc.assert(
      fc.property(arbitraryDocument(kind, ["definitions"]), (document) => {
        const { xml } = writeJg2({ dialect: "definitions", document, envelope: ENVELOPE });
        expect(faultsOf(contentOf(xml, kind), kind)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test.runIf(isThere)("the checker sees what is wrong", () => {
    const [document] = fc.sample(arbitraryDocument("SAS223", ["definitions"]), 1);
    if (document === undefined) throw new Error("no sample");
    const { xml } = writeJg2({ dialect: "definitions", document, envelope: ENVELOPE });
    const faults = (text: string): string => faultsOf(contentOf(text, "SAS223"), "SAS223").join("; ");
    expect(faults(xml.replace(/<rmk>[^<]*<\/rmk>|<rmk\/>/, ""))).toMatch(/stands where rmk should/);
    expect(faults(xml.replaceAll(/<manageResult>[^<]*</g, "<manageResult>12<"))).toMatch(/manageResult has 2 characters, not 1/);
    expect(faults(xml.replaceAll(/<vehicleWt>[^<]*<\/vehicleWt>|<vehicleWt\/>/g, "<vehicleWt>heavy</vehicleWt>"))).toMatch(
      /vehicleWt is no number/,
    );
  });

  test.runIf(isThere)("the room's copy of the data has the same fields, in the same order, of the same length", () => {
    const room = roomFields.types as unknown as Readonly<
      Record<
        string,
        Readonly<{
          fields: readonly Readonly<{ name: string; zh: string; length?: number; max?: number; digits?: number; origin?: string }>[];
        }>
      >
    >;
    for (const kind of KINDS) {
      const { messages, types } = groupOf(kind);
      for (const { type } of messages[kind]?.parts ?? []) {
        const source = types[type]?.fields ?? [];
        // A ledger of processing trade is none of ours, and the products of simple processing have the fields of other lines.
        const own = room[type === "BondInvtDtSimple" ? "BondInvtDt" : type]?.fields.filter(({ origin }) => origin === undefined);
        if (type === "EmsPutrecDt") continue;
        expect(own?.map(({ name }) => name)).toEqual(source.map(({ name }) => name));
        for (const [index, field] of source.entries()) {
          const { length, maxLength, totalDigits } = field.type;
          if (length !== undefined && !SLIPS.includes(`${type}/${field.name}`))
            expect([field.name, own?.[index]?.length]).toEqual([field.name, Number(length)]);
          if (maxLength !== undefined) expect([field.name, own?.[index]?.max]).toEqual([field.name, Number(maxLength)]);
          if (totalDigits !== undefined) expect([field.name, own?.[index]?.digits]).toEqual([field.name, Number(totalDigits)]);
          if (field.doc !== "" && field.name !== "manageResult") expect(own?.[index]?.zh).toBe(field.doc);
          expect(own?.[index]?.zh).not.toBe("");
        }
      }
    }
  });
});
