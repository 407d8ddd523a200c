/**
 * What customs answers in 金关二期, in the shape of real receipts: the result (处理结果) and the document as it stands after it.
 * 处理结果 of an inventory: 1 核扣, 2 转人工, 3 退单, 4 预核扣; of the others 1 通过, 2 转人工, 3 退单.
 */
import type { Bws201, Inv101, Inv201, Sas101, Sas111, Sas121, WritableDocument } from "../../server/messages/jg2/generated/messages.ts";
import { fileExtensionOf, writeJg2 } from "../../server/messages/jg2/write-jg2.ts";
import { writeXml } from "../../server/messages/write-xml.ts";
import type { Family, Outcome } from "./about.ts";
import type { Step } from "./conduct.ts";
import { second } from "./customs-time.ts";

/** Declarations that the office answers. */
export type Declaration = Inv101 | Sas101 | Sas111 | Sas121;

export const isDeclaration = (record: Readonly<{ kind: string }>): record is Declaration =>
  record.kind === "INV101" || record.kind === "SAS101" || record.kind === "SAS111" || record.kind === "SAS121";

export const familyOfJg2 = ({ kind }: Declaration): Family => (kind === "INV101" ? "inventory" : kind === "SAS121" ? "pass" : "filing");

/** The firm's own number. */
export const innerNoOf = (record: Declaration): string =>
  record.kind === "INV101" ? (record.head.etpsInnerInvtNo ?? "") : (record.head.etpsPreentNo ?? "");

export const officeOf = (record: Declaration): string => (record.kind === "INV101" ? record.head.dclPlcCuscd : record.head.masterCuscd);

export const directionOf = (record: Declaration): "I" | "E" => {
  switch (record.kind) {
    case "INV101":
      return record.head.impexpMarkcd === "E" ? "E" : "I";
    case "SAS121":
      return record.head.ioTypecd === "E" ? "E" : "I";
    case "SAS111":
      return record.head.stockTypecd === "E" ? "E" : "I";
    case "SAS101":
      return record.head.directionTypecd.startsWith("E") ? "E" : "I";
  }
};

type Numbers = Readonly<{
  number: string;
  /** Of the single window, 18 digits. */
  preliminary: string;
  /** 报关单号, told once it is released. */
  entryNo: string;
}>;

const resultOf = ({ outcome, atMs, note }: Step, { number, preliminary }: Numbers, isInventory: boolean) => ({
  etpsPreentNo: preliminary,
  businessId: number,
  tmsCnt: "0",
  typecd: "1",
  manageResult: outcome === "refused" ? "3" : outcome === "manual" ? "2" : isInventory ? "4" : "1",
  manageDate: second(atMs),
  ...(outcome === "refused" && { rmk: note }),
});

const notes = ({ outcome, note }: Step) => (outcome === "refused" ? [{ note }] : []);

/** 清单状态: 0 审核通过, 1 申报, 2 退单, 3 删单. */
const INVENTORY_STATES: Readonly<Partial<Record<Outcome, string>>> = { manual: "1", refused: "2", voided: "3" };

const inventoryReceipt = ({ head }: Inv101, step: Step, numbers: Numbers): Inv201 => {
  const isRefused = step.outcome === "refused";
  const isDecided = step.outcome !== "manual";
  return {
    kind: "INV201",
    result: resultOf(step, numbers, true),
    checks: notes(step),
    head: {
      ...head,
      ...(isDecided && !isRefused && { bondInvtNo: numbers.number }),
      chgTmsCnt: head.chgTmsCnt ?? "0",
      invtPreentNo: numbers.preliminary,
      ...(step.outcome === "released" && { entryNo: numbers.entryNo, entryDclTime: second(step.atMs) }),
      ...(isDecided && !isRefused && { prevdTime: second(step.atMs) }),
      invtIochkptStucd: "1",
      vrfdedMarkcd: isDecided && !isRefused ? "1" : "0",
      invtStucd: INVENTORY_STATES[step.outcome] ?? "0",
      vrfdedModecd: "E",
      entryStucd: step.outcome === "released" ? "1" : "0",
      passportUsedTypecd: "1",
      dclTypecd: head.dclTypecd ?? "1",
    },
    lines: [],
    collectedStocks: [],
    postings: [],
    simpleLines: [],
  };
};

const EXAMINED: Readonly<Partial<Record<Outcome, string>>> = { refused: "3", manual: "2" };
const examined = ({ outcome }: Step): string => EXAMINED[outcome] ?? "1";

const receiptOf = (record: Declaration, step: Step, numbers: Numbers): WritableDocument => {
  const result = resultOf(step, numbers, false);
  const isApproved = step.outcome === "approved" || step.outcome === "voided";
  const { number, preliminary } = numbers;
  switch (record.kind) {
    case "INV101":
      return inventoryReceipt(record, step, numbers);
    case "SAS121": {
      const head = { ...record.head, ...(isApproved && { passportNo: number }), sasPassportPreentNo: preliminary };
      const stucd = step.outcome === "voided" ? "6" : isApproved ? "1" : "0";
      return {
        kind: "SAS221",
        result,
        head: { ...head, chgTmsCnt: "0", stucd, emapvMarkcd: examined(step), ownerSystem: "1" },
        lines: [],
        relations: [],
        checks: notes(step),
      };
    }
    case "SAS101": {
      const head = { ...record.head, ...(isApproved && { sasDclNo: number }), sasDclPreentNo: preliminary, emapvMarkcd: examined(step) };
      return { kind: "SAS201", result, head, lines: [], papers: [], consumptions: [], checks: notes(step) };
    }
    case "SAS111": {
      const head = {
        ...record.head,
        ...(isApproved && { sasStockNo: number }),
        sasStockPreentNo: preliminary,
        emapvMarkcd: examined(step),
      };
      return { kind: "SAS211", result, head, lines: [], checks: notes(step) };
    }
  }
};

const envelopeOf = (kind: string, name: string, atMs: number) => ({
  messageId: `CUS${name}`,
  fileName: `CUS${name}.${fileExtensionOf(kind)}`,
  senderId: "CUS0000",
  receiverId: "E010000",
  sendTime: second(atMs).replace(" ", "T"),
  pocketId: name,
});

/** @param name tells this answer apart from every other one. */
export const writeJg2Receipt = (record: Declaration, step: Step, numbers: Numbers, name: string): string => {
  const document = receiptOf(record, step, numbers);
  return writeJg2({ dialect: "definitions", document, envelope: envelopeOf(document.kind, name, step.atMs) }).xml;
};

/** Receipts of these do not repeat the firm's number: what the client answers to the file at once (直接应答) joins it to the 统一编号. */
export const isAnsweredAtOnce = ({ kind }: Declaration): boolean => kind !== "INV101";

export const writeDirectAnswer = (innerNo: string, preliminary: string): string =>
  writeXml({
    name: "CommonResponeMessage",
    content: [
      { name: "seqNo", content: preliminary },
      { name: "etpsPreentNo", content: innerNo },
      { name: "checkInfo", content: "入库成功" },
      { name: "dealFlag", content: "0" },
    ],
  });

export type BookOpening = Readonly<{
  book: string;
  office: string;
  firm: Readonly<{ code: string; name: string }>;
  atMs: number;
  lines: readonly Readonly<{ line: number; itemRecordNo: string; hsCode: string; name: string; unit: string; quantity: number }>[];
}>;

/** 物流账册审核回执: a book is opened with what lies there. */
export const writeBookOpening = ({ book, office, firm, atMs, lines }: BookOpening, name: string): string => {
  const document: Bws201 = {
    kind: "BWS201",
    result: { businessId: book, tmsCnt: "0", typecd: "1", manageResult: "1", manageDate: second(atMs) },
    checks: [],
    head: {
      bwsNo: book,
      chgTmsCnt: "0",
      dclTypecd: "1",
      bwlTypecd: "Z",
      masterCuscd: office,
      bizopEtpsno: firm.code,
      bizopEtpsNm: firm.name,
      dclEtpsno: firm.code,
      dclEtpsNm: firm.name,
      putrecApprTime: second(atMs),
      appendTypecd: "1",
    },
    lines: lines.map((each) => ({
      chgTmsCnt: "0",
      gdsSeqno: String(each.line),
      inDate: second(atMs),
      gdsMtno: each.itemRecordNo,
      gdecd: each.hsCode,
      gdsNm: each.name,
      dclUnitcd: each.unit,
      inQty: String(each.quantity),
      actlIncQty: "0",
      actlRedcQty: "0",
      prevdIncQty: "0",
      prevdRedcQty: "0",
      cusmExeMarkcd: "1",
    })),
  };
  return writeJg2({ dialect: "definitions", document, envelope: envelopeOf("BWS201", name, atMs) }).xml;
};
