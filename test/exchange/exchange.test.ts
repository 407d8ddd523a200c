import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBoxes, looksWhole } from "../../server/exchange/boxes.ts";
import { createExchange, createFileAnswered, outgoingFileName, startExchange, type Exchange } from "../../server/exchange/exchange.ts";
import { createSealer } from "../../server/exchange/seal.ts";
import type { MessageAnswer, MessageSource } from "../../server/usecases/customs/messages-ports.ts";
import { createMemoryMessages, type MemoryMessages } from "../support/memory-messages.ts";

const XML = "<Package><DataInfo>核注清单</DataInfo></Package>";
const sealer = createSealer("a key for tests");
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let dir: string;
let messages: MemoryMessages;
let taken: { text: string; source: MessageSource }[];
let answer: (text: string) => MessageAnswer | Promise<MessageAnswer>;
/** The wall's clock is far ahead: whatever lies there has lain long enough. */
let nowMs: number;

const READ: MessageAnswer = { readable: true, message: 1, repeat: false, kind: "INV201", accepted: [], rejected: [] };

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "entrepot-exchange-"));
  messages = createMemoryMessages();
  taken = [];
  answer = () => READ;
  nowMs = Date.now() + 3_600_000;
});
afterEach(() => rm(dir, { recursive: true }));

const parts = () => ({
  boxes: createBoxes(dir),
  messages,
  sealer,
  log: silent,
  nowMs: () => nowMs,
  takeMessage: async (bytes: Uint8Array, source: MessageSource): Promise<MessageAnswer> => {
    const text = new TextDecoder().decode(bytes);
    taken.push({ text, source });
    return answer(text);
  },
});
const open = async (): Promise<Exchange> => {
  const exchange = createExchange(parts());
  await exchange.round();
  return exchange;
};
const file = (...names: string[]): string => path.join(dir, ...names);
const inBox = (name: string, text: string): Promise<void> => writeFile(file("InBox", name), text);
const list = async (...names: string[]): Promise<string[]> =>
  (await readdir(file(...names), { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

const goesOut = async (text = XML): Promise<string> => {
  const bytes = new TextEncoder().encode(text);
  const sha256 = createHash("sha256").update(bytes).digest();
  const sealed = await sealer.seal(bytes, sha256);
  const draft = {
    direction: "out",
    door: "made",
    kind: "INV101",
    sha256,
    size: bytes.length,
    sealed,
    state: "waiting",
    atMs: 0,
    by: "acme",
  } as const;
  return outgoingFileName({ message: await messages.keep(draft), kind: "INV101", sha256 });
};

describe("what goes out", () => {
  test("lies in OutBox whole, under a name that says what it is", async () => {
    const name = await goesOut();
    await open();
    expect(name).toMatch(/^INV101_1_[0-9a-f]{8}\.xml$/);
    expect(await readFile(file("OutBox", name), "utf8")).toBe(XML);
    expect(messages.rows[0]).toMatchObject({ state: "taken", fileName: name });
    expect(await list(".writing")).toEqual([]);
  });

  test("is sent when the client has moved it to SentBox", async () => {
    const name = await goesOut();
    const exchange = await open();
    await exchange.round();
    expect(messages.rows[0]).toMatchObject({ state: "taken" });
    await rename(file("OutBox", name), file("SentBox", name));
    await exchange.round();
    expect(messages.rows[0]).toMatchObject({ state: "sent" });
  });

  test("has failed when it lies in FailBox, with the word that the client left beside it", async () => {
    const [one, other] = [await goesOut(), await goesOut("<Package/>")];
    const exchange = await open();
    await rename(file("OutBox", one), file("FailBox", one));
    await rename(file("OutBox", other), file("FailBox", other));
    await writeFile(file("FailBox", `${path.parse(one).name}.txt`), "证书无效\n");
    await exchange.round();
    expect(messages.rows.map(({ state, note }) => [state, note])).toEqual([
      ["failed", "证书无效"],
      ["failed", "the client moved it to FailBox and left no word"],
    ]);
  });

  test("is not sent twice by a server that was killed before it could note that it had written the file", async () => {
    const name = await goesOut();
    const killed = { ...parts(), messages: { ...messages, setOutgoing: () => Promise.reject(new Error("killed")) } };
    await expect(createExchange(killed).round()).rejects.toThrow("killed");
    expect(messages.rows[0]).toMatchObject({ state: "waiting" });
    await rename(file("OutBox", name), file("SentBox", name));
    const exchange = await open();
    await exchange.round();
    expect(await list("OutBox")).toEqual([]);
    expect(messages.rows[0]).toMatchObject({ state: "sent" });
  });

  test("has failed or is sent by the client's direct answer, which names the file", async () => {
    const [one, other] = [path.parse(await goesOut()).name, path.parse(await goesOut("<Package/>")).name];
    const answered = createFileAnswered(messages);
    const said = { says: "file_answer", alias: undefined, keys: [] } as const;
    await answered({ ...said, taken: true, note: "申报服务调用成功 (0)" }, `Successed_${one}_20241121080000123.xml`);
    await answered({ ...said, taken: false, note: "字段重复 (-1)" }, `Failed_${other}_20241121080000123.xml`);
    await answered({ ...said, taken: false, note: "of another database" }, "Failed_INV101_1_00000000_20241121080000123.xml");
    await answered({ ...said, taken: false, note: "of another program" }, "Failed_INV101_I_浙B2M765_t-1_20241121080000123.xml");
    expect(messages.rows.map(({ state, note }) => [state, note])).toEqual([
      ["sent", "申报服务调用成功 (0)"],
      ["failed", "字段重复 (-1)"],
    ]);
  });

  test("goes so many at a time", async () => {
    for (let n = 0; n < 60; n++) await goesOut(`<Package>${n}</Package>`);
    const exchange = createExchange(parts());
    expect(await exchange.round()).toBe(true);
    expect(await list("OutBox")).toHaveLength(50);
    expect(await exchange.round()).toBe(false);
    expect(await list("OutBox")).toHaveLength(60);
  });
});

describe("what comes in", () => {
  test("is read once, oldest first, and put away", async () => {
    const exchange = await open();
    await inBox("b.xml", "<b></b>");
    await inBox("a.XML", "<a></a>");
    await utimes(file("InBox", "b.xml"), 1_000, 1_000);
    await utimes(file("InBox", "a.XML"), 2_000, 2_000);
    await exchange.round();
    await exchange.round();
    expect(taken.map(({ text, source }) => [text, source])).toEqual([
      ["<b></b>", { door: "exchange", by: "exchange", fileName: "b.xml" }],
      ["<a></a>", { door: "exchange", by: "exchange", fileName: "a.XML" }],
    ]);
    expect(await list("InBox")).toEqual([]);
    expect((await list("InBox", "done")).toSorted()).toEqual(["a.XML", "b.xml"]);
  });

  test("and cannot be read is put away with the reason", async () => {
    answer = () => ({ readable: false, message: 1, reason: "not_well_formed", detail: "<a> is never closed", line: 7 });
    const exchange = await open();
    await inBox("a.xml", "no XML");
    await exchange.round();
    expect(await readFile(file("InBox", "unreadable", "a.xml.txt"), "utf8")).toBe("not_well_formed (line 7): <a> is never closed\n");
    expect(await list("InBox")).toEqual([]);
  });

  test("under a name that was there before is kept beside it", async () => {
    const exchange = await open();
    for (const text of ["<a>1</a>", "<a>2</a>", "<a>3</a>"]) {
      await inBox("a.xml", text);
      await exchange.round();
    }
    expect((await list("InBox", "done")).toSorted()).toEqual(["a-2.xml", "a-3.xml", "a.xml"]);
  });

  test("is read again after a crash between its commit and its moving", async () => {
    const exchange = await open();
    await inBox("a.xml", XML);
    const killed = { ...parts(), boxes: { ...createBoxes(dir), putAway: () => Promise.reject(new Error("killed")) } };
    await createExchange(killed).round();
    expect(await list("InBox")).toEqual(["a.xml"]);
    answer = () => ({ ...READ, repeat: true });
    await exchange.round();
    expect(taken).toHaveLength(2);
    expect(await list("InBox", "done")).toEqual(["a.xml"]);
  });

  test("waits while its size changes, and while its end is missing and it is young", async () => {
    nowMs = Date.now();
    const exchange = await open();
    const half = XML.slice(0, 25);
    await inBox("a.xml", half.slice(0, 10));
    await exchange.round();
    await inBox("a.xml", half);
    await exchange.round();
    expect(taken).toEqual([]);
    // It has not changed, and yet it is not whole.
    await exchange.round();
    expect(taken).toEqual([]);
    await inBox("a.xml", XML);
    await exchange.round();
    await exchange.round();
    expect(taken.map(({ text }) => text)).toEqual([XML]);
  });

  test("and never gets its end is read as it is, in the end", async () => {
    answer = () => ({ readable: false, message: 1, reason: "not_well_formed", detail: "<Package> is never closed" });
    nowMs = Date.now();
    const exchange = await open();
    await inBox("a.xml", "<Package>");
    await exchange.round();
    await exchange.round();
    nowMs += 61_000;
    await exchange.round();
    expect(await list("InBox", "unreadable")).toEqual(["a.xml", "a.xml.txt"]);
  });

  test("is left for the next round when too much waits already", async () => {
    answer = () => ({ readable: false, message: null, reason: "busy", detail: "" });
    const exchange = await open();
    await inBox("a.xml", XML);
    await inBox("b.xml", XML);
    await exchange.round();
    expect(taken).toHaveLength(1);
    answer = () => READ;
    await exchange.round();
    expect(await list("InBox", "done")).toHaveLength(2);
  });

  test("and meets a fault of ours does not hold up what comes behind it", async () => {
    answer = (text) => (text === "<bad></bad>" ? Promise.reject(new Error("a bug")) : READ);
    const exchange = await open();
    await inBox("a.xml", "<bad></bad>");
    await inBox("b.xml", XML);
    await utimes(file("InBox", "a.xml"), 1_000, 1_000);
    await exchange.round();
    await exchange.round();
    expect(taken).toHaveLength(2);
    expect(await list("InBox", "done")).toEqual(["b.xml"]);
    expect(await list("InBox")).toEqual(["a.xml"]);
    nowMs += 3_600_000;
    answer = () => READ;
    await exchange.round();
    expect(await list("InBox", "done")).toEqual(["a.xml", "b.xml"]);
  });

  test("and is larger than any message is put away unread", async () => {
    const exchange = await open();
    await writeFile(file("InBox", "a.xml"), Buffer.alloc(16 * 1024 * 1024 + 1, " "));
    await exchange.round();
    expect(taken).toEqual([]);
    expect(await list("InBox", "unreadable")).toEqual(["a.xml", "a.xml.txt"]);
  });

  test("and is no XML file is left alone", async () => {
    const exchange = await open();
    await inBox("a.xml.part", XML);
    await inBox("Thumbs.db", "");
    await exchange.round();
    expect(taken).toEqual([]);
    expect(await list("InBox")).toHaveLength(2);
  });
});

describe("the exchange that was started", () => {
  test("goes round by itself, and ends when it is stopped", async () => {
    const name = await goesOut();
    const running = startExchange({ ...parts(), nowMs: () => nowMs });
    await until(async () => (await list("OutBox").catch((): string[] => [])).includes(name));
    await inBox("a.xml", XML);
    running.nudge();
    await until(async () => (await list("InBox", "done")).includes("a.xml"));
    await running.stop();
    await inBox("b.xml", XML);
    running.nudge();
    expect(await list("InBox")).toEqual(["b.xml"]);
  });

  test("waits for a folder that is away", async () => {
    const warned: string[] = [];
    const log = { ...silent, warn: (_fields: object, text: string) => void warned.push(text) };
    await writeFile(file("gone"), "");
    const running = startExchange({ ...parts(), log, boxes: createBoxes(file("gone", "below")) });
    await until(async () => warned.length > 0);
    await running.stop();
    expect(warned[0]).toContain("tried again soon");
  });
});

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("a file looks whole", () => {
  const BOM = "\ufeff";
  test.each<[string, Buffer, boolean]>([
    ["with its end", Buffer.from(XML), true],
    [
      "with a declaration, comments and blanks",
      Buffer.from(`${BOM}<?xml version="1.0"?>\n<!-- a --><a:b x="1">t</a:b >\n<!-- end -->\n`),
      true,
    ],
    ["in sixteen bits", Buffer.from(`${BOM}${XML}`, "utf16le"), true],
    ["when its root is empty", Buffer.from('<a x="1"/>'), true],
    ["not without its end", Buffer.from("<a><b></b>"), false],
    ["not when an empty element comes last", Buffer.from("<a><b/>"), false],
    ["not when it has no element", Buffer.from('<?xml version="1.0"?>'), false],
    ["not when it is empty", Buffer.from(""), false],
    ["not in the middle of its last tag", Buffer.from("<abc>text</ab"), false],
  ])("%s", (_what, bytes, whole) => {
    expect(looksWhole(bytes)).toBe(whole);
  });
});
