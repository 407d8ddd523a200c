/**
 * A series of readings with fewer points for drawing. Time is cut into equal buckets and each keeps its lowest and its
 * highest reading, so that a peak stays a peak. Every reading outside is kept beside them; only where the breaches
 * alone are more than may be drawn are they thinned likewise, by lowest and highest, and so none is thinned to nothing.
 */
export type DrawnReading = Readonly<{ atMs: number; value: number; outside: boolean }>;

/** `readings` in order of time, of one probe. */
export const thinReadings = <Reading extends DrawnReading>(readings: readonly Reading[], wanted: number): Reading[] => {
  if (readings.length <= wanted) return [...readings];
  const outside = readings.filter((reading) => reading.outside);
  const keepsAll = outside.length <= wanted / 2;
  const kept = new Set<Reading>(keepsAll ? outside : []);
  for (const reading of extremes(readings, Math.max(1, Math.floor((wanted - kept.size) / 2)))) kept.add(reading);
  return readings.filter((reading) => kept.has(reading));
};

const extremes = <Reading extends DrawnReading>(readings: readonly Reading[], buckets: number): Reading[] => {
  const startMs = readings[0]!.atMs;
  const widthMs = (readings[readings.length - 1]!.atMs - startMs) / buckets || 1;
  const lowest = new Map<number, Reading>();
  const highest = new Map<number, Reading>();
  for (const reading of readings) {
    const bucket = Math.min(buckets - 1, Math.floor((reading.atMs - startMs) / widthMs));
    const [low, high] = [lowest.get(bucket), highest.get(bucket)];
    if (!low || reading.value < low.value) lowest.set(bucket, reading);
    if (!high || reading.value > high.value) highest.set(bucket, reading);
  }
  return [...lowest.values(), ...highest.values()];
};
