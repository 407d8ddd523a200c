/** The official samples and definitions, from the folder that ENTREPOT_CORPUS names; tests that need them are skipped without it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { validateXML } from "xmllint-wasm";

const corpus = process.env.ENTREPOT_CORPUS;
const CEB = path.join(corpus ?? "nowhere", "ceb-202205");

export const hasCebCorpus = existsSync(CEB);

export type Side = "import" | "export";
export type Sample = Readonly<{ name: string; side: Side; bytes: Uint8Array }>;

export function listCebSamples(): readonly Sample[] {
  if (!hasCebCorpus) return [];
  return (["import", "export"] as const).flatMap((side) =>
    readdirSync(path.join(CEB, side)).map((name) => ({ name, side, bytes: readFileSync(path.join(CEB, side, name)) })),
  );
}

export const readCebSample = (name: string): Uint8Array => {
  const sample = listCebSamples().find((each) => each.name === `${name}Message.xml`);
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample.bytes;
};

export const XSD = {
  import: "海关跨境进口业务节点报文定义202205.xsd",
  export: "海关跨境出口业务节点报文定义202205.xsd",
  dxp: "海关跨境终端节点报文定义202205.xsd",
} as const;

export const readXsd = (name: keyof typeof XSD): Uint8Array => readFileSync(path.join(CEB, "xsd", XSD[name]));

/** libxml2 reads file names byte by byte: they are plain here. */
const SIGNATURE_XSD = "xmldsig-core-schema.xsd";

/** What libxml2 says against each text by the official definition, in the same order; nothing where it validates. */
export async function validateByXsd(texts: readonly string[], definition: keyof typeof XSD): Promise<readonly (readonly string[])[]> {
  const faults: (readonly string[])[] = [];
  for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
    faults.push(...(await validateSome(texts.slice(start, start + TEXTS_AT_ONCE), definition)));
  }
  return faults;
}

/** It runs out of memory with very many. */
const TEXTS_AT_ONCE = 400;

async function validateSome(texts: readonly string[], definition: keyof typeof XSD): Promise<readonly (readonly string[])[]> {
  const signature = readFileSync(path.join(CEB, "xsd", SIGNATURE_XSD), "utf8")
    // Its document type asks for files that nobody has here.
    .replace(/<!DOCTYPE[^[>]*(?:\[[\s\S]*?\])?\s*>/, "");
  const { errors } = await validateXML({
    xml: texts.map((contents, index) => ({ fileName: `m${index}.xml`, contents })),
    schema: { fileName: "messages.xsd", contents: Buffer.from(readXsd(definition)).toString("utf8") },
    preload: { fileName: SIGNATURE_XSD, contents: signature },
    initialMemoryPages: 1024,
    maxMemoryPages: 8192,
  });
  return groupByFile(
    errors.map(({ rawMessage }) => rawMessage),
    texts.length,
  );
}

/** The same for being well-formed, whatever it means. */
export async function checkWellFormed(texts: readonly string[]): Promise<readonly (readonly string[])[]> {
  const result = await validateXML({
    xml: texts.map((contents, index) => ({ fileName: `m${index}.xml`, contents })),
    normalization: "c14n",
    modifyArguments: (args) => ["--noout", ...args.filter((each) => each !== "--c14n")],
  }).then(
    ({ rawOutput }) => rawOutput,
    (error: Error) => error.message,
  );
  return groupByFile(result.split("\n"), texts.length);
}

function groupByFile(lines: readonly string[], count: number): readonly (readonly string[])[] {
  return Array.from({ length: count }, (_, index) => lines.filter((line) => line.startsWith(`m${index}.xml:`)));
}
