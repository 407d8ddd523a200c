import { expect, test } from "vitest";
import { hasCheckDigit, withCheckDigit } from "#gs1/check-digit.ts";

/** GS1 General Specifications 7.9.1 and the keys' own sections: 2.1.3 GTIN-8, 2.1 GTIN-13, 2.2.1 SSCC, 2.4 GLN. */
const KEYS = [
  "95012346",
  "614141000036",
  "6291041500213",
  "9521234543213",
  "10614141543219",
  "80614141123458",
  "376104250021234569",
  "106141412345678908",
  "0614141123452",
];

test.each(KEYS)("%s carries its own check digit", (key) => {
  expect(withCheckDigit(key.slice(0, -1))).toBe(key);
});

test.each(KEYS)("%s with any one digit changed is noticed", (key) => {
  for (let index = 0; index < key.length; index++) {
    for (let digit = 0; digit < 10; digit++) {
      if (key[index] === String(digit)) continue;
      expect(hasCheckDigit(key.slice(0, index) + String(digit) + key.slice(index + 1))).toBe(false);
    }
  }
});

test("letters have no check digit", () => {
  expect(hasCheckDigit("62910415002I3")).toBe(false);
});
