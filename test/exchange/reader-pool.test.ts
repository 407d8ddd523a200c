import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createReaderPool, ReaderFault, type ReaderPool } from "../../server/exchange/reader-pool.ts";
import type { Reply } from "../../server/exchange/reader-protocol.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";

/** A reader that does what the first byte says. */
const UNRULY = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ bytes }) => {
  const order = bytes === undefined ? "" : String.fromCharCode(bytes[0]);
  if (order === "d") process.exit(1);
  if (order === "t") throw new Error("on purpose");
  if (order === "h") for (;;);
  if (order === "m") { const held = []; for (;;) held.push(new Array(1e5).fill(held)); }
  parentPort.postMessage({ reply: "opened", opened: { readable: true, kind: order, nodes: 0, isSigned: false, isWritable: true } });
});`;

let folder: string;
let real: BuiltReader;
let pool: ReaderPool | undefined;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "entrepot-unruly-"));
  await writeFile(path.join(folder, "unruly.mjs"), UNRULY);
  real = await buildReader();
});
afterEach(() => pool?.stop());
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await real.remove();
});

const DATA = { personKey: "a key for tests" };
const unruly = (timeoutMs = 20_000): ReaderPool =>
  (pool = createReaderPool({ data: DATA, timeoutMs, memoryMb: 48, file: pathToFileURL(path.join(folder, "unruly.mjs")) }));

const open = (readers: ReaderPool, text: string): Promise<Reply> => {
  const bytes = new TextEncoder().encode(text);
  return readers.withReader(bytes.length, (reader) => reader.ask({ ask: "open", bytes, receivedMs: 0 }));
};
const kindOf = async (reply: Promise<Reply>): Promise<string> => {
  const answer = await reply;
  return answer.reply === "opened" && answer.opened.readable ? answer.opened.kind : "";
};
const faultOf = async (reply: Promise<unknown>): Promise<string> =>
  reply.then(
    () => "no fault",
    (fault: unknown) => (fault instanceof ReaderFault ? fault.reason : String(fault)),
  );

describe("a reader that", () => {
  test.each([
    ["ends", "d", "reader_died"],
    ["throws outside of everything", "t", "reader_died"],
    ["takes all the memory that it is given", "m", "reader_died"],
  ])("%s costs the message that it had, and no other", async (_what, order, reason) => {
    const readers = unruly();
    const all = [open(readers, "a"), open(readers, order), open(readers, "b"), open(readers, "c")] as const;
    expect(await faultOf(all[1])).toBe(reason);
    expect(await Promise.all([kindOf(all[0]), kindOf(all[2]), kindOf(all[3])])).toEqual(["a", "b", "c"]);
  });

  test("does not answer is replaced", async () => {
    const readers = unruly(300);
    const all = [open(readers, "h"), open(readers, "b")] as const;
    expect(await faultOf(all[0])).toBe("took_too_long");
    expect(await kindOf(all[1])).toBe("b");
  });
});

describe("readers", () => {
  test("let no more wait than they have room for", async () => {
    const readers = unruly();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = readers.withReader(1, () => held);
    const size = 16 * 1024 * 1024;
    const waiting: Promise<unknown>[] = [];
    while (readers.hasRoom(size)) waiting.push(readers.withReader(size, () => Promise.resolve()));
    expect(waiting).toHaveLength(6);
    while (readers.hasRoom(0)) waiting.push(readers.withReader(0, () => Promise.resolve()));
    expect(waiting).toHaveLength(64);
    release();
    await Promise.all([first, ...waiting]);
    expect(readers.hasRoom(size)).toBe(true);
  });

  test("that are stopped refuse what waits", async () => {
    const readers = unruly();
    const underway = readers.withReader(1, (reader) => reader.ask({ ask: "open", bytes: new TextEncoder().encode("h"), receivedMs: 0 }));
    const waiting = open(readers, "a");
    const faults = Promise.all([faultOf(underway), faultOf(waiting)]);
    await readers.stop();
    expect(await faults).toEqual(["stopped", "stopped"]);
    expect(await faultOf(open(readers, "a"))).toBe("stopped");
    expect(readers.hasRoom(1)).toBe(false);
  });

  test("leave the bytes with who gave them", async () => {
    const readers = unruly();
    const bytes = new TextEncoder().encode("abc");
    await readers.withReader(3, (reader) => reader.ask({ ask: "open", bytes, receivedMs: 0 }));
    expect(new TextDecoder().decode(bytes)).toBe("abc");
  });
});

describe("the reader itself", () => {
  const HOSTILE: readonly (readonly [string, string | Uint8Array, string])[] = [
    ["nothing at all", "", "not_well_formed"],
    ["no XML", "%PDF-1.7 and so on", "not_well_formed"],
    ["half a message", "<Package><DataInfo>", "not_well_formed"],
    ["another root", "<hello/>", "unknown_message"],
    ["a billion laughs", '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>', "doctype_refused"],
    ["a file of ours by an external entity", '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>', "doctype_refused"],
    ["elements a hundred thousand deep", "<a>".repeat(100_000), "too_deep"],
    ["a million and more elements", `<r>${"<a/>".repeat(1_000_001)}</r>`, "too_many_elements"],
    ["bytes that are not what they say", new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c]), "wrong_bytes"],
    ["NUL", "<a>\0</a>", "forbidden_character"],
  ];
  test.each(HOSTILE)("answers to %s", async (_what, content, reason) => {
    pool = createReaderPool({ data: DATA, file: real.file });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const reply = await pool.withReader(bytes.length, (reader) => reader.ask({ ask: "open", bytes, receivedMs: 0 }));
    expect(reply).toMatchObject({ reply: "opened", opened: { readable: false, reason } });
  });
});
