import type pg from "pg";
import { createAlarmCallStore } from "./store/alarm-calls.ts";
import { createWatchStore } from "./store/movements.ts";
import { createReadingsStore } from "./store/readings.ts";
import { makeTrackingWeeks } from "./store/tracking-weeks.ts";
import { deliverAlarmCalls } from "./usecases/alarm-calls.ts";
import type { Alarms, Log, WorldClock } from "./usecases/ports.ts";
import { createRecordReadings, type RecordReadings } from "./usecases/record-readings.ts";
import type { LiveFix } from "./usecases/tracking-ports.ts";
import { createWatchMovements } from "./usecases/watch-movements.ts";

/**
 * Tracking put together: the readings lane, and the three jobs beside it. The watch over movements runs again and again,
 * alarms are carried over to the books after each commit that called for some, and weeks are made ahead.
 */
export type TrackingOptions = Readonly<{
  pool: pg.Pool;
  clock: WorldClock;
  alarms: Alarms;
  log: Log;
  /** Where fixes go that became the newest of their unit. */
  publishFixes: (fixes: readonly LiveFix[]) => void;
}>;

export type Tracking = Readonly<{ recordReadings: RecordReadings; stop(): Promise<void> }>;

/** A round follows what has moved; at a world clock of 60 it is two minutes apart from the next. */
const WATCH_MS = 2_000;
/** A commit that called for alarms sets off a delivery at once; this is for what a fault or a crash left behind. */
const DELIVERY_MS = 2_000;
const WEEKS_MS = 60_000;
/** A round that took long is given ten times its length of rest, so that a large fleet cannot eat the machine. */
const REST = 10;

export const startTracking = async (options: TrackingOptions): Promise<Tracking> => {
  const { pool, clock, alarms, log, publishFixes } = options;
  await makeTrackingWeeks(pool, clock.nowMs());
  const calls = createAlarmCallStore(pool);
  const delivery = repeat({ name: "delivering alarms", everyMs: DELIVERY_MS, log, work: () => deliverAlarmCalls(calls, alarms) });
  const alarmsCalled = (): void => delivery.now();
  const watch = createWatchMovements({ store: createWatchStore(pool), clock, alarmsCalled });
  const jobs = [
    delivery,
    repeat({ name: "watching movements", everyMs: WATCH_MS, log, work: watch }),
    repeat({ name: "making weeks", everyMs: WEEKS_MS, log, work: async () => void (await makeTrackingWeeks(pool, clock.nowMs())) }),
  ];
  return {
    recordReadings: createRecordReadings({ store: createReadingsStore(pool), publishFixes, alarmsCalled }),
    stop: async () => {
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
};

type Job = Readonly<{ now(): void; stop(): Promise<void> }>;
type JobOptions = Readonly<{ name: string; everyMs: number; log: Log; work: () => Promise<void> }>;

/** Runs the work again and again, never twice at once. A fault is told, and the next time tries again. */
const repeat = ({ name, everyMs, log, work }: JobOptions): Job => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const run = (): void => {
    clearTimeout(timer);
    again = false;
    const startedMs = performance.now();
    running = work()
      .catch((error: unknown) => log.warn({ job: name, error: String(error) }, "a job failed and is tried again"))
      .finally(() => {
        running = undefined;
        const restMs = Math.max(everyMs, REST * (performance.now() - startedMs));
        if (!stopped) timer = setTimeout(run, again ? 0 : restMs);
      });
  };
  timer = setTimeout(run, everyMs);
  return {
    now: () => {
      if (running) again = true;
      else if (!stopped) run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
