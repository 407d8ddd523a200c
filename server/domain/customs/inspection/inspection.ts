import type { Role } from "../../access/can.ts";
import { assert } from "../../basics/assert.ts";
import type { Hold } from "../../ledger/account.ts";

/**
 * An inspection (查验) that an officer orders, of a document, of what is in one SSCC, or of a place: ordered → under way → agrees,
 * or differs until an officer has settled it. From the order to the end its goods are held (customs_hold). Photographs are
 * kept by their ids. Orders and results are an officer's; the firm's people bring out the goods and take photographs.
 */
export type InspectionSubject =
  | Readonly<{ kind: "document"; number: string }>
  | Readonly<{ kind: "parent"; parent: string }>
  | Readonly<{ kind: "place"; site: string; location: string }>;

/** 机检, 外形查验, 抽查, 彻底查验. */
export type InspectionMethod = "machine" | "outside" | "part" | "whole";

export type Actor = Readonly<{ name: string; role: Role }>;

export type InspectionOrder = Readonly<{
  inspection: string;
  site: string;
  subject: InspectionSubject;
  method: InspectionMethod;
  /** What it is to look for, in the officer's words. */
  reason: string;
  /** 优先查验 */
  isPriority: boolean;
}>;

export type Inspection = InspectionOrder &
  Readonly<{ orderedBy: string; orderedMs: number; photographs: readonly string[] }> &
  InspectionState;

export type InspectionState =
  | Readonly<{ state: "ordered" }>
  | Readonly<{ state: "under_way"; startedMs: number }>
  | Readonly<{ state: "agrees"; concludedMs: number; concludedBy: string }>
  | Readonly<{ state: "differs"; concludedMs: number; concludedBy: string; found: string }>
  | Readonly<{ state: "settled"; concludedMs: number; found: string; settledMs: number; settledBy: string; disposition: string }>
  | Readonly<{ state: "cancelled"; cancelledMs: number; cancelledBy: string; why: string }>;

export type InspectionCommand =
  | Readonly<{ type: "order"; order: InspectionOrder; by: Actor; atMs: number }>
  | Readonly<{ type: "start"; atMs: number }>
  | Readonly<{ type: "photograph"; photograph: string }>
  | Readonly<{ type: "conclude"; result: InspectionResult; by: Actor; atMs: number }>
  | Readonly<{ type: "settle"; disposition: string; by: Actor; atMs: number }>
  | Readonly<{ type: "cancel"; why: string; by: Actor; atMs: number }>;

/** `found`: what differs, in words. */
export type InspectionResult = Readonly<{ result: "agrees" } | { result: "differs"; found: string }>;

export type InspectionEvent =
  | Readonly<{ type: "ordered"; order: InspectionOrder; by: string; atMs: number }>
  | Readonly<{ type: "started"; atMs: number }>
  | Readonly<{ type: "photographed"; photograph: string }>
  | Readonly<{ type: "concluded"; result: InspectionResult; by: string; atMs: number }>
  | Readonly<{ type: "settled"; disposition: string; by: string; atMs: number }>
  | Readonly<{ type: "cancelled"; why: string; by: string; atMs: number }>;

/** In the order of the checks. */
export type InspectionRefusal =
  | "not_an_officer"
  | "already_ordered"
  | "not_ordered"
  | "is_over"
  | "concluded_already"
  | "nothing_differs"
  | "reason_missing"
  | "finding_missing"
  | "photograph_missing";

const needsOfficer = (command: InspectionCommand): command is Extract<InspectionCommand, { by: Actor }> => "by" in command;
const isBlank = (text: string): boolean => text.trim() === "";

export const decideInspection = (
  inspection: Inspection | undefined,
  command: InspectionCommand,
): readonly InspectionEvent[] | InspectionRefusal => {
  if (needsOfficer(command) && command.by.role !== "officer") return "not_an_officer";
  if (command.type === "order") return decideOrder(inspection, command);
  if (!inspection) return "not_ordered";
  const isConcluded = inspection.state !== "ordered" && inspection.state !== "under_way";
  switch (command.type) {
    case "start":
      if (isConcluded) return "concluded_already";
      return inspection.state === "under_way" ? [] : [{ type: "started", atMs: command.atMs }];
    case "photograph":
      return decidePhotograph(inspection, command.photograph);
    case "conclude":
      return isConcluded ? "concluded_already" : decideConclusion(inspection, command);
    case "settle":
      if (inspection.state === "settled") return "is_over";
      if (inspection.state !== "differs") return "nothing_differs";
      return isBlank(command.disposition) ? "reason_missing" : [{ ...command, type: "settled", by: command.by.name }];
    case "cancel":
      if (isConcluded) return inspection.state === "cancelled" ? [] : "concluded_already";
      return isBlank(command.why) ? "reason_missing" : [{ ...command, type: "cancelled", by: command.by.name }];
  }
};

const decideOrder = (
  inspection: Inspection | undefined,
  { order, by, atMs }: Extract<InspectionCommand, { type: "order" }>,
): readonly InspectionEvent[] | InspectionRefusal => {
  if (inspection) return isSameOrder(inspection, order) ? [] : "already_ordered";
  return isBlank(order.reason) ? "reason_missing" : [{ type: "ordered", order, by: by.name, atMs }];
};

/** One text for each subject, to look it up by. */
export const inspectionSubjectKey = (subject: InspectionSubject): string => {
  if (subject.kind === "document") return `document/${subject.number}`;
  return subject.kind === "parent" ? `parent/${subject.parent}` : `place/${subject.site}/${subject.location}`;
};

const isSameOrder = (inspection: Inspection, order: InspectionOrder): boolean =>
  inspection.site === order.site &&
  inspection.method === order.method &&
  inspection.reason === order.reason &&
  inspectionSubjectKey(inspection.subject) === inspectionSubjectKey(order.subject);

/** As long as the goods stand under inspection; what was seen is not added to afterwards. */
const decidePhotograph = (inspection: Inspection, photograph: string): readonly InspectionEvent[] | InspectionRefusal => {
  if (inspection.photographs.includes(photograph)) return [];
  if (inspection.state !== "ordered" && inspection.state !== "under_way" && inspection.state !== "differs") return "is_over";
  return isBlank(photograph) ? "photograph_missing" : [{ type: "photographed", photograph }];
};

/** What differs is put into words and shown. */
const decideConclusion = (
  inspection: Inspection,
  { result, by, atMs }: Extract<InspectionCommand, { type: "conclude" }>,
): readonly InspectionEvent[] | InspectionRefusal => {
  if (result.result === "differs" && isBlank(result.found)) return "finding_missing";
  if (result.result === "differs" && inspection.photographs.length === 0) return "photograph_missing";
  return [{ type: "concluded", result, by: by.name, atMs }];
};

export const evolveInspection = (inspection: Inspection | undefined, event: InspectionEvent): Inspection => {
  if (event.type === "ordered") return { ...event.order, orderedBy: event.by, orderedMs: event.atMs, photographs: [], state: "ordered" };
  assert(inspection, "an inspection begins by being ordered");
  switch (event.type) {
    case "started":
      return { ...inspection, state: "under_way", startedMs: event.atMs };
    case "photographed":
      return { ...inspection, photographs: [...inspection.photographs, event.photograph] };
    case "concluded": {
      const concluded = { ...inspection, concludedMs: event.atMs, concludedBy: event.by };
      return event.result.result === "agrees"
        ? { ...concluded, state: "agrees" }
        : { ...concluded, state: "differs", found: event.result.found };
    }
    case "settled":
      assert(inspection.state === "differs", "only what differs is settled");
      return { ...inspection, state: "settled", settledMs: event.atMs, settledBy: event.by, disposition: event.disposition };
    case "cancelled":
      return { ...inspection, state: "cancelled", cancelledMs: event.atMs, cancelledBy: event.by, why: event.why };
  }
};

/** What the inspection puts on the goods of its subject. */
export const holdOfInspection = ({ state }: Inspection): Hold =>
  state === "ordered" || state === "under_way" || state === "differs" ? "customs_hold" : "none";

/** Whether any inspection still holds the subject: one that ends does not lift what another holds. */
export const isHeldByInspection = (inspections: readonly Inspection[], subject: InspectionSubject): boolean => {
  const key = inspectionSubjectKey(subject);
  return inspections.some((each) => inspectionSubjectKey(each.subject) === key && holdOfInspection(each) !== "none");
};
