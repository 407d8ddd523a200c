import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPool } from "../../server/store/pool.ts";
import { writeEntry } from "./books-fixture.ts";
import { MASTER_DATA, NOW_MS, signInAs, startTestServer, type TestServer } from "./support.ts";

const web = mkdtempSync(path.join(tmpdir(), "entrepot-web-"));
mkdirSync(path.join(web, "assets"));
writeFileSync(path.join(web, "index.html"), "<!doctype html><title>Entrepot</title>");
writeFileSync(path.join(web, "assets", "main-DfT3_k2a.js"), "export {};");
writeFileSync(path.join(web, "sw.js"), "// the service worker");

let server: TestServer;
const submitted: { device: string; kind: string; message: unknown; operator?: string; byOfficer: boolean }[] = [];
const acknowledged: unknown[][] = [];
const disposed: unknown[][] = [];
let isReady = true;

beforeAll(async () => {
  server = await startTestServer({
    webDir: web,
    demoAccounts: [{ email: "operator@demo.local", password: "entrepot-demo", role: "operator", name: "Operator" }],
    submitObservation: async (submission) => {
      submitted.push(submission);
      return { id: "m1", result: "posted", entry: submitted.length };
    },
    alarms: { raise: async () => undefined, clear: async () => undefined, acknowledge: async (...said) => acknowledged.push(said) < 2 },
    differences: { dispose: async (...said) => disposed.push(said) > 0 },
    releases: {
      create: async (draft) => {
        if (draft.release === "R-other") return "differs";
        const { rowCount } = await server.database.pool.query(
          "INSERT INTO release (release, site, owner, valid_until, created_at, created_by, content) VALUES ($1, $2, $3, to_timestamp($4 / 1000.0), now(), 'x', 'x') ON CONFLICT DO NOTHING",
          [draft.release, draft.site, draft.owner, draft.validUntilMs],
        );
        for (const [n, line] of draft.lines.entries()) {
          await server.database.pool.query(
            "INSERT INTO release_line (release, n, gtin, quantity) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            [draft.release, n, line.gtin, line.quantity],
          );
        }
        return rowCount === 1 ? "created" : "exists";
      },
    },
    shipments: {
      listShipments: async () => ({ rows: [], next: null }),
      findShipment: async (shipment) =>
        shipment !== "s1"
          ? undefined
          : {
              shipment,
              name: null,
              owner: null,
              state: "planned",
              progress: 0,
              eta: null,
              lateMinutes: 0,
              legs: [],
              parents: [],
              etaRevisions: [],
              handOverEntries: [1],
            },
    },
    tracks: { findTrack: async ({ unit }) => (unit === "truck-1" ? { unit, fixes: [] } : undefined), findTelemetry: async () => undefined },
    units: {
      listUnits: async () =>
        ["a", "b", "c"].map((unit, n) => ({
          n,
          unit,
          mode: "truck" as const,
          name: { zh: unit, en: unit },
          plate: null,
          fix: null,
          seal: null,
          readings: [],
          limits: { minC: null, maxC: null },
          shipment: null,
        })),
    },
    readiness: async () => ({ database: isReady }),
    measures: () => [{ name: "ingest_events_total", help: "Events", kind: "counter", value: 3, labels: { result: "posted" } }],
  });
  await server.call("PUT", "/api/v1/master-data", { body: MASTER_DATA });
  for (const [device, site, kind] of [
    ["station-1", "xiangtan", "station"],
    ["station-2", "chenzhou", "station"],
    ["gate-1", "xiangtan", "gate"],
  ]) {
    await server.call("POST", "/api/v1/devices", { body: { device, site, kind } });
  }
  await writeEntry(server.database.pool, { at: "2026-02-01T00:00:00Z" });
});
afterAll(() => server.stop());

const get = (where: string, options = {}) => server.call("GET", where, options);

describe("an observation over HTTP", () => {
  const scan = { id: "m1", seq: 1, at: "2026-03-01T00:00:00Z", step: "receiving", location: "D1" };
  const submit = (device: string, options: object = {}, message: unknown = scan) =>
    server.call("POST", "/api/v1/observations", { ...options, body: { device, kind: "scan", message } });

  test("goes the road of the device, and its answer is the ack", async () => {
    const answer = await submit("station-1");
    expect(answer.body).toEqual({ id: "m1", result: "posted", entry: submitted.length });
    expect(submitted.at(-1)).toEqual({ device: "station-1", kind: "scan", message: scan, byOfficer: false });
  });

  test("from a person is from a station at a site of theirs, under their own name", async () => {
    const cookie = await signInAs(server, "operator", ["xiangtan"]);
    expect((await submit("station-1", { cookie }, { ...scan, operator: "somebody else" })).status).toBe(200);
    expect(submitted.at(-1)).toMatchObject({ operator: "operator.xiangtan@test.local", byOfficer: false });
    const before = submitted.length;
    expect((await submit("station-2", { cookie })).status).toBe(403);
    expect((await submit("gate-1", { cookie })).status).toBe(403);
    expect((await submit("ghost", { cookie })).status).toBe(404);
    expect((await submit("station-1", { cookie: await signInAs(server, "dispatcher") })).status).toBe(403);
    expect(submitted).toHaveLength(before);
  });

  test("twice with one Idempotency-Key happens once; with another body it is refused", async () => {
    const before = submitted.length;
    const headers = { "idempotency-key": "scan-once" };
    const [one, other] = [await submit("station-1", { headers }), await submit("station-1", { headers })];
    expect(other.body).toEqual(one.body);
    expect(submitted).toHaveLength(before + 1);
    expect((await submit("station-1", { headers }, { ...scan, id: "m2" })).status).toBe(422);
    const cookie = await signInAs(server, "operator", ["xiangtan", "chenzhou"]);
    expect((await submit("station-1", { headers, cookie })).headers.get("idempotency-replayed")).toBeNull();
    expect((await submit("station-1", { headers: { "idempotency-key": "no spaces" } })).status).toBe(400);
  });

  test("at the same time with one Idempotency-Key happens once", async () => {
    const before = submitted.length;
    const answers = await Promise.all(Array.from({ length: 6 }, () => submit("station-1", { headers: { "idempotency-key": "at-once" } })));
    expect(submitted).toHaveLength(before + 1);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
  });

  test("of a revoked device is refused", async () => {
    await server.call("POST", "/api/v1/devices", { body: { device: "station-9", site: "xiangtan", kind: "station" } });
    await server.call("DELETE", "/api/v1/devices/station-9");
    expect((await submit("station-9")).status).toBe(403);
  });
});

describe("the work list", () => {
  test("a release is made once, read back, and refused with other content or quantities that cannot be", async () => {
    const body = {
      release: "R1",
      site: "xiangtan",
      owner: "acme",
      validUntil: "2026-04-01T00:00:00Z",
      lines: [{ gtin: "06901234567892", quantity: "12.5" }],
    };
    const post = (more: object = {}) => server.call("POST", "/api/v1/releases", { body: { ...body, ...more } });
    const made = await post();
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      release: "R1",
      validUntil: "2026-04-01T00:00:00.000Z",
      lines: [{ gtin: "06901234567892", quantity: "12.5", used: "0", batch: null }],
    });
    expect((await post()).status).toBe(200);
    expect((await post({ release: "R-other" })).status).toBe(409);
    const bad = await post({
      lines: [
        { gtin: "06901234567892", quantity: "1.123456" },
        { gtin: "06901234567893", quantity: "0" },
        { gtin: "06901234567892", quantity: "90000000000001" },
      ],
    });
    expect(bad.status).toBe(422);
    expect(bad.body.errors.map((error: { pointer: string; detail: string }) => `${error.pointer} ${error.detail}`)).toEqual([
      "/lines/0/quantity quantity_too_fine",
      "/lines/1/quantity must be above zero",
      "/lines/1/gtin 06901234567893 has a wrong check digit",
      "/lines/2/quantity quantity_too_large",
    ]);
    expect((await post({ site: "atlantis" })).body.errors[0].pointer).toBe("/site");
    expect((await get("/api/v1/releases?site=xiangtan")).body.rows).toHaveLength(1);
  });

  test("an alarm is acknowledged once, by who may see it", async () => {
    await server.database.pool.query(
      `INSERT INTO alarm (kind, severity, state, site, subject, detail, raised_at) VALUES
       ('refused_at_gate', 'minor', 'open', 'xiangtan', 'a', '{}', now()), ('seal_tampered', 'critical', 'open', 'chenzhou', 'b', '{}', now()), ('late', 'critical', 'cleared', NULL, 'c', '{}', now())`,
    );
    const all = await get("/api/v1/alarms");
    expect(all.body.rows.map((row: { subject: string }) => row.subject)).toEqual(["b", "a", "c"]);
    const first = await get("/api/v1/alarms?limit=1");
    expect((await get(`/api/v1/alarms?limit=2&after=${first.body.next}`)).body.rows.map((row: { subject: string }) => row.subject)).toEqual(
      ["a", "c"],
    );
    const cookie = await signInAs(server, "operator", ["xiangtan"]);
    expect((await get("/api/v1/alarms", { cookie })).body.rows.map((row: { subject: string }) => row.subject)).toEqual(["a"]);
    const acknowledge = (alarm: number, options = {}) =>
      server.call("POST", `/api/v1/alarms/${alarm}/acknowledge`, { body: { note: "seen" }, ...options });
    expect((await acknowledge(2, { cookie })).status).toBe(404);
    expect((await acknowledge(1, { cookie })).status).toBe(200);
    expect(acknowledged).toEqual([[1, "operator.xiangtan@test.local", "seen"]]);
    expect((await acknowledge(1)).status).toBe(409);
  });

  test("a difference is disposed of by an officer, and by nobody else", async () => {
    await server.database.pool.query(
      `INSERT INTO unsettled (entry, device, observation, site, reason, at, seq, recorded_at, waits_for, missing, fact, revision)
       VALUES (1, 'd', 'o', 'xiangtan', 'stock_short', now(), 1, now(), '{}', $1, '{}', 0)`,
      [
        JSON.stringify([
          {
            account: { family: "stock", site: "xiangtan", location: "D1", parent: null, regime: "bonded", hold: "none" },
            lot: { gtin: "06901234567892", batch: null },
            quantity: "250000",
          },
        ]),
      ],
    );
    const body = { reason: "counted again", approval: "HG-1" };
    expect(
      (await server.call("POST", "/api/v1/differences/1/dispose", { cookie: await signInAs(server, "administrator"), body })).status,
    ).toBe(403);
    const officer = await signInAs(server, "officer");
    expect((await server.call("POST", "/api/v1/differences/77/dispose", { cookie: officer, body })).status).toBe(404);
    expect((await server.call("POST", "/api/v1/differences/1/dispose", { cookie: officer, body })).status).toBe(204);
    expect(disposed).toEqual([[1, "officer.none@test.local", "counted again", "HG-1"]]);
    const { rows } = (await get("/api/v1/differences?site=xiangtan", { cookie: officer })).body;
    expect(rows).toMatchObject([
      {
        entry: 1,
        reason: "stock_short",
        missing: [{ account: { site: "xiangtan", location: "D1" }, lot: { gtin: "06901234567892" }, quantity: "2.5" }],
      },
    ]);
  });

  test("quarantine is shown to officers, with the bytes as they came", async () => {
    const payload = Buffer.from([0xff, 0x00, 0x7b]);
    await server.database.pool.query(
      "INSERT INTO quarantine (topic, device, reason, detail, payload, size, received_at) VALUES ('e/00/x/y/scan', 'y', 'not_json', 'x', $1, 3, now())",
      [payload],
    );
    const officer = await signInAs(server, "officer", ["xiangtan"]);
    const listed = await get("/api/v1/quarantine", { cookie: officer });
    expect(listed.body.rows[0]).toMatchObject({ reason: "not_json", bytes: 3 });
    const bytes = await fetch(`${server.url}/api/v1/quarantine/${listed.body.rows[0].quarantine}/bytes`, { headers: { cookie: officer } });
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(payload);
    expect(bytes.headers.get("content-disposition")).toMatch(/^attachment/);
    expect((await get("/api/v1/quarantine", { cookie: await signInAs(server, "dispatcher", ["a"]) })).status).toBe(403);
  });
});

describe("tracking and the house", () => {
  test("answers tracks, telemetry and shipments, and says when there is no such thing", async () => {
    expect((await get("/api/v1/tracks/truck-1?from=2026-01-01T00:00:00Z")).body).toEqual({ unit: "truck-1", fixes: [] });
    expect((await get("/api/v1/tracks/ghost")).status).toBe(404);
    expect((await get("/api/v1/telemetry/ghost")).status).toBe(404);
    expect((await get("/api/v1/tracks/truck-1?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")).status).toBe(400);
    expect((await get("/api/v1/shipments/s1")).body).toMatchObject({ shipment: "s1", handOvers: [{ entry: 1 }] });
    expect((await get("/api/v1/shipments/ghost")).status).toBe(404);
    const first = await get("/api/v1/units?limit=2");
    expect([first.body.rows.length, first.body.next]).toEqual([2, "b"]);
    expect((await get(`/api/v1/units?limit=2&after=b`)).body).toMatchObject({ rows: [{ unit: "c" }], next: null });
  });

  test("tells the world's time to anybody", async () => {
    expect((await get("/api/v1/clock", { key: null })).body).toEqual({
      now: new Date(NOW_MS).toISOString(),
      rate: 60,
      worldMs: NOW_MS,
      wallMs: NOW_MS,
    });
  });

  test("shows the running proof, and runs it when asked", async () => {
    expect((await get("/api/v1/invariants")).body.rows).toHaveLength(5);
    const checked = await get("/api/v1/invariants?check=true");
    expect(checked.body.rows.every((row: { ok: boolean; checkedAt: string | null }) => row.ok && row.checkedAt !== null)).toBe(true);
  });

  test("has demo accounts only as a demo, and a key is nobody", async () => {
    expect((await get("/api/v1/demo-accounts", { key: null })).body.rows).toHaveLength(1);
    expect((await get("/api/v1/me")).status).toBe(403);
    expect((await get("/api/v1/me", { key: null })).status).toBe(401);
  });

  test("lets a key in until it is revoked, and never one that is made up", async () => {
    const { body } = await server.call("POST", "/api/v1/keys", { body: { name: "reader", scopes: ["read"], sites: ["xiangtan"] } });
    expect((await get("/api/v1/stock", { key: body.secret })).status).toBe(200);
    expect((await get("/api/v1/stock?site=chenzhou", { key: body.secret })).status).toBe(403);
    const listed = await get("/api/v1/keys");
    expect(JSON.stringify(listed.body)).not.toContain(body.secret);
    expect((await server.call("DELETE", `/api/v1/keys/${body.key}`)).status).toBe(204);
    expect((await get("/api/v1/stock", { key: body.secret })).status).toBe(401);
    for (const key of ["", "x", `${body.secret}x`]) expect((await get("/api/v1/stock", { key })).status).toBe(401);
  });
});

describe("what cannot be read", () => {
  const post = (raw: string | undefined, headers: Record<string, string> = { "content-type": "application/json" }) =>
    server.call("POST", "/api/v1/keys", { ...(raw !== undefined && { raw }), headers });

  test.each([
    ["not JSON", "{", 400],
    ["a bare word", '"x"', 400],
    ["nothing", "", 400],
    ["a million brackets", "[".repeat(200_000), 400],
    ["more than 256 kB", `{"name":"${"x".repeat(300_000)}"}`, 413],
    ["a prototype", '{"name":"k","scopes":["read"],"__proto__":{"admin":true}}', 400],
    ["a number that is none", '{"name":"k","scopes":[1e400]}', 400],
    ["a NUL", '{"name":"a\\u0000b","scopes":["read"]}', 400],
    ["half a surrogate", '{"name":"\\ud800","scopes":["read"]}', 400],
  ])("%s is refused", async (_what, raw, status) => {
    expect((await post(raw)).status).toBe(status);
  });

  test("another type, another encoding and a bomb are refused", async () => {
    expect((await post("name=k", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await post("<x/>", { "content-type": "text/xml" })).status).toBe(415);
    const bomb = gzipSync(Buffer.from(`{"name":"${"x".repeat(20_000_000)}"}`));
    const answer = await fetch(`${server.url}/api/v1/keys`, {
      method: "POST",
      body: bomb,
      headers: {
        authorization: "Bearer admin-key-of-the-tests-0123456789",
        "content-type": "application/json",
        "content-encoding": "gzip",
      },
    });
    expect(answer.status).toBe(413);
  });

  test("nobody makes us read a body", async () => {
    expect(
      (
        await server.call("PUT", "/api/v1/master-data", {
          key: null,
          raw: "{".repeat(100),
          headers: { "content-type": "application/json" },
        })
      ).status,
    ).toBe(401);
  });

  test("an address or a method that is not there is a problem too", async () => {
    expect((await get("/api/v1/nothing")).status).toBe(404);
    const patch = await server.call("PATCH", "/api/v1/devices/x", { body: {} });
    expect([patch.status, patch.headers.get("allow")]).toEqual([405, "DELETE"]);
    expect((await get("/api/v1/devices/%E0%A4%A")).status).toBeGreaterThanOrEqual(400);
  });

  test("a database that went away is said, with when to come back", async () => {
    const pool = createPool("postgres://nobody@127.0.0.1:1/none");
    const away = await startTestServer({}, pool);
    for (const where of ["/api/v1/stock", "/api/v1/devices", "/api/v1/sites", "/api/v1/invariants?check=true"]) {
      const answer = await away.call("GET", where);
      expect([answer.status, answer.headers.get("retry-after")], where).toEqual([503, "2"]);
    }
    await away.stop();
    await pool.end();
  });
});

describe("the pages", () => {
  const page = async (where: string, headers: Record<string, string> = { accept: "text/html" }) =>
    fetch(`${server.url}${where}`, { headers });

  test("are the built web: one page for every address, files for ever when their name says so", async () => {
    for (const where of ["/", "/stock", "/dispatch/truck-1"]) expect(await (await page(where)).text()).toContain("<title>Entrepot</title>");
    expect((await page("/")).headers.get("cache-control")).toBe("no-cache");
    expect((await page("/assets/main-DfT3_k2a.js")).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect((await page("/sw.js")).headers.get("cache-control")).toBe("no-cache");
    for (const where of ["/assets/gone-12345678.js", "/live/x", "/../package.json", "/%2e%2e/package.json"])
      expect((await page(where)).status).toBe(404);
  });

  test("may load only from here, and be framed by nobody", async () => {
    const { headers } = await page("/");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'|'unsafe-eval'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("upgrade-insecure-requests");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  test("tell people of the API, and programs too", async () => {
    expect(await (await page("/api")).text()).toContain("/api/v1/master-data");
    expect((await get("/api/openapi.json", { key: null })).body.openapi).toBe("3.1.0");
    expect((await get("/api/device-schemas.json", { key: null })).body.up.scan.type).toBe("object");
  });
});

describe("health and measures", () => {
  test("live is the event loop, ready is the house", async () => {
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    isReady = false;
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ ready: false, database: false });
    isReady = true;
  });

  test("are for this machine, and through a proxy for who may read them", async () => {
    await get("/api/v1/observations/some-secret-code?device=x");
    const here = await (await fetch(`${server.url}/metrics`)).text();
    expect(here).toContain('route="/api/v1/observations/:id"');
    expect(here).not.toContain("some-secret-code");
    expect(here).toContain('ingest_events_total{result="posted"} 3');
    expect(here).toContain('ledger_invariant_ok{invariant="sum_over_lot_is_zero"} 1');
    const proxied = { "x-forwarded-for": "203.0.113.9" };
    expect((await server.call("GET", "/metrics", { key: null, headers: proxied })).status).toBe(403);
    expect((await server.call("GET", "/metrics", { headers: proxied })).status).toBe(200);
  });
});
