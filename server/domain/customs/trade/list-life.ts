/**
 * The life of a list (清单) from its declaration to 结关, its cancellation (CEB623) and the returns from it (CEB625).
 * What customs tells is never refused: `decide` gives no event for a repeat, `evolve` keeps the facts in an order of their
 * own, and state, differences and obligations are read off them. So any order and any repetition of the same receipts
 * ends alike. What the firm asks for may be refused, all reasons at once, in the order of `ListRefusal`.
 */
import { findRefundWindow } from "./list-deadlines.ts";
import { applicationGranted, standingOf, withReceipt, type Receipt, type Standing } from "./list-status.ts";

export type LineQuantity = Readonly<{ line: number; quantity: bigint }>;

export type Refund = Readonly<{
  /** Undefined while only its receipt, or its goods, have come. */
  requestedMs: number | undefined;
  lines: readonly LineQuantity[];
  receipts: readonly Receipt[];
  /** Goods back at the original place of supervision (原监管作业场所). */
  goodsBackMs: number | undefined;
}>;

export type ListLife = Readonly<{
  direction: "import" | "export";
  isDeclared: boolean;
  /** What was declared last. */
  lines: readonly LineQuantity[];
  /** By customs' time: receipts up to here belong to an earlier declaration, which failed. */
  sinceMs: number;
  receipts: readonly Receipt[];
  /** By the firm's number of the application (copNo). */
  cancels: ReadonlyMap<string, readonly Receipt[]>;
  refunds: ReadonlyMap<string, Refund>;
}>;

export type ListCommand =
  | Readonly<{ do: "declare"; lines: readonly LineQuantity[] }>
  | Readonly<{ do: "receive"; receipt: Receipt }>
  | Readonly<{ do: "request_cancel"; request: string }>
  | Readonly<{ do: "receive_cancel"; request: string; receipt: Receipt }>
  | Readonly<{ do: "request_refund"; request: string; atMs: number; lines: readonly LineQuantity[] }>
  | Readonly<{ do: "receive_refund"; request: string; receipt: Receipt }>
  | Readonly<{ do: "record_goods_back"; request: string; atMs: number }>;

export type ListEvent =
  | Readonly<{ event: "declared"; lines: readonly LineQuantity[]; sinceMs: number }>
  | Readonly<{ event: "received"; receipt: Receipt }>
  | Readonly<{ event: "cancel_requested"; request: string }>
  | Readonly<{ event: "cancel_received"; request: string; receipt: Receipt }>
  | Readonly<{ event: "refund_requested"; request: string; atMs: number; lines: readonly LineQuantity[] }>
  | Readonly<{ event: "refund_received"; request: string; receipt: Receipt }>
  | Readonly<{ event: "goods_back"; request: string; atMs: number }>;

export type ListRefusal =
  /** Customs has it, or has decided on it. */
  | "already_declared"
  /** Nothing there to cancel. */
  | "not_accepted"
  | "already_closed"
  | "not_an_import"
  | "not_released"
  /** The same application with other lines. */
  | "request_changed"
  | "refund_too_late"
  | "refund_empty"
  | "refund_line_unknown"
  | "refund_more_than_listed";

export type ListDecision = Readonly<{ events: readonly ListEvent[] }> | Readonly<{ refusals: readonly ListRefusal[] }>;

export const initialList = (direction: ListLife["direction"]): ListLife => ({
  direction,
  isDeclared: false,
  lines: [],
  sinceMs: 0,
  receipts: [],
  cancels: new Map(),
  refunds: new Map(),
});

const presentReceipts = (life: ListLife): readonly Receipt[] => life.receipts.filter(({ atMs }) => atMs > life.sinceMs);

/** When customs let the goods go; by the closing where the release itself has not come. */
export const releasedAtMs = (life: ListLife): number | undefined => {
  const times = presentReceipts(life).flatMap(({ status, atMs }) => (status === 800 || status === 899 ? [atMs] : []));
  return times.length > 0 ? Math.min(...times) : undefined;
};

const cancelledAtMs = (life: ListLife): number | undefined => {
  const granted = [...life.cancels.values()].map(applicationGranted).flatMap((answer) => (answer?.isGranted ? [answer.atMs] : []));
  return granted.length > 0 ? Math.min(...granted) : undefined;
};

/** Where the list stands, and what contradicts it. */
export const listStanding = (life: ListLife): Standing => {
  const receipts = presentReceipts(life);
  if (!life.isDeclared && receipts.length === 0 && life.cancels.size === 0) return { state: "draft", status: undefined, differences: [] };
  const standing = standingOf(receipts);
  const cancelledMs = cancelledAtMs(life);
  if (cancelledMs === undefined) return standing;
  const releasedMs = releasedAtMs(life);
  if (releasedMs === undefined || releasedMs <= cancelledMs) return { ...standing, state: "cancelled" };
  return { ...standing, differences: [...standing.differences, "released_after_cancel"] };
};

const refuse = (...refusals: readonly ListRefusal[]): ListDecision => ({ refusals });
const record = (event: ListEvent): ListDecision => ({ events: [event] });
const NOTHING_NEW: ListDecision = { events: [] };

const MAY_DECLARE: ReadonlySet<string> = new Set(["draft", "send_failed", "format_error", "rejected"]);

const decideDeclare = (life: ListLife, lines: readonly LineQuantity[]): ListDecision => {
  if (!MAY_DECLARE.has(listStanding(life).state)) return refuse("already_declared");
  return record({ event: "declared", lines, sinceMs: life.receipts.at(-1)?.atMs ?? 0 });
};

const BEFORE_CUSTOMS: ReadonlySet<string> = new Set(["draft", "declared", "send_failed", "format_error", "rejected"]);

const decideCancel = (life: ListLife, request: string): ListDecision => {
  if (life.cancels.has(request)) return NOTHING_NEW;
  const { state } = listStanding(life);
  if (BEFORE_CUSTOMS.has(state)) return refuse("not_accepted");
  if (state === "closed" || state === "shipped_back" || state === "cancelled") return refuse("already_closed");
  return record({ event: "cancel_requested", request });
};

const isRefused = (refund: Refund): boolean => applicationGranted(refund.receipts)?.isGranted === false;

/** Of a line, in applications that were not refused. */
const askedBack = (life: ListLife, line: number): bigint => {
  let quantity = 0n;
  for (const refund of life.refunds.values()) {
    if (isRefused(refund)) continue;
    for (const each of refund.lines) if (each.line === line) quantity += each.quantity;
  }
  return quantity;
};

const sameLines = (one: readonly LineQuantity[], other: readonly LineQuantity[]): boolean =>
  one.length === other.length &&
  one.every(({ line, quantity }, index) => other[index]?.line === line && other[index]?.quantity === quantity);

const refundRefusals = (life: ListLife, { atMs, lines }: ListCommand & { do: "request_refund" }): ListRefusal[] => {
  if (life.direction === "export") return ["not_an_import"];
  const releasedMs = releasedAtMs(life);
  const state = listStanding(life).state;
  if (releasedMs === undefined || (state !== "released" && state !== "closed")) return ["not_released"];
  const refusals: ListRefusal[] = [];
  const applyByMs = findRefundWindow(releasedMs)?.applyByMs;
  if (applyByMs !== undefined && atMs > applyByMs) refusals.push("refund_too_late");
  if (!lines.some(({ quantity }) => quantity > 0n)) refusals.push("refund_empty");
  const listed = new Map(life.lines.map(({ line, quantity }) => [line, quantity]));
  const asked = new Map<number, bigint>();
  for (const { line, quantity } of lines) asked.set(line, (asked.get(line) ?? 0n) + quantity);
  if ([...asked.keys()].some((line) => !listed.has(line))) refusals.push("refund_line_unknown");
  const isTooMuch = ([line, quantity]: [number, bigint]): boolean =>
    listed.has(line) && quantity + askedBack(life, line) > (listed.get(line) ?? 0n);
  if ([...asked].some(isTooMuch)) refusals.push("refund_more_than_listed");
  return refusals;
};

const decideRefund = (life: ListLife, command: ListCommand & { do: "request_refund" }): ListDecision => {
  const { request, atMs, lines } = command;
  const known = life.refunds.get(request);
  if (known?.requestedMs !== undefined) return sameLines(known.lines, lines) ? NOTHING_NEW : refuse("request_changed");
  const refusals = refundRefusals(life, command);
  return refusals.length > 0 ? refuse(...refusals) : record({ event: "refund_requested", request, atMs, lines });
};

const isKnown = (receipts: readonly Receipt[] | undefined, receipt: Receipt): boolean =>
  receipts !== undefined && withReceipt(receipts, receipt) === receipts;

export const decideList = (life: ListLife, command: ListCommand): ListDecision => {
  switch (command.do) {
    case "declare":
      return decideDeclare(life, command.lines);
    case "receive":
      return isKnown(life.receipts, command.receipt) ? NOTHING_NEW : record({ event: "received", receipt: command.receipt });
    case "request_cancel":
      return decideCancel(life, command.request);
    case "receive_cancel": {
      const { request, receipt } = command;
      return isKnown(life.cancels.get(request), receipt) ? NOTHING_NEW : record({ event: "cancel_received", request, receipt });
    }
    case "request_refund":
      return decideRefund(life, command);
    case "receive_refund": {
      const { request, receipt } = command;
      return isKnown(life.refunds.get(request)?.receipts, receipt) ? NOTHING_NEW : record({ event: "refund_received", request, receipt });
    }
    case "record_goods_back": {
      const { request, atMs } = command;
      return life.refunds.get(request)?.goodsBackMs === atMs ? NOTHING_NEW : record({ event: "goods_back", request, atMs });
    }
  }
};

const UNHEARD: Refund = { requestedMs: undefined, lines: [], receipts: [], goodsBackMs: undefined };

const withRefund = (life: ListLife, request: string, change: (refund: Refund) => Refund): ListLife => ({
  ...life,
  refunds: new Map(life.refunds).set(request, change(life.refunds.get(request) ?? UNHEARD)),
});

const withCancel = (life: ListLife, request: string, receipts: readonly Receipt[]): ListLife => ({
  ...life,
  cancels: new Map(life.cancels).set(request, receipts),
});

export const evolveList = (life: ListLife, event: ListEvent): ListLife => {
  switch (event.event) {
    case "declared":
      return { ...life, isDeclared: true, lines: event.lines, sinceMs: event.sinceMs };
    case "received":
      return { ...life, receipts: withReceipt(life.receipts, event.receipt) };
    case "cancel_requested":
      return withCancel(life, event.request, life.cancels.get(event.request) ?? []);
    case "cancel_received":
      return withCancel(life, event.request, withReceipt(life.cancels.get(event.request) ?? [], event.receipt));
    case "refund_requested":
      return withRefund(life, event.request, (refund) => ({ ...refund, requestedMs: event.atMs, lines: event.lines }));
    case "refund_received":
      return withRefund(life, event.request, (refund) => ({ ...refund, receipts: withReceipt(refund.receipts, event.receipt) }));
    case "goods_back":
      // Told twice with two times, the first is when they were back.
      return withRefund(life, event.request, (refund) => ({
        ...refund,
        goodsBackMs: Math.min(event.atMs, refund.goodsBackMs ?? event.atMs),
      }));
  }
};
