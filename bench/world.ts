/** The warehouse that is measured: bins among which every device moves the same few products. */
import { withCheckDigit } from "#gs1/check-digit.ts";

export const BENCH_SITE = "bench";
export const BENCH_LOCATIONS = 50;
export const BENCH_BATCH = "B1";
export const BENCH_GTINS: readonly string[] = Array.from({ length: 20 }, (_, index) =>
  withCheckDigit(`0697000${index.toString().padStart(6, "0")}`),
);
export const benchDevice = (index: number): string => `scanner-${index}`;
export const benchLocation = (index: number): string => `BIN-${index}`;

export const BENCH_MASTER_DATA = {
  sites: [
    { site: BENCH_SITE, kind: "collection_warehouse", name: { zh: "测试仓", en: "Bench" }, lat: 27.9, lon: 112.9, regimes: ["non_bonded"] },
  ],
  locations: Array.from({ length: BENCH_LOCATIONS }, (_, index) => ({
    site: BENCH_SITE,
    location: benchLocation(index),
    kind: "bin",
    regimes: ["non_bonded"],
  })),
  products: BENCH_GTINS.map((gtin) => ({ gtin, name: { zh: gtin, en: gtin }, uom: "EA" })),
};
