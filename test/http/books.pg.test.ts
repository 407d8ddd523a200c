import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withCheckDigit } from "../../server/gs1/check-digit.ts";
import { at, lotId, SUPPLIER, writeEntry, type Goods } from "./books-fixture.ts";
import { MASTER_DATA, signInAs, startTestServer, type TestServer } from "./support.ts";

const TEA: Goods = { gtin: "06901234567892", book: "T4900W000001", line: 1, batch: "B1", expiry: "2027-01-31" };
const TEA_TWO: Goods = { ...TEA, batch: "B2" };
const SWORD: Goods = { gtin: "06901234567908", serial: "S-77" };
const SSCC = withCheckDigit("10690123456789123");
const day = (n: number): string => `2026-02-${String(n).padStart(2, "0")}T08:00:00.000Z`;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.call("PUT", "/api/v1/master-data", { body: MASTER_DATA });
  const { pool } = server.database;
  // 1 … 7, each on its own day; the sixth is learnt only on the ninth.
  await writeEntry(pool, { at: day(1), movements: [{ from: SUPPLIER, to: at("D1"), goods: TEA, quantity: 10 }] });
  await writeEntry(pool, { at: day(2), step: "storing", movements: [{ from: at("D1"), to: at("A-01-01"), goods: TEA, quantity: 4.5 }] });
  await writeEntry(pool, {
    at: day(3),
    movements: [{ from: SUPPLIER, to: at("D1", { regime: "non_bonded" }), goods: TEA_TWO, quantity: 3 }],
  });
  await writeEntry(pool, {
    at: day(4),
    site: "chenzhou",
    movements: [{ from: SUPPLIER, to: at("D1", { site: "chenzhou" }), goods: SWORD, quantity: 1 }],
  });
  await writeEntry(pool, {
    at: day(5),
    step: "packing",
    movements: [{ from: at("A-01-01"), to: at("A-01-01", { parent: SSCC }), goods: TEA, quantity: 2 }],
  });
  await writeEntry(pool, { at: day(3), recordedAt: day(9), movements: [{ from: SUPPLIER, to: at("D1"), goods: TEA, quantity: 1 }] });
  await writeEntry(pool, { at: day(10), observation: "gone", step: "shipping", result: "refused", reason: "no_release" });
  await writeEntry(pool, {
    at: day(11),
    step: "holding",
    movements: [
      {
        from: at("D1", { regime: "non_bonded" }),
        to: at("D1", { regime: "non_bonded", hold: "quality_hold" }),
        goods: TEA_TWO,
        quantity: 1,
      },
    ],
  });
});
afterAll(() => server.stop());

type Line = { site: string; location: string; regime: string; hold: string; parent: string | null; batch: string | null; quantity: string };
const stock = async (query: string, options = {}): Promise<string[]> => {
  const answer = await server.call("GET", `/api/v1/stock?${query}`, options);
  return answer.body.rows
    .map(
      (row: Line) =>
        `${row.site}/${row.location} ${row.regime}${row.hold === "none" ? "" : ` ${row.hold}`}${row.parent ? " packed" : ""} ${row.batch ?? "-"} ${row.quantity}`,
    )
    .toSorted();
};

describe("stock", () => {
  test("is what lies where now, emptied places left out", async () => {
    expect(await stock("")).toEqual([
      "chenzhou/D1 bonded - 1",
      "xiangtan/A-01-01 bonded B1 2.5",
      "xiangtan/A-01-01 bonded packed B1 2",
      "xiangtan/D1 bonded B1 6.5",
      "xiangtan/D1 non_bonded B2 2",
      "xiangtan/D1 non_bonded quality_hold B2 1",
    ]);
  });

  test.each([
    ["site=chenzhou", 1],
    ["site=xiangtan&location=D1", 3],
    ["regime=non_bonded", 2],
    ["gtin=06901234567908", 1],
    ["batch=B1", 3],
    ["batch=B1&site=chenzhou", 0],
    [`parent=${SSCC}`, 1],
    ["owner=acme", 6],
    ["owner=nobody", 0],
    ["book=T4900W000001", 5],
    ["serial=S-77", 1],
  ])("by %s: %i rows", async (query, rows) => {
    expect(await stock(query)).toHaveLength(rows);
  });

  test("as of an instant is what had happened by then, late facts in their place", async () => {
    expect(await stock(`site=xiangtan&at=${day(1)}`)).toEqual(["xiangtan/D1 bonded B1 10"]);
    expect(await stock(`site=xiangtan&at=${day(3)}`)).toEqual([
      "xiangtan/A-01-01 bonded B1 4.5",
      "xiangtan/D1 bonded B1 6.5",
      "xiangtan/D1 non_bonded B2 3",
    ]);
    expect(await stock(`at=2026-01-31T00:00:00Z`)).toEqual([]);
    expect(await stock(`at=${day(20)}`)).toEqual(await stock(""));
  });

  test("as of what had been learnt leaves out what came to be known later", async () => {
    expect(await stock(`site=xiangtan&at=${day(3)}&known=${day(8)}`)).toEqual([
      "xiangtan/A-01-01 bonded B1 4.5",
      "xiangtan/D1 bonded B1 5.5",
      "xiangtan/D1 non_bonded B2 3",
    ]);
    expect(await stock(`site=xiangtan&location=D1&regime=bonded&known=${day(8)}`)).toEqual(["xiangtan/D1 bonded B1 5.5"]);
  });

  test("takes an instant with another offset", async () => {
    expect(await stock(`site=xiangtan&at=${encodeURIComponent("2026-02-01T16:00:00+08:00")}`)).toEqual(["xiangtan/D1 bonded B1 10"]);
  });

  test("is walked row by row without losing or repeating one, now and as of", async () => {
    for (const moment of ["", `&at=${day(9)}`]) {
      const seen: string[] = [];
      let after = "";
      for (let pages = 0; pages < 20; pages++) {
        const { body } = await server.call("GET", `/api/v1/stock?limit=1${moment}${after}`);
        seen.push(...body.rows.map((row: Line) => JSON.stringify(row)));
        if (body.next === null) break;
        after = `&after=${body.next}`;
      }
      const whole = await server.call("GET", `/api/v1/stock?limit=500${moment}`);
      expect(seen).toEqual(whole.body.rows.map((row: Line) => JSON.stringify(row)));
    }
  });

  test.each([
    ["limit=501", "limit"],
    ["limit=0", "limit"],
    ["at=yesterday", "at"],
    ["regime=tax_free", "regime"],
    ["after=bm90b3Vycw", "after"],
    ["parent=1", "parent"],
  ])("refuses %s and says which field", async (query, pointer) => {
    const answer = await server.call("GET", `/api/v1/stock?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test("by book line puts bonded beside non-bonded", async () => {
    const { body } = await server.call("GET", "/api/v1/stock/books?site=xiangtan");
    expect(body.rows).toEqual([
      {
        book: "T4900W000001",
        line: 1,
        itemRecordNo: "SKU1",
        gtin: "06901234567892",
        uom: "EA",
        owner: "acme",
        site: "xiangtan",
        bonded: "11",
        nonBonded: "3",
        other: "0",
        held: "1",
      },
    ]);
    const first = await server.call("GET", "/api/v1/stock/books?limit=1");
    const second = await server.call("GET", `/api/v1/stock/books?limit=1&after=${first.body.next}`);
    expect([first.body.rows[0].site, second.body.rows[0].site, second.body.next]).toEqual(["chenzhou", "xiangtan", null]);
  });

  test("of an operator ends at the own sites", async () => {
    const cookie = await signInAs(server, "operator", ["chenzhou"]);
    expect(await stock("", { cookie })).toEqual(["chenzhou/D1 bonded - 1"]);
    expect(await stock(`at=${day(20)}`, { cookie })).toEqual(["chenzhou/D1 bonded - 1"]);
    expect((await server.call("GET", "/api/v1/stock?site=xiangtan", { cookie })).status).toBe(403);
    expect((await server.call("GET", "/api/v1/journal", { cookie })).body.rows).toHaveLength(1);
    expect((await server.call("GET", "/api/v1/trace?code=(01)06901234567892(10)B1", { cookie })).status).toBe(404);
  });
});

describe("the journal", () => {
  const entries = async (query: string): Promise<number[]> =>
    (await server.call("GET", `/api/v1/journal?${query}`)).body.rows.map((row: { entry: number }) => row.entry);

  test("is every entry in order, with its transfers", async () => {
    const { body } = await server.call("GET", "/api/v1/journal");
    expect(body.rows.map((row: { entry: number }) => row.entry)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(body.rows[1]).toMatchObject({
      entry: 2,
      kind: "observation",
      device: "scan-1",
      result: "posted",
      step: "storing",
      at: day(2),
      recordedAt: day(2),
      transfers: [
        {
          from: { family: "stock", site: "xiangtan", location: "D1", parent: null, regime: "bonded", hold: "none" },
          to: { family: "stock", site: "xiangtan", location: "A-01-01" },
          quantity: "4.5",
          uom: "EA",
          lot: { gtin: "06901234567892", batch: "B1", expiry: "2027-01-31", book: "T4900W000001", line: 1 },
        },
      ],
    });
    expect(body.rows[0].transfers[0].from).toEqual({ family: "contra", contra: "supplier" });
    expect(body.rows[6]).toMatchObject({ result: "refused", reason: "no_release", transfers: [] });
  });

  test.each([
    ["after=5", [6, 7, 8]],
    ["newest=true&limit=3", [8, 7, 6]],
    ["newest=true&limit=3&after=6", [5, 4, 3]],
    ["site=chenzhou", [4]],
    ["site=xiangtan&location=A-01-01", [2, 5]],
    ["site=xiangtan&location=D1&newest=true", [8, 6, 3, 2, 1]],
    ["gtin=06901234567908", [4]],
    [`lot=${lotId(TEA_TWO)}`, [3, 8]],
    [`lot=${lotId(TEA)}&site=xiangtan&location=A-01-01`, [2, 5]],
    ["site=xiangtan&location=Z9", []],
    ["device=ghost", []],
  ] as const)("by %s: %j", async (query, expected) => {
    expect(await entries(query)).toEqual(expected);
  });

  test("needs the site of a location, and a number to go on from", async () => {
    expect((await server.call("GET", "/api/v1/journal?location=D1")).body.errors[0].pointer).toBe("site");
    for (const after of ["x", "-1", "99999999999999999999"])
      expect((await server.call("GET", `/api/v1/journal?after=${after}`)).status).toBe(400);
  });

  test("tells the whole story of an observation: every result it had", async () => {
    const { pool } = server.database;
    await writeEntry(pool, {
      at: day(12),
      observation: "late",
      result: "unsettled",
      reason: "stock_short",
      message: { id: "late", at: "2026-02-12T16:00:00+08:00" },
    });
    await writeEntry(pool, {
      at: day(12),
      recordedAt: day(13),
      observation: "late",
      kind: "settlement",
      revision: 1,
      movements: [{ from: at("D1"), to: SUPPLIER, goods: TEA, quantity: 1 }],
    });
    const { body } = await server.call("GET", "/api/v1/observations/late?device=scan-1");
    expect(body).toMatchObject({
      device: "scan-1",
      id: "late",
      kind: "scan",
      result: "posted",
      deviceAt: "2026-02-12T16:00:00+08:00",
      receivedAt: day(12),
    });
    expect(body.history.map((row: { result: string; transfers: unknown[] }) => [row.result, row.transfers.length])).toEqual([
      ["unsettled", 0],
      ["posted", 1],
    ]);
    expect(body.reason).toBeUndefined();
    expect((await server.call("GET", "/api/v1/observations/never?device=scan-1")).status).toBe(404);
  });
});

describe("a trace", () => {
  const trace = (code: string) => server.call("GET", `/api/v1/trace?code=${encodeURIComponent(code)}`);

  test("of a batch shows every step and where it lies now, however the code was read", async () => {
    for (const code of ["(01)06901234567892(10)B1", "010690123456789210B1", "https://id.gs1.org/01/06901234567892/10/B1"]) {
      const { body } = await trace(code);
      expect(body).toMatchObject({ kind: "batch", gtin: "06901234567892" });
      expect(body.steps.map((step: { entry: number }) => step.entry).slice(0, 4)).toEqual([1, 2, 6, 5]);
      expect(body.now.map((row: Line) => row.location).toSorted()).toEqual(["A-01-01", "A-01-01", "D1"]);
    }
  });

  test("of a serial, an SSCC and a number typed by hand", async () => {
    expect((await trace("(01)06901234567908(21)S-77")).body).toMatchObject({
      kind: "serial",
      steps: [{ entry: 4 }],
      now: [{ site: "chenzhou" }],
    });
    expect((await trace("S-77")).body).toMatchObject({ kind: "serial", steps: [{ entry: 4 }] });
    expect((await trace("B2")).body).toMatchObject({ kind: "batch", steps: [{ entry: 3 }, { entry: 8 }] });
    expect((await trace(`(00)${SSCC}`)).body).toMatchObject({ kind: "sscc", steps: [{ entry: 5 }], now: [{ quantity: "2" }] });
  });

  test("of a code that is wrong or unknown says so", async () => {
    expect((await trace("(01)06901234567893(10)B1")).status).toBe(422);
    expect((await trace("never seen")).status).toBe(404);
  });
});
