/**
 * The folders that the single-window client (单一窗口客户端) shares: it takes files from OutBox, moves them to SentBox or FailBox,
 * and puts what customs answers into InBox. What is read there goes to InBox/done or InBox/unreadable, the latter with a text
 * beside it that says why. Files come and go by a rename within one file system: nobody sees half of one of ours.
 */
import { randomBytes } from "node:crypto";
import { mkdir, open, opendir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";

export type Box = "OutBox" | "SentBox" | "FailBox" | "InBox";

export type InFile = Readonly<{ name: string; size: number; changedMs: number }>;

export type Boxes = Readonly<{
  dir: string;
  /** Makes what is missing. */
  prepare(): Promise<void>;
  /** Under its name, whole or not at all. */
  putOut(name: string, bytes: Uint8Array): Promise<void>;
  /** In which of the three a file of ours lies. */
  findOurs(name: string): Promise<Exclude<Box, "InBox"> | undefined>;
  /** Why the client could not send it, where it left a word beside it. */
  readFailure(name: string): Promise<string | undefined>;
  /** Of InBox, oldest first; so many are looked at and no more. */
  listIn(): Promise<readonly InFile[]>;
  readIn(name: string): Promise<Buffer>;
  /** It has been read. `why`: what to say beside it. */
  putAway(name: string, to: "done" | "unreadable", why?: string): Promise<void>;
}>;

/** A client that was never emptied has hundreds of thousands. */
const LOOKED_AT_MAX = 5_000;
const WORD_BYTES_MAX = 4_000;
/** Beside the file that it is about. */
const WORD_ENDINGS = [".txt", ".log", ".err"];

export const createBoxes = (dir: string): Boxes => {
  const at = (...names: string[]): string => path.join(dir, ...names);
  const exists = (file: string): Promise<boolean> =>
    stat(file).then(
      () => true,
      () => false,
    );
  return {
    dir,
    prepare: async () => {
      for (const box of ["OutBox", "SentBox", "FailBox", "InBox/done", "InBox/unreadable", ".writing"])
        await mkdir(at(box), { recursive: true });
    },
    putOut: async (name, bytes) => {
      const draft = at(".writing", `${name}.${randomBytes(4).toString("hex")}`);
      const file = await open(draft, "w");
      try {
        await file.writeFile(bytes);
        // A rename that outlives its bytes would give customs an empty file.
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, at("OutBox", name));
    },
    findOurs: async (name) => {
      for (const box of ["OutBox", "SentBox", "FailBox"] as const) if (await exists(at(box, name))) return box;
      return undefined;
    },
    readFailure: async (name) => {
      for (const ending of WORD_ENDINGS)
        for (const beside of [`${name}${ending}`, `${path.parse(name).name}${ending}`]) {
          const word = await readStart(at("FailBox", beside));
          if (word !== undefined) return word;
        }
      return undefined;
    },
    listIn: async () => {
      const files: InFile[] = [];
      let looked = 0;
      for await (const entry of await opendir(at("InBox"))) {
        if (++looked > LOOKED_AT_MAX) break;
        if (!entry.isFile() || !/\.xml$/i.test(entry.name)) continue;
        const found = await stat(at("InBox", entry.name)).catch(() => undefined);
        if (found) files.push({ name: entry.name, size: found.size, changedMs: found.mtimeMs });
      }
      return files.toSorted((one, other) => one.changedMs - other.changedMs || (one.name < other.name ? -1 : 1));
    },
    readIn: (name) => readFile(at("InBox", name)),
    putAway: async (name, to, why) => {
      // Another file may have had the name before: both are kept.
      const { name: stem, ext } = path.parse(name);
      let kept = name;
      for (let n = 2; await exists(at("InBox", to, kept)); n++) kept = `${stem}-${n}${ext}`;
      await rename(at("InBox", name), at("InBox", to, kept));
      if (why !== undefined) await writeFile(at("InBox", to, `${kept}.txt`), `${why}\n`);
    },
  };
};

const readStart = async (file: string): Promise<string | undefined> => {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(WORD_BYTES_MAX) });
    return buffer.toString("utf8", 0, bytesRead).trim() || undefined;
  } finally {
    await handle.close();
  }
};

const START_BYTES = 4_096;
const END_BYTES = 4_096;

/**
 * Whether a file has the end that its beginning asks for: one that is still being written has not. It is no proof that the XML is
 * well formed; what looks whole is read, and told if it is not. Sixteen-bit encodings are looked at without their zeros.
 */
export const looksWhole = (bytes: Buffer): boolean => {
  const start = plain(bytes.subarray(0, START_BYTES));
  const root = /<([A-Za-z_][\w:.-]*)/.exec(start.replaceAll(/<[?!][^>]*>/g, ""))?.[1];
  if (root === undefined) return false;
  const end = plain(bytes.subarray(Math.max(0, bytes.length - END_BYTES))).replaceAll(/<!--(?:[^-]|-[^-])*-->/g, "");
  const last = end.trimEnd();
  if (/<\/([\w:.-]+)\s*>$/.exec(last)?.[1] === root) return true;
  // An empty root: nothing begins behind it.
  return last.endsWith("/>") && last.lastIndexOf("<") === last.indexOf(`<${root}`);
};

const plain = (bytes: Buffer): string => bytes.toString("latin1").replaceAll("\0", "");
