/** The project's own source files, parsed: what each imports and exports, and how long its functions are. */
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseSync } from "vite";

export type SourceFile = Readonly<{
  /** From the project's folder, with slashes. */
  file: string;
  lines: number;
  imports: readonly string[];
  hasDefaultExport: boolean;
  functions: readonly SourceFunction[];
  /** Where the wall's clock or randomness is read. */
  impurities: readonly string[];
}>;
export type SourceFunction = Readonly<{ name: string; line: number; lines: number; positionalParameters: number }>;

type Node = Readonly<{ type: string; start: number; end: number }> & Readonly<Record<string, unknown>>;

const PROJECT_FOLDER = path.resolve(import.meta.dirname, "../..");
const SOURCE_FOLDERS = ["server", "web", "simulators", "prisma", "test", "bench", "scripts"];
const NOT_OURS = new Set(["node_modules", "dist", "generated"]);

export function listSourceFiles(): readonly SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) => walk(folder)).map((file) =>
    readSource(file, readFileSync(path.join(PROJECT_FOLDER, file), "utf8")),
  );
}

function walk(folder: string): readonly string[] {
  const entries = readdirSync(path.join(PROJECT_FOLDER, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(name);
    return /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith(".d.ts") ? [name] : [];
  });
}

export function readSource(file: string, text: string): SourceFile {
  const { program, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const nodes = [...descendants(program as unknown as Node)];
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
  const dynamic = nodes.flatMap((node) => {
    const source = node.type === "ImportExpression" ? (node["source"] as Node) : undefined;
    return typeof source?.["value"] === "string" ? [source["value"]] : [];
  });
  const reexported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  );
  return {
    file,
    lines: text.trimEnd().split("\n").length,
    imports: [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...reexported, ...dynamic],
    hasDefaultExport: module.staticExports.some(({ entries }) => entries.some(({ exportName }) => exportName.kind === "Default")),
    functions: nodes.filter(isFunction).map((node) => describeFunction(node, lineOf)),
    impurities: nodes.filter(isImpure).map((node) => `${lineOf(node.start)}: ${text.slice(node.start, node.end)}`),
  };
}

function* descendants(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "type" in child && "start" in child) yield* descendants(child as Node);
    }
  }
}

const FUNCTION_TYPES = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const isFunction = (node: Node): boolean => FUNCTION_TYPES.has(node.type) && Boolean(node["body"]);

function describeFunction(node: Node, lineOf: (offset: number) => number): SourceFunction {
  const line = lineOf(node.start);
  const parameters = Array.isArray(node["params"]) ? node["params"].length : 0;
  return { name: nameOf(node["id"]) || "(anonymous)", line, lines: lineOf(node.end) - line + 1, positionalParameters: parameters };
}

/** `Date.now`, `new Date()` of now, `performance.now`, `Math.random`. Dates of given instants are arithmetic. */
function isImpure(node: Node): boolean {
  if (node.type === "NewExpression") return nameOf(node["callee"]) === "Date" && (node["arguments"] as unknown[]).length === 0;
  if (node.type !== "MemberExpression") return false;
  return ["Date.now", "performance.now", "Math.random"].includes(`${nameOf(node["object"])}.${nameOf(node["property"])}`);
}

function nameOf(node: unknown): string {
  const name = (node as Node | null | undefined)?.["name"];
  return typeof name === "string" ? name : "";
}
