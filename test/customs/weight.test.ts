import { describe, expect, test } from "vitest";
import { parseQuantity } from "../../server/domain/basics/quantity.ts";
import {
  compareWeight,
  findTolerance,
  isWithinTolerance,
  WEIGHT_TOLERANCES,
  type WeightSetting,
} from "../../server/domain/customs/weight.ts";

const kg = (text: string): bigint => {
  const parsed = parseQuantity(text);
  if (typeof parsed === "string") throw new Error(parsed);
  return parsed;
};
const setting = (percent: bigint, floorKg: string, more: Partial<WeightSetting> = {}): WeightSetting => ({
  value: { share: percent * 1_000n, floorKg: kg(floorKg) },
  validFrom: "2020-01-01",
  source: "test",
  sure: "unsure",
  ...more,
});

/** Section 2.7: a share of the declared weight with an absolute floor in kg; 0 is not weighed. */
describe("the weight at the gate", () => {
  const tolerance = { share: 3_000n, floorKg: kg("50") };
  test.each([
    // 3 % of 10,000 kg is 300 kg.
    ["10000", "10300", "within"],
    ["10000", "9700", "within"],
    ["10000", "10300.00001", "outside"],
    ["10000", "9699.99999", "outside"],
    // 3 % of 1,000 kg is 30 kg, below the floor.
    ["1000", "1050", "within"],
    ["1000", "949.99999", "outside"],
    ["0", "50", "within"],
    ["0", "51", "outside"],
  ])("declared %s kg, collected %s kg: %s", (declared, collected, result) => {
    expect(compareWeight(kg(declared), kg(collected), tolerance)).toMatchObject({ result });
    expect(isWithinTolerance(kg(declared), kg(collected), tolerance)).toBe(result === "within");
  });
  test("of 0 is not weighed, and no error of 100 %", () => {
    expect(compareWeight(kg("18000"), 0n, tolerance)).toEqual({ result: "not_weighed" });
    expect(isWithinTolerance(kg("18000"), 0n, tolerance)).toBe(true);
  });
  test("is told with the difference and what is allowed", () => {
    expect(compareWeight(kg("10000"), kg("9500"), tolerance)).toEqual({
      result: "outside",
      differenceKg: -kg("500"),
      allowedKg: kg("300"),
    });
  });
});

describe("the tolerance", () => {
  const settings = [
    setting(3n, "50"),
    setting(5n, "50", { zone: "xiangtan" }),
    setting(4n, "50", { zone: "xiangtan", validFrom: "2024-01-01" }),
    setting(2n, "20", { zone: "xiangtan", gate: "G1", validTo: "2024-06-30" }),
  ];
  test.each([
    ["chenzhou", "G1", "2024-02-01", 3_000n],
    ["xiangtan", "G1", "2024-02-01", 2_000n],
    ["xiangtan", "G1", "2024-07-01", 4_000n],
    ["xiangtan", "G2", "2023-12-31", 5_000n],
    ["xiangtan", undefined, "2024-01-01", 4_000n],
  ])("at %s, %s, on %s", (zone, gate, day, share) => {
    expect(findTolerance(settings, { zone, ...(gate === undefined ? {} : { gate }) }, day)?.value.share).toBe(share);
  });
  test("has a general row that is said to be unsure, within what zones are said to take", () => {
    const general = findTolerance(WEIGHT_TOLERANCES, { zone: "anywhere" }, "2026-01-01");
    expect(general).toMatchObject({ sure: "unsure", value: { floorKg: kg("50") } });
    expect(general?.value.share).toBe(3_000n);
  });
});
