import { expect, test } from "vitest";
import type { CustomsAct } from "../../server/usecases/customs/acts.ts";
import { turnsOf } from "../../server/usecases/customs/turns.ts";
import { approve, fileInventory, inventory } from "../support/customs.ts";
import { IMPORT_LIST, IMPORT_PAYMENT, listLine } from "./trade/support.ts";

/** A gate answers within 250 ms (domain.md), and waits behind one turn of the desk: a turn is short, whatever was brought. */
const stamp = { by: "declarant", atMs: 0 };
const payment: CustomsAct = { ...stamp, act: "trade", trade: { kind: "payment", record: IMPORT_PAYMENT } };
const list = (lines: number): CustomsAct => ({
  ...stamp,
  act: "trade",
  trade: { kind: "list", record: { ...IMPORT_LIST, lines: Array.from({ length: lines }, (_each, index) => listLine(index + 1)) } },
});
const inventoryOf = (lines: number): CustomsAct => {
  const [line] = inventory("I").lines;
  return fileInventory("I", { lines: Array.from({ length: lines }, (_each, index) => ({ ...line!, n: index + 1 })) });
};
const many = (count: number, act: CustomsAct): CustomsAct[] => Array.from({ length: count }, () => act);
const sizes = (acts: readonly CustomsAct[]): number[] => turnsOf(acts).map((turn) => turn.length);

test.each<[string, CustomsAct[], number[]]>([
  ["nothing", [], []],
  ["one act", [payment], [1]],
  ["a hundred short ones", many(100, payment), [25, 25, 25, 25]],
  ["lists of forty lines", many(5, list(40)), [2, 2, 1]],
  ["one list of more lines than a turn has", [payment, list(500), payment], [1, 1, 1]],
  ["an inventory of ten thousand lines among its answers", [approve("A"), inventoryOf(10_000), approve("I")], [1, 1, 1]],
])("%s", (_what, acts, expected) => {
  expect(sizes(acts)).toEqual(expected);
  expect(turnsOf(acts).flat()).toEqual(acts);
});
