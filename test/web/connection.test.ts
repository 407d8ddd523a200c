import { expect, test } from "vitest";
import { LIVE_EVENTS, LIVE_STATUSES, nextStatus, type LiveEvent, type LiveStatus } from "../../web/live/connection.ts";

/** The whole table: what each word of the line means in each state (design: a map is never silently frozen). */
const TABLE: Readonly<Record<LiveStatus, readonly [LiveEvent, LiveStatus][]>> = {
  connecting: [
    ["opened", "catching-up"],
    ["snapshot", "live"],
    ["heard", "connecting"],
    ["gap", "catching-up"],
    ["silent", "connecting"],
    ["closed", "connecting"],
  ],
  "catching-up": [
    ["opened", "catching-up"],
    ["snapshot", "live"],
    ["heard", "catching-up"],
    ["gap", "catching-up"],
    ["silent", "stale"],
    ["closed", "stale"],
  ],
  live: [
    ["opened", "catching-up"],
    ["snapshot", "live"],
    ["heard", "live"],
    ["gap", "catching-up"],
    ["silent", "stale"],
    ["closed", "stale"],
  ],
  stale: [
    ["opened", "catching-up"],
    ["snapshot", "live"],
    ["heard", "live"],
    ["gap", "catching-up"],
    ["silent", "stale"],
    ["closed", "stale"],
  ],
};

test("every state answers every event", () => {
  for (const status of LIVE_STATUSES) expect(TABLE[status].map(([event]) => event).toSorted()).toEqual([...LIVE_EVENTS].toSorted());
});

for (const status of LIVE_STATUSES) {
  test.each(TABLE[status])(`from ${status}, %s leads to %s`, (event, after) => {
    expect(nextStatus(status, event)).toBe(after);
  });
}

test("nothing is called live after the line was lost until something was heard again", () => {
  for (const status of ["live", "catching-up", "stale"] as const) expect(nextStatus(status, "closed")).toBe("stale");
  expect(nextStatus(nextStatus("stale", "opened"), "heard")).toBe("catching-up");
});
