/**
 * Special goods (特殊商品), one serial at a time, with a chain of events that must all have happened in their order: 下单、生产、发货、
 * 转运、报关. Events are ordered by when they happened, so a late one fills its gap. A missing step is named: what was told
 * stays told and is shown as a fault; a live act that would skip a step is refused.
 */
export type ChainStep = Readonly<{
  step: string;
  zh: string;
  en: string;
  /** It may be left out: the next mandatory step may come without it. */
  isOptional?: boolean;
  /** 转运 may happen several times in a row. */
  mayRepeat?: boolean;
}>;

/** Of one product; the steps in their order. */
export type SerialChain = Readonly<{ gtin: string; steps: readonly ChainStep[] }>;

/** 浙政函〔2020〕73号（丽水）: 龙泉刀剑等特殊商品下单、生产、发货、转运、报关等全流程跟踪. */
export const SWORD_STEPS: readonly ChainStep[] = [
  { step: "ordered", zh: "下单", en: "Ordered" },
  { step: "produced", zh: "生产", en: "Produced" },
  { step: "dispatched", zh: "发货", en: "Dispatched" },
  { step: "transferred", zh: "转运", en: "Transferred", mayRepeat: true },
  { step: "declared", zh: "报关", en: "Declared" },
];

export type SerialEvent = Readonly<{
  step: string;
  /** When it happened. */
  atMs: number;
  /** The observation or document that told it; ties are ordered by it. */
  reference: string;
}>;

export type ChainFault =
  | Readonly<{ fault: "step_missing"; missing: string; before: SerialEvent }>
  /** It is told after a later step has happened, or a second time. */
  | Readonly<{ fault: "out_of_order" | "repeated" | "step_unknown"; event: SerialEvent }>;

export type ChainState = Readonly<{
  /** Steps that have happened, in the order of the chain. */
  done: readonly string[];
  /** Mandatory steps before the last one reached that have not. */
  missing: readonly string[];
  /** What may come next without leaving anything out. */
  next: readonly string[];
  isComplete: boolean;
  faults: readonly ChainFault[];
}>;

const inOrder = (one: SerialEvent, other: SerialEvent): number =>
  one.atMs - other.atMs || (one.reference < other.reference ? -1 : Number(one.reference > other.reference));

export const followChain = ({ steps }: SerialChain, events: readonly SerialEvent[]): ChainState => {
  const faults: ChainFault[] = [];
  const done = new Set<string>();
  let reached = -1;
  for (const event of events.toSorted(inOrder)) {
    const index = steps.findIndex(({ step }) => step === event.step);
    const step = steps[index];
    if (!step) {
      faults.push({ fault: "step_unknown", event });
      continue;
    }
    const isRepeated = done.has(step.step);
    if (isRepeated && (!step.mayRepeat || index < reached)) faults.push({ fault: "repeated", event });
    else if (index < reached) faults.push({ fault: "out_of_order", event });
    for (const missing of mandatory(steps.slice(reached + 1, Math.max(reached + 1, index))))
      faults.push({ fault: "step_missing", missing, before: event });
    done.add(step.step);
    reached = Math.max(reached, index);
  }
  return describe(steps, { done, reached, faults });
};

const mandatory = (steps: readonly ChainStep[]): string[] => steps.filter(({ isOptional }) => !isOptional).map(({ step }) => step);

type Followed = Readonly<{ done: ReadonlySet<string>; reached: number; faults: readonly ChainFault[] }>;

const describe = (steps: readonly ChainStep[], { done, reached, faults }: Followed): ChainState => {
  const missing = mandatory(steps.slice(0, reached + 1)).filter((step) => !done.has(step));
  return {
    done: steps.map(({ step }) => step).filter((step) => done.has(step)),
    missing,
    next: missing.length > 0 ? missing.slice(0, 1) : nextSteps(steps, reached),
    isComplete: mandatory(steps).every((step) => done.has(step)),
    faults,
  };
};

/** The last step again where it repeats, optional steps, and the first that is mandatory. */
const nextSteps = (steps: readonly ChainStep[], reached: number): readonly string[] => {
  const last = steps[reached];
  const next = last?.mayRepeat ? [last.step] : [];
  for (const { step, isOptional } of steps.slice(reached + 1)) {
    next.push(step);
    if (!isOptional) break;
  }
  return next;
};

/** In the order of the checks. */
export type ChainRefusal = Readonly<{
  refused: "step_unknown" | "step_missing" | "step_already_done" | "step_is_past";
  /** Mandatory steps that would be left out. */
  missing: readonly string[];
}>;

/** Why a live act may not take this step now; undefined when it may. A step that is missing may be made good. */
export const refuseStep = (chain: SerialChain, events: readonly SerialEvent[], step: string): ChainRefusal | undefined => {
  const { steps } = chain;
  const index = steps.findIndex((each) => each.step === step);
  if (index < 0) return { refused: "step_unknown", missing: [] };
  const state = followChain(chain, events);
  if (state.next.includes(step)) return undefined;
  const missing = mandatory(steps.slice(0, index)).filter((each) => !state.done.includes(each));
  if (missing.length > 0) return { refused: "step_missing", missing };
  return { refused: state.done.includes(step) ? "step_already_done" : "step_is_past", missing: [] };
};
