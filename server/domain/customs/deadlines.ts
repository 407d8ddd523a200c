import { addDays, daysBetween, WEEKENDS_ONLY, workingDayFrom, type WorkCalendar } from "./obligations/calendar.ts";
import { dueOf, type Due, type Term } from "./obligations/term.ts";
import { findOn, shanghaiDay, type DatedSetting } from "./settings.ts";

/**
 * Every timed rule of customs as data (section 2.8 of the rules), each number a dated setting with its source.
 * A limit is looked up by the day of its start and reckoned in Asia/Shanghai. A zone that differs hands in rows of its own.
 */
export type DeadlineRule =
  | "import_declaration"
  | "export_declaration"
  | "two_step_declaration"
  | "tally_first_declaration"
  | "leave_first_declaration"
  | "import_return_application"
  | "import_return_arrival"
  | "import_tax_payment"
  | "export_return"
  | "list_summary"
  | "collective_declaration"
  | "exhibition_return"
  | "bonded_warehouse_storage"
  | "export_supervised_storage"
  | "logistics_centre_a_storage"
  | "logistics_centre_b_storage"
  | "zone_storage_report"
  | "transit_advance"
  | "transit_direct"
  | "daily_stock_snapshot"
  | "monthly_stock_report"
  | "book_write_off"
  | "stock_difference_report";

/** What the time runs from. */
export type DeadlineStart =
  | "transport_entry"
  | "loading"
  | "entry_of_goods"
  | "exit_of_goods"
  | "release"
  | "advance_declaration"
  | "day_reported"
  | "month_reported"
  | "period_end"
  | "discovery";

type DeadlineWords = Readonly<{ from: DeadlineStart; zh: string; en: string }>;

const WORDS: Readonly<Record<DeadlineRule, DeadlineWords>> = {
  import_declaration: { from: "transport_entry", zh: "进口货物申报", en: "Declare imported goods" },
  export_declaration: { from: "loading", zh: "出口货物装货前申报", en: "Declare goods for export before they are loaded" },
  two_step_declaration: { from: "transport_entry", zh: "两步申报：完整申报", en: "Complete the declaration in two steps" },
  tally_first_declaration: { from: "entry_of_goods", zh: "先理货后报关", en: "Declare goods that were tallied first" },
  leave_first_declaration: { from: "exit_of_goods", zh: "先出区后报关", en: "Declare goods that left the zone first" },
  import_return_application: { from: "release", zh: "零售进口退货申请", en: "Apply to return a retail import" },
  import_return_arrival: { from: "release", zh: "退货运抵原监管场所", en: "Bring a returned retail import back where it came from" },
  import_tax_payment: { from: "release", zh: "零售进口税款缴纳", en: "Pay the tax of a retail import" },
  export_return: { from: "release", zh: "出口商品退货进境", en: "Bring exported goods back" },
  list_summary: { from: "month_reported", zh: "清单汇总申报", en: "Declare the month's export lists in summary" },
  collective_declaration: { from: "month_reported", zh: "分送集报集中申报", en: "Declare a month's deliveries together" },
  exhibition_return: { from: "exit_of_goods", zh: "保税展示货物复运回区", en: "Bring exhibited goods back to the zone" },
  bonded_warehouse_storage: { from: "entry_of_goods", zh: "保税仓库存储期限", en: "Storage in a bonded warehouse" },
  export_supervised_storage: { from: "entry_of_goods", zh: "出口监管仓库存储期限", en: "Storage in an export supervised warehouse" },
  logistics_centre_a_storage: { from: "entry_of_goods", zh: "保税物流中心（A型）存储期限", en: "Storage in a type A logistics centre" },
  logistics_centre_b_storage: { from: "entry_of_goods", zh: "保税物流中心（B型）存储期限", en: "Storage in a type B logistics centre" },
  zone_storage_report: { from: "entry_of_goods", zh: "区内货物存储期限报备", en: "Report goods long stored in a zone" },
  transit_advance: { from: "advance_declaration", zh: "转关：提前报关", en: "Transit declared in advance" },
  transit_direct: { from: "transport_entry", zh: "转关：直转", en: "Direct transit" },
  daily_stock_snapshot: { from: "day_reported", zh: "每日库存报送", en: "Send the stock of the day" },
  monthly_stock_report: { from: "month_reported", zh: "保税仓库收付存月报表", en: "Report goods in, out and in stock" },
  book_write_off: { from: "period_end", zh: "账册报核", en: "Write-off report of a book" },
  stock_difference_report: { from: "discovery", zh: "库存差异报告", en: "Report missing or surplus goods" },
};

export type Deadline = DeadlineWords & DatedSetting<Term> & Readonly<{ rule: DeadlineRule }>;

const days = (count: number): Term => ({ kind: "days", days: count });
const months = (count: number, extensionMonths?: number): Term =>
  extensionMonths === undefined ? { kind: "months", months: count } : { kind: "months", months: count, extensionMonths };

const CUSTOMS_LAW_24 = "海关法第24条";
const ORDER_105 = "海关总署令第105号";
const ORDER_256 = "海关总署令第256号";
const NOTICE_2018_194 = "海关总署公告2018年第194号";
const NOTICE_2020_45 = "海关总署公告2020年第45号";
const TRANSIT = "海关总署令第89号，公告2017年第48号";
const NOT_NATIONAL = "无全国统一规定";

const ROWS: readonly (DatedSetting<Term> & Readonly<{ rule: DeadlineRule }>)[] = [
  { rule: "import_declaration", value: days(14), validFrom: "1987-07-01", source: CUSTOMS_LAW_24, sure: "sure" },
  { rule: "export_declaration", value: { kind: "hours_before", hours: 24 }, validFrom: "1987-07-01", source: CUSTOMS_LAW_24, sure: "sure" },
  { rule: "two_step_declaration", value: days(14), validFrom: "2020-01-01", source: "海关总署公告2019年第127号、第216号", sure: "sure" },
  {
    rule: "tally_first_declaration",
    value: days(14),
    validFrom: "2020-01-01",
    source: `${NOT_NATIONAL}，比照${CUSTOMS_LAW_24}`,
    sure: "unsure",
  },
  // 14 days, 30 days and by month are all met with: the shortest, until the zone says otherwise.
  {
    rule: "leave_first_declaration",
    value: days(14),
    validFrom: "2020-01-01",
    source: `${NOT_NATIONAL}，各区14日、30日或按月`,
    sure: "unsure",
  },
  { rule: "import_return_application", value: days(30), validFrom: "2020-03-28", source: NOTICE_2020_45, sure: "sure" },
  { rule: "import_return_arrival", value: days(45), validFrom: "2020-03-28", source: NOTICE_2020_45, sure: "sure" },
  // 放行后30日内未退货或修撤单的，第31日至第45日缴纳.
  {
    rule: "import_tax_payment",
    value: { kind: "days", days: 45, opensOnDay: 31 },
    validFrom: "2019-01-01",
    source: NOTICE_2018_194,
    sure: "sure",
  },
  { rule: "export_return", value: months(12), validFrom: "2020-03-27", source: "海关总署公告2020年第44号", sure: "sure" },
  // The number is sure; that a day of rest moves it is from memory of the notice.
  {
    rule: "list_summary",
    value: { kind: "day_of_next_month", day: 15, movesToWorkingDay: true },
    validFrom: "2019-01-01",
    source: NOTICE_2018_194,
    sure: "sure",
  },
  {
    rule: "collective_declaration",
    value: { kind: "end_of_next_month", withinYear: true },
    validFrom: "2022-04-01",
    source: ORDER_256,
    sure: "likely",
  },
  {
    rule: "exhibition_return",
    value: months(6),
    validFrom: "2020-01-01",
    source: `${NOT_NATIONAL}，以业务申报表有效期为准`,
    sure: "unsure",
  },
  { rule: "bonded_warehouse_storage", value: months(12, 12), validFrom: "2004-02-01", source: ORDER_105, sure: "sure" },
  { rule: "export_supervised_storage", value: months(6, 6), validFrom: "2006-01-01", source: "海关总署令第133号", sure: "sure" },
  { rule: "logistics_centre_a_storage", value: months(12, 12), validFrom: "2005-07-01", source: "海关总署令第129号", sure: "sure" },
  { rule: "logistics_centre_b_storage", value: months(24, 12), validFrom: "2005-07-01", source: "海关总署令第130号", sure: "sure" },
  {
    rule: "zone_storage_report",
    value: months(24),
    validFrom: "2007-10-03",
    validTo: "2022-03-31",
    source: "海关总署令第164号，满2年后每年申报",
    sure: "likely",
  },
  { rule: "zone_storage_report", value: { kind: "none" }, validFrom: "2022-04-01", source: `${ORDER_256}，不设存储期限`, sure: "likely" },
  { rule: "transit_advance", value: days(20), validFrom: "2001-10-15", source: TRANSIT, sure: "likely" },
  { rule: "transit_direct", value: days(14), validFrom: "2001-10-15", source: TRANSIT, sure: "likely" },
  {
    rule: "daily_stock_snapshot",
    value: days(1),
    validFrom: "2016-11-22",
    source: `${NOT_NATIONAL}，各区按公告2016年第72号的做法`,
    sure: "unsure",
  },
  {
    rule: "monthly_stock_report",
    value: { kind: "working_day_of_next_month", workingDay: 5 },
    validFrom: "2004-02-01",
    source: ORDER_105,
    sure: "likely",
  },
  { rule: "book_write_off", value: days(30), validFrom: "2020-01-01", source: `${NOT_NATIONAL}，比照加工贸易账册`, sure: "unsure" },
  // At once (及时): read as by the end of that day.
  { rule: "stock_difference_report", value: days(0), validFrom: "2004-02-01", source: `${ORDER_105}，${ORDER_256}`, sure: "unsure" },
];

export const DEADLINES: readonly Deadline[] = ROWS.map((row) => ({ ...WORDS[row.rule], ...row }));

export type DueDeadline = Due & Readonly<{ deadline: Deadline }>;

export type DeadlineQuestion = Readonly<{
  rule: DeadlineRule;
  /** Any instant of the day or the month where a rule goes by these. */
  startMs: number;
  calendar?: WorkCalendar;
  deadlines?: readonly Deadline[];
}>;

/** Undefined when no rule holds on the day of the start, or the rule sets no limit. */
export const findDue = ({ rule, startMs, calendar = WEEKENDS_ONLY, deadlines = DEADLINES }: DeadlineQuestion): DueDeadline | undefined => {
  const deadline = findOn(
    deadlines.filter((each) => each.rule === rule),
    shanghaiDay(startMs),
  );
  const due = deadline && dueOf(deadline.value, startMs, calendar);
  return due && { ...due, deadline };
};

/** 滞报金: a fraction of the taxable value for each day, in 10⁻⁵. */
export const LATE_DECLARATION_FEE: readonly DatedSetting<bigint>[] = [
  { value: 50n, validFrom: "2005-06-01", source: "海关法第24条，海关总署令第128号", sure: "sure" },
];

/**
 * Days for which the late fee is due: from the fifteenth day after the entry, moved to a working day when it is none,
 * to the day of the declaration, both counted.
 */
export const lateFeeDays = (entryMs: number, declaredMs: number, calendar: WorkCalendar = WEEKENDS_ONLY): number => {
  const LATE_FROM_DAY = 15;
  const firstDay = workingDayFrom(addDays(shanghaiDay(entryMs), LATE_FROM_DAY), calendar);
  return Math.max(0, daysBetween(firstDay, shanghaiDay(declaredMs)) + 1);
};

/** How long documents and records are kept after supervision has ended. */
export const RECORD_KEEPING: Readonly<Record<"bonded" | "pharma", DatedSetting<Term>>> = {
  bonded: { value: { kind: "months", months: 36 }, validFrom: "2004-02-01", source: "海关稽查条例，监管结束后3年", sure: "likely" },
  pharma: { value: { kind: "months", months: 60 }, validFrom: "2016-07-20", source: "药品经营质量管理规范，5年", sure: "likely" },
};
