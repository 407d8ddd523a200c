import { fromScaled, toScaled } from "../../../ui/format.ts";

/** What the sums of an order come to, exactly: counted in 10⁻⁵, as customs writes amounts. */
type Line = Readonly<{ quantity?: string | undefined; price?: string | undefined; total?: string | undefined }>;
type Order = Readonly<{
  goodsValue?: string | undefined;
  freight?: string | undefined;
  taxCollected?: string | undefined;
  discount?: string | undefined;
  lines?: readonly (Line | undefined)[] | undefined;
}>;
const AMOUNT = /^\d{1,14}(\.\d{1,5})?$/;
const SCALE = 100_000n;
const HALF = SCALE / 2n;

const read = (value: string | undefined): bigint | undefined =>
  value !== undefined && AMOUNT.test(value.trim()) ? toScaled(value.trim()) : undefined;

/** Quantity × price, half up at the fifth decimal; undefined while one of them is missing. */
export const lineTotal = ({ quantity, price }: Line): string | undefined => {
  const [a, b] = [read(quantity), read(price)];
  return a === undefined || b === undefined ? undefined : fromScaled((a * b + HALF) / SCALE);
};

/** The lines together; undefined while one of them has no total. */
export const goodsTotal = (lines: Order["lines"]): string | undefined => {
  let sum = 0n;
  for (const line of lines ?? []) {
    const total = read(line?.total) ?? read(line ? lineTotal(line) : undefined);
    if (total === undefined) return undefined;
    sum += total;
  }
  return lines && lines.length > 0 ? fromScaled(sum) : undefined;
};

/** 实际支付金额 = 商品价格 + 运费 + 代扣税款 − 抵扣 (CEB311.acturalPaid). */
export const amountToPay = (order: Order): string | undefined => {
  const goods = read(order.goodsValue) ?? read(goodsTotal(order.lines));
  if (goods === undefined) return undefined;
  const paid = goods + (read(order.freight) ?? 0n) + (read(order.taxCollected) ?? 0n) - (read(order.discount) ?? 0n);
  return paid < 0n ? undefined : fromScaled(paid);
};
