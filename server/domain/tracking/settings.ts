/** What tracking goes by. Each figure is a house rule, not law: it is meant to be tuned to a fleet. */
const MINUTE_MS = 60_000;

export type LegModeName = "road" | "rail" | "sea" | "inland_water" | "air";

export const TRACKING_SETTINGS = {
  /** Half the width of a planned corridor. Paths are drawn with few points; what counts is a wrong road, not a lane. */
  corridorM: { road: 30_000, rail: 60_000, inland_water: 30_000, sea: 250_000, air: 300_000 } satisfies Record<LegModeName, number>,
  /** How near to an end of its path a unit counts as there, where the site has no fence of its own. */
  endRadiusM: { road: 3_000, rail: 6_000, inland_water: 5_000, sea: 15_000, air: 15_000 } satisfies Record<LegModeName, number>,
  /** Of the radius of a fence, or of half a corridor, that must be crossed back before the crossing counts as undone. */
  hysteresis: 0.2,
  /** Fixes in a row outside the corridor before it is believed: one stray fix is a reflection. */
  offCorridorFixes: 2,
  /** A unit may leave this long before the plan says; earlier it does not count as this leg. */
  earlyDepartureMs: 2 * 60 * MINUTE_MS,
  /** Leaving the fence of a planned start this long before departure is a crossing to look at. */
  earlyExitMs: 60 * MINUTE_MS,
  /** A unit first seen beyond this share of its path did not leave just now: an aircraft flies far between two rounds. */
  farShare: 0.05,
  /** A leg under way this long beyond its plan no longer keeps its unit from departing on another. */
  staleLegMs: 48 * 60 * MINUTE_MS,
  /** Between two legs as much of the planned stop is kept, so that a delay eats the slack first. */
  dwellKeptMs: 60 * MINUTE_MS,
  /** An ETA is revised when it moves by more than this, and by more than this share of what remains. */
  etaStepMs: 15 * MINUTE_MS,
  etaStepShare: 0.02,
  /** A shipment this much behind its plan is an alarm; it is cleared at half of it. */
  lateMs: 120 * MINUTE_MS,
  /** No fix for this long in the world … */
  silentMs: 30 * MINUTE_MS,
  /** … and for this long on the wall, so that a fast world clock does not make every pause of the network a silence. */
  silentWallMs: MINUTE_MS,
} as const;
export type TrackingSettings = typeof TRACKING_SETTINGS;
