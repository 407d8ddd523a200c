import { describe, expect, test } from "vitest";
import { createHttp, type HttpOptions } from "../../server/http/create-http.ts";
import { createDocsPage } from "../../server/http/docs-page.ts";
import { createDeviceSchemas, createOpenApi, openApiPath } from "../../server/http/openapi.ts";
import { documented } from "../../server/http/routes.ts";

/** The calls that the outside holds on to, of what stands so far. */
const CONTRACT = [
  "PUT /master-data",
  "POST /devices",
  "GET /devices",
  "DELETE /devices/{device}",
  "POST /observations",
  "GET /observations/{id}",
  "POST /releases",
  "GET /stock",
  "GET /journal",
  "GET /trace",
  "GET /differences",
  "POST /customs/messages",
  "GET /customs/documents/{number}",
  "GET /customs/receipts",
  "GET /shipments",
  "GET /shipments/{shipment}",
  "GET /tracks/{unit}",
  "GET /telemetry/{unit}",
  "GET /alarms",
  "POST /alarms/{alarm}/acknowledge",
  "GET /invariants",
  "GET /clock",
];
/** What answers without being a call of the table: documents, health, metrics, the web. */
const OUTSIDE_THE_TABLE = ["/livez", "/readyz", "/metrics", "/api", "/api/openapi.json", "/api/device-schemas.json", "/{*page}"];

/** The table is data: nothing of the house is asked before a call comes. */
const nothing = new Proxy({}, { get: () => nothing }) as never;
const door = createHttp({
  ...({
    log: nothing,
    invariants: { latest: () => [], check: nothing },
    sessions: nothing,
    clock: nothing,
    devices: nothing,
    keys: nothing,
  } as unknown as HttpOptions),
  publicUrl: "http://entrepot.test",
  version: "0.0.0",
  webDir: "/nowhere",
});
const table = documented(door.routes);

type Layer = { route?: { path: string; methods: Record<string, boolean> } };
const mounted = (door.app.router as unknown as { stack: Layer[] }).stack.flatMap(({ route }) =>
  route
    ? Object.keys(route.methods)
        .filter((method) => method !== "_all" && route.methods[method])
        .map((method) => ({ method: method.toUpperCase(), path: route.path }))
    : [],
);

type OpenApi = {
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        summary: string;
        responses: Record<string, unknown>;
        parameters: { name: string; in: string; required: boolean }[];
      }
    >
  >;
};
const openApi = createOpenApi(table, "0.0.0") as unknown as OpenApi;

describe("the table of calls", () => {
  test("has every call that the outside holds on to", () => {
    const calls = new Set(table.map((route) => `${route.method} ${openApiPath(route.path).replace("/api/v1", "")}`));
    expect(CONTRACT.filter((call) => !calls.has(call))).toEqual([]);
  });

  test("has every call that is mounted, and mounts every call it has", () => {
    const rows = new Set(table.map((route) => `${route.method} ${route.path}`));
    const found = new Set(mounted.map(({ method, path }) => `${method} ${path}`));
    expect([...found].filter((call) => !rows.has(call) && !OUTSIDE_THE_TABLE.includes(call.split(" ")[1] ?? ""))).toEqual([]);
    expect([...rows].filter((call) => !found.has(call))).toEqual([]);
  });

  test("names every part of a path", () => {
    for (const { path, params } of table) {
      const names = [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1]);
      expect(Object.keys((params as unknown as { shape?: object })?.shape ?? {}), path).toEqual(names);
    }
  });

  test("leaves nothing open but what says so", () => {
    const open = table.filter((route) => route.action === "public").map((route) => route.path);
    expect(open.filter((path) => !/^\/(broker-auth|api\/auth)\//.test(path))).toEqual(["/api/v1/clock", "/api/v1/demo-accounts"]);
  });
});

describe("the documents", () => {
  test("describe every call once, by an id of its own", () => {
    const operations = Object.values(openApi.paths).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(table.length);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(table.length);
    for (const operation of operations) expect(operation.summary.length).toBeGreaterThan(5);
  });

  test("say of a list which fields it takes, and that none of its filters is needed", () => {
    const stock = openApi.paths["/api/v1/stock"]?.["get"];
    expect(stock?.parameters.map((parameter) => parameter.name)).toEqual(
      expect.arrayContaining(["limit", "after", "site", "at", "known", "parent"]),
    );
    expect(stock?.parameters.filter((parameter) => parameter.required)).toEqual([]);
    expect(openApi.paths["/api/v1/observations/{id}"]?.["get"]?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: "id", in: "path", required: true }),
        expect.objectContaining({ name: "device", in: "query", required: true }),
      ]),
    );
  });

  test("offer an Idempotency-Key at every POST that is somebody's act", () => {
    for (const route of table.filter(({ method, action }) => method === "POST" && action !== "public")) {
      const operation = openApi.paths[openApiPath(route.path)]?.["post"];
      expect(
        operation?.parameters.map((parameter) => parameter.name),
        route.path,
      ).toContain("Idempotency-Key");
    }
  });

  test("hold a schema of every kind of device message", () => {
    const { up, down } = createDeviceSchemas() as {
      up: Record<string, { properties: object; additionalProperties: boolean }>;
      down: object;
    };
    expect(Object.keys(up)).toEqual(["scan", "telemetry", "position", "seal", "gate", "state"]);
    expect(up["scan"]).toMatchObject({ additionalProperties: false, required: ["id", "seq", "at"] });
    expect(Object.keys(down)).toEqual(["ack", "command"]);
  });

  test("are a page for people that needs no script and nothing from elsewhere", () => {
    const page = createDocsPage(table);
    for (const route of table) expect(page).toContain(`<code>${openApiPath(route.path)}</code>`);
    expect(page).not.toMatch(/<script|src=|https?:\/\/(?!localhost)/);
  });
});
