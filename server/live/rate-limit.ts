/** So many at once, and then so many a second. */
export type RateLimit = Readonly<{ burst: number; perSecond: number }>;

/** A bucket of tokens: whether one more may pass now. */
export const createRateLimit = ({ burst, perSecond }: RateLimit): ((nowMs: number) => boolean) => {
  let tokens = burst;
  let lastMs: number | undefined;
  return (nowMs) => {
    tokens = Math.min(burst, tokens + ((nowMs - (lastMs ?? nowMs)) / 1000) * perSecond);
    lastMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
