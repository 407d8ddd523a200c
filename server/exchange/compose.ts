/**
 * A document that was filed by hand, as the message that declares it: what we know of it, its firm, its goods and its zone, by the
 * elements of customs. What we do not keep (ports, prices, weights of the vehicle) is left out, and the writer says what is missing.
 */
import { formatQuantity } from "../domain/basics/quantity.ts";
import type { GatePass } from "../domain/customs/documents/gate-pass.ts";
import type { DocumentLine, GoodsDocument } from "../domain/customs/documents/goods-document.ts";
import type { UmbrellaDeclaration } from "../domain/customs/documents/umbrella.ts";
import { shanghaiDay } from "../domain/customs/settings.ts";
import type { MasterFirm } from "../usecases/customs/messages-ports.ts";
import { customsUnitOf } from "./units.ts";

export type Composing = Readonly<{
  firm: MasterFirm | undefined;
  /** 主管海关. */
  office: string | undefined;
  findGoods(gtin: string): Readonly<{ name: string; hsCode: string | null }> | undefined;
  /** 计量单位代码 that the book names for the line. */
  findUnit(document: GoodsDocument, line: DocumentLine): string | null;
  /** Customs' number of a list, else the firm's. */
  listNumber(list: string): string;
}>;

/** Absent where we do not know it: nothing is made up. */
type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Composed = Readonly<{
  kind: "INV101" | "SAS101" | "SAS111" | "SAS121";
  head: Fields;
  lines: readonly Fields[];
  relations?: readonly Fields[];
  collectedStocks?: readonly Fields[];
  retailLists?: readonly Fields[];
}>;

const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""));

const I_OR_E = { in: "I", out: "E" } as const;

/** The number of customs, once it has given one: what goes then is a change. */
const numbersOf = ({ number, innerNo }: Readonly<{ number: string; innerNo: string }>) => ({
  official: number === innerNo ? undefined : number,
  action: number === innerNo ? "1" : "2",
});

const firmFields = (firm: MasterFirm | undefined, names: readonly [code: string, name: string, credit: string]): Fields => ({
  [names[0]]: firm?.customsCode ?? undefined,
  [names[1]]: firm?.name,
  [names[2]]: firm?.creditCode ?? undefined,
});

export const composeInventory = (document: GoodsDocument, by: Composing): Composed => {
  const { official, action } = numbersOf(document);
  return {
    kind: "INV101",
    head: given({
      bondInvtNo: official,
      etpsInnerInvtNo: document.innerNo,
      dclTypecd: action,
      putrecNo: document.book ?? undefined,
      ...firmFields(by.firm, ["bizopEtpsno", "bizopEtpsNm", "bizopEtpsSccd"]),
      ...firmFields(by.firm, ["rcvgdEtpsno", "rcvgdEtpsNm", "rvsngdEtpsSccd"]),
      ...firmFields(by.firm, ["dclEtpsno", "dclEtpsNm", "dclEtpsSccd"]),
      dclPlcCuscd: by.office,
      impexpMarkcd: I_OR_E[document.direction],
      mtpckEndprdMarkcd: "I",
      supvModecd: document.mode ?? undefined,
      // 保税电商: its lists are the declarations.
      dclcusFlag: document.needsDeclaration && document.type !== "8" ? "1" : "2",
      bondInvtTypecd: document.type ?? undefined,
      entryNo: document.entryNo,
      rltInvtNo: document.partner,
      applyNo: document.declaration,
    }),
    lines: document.lines.map((line) =>
      given({
        gdsSeqno: `${line.n}`,
        putrecSeqno: line.bookLine === null ? undefined : `${line.bookLine}`,
        ...goodsFields(document, line, by),
      }),
    ),
    ...(document.type === "1" && { collectedStocks: document.gathers.map((sasStockNo) => ({ sasStockNo })) }),
    ...(document.type === "8" && { retailLists: document.gathers.map((list) => ({ cbecBillNo: by.listNumber(list) })) }),
  };
};

const goodsFields = (document: GoodsDocument, line: DocumentLine, { findGoods, findUnit }: Composing): Fields => {
  const goods = findGoods(line.gtin);
  return {
    gdsMtno: line.itemRecordNo,
    gdecd: line.hsCode ?? goods?.hsCode ?? undefined,
    gdsNm: goods?.name,
    dclUnitcd: customsUnitOf({ uom: line.uom, customsUnit: findUnit(document, line) }),
    dclQty: formatQuantity(line.quantity),
    dclTotalAmt: line.total === undefined ? undefined : formatQuantity(line.total),
    dclCurrcd: line.currency,
  };
};

export const composeStockDocument = (document: GoodsDocument, by: Composing): Composed => {
  const { official, action } = numbersOf(document);
  return {
    kind: "SAS111",
    head: given({
      sasStockNo: official,
      etpsPreentNo: document.innerNo,
      dclTypecd: action,
      sasDclNo: document.declaration,
      areainOriactNo: document.book ?? undefined,
      ...firmFields(by.firm, ["areainEtpsno", "areainEtpsNm", "areainEtpsSccd"]),
      masterCuscd: by.office,
      stockTypecd: I_OR_E[document.direction],
    }),
    lines: document.lines.map((line) =>
      given({
        sasStockSeqno: `${line.n}`,
        oriactGdsSeqno: line.bookLine === null ? undefined : `${line.bookLine}`,
        ...goodsFields(document, line, by),
      }),
    ),
  };
};

export const composePass = (pass: GatePass, by: Composing): Composed => {
  const { official, action } = numbersOf(pass);
  return {
    kind: "SAS121",
    head: given({
      passportNo: official,
      etpsPreentNo: pass.innerNo,
      dclTypecd: action,
      passportTypecd: pass.passKind,
      ioTypecd: I_OR_E[pass.direction],
      bindTypecd: pass.binding,
      masterCuscd: by.office,
      ...(pass.documents.length > 0 && { rltTbTypecd: "1", rltNo: pass.documents }),
      ...firmFields(by.firm, ["areainEtpsno", "areainEtpsNm", "areainEtpsSccd"]),
      ...firmFields(by.firm, ["dclEtpsno", "dclEtpsNm", "dclEtpsSccd"]),
      vehicleNo: pass.plate,
      containerNo: pass.container ?? undefined,
      totalWt: pass.totalWeightKg === null ? undefined : formatQuantity(pass.totalWeightKg),
    }),
    lines: pass.lines.map((line) =>
      given({
        passportSeqno: `${line.n}`,
        rltGdsSeqno: line.documentLine === null ? undefined : `${line.documentLine}`,
        gdecd: line.gtin === null ? undefined : (by.findGoods(line.gtin)?.hsCode ?? undefined),
        gdsNm: line.gtin === null ? undefined : by.findGoods(line.gtin)?.name,
        dclQty: formatQuantity(line.quantity),
      }),
    ),
    relations: pass.documents.map((rltNo) => ({ rltNo, rltTbTypecd: "1" })),
  };
};

export const composeDeclaration = (declaration: UmbrellaDeclaration, by: Composing): Composed => {
  const { official, action } = numbersOf(declaration);
  return {
    kind: "SAS101",
    head: given({
      sasDclNo: official,
      etpsPreentNo: declaration.innerNo,
      dclTypecd: action,
      masterCuscd: by.office,
      businessTypecd: declaration.businessType,
      directionTypecd: I_OR_E[declaration.direction],
      areainOriactNo: declaration.book ?? undefined,
      ...firmFields(by.firm, ["areainEtpsno", "areainEtpsNm", "areainEtpsSccd"]),
      ...firmFields(by.firm, ["dclEtpsno", "dclEtpsNm", "dclEtpsSccd"]),
      validTime: shanghaiDay(declaration.validUntilMs),
      exhibitionPlace: declaration.exhibitionPlace,
    }),
    lines: [],
  };
};
