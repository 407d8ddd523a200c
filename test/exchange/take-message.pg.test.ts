import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSealer } from "../../server/exchange/seal.ts";
import type { MessageAnswer } from "../../server/usecases/customs/messages-ports.ts";
import { openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { BOOK, openBook } from "../support/customs.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { MESSAGE_KEY, NOW, openDoor, PERSON_KEY, type TestDoor } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { APPROVAL, defined, part } from "../messages/jg2-samples.ts";
import { bondedList, CITIZEN, order, SIGNATURE } from "../messages/support/ceb-examples.ts";
import { writeMessage } from "../../server/messages/write-message.ts";
import { cebMessage } from "./ceb-messages.ts";
import {
  approval,
  bareApproval,
  CLIENT_NUMBER,
  clientAnswer,
  filing,
  filingByItem,
  NUMBER,
  PASS_NUMBER,
  passAnswer,
  passed,
  passFiling,
  refusal,
} from "./zone-messages.ts";

/** Messages at the door of the whole house: what they do to documents and books, and what is kept of them. */
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
const documents = () =>
  rows<{ kind: string; number: string; state: string }>("SELECT kind, number, state FROM customs_document ORDER BY kind, number");
const entries = async (): Promise<number> => Number((await rows<{ entry: string }>("SELECT entry FROM journal_head"))[0]?.entry);
const kept = () =>
  rows<{ message: string; state: string; kind: string; note: string | null; size: number; sealed: Buffer }>(
    "SELECT message, state, kind, note, size, sealed FROM customs_message ORDER BY message",
  );
const rejections = (answer: MessageAnswer): string[] =>
  answer.readable
    ? answer.rejected.flatMap(({ key, errors }) => errors.map(({ element, message }) => `${key} ${element}: ${message}`))
    : [answer.reason];
const accepted = (answer: MessageAnswer): string[] => (answer.readable ? answer.accepted.map(({ key }) => key) : []);

describe("a message", () => {
  test("files what it says, and is kept sealed as it came", async () => {
    const answer = await door.take(filing(), { fileName: "a.xml" });
    expect(answer).toMatchObject({ readable: true, repeat: false, kind: "INV101", rejected: [] });
    expect(accepted(answer)).toEqual(["I-1"]);
    expect(await documents()).toEqual([{ kind: "inventory", number: "I-1", state: "filed" }]);
    const [row] = await kept();
    expect(row).toMatchObject({ state: "read", kind: "INV101", note: null });
    const [{ sha256, sealed } = { sha256: new Uint8Array(), sealed: new Uint8Array() }] = await rows<{ sha256: Buffer; sealed: Buffer }>(
      "SELECT sha256, sealed FROM customs_message",
    );
    expect(Buffer.from(sealed).includes("SKU1")).toBe(false);
    expect((await createSealer(MESSAGE_KEY).open(sealed, sha256)).toString()).toBe(filing());
    await expect(createSealer("another key").open(sealed, sha256)).rejects.toThrow();
  });

  test("that comes again is recognised, and acts once", async () => {
    await door.take(filing());
    const before = await entries();
    expect(await door.take(filing())).toMatchObject({ readable: true, repeat: true, message: 1, accepted: [{ key: "I-1" }] });
    expect(await entries()).toBe(before);
    expect(await kept()).toHaveLength(1);
  });

  test("that comes twice at once acts once", async () => {
    const answers = await Promise.all([door.take(filing()), door.take(filing())]);
    expect(answers.map((answer) => answer.readable && answer.repeat)).toEqual([false, true]);
    expect(await kept()).toHaveLength(1);
  });

  test("that was rejected is tried anew when it comes again, and its bytes are kept once", async () => {
    const text = filing({ putrecNo: "T0" });
    expect(rejections(await door.take(text))).toEqual([expect.stringContaining("book_unknown") as string]);
    await database.pool.query("INSERT INTO book (book, kind, site, owner) VALUES ('T0', 'bonded', 'xt', 'acme')");
    await database.pool.query(
      `INSERT INTO book_line (book, line, item_record_no, gtin, uom) SELECT 'T0', 1, item_record_no, gtin, uom FROM book_line`,
    );
    expect(await door.take(text)).toMatchObject({ readable: true, repeat: false, accepted: [{ key: "I-1" }] });
    expect(await documents()).toEqual([{ kind: "inventory", number: "I-1", state: "filed" }]);
    expect((await kept()).map(({ state, sealed }) => [state, sealed.length > 0])).toEqual([
      ["read", true],
      ["read", false],
    ]);
    expect(await door.take(text)).toMatchObject({ repeat: true, message: 2 });
    expect((await door.messages.findOriginal(2))?.sealed.length).toBeGreaterThan(0);
  });

  test("does not file again what was cancelled since", async () => {
    await door.take(filing());
    await door.take(filing({ dclTypecd: "3" }));
    expect(await documents()).toMatchObject([{ state: "cancelled" }]);
    await door.take(filing());
    expect(await documents()).toMatchObject([{ state: "cancelled" }]);
  });

  test.each([
    ["no XML", "%PDF-1.7", "not_well_formed"],
    ["entities", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype_refused"],
    ["no message of customs", "<hello/>", "unknown_message"],
  ])("that is %s is kept as unreadable, and says why", async (_what, text, reason) => {
    expect(await door.take(text)).toMatchObject({ readable: false, message: 1, reason });
    expect(await kept()).toMatchObject([{ state: "unreadable", note: expect.stringContaining(reason) as string, size: text.length }]);
    expect(await door.take(text)).toMatchObject({ readable: false, message: 1, reason });
    expect(await kept()).toHaveLength(1);
  });

  test("that is too large is not kept", async () => {
    const answer = await door.takeBytes(new Uint8Array(16 * 1024 * 1024 + 1), { door: "http", by: "acme" });
    expect(answer).toMatchObject({ readable: false, message: null, reason: "too_large" });
    expect(await kept()).toEqual([]);
  });

  test("from a door that may not speak for customs brings no answers", async () => {
    await door.take(filing(), { mayAnswer: false });
    expect(rejections(await door.take(approval(), { mayAnswer: false }))).toEqual([
      `${NUMBER} : not_yours_to_say: only customs, or a key that speaks for it, may bring what customs answers`,
    ]);
    expect(await documents()).toMatchObject([{ state: "filed" }]);
  });
});

describe("what master data does not know is rejected by its element:", () => {
  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["the book", { putrecNo: "T9999W1" }, {}, "putrecNo 备案编号: book_unknown"],
    ["the line", {}, { putrecSeqno: "7", gdsMtno: "SKU7" }, "gdsMtno[1] 商品料号: line_unknown"],
    ["the unit", {}, { dclUnitcd: "035" }, "dclUnitcd[1] 申报计量单位: unit_differs"],
  ])("%s", async (_what, head, line, why) => {
    expect(rejections(await door.take(filing(head, line)))).toEqual([expect.stringContaining(why) as string]);
    expect(await documents()).toEqual([]);
  });

  test("a line is found by its 料号 where its number says nothing", async () => {
    expect(accepted(await door.take(filingByItem()))).toEqual(["I-1"]);
  });

  test("a 料号 that stands on two lines says too little", async () => {
    await database.pool.query(
      `INSERT INTO book_line (book, line, item_record_no, gtin, uom) SELECT book, 2, item_record_no, gtin, uom FROM book_line`,
    );
    expect(rejections(await door.take(filingByItem()))).toEqual([expect.stringContaining("line_ambiguous") as string]);
  });
});

describe("customs' answers", () => {
  beforeEach(async () => {
    await door.take(filing());
  });

  test("approve, release and post, each kept as a receipt with customs' own time", async () => {
    await door.take(approval());
    expect(
      await rows("SELECT state, quantity::text FROM balance JOIN account USING (account) WHERE family = 'book' AND quantity <> 0"),
    ).toEqual([{ state: "incoming", quantity: "1000000" }]);
    await door.take(approval({ entryStucd: "1", entryNo: "311120260000000001" }, "2026-11-06 10:00:00"));
    expect(await rows("SELECT kind, status, number, at FROM customs_receipt ORDER BY receipt")).toEqual([
      { kind: "INV201", status: "4", number: NUMBER, at: new Date("2026-11-05T10:00:00+08:00") },
      { kind: "INV201", status: "4", number: NUMBER, at: new Date("2026-11-06T10:00:00+08:00") },
    ]);
    const [row] = await rows<{ content: { isReleased: boolean; entryNo: string } }>("SELECT content FROM customs_document");
    expect(row?.content).toMatchObject({ isReleased: true, entryNo: "311120260000000001" });
  });

  test("refuse with the reason", async () => {
    expect(accepted(await door.take(refusal()))).toHaveLength(1);
    expect(await documents()).toMatchObject([{ state: "refused" }]);
    expect(await rows("SELECT note FROM document_event WHERE type = 'refused'")).toEqual([{ note: "数量不符; 第1项商品" }]);
  });

  test("that only say where it lies change nothing, and are accepted", async () => {
    const before = await entries();
    const manual = defined("INV201", part("HdeApprResult", { ...APPROVAL, businessId: "I-1", manageResult: "2", rmk: "转人工" }));
    expect(await door.take(manual)).toMatchObject({ accepted: [{ warnings: [{ message: "转人工" }] }] });
    expect(await entries()).toBe(before);
  });

  test("delete what was approved when customs says so, and not before", async () => {
    await door.take(approval());
    expect(await door.take(filing({ bondInvtNo: NUMBER, dclTypecd: "3" }))).toMatchObject({
      accepted: [{ warnings: expect.arrayContaining([expect.objectContaining({ element: "dclTypecd 申报类型", found: "3" })]) as unknown }],
    });
    expect(await documents()).toMatchObject([{ state: "approved" }]);
    await door.take(approval({ dclTypecd: "3", invtStucd: "3" }, "2026-11-07 10:00:00"));
    expect(await documents()).toMatchObject([{ state: "cancelled" }]);
  });

  test("in doubled messages act once", async () => {
    await door.take(approval());
    const before = await entries();
    await door.take(approval().replaceAll("CUSINV2011", "CUSINV2012"));
    expect(await entries()).toBe(before);
  });

  test("find a document by the number that the client gave it", async () => {
    expect(accepted(await door.take(clientAnswer()))).toHaveLength(1);
    expect(rejections(await door.take(bareApproval()))).toEqual([]);
    expect(await documents()).toMatchObject([{ number: NUMBER, state: "approved" }]);
    // The number of the declaration finds it, and does not release it.
    const declared = defined(
      "INV202",
      part("InvApprResult", {
        invPreentNo: CLIENT_NUMBER,
        businessId: "",
        entrySeqNo: "E20260001310220743",
        manageResult: "1",
        createDate: "2026-11-05 10:00:00",
      }),
    );
    expect(rejections(await door.take(declared))).toEqual([]);
    expect(await door.lookups.listDocuments([{ kind: "inventory", key: "E20260001310220743" }])).toMatchObject([{ number: NUMBER }]);
  });
});

describe("a gate pass", () => {
  beforeEach(async () => {
    await door.take(filing());
    await door.take(approval());
  });

  test("carries the lines that it names, in the unit of the book, and is approved and passed by its answers", async () => {
    const filed = await door.take(passFiling());
    expect(rejections(filed)).toEqual([]);
    expect(
      await rows(
        "SELECT number, site, owner, plate, content->'lines'->0->'quantity'->>'$n' AS quantity FROM customs_document WHERE kind = 'pass'",
      ),
    ).toEqual([{ number: "P-1", site: "xt", owner: "acme", plate: "湘A12345", quantity: "400000" }]);
    expect(rejections(await door.take(passAnswer("SAS221", { stucd: "1", emapvMarkcd: "1" })))).toEqual([]);
    expect(await documents()).toContainEqual({ kind: "pass", number: PASS_NUMBER, state: "approved" });
    expect(rejections(await door.take(passed()))).toEqual([]);
    expect(await documents()).toContainEqual({ kind: "pass", number: PASS_NUMBER, state: "passed_by_customs" });
  });

  test("for what is not filed is refused, listed under its number", async () => {
    const answer = await door.take(passFiling({ rltNo: "QD311126I000000099" }));
    expect(rejections(answer)).toEqual([expect.stringContaining("P-1 P-1: document_unknown") as string]);
  });
});

describe("an inventory of retail lists (保税电商)", () => {
  test("names them by customs' number, and is released when the last of them is", async () => {
    await books.lane.customs.act([openBook(100)]);
    const list = (n: number): string =>
      cebMessage("CEB621", {
        head: { ...bondedList.head, copNo: `C${n}`, orderNo: `O${n}`, logisticsNo: `L${n}`, emsNo: BOOK },
        lines: bondedList.lines,
      });
    const heard = (n: number, returnStatus: string): string =>
      cebMessage("CEB622", {
        head: { copNo: `C${n}`, preNo: "B20261105000000001", invtNo: `31112026I00000000${n}`, returnStatus, returnInfo: "x" },
      });
    for (const n of [1, 2]) {
      await door.take(list(n));
      await door.take(heard(n, "120"));
    }
    const named = [1, 2].map((n) => part("InvtCbecBillType", { SeqNo: "", CbecBillNo: `31112026I00000000${n}` })).join("");
    const outward = filing({ impexpMarkcd: "E", bondInvtTypecd: "8", dclcusFlag: "2" }).replace("</InvtMessage>", `${named}</InvtMessage>`);
    expect(rejections(await door.take(outward))).toEqual([]);
    expect(rejections(await door.take(approval({ impexpMarkcd: "E" })))).toEqual([]);
    const isReleased = async () =>
      (
        await rows<{ released: boolean }>(
          "SELECT (content->>'isReleased')::boolean AS released FROM customs_document WHERE kind = 'inventory'",
        )
      )[0]?.released;
    await door.take(heard(1, "800"));
    expect(await isReleased()).toBe(false);
    await door.take(heard(2, "800"));
    expect(await isReleased()).toBe(true);
  });
});

describe("a trade", () => {
  const transfer = {
    guid: "4CDE1CFD-EDED-46B1-946C-B8022E42FC94",
    copCode: "1105910159",
    copName: "电商",
    dxpMode: "DXP",
    dxpId: "DXPENT0000000001",
  };
  const lists = (count: number, statuses: readonly string[] = []): string => {
    const nodes = Array.from({ length: count }, (_, index) => ({
      record: {
        ...bondedList,
        head: {
          ...bondedList.head,
          guid: guidOf(index),
          orderNo: `O${index}`,
          logisticsNo: `L${index}`,
          copNo: `C${index}`,
          emsNo: BOOK,
          ...(statuses[index] && { appStatus: statuses[index] }),
        },
      },
    }));
    return writeMessage({ kind: "CEB621", transfer, nodes, signature: SIGNATURE });
  };
  const guidOf = (index: number): string => transfer.guid.slice(0, -4) + String(index).padStart(4, "0");

  test("names its buyer by a keyed hash and by nothing else", async () => {
    expect(rejections(await door.take(writeMessage({ kind: "CEB311", transfer, nodes: [{ record: order }] })))).toEqual([]);
    const hash = createHmac("sha256", PERSON_KEY).update(CITIZEN).digest("hex");
    const [row] = await rows<{ content: object }>("SELECT content FROM customs_document WHERE kind = 'order'");
    expect(JSON.stringify(row?.content)).toContain(hash);
    const everything = await rows<{ text: string }>(
      `SELECT t.text FROM (SELECT content::text AS text FROM customs_document UNION ALL SELECT body::text FROM journal
         UNION ALL SELECT issues::text || key FROM customs_message_node UNION ALL SELECT note FROM customs_message) t WHERE t.text LIKE '%${CITIZEN.slice(6, 17)}%'`,
    );
    expect(everything).toEqual([]);
  });

  test("with many nodes keeps them in order, and one bad node does not sink its neighbours", async () => {
    const answer = await door.take(lists(100).replace("<ceb:tradeMode>1210</ceb:tradeMode>", "<ceb:tradeMode>xxxx</ceb:tradeMode>"));
    expect(accepted(answer)).toHaveLength(99);
    expect(answer).toMatchObject({ rejected: [{ key: "C0" }] });
    expect(await rows("SELECT count(*)::int AS n FROM customs_document WHERE kind = 'list'")).toEqual([{ n: 99 }]);
    expect(await rows("SELECT count(*)::int AS n, count(DISTINCT n)::int AS places FROM customs_message_node")).toEqual([
      { n: 100, places: 100 },
    ]);
  });

  test("of which one node was rejected is tried anew for that one alone", async () => {
    const orders = (nodes: readonly { orderNo: string; appType: string; guid?: string }[]): string =>
      writeMessage({ kind: "CEB311", transfer, nodes: nodes.map((head) => ({ record: { ...order, head: { ...order.head, ...head } } })) });
    const first = orders([
      { orderNo: "O1", appType: "1" },
      { orderNo: "O2", appType: "2" },
    ]);
    expect(rejections(await door.take(first))).toEqual([expect.stringContaining("O2 O2: not_filed") as string]);
    await door.take(orders([{ orderNo: "O1", appType: "3" }]));
    await door.take(orders([{ orderNo: "O2", appType: "1" }]));
    expect(await door.take(first)).toMatchObject({ repeat: false, accepted: [{ key: "O1" }, { key: "O2" }] });
    expect((await documents()).map(({ number, state }) => [number.split("/")[1], state])).toEqual([
      ["O1", "deleted"],
      ["O2", "filed"],
    ]);
  });

  test("hears what customs says of a list, by the number that it then has", async () => {
    await door.take(lists(1));
    const receipt = (status: string, time: string): string =>
      writeMessage({
        kind: "CEB622",
        transfer: { guid: transfer.guid },
        nodes: [
          {
            record: {
              head: {
                guid: transfer.guid,
                copNo: "C0",
                preNo: "B20261105000000001",
                invtNo: "31112026I000000001",
                returnStatus: status,
                returnTime: time,
                returnInfo: "[Code:2600;Desc:放行]",
              },
            },
          },
        ],
      });
    expect(rejections(await door.take(receipt("120", "20261105100000000")))).toEqual([]);
    expect(rejections(await door.take(receipt("800", "20261105110000000")))).toEqual([]);
    expect(await documents()).toEqual([{ kind: "list", number: "C0", state: "released" }]);
    expect(await rows("SELECT kind, status, at FROM customs_receipt ORDER BY receipt")).toEqual([
      { kind: "CEB622", status: "120", at: new Date("2026-11-05T10:00:00+08:00") },
      { kind: "CEB622", status: "800", at: new Date("2026-11-05T11:00:00+08:00") },
    ]);
  });
});
