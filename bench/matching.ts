import { median, rounded } from "./figures.ts";
import type { Consignee, DocumentHead, Person } from "../server/domain/customs/trade/document.ts";
import { checkImportList, type AcceptanceQuestion, type BookStock } from "../server/domain/customs/trade/checks.ts";
import type { IdentityCheck } from "../server/domain/customs/trade/identity.ts";
import type { ImportList, ListLine } from "../server/domain/customs/trade/list.ts";
import { findMatchSettings, type MatchSettings } from "../server/domain/customs/trade/match-settings.ts";
import type { FiledBook } from "../server/domain/customs/trade/matching-list.ts";
import { matchDocuments, type ImportDocuments } from "../server/domain/customs/trade/matching.ts";
import type { ImportOrder, OrderLine } from "../server/domain/customs/trade/order.ts";
import type { ImportPayment } from "../server/domain/customs/trade/payment.ts";
import {
  decideQuota,
  evolveQuota,
  findQuotaLimits,
  initialQuota,
  usedQuota,
  type QuotaAccount,
} from "../server/domain/customs/trade/quota.ts";
import { findTaxSettings, type TaxSettings } from "../server/domain/customs/trade/tax.ts";
import { rateOn, type TariffRate } from "../server/domain/customs/trade/tariff.ts";
import type { ImportWaybill } from "../server/domain/customs/trade/waybill.ts";

/**
 * Sets of order, payment, waybill and list of five lines, as parsed records: matched in every field, checked against
 * identity, limits, positive list and stock, taxed, and reserved in the buyer's year. One core, no input or output.
 * Beside them, in the same round, the same records parsed from JSON, and their fields compared bare with `===`.
 */
const SETS = 2_000;
const LINES = 5;
const ROUNDS = 9;
const DAY = "2026-11-20";
/** One in so many differs in what was paid, as some always do. */
const DIFFERS_EVERY = 20;
const BUYERS = 500;
const ITEMS = 1_000;

export type MatchingFigures = Readonly<{
  sets: number;
  linesEach: number;
  setsPerSecond: number;
  /** Matching alone. */
  matchedPerSecond: number;
  jsonParsedPerSecond: number;
  bareComparedPerSecond: number;
  /** Of a set with everything to `JSON.parse` of the same set. */
  ratioToJsonParse: number;
  accepted: number;
  refused: number;
}>;

const ONE = 100_000n;
const head = (guid: string): DocumentHead => ({ guid, action: "new", isDeclared: true, sentMs: 0 });

const itemOf = (set: number, line: number): number => (set * 7 + line * 131) % ITEMS;
const hsCodeOf = (item: number): string => String(2_106_900_000 + item * 10);
const priceOf = (item: number): bigint => BigInt(20 + (item % 80)) * ONE + BigInt(item % 100) * 1_000n;

const lineOf = (set: number, line: number): OrderLine & ListLine => {
  const item = itemOf(set, line);
  const quantity = BigInt(1 + (line % 3));
  const shared = { line, unit: "011", quantity: quantity * ONE, price: priceOf(item), total: priceOf(item) * quantity, currency: "142" };
  const names = { itemName: `商品${item}`, goodsName: `商品${item}`, country: "116", model: "标准" };
  return { ...shared, ...names, itemRecordNo: `SKU-${item}`, hsCode: hsCodeOf(item), legal: { quantity: quantity * 50_000n, unit: "035" } };
};

const MERCHANT = { code: "4301960AAA", name: "示例电商" };
const CARRIER = { code: "4301980BBB", name: "示例物流" };
const FREIGHT = 20n * ONE;

const keyOf = (set: number) => ({ platform: "1101110325", platformName: "示例平台", orderNo: `ON-${set}` });
// Each document brings strings of its own, as it would from its own message.
const buyerOf = (set: number): Person => ({
  idType: "identity_card",
  idHash: `buyer-${set % BUYERS}`,
  name: `买家${set}`,
  telephone: `138${set}`,
});
const consigneeOf = (set: number): Consignee => ({ name: `买家${set}`, telephone: `138${set}`, address: `湖南省湘潭市岳塘区${set}号` });
const weightOf = (set: number): bigint => BigInt(200_000 + (set % 1_000) * 100);
const linesOf = (set: number) => Array.from({ length: LINES }, (_each, index) => lineOf(set, index + 1));

const orderOf = (set: number): ImportOrder => {
  const lines = linesOf(set);
  const goodsValue = lines.reduce((sum, { total }) => sum + total, 0n);
  const [taxCollected, discount] = [3_870_000n, 1_500_000n];
  return {
    ...keyOf(set),
    direction: "import",
    head: head(`ORDER-${set}`),
    merchant: MERCHANT,
    goodsValue,
    freight: FREIGHT,
    discount,
    taxCollected,
    amountPaid: goodsValue + FREIGHT + taxCollected - discount,
    currency: "142",
    buyer: buyerOf(set),
    buyerAccount: `account-${set}`,
    consignee: consigneeOf(set),
    payCode: "3120980105",
    payTransactionNo: `TX-${set}`,
    lines: lines.map(({ itemRecordNo: _item, hsCode: _code, goodsName: _name, legal: _legal, ...line }) => line),
  };
};

const paymentOf = (set: number, amountPaid: bigint): ImportPayment => ({
  ...keyOf(set),
  direction: "import",
  head: head(`PAYMENT-${set}`),
  provider: { code: "3120980105", name: "示例支付" },
  transactionNo: `TX-${set}`,
  payer: buyerOf(set),
  amount: set % DIFFERS_EVERY === 0 ? amountPaid + 1_000n : amountPaid,
  currency: "142",
  paidMs: 0,
});

const waybillOf = (set: number): ImportWaybill => ({
  direction: "import",
  head: head(`WAYBILL-${set}`),
  carrier: CARRIER.code,
  carrierName: CARRIER.name,
  waybillNo: `L-${set}`,
  orderNo: `ON-${set}`,
  consignee: consigneeOf(set),
  currency: "142",
  grossWeightKg: weightOf(set),
  packages: 1,
});

const listOf = (set: number): ImportList => ({
  ...keyOf(set),
  direction: "import",
  head: head(`LIST-${set}`),
  merchant: MERCHANT,
  carrier: CARRIER,
  waybillNo: `L-${set}`,
  agent: CARRIER,
  customsCode: "4900",
  portCode: "4900",
  book: "T4900W000001",
  mode: "1210",
  transportMode: "4",
  country: "142",
  freight: FREIGHT,
  insuredFee: 0n,
  packages: 1,
  grossWeightKg: weightOf(set),
  netWeightKg: weightOf(set) - 20_000n,
  declaredDate: DAY,
  guarantor: MERCHANT.code,
  buyer: buyerOf(set),
  consigneeAddress: consigneeOf(set).address,
  zoneFirm: { code: "4301460DDD", name: "示例仓储" },
  currency: "142",
  lines: linesOf(set).map(({ itemName: _itemName, ...line }) => line),
});

const documentsOf = (set: number): Required<ImportDocuments> => {
  const order = orderOf(set);
  return { kind: "import_retail", order, payment: paymentOf(set, order.amountPaid), waybill: waybillOf(set), list: listOf(set) };
};

type World = Readonly<{
  trades: readonly Required<ImportDocuments>[];
  filed: FiledBook;
  stock: ReadonlyMap<string, BookStock>;
  rates: ReadonlyMap<string, readonly TariffRate[]>;
  settings: MatchSettings;
  taxSettings: TaxSettings;
  limits: NonNullable<AcceptanceQuestion["limits"]>;
}>;

const rowsOf = (hsCode: string): readonly TariffRate[] =>
  ["2024-01-01", "2025-01-01", "2026-01-01"].map((validFrom) => ({
    hsCode,
    validFrom,
    vat: 13_000n,
    consumption: 0n,
    tariff: 5_000n,
    legalUnits: ["035"],
    positiveList: true,
    source: "bench",
  }));

const createWorld = (): World => {
  const items = Array.from({ length: ITEMS }, (_each, item) => item);
  const [settings, taxSettings, limits] = [findMatchSettings(DAY), findTaxSettings(DAY), findQuotaLimits(DAY)];
  if (!settings || !taxSettings || !limits) throw new Error(`no settings on ${DAY}`);
  const names = items.map((item) => [`SKU-${item}`, item] as const);
  const filedItem = (itemRecordNo: string, item: number) => ({
    itemRecordNo,
    hsCode: hsCodeOf(item),
    goodsName: `商品${item}`,
    unit: "011",
  });
  return {
    trades: Array.from({ length: SETS }, (_each, set) => documentsOf(set)),
    filed: { book: "T4900W000001", zoneFirm: "4301460DDD", items: new Map(names.map(([name, item]) => [name, filedItem(name, item)])) },
    stock: new Map(names.map(([name]) => [name, { unit: "011", available: 1_000n * ONE, expired: 0n, mode: "1210" }])),
    rates: new Map(items.map((item) => [hsCodeOf(item), rowsOf(hsCodeOf(item))])),
    settings,
    taxSettings,
    limits,
  };
};

const matchOf = (world: World, documents: ImportDocuments) =>
  matchDocuments({ documents, filed: world.filed, heldBy: {}, settings: world.settings, isBuyerVerified: true });

/** One set with everything; the buyer's year goes on. */
const settle = (world: World, documents: Required<ImportDocuments>, years: Map<string, QuotaAccount>): boolean => {
  const { list } = documents;
  const { idHash } = list.buyer;
  const year = years.get(idHash) ?? initialQuota(idHash, 2026);
  const identity: IdentityCheck = { idHash, result: "pass", atMs: 0, reference: "V", by: "bench" };
  const acceptance = checkImportList({
    list,
    match: matchOf(world, documents),
    identity,
    isIndivisible: false,
    quotaUsed: usedQuota(year),
    limits: world.limits,
    rateOf: (hsCode) => rateOn(world.rates.get(hsCode) ?? [], hsCode, DAY),
    taxSettings: world.taxSettings,
    stockOf: (itemRecordNo) => world.stock.get(itemRecordNo),
  });
  if (!acceptance.isAccepted) return false;
  const purchase = { taxablePrice: acceptance.taxablePrice, isOneIndivisible: false };
  const decision = decideQuota(year, { do: "reserve", list: list.head.guid, purchase, limits: world.limits });
  if ("refusals" in decision) return false;
  years.set(idHash, decision.events.reduce(evolveQuota, year));
  return true;
};

/** The floor under any matcher: the same values held against each other, nothing written down. */
const compareBare = ({ order, payment, waybill, list }: Required<ImportDocuments>): boolean => {
  let isSame =
    order.orderNo === payment.orderNo &&
    order.platform === payment.platform &&
    order.amountPaid === payment.amount &&
    order.buyer.idHash === payment.payer.idHash &&
    order.consignee.name === waybill.consignee.name &&
    order.consignee.telephone === waybill.consignee.telephone &&
    order.consignee.address === waybill.consignee.address &&
    list.orderNo === order.orderNo &&
    list.merchant.code === order.merchant.code &&
    list.buyer.idHash === order.buyer.idHash &&
    list.waybillNo === waybill.waybillNo;
  for (const [index, line] of list.lines.entries()) {
    const ordered = order.lines[index];
    isSame = isSame && line.quantity === ordered?.quantity && line.price === ordered.price && line.total === ordered.total;
  }
  return isSame;
};

/** Bigints as customs writes them: decimals in text. */
const toJson = (trade: unknown): string =>
  JSON.stringify(trade, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));

const perSecond = (count: number, work: () => void): number => {
  const startedMs = performance.now();
  work();
  return count / ((performance.now() - startedMs) / 1_000);
};

type Round = Readonly<{ whole: number; matched: number; json: number; bare: number; accepted: number }>;

const measureRound = (world: World, texts: readonly string[]): Round => {
  let [accepted, seen] = [0, 0];
  const years = new Map<string, QuotaAccount>();
  const whole = perSecond(SETS, () => {
    for (const trade of world.trades) if (settle(world, trade, years)) accepted += 1;
  });
  const matched = perSecond(SETS, () => {
    for (const trade of world.trades) seen += matchOf(world, trade).fields.length;
  });
  const json = perSecond(SETS, () => {
    for (const text of texts) seen += Object.keys(JSON.parse(text) as object).length;
  });
  const bare = perSecond(SETS, () => {
    for (const trade of world.trades) seen += Number(compareBare(trade));
  });
  // So that nothing measured is left out as unused.
  if (seen === 0) throw new Error("nothing was measured");
  return { whole, matched, json, bare, accepted };
};

export const benchMatching = (): MatchingFigures => {
  const world = createWorld();
  const texts = world.trades.map(toJson);
  measureRound(world, texts);
  const rounds = Array.from({ length: ROUNDS }, () => measureRound(world, texts));
  const accepted = rounds[0]?.accepted ?? 0;
  const of = (pick: (round: Round) => number): number => rounded(median(rounds.map(pick)));
  return {
    sets: SETS,
    linesEach: LINES,
    setsPerSecond: of(({ whole }) => whole),
    matchedPerSecond: of(({ matched }) => matched),
    jsonParsedPerSecond: of(({ json }) => json),
    bareComparedPerSecond: of(({ bare }) => bare),
    ratioToJsonParse: of(({ whole, json }) => whole / json),
    accepted,
    refused: SETS - accepted,
  };
};

if (process.argv[1] === import.meta.filename) process.stdout.write(`${JSON.stringify(benchMatching(), undefined, 2)}\n`);
