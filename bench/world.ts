/** The warehouse that is measured: one site, bins among which every device moves the same few products. */
export const BENCH_SITE = "bench";
export const BENCH_LOCATIONS = 50;
export const BENCH_GTINS: readonly string[] = Array.from({ length: 20 }, (_, index) => `0697000${index.toString().padStart(6, "0")}0`);
export const benchDevice = (index: number): string => `scanner-${index}`;
export const benchLocation = (index: number): string => `BIN-${index}`;
