/**
 * Numbers that customs sets, and may change: each carries from when it holds, where it is written and how sure that is.
 * Days are those of Asia/Shanghai, as YYYY-MM-DD; of several rows that hold on a day the one that began last counts.
 */
export type Sureness = "sure" | "likely" | "unsure";

export type DatedSetting<T> = Readonly<{
  value: T;
  validFrom: string;
  /** The last day; without it, until another row begins. */
  validTo?: string;
  /** The notice and its article, as an officer would cite it; shown on the screen beside the number. */
  source: string;
  sure: Sureness;
}>;

type Dated = Readonly<{ validFrom: string; validTo?: string }>;

/** Undefined when nothing holds on that day: an answer, never a guess. */
export const findOn = <T extends Dated>(rows: readonly T[], day: string): T | undefined => {
  let found: T | undefined;
  for (const row of rows) {
    if (row.validFrom > day || (row.validTo !== undefined && row.validTo < day)) continue;
    if (found === undefined || row.validFrom > found.validFrom) found = row;
  }
  return found;
};

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** The day of an instant in Asia/Shanghai, which keeps no summer time: YYYY-MM-DD. */
export const shanghaiDay = (atMs: number): string => new Date(atMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
