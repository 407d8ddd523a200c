/** A valid message, damaged in one place as programs damage them: a value, a field too many, too few or in the wrong place. */
import fc from "fast-check";

const VALUES = [
  "",
  " ",
  "1",
  "0",
  "-1",
  "+1",
  "01",
  " 12 ",
  "1.",
  ".5",
  ".",
  "1.10000000",
  "0.000001",
  "1e3",
  "NaN",
  "１",
  "99999",
  "999999999",
  "9999999999",
  "2147483648",
  "-2147483648",
  "-2147483649",
  "12345678901234.12345",
  "123456789012345.12345",
  "12345678901234567890",
  "x",
  "xxx",
  "中文字",
  "😀",
  "x".repeat(18),
  "中".repeat(19),
  "😀".repeat(36),
  "x".repeat(60),
  "x".repeat(61),
  "x".repeat(5001),
];

type Damage = (lines: string[], at: number, value: string) => void;

const LEAF = /^(<([\w:]+)>)([^<]*)(<\/\2>)$/;

const DAMAGES: Readonly<Record<string, Damage>> = {
  value: (lines, at, value) => {
    lines[at] = (lines[at] ?? "").replace(LEAF, (_, open: string, _name, _text, close: string) => open + value + close);
  },
  missing: (lines, at) => void lines.splice(at, 1),
  twice: (lines, at) => void lines.splice(at, 0, lines[at] ?? ""),
  later: (lines, at) => {
    const [line = "", next = ""] = lines.slice(at, at + 2);
    if (LEAF.test(next)) lines.splice(at, 2, next, line);
  },
  stranger: (lines, at) => void lines.splice(at, 0, (lines[at] ?? "").replaceAll(/(<\/?(?:\w+:)?)\w+>/g, "$1stranger>")),
  renamed: (lines, at) => {
    lines[at] = (lines[at] ?? "").replaceAll(/(<\/?(?:\w+:)?)(\w+)>/g, (_, head: string, name: string) => `${head}${name.toUpperCase()}>`);
  },
  attribute: (lines, at) => {
    lines[at] = (lines[at] ?? "").replace(">", ' kind="1">');
  },
  nested: (lines, at) => {
    lines[at] = (lines[at] ?? "").replace(LEAF, (_, open: string, _name, _text, close: string) => open + open + close + close);
  },
  text: (lines, at) => void lines.splice(at, 0, "stray"),
};

/** From its opening to its closing line. */
type Block = Readonly<{ from: number; to: number }>;

const BLOCK_DAMAGES: Readonly<Record<string, (lines: string[], block: Block) => void>> = {
  missing: (lines, { from, to }) => void lines.splice(from, to - from + 1),
  twice: (lines, { from, to }) => void lines.splice(from, 0, ...lines.slice(from, to + 1)),
  last: (lines, { from, to }) => {
    const block = lines.splice(from, to - from + 1);
    lines.splice(lines.length - 1, 0, ...block);
  },
  first: (lines, { from, to }) => void lines.splice(1, 0, ...lines.splice(from, to - from + 1)),
};

export function damaged(text: string): fc.Arbitrary<string> {
  const lines = linesOf(text);
  const end = lines.findIndex((line) => line.includes("<ds:"));
  const own = end === -1 ? lines.length : end;
  const leaves = lines.flatMap((line, index) => (index < own && LEAF.test(line) ? [index] : []));
  // The value is what goes wrong most.
  const ofLeaf = fc.oneof(
    { weight: 3, arbitrary: fc.constant("value") },
    { weight: 2, arbitrary: fc.constantFrom(...Object.keys(DAMAGES)) },
  );
  const leafDamage = fc.tuple(ofLeaf, fc.constantFrom(...leaves), fc.constantFrom(...VALUES)).map(([kind, at, value]) => {
    const copy = [...lines];
    DAMAGES[kind]?.(copy, at, value);
    return copy.join("");
  });
  const blockDamage = fc.tuple(fc.constantFrom(...Object.keys(BLOCK_DAMAGES)), fc.constantFrom(...blocksOf(lines))).map(([kind, block]) => {
    const copy = [...lines];
    BLOCK_DAMAGES[kind]?.(copy, block);
    return copy.join("");
  });
  return fc.oneof({ weight: 5, arbitrary: leafDamage }, { weight: 1, arbitrary: blockDamage });
}

/** Every tag on a line of its own, but for the fields, which stay whole; the first line is the root's. What is inside a signature is the signer's. */
const linesOf = (text: string): readonly string[] =>
  text
    .replace(/^<\?.*\?>\n/, "")
    .replaceAll(/<([\w:]+)\/>/g, "<$1></$1>")
    .replaceAll(/(<\/[\w:]+>)(?=<)/g, "$1\u0000")
    .replaceAll(/(<[\w:]+(?: [^<>]*)?>)(?=<[^/])/g, "$1\u0000")
    .split("\u0000");

function blocksOf(lines: readonly string[]): readonly Block[] {
  const open: number[] = [];
  return lines
    .flatMap((line, index) => {
      if (line.startsWith("</")) return [{ from: open.pop() ?? 0, to: index }];
      if (!line.includes("</") && !line.endsWith("/>")) open.push(index);
      return [];
    })
    .filter(({ from }) => from > 0 && !/^<ds:(?!Signature )/.test(lines[from] ?? ""));
}
