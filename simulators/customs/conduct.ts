/**
 * How the simulated office behaves, and what it therefore answers to one declaration: which statuses, when by its own clock, when told,
 * and how often. All of it follows from the seed, the kind and the number, so that whoever simulates the firms knows it beforehand.
 * Declarations of one kind and one moment have their answers at the same moments, and so can share messages.
 */
import { noise } from "../world/random.ts";
import type { Family, Outcome } from "./about.ts";

const MINUTE_MS = 60_000;

/** From and to, in minutes of the world. */
type Minutes = readonly [least: number, most: number];

export type Conduct = Readonly<{
  name: string;
  /** 入库 of papers and lists, after they were declared. */
  entry: Minutes;
  /** 放行 of lists; 审结 of applications. */
  decision: Minutes;
  /** 预核扣 of inventories, approval of declarations and books. */
  inventory: Minutes;
  /** 报关单放行 of an inventory that needs a customs declaration. */
  entryRelease: Minutes;
  pass: Minutes;
  /** From an order to inspect (查验) to its result. */
  inspection: Minutes;
  /** By which a late answer is told after it was given. */
  lateness: Minutes;
  /** Shares of declarations: refused (退单), ordered to be inspected, looked at by a person first (转人工). */
  refused: number;
  inspected: number;
  manual: number;
  /** Shares of answers: told late, told twice. */
  late: number;
  doubled: number;
  /** Share of declarations whose last answer is told before the one before it. */
  outOfOrder: number;
}>;

export const IN_ORDER: Conduct = {
  name: "in order",
  entry: [2, 5],
  decision: [8, 16],
  inventory: [4, 10],
  entryRelease: [20, 45],
  pass: [2, 6],
  inspection: [60, 150],
  lateness: [90, 300],
  refused: 0,
  inspected: 0,
  manual: 0,
  late: 0,
  doubled: 0,
  outOfOrder: 0,
};

/** As a working day at a zone may look. */
export const USUAL: Conduct = { ...IN_ORDER, name: "usual", refused: 0.04, inspected: 0.05, manual: 0.05, doubled: 0.04, outOfOrder: 0.05 };
export const LATE: Conduct = { ...IN_ORDER, name: "late", late: 0.6, outOfOrder: 0.4 };
export const DOUBLED: Conduct = { ...IN_ORDER, name: "doubled", doubled: 0.9 };
export const REFUSING: Conduct = { ...IN_ORDER, name: "refusing", refused: 0.5, inspected: 0.3 };

export type Question = Readonly<{
  seed: number;
  conduct: Conduct;
  family: Family;
  /** CEB621, INV101, … */
  kind: string;
  /** The firm's own number. */
  key: string;
  declaredMs: number;
  /** An inventory with a customs declaration behind it (报关标志 1). */
  needsDeclaration?: boolean;
  /** The firm withdraws it (作废): that is never refused. */
  isVoided?: boolean;
}>;

export type Step = Readonly<{
  outcome: Outcome;
  /** By customs' own clock. */
  atMs: number;
  /** When it is told, once or twice. */
  toldMs: readonly number[];
  note: string;
}>;

const REFUSALS: Readonly<Record<Family, readonly string[]>> = {
  list: ["商品归类存疑，退单补充申报要素", "收货地址无法核实，退单", "申报价格明显偏低，退单"],
  application: ["申请理由不充分"],
  paper: ["要素不全"],
  inventory: ["备案序号与料号不符，退单", "申报总价与随附单证不符，退单"],
  pass: ["核放单车辆备案信息已过期，退单", "货物总毛重与清单不符，退单"],
  filing: ["随附单证不全，退单"],
};

class Draws {
  readonly #question: Question;

  constructor(question: Question) {
    this.#question = question;
  }

  /** [0, 1), the same for each declaration of this kind and moment. */
  together(what: string): number {
    const { seed, kind, declaredMs } = this.#question;
    return noise(seed, `customs/${what}/${kind}/${declaredMs}`);
  }

  /** [0, 1), of this declaration alone: one that is made again may fare otherwise. */
  alone(what: string): number {
    const { seed, kind, key, declaredMs } = this.#question;
    return noise(seed, `customs/${what}/${kind}/${key}/${declaredMs}`);
  }

  pick(what: string, values: readonly string[]): string {
    return values[Math.floor(this.alone(what) * values.length)] ?? "";
  }
}

const minutesIn = ([least, most]: Minutes, draw: number): number => Math.round(least + (most - least) * draw) * MINUTE_MS;

type Told = Omit<Step, "toldMs">;

const decided = (question: Question, draws: Draws): Told[] => {
  const { conduct, family, declaredMs, needsDeclaration, isVoided } = question;
  if (isVoided === true)
    return [{ outcome: "voided", atMs: declaredMs + minutesIn(conduct.pass, draws.together("void")), note: "同意作废" }];
  const refusal = draws.alone("refused") < conduct.refused ? draws.pick("why", REFUSALS[family]) : undefined;
  const at = (minutes: Minutes, what: string): number => declaredMs + minutesIn(minutes, draws.together(what));
  const manual: Told[] =
    draws.alone("manual") < conduct.manual ? [{ outcome: "manual", atMs: at(conduct.entry, "entry"), note: "转人工审核" }] : [];
  switch (family) {
    case "paper":
      return [{ outcome: "accepted", atMs: at(conduct.entry, "entry"), note: "入库成功" }];
    case "application":
      return [
        { outcome: "accepted", atMs: at(conduct.entry, "entry"), note: "入库成功" },
        { outcome: refusal === undefined ? "granted" : "refused", atMs: at(conduct.decision, "decision"), note: refusal ?? "审结" },
      ];
    case "list":
      return decidedList(question, draws, { refusal, at });
    case "inventory": {
      const atMs = at(conduct.inventory, "inventory");
      if (refusal !== undefined) return [...manual, { outcome: "refused", atMs, note: refusal }];
      const approved: Told = { outcome: "approved", atMs, note: "预核扣" };
      if (needsDeclaration !== true) return [...manual, approved];
      return [...manual, approved, { outcome: "released", atMs: at(conduct.entryRelease, "entryRelease"), note: "报关单已放行" }];
    }
    case "pass":
    case "filing": {
      const atMs = at(family === "pass" ? conduct.pass : conduct.inventory, family);
      return [...manual, { outcome: refusal === undefined ? "approved" : "refused", atMs, note: refusal ?? "审核通过" }];
    }
  }
};

type Deciding = Readonly<{ refusal: string | undefined; at: (minutes: Minutes, what: string) => number }>;

const decidedList = ({ conduct }: Question, draws: Draws, { refusal, at }: Deciding): Told[] => {
  const entry: Told = { outcome: "accepted", atMs: at(conduct.entry, "entry"), note: "入库成功" };
  const decisionMs = at(conduct.decision, "decision");
  if (refusal !== undefined) return [entry, { outcome: "refused", atMs: decisionMs, note: refusal }];
  if (draws.alone("inspected") >= conduct.inspected) return [entry, { outcome: "released", atMs: decisionMs, note: "放行" }];
  const releasedMs = decisionMs + minutesIn(conduct.inspection, draws.alone("inspection"));
  return [
    entry,
    { outcome: "inspecting", atMs: decisionMs, note: "布控查验" },
    { outcome: "released", atMs: releasedMs, note: "查验无异常，放行" },
  ];
};

const SECOND_TELLING_MINUTES: Minutes = [1, 9];

/** All that customs will say, in the order of its own clock. */
export const planReplies = (question: Question): readonly Step[] => {
  const { conduct } = question;
  const draws = new Draws(question);
  const steps = decided(question, draws).map((step, index): Step => {
    const isLate = draws.alone(`late ${index}`) < conduct.late;
    const toldMs = step.atMs + (isLate ? minutesIn(conduct.lateness, draws.alone(`lateness ${index}`)) : 0);
    const again =
      draws.alone(`doubled ${index}`) < conduct.doubled ? [toldMs + minutesIn(SECOND_TELLING_MINUTES, draws.alone("again"))] : [];
    return { ...step, toldMs: [toldMs, ...again] };
  });
  return draws.alone("order") < conduct.outOfOrder ? withLastOvertaking(steps) : steps;
};

/** The last answer comes at its time, the one before it some minutes after that. */
const withLastOvertaking = (steps: readonly Step[]): readonly Step[] => {
  const last = steps.at(-1);
  if (!last || steps.length < 2) return steps;
  const overtakenMs = Math.max(...last.toldMs) + 2 * MINUTE_MS;
  return steps.map((step, index) => (index === steps.length - 2 ? { ...step, toldMs: [overtakenMs] } : step));
};

/** When the firm hears of an outcome; undefined where it will not come to it. */
export const heardMs = (question: Question, outcome: Outcome): number | undefined =>
  planReplies(question).find((step) => step.outcome === outcome)?.toldMs[0];
