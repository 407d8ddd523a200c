import type { GoodsCommand, GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { TradeRecord } from "../../domain/customs/trade/records.ts";
import type { PassCommand } from "../../domain/customs/documents/gate-pass.ts";
import type { TradeKey } from "../../domain/customs/trade/document.ts";
import type { IdentityCheck } from "../../domain/customs/trade/identity.ts";
import type { ListCommand } from "../../domain/customs/trade/list-life.ts";
import type { ObligationCommand } from "../../domain/customs/obligations/obligation.ts";
import type { FlowAct } from "./flow-acts.ts";
import type { CustomsTax, DocumentKind } from "./ports.ts";
import type { UmbrellaCommand } from "../../domain/customs/documents/umbrella.ts";

/** What is done at the customs desk: filings of firms, answers of customs, orders of officers. */
export type CustomsAct = Stamp & ActBody;

type Stamp = Readonly<{
  /** Who: a person, a key, or customs itself. */
  by: string;
  /** When it happened, by the world's clock or customs' own word. */
  atMs: number;
  /** The message that brought it. */
  message?: number;
  /** False for what was saved and not declared (暂存): it is not sent to customs. */
  isDeclared?: boolean;
  /** What customs answered, where this is an answer: kept as it was said. */
  receipt?: Readonly<{ kind: string; status: string; note?: string }>;
}>;

export type ActBody =
  | FlowAct
  | Readonly<{ act: "goods"; kind: GoodsDocument["kind"]; key: string; command: GoodsCommand }>
  | Readonly<{ act: "pass"; key: string; command: PassCommand }>
  | Readonly<{ act: "declaration"; key: string; command: UmbrellaCommand }>
  /** An order, payment, waybill or list, filed, changed or deleted, as its head says. */
  | Readonly<{ act: "trade"; trade: TradeRecord }>
  /** What a verifier (身份核查) answered for the buyer of an order. */
  | Readonly<{ act: "identity"; trio: TradeKey; check: IdentityCheck }>
  /** What customs, or the firm, says of a list after it was filed. `key`: any number it has; `invtNo` where it gets one. */
  | Readonly<{ act: "list"; key: string; command: ListCommand; invtNo?: string }>
  /** What is said of a document and changes no state of it: a carrier's signature, an arrival, a format error. */
  | Readonly<{ act: "note"; kind: DocumentKind; key: string; type: string; note?: string }>
  | Readonly<{ act: "tax"; key: string; tax: CustomsTax }>
  /** The gate has moved these documents: what is owed by them is looked at. */
  | Readonly<{ act: "review"; documents: readonly Readonly<{ kind: DocumentKind; number: string }>[] }>
  /** Time has passed: what fell due, and what is owed each day and month. */
  | Readonly<{ act: "look"; sites: readonly ControlledSite[] }>
  /** `atMs` of the stamp: when it was agreed. */
  | Readonly<{ act: "obligation"; id: string; command: Extract<ObligationCommand, { type: "meet" | "extend" | "waive" }> }>
  /** Goods of a granted return are back at the original place of supervision. `request`: the number of the application. */
  | Readonly<{ act: "goods_back"; request: string }>
  /** What a book holds when its counting here begins, or what customs adds by an approved change (账册设立、变更). */
  | Readonly<{ act: "open_book"; book: string; site: string; owner: string; lines: readonly OpeningLine[] }>;

/** A site whose stock customs wants to hear of each day and month. */
export type ControlledSite = Readonly<{ site: string; kind: string }>;

export type OpeningLine = Readonly<{ line: number; gtin: string; uom: string; quantity: bigint }>;

/** Why an act was refused; a refusal is an entry of the journal too. */
export type ActAnswer =
  | Readonly<{ accepted: true; number: string; entry: number | null }>
  | Readonly<{ accepted: false; reason: string; detail: string; entry: number }>;

/** The customs desk: acts commit in order, a few of them together (`turns.ts`), one entry of the journal each. */
export type CustomsDesk = Readonly<{
  act(acts: readonly CustomsAct[]): Promise<readonly ActAnswer[]>;
}>;
