/**
 * Buyers, made up: the first six digits of their identity numbers are of no place (99 is no province), the check digits are right
 * (GB 11643), the telephones begin with digits that nobody is given.
 */
import type { Random } from "../../world/random.ts";

export type Buyer = Readonly<{ idNumber: string; name: string; telephone: string; address: string }>;

const SURNAMES = ["虚", "拟", "样", "例", "演", "示", "测", "试"];
const GIVEN = ["一一", "小湘", "小莲", "小郴", "大江", "东洲", "南岳", "北湖", "紫荆", "青禾", "若水", "知行"];
const CITIES = ["湖南省长沙市岳麓区", "湖南省湘潭市雨湖区", "湖南省郴州市北湖区", "广东省广州市白云区", "湖北省武汉市江夏区"];
const CHECK_DIGITS = "10X98765432";

/** The eighteenth character. */
const withCheckDigit = (digits: string): string => {
  let sum = 0;
  for (const digit of digits) sum = ((sum + Number(digit)) * 2) % 11;
  return `${digits}${CHECK_DIGITS[sum]}`;
};

/** The same number is the same person. */
export const buyerOf = (index: number, random: Random): Buyer => {
  const two = (value: number): string => String(value).padStart(2, "0");
  const born = `${1960 + random.integer(0, 44)}${two(random.integer(1, 12))}${two(random.integer(1, 28))}`;
  const number = String(index % 1_000).padStart(3, "0");
  const area = `9900${two(Math.floor(index / 1_000) % 100)}`;
  return {
    idNumber: withCheckDigit(`${area}${born}${number}`),
    name: `${random.pick(SURNAMES)}${random.pick(GIVEN)}`,
    telephone: `100${String(10_000_000 + index).padStart(8, "0")}`,
    address: `${random.pick(CITIES)}示例路${index + 1}号`,
  };
};
