/**
 * What has been said and not yet been acknowledged, on disk: one line for each entry, one for each acknowledgement. Lines
 * are gathered and written at once, before anything of them is sent. The file is written anew when most of it is done with.
 * It outlives the death of this process, not of the machine: nothing is synced.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Entry } from "./forge.ts";

const COMPACT_ABOVE_LINES = 20_000;

export class Outbox<Kept extends Pick<Entry, "id"> = Entry> {
  readonly #file: string;
  readonly #pending = new Map<string, Kept>();
  #lines = 0;
  #unwritten = "";

  constructor(file: string) {
    this.#file = file;
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, "utf8").split("\n")) this.#read(line);
  }

  #read(line: string): void {
    if (line === "") return;
    this.#lines++;
    if (line.startsWith("-")) {
      this.#pending.delete(line.slice(1));
      return;
    }
    try {
      const entry = JSON.parse(line.slice(1)) as Kept;
      this.#pending.set(entry.id, entry);
    } catch {
      // The last line of a process that died while it wrote: the world says it again.
    }
  }

  get size(): number {
    return this.#pending.size;
  }

  list(): Kept[] {
    return [...this.#pending.values()];
  }

  has(id: string): boolean {
    return this.#pending.has(id);
  }

  add(entry: Kept): void {
    this.#pending.set(entry.id, entry);
    this.#unwritten += `+${JSON.stringify(entry)}\n`;
    this.#lines++;
  }

  /** False when it was done before. */
  settle(id: string): boolean {
    if (!this.#pending.delete(id)) return false;
    this.#unwritten += `-${id}\n`;
    this.#lines++;
    return true;
  }

  flush(): void {
    if (this.#unwritten === "") return;
    const text = this.#unwritten;
    this.#unwritten = "";
    if (this.#lines > COMPACT_ABOVE_LINES && this.#pending.size * 4 < this.#lines) {
      const lines = this.list().map((entry) => `+${JSON.stringify(entry)}\n`);
      writeFileSync(`${this.#file}.new`, lines.join(""));
      renameSync(`${this.#file}.new`, this.#file);
      this.#lines = lines.length;
    } else appendFileSync(this.#file, text);
  }
}
