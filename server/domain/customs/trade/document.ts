/** What all documents of a trade have in common. */
import type { Money } from "../../basics/money.ts";

/** appType 企业报送类型: 1 新增, 2 变更, 3 删除. */
export type DocumentAction = "new" | "change" | "delete";

export type DocumentHead = Readonly<{
  /** 36 characters in upper case, made by the firm that sends. */
  guid: string;
  action: DocumentAction;
  /** appStatus 业务状态: 1 暂存 is kept, 2 申报 is declared. */
  isDeclared: boolean;
  /** appTime 企业报送时间. */
  sentMs: number;
}>;

/** A firm by its customs registration (海关注册登记编号, 10) or credit code (统一社会信用代码, 18). */
export type Firm = Readonly<{ code: string; name: string }>;

/** 订购人, 支付人. The number itself never comes this far: `idHash` is its keyed hash, made at the door. */
export type Person = Readonly<{
  /** buyerIdType: 1 身份证, 2 其它. */
  idType: "identity_card" | "other";
  idHash: string;
  name: string;
  telephone?: string;
}>;

/** 收货人. */
export type Consignee = Readonly<{ name: string; telephone: string; address: string }>;

/** What joins the documents of one trade: an order number is unique on its platform (ebpCode). */
export type TradeKey = Readonly<{ platform: string; orderNo: string }>;

/** A waybill number is unique with its carrier (logisticsCode) for six months. */
export type WaybillKey = Readonly<{ carrier: string; waybillNo: string }>;

/** A quantity in a unit of the customs table (计量单位代码, three digits). Quantities are 10⁻⁵ of the unit. */
export type Measure = Readonly<{ quantity: bigint; unit: string }>;

/** 人民币, by the customs table of currencies. */
export const CNY = "142";

/** 商品单价 and 总价 of a line, in its currency. */
export type Priced = Readonly<{ price: Money; total: Money; currency: string }>;
