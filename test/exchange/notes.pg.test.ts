import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MessageAnswer } from "../../server/usecases/customs/messages-ports.ts";
import { openBooks, seedWarehouse, type TestBooks } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { NOW, openDoor, type TestDoor } from "../support/exchange.ts";
import { buildReader, type BuiltReader } from "../support/reader-worker.ts";
import { readMessage } from "../../server/messages/read-message.ts";
import { APPROVAL, defined, part } from "../messages/jg2-samples.ts";
import { CITIZEN, GUID } from "../messages/support/ceb-examples.ts";
import { cebMessage, signedCebMessage } from "./ceb-messages.ts";

/** What is said of orders, payments, waybills and lists and changes no state of theirs: it stands on their timelines, with its receipt. */
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
  books = await openBooks(database.pool, () => NOW);
  door = openDoor(database.pool, books.lane.customs, reader);
});
afterEach(async () => {
  await door.stop();
  await books.lane.close();
  await database.drop();
});

const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await database.pool.query<Row>(sql)).rows;
/** `list/C1 arrived: 提运单 B1` */
const timeline = async (): Promise<string[]> =>
  (
    await rows<{ row: string }>(
      "SELECT kind || '/' || number || ' ' || type || COALESCE(': ' || note, '') AS row FROM document_event ORDER BY entry, n",
    )
  ).map(({ row }) => row);
const since = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = (await timeline()).length;
  await work();
  return (await timeline()).slice(before);
};
const receipts = async (): Promise<string[]> =>
  (
    await rows<{ row: string }>(
      "SELECT kind || ' ' || status || ' ' || document_kind || '/' || number AS row FROM customs_receipt ORDER BY receipt",
    )
  ).map(({ row }) => row);
const take = async (text: string): Promise<MessageAnswer & { readable: true }> => {
  const answer = await door.take(text);
  if (!answer.readable) throw new Error(answer.detail);
  expect(answer.rejected).toEqual([]);
  return answer;
};
const warnings = ({ accepted }: MessageAnswer & { readable: true }): string[] =>
  accepted.flatMap((each) => each.warnings.flatMap(({ message }) => (/^(kept|not_filed|return_too_late)/.test(message) ? [message] : [])));

const CARRIER = "1101180326";
const INVT_NO = "49002026E000000001";
const returned = { returnStatus: "120", returnTime: "20261105100000000", returnInfo: "入库" };
/** An export list of the order O1 and the waybill L1, of which customs said when it was released. */
const exportList = (copNo = "C1", logisticsNo = "L1", orderNo = "O1"): string =>
  cebMessage("CEB603", {
    head: { copNo, orderNo, logisticsNo, logisticsCode: CARRIER, ebpCode: "1105910159", tradeMode: "9610", statisticsFlag: "A" },
    lines: [{ gcode: "6911101900", country: "502" }],
  });
const heard = (copNo: string, invtNo: string, returnTime: string): string =>
  cebMessage("CEB604", { head: { copNo, invtNo, preNo: "P00000000000000001", returnStatus: "800", returnInfo: "放行", returnTime } });

describe("a receipt of an order, a payment or a waybill", () => {
  test("stands on the document that it names", async () => {
    await take(cebMessage("CEB303", { head: { ebpCode: "P1", orderNo: "O1", orderType: "E" }, lines: [{}] }));
    await take(cebMessage("CEB505", { head: { logisticsCode: CARRIER, logisticsNo: "L1", packNo: "1" } }));
    await take(cebMessage("CEB403", { head: { ebpCode: "P1", ebcCode: "M1", orderNo: "O1" } }));
    const said = await since(async () => {
      await take(cebMessage("CEB304", { head: { ebpCode: "P1", orderNo: "O1", ...returned } }));
      await take(cebMessage("CEB506", { head: { logisticsCode: CARRIER, logisticsNo: "L1", ...returned } }));
      await take(cebMessage("CEB404", { head: { ebcCode: "M1", orderNo: "O1", ...returned, returnTime: "20261105110000000" } }));
    });
    expect(said).toEqual(["order/P1/O1 receipt_120: 入库", "waybill/1101180326/L1 receipt_120: 入库", "payment/P1/O1 receipt_120: 入库"]);
    expect(await receipts()).toEqual(["CEB304 120 order/P1/O1", "CEB506 120 waybill/1101180326/L1", "CEB404 120 payment/P1/O1"]);
  });

  test("that comes first waits for its document", async () => {
    expect(warnings(await take(cebMessage("CEB506", { head: { logisticsCode: CARRIER, logisticsNo: "L1", ...returned } })))).toHaveLength(
      1,
    );
    await take(cebMessage("CEB505", { head: { logisticsCode: CARRIER, logisticsNo: "L1", packNo: "1" } }));
    expect(await timeline()).toEqual(["waybill/1101180326/L1 filed", "waybill/1101180326/L1 receipt_120: 入库"]);
  });
});

describe("a waybill", () => {
  test("is signed for when the carrier says so", async () => {
    await take(cebMessage("CEB505", { head: { logisticsCode: CARRIER, logisticsNo: "L1", packNo: "1" } }));
    const signed = cebMessage("CEB513", { head: { logisticsCode: CARRIER, logisticsNo: "L1", logisticsTime: "20261105083000" } });
    expect(await since(() => take(signed))).toEqual(["waybill/1101180326/L1 signed"]);
    expect(await rows("SELECT at FROM document_event WHERE type = 'signed'")).toEqual([{ at: new Date("2026-11-05T08:30:00+08:00") }]);
    // The same in other bytes.
    expect(await since(() => take(`${signed} `))).toEqual([]);
  });

  test("and its list have arrived when the place of supervision says so; what is not filed is told when it is", async () => {
    await take(exportList());
    await take(cebMessage("CEB505", { head: { logisticsCode: CARRIER, logisticsNo: "L1", packNo: "1" } }));
    const arrival = cebMessage("CEB711", {
      head: { logisticsCode: CARRIER, billNo: "B1", copNo: "A1", ieFlag: "I" },
      lines: [{ logisticsNo: "L1" }, { logisticsNo: "L2" }],
    });
    let answer: (MessageAnswer & { readable: true }) | undefined;
    expect(await since(async () => (answer = await take(arrival)))).toEqual([
      "list/C1 arrived: 提运单 B1",
      "waybill/1101180326/L1 arrived: 提运单 B1",
    ]);
    expect(answer && warnings(answer)).toEqual([expect.stringContaining("(2 of 4)") as string]);
    expect(await since(() => take(exportList("C2", "L2", "O2")))).toContain("list/C2 arrived: 提运单 B1");
    // Its receipt names the application alone.
    const receipt = cebMessage("CEB712", { head: { copNo: "A1", ...returned } });
    expect((await since(() => take(receipt))).toSorted()).toEqual([
      "list/C1 receipt_120: 入库",
      "list/C2 receipt_120: 入库",
      "waybill/1101180326/L1 receipt_120: 入库",
    ]);
  });
});

describe("an export list", () => {
  beforeEach(async () => {
    await take(exportList());
    await take(heard("C1", INVT_NO, "20251030100000000"));
  });
  const parcels = { head: { logisticsCode: CARRIER, copNo: "A1", billNo: "B1" }, lines: [{ logisticsNo: "L1" }] };

  test("arrives, is split by bill and departs, each with its receipt", async () => {
    const said = await since(async () => {
      for (const kind of ["CEB507", "CEB607", "CEB509"] as const) await take(cebMessage(kind, parcels));
      for (const kind of ["CEB508", "CEB608", "CEB510"] as const) await take(cebMessage(kind, { head: { copNo: "A1", ...returned } }));
    });
    expect(said).toEqual([
      expect.stringContaining("list/C1 arrived") as string,
      "list/C1 bill_split: 提运单 B1",
      expect.stringContaining("list/C1 departed") as string,
      // All three at one time, and of one status: said once.
      "list/C1 receipt_120: 入库",
    ]);
  });

  test("of an application that nobody brought here is kept, and noted nowhere", async () => {
    expect(warnings(await take(cebMessage("CEB508", { head: { copNo: "A9", ...returned } })))).toEqual([
      expect.stringContaining("nothing was brought here under CEB507:A9") as string,
    ]);
  });

  test("is summed up, by the request and by customs, and that is owed no more", async () => {
    const id = "list_summary/document/C1";
    await database.pool.query(
      `INSERT INTO obligation (obligation, rule, subject, state, started_at, due_soon_at, due_at, content, changed_at, entry)
       VALUES ($1, 'list_summary', 'document/C1', 'open', now(), now(), now(), $2, now(), 0)`,
      [id, OWED(id)],
    );
    await take(cebMessage("CEB701", { head: { copNo: "S1" }, lines: [{ invtNo: INVT_NO }] }));
    expect(await rows("SELECT state, content->>'by' AS by FROM obligation")).toEqual([{ state: "met", by: "S1" }]);
    const result = cebMessage("CEB792", {
      head: { sumNo: "S00000000000000001", entryId: "490020261000000001", decState: "800", opDate: "20261105110000000" },
      lines: [{ invtNo: INVT_NO }],
    });
    // What is met already is met by the first.
    expect(await since(() => take(result))).toEqual(["list/C1 summed: 汇总结果 S00000000000000001, 报关单 490020261000000001"]);
    expect(await receipts()).toContain("CEB792 800 list/C1");
    expect(await rows("SELECT reason FROM journal WHERE result = 'refused'")).toEqual([]);
  });

  const request = (appTime: string) =>
    cebMessage("CEB213", { head: { invtNo: INVT_NO, coElNo: "R1", reason: "退货", appTime, ieFlag: "I" }, lines: [{}] });
  const sent = async (): Promise<string[]> =>
    (await rows<{ kind: string }>("SELECT kind FROM customs_message WHERE direction = 'out' AND kind = 'CEB213'")).map(({ kind }) => kind);

  test("comes back within a year of its release (2020年第44号), to the last day", async () => {
    expect(await since(() => take(request("20261030235959")))).toEqual(["list/C1 return_requested: R1: 退货"]);
    expect(await sent()).toEqual(["CEB213"]);
    const receipt = cebMessage("CEB214", { head: { invtNo: INVT_NO, coElNo: "R1", ...returned } });
    expect(await since(() => take(receipt))).toEqual(["list/C1 receipt_120: 入库"]);
    const tally = cebMessage("CEB215", { head: { logisticsCode: CARRIER, logisticsNo: "L9", coElNo: "T1", invtNo: INVT_NO, ieFlag: "I" } });
    expect(await since(() => take(tally))).toEqual(["list/C1 return_tallied: T1"]);
  });

  test("and not a day later: that is warned of, not booked, and not sent", async () => {
    let answer: (MessageAnswer & { readable: true }) | undefined;
    expect(await since(async () => (answer = await take(request("20261031000000"))))).toEqual([]);
    expect(answer && warnings(answer)).toEqual([
      expect.stringContaining("return_too_late: C1 could be returned until 2026-10-30") as string,
    ]);
    expect(await sent()).toEqual([]);
  });
});

const OWED = (obligation: string): string =>
  JSON.stringify({
    obligation,
    rule: "list_summary",
    subject: { kind: "document", number: "C1" },
    site: null,
    owner: "1105910159",
    startedMs: NOW,
    dueMs: NOW,
    dueSoonMs: NOW,
    source: "test",
    sure: "sure",
    blocks: [],
    blocksSubject: [],
    state: "open",
  });

describe("a tax sheet (电子税单)", () => {
  const sheet = {
    invtNo: "490020261000000001",
    taxNo: "T1",
    customsTax: "0",
    valueAddedTax: "9.1",
    consumptionTax: "0",
    returnTime: "20261105100000000",
  };
  const customsTax = async () =>
    (await rows<{ tax: unknown }>("SELECT content->'customsTax' AS tax FROM customs_document WHERE kind = 'list'"))[0]?.tax;

  test("stands beside our own, is summed up, and waits for its list", async () => {
    await take(cebMessage("CEB816", { head: { ...sheet, status: "1" } }));
    const list = {
      copNo: "C1",
      orderNo: "O1",
      logisticsNo: "L1",
      logisticsCode: CARRIER,
      tradeMode: "9610",
      buyerIdType: "1",
      packNo: "1",
      ieFlag: "I",
    };
    await take(
      cebMessage("CEB621", {
        head: { ...list, invtNo: sheet.invtNo, buyerIdNumber: CITIZEN, billNo: "B1", trafNo: "T", voyageNo: "V" },
        lines: [{ gcode: "6911101900" }],
      }),
    );
    expect(await timeline()).toContain("list/C1 tax_made: T1: 9.1");
    expect(await customsTax()).toMatchObject({ taxNo: "T1", vat: { $n: "910000" }, state: "made" });
    expect(await since(() => take(cebMessage("CEB818", { head: { ...sheet, status: "2", returnTime: "20261106100000000" } })))).toEqual([
      "list/C1 tax_summed: T1: 9.1",
    ]);
    expect(await customsTax()).toMatchObject({ state: "summed" });
    // Of a sheet that was never told.
    expect(await since(() => take(cebMessage("CEB818", { head: { ...sheet, taxNo: "T2", status: "3" } })))).toEqual([
      "list/C1 tax_void: T2",
    ]);
    expect(await receipts()).toEqual(["CEB816 1 list/C1", "CEB818 2 list/C1", "CEB818 3 list/C1"]);
  });
});

describe("a format error (CEB900)", () => {
  test("stands on what went out in the message that it names", async () => {
    await take(
      cebMessage(
        "CEB505",
        { head: { logisticsCode: CARRIER, logisticsNo: "L1", packNo: "1" } },
        { head: { logisticsCode: CARRIER, logisticsNo: "L2", packNo: "1" } },
      ),
    );
    const [sent] = await rows<{ message: string }>("SELECT message FROM customs_message WHERE direction = 'out'");
    const original = await door.messages.findOriginal(Number(sent?.message));
    const message = readMessage(await door.open(original));
    const guid = message.readable && message.system === "ceb" ? message.transfer.guid : "";
    const error = (oriCopMsgId: string) =>
      cebMessage("CEB900", {
        head: {
          oriCopMsgId,
          oriMessageType: "CEB505Message",
          oriBizMessage: "-",
          returnStatus: "-1",
          returnInfo: "格式错误",
          returnTime: "20261105100000000",
        },
      });
    expect(guid).toMatch(/^[0-9A-F-]{36}$/);
    expect(await since(() => take(error(guid)))).toEqual([
      "waybill/1101180326/L1 format_error: CEB505Message: 格式错误",
      "waybill/1101180326/L2 format_error: CEB505Message: 格式错误",
    ]);
    expect(warnings(await take(error("4CDE1CFD-0000-46B1-946C-B8022E42FC94")))).toEqual([
      expect.stringContaining("nothing was brought here") as string,
    ]);
  });
});

describe("a report of a book (账册报核)", () => {
  test("that customs accepts and nobody made here is kept, with the desk's reason", async () => {
    const accepted = defined(
      "EMS221",
      part("HdeApprResult", { ...APPROVAL, businessId: "T4900W1", manageResult: "1", manageDate: "2026-11-05 10:00:00" }) +
        part("EmsChgoffBsc", { emsNo: "T4900W1", chgoffTmsCnt: "1", chgoffBeginTime: "2026-01-01", chgoffDueTime: "2026-06-30" }),
    );
    const answer = await take(accepted);
    expect(answer.accepted[0]?.warnings.map(({ message }) => message)).toContainEqual(expect.stringContaining("not_reported") as string);
    expect(await rows("SELECT step, reason FROM journal WHERE result = 'refused'")).toEqual([
      { step: "write_off", reason: "not_reported" },
    ]);
  });
});

test("what a firm has signed goes under the firm's number, anything else under one of ours", async () => {
  const numbers = () => rows<{ key: string }>("SELECT key FROM customs_message_about WHERE kind = 'message' ORDER BY message");
  const waybill = (logisticsNo: string) => ({ head: { logisticsCode: CARRIER, logisticsNo, packNo: "1" } });
  await take(cebMessage("CEB505", waybill("L1")));
  expect(await numbers()).not.toEqual([{ key: GUID }]);
  await take(signedCebMessage("CEB505", waybill("L2")));
  expect((await numbers())[1]).toEqual({ key: GUID });
});
