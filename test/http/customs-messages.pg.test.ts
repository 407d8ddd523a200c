import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MessageAnswer, MessageSource } from "../../server/usecases/customs/messages-ports.ts";
import { CUSTOMS_MESSAGE_BYTES_MAX } from "../../server/wire/customs-documents.ts";
import { until } from "../support/pipeline.ts";
import { ADMIN_KEY, signInAs, startTestServer, type TestServer } from "./support.ts";

/** The door for messages of customs; what reads them stands in. */
let server: TestServer;
let taken: { bytes: Uint8Array; source: MessageSource }[] = [];
let next: MessageAnswer;
const states: unknown[] = [];
const READ: MessageAnswer = {
  readable: true,
  message: 1,
  repeat: false,
  kind: "CEB621",
  accepted: [{ key: "A", warnings: [{ element: "qty", message: "wrong", found: "1", allowed: "2" }] }],
  rejected: [{ key: "B", errors: [] }],
};

beforeAll(async () => {
  server = await startTestServer({
    exchange: {
      takeMessage: async (bytes, source) => {
        taken.push({ bytes: Uint8Array.from(bytes), source });
        return next;
      },
      readOriginal: async (message) => (message === 1 ? Buffer.from("<x/>") : undefined),
      setOutgoing: async (...change) => {
        states.push(change);
        await server.database.pool.query("UPDATE customs_message SET state = $2, note = $3 WHERE message = $1", [
          change[0],
          change[1],
          change[2].note,
        ]);
      },
    },
  });
});
afterAll(() => server.stop());

type Sent = Readonly<{ type?: string; headers?: Record<string, string>; key?: string | null; cookie?: string }>;
const send = async (raw: string, { type = "application/xml", headers = {}, ...who }: Sent = {}) => {
  taken = [];
  return server.call("POST", "/api/v1/customs/messages", { raw, headers: { "content-type": type, ...headers }, ...who });
};

describe("a message", () => {
  test.each(["application/xml", "text/xml; charset=GBK", "application/octet-stream"])(
    "as %s is handed over byte for byte",
    async (type) => {
      next = READ;
      expect(await send("\ufeff<?xml version='1.0'?><a>é</a>", { type })).toMatchObject({
        status: 202,
        body: {
          kind: "CEB621",
          accepted: [{ key: "A", warnings: [{ element: "qty", found: "1", allowed: "2" }] }],
          rejected: [{ key: "B", errors: [] }],
        },
      });
      expect(Buffer.from(taken[0]?.bytes ?? []).toString()).toBe("\ufeff<?xml version='1.0'?><a>é</a>");
      expect(taken[0]?.source).toEqual({ door: "http", by: expect.any(String), mayAnswer: true });
    },
  );

  test("of another type, empty, or above 16 MiB is not read", async () => {
    next = READ;
    expect((await send("{}", { type: "application/json" })).status).toBe(415);
    expect((await send("")).status).toBe(400);
    expect((await send("x".repeat(CUSTOMS_MESSAGE_BYTES_MAX + 1))).status).toBe(413);
    expect(taken).toEqual([]);
    expect((await send("x".repeat(CUSTOMS_MESSAGE_BYTES_MAX))).status).toBe(202);
  });

  test("that is none is a problem that says why, and a fault of ours asks for another try", async () => {
    next = { readable: false, message: 1, reason: "doctype", detail: "a DOCTYPE is refused", line: 2 };
    expect(await send("<!DOCTYPE a>")).toMatchObject({
      status: 400,
      body: { errors: [{ detail: "doctype" }], detail: expect.stringContaining("line 2") },
    });
    next = { readable: false, message: null, reason: "busy", detail: "too many wait" };
    const busy = await send("<a/>");
    expect([busy.status, busy.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  test("with an Idempotency-Key is taken once, and other bytes under the same key are refused", async () => {
    next = READ;
    const headers = { "idempotency-key": "m-1" };
    expect((await send("<a/>", { headers })).status).toBe(202);
    const again = await send("<a/>", { headers });
    expect([again.status, taken.length, again.headers.get("idempotency-replayed")]).toEqual([202, 0, "true"]);
    expect((await send("<b/>", { headers })).status).toBe(422);
  });

  test("is taken from who may file everywhere, and customs' word from who may speak for customs", async () => {
    next = READ;
    expect((await send("<a/>", { key: null })).status).toBe(401);
    expect((await send("<a/>", { cookie: await signInAs(server, "officer") })).status).toBe(403);
    expect((await send("<a/>", { cookie: await signInAs(server, "operator", ["xiangtan"]) })).status).toBe(403);
    const key = async (scopes: string[]): Promise<string> =>
      (await server.call("POST", "/api/v1/keys", { body: { name: scopes.join(), scopes } })).body.secret;
    expect((await send("<a/>", { key: await key(["read"]) })).status).toBe(403);
    expect((await send("<a/>", { key: await key(["customs:write"]) })).status).toBe(202);
    expect(taken[0]?.source.mayAnswer).toBe(true);
  });
});

describe("originals and the outbox", () => {
  beforeAll(async () => {
    await server.database.pool.query(`INSERT INTO customs_message (direction, door, kind, sha256, size, sealed, state, at, by)
      VALUES ('out', 'made', 'INV101', '\\x01', 4, '\\x00', 'waiting', now(), 'server'), ('in', 'http', 'CEB621', '\\x02', 4, '\\x00', 'read', now(), 'x')`);
  });

  test("are read by an officer and by nobody else, never as a page, and it is kept who did", async () => {
    const officer = { cookie: await signInAs(server, "officer", ["a"]) };
    const answer = await server.call("GET", "/api/v1/customs/messages/1/bytes", officer);
    expect([answer.status, answer.body, answer.headers.get("content-type")]).toEqual([200, "<x/>", "application/octet-stream"]);
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
    expect((await server.call("GET", "/api/v1/customs/messages/9/bytes", officer)).status).toBe(404);
    const dispatcher = { cookie: await signInAs(server, "dispatcher") };
    expect((await server.call("GET", "/api/v1/customs/messages/1/bytes", dispatcher)).status).toBe(403);
    // Kept beside the answer, not before it.
    const kept = async (): Promise<unknown[]> =>
      (await server.database.pool.query("SELECT allowed FROM audit WHERE action = 'message.read_original' ORDER BY 1")).rows;
    await until(async () => (await kept()).length === 2);
    expect(await kept()).toEqual([{ allowed: false }, { allowed: true }]);
  });

  test("what waits is carried by the declarant's client, which says what became of it", async () => {
    const call = (method: string, path: string, body?: unknown) =>
      server.call(method, `/api/v1/customs/outbox${path}`, { key: ADMIN_KEY, ...(body !== undefined && { body }) });
    expect((await call("GET", "")).body.rows).toMatchObject([{ message: 1, kind: "INV101", state: "waiting" }]);
    expect((await call("GET", "/1/bytes")).body).toBe("<x/>");
    expect((await call("GET", "/2/bytes")).status).toBe(404);
    expect((await call("POST", "/1", { state: "failed", note: "no card" })).body).toMatchObject({ state: "failed", note: "no card" });
    expect((await call("POST", "/2", { state: "sent" })).status).toBe(404);
    expect((await call("GET", "")).body.rows).toEqual([]);
    expect(states).toEqual([[1, "failed", { note: "no card" }]]);
  });
});
