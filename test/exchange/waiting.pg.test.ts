import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MessageAnswer } from "../../server/usecases/customs/messages-ports.ts";
import { writeMessage } from "../../server/messages/write-message.ts";
import { openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { BOOK, fileInventory } from "../support/customs.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { NOW, openDoor, type TestDoor } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { APPROVAL, defined, part } from "../messages/jg2-samples.ts";
import { bondedList, GUID, SIGNATURE } from "../messages/support/ceb-examples.ts";
import {
  approval,
  bareApproval,
  CLIENT_NUMBER,
  clientAnswer,
  filing,
  NUMBER,
  PASS_NUMBER,
  passAnswer,
  passed,
  passFiling,
} from "./zone-messages.ts";

/** Customs' word is never refused: what it says of a document that is not here is kept, and applied when the document is filed. */
let database: TestDatabase;
let books: TestBooks;
let reader: BuiltReader;
let door: TestDoor;

beforeAll(async () => {
  reader = await buildReader();
});
afterAll(() => reader.remove());
beforeEach(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  await database.pool.query(`UPDATE site SET customs = '{"office":"3111"}' WHERE site = 'xt'`);
  await database.pool.query(`INSERT INTO party VALUES ('acme', '示例公司', '{owner}', '3302999A01', NULL)`);
  books = await openBooks(database.pool, () => NOW);
  door = openDoor(database.pool, books.lane.customs, reader);
});
afterEach(async () => {
  await door.stop();
  await books.lane.close();
  await database.drop();
});

const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await database.pool.query<Row>(sql)).rows;
const documents = async (): Promise<string[]> =>
  (await rows<{ row: string }>("SELECT kind || ' ' || number || ' ' || state AS row FROM customs_document ORDER BY 1")).map(
    ({ row }) => row,
  );
const events = async (): Promise<string[]> =>
  (await rows<{ row: string }>("SELECT kind || ' ' || type AS row FROM document_event ORDER BY entry, n")).map(({ row }) => row);
const waiting = async (): Promise<string[]> =>
  (await rows<{ row: string }>("SELECT kind || ' ' || key AS row FROM customs_message_about WHERE waits ORDER BY 1")).map(({ row }) => row);
const entries = async (): Promise<number> => Number((await rows<{ entry: string }>("SELECT entry FROM journal_head"))[0]?.entry);
const warnings = (answer: MessageAnswer): string[] => {
  if (!answer.readable) throw new Error(answer.detail);
  expect(answer.rejected).toEqual([]);
  return answer.accepted.flatMap((each) => each.warnings.map(({ message }) => message.split(":")[0] ?? ""));
};
const released = approval({ entryStucd: "1", entryNo: "311120260000000001" }, "2026-11-06 10:00:00");

describe("what customs says of a document that is not filed here", () => {
  test("is accepted with a warning, kept, and applied in order when a message files it", async () => {
    expect(warnings(await door.take(approval()))).toEqual(["not_filed"]);
    expect(warnings(await door.take(released))).toContain("not_filed");
    expect(await documents()).toEqual([]);
    expect(await waiting()).toHaveLength(6);

    await door.take(filing());
    expect(await documents()).toEqual([`inventory ${NUMBER} approved`]);
    expect(await events()).toEqual(["inventory filed", "inventory approved", "inventory released"]);
    expect(await rows("SELECT message, kind, status, at FROM customs_receipt ORDER BY receipt")).toEqual([
      { message: "1", kind: "INV201", status: "4", at: new Date("2026-11-05T10:00:00+08:00") },
      { message: "2", kind: "INV201", status: "4", at: new Date("2026-11-06T10:00:00+08:00") },
    ]);
    expect(await waiting()).toEqual([]);
  });

  test("is applied however the document is filed", async () => {
    await door.take(approval());
    await door.waiting.round();
    await books.lane.customs.act([{ ...fileInventory("I-1"), atMs: NOW }]);
    expect(await documents()).toEqual(["inventory I-1 filed"]);
    await door.waiting.round();
    expect(await documents()).toEqual([`inventory ${NUMBER} approved`]);
  });

  test("is applied by a server that was started since", async () => {
    await door.take(approval());
    await books.lane.customs.act([{ ...fileInventory("I-1"), atMs: NOW }]);
    const other = openDoor(database.pool, books.lane.customs, reader);
    await other.waiting.round();
    await other.stop();
    expect(await documents()).toEqual([`inventory ${NUMBER} approved`]);
  });

  test("is applied once, whoever looks again", async () => {
    await door.take(approval());
    await door.take(filing());
    const before = await entries();
    // As a crash between the act and its note would leave it.
    await database.pool.query("UPDATE customs_message_about SET waits = true");
    await Promise.all([door.waiting.apply([{ kind: "inventory", key: NUMBER }]), door.waiting.round()]);
    expect(await entries()).toBe(before);
    expect(await waiting()).toEqual([]);
  });

  test("waits for a number that is given later", async () => {
    await door.take(filing());
    expect(warnings(await door.take(bareApproval()))).toEqual(["not_filed"]);
    expect(await waiting()).toEqual([`inventory ${CLIENT_NUMBER}`, `inventory ${NUMBER}`]);
    await door.take(clientAnswer());
    expect(await documents()).toEqual([`inventory ${NUMBER} approved`]);
  });

  test("stays as it was said by whom: through the folders by customs itself", async () => {
    await door.take(approval(), { door: "exchange", by: "exchange" });
    await door.take(filing());
    expect(await rows("SELECT type, by FROM document_event ORDER BY entry")).toEqual([
      { type: "filed", by: "acme" },
      { type: "approved", by: "customs" },
    ]);
  });

  test("is no firm's to say, filed or not", async () => {
    const answer = await door.take(approval(), { mayAnswer: false });
    expect(answer).toMatchObject({ rejected: [{ errors: [{ message: expect.stringContaining("not_yours_to_say") as string }] }] });
    await door.take(filing());
    expect(await documents()).toEqual(["inventory I-1 filed"]);
  });

  test("of a list, an answer of the client and a gate pass, likewise", async () => {
    const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "DXPENT0000000001" };
    const head = { guid: GUID, copNo: "C1", preNo: "B20261105000000001", invtNo: "31112026I000000001", returnInfo: "放行" };
    const receipt = { ...head, returnStatus: "800", returnTime: "20261105110000000" };
    expect(
      warnings(await door.take(writeMessage({ kind: "CEB622", transfer: { guid: GUID }, nodes: [{ record: { head: receipt } }] }))),
    ).toEqual(["not_filed"]);
    await door.take(
      writeMessage({
        kind: "CEB621",
        transfer,
        nodes: [{ record: { ...bondedList, head: { ...bondedList.head, emsNo: BOOK } } }],
        signature: SIGNATURE,
      }),
    );
    expect(await documents()).toEqual(["list C1 released"]);

    expect(warnings(await door.take(clientAnswer()))).toContain("not_filed");
    await door.take(filing());
    expect(await door.lookups.listDocuments([{ kind: "inventory", key: CLIENT_NUMBER }])).toMatchObject([{ number: "I-1" }]);
    await door.take(approval());
    // It has passed before its approval came, and before it was filed here.
    await door.take(passed());
    await door.take(passFiling());
    await door.take(passAnswer("SAS221", { stucd: "1", emapvMarkcd: "1" }));
    expect(await documents()).toContain(`pass ${PASS_NUMBER} passed_by_customs`);
  });

  test("of a book waits for the book and its lines in the master data", async () => {
    const line = { bwsNo: "T9", gdsMtno: "SKU1", gdecd: "0902209000", gdsNm: "茶", dclUnitcd: "007", inQty: "5" };
    const opened = defined(
      "BWS201",
      part("HdeApprResult", { ...APPROVAL, businessId: "T9" }) +
        part("BwsBsc", { bwsNo: "T9", chgTmsCnt: "0", bwlTypecd: "L", masterCuscd: "3111" }) +
        part("BwsDt", { ...line, gdsSeqno: "1" }) +
        part("BwsDt", { ...line, gdsSeqno: "2" }),
    );
    expect(warnings(await door.take(opened))).toContain("not_filed");
    await database.pool.query("INSERT INTO book (book, kind, site, owner) VALUES ('T9', 'bonded', 'xt', 'acme')");
    const addLine = (n: number) =>
      database.pool.query("INSERT INTO book_line (book, line, gtin, uom) SELECT 'T9', $1, gtin, uom FROM book_line LIMIT 1", [n]);
    await addLine(1);
    await door.waiting.round();
    expect(await waiting()).toEqual(["book_line T9/2"]);
    const balances = () => rows("SELECT line, quantity::text FROM balance JOIN account USING (account) WHERE number = 'T9' ORDER BY line");
    expect(await balances()).toEqual([{ line: 1, quantity: "500000" }]);
    await addLine(2);
    await door.waiting.round();
    expect(await balances()).toEqual([
      { line: 1, quantity: "500000" },
      { line: 2, quantity: "500000" },
    ]);
    expect(await waiting()).toEqual([]);
  });

  test("holds up no other where its original cannot be opened", async () => {
    await door.take(approval());
    await database.pool.query("UPDATE customs_message SET sealed = '\\x00' WHERE message = 1");
    await door.take(released);
    await books.lane.customs.act([{ ...fileInventory("I-1"), atMs: NOW }]);
    await expect(door.waiting.round()).rejects.toThrow();
    expect(await events()).toEqual(["inventory filed", "inventory approved", "inventory released"]);
    expect(await waiting()).toHaveLength(3);
  });
});

describe("what customs says and the desk cannot do", () => {
  test("is accepted with a warning, and stands in the journal as refused", async () => {
    await door.take(filing({ impexpMarkcd: "E", bondInvtTypecd: "9" }));
    const answer = await door.take(approval({ impexpMarkcd: "E" }));
    expect(warnings(answer)).toEqual(["book_short"]);
    expect(await documents()).toEqual(["inventory I-1 filed"]);
    expect(await rows("SELECT reason, body->'receipt'->>'kind' AS kind FROM journal WHERE result = 'refused'")).toEqual([
      { reason: "book_short", kind: "INV201" },
    ]);
    expect(await waiting()).toEqual([]);
  });

  test("while a filing that a rule forbids stays rejected", async () => {
    const foreign = await door.take(filing({ bondInvtTypecd: "6", rltInvtNo: "QD311126E000000077" }));
    expect(foreign).toMatchObject({
      accepted: [],
      rejected: [{ errors: [{ message: expect.stringContaining("partner_unknown") as string }] }],
    });
    await door.take(filing());
    const again = await door.take(filing({}, { dclQty: "11" }));
    expect(again).toMatchObject({
      accepted: [],
      rejected: [{ errors: [{ message: expect.stringContaining("already_filed") as string }] }],
    });
  });
});

describe("the real receipts of 2024 (ENTREPOT_CORPUS)", () => {
  const fileOf = (name: string): string => path.join(process.env["ENTREPOT_CORPUS"] ?? "", "jg2", `${name}.xml`);
  const isThere = process.env["ENTREPOT_CORPUS"] !== undefined && existsSync(fileOf("INV201"));

  test.runIf(isThere).each([
    ["INV201", "QD311124E000098849"],
    ["SAS221", "Z3111I240728000000000003"],
    ["SAS223", undefined],
  ])("%s is accepted, though nothing of it is filed here", async (name, key) => {
    const answer = await door.takeBytes(readFileSync(fileOf(name)), { door: "http", by: "acme" });
    expect(answer).toMatchObject({ readable: true, kind: name, rejected: [], accepted: [{}] });
    expect(warnings(answer)).toContain("not_filed");
    if (key !== undefined) expect(answer).toMatchObject({ accepted: [{ key }] });
  });
});
