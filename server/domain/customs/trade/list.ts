/**
 * The list (申报清单): CEB621 of an import, CEB603 of an export. It declares what the three documents say, line by line,
 * and is what customs releases. Dates are YYYY-MM-DD.
 */
import type { Money } from "../../basics/money.ts";
import type { DocumentHead, Firm, Measure, Person, Priced, TradeKey } from "./document.ts";
import type { SupervisionMode } from "./mode.ts";

export type ListLine = Measure &
  Priced &
  Readonly<{
    /** gnum 序号, from 1; the order's line of the same number. */
    line: number;
    /** itemRecordNo 账册备案料号: required in bonded modes. */
    itemRecordNo?: string;
    itemNo?: string;
    itemName?: string;
    /** gcode 商品编码: ten digits; of a simplified export four. */
    hsCode: string;
    /** gname 商品名称. */
    goodsName: string;
    /** gmodel 规格型号. */
    model: string;
    barCode?: string;
    /** Of an import 原产国, of an export 最终目的国. */
    country: string;
    /** tradeCountry 贸易国. */
    tradeCountry?: string;
    /** qty1, unit1: 法定数量. */
    legal: Measure;
    /** qty2, unit2: 第二数量. */
    secondLegal?: Measure;
  }>;

type ListHead = TradeKey &
  Readonly<{
    head: DocumentHead;
    platformName: string;
    /** ebc 电商企业. */
    merchant: Firm;
    /** logisticsCode, logisticsNo. */
    carrier: Firm;
    waybillNo: string;
    /** 申报单位. */
    agent: Firm;
    /** copNo 企业内部编号, preNo 电子口岸编号, invtNo 海关清单编号. */
    copNo?: string;
    preNo?: string;
    invtNo?: string;
    /** customsCode 申报地海关, portCode 口岸海关. */
    customsCode: string;
    portCode: string;
    /** ieDate 进出口日期. */
    borderDate?: string;
    /** emsNo 账册编号: required in bonded modes. */
    book?: string;
    mode: SupervisionMode;
    /** trafMode 运输方式, trafNo or trafName 运输工具, voyageNo 航班航次号, billNo 提运单号. */
    transportMode: string;
    vehicle?: string;
    voyageNo?: string;
    billNo?: string;
    /** loctNo 监管场所. */
    premises?: string;
    licenceNo?: string;
    country: string;
    freight: Money;
    insuredFee: Money;
    /** wrapType 包装种类. */
    packaging?: string;
    packages: number;
    /** 10⁻⁵ kg. */
    grossWeightKg: bigint;
    netWeightKg: bigint;
    lines: readonly ListLine[];
  }>;

export type ImportList = ListHead &
  Readonly<{
    direction: "import";
    /** declTime 申报日期. */
    declaredDate: string;
    /** assureCode 担保企业: who answers for the tax. */
    guarantor: string;
    buyer: Person;
    consigneeAddress: string;
    /** areaCode 区内企业: required in bonded modes. */
    zoneFirm?: Firm;
    currency: string;
  }>;

export type ExportList = ListHead &
  Readonly<{
    direction: "export";
    /** statisticsFlag: A 简化申报, B 汇总申报. */
    isSimplified: boolean;
    /** owner 生产销售单位. */
    producer: Firm;
    /** iacCode 区内企业: required when it leaves a special zone. */
    zoneFirm?: Firm;
    /** POD 指运港. */
    destinationPort: string;
    totalPackageNo?: string;
    freightCurrency: string;
    insuredFeeCurrency: string;
  }>;

/** 清单. */
export type GoodsList = ImportList | ExportList;
