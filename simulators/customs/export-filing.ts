/**
 * Exports as their firm declares them before they leave: order, waybill and list. Retail (9610) has a list for each parcel of at most
 * 5,000 CNY; the modes between firms have one for the whole consignment. A list that is refused is mended and filed again.
 */
import { getGood } from "../world/catalog.ts";
import { getSite } from "../world/catalog.ts";
import { MINUTE_MS, type Scene } from "../world/scene.ts";
import { planReplies } from "./conduct.ts";
import { chainKey, wholeMinute, type Declarant } from "./declarant.ts";
import type { Goods } from "./declarations/goods-lines.ts";
import { writeExports, type ExportFiling, type ExportMode } from "./declarations/export-messages.ts";

export type Exported = Readonly<{
  chain: string;
  site: string;
  owner: string;
  mode: ExportMode;
  /** Where it goes. */
  destination: string;
  transport: string;
  packages: number;
  goods: readonly Goods[];
}>;

const PARCEL_MAX_CNY = 5_000;
const MENDING_MS = 30 * MINUTE_MS;
const TRIES_MAX = 10;
/** By the site where it ends: country of the customs table, port. */
const COUNTRIES: Readonly<Record<string, Readonly<{ country: string; port: string }>>> = {
  duisburg: { country: "304", port: "2110" },
  losangeles: { country: "502", port: "3154" },
  nairobi: { country: "224", port: "1463" },
  bangkok: { country: "136", port: "1414" },
};
/** Collection warehouses declare at the office of their zone. */
const OFFICE_ELSEWHERE = "4316";

/** Goods of one product after the other, none worth more than one parcel may be. */
const parcelsOf = (goods: readonly Goods[]): Goods[][] =>
  goods.flatMap(({ gtin, quantity }) => {
    const most = Math.max(1, Math.floor(PARCEL_MAX_CNY / getGood(gtin).customs.priceCny));
    return Array.from({ length: Math.ceil(quantity / most) }, (_, index) => [{ gtin, quantity: Math.min(most, quantity - index * most) }]);
  });

/** Files the exports of a consignment and says from when it may leave. */
export const fileExport = (scene: Scene, declarant: Declarant, exported: Exported): number => {
  const { mode, goods, packages } = exported;
  const parts = mode === "9610" ? parcelsOf(goods).map((each) => ({ goods: each, packages: 1 })) : [{ goods, packages }];
  return fileParts(scene, declarant, exported, { parts, fromMs: scene.agenda.nowMs(), time: 1 });
};

type Part = Readonly<{ goods: readonly Goods[]; packages: number }>;
type Filing = Readonly<{ parts: readonly Part[]; fromMs: number; time: number }>;

const fileParts = (scene: Scene, declarant: Declarant, exported: Exported, { parts, fromMs, time }: Filing): number => {
  const { chain, site, owner, mode, destination, transport } = exported;
  const declaredMs = wholeMinute(fromMs);
  const place = COUNTRIES[destination] ?? { country: "502", port: "3154" };
  const office = getSite(site).customs?.office ?? OFFICE_ELSEWHERE;
  const filings = parts.map((part): ExportFiling => {
    const numbers = { orderNo: declarant.nextKey(site, "O"), waybillNo: declarant.nextKey(site, "W"), copNo: declarant.nextKey(site, "L") };
    return { ...numbers, ...part, ...place, office, site, owner, mode, declaredMs, transport };
  });
  writeExports.forEach((write, index) => {
    const atMs = declaredMs + index * (MINUTE_MS / 4);
    scene.agenda.at(atMs, () => scene.tell({ what: "customs", atMs, keys: [chainKey(chain)], body: () => write(filings) }));
  });
  const refused: Part[] = [];
  let releasedMs = declaredMs;
  const moments = new Map<number, { family: "list"; key: string; outcome: "released" | "refused" }[]>();
  filings.forEach(({ copNo }, index) => {
    const last = planReplies(declarant.questionOf("list", "CEB603", copNo, declaredMs)).at(-1);
    const heardMs = last?.toldMs[0] ?? declaredMs;
    const outcome = last?.outcome === "refused" ? "refused" : "released";
    moments.set(heardMs, [...(moments.get(heardMs) ?? []), { family: "list", key: copNo, outcome }]);
    releasedMs = Math.max(releasedMs, heardMs);
    if (outcome === "refused") refused.push(parts[index]!);
  });
  for (const [heardMs, about] of moments) declarant.await(chain, heardMs, about);
  if (refused.length === 0 || time === TRIES_MAX) return releasedMs;
  return fileParts(scene, declarant, exported, { parts: refused, fromMs: releasedMs + MENDING_MS, time: time + 1 });
};
