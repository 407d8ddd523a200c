/**
 * The gate pass (核放单, SAS121): one vehicle, what it carries of which documents, and until when. Section 2.5 and 2.7.
 * filed → approved → (first gate →) passed. A pass that is voided gives its quantities back.
 */

/** 核放单类型: 1 in first, declare later; 2 first line; 3 second line; 4 no declaration; 5 goods registered at the gate; 6 empty vehicle; 7 two-step. */
export type PassKind = "1" | "2" | "3" | "4" | "5" | "6" | "7";

export type PassLine = Readonly<{
  n: number;
  /** The document the goods stand on; null for goods registered at the gate (kind 5). */
  document: string | null;
  documentLine: number | null;
  gtin: string | null;
  quantity: bigint;
}>;

export type GatePass = Readonly<{
  kind: "pass";
  number: string;
  innerNo: string;
  site: string;
  owner: string;
  passKind: PassKind;
  direction: "in" | "out";
  /** 绑定类型: 1 one vehicle several documents, 2 one and one, 3 one document several vehicles. */
  binding: "1" | "2" | "3";
  plate: string;
  container: string | null;
  seal: string | null;
  /** 总重量 in 10⁻⁵ kg: vehicle, frame, container and goods; null when it is not declared. */
  totalWeightKg: bigint | null;
  documents: readonly string[];
  lines: readonly PassLine[];
  /** Gates that the vehicle passes: kept in the air of some zones between a first and a second one (一卡, 二卡). */
  gates: 1 | 2;
  validFromMs: number;
  validUntilMs: number;
  state: "filed" | "approved" | "first_gate" | "passed" | "refused" | "void";
  /** Who saw it through: our own gate, or customs by its word (过卡回执, SAS223). */
  passedBy: "gate" | "customs" | null;
}>;

export type PassFiling = Omit<GatePass, "state" | "passedBy">;

export type PassEvent =
  | Readonly<{ type: "filed"; filing: PassFiling }>
  | Readonly<{ type: "amended"; filing: PassFiling }>
  | Readonly<{ type: "approved"; number: string }>
  | Readonly<{ type: "refused"; note: string }>
  | Readonly<{ type: "voided" }>
  | Readonly<{ type: "first_gate"; atMs: number }>
  | Readonly<{ type: "passed"; atMs: number; weighedKg: bigint | null; by: "gate" | "customs" }>
  /** Customs had said so before our gate saw the vehicle. */
  | Readonly<{ type: "seen_at_gate"; atMs: number }>;

export type PassRefusal = "already_filed" | "not_filed" | "already_approved" | "not_approved" | "passed_already" | "is_over";

export type PassCommand =
  | Readonly<{ type: "file"; filing: PassFiling }>
  | Readonly<{ type: "amend"; filing: PassFiling }>
  | Readonly<{ type: "approve"; number: string }>
  | Readonly<{ type: "refuse"; note: string }>
  | Readonly<{ type: "void" }>
  | Readonly<{ type: "pass_gate"; atMs: number; weighedKg: bigint | null; by: "gate" | "customs" }>;

const OVER: ReadonlySet<GatePass["state"]> = new Set(["refused", "void"]);

export const decidePass = (pass: GatePass | undefined, command: PassCommand): readonly PassEvent[] | PassRefusal => {
  if (command.type === "file") {
    if (!pass || OVER.has(pass.state)) return [{ type: "filed", filing: command.filing }];
    return samePass(pass, command.filing) ? [] : "already_filed";
  }
  if (!pass) return "not_filed";
  if (OVER.has(pass.state)) return command.type === "void" || command.type === "refuse" ? [] : "is_over";
  switch (command.type) {
    case "amend":
      return pass.state === "filed" ? [{ type: "amended", filing: command.filing }] : "already_approved";
    case "approve":
      return pass.state === "filed" ? [{ type: "approved", number: command.number }] : [];
    case "refuse":
      return pass.state === "filed" ? [{ type: "refused", note: command.note }] : "already_approved";
    case "void":
      return pass.state === "passed" || pass.state === "first_gate" ? "passed_already" : [{ type: "voided" }];
    case "pass_gate":
      return decidePassage(pass, command);
  }
};

const decidePassage = (
  pass: GatePass,
  { atMs, weighedKg, by }: Extract<PassCommand, { type: "pass_gate" }>,
): readonly PassEvent[] | PassRefusal => {
  if (pass.state === "passed") return pass.passedBy === "customs" && by === "gate" ? [{ type: "seen_at_gate", atMs }] : [];
  if (pass.state === "filed") return "not_approved";
  return pass.gates === 2 && pass.state === "approved" ? [{ type: "first_gate", atMs }] : [{ type: "passed", atMs, weighedKg, by }];
};

const samePass = (pass: GatePass, filing: PassFiling): boolean =>
  pass.plate === filing.plate &&
  pass.direction === filing.direction &&
  pass.passKind === filing.passKind &&
  pass.lines.length === filing.lines.length &&
  pass.lines.every((line, index) => {
    const other = filing.lines[index];
    return other?.document === line.document && other.documentLine === line.documentLine && other.quantity === line.quantity;
  });

export const evolvePass = (pass: GatePass | undefined, event: PassEvent): GatePass => {
  if (event.type === "filed") return { ...event.filing, state: "filed", passedBy: null };
  if (!pass) throw new TypeError("a pass begins by being filed");
  switch (event.type) {
    case "amended":
      return { ...pass, ...event.filing };
    case "approved":
      return { ...pass, number: event.number, state: "approved" };
    case "refused":
      return { ...pass, state: "refused" };
    case "voided":
      return { ...pass, state: "void" };
    case "first_gate":
      return { ...pass, state: "first_gate" };
    case "passed":
      return { ...pass, state: "passed", passedBy: event.by };
    case "seen_at_gate":
      return { ...pass, passedBy: "gate" };
  }
};
