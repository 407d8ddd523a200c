import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { goods as scanned, observe, openBooks, scan, seedWarehouse, TEA, type TestBooks } from "../support/books.ts";
import { approve, BOOK, fileInventory, openBook } from "../support/customs.ts";
import { ADMIN_KEY, signInAs, startTestServer, type TestServer } from "./support.ts";

/** Inspections with their pictures, admissions, and reports, over HTTP. */
let server: TestServer;
let books: TestBooks;
let here: { cookie: string };
let officer: { cookie: string };
let elsewhere: { cookie: string };
const NOW = Date.parse("2026-11-12T04:00:00Z");

beforeEach(async () => {
  const clock = { nowMs: () => NOW, rate: 1, state: () => ({ worldMs: NOW, wallMs: NOW, rate: 1 }) };
  server = await startTestServer({ clock, customsDesk: { act: (acts) => books.lane.customs.act(acts) } });
  await seedWarehouse(server.database.pool);
  books = await openBooks(server.database.pool, () => NOW);
  await books.lane.customs.act([openBook(10)]);
  const fact = scan("receiving", { places: ["A1"], regime: "bonded", goods: [scanned(TEA, 10, { book: BOOK, line: 1, owner: "acme" })] });
  expect(await observe(books, fact)).toMatchObject({ result: "posted" });
  [here, officer, elsewhere] = [
    { cookie: await signInAs(server, "operator", ["xt"]) },
    { cookie: await signInAs(server, "officer") },
    { cookie: await signInAs(server, "operator", ["cw"]) },
  ];
});
afterEach(async () => {
  await books.lane.close();
  await server.stop();
});

type Who = { cookie?: string; key?: string };
const post = (path: string, body: unknown, who: Who = officer) => server.call("POST", `/api/v1/customs/${path}`, { body, ...who });
const get = (path: string, who: Who = officer) => server.call("GET", `/api/v1/customs/${path}`, who);
const held = async (): Promise<string> =>
  (await server.call("GET", "/api/v1/stock?site=xt", officer)).body.rows
    .map((row: { hold: string; quantity: string }) => `${row.hold} ${row.quantity}`)
    .join();

const inspection = (more: object = {}) => ({ inspection: "CK-1", site: "xt", location: "A1", reason: "抽查数量", ...more });
const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from("a picture")]);
const photo = async (bytes: Buffer, who: Who = here, type = "image/png") => {
  const response = await fetch(`${server.url}/api/v1/customs/inspections/CK-1/photos?name=${encodeURIComponent("现场.png")}`, {
    method: "POST",
    headers: { "content-type": type, ...(who.cookie === undefined ? {} : { cookie: who.cookie }) },
    body: Uint8Array.from(bytes),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
};

describe("an inspection", () => {
  test("is an officer's: its goods stand still until it agrees", async () => {
    expect((await post("inspections", inspection(), here)).status).toBe(403);
    expect((await post("inspections", inspection(), { key: ADMIN_KEY })).body.errors).toEqual([{ pointer: "", detail: "not_an_officer" }]);
    expect((await post("inspections", inspection())).status).toBe(201);
    expect((await post("inspections", inspection())).status).toBe(200);
    expect(await held()).toBe("customs_hold 10");
    expect((await get("documents/CK-1", here)).body).toMatchObject({ kind: "inspection", state: "ordered", lacks: ["inspection_result"] });
    expect((await post("inspections/CK-1/result", { result: "started" })).status).toBe(201);
    expect((await post("inspections/CK-1/result", { result: "agrees" })).status).toBe(201);
    expect(await held()).toBe("none 10");
    expect((await get("documents/CK-1")).body).toMatchObject({ state: "agrees", lacks: [] });
  });

  test("that differs waits until it is settled", async () => {
    await post("inspections", inspection());
    const differs = { result: "differs", found: "少两件" };
    expect((await post("inspections/CK-1/result", differs)).body.errors).toEqual([{ pointer: "", detail: "photograph_missing" }]);
    await photo(PNG);
    expect((await post("inspections/CK-1/result", differs)).status).toBe(201);
    expect((await get("documents/CK-1")).body).toMatchObject({ state: "differs", lacks: ["disposition"] });
    expect(await held()).toBe("customs_hold 10");
    expect((await post("inspections/CK-1/result", { result: "settled", disposition: "补税" })).status).toBe(201);
    expect(await held()).toBe("none 10");
    expect((await post("inspections/NONE/result", { result: "agrees" })).status).toBe(404);
  });

  test("of a document is what the document lacks", async () => {
    await books.lane.customs.act([fileInventory("I1", { direction: "out" })]);
    await books.lane.customs.act([approve("I1", "QD1")]);
    expect((await post("inspections", inspection({ location: undefined, document: "I1" }))).status).toBe(201);
    expect((await get("documents/I1")).body.lacks).toContain("inspection_result");
    expect((await get("documents/I1")).body.linked).toContainEqual({ kind: "inspection", number: "CK-1", state: "ordered" });
    await post("inspections/CK-1/result", { result: "cancelled", why: "误下" });
    expect((await get("documents/I1")).body.lacks).not.toContain("inspection_result");
  });

  test("names one thing that is inspected", async () => {
    expect((await post("inspections", inspection({ location: undefined }))).status).toBe(400);
    expect((await post("inspections", inspection({ document: "I1" }))).status).toBe(400);
  });

  test("keeps pictures by their hash, and serves them as what they are", async () => {
    await post("inspections", inspection());
    const sha256 = createHash("sha256").update(PNG).digest("hex");
    const added = await photo(PNG, here, "application/octet-stream");
    expect(added).toEqual({ status: 201, body: { photo: expect.any(Number), sha256, size: PNG.length } });
    expect(await photo(PNG)).toMatchObject({ status: 200, body: { photo: added.body.photo } });
    expect((await get("documents/CK-1")).body.photos).toMatchObject([
      { name: "现场.png", mediaType: "image/png", sha256, by: "operator.xt@test.local" },
    ]);
    const served = await fetch(`${server.url}/api/v1/customs/inspections/CK-1/photos/${added.body.photo}`, { headers: here });
    expect([served.headers.get("content-type"), served.headers.get("x-content-type-options")]).toEqual(["image/png", "nosniff"]);
    expect(Buffer.from(await served.arrayBuffer()).equals(PNG)).toBe(true);
    expect((await get(`inspections/CK-1/photos/${added.body.photo}`, elsewhere)).status).toBe(404);
    expect((await photo(PNG, elsewhere)).status).toBe(404);
    expect((await photo(Buffer.from("<svg onload=alert(1)>"))).status).toBe(415);
    expect((await photo(Buffer.alloc(8 * 1024 * 1024 + 1))).status).toBe(413);
  });
});

describe("an admission in two stages", () => {
  test("goes step by step, by customs' word", async () => {
    await books.lane.customs.act([fileInventory("I1")]);
    const step = (body: object, who: Who = officer) => post("admissions/I1", body, who);
    expect((await step({ step: "present" }, here)).status).toBe(403);
    expect((await step({ step: "present" })).status).toBe(201);
    expect((await step({ step: "admit_to_country", conditions: ["laboratory_result"] })).status).toBe(201);
    expect((await step({ step: "admit_to_market" })).body.errors).toEqual([{ pointer: "", detail: "conditions_open" }]);
    expect((await get("documents/I1?kind=admission")).body).toMatchObject({ state: "in_country", lacks: ["admission"] });
    expect((await step({ step: "meet", condition: "laboratory_result", by: "LAB-7" })).status).toBe(201);
    expect((await step({ step: "admit_to_market" })).status).toBe(201);
    expect((await get("documents/I1?kind=admission")).body).toMatchObject({ state: "in_market", lacks: [] });
    expect((await post("admissions/NONE", { step: "present" })).status).toBe(404);
  });
});

describe("a report", () => {
  test("is made from the books, kept as its text, and made again only if it says otherwise", async () => {
    const snapshot = { kind: "snapshot", site: "xt", period: "2026-11-11" };
    const made = await post("reports", snapshot, here);
    expect(made).toMatchObject({
      status: 201,
      body: { kind: "snapshot", site: "xt", book: null, period: "2026-11-11", madeBy: "operator.xt@test.local" },
    });
    const whole = (await get(`reports/${made.body.report}`, here)).body;
    expect(createHash("sha256").update(whole.content).digest("hex")).toBe(made.body.sha256);
    expect(JSON.parse(whole.content)).toMatchObject({
      kind: "daily_stock_snapshot",
      lines: [{ book: BOOK, line: 1, physical: "10", actual: "10" }],
    });
    expect(await post("reports", snapshot, here)).toMatchObject({ status: 200, body: { report: made.body.report } });
    expect((await post("reports", snapshot, elsewhere)).status).toBe(403);
    expect((await get("reports", elsewhere)).body.rows).toEqual([]);
  });

  test("of what is not over, or of a book that it does not name, is refused", async () => {
    expect((await post("reports", { kind: "monthly", site: "xt", period: "2026-11" })).body.errors).toEqual([
      { pointer: "", detail: "period_not_over" },
    ]);
    expect((await post("reports", { kind: "write_off", site: "xt", period: "2026-11-01/2026-11-10" })).status).toBe(422);
    expect((await post("reports", { kind: "snapshot", site: "xt", book: BOOK, period: "2026-11-01" })).status).toBe(422);
  });

  test("of a book is accepted by an officer", async () => {
    const period = "2026-11-01/2026-11-10";
    const accept = { period, approval: "核销1号" };
    expect((await post(`books/${BOOK}/write-off`, accept)).body.errors).toEqual([{ pointer: "", detail: "not_reported" }]);
    const made = await post("reports", { kind: "write_off", site: "xt", book: BOOK, period });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect((await post(`books/${BOOK}/write-off`, accept, here)).status).toBe(403);
    expect((await post(`books/${BOOK}/write-off`, accept)).status).toBeLessThan(300);
    expect((await post("books/NONE/write-off", accept)).status).toBe(404);
  });
});
