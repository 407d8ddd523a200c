import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { AnswerStep, Draft, NodeDraft } from "../../server/exchange/drafts.ts";
import { parseCustomsTime } from "../../server/exchange/field-reading.ts";
import { createReaderRoom } from "../../server/exchange/reader-room.ts";
import {
  APPROVAL,
  clientInventory,
  clientPass,
  defined,
  definedInventory,
  definedPass,
  INVENTORY_HEAD,
  INVENTORY_LINE,
  part,
  PASS_HEAD,
} from "../messages/jg2-samples.ts";
import { bondedList, CITIZEN, GUID, SIGNATURE } from "../messages/support/ceb-examples.ts";
import { hasCebCorpus, readCebSample } from "../messages/support/corpus.ts";
import { writeMessage } from "../../server/messages/write-message.ts";

const RECEIVED_MS = Date.UTC(2026, 10, 21);
const beijing = (text: string): number => Date.parse(`${text}+08:00`);

/** Every node of a message, as it is carried over from the reader's thread. */
const nodesOf = (content: string | Uint8Array): NodeDraft[] => {
  const room = createReaderRoom((idNumber) => `hash of ${idNumber}`);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const [opened] = room.answer({ ask: "open", bytes, receivedMs: RECEIVED_MS });
  expect(opened).toMatchObject({ reply: "opened", opened: { readable: true } });
  const nodes: NodeDraft[] = [];
  for (;;) {
    const [reply] = room.answer({ ask: "next" });
    if (reply.reply !== "chunk") throw new Error(reply.reply);
    // As it is cloned on its way.
    nodes.push(...structuredClone(reply.chunk.nodes));
    if (reply.chunk.isLast) return nodes;
  }
};
const draftsOf = (content: string | Uint8Array): Draft[] => nodesOf(content).flatMap((node) => (node.accepted ? [node.draft] : []));
const errorsOf = (content: string | Uint8Array): string[] =>
  nodesOf(content).flatMap((node) =>
    node.accepted ? [] : node.errors.map(({ element, message, found }) => `${element} ${message}: ${found}`),
  );

describe.skipIf(!hasCebCorpus)("the official samples (ENTREPOT_CORPUS)", () => {
  const corpus = process.env["ENTREPOT_CORPUS"] ?? "";
  const jg2 = (name: string): Uint8Array => readFileSync(path.join(corpus, "jg2", `${name}.xml`));

  test("CEB311: the order with its buyer's hash, and amounts to the fifth decimal", () => {
    const [draft] = draftsOf(readCebSample("CEB311"));
    expect(draft).toMatchObject({
      says: "trade",
      trade: { kind: "order", record: { direction: "import", head: { isDeclared: true, action: "new" } } },
    });
    expect(JSON.stringify(draft, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value))).toMatch(
      /"idHash":"hash of \d{17}[0-9X]"/,
    );
  });

  test("CEB411: a payment", () => {
    expect(draftsOf(readCebSample("CEB411"))[0]).toMatchObject({
      says: "trade",
      trade: { kind: "payment", record: { direction: "import" } },
    });
  });

  test("CEB511: rejected for its 6000 parcels; with the one that the rule allows, a waybill", () => {
    const sample = new TextDecoder().decode(readCebSample("CEB511"));
    expect(draftsOf(sample)).toEqual([]);
    expect(errorsOf(sample)[0]).toContain("packNo");
    expect(draftsOf(sample.replaceAll("packNo>6000<", "packNo>1<"))[0]).toMatchObject({
      says: "trade",
      trade: { kind: "waybill", record: { direction: "import", packages: 1 } },
    });
  });

  test("CEB303, CEB505: rejected as a whole, for they carry more than one BaseTransfer", () => {
    for (const name of ["CEB303", "CEB505"]) {
      expect(draftsOf(readCebSample(name))).toEqual([]);
      expect(errorsOf(readCebSample(name)).join()).toContain("BaseTransfer");
    }
  });

  test("CEB622, CEB604: what customs says of a list, by every number that it names", () => {
    expect(draftsOf(readCebSample("CEB622"))[0]).toEqual({
      says: "list",
      keys: ["cop2016032211000", "B20160512000001882"],
      command: { do: "receive", receipt: { status: 1, atMs: beijing("2016-05-12T10:26:46.001") } },
      receipt: { status: "1", note: "暂存", atMs: beijing("2016-05-12T10:26:46.001") },
    });
    expect(draftsOf(readCebSample("CEB604"))[0]).toMatchObject({
      keys: ["Cop20180507001", "Invt20180507000001", "P20180507000000001", "1105910159/1105910159"],
      command: { do: "receive", receipt: { status: 2 } },
      invtNo: "Invt20180507000001",
    });
  });

  test.each([
    ["CEB312", "order"],
    ["CEB412", "payment"],
    ["CEB512", "waybill"],
    ["CEB304", "order"],
    ["CEB506", "waybill"],
  ])("%s: how customs took in what it names", (name, kind) => {
    const nodes = nodesOf(readCebSample(name));
    expect(nodes.length).toBeGreaterThan(0);
    for (const node of nodes)
      if (node.accepted)
        expect(node.draft).toMatchObject({ says: "note", type: expect.stringMatching(/^receipt_-?\d+$/) as string, targets: [{ kind }] });
  });

  test("CEB711: the parcels of a bill have arrived", () => {
    expect(draftsOf(readCebSample("CEB711"))[0]).toMatchObject({
      says: "note",
      type: "arrived",
      targets: [{ kind: "list" }, { kind: "waybill" }],
    });
  });

  test.skipIf(!existsSync(path.join(corpus, "jg2")))("INV201 of 2024: pre-deducted (处理结果 4), its declaration not released", () => {
    expect(draftsOf(jg2("INV201"))).toEqual([
      {
        says: "answer",
        document: "inventory",
        keys: ["EXMU0000000001D", "QD311124E000098849", "202400000122717119"],
        steps: [{ do: "approve", number: "QD311124E000098849" }],
        receipt: { status: "4", atMs: beijing("2024-07-30T11:48:02") },
      },
    ]);
  });

  test.skipIf(!existsSync(path.join(corpus, "jg2")))("SAS221, SAS223 of 2024: approved, and passed without having been weighed", () => {
    expect(draftsOf(jg2("SAS221"))).toMatchObject([{ document: "pass", steps: [{ do: "approve", number: "Z3111I240728000000000003" }] }]);
    expect(draftsOf(jg2("SAS223"))).toMatchObject([
      {
        document: "pass",
        steps: [{ do: "approve" }, { do: "pass_gate", gate: "only", atMs: beijing("2024-07-26T17:31:59"), weighedKg: null }],
      },
    ]);
  });
});

describe("an inventory (INV101)", () => {
  const FILED = {
    says: "goods",
    kind: "inventory",
    isDeclared: true,
    keys: ["EXMU0000000001D", "QD311126E000098849", "202600000122717119"],
    book: "T3111W000076",
    office: "3111",
    owner: ["3302999A01", "91350100M000100Y43"],
    direction: "out",
    type: "8",
    mode: "1210",
    needsDeclaration: false,
    gathers: [],
    lines: [
      {
        n: 1,
        bookLine: 2255,
        itemRecordNo: "SKU1",
        unit: "007",
        quantity: 200_000n,
        hsCode: "1515909090",
        total: 25_700_000n,
        currency: "142",
      },
    ],
  };

  test("says the same in both dialects", () => {
    expect(draftsOf(definedInventory())).toEqual([{ ...FILED, action: "file" }]);
    expect(draftsOf(clientInventory())).toEqual([{ ...FILED, action: "file" }]);
  });

  test.each([
    [{ dclTypecd: "1" }, "file"],
    [{ dclTypecd: "2" }, "amend"],
    [{ dclTypecd: "3" }, "cancel"],
    [{ chgTmsCnt: "2" }, "amend"],
  ])("%o is to %s it (备案, 变更, 作废)", (head, action) => {
    expect(draftsOf(clientInventory({ ...INVENTORY_HEAD, ...head }))).toMatchObject([{ action }]);
  });

  test("needs a declaration where it is declared (报关标志 1), and names it", () => {
    const head = { ...INVENTORY_HEAD, dclcusFlag: "1", entryNo: "311120260000000001", rltInvtNo: "QD311126I000000007" };
    expect(draftsOf(definedInventory(head))).toMatchObject([
      { needsDeclaration: true, entryNo: "311120260000000001", partner: "QD311126I000000007" },
    ]);
  });

  test("gathers the retail lists that it names (保税电商)", () => {
    const lists = part("InvtCbecBillType", { SeqNo: "", CbecBillNo: "31112026I000000001" });
    expect(draftsOf(clientInventory().replace("</InvtMessage>", `${lists}</InvtMessage>`))).toMatchObject([
      { type: "8", gathers: ["31112026I000000001"] },
    ]);
  });

  test("that was only saved (暂存) is not declared", () => {
    expect(draftsOf(clientInventory().replace("<DelcareFlag>1<", "<DelcareFlag>0<"))).toMatchObject([{ isDeclared: false }]);
  });

  test("of a quantity that cannot be kept is rejected by its element", () => {
    expect(errorsOf(definedInventory(INVENTORY_HEAD, [{ ...INVENTORY_LINE, dclQty: "99999999999999" }]))).toEqual([
      "BondInvtDt[1]/dclQty cannot be kept: 99999999999999",
    ]);
  });
});

describe("a gate pass (SAS121)", () => {
  test("names its vehicle, its weight and the documents that it carries from, in both dialects", () => {
    const filed = {
      says: "pass",
      action: "file",
      keys: ["Z3111E261121000000000003", "202600000069440319"],
      office: "3111",
      passKind: "3",
      direction: "out",
      binding: "1",
      plate: "湘A12345",
      totalWeightKg: 1_429_280_000n,
      documents: ["QD311126E000067647", "QD311126E000067648"],
    };
    expect(draftsOf(definedPass())).toMatchObject([filed]);
    expect(draftsOf(clientPass())).toMatchObject([filed]);
  });

  test("for bills of lading (关联单证 3) names no documents", () => {
    const lading = { ...PASS_HEAD, rltTbTypecd: "3" };
    expect(draftsOf(definedPass(lading).replaceAll("<rltTbTypecd>1<", "<rltTbTypecd>3<"))).toMatchObject([{ documents: [] }]);
  });
});

/** 处理结果, 清单状态, 报关状态, 核扣标志 and 核放单状态 as the code lists have them; what is likely there is marked so in the code. */
describe("what customs answers", () => {
  const NUMBER = "QD311126E000098849";
  const inv201 = (result: Record<string, string>, head: Record<string, string>): string =>
    defined(
      "INV201",
      part("HdeApprResult", { ...APPROVAL, businessId: NUMBER, rmk: "原因", ...result }) +
        part("BondInvtBsc", { ...INVENTORY_HEAD, ...head }),
    );
  const approve = { do: "approve", number: NUMBER } as const;

  test.each<[string, Record<string, string>, Record<string, string>, AnswerStep[]]>([
    ["1 通过(已核扣)", { manageResult: "1" }, {}, [approve]],
    ["2 转人工", { manageResult: "2" }, {}, []],
    ["3 退单", { manageResult: "3" }, {}, [{ do: "refuse", note: "原因" }]],
    ["4 预核扣", { manageResult: "4" }, { vrfdedMarkcd: "1" }, [approve]],
    ["5 通过(未核扣)", { manageResult: "5" }, {}, [approve]],
    ["Y 入库成功", { manageResult: "Y" }, {}, []],
    ["Z 入库失败", { manageResult: "Z" }, {}, [{ do: "refuse", note: "原因" }]],
    ["清单状态 2 退单", { manageResult: "1" }, { invtStucd: "2" }, [{ do: "refuse", note: "原因" }]],
    ["清单状态 3 删单", { manageResult: "1" }, { invtStucd: "3" }, [{ do: "cancel" }]],
    ["作废 approved", { manageResult: "1" }, { dclTypecd: "3" }, [{ do: "cancel" }]],
    [
      "报关状态 1 已放行",
      { manageResult: "1" },
      { entryStucd: "1", entryNo: "311120260000000001" },
      [approve, { do: "release", entryNo: "311120260000000001" }],
    ],
    ["核扣标志 3 已核销", { manageResult: "1" }, { vrfdedMarkcd: "3" }, [approve, { do: "write_off" }]],
  ])("INV201: %s", (_what, result, head, steps) => {
    expect(draftsOf(inv201(result, head))).toMatchObject([{ steps }]);
    const [draft] = draftsOf(inv201(result, head));
    expect(draft?.says === "answer" && draft.steps.length).toBe(steps.length);
  });

  test("INV211: what is posted is approved, and released where it says so", () => {
    const posted = defined(
      "INV211",
      part("BondInvtBsc", { ...INVENTORY_HEAD, entryStucd: "1", vrfdedMarkcd: "2", formalVrfdedTime: "2026-11-20 07:41:03" }),
    );
    expect(draftsOf(posted)).toMatchObject([
      { steps: [approve, { do: "release" }], receipt: { status: "2", atMs: beijing("2026-11-20T07:41:03") } },
    ]);
  });

  const pass = (kind: string, head: Record<string, string>, manageResult = "1"): Draft[] =>
    draftsOf(defined(kind, part("HdeApprResult", { ...APPROVAL, manageResult }) + part("SasPassportBsc", { ...PASS_HEAD, ...head })));
  const PASSED = { do: "approve", number: "Z3111E261121000000000003" } as const;
  test.each<[string, string, Record<string, string>, string, AnswerStep[]]>([
    ["SAS221: 通过", "SAS221", { stucd: "1" }, "1", [PASSED]],
    ["SAS221: 退单", "SAS221", { emapvMarkcd: "3" }, "3", [{ do: "refuse", note: "refused without a reason (退单)" }]],
    ["SAS221: 已作废", "SAS221", { stucd: "6" }, "1", [{ do: "cancel" }]],
    // What has passed was approved.
    [
      "SAS223: 已过(单卡)",
      "SAS223",
      { stucd: "2", passTime: "2026-11-21 09:00:00", passCollectWt: "14300" },
      "1",
      [PASSED, { do: "pass_gate", gate: "only", atMs: beijing("2026-11-21T09:00:00"), weighedKg: 1_430_000_000n }],
    ],
    [
      "SAS223: 已过一卡, not weighed",
      "SAS223",
      { stucd: "3", passTime: "2026-11-21 09:00:00", passCollectWt: "0" },
      "1",
      [PASSED, { do: "pass_gate", gate: 1, atMs: beijing("2026-11-21T09:00:00"), weighedKg: null }],
    ],
    [
      "SAS223: 已过二卡",
      "SAS223",
      { stucd: "4", passTime: "2026-11-21 09:00:00", secdPassTime: "2026-11-21 09:30:00" },
      "1",
      [PASSED, { do: "pass_gate", gate: 2, atMs: beijing("2026-11-21T09:30:00"), weighedKg: null }],
    ],
    ["SAS224: 到货确认", "SAS224", { stucd: "2" }, "3", []],
    ["SAS224: 已删除", "SAS224", { stucd: "5" }, "3", [{ do: "cancel" }]],
  ])("%s", (_what, kind, head, manageResult, steps) => {
    expect(pass(kind, head, manageResult)).toMatchObject([{ document: "pass", steps }]);
  });

  test("BWS201: the balance is what entered and was added, less what was taken (inQty + actlIncQty − actlRedcQty)", () => {
    const line = { bwsNo: "T1", chgTmsCnt: "0", gdsSeqno: "7", gdsMtno: "SKU1", gdecd: "1515909090", gdsNm: "茶油", dclUnitcd: "007" };
    const book = defined(
      "BWS201",
      part("HdeApprResult", { ...APPROVAL, businessId: "T1", manageResult: "1" }) +
        part("BwsBsc", { bwsNo: "T1", chgTmsCnt: "0" }) +
        part("BwsDt", { ...line, inQty: "100", actlIncQty: "20.5", actlRedcQty: "30" }) +
        part("BwsDt", { ...line, gdsSeqno: "8", inQty: "5", actlRedcQty: "5" }),
    );
    expect(draftsOf(book)).toMatchObject([
      { says: "book", book: "T1", lines: [{ line: 7, itemRecordNo: "SKU1", unit: "007", quantity: 9_050_000n }] },
    ]);
  });

  test("the client: a file was taken under a number, or failed", () => {
    const answer = (flag: string): string =>
      `<CommonResponeMessage><SeqNo>202600000000000009</SeqNo><EtpsPreentNo>I-1</EtpsPreentNo><CheckInfo>说明</CheckInfo><DealFlag>${flag}</DealFlag></CommonResponeMessage>`;
    expect(draftsOf(answer("0"))).toEqual([
      { says: "file_answer", taken: true, alias: "202600000000000009", keys: ["I-1"], note: "说明 (0)" },
    ]);
    expect(draftsOf(answer("-1"))).toMatchObject([{ taken: false, note: "说明 (-1)" }]);
  });
});

describe("a list", () => {
  const INVT_NO = "37002026I000000009";
  const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "DXPENT0000000001" };
  const names = {
    ebpCode: "P1",
    ebpName: "平台",
    ebcCode: "E1",
    ebcName: "电商",
    logisticsNo: "L1",
    logisticsCode: "C1",
    logisticsName: "物流",
    agentCode: "A1",
    agentName: "代理",
  };
  const application = {
    guid: GUID,
    appType: "1",
    appTime: "20261120080000",
    appStatus: "2",
    customsCode: "3700",
    orderNo: "O1",
    ...names,
    reason: "退货",
  };
  const buyer = { buyerIdType: "1", buyerIdNumber: CITIZEN, buyerName: "某人", buyerTelephone: "13800000000" };
  const {
    orderNo: _order,
    logisticsNo: _waybill,
    logisticsCode: _carrier,
    logisticsName: _name,
    ebpCode: _platform,
    ebpName: _platformName,
    ...exportApplication
  } = application;

  test("as it is filed: exact, in customs' units, and with nothing of its buyer but a hash and what the trade needs", () => {
    const [draft] = draftsOf(writeMessage({ kind: "CEB621", transfer, nodes: [{ record: bondedList }], signature: SIGNATURE }));
    if (draft?.says !== "trade" || draft.trade.kind !== "list" || draft.trade.record.direction !== "import")
      throw new Error("no import list");
    const { record } = draft.trade;
    expect(record.buyer).toMatchObject({ idType: "identity_card", idHash: `hash of ${CITIZEN}` });
    expect(record).toMatchObject({ mode: "1210", packages: 1, head: { isDeclared: true } });
    expect(record.lines[0]).toMatchObject({
      itemRecordNo: "SKU1",
      unit: "007",
      quantity: 200_000n,
      price: 1_050_000n,
      legal: { unit: "035", quantity: 100_000n },
    });
  });

  test("is asked to be cancelled (CEB623, CEB605), under the application's own number", () => {
    const asked = { says: "list", command: { do: "request_cancel", request: "C9" } };
    const importing = writeMessage({
      kind: "CEB623",
      transfer,
      nodes: [{ record: { head: { ...application, ...buyer, copNo: "C9", invtNo: INVT_NO } } }],
      signature: SIGNATURE,
    });
    expect(draftsOf(importing)).toEqual([{ ...asked, keys: [INVT_NO, "P1/O1"] }]);
    const exporting = writeMessage({
      kind: "CEB605",
      transfer,
      nodes: [{ record: { head: { ...exportApplication, copNo: "C9", invtNo: INVT_NO } } }],
    });
    expect(draftsOf(exporting)).toEqual([{ ...asked, keys: [INVT_NO] }]);
  });

  test("is given back (CEB625) line by line; saved (暂存) it is not asked for", () => {
    const refund = (appStatus: string): string =>
      writeMessage({
        kind: "CEB625",
        transfer,
        nodes: [
          {
            record: {
              head: { ...application, ...buyer, appStatus, copNo: "R9", invtNo: INVT_NO },
              lines: [{ gnum: "2", gcode: "1515909090", gname: "茶油", qty: "1.5", unit: "007" }],
            },
          },
        ],
        signature: SIGNATURE,
      });
    expect(draftsOf(refund("2"))).toEqual([
      {
        says: "list",
        keys: [INVT_NO, "P1/O1"],
        command: { do: "request_refund", request: "R9", atMs: beijing("2026-11-20T08:00:00"), lines: [{ line: 2, quantity: 150_000n }] },
      },
    ]);
    expect(draftsOf(refund("1"))).toMatchObject([{ says: "nothing" }]);
  });

  test.each([
    ["CEB624", "receive_cancel"],
    ["CEB626", "receive_refund"],
  ] as const)("%s answers the application (%s)", (kind, what) => {
    const head = {
      guid: GUID,
      copNo: "R9",
      preNo: "B20261105000000001",
      invtNo: INVT_NO,
      returnStatus: "399",
      returnTime: "20261121080000000",
      returnInfo: "审结",
    };
    expect(draftsOf(writeMessage({ kind, transfer: { guid: GUID }, nodes: [{ record: { head } }] }))).toMatchObject([
      { keys: [INVT_NO], command: { do: what, request: "R9", receipt: { status: 399, atMs: beijing("2026-11-21T08:00:00") } } },
    ]);
  });

  test("answered with a status that is no number is kept, and nothing of it is booked", () => {
    const head = {
      guid: GUID,
      copNo: "C1",
      preNo: "B20261105000000001",
      returnStatus: "放行",
      returnTime: "20261121080000000",
      returnInfo: "x",
    };
    expect(nodesOf(writeMessage({ kind: "CEB622", transfer: { guid: GUID }, nodes: [{ record: { head } }] }))).toMatchObject([
      { accepted: true, draft: { says: "nothing" }, warnings: [{ element: "returnStatus", message: "is no whole number", found: "放行" }] },
    ]);
  });
});

describe("a chunk", () => {
  test("carries a hundred nodes and some hundreds of lines at most, and every node once", () => {
    const lines = Array.from({ length: 99 }, (_, index) => ({ ...bondedList.lines[0], gnum: `${index + 1}` })) as typeof bondedList.lines;
    const nodes = Array.from({ length: 100 }, (_, index) => ({ record: { head: { ...bondedList.head, copNo: `C${index}` }, lines } }));
    const transfer = { guid: GUID, copCode: "1105910159", copName: "电商", dxpMode: "DXP", dxpId: "DXPENT0000000001" };
    const bytes = new TextEncoder().encode(writeMessage({ kind: "CEB621", transfer, nodes, signature: SIGNATURE }));
    const room = createReaderRoom((idNumber) => idNumber);
    room.answer({ ask: "open", bytes, receivedMs: 0 });
    const sizes: number[] = [];
    for (let isLast = false; !isLast;) {
      const [reply] = room.answer({ ask: "next" });
      if (reply.reply !== "chunk") throw new Error(reply.reply);
      sizes.push(reply.chunk.nodes.length);
      ({ isLast } = reply.chunk);
    }
    expect(Math.max(...sizes)).toBe(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100);
  });

  test("of a hostile message tells so many issues, and of every rejected node at least the first", () => {
    const nodes = "<Inventory/>".repeat(3_000);
    const found = nodesOf(`<CEB621Message xmlns="http://www.chinaport.gov.cn/ceb" guid="x" version="1.0">${nodes}</CEB621Message>`);
    const told = found.map((node) => (node.accepted ? 0 : node.errors.length));
    expect(found).toHaveLength(3_000);
    expect(Math.min(...told)).toBe(1);
    expect(told.reduce((sum, each) => sum + each, 0)).toBeLessThan(14_000);
  });
});

test.each([
  ["20241121", "2024-11-21T00:00:00"],
  ["20241121093005", "2024-11-21T09:30:05"],
  ["20241121093005123", "2024-11-21T09:30:05.123"],
  ["2024-11-21 09:30:05", "2024-11-21T09:30:05"],
  ["2024-11-21T09:30:05", "2024-11-21T09:30:05"],
])("customs' time %s is %s in Beijing", (text, expected) => {
  expect(parseCustomsTime(text)).toBe(beijing(expected));
});

test.each([undefined, "", "2024", "20241331", "20240230", "20241121250000", "yesterday"])("%s is no time", (text) => {
  expect(parseCustomsTime(text)).toBeUndefined();
});
