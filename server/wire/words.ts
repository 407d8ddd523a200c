import { z } from "zod";

/** Regime of goods, an account dimension: bonded and non-bonded goods never net off. */
export const regime = z.enum(["bonded", "non_bonded", "export_cleared", "duty_paid", "in_transit_bonded", "overseas"]);
export type Regime = z.infer<typeof regime>;

export const hold = z.enum(["none", "tallied_undeclared", "customs_hold", "quality_hold", "pledged", "quarantine", "surplus"]);
export type Hold = z.infer<typeof hold>;

export const siteKind = z.enum([
  "bonded_warehouse",
  "collection_warehouse",
  "overseas_warehouse",
  "port",
  "airport",
  "rail_hub",
  "checkpoint",
]);
export type SiteKind = z.infer<typeof siteKind>;

export const locationKind = z.enum(["dock", "bin", "staging", "cage", "gate", "vehicle"]);
export type LocationKind = z.infer<typeof locationKind>;

export const bookKind = z.enum(["bonded", "non_bonded", "overseas"]);
export type BookKind = z.infer<typeof bookKind>;

/** How a unit moves. */
export const unitMode = z.enum(["truck", "reefer", "train", "vessel", "barge", "aircraft"]);
export type UnitMode = z.infer<typeof unitMode>;

export const legMode = z.enum(["road", "rail", "sea", "inland_water", "air"]);
export type LegMode = z.infer<typeof legMode>;

/** What the device is: a gate and a station act on the spot, so their acts can be refused. */
export const deviceKind = z.enum(["scanner", "station", "portal", "gate", "scale", "tracker", "sensor", "seal"]);
export type DeviceKind = z.infer<typeof deviceKind>;

/** The business steps of CBV 2.0, and two of ours: `moving` and `returning`. */
export const step = z.enum([
  "accepting",
  "arriving",
  "assembling",
  "collecting",
  "commissioning",
  "consigning",
  "creating_class_instance",
  "cycle_counting",
  "decommissioning",
  "departing",
  "destroying",
  "disassembling",
  "dispensing",
  "encoding",
  "entering_exiting",
  "holding",
  "inspecting",
  "installing",
  "killing",
  "loading",
  "other",
  "packing",
  "picking",
  "receiving",
  "removing",
  "repackaging",
  "repairing",
  "replacing",
  "reserving",
  "retail_selling",
  "sampling",
  "sensor_reporting",
  "shipping",
  "staging_outbound",
  "stock_taking",
  "stocking",
  "storing",
  "transporting",
  "unloading",
  "unpacking",
  "void_shipping",
  "moving",
  "returning",
]);
export type Step = z.infer<typeof step>;

export const result = z.enum(["posted", "refused", "unsettled", "quarantined"]);
export type Result = z.infer<typeof result>;

export const role = z.enum(["operator", "dispatcher", "officer", "administrator"]);
export type Role = z.infer<typeof role>;

export const alarmKind = z.enum([
  "refused_at_gate",
  "refused_at_station",
  "irregular_exit",
  "unsettled",
  "id_reused",
  "seal_opened",
  "seal_tampered",
  "temperature_excursion",
  "fence_crossed",
  "device_silent",
  "battery_low",
  "clock_suspect",
  "late",
  "obligation_overdue",
  "chain_step_missing",
]);
export type AlarmKind = z.infer<typeof alarmKind>;

/** Worst first: the order of the work list. */
export const severity = z.enum(["critical", "major", "minor"]);
export type Severity = z.infer<typeof severity>;
