import type { DocumentHead } from "./document.ts";
import type { GoodsList } from "./list.ts";
import type { TradeOrder } from "./order.ts";
import type { Payment } from "./payment.ts";
import type { Waybill } from "./waybill.ts";

/** The documents of a trade (三单 and the list), and the number by which each is filed. */
export type TradeRecord =
  | Readonly<{ kind: "order"; record: TradeOrder }>
  | Readonly<{ kind: "payment"; record: Payment }>
  | Readonly<{ kind: "waybill"; record: Waybill }>
  | Readonly<{ kind: "list"; record: GoodsList }>;

export const headOf = ({ record }: TradeRecord): DocumentHead => record.head;

/** Unique within its kind: with the platform, the payment firm, the carrier; of a list its internal number (copNo). */
export const numberOf = (trade: TradeRecord): string => {
  switch (trade.kind) {
    case "order":
      return `${trade.record.platform}/${trade.record.orderNo}`;
    case "payment": {
      const { record } = trade;
      if (record.direction === "import") return `${record.provider.code}/${record.transactionNo}`;
      return `${record.platform}/${record.orderNo}`;
    }
    case "waybill":
      return `${trade.record.carrier}/${trade.record.waybillNo}`;
    case "list":
      return trade.record.copNo ?? `${trade.record.platform}/${trade.record.orderNo}`;
  }
};

/** Platform and order number: what the documents of one trade have in common. An export's waybill names no order: its list does. */
export const trioOf = (trade: TradeRecord): string | null => {
  if (trade.kind !== "waybill") return `${trade.record.platform}/${trade.record.orderNo}`;
  return null;
};
