/**
 * GCJ-02 (国测局坐标), the shifted datum of Chinese phones and map providers, back to WGS-84.
 * The forward shift is a known formula over the Krasovsky 1940 ellipsoid and is defined inside China only; it has no
 * closed inverse, so the inverse is found by repetition and is good to centimetres.
 */
const SEMI_MAJOR_M = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943;
const REPETITIONS = 5;

export type Point = Readonly<{ lat: number; lon: number }>;

const isInChina = ({ lat, lon }: Point): boolean => lat >= 0.8293 && lat <= 55.8271 && lon >= 72.004 && lon <= 137.8347;

const wave = (x: number, steps: readonly (readonly [amplitude: number, frequency: number])[]): number =>
  (steps.reduce((sum, [amplitude, frequency]) => sum + amplitude * Math.sin(x * frequency * Math.PI), 0) * 2) / 3;

const RIPPLE = [
  [20, 6],
  [20, 2],
] as const;

const shiftLat = (x: number, y: number): number =>
  -100 +
  2 * x +
  3 * y +
  0.2 * y * y +
  0.1 * x * y +
  0.2 * Math.sqrt(Math.abs(x)) +
  wave(x, RIPPLE) +
  wave(y, [
    [20, 1],
    [40, 1 / 3],
  ]) +
  wave(y, [
    [160, 1 / 12],
    [320, 1 / 30],
  ]);

const shiftLon = (x: number, y: number): number =>
  300 +
  x +
  2 * y +
  0.1 * x * x +
  0.1 * x * y +
  0.1 * Math.sqrt(Math.abs(x)) +
  wave(x, RIPPLE) +
  wave(x, [
    [20, 1],
    [40, 1 / 3],
  ]) +
  wave(x, [
    [150, 1 / 12],
    [300, 1 / 30],
  ]);

export const gcj02FromWgs84 = (point: Point): Point => {
  if (!isInChina(point)) return point;
  const x = point.lon - 105;
  const y = point.lat - 35;
  const radians = (point.lat / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY_SQUARED * Math.sin(radians) ** 2;
  const root = Math.sqrt(magic);
  const meridianM = (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / (magic * root);
  return {
    lat: point.lat + (shiftLat(x, y) * 180) / (meridianM * Math.PI),
    lon: point.lon + (shiftLon(x, y) * 180) / ((SEMI_MAJOR_M / root) * Math.cos(radians) * Math.PI),
  };
};

export const wgs84FromGcj02 = (shifted: Point): Point => {
  let guess: Point = shifted;
  for (let round = 0; round < REPETITIONS; round++) {
    const again = gcj02FromWgs84(guess);
    guess = { lat: guess.lat + shifted.lat - again.lat, lon: guess.lon + shifted.lon - again.lon };
  }
  return guess;
};
