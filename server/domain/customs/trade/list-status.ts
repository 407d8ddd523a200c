/**
 * What a receipt's status says of a list (清单回执状态, returnStatus), and which status stands when several have come.
 * It is read off the receipts as a set, by customs' own time: their order of arrival and their repetition mean nothing.
 */
export type ListState =
  | "draft"
  /** Sent by us, 1 电子口岸已暂存, 2 申报中, 3 发送海关成功. */
  | "declared"
  /** 4 发送海关失败. */
  | "send_failed"
  /** Below zero: 处理异常, 格式校验异常. */
  | "format_error"
  /** 100 退单. */
  | "rejected"
  /** 120 入库. */
  | "accepted"
  /** 300 人工审核. */
  | "manual_review"
  /** 399 审结. */
  | "reviewed"
  /** 500 查验. */
  | "inspecting"
  /** 501 扣留移送通关, 502 缉私, 503 法规, 505 移交, 599 其它扣留. */
  | "detained"
  /** 600 挂起. */
  | "suspended"
  /** 700 退运. */
  | "shipped_back"
  /** 800 放行. */
  | "released"
  /** 899 结关. */
  | "closed"
  /** The firm's cancellation (CEB623, CEB605) was granted. */
  | "cancelled";

export type Receipt = Readonly<{
  status: number;
  /** returnTime 操作时间. */
  atMs: number;
}>;

export type ListDifference =
  /** 100 and 800 or 899 for one declaration. */
  | "rejected_and_released"
  /** 700 and 800 or 899. */
  | "shipped_back_and_released"
  | "rejected_and_shipped_back"
  /** 查验, 扣留 or 挂起 later than the newest release, by customs' own time. */
  | "stopped_after_release"
  /** A format error for what customs has accepted; a message sent twice gives one. */
  | "error_after_acceptance"
  /** Customs released what it had let the firm cancel. */
  | "released_after_cancel"
  /** A status that the official table does not hold. */
  | "status_unknown"
  /** Goods of a return came later than the rule allows. */
  | "goods_back_late"
  /** Goods came back for which no return was granted. */
  | "goods_back_unasked";

/** On the way, under customs, decided: a later stage is never undone by an earlier one. */
type Stage = 1 | 2 | 3 | 4;
type Meaning = Readonly<{ state: ListState; stage: Stage }>;

const declared: Meaning = { state: "declared", stage: 1 };
const detained: Meaning = { state: "detained", stage: 2 };
const MEANINGS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [1, declared],
  [2, declared],
  [3, declared],
  [4, { state: "send_failed", stage: 1 }],
  [120, { state: "accepted", stage: 2 }],
  [300, { state: "manual_review", stage: 2 }],
  [399, { state: "reviewed", stage: 2 }],
  [500, { state: "inspecting", stage: 2 }],
  [501, detained],
  [502, detained],
  [503, detained],
  [505, detained],
  [599, detained],
  [600, { state: "suspended", stage: 2 }],
  [100, { state: "rejected", stage: 3 }],
  [700, { state: "shipped_back", stage: 3 }],
  [800, { state: "released", stage: 3 }],
  [899, { state: "closed", stage: 4 }],
]);
const FORMAT_ERROR: Meaning = { state: "format_error", stage: 1 };

const meaningOf = (status: number): Meaning | undefined => (status < 0 ? FORMAT_ERROR : MEANINGS.get(status));

/** A release stands against a rejection: the goods may have left on it. */
const STRENGTH: Partial<Record<ListState, number>> = { released: 3, shipped_back: 2, rejected: 1 };
const strengthOf = (state: ListState): number => STRENGTH[state] ?? 0;

/** Of decisions the strongest stands, else the later one by customs' time; of two at one instant the higher number. */
const standsBefore = (later: Meaning, earlier: Meaning): boolean => {
  if (later.stage !== earlier.stage) return later.stage > earlier.stage;
  return strengthOf(later.state) >= strengthOf(earlier.state);
};

export type Standing = Readonly<{
  state: ListState;
  /** The official status that stands; undefined before the first receipt that is known. */
  status: number | undefined;
  differences: readonly ListDifference[];
}>;

type Seen = Readonly<{
  /** The newest time of each state. */
  newestMs: ReadonlyMap<ListState, number>;
  isUnderCustoms: boolean;
}>;

const STOPS: readonly ListState[] = ["inspecting", "detained", "suspended"];

const contradictionsIn = ({ newestMs, isUnderCustoms }: Seen): ListDifference[] => {
  const releasedMs = Math.max(newestMs.get("released") ?? 0, newestMs.get("closed") ?? 0);
  const isReleased = releasedMs > 0;
  const found: ListDifference[] = [];
  if (isReleased && newestMs.has("rejected")) found.push("rejected_and_released");
  if (isReleased && newestMs.has("shipped_back")) found.push("shipped_back_and_released");
  if (newestMs.has("rejected") && newestMs.has("shipped_back")) found.push("rejected_and_shipped_back");
  if (isReleased && STOPS.some((state) => (newestMs.get(state) ?? 0) > releasedMs)) found.push("stopped_after_release");
  if ((isReleased || isUnderCustoms) && newestMs.has("format_error")) found.push("error_after_acceptance");
  return found;
};

/** What the receipts of one declaration come to; they are in the order of `withReceipt`. */
export const standingOf = (receipts: readonly Receipt[]): Standing => {
  let standing: (Receipt & Meaning) | undefined;
  let hasUnknown = false;
  let isUnderCustoms = false;
  const newestMs = new Map<ListState, number>();
  for (const receipt of receipts) {
    const meaning = meaningOf(receipt.status);
    if (!meaning) hasUnknown = true;
    else {
      newestMs.set(meaning.state, receipt.atMs);
      if (meaning.stage === 2) isUnderCustoms = true;
      if (!standing || standsBefore(meaning, standing)) standing = { ...receipt, ...meaning };
    }
  }
  const differences = contradictionsIn({ newestMs, isUnderCustoms });
  if (hasUnknown) differences.push("status_unknown");
  return { state: standing?.state ?? "declared", status: standing?.status, differences };
};

/** 撤销申请, 退货申请: 399 审结 grants it, 100 退单 and an error refuse it; the last word stands. Undefined until customs has decided. */
export const applicationGranted = (receipts: readonly Receipt[]): Readonly<{ isGranted: boolean; atMs: number }> | undefined => {
  const decided = receipts.findLast(({ status }) => status === 399 || status === 100 || status < 0);
  return decided && { isGranted: decided.status === 399, atMs: decided.atMs };
};

/** Distinct, in order of customs' time: the same receipts are the same list however they came. The given list when known. */
export const withReceipt = (receipts: readonly Receipt[], { status, atMs }: Receipt): readonly Receipt[] => {
  if (receipts.some((each) => each.status === status && each.atMs === atMs)) return receipts;
  return [...receipts, { status, atMs }].toSorted((one, other) => one.atMs - other.atMs || one.status - other.status);
};
