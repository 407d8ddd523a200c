/** What must not stay behind when a measurement is interrupted: the last begun ends first. */
const endings: (() => Promise<void>)[] = [];
let interrupted = false;

/** Answers the way to end it in the ordinary course; whichever comes first, it ends once. */
export const endAtInterrupt = (end: () => Promise<void>): (() => Promise<void>) => {
  let ended: Promise<void> | undefined;
  const once = (): Promise<void> => (ended ??= end());
  endings.push(once);
  return once;
};

const endAll = async (): Promise<void> => {
  for (const end of endings.toReversed()) await end().catch(() => undefined);
  process.exit(130);
};

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    // Whatever was being measured fails now, and is no news.
    process.on("uncaughtException", () => undefined);
    void endAll();
  });
