import type { CauseName } from "../../domain/customs/differences.ts";

/** Why goods and book differ, in words: {zh, en}. */
export const CAUSE_WORDS: Readonly<Record<CauseName, Readonly<{ zh: string; en: string }>>> = {
  pending_pre_credit: { zh: "已核准预增，货物尚未过卡", en: "Pre-credited: the goods have not passed the gate yet" },
  pending_pre_deduction: { zh: "已核准预扣，货物尚未过卡", en: "Pre-deducted: the goods have not passed the gate yet" },
  passed_not_released: { zh: "已过卡，报关单未放行", en: "Through the gate, and the declaration is not released" },
  released_not_passed: { zh: "报关单已放行，尚未过卡", en: "Released, and not through the gate" },
  partly_passed: { zh: "部分过卡，待全部过卡后核扣", en: "Passed in part: deducted when all has passed" },
  deduction_missing: { zh: "已放行且全部过卡，未核扣", en: "Released and all passed, and not deducted" },
  deducted_early: { zh: "未全部过卡即已核扣", en: "Deducted before all had passed" },
  passed_beyond_declared: { zh: "过卡数量超过申报数量", en: "More has passed than was declared" },
  on_exhibition: { zh: "保税展示在外", en: "Out on exhibition under bond" },
  incoming_differs: { zh: "账册预增与未结单证不符", en: "What the book pre-credits is not what open documents declare" },
  outgoing_differs: { zh: "账册预扣与未结单证不符", en: "What the book pre-deducts is not what open documents declare" },
  irregular: { zh: "违规离开", en: "Left against a rule" },
  physical_missing: { zh: "盘点短少", en: "Missing at the count" },
  physical_surplus: { zh: "盘点溢余", en: "Surplus at the count" },
  tallied_undeclared: { zh: "先理货后报关，尚未申报", en: "Tallied and not declared yet" },
  unsettled_observation: { zh: "观察待结清", en: "An observation waits to be settled" },
  count_not_approved: { zh: "盘点差异待批准", en: "A count waits for its approval" },
  obligation_overdue: { zh: "义务逾期", en: "An obligation is overdue" },
  unexplained: { zh: "原因不明", en: "Nothing explains it" },
};
