import type { Lack } from "./read-models.ts";

/** What a document still waits for (还缺什么), in the order in which it is usually got. Sections 2.4 and 2.5. */
export type LackQuestion = Readonly<{
  kind: string;
  state: string;
  /** Its declaration is released, or it needs none. */
  isReleased: boolean;
  /** Quantity that is declared and stands on no pass. */
  isOffPass: boolean;
  /** Quantity that is declared and has not passed the gate. */
  isUnpassed: boolean;
  /** Another document gathers it: a slip a collective inventory (集报清单), a retail list its inventory (保税电商). */
  isGathered: boolean;
  /** An inspection of it is ordered and not over. */
  isInspected: boolean;
  trade: TradeStanding | null;
}>;

/** Of the trade that an order, payment, waybill or list belongs to. */
export type TradeStanding = Readonly<{
  /** order, payment, waybill, list: which are not here. */
  lacking: readonly string[];
  verdict: string | null;
  /** Why the list may not go to customs. */
  refusals: readonly string[];
  /** Null while there is no list. */
  listState: string | null;
  isBonded: boolean;
}>;

const OVER: ReadonlySet<string> = new Set([
  "refused",
  "cancelled",
  "void",
  "done",
  "written_off",
  "passed",
  "finished",
  "deleted",
  // Of an inspection, of an admission.
  "agrees",
  "settled",
  "in_market",
]);
const LET_GO: ReadonlySet<string> = new Set(["released", "closed"]);
const CLOSED: ReadonlySet<string> = new Set(["cancelled", "shipped_back"]);

export const listLacks = (question: LackQuestion): Lack[] => [
  ...ownLacks(question),
  ...(question.isInspected ? (["inspection_result"] as const) : []),
];

const ownLacks = (question: LackQuestion): Lack[] => {
  if (question.trade) return question.state === "deleted" ? [] : lacksOfTrade(question, question.trade);
  if (OVER.has(question.state)) return [];
  switch (question.kind) {
    case "inventory":
      return lacksOfGoods(question);
    case "stock_document":
      return [...lacksOfGoods(question), ...(question.isGathered ? [] : (["collective_inventory"] as const))];
    case "pass":
      return question.state === "filed" ? ["approval", "gate_passage"] : ["gate_passage"];
    case "inspection":
      return question.state === "differs" ? ["disposition"] : ["inspection_result"];
    case "admission":
      return ["admission"];
    default:
      return question.state === "filed" ? ["approval"] : [];
  }
};

const lacksOfGoods = ({ kind, state, isReleased, isOffPass, isUnpassed }: LackQuestion): Lack[] => [
  ...(state === "filed" ? (["approval"] as const) : []),
  // A slip is released by the inventory that collects it.
  ...(isReleased || kind === "stock_document" ? [] : (["declaration_release"] as const)),
  ...(isOffPass ? (["gate_pass"] as const) : []),
  ...(isUnpassed ? (["gate_passage"] as const) : []),
];

const DOCUMENTS = ["order", "payment", "waybill", "list"] as const;
/** Refusals that say of the documents what matching says already. */
const OF_DOCUMENTS: ReadonlySet<string> = new Set(["documents_incomplete", "documents_differ"]);
const OF_IDENTITY = "identity_not_verified";

const lacksOfTrade = ({ kind, isGathered }: LackQuestion, { lacking, verdict, refusals, listState, isBonded }: TradeStanding): Lack[] => {
  if (listState !== null && CLOSED.has(listState)) return [];
  if (listState !== null && LET_GO.has(listState)) return kind === "list" && isBonded && !isGathered ? ["inventory"] : [];
  const lacks: Lack[] = DOCUMENTS.filter((each) => lacking.includes(each));
  if (verdict === "differs") lacks.push("match");
  if (refusals.includes(OF_IDENTITY)) lacks.push("identity");
  if (refusals.some((reason) => !OF_DOCUMENTS.has(reason) && reason !== OF_IDENTITY)) lacks.push("acceptance");
  lacks.push("release");
  return lacks;
};
