import type { DeadlineRule } from "../deadlines.ts";
import type { GatePass } from "../documents/gate-pass.ts";
import type { GoodsDocument } from "../documents/goods-document.ts";
import { releasedAtMs, type ListLife } from "../trade/list-life.ts";
import { refundState } from "../trade/list-obligations.ts";
import type { UmbrellaDeclaration } from "../documents/umbrella.ts";

/**
 * What a document makes its firm owe customs, and what has met it, read off its timeline and those of its kin. Nothing is
 * kept beside the documents: whoever looks again finds the same duties.
 */

/** What happened to a document, in order. */
export type Timeline = readonly Readonly<{ type: string; atMs: number }>[];

export type Told<Document> = Readonly<{ document: Document; timeline: Timeline }>;

/** Documents that name it, or that it names. */
export type Kin = Readonly<{
  goods: readonly Told<GoodsDocument>[];
  passes: readonly Told<GatePass>[];
  declaration?: UmbrellaDeclaration;
}>;

export type Duty = Readonly<{
  rule: DeadlineRule;
  number: string;
  site: string;
  owner: string;
  startMs: number;
  /** A permission that ends on a day of its own goes before the rule's number. */
  statedDue?: Readonly<{ dueMs: number; source: string }>;
  met?: Readonly<{ atMs: number; by: string }>;
}>;

const firstOf = (timeline: Timeline, type: string): number | undefined => timeline.find((event) => event.type === type)?.atMs;

const metBy = (candidates: readonly Told<GoodsDocument>[], type: string): Duty["met"] => {
  const met = candidates.flatMap(({ document, timeline }) => {
    const atMs = firstOf(timeline, type);
    return atMs === undefined ? [] : [{ atMs, by: document.number }];
  });
  return met.toSorted((one, other) => one.atMs - other.atMs)[0];
};

/** Of a gate pass: kind 1 先理货后报关, kind 7 两步申报. */
export const dutiesOfPass = ({ document: pass, timeline }: Told<GatePass>, kin: Kin): Duty[] => {
  const startMs = firstOf(timeline, "passed");
  if (startMs === undefined || pass.direction !== "in") return [];
  const duty = { number: pass.number, site: pass.site, owner: pass.owner, startMs };
  if (pass.passKind === "1") return [withMet({ ...duty, rule: "tally_first_declaration" }, metBy(kin.goods, "approved"))];
  if (pass.passKind === "7") return [withMet({ ...duty, rule: "two_step_declaration" }, metBy(kin.goods, "released"))];
  return [];
};

/** Of an inventory or a slip: what left before it was declared, what is on show, what is on its way to another zone. */
export const dutiesOfGoods = ({ document, timeline }: Told<GoodsDocument>, kin: Kin): Duty[] => {
  const startMs = firstOf(timeline, "passed");
  if (startMs === undefined || document.direction !== "out") return [];
  const duty = { number: document.number, site: document.site, owner: document.owner, startMs };
  const { declaration } = kin;
  if (document.kind === "stock_document") {
    // 分送集报 is gathered by month; what left first otherwise has days of its own.
    const rule = declaration?.businessType === "A" ? "collective_declaration" : "leave_first_declaration";
    return [
      withMet(
        { ...duty, rule },
        metBy(
          kin.goods.filter(({ document: { type } }) => type === "1"),
          "approved",
        ),
      ),
    ];
  }
  if (document.type === "5") {
    const back = kin.goods.filter(({ document: { direction } }) => direction === "in");
    const statedDue = declaration && { dueMs: declaration.validUntilMs, source: `业务申报表 ${declaration.number}` };
    return [withMet({ ...duty, rule: "exhibition_return", ...(statedDue && { statedDue }) }, metBy(back, "passed"))];
  }
  if (document.type === "6" || document.type === "7") {
    const arrival = kin.goods.filter(({ document: { direction } }) => direction === "in");
    return [withMet({ ...duty, rule: "transit_direct" }, metBy(arrival, "passed"))];
  }
  return [];
};

/** Of an import list: what a granted return still owes (2.8: back within 45 days of the release). */
export const dutiesOfList = ({ number, site, owner, life }: ListTold): Duty[] => {
  const releasedMs = releasedAtMs(life);
  if (releasedMs === undefined || life.direction !== "import") return [];
  return [...life.refunds].flatMap(([request, refund]): Duty[] => {
    const state = refundState(life, refund);
    if (state === "unasked" || state === "refused") return [];
    const duty: Duty = { rule: "import_return_arrival", number: request, site, owner, startMs: releasedMs };
    return [withMet(duty, refund.goodsBackMs === undefined ? undefined : { atMs: refund.goodsBackMs, by: number })];
  });
};

export type ListTold = Readonly<{ number: string; site: string; owner: string; life: ListLife }>;

const withMet = (duty: Duty, met: Duty["met"]): Duty => (met ? { ...duty, met } : duty);
