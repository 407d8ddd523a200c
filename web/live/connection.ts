/**
 * Where the live line stands. `stale` means that what is shown is older than it should be, and the screen
 * has to say so; `connecting` is only before the first word from the server.
 */
export const LIVE_STATUSES = ["connecting", "catching-up", "live", "stale"] as const;
export type LiveStatus = (typeof LIVE_STATUSES)[number];

/**
 * opened: the socket is up · snapshot: a world has come · heard: a change that joins, or a frame ·
 * gap: a change that does not join · silent: nothing was heard for too long · closed: the socket is down.
 */
export const LIVE_EVENTS = ["opened", "snapshot", "heard", "gap", "silent", "closed"] as const;
export type LiveEvent = (typeof LIVE_EVENTS)[number];

const TRANSITIONS: Readonly<Record<LiveStatus, Readonly<Record<LiveEvent, LiveStatus>>>> = {
  connecting: {
    opened: "catching-up",
    snapshot: "live",
    heard: "connecting",
    gap: "catching-up",
    silent: "connecting",
    closed: "connecting",
  },
  "catching-up": {
    opened: "catching-up",
    snapshot: "live",
    heard: "catching-up",
    gap: "catching-up",
    silent: "stale",
    closed: "stale",
  },
  live: {
    opened: "catching-up",
    snapshot: "live",
    heard: "live",
    gap: "catching-up",
    silent: "stale",
    closed: "stale",
  },
  // A line that was only silent is live again at the next word that joins; after a gap that word is a gap again.
  stale: {
    opened: "catching-up",
    snapshot: "live",
    heard: "live",
    gap: "catching-up",
    silent: "stale",
    closed: "stale",
  },
};

export const nextStatus = (status: LiveStatus, event: LiveEvent): LiveStatus => TRANSITIONS[status][event];
