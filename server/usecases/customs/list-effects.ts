import { decideGoods } from "../../domain/customs/documents/goods-document.ts";
import { listStanding, releasedAtMs } from "../../domain/customs/trade/list-life.ts";
import { refundState } from "../../domain/customs/trade/list-obligations.ts";
import { quotaYear } from "../../domain/customs/trade/quota.ts";
import { taxablePrices } from "../../domain/customs/trade/tax.ts";
import { refuse, type Case, type Draft, type Refusal } from "./case.ts";
import { applyGoods } from "./goods-acts.ts";
import { allReleased } from "./lists-released.ts";
import type { ListContent, StoredDocument } from "./ports.ts";

/**
 * What follows when customs' word changes a list: the inventory that gathers it (保税电商, kind 8) is released when all of its
 * lists are; a cancelled or refused list gives its quota back whole, a return gives back the share of what came back.
 */
type Change = Readonly<{ before: ListContent; atMs: number }>;

export const releaseInventoriesOf = async (
  desk: Case,
  draft: Draft,
  list: StoredDocument<ListContent>,
  { before, atMs }: Change,
): Promise<Refusal | undefined> => {
  giveQuotaBack(draft, list, before);
  const releasedMs = releasedAtMs(list.content.life);
  if (releasedAtMs(before.life) !== undefined || releasedMs === undefined) return undefined;
  await letOut(desk, draft, list, releasedMs);
  for (const linked of await desk.listLinked(draft, { kind: "list", number: list.number, aliases: list.aliases })) {
    if (linked.kind !== "inventory") continue;
    const inventory = await desk.find(draft, "inventory", linked.number);
    if (!inventory || !(await allReleased(desk, draft, inventory.content.gathers))) continue;
    const events = decideGoods(inventory.content, { type: "release" });
    if (typeof events === "string") return refuse(events, `inventory ${inventory.number} cannot be released`);
    applyGoods(draft, inventory, events, atMs);
  }
  return undefined;
};

/** The list of a direct purchase or an export lets its goods out itself: there is no book, and the parcel is what leaves. */
const OWN_RELEASE: ReadonlySet<string> = new Set(["9610", "9710", "9810", "1039"]);
/** 清单放行后 the goods leave within the means of transport that it names; nobody set a limit. */
const RELEASE_LASTS_MS = 90 * 24 * 3_600_000;

const letOut = async (desk: Case, draft: Draft, list: StoredDocument<ListContent>, releasedMs: number): Promise<void> => {
  const { record } = list.content;
  if (!OWN_RELEASE.has(record.mode) || record.book !== undefined) return;
  const goods = await desk.reads.findListGoods(record);
  if (!goods) return;
  const lines = record.lines.flatMap(({ line, quantity }) => {
    const gtin = goods.gtins.get(line);
    return gtin === undefined ? [] : [{ gtin, quantity }];
  });
  if (lines.length === 0) return;
  const { site, owner } = goods;
  const isImport = record.direction === "import";
  draft.releases.push({
    draft: {
      release: list.number,
      site,
      owner,
      validUntilMs: releasedMs + RELEASE_LASTS_MS,
      lines,
      document: list.number,
      regime: isImport ? "bonded" : "non_bonded",
      becomes: isImport ? "duty_paid" : "export_cleared",
    },
    atMs: releasedMs,
  });
};

const CLOSED: ReadonlySet<string> = new Set(["cancelled", "rejected", "format_error", "shipped_back"]);

const giveQuotaBack = (draft: Draft, { number, content }: StoredDocument<ListContent>, before: ListContent): void => {
  const { record, life } = content;
  if (record.direction !== "import" || !content.isAccepted) return;
  const now = quotaLeft(content);
  if (now === quotaLeft(before)) return;
  const year = quotaYear(releasedAtMs(life) ?? Date.parse(record.declaredDate));
  draft.quotas.push({ buyer: record.buyer.idHash, year, list: number, amount: now });
};

/** Taxable price less what came back, line by line in proportion to the quantity; nothing once the list is void. */
const quotaLeft = ({ record, life }: ListContent): bigint => {
  if (record.direction !== "import" || CLOSED.has(listStanding(life).state)) return 0n;
  const returned = new Map<number, bigint>();
  for (const refund of life.refunds.values())
    if (refundState(life, refund) === "returned")
      for (const { line, quantity } of refund.lines) returned.set(line, (returned.get(line) ?? 0n) + quantity);
  const prices = taxablePrices(record);
  return record.lines.reduce((sum, { line, quantity }, index) => {
    const price = prices[index] ?? 0n;
    const back = returned.get(line) ?? 0n;
    return sum + price - (quantity === 0n ? 0n : (price * back) / quantity);
  }, 0n);
};
