import { withCheckDigit } from "#gs1/check-digit.ts";
import { toLabelDate } from "#gs1/dates.ts";
import { toElementString, type Element } from "#gs1/element-string.ts";
import { sgtinToHex, ssccToHex } from "#gs1/epc.ts";
import type { Good } from "./catalog.ts";

/** Company prefix of every code in this world, made up within 697 (China). */
const COMPANY = "6970001";
const RUNS = 1_000;
const SERIALS = 1_000_000;
const DAY_MS = 86_400_000;

export type Labels = Readonly<{ nextSscc(): string }>;

/** SSCCs hold the run, so that a world begun anew never prints an old number again. */
export const createLabels = (run: number): Labels => {
  let serial = 0;
  return {
    nextSscc: () => {
      serial++;
      const extension = Math.floor(serial / SERIALS) % 10;
      return withCheckDigit(`${extension}${COMPANY}${String(run % RUNS).padStart(3, "0")}${String(serial % SERIALS).padStart(6, "0")}`);
    },
  };
};

const isoDate = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Batch and expiry as a maker would print them on goods received at this time. */
export const batchOf = (good: Good, madeMs: number): Readonly<{ batch: string; expiry: string }> => ({
  batch: `${good.gtin.slice(9, 13)}${isoDate(madeMs).replaceAll("-", "").slice(2)}`,
  expiry: isoDate(madeMs + good.shelfLifeDays * DAY_MS),
});

/** As a GS1-128 scanner sends it. */
const scanned = (elements: readonly Element[]): string => `]C1${toElementString(elements)}`;

export const palletCode = (sscc: string): string => scanned([{ ai: "00", value: sscc }]);

export const palletTag = (sscc: string): string => ssccToHex(sscc, COMPANY.length);

export type PalletContents = Readonly<{ sscc: string; gtin: string; batch: string; expiry: string; quantity: number }>;

/** The logistic label with its contents (AI 02 and 37). */
export const palletWithContents = ({ sscc, gtin, batch, expiry, quantity }: PalletContents): string =>
  scanned([
    { ai: "00", value: sscc },
    { ai: "02", value: gtin },
    { ai: "17", value: toLabelDate(expiry) },
    { ai: "37", value: String(quantity) },
    { ai: "10", value: batch },
  ]);

export const itemsCode = (gtin: string, quantity: number): string =>
  scanned([
    { ai: "01", value: gtin },
    { ai: "30", value: String(quantity) },
  ]);

export const locationCode = (site: string, location: string): string => `LOC-${site}-${location}`;

/** The numbers of the pieces on a pallet of serial goods. */
export const serialsOf = ({ sscc, quantity }: Pick<PalletContents, "sscc" | "quantity">): string[] =>
  Array.from({ length: quantity }, (_, index) => `LQ${sscc.slice(8, 17)}${String(index + 1).padStart(2, "0")}`);

export const pieceTag = (gtin: string, serial: string): string => sgtinToHex(gtin, serial, COMPANY.length);
