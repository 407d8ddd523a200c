/** The reader's thread as one JavaScript file: a thread is started from a file, and Node 20 reads no TypeScript. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";

export type BuiltReader = Readonly<{ file: URL; remove(): Promise<void> }>;

const ENTRY = path.resolve(import.meta.dirname, "../../server/exchange/reader-worker.ts");

export async function buildReader(): Promise<BuiltReader> {
  const outDir = await mkdtemp(path.join(os.tmpdir(), "entrepot-reader-"));
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["source"] },
    ssr: { noExternal: true },
    build: { ssr: ENTRY, outDir, emptyOutDir: true, minify: false, rollupOptions: { output: { entryFileNames: "reader-worker.mjs" } } },
  });
  return {
    file: pathToFileURL(path.join(outDir, "reader-worker.mjs")),
    remove: () => rm(outDir, { recursive: true, force: true }),
  };
}
