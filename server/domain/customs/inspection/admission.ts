import type { Role } from "../../access/can.ts";
import { assert } from "../../basics/assert.ts";
import type { Hold } from "../../ledger/account.ts";

/**
 * Two-stage admission (两段准入, 海关总署公告2019年第160号): first whether goods may enter the country, then whether they may enter the
 * market. Between the two they are held on conditions: taken from the port to be inspected elsewhere (转场检查) or until a
 * laboratory answers (附条件提离). Two-step declaration (两步申报) is such a condition too: the complete declaration.
 */
export type AdmissionCondition = "transfer_inspection" | "laboratory_result" | "complete_declaration" | "licence";

/** `metBy`: the inspection, certificate or document that met it; null while it is open. */
export type ConditionState = Readonly<{ condition: AdmissionCondition; metBy: string | null }>;

export type Admission = Readonly<{
  /** The declaration or inventory list that it is about. */
  document: string;
  state: "awaiting_entry" | "in_country" | "in_market" | "refused";
  conditions: readonly ConditionState[];
  /** Why it was refused; null otherwise. */
  reason: string | null;
}>;

export type AdmissionCommand =
  | Readonly<{ type: "present"; document: string }>
  | Readonly<{ type: "admit_to_country"; conditions: readonly AdmissionCondition[]; role: Role | "customs" }>
  | Readonly<{ type: "meet"; condition: AdmissionCondition; by: string }>
  | Readonly<{ type: "admit_to_market"; role: Role | "customs" }>
  | Readonly<{ type: "refuse"; reason: string; role: Role | "customs" }>;

export type AdmissionEvent =
  | Readonly<{ type: "presented"; document: string }>
  | Readonly<{ type: "admitted_to_country"; conditions: readonly AdmissionCondition[] }>
  | Readonly<{ type: "condition_met"; condition: AdmissionCondition; by: string }>
  | Readonly<{ type: "admitted_to_market" }>
  | Readonly<{ type: "refused"; reason: string }>;

/** In the order of the checks. */
export type AdmissionRefusal =
  | "not_customs"
  | "already_presented"
  | "not_presented"
  | "is_refused"
  | "not_in_country"
  | "already_in_country"
  | "already_in_market"
  | "condition_unknown"
  | "conditions_open"
  | "reason_missing";

/** The word of customs: a receipt (`customs`), or an officer's own. */
const isCustoms = (role: Role | "customs"): boolean => role === "customs" || role === "officer";

export const decideAdmission = (
  admission: Admission | undefined,
  command: AdmissionCommand,
): readonly AdmissionEvent[] | AdmissionRefusal => {
  if ("role" in command && !isCustoms(command.role)) return "not_customs";
  if (command.type === "present") {
    if (!admission) return [{ type: "presented", document: command.document }];
    return admission.document === command.document ? [] : "already_presented";
  }
  if (!admission) return "not_presented";
  if (admission.state === "refused") return command.type === "refuse" ? [] : "is_refused";
  switch (command.type) {
    case "admit_to_country":
      return admission.state === "awaiting_entry"
        ? [{ type: "admitted_to_country", conditions: [...new Set(command.conditions)] }]
        : "already_in_country";
    case "meet":
      return decideMeeting(admission, command);
    case "admit_to_market":
      if (admission.state === "in_market") return [];
      if (admission.state === "awaiting_entry") return "not_in_country";
      return openConditions(admission).length > 0 ? "conditions_open" : [{ type: "admitted_to_market" }];
    case "refuse":
      if (admission.state === "in_market") return "already_in_market";
      return command.reason.trim() === "" ? "reason_missing" : [{ type: "refused", reason: command.reason }];
  }
};

const decideMeeting = (
  admission: Admission,
  { condition, by }: Extract<AdmissionCommand, { type: "meet" }>,
): readonly AdmissionEvent[] | AdmissionRefusal => {
  if (admission.state === "awaiting_entry") return "not_in_country";
  const found = admission.conditions.find((each) => each.condition === condition);
  if (!found) return "condition_unknown";
  return found.metBy === null ? [{ type: "condition_met", condition, by }] : [];
};

export const openConditions = ({ conditions }: Admission): readonly AdmissionCondition[] =>
  conditions.filter(({ metBy }) => metBy === null).map(({ condition }) => condition);

export const evolveAdmission = (admission: Admission | undefined, event: AdmissionEvent): Admission => {
  if (event.type === "presented") return { document: event.document, state: "awaiting_entry", conditions: [], reason: null };
  assert(admission, "an admission begins with goods that are presented");
  switch (event.type) {
    case "admitted_to_country":
      return { ...admission, state: "in_country", conditions: event.conditions.map((condition) => ({ condition, metBy: null })) };
    case "condition_met": {
      const { condition, by } = event;
      return {
        ...admission,
        conditions: admission.conditions.map((each) => (each.condition === condition ? { condition, metBy: by } : each)),
      };
    }
    case "admitted_to_market":
      return { ...admission, state: "in_market" };
    case "refused":
      return { ...admission, state: "refused", reason: event.reason };
  }
};

export type AdmissionAct = "take_from_port" | "store" | "sell" | "return_abroad" | "destroy";

const ALLOWED: Readonly<Record<Admission["state"], readonly AdmissionAct[]>> = {
  awaiting_entry: ["return_abroad"],
  in_country: ["take_from_port", "store", "return_abroad"],
  in_market: ["take_from_port", "store", "sell", "return_abroad"],
  refused: ["return_abroad", "destroy"],
};

export const admits = ({ state }: Admission, act: AdmissionAct): boolean => ALLOWED[state].includes(act);

/** What the stage puts on the goods. */
export const holdOfAdmission = ({ state }: Admission): Hold => (state === "in_market" ? "none" : "customs_hold");
