import { expect, test } from "vitest";
import { scanMessage } from "#wire/device-messages.ts";
import { step as stepSchema } from "#wire/words.ts";
import {
  emptyContext,
  goodsOf,
  lacksOf,
  meaningOf,
  scanMessageOf,
  undoMessageOf,
  withPlace,
  type Context,
} from "../../web/features/station/scan-message.ts";
import { needsOf, STATION_STEPS } from "../../web/features/station/steps.ts";
import { tallied, type Tally } from "../../web/features/station/tally.ts";

const ENVELOPE = { id: "0197", seq: 1, at: "2026-11-21T00:00:00Z", operator: "li@demo" };
const known = { find: (text: string) => ({ "LOC-D1": "D1", "LOC-A1": "A1" })[text] };
const uomOf = (): string => "EA";
const GTIN_CODE = "0106901234567892";
const SSCC_CODE = "00069012345600000015";

test("a place's barcode fills the marked field, and the mark goes on", () => {
  const needs = needsOf("storing");
  const empty = emptyContext(needs);
  expect(meaningOf("LOC-D1", needs, empty, known)).toEqual({ kind: "place", field: "from", location: "D1" });
  const after = withPlace(empty, needs, "from", "D1");
  expect(meaningOf("LOC-A1", needs, after, known)).toEqual({ kind: "place", field: "to", location: "A1" });
});

test("the field that is not the station's own can be changed by another scan", () => {
  const targets = (name: "picking" | "storing") => {
    const needs = needsOf(name);
    const started = withPlace(emptyContext(needs), needs, needs.own ?? "to", "P1");
    const field = started.target ?? "to";
    return [field, withPlace(started, needs, field, "A1").target];
  };
  expect(targets("picking")).toEqual(["from", "from"]);
  expect(targets("storing")).toEqual(["to", "to"]);
});

test("where every move has two places of its own, a third place begins the next move", () => {
  const needs = needsOf("moving");
  let context = emptyContext(needs);
  for (const place of ["A1", "D1"]) context = withPlace(context, needs, context.target ?? "to", place);
  expect(context).toMatchObject({ places: { from: "A1", to: "D1" }, target: "from" });
  context = withPlace(context, needs, "from", "B1");
  expect(context.places).toEqual({ from: "B1" });
  expect(context.target).toBe("to");
});

test("an unknown text is goods: the server says what it is", () => {
  const needs = needsOf("storing");
  expect(meaningOf("LOC-ZZ", needs, emptyContext(needs), known).kind).toBe("goods");
});

test("an SSCC is the parent while packing, until there is one", () => {
  const needs = needsOf("packing");
  const empty = emptyContext(needs);
  expect(meaningOf(SSCC_CODE, needs, empty, known)).toEqual({ kind: "parent", sscc: SSCC_CODE.slice(2) });
  expect(meaningOf(SSCC_CODE, needs, { ...empty, parent: "1" }, known).kind).toBe("goods");
});

test("a wrong check digit is sent as it was read", () => {
  const needs = needsOf("receiving");
  const meaning = meaningOf("0106901234567891", needs, emptyContext(needs), known);
  expect(goodsOf("0106901234567891", meaning, { ...emptyContext(needs), quantity: "5" }, uomOf)).toEqual({
    codes: ["0106901234567891"],
    items: [],
  });
});

test("a quantity is said by items, one piece and a serial by the code", () => {
  const needs = needsOf("receiving");
  const context = (quantity: string): Context => ({ ...emptyContext(needs), quantity });
  const goods = (code: string, quantity: string) =>
    goodsOf(code, meaningOf(code, needs, context(quantity), known), context(quantity), uomOf);
  expect(goods(GTIN_CODE, "1")).toEqual({ codes: [GTIN_CODE], items: [] });
  expect(goods(GTIN_CODE, "12.5")).toEqual({ codes: [], items: [{ gtin: "06901234567892", quantity: "12.5", uom: "EA" }] });
  expect(goods(`${GTIN_CODE}21A7`, "12").codes).toHaveLength(1);
});

test("what a step lacks is named before anything is sent", () => {
  expect(lacksOf(needsOf("storing"), emptyContext(needsOf("storing")))).toEqual(["to"]);
  expect(lacksOf(needsOf("packing"), emptyContext(needsOf("packing")))).toEqual(["location", "parent"]);
  expect(lacksOf(needsOf("holding"), emptyContext(needsOf("holding")))).toEqual(["location", "reason"]);
  expect(lacksOf(needsOf("commissioning"), { ...emptyContext(needsOf("commissioning")), quantity: "0" })).toEqual(["quantity"]);
});

test.each(STATION_STEPS.map((needs) => [needs.step, needs] as const))("a full message of %s is one the wire takes", (name, needs) => {
  expect(stepSchema.safeParse(name).success).toBe(true);
  const context: Context = {
    ...emptyContext(needs),
    places: { location: "D1", from: "D1", to: "A1" },
    parent: "069012345600000015",
    regime: "bonded",
    document: "T1",
    reason: "r",
  };
  const message = scanMessageOf(needs, context, { codes: [GTIN_CODE], items: [] }, ENVELOPE);
  expect(scanMessage.safeParse(message).error).toBeUndefined();
});

test("an undo names the earlier message and its reason, and no goods", () => {
  const message = undoMessageOf("receiving", "0196", "wrong goods", ENVELOPE);
  expect(scanMessage.parse(message)).toEqual({ ...ENVELOPE, step: "receiving", undo: "0196", reason: "wrong goods" });
});

test("a count adds up what is the same, and a serial only once", () => {
  const needs = needsOf("stock_taking");
  const scan = (tally: Tally, code: string, quantity = "1") =>
    tallied(tally, code, { meaning: meaningOf(code, needs, emptyContext(needs), known), quantity, uomOf });
  let tally: Tally = [];
  for (const code of [GTIN_CODE, GTIN_CODE, `${GTIN_CODE}21A7`, `${GTIN_CODE}21A7`]) tally = scan(tally, code);
  tally = scan(tally, GTIN_CODE, "0.1");
  expect(tally.map(({ item }) => [item.serial, item.quantity])).toEqual([
    ["A7", "1"],
    [undefined, "2.1"],
  ]);
});
