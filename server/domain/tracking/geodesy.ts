/**
 * Distances on the sphere, and where a point lies along a path. Segments of a path are great circles, so that a flight
 * or a sea lane with few points is followed as it is travelled, over the antimeridian as well.
 */
export type LatLon = readonly [lat: number, lon: number];
type Vector = readonly [number, number, number];

const EARTH_RADIUS_M = 6_371_008.8;
const RADIAN = Math.PI / 180;

const vectorOf = ([lat, lon]: LatLon): Vector => {
  const cosLat = Math.cos(lat * RADIAN);
  return [cosLat * Math.cos(lon * RADIAN), cosLat * Math.sin(lon * RADIAN), Math.sin(lat * RADIAN)];
};
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const scale = (a: Vector, factor: number): Vector => [a[0] * factor, a[1] * factor, a[2] * factor];
const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const lengthOf = (a: Vector): number => Math.sqrt(dot(a, a));
/** By the arc tangent, which is exact for near and for far points; the arc cosine is not. */
const angleBetween = (a: Vector, b: Vector): number => Math.atan2(lengthOf(cross(a, b)), dot(a, b));

export const distanceM = (a: LatLon, b: LatLon): number => angleBetween(vectorOf(a), vectorOf(b)) * EARTH_RADIUS_M;

export const pathLengthM = (path: readonly LatLon[]): number =>
  path.reduce((sum, point, index) => sum + (index === 0 ? 0 : distanceM(path[index - 1]!, point)), 0);

/** Degrees clockwise from north at which the great circle from `a` to `b` sets out. */
export const bearingDeg = ([latA, lonA]: LatLon, [latB, lonB]: LatLon): number => {
  const deltaLon = (lonB - lonA) * RADIAN;
  const y = Math.sin(deltaLon) * Math.cos(latB * RADIAN);
  const x = Math.cos(latA * RADIAN) * Math.sin(latB * RADIAN) - Math.sin(latA * RADIAN) * Math.cos(latB * RADIAN) * Math.cos(deltaLon);
  return (Math.atan2(y, x) / RADIAN + 360) % 360;
};

/** Where along a path a point lies: how far it has come, how far it is off, and where the path leads there. */
export type PathPlace = Readonly<{ alongM: number; offM: number; lengthM: number; bearingDeg: number }>;

/** Fraction of the arc a→b at which it comes nearest to `point`, 0 to 1. */
const nearestFraction = (a: Vector, b: Vector, point: Vector): number => {
  const normal = cross(a, b);
  const size = lengthOf(normal);
  if (size < 1e-12) return 0;
  const unit = scale(normal, 1 / size);
  const inPlane = add(point, scale(unit, -dot(point, unit)));
  const arc = Math.atan2(size, dot(a, b));
  const along = Math.atan2(dot(cross(a, inPlane), unit), dot(a, inPlane));
  if (along >= 0 && along <= arc) return along / arc;
  return angleBetween(a, point) <= angleBetween(b, point) ? 0 : 1;
};

const between = (a: Vector, b: Vector, fraction: number): Vector => {
  const arc = angleBetween(a, b);
  if (arc < 1e-12) return a;
  const size = Math.sin(arc);
  return add(scale(a, Math.sin((1 - fraction) * arc) / size), scale(b, Math.sin(fraction * arc) / size));
};

export const placeOnPath = (path: readonly LatLon[], point: LatLon): PathPlace => {
  const wanted = vectorOf(point);
  let best = { alongM: 0, offM: Number.POSITIVE_INFINITY, bearingDeg: 0 };
  let travelledM = 0;
  for (let index = 1; index < path.length; index++) {
    const [start, end] = [path[index - 1]!, path[index]!];
    const [a, b] = [vectorOf(start), vectorOf(end)];
    const segmentM = angleBetween(a, b) * EARTH_RADIUS_M;
    const fraction = nearestFraction(a, b, wanted);
    const offM = angleBetween(between(a, b, fraction), wanted) * EARTH_RADIUS_M;
    if (offM < best.offM) best = { alongM: travelledM + fraction * segmentM, offM, bearingDeg: bearingDeg(start, end) };
    travelledM += segmentM;
  }
  return { ...best, lengthM: travelledM };
};
