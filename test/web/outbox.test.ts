import { expect, test } from "vitest";
import { afterSend, nextToSend, pauseMs, type OutboxRecord } from "../../web/features/station/outbox.ts";

const record = (device: string, seq: number, part: Partial<OutboxRecord> = {}): OutboxRecord => ({
  id: `${device}-${seq}`,
  device,
  seq,
  message: { id: `${device}-${seq}`, seq, at: "2026-11-21T00:00:00Z" },
  said: "x",
  writtenAtMs: seq,
  state: "waiting",
  attempts: 0,
  ...part,
});

test("the lowest seq of a device is sent first, whatever order the store gives", () => {
  expect(nextToSend([record("a", 3), record("a", 1), record("a", 2)])?.seq).toBe(1);
});

test("what was answered or set aside holds nothing up", () => {
  expect(nextToSend([record("a", 1, { state: "answered" }), record("a", 2, { state: "set_aside" }), record("a", 3)])?.seq).toBe(3);
});

test("without an answer the same record is the next again", () => {
  const first = record("a", 1);
  for (const why of ["offline", "busy", "signed_out"] as const) {
    const after = afterSend(first, { kind: "again", why });
    expect(after).toEqual({ ...first, attempts: 1 });
    expect(nextToSend([record("a", 2), after])?.id).toBe(first.id);
  }
});

test("a whole run sends every record once, in order, through failures", () => {
  let records: readonly OutboxRecord[] = [4, 2, 5, 1, 3].map((seq) => record("a", seq));
  const sent: number[] = [];
  for (let turn = 0; turn < 40; turn++) {
    const next = nextToSend(records);
    if (!next) break;
    const lost = turn % 3 !== 0;
    if (!lost) sent.push(next.seq);
    const after = afterSend(
      next,
      lost ? { kind: "again", why: "offline" } : { kind: "answered", answer: { id: next.id, result: "posted" } },
    );
    records = records.map((each) => (each.id === after.id ? after : each));
  }
  expect(sent).toEqual([1, 2, 3, 4, 5]);
});

test("devices are sent by their oldest", () => {
  expect(nextToSend([record("b", 9, { writtenAtMs: 5 }), record("a", 1, { writtenAtMs: 7 })])?.device).toBe("b");
});

test("what the server never takes is set aside with its reason, and kept", () => {
  expect(afterSend(record("a", 1), { kind: "never", problem: "no such device" })).toMatchObject({
    state: "set_aside",
    problem: "no such device",
  });
});

test("pauses grow, and end growing", () => {
  const pauses = Array.from({ length: 12 }, (_, index) => pauseMs(index + 1));
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses.at(-1)).toBe(10_000);
});
