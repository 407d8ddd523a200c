/**
 * The order (电子订单): CEB311 of an import, CEB303 of an export. The first of the three documents (三单), and the one
 * that names the parties, the goods and what was paid.
 */
import type { Money } from "../../basics/money.ts";
import type { Consignee, DocumentHead, Firm, Measure, Person, Priced, TradeKey } from "./document.ts";

export type OrderLine = Measure &
  Priced &
  Readonly<{
    /** gnum 序号, from 1. */
    line: number;
    /** itemNo 商品货号: the firm's own number. */
    itemNo?: string;
    itemName: string;
    /** gmodel 规格型号. */
    model?: string;
    barCode?: string;
    /** 原产国, of an import. */
    country?: string;
  }>;

type OrderHead = TradeKey &
  Readonly<{
    head: DocumentHead;
    platformName: string;
    /** ebc 电商企业. */
    merchant: Firm;
    /** 商品实际成交价; of an export FOB, without freight. */
    goodsValue: Money;
    /** 运杂费 that is not in the price. */
    freight: Money;
    currency: string;
    lines: readonly OrderLine[];
  }>;

export type ImportOrder = OrderHead &
  Readonly<{
    direction: "import";
    /** 非现金抵扣金额: points, vouchers. */
    discount: Money;
    /** 代扣税款: tax that the firm collected in advance. */
    taxCollected: Money;
    /** acturalPaid 实际支付金额. */
    amountPaid: Money;
    /** 订购人. */
    buyer: Person;
    /** buyerRegNo 订购人注册号. */
    buyerAccount: string;
    consignee: Consignee;
    /** payCode, payTransactionId: who was paid and under which number, where the platform knows. */
    payCode?: string;
    payTransactionNo?: string;
  }>;

export type ExportOrder = OrderHead &
  Readonly<{
    direction: "export";
    /** orderType: E B2C出口订单, B B2B出口订单, W 海外仓订仓单. */
    orderType: "retail" | "b2b" | "overseas_warehouse";
  }>;

export type TradeOrder = ImportOrder | ExportOrder;
