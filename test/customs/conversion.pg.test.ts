import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConversionFiling, ConversionLine } from "../../server/domain/customs/documents/conversion-document.ts";
import type { ActBody } from "../../server/usecases/customs/acts.ts";
import { createTraceReads } from "../../server/store/trace-reads.ts";
import { goods, observe, scan, TEA } from "../support/books.ts";
import { approve as approveInventory, BOOK, fileInventory } from "../support/customs.ts";
import { DAY_MS, openDesk, pieces, SECOND_BOOK, type Desk } from "../support/customs-flows.ts";

/** 不同贸易方式互转 in a real database: domain.md, flows; matrix of the zone; 1210 never to 1239 (2018-194). */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const line = (count: number, more: Partial<ConversionLine> = {}): ConversionLine => ({
  n: 1,
  location: "A1",
  gtin: TEA,
  quantity: pieces(count),
  from: { book: BOOK, line: 1 },
  to: { book: SECOND_BOOK, line: 1 },
  ...more,
});
const filing = (count: number, more: Partial<ConversionFiling> = {}, of: Partial<ConversionLine> = {}): ConversionFiling => ({
  kind: "conversion",
  number: "C1",
  site: "xt",
  owner: "acme",
  from: "1210",
  to: "0110",
  lines: [line(count, of)],
  ...more,
});
const file = (...of: Parameters<typeof filing>): ActBody => ({
  act: "conversion",
  key: "C1",
  command: { type: "file", filing: filing(...of) },
});
const approve = (number = "批-1"): ActBody => ({
  act: "conversion",
  key: "C1",
  command: { type: "approve", approval: { number, by: "customs" }, role: "customs" },
});

describe("a conversion (不同贸易方式互转)", () => {
  it("moves goods and book line together once customs approves it, and the new lot remembers the old", async () => {
    await desk.receive(10, { batch: "B1" });
    expect(await desk.act(file(4))).toMatchObject([{ accepted: true, number: "C1" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
    expect(await desk.act(approve())).toMatchObject([{ accepted: true, number: "C1" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "6", [`A1/bonded ${SECOND_BOOK}/1`]: "4" });
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "6", [`${SECOND_BOOK}/1/actual`]: "4" });
    const lineage = await desk.query(
      "SELECT f.book AS from_book, l.book, l.batch FROM lot_lineage JOIN lot l USING (lot) JOIN lot f ON f.lot = from_lot ORDER BY 2",
    );
    expect(lineage).toEqual([{ from_book: BOOK, book: SECOND_BOOK, batch: "B1" }]);
    expect(await desk.query("SELECT type FROM document_event WHERE kind = 'conversion' ORDER BY entry, n")).toEqual([
      { type: "filed" },
      { type: "approved" },
    ]);
  });

  it("that is told twice changes nothing, and with other content is refused", async () => {
    await desk.receive(10);
    await desk.act(file(4), approve());
    expect(await desk.act(file(4), approve())).toMatchObject([
      { accepted: true, entry: null },
      { accepted: true, entry: null },
    ]);
    expect(await desk.act(file(5))).toMatchObject([{ accepted: false, reason: "already_filed" }]);
    expect(await desk.act(approve("批-2"))).toMatchObject([{ accepted: false, reason: "already_approved" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "6", [`A1/bonded ${SECOND_BOOK}/1`]: "4" });
  });

  it("takes what expires first, and leaves alone what has expired", async () => {
    await desk.receive(5, { batch: "LATE", expiry: "2027-12-31" });
    await desk.receive(5, { batch: "SOON", expiry: "2026-12-31" });
    await desk.receive(5, { batch: "GONE", expiry: "2026-10-31" });
    await desk.act(file(6), approve());
    const rows = await desk.query<{ batch: string; quantity: string }>(
      `SELECT l.batch, b.quantity FROM balance b JOIN lot l USING (lot) JOIN account a USING (account)
       WHERE a.family = 'stock' AND l.book = '${SECOND_BOOK}' ORDER BY l.batch`,
    );
    expect(rows).toEqual([
      { batch: "LATE", quantity: "100000" },
      { batch: "SOON", quantity: "500000" },
    ]);
  });

  it("is customs' to approve", async () => {
    await desk.receive(10);
    await desk.act(file(4));
    const own: ActBody = {
      act: "conversion",
      key: "C1",
      command: { type: "approve", approval: { number: "1", by: "me" }, role: "administrator" },
    };
    expect(await desk.act(own)).toMatchObject([{ accepted: false, reason: "not_customs" }]);
  });

  it.each<[string, () => Promise<unknown>, ActBody, string]>([
    ["1210 would become 1239, which no zone can permit", () => desk.receive(10), file(4, { to: "1239" }), "forbidden"],
    ["the matrix does not know the pair", () => desk.receive(10), file(4, { to: "9810" }), "not_in_matrix"],
    ["the mode stays", () => desk.receive(10), file(4, { to: "1210" }), "same_mode"],
    ["there is less", () => desk.receive(3), file(4), "not_enough"],
    ["there is none", async () => undefined, file(4), "not_enough"],
    ["another place has it", () => desk.receive(10, {}, "A2"), file(4), "not_enough"],
    ["it has expired", () => desk.receive(10, { expiry: "2026-10-31" }), file(4), "expired"],
    ["bonded goods would stand in no book", () => desk.receive(10), file(4, {}, { to: null }), "line_missing"],
    ["the book has no such line", () => desk.receive(10), file(4, {}, { to: { book: SECOND_BOOK, line: 9 } }), "line_missing"],
    ["the line is the one it stands on", () => desk.receive(10), file(4, {}, { to: { book: BOOK, line: 1 } }), "same_line"],
    ["the book is another's", () => desk.receive(10), file(4, {}, { to: { book: "T4900W3", line: 1 } }), "line_of_another_owner"],
  ])("is refused when %s", async (_, prepare, body, reason) => {
    await prepare();
    expect(await desk.act(body)).toMatchObject([{ accepted: false, reason }]);
    expect(await desk.query("SELECT number FROM customs_document WHERE kind = 'conversion'")).toEqual([]);
  });

  it("is refused for goods under a hold", async () => {
    await desk.receive(10);
    await observe(desk.books, scan("holding", { location: "A1", hold: "quality_hold", reason: "38 ℃" }));
    expect(await desk.act(file(4))).toMatchObject([{ accepted: false, reason: "held" }]);
  });

  it("is looked at again when it is approved: what was there may have gone", async () => {
    await desk.receive(10);
    await desk.act(file(4));
    await observe(desk.books, scan("moving", { from: "A1", to: "A2", goods: [goods(TEA, 8)] }));
    expect(await desk.act(approve())).toMatchObject([{ accepted: false, reason: "not_enough" }]);
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10" });
  });

  it("cannot take from the book what a document has spoken for", async () => {
    await desk.receive(10);
    await desk.act(file(4));
    await desk.act(fileInventory("O1", { direction: "out", pieces: 8 }), approveInventory("O1"));
    expect(await desk.act(approve())).toMatchObject([{ accepted: false, reason: "book_short" }]);
    expect(await desk.lying()).toEqual({ [`A1/bonded ${BOOK}/1`]: "10" });
  });

  it("is refused while a book of the firm is stopped, because its report is overdue", async () => {
    await desk.receive(10);
    const dueMs = Date.UTC(2026, 9, 1);
    await desk.query(
      `INSERT INTO obligation VALUES ('book_write_off/book/x', 'book_write_off', 'book/x', 'xt', 'acme', 'overdue', now(), now(), now(), $1, now(), 0)`,
      [
        JSON.stringify({
          obligation: "book_write_off/book/x",
          rule: "book_write_off",
          subject: { kind: "book", book: "x" },
          site: "xt",
          owner: "acme",
          startedMs: dueMs - DAY_MS,
          dueMs,
          dueSoonMs: dueMs,
          source: "",
          sure: "unsure",
          blocks: ["gate_pass"],
          blocksSubject: [],
          state: "overdue",
        }),
      ],
    );
    expect(await desk.act(file(4))).toMatchObject([{ accepted: false, reason: "obligation_overdue" }]);
  });
});

describe("the trace of goods that were converted", () => {
  it("goes from the new lot back to the old, and from the old on to the new", async () => {
    await desk.receive(10, { batch: "OLD" });
    await desk.act(file(4), approve());
    await observe(desk.books, scan("moving", { from: "A1", to: "A2", goods: [goods(TEA, 4, { book: SECOND_BOOK })] }));
    const trace = await createTraceReads(desk.pool).trace({ kind: "batch", gtin: TEA, batch: "OLD" }, "all");
    expect(trace.now.map(({ location, book }) => `${location} ${book}`)).toEqual([`A1 ${BOOK}`, `A2 ${SECOND_BOOK}`]);
    expect(trace.steps.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      "observation receiving",
      "document conversion_approve",
      "observation moving",
    ]);
  });

  it("follows a lineage between batches", async () => {
    await desk.receive(10, { batch: "OLD" });
    await desk.receive(5, { batch: "NEW" });
    await desk.receive(2, { batch: "OTHER" });
    await desk.query("INSERT INTO lot_lineage SELECT n.lot, o.lot, 1 FROM lot n, lot o WHERE n.batch = 'NEW' AND o.batch = 'OLD'");
    const batches = async (batch: string): Promise<Set<string | null>> =>
      new Set((await createTraceReads(desk.pool).trace({ kind: "batch", gtin: TEA, batch }, "all")).now.map((each) => each.batch));
    expect(await batches("OLD")).toEqual(new Set(["NEW", "OLD"]));
    expect(await batches("NEW")).toEqual(new Set(["NEW", "OLD"]));
    expect(await batches("OTHER")).toEqual(new Set(["OTHER"]));
  });
});
