import { describe, expect, test } from "vitest";
import type { CebKind } from "../../server/messages/ceb/ceb-definitions.ts";
import { isCustomsWord, type NodeDraft, type NoteDraft } from "../../server/exchange/drafts.ts";
import { createReaderRoom } from "../../server/exchange/reader-room.ts";
import { APPROVAL, defined, part } from "../messages/jg2-samples.ts";
import { GUID, order, SIGNATURE } from "../messages/support/ceb-examples.ts";
import { writeMessage } from "../../server/messages/write-message.ts";
import { cebMessage, type CebFields } from "./ceb-messages.ts";

/** What changes no state of a document, kind by kind: of what it is said, as what, when, and whose word it is. Section 3 and the official samples. */
const RECEIVED_MS = Date.UTC(2026, 10, 21);
const beijing = (text: string): number => Date.parse(`${text}+08:00`);

const nodeOf = (content: string): NodeDraft => {
  const room = createReaderRoom(() => "hash");
  room.answer({ ask: "open", bytes: new TextEncoder().encode(content), receivedMs: RECEIVED_MS });
  const [reply] = room.answer({ ask: "next" });
  const node = reply.reply === "chunk" ? structuredClone(reply.chunk.nodes[0]) : undefined;
  if (!node) throw new Error(reply.reply);
  return node;
};
const draftOf = (content: string) => {
  const node = nodeOf(content);
  if (!node.accepted) throw new Error(JSON.stringify(node.errors));
  return node.draft;
};

const returned = { returnStatus: "120", returnTime: "20261105100000123", returnInfo: "[120]入库" };
const RECEIPT = {
  type: "receipt_120",
  note: "[120]入库",
  atMs: beijing("2026-11-05T10:00:00.123"),
  receipt: { status: "120", note: "[120]入库" },
};
const carrier = { logisticsCode: "1101180326", logisticsNo: "L1" };
const applied = { appTime: "20261105090000" };
const AT = beijing("2026-11-05T09:00:00");
const waybill = { kind: "waybill", keys: ["1101180326/L1"] };
const listOfWaybill = { kind: "list", keys: ["waybill:1101180326/L1"] };
const twice = [{ logisticsNo: "L1" }, { logisticsNo: "L2" }];
const listsOfWaybills = [listOfWaybill, { kind: "list", keys: ["waybill:1101180326/L2"] }];
const application = (key: string) => [{ kind: "application", key }];

describe("customs' word", () => {
  test.each<[CebKind, CebFields["head"], Partial<NoteDraft>]>([
    ["CEB312", { ebpCode: "P1", orderNo: "O1" }, { targets: [{ kind: "order", keys: ["P1/O1"] }] }],
    ["CEB304", { ebpCode: "P1", orderNo: "O1" }, { targets: [{ kind: "order", keys: ["P1/O1"] }] }],
    ["CEB412", { payCode: "B1", payTransactionId: "T1" }, { targets: [{ kind: "payment", keys: ["B1/T1"] }] }],
    ["CEB404", { ebcCode: "M1", orderNo: "O1" }, { targets: [], of: [{ kind: "application", key: "CEB403:M1/O1" }] }],
    ["CEB512", carrier, { targets: [waybill as never] }],
    ["CEB506", carrier, { targets: [waybill as never] }],
    ["CEB514", carrier, { targets: [waybill as never] }],
    ["CEB508", { copNo: "A1" }, { of: application("CEB507:A1") as never }],
    ["CEB510", { copNo: "A1" }, { of: application("CEB509:A1") as never }],
    ["CEB608", { copNo: "A1" }, { of: application("CEB607:A1") as never }],
    ["CEB702", { copNo: "A1" }, { of: application("CEB701:A1") as never }],
    ["CEB712", { copNo: "A1", rkdNo: "R1" }, { of: [...application("CEB711:A1"), ...application("CEB711:R1")] as never }],
    ["CEB214", { invtNo: "I1" }, { targets: [{ kind: "list", keys: ["I1"] }] }],
    ["CEB216", { ...carrier, coElNo: "A1" }, { of: application("CEB215:A1") as never, targets: [listOfWaybill as never] }],
  ])("%s is a receipt of what it names", (kind, head, said) => {
    const draft = draftOf(cebMessage(kind, { head: { ...head, ...returned } }));
    expect(draft).toMatchObject({ says: "note", ...RECEIPT, ...said });
    expect(isCustomsWord(draft)).toBe(true);
  });

  test("CEB792 sums up each list once, under a declaration", () => {
    const head = { sumNo: "S00000000000000001", entryId: "490020261000000001", decState: "800", opDate: "20261105100000000" };
    const lines = [{ invtNo: "I1" }, { invtNo: "I1" }, { invtNo: "I2" }];
    const draft = draftOf(cebMessage("CEB792", { head, lines }));
    expect(draft).toMatchObject({
      says: "note",
      type: "summed",
      note: "汇总结果 S00000000000000001, 报关单 490020261000000001",
      atMs: beijing("2026-11-05T10:00:00"),
      targets: [
        { kind: "list", keys: ["I1"] },
        { kind: "list", keys: ["I2"] },
      ],
      receipt: { status: "800" },
      meets: { rule: "list_summary", by: "S00000000000000001" },
    });
  });

  test.each([
    ["1", "made"],
    ["2", "summed"],
    ["3", "void"],
  ])("CEB816 of status %s is a tax sheet that is %s (电子税单)", (status, state) => {
    const head = {
      invtNo: "I1",
      taxNo: "T1",
      customsTax: "0",
      valueAddedTax: "9.1",
      consumptionTax: "1.00001",
      status,
      returnTime: "20261105100000000",
    };
    const draft = draftOf(cebMessage("CEB816", { head }));
    expect(draft).toMatchObject({
      says: "tax",
      keys: ["I1"],
      tax: { taxNo: "T1", tariff: 0n, vat: 910_000n, consumption: 100_001n, state },
      receipt: { status, atMs: beijing("2026-11-05T10:00:00") },
    });
    expect(isCustomsWord(draft)).toBe(true);
    const stated = draftOf(cebMessage("CEB818", { head: { ...head, entDutyNo: "D1" } }));
    expect(isCustomsWord(stated)).toBe(true);
    expect(stated).toMatchObject({
      says: "tax_state",
      keys: ["I1"],
      taxNo: "T1",
      state,
      receipt: { status, note: "缴款书 D1" },
    });
  });

  test("a tax sheet of a status that no note has is kept, and not booked", () => {
    expect(nodeOf(cebMessage("CEB816", { head: { status: "9" } }))).toMatchObject({ accepted: true, draft: { says: "nothing" } });
  });

  test("CEB900 asks for the original by its number, and by the number within what it repeats, plain or in base64", () => {
    const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "D1" };
    const original = writeMessage({ kind: "CEB311", transfer, nodes: [{ record: order }], signature: SIGNATURE });
    const head = {
      returnStatus: "-1",
      returnInfo: "<bad>",
      returnTime: "20261105100000000",
      oriCopMsgId: "abc-1",
      oriMessageType: "CEB311Message",
    };
    const escaped = original.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const said = (oriBizMessage: string) =>
      draftOf(
        cebMessage("CEB900", { head: { ...head, oriBizMessage: "-" } }).replace("oriBizMessage>-<", `oriBizMessage>${oriBizMessage}<`),
      );
    expect(said("-")).toMatchObject({
      type: "format_error",
      note: "CEB311Message: <bad>",
      of: [{ kind: "message", key: "ABC-1" }],
      receipt: { status: "-1" },
    });
    const both = [
      { kind: "message", key: "ABC-1" },
      { kind: "message", key: GUID },
    ];
    expect(said(escaped)).toMatchObject({ of: both });
    expect(said(Buffer.from(original).toString("base64"))).toMatchObject({ of: both });
  });

  const settled = (result: Record<string, string>, head: Record<string, string> = {}): string =>
    defined(
      "EMS221",
      part("HdeApprResult", {
        ...APPROVAL,
        businessId: "T1",
        tmsCnt: "2",
        manageResult: "1",
        manageDate: "2026-11-05 10:00:00",
        ...result,
      }) + part("EmsChgoffBsc", { emsNo: "T1", chgoffTmsCnt: "2", chgoffBeginTime: "2026-01-01", chgoffDueTime: "2026-06-30", ...head }),
    );
  test("EMS221 writes off what a book was reported for (核销), where it says which period and accepts it", () => {
    const draft = draftOf(settled({}));
    expect(draft).toMatchObject({ says: "write_off", book: "T1", period: "2026-01-01/2026-06-30", number: "T1-2" });
    expect(isCustomsWord(draft)).toBe(true);
    expect(draftOf(settled({ manageResult: "3", rmk: "差异" }))).toMatchObject({ says: "nothing", why: "差异" });
    expect(draftOf(settled({}, { chgoffDueTime: "" }))).toMatchObject({ says: "nothing" });
  });
});

describe("what a firm or a port tells", () => {
  test.each<[CebKind, CebFields, object]>([
    [
      "CEB513",
      { head: { ...carrier, logisticsTime: "20261105083000" } },
      { type: "signed", atMs: beijing("2026-11-05T08:30:00"), targets: [waybill] },
    ],
    [
      "CEB711",
      { head: { logisticsCode: "1101180326", billNo: "B1", copNo: "A1", rkdNo: "R1" }, lines: [{ logisticsNo: "L1" }] },
      { type: "arrived", note: "提运单 B1", atMs: AT, targets: [listOfWaybill, waybill], application: ["CEB711:A1", "CEB711:R1"] },
    ],
    [
      "CEB507",
      { head: { logisticsCode: "1101180326", copNo: "A1", domesticTrafNo: "湘A12345" }, lines: twice },
      { type: "arrived", note: "湘A12345", atMs: AT, targets: listsOfWaybills, application: ["CEB507:A1"] },
    ],
    [
      "CEB509",
      { head: { logisticsCode: "1101180326", copNo: "A1", leaveTime: "20261105080000", voyageNo: "V1" }, lines: twice },
      { type: "departed", note: "V1", atMs: beijing("2026-11-05T08:00:00"), targets: listsOfWaybills, application: ["CEB509:A1"] },
    ],
    [
      "CEB607",
      {
        head: { logisticsCode: "1101180326", copNo: "A1", billNo: "B1" },
        lines: [{ logisticsNo: "L1", invtNo: "I1" }, { logisticsNo: "L2" }],
      },
      {
        type: "bill_split",
        note: "提运单 B1",
        targets: [{ kind: "list", keys: ["I1", "waybill:1101180326/L1"] }, listsOfWaybills[1]],
        application: ["CEB607:A1"],
      },
    ],
    [
      "CEB701",
      { head: { copNo: "A1" }, lines: [{ invtNo: "I1" }] },
      {
        type: "summed",
        note: "汇总申请 A1",
        targets: [{ kind: "list", keys: ["I1"] }],
        application: ["CEB701:A1"],
        meets: { rule: "list_summary", by: "A1" },
      },
    ],
    [
      "CEB213",
      { head: { invtNo: "I1", coElNo: "A1", reason: "退货" } },
      { type: "return_requested", note: "A1: 退货", targets: [{ kind: "list", keys: ["I1"] }], isReturn: true },
    ],
    [
      "CEB215",
      { head: { ...carrier, invtNo: "I1", coElNo: "A1", location: "K1" } },
      {
        type: "return_tallied",
        note: "A1, K1",
        targets: [{ kind: "list", keys: ["I1", "waybill:1101180326/L1"] }],
        application: ["CEB215:A1"],
      },
    ],
  ])("%s is no word of customs, and goes to it", (kind, { head, lines }, said) => {
    const fields = { head: { ...applied, ...head }, ...(lines && { lines }) };
    const draft = draftOf(cebMessage(kind, fields));
    expect(draft).toMatchObject({ says: "note", isDeclared: true, ...said });
    expect(isCustomsWord(draft)).toBe(false);
    expect(draftOf(cebMessage(kind, { ...fields, head: { ...fields.head, appStatus: "1" } }))).toMatchObject({ says: "nothing" });
  });

  test("taken back (报送类型 3) is told as that, and meets nothing", () => {
    const draft = draftOf(cebMessage("CEB701", { head: { appType: "3", copNo: "A1" }, lines: [{ invtNo: "I1" }] }));
    expect(draft).toMatchObject({ type: "summed_deleted" });
    expect(draft).not.toHaveProperty("meets");
  });

  test("CEB403 is asked for by its merchant and order", () => {
    const draft = draftOf(cebMessage("CEB403", { head: { ebpCode: "P1", ebcCode: "M1", orderNo: "O1" } }));
    expect(draft).toMatchObject({ says: "trade", trade: { kind: "payment" }, application: ["CEB403:M1/O1"] });
  });
});
