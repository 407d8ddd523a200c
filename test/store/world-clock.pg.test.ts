import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWorldClock } from "../../server/store/world-clock.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const NOON = Date.parse("2026-03-01T12:00:00Z");
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let wall: { ms: number };
beforeEach(async () => {
  database = await createTestDatabase();
  wall = { ms: NOON };
});
afterEach(() => database.drop());

async function start(rate: number): ReturnType<typeof startWorldClock> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return startWorldClock({ pool: database.pool, rate, log, wallMs: () => wall.ms, elapsedMs: () => wall.ms - NOON });
}

describe("the world's clock", () => {
  test("is the wall's at rate 1 and does not step back with it", async () => {
    const clock = await start(1);
    expect(clock.nowMs()).toBe(NOON);
    wall.ms += 5_000;
    expect(clock.nowMs()).toBe(NOON + 5_000);
    wall.ms -= 3_000;
    expect(clock.nowMs()).toBe(NOON + 5_000);
    await clock.stop();
  });

  test("at rate 60 an hour passes in a minute", async () => {
    const clock = await start(60);
    wall.ms += 60_000;
    expect(clock.state()).toEqual({ worldMs: NOON + HOUR_MS, wallMs: NOON + 60_000, rate: 60 });
    await clock.stop();
  });

  test("goes on after a stop from where it stood, a long stop not counted", async () => {
    const first = await start(60);
    wall.ms += 60_000;
    await first.stop();
    wall.ms += 24 * HOUR_MS;
    const second = await start(60);
    expect(second.nowMs() - (NOON + HOUR_MS)).toBe(10_000 * 60);
    await second.stop();
  });

  test("gives no instant twice when it was killed between two saves", async () => {
    const killed = await start(60);
    wall.ms += 900;
    const lastGivenMs = killed.nowMs();
    const next = await start(60);
    expect(next.nowMs()).toBeGreaterThanOrEqual(lastGivenMs);
    await next.stop();
    await killed.stop();
  });

  test("a world that has run ahead of the wall stays ahead at rate 1", async () => {
    const demo = await start(60);
    wall.ms += 60_000;
    await demo.stop();
    const served = await start(1);
    const beganMs = served.nowMs();
    expect(beganMs).toBe(NOON + HOUR_MS);
    wall.ms += 1_000;
    expect(served.nowMs()).toBe(beganMs + 1_000);
    await served.stop();
  });
});
