import type { ConversionCommand } from "../../domain/customs/documents/conversion-document.ts";
import type { AdjustmentCommand } from "../../domain/customs/documents/adjustment.ts";
import type { PledgeCommand } from "../../domain/customs/documents/pledge.ts";
import { actOnAdjustment } from "./adjustment-acts.ts";
import { actOnConversion } from "./conversion-acts.ts";
import { actOnPledge } from "./pledge-acts.ts";
import type { Case, Draft, Refusal } from "./case.ts";

/** The flows beside declaration and gate. `key`: the number of the document, as the firm gave it. */
export type FlowAct =
  | Readonly<{ act: "conversion"; key: string; command: ConversionCommand }>
  | Readonly<{ act: "adjustment"; key: string; command: AdjustmentCommand }>
  | Readonly<{ act: "pledge"; key: string; command: PledgeCommand }>;

export const actOnFlow = async (desk: Case, draft: Draft, act: FlowAct & Readonly<{ atMs: number }>): Promise<Refusal | undefined> => {
  switch (act.act) {
    case "conversion":
      return actOnConversion(desk, draft, act);
    case "adjustment":
      return actOnAdjustment(desk, draft, act);
    case "pledge":
      return actOnPledge(desk, draft, act);
  }
};
