import type { ConversionCommand } from "../../domain/customs/documents/conversion-document.ts";
import type { AdjustmentCommand } from "../../domain/customs/documents/adjustment.ts";
import type { PledgeCommand } from "../../domain/customs/documents/pledge.ts";
import type { AdmissionCommand } from "../../domain/customs/inspection/admission.ts";
import { actOnAdjustment } from "./adjustment-acts.ts";
import { actOnConversion } from "./conversion-acts.ts";
import { actOnAdmission } from "./admission-acts.ts";
import { actOnInspection, type InspectionAct } from "./inspection-acts.ts";
import { actOnPledge } from "./pledge-acts.ts";
import { actOnReport, actOnWriteOff, type ReportAct, type WriteOffAct } from "./report-acts.ts";
import { actOnSerialStep, type SerialStepAct } from "./special-goods.ts";
import type { Case, Draft, Refusal } from "./case.ts";

/** The flows beside declaration and gate. `key`: the number of the document, as the firm gave it. */
export type FlowAct =
  | Readonly<{ act: "conversion"; key: string; command: ConversionCommand }>
  | Readonly<{ act: "adjustment"; key: string; command: AdjustmentCommand }>
  | Readonly<{ act: "pledge"; key: string; command: PledgeCommand }>
  | Readonly<{ act: "inspection"; key: string; command: InspectionAct }>
  /** `key`: the inventory or the gate pass that it is about. */
  | Readonly<{ act: "admission"; key: string; command: AdmissionCommand }>
  /** `key`: `gtin/serial`. */
  | (Readonly<{ act: "serial_step"; key: string }> & SerialStepAct)
  /** `key`: of the answer alone. */
  | (Readonly<{ act: "report"; key: string }> & ReportAct)
  | (Readonly<{ act: "write_off"; key: string }> & WriteOffAct);

export const actOnFlow = async (desk: Case, draft: Draft, act: FlowAct & Readonly<{ atMs: number }>): Promise<Refusal | undefined> => {
  switch (act.act) {
    case "conversion":
      return actOnConversion(desk, draft, act);
    case "adjustment":
      return actOnAdjustment(desk, draft, act);
    case "pledge":
      return actOnPledge(desk, draft, act);
    case "inspection":
      return actOnInspection(desk, draft, act);
    case "admission":
      return actOnAdmission(desk, draft, act);
    case "serial_step":
      return actOnSerialStep(desk, draft, act);
    case "report":
      return actOnReport(desk, draft, act);
    case "write_off":
      return actOnWriteOff(desk, draft, act);
  }
};
