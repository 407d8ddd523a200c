/**
 * What one node of a message says, in our words, as far as the message alone can tell: no master data has been asked yet. It
 * is made in the reader's thread and carried over, so it is small and plain. Drafts become acts in `resolve-*.ts`.
 */
import type { DeadlineRule } from "../domain/customs/deadlines.ts";
import type { CustomsTax, DocumentKind } from "../usecases/customs/ports.ts";
import type { ListCommand } from "../domain/customs/trade/list-life.ts";
import type { InventoryType } from "../domain/customs/documents/goods-document.ts";
import type { PassKind } from "../domain/customs/documents/gate-pass.ts";
import type { BusinessType } from "../domain/customs/documents/umbrella.ts";
import { numberOf, type TradeRecord } from "../domain/customs/trade/records.ts";
import type { AboutKey, MessageIssue } from "../usecases/customs/messages-ports.ts";

/** A firm as a message names it: by customs code (10), by credit code (18), or both. */
export type FirmCodes = readonly string[];

/** dclTypecd 1 备案, 2 变更, 3 作废. */
export type FilingAction = "file" | "amend" | "cancel";

export type GoodsLineDraft = Readonly<{
  n: number;
  /** 备案序号. */
  bookLine: number | null;
  /** 料号. */
  itemRecordNo?: string;
  /** Of the customs table, three digits. */
  unit: string;
  quantity: bigint;
  hsCode?: string;
  total?: bigint;
  currency?: string;
}>;

export type GoodsDraft = Readonly<{
  says: "goods";
  kind: "inventory" | "stock_document";
  action: FilingAction;
  isDeclared: boolean;
  /** All its numbers, the firm's own first. */
  keys: readonly string[];
  book: string | null;
  office: string | null;
  owner: FirmCodes;
  direction: "in" | "out";
  type: InventoryType | null;
  mode: string | null;
  needsDeclaration: boolean;
  entryNo?: string;
  declaration?: string;
  gathers: readonly string[];
  partner?: string;
  lines: readonly GoodsLineDraft[];
}>;

export type PassLineDraft = Readonly<{ n: number; documentLine: number | null; itemRecordNo?: string; unit: string; quantity: bigint }>;

export type PassDraft = Readonly<{
  says: "pass";
  action: FilingAction;
  isDeclared: boolean;
  keys: readonly string[];
  book: string | null;
  office: string | null;
  owner: FirmCodes;
  passKind: PassKind;
  direction: "in" | "out";
  binding: "1" | "2" | "3";
  plate: string;
  container: string | null;
  totalWeightKg: bigint | null;
  /** 申报时间. */
  declaredMs?: number;
  documents: readonly string[];
  lines: readonly PassLineDraft[];
}>;

export type DeclarationDraft = Readonly<{
  says: "declaration";
  action: FilingAction;
  isDeclared: boolean;
  keys: readonly string[];
  book: string | null;
  office: string | null;
  owner: FirmCodes;
  businessType: BusinessType;
  direction: "in" | "out";
  validUntilMs: number;
  exhibitionPlace?: string;
}>;

/** What customs answers, as the steps it means for the document; none where it changes nothing. */
export type AnswerStep =
  | Readonly<{ do: "approve"; number: string | undefined }>
  | Readonly<{ do: "refuse"; note: string }>
  | Readonly<{ do: "cancel" | "write_off" | "finish" }>
  | Readonly<{ do: "release"; entryNo?: string }>
  /** 过卡: `gate` 1 or 2 where the zone has two. */
  | Readonly<{ do: "pass_gate"; gate: 1 | 2 | "only"; atMs: number | undefined; weighedKg: bigint | null }>;

export type ReceiptDraft = Readonly<{ status: string; note?: string; atMs: number | undefined }>;

export type AnswerDraft = Readonly<{
  says: "answer";
  document: Extract<DocumentKind, "inventory" | "stock_document" | "pass" | "declaration">;
  keys: readonly string[];
  steps: readonly AnswerStep[];
  receipt: ReceiptDraft;
}>;

/** `application`: numbers by which its receipt names it, where these are not its own. */
export type TradeDraft = Readonly<{ says: "trade"; trade: TradeRecord; application?: readonly string[] }>;

/** Of a list after it was filed. The command's own time is customs', where it is customs' word. */
export type ListDraft = Readonly<{
  says: "list";
  keys: readonly string[];
  command: ListCommand;
  invtNo?: string;
  receipt?: ReceiptDraft;
}>;

export type BookLineDraft = Readonly<{ line: number; itemRecordNo?: string; unit: string; quantity: bigint }>;
/** 账册设立 approved: what customs counts on it to begin with. */
export type BookDraft = Readonly<{ says: "book"; book: string; lines: readonly BookLineDraft[]; receipt: ReceiptDraft }>;

/** The client's direct answer to a file of ours, or what customs says of one: the numbers it gives, or why it failed. */
export type FileAnswerDraft = Readonly<{
  says: "file_answer";
  /** Undefined: only the name of the file may tell. */
  document?: AnswerDraft["document"];
  taken: boolean;
  /** 统一编号, by which later receipts ask for the document. */
  alias: string | undefined;
  keys: readonly string[];
  note: string;
}>;

export type NoteTarget = Readonly<{ kind: "order" | "payment" | "waybill" | "list"; /** Any of its numbers. */ keys: readonly string[] }>;

/** Said of documents, and changing no state of theirs: it stands on their timelines. */
export type NoteDraft = Readonly<{
  says: "note";
  type: string;
  note?: string;
  /** When it happened, else when it was said. */
  atMs: number;
  targets: readonly NoteTarget[];
  /** In place of documents: what was brought under the number of an application, or went in a message. */
  of?: readonly AboutKey[];
  /** Its own numbers, where its receipt names them alone. */
  application: readonly string[];
  /** It is customs' word. */
  receipt?: ReceiptDraft;
  isDeclared?: true;
  /** 出口退货: judged by the release of its list. */
  isReturn?: true;
  /** What a document owes and has met by this. */
  meets?: Readonly<{ rule: DeadlineRule; by: string }>;
}>;

export type TaxDraft = Readonly<{ says: "tax"; keys: readonly string[]; tax: CustomsTax; receipt: ReceiptDraft }>;
export type TaxStateDraft = Readonly<{
  says: "tax_state";
  keys: readonly string[];
  taxNo: string;
  state: CustomsTax["state"];
  receipt: ReceiptDraft;
}>;

/** 账册报核 was accepted. `period`: first and last day, joined by a slash. */
export type WriteOffDraft = Readonly<{ says: "write_off"; book: string; period: string; number: string; receipt: ReceiptDraft }>;

/** Kept, and nothing of it is booked; `why` is told as a warning. */
export type NothingDraft = Readonly<{
  says: "nothing";
  why: string;
  /** It was declared: customs is to have it, though nothing of it is booked here. */
  isDeclared?: boolean;
}>;

export type Draft =
  | GoodsDraft
  | PassDraft
  | DeclarationDraft
  | AnswerDraft
  | TradeDraft
  | ListDraft
  | BookDraft
  | FileAnswerDraft
  | NoteDraft
  | TaxDraft
  | TaxStateDraft
  | WriteOffDraft
  | NothingDraft;

/** Who is to be verified, in the clear: carried to the verifier, and kept nowhere. */
export type BuyerDraft = Readonly<{ idType: "identity_card" | "other"; idNumber: string; name: string }>;

export type NodeDraft = Readonly<{
  /** Its place in the message. */
  n: number;
  kind: string;
  key: string;
}> &
  (
    | Readonly<{ accepted: true; warnings: readonly MessageIssue[]; draft: Draft; buyer?: BuyerDraft }>
    | Readonly<{ accepted: false; errors: readonly MessageIssue[] }>
  );

/** What customs says, and no firm may. */
export const isCustomsWord = (draft: Draft): boolean =>
  draft.says === "answer" ||
  draft.says === "book" ||
  draft.says === "file_answer" ||
  draft.says === "tax" ||
  draft.says === "tax_state" ||
  draft.says === "write_off" ||
  ((draft.says === "list" || draft.says === "note") && draft.receipt !== undefined);

/**
 * What goes to customs as soon as it is taken: declared, and not a document that the desk itself sends when its rules allow it (goods
 * documents, passes and declarations that are filed or changed, and lists).
 */
export const goesAtOnce = (draft: Draft): boolean => {
  switch (draft.says) {
    case "trade":
      return draft.trade.kind !== "list" && draft.trade.record.head.isDeclared;
    case "goods":
    case "pass":
    case "declaration":
      return draft.action === "cancel" && draft.isDeclared;
    case "list":
      return draft.receipt === undefined;
    case "note":
    case "nothing":
      return draft.isDeclared === true;
    default:
      return false;
  }
};

/** All numbers by which the document that it files is known. */
export const numbersOf = (draft: Draft): readonly string[] => {
  if (draft.says === "goods" || draft.says === "pass" || draft.says === "declaration") return draft.keys;
  return draft.says === "trade" ? [numberOf(draft.trade)] : [];
};

/** Numbers by which the document that it speaks of may be asked for since. */
export const namesOf = (draft: Draft): readonly AboutKey[] => {
  const named = (kind: AboutKey["kind"], keys: readonly (string | undefined)[]): AboutKey[] =>
    keys.flatMap((key) => (key === undefined ? [] : [{ kind, key }]));
  switch (draft.says) {
    case "goods":
      return named(draft.kind, draft.keys);
    case "pass":
    case "declaration":
      return named(draft.says, draft.keys);
    case "answer":
      return named(draft.document, draft.keys);
    case "list":
      return named("list", [...draft.keys, draft.invtNo]);
    case "trade": {
      const { trade } = draft;
      if (trade.kind !== "list") return named(trade.kind, [numberOf(trade)]);
      const { carrier, waybillNo, invtNo, preNo } = trade.record;
      return named("list", [numberOf(trade), invtNo, preNo, `waybill:${carrier.code}/${waybillNo}`]);
    }
    default:
      return [];
  }
};

/** Lines and the like: what a chunk of nodes is measured by. */
export const weightOf = (node: NodeDraft): number => {
  if (!node.accepted) return 1 + node.errors.length;
  const { draft } = node;
  if (draft.says === "trade") return "lines" in draft.trade.record ? 1 + draft.trade.record.lines.length : 1;
  if (draft.says === "note") return 1 + draft.targets.length;
  return "lines" in draft ? 1 + draft.lines.length : 1;
};
