/** Both dialects say one record; what is in no definition is read as real receipts have it. Shapes: the notes, sections 2.7 and 3. */
import { describe, expect, test } from "vitest";
import { writeJg2 } from "../../server/messages/jg2/write-jg2.ts";
import {
  APPROVAL,
  client,
  clientInventory,
  clientPass,
  CREDIT_CODE,
  defined,
  definedInventory,
  definedPass,
  elements,
  ENVELOPE,
  INVENTORY_HEAD,
  INVENTORY_LINE,
  part,
  PASS_HEAD,
  read,
  readBytes,
} from "./jg2-samples.ts";

describe("an inventory list (INV101)", () => {
  test("is the same record in both dialects", () => {
    const fromCustoms = read(definedInventory());
    const fromClient = read(clientInventory());
    expect(fromCustoms).toMatchObject({ kind: "INV101", transfer: { dialect: "definitions" }, rejected: [] });
    expect(fromClient).toMatchObject({
      kind: "INV101",
      transfer: { dialect: "client", control: { declareFlag: "1", sysId: "Z7", operCusRegCode: "3302999A01" } },
      rejected: [],
    });
    expect(fromClient.nodes[0]?.record).toEqual(fromCustoms.nodes[0]?.record);
    expect(fromClient.nodes[0]).toMatchObject({
      key: "QD311126E000098849",
      record: { head: { bondInvtTypecd: "8", invtPreentNo: "202600000122717119" }, lines: [{ gdsMtno: "SKU1", dclUprcAmt: "128.5" }] },
    });
  });

  test("is written in both so that it is read again as it was", () => {
    const record = read(definedInventory()).nodes[0]?.record;
    if (record?.kind !== "INV101") throw new Error("another kind");
    const defined_ = writeJg2({ dialect: "definitions", document: record, envelope: ENVELOPE });
    const control = { declareFlag: "0", sysId: "Z7", operCusRegCode: "3302999A01" };
    const client_ = writeJg2({ dialect: "client", document: record, envelope: {}, control });
    expect(read(defined_.xml).nodes[0]?.record).toEqual(record);
    expect(read(client_.xml).nodes[0]?.record).toEqual(record);
    expect(read(client_.xml).transfer.control).toEqual(control);
    // The official misspellings, and the order that the client's programs write.
    expect(client_.xml).toContain("<BussinessData><DelcareFlag>0</DelcareFlag><InvtMessage><SysId>Z7</SysId><OperCusRegCode>");
    expect(client_.xml).toContain("<InvtHeadType><SeqNo>202600000122717119</SeqNo><BondInvtNo>");
    expect(client_.xml).toContain("<InvtType>8</InvtType>");
    expect(defined_.xml).toContain('<Package xmlns="http://www.w3.org/2000/09/xmldsig#"><EnvelopInfo>');
    expect(defined_.xml).toContain("<BondInvtDt><bondInvtNo>QD311126E000098849</bondInvtNo><chgTmsCnt/><gdsSeqno>1</gdsSeqno>");
    expect(defined_.xml).toContain("<file_name>CUS0000E01000001.INV</file_name><message_type>INV101</message_type>");
    expect(defined_.issues).toEqual([]);
    // What real receipts add is written where it is said.
    expect(defined_.xml).not.toContain("needEntryModified");
    expect(
      writeJg2({ dialect: "definitions", document: { ...record, head: { ...record.head, dclTypecd: "3" } }, envelope: ENVELOPE }).xml,
    ).toContain("<param4/><dclTypecd>3</dclTypecd></BondInvtBsc>");
  });

  test("has a day in the client's dialect and a second in the definitions', and one form in the record", () => {
    const fromClient = read(clientInventory({ ...INVENTORY_HEAD, invtDclTime: "20261121" })).nodes[0]?.record;
    const fromCustoms = read(definedInventory({ ...INVENTORY_HEAD, invtDclTime: "2026-11-21 00:00:00" })).nodes[0]?.record;
    expect(fromClient).toMatchObject({ head: { invtDclTime: "2026-11-21 00:00:00" } });
    expect(fromCustoms).toEqual(fromClient);
    if (fromClient?.kind !== "INV101") throw new Error("another kind");
    expect(writeJg2({ dialect: "client", document: fromClient, envelope: {}, control: {} }).xml).toContain(
      "<InvtDclTime>20261121</InvtDclTime>",
    );
    const evening = { ...fromClient, head: { ...fromClient.head, entryDclTime: "2026-11-21 19:30:00" } };
    expect(writeJg2({ dialect: "client", document: evening, envelope: {}, control: {} }).xml).toContain(
      "<EntryDclTime>20261121</EntryDclTime>",
    );
  });

  test("tells by name what a dialect has no element for, and leaves it out", () => {
    const record = read(clientInventory({ ...INVENTORY_HEAD, genDecFlag: "2", inputName: "示例录入" })).nodes[0]?.record;
    expect(record).toMatchObject({ head: { genDecFlag: "2", inputName: "示例录入" } });
    if (record?.kind !== "INV101") throw new Error("another kind");
    const written = writeJg2({ dialect: "definitions", document: record, envelope: ENVELOPE });
    expect(written.xml).not.toMatch(/genDecFlag|示例录入/i);
    expect(written.issues.map(({ element, severity }) => [element, severity])).toEqual([
      ["BondInvtBsc/genDecFlag", "warning"],
      ["BondInvtBsc/inputName", "warning"],
    ]);
    const papers = { ...record, papers: [{ formNo: "1" }] };
    expect(writeJg2({ dialect: "client", document: papers, envelope: {}, control: {} }).issues).toContainEqual(
      expect.objectContaining({ element: "BondInvtAcmpFormDt", reason: "unknown_element", severity: "warning" }),
    );
  });

  test("says the collective list's stock documents in both", () => {
    const stocks = ["S3111E26112100001", "S3111E26112100002"];
    const fromCustoms = defined(
      "INV101",
      part("BondInvtBsc", { ...INVENTORY_HEAD, bondInvtTypecd: "1" }) +
        part("BondInvtDt", INVENTORY_LINE) +
        stocks.map((sasStockNo) => part("SasCentDclStock", { bondInvtNo: "", sasStockNo: `${sasStockNo}0` })).join(""),
    );
    const record = read(fromCustoms).nodes[0]?.record;
    expect(record).toMatchObject({ collectedStocks: [{ sasStockNo: "S3111E261121000010" }, { sasStockNo: "S3111E261121000020" }] });
    if (record?.kind !== "INV101") throw new Error("another kind");
    const { xml } = writeJg2({ dialect: "client", document: record, envelope: {}, control: {} });
    expect(xml).toContain("<InvtWarehouseType><SeqNo>202600000122717119</SeqNo>");
    expect(read(xml).nodes[0]?.record).toEqual(record);
  });

  describe("names its retail lists (保税电商, kind 8)", () => {
    const LISTS = ["31112026I000000001", "31112026I000000002"];
    const listed = (element: string, number: string): string =>
      LISTS.map((cbecBillNo) => part(element, { BondInvtNo: "QD311126E000098849", [number]: cbecBillNo })).join("");

    test.each(["InvtCbecBillType", "InvtCbecBill", "INVT_CBEC_BILL_TYPE"])("as the client's %s", (element) => {
      const message = read(clientInventory().replace("</InvtMessage>", `${listed(element, "CbecBillNo")}</InvtMessage>`));
      expect(message.nodes[0]).toMatchObject({ record: { retailLists: LISTS.map((cbecBillNo) => ({ cbecBillNo })) } });
      expect(message.nodes[0]?.warnings.filter(({ reason }) => reason === "unknown_element")).toEqual([]);
    });

    test.each(["SasCbecBill", "BondInvtEportCbecBillDt", "InvtCbecBillDt", "InvtCbecBillType"])("as %s of the definitions", (element) => {
      const message = read(definedInventory().replace("</INV101>", `${listed(element, "cbecBillNo")}</INV101>`));
      expect(message.nodes[0]).toMatchObject({ record: { retailLists: LISTS.map((cbecBillNo) => ({ cbecBillNo })) } });
      expect(message.nodes[0]?.warnings.filter(({ reason }) => reason === "unknown_element")).toEqual([]);
    });

    test("of another inventory is told", () => {
      const foreign = listed("InvtCbecBillType", "CbecBillNo").replaceAll("QD311126E000098849", "QD311126E000000001");
      const message = read(clientInventory().replace("</InvtMessage>", `${foreign}</InvtMessage>`));
      expect(message.rejected[0]?.errors[0]).toMatchObject({ message: "repeats another number than its head" });
    });

    test("and is written so for the client; in the definitions' dialect, which has no such part, it is left out and told", () => {
      const record = read(clientInventory()).nodes[0]?.record;
      if (record?.kind !== "INV101") throw new Error("another kind");
      const document = { ...record, retailLists: LISTS.map((cbecBillNo) => ({ cbecBillNo })) };
      const { xml } = writeJg2({ dialect: "client", document, envelope: {}, control: {} });
      expect(xml).toContain(
        "<InvtCbecBillType><SeqNo>202600000122717119</SeqNo><BondInvtNo>QD311126E000098849</BondInvtNo><CbecBillNo>31112026I000000001</CbecBillNo></InvtCbecBillType>",
      );
      expect(read(xml).nodes[0]?.record).toEqual(document);
      const written = writeJg2({ dialect: "definitions", document, envelope: ENVELOPE });
      expect(written.xml).not.toContain("CbecBill");
      expect(written.issues).toContainEqual(expect.objectContaining({ element: "SasCbecBill", reason: "unknown_element" }));
    });
  });
});

describe("a gate pass (SAS121)", () => {
  test("is the same record in both dialects: PassportHead, PassportList, PassportAcmp", () => {
    const fromCustoms = read(definedPass());
    const fromClient = read(clientPass());
    expect(fromCustoms.rejected).toEqual([]);
    expect(fromClient.nodes[0]?.record).toEqual(fromCustoms.nodes[0]?.record);
    expect(fromClient.nodes[0]).toMatchObject({
      kind: "SAS121",
      key: "Z3111E261121000000000003",
      record: { head: { rltNo: ["QD311126E000067647", "QD311126E000067648"] }, relations: [{ rltTbTypecd: "1" }, {}] },
    });
    const record = fromClient.nodes[0]?.record;
    if (record?.kind !== "SAS121") throw new Error("another kind");
    const { xml } = writeJg2({ dialect: "client", document: record, envelope: {}, control: {} });
    expect(xml).toContain("<PassPortMessage><OperCusRegCode/><PassportHead>");
    expect(writeJg2({ dialect: "definitions", document: record, envelope: ENVELOPE }).xml).toContain("<Package><EnvelopInfo>");
    expect(xml).toContain("<RltNo>QD311126E000067647\\QD311126E000067648</RltNo>");
    expect(xml).toContain("<RtlBillTypecd>1</RtlBillTypecd><RtlBillNo>QD311126E000067647</RtlBillNo>");
    expect(read(xml).nodes[0]?.record).toEqual(record);
  });

  test("is known by the firm's own number until customs has given one", () => {
    const { passportNo: _none, sasPassportPreentNo: _neither, ...head } = PASS_HEAD;
    expect(read(clientPass({ ...head, etpsPreentNo: "OWN-1" })).nodes[0]?.key).toBe("OWN-1");
    expect(read(definedPass({ ...head, sasPassportPreentNo: "202600000069440319" })).nodes[0]?.key).toBe("202600000069440319");
    const nameless = read(definedPass(head));
    expect(nameless.rejected[0]).toMatchObject({ key: "SAS121[1]", errors: [{ reason: "missing", element: "SasPassportBsc" }] });
  });
});

describe("what programs spell in their own way", () => {
  test.each([
    ["passID for passId", definedPass({ ...PASS_HEAD, passID: "GATE1" }, undefined, "SAS223"), { head: { passId: "GATE1" } }],
    ["PassportUsedTypeCd", clientInventory({ ...INVENTORY_HEAD, PassportUsedTypeCd: "1" }), { head: { passportUsedTypecd: "1" } }],
    ["DclQt for DclQty", clientInventory(INVENTORY_HEAD, [{ ...INVENTORY_LINE, dclQty: "", DclQt: "2" }]), { lines: [{ dclQty: "2" }] }],
    [
      "a prefix",
      definedPass().replaceAll("<SasPassportBsc>", "<s:SasPassportBsc>").replaceAll("</SasPassportBsc>", "</s:SasPassportBsc>"),
      { head: { vehicleNo: "湘A12345" } },
    ],
    ["BusinessData, spelt right", definedPass().replaceAll("BussinessData", "BusinessData"), { kind: "SAS121" }],
  ])("%s", (_name, xml, record) => {
    const { nodes } = read(xml);
    expect(nodes[0]?.record).toMatchObject(record);
  });
});

test("a ledger (BWS101) in both dialects, with the client's MODF_MARKCD and its own EtpsPreentNo", () => {
  const record = read(
    client(
      "BWS101",
      "BwlMessage",
      part("BwlHead", {
        SeqNo: "202600000000233203",
        BwlNo: "T4900W000001",
        EtpsPreentNo: "OWN-7",
        DclTypeCd: "1",
        BwlTypeCd: "Z",
        MasterCuscd: "4900",
        BizopEtpsSccd: CREDIT_CODE,
        BizopEtpsno: "3302999A01",
        BizopEtpsNm: "示例",
        DclEtpsSccd: CREDIT_CODE,
        DclEtpsno: "3302999A01",
        DclEtpsNm: "示例",
        HouseArea: "3443",
        DclTime: "20261120",
        FinishValidTime: "20281231",
        AppendTypeCd: "2",
        InputCode: "3302999A01",
        InputName: "示例",
      }) +
        part("BwlList", {
          SeqNo: "202600000000233203",
          GdsSeqNo: "1",
          GdsMtno: "SKU1",
          Gdecd: "1515909090",
          GdsNm: "茶油",
          NatCd: "142",
          DclUnitCd: "007",
          MODF_MARKCD: "3",
        }),
    ),
  ).nodes[0]?.record;
  expect(record).toMatchObject({
    head: { bwsNo: "T4900W000001", etpsPreentNo: "202600000000233203", etpsInnerNo: "OWN-7", finishValidDate: "2028-12-31 00:00:00" },
    lines: [{ gdsSeqno: "1", modfMarkcd: "3", natcd: "142" }],
  });
  if (record?.kind !== "BWS101") throw new Error("another kind");
  const { xml } = writeJg2({ dialect: "client", document: record, envelope: {}, control: {} });
  expect(xml).toContain("<MODF_MARKCD>3</MODF_MARKCD>");
  expect(read(xml).nodes[0]?.record).toEqual(record);
});

describe("receipts that are in no definition", () => {
  test("INV202 tells the number of the declaration", () => {
    const result = {
      invPreentNo: "202600000122534496",
      businessId: "QD311126E000097307",
      entrySeqNo: "E20260001310220743",
      manageResult: "1",
      createDate: "2026-11-21 16:39:17",
      reason: "",
    };
    const { nodes, rejected } = read(defined("INV202", part("InvApprResult", result)));
    expect(rejected).toEqual([]);
    expect(nodes[0]).toMatchObject({ kind: "INV202", key: "QD311126E000097307", record: { result: { entrySeqNo: "E20260001310220743" } } });
  });

  test("INV211 tells what was posted to the ledger", () => {
    const posting = {
      bwsNo: "T3111W000076",
      chgTmsCnt: "0",
      gdsSeqno: "2255",
      inDate: "2026-11-21 07:41:03",
      gdsMtno: "SKU1",
      gdecd: "9405310000",
      gdsNm: "节日灯",
      natcd: "142",
      dclUnitcd: "006",
      inQty: "3894",
      inSecdLawfQty: "1233.1",
      actlIncQty: "",
      invtNo: "QD311126E000098849",
      invtGNo: "1",
      cusmExeMarkcd: "1",
      modfMarkcd: "3",
    };
    const head = { ...INVENTORY_HEAD, vrfdedMarkcd: "2", entryStucd: "1", formalVrfdedTime: "2026-11-21 07:41:03" };
    const { nodes, rejected } = read(defined("INV211", part("BondInvtBsc", head) + part("BwsDt", posting)));
    expect(rejected).toEqual([]);
    expect(nodes[0]).toMatchObject({
      key: "QD311126E000098849",
      record: { head: { vrfdedMarkcd: "2" }, postings: [{ bwsNo: "T3111W000076", gdsSeqno: "2255", inQty: "3894", invtGNo: "1" }] },
    });
  });

  test("SAS224 is a pass confirmed or voided after it passed", () => {
    const xml = defined(
      "SAS224",
      part("HdeApprResult", { ...APPROVAL, typecd: "", manageResult: "3" }) + part("SasPassportBsc", { ...PASS_HEAD, stucd: "2" }),
    );
    expect(read(xml).nodes[0]).toMatchObject({
      kind: "SAS224",
      key: PASS_HEAD["passportNo"],
      record: { result: { manageResult: "3" }, head: { stucd: "2" } },
    });
  });

  const TWO_STEP = {
    passportNo: "Z3105I261121T00000000075",
    sasPassportPreentNo: "202600000001115914",
    dclTypecd: "1",
    masterCuscd: "3105",
    vehicleNo: "浙B2P703",
    passId: "NB",
    passTime: "2026-11-21 15:40:55",
    stucd: "2",
    col4: "0",
  };
  test("SAS251 and SAS253 tell a two-step pass with its declarations", () => {
    const entries = ["310520261000000001", "310520261000000002"]
      .map((entryId) => part("Sas2stepPassportRlt", { passportNo: TWO_STEP.passportNo, entryId }))
      .join("");
    const approved = read(defined("SAS251", part("HdeApprResult", APPROVAL) + part("Sas2stepPassportBsc", TWO_STEP) + entries));
    expect(approved.rejected).toEqual([]);
    expect(approved.nodes[0]).toMatchObject({
      key: TWO_STEP.passportNo,
      record: { entries: [{ entryId: "310520261000000001" }, { entryId: "310520261000000002" }] },
    });
    const passed = read(defined("SAS253", part("HdeApprResult", { ...APPROVAL, typecd: "" }) + part("Sas2stepPassportBsc", TWO_STEP)));
    expect(passed.nodes[0]).toMatchObject({ kind: "SAS253", record: { head: { stucd: "2", passTime: "2026-11-21 15:40:55" } } });
  });

  test("ICP101 asks for one, in the client's dialect", () => {
    const head = part("Sas2sPassportHead", {
      EtpsPreentNo: "OWN-9",
      DclTypecd: "1",
      MasterCuscd: "3105",
      AreainEtpsNo: "3302999A01",
      VehicleNo: "浙B2P703",
    });
    const { nodes, rejected } = read(
      client("ICP101", "Sas2sPassPortMessage", head + part("Sas2sPassportRlt", { EntryId: "310520261000000001" })),
    );
    expect(rejected).toEqual([]);
    expect(nodes[0]).toMatchObject({
      kind: "ICP101",
      key: "OWN-9",
      record: { head: { areainEtpsno: "3302999A01" }, entries: [{ entryId: "310520261000000001" }] },
    });
  });

  test("the client's direct answer: taken in, or why not", () => {
    const answer = (fields: Readonly<Record<string, string>>) =>
      read(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><CommonResponeMessage>${elements(fields)}</CommonResponeMessage>`);
    expect(
      answer({ SeqNo: "202600000122534496", EtpsPreentNo: "OWN-1", CheckInfo: "保税核注清单申报服务调用成功", DealFlag: "0" }).nodes[0],
    ).toMatchObject({
      kind: "CommonResponeMessage",
      key: "OWN-1",
      record: { head: { seqNo: "202600000122534496", dealFlag: "0" } },
      warnings: [],
    });
    const refused = answer({ EtpsPreentNo: "OWN-1", CheckInfo: "报文类型为SAS121,\n 请修改后重新导入。", DealFlag: "-1" });
    expect(refused.nodes[0]?.record).toMatchObject({ head: { dealFlag: "-1", checkInfo: "报文类型为SAS121,\n 请修改后重新导入。" } });
  });
});

test("what is none of them is nobody's", () => {
  const bytes = (xml: string): Uint8Array => new TextEncoder().encode(xml);
  for (const xml of ["<CEB311Message/>", "<Package/>", "<Signature><Object/></Signature>", defined("SAS131", ""), "<constructor/>"]) {
    expect(readBytes(bytes(xml))).toBeUndefined();
  }
});
