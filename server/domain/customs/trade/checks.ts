/**
 * May this import list be accepted? (flows 1210 and 9610). Every reason at once, in the order of `AcceptanceReason`: the
 * documents, the person, the limits, the goods, the stock, the way they leave. Accepted, it tells how it is taxed and
 * the tax sheet. What is asked of books, buyers and tariff is found by the caller; here nothing is looked up.
 */
import type { Money } from "../../basics/money.ts";
import { formatQuantity, QUANTITY_SCALE } from "../../basics/quantity.ts";
import { PERSONAL_FIELDS, type FieldResult } from "./comparison.ts";
import type { IdentityCheck } from "./identity.ts";
import type { ImportList, ListLine } from "./list.ts";
import type { MatchResult } from "./matching.ts";
import { isBonded, type SupervisionMode } from "./mode.ts";
import { judgePurchase, type QuotaLimits } from "./quota.ts";
import { taxablePrices, taxList, type Taxation, type TaxSettings, type TaxSheet } from "./tax.ts";
import type { TariffRate } from "./tariff.ts";

/** In the order in which they are told. */
export const ACCEPTANCE_REASONS = [
  /** 2.4: a document of the three is lacking, or a value in one. */
  "documents_incomplete",
  /** 2.4: the three documents differ. */
  "documents_differ",
  /** 2.3: no verifier has passed this buyer's identity. */
  "identity_not_verified",
  /** 2.2: above 5,000 and not one indivisible item. */
  "single_limit_exceeded",
  /** 2.2: above 26,000 in the year: general trade. */
  "yearly_limit_exceeded",
  /** 2.2: no limit is known for the day. */
  "limits_unknown",
  /** 2.3: the goods are not on the list of retail imports. */
  "not_on_positive_list",
  /** No row of the tariff for the code on the day, or not all that the tax needs. */
  "rate_unknown",
  "tariff_unknown",
  "unit_missing",
  /** 2.4: the 料号 is not in the book, or is kept there in another unit. */
  "item_not_in_book",
  "stock_unit_differs",
  /** 2.4: above what is available after pre-deduction. */
  "stock_short",
  /** It would be enough with goods that have expired. */
  "stock_expired",
  /** 2.3, GACC 2018 no. 194: stock of 1210 must not become 1239. */
  "from_1210_to_1239",
  /** 2.3, 商财发〔2021〕39号: 线下自提 outside the special zone. */
  "pick_up_outside_fence",
] as const;
export type AcceptanceReason = (typeof ACCEPTANCE_REASONS)[number];

export type AcceptanceRefusal = Readonly<{
  reason: AcceptanceReason;
  /** gnum; null for the list as a whole. */
  line: number | null;
  /** What was found against what is allowed, in the words of the documents. */
  detail: string;
}>;

/** A book line as it stands for this list: bonded modes. */
export type BookStock = Readonly<{
  unit: string;
  /** Balance less pre-deducted, without what is expired. */
  available: bigint;
  expired: bigint;
  /** Under which mode the goods were brought in. */
  mode: SupervisionMode;
}>;

export type PickUpPoint = Readonly<{
  name: string;
  isInsideFence: boolean;
  /** The recorded permission of the zone, where there is one. */
  permission?: string;
}>;

export type AcceptanceQuestion = Readonly<{
  list: ImportList;
  match: MatchResult;
  identity?: IdentityCheck;
  /** By the word of the goods data: the one item of the order cannot be divided (单个不可分割商品). */
  isIndivisible: boolean;
  /** The buyer's year without this list. */
  quotaUsed: Money;
  /** Those of the day; undefined where none are known. */
  limits: QuotaLimits | undefined;
  /** `rateOn` the day. */
  rateOf: (hsCode: string) => TariffRate | undefined;
  taxSettings: TaxSettings;
  /** By 料号, in bonded modes. */
  stockOf: (itemRecordNo: string) => BookStock | undefined;
  /** Where the buyer collects the goods; undefined when they are sent. */
  pickUp?: PickUpPoint;
}>;

export type Acceptance =
  | Readonly<{ isAccepted: true; taxation: Taxation; taxablePrice: Money; sheet: TaxSheet }>
  | Readonly<{ isAccepted: false; refusals: readonly AcceptanceRefusal[] }>;

type Refuse = (reason: AcceptanceReason, detail: string, line?: number) => void;

/** Names the field; its values too, unless they say who somebody is. */
const describeField = ({ pair, field, line, left, right }: FieldResult): string => {
  const name = line === null ? `${pair}.${field}` : `${pair}.${field} of line ${line}`;
  return PERSONAL_FIELDS.has(field) ? name : `${name} (${left ?? "nothing"}, ${right ?? "nothing"})`;
};

const checkDocuments = (refuse: Refuse, { lacking, fields }: MatchResult): void => {
  const blocking = fields.filter(({ severity }) => severity === "blocks");
  // Of a document that is not there every value is missing; its name says it.
  const missing: string[] = lacking.length > 0 ? [...lacking] : blocking.filter(({ state }) => state === "missing").map(describeField);
  if (!fields.some(({ pair }) => pair === "list_order")) missing.push("list");
  if (missing.length > 0) refuse("documents_incomplete", missing.join("; "));
  const different = blocking.filter(({ state }) => state === "different");
  if (different.length > 0) refuse("documents_differ", different.map(describeField).join("; "));
};

const checkIdentity = (refuse: Refuse, list: ImportList, identity: IdentityCheck | undefined): void => {
  if (identity?.result === "pass" && identity.idHash === list.buyer.idHash) return;
  const found = !identity ? "not asked" : identity.idHash === list.buyer.idHash ? identity.result : "another person's";
  refuse("identity_not_verified", found);
};

const isOneItem = (list: ImportList): boolean => list.lines.length === 1 && list.lines[0]?.quantity === QUANTITY_SCALE;

const checkLimits = (refuse: Refuse, question: AcceptanceQuestion, taxablePrice: Money): Taxation => {
  const { list, limits, quotaUsed, isIndivisible } = question;
  if (!limits) {
    refuse("limits_unknown", list.declaredDate);
    return "reduced";
  }
  const judged = judgePurchase({ taxablePrice, isOneIndivisible: isIndivisible && isOneItem(list) }, quotaUsed, limits);
  if (typeof judged === "string") return judged;
  const price = formatQuantity(taxablePrice);
  for (const reason of judged) {
    const isSingle = reason === "single_limit_exceeded";
    refuse(
      reason,
      isSingle
        ? `${price} above ${formatQuantity(limits.single)}`
        : `${formatQuantity(quotaUsed)} and ${price} above ${formatQuantity(limits.yearly)}`,
    );
  }
  return "reduced";
};

const checkPositiveList = (refuse: Refuse, { list, rateOf }: AcceptanceQuestion): void => {
  for (const { line, hsCode } of list.lines) if (rateOf(hsCode)?.positiveList === false) refuse("not_on_positive_list", hsCode, line);
};

const checkStockLine = (refuse: Refuse, question: AcceptanceQuestion, line: ListLine, wanted: bigint): void => {
  const { itemRecordNo } = line;
  const stock = itemRecordNo === undefined ? undefined : question.stockOf(itemRecordNo);
  if (!stock) return refuse("item_not_in_book", itemRecordNo ?? "nothing", line.line);
  if (stock.unit !== line.unit) return refuse("stock_unit_differs", `${line.unit} and ${stock.unit}`, line.line);
  if (wanted <= stock.available) return;
  const reason = wanted <= stock.available + stock.expired ? "stock_expired" : "stock_short";
  refuse(reason, `${formatQuantity(wanted)} wanted, ${formatQuantity(stock.available)} available`, line.line);
};

/** Lines of one 料号 draw on the same stock: each is held against what they want together up to it. */
const checkStock = (refuse: Refuse, question: AcceptanceQuestion): void => {
  const wanted = new Map<string, bigint>();
  for (const line of question.list.lines) {
    const item = line.itemRecordNo ?? "";
    const together = (wanted.get(item) ?? 0n) + line.quantity;
    wanted.set(item, together);
    checkStockLine(refuse, question, line, together);
  }
};

const checkConversion = (refuse: Refuse, { list, stockOf }: AcceptanceQuestion): void => {
  if (list.mode !== "1239") return;
  for (const { line, itemRecordNo } of list.lines)
    if (itemRecordNo !== undefined && stockOf(itemRecordNo)?.mode === "1210") refuse("from_1210_to_1239", itemRecordNo, line);
};

const checkPickUp = (refuse: Refuse, pickUp: PickUpPoint | undefined): void => {
  if (pickUp && !pickUp.isInsideFence && pickUp.permission === undefined) refuse("pick_up_outside_fence", pickUp.name);
};

const rankOf = ({ reason }: AcceptanceRefusal): number => ACCEPTANCE_REASONS.indexOf(reason);

/** The sort keeps the order of the lines within a reason. */
const byReason = (one: AcceptanceRefusal, other: AcceptanceRefusal): number => rankOf(one) - rankOf(other);

export const checkImportList = (question: AcceptanceQuestion): Acceptance => {
  const { list, match, identity, rateOf, taxSettings, pickUp } = question;
  const refusals: AcceptanceRefusal[] = [];
  const refuse: Refuse = (reason, detail, line) => void refusals.push({ reason, line: line ?? null, detail });
  checkDocuments(refuse, match);
  checkIdentity(refuse, list, identity);
  const taxablePrice = taxablePrices(list).reduce((sum, price) => sum + price, 0n);
  const taxation = checkLimits(refuse, question, taxablePrice);
  checkPositiveList(refuse, question);
  const sheet = taxList({ list, rateOf, taxation, settings: taxSettings });
  if (!("tax" in sheet)) for (const { refused, line, hsCode } of sheet) refuse(refused, hsCode, line);
  if (isBonded(list.mode)) {
    checkStock(refuse, question);
    checkConversion(refuse, question);
  }
  checkPickUp(refuse, pickUp);
  if (refusals.length > 0 || !("tax" in sheet)) return { isAccepted: false, refusals: refusals.toSorted(byReason) };
  return { isAccepted: true, taxation, taxablePrice, sheet };
};
