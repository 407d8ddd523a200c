import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withCheckDigit } from "../../server/gs1/check-digit.ts";
import { MASTER_DATA, signInAs, startTestServer, type TestServer } from "./support.ts";

let server: TestServer;
let changes = 0;
beforeAll(async () => {
  server = await startTestServer({ masterDataChanged: () => void changes++ });
});
afterAll(() => server.stop());
beforeEach(() => void (changes = 0));

const put = (body: unknown) => server.call("PUT", "/api/v1/master-data", { body });
const count = async (table: string): Promise<number> =>
  Number((await server.database.pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count);
const dump = async () =>
  (
    await server.database.pool.query(
      "SELECT 's' AS t, s::text FROM site s UNION ALL SELECT 'l', l::text FROM location l UNION ALL SELECT 'b', b::text FROM book_line b UNION ALL SELECT 'u', u::text FROM unit u ORDER BY 1, 2",
    )
  ).rows;

describe("master data", () => {
  test("is taken as one document, says what it took, and tells those who remember it", async () => {
    const answer = await put(MASTER_DATA);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ sites: 2, locations: 3, parties: 1, products: 1, books: 1, units: 1, shipments: 0 });
    expect(changes).toBe(1);
    const sites = await server.call("GET", "/api/v1/sites");
    expect(sites.body.rows.map((row: { site: string }) => row.site)).toEqual(["chenzhou", "xiangtan"]);
    const locations = await server.call("GET", "/api/v1/locations?site=xiangtan");
    expect(locations.body.rows).toEqual([
      { site: "xiangtan", location: "A-01-01", kind: "bin", regimes: ["bonded"], barcode: null },
      { site: "xiangtan", location: "D1", kind: "dock", regimes: ["bonded", "non_bonded"], barcode: "LOC-D1" },
    ]);
  });

  test("sent again changes nothing, not even the numbers of units in frames", async () => {
    const before = await dump();
    await put(MASTER_DATA);
    await put(MASTER_DATA);
    expect(await dump()).toEqual(before);
    await put({ units: [{ unit: "truck-2", mode: "truck", name: { zh: "二", en: "2" } }] });
    const { rows } = await server.database.pool.query("SELECT n FROM unit ORDER BY n");
    expect(rows[1].n - rows[0].n).toBe(1);
  });

  test("replaces a line with the same key", async () => {
    await put({ products: [{ ...MASTER_DATA.products[0], uom: "CT", hsCode: "1515909090" }] });
    const products = await server.call("GET", "/api/v1/products");
    expect(products.body.rows[0]).toMatchObject({ gtin: "06901234567892", uom: "CT", hsCode: "1515909090" });
  });

  test("names every bad line at once, by its place in the document, and takes none", async () => {
    const before = await dump();
    const answer = await put({
      sites: [
        { site: "fine", kind: "port", name: { zh: "好", en: "fine" }, lat: 1, lon: 1, regimes: ["bonded"] },
        { site: "bad", kind: "castle", name: { zh: "a", en: "a" }, lat: 91, lon: 1, regimes: ["bonded"] },
      ],
      locations: [
        { site: "nowhere", location: "D1", kind: "dock", regimes: ["bonded"] },
        { site: "fine", location: "D1", kind: "dock", regimes: ["bonded"], barcode: "X" },
        { site: "fine", location: "D1", kind: "dock", regimes: ["bonded"] },
        { site: "fine", location: "D2", kind: "dock", regimes: ["bonded"], barcode: "X" },
      ],
      products: [
        { gtin: "06901234567893", name: { zh: "a", en: "a" }, uom: "EA" },
        { gtin: "0690123456789", name: { zh: "a", en: "a" }, uom: "EA" },
        { gtin: "06901234567892", name: { zh: "a", en: "a" }, uom: "EA", minC: 8, maxC: 2 },
      ],
      books: [
        {
          book: "T1",
          kind: "bonded",
          site: "atlantis",
          owner: "acme",
          lines: [
            { line: 1, gtin: "06901234567892", uom: "EA" },
            { line: 1, gtin: "06901234567890", uom: "EA" },
          ],
        },
      ],
      shipments: [
        {
          shipment: "s1",
          parents: ["123456789012345678"],
          legs: [
            {
              leg: 1,
              mode: "road",
              from: "fine",
              to: "xiangtan",
              unit: "ghost",
              plannedDeparture: "2026-03-02T00:00:00Z",
              plannedArrival: "2026-03-01T00:00:00Z",
              path: [
                [1, 1],
                [2, 2],
              ],
            },
          ],
        },
      ],
    });
    expect(answer.status).toBe(422);
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers.toSorted()).toEqual([
      "/books/0/lines/1",
      "/books/0/lines/1/gtin",
      "/books/0/site",
      "/locations/0/site",
      "/locations/2",
      "/locations/3/barcode",
      "/products/0/gtin",
      "/products/1/gtin",
      "/products/2/minC",
      "/shipments/0/legs/0/plannedArrival",
      "/shipments/0/legs/0/unit",
      "/shipments/0/parents/0",
      "/sites/1/kind",
      "/sites/1/lat",
    ]);
    expect(await dump()).toEqual(before);
    expect(changes).toBe(0);
  });

  test("refuses a part that it does not know, and keys that would reach a prototype", async () => {
    expect((await put({ warehouses: [] })).status).toBe(422);
    const planted = await server.call("PUT", "/api/v1/master-data", {
      raw: '{"__proto__":{"sites":[]},"parties":[{"party":"x","name":"x","roles":[],"__proto__":{"admin":true}}]}',
      headers: { "content-type": "application/json" },
    });
    expect(planted.status).toBe(422);
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  test("does not let two locations share a barcode, over documents too", async () => {
    const answer = await put({ locations: [{ site: "xiangtan", location: "D9", kind: "dock", regimes: ["bonded"], barcode: "LOC-D1" }] });
    expect(answer.status).toBe(422);
    expect(await count("location WHERE location = 'D9'")).toBe(0);
  });

  test("takes a document of many thousand lines within a few seconds, and none above 16 MiB", async () => {
    const products = Array.from({ length: 20_000 }, (_, index) => ({
      gtin: withCheckDigit(`2${String(index).padStart(12, "0")}`),
      name: { zh: `货物 ${index}`, en: `Goods ${index}` },
      uom: "EA",
      hsCode: "1515909090",
    }));
    const began = performance.now();
    expect((await put({ products })).body.products).toBe(20_000);
    expect(performance.now() - began).toBeLessThan(10_000);
    const huge = await server.call("PUT", "/api/v1/master-data", {
      raw: `{"x":"${"y".repeat(17 * 1024 * 1024)}"}`,
      headers: { "content-type": "application/json" },
    });
    expect(huge.status).toBe(413);
  });

  test("is walked page by page, every line once", async () => {
    const seen: string[] = [];
    let after: string | null = "";
    for (let pages = 0; pages < 60 && after !== null; pages++) {
      const page: { body: { rows: { gtin: string }[]; next: string | null } } = await server.call(
        "GET",
        `/api/v1/products?limit=500${after ? `&after=${after}` : ""}`,
      );
      seen.push(...page.body.rows.map((row) => row.gtin));
      after = page.body.next;
    }
    expect(seen).toHaveLength(20_001);
    expect(new Set(seen).size).toBe(20_001);
  });

  test("is read by everybody and written by administrators and keys for it", async () => {
    const operator = await signInAs(server, "operator", ["xiangtan"]);
    expect((await server.call("GET", "/api/v1/sites", { cookie: operator })).status).toBe(200);
    expect((await server.call("PUT", "/api/v1/master-data", { cookie: operator, body: {} })).status).toBe(403);
    expect((await server.call("GET", "/api/v1/sites", { key: null })).status).toBe(401);
    const { body } = await server.call("POST", "/api/v1/keys", { body: { name: "erp", scopes: ["master_data:write"] } });
    expect((await server.call("PUT", "/api/v1/master-data", { key: body.secret, body: {} })).status).toBe(200);
    expect((await server.call("GET", "/api/v1/stock", { key: body.secret })).status).toBe(403);
  });
});
