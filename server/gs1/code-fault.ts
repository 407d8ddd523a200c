/** Why a code cannot be taken. A wrong check digit is always one of these: no code is ever guessed right. */
export type CodeFaultReason =
  | "empty"
  | "check_digit"
  | "unknown_ai"
  | "bad_length"
  | "bad_value"
  | "conflicting_ai"
  | "no_key"
  | "unknown_epc";
export type CodeFault = Readonly<{ ok: false; reason: CodeFaultReason; detail: string }>;

export const fault = (reason: CodeFaultReason, detail: string): CodeFault => ({ ok: false, reason, detail });
