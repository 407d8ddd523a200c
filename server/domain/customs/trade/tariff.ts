/**
 * What the tariff says of a goods code on a day. Codes change every year, so each row is dated; a row of eight digits
 * (税则号列) stands for all its ten-digit codes that have no row of their own.
 */
import type { Money } from "../../basics/money.ts";
import { findOn } from "../settings.ts";

/** Rates are counted in 10⁻⁵, as "0.13" reads with `parseQuantity`: 13 % is 13000n. */
export type TariffRate = Readonly<{
  hsCode: string;
  /** YYYY-MM-DD in Asia/Shanghai; the last day is in it. */
  validFrom: string;
  validTo?: string;
  /** 增值税. */
  vat: bigint;
  /** 消费税从价: of the price with the tax in it. */
  consumption: bigint;
  /** 消费税从量 (啤酒, 白酒): an amount for each unit of the customs table. */
  consumptionPerUnit?: Readonly<{ amount: Money; unit: string }>;
  /** 关税, most favoured nation. Undefined when the row does not give it. */
  tariff?: bigint;
  /** 法定单位, one or two. */
  legalUnits: readonly string[];
  /** On the list of retail imports (跨境电子商务零售进口商品清单). */
  positiveList: boolean;
  source: string;
}>;

const TARIFF_LINE_DIGITS = 8;

/** Undefined when the tariff says nothing of this code on that day. `rows` may hold other codes as well. */
export const rateOn = (rows: readonly TariffRate[], hsCode: string, day: string): TariffRate | undefined => {
  const own = findOn(
    rows.filter((row) => row.hsCode === hsCode),
    day,
  );
  if (own || hsCode.length <= TARIFF_LINE_DIGITS) return own;
  return rateOn(rows, hsCode.slice(0, TARIFF_LINE_DIGITS), day);
};
