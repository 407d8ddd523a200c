/** Rounds of work, one after the other, until they are stopped: at once while there is more, else after a while, or when nudged. */
export type Rounds = Readonly<{
  /** There may be something to do. */
  nudge(): void;
  stop(): Promise<void>;
}>;

export type RoundsOptions = Readonly<{
  /** True when there is more to do at once. */
  round: () => Promise<boolean>;
  everyMs: number;
  afterFaultMs: number;
  onFault: (fault: unknown) => void;
}>;

export const startRounds = ({ round, everyMs, afterFaultMs, onFault }: RoundsOptions): Rounds => {
  let timer: NodeJS.Timeout | undefined;
  let underway: Promise<void> | undefined;
  let isWanted = false;
  let isStopped = false;

  const later = (delayMs: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(go, delayMs).unref();
  };
  const once = async (): Promise<void> => {
    isWanted = false;
    try {
      const more = await round();
      later(more || isWanted ? 0 : everyMs);
    } catch (fault) {
      onFault(fault);
      later(afterFaultMs);
    }
  };
  const go = (): void => {
    underway ??= once().finally(() => (underway = undefined));
  };
  go();
  return {
    nudge: () => {
      if (underway) isWanted = true;
      else later(0);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await underway;
    },
  };
};
