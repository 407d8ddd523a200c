/** Numbers of a run, and how they are printed. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};

export type Spread = Readonly<{ p50Ms: number; p99Ms: number }>;
export const spreadOf = (latenciesMs: readonly number[]): Spread => ({
  p50Ms: percentile(latenciesMs, 0.5),
  p99Ms: percentile(latenciesMs, 0.99),
});

/** Of windows of one run. */
export const medians = (spreads: readonly Spread[]): Spread => ({
  p50Ms: median(spreads.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(spreads.map(({ p99Ms }) => p99Ms)),
});

/** Three digits are all that a measurement on a shared machine is worth. */
export const rounded = (value: number): number => Number(value.toPrecision(3));
