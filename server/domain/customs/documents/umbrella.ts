/**
 * The business declaration (业务申报表, SAS101): one permission under which goods go in and out many times until it ends, with
 * a guarantee where the business asks for one. Section 2.5.
 */

/** businessTypecd: A gathered deliveries 分送集报, B outside processing, C exhibition 保税展示交易, D testing, E repair, F moulds, G simple processing, H other, Y domestic firm. */
export type BusinessType = "A" | "B" | "C" | "D" | "E" | "F" | "G" | "H" | "Y";

export type UmbrellaDeclaration = Readonly<{
  kind: "declaration";
  number: string;
  innerNo: string;
  site: string;
  owner: string;
  businessType: BusinessType;
  direction: "in" | "out";
  book: string | null;
  validUntilMs: number;
  /** 担保金额 in 10⁻⁵ CNY; null when the business needs none. */
  guarantee: bigint | null;
  /** What stands outside under it, in 10⁻⁵ CNY. */
  outstanding: bigint;
  exhibitionPlace?: string;
  state: "filed" | "approved" | "refused" | "cancelled" | "finished";
}>;

export type UmbrellaFiling = Omit<UmbrellaDeclaration, "state" | "outstanding">;

export type UmbrellaEvent =
  | Readonly<{ type: "filed"; filing: UmbrellaFiling }>
  | Readonly<{ type: "amended"; filing: UmbrellaFiling }>
  | Readonly<{ type: "approved"; number: string }>
  | Readonly<{ type: "refused"; note: string }>
  | Readonly<{ type: "cancelled" }>
  | Readonly<{ type: "finished" }>
  /** Positive when goods go out under it, negative when they come back or are paid for. */
  | Readonly<{ type: "charged"; amount: bigint }>;

export type UmbrellaRefusal =
  | "not_filed"
  | "already_filed"
  | "already_approved"
  | "not_approved"
  | "is_over"
  | "expired"
  | "guarantee_short";

export type UmbrellaCommand =
  | Readonly<{ type: "file" | "amend"; filing: UmbrellaFiling }>
  | Readonly<{ type: "approve"; number: string }>
  | Readonly<{ type: "refuse"; note: string }>
  | Readonly<{ type: "cancel" | "finish" }>
  | Readonly<{ type: "charge"; amount: bigint; atMs: number }>;

const OVER: ReadonlySet<UmbrellaDeclaration["state"]> = new Set(["refused", "cancelled", "finished"]);

export const decideUmbrella = (
  declaration: UmbrellaDeclaration | undefined,
  command: UmbrellaCommand,
): readonly UmbrellaEvent[] | UmbrellaRefusal => {
  if (command.type === "file") {
    if (!declaration || OVER.has(declaration.state)) return [{ type: "filed", filing: command.filing }];
    return declaration.validUntilMs === command.filing.validUntilMs && declaration.guarantee === command.filing.guarantee
      ? []
      : "already_filed";
  }
  if (!declaration) return "not_filed";
  if (OVER.has(declaration.state)) return "is_over";
  switch (command.type) {
    case "amend":
      return [{ type: "amended", filing: command.filing }];
    case "approve":
      return declaration.state === "filed" ? [{ type: "approved", number: command.number }] : [];
    case "refuse":
      return declaration.state === "filed" ? [{ type: "refused", note: command.note }] : "already_approved";
    case "cancel":
      return [{ type: "cancelled" }];
    case "finish":
      return [{ type: "finished" }];
    case "charge":
      return decideCharge(declaration, command);
  }
};

const decideCharge = (
  declaration: UmbrellaDeclaration,
  { amount, atMs }: Readonly<{ amount: bigint; atMs: number }>,
): readonly UmbrellaEvent[] | UmbrellaRefusal => {
  if (declaration.state !== "approved") return "not_approved";
  if (amount > 0n && atMs > declaration.validUntilMs) return "expired";
  if (declaration.guarantee !== null && amount > 0n && declaration.outstanding + amount > declaration.guarantee) return "guarantee_short";
  return [{ type: "charged", amount }];
};

export const evolveUmbrella = (declaration: UmbrellaDeclaration | undefined, event: UmbrellaEvent): UmbrellaDeclaration => {
  if (event.type === "filed") return { ...event.filing, outstanding: 0n, state: "filed" };
  if (!declaration) throw new TypeError("a declaration begins by being filed");
  switch (event.type) {
    case "amended":
      return { ...declaration, ...event.filing };
    case "approved":
      return { ...declaration, number: event.number, state: "approved" };
    case "refused":
      return { ...declaration, state: "refused" };
    case "cancelled":
      return { ...declaration, state: "cancelled" };
    case "finished":
      return { ...declaration, state: "finished" };
    case "charged":
      return { ...declaration, outstanding: declaration.outstanding + event.amount };
  }
};
