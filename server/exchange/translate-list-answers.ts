/**
 * What is said of a list after it was filed: customs' receipts (622, 604), the firm's cancellation (623, 605) and return (625)
 * and the receipts of these. An application goes by its own number (copNo), the list by whatever number it is named with.
 */
import type { Receipt } from "../domain/customs/trade/list-status.ts";
import type { CebRecord } from "../messages/ceb/ceb-definitions.ts";
import type { ListDraft, ReceiptDraft } from "./drafts.ts";
import { filled, filledOf, parseCustomsTime } from "./field-reading.ts";
import { headOf, type Translating } from "./translate-trade.ts";

type ReturnFields = Readonly<{ returnStatus: string; returnTime: string; returnInfo: string }>;

const receiptOf = (head: ReturnFields, { read, receivedMs }: Translating): Readonly<{ receipt: Receipt; said: ReceiptDraft }> => {
  const text = head.returnStatus.trim();
  const status = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(status)) read.error("returnStatus", "is no whole number", { found: text, allowed: "a status of the official table" });
  const atMs = parseCustomsTime(head.returnTime) ?? receivedMs;
  const note = filled(head.returnInfo);
  return { receipt: { status, atMs }, said: { status: text, atMs, ...(note !== undefined && { note }) } };
};

type ListNumbers = Readonly<{ copNo?: string; preNo?: string; invtNo?: string; ebpCode?: string; orderNo?: string }>;

const tradeKeyOf = ({ ebpCode, orderNo }: ListNumbers): string | undefined => {
  const [platform, order] = [filled(ebpCode), filled(orderNo)];
  return platform === undefined || order === undefined ? undefined : `${platform}/${order}`;
};

export const listReceipt = (head: ReturnFields & ListNumbers, by: Translating): ListDraft => {
  const { receipt, said } = receiptOf(head, by);
  const invtNo = filled(head.invtNo);
  return {
    says: "list",
    keys: filledOf(head.copNo, head.invtNo, head.preNo, tradeKeyOf(head)),
    command: { do: "receive", receipt },
    ...(invtNo !== undefined && { invtNo }),
    receipt: said,
  };
};

/** The list that an application is about: by customs' number, which it must name, and by its order. */
const aboutOf = (head: ListNumbers): string[] => filledOf(head.invtNo, tradeKeyOf(head));

/** An application without a number of its own has that of its list. */
const requestOf = (head: ListNumbers): string => filled(head.copNo) ?? filled(head.invtNo) ?? filled(head.preNo) ?? "";

export const cancelRequest = (head: ListNumbers): ListDraft => ({
  says: "list",
  keys: aboutOf(head),
  command: { do: "request_cancel", request: requestOf(head) },
});

export const cancelReceipt = (head: ReturnFields & ListNumbers, by: Translating): ListDraft => {
  const { receipt, said } = receiptOf(head, by);
  return {
    says: "list",
    keys: aboutOf(head),
    command: { do: "receive_cancel", request: requestOf(head), receipt },
    receipt: said,
  };
};

export const refundRequest = ({ head, lines }: CebRecord<"CEB625">, by: Translating): ListDraft => ({
  says: "list",
  keys: aboutOf(head),
  command: {
    do: "request_refund",
    request: requestOf(head),
    atMs: Math.min(headOf(head, by).sentMs, by.receivedMs),
    lines: lines.map((line, index) => {
      const read = by.read.within(`InvtRefundList[${index + 1}]/`);
      return { line: read.whole("gnum", line.gnum), quantity: read.decimal("qty", line.qty) };
    }),
  },
});

export const refundReceipt = (head: ReturnFields & ListNumbers, by: Translating): ListDraft => {
  const { receipt, said } = receiptOf(head, by);
  return {
    says: "list",
    keys: aboutOf(head),
    command: { do: "receive_refund", request: requestOf(head), receipt },
    receipt: said,
  };
};
