import type { CustomsAct } from "../../server/usecases/customs/acts.ts";
import type { GoodsFiling } from "../../server/domain/customs/documents/goods-document.ts";
import type { PassFiling } from "../../server/domain/customs/documents/gate-pass.ts";
import type { UmbrellaFiling } from "../../server/domain/customs/documents/umbrella.ts";
import { QUANTITY_SCALE } from "../../server/domain/basics/quantity.ts";
import { T0, TEA } from "./books.ts";

/** Documents and acts of customs for tests, about the warehouse of `books.ts`. */
export const BOOK = "T4900W1";
const DAY_MS = 24 * 3_600_000;

export const inventory = (number: string, more: Partial<GoodsFiling> & { pieces?: number } = {}): GoodsFiling => {
  const { pieces = 10, ...rest } = more;
  return {
    kind: "inventory",
    number,
    innerNo: number,
    site: "xt",
    owner: "acme",
    book: BOOK,
    direction: "in",
    type: "0",
    mode: "1210",
    needsDeclaration: true,
    gathers: [],
    lines: [{ n: 1, bookLine: 1, itemRecordNo: "SKU1", gtin: TEA, uom: "EA", quantity: BigInt(pieces) * QUANTITY_SCALE }],
    ...rest,
  };
};

export const gatePass = (number: string, more: Partial<PassFiling> = {}): PassFiling => ({
  kind: "pass",
  number,
  innerNo: number,
  site: "xt",
  owner: "acme",
  passKind: "2",
  direction: "in",
  binding: "2",
  plate: "湘C12345",
  container: null,
  seal: null,
  totalWeightKg: null,
  documents: [],
  lines: [],
  gates: 1,
  validFromMs: T0 - DAY_MS,
  validUntilMs: T0 + 30 * DAY_MS,
  ...more,
});

const stamp = { by: "customs", atMs: T0 };

type GoodsCommand = Extract<CustomsAct, { act: "goods" }>["command"];
type PassCommand = Extract<CustomsAct, { act: "pass" }>["command"];

export const goods = (key: string, command: GoodsCommand, kind: "inventory" | "stock_document" = "inventory"): CustomsAct => ({
  ...stamp,
  act: "goods",
  kind,
  key,
  command,
});
export const pass = (key: string, command: PassCommand): CustomsAct => ({ ...stamp, act: "pass", key, command });
export const openBook = (pieces: number): CustomsAct => ({
  ...stamp,
  act: "open_book",
  book: BOOK,
  site: "xt",
  owner: "acme",
  lines: [{ line: 1, gtin: TEA, uom: "EA", quantity: BigInt(pieces) * QUANTITY_SCALE }],
});
export const fileInventory = (number: string, more: Parameters<typeof inventory>[1] = {}): CustomsAct =>
  goods(number, { type: "file", filing: inventory(number, more) });
export const approve = (key: string, number = key): CustomsAct => goods(key, { type: "approve", number });
export const filePass = (number: string, more: Partial<PassFiling> = {}): CustomsAct =>
  pass(number, { type: "file", filing: gatePass(number, more) });
export const approvePass = (key: string, number = key): CustomsAct => pass(key, { type: "approve", number });

/** A business declaration (业务申报表), filed and approved. */
export const openDeclaration = (number: string, more: Partial<UmbrellaFiling> = {}): CustomsAct[] => {
  const filing: UmbrellaFiling = {
    kind: "declaration",
    number,
    innerNo: number,
    site: "xt",
    owner: "acme",
    businessType: "H",
    direction: "out",
    book: BOOK,
    validUntilMs: T0 + 365 * DAY_MS,
    guarantee: null,
    ...more,
  };
  return [
    { ...stamp, act: "declaration", key: number, command: { type: "file", filing } },
    { ...stamp, act: "declaration", key: number, command: { type: "approve", number } },
  ];
};
