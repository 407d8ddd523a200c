import type { GoodsCommand, GoodsDocument } from "../../domain/customs/documents/goods-document.ts";
import type { PassCommand } from "../../domain/customs/documents/gate-pass.ts";
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
  /** What customs answered, where this is an answer: kept as it was said. */
  receipt?: Readonly<{ kind: string; status: string; note?: string }>;
}>;

export type ActBody =
  | Readonly<{ act: "goods"; kind: GoodsDocument["kind"]; key: string; command: GoodsCommand }>
  | Readonly<{ act: "pass"; key: string; command: PassCommand }>
  | Readonly<{ act: "declaration"; key: string; command: UmbrellaCommand }>
  /** What a book holds when its counting here begins, or what customs adds by an approved change (账册设立、变更). */
  | Readonly<{ act: "open_book"; book: string; site: string; owner: string; lines: readonly OpeningLine[] }>;

export type OpeningLine = Readonly<{ line: number; gtin: string; uom: string; quantity: bigint }>;

/** Why an act was refused; a refusal is an entry of the journal too. */
export type ActAnswer =
  | Readonly<{ accepted: true; number: string; entry: number | null }>
  | Readonly<{ accepted: false; reason: string; detail: string; entry: number }>;
