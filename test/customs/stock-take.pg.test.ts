import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScanFact } from "../../server/domain/custody/fact.ts";
import type { Ack } from "../../server/usecases/books-ports.ts";
import { goods as item, observe, scan, T0, TEA } from "../support/books.ts";
import { approve, BOOK, fileInventory } from "../support/customs.ts";
import { openDesk, type Desk } from "../support/customs-flows.ts";

/** 盘点 of bonded goods in a real database: domain.md, flows: count by two people, variance, never a silent set. */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  await desk.query(`UPDATE site SET customs = '{"office":"4900"}' WHERE site = 'xt'`);
  await desk.books.reload();
});
afterEach(() => desk.close());

const MINUTE_MS = 60_000;
const count = (pieces: number, actor: string, more: Partial<ScanFact> = {}): Promise<Ack> =>
  observe(desk.books, scan("stock_taking", { location: "A1", goods: [item(TEA, pieces)], actor, device: actor, ...more }));
const dispose = async ({ entry }: Ack, paper = "批-9") => {
  const done = await desk.books.lane.differences.dispose(entry ?? 0, "officer-1", "recounted", paper);
  await desk.books.idle();
  return done;
};
const waiting = async (): Promise<number> => (await desk.query("SELECT entry FROM unsettled")).length;

describe("a count of bonded goods that differs", () => {
  it.each([
    ["less", 8, { [`A1/bonded ${BOOK}/1`]: "8" }, { [`${BOOK}/1/actual`]: "8", book_variance: "2" }],
    ["more", 13, { [`A1/bonded ${BOOK}/1`]: "13" }, { [`${BOOK}/1/actual`]: "13", book_variance: "-3" }],
  ])(
    "and finds %s moves stock and book in one entry, once a second person has counted the same and an officer approves",
    async (_, found, lying, counted) => {
      await desk.receive(10);
      const first = await count(found, "wang");
      expect(first).toMatchObject({ result: "unsettled", reason: "count_needs_approval" });
      expect(await dispose(first)).toMatchObject({ reason: "second_count_missing" });
      expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10" });
      await count(found, "li", { atMs: T0 + MINUTE_MS });
      expect(await dispose(first)).toBe(true);
      expect(await desk.lying()).toEqual(lying);
      expect(await desk.counted()).toEqual(counted);
      expect(await waiting()).toBe(0);
      expect(desk.books.settled).toMatchObject([{ device: "wang" }, { device: "li", ack: { result: "posted" } }]);
    },
  );

  it("names the paper, both counts and what they found in a document, and owes no report any more", async () => {
    await desk.receive(10, { batch: "B1" });
    const first = await count(8, "wang");
    await count(8, "li");
    await dispose(first);
    const [document] = await desk.query<{ number: string; state: string; content: Record<string, unknown>; entry: string }>(
      "SELECT number, state, content, entry FROM customs_document WHERE kind = 'adjustment'",
    );
    expect(document).toMatchObject({
      number: `count-${first.entry}`,
      state: "approved",
      content: {
        cause: "count",
        approval: { number: "批-9", by: "officer-1" },
        location: "A1",
        lines: [{ batch: "B1", book: BOOK, direction: "out" }],
      },
    });
    expect(document?.content["counts"]).toHaveLength(2);
    const journal = await desk.query("SELECT kind, body ->> 'approval' AS approval FROM journal WHERE entry = $1", [document?.entry]);
    expect(journal).toEqual([{ kind: "disposal", approval: "批-9" }]);
    expect(await desk.query("SELECT obligation, state FROM obligation")).toEqual([
      { obligation: `stock_difference_report/document/count-${first.entry}`, state: "met" },
    ]);
  });

  it.each<[string, () => Promise<Ack>]>([
    ["the same person", () => count(8, "wang")],
    ["another who found otherwise", () => count(9, "li")],
    ["another who counted another place", () => count(8, "li", { location: "A2" })],
  ])("is not approved by a second count of %s", async (_, second) => {
    await desk.receive(10);
    const first = await count(8, "wang");
    await second();
    expect(await dispose(first)).toMatchObject({ reason: "second_count_missing" });
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
  });

  it("posts as of the earlier of the two, whichever of them is approved", async () => {
    await desk.receive(10);
    await count(8, "wang", { atMs: T0 + MINUTE_MS });
    const second = await count(8, "li", { atMs: T0 + 2 * MINUTE_MS });
    expect(await dispose(second)).toBe(true);
    expect(await waiting()).toBe(0);
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "8", book_variance: "2" });
  });

  it("does not take from the book what a document has spoken for: it waits", async () => {
    await desk.receive(10);
    await desk.act(fileInventory("O1", { direction: "out", pieces: 9 }), approve("O1"));
    const first = await count(8, "wang");
    await count(8, "li");
    expect(await dispose(first)).toMatchObject({ reason: "book_short" });
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
    expect(await waiting()).toBe(2);
    const all = scan("moving", { from: "A1", to: "A2", goods: [item(TEA, 10)], atMs: T0 + MINUTE_MS });
    expect(await observe(desk.books, all)).toMatchObject({ result: "posted" });
  });

  it("that an officer takes back is taken back in the book as well", async () => {
    await desk.receive(10);
    const first = await count(13, "wang", { id: "count-1" });
    await count(13, "li");
    await dispose(first);
    const undo = scan("other", { device: "wang", undo: "count-1", reason: "wrong bin", byOfficer: true });
    expect(await observe(desk.books, undo)).toMatchObject({ result: "posted" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10" });
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
  });

  it("wants one person where customs does not control the place, and leaves a book alone that is not kept", async () => {
    await desk.query("UPDATE site SET customs = NULL WHERE site = 'xt'");
    await desk.books.reload();
    await observe(desk.books, scan("receiving", { location: "A1", goods: [item(TEA, 10, { book: BOOK, line: 1 })] }));
    expect(await dispose(await count(8, "wang"))).toBe(true);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "8" });
    expect(await desk.counted()).toEqual({});
  });
});
