/**
 * Documents of the bonded book in the dialect of the single-window client: 核注清单 INV101 and 核放单 SAS121. The kinds are those of
 * the flows: 0 first line, 6 between zones, 8 retail out of bond; passes 2 first line, 3 second line, 4 without declaration.
 */
import type { Inv101, Sas121 } from "../../../server/messages/jg2/generated/messages.ts";
import { writeJg2 } from "../../../server/messages/jg2/write-jg2.ts";
import { getSite } from "../../world/catalog.ts";
import { second } from "../customs-time.ts";
import { guidOf } from "../guid.ts";
import { kilograms, yuan } from "./amounts.ts";
import { declareLines, getFirm, sum, type DeclaredLine, type Goods } from "./goods-lines.ts";

export type Inventory = Readonly<{
  site: string;
  owner: string;
  book: string;
  innerNo: string;
  direction: "in" | "out";
  /** 清单类型 */
  type: "0" | "6" | "8";
  /** 监管方式 */
  mode: string;
  /** 运输方式 */
  transport: string;
  /** 起运/运抵国 */
  country: string;
  /** 报关标志 1: released with its customs declaration. */
  needsDeclaration: boolean;
  /** 保税电商清单: the retail lists that a kind 8 gathers, by customs' numbers. */
  gathers?: readonly string[];
  /** 关联清单 and its book: the inventory of the other zone. */
  partner?: Readonly<{ number: string; book: string }>;
  declaredMs: number;
  goods: readonly Goods[];
}>;

const CNY = "142";
const CHINA = "142";

const envelopeOf = (innerNo: string, code: string, declaredMs: number) => ({
  messageId: guidOf(innerNo, declaredMs),
  senderId: code,
  receiverId: "CUS0000",
  sendTime: second(declaredMs).replace(" ", "T"),
});

const inventoryLine = ({ n, good, quantity, totalFen, itemRecordNo, bookLine, ...line }: DeclaredLine, destination: string) => {
  const [first, other] = line.legal;
  return {
    gdsSeqno: String(n),
    ...(bookLine !== undefined && { putrecSeqno: String(bookLine) }),
    gdsMtno: itemRecordNo,
    gdecd: good.hsCode,
    gdsNm: good.nameZh,
    gdsSpcfModelDesc: good.nameEn,
    dclUnitcd: good.customs.unit,
    lawfUnitcd: first?.unit ?? "",
    lawfQty: first?.quantity ?? "0",
    ...(other && { secdLawfUnitcd: other.unit, secdLawfQty: other.quantity }),
    natcd: good.customs.country,
    destinationNatcd: destination,
    dclUprcAmt: yuan(good.customs.priceCny * 100),
    dclTotalAmt: yuan(totalFen),
    dclCurrcd: CNY,
    dclQty: String(quantity),
    grossWt: kilograms(line.grossGrams),
    netWt: kilograms(line.netGrams),
    lvyrlfModecd: "3",
    modfMarkcd: "0",
  };
};

export const writeInventory = (inventory: Inventory): string => {
  const { site, owner, book, innerNo, direction, type, mode, transport, country, needsDeclaration, declaredMs, goods } = inventory;
  const { partner, gathers = [] } = inventory;
  const firm = getFirm(owner);
  const office = getSite(site).customs?.office ?? "";
  const lines = declareLines(site, goods);
  const document: Inv101 = {
    kind: "INV101",
    head: {
      putrecNo: book,
      bondInvtTypecd: type,
      etpsInnerInvtNo: innerNo,
      bizopEtpsno: firm.code,
      bizopEtpsSccd: firm.creditCode,
      bizopEtpsNm: firm.name,
      rcvgdEtpsno: firm.code,
      rvsngdEtpsSccd: firm.creditCode,
      rcvgdEtpsNm: firm.name,
      dclEtpsno: firm.code,
      dclEtpsSccd: firm.creditCode,
      dclEtpsNm: firm.name,
      inputCode: firm.code,
      inputCreditCode: firm.creditCode,
      inputName: firm.name,
      inputTime: second(declaredMs),
      ...(partner && { rltInvtNo: partner.number, rltPutrecNo: partner.book }),
      impexpPortcd: office,
      dclPlcCuscd: office,
      impexpMarkcd: direction === "in" ? "I" : "E",
      mtpckEndprdMarkcd: "I",
      supvModecd: mode,
      trspModecd: transport,
      stshipTrsarvNatcd: country,
      dclcusFlag: needsDeclaration ? "1" : "2",
      ...(needsDeclaration && { dclcusTypecd: "2" }),
      listType: "0",
      decType: needsDeclaration ? (direction === "in" ? "1" : "2") : "0",
      genDecFlag: needsDeclaration ? "1" : "2",
      dclTypecd: "1",
      invtDclTime: second(declaredMs),
    },
    lines: lines.map((line) => inventoryLine(line, direction === "in" ? CHINA : country)),
    papers: [],
    collectedStocks: [],
    simpleLines: [],
    ...(gathers.length > 0 && { retailLists: gathers.map((cbecBillNo) => ({ cbecBillNo })) }),
  };
  const control = { declareFlag: "1", sysId: "Z7", operCusRegCode: firm.code };
  return writeJg2({ dialect: "client", document, envelope: envelopeOf(innerNo, firm.code, declaredMs), control }).xml;
};

export type Pass = Readonly<{
  site: string;
  owner: string;
  /** 区内账册; none for goods that stand in none. */
  book?: string;
  innerNo: string;
  /** 核放单类型 */
  passKind: "2" | "3" | "4";
  direction: "in" | "out";
  /** The inventory whose goods it carries; none for goods that need none (非报关). */
  inventory?: string;
  plate: string;
  /** Vehicle and frame, in kilograms. */
  tareKg: number;
  declaredMs: number;
  goods: readonly Goods[];
  /** 作废: by the number that customs gave it. */
  voids?: string;
}>;

export const writePass = (pass: Pass): string => {
  const { site, owner, book, innerNo, passKind, direction, inventory, plate, tareKg, declaredMs, goods, voids } = pass;
  const firm = getFirm(owner);
  const lines = declareLines(site, goods);
  const grossKg = sum(lines, "grossGrams");
  const document: Sas121 = {
    kind: "SAS121",
    head: {
      passportTypecd: passKind,
      dclTypecd: voids === undefined ? "1" : "3",
      ...(voids !== undefined && { passportNo: voids }),
      ioTypecd: direction === "in" ? "I" : "E",
      bindTypecd: "2",
      masterCuscd: getSite(site).customs?.office ?? "",
      ...(inventory !== undefined && { rltTbTypecd: "1", rltNo: [inventory] }),
      ...(book !== undefined && { areainOriactNo: book }),
      areainEtpsno: firm.code,
      areainEtpsNm: firm.name,
      areainEtpsSccd: firm.creditCode,
      vehicleNo: plate,
      vehicleWt: String(tareKg),
      vehicleFrameWt: "0",
      containerWt: "0",
      totalGrossWt: kilograms(grossKg),
      totalNetWt: kilograms(sum(lines, "netGrams")),
      totalWt: kilograms(grossKg + tareKg * 1_000),
      dclErConc: firm.name,
      dclTime: second(declaredMs),
      dclEtpsno: firm.code,
      dclEtpsNm: firm.name,
      dclEtpsSccd: firm.creditCode,
      inputCode: firm.code,
      inputSccd: firm.creditCode,
      inputName: firm.name,
      etpsPreentNo: innerNo,
    },
    lines: lines.map((line) => ({
      passportSeqno: String(line.n),
      ...(inventory !== undefined && { rltGdsSeqno: String(line.n) }),
      gdsMtno: line.itemRecordNo,
      gdecd: line.good.hsCode,
      gdsNm: line.good.nameZh,
      dclUnitcd: line.good.customs.unit,
      dclQty: String(line.quantity),
      grossWt: kilograms(line.grossGrams),
      netWt: kilograms(line.netGrams),
    })),
    relations: [],
  };
  const control = { declareFlag: "1", operCusRegCode: firm.code };
  return writeJg2({ dialect: "client", document, envelope: envelopeOf(innerNo, firm.code, declaredMs), control }).xml;
};
