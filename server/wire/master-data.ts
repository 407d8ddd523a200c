import { z } from "zod";
import { bilingual, gtin, latitude, longitude, name, text, uom } from "./text.ts";
import { bookKind, legMode, locationKind, regime, siteKind, unitMode } from "./words.ts";

/** `PUT /api/v1/master-data`: one idempotent document, every part optional. */

export const siteCustoms = z.strictObject({
  /** 主管海关, four digits. */
  office: z
    .string()
    .regex(/^\d{4}$/)
    .optional(),
  /** Goods under customs pass the gates only with a gate pass (核放单). */
  passRequired: z.boolean().optional(),
  /** What the scale may differ by from the pass, in percent, and never less than the floor in kilograms. */
  weightPercent: z.number().min(0).max(100).optional(),
  weightFloorKg: z.number().min(0).max(10_000).optional(),
  /** Where buyers may collect outside the fence (线下自提): the permission's number. */
  pickUpPermission: text(64).optional(),
});
export type SiteCustoms = z.infer<typeof siteCustoms>;

export const siteRow = z.strictObject({
  site: name,
  kind: siteKind,
  name: bilingual,
  lat: latitude,
  lon: longitude,
  regimes: z.array(regime).min(1),
  /** Radius of the electronic fence (电子围网) around the site; none when absent. */
  fenceRadiusM: z.number().positive().max(100_000).optional(),
  /** How customs controls the zone (海关监管区); absent: its gates ask for no passes. */
  customs: siteCustoms.optional(),
});
export type SiteRow = z.infer<typeof siteRow>;

export const locationRow = z.strictObject({
  site: name,
  location: name,
  kind: locationKind,
  regimes: z.array(regime).min(1),
  barcode: text(64).optional(),
});
export type LocationRow = z.infer<typeof locationRow>;

export const partyRow = z.strictObject({
  party: name,
  name: text(200),
  roles: z.array(z.enum(["owner", "carrier", "supplier", "consignee", "customs", "platform", "agent"])),
  /** 海关注册编码, ten characters, and 统一社会信用代码, eighteen. */
  customsCode: z
    .string()
    .regex(/^[0-9A-Z]{10}$/)
    .optional(),
  creditCode: z
    .string()
    .regex(/^[0-9A-Z]{18}$/)
    .optional(),
});
export type PartyRow = z.infer<typeof partyRow>;

export const productRow = z.strictObject({
  gtin,
  name: bilingual,
  uom,
  coldClass: z.enum(["ambient", "cool", "chilled", "frozen", "deep_frozen", "pharma"]).optional(),
  /** Limits in °C that go before those of the cold class. */
  minC: z.number().optional(),
  maxC: z.number().optional(),
  hsCode: z
    .string()
    .regex(/^\d{4,13}$/)
    .optional(),
  /** A bare code without a batch is refused for such a product. */
  batchRequired: z.boolean().optional(),
  /** 特殊商品: the chain of steps that every serial of it must go through. */
  chain: z.enum(["sword"]).optional(),
});
export type ProductRow = z.infer<typeof productRow>;

export const bookLineRow = z.strictObject({
  line: z.number().int().min(1).max(99_999_999),
  /** 料号 */
  itemRecordNo: text(64).optional(),
  gtin,
  hsCode: z
    .string()
    .regex(/^\d{4,13}$/)
    .optional(),
  uom,
  /** The unit of the customs table (计量单位代码), where it is not the one that goes with `uom`. */
  customsUnit: z
    .string()
    .regex(/^\d{3}$/)
    .optional(),
});
export const bookRow = z.strictObject({
  book: name,
  kind: bookKind,
  site: name,
  owner: name,
  lines: z.array(bookLineRow).max(100_000),
});
export type BookRow = z.infer<typeof bookRow>;

/** A thing that moves and is tracked. At every site it is also a location of kind `vehicle` by the same name. */
export const masterUnitRow = z.strictObject({
  unit: name,
  mode: unitMode,
  name: bilingual,
  plate: text(32).optional(),
  /** Limits in °C for what a reefer's probes read. */
  minC: z.number().optional(),
  maxC: z.number().optional(),
});
export type MasterUnitRow = z.infer<typeof masterUnitRow>;

export const legRow = z.strictObject({
  leg: z.number().int().min(1).max(99),
  mode: legMode,
  from: name,
  to: name,
  unit: name.optional(),
  plannedDeparture: z.iso.datetime({ offset: true }),
  plannedArrival: z.iso.datetime({ offset: true }),
  /** [lat, lon] in order of travel, drawn on the map and used for progress and ETA. */
  path: z
    .array(z.tuple([latitude, longitude]))
    .min(2)
    .max(500),
});
export type LegRow = z.infer<typeof legRow>;

/** A shipment plan. Sent again with the same id, it replaces the plan; what happened stays. */
export const shipmentRow = z.strictObject({
  shipment: name,
  name: bilingual.optional(),
  owner: name.optional(),
  legs: z.array(legRow).min(1).max(20),
  parents: z
    .array(z.string().regex(/^\d{18}$/))
    .max(1000)
    .optional(),
});
export type ShipmentRow = z.infer<typeof shipmentRow>;

export const masterData = z.strictObject({
  sites: z.array(siteRow).max(10_000).optional(),
  locations: z.array(locationRow).max(100_000).optional(),
  parties: z.array(partyRow).max(100_000).optional(),
  products: z.array(productRow).max(100_000).optional(),
  books: z.array(bookRow).max(10_000).optional(),
  units: z.array(masterUnitRow).max(20_000).optional(),
  shipments: z.array(shipmentRow).max(10_000).optional(),
});
export type MasterData = z.infer<typeof masterData>;
