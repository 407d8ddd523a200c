/** Great circles on a sphere: good to half a percent, which is less than the sketched routes are. */
export type Point = readonly [lat: number, lon: number];

const EARTH_RADIUS_KM = 6_371;
const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;
const toDegrees = (radians: number): number => (radians * 180) / Math.PI;

export const normalLon = (lon: number): number => ((((lon + 180) % 360) + 360) % 360) - 180;

export const distanceKm = ([lat1, lon1]: Point, [lat2, lon2]: Point): number => {
  const dLat = toRadians(lat2 - lat1);
  const dLon = toRadians(lon2 - lon1);
  const half = Math.sin(dLat / 2) ** 2 + Math.cos(toRadians(lat1)) * Math.cos(toRadians(lat2)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)));
};

export const bearingDeg = ([lat1, lon1]: Point, [lat2, lon2]: Point): number => {
  const [from, to, dLon] = [toRadians(lat1), toRadians(lat2), toRadians(lon2 - lon1)];
  const east = Math.sin(dLon) * Math.cos(to);
  const north = Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(dLon);
  return (toDegrees(Math.atan2(east, north)) + 360) % 360;
};

const toVector = ([lat, lon]: Point): readonly [number, number, number] => {
  const [phi, lambda] = [toRadians(lat), toRadians(lon)];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
};

export const interpolate = (from: Point, to: Point, share: number): Point => {
  const angle = distanceKm(from, to) / EARTH_RADIUS_KM;
  if (angle < 1e-9) return from;
  const [a, b] = [toVector(from), toVector(to)];
  const [wa, wb] = [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)];
  const [x, y, z] = [wa * a[0] + wb * b[0], wa * a[1] + wb * b[1], wa * a[2] + wb * b[2]];
  return [toDegrees(Math.atan2(z, Math.hypot(x, y))), toDegrees(Math.atan2(y, x))];
};

/** A line with the distance of each of its points from its start. */
export type Path = Readonly<{ points: readonly Point[]; kilometres: Float64Array; lengthKm: number }>;

/** Adds points so that no two neighbours are further apart than `stepKm`. */
export const toPath = (corners: readonly Point[], stepKm: number): Path => {
  const points: Point[] = [];
  corners.forEach((corner, index) => {
    const before = corners[index - 1];
    if (before) {
      const parts = Math.max(1, Math.ceil(distanceKm(before, corner) / stepKm));
      for (let part = 1; part < parts; part++) points.push(interpolate(before, corner, part / parts));
    }
    points.push([corner[0], normalLon(corner[1])]);
  });
  const kilometres = new Float64Array(points.length);
  for (let index = 1; index < points.length; index++) {
    kilometres[index] = kilometres[index - 1]! + distanceKm(points[index - 1]!, points[index]!);
  }
  return { points, kilometres, lengthKm: kilometres[points.length - 1] ?? 0 };
};

export const placeAt = (path: Path, km: number): Readonly<{ point: Point; headingDeg: number }> => {
  const { points, kilometres } = path;
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (kilometres[middle]! <= km) low = middle;
    else high = middle;
  }
  const [from, to] = [points[low]!, points[high]!];
  const span = kilometres[high]! - kilometres[low]!;
  const share = span === 0 ? 0 : Math.min(1, Math.max(0, (km - kilometres[low]!) / span));
  const point = interpolate(from, to, share);
  return { point, headingDeg: bearingDeg(share < 1 ? point : from, to) };
};
