import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ActBody, CustomsAct } from "../../server/usecases/customs/acts.ts";
import { gate, goods as item, observe, scan, T0, TEA } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, goods, openBook } from "../support/customs.ts";
import { DAY_MS, openDesk, pieces, type Desk } from "../support/customs-flows.ts";

/** 每日库存报送, 收付存月报表, 账册报核 from a real database (2.6, 2.8). T0 is 1 November 2026, 16:00 in Shanghai. */
let desk: Desk;
let nowMs = T0;
beforeEach(async () => {
  nowMs = T0;
  desk = await openDesk(() => nowMs);
});
afterEach(() => desk.close());

type Report = Extract<ActBody, { act: "report" }>;
const report = (kind: Report["kind"], period: string, more: Partial<Report & Pick<CustomsAct, "atMs">> = {}) => ({
  act: "report" as const,
  key: `${kind}/${period}`,
  kind,
  site: "xt",
  book: kind === "write_off" ? BOOK : null,
  period,
  atMs: T0 + 40 * DAY_MS,
  ...more,
});
type Kept = Readonly<{ kind: string; period: string; content: string; sha256: string; entry: string }>;
const kept = () =>
  desk.query<Kept>("SELECT kind, period, content, encode(sha256, 'hex') AS sha256, entry FROM customs_report ORDER BY report");
const contentOf = async (): Promise<Record<string, unknown>> =>
  JSON.parse((await kept()).at(-1)?.content ?? "{}") as Record<string, unknown>;
const receive = (count: number, atMs = T0, more: Parameters<typeof item>[2] = { book: BOOK, line: 1 }) =>
  observe(desk.books, scan("receiving", { location: "A1", regime: "bonded", atMs, goods: [item(TEA, count, more)] }));

describe("the stock of a day (每日库存报送)", () => {
  it("says by book line what lies there, by regime and hold, beside what the book counts, as the day ended", async () => {
    await desk.act(openBook(10));
    await receive(10);
    await observe(desk.books, scan("receiving", { location: "N1", goods: [item(TEA, 3, { owner: "acme" })] }));
    await desk.act(fileInventory("O1", { direction: "out", pieces: 4 }), approve("O1"));
    await observe(desk.books, scan("moving", { from: "A1", to: "A2", atMs: T0 + DAY_MS, goods: [item(TEA, 2)] }));
    await observe(desk.books, scan("holding", { location: "A2", hold: "quality_hold", reason: "warm", atMs: T0 + DAY_MS }));
    await receive(5, T0 + DAY_MS);
    expect(await desk.act(report("snapshot", "2026-11-01"))).toMatchObject([{ accepted: true, number: "snapshot/2026-11-01" }]);
    expect(await contentOf()).toMatchObject({
      kind: "daily_stock_snapshot",
      day: "2026-11-01",
      site: "xt",
      lines: [
        {
          book: BOOK,
          line: 1,
          physical: "10",
          actual: "6",
          outgoing: "4",
          incoming: "0",
          places: [{ regime: "bonded", hold: "none", quantity: "10" }],
        },
        { book: `gtin/${TEA}`, line: 0, physical: "3", places: [{ regime: "non_bonded", hold: "none", quantity: "3" }] },
      ],
    });
    await desk.act(report("snapshot", "2026-11-02"));
    expect(await contentOf()).toMatchObject({
      lines: [
        {
          physical: "15",
          places: [
            { hold: "none", quantity: "13" },
            { hold: "quality_hold", quantity: "2" },
          ],
        },
        {},
      ],
    });
  });

  it("is kept as it was made, named in the journal by its hash, and made again only when it says otherwise", async () => {
    await receive(10);
    expect(await desk.act(report("snapshot", "2026-11-01"))).toMatchObject([{ accepted: true }]);
    const [first] = await kept();
    expect(first?.sha256).toBe(
      createHash("sha256")
        .update(first?.content ?? "")
        .digest("hex"),
    );
    const named = await desk.query("SELECT body -> 'reports' -> 0 ->> 'sha256' AS sha256 FROM journal WHERE entry = $1", [first?.entry]);
    expect(named).toEqual([{ sha256: first?.sha256 }]);
    expect(await desk.act(report("snapshot", "2026-11-01"))).toMatchObject([{ accepted: true, entry: null }]);
    await receive(1);
    await desk.act(report("snapshot", "2026-11-01"));
    expect(await kept()).toHaveLength(2);
  });

  it("meets what is owed each day, late or not", async () => {
    await desk.act({ act: "look", by: "clock", atMs: T0 + DAY_MS, sites: [{ site: "xt", kind: "collection_warehouse" }] });
    const open = () => desk.query("SELECT obligation, state, content ->> 'lateMs' AS late FROM obligation ORDER BY obligation");
    expect(await open()).toEqual([{ obligation: "daily_stock_snapshot/site/xt/2026-11-01", state: "open", late: null }]);
    await desk.act(report("snapshot", "2026-11-01", { atMs: T0 + DAY_MS }), report("snapshot", "2026-11-03", { atMs: T0 + 3 * DAY_MS }));
    expect(await open()).toEqual([
      { obligation: "daily_stock_snapshot/site/xt/2026-11-01", state: "met", late: "0" },
      { obligation: "daily_stock_snapshot/site/xt/2026-11-03", state: "met", late: "0" },
    ]);
    await desk.act({ act: "look", by: "clock", atMs: T0 + 3 * DAY_MS, sites: [{ site: "xt", kind: "collection_warehouse" }] });
    expect((await open()).filter((row) => row["state"] !== "met")).toEqual([]);
  });

  it("of today is as of now, and meets nothing yet; there is none of tomorrow", async () => {
    await receive(10);
    const today = report("snapshot", "2026-11-01", { atMs: T0 });
    expect(await desk.act(today)).toMatchObject([{ accepted: true }]);
    expect(await contentOf()).toMatchObject({ lines: [{ physical: "10" }] });
    expect(await desk.query("SELECT * FROM obligation")).toEqual([]);
    expect(await desk.act(report("snapshot", "2026-11-02", { atMs: T0 }))).toMatchObject([{ accepted: false, reason: "period_not_over" }]);
  });

  it("is made by itself: not in one breath with what moves the books", async () => {
    expect(await desk.act(openBook(5), report("snapshot", "2026-11-01"))).toMatchObject([
      { accepted: true },
      { accepted: false, reason: "books_in_motion" },
    ]);
  });

  it.each([
    ["snapshot", "2026-02-30"],
    ["snapshot", "2026-10"],
    ["monthly", "2026-13"],
    ["monthly", "2026-10-01"],
    ["write_off", "2026-10-01"],
    ["write_off", "2026-10-02/2026-10-01"],
  ] as const)("or another report of %s %s is refused: that is no period of it", async (kind, period) => {
    expect(await desk.act(report(kind, period))).toMatchObject([{ accepted: false, reason: "period_unreadable" }]);
  });
});

describe("the report of a month (收付存月报表)", () => {
  it("says what was there, what came, what went and what is left, with the documents, and what moved within is neither", async () => {
    const october = T0 - 10 * DAY_MS;
    await receive(10, october);
    await desk.dispatch(1);
    await receive(6);
    await observe(desk.books, scan("moving", { from: "A1", to: "D1", goods: [item(TEA, 8)] }));
    await observe(desk.books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(TEA, 4)] }));
    await desk.act(openBook(16), fileInventory("O1", { direction: "out", type: "8", pieces: 4 }), approve("O1"));
    await desk.act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"));
    expect(await observe(desk.books, gate("out", { pass: "P1" }))).toMatchObject({ result: "posted" });
    await receive(100, T0 + 30 * DAY_MS);
    await desk.act(report("monthly", "2026-11"));
    expect(await contentOf()).toMatchObject({
      kind: "monthly_stock_report",
      month: "2026-11",
      lines: [{ book: BOOK, line: 1, uom: "EA", opening: "10", incoming: "6", outgoing: "4", closing: "12", documents: ["O1"] }],
      totals: [{ uom: "EA", opening: "10", incoming: "6", outgoing: "4", closing: "12" }],
    });
    await desk.act(report("monthly", "2026-10"));
    expect(await contentOf()).toMatchObject({ lines: [{ opening: "0", incoming: "10", outgoing: "0", closing: "10" }] });
  });

  it("tells goods that took their book line apart from those that did not yet", async () => {
    await desk.dispatch(10);
    await desk.act(filePass("P1", { passKind: "1" }), approvePass("P1"));
    await desk.enter({ pass: "P1" });
    await desk.act(fileInventory("T1", { type: "3", pieces: 8, gathers: ["P1"] }), approve("T1"));
    await desk.act(report("monthly", "2026-11"));
    expect(await contentOf()).toMatchObject({
      lines: [
        { book: BOOK, line: 1, incoming: "8", closing: "8", documents: ["T1"] },
        { book: `gtin/${TEA}`, line: 0, incoming: "10", outgoing: "8", closing: "2" },
      ],
    });
  });

  it("is refused while the month runs, and meets its obligation when it is made", async () => {
    expect(await desk.act(report("monthly", "2026-11", { atMs: T0 }))).toMatchObject([{ accepted: false, reason: "period_not_over" }]);
    await desk.act({ act: "look", by: "clock", atMs: T0, sites: [{ site: "xt", kind: "bonded_warehouse" }] });
    await desk.act(report("monthly", "2026-10", { atMs: T0 }));
    expect(await desk.query("SELECT state FROM obligation WHERE rule = 'monthly_stock_report'")).toEqual([{ state: "met" }]);
  });
});

describe("the report of a book (账册报核)", () => {
  const PERIOD = "2026-11-01/2026-11-30";
  /** In 20, of which 3 found destroyed, 4 sold inland, 2 sent abroad. */
  const trade = async (): Promise<void> => {
    const all = (n: number) => ({ type: "pass", pass: "P", lines: [{ n: 1, quantity: pieces(n) }] }) as const;
    await desk.act(fileInventory("I1", { pieces: 20 }), approve("I1"), goods("I1", { type: "release" }), goods("I1", all(20)));
    await receive(20);
    await desk.act(
      fileInventory("O1", { direction: "out", type: "8", pieces: 4 }),
      approve("O1"),
      goods("O1", { type: "release" }),
      goods("O1", all(4)),
    );
    await desk.act(
      fileInventory("O2", { direction: "out", type: "0", mode: "5000", pieces: 2 }),
      approve("O2"),
      goods("O2", { type: "release" }),
      goods("O2", all(2)),
    );
    const filing = {
      kind: "adjustment",
      number: "D1",
      site: "xt",
      owner: "acme",
      cause: "destruction",
      isForceMajeure: false,
      location: "A1",
      parent: null,
      regime: null,
      lines: [{ n: 1, gtin: TEA, quantity: pieces(3), direction: "out" }],
      reason: "old",
    } as const;
    await desk.act(
      { act: "adjustment", key: "D1", command: { type: "file", filing } },
      { act: "adjustment", key: "D1", command: { type: "approve", approval: { number: "1", by: "o" }, role: "officer" } },
    );
  };

  it("says by its own movements what should remain, and beside it what lies there", async () => {
    await desk.act({ ...openBook(5), atMs: T0 - 10 * DAY_MS });
    await receive(5, T0 - 10 * DAY_MS);
    await trade();
    expect(await desk.act(report("write_off", PERIOD))).toMatchObject([{ accepted: true }]);
    expect(await contentOf()).toMatchObject({
      kind: "book_write_off",
      book: BOOK,
      times: 1,
      from: "2026-11-01",
      to: "2026-11-30",
      lines: [
        {
          line: 1,
          opening: "5",
          imported: "20",
          domesticSale: "4",
          reexported: "2",
          destroyed: "3",
          verifiedIncrease: "0",
          verifiedDecrease: "0",
          transferredOut: "0",
          shouldRemain: "16",
          // What the desk passed by hand has not left the place: the difference is told, and adjusts nothing.
          actualRemain: "22",
          difference: "6",
        },
      ],
    });
    expect(await desk.query("SELECT rule, subject, state FROM obligation WHERE rule = 'book_write_off'")).toEqual([
      { rule: "book_write_off", subject: `book/${BOOK}`, state: "met" },
    ]);
  });

  it("takes what a count found, line by line", async () => {
    await trade();
    const counted = (line: number) =>
      report("write_off", PERIOD, { count: { document: "COUNT-1", lines: [{ line, quantity: pieces(11) }] } });
    await desk.act(counted(1));
    expect(await contentOf()).toMatchObject({ lines: [{ shouldRemain: "11", actualRemain: "11", difference: "0", differenceRate: "0" }] });
    expect(await desk.act(counted(2))).toMatchObject([{ accepted: false, reason: "line_unknown" }]);
    expect(await desk.act(report("write_off", PERIOD, { count: { document: "COUNT-1", lines: [] } }))).toMatchObject([
      { accepted: false, reason: "line_not_counted" },
    ]);
  });

  it("counts its periods, and knows its book", async () => {
    await trade();
    await desk.act(report("write_off", "2026-10-01/2026-10-31"), report("write_off", PERIOD));
    expect(await contentOf()).toMatchObject({ times: 2, lines: [{ opening: "0", imported: "20" }] });
    expect(await desk.act(report("write_off", PERIOD, { book: "NONE" }))).toMatchObject([{ accepted: false, reason: "book_unknown" }]);
  });

  it("that customs accepts writes off the inventories that it covers", async () => {
    await trade();
    const writeOff = (role: "customs" | "operator" = "customs"): ActBody => ({
      act: "write_off",
      key: BOOK,
      site: "xt",
      book: BOOK,
      period: PERIOD,
      approval: { number: "核-1", by: "customs" },
      role,
    });
    expect(await desk.act(writeOff())).toMatchObject([{ accepted: false, reason: "not_reported" }]);
    await desk.act(report("write_off", PERIOD));
    expect(await desk.act(writeOff("operator"))).toMatchObject([{ accepted: false, reason: "not_customs" }]);
    expect(await desk.act(writeOff())).toMatchObject([{ accepted: true, number: BOOK }]);
    expect(await desk.query("SELECT number, state FROM customs_document WHERE kind = 'inventory' ORDER BY number")).toEqual([
      { number: "I1", state: "written_off" },
      { number: "O1", state: "written_off" },
      { number: "O2", state: "written_off" },
    ]);
    expect(await desk.act(writeOff())).toMatchObject([{ accepted: true, entry: null }]);
  });
});
