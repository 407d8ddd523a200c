import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startCustomsMessaging, type CustomsMessaging, type CustomsMessagingParts } from "../../server/compose-customs.ts";
import { readMessage } from "../../server/messages/read-message.ts";
import type { ReadableMessage } from "../../server/messages/message.ts";
import { writeMessage } from "../../server/messages/write-message.ts";
import { createCustomsMessages } from "../../server/store/customs-messages.ts";
import type { MessageAnswer } from "../../server/usecases/customs/messages-ports.ts";
import { openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { BOOK, fileInventory, filePass, goods, inventory } from "../support/customs.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { MESSAGE_KEY, NOW, PERSON_KEY } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { APPROVAL, clientInventory, defined, INVENTORY_HEAD, INVENTORY_LINE, part } from "../messages/jg2-samples.ts";
import { bondedList, CREDIT_CODE, order, SIGNATURE } from "../messages/support/ceb-examples.ts";

/** What is declared here goes to customs, as the single-window client expects it; what customs answers comes back by its folders. */
let database: TestDatabase;
let books: TestBooks;
let reader: BuiltReader;
let dir: string;
let messaging: CustomsMessaging;

const start = (more: Partial<CustomsMessagingParts> = {}): CustomsMessaging =>
  startCustomsMessaging({
    config: { exchangeDir: dir },
    pool: database.pool,
    clock: { nowMs: () => NOW, rate: 1, state: () => ({ worldMs: NOW, wallMs: NOW, rate: 1 }) },
    log: { info: () => undefined, warn: () => undefined, error: (fields) => console.error(fields) },
    secrets: { messageKey: MESSAGE_KEY, personKey: PERSON_KEY },
    desk: books.lane.customs,
    readerFile: reader.file,
    ...more,
  });

beforeAll(async () => {
  reader = await buildReader();
});
afterAll(() => reader.remove());
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "entrepot-folders-"));
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`UPDATE site SET customs = '{"office":"3111"}' WHERE site = 'xt'`);
  await database.pool.query(`INSERT INTO party VALUES ('acme', '示例公司', '{owner}', '3302999A01', '${CREDIT_CODE}')`);
  books = await openBooks(database.pool, () => NOW);
  messaging = start();
});
afterEach(async () => {
  await messaging.stop();
  await books.lane.close();
  await database.drop();
  await rm(dir, { recursive: true });
});

const { bondInvtNo: _given, invtPreentNo: _preliminary, ...OWN_HEAD } = INVENTORY_HEAD;
const HEAD = {
  ...OWN_HEAD,
  etpsInnerInvtNo: "I-1",
  putrecNo: BOOK,
  impexpMarkcd: "I",
  bondInvtTypecd: "0",
  dclcusFlag: "1",
  dclTypecd: "1",
};
const LINE = { ...INVENTORY_LINE, putrecSeqno: "1", gdsMtno: "SKU1", dclUnitcd: "007", dclQty: "10" };
const filing = clientInventory(HEAD, [LINE]);

const post = (text: string): Promise<MessageAnswer> => messaging.takeMessage(new TextEncoder().encode(text), { door: "http", by: "acme" });
const outgoing = async () =>
  (
    await database.pool.query<{ message: string; kind: string; state: string; note: string | null; file_name: string | null }>(
      "SELECT message, kind, state, note, file_name FROM customs_message WHERE direction = 'out' ORDER BY message",
    )
  ).rows;
const until = async (done: () => Promise<boolean>): Promise<void> => {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
};
const outBox = (): Promise<string[]> => readdir(path.join(dir, "OutBox")).catch((): string[] => []);
const readOut = async (name: string): Promise<ReadableMessage> => {
  const message = readMessage(await readFile(path.join(dir, "OutBox", name)));
  if (!message.readable) throw new Error(message.detail);
  return message;
};
const firstOut = async (): Promise<string> => {
  await until(async () => (await outBox()).length > 0);
  return (await outBox())[0] ?? "";
};

describe("an inventory that was declared", () => {
  test("lies in OutBox in the client's dialect, with all that its firm said", async () => {
    await post(filing);
    const name = await firstOut();
    expect(name).toMatch(/^INV101_\d+_[0-9a-f]{8}\.xml$/);
    const message = await readOut(name);
    expect(message).toMatchObject({ system: "jg2", transfer: { dialect: "client", control: { declareFlag: "1" } }, rejected: [] });
    expect(message.nodes[0]).toMatchObject({
      key: "I-1",
      record: { head: { stshipTrsarvNatcd: "142" }, lines: [{ gdsNm: "茶油", dclQty: "10" }] },
    });
    expect(await database.pool.query("SELECT FROM customs_send")).toMatchObject({ rowCount: 0 });
    await until(async () => (await outgoing())[0]?.state === "taken");
    expect(await outgoing()).toMatchObject([{ kind: "INV101", note: "unsigned: whoever carries it to customs signs it", file_name: name }]);
  });

  test("is answered by the client, approved by customs, and followed by its number all the way", async () => {
    await post(filing);
    const stem = path.parse(await firstOut()).name;
    const inBox = async (name: string, text: string): Promise<void> => {
      await writeFile(path.join(dir, name), text);
      await rename(path.join(dir, name), path.join(dir, "InBox", name));
    };
    await rename(path.join(dir, "OutBox", `${stem}.xml`), path.join(dir, "SentBox", `${stem}.xml`));
    await inBox(
      `Successed_${stem}_20261105100000123.xml`,
      "<CommonResponeMessage><SeqNo>202600000000000009</SeqNo><EtpsPreentNo>I-1</EtpsPreentNo><CheckInfo>成功</CheckInfo><DealFlag>0</DealFlag></CommonResponeMessage>",
    );
    const receipt = {
      ...APPROVAL,
      etpsPreentNo: "202600000000000009",
      businessId: "QD311126I000000001",
      manageResult: "4",
      manageDate: "2026-11-05 10:00:00",
    };
    await until(async () => (await readdir(path.join(dir, "InBox", "done"))).length === 1);
    await inBox("CUS0000E0100002026110510000000000000001.xml", defined("INV201", part("HdeApprResult", receipt)));
    await until(async () => (await readdir(path.join(dir, "InBox", "done"))).length === 2);
    expect(await outgoing()).toMatchObject([{ state: "sent" }]);
    const { rows } = await database.pool.query<{ number: string; state: string; by: string }>(
      "SELECT d.number, d.state, e.by FROM customs_document d JOIN document_event e ON e.entry = d.entry",
    );
    expect(rows[0]).toEqual({ number: "QD311126I000000001", state: "approved", by: "customs" });
  });

  test("and only saved (暂存) stays here", async () => {
    await post(filing.replace("<DelcareFlag>1<", "<DelcareFlag>0<"));
    await post(writeMessage({ kind: "CEB311", transfer: TRANSFER, nodes: [{ record: order }] }));
    await until(async () => (await outBox()).length > 0);
    expect(await outgoing()).toMatchObject([{ kind: "CEB311" }]);
  });

  test("is deleted (作废) by asking customs", async () => {
    await post(filing);
    await firstOut();
    await books.lane.customs.act([
      { act: "goods", kind: "inventory", key: "I-1", command: { type: "approve", number: "QD311126I000000001" }, by: "customs", atMs: NOW },
    ]);
    await post(clientInventory({ ...HEAD, bondInvtNo: "QD311126I000000001", dclTypecd: "3" }, [LINE]));
    await until(async () => (await outBox()).length > 1);
    const last = await readOut((await outgoing())[1]?.file_name ?? "");
    expect(last.nodes[0]).toMatchObject({ record: { head: { dclTypecd: "3" } } });
  });
});

const TRANSFER = {
  guid: "4CDE1CFD-EDED-46B1-946C-B8022E42FC94",
  copCode: "1105910159",
  copName: "电商",
  dxpMode: "DXP",
  dxpId: "DXPENT0000000001",
};
const orders = (numbers: readonly string[], signature?: string): string =>
  writeMessage({
    kind: "CEB311",
    transfer: TRANSFER,
    nodes: numbers.map((orderNo) => ({ record: { ...order, head: { ...order.head, orderNo } } })),
    ...(signature !== undefined && { signature }),
  });

describe("orders", () => {
  test("go together as they came together, under a number of their own, signed by whoever has the key", async () => {
    await messaging.stop();
    messaging = start({ signer: { sign: async (xml) => xml.replace("</ceb:CEB311Message>", "<!-- signed --></ceb:CEB311Message>") } });
    await post(orders(["O1", "O2"]));
    const name = await firstOut();
    const message = await readOut(name);
    expect(message.nodes.map(({ key }) => key)).toEqual(["O1", "O2"]);
    expect(message).toMatchObject({ transfer: { copCode: "1105910159", dxpId: "DXPENT0000000001" } });
    expect(message.transfer).not.toMatchObject({ guid: TRANSFER.guid });
    expect(await readFile(path.join(dir, "OutBox", name), "utf8")).toContain("<!-- signed -->");
    expect(await outgoing()).toMatchObject([{ note: null }]);
  });

  test("that are signed go as they came, byte by byte", async () => {
    const text = orders(["O1", "O2"], SIGNATURE);
    await post(text);
    expect(await readFile(path.join(dir, "OutBox", await firstOut()), "utf8")).toBe(text);
    expect(await outgoing()).toMatchObject([{ note: null }]);
  });

  test("of which one was rejected go without it", async () => {
    await post(orders(["O1", "O2"]).replace("<ceb:appType>1<", "<ceb:appType>9<"));
    expect((await readOut(await firstOut())).nodes.map(({ key }) => key)).toEqual(["O2"]);
  });

  test("that came back through InBox go nowhere", async () => {
    await until(async () => (await readdir(dir)).includes("InBox"));
    await writeFile(path.join(dir, "InBox", "a.xml"), orders(["O1"]));
    await until(async () => (await readdir(path.join(dir, "InBox", "done"))).length === 1);
    expect(await outgoing()).toEqual([]);
  });
});

describe("what was filed by hand", () => {
  test("is written from what is known, and not sent while customs would refuse it, element by element", async () => {
    await books.lane.customs.act([{ ...fileInventory("I-1"), atMs: NOW }]);
    await until(async () => (await outgoing()).length > 0);
    const [row] = await outgoing();
    expect(row).toMatchObject({ kind: "INV101", state: "failed" });
    expect(row?.note).toContain("StshipTrsarvNatcd 起运运抵国别代码");
    const xml = Buffer.from((await messaging.readOriginal(Number(row?.message))) ?? []).toString();
    expect(xml).toContain("<EtpsInnerInvtNo>I-1</EtpsInnerInvtNo>");
    expect(xml).toContain("<BizopEtpsno>3302999A01</BizopEtpsno>");
    expect(xml).toContain("<DclUnitcd>007</DclUnitcd>");
    expect(await outBox()).toEqual([]);
    expect(await database.pool.query("SELECT FROM customs_send")).toMatchObject({ rowCount: 0 });
  });

  test("names the retail lists that it gathers (保税电商) by customs' number", async () => {
    await post(writeMessage({ kind: "CEB621", transfer: TRANSFER, nodes: [{ record: bondedList }], signature: SIGNATURE }));
    const receipt = { guid: TRANSFER.guid, copNo: "C1", preNo: "B20261105000000001", returnStatus: "800", returnInfo: "放行" };
    await post(
      writeMessage({
        kind: "CEB622",
        transfer: { guid: TRANSFER.guid },
        nodes: [{ record: { head: { ...receipt, invtNo: "31112026I000000001", returnTime: "20261105110000000" } } }],
      }),
    );
    const gathering = { ...inventory("I-8"), type: "8" as const, direction: "out" as const, gathers: ["C1"] };
    await books.lane.customs.act([{ ...goods("I-8", { type: "file", filing: gathering }), atMs: NOW }]);
    const written = async () => (await outgoing()).find(({ kind }) => kind === "INV101");
    await until(async () => (await written()) !== undefined);
    const xml = Buffer.from((await messaging.readOriginal(Number((await written())?.message))) ?? []).toString();
    expect(xml).toContain("<InvtCbecBillType><CbecBillNo>31112026I000000001</CbecBillNo></InvtCbecBillType>");
    expect(xml).toContain("<DclcusFlag>2</DclcusFlag>");
  });

  test("a gate pass likewise", async () => {
    await books.lane.customs.act([{ ...filePass("P-1"), atMs: NOW }]);
    await until(async () => (await outgoing()).length > 0);
    expect(await outgoing()).toMatchObject([
      { kind: "SAS121", state: "failed", note: expect.stringContaining("VehicleWt 车自重") as string },
    ]);
  });
});

test("of two servers one sends", async () => {
  await messaging.stop();
  await books.lane.customs.act([{ ...fileInventory("I-1"), atMs: NOW }]);
  const messages = createCustomsMessages(database.pool);
  const sends = await messages.listToSend(10);
  expect(sends).toMatchObject([{ kind: "inventory", number: "I-1", message: null }]);
  const bytes = new Uint8Array([1]);
  const draft = {
    direction: "out",
    door: "made",
    kind: "INV101",
    sha256: bytes,
    size: 1,
    sealed: bytes,
    state: "waiting",
    atMs: NOW,
    by: "desk",
  } as const;
  expect(await Promise.all([messages.dispatch(draft, [], sends), messages.dispatch(draft, [], sends)])).toHaveLength(2);
  expect(await outgoing()).toHaveLength(1);
  // Filed anew meanwhile: what is there now is sent in its turn.
  await books.lane.customs.act([{ ...goods("I-1", { type: "amend", filing: inventory("I-1", { pieces: 7 }) }), atMs: NOW }]);
  expect(await messages.dispatch(draft, [], sends)).toBe(false);
  expect(await messages.listToSend(10)).toHaveLength(1);
});

test("without a folder nothing is shared, and what is declared waits to be carried", async () => {
  await messaging.stop();
  messaging = start({ config: { exchangeDir: undefined } });
  await post(filing);
  await until(async () => (await outgoing()).length > 0);
  const [row] = await outgoing();
  expect(row).toMatchObject({ state: "waiting" });
  const bytes = (await messaging.readOriginal(Number(row?.message))) ?? new Uint8Array();
  expect(readMessage(bytes)).toMatchObject({ readable: true, kind: "INV101" });
  await messaging.setOutgoing(Number(row?.message), "failed", { note: "by hand" });
  expect(await outgoing()).toMatchObject([{ state: "failed", note: "by hand" }]);
});
