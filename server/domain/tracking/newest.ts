/**
 * Which of two reports is the newer. A device's clock is believed unless it is suspect; a time that lies beyond the
 * receipt by more than the tolerance is kept as history, but must not become "the newest" and freeze what is shown.
 */

/** Clocks of devices that are set by radio drift by seconds; five minutes are a fault, yet a harmless one. */
export const AHEAD_TOLERANCE_MS = 5 * 60_000;

export type Timed = Readonly<{ atMs: number; receivedMs: number; clockSuspect: boolean }>;

/** The time a report is ordered by: a suspect clock says nothing, so the receipt stands for it. */
export const orderedAtMs = (report: Timed): number => (report.clockSuspect ? report.receivedMs : report.atMs);

export const mayBeNewest = (report: Timed): boolean => orderedAtMs(report) <= report.receivedMs + AHEAD_TOLERANCE_MS;

/** The newest of each key among those that may be one; of equals the first stands, so that a repeat changes nothing. */
export const newestByKey = <Report extends Timed>(
  reports: readonly Report[],
  keyOf: (report: Report) => string | undefined,
): Map<string, Report> => {
  const newest = new Map<string, Report>();
  for (const report of reports) {
    const key = keyOf(report);
    if (key === undefined || !mayBeNewest(report)) continue;
    const standing = newest.get(key);
    if (!standing || orderedAtMs(report) > orderedAtMs(standing)) newest.set(key, report);
  }
  return newest;
};
