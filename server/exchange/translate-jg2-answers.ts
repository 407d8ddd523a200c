/**
 * What customs answers in 金关二期, as steps of the document it is about. A receipt tells a result (处理结果) and how the document
 * stands now; where it tells both, the steps follow the document, so that a receipt that was lost is made up for by the next.
 */
import type { CommonResponeMessage, Jg2Document } from "../messages/jg2/generated/messages.ts";
import type { AnswerDraft, AnswerStep, BookDraft, FileAnswerDraft, NothingDraft, ReceiptDraft, WriteOffDraft } from "./drafts.ts";
import { filled, filledOf, parseCustomsDay, parseCustomsTime } from "./field-reading.ts";
import { optional, type Translating } from "./translate-trade.ts";

type Of<Kind extends Jg2Document["kind"]> = Extract<Jg2Document, Readonly<{ kind: Kind }>>;

/**
 * 处理结果. Of an inventory: 1 通过(已核扣), 2 转人工, 3 退单, 4 预核扣, 5 通过(未核扣); of the others 1 通过, 2 转人工, 3 退单; Y 入库成功,
 * Z 入库失败. Likely, not in the definitions at hand: the real receipts of 2024 agree with 1 and 4.
 */
const APPROVED: ReadonlySet<string> = new Set(["1", "4", "5"]);
const REFUSED: ReadonlySet<string> = new Set(["3", "Z"]);

type Result = Readonly<{ manageResult?: string; manageDate?: string; rmk?: string; businessId?: string; etpsPreentNo?: string }>;
type Notes = readonly Readonly<{ note?: string }>[];

const notesOf = (result: Result | undefined, checks: Notes, more?: string): string | undefined =>
  filled(filledOf(result?.rmk, ...checks.map(({ note }) => note), more).join("; "));

type Said = Readonly<{ result: Result | undefined; checks?: Notes; more?: string | undefined; status?: string | undefined }>;

const receiptOf = ({ result, checks = [], more, status }: Said): ReceiptDraft => ({
  status: filled(result?.manageResult) ?? filled(status) ?? "",
  ...optional("note", notesOf(result, checks, more)),
  atMs: parseCustomsTime(result?.manageDate),
});

type Decision = "approved" | "refused" | "pending";

const decisionOf = (result: Result | undefined, isRefused: boolean, isApproved: boolean): Decision => {
  const code = filled(result?.manageResult);
  if (isRefused || (code !== undefined && REFUSED.has(code))) return "refused";
  if (code === undefined ? isApproved : APPROVED.has(code)) return "approved";
  return "pending";
};

const refusal = (receipt: ReceiptDraft): AnswerStep => ({ do: "refuse", note: receipt.note ?? "refused without a reason (退单)" });

export const inventoryAnswer = (record: Of<"INV201"> | Of<"INV211">): AnswerDraft => {
  const { result, head, checks } = record;
  // A posting (记账回执) has no result: what it tells is done.
  const receipt = receiptOf({ result, checks, status: head?.vrfdedMarkcd });
  const at = receipt.atMs ?? parseCustomsTime(head?.formalVrfdedTime) ?? parseCustomsTime(head?.prevdTime);
  const decision = decisionOf(result, head?.invtStucd === "2", record.kind === "INV211");
  const number = filled(head?.bondInvtNo) ?? filled(result?.businessId);
  return {
    says: "answer",
    document: "inventory",
    keys: filledOf(head?.etpsInnerInvtNo, head?.bondInvtNo, result?.businessId, head?.invtPreentNo, result?.etpsPreentNo),
    steps: decision === "approved" ? approvedInventory(head, number) : decision === "refused" ? [refusal(receipt)] : [],
    receipt: { ...receipt, atMs: at },
  };
};

type InventoryHead = NonNullable<Of<"INV201">["head"]>;

const approvedInventory = (head: InventoryHead | undefined, number: string | undefined): AnswerStep[] => {
  if (head?.dclTypecd === "3" || head?.invtStucd === "3") return [{ do: "cancel" }];
  const entryNo = filled(head?.entryNo) ?? filled(head?.rltEntryNo);
  return [
    { do: "approve", number },
    // 已放行. That all goods have passed as well is for the gate to say.
    ...(head?.entryStucd === "1" ? [{ do: "release" as const, ...(entryNo !== undefined && { entryNo }) }] : []),
    ...(head?.vrfdedMarkcd === "3" ? [{ do: "write_off" as const }] : []),
  ];
};

/** 生成报关单: the declaration exists, and is not released by that. Its number finds the inventory from now on. */
export const declarationNumberAnswer = ({ result }: Of<"INV202">): FileAnswerDraft | NothingDraft => {
  const alias = filled(result?.entrySeqNo);
  if (alias === undefined) return { says: "nothing", why: filled(result?.reason) ?? "no declaration was made" };
  return {
    says: "file_answer",
    document: "inventory",
    taken: true,
    alias,
    keys: filledOf(result?.businessId, result?.invPreentNo),
    note: `报关单统一编号 ${alias}`,
  };
};

export const stockAnswer = ({ result, head, checks }: Of<"SAS211">): AnswerDraft => {
  const receipt = receiptOf({ result, checks, more: head?.emapvDescription });
  const decision = decisionOf(result, head?.emapvMarkcd === "3", false);
  const number = filled(head?.sasStockNo) ?? filled(result?.businessId);
  const approved: AnswerStep[] = head?.dclTypecd === "3" ? [{ do: "cancel" }] : [{ do: "approve", number }];
  return {
    says: "answer",
    document: "stock_document",
    keys: filledOf(head?.etpsPreentNo, head?.sasStockNo, result?.businessId, head?.sasStockPreentNo, result?.etpsPreentNo),
    steps: decision === "approved" ? approved : decision === "refused" ? [refusal(receipt)] : [],
    receipt,
  };
};

export const declarationAnswer = ({ result, head, checks }: Of<"SAS201">): AnswerDraft => {
  const receipt = receiptOf({ result, checks, more: head?.emapvDescription });
  const decision = decisionOf(result, head?.emapvMarkcd === "3", false);
  const number = filled(head?.sasDclNo) ?? filled(result?.businessId);
  const isClosed = filled(head?.clsCaseTime) !== undefined;
  const approved: AnswerStep[] = isClosed ? [{ do: "finish" }] : head?.dclTypecd === "3" ? [{ do: "cancel" }] : [{ do: "approve", number }];
  return {
    says: "answer",
    document: "declaration",
    keys: filledOf(head?.etpsPreentNo, head?.sasDclNo, result?.businessId, head?.sasDclPreentNo, result?.etpsPreentNo),
    steps: decision === "approved" ? approved : decision === "refused" ? [refusal(receipt)] : [],
    receipt,
  };
};

type PassRecord = Of<"SAS221"> | Of<"SAS222"> | Of<"SAS251">;
type PassHead = NonNullable<PassRecord["head"]>;

const passKeys = (head: PassHead | undefined, result: Result | undefined): string[] =>
  filledOf(head?.etpsPreentNo, head?.passportNo, result?.businessId, head?.sasPassportPreentNo, result?.etpsPreentNo);

export const passAnswer = (record: PassRecord): AnswerDraft => {
  const { result, head } = record;
  const receipt = receiptOf({ result, checks: "checks" in record ? record.checks : [] });
  const decision = decisionOf(result, head?.emapvMarkcd === "3", false);
  const isVoid = head?.dclTypecd === "3" || head?.stucd === "5" || head?.stucd === "6";
  const approved: AnswerStep = isVoid
    ? { do: "cancel" }
    : { do: "approve", number: filled(head?.passportNo) ?? filled(result?.businessId) };
  return {
    says: "answer",
    document: "pass",
    keys: passKeys(head, result),
    steps: decision === "approved" ? [approved] : decision === "refused" ? [refusal(receipt)] : [],
    receipt,
  };
};

/**
 * 过卡. stucd: 2 已过(单卡), 3 已过一卡, 4 已过二卡. What has passed was approved, should its approval come later or never.
 * The weight is undefined where the gate did not weigh.
 */
export const passageAnswer = ({ result, head, checks }: Of<"SAS223"> | Of<"SAS253">, { read }: Translating): AnswerDraft => {
  const gate = head?.stucd === "3" ? 1 : head?.stucd === "4" ? 2 : "only";
  const atMs = parseCustomsTime(gate === 2 ? head?.secdPassTime : head?.passTime);
  const weighed = head !== undefined && "weighedKg" in head ? read.optionalDecimal("passCollectWt", head.weighedKg) : undefined;
  const receipt = receiptOf({ result, checks });
  return {
    says: "answer",
    document: "pass",
    keys: passKeys(head, result),
    steps: [
      { do: "approve", number: filled(head?.passportNo) ?? filled(result?.businessId) },
      { do: "pass_gate", gate, atMs: atMs ?? receipt.atMs, weighedKg: weighed === undefined || weighed === 0n ? null : weighed },
    ],
    receipt,
  };
};

/** 到货确认或作废: only a pass that customs itself shows as deleted (5) or void (6) is ended by it. */
export const arrivalOrVoidAnswer = ({ result, head, checks }: Of<"SAS224">): AnswerDraft => ({
  says: "answer",
  document: "pass",
  keys: passKeys(head, result),
  steps: head?.stucd === "5" || head?.stucd === "6" ? [{ do: "cancel" }] : [],
  receipt: receiptOf({ result, checks, status: head?.stucd }),
});

/** 账册设立、变更: balance = inQty + actlIncQty − actlRedcQty (section 2.5). */
export const bookAnswer = ({ result, head, lines, checks }: Of<"BWS201">, { read }: Translating): BookDraft | NothingDraft => {
  const book = filled(head?.bwsNo) ?? filled(result?.businessId);
  const receipt = receiptOf({ result, checks });
  if (book === undefined || decisionOf(result, false, false) !== "approved")
    return { says: "nothing", why: receipt.note ?? `the book was not approved (${receipt.status})` };
  return {
    says: "book",
    book,
    receipt,
    lines: lines.flatMap((line, index) => {
      const of = read.within(`BwsDt[${index + 1}]/`);
      const entered = of.optionalDecimal("inQty", line.inQty) ?? 0n;
      const added = of.optionalDecimal("actlIncQty", line.actlIncQty) ?? 0n;
      const taken = of.optionalDecimal("actlRedcQty", line.actlRedcQty) ?? 0n;
      const quantity = entered + added - taken;
      if (quantity <= 0n) return [];
      return [
        {
          line: of.whole("gdsSeqno", line.gdsSeqno),
          ...optional("itemRecordNo", line.gdsMtno),
          unit: filled(line.dclUnitcd) ?? "",
          quantity,
        },
      ];
    }),
  };
};

/** 账册报核 accepted or not: by the first and last day of what was reported. */
export const writeOffAnswer = ({ result, head, checks }: Of<"EMS221">): WriteOffDraft | NothingDraft => {
  const receipt = receiptOf({ result, checks });
  const book = filled(head?.emsNo) ?? filled(result?.businessId);
  const [first, last] = [parseCustomsDay(head?.chgoffBeginTime), parseCustomsDay(head?.chgoffDueTime)];
  if (book === undefined || decisionOf(result, false, false) !== "approved")
    return { says: "nothing", why: receipt.note ?? `the report of the book was not accepted (${receipt.status})` };
  if (first === undefined || last === undefined) return { says: "nothing", why: "kept; it does not say which period was accepted" };
  const number = filledOf(result?.businessId, head?.emsNo)[0] ?? book;
  const times = filled(head?.chgoffTmsCnt) ?? filled(result?.tmsCnt);
  return { says: "write_off", book, period: `${first}/${last}`, number: times === undefined ? number : `${number}-${times}`, receipt };
};

/** 直接应答 of the client to a file it took: dealFlag 0 and the number it gave, anything else a failure. */
export const clientAnswer = ({ head: answer = {} }: CommonResponeMessage): FileAnswerDraft => {
  const note = filledOf(answer.checkInfo, filled(answer.dealFlag) === undefined ? undefined : `(${answer.dealFlag})`).join(" ");
  return {
    says: "file_answer",
    taken: answer.dealFlag?.trim() === "0",
    alias: filled(answer.seqNo),
    keys: filledOf(answer.etpsPreentNo),
    note,
  };
};
