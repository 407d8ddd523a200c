import { toInstant, toWhole } from "./field.ts";
import type { Direction, TradePart } from "./trade-fields.ts";
import { lineTotal } from "./trade-sums.ts";

/** What the form of a trade holds while it is typed, and the body that it becomes. */
type Typed = string | undefined;
type Firm = { code?: Typed; name?: Typed };
type Person = { name?: Typed; idNumber?: Typed; telephone?: Typed };
type Consignee = { name?: Typed; telephone?: Typed; address?: Typed };
export type TradeLineDraft = { name?: Typed; quantity?: Typed; price?: Typed; total?: Typed; [key: string]: Typed };
export type TradeDraft = {
  channel?: Typed;
  direction?: Direction;
  site?: Typed;
  owner?: Typed;
  platform?: Firm;
  orderNo?: Typed;
  orderType?: Typed;
  currency?: Typed;
  parts?: TradePart[];
  order?: {
    merchant?: Firm;
    buyer?: Person | undefined;
    consignee?: Consignee | undefined;
    goodsValue?: Typed;
    freight?: Typed;
    discount?: Typed;
    taxCollected?: Typed;
    amountPaid?: Typed;
    payTransactionNo?: Typed;
    lines?: TradeLineDraft[];
  };
  payment?: { provider?: Firm; payer?: Person | undefined; amount?: Typed; transactionNo?: Typed; paidAt?: Typed };
  waybill?: {
    consignee?: Consignee | undefined;
    freight?: Typed;
    grossWeightKg?: Typed;
    packages?: Typed;
    billNo?: Typed;
    insuredFee?: Typed;
  };
  list?: {
    copNo?: Typed;
    declaredDate?: Typed;
    transportMode?: Typed;
    freight?: Typed;
    grossWeightKg?: Typed;
    packages?: Typed;
    billNo?: Typed;
    insuredFee?: Typed;
    book?: Typed;
    zoneFirm?: Firm;
  };
};

/** A total that is not typed is quantity × price. */
const linesOf = (lines: readonly TradeLineDraft[] | undefined): unknown =>
  lines?.map((line) => ({ ...line, total: line.total || lineTotal(line) }));

export const tradeBodyOf = ({ parts = [], order, payment, waybill, list, orderType, ...head }: TradeDraft): unknown => {
  const isBonded = head.channel === "1210";
  const has = (part: TradePart): boolean => parts.includes(part);
  return {
    ...head,
    ...(head.direction === "export" ? { orderType } : {}),
    ...(has("order") ? { order: { ...order, lines: linesOf(order?.lines) } } : {}),
    ...(has("payment") ? { payment: { ...payment, paidAt: toInstant(payment?.paidAt) } } : {}),
    ...(has("waybill") ? { waybill: { ...waybill, packages: toWhole(waybill?.packages) } } : {}),
    ...(has("list")
      ? { list: { ...list, packages: toWhole(list?.packages), ...(isBonded ? {} : { book: undefined, zoneFirm: undefined }) } }
      : {}),
  };
};
