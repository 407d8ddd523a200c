/** XML Schema part 2 on decimals, GB 11643 and GB 32100 on check digits, and rules that 跨境统一版 does not use but others do. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCitizenNumber, isCreditCode } from "../../server/messages/check-digits.ts";
import { findCodeName } from "../../server/messages/code-lists.ts";
import { areEqual, digitsOf, formatDecimal, isNear, multiply, parseDecimal, sumOf } from "../../server/messages/decimal.ts";
import { checkFields, type FieldRule } from "../../server/messages/field-rule.ts";
import { parseXml } from "../../server/messages/xml.ts";

const decimal = (text: string) => {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new Error(`${text} is no decimal`);
  return parsed;
};

describe("xs:decimal (XML Schema 1.0 part 2, 3.2.3)", () => {
  test.each([
    ["210", "210", 3],
    ["-1.23", "-1.23", 3],
    ["12678967.543233", "12678967.543233", 14],
    ["+100000.00", "100000", 6],
    [".5", "0.5", 1],
    ["1.", "1", 1],
    ["0", "0", 1],
    ["-0.000", "0", 1],
    ["000.0010", "0.001", 3],
  ])("%s is %s, of %i digits", (text, written, digits) => {
    expect([formatDecimal(decimal(text)), digitsOf(decimal(text))]).toEqual([written, digits]);
  });
  test.each(["", ".", "+", "1e3", "1,5", "NaN", "INF", " 1", "１", "0x1", "1.2.3", "--1"])("%j is none", (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });
  test("is exact where a float is not", () => {
    expect(formatDecimal(sumOf([decimal("0.1"), decimal("0.2")]))).toBe("0.3");
    expect(formatDecimal(multiply(decimal("99999999999999.99999"), decimal("10000000000000.00001")))).toBe(
      "1000000000000000000899999999.9999999999",
    );
  });
  test("what is written is read", () => {
    const any = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 10 }))
      .map(([coefficient, scale]) => ({ coefficient, scale }));
    fc.assert(fc.property(any, (value) => areEqual(value, decimal(formatDecimal(value)))));
  });
  test.each([
    ["20.004", "20", true],
    ["20.005", "20", true],
    ["20.0051", "20", false],
    ["19.995", "20.00", true],
    ["1.23456", "1.2346", true],
    ["1.23454", "1.2346", false],
    ["-20.004", "-20", true],
    ["0.004", "0", true],
  ])("%s written as %s: %s", (exact, written, near) => {
    expect(isNear(decimal(exact), decimal(written))).toBe(near);
  });
});

describe("check digits", () => {
  // The examples of GB 11643-1999.
  test.each(["11010519491231002X", "440524188001010014"])("%s is a citizen number", (number) => {
    expect(isCitizenNumber(number)).toBe(true);
  });
  test.each(["110105194912310021", "11010519491231002x", "440524800101001", "", "44052418800101001４"])("%j is none", (number) => {
    expect(isCitizenNumber(number)).toBe(false);
  });
  test("one wrong digit, or two neighbours changed about, is found", () => {
    const body = fc.stringMatching(/^[0-9]{17}$/);
    const withDigit = (text: string) => [..."0123456789X"].map((digit) => text + digit).filter(isCitizenNumber);
    fc.assert(
      fc.property(body, fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
        expect(withDigit(text)).toHaveLength(1);
        const [number = ""] = withDigit(text);
        const wrong = number.slice(0, at) + ((Number(number[at]) + by) % 10) + number.slice(at + 1);
        expect(isCitizenNumber(wrong)).toBe(false);
      }),
    );
  });
  // GB 32100-2015: codes that are public.
  test.each(["91350100M000100Y43", "9144030071526726XG", "914403001922038216", "91330100799655058B"])("%s is a credit code", (code) =>
    expect(isCreditCode(code)).toBe(true),
  );
  test.each(["91350100M000100Y44", "91350100M000100Y4", "91330200MA0EXAMPLE", "91350100I000100Y43", ""])("%j is none", (code) => {
    expect(isCreditCode(code)).toBe(false);
  });
});

test("a code has its Chinese name", () => {
  expect([findCodeName("unit", "007"), findCodeName("unit", "999"), findCodeName("invtType", "8")]).toEqual(["个", undefined, "保税电商"]);
});

describe("fields by their rules", () => {
  const check = (xml: string, rules: readonly FieldRule[], options = {}) => {
    const document = parseXml(Buffer.from(xml));
    if (!document.ok) throw new Error(document.detail);
    const { record, issues } = checkFields(document.root, rules, { path: "A/", ...options });
    return {
      record,
      said: issues.map(({ severity, element, reason, found, line }) => `${severity} ${element} ${reason} ${found} ${line}`),
    };
  };
  const rules: readonly FieldRule[] = [
    {
      element: "no",
      zh: "编号",
      required: true,
      maxLength: 3,
      pattern: { expression: "[A-Z]+", says: "capital letters", severity: "error" },
    },
    { element: "qty", zh: "数量", kind: "long", totalDigits: 19 },
    { element: "day", zh: "日期", date: "yyyy-MM-dd HH:mm:ss" },
  ];
  test("says all at once, each with its place and line", () => {
    expect(check("<a>\n<qty>x</qty>\n<no>abcd</no>\n<day>2024-02-30 00:00:00</day><other/>y</a>", rules)).toEqual({
      record: { no: "abcd", qty: "x", day: "2024-02-30 00:00:00" },
      said: [
        "error A/qty not_a_number x 2",
        "error A/no out_of_order behind qty 3",
        "error A/no too_long abcd 3",
        "warning A/day wrong_date 2024-02-30 00:00:00 4",
        "error A/other unknown_element <other> 4",
        "error A text_between_elements y 1",
      ],
    });
  });
  test("a dialect may stand in any order and add elements", () => {
    expect(check("<a><day></day><more/><no>A</no></a>", rules, { order: "any", unknown: "ignored" })).toEqual({
      record: { no: "A" },
      said: [],
    });
    expect(check("<a><no>A</no><more/></a>", rules, { unknown: "warning" }).said).toEqual(["warning A/more unknown_element <more> 1"]);
  });
  test.each([
    ["<a><no>A</no><no>B</no></a>", ["error A/no repeated another 1"]],
    ["<a><no>a</no></a>", ["error A/no wrong_form a 1"]],
    ["<a><no><b/></no></a>", ["error A/no not_plain_text <b> 1"]],
    ["<a><no x='1'>A</no></a>", ["error A/no unknown_attribute x 1"]],
    ["<a><no xmlns:x='1' xsi:type='2'>A</no></a>", []],
    ["<a/>", ["error A/no missing  1"]],
    ["<a><no></no></a>", ["warning A/no empty  1"]],
    ["<a><no>A</no><qty> 9223372036854775807 </qty></a>", []],
    ["<a><no>A</no><qty>9223372036854775808</qty></a>", ["error A/qty too_many_digits 9223372036854775808 1"]],
    ["<a><no>A</no><day>2024-02-29T23:59:59</day></a>", []],
    ["<a><no>A</no><day>2000-02-29 00:00:00</day></a>", []],
    ["<a><no>A</no><day>2100-02-29 00:00:00</day></a>", ["warning A/day wrong_date 2100-02-29 00:00:00 1"]],
    ["<a><no>A</no><day>2024-04-31 00:00:00</day></a>", ["warning A/day wrong_date 2024-04-31 00:00:00 1"]],
    ["<a><no>A</no><day>2024-01-01 24:00:00</day></a>", ["warning A/day wrong_date 2024-01-01 24:00:00 1"]],
  ])("%s", (xml, said) => expect(check(xml, rules).said).toEqual(said));
});
