import { shanghaiDay } from "../../domain/customs/settings.ts";
import { checkImportList } from "../../domain/customs/trade/checks.ts";
import type { TradeKey } from "../../domain/customs/trade/document.ts";
import type { IdentityCheck } from "../../domain/customs/trade/identity.ts";
import {
  decideList,
  evolveList,
  initialList,
  listStanding,
  type ListCommand,
  type ListLife,
} from "../../domain/customs/trade/list-life.ts";
import type { GoodsList, ImportList } from "../../domain/customs/trade/list.ts";
import { findMatchSettings, type MatchSettings } from "../../domain/customs/trade/match-settings.ts";
import { matchDocuments, type MatchResult, type TradeDocuments } from "../../domain/customs/trade/matching.ts";
import { findQuotaLimits, quotaYear } from "../../domain/customs/trade/quota.ts";
import { headOf, numberOf, trioOf, type TradeRecord } from "../../domain/customs/trade/records.ts";
import { rateOn } from "../../domain/customs/trade/tariff.ts";
import { findTaxSettings } from "../../domain/customs/trade/tax.ts";
import { isRefusal, put, refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { releaseInventoriesOf } from "./list-effects.ts";
import type { FiledStock, ListContent, StoredDocument, TradeContent } from "./ports.ts";

/**
 * Orders, payments, waybills and lists (三单, 清单). Whatever of the four is filed, changed or deleted, the list of the trade is
 * matched anew; an import list that passes every rule takes its quota, gets its tax sheet, and goes to customs.
 */
type Trade = Readonly<{ trade: TradeRecord; atMs: number; isDeclared?: boolean }>;

export const actOnTrade = async (desk: Case, draft: Draft, { trade, atMs }: Trade): Promise<Refusal | undefined> => {
  const number = numberOf(trade);
  const stored = await desk.find(draft, trade.kind, number);
  const { action, guid } = headOf(trade);
  if (stored && action === "new" && guidOf(stored.content) !== guid && !isDeleted(stored))
    return refuse("already_filed", `${trade.kind} ${number} was filed before: a change must say that it is one`);
  if (!stored && action !== "new") return refuse("not_filed", `${trade.kind} ${number} is not filed: there is nothing to ${action}`);
  if (stored && isSameRecord(stored.content, trade) && !isDeleted(stored)) {
    draft.subject = stored;
    return undefined;
  }
  const type = action === "new" ? "filed" : action === "change" ? "amended" : "deleted";
  draft.events.push({ kind: trade.kind, number, type });
  if (trade.kind === "list") {
    const refusal = fileList(draft, stored as StoredDocument<ListContent> | undefined, trade.record);
    if (refusal) return refusal;
  } else {
    const identity = stored && "identity" in stored.content ? stored.content.identity : undefined;
    const content: TradeContent = { ...trade, ...(identity && { identity }), ...(action === "delete" && { isDeleted: true }) };
    put(draft, (draft.subject = storedTrade(content)));
  }
  await rematch(desk, draft, await findListOf(desk, draft, trade), atMs);
  return undefined;
};

const guidOf = (content: StoredDocument["content"]): string | undefined => ("record" in content ? content.record.head.guid : undefined);
const isDeleted = ({ content }: StoredDocument): boolean => "isDeleted" in content && content.isDeleted;

/** In one order of keys, whatever the database or the message made of it. */
const plain = (_key: string, value: unknown): unknown => {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
};
const isSameRecord = (content: object, { record }: TradeRecord): boolean =>
  "record" in content && JSON.stringify(content.record, plain) === JSON.stringify(record, plain);

const storedTrade = (content: TradeContent): StoredDocument<TradeContent> => ({
  kind: content.kind,
  number: numberOf(content),
  aliases: content.kind === "waybill" && content.record.direction === "import" ? [`order:${content.record.orderNo}`] : [],
  site: null,
  owner: null,
  book: null,
  direction: content.record.direction === "import" ? "in" : "out",
  channel: null,
  state: content.isDeleted ? "deleted" : "filed",
  trio: trioOf(content),
  plate: null,
  links: [],
  content,
});

const fileList = (draft: Draft, stored: StoredDocument<ListContent> | undefined, record: GoodsList): Refusal | undefined => {
  let life: ListLife = stored?.content.life ?? initialList(record.direction);
  if (record.head.isDeclared) {
    const lines = record.lines.map(({ line, quantity }) => ({ line, quantity }));
    const decision = decideList(life, { do: "declare", lines });
    if ("refusals" in decision) return refuse(decision.refusals[0] ?? "already_declared", decision.refusals.join(", "));
    life = decision.events.reduce(evolveList, life);
  }
  const content: ListContent = { kind: "list", record, life, match: UNMATCHED, refusals: null, sheet: null, isAccepted: false };
  put(draft, (draft.subject = storedList(content, stored)));
  return undefined;
};

const UNMATCHED: MatchResult = { verdict: "incomplete", lacking: [], fields: [] };

/** While customs has not spoken, what our own rules say of it is its state. */
const stateOf = ({ life, match, refusals, isAccepted }: ListContent): string => {
  const { state } = listStanding(life);
  if (state !== "draft" && state !== "declared") return state;
  if (isAccepted) return "ready";
  return refusals && refusals.length > 0 ? "blocked" : match.verdict;
};

export const storedList = (content: ListContent, before: StoredDocument | undefined): StoredDocument<ListContent> => {
  const { record } = content;
  const number = numberOf({ kind: "list", record });
  const waybill = `waybill:${record.carrier.code}/${record.waybillNo}`;
  // A return is asked for by the number of its application.
  const refunds = [...content.life.refunds.keys()].map((request) => `refund:${request}`);
  const names = [...refunds, record.invtNo, record.preNo, waybill, ...(before?.aliases ?? [])];
  return {
    kind: "list",
    number,
    aliases: [...new Set(names.flatMap((name) => (name === undefined || name === number ? [] : [name])))],
    site: before?.site ?? null,
    owner: record.merchant.code,
    book: record.book ?? null,
    direction: record.direction === "import" ? "in" : "out",
    channel: record.mode,
    state: stateOf(content),
    trio: `${record.platform}/${record.orderNo}`,
    plate: null,
    links: before?.links ?? [],
    content,
  };
};

const findListOf = async (desk: Case, draft: Draft, trade: TradeRecord): Promise<StoredDocument<ListContent> | undefined> => {
  if (trade.kind === "list") return desk.find(draft, "list", numberOf(trade));
  if (trade.kind === "waybill") return desk.find(draft, "list", `waybill:${numberOf(trade)}`);
  return findListOfTrio(desk, draft, `${trade.record.platform}/${trade.record.orderNo}`);
};

const findListOfTrio = async (desk: Case, draft: Draft, trio: string): Promise<StoredDocument<ListContent> | undefined> => {
  const list = (await desk.listTrio(draft, trio)).find(({ kind }) => kind === "list");
  return list as StoredDocument<ListContent> | undefined;
};

type Found = Readonly<{ documents: TradeDocuments; identity: IdentityCheck | undefined }>;

const gather = async (desk: Case, draft: Draft, record: GoodsList): Promise<Found> => {
  const key = `${record.platform}/${record.orderNo}`;
  const trio = await desk.listTrio(draft, key);
  const waybill = await desk.find(draft, "waybill", `${record.carrier.code}/${record.waybillNo}`);
  const all = [...trio, ...(waybill ? [waybill] : [])].filter((document) => !isDeleted(document));
  const of = <Kind extends TradeContent["kind"]>(kind: Kind): Extract<TradeContent, { kind: Kind }> | undefined =>
    all.find((document) => document.kind === kind && "record" in document.content && document.content.record.direction === record.direction)
      ?.content as Extract<TradeContent, { kind: Kind }> | undefined;
  const [order, payment, bill] = [of("order"), of("payment"), of("waybill")];
  const kind =
    record.direction === "import" ? "import_retail" : record.mode === "9610" || record.mode === "1210" ? "export_retail" : "export_b2b";
  const documents = {
    kind,
    list: record,
    ...(order && { order: order.record }),
    ...(payment && { payment: payment.record }),
    ...(bill && { waybill: bill.record }),
  } as TradeDocuments;
  return { documents, identity: order?.identity };
};

const rematch = async (desk: Case, draft: Draft, stored: StoredDocument<ListContent> | undefined, atMs: number): Promise<void> => {
  if (!stored) return;
  const { record } = stored.content;
  const day = shanghaiDay(atMs);
  const settings = findMatchSettings(day);
  if (!settings) return;
  const { documents, identity } = await gather(desk, draft, record);
  const items = record.lines.flatMap(({ itemRecordNo }) => itemRecordNo ?? []);
  const book = record.book === undefined ? undefined : await desk.reads.findFiledBook({ book: record.book, items, day });
  const match = matchOf({ documents, book, identity, settings });
  const matched: ListContent = { ...stored.content, match };
  const judged =
    record.direction === "import" ? await accept(desk, draft, { content: matched, record, book, identity, atMs }) : acceptExport(matched);
  const now = { ...storedList(judged, stored), site: book?.site ?? stored.site };
  if (judged.isAccepted && !stored.content.isAccepted) {
    draft.events.push({ kind: "list", number: now.number, type: "accepted" });
    if (record.head.isDeclared) draft.sends.push({ kind: "list", number: now.number });
  }
  if (now.state !== stored.state || match.verdict !== stored.content.match.verdict)
    draft.events.push({ kind: "list", number: now.number, type: match.verdict, ...noteOf(judged) });
  put(draft, now);
  if (draft.subject?.kind === "list") draft.subject = now;
};

const noteOf = ({ refusals }: ListContent): { note?: string } =>
  refusals && refusals.length > 0 ? { note: [...new Set(refusals.map(({ reason }) => reason))].join(", ") } : {};

type Question = Readonly<{
  documents: TradeDocuments;
  book: FiledStock | undefined;
  identity: IdentityCheck | undefined;
  settings: MatchSettings;
}>;

const matchOf = ({ documents, book, identity, settings }: Question): MatchResult =>
  matchDocuments({
    documents,
    heldBy: {},
    settings,
    ...(book && { filed: book.filed }),
    ...(identity && { isBuyerVerified: identity.result === "pass" }),
  });

const acceptExport = (content: ListContent): ListContent => ({ ...content, isAccepted: content.match.verdict === "matched" });

type Accepting = Readonly<{
  content: ListContent;
  record: ImportList;
  book: FiledStock | undefined;
  identity: IdentityCheck | undefined;
  atMs: number;
}>;

/** Quota is reserved, and given back when an amendment makes the list unacceptable before customs has it. */
const accept = async (desk: Case, draft: Draft, { content, record, book, identity, atMs }: Accepting): Promise<ListContent> => {
  const day = shanghaiDay(atMs);
  const taxSettings = findTaxSettings(day);
  if (!taxSettings) return content;
  const year = quotaYear(atMs);
  const number = numberOf({ kind: "list", record });
  const buyer = record.buyer.idHash;
  const tariff = await desk.reads.listTariff(record.lines.map(({ hsCode }) => hsCode));
  const acceptance = checkImportList({
    list: record,
    match: content.match,
    ...(identity && { identity }),
    isIndivisible: true,
    quotaUsed: await desk.quotaUsed(draft, { buyer, year, list: number }),
    limits: findQuotaLimits(day),
    rateOf: (hsCode) => rateOn(tariff, hsCode, day),
    taxSettings,
    stockOf: (itemRecordNo) => book?.stockOf(itemRecordNo),
  });
  if (acceptance.isAccepted) {
    draft.quotas.push({ buyer, year, list: number, amount: acceptance.taxablePrice });
    return { ...content, refusals: [], sheet: acceptance.sheet, isAccepted: true };
  }
  if (content.isAccepted) draft.quotas.push({ buyer, year, list: number, amount: 0n });
  return { ...content, refusals: acceptance.refusals, sheet: null, isAccepted: false };
};

export const actOnIdentity = async (
  desk: Case,
  draft: Draft,
  { trio, check, atMs }: Readonly<{ trio: TradeKey; check: IdentityCheck; atMs: number }>,
): Promise<Refusal | undefined> => {
  const number = `${trio.platform}/${trio.orderNo}`;
  const order = await desk.find(draft, "order", number);
  if (!order) return refuse("not_filed", `order ${number} is not filed`);
  if (JSON.stringify(order.content.identity) === JSON.stringify(check)) {
    draft.subject = order;
    return undefined;
  }
  draft.events.push({ kind: "order", number, type: `identity_${check.result}` });
  put(draft, (draft.subject = storedTrade({ ...order.content, identity: check })));
  await rematch(desk, draft, await findListOfTrio(desk, draft, number), atMs);
  return undefined;
};

/** What customs, or the firm, says of a list after it was filed. */
export const actOnList = async (
  desk: Case,
  draft: Draft,
  { key, command, invtNo, atMs }: Readonly<{ key: string; command: ListCommand; invtNo?: string; atMs: number }>,
): Promise<Refusal | undefined> => {
  const stored = await desk.find(draft, "list", key);
  if (!stored) return refuse("not_filed", `list ${key} is not filed`);
  const decision = decideList(stored.content.life, command);
  if ("refusals" in decision) return refuse(decision.refusals[0] ?? "is_over", decision.refusals.join(", "));
  const before = stored.content;
  const record = invtNo === undefined || before.record.invtNo === invtNo ? before.record : { ...before.record, invtNo };
  const life = decision.events.reduce(evolveList, before.life);
  const now = storedList({ ...before, record, life }, stored);
  draft.subject = { ...now, site: stored.site };
  if (decision.events.length === 0 && record === before.record) return undefined;
  for (const event of decision.events) {
    const status = "receipt" in event ? `_${event.receipt.status}` : "";
    draft.events.push({ kind: "list", number: now.number, type: `${event.event}${status}` });
  }
  put(draft, draft.subject);
  const refusal = await releaseInventoriesOf(desk, draft, draft.subject as StoredDocument<ListContent>, { before, atMs });
  return isRefusal(refusal) ? refusal : undefined;
};

export const actOnGoodsBack = async (
  desk: Case,
  draft: Draft,
  { request, atMs }: Readonly<{ request: string; atMs: number }>,
): Promise<Refusal | undefined> => {
  const list = await desk.find(draft, "list", `refund:${request}`);
  if (!list) return refuse("not_filed", `no return was applied for under ${request}`);
  return actOnList(desk, draft, { key: list.number, command: { do: "record_goods_back", request, atMs }, atMs });
};
