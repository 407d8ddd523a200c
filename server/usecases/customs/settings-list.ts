import { formatQuantity } from "../../domain/basics/quantity.ts";
import { DEADLINES, LATE_DECLARATION_FEE, RECORD_KEEPING } from "../../domain/customs/deadlines.ts";
import { CONSEQUENCES } from "../../domain/customs/obligations/consequences.ts";
import type { Term } from "../../domain/customs/obligations/term.ts";
import { DIFFERENCE_RATE_BASIS } from "../../domain/customs/reports/write-off.ts";
import type { DatedSetting, Sureness } from "../../domain/customs/settings.ts";
import { MATCH_SETTINGS } from "../../domain/customs/trade/match-settings.ts";
import { WEIGHT_TOLERANCES } from "../../domain/customs/weight.ts";
import { QUOTA_LIMITS } from "../../domain/customs/trade/quota.ts";

/** Every number that customs sets, in words: what an officer is shown beside a deadline, a limit or a tolerance. */
type Words = { zh: string; en: string };

export type SettingView = Readonly<{
  setting: string;
  group: "deadline" | "matching" | "retail_limit" | "tax" | "gate" | "other";
  name: Words;
  value: Words;
  validFrom: string;
  validTo: string | null;
  source: string;
  sure: Sureness;
}>;

type Heading = Readonly<Pick<SettingView, "setting" | "group" | "name">>;

const show = <T>(heading: Heading, rows: readonly DatedSetting<T>[], value: (value: T) => Words): SettingView[] =>
  rows.map((row) => ({
    ...heading,
    value: value(row.value),
    validFrom: row.validFrom,
    validTo: row.validTo ?? null,
    source: row.source,
    sure: row.sure,
  }));

const words = (zh: string, en: string): Words => ({ zh, en });

const termWords = (term: Term): Words => {
  switch (term.kind) {
    case "hours_before":
      return words(`${term.hours}小时以前`, `at least ${term.hours} hours before`);
    case "days":
      return term.opensOnDay === undefined
        ? words(`${term.days}日内`, `within ${term.days} days`)
        : words(`第${term.opensOnDay}日至第${term.days}日`, `from day ${term.opensOnDay} to day ${term.days}`);
    case "months":
      return term.extensionMonths === undefined
        ? words(`${term.months}个月`, `${term.months} months`)
        : words(`${term.months}个月，可延${term.extensionMonths}个月`, `${term.months} months, and up to ${term.extensionMonths} more`);
    case "working_day_of_next_month":
      return words(`次月第${term.workingDay}个工作日`, `working day ${term.workingDay} of the next month`);
    case "day_of_next_month":
      return words(`次月${term.day}日`, `day ${term.day} of the next month`);
    case "end_of_next_month":
      return words("次月底", "end of the next month");
    case "none":
      return words("不设期限", "no limit");
  }
};

const percent = (fraction: bigint): string => `${formatQuantity(fraction * 100n)} %`;
const perMille = (value: bigint): string => `${Number(value) / 10} %`;
const yesNo = (value: boolean): Words => (value ? words("是", "yes") : words("否", "no"));

const retail = (): SettingView[] => [
  ...show(
    { setting: "retail_single_limit", group: "retail_limit", name: words("单次交易限值", "Limit of one retail purchase") },
    QUOTA_LIMITS,
    ({ single }) => words(`${formatQuantity(single)}元`, `${formatQuantity(single)} CNY`),
  ),
  ...show(
    { setting: "retail_yearly_limit", group: "retail_limit", name: words("个人年度限值", "Limit of a person's year") },
    QUOTA_LIMITS,
    ({ yearly }) => words(`${formatQuantity(yearly)}元`, `${formatQuantity(yearly)} CNY`),
  ),
];

const matching = (): SettingView[] => [
  ...show(
    { setting: "list_weight_tolerance", group: "matching", name: words("清单与运单重量允差", "Weight of list against waybill") },
    MATCH_SETTINGS.weightTolerance,
    ({ perMille: share, floorKg }) =>
      words(`${perMille(share)}，不小于${formatQuantity(floorKg)}千克`, `${perMille(share)}, at least ${formatQuantity(floorKg)} kg`),
  ),
  ...show(
    { setting: "match_warns_only", group: "matching", name: words("只作提示的比对项", "Fields whose difference only warns") },
    MATCH_SETTINGS.warnsOnly,
    (fields) => words([...fields].join(", "), [...fields].join(", ")),
  ),
  ...show(
    {
      setting: "payer_may_differ",
      group: "matching",
      name: words("身份核实后支付人可不同", "Another may pay once the identity is verified"),
    },
    MATCH_SETTINGS.payerMayDifferWhenVerified,
    yesNo,
  ),
  ...show(
    { setting: "export_receipt_needed", group: "matching", name: words("出口需收款单", "An export needs a receipt") },
    MATCH_SETTINGS.isReceiptNeeded,
    yesNo,
  ),
];

const gate = (): SettingView[] =>
  show(
    { setting: "gate_weight_tolerance", group: "gate", name: words("卡口重量允差", "Weight at the gate against the pass") },
    WEIGHT_TOLERANCES,
    ({ share, floorKg }) =>
      words(`${percent(share)}，不小于${formatQuantity(floorKg)}千克`, `${percent(share)}, at least ${formatQuantity(floorKg)} kg`),
  );

const others = (): SettingView[] => [
  ...show(
    { setting: "late_declaration_fee", group: "deadline", name: words("滞报金（每日）", "Late fee, each day") },
    LATE_DECLARATION_FEE,
    (fee) => words(percent(fee), percent(fee)),
  ),
  ...show(
    { setting: "record_keeping_bonded", group: "other", name: words("单证保存期限", "How long documents are kept") },
    [RECORD_KEEPING.bonded],
    termWords,
  ),
  ...show(
    { setting: "record_keeping_pharma", group: "other", name: words("药品记录保存期限", "How long pharma records are kept") },
    [RECORD_KEEPING.pharma],
    termWords,
  ),
  ...show(
    { setting: "overdue_consequences", group: "other", name: words("逾期后果", "What being overdue blocks") },
    [CONSEQUENCES],
    (rows) => {
      const blocking = Object.entries(rows)
        .filter(([, { blocks, blocksSubject }]) => blocks.length + blocksSubject.length > 0)
        .map(([rule, { blocks, blocksSubject }]) => `${rule} → ${[...blocks, ...blocksSubject].join(", ")}`)
        .join("; ");
      return words(blocking, blocking);
    },
  ),
  ...show(
    { setting: "difference_rate_basis", group: "other", name: words("差异率的基数", "What the difference rate is a part of") },
    DIFFERENCE_RATE_BASIS,
    (basis) => (basis === "should_remain" ? words("应剩余数量", "what should remain") : words("期初与进口", "opening and imported")),
  ),
];

export const listSettings = (): SettingView[] => [
  ...DEADLINES.flatMap((deadline) =>
    show({ setting: deadline.rule, group: "deadline", name: words(deadline.zh, deadline.en) }, [deadline], termWords),
  ),
  ...retail(),
  ...matching(),
  ...gate(),
  ...others(),
];
