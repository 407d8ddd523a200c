import { describe, expect, test } from "vitest";
import { customsUnitOf, ownUnitName, toOwnUnit } from "../../server/exchange/units.ts";

const ONE = 100_000n;
const own = (uom: string, customsUnit: string | null = null) => ({ uom, customsUnit });

/** 计量单位代码 of customs' table, UN/ECE Recommendation 20 (and 21 for packages). */
describe("a quantity of customs in our unit", () => {
  test.each<[string, bigint, string, string, bigint | undefined]>([
    ["个 are pieces", 10n * ONE, "007", "EA", 10n * ONE],
    ["件 are pieces too", 3n * ONE, "011", "EA", 3n * ONE],
    ["千克 are kilograms", 5n * ONE, "035", "KGM", 5n * ONE],
    ["吨 are a thousand kilograms", 2n * ONE, "070", "KGM", 2_000n * ONE],
    ["克 are thousandths of a kilogram", 1_500n * ONE, "036", "KGM", (15n * ONE) / 10n],
    ["千克 in grams", ONE / 100_000n, "035", "GRM", ONE / 100n],
    ["毫升 in litres", 500n * ONE, "096", "LTR", ONE / 2n],
    ["立方米 in litres", ONE, "033", "LTR", 1_000n * ONE],
    ["what is finer than five decimals is not guessed", 1n, "036", "KGM", undefined],
    ["a weight is no volume", ONE, "035", "LTR", undefined],
    ["a box is no piece", ONE, "120", "EA", undefined],
    ["a unit that nobody knows", ONE, "999", "EA", undefined],
  ])("%s", (_what, quantity, code, uom, expected) => {
    expect(toOwnUnit(quantity, code, own(uom))).toBe(expected);
  });

  test("goes by the unit that the book line names, before any table", () => {
    expect(toOwnUnit(ONE, "120", own("EA", "120"))).toBe(ONE);
    expect(toOwnUnit(ONE, "007", own("EA", "120"))).toBeUndefined();
  });
});

describe("our quantity", () => {
  test.each([
    ["EA", "007"],
    ["KGM", "035"],
    ["TNE", "070"],
    ["LTR", "095"],
    ["PR", "025"],
    ["XBX", "140"],
    ["XBO", "142"],
    ["XYZ", undefined],
  ])("in %s is told in %s", (uom, code) => {
    expect(customsUnitOf(own(uom))).toBe(code);
    // What is told so is read back one to one.
    if (code !== undefined) expect(toOwnUnit(ONE, code, own(uom))).toBe(ONE);
  });

  test("is named for people", () => {
    expect([ownUnitName(own("EA")), ownUnitName(own("EA", "120")), ownUnitName(own("XYZ"))]).toEqual(["007 个 (EA)", "120 箱 (EA)", "XYZ"]);
  });
});
