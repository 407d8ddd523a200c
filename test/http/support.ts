/** A server of its own for a test file: the real door on a real database; books and tracking stand in as the test says. */
import type { AddressInfo } from "node:net";
import type pg from "pg";
import { expect } from "vitest";
import { problem } from "../../server/wire/http-api.ts";
import { createHttp, type HttpDoor, type HttpOptions } from "../../server/http/create-http.ts";
import { documented } from "../../server/http/routes.ts";
import { createSessions, type SessionDoor } from "../../server/http/sessions.ts";
import { createReadSide } from "../../server/store/read-side.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

export const ADMIN_KEY = "admin-key-of-the-tests-0123456789";
export const NOW_MS = Date.parse("2026-03-01T08:00:00Z");

export const fixedClock = { nowMs: () => NOW_MS, rate: 60, state: () => ({ worldMs: NOW_MS, wallMs: NOW_MS, rate: 60 }) };
export const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type TestServer = Readonly<{
  url: string;
  database: TestDatabase;
  door: HttpDoor;
  sessions: SessionDoor;
  readSide: ReturnType<typeof createReadSide>;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  stop(): Promise<void>;
}>;
export type CallOptions = Readonly<{
  body?: unknown;
  raw?: string;
  key?: string | null;
  cookie?: string;
  headers?: Readonly<Record<string, string>>;
}>;
/** Checked by the schema of its row, not by the compiler. */
// oxlint-disable-next-line typescript/no-explicit-any
type Loose = any;
export type Reply = Readonly<{ status: number; body: Loose; headers: Headers }>;

const notHere = async (): Promise<never> => {
  throw new Error("this test has no books");
};

/** Ports that no test here reaches, unless it brings its own. */
export const standIns: Pick<
  HttpOptions,
  | "customsDesk"
  | "differences"
  | "releases"
  | "alarms"
  | "tracks"
  | "units"
  | "shipments"
  | "submitObservation"
  | "disconnectDevice"
  | "readiness"
> = {
  differences: { dispose: notHere },
  customsDesk: { act: notHere },
  releases: { create: notHere },
  alarms: { raise: notHere, clear: notHere, acknowledge: notHere },
  tracks: { findTrack: notHere, findTelemetry: notHere },
  units: { listUnits: notHere },
  shipments: { listShipments: notHere, findShipment: notHere },
  submitObservation: notHere,
  disconnectDevice: () => undefined,
  readiness: async () => ({ database: true }),
};

export const startTestServer = async (options: Partial<HttpOptions> = {}, otherPool?: pg.Pool): Promise<TestServer> => {
  const database = await createTestDatabase();
  const pool = otherPool ?? database.pool;
  const readSide = createReadSide({ pool, clock: fixedClock, log: silentLog });
  const sessions = createSessions({
    database: pool,
    people: readSide.people,
    findKey: readSide.keys.find,
    adminKey: ADMIN_KEY,
    secret: "a secret for cookies, long enough for tests",
    publicUrl: options.publicUrl ?? "http://entrepot.test",
  });
  const door = createHttp({
    ...readSide,
    ...standIns,
    sessions,
    clock: fixedClock,
    log: silentLog,
    publicUrl: "http://entrepot.test",
    version: "0.0.0-test",
    ...options,
  });
  await new Promise<void>((resolve) => door.listener.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(door.listener.address() as AddressInfo).port}`;
  return {
    url,
    database,
    door,
    sessions,
    readSide,
    call: createCaller(url, door),
    stop: async () => {
      await door.stop();
      await readSide.stop();
      await database.drop();
    },
  };
};

const createCaller = (url: string, door: HttpDoor): TestServer["call"] => {
  const table = documented(door.routes).map((route) => ({
    ...route,
    pattern: new RegExp(`^${route.path.replaceAll(/:[A-Za-z]+/g, "[^/]+")}$`),
  }));
  return async (method, path, { body, raw, key = ADMIN_KEY, cookie, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key !== null && cookie === undefined ? { authorization: `Bearer ${key}` } : {}),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const parsed: Loose = isJson && text !== "" ? JSON.parse(text) : text;
    if (response.status >= 400 && !(path.startsWith("/broker-auth/") && text === "deny")) {
      // Every error there is, of every call of every test; a broker is refused in its own word.
      expect(response.headers.get("content-type"), `${method} ${path} ${text}`).toMatch(/^application\/problem\+json/);
      expect(problem.parse(parsed).status).toBe(response.status);
    } else if (isJson) {
      const route = table.find((row) => row.method === method && row.pattern.test(path.split("?")[0] ?? ""));
      if (route?.answer) expect(() => route.answer?.parse(parsed), `${method} ${path} answers as documented`).not.toThrow();
    }
    return { status: response.status, body: parsed, headers: response.headers };
  };
};

export const MASTER_DATA = {
  sites: [
    {
      site: "xiangtan",
      kind: "bonded_warehouse",
      name: { zh: "湘潭综合保税区", en: "Xiangtan bonded zone" },
      lat: 27.9,
      lon: 112.9,
      regimes: ["bonded", "non_bonded"],
    },
    {
      site: "chenzhou",
      kind: "bonded_warehouse",
      name: { zh: "郴州综合保税区", en: "Chenzhou bonded zone" },
      lat: 25.8,
      lon: 113.0,
      regimes: ["bonded"],
    },
  ],
  locations: [
    { site: "xiangtan", location: "D1", kind: "dock", regimes: ["bonded", "non_bonded"], barcode: "LOC-D1" },
    { site: "xiangtan", location: "A-01-01", kind: "bin", regimes: ["bonded"] },
    { site: "chenzhou", location: "D1", kind: "dock", regimes: ["bonded"] },
  ],
  parties: [{ party: "acme", name: "示例公司", roles: ["owner"] }],
  products: [{ gtin: "06901234567892", name: { zh: "茶油", en: "Camellia oil" }, uom: "EA", coldClass: "ambient" }],
  books: [
    {
      book: "T4900W000001",
      kind: "bonded",
      site: "xiangtan",
      owner: "acme",
      lines: [{ line: 1, itemRecordNo: "SKU1", gtin: "06901234567892", hsCode: "1515909090", uom: "EA" }],
    },
  ],
  units: [{ unit: "truck-1", mode: "truck", name: { zh: "卡车一号", en: "Truck 1" }, plate: "湘A12345" }],
};

export const PASSWORD = "correct horse battery";

/** The cookie of a new person of this role. */
export const signInAs = async (
  server: TestServer,
  role: "operator" | "dispatcher" | "officer" | "administrator",
  sites: string[] = [],
): Promise<string> => {
  const user = `${role}.${sites.join(".") || "none"}@test.local`;
  await server.sessions.users.create({ user, name: role, role, sites, password: PASSWORD });
  const answer = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: user, password: PASSWORD }),
  });
  expect(answer.status, await answer.text()).toBe(200);
  return cookieOf(answer.headers);
};

export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
