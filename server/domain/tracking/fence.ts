import { distanceM, type LatLon } from "./geodesy.ts";

/** The electronic fence (电子围网) of a site: a circle. */
export type SiteFence = Readonly<{ site: string; centre: LatLon; radiusM: number }>;

/**
 * The site a unit is within. To enter it must cross the radius; to leave it must be beyond the radius by the share
 * `hysteresis`, so that a truck parked at the fence does not cross it with every fix.
 */
export const siteWithin = (
  fences: readonly SiteFence[],
  point: LatLon,
  before: Readonly<{ inside: string | undefined; hysteresis: number }>,
): string | undefined => {
  let nearest: { site: string; share: number } | undefined;
  for (const fence of fences) {
    const share = distanceM(fence.centre, point) / fence.radiusM;
    const limit = fence.site === before.inside ? 1 + before.hysteresis : 1;
    if (share > limit) continue;
    // Where fences overlap the unit stays where it was; else it is where it is deepest inside.
    if (fence.site === before.inside) return fence.site;
    if (!nearest || share < nearest.share) nearest = { site: fence.site, share };
  }
  return nearest?.site;
};
