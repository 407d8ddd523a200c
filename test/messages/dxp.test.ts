/** 海关跨境终端节点报文定义202205: the envelope of the exchange platform. */
import { describe, expect, test } from "vitest";
import type { CebMessage } from "../../server/messages/message.ts";
import { wrapInDxp, type DxpEnvelope } from "../../server/messages/dxp.ts";
import { readMessage } from "../../server/messages/read-message.ts";
import { hasCebCorpus, readCebSample, validateByXsd } from "./support/corpus.ts";

const MESSAGE = `<?xml version="1.0" encoding="UTF-8"?>
<CEB512Message guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94" version="1.0" xmlns="http://www.chinaport.gov.cn/ceb"><LogisticsReturn><guid>4CDE1CFD-EDED-46B1-946C-B8022E42FC94</guid><logisticsCode>1101180326</logisticsCode><logisticsNo>L1</logisticsNo><returnStatus>2</returnStatus><returnTime>20221121080000000</returnTime><returnInfo>申报中 &amp; 😀</returnInfo></LogisticsReturn></CEB512Message>`;
const ENVELOPE: DxpEnvelope = {
  copMsgId: "M1",
  senderId: "DXPENT0000000001",
  receiverIds: ["DXPEDCCEB0000001", "DXPEDCCEB0000002"],
  createdAt: "2022-11-21T08:00:00",
  messageType: "CEB512Message",
};
const FULL: DxpEnvelope = {
  ...ENVELOPE,
  fileName: "a.xml",
  icCard: "8930000000000",
  businessKeys: [{ name: "运单", key: "L1" }, { key: "L2" }],
};
const SIGNATURE = {
  ready:
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="a"/><ds:SignatureMethod Algorithm="b"/><ds:Reference><ds:DigestMethod Algorithm="c"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>',
};

describe("the envelope", () => {
  test.each([ENVELOPE, FULL])("is put on and taken off: %j", (envelope) => {
    const plain = readMessage(Buffer.from(MESSAGE)) as CebMessage;
    expect(plain.nodes.map(({ key }) => key)).toEqual(["L1"]);
    expect(readMessage(Buffer.from(wrapInDxp(MESSAGE, envelope)))).toEqual({ ...plain, envelope });
  });
  test("carries a long message", () => {
    const long = MESSAGE.replace("申报中", "申报中".repeat(300_000));
    const message = readMessage(Buffer.from(wrapInDxp(long, ENVELOPE))) as CebMessage;
    expect(message.rejected[0]!.errors[0]).toMatchObject({ element: "returnInfo", reason: "too_long", message: "has 900004 characters" });
  });
  test("may wrap its base64", () => {
    const wrapped = wrapInDxp(MESSAGE, ENVELOPE).replace(
      /<dxp:Data>(.*)<\/dxp:Data>/,
      (_, data: string) => `<dxp:Data>\n${data.replaceAll(/(.{76})/g, "$1\r\n")}\n</dxp:Data>`,
    );
    expect(readMessage(Buffer.from(wrapped))).toMatchObject({ readable: true, kind: "CEB512" });
  });
  test.runIf(hasCebCorpus)("is valid by the official definition, also signed (ENTREPOT_CORPUS)", async () => {
    const texts = [wrapInDxp(MESSAGE, ENVELOPE), wrapInDxp(MESSAGE, FULL), wrapInDxp(MESSAGE, FULL, SIGNATURE)];
    expect((await validateByXsd(texts, "dxp")).flat()).toEqual([]);
  });
  test.runIf(hasCebCorpus)("an official sample comes out as it is (ENTREPOT_CORPUS)", () => {
    const sample = Buffer.from(readCebSample("CEB711")).toString("utf8");
    expect(readMessage(Buffer.from(wrapInDxp(sample, ENVELOPE)))).toEqual({ ...readMessage(readCebSample("CEB711")), envelope: ENVELOPE });
  });
});

describe("what is not a message is answered", () => {
  const dxp = (data: string) => `<DxpMsg><TransInfo/><Data>${data}</Data></DxpMsg>`;
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  test.each([
    ["<html><body/></html>", "unknown_message", "<html> is no message that is known here"],
    ["<CEB999Message/>", "unknown_message", "<CEB999Message> is no message that is known here"],
    ["<constructorMessage/>", "unknown_message", "<constructorMessage> is no message that is known here"],
    ["<CEB311Message", "not_well_formed", ""],
    ["<DxpMsg/>", "broken_envelope", "DxpMsg has no TransInfo"],
    ["<DxpMsg><TransInfo/></DxpMsg>", "broken_envelope", "DxpMsg has no Data"],
    [dxp("***"), "broken_envelope", "Data of DxpMsg is not base64"],
    [dxp(""), "not_well_formed", "in the envelope: there is no element"],
    [dxp(base64("<!DOCTYPE a><a/>")), "doctype_refused", "in the envelope: "],
    [dxp(base64(dxp(base64(MESSAGE)))), "unknown_message", "<DxpMsg> is no message that is known here"],
  ])("%s", (text, reason, detail) => {
    const message = readMessage(Buffer.from(text));
    expect(message).toMatchObject({ readable: false, reason });
    expect(message.readable || message.detail).toContain(detail);
  });

  test("a message without nodes is one, and says what is missing", () => {
    const message = readMessage(
      Buffer.from('<CEB311Message xmlns="http://www.chinaport.gov.cn/ceb" guid="4CDE1CFD-EDED-46B1-946C-B8022E42FC94"/>'),
    ) as CebMessage;
    expect(message.nodes).toEqual([]);
    expect(message.rejected.map(({ key, errors }) => [key, errors.map(({ element, reason }) => `${element} ${reason}`)])).toEqual([
      ["4CDE1CFD-EDED-46B1-946C-B8022E42FC94", ["Order missing", "BaseTransfer missing", "@version missing"]],
    ]);
  });
  test("without its namespace it is rejected", () => {
    const message = readMessage(Buffer.from(MESSAGE.replace("http://www.chinaport.gov.cn/ceb", "urn:other"))) as CebMessage;
    expect(message.rejected[0]!.errors).toMatchObject([
      { reason: "wrong_namespace", found: "urn:other", allowed: "http://www.chinaport.gov.cn/ceb" },
    ]);
  });
});
