/** Lists (清单, CEB621 and CEB603) as the record that is matched, judged and released. */
import type { Firm } from "../domain/customs/trade/document.ts";
import type { ListLine } from "../domain/customs/trade/list.ts";
import type { SupervisionMode } from "../domain/customs/trade/mode.ts";
import type { TradeRecord } from "../domain/customs/trade/records.ts";
import { shanghaiDay } from "../domain/customs/settings.ts";
import type { CebRecord } from "../messages/ceb/ceb-definitions.ts";
import { filled, parseCustomsDay, type FieldReading } from "./field-reading.ts";
import { buyerOf, firmOf, headOf, optional, personOf, pricedOf, type Translating } from "./translate-trade.ts";

const MODES: Readonly<Record<SupervisionMode, SupervisionMode>> = {
  "1210": "1210",
  "1239": "1239",
  "9610": "9610",
  "9710": "9710",
  "9810": "9810",
  "0110": "0110",
  "1039": "1039",
};

export const importList = ({ head, lines }: CebRecord<"CEB621">, by: Translating): TradeRecord => ({
  kind: "list",
  record: {
    direction: "import",
    ...commonOf(head, by),
    ...optional("copNo", head.copNo),
    ...optional("vehicle", head.trafNo),
    ...optional("packaging", head.wrapType),
    declaredDate: parseCustomsDay(head.declTime) ?? shanghaiDay(by.receivedMs),
    guarantor: head.assureCode.trim(),
    buyer: personOf(buyerOf(head), by),
    consigneeAddress: head.consigneeAddress.trim(),
    ...zoneFirmOf(head.areaCode, head.areaName),
    currency: head.currency.trim(),
    lines: lines.map((line, index) => {
      const read = by.read.within(`InventoryList[${index + 1}]/`);
      return { ...lineOf(line, read), ...optional("tradeCountry", line.tradeCountry) };
    }),
  },
});

export const exportList = ({ head, lines }: CebRecord<"CEB603">, by: Translating): TradeRecord => ({
  kind: "list",
  record: {
    direction: "export",
    ...commonOf(head, by),
    copNo: head.copNo.trim(),
    ...optional("vehicle", head.trafName),
    packaging: head.wrapType.trim(),
    isSimplified: head.statisticsFlag.trim() === "A",
    producer: firmOf(head.ownerCode, head.ownerName),
    ...zoneFirmOf(head.iacCode, head.iacName),
    destinationPort: head.POD.trim(),
    ...optional("totalPackageNo", head.totalPackageNo),
    freightCurrency: head.fCurrency.trim(),
    insuredFeeCurrency: head.iCurrency.trim(),
    lines: lines.map((line, index) => lineOf(line, by.read.within(`InventoryList[${index + 1}]/`))),
  },
});

type CommonFields = Pick<
  CebRecord<"CEB621">["head"] & CebRecord<"CEB603">["head"],
  keyof CebRecord<"CEB621">["head"] & keyof CebRecord<"CEB603">["head"]
>;
type ListFields = Omit<CommonFields, "copNo" | "wrapType" | "ieDate"> & Readonly<{ ieDate?: string }>;

const commonOf = (head: ListFields, by: Translating) => {
  const { read } = by;
  const borderDate = parseCustomsDay(head.ieDate);
  return {
    head: headOf(head, by),
    platform: head.ebpCode.trim(),
    orderNo: head.orderNo.trim(),
    platformName: head.ebpName.trim(),
    merchant: firmOf(head.ebcCode, head.ebcName),
    carrier: firmOf(head.logisticsCode, head.logisticsName),
    waybillNo: head.logisticsNo.trim(),
    agent: firmOf(head.agentCode, head.agentName),
    ...optional("preNo", head.preNo),
    ...optional("invtNo", head.invtNo),
    customsCode: head.customsCode.trim(),
    portCode: head.portCode.trim(),
    ...(borderDate !== undefined && { borderDate }),
    ...optional("book", head.emsNo),
    mode: read.code("tradeMode", head.tradeMode.trim(), MODES) ?? "9610",
    transportMode: head.trafMode.trim(),
    ...optional("voyageNo", head.voyageNo),
    ...optional("billNo", head.billNo),
    ...optional("premises", head.loctNo),
    ...optional("licenceNo", head.licenseNo),
    country: head.country.trim(),
    freight: read.decimal("freight", head.freight),
    insuredFee: read.decimal("insuredFee", head.insuredFee),
    packages: read.whole("packNo", head.packNo),
    grossWeightKg: read.decimal("grossWeight", head.grossWeight),
    netWeightKg: read.decimal("netWeight", head.netWeight),
  };
};

const zoneFirmOf = (code: string | undefined, name: string | undefined): { zoneFirm?: Firm } => {
  const known = filled(code);
  return known === undefined ? {} : { zoneFirm: { code: known, name: filled(name) ?? "" } };
};

type LineFields = CebRecord<"CEB621">["lines"][number] | CebRecord<"CEB603">["lines"][number];

const lineOf = (line: LineFields, read: FieldReading): ListLine => {
  const secondQuantity = read.optionalDecimal("qty2", line.qty2);
  return {
    line: read.whole("gnum", line.gnum),
    ...optional("itemRecordNo", line.itemRecordNo),
    ...optional("itemNo", line.itemNo),
    ...optional("itemName", line.itemName),
    hsCode: line.gcode.trim(),
    goodsName: line.gname.trim(),
    model: line.gmodel.trim(),
    ...optional("barCode", line.barCode),
    country: line.country.trim(),
    ...pricedOf(line, read),
    legal: { quantity: read.decimal("qty1", line.qty1), unit: line.unit1.trim() },
    ...(secondQuantity !== undefined && { secondLegal: { quantity: secondQuantity, unit: filled(line.unit2) ?? "" } }),
  };
};
