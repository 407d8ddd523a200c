import path from "node:path";
import { expect, it } from "vitest";
import { isSound, torture } from "../../bench/torture/run.ts";

/** A short `npm run torture`: the real server with its own PostgreSQL, both killed in the middle of a stream. */
it("every acknowledged message is there once after kill -9, and the books equal a naive model", { timeout: 120_000 }, async () => {
  const figures = await torture({
    main: path.resolve(import.meta.dirname, "../../dist/server/main.js"),
    serverKills: 3,
    databaseKills: 1,
    devices: 10,
    messagesPerSecond: 300,
    seed: 7,
    say: () => undefined,
  });
  const { log, ...found } = figures;
  expect(isSound(figures), `${JSON.stringify(found)}\n${log}`).toBe(true);
  expect(found.acknowledged).toBeGreaterThan(1_000);
  expect(found.resends).toBeGreaterThan(0);
});
