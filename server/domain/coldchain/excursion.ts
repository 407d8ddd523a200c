import { degreesOutside, isOutside, type Limits } from "./limits.ts";

/**
 * Excursions (温度超限) in a series of readings. One starts at the first reading outside and ends at the first inside.
 * Missing data is a gap, reported apart: it is never "in range", it adds no degree-minutes, and an excursion that runs
 * into a gap is not ended by it.
 */
export type TimedReading = Readonly<{ atMs: number; celsius: number }>;

export type Grade = "minor" | "major" | "critical";

export type Excursion = Readonly<{
  startMs: number;
  /** The first reading inside; undefined while it lasts. */
  endMs: number | undefined;
  /** Up to its end, or up to the last reading. */
  durationMs: number;
  /** Of that, time for which there is no evidence. */
  gapMs: number;
  /** The value farthest outside. */
  peakC: number;
  degreeMinutes: number;
  grade: Grade;
}>;

export type Gap = Readonly<{ fromMs: number; toMs: number }>;
export type ColdReport = Readonly<{ excursions: readonly Excursion[]; gaps: readonly Gap[] }>;

const MINUTE_MS = 60_000;

/** Not sure: no standard says them, so they are settings. */
export const EXCURSION_SETTINGS = {
  /** Readings missing for longer than this many intervals are a gap. */
  gapIntervals: 2,
  /** A door that was opened: shorter and less than this is minor. */
  minorMs: 15 * MINUTE_MS,
  minorDegrees: 2,
  /** Medicines outside for longer than this, or frozen at all, are critical. */
  criticalMs: 30 * MINUTE_MS,
  freezingC: 0,
} as const;

export type ReportQuestion = Readonly<{
  limits: Limits;
  /** How often the device should report. */
  intervalMs: number;
  fromMs: number;
  toMs: number;
  isPharma?: boolean;
}>;

const gradeOf = (excursion: Omit<Excursion, "grade">, { limits, isPharma }: ReportQuestion): Grade => {
  const { minorMs, minorDegrees, criticalMs, freezingC } = EXCURSION_SETTINGS;
  const froze = excursion.peakC < freezingC && (limits.minC ?? Number.NEGATIVE_INFINITY) >= freezingC;
  if (isPharma && (froze || excursion.durationMs > criticalMs)) return "critical";
  const isMinor = excursion.durationMs < minorMs && degreesOutside(excursion.peakC, limits) <= minorDegrees;
  return isMinor ? "minor" : "major";
};

/** Degree-minutes between two readings, by the trapezium; what lies inside the limits counts as zero. */
const degreeMinutesBetween = (a: TimedReading, b: TimedReading, limits: Limits): number =>
  ((degreesOutside(a.celsius, limits) + degreesOutside(b.celsius, limits)) / 2) * ((b.atMs - a.atMs) / MINUTE_MS);

type Running = { startMs: number; lastMs: number; gapMs: number; peakC: number; degreeMinutes: number };

/** `readings` in order of time. */
export const reportColdChain = (readings: readonly TimedReading[], question: ReportQuestion): ColdReport => {
  const { limits, fromMs, toMs } = question;
  const gapAfterMs = question.intervalMs * EXCURSION_SETTINGS.gapIntervals;
  const excursions: Excursion[] = [];
  const gaps: Gap[] = [];
  let running: Running | undefined;
  let previous: TimedReading | undefined;

  const close = (endMs: number | undefined): void => {
    if (!running) return;
    const { startMs, lastMs, ...rest } = running;
    const found = { startMs, endMs, durationMs: (endMs ?? lastMs) - startMs, ...rest };
    excursions.push({ ...found, grade: gradeOf(found, question) });
    running = undefined;
  };

  for (const reading of readings) {
    const sinceMs = previous ? previous.atMs : fromMs;
    const isGap = reading.atMs - sinceMs > gapAfterMs;
    if (isGap) gaps.push({ fromMs: sinceMs, toMs: reading.atMs });
    if (running && previous) {
      running.lastMs = reading.atMs;
      if (isGap) running.gapMs += reading.atMs - sinceMs;
      else running.degreeMinutes += degreeMinutesBetween(previous, reading, limits);
    }
    if (!isOutside(reading.celsius, limits)) close(reading.atMs);
    else {
      running ??= { startMs: reading.atMs, lastMs: reading.atMs, gapMs: 0, peakC: reading.celsius, degreeMinutes: 0 };
      if (degreesOutside(reading.celsius, limits) > degreesOutside(running.peakC, limits)) running.peakC = reading.celsius;
    }
    previous = reading;
  }
  close(undefined);
  const lastMs = previous?.atMs ?? fromMs;
  if (toMs - lastMs > gapAfterMs) gaps.push({ fromMs: lastMs, toMs });
  return { excursions, gaps };
};
