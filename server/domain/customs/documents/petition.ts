import type { Role } from "../../access/can.ts";

/**
 * A petition (申请): what a firm asks of customs once, and what moves goods at once when customs approves: a conversion, an
 * adjustment. filed → approved, refused or cancelled; each but the first is the end of it.
 */

/** Whose word it is: a person's role, or customs itself by a receipt. */
export type Voice = Role | "customs";
export type Approval = Readonly<{ number: string; by: string }>;

export type PetitionState = Readonly<
  { state: "filed" } | { state: "approved"; approval: Approval } | { state: "refused"; note: string } | { state: "cancelled" }
>;
export type Petition<Filing> = Filing & PetitionState;

export type PetitionCommand<Filing> =
  | Readonly<{ type: "file"; filing: Filing }>
  /** `approval`: the number of the paper of customs (批准文号), and who signed it. */
  | Readonly<{ type: "approve"; approval: Approval; role: Voice }>
  | Readonly<{ type: "refuse"; note: string; role: Voice }>
  | Readonly<{ type: "cancel" }>;

export type PetitionEvent<Filing> =
  | Readonly<{ type: "filed"; filing: Filing }>
  | Readonly<{ type: "approved"; approval: Approval }>
  | Readonly<{ type: "refused"; note: string }>
  | Readonly<{ type: "cancelled" }>;

/** In the order of the checks. */
export type PetitionRefusal = "not_customs" | "already_filed" | "not_filed" | "is_over" | "already_approved" | "approval_missing";

export type PetitionRules<Filing> = Readonly<{
  /** Who may approve and refuse it. */
  deciders: ReadonlySet<Voice>;
  isSame: (one: Filing, other: Filing) => boolean;
}>;

export const decidePetition = <Filing extends object>(
  petition: Petition<Filing> | undefined,
  command: PetitionCommand<Filing>,
  { deciders, isSame }: PetitionRules<Filing>,
): readonly PetitionEvent<Filing>[] | PetitionRefusal => {
  if ("role" in command && !deciders.has(command.role)) return "not_customs";
  if (command.type === "file") {
    if (!petition) return [{ type: "filed", filing: command.filing }];
    return isSame(petition, command.filing) ? [] : "already_filed";
  }
  if (!petition) return "not_filed";
  if (petition.state === "refused" || petition.state === "cancelled") return petition.state === ENDS[command.type] ? [] : "is_over";
  if (command.type === "approve" && command.approval.number.trim() === "") return "approval_missing";
  if (petition.state === "approved")
    return command.type === "approve" && command.approval.number === petition.approval.number ? [] : "already_approved";
  switch (command.type) {
    case "approve":
      return [{ type: "approved", approval: command.approval }];
    case "refuse":
      return [{ type: "refused", note: command.note }];
    case "cancel":
      return [{ type: "cancelled" }];
  }
};

const ENDS: Readonly<Record<string, PetitionState["state"]>> = { refuse: "refused", cancel: "cancelled" };

export const evolvePetition = <Filing extends object>(
  petition: Petition<Filing> | undefined,
  event: PetitionEvent<Filing>,
): Petition<Filing> => {
  if (event.type === "filed") return { ...event.filing, state: "filed" };
  if (!petition) throw new TypeError("a petition begins by being filed");
  switch (event.type) {
    case "approved":
      return { ...petition, state: "approved", approval: event.approval };
    case "refused":
      return { ...petition, state: "refused", note: event.note };
    case "cancelled":
      return { ...petition, state: "cancelled" };
  }
};
