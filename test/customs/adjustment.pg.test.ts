import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdjustmentFiling, AdjustmentLine } from "../../server/domain/customs/documents/adjustment.ts";
import type { ActBody } from "../../server/usecases/customs/acts.ts";
import { observe, scan, T0, TEA } from "../support/books.ts";
import { approve as approveInventory, BOOK, fileInventory } from "../support/customs.ts";
import { DAY_MS, openDesk, pieces, type Desk } from "../support/customs-flows.ts";

/** 灭失、损毁、销毁、过期 in a real database: domain.md, flows; section 2.8, stock differences. */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const filing = (cause: AdjustmentFiling["cause"], count: number, of: Partial<AdjustmentLine> = {}): AdjustmentFiling => ({
  kind: "adjustment",
  number: "A1-2026",
  site: "xt",
  owner: "acme",
  cause,
  isForceMajeure: false,
  location: "A1",
  parent: null,
  regime: "bonded",
  lines: [{ n: 1, gtin: TEA, quantity: pieces(count), direction: "out", ...of }],
  reason: "roof leaked",
});
const file = (...of: Parameters<typeof filing>): ActBody => ({
  act: "adjustment",
  key: "A1-2026",
  command: { type: "file", filing: filing(...of) },
});
const attest: ActBody = {
  act: "adjustment",
  key: "A1-2026",
  command: { type: "approve", approval: { number: "证-7", by: "officer-1" }, role: "officer" },
};
const obligations = () => desk.query("SELECT obligation, state FROM obligation");

describe("an adjustment (灭失、损毁、销毁、过期)", () => {
  it.each([
    ["loss", "variance", "book_variance"],
    ["damage", "destroyed", "book_destroyed"],
    ["destruction", "destroyed", "book_destroyed"],
  ] as const)("of %s moves stock to %s and the book to %s, once an officer attests it and not before", async (cause, stock, book) => {
    await desk.receive(10);
    expect(await desk.act(file(cause, 3))).toMatchObject([{ accepted: true }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10" });
    expect(await desk.act(attest)).toMatchObject([{ accepted: true, number: "A1-2026" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "7" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "7", [book]: "3" });
    const ends = await desk.query("SELECT a.contra, b.quantity FROM balance b JOIN account a USING (account) WHERE a.contra = $1", [stock]);
    expect(ends).toEqual([{ contra: stock, quantity: "300000" }]);
    expect(await desk.act(attest)).toMatchObject([{ accepted: true, entry: null }]);
  });

  it("is an officer's to attest, not the firm's, nor a program's", async () => {
    await desk.receive(10);
    await desk.act(file("loss", 3));
    const asRole = (role: "operator" | "administrator" | "customs"): ActBody => ({
      act: "adjustment",
      key: "A1-2026",
      command: { type: "approve", approval: { number: "1", by: "x" }, role },
    });
    expect(await desk.act(asRole("operator"), asRole("administrator"), asRole("customs"))).toMatchObject(
      [1, 2, 3].map(() => ({ accepted: false, reason: "not_customs" })),
    );
    const unnamed: ActBody = {
      act: "adjustment",
      key: "A1-2026",
      command: { type: "approve", approval: { number: " ", by: "x" }, role: "officer" },
    };
    expect(await desk.act(unnamed)).toMatchObject([{ accepted: false, reason: "approval_missing" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
  });

  it("of what was found missing is owed as a report at once, until an officer has spoken", async () => {
    await desk.receive(10);
    await desk.act(file("loss", 3));
    expect(await obligations()).toEqual([{ obligation: "stock_difference_report/document/A1-2026", state: "open" }]);
    await desk.act({ act: "look", by: "clock", atMs: T0 + 2 * DAY_MS, sites: [] });
    expect(await obligations()).toMatchObject([{ state: "overdue" }]);
    await desk.act({ ...attest, atMs: T0 + 2 * DAY_MS });
    expect(await obligations()).toMatchObject([{ state: "met" }]);
    expect(await desk.query("SELECT state FROM alarm")).toEqual([{ state: "cleared" }]);
  });

  it("of expired goods takes those alone", async () => {
    await desk.receive(4, { batch: "GONE", expiry: "2026-10-31" });
    await desk.receive(6, { batch: "GOOD", expiry: "2027-10-31" });
    expect(await desk.act(file("expiry", 5))).toMatchObject([{ accepted: false, reason: "not_expired" }]);
    await desk.act(file("expiry", 4), attest);
    const left = await desk.query(
      "SELECT l.batch FROM balance b JOIN lot l USING (lot) JOIN account a USING (account) WHERE a.family = 'stock' AND b.quantity > 0",
    );
    expect(left).toEqual([{ batch: "GOOD" }]);
    expect(await obligations()).toEqual([]);
  });

  it("takes condemned goods from under their hold", async () => {
    await desk.receive(4, { batch: "WARM" });
    await observe(desk.books, scan("holding", { location: "A1", hold: "quality_hold", reason: "38 ℃" }));
    await desk.receive(6, { batch: "COOL" });
    await desk.act(file("destruction", 4), attest);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "6" });
  });

  it("does not take from the book what a document has spoken for", async () => {
    await desk.receive(10);
    await desk.act(file("loss", 3), fileInventory("O1", { direction: "out", pieces: 8 }), approveInventory("O1"));
    expect(await desk.act(attest)).toMatchObject([{ accepted: false, reason: "book_short" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
  });

  it.each<[string, ActBody, string]>([
    ["there is less", file("loss", 11), "not_enough"],
    ["it is nothing", file("loss", 0), "quantity_not_above_zero"],
    ["another line is named", file("loss", 1, { book: BOOK, line: 2 }), "not_enough"],
    ["it says that it was counted", file("count", 1), "made_by_count"],
  ])("is refused when %s", async (_, body, reason) => {
    await desk.receive(10);
    expect(await desk.act(body)).toMatchObject([{ accepted: false, reason }]);
  });

  it("that an officer refuses leaves everything as it is", async () => {
    await desk.receive(10);
    const no: ActBody = { act: "adjustment", key: "A1-2026", command: { type: "refuse", note: "no photographs", role: "officer" } };
    await desk.act(file("loss", 3), no);
    expect(await desk.act(attest)).toMatchObject([{ accepted: false, reason: "is_over" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
    expect(await obligations()).toMatchObject([{ state: "met" }]);
  });

  it("of goods that stand in no book leaves the books alone", async () => {
    await observe(desk.books, scan("receiving", { location: "N1", goods: [{ gtin: TEA, quantity: pieces(5), owner: "acme" }] }));
    const own = { ...filing("loss", 2), location: "N1", regime: "non_bonded" } as const;
    await desk.act({ act: "adjustment", key: "A1-2026", command: { type: "file", filing: own } }, attest);
    expect(await desk.lying()).toEqual({ "N1/non_bonded -": "3" });
    expect(await desk.counted()).toEqual({});
  });
});
