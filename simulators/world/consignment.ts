/** Consignments: what travels together, what it is called by devices, and the plan that is told of it. */
import type { LegRow } from "#wire/master-data.ts";
import { chainKey, type Clearance, type Crossing } from "../customs/declarant.ts";
import type { ReleaseBody } from "./emission.ts";
import type { LineSpec, Unit } from "./fleet.ts";
import { palletCode, palletTag, type PalletContents } from "./labels.ts";
import { goodsKeys, type Line, type Scene } from "./scene.ts";

export type Consignment = {
  readonly id: string;
  readonly name: Readonly<{ zh: string; en: string }>;
  readonly owner: string;
  regime: string;
  /** Whether the goods stand in the books while they travel. */
  booked: boolean;
  /** Imports that are declared come into the books where their last hop begins: told then. */
  readonly landed?: (consignment: Consignment) => void;
  readonly pallets: readonly PalletContents[];
  readonly lines: readonly LineSpec[];
  /** One more than there are lines. */
  readonly sites: readonly string[];
  hop: number;
  location: string;
  legs: LegRow[];
  /** Legs that are behind it, and whether it is on one now. */
  legsDone?: number;
  onTheWay?: boolean;
  /** What the gate of the first site asks for, where nothing is declared. */
  readonly release?: ReleaseBody;
  /** What the gates of zones ask for. */
  readonly crossings?: readonly Crossing[];
  /** The regime that leaving the first site gives the goods. */
  readonly becomes?: string;
  /** By `site/direction`, once it is asked for. */
  readonly clearances?: Map<string, Clearance>;
  readonly arrived: (consignment: Consignment, unit: Unit) => void;
};

export const contentsOf = (consignment: Consignment): Line[] =>
  consignment.pallets.map(({ gtin, quantity }) => ({ gtin, quantity, regime: consignment.regime }));

/** What moves by a pass of its own waits for nothing but its own documents. */
export const keysOf = (consignment: Consignment, site: string, unit: Unit): string[] => [
  `consignment:${consignment.id}`,
  `unit:${unit.unit}`,
  ...(clearanceOf(consignment, site, "out")
    ? unitsOf(consignment.pallets).map((sscc) => `pallet:${sscc}`)
    : goodsKeys(site, consignment.pallets)),
  ...(consignment.clearances ? [chainKey(consignment.id)] : []),
];

export const clearanceOf = ({ clearances }: Consignment, site: string, direction: "in" | "out"): Clearance | undefined =>
  clearances?.get(`${site}/${direction}`);

export const isPortal = (device: string): boolean => device.endsWith("-portal");
/** Portals read tags, scanners read labels. */
export const codesOf = (device: string, pallets: readonly PalletContents[]): string[] =>
  unitsOf(pallets).map((sscc) => (isPortal(device) ? palletTag(sscc) : palletCode(sscc)));
/** One pallet may hold several products, and then stands here several times. */
export const unitsOf = (pallets: readonly PalletContents[]): string[] => [...new Set(pallets.map(({ sscc }) => sscc))];

export const round = (degrees: number): number => Math.round(degrees * 10_000) / 10_000;

export const tellShipment = (scene: Scene, consignment: Consignment): void => {
  if (scene.agenda.nowMs() < scene.liveFromMs || consignment.legs.length === 0) return;
  scene.tell({
    what: "shipment",
    atMs: scene.agenda.nowMs(),
    keys: [`shipment:${consignment.id}`],
    body: {
      shipment: consignment.id,
      name: consignment.name,
      owner: consignment.owner,
      legs: consignment.legs.map((leg, index) => ({ ...leg, leg: index + 1 })),
      parents: unitsOf(consignment.pallets),
    },
  });
};
