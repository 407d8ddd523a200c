/** What a list still owes to customs, and how its returns ended; both read off its life. */
import { findRefundWindow, findTaxDue } from "./list-deadlines.ts";
import type { ListLife, Refund } from "./list-life.ts";
import { listStanding, releasedAtMs } from "./list-life.ts";
import { applicationGranted, type ListDifference } from "./list-status.ts";

export type ListObligation = Readonly<{
  /** A window to use, goods to bring back, tax to pay. */
  kind: "refund_application" | "refund_goods_back" | "tax_payment";
  dueMs: number;
  source: string;
  /** The application whose goods are owed. */
  request?: string;
}>;

export type RefundState =
  /** Goods or a receipt came, and nobody asked. */
  | "unasked"
  | "requested"
  | "granted"
  | "refused"
  /** Granted and back in time: no tax, and the quota is given back. */
  | "returned"
  /** Back after the last day: tax and quota stay as they were. */
  | "returned_late";

export const refundState = (life: ListLife, refund: Refund): RefundState => {
  const answer = applicationGranted(refund.receipts);
  if (answer && !answer.isGranted) return "refused";
  if (refund.requestedMs === undefined) return "unasked";
  if (!answer) return "requested";
  if (refund.goodsBackMs === undefined) return "granted";
  const releasedMs = releasedAtMs(life);
  const window = releasedMs === undefined ? undefined : findRefundWindow(releasedMs);
  return window && refund.goodsBackMs > window.backByMs ? "returned_late" : "returned";
};

/** Beside what `listStanding` finds in the receipts. */
export const refundDifferences = (life: ListLife): readonly ListDifference[] => {
  const found = new Set<ListDifference>();
  for (const refund of life.refunds.values()) {
    const state = refundState(life, refund);
    if (state === "returned_late") found.add("goods_back_late");
    if (refund.goodsBackMs !== undefined && (state === "unasked" || state === "refused")) found.add("goods_back_unasked");
  }
  return [...found].toSorted();
};

const isAllReturned = (life: ListLife): boolean => {
  const returned = new Map<number, bigint>();
  for (const refund of life.refunds.values()) {
    if (refundState(life, refund) !== "returned") continue;
    for (const { line, quantity } of refund.lines) returned.set(line, (returned.get(line) ?? 0n) + quantity);
  }
  return life.lines.length > 0 && life.lines.every(({ line, quantity }) => (returned.get(line) ?? 0n) >= quantity);
};

/** Open ones, met or not met in time; what is past is the reader's to say. None before the release, none of an export. */
export const listObligations = (life: ListLife): readonly ListObligation[] => {
  const releasedMs = releasedAtMs(life);
  if (releasedMs === undefined || life.direction === "export" || listStanding(life).state === "cancelled" || isAllReturned(life)) return [];
  const window = findRefundWindow(releasedMs);
  const tax = findTaxDue(releasedMs);
  const found: ListObligation[] = [];
  if (window) found.push({ kind: "refund_application", dueMs: window.applyByMs, source: window.source });
  for (const [request, refund] of window ? life.refunds : []) {
    const state = refundState(life, refund);
    if ((state === "requested" || state === "granted") && refund.goodsBackMs === undefined)
      found.push({ kind: "refund_goods_back", dueMs: window!.backByMs, source: window!.source, request });
  }
  if (tax) found.push({ kind: "tax_payment", ...tax });
  return found;
};
