import { assert } from "../../basics/assert.ts";
import { findDue, type DeadlineQuestion, type DeadlineRule } from "../deadlines.ts";
import type { Sureness } from "../settings.ts";
import { CONSEQUENCES, type BlockedAct } from "./consequences.ts";

/**
 * What is owed to customs (待办义务), and by when: open → due soon → overdue → met or waived. Its terms are fixed on the day it
 * begins: the number, where that is written, and what being overdue blocks. Time alone makes it due soon and overdue: `look`
 * records that, `standingOf` tells it without. What was met late is kept as late, whatever was recorded before or comes after.
 */
export type ObligationSubject =
  | Readonly<{ kind: "document"; number: string }>
  | Readonly<{ kind: "book"; book: string; line?: number }>
  | Readonly<{ kind: "lot"; lot: string }>
  /** A report: `period` is a day or a month. */
  | Readonly<{ kind: "site"; site: string; period: string }>;

/** One text for each subject, to look it up by. */
export const subjectKey = (subject: ObligationSubject): string => {
  switch (subject.kind) {
    case "document":
      return `document/${subject.number}`;
    case "book":
      return subject.line === undefined ? `book/${subject.book}` : `book/${subject.book}/${subject.line}`;
    case "lot":
      return `lot/${subject.lot}`;
    case "site":
      return `site/${subject.site}/${subject.period}`;
  }
};

export type ObligationTerms = Readonly<{
  obligation: string;
  rule: DeadlineRule;
  subject: ObligationSubject;
  /** Null: of no one site. */
  site: string | null;
  /** The party that owes it; null: the site itself. */
  owner: string | null;
  startedMs: number;
  /** It is not due before. */
  opensMs?: number;
  /** The last millisecond in time. */
  dueMs: number;
  /** As far as customs may extend it. */
  latestMs?: number;
  dueSoonMs: number;
  source: string;
  sure: Sureness;
  blocks: readonly BlockedAct[];
  blocksSubject: readonly BlockedAct[];
}>;

/** Who agreed, and the number under which. */
export type Approval = Readonly<{ number: string; by: string }>;

export type ObligationState =
  | Readonly<{ state: "open" | "due_soon" | "overdue" }>
  /** `lateMs`: how long after its end; 0 in time. `by`: the document, observation or report that met it. */
  | Readonly<{ state: "met"; metMs: number; lateMs: number; by: string }>
  | Readonly<{ state: "waived"; waivedMs: number; lateMs: number; approval: Approval; reason: string }>;

export type Obligation = ObligationTerms & ObligationState;
export type ObligationStanding = ObligationState["state"];

export type ObligationCommand =
  | (Readonly<{ type: "open" }> & OpenTerms)
  | Readonly<{ type: "look"; nowMs: number }>
  | Readonly<{ type: "meet"; atMs: number; by: string }>
  /** `atMs`: when it was agreed. */
  | Readonly<{ type: "extend"; atMs: number; untilMs: number; approval: Approval }>
  | Readonly<{ type: "waive"; atMs: number; approval: Approval; reason: string }>;

type OpenTerms = DeadlineQuestion &
  Pick<ObligationTerms, "obligation" | "subject" | "site" | "owner"> &
  /** A permission that ends on a day of its own (业务申报表有效期) goes before the rule's number. */
  Readonly<{ statedDue?: Readonly<{ dueMs: number; source: string }> }>;

export type ObligationEvent =
  | Readonly<{ type: "opened"; terms: ObligationTerms }>
  | Readonly<{ type: "fell_due_soon" | "fell_overdue"; atMs: number }>
  | Readonly<{ type: "met"; atMs: number; by: string }>
  | Readonly<{ type: "extended"; atMs: number; untilMs: number; approval: Approval }>
  | Readonly<{ type: "waived"; atMs: number; approval: Approval; reason: string }>;

/** In the order of the checks. */
export type ObligationRefusal =
  | "already_open"
  | "no_such_rule_then"
  | "not_open"
  | "is_over"
  | "approval_missing"
  | "approved_by_owner"
  | "reason_missing"
  | "not_extensible"
  | "extension_too_late"
  | "extension_not_later"
  | "extension_too_long";

const isOver = ({ state }: Obligation): boolean => state === "met" || state === "waived";

export const decideObligation = (
  obligation: Obligation | undefined,
  command: ObligationCommand,
): readonly ObligationEvent[] | ObligationRefusal => {
  if (command.type === "open") return obligation ? decideAgain(obligation, command) : decideOpening(command);
  if (!obligation) return "not_open";
  if (isOver(obligation)) return isRepeat(obligation, command) ? [] : "is_over";
  switch (command.type) {
    case "look":
      return decideLook(obligation, command.nowMs);
    case "meet":
      return [{ type: "met", atMs: command.atMs, by: command.by }];
    case "extend":
      return decideExtension(obligation, command);
    case "waive": {
      const refusal = approvalRefusal(obligation, command.approval);
      if (refusal) return refusal;
      return command.reason.trim() === "" ? "reason_missing" : [{ ...command, type: "waived" }];
    }
  }
};

/** Told twice is told once. */
const decideAgain = (obligation: Obligation, command: OpenTerms): readonly ObligationEvent[] | ObligationRefusal =>
  obligation.rule === command.rule &&
  obligation.startedMs === command.startMs &&
  subjectKey(obligation.subject) === subjectKey(command.subject)
    ? []
    : "already_open";

const isRepeat = (obligation: Obligation, command: Exclude<ObligationCommand, { type: "open" }>): boolean => {
  if (command.type === "look") return true;
  if (command.type === "meet") return obligation.state === "met" && obligation.by === command.by && obligation.metMs === command.atMs;
  if (command.type === "waive") return obligation.state === "waived" && obligation.approval.number === command.approval.number;
  return false;
};

const decideOpening = (command: OpenTerms): readonly ObligationEvent[] | ObligationRefusal => {
  const { rule, startMs, statedDue } = command;
  const due = findDue(command);
  if (!due) return "no_such_rule_then";
  const { dueSoonMs, blocks, blocksSubject } = CONSEQUENCES.value[rule];
  const { opensMs, latestMs, deadline } = due;
  const dueMs = statedDue?.dueMs ?? due.dueMs;
  const terms: ObligationTerms = {
    obligation: command.obligation,
    rule,
    subject: command.subject,
    site: command.site,
    owner: command.owner,
    startedMs: startMs,
    ...(opensMs === undefined ? {} : { opensMs }),
    dueMs,
    ...(latestMs === undefined ? {} : { latestMs }),
    dueSoonMs: dueMs - dueSoonMs,
    source: statedDue?.source ?? deadline.source,
    sure: statedDue ? "sure" : deadline.sure,
    blocks,
    blocksSubject,
  };
  return [{ type: "opened", terms }];
};

const decideLook = (obligation: Obligation, nowMs: number): readonly ObligationEvent[] => {
  const standing = standingOf(obligation, nowMs);
  if (standing === "overdue" && obligation.state !== "overdue") return [{ type: "fell_overdue", atMs: obligation.dueMs }];
  if (standing === "due_soon" && obligation.state === "open") return [{ type: "fell_due_soon", atMs: obligation.dueSoonMs }];
  return [];
};

const approvalRefusal = (obligation: Obligation, approval: Approval): ObligationRefusal | undefined => {
  if (approval.number.trim() === "" || approval.by.trim() === "") return "approval_missing";
  return approval.by === obligation.owner ? "approved_by_owner" : undefined;
};

const decideExtension = (
  obligation: Obligation,
  command: Extract<ObligationCommand, { type: "extend" }>,
): readonly ObligationEvent[] | ObligationRefusal => {
  const refusal = approvalRefusal(obligation, command.approval);
  if (refusal) return refusal;
  if (obligation.latestMs === undefined) return "not_extensible";
  // What was agreed in time and told late is good.
  if (command.atMs > obligation.dueMs) return "extension_too_late";
  if (command.untilMs === obligation.dueMs) return [];
  if (command.untilMs < obligation.dueMs) return "extension_not_later";
  return command.untilMs > obligation.latestMs ? "extension_too_long" : [{ ...command, type: "extended" }];
};

/** What it is at a moment, whether or not anybody has looked since. */
export const standingOf = (obligation: Obligation, nowMs: number): ObligationStanding => {
  if (isOver(obligation)) return obligation.state;
  if (nowMs > obligation.dueMs) return "overdue";
  return nowMs >= obligation.dueSoonMs ? "due_soon" : "open";
};

export const evolveObligation = (obligation: Obligation | undefined, event: ObligationEvent): Obligation => {
  if (event.type === "opened") return { ...event.terms, state: "open" };
  assert(obligation && obligation.state !== "met" && obligation.state !== "waived", "only an open obligation changes");
  switch (event.type) {
    case "fell_due_soon":
      return { ...obligation, state: "due_soon" };
    case "fell_overdue":
      return { ...obligation, state: "overdue" };
    case "met":
      return { ...obligation, state: "met", metMs: event.atMs, lateMs: lateBy(obligation, event.atMs), by: event.by };
    case "extended": {
      const laterMs = event.untilMs - obligation.dueMs;
      return { ...obligation, dueMs: event.untilMs, dueSoonMs: obligation.dueSoonMs + laterMs, state: "open" };
    }
    case "waived": {
      const { atMs, approval, reason } = event;
      return { ...obligation, state: "waived", waivedMs: atMs, lateMs: lateBy(obligation, atMs), approval, reason };
    }
  }
};

const lateBy = ({ dueMs }: ObligationTerms, atMs: number): number => Math.max(0, atMs - dueMs);
