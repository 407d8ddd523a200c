/** No more than so many at once; the others wait for their turn, first come first served. */
export type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>;

export const createTurns = (atOnce: number): Turns => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place goes on to the next, or is free.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
};
