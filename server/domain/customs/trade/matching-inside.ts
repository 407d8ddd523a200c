/** What a document must agree with in itself: its own arithmetic, and what the official note limits it to. */
import type { Money } from "../../basics/money.ts";
import { FEN, roundTo } from "../../basics/money.ts";
import { QUANTITY_SCALE } from "../../basics/quantity.ts";
import type { Sheet } from "./comparison.ts";
import { CNY } from "./document.ts";
import type { ExportOrder, ImportOrder, OrderLine, TradeOrder } from "./order.ts";

/** 商品总价，等于单价乘以数量: exactly, or, since the price is itself cut at five decimals, as the product in 分. */
export const isLineTotal = ({ price, quantity, total }: OrderLine): boolean => {
  const product = price * quantity;
  return total * QUANTITY_SCALE === product || total === roundTo(FEN, { numerator: product, denominator: QUANTITY_SCALE }, "half_up");
};

const compareLines = (sheet: Sheet, order: TradeOrder): void => {
  let sum: Money = 0n;
  for (const line of order.lines) {
    sum += line.total;
    const product = (line.price * line.quantity) / QUANTITY_SCALE;
    sheet.by(() => isLineTotal(line), { pair: "order", field: "line_total", line: line.line }, line.total, product);
  }
  sheet.amount({ pair: "order", field: "goods_value" }, order.goodsValue, sum);
};

/** acturalPaid: 商品价格+运杂费+代扣税款-非现金抵扣金额. */
export const compareInsideImportOrder = (sheet: Sheet, order: ImportOrder): void => {
  const paid = order.goodsValue + order.freight + order.taxCollected - order.discount;
  sheet.amount({ pair: "order", field: "amount_paid" }, order.amountPaid, paid);
  sheet.text({ pair: "order", field: "currency" }, order.currency, CNY);
  compareLines(sheet, order);
};

export const compareInsideExportOrder = (sheet: Sheet, order: ExportOrder): void => compareLines(sheet, order);
