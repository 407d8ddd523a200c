import { describe, expect, test } from "vitest";
import { Hearing } from "../../../simulators/customs/hearing.ts";

const MINUTE_MS = 60_000;

const setUp = () => {
  const heard: string[] = [];
  const inVain: string[] = [];
  const documents = new Map<string, { state: string; isReleased: boolean | null }>();
  const clock = { nowMs: 0 };
  const hearing = new Hearing({
    api: { findDocument: (kind, number) => Promise.resolve(documents.get(`${kind}/${number}`)) },
    wallMs: () => clock.nowMs,
    onHeard: (id) => void heard.push(id),
    onHeldBack: (mark, why) => void inVain.push(`${mark} ${why}`),
  });
  return { hearing, heard, inVain, documents, clock };
};

describe("what waits for customs", () => {
  test("is let go when all of it has been told, in whatever order", () => {
    const { hearing, heard } = setUp();
    hearing.note({ family: "list", key: "L1", outcome: "released" });
    hearing.await("wave", ["list/L1/released", "list/L2/refused"]);
    expect(heard).toEqual([]);
    hearing.note({ family: "list", key: "L2", outcome: "refused" });
    expect(heard).toEqual(["wave"]);
  });
  test.each([
    ["list/K/released", "released", null],
    ["list/K/refused", "rejected", null],
    ["inventory/K/approved", "done", true],
    ["inventory/K/released", "approved", true],
    ["pass/K/approved", "passed", null],
    ["pass/K/voided", "void", null],
  ])("is let go for %s when the server says %s, whoever told it", async (mark, state, isReleased) => {
    const { hearing, heard, documents, clock } = setUp();
    documents.set(mark.split("/").slice(0, 2).join("/"), { state, isReleased });
    hearing.await("a", [mark]);
    await hearing.ask();
    expect(heard).toEqual([]);
    clock.nowMs = MINUTE_MS / 4;
    await hearing.ask();
    expect(heard).toEqual(["a"]);
  });
  test.each([
    ["pass/K/approved", "filed", null],
    ["inventory/K/released", "approved", false],
    ["list/K/released", "accepted", null],
  ])("goes on waiting for %s while it is %s", async (mark, state, isReleased) => {
    const { hearing, heard, documents, clock } = setUp();
    documents.set(mark.split("/").slice(0, 2).join("/"), { state, isReleased });
    hearing.await("a", [mark]);
    clock.nowMs = MINUTE_MS;
    await hearing.ask();
    expect(heard).toEqual([]);
  });
  test("does not wait for a list that its own server holds back, nor for what nobody filed", async () => {
    const { hearing, heard, inVain, documents, clock } = setUp();
    documents.set("list/K", { state: "blocked", isReleased: null });
    hearing.await("a", ["list/K/released"]);
    hearing.await("b", ["inventory/N/approved"]);
    clock.nowMs = MINUTE_MS;
    await hearing.ask();
    expect(heard.toSorted()).toEqual(["a", "b"]);
    expect(inVain.toSorted()).toEqual(["inventory/N/approved not known to the server", "list/K/released blocked"]);
  });
});
