import type { Log, WorldClock } from "../ports.ts";
import type { ControlledSite, CustomsDesk } from "./acts.ts";
import type { DocumentLink } from "./ports.ts";

/**
 * Time makes obligations due: the clock looks every so often, and once at start at what the gate moved before the last stop.
 * A look that finds nothing leaves nothing.
 */
export type ObligationWatchOptions = Readonly<{
  desk: CustomsDesk;
  clock: WorldClock;
  log: Log;
  listSites: () => Promise<readonly ControlledSite[]>;
  listLatelyPassed: () => Promise<readonly DocumentLink[]>;
  every: (milliseconds: number, work: () => Promise<void>) => () => void;
}>;

/** Of the wall: obligations are reckoned in days. */
const LOOK_EVERY_MS = 20_000;

export const startObligationWatch = (options: ObligationWatchOptions): (() => void) => {
  const { desk, clock, log } = options;
  const stamp = () => ({ by: "clock", atMs: clock.nowMs() });
  const trying = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (fault) {
      log.warn({ fault: String(fault) }, "what is owed to customs could not be looked at; tried again soon");
    }
  };
  void trying(async () => desk.act([{ act: "review", documents: await options.listLatelyPassed(), ...stamp() }]));
  return options.every(LOOK_EVERY_MS, () => trying(async () => desk.act([{ act: "look", sites: await options.listSites(), ...stamp() }])));
};
