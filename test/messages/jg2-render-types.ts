/** The typed records of 金关二期, written from the data: what server/messages/jg2/generated/messages.ts must be. */
import fields from "../../server/messages/jg2/jg2-fields.json" with { type: "json" };
import layouts from "../../server/messages/jg2/jg2-layouts.json" with { type: "json" };

type Field = Readonly<{ name: string; zh: string; kind: string; as?: string; origin?: string }>;
type Part = Readonly<{ as: string; record: string; max?: number; origin?: string }>;
type Layout = Readonly<{
  zh: string;
  direction: string;
  readOnly?: boolean;
  parts: readonly Part[];
  need: Readonly<Record<string, readonly string[]>>;
}>;
type Record_ = Readonly<{ type: string; zh: string; repeats?: Readonly<Record<string, string>> }>;

const TYPES = fields.types as unknown as Readonly<Record<string, Readonly<{ fields: readonly Field[] }>>>;
const RECORDS = layouts.records as Readonly<Record<string, Record_>>;
const MESSAGES = layouts.messages as unknown as Readonly<Record<string, Layout>>;

const KIND_TYPES: Readonly<Record<string, string>> = {
  text: "string",
  integer: "IntegerText",
  decimal: "DecimalText",
  time: "TimeText",
  date: "DateText",
  list: "readonly string[]",
};
const ORIGINS: Readonly<Record<string, string>> = { receipt: ", not in the definitions", client: ", the client's alone" };

const HEADER = `/** Made from jg2-fields.json and jg2-layouts.json by test/messages/jg2-types.test.ts (\`vitest -u\`); do not edit. */

/** A whole number in digits: it may pass what a number holds. */
export type IntegerText = string;
/** A plain decimal, exact: \`14292.8\`. */
export type DecimalText = string;
/** A second in Beijing: \`2024-07-30 11:48:02\`. */
export type TimeText = string;
/** A day: \`2024-07-30\`. */
export type DateText = string;

/** What is read and accepted, and what is written, has these. */
type Filled<Part, Field extends keyof Part> = Part & Readonly<Required<Pick<Part, Field>>>;
`;

export function renderTypes(): string {
  const records = Object.entries(RECORDS).map(([name, record]) => renderRecord(name, record));
  const messages = Object.entries(MESSAGES).map(([kind, layout]) => renderMessage(kind, layout));
  const all = Object.keys(MESSAGES).map(messageName);
  const written = Object.entries(MESSAGES).flatMap(([kind, { readOnly }]) => (readOnly === true ? [] : [messageName(kind)]));
  return [
    HEADER,
    ...records,
    ...messages,
    `/** A document that a message carries, or what customs says about one. */\n${renderUnion("Jg2Document", all)}\n`,
    `/** What can also be written. */\n${renderUnion("WritableDocument", written)}\n`,
  ].join("\n");
}

function renderRecord(name: string, { type, zh, repeats = {} }: Record_): string {
  const lines = (TYPES[type]?.fields ?? [])
    .filter((field) => !Object.hasOwn(repeats, field.name))
    .map((field) => `  /** ${field.zh}${ORIGINS[field.origin ?? ""] ?? ""} */\n  ${field.as ?? field.name}?: ${KIND_TYPES[field.kind]};`);
  return `/** ${zh} (${type}) */\nexport type ${name} = Readonly<{\n${lines.join("\n")}\n}>;\n`;
}

function renderMessage(kind: string, { zh, direction, parts, need }: Layout): string {
  const isDeclaration = direction === "declaration";
  const lines = parts.map(({ as, record, origin }) => {
    const type = isDeclaration && need[as] !== undefined ? `Filled<${record}, ${needName(kind, as)}>` : record;
    if (as === "head") return `  head${isDeclaration ? "" : "?"}: ${type};`;
    if (as === "result") return `  result?: ${type};`;
    // Nobody who writes need know of what no definition has.
    return `  ${as}${origin === undefined ? "" : "?"}: readonly ${type}[];`;
  });
  const needs = Object.entries(isDeclaration ? need : {}).map(
    ([as, names]) =>
      `type ${needName(kind, as)} =${union(
        names.map((name) => `"${name}"`),
        6 + needName(kind, as).length,
      )};\n`,
  );
  return `${needs.join("")}/** ${zh} */\nexport type ${messageName(kind)} = Readonly<{\n  kind: "${kind}";\n${lines.join("\n")}\n}>;\n`;
}

const WIDTH = 140;

/** On one line where it fits, as the formatter does. */
function union(members: readonly string[], before: number): string {
  const line = ` ${members.join(" | ")}`;
  return before + line.length + 2 <= WIDTH ? line : `\n${members.map((member) => `  | ${member}`).join("\n")}`;
}

const needName = (kind: string, as: string): string => `${messageName(kind)}${as[0]?.toUpperCase()}${as.slice(1)}Need`;

const renderUnion = (name: string, members: readonly string[]): string => `export type ${name} =${union(members, 15 + name.length)};`;

const messageName = (kind: string): string => (kind === "CommonResponeMessage" ? kind : kind[0] + kind.slice(1).toLowerCase());
