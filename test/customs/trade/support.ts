/** A retail import of two lines that matches in every field, and its export counterpart; tests change one thing. */
import type { Consignee, DocumentHead, Person } from "../../../server/domain/customs/trade/document.ts";
import type { ExportList, ImportList, ListLine } from "../../../server/domain/customs/trade/list.ts";
import { findMatchSettings, type MatchSettings } from "../../../server/domain/customs/trade/match-settings.ts";
import type { FiledBook } from "../../../server/domain/customs/trade/matching-list.ts";
import type { ExportDocuments, ImportDocuments } from "../../../server/domain/customs/trade/matching.ts";
import type { ExportOrder, ImportOrder, OrderLine } from "../../../server/domain/customs/trade/order.ts";
import type { ExportReceipt, ImportPayment } from "../../../server/domain/customs/trade/payment.ts";
import type { TariffRate } from "../../../server/domain/customs/trade/tariff.ts";
import type { ExportWaybill, ImportWaybill } from "../../../server/domain/customs/trade/waybill.ts";
import { parseQuantity } from "../../../server/domain/basics/quantity.ts";

/** "12.5" → 1250000n, for amounts, quantities, weights and rates alike. */
export const n = (text: string): bigint => {
  const value = parseQuantity(text);
  if (typeof value === "string") throw new Error(`${text}: ${value}`);
  return value;
};

const head = (guid: string): DocumentHead => ({ guid, action: "new", isDeclared: true, sentMs: Date.parse("2026-11-20T09:00:00+08:00") });

export const BUYER: Person = { idType: "identity_card", idHash: "9f2c41d07ab3e655", name: "李小宝", telephone: "13800000001" };
export const OTHER_PERSON: Person = { idType: "identity_card", idHash: "00aa11bb22cc33dd", name: "王大力", telephone: "13900000002" };
const CONSIGNEE: Consignee = { name: "李小宝", telephone: "13800000001", address: "湖南省湘潭市岳塘区1号" };

const orderLine = (line: number, over: Partial<OrderLine> = {}): OrderLine => ({
  line,
  itemName: "婴儿奶粉",
  model: "900g",
  unit: "122",
  quantity: n("2"),
  price: n("150"),
  total: n("300"),
  currency: "142",
  country: "609",
  ...over,
});

export const IMPORT_ORDER: ImportOrder = {
  direction: "import",
  head: head("ORDER-GUID"),
  platform: "1101110325",
  platformName: "示例平台",
  orderNo: "ON-1",
  merchant: { code: "4301960AAA", name: "示例电商" },
  goodsValue: n("410"),
  freight: n("20"),
  discount: n("15"),
  taxCollected: n("38.70"),
  amountPaid: n("453.70"),
  currency: "142",
  buyer: BUYER,
  buyerAccount: "lixb",
  consignee: CONSIGNEE,
  payCode: "3120980105",
  payTransactionNo: "TX-1",
  lines: [
    orderLine(1),
    orderLine(2, { itemName: "面霜", unit: "142", quantity: n("1"), price: n("110"), total: n("110"), country: "305" }),
  ],
};

export const IMPORT_PAYMENT: ImportPayment = {
  direction: "import",
  head: head("PAYMENT-GUID"),
  platform: IMPORT_ORDER.platform,
  platformName: IMPORT_ORDER.platformName,
  orderNo: "ON-1",
  provider: { code: "3120980105", name: "示例支付" },
  transactionNo: "TX-1",
  payer: BUYER,
  amount: n("453.7"),
  currency: "142",
  paidMs: Date.parse("2026-11-20T09:01:00+08:00"),
};

export const IMPORT_WAYBILL: ImportWaybill = {
  direction: "import",
  head: head("WAYBILL-GUID"),
  carrier: "4301980BBB",
  carrierName: "示例物流",
  waybillNo: "L-1",
  orderNo: "ON-1",
  consignee: CONSIGNEE,
  currency: "142",
  grossWeightKg: n("2.3"),
  packages: 1,
};

export const listLine = (line: number, over: Partial<ListLine> = {}): ListLine => ({
  line,
  itemRecordNo: "SKU-1",
  hsCode: "1901101010",
  goodsName: "婴儿奶粉",
  model: "900g",
  country: "609",
  unit: "122",
  quantity: n("2"),
  price: n("150"),
  total: n("300"),
  currency: "142",
  legal: { quantity: n("1.8"), unit: "035" },
  ...over,
});

export const IMPORT_LIST: ImportList = {
  direction: "import",
  head: head("LIST-GUID"),
  platform: IMPORT_ORDER.platform,
  platformName: IMPORT_ORDER.platformName,
  orderNo: "ON-1",
  merchant: IMPORT_ORDER.merchant,
  carrier: { code: "4301980BBB", name: "示例物流" },
  waybillNo: "L-1",
  agent: { code: "4301980CCC", name: "示例报关" },
  customsCode: "4900",
  portCode: "4900",
  book: "T4900W000001",
  mode: "1210",
  transportMode: "4",
  country: "142",
  freight: n("20"),
  insuredFee: n("0"),
  packages: 1,
  grossWeightKg: n("2.3"),
  netWeightKg: n("2"),
  declaredDate: "2026-11-20",
  guarantor: "4301960AAA",
  buyer: BUYER,
  consigneeAddress: CONSIGNEE.address,
  zoneFirm: { code: "4301460DDD", name: "示例仓储" },
  currency: "142",
  lines: [
    listLine(1),
    listLine(2, {
      itemRecordNo: "SKU-2",
      hsCode: "3304990039",
      goodsName: "面霜",
      country: "305",
      unit: "142",
      quantity: n("1"),
      price: n("110"),
      total: n("110"),
      legal: { quantity: n("0.05"), unit: "035" },
    }),
  ],
};

export const IMPORT: Required<ImportDocuments> = {
  kind: "import_retail",
  order: IMPORT_ORDER,
  payment: IMPORT_PAYMENT,
  waybill: IMPORT_WAYBILL,
  list: IMPORT_LIST,
};

export const FILED: FiledBook = {
  book: "T4900W000001",
  zoneFirm: "4301460DDD",
  items: new Map(
    IMPORT_LIST.lines.map(({ itemRecordNo = "", hsCode, goodsName, unit }) => [itemRecordNo, { itemRecordNo, hsCode, goodsName, unit }]),
  ),
};

const EXPORT_ORDER: ExportOrder = {
  direction: "export",
  orderType: "retail",
  head: head("E-ORDER-GUID"),
  platform: "无",
  platformName: "无",
  orderNo: "EN-1",
  merchant: { code: "4301960AAA", name: "示例电商" },
  goodsValue: n("60"),
  freight: n("5"),
  currency: "502",
  lines: [
    orderLine(1, { itemNo: "LAMP", itemName: "台灯", unit: "001", quantity: n("3"), price: n("20"), total: n("60"), currency: "502" }),
  ],
};

const EXPORT_RECEIPT: ExportReceipt = {
  direction: "export",
  head: head("E-RECEIPT-GUID"),
  platform: "无",
  platformName: "无",
  orderNo: "EN-1",
  merchant: EXPORT_ORDER.merchant,
  providerName: "Example Pay",
  amount: n("65"),
  currency: "502",
  paidMs: Date.parse("2024-11-20T09:01:00+08:00"),
};

const EXPORT_WAYBILL: ExportWaybill = {
  direction: "export",
  head: head("E-WAYBILL-GUID"),
  carrier: "4301980BBB",
  carrierName: "示例物流",
  waybillNo: "EL-1",
  currency: "142",
  grossWeightKg: n("3.1"),
  packages: 2,
  freight: n("50"),
  insuredFee: n("0"),
  merchantCode: "4301960AAA",
};

const EXPORT_LIST: ExportList = {
  direction: "export",
  head: head("E-LIST-GUID"),
  platform: "无",
  platformName: "无",
  orderNo: "EN-1",
  merchant: EXPORT_ORDER.merchant,
  carrier: { code: "4301980BBB", name: "示例物流" },
  waybillNo: "EL-1",
  agent: { code: "4301980CCC", name: "示例报关" },
  customsCode: "4900",
  portCode: "4900",
  mode: "9610",
  transportMode: "5",
  country: "502",
  freight: n("50"),
  insuredFee: n("0"),
  packages: 2,
  grossWeightKg: n("3.1"),
  netWeightKg: n("2.8"),
  isSimplified: false,
  producer: EXPORT_ORDER.merchant,
  destinationPort: "USLAX",
  freightCurrency: "142",
  insuredFeeCurrency: "142",
  lines: [
    listLine(1, {
      itemNo: "LAMP",
      hsCode: "9405219000",
      goodsName: "台灯",
      country: "502",
      unit: "001",
      quantity: n("3"),
      price: n("20"),
      total: n("60"),
      currency: "502",
    }),
  ],
};

export const EXPORT: Required<ExportDocuments> = {
  kind: "export_retail",
  order: EXPORT_ORDER,
  payment: EXPORT_RECEIPT,
  waybill: EXPORT_WAYBILL,
  list: EXPORT_LIST,
};

export const settingsOn = (day: string): MatchSettings => {
  const settings = findMatchSettings(day);
  if (!settings) throw new Error(`no settings on ${day}`);
  return settings;
};

export const rate = (hsCode: string, over: Partial<TariffRate> = {}): TariffRate => ({
  hsCode,
  validFrom: "2026-01-01",
  vat: n("0.13"),
  consumption: 0n,
  tariff: n("0.05"),
  legalUnits: ["035"],
  positiveList: true,
  source: "test",
  ...over,
});
