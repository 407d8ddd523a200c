import type { DeadlineRule } from "../deadlines.ts";
import type { DatedSetting } from "../settings.ts";

/** What being overdue (逾期) blocks, and how long before the end it is called due soon. One row for each rule. */

/** What may not be done while something is overdue. */
export type BlockedAct =
  | "leave_first_declare_later"
  | "tally_first_declare_later"
  | "two_step_declaration"
  | "collective_declaration"
  | "exhibition"
  | "transit"
  | "gate_pass"
  | "import_return"
  | "export_return";

export type Consequence = Readonly<{
  /** Of the owner, whatever the goods. */
  blocks: readonly BlockedAct[];
  /** Of this subject alone: a right that has run out. */
  blocksSubject: readonly BlockedAct[];
  dueSoonMs: number;
}>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const consequence = (dueSoonMs: number, blocks: readonly BlockedAct[] = [], blocksSubject: readonly BlockedAct[] = []): Consequence => ({
  blocks,
  blocksSubject,
  dueSoonMs,
});

/** No notice lists these; the plain reading is that nobody is trusted again while the last time is still open. */
export const CONSEQUENCES: DatedSetting<Readonly<Record<DeadlineRule, Consequence>>> = {
  validFrom: "2020-01-01",
  source: "无全国统一规定，按各区做法",
  sure: "unsure",
  value: {
    import_declaration: consequence(3 * DAY_MS),
    export_declaration: consequence(4 * HOUR_MS),
    two_step_declaration: consequence(3 * DAY_MS, ["two_step_declaration"]),
    tally_first_declaration: consequence(3 * DAY_MS, ["tally_first_declare_later"]),
    leave_first_declaration: consequence(3 * DAY_MS, ["leave_first_declare_later"]),
    import_return_application: consequence(3 * DAY_MS, [], ["import_return"]),
    import_return_arrival: consequence(5 * DAY_MS, [], ["import_return"]),
    import_tax_payment: consequence(5 * DAY_MS),
    export_return: consequence(30 * DAY_MS, [], ["export_return"]),
    list_summary: consequence(3 * DAY_MS),
    collective_declaration: consequence(5 * DAY_MS, ["collective_declaration"]),
    exhibition_return: consequence(14 * DAY_MS, ["exhibition"]),
    bonded_warehouse_storage: consequence(30 * DAY_MS),
    export_supervised_storage: consequence(30 * DAY_MS),
    logistics_centre_a_storage: consequence(30 * DAY_MS),
    logistics_centre_b_storage: consequence(30 * DAY_MS),
    zone_storage_report: consequence(30 * DAY_MS),
    transit_advance: consequence(3 * DAY_MS, ["transit"]),
    transit_direct: consequence(3 * DAY_MS, ["transit"]),
    daily_stock_snapshot: consequence(6 * HOUR_MS),
    monthly_stock_report: consequence(2 * DAY_MS),
    // A book that is not reported on is stopped (暂停进出口).
    book_write_off: consequence(7 * DAY_MS, ["gate_pass"]),
    stock_difference_report: consequence(6 * HOUR_MS),
  },
};
