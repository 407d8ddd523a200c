/**
 * Filings of 金关二期 in both dialects: 核注清单 INV101, 出入库单 SAS111, 核放单 SAS121 and ICP101, 业务申报表 SAS101. A filing names
 * a book and firms; which site and products these are, master data says later.
 */
import type { InventoryType } from "../domain/customs/documents/goods-document.ts";
import type { PassKind } from "../domain/customs/documents/gate-pass.ts";
import type { BusinessType } from "../domain/customs/documents/umbrella.ts";
import type { Icp101, Inv101, InventoryLine, Sas101, Sas111, Sas121 } from "../messages/jg2/generated/messages.ts";
import type { DeclarationDraft, FilingAction, GoodsDraft, GoodsLineDraft, PassDraft } from "./drafts.ts";
import { filled, filledOf, parseCustomsTime, type FieldReading } from "./field-reading.ts";
import { optional, type Translating } from "./translate-trade.ts";

/** `isDeclared`: DelcareFlag 1 of the client; the definitions' dialect has no other meaning. */
export type Filing = Translating & Readonly<{ isDeclared: boolean }>;

const ACTIONS: Readonly<Record<string, FilingAction>> = { "1": "file", "2": "amend", "3": "cancel" };
const DIRECTIONS = { I: "in", E: "out" } as const;
const INVENTORY_TYPES: Readonly<Record<InventoryType, InventoryType>> = {
  "0": "0",
  "1": "1",
  "3": "3",
  "4": "4",
  "5": "5",
  "6": "6",
  "7": "7",
  "8": "8",
  "9": "9",
};
const PASS_KINDS: Readonly<Record<PassKind, PassKind>> = { "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7" };
const BINDINGS = { "1": "1", "2": "2", "3": "3" } as const;
const BUSINESS_TYPES: Readonly<Record<BusinessType, BusinessType>> = {
  A: "A",
  B: "B",
  C: "C",
  D: "D",
  E: "E",
  F: "F",
  G: "G",
  H: "H",
  Y: "Y",
};

/** The definitions have no dclTypecd on an inventory: a count of changes says that it is one. */
const actionOf = (read: FieldReading, dclTypecd: string | undefined, changes: string | undefined): FilingAction => {
  const code = filled(dclTypecd);
  if (code === undefined) return Number(changes ?? 0) > 0 ? "amend" : "file";
  return read.code("dclTypecd", code, ACTIONS) ?? "file";
};

export const inventoryFiling = (record: Inv101, by: Filing): GoodsDraft => {
  const { head } = record;
  const { read } = by;
  const lines = record.lines.length > 0 ? record.lines : record.simpleLines;
  const entryNo = filled(head.entryNo) ?? filled(head.rltEntryNo);
  return {
    says: "goods",
    kind: "inventory",
    action: actionOf(read, head.dclTypecd, head.chgTmsCnt),
    isDeclared: by.isDeclared,
    keys: filledOf(head.etpsInnerInvtNo, head.bondInvtNo, head.invtPreentNo),
    book: filled(head.putrecNo) ?? null,
    office: filled(head.dclPlcCuscd) ?? null,
    owner: filledOf(head.bizopEtpsno, head.bizopEtpsSccd),
    direction: read.code("impexpMarkcd", head.impexpMarkcd.trim(), DIRECTIONS) ?? "in",
    type: read.code("bondInvtTypecd", head.bondInvtTypecd.trim(), INVENTORY_TYPES) ?? null,
    mode: filled(head.supvModecd) ?? null,
    needsDeclaration: head.dclcusFlag.trim() === "1",
    ...(entryNo !== undefined && { entryNo }),
    ...optional("declaration", head.applyNo),
    // 集报清单 gathers slips, 保税电商 (kind 8) retail lists.
    gathers: filledOf(
      ...record.collectedStocks.map(({ sasStockNo }) => sasStockNo),
      ...(record.retailLists ?? []).map(({ cbecBillNo }) => cbecBillNo),
    ),
    ...optional("partner", head.rltInvtNo),
    lines: lines.map((line, index) => inventoryLine(line, read.within(`BondInvtDt[${index + 1}]/`))),
  };
};

const inventoryLine = (line: InventoryLine, read: FieldReading): GoodsLineDraft => ({
  n: read.whole("gdsSeqno", line.gdsSeqno),
  bookLine: read.optionalWhole("putrecSeqno", line.putrecSeqno) ?? null,
  ...optional("itemRecordNo", line.gdsMtno),
  unit: filled(line.dclUnitcd) ?? "",
  quantity: read.decimal("dclQty", line.dclQty),
  ...optional("hsCode", line.gdecd),
  ...totalOf(line, read),
});

type Amount = Readonly<{ dclTotalAmt?: string; dclCurrcd?: string }>;
const totalOf = ({ dclTotalAmt, dclCurrcd }: Amount, read: FieldReading): Pick<GoodsLineDraft, "total" | "currency"> => {
  const total = read.optionalDecimal("dclTotalAmt", dclTotalAmt);
  return { ...(total !== undefined && { total }), ...optional("currency", dclCurrcd) };
};

export const stockFiling = ({ head, lines }: Sas111, by: Filing): GoodsDraft => {
  const { read } = by;
  return {
    says: "goods",
    kind: "stock_document",
    action: actionOf(read, head.dclTypecd, head.chgTmsCnt),
    isDeclared: by.isDeclared,
    keys: filledOf(head.etpsPreentNo, head.sasStockNo, head.sasStockPreentNo),
    book: filled(head.areainOriactNo) ?? null,
    office: filled(head.masterCuscd) ?? null,
    owner: filledOf(head.areainEtpsno, head.areainEtpsSccd),
    direction: read.code("stockTypecd", head.stockTypecd.trim(), DIRECTIONS) ?? "out",
    type: null,
    mode: null,
    // It is declared later, by the collective inventory (集报清单) that gathers it.
    needsDeclaration: false,
    ...optional("declaration", head.sasDclNo),
    gathers: [],
    lines: lines.map((line, index) => {
      const of = read.within(`SasStockDt[${index + 1}]/`);
      return {
        n: of.whole("sasStockSeqno", line.sasStockSeqno),
        bookLine: of.optionalWhole("oriactGdsSeqno", line.oriactGdsSeqno) ?? null,
        ...optional("itemRecordNo", line.gdsMtno),
        unit: filled(line.dclUnitcd) ?? "",
        quantity: of.decimal("dclQty", line.dclQty),
        ...optional("hsCode", line.gdecd),
        ...totalOf(line, of),
      };
    }),
  };
};

export const passFiling = ({ head, lines, relations }: Sas121, by: Filing): PassDraft => {
  const { read } = by;
  const total = read.optionalDecimal("totalWt", head.totalWt);
  // 3 提运单: bills of lading, which are no documents here.
  const declaredMs = parseCustomsTime(head.dclTime ?? "");
  const related = relations.filter(({ rltTbTypecd }) => rltTbTypecd.trim() !== "3").map(({ rltNo }) => rltNo);
  const named = filled(head.rltTbTypecd) === "3" ? [] : (head.rltNo ?? []);
  return {
    says: "pass",
    action: actionOf(read, head.dclTypecd, head.chgTmsCnt),
    isDeclared: by.isDeclared,
    keys: filledOf(head.etpsPreentNo, head.passportNo, head.sasPassportPreentNo),
    book: filled(head.areainOriactNo) ?? null,
    office: filled(head.masterCuscd) ?? null,
    owner: filledOf(head.areainEtpsno, head.areainEtpsSccd),
    passKind: read.code("passportTypecd", head.passportTypecd.trim(), PASS_KINDS) ?? "3",
    direction: read.code("ioTypecd", head.ioTypecd.trim(), DIRECTIONS) ?? "out",
    binding: filled(head.bindTypecd) === undefined ? "1" : (read.code("bindTypecd", head.bindTypecd?.trim(), BINDINGS) ?? "1"),
    plate: head.vehicleNo.trim(),
    container: filled(head.containerNo) ?? null,
    totalWeightKg: total === undefined || total === 0n ? null : total,
    ...(declaredMs !== undefined && { declaredMs }),
    documents: filledOf(...named, ...related),
    lines: lines.map((line, index) => {
      const of = read.within(`SasPassportDt[${index + 1}]/`);
      return {
        n: of.whole("passportSeqno", line.passportSeqno),
        documentLine: of.optionalWhole("rltGdsSeqno", line.rltGdsSeqno) ?? null,
        ...optional("itemRecordNo", line.gdsMtno),
        unit: filled(line.dclUnitcd) ?? "",
        quantity: of.decimal("dclQty", line.dclQty),
      };
    }),
  };
};

/** 两步申报核放单: it names entries, not documents of the zone, and always lets in. */
export const twoStepPassFiling = ({ head }: Icp101, by: Filing): PassDraft => ({
  says: "pass",
  action: actionOf(by.read, head.dclTypecd, head.chgTmsCnt),
  isDeclared: by.isDeclared,
  keys: filledOf(head.etpsPreentNo, head.passportNo, head.sasPassportPreentNo),
  book: null,
  office: filled(head.masterCuscd) ?? null,
  owner: filledOf(head.areainEtpsno, head.areainEtpsSccd),
  passKind: "7",
  direction: "in",
  binding: "1",
  plate: head.vehicleNo.trim(),
  container: filled(head.containerNo) ?? null,
  totalWeightKg: null,
  documents: [],
  lines: [],
});

const DAY_MS = 24 * 3_600_000;

export const declarationFiling = ({ head }: Sas101, by: Filing): DeclarationDraft => {
  const { read } = by;
  const day = parseCustomsTime(head.validTime);
  if (day === undefined) read.error("validTime", "is no day", { found: head.validTime, allowed: "yyyyMMdd" });
  const businessType = read.code("businessTypecd", head.businessTypecd.trim(), BUSINESS_TYPES) ?? "H";
  if (businessType === "C") {
    const found = filled(head.dpstLevyBlNo) ?? "";
    read.warn("dpstLevyBlNo", "the message does not tell the amount of the guarantee: none is counted", {
      found,
      allowed: "an amount, filed beside",
    });
  }
  return {
    says: "declaration",
    action: actionOf(read, head.dclTypecd, head.chgTmsCnt),
    isDeclared: by.isDeclared,
    keys: filledOf(head.etpsPreentNo, head.sasDclNo, head.sasDclPreentNo),
    book: filled(head.areainOriactNo) ?? null,
    office: filled(head.masterCuscd) ?? null,
    owner: filledOf(head.areainEtpsno, head.areainEtpsSccd),
    businessType,
    direction: head.directionTypecd.trim().startsWith("I") ? "in" : "out",
    // To the end of that day.
    validUntilMs: (day ?? 0) + DAY_MS - 1,
    ...optional("exhibitionPlace", head.exhibitionPlace),
  };
};
