import type { GatePass } from "./documents/gate-pass.ts";
import { isWithinTolerance, type WeightTolerance } from "./weight.ts";

/**
 * What the gate (卡口) sees against the pass (section 2.7): state and validity, direction, plate, container, seal, reads, weight.
 * All that does not agree is told at once, in the order of the checks; the first is the reason of the refusal.
 */
export type GateRefusal =
  | "pass_missing"
  | "pass_unknown"
  | "pass_not_approved"
  | "pass_used_up"
  | "pass_out_of_date"
  | "pass_wrong_direction"
  | "pass_wrong_plate"
  | "pass_wrong_container"
  | "pass_wrong_seal"
  | "seal_not_intact"
  | "under_inspection"
  | "obligation_overdue"
  | "vehicle_not_empty"
  | "goods_not_on_pass"
  | "weight_out_of_tolerance";

export type GateSight = Readonly<{
  direction: "in" | "out";
  plate: string;
  atMs: number;
  pass?: string;
  container?: string;
  seal?: string;
  /** In 10⁻⁵ kg. 0 and nothing both mean that it was not weighed (未称重). */
  weightKg?: bigint;
  /** Products that RFID or OCR read on the vehicle. */
  gtins: readonly string[];
}>;

export type GateContext = Readonly<{
  /** The pass that is named, else the one that stands for this plate. */
  pass: GatePass | undefined;
  /** Whether the zone lets nothing through without one. */
  isPassRequired: boolean;
  /** Seals of the vehicle that were opened or tampered with. */
  brokenSeals: readonly string[];
  /** Documents of the pass that an officer has ordered to be inspected. */
  inspected: readonly string[];
  /** Obligations of the firm that are overdue and block a pass, in words. */
  overdue: readonly string[];
  isLoaded: boolean;
  tolerance: WeightTolerance;
}>;

export type GateFinding = Readonly<{ reason: GateRefusal; detail: string }>;

export const checkGate = (sight: GateSight, context: GateContext): readonly GateFinding[] => {
  const { pass } = context;
  if (!pass) {
    if (sight.pass !== undefined) return [finding("pass_unknown", `no pass ${sight.pass} is filed here`)];
    return context.isPassRequired ? [finding("pass_missing", `no approved pass stands for ${sight.plate}`)] : brokenSeals(context);
  }
  return [
    ...checkState(sight, pass),
    ...checkVehicle(sight, pass),
    ...brokenSeals(context),
    ...context.inspected.map((number) => finding("under_inspection", `${number} is to be inspected before it passes`)),
    ...context.overdue.map((words) => finding("obligation_overdue", words)),
    ...checkGoods(sight, pass, context.isLoaded),
    ...checkWeight(sight, pass, context.tolerance),
  ];
};

const finding = (reason: GateRefusal, detail: string): GateFinding => ({ reason, detail });

const brokenSeals = ({ brokenSeals: seals }: GateContext): GateFinding[] =>
  seals.map((seal) => finding("seal_not_intact", `seal ${seal} is not intact`));

const checkState = (sight: GateSight, pass: GatePass): GateFinding[] => {
  // Customs may tell of the passage before our own gate does.
  const isToldByCustoms = pass.state === "passed" && pass.passedBy === "customs";
  if (pass.state === "passed" && !isToldByCustoms) return [finding("pass_used_up", `pass ${pass.number} has been used`)];
  if (pass.state !== "approved" && pass.state !== "first_gate" && !isToldByCustoms)
    return [finding("pass_not_approved", `pass ${pass.number} is ${pass.state}`)];
  if (sight.atMs < pass.validFromMs || sight.atMs > pass.validUntilMs)
    return [finding("pass_out_of_date", `pass ${pass.number} is not valid now`)];
  return [];
};

const checkVehicle = (sight: GateSight, pass: GatePass): GateFinding[] => {
  const findings: GateFinding[] = [];
  if (sight.direction !== pass.direction)
    findings.push(finding("pass_wrong_direction", `pass ${pass.number} is for going ${pass.direction}`));
  if (plain(sight.plate) !== plain(pass.plate))
    findings.push(finding("pass_wrong_plate", `pass ${pass.number} is for ${pass.plate}, not for ${sight.plate}`));
  if (sight.container !== undefined && pass.container !== null && plain(sight.container) !== plain(pass.container))
    findings.push(finding("pass_wrong_container", `pass ${pass.number} is for container ${pass.container}, not ${sight.container}`));
  if (sight.seal !== undefined && pass.seal !== null && plain(sight.seal) !== plain(pass.seal))
    findings.push(finding("pass_wrong_seal", `pass ${pass.number} names seal ${pass.seal}, the vehicle has ${sight.seal}`));
  return findings;
};

/** Readers write plates and containers with and without blanks and dots. */
const plain = (text: string): string => text.replaceAll(/[\s·.-]/g, "").toUpperCase();

const checkGoods = (sight: GateSight, pass: GatePass, isLoaded: boolean): GateFinding[] => {
  if (pass.passKind === "6")
    return isLoaded || sight.gtins.length > 0 ? [finding("vehicle_not_empty", "the pass is for an empty vehicle")] : [];
  // 卡口登记货物: what they are is not asked for (GACC 2023 no. 200).
  if (pass.passKind === "5") return [];
  const named = new Set(pass.lines.map(({ gtin }) => gtin));
  if (pass.lines.length === 0) return [];
  return [...new Set(sight.gtins)]
    .filter((gtin) => !named.has(gtin))
    .map((gtin) => finding("goods_not_on_pass", `${gtin} is on the vehicle and not on the pass`));
};

const checkWeight = (sight: GateSight, pass: GatePass, tolerance: WeightTolerance): GateFinding[] => {
  const { weightKg } = sight;
  if (weightKg === undefined || weightKg === 0n || pass.totalWeightKg === null) return [];
  // The fast lane is not held up for its weight (GACC 2023 no. 200).
  if (pass.passKind === "5") return [];
  return isWithinTolerance(pass.totalWeightKg, weightKg, tolerance)
    ? []
    : [finding("weight_out_of_tolerance", "the weight differs from the pass by more than the zone allows")];
};
