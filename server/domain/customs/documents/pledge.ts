import type { HeldGoods } from "../held-goods.ts";
import type { Voice } from "./petition.ts";

/**
 * Warehouse-receipt pledge (仓单质押): goods that a lender holds until it is paid. The lender's receipt puts the hold; only who
 * put it there for the lender, or an officer, releases it, wholly or in part. Pledged goods are neither picked, converted nor let out.
 */
export type PledgeFiling = Readonly<{
  kind: "pledge";
  /** 仓单号. */
  number: string;
  site: string;
  owner: string;
  lender: string;
  location: string;
  parent: string | null;
  /** Without one all that is there of the owner. */
  gtin: string | null;
  /** Without one all of it. */
  quantity: bigint | null;
  reason: string;
}>;

export type Pledge = PledgeFiling &
  Readonly<{
    /** Who acts for the lender: put the hold, and releases it. */
    pledgedBy: string;
    goods: readonly HeldGoods[];
    state: "pledged" | "released";
  }>;

export type PledgeCommand =
  | Readonly<{ type: "pledge"; filing: PledgeFiling; by: string }>
  /** Without a quantity all that is left. */
  | Readonly<{ type: "release"; quantity: bigint | null; by: string; role: Voice; reason: string }>;

/** In the order of the checks. */
export type PledgeRefusal =
  | "lender_is_owner"
  | "already_pledged"
  | "quantity_not_above_zero"
  | "not_pledged"
  | "released_without_lender"
  | "reason_missing"
  | "more_than_pledged";

export const pledgedQuantity = ({ goods }: Pick<Pledge, "goods">): bigint => goods.reduce((sum, { quantity }) => sum + quantity, 0n);

/** Undefined: it may be done. "done": it was, and nothing changes. */
export const refusePledge = (pledge: Pledge | undefined, command: PledgeCommand): PledgeRefusal | "done" | undefined => {
  if (command.type === "pledge") {
    const { filing } = command;
    if (filing.lender === filing.owner) return "lender_is_owner";
    if (pledge) return isSame(pledge, filing) && pledge.pledgedBy === command.by ? "done" : "already_pledged";
    return filing.quantity !== null && filing.quantity <= 0n ? "quantity_not_above_zero" : undefined;
  }
  if (!pledge) return "not_pledged";
  if (command.by !== pledge.pledgedBy && command.role !== "officer") return "released_without_lender";
  if (pledge.state === "released") return "done";
  if (command.reason.trim() === "") return "reason_missing";
  if (command.quantity === null) return undefined;
  if (command.quantity <= 0n) return "quantity_not_above_zero";
  return command.quantity > pledgedQuantity(pledge) ? "more_than_pledged" : undefined;
};

const isSame = (pledge: PledgeFiling, filing: PledgeFiling): boolean =>
  pledge.site === filing.site &&
  pledge.owner === filing.owner &&
  pledge.lender === filing.lender &&
  pledge.location === filing.location &&
  pledge.parent === filing.parent &&
  pledge.gtin === filing.gtin &&
  pledge.quantity === filing.quantity;
