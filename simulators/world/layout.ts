/** Where things stand within the sites, and which device does what there. */
import type { LocationRow } from "#wire/master-data.ts";
import type { DeviceRow } from "#wire/http-api.ts";
import { GOODS, SITES, type Good, type Stream } from "./catalog.ts";
import { locationCode } from "./labels.ts";

export type ZoneName = "xiangtan" | "chenzhou";
export const ZONES: readonly ZoneName[] = ["xiangtan", "chenzhou"];
export const bondedStreams = (site: ZoneName): Stream[] => [`import-${site}`, `import-${site}-cold`];
export const OVERSEAS = ["duisburg", "losangeles", "nairobi", "bangkok"] as const;

type Regime = LocationRow["regimes"][number];

const STREAMS_AT: Readonly<Record<string, Readonly<{ bonded: readonly Stream[]; free: readonly Stream[] }>>> = {
  xiangtan: { bonded: ["import-xiangtan", "import-xiangtan-cold"], free: ["domestic-xiangtan"] },
  chenzhou: { bonded: ["import-chenzhou", "import-chenzhou-cold"], free: ["domestic-chenzhou", "domestic-xiangtan"] },
  "xiangtan-hitech": { bonded: [], free: ["export-xiangtan", "export-swords"] },
};
const EXPORTS: readonly Stream[] = ["export-xiangtan", "export-chenzhou", "export-chenzhou-cold", "export-swords"];

const number = (index: number): string => String(index + 1).padStart(2, "0");

const binsOf = (site: string, kind: string): { location: string; gtin: string; regimes: Regime[] }[] => {
  const bins = (prefix: string, streams: readonly Stream[], regimes: Regime[]) =>
    GOODS.filter((good) => streams.includes(good.stream)).map((good, index) => ({
      location: `${prefix}-01-${number(index)}`,
      gtin: good.gtin,
      regimes,
    }));
  if (kind === "overseas_warehouse") return bins("O", EXPORTS, ["overseas"]);
  const at = STREAMS_AT[site];
  if (!at) return [];
  const free: Regime[] = site === "xiangtan-hitech" ? ["export_cleared"] : ["non_bonded"];
  return [...bins("A", at.bonded, ["bonded"]), ...bins(site === "xiangtan-hitech" ? "E" : "N", at.free, free)];
};

const BINS = new Map<string, string>();

const locationsOf = ({ site, kind, regimes }: (typeof SITES)[number]): LocationRow[] => {
  const place = (location: string, of: LocationRow["kind"], permits: readonly Regime[]): LocationRow => ({
    site,
    location,
    kind: of,
    regimes: [...permits],
    barcode: locationCode(site, location),
  });
  const bins = binsOf(site, kind);
  for (const bin of bins) BINS.set(`${site}/${bin.gtin}`, bin.location);
  const isZone = kind === "bonded_warehouse";
  return [
    place("D1", "dock", regimes),
    place("D2", "dock", regimes),
    place("S1", "staging", regimes),
    ...(isZone ? [place("P1", "staging", regimes), place("C1", "cage", regimes), place("G1", "gate", regimes)] : []),
    ...bins.map((bin) => place(bin.location, "bin", bin.regimes)),
  ];
};

export const LOCATIONS: readonly LocationRow[] = SITES.flatMap(locationsOf);

/** The bin of a product at a site: one product to a bin (不得串料). */
export const getBin = (site: string, good: Pick<Good, "gtin">): string => {
  const bin = BINS.get(`${site}/${good.gtin}`);
  if (!bin) throw new RangeError(`${site} has no bin for ${good.gtin}`);
  return bin;
};

export type DeviceSpec = Readonly<{
  device: string;
  site: string;
  kind: DeviceRow["kind"];
  location?: string;
  direction?: "in" | "out";
  unit?: string;
}>;

export type Role = "dock" | "floor" | "pack" | "portal" | "gate-in" | "gate-out";
const ROLES: Readonly<Record<string, readonly Role[]>> = {
  bonded_warehouse: ["dock", "floor", "pack", "portal", "gate-in", "gate-out"],
  collection_warehouse: ["dock"],
  overseas_warehouse: ["dock"],
  port: ["dock"],
  airport: ["dock"],
  rail_hub: ["dock", "portal"],
  checkpoint: [],
};
const KIND_OF: Readonly<Record<Role, DeviceSpec["kind"]>> = {
  dock: "scanner",
  floor: "scanner",
  pack: "station",
  portal: "portal",
  "gate-in": "gate",
  "gate-out": "gate",
};
const EXTRA: Readonly<Record<string, readonly Role[]>> = { "xiangtan-hitech": ["portal"], duisburg: ["portal"], yantian: ["portal"] };
const STANDS_AT: Readonly<Record<Role, string | undefined>> = {
  dock: "D1",
  floor: undefined,
  pack: "P1",
  portal: "S1",
  "gate-in": "G1",
  "gate-out": "G1",
};

const rolesAt = ({ site, kind }: (typeof SITES)[number]): readonly Role[] => [...(ROLES[kind] ?? []), ...(EXTRA[site] ?? [])];

export const SITE_DEVICES: readonly DeviceSpec[] = SITES.flatMap((site) =>
  rolesAt(site).map((role): DeviceSpec => {
    const stands = STANDS_AT[role];
    return {
      device: `${site.site}-${role}`,
      site: site.site,
      kind: KIND_OF[role],
      ...(stands !== undefined && { location: stands }),
      ...(role === "gate-in" && { direction: "in" as const }),
      ...(role === "gate-out" && { direction: "out" as const }),
    };
  }),
);

const KNOWN_DEVICES = new Set(SITE_DEVICES.map((each) => each.device));

/** The device for a role; where a site has none of its own, the one at the dock does it. */
export const deviceFor = (site: string, role: Role): string => {
  const own = `${site}-${role}`;
  return KNOWN_DEVICES.has(own) ? own : `${site}-dock`;
};
export const hasGate = (site: string): boolean => KNOWN_DEVICES.has(`${site}-gate-out`);
