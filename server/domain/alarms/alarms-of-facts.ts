import type { Decision } from "../custody/decision.ts";
import type { Fact } from "../custody/fact.ts";

export type FactAlarm = Readonly<{
  kind: "refused_at_gate" | "refused_at_station" | "irregular_exit" | "seal_opened" | "seal_tampered" | "battery_low" | "clock_suspect";
  severity: "critical" | "major" | "minor";
  subject: string;
  detail: Readonly<Record<string, unknown>>;
}>;

export const subjectOf = (fact: Readonly<{ device: string; id: string }>): string => `${fact.device}/${fact.id}`;

/** Reasons that say bonded or held goods left, or would have left, against a rule. */
const AGAINST_CUSTOMS: ReadonlySet<string> = new Set([
  "no_release",
  "not_cleared",
  "held",
  "pass_missing",
  "pass_unknown",
  "pass_not_approved",
  "pass_used_up",
  "pass_out_of_date",
  "pass_wrong_direction",
  "pass_wrong_plate",
  "pass_wrong_container",
  "pass_wrong_seal",
  "seal_not_intact",
  "under_inspection",
  "obligation_overdue",
  "vehicle_not_empty",
  "goods_not_on_pass",
  "weight_out_of_tolerance",
]);

/** What a decided fact raises. A missing predecessor raises nothing: it stands among the differences. */
export const alarmsOfFact = (fact: Fact, decision: Decision, refused: boolean): FactAlarm[] => {
  if (fact.kind === "seal") return alarmsOfSeal(fact);
  if (decision.posted) return [];
  const detail = { reason: decision.reason, detail: decision.detail, ...(fact.kind === "gate" && { plate: fact.plate }) };
  const subject = subjectOf(fact);
  if (fact.kind === "gate" && refused) return [{ kind: "refused_at_gate", severity: "critical", subject, detail }];
  if (refused) return [{ kind: "refused_at_station", severity: "minor", subject, detail }];
  return AGAINST_CUSTOMS.has(decision.reason) ? [{ kind: "irregular_exit", severity: "critical", subject, detail }] : [];
};

const alarmsOfSeal = (fact: Extract<Fact, { kind: "seal" }>): FactAlarm[] => {
  const detail = { seal: fact.seal, state: fact.state, unit: fact.unit };
  if (fact.state === "tampered") return [{ kind: "seal_tampered", severity: "critical", subject: fact.seal, detail }];
  if (fact.state === "opened" && !fact.atKnownSite) return [{ kind: "seal_opened", severity: "critical", subject: fact.seal, detail }];
  if (fact.state === "low_battery") return [{ kind: "battery_low", severity: "minor", subject: fact.seal, detail }];
  return [];
};
