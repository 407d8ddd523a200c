import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieOf, PASSWORD, signInAs, startTestServer, type TestServer } from "./support.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ signInLimits: { perAddress: 60, perAccount: 5 } });
});
afterAll(() => server.stop());

const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  server.call("POST", "/api/auth/sign-in/email", { key: null, body: { email, password }, headers });
const addUser = async (user: string) =>
  server.sessions.users.create({ user, name: user, role: "operator", sites: ["xiangtan"], password: PASSWORD });
const me = (cookie: string) => server.call("GET", "/api/v1/me", { cookie });

describe("a session", () => {
  test("begins with the right password and says who is signed in", async () => {
    const cookie = await signInAs(server, "operator", ["xiangtan"]);
    const answer = await me(cookie);
    expect(answer.body).toEqual({ user: "operator.xiangtan@test.local", name: "operator", role: "operator", sites: ["xiangtan"] });
  });

  test("does not begin with a wrong password, nor for somebody unknown, and says the same of both", async () => {
    await addUser("wrong@test.local");
    const wrong = await signIn("wrong@test.local", "not the password");
    const unknown = await signIn("nobody@test.local", "not the password");
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body.detail).toBe(unknown.body.detail);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  test("has a cookie that scripts cannot read and that does not travel across sites", async () => {
    await addUser("cookie@test.local");
    const [cookie = ""] = (await signIn("cookie@test.local", PASSWORD)).headers.getSetCookie();
    expect(cookie).toMatch(/^entrepot=/);
    for (const flag of [/HttpOnly/i, /SameSite=Lax/i, /Path=\//i, /Max-Age=43200/i]) expect(cookie).toMatch(flag);
  });

  test("keeps its token out of the answer's body", async () => {
    await addUser("token@test.local");
    expect((await signIn("token@test.local", PASSWORD)).body).toEqual({ ok: true });
  });

  test("cannot be chosen by the caller beforehand", async () => {
    await addUser("fixation@test.local");
    const planted = "entrepot=planted.signature";
    const answer = await server.call("POST", "/api/auth/sign-in/email", {
      cookie: planted,
      body: { email: "fixation@test.local", password: PASSWORD },
    });
    expect(cookieOf(answer.headers)).not.toContain("planted");
    expect((await me(planted)).status).toBe(401);
  });

  test("is over after signing out, for whoever kept the cookie too", async () => {
    const cookie = await signInAs(server, "dispatcher");
    const out = await server.call("POST", "/api/auth/sign-out", { cookie, body: {} });
    expect(out.status).toBe(200);
    expect((await me(cookie)).status).toBe(401);
  });

  test("is over once its user is disabled, and no new one begins", async () => {
    const cookie = await signInAs(server, "officer");
    expect((await server.call("DELETE", "/api/v1/users/officer.none@test.local")).status).toBe(204);
    expect((await me(cookie)).status).toBe(401);
    expect((await signIn("officer.none@test.local", PASSWORD)).status).toBe(401);
  });

  test("is over once an administrator gives its user another password", async () => {
    const cookie = await signInAs(server, "operator", ["chenzhou"]);
    const answer = await server.call("POST", "/api/v1/users/operator.chenzhou@test.local/password", { body: {} });
    expect((await me(cookie)).status).toBe(401);
    expect((await signIn("operator.chenzhou@test.local", answer.body.password)).status).toBe(200);
  });

  test("is over when it was not used for half an hour, or is older than a working day", async () => {
    const cookie = await signInAs(server, "operator", ["idle"]);
    const age = (column: string, interval: string) =>
      server.database.pool.query(
        `UPDATE login_session SET ${column} = now() - interval '${interval}' WHERE user_id = (SELECT id FROM person WHERE email = 'operator.idle@test.local')`,
      );
    await age("updated_at", "29 minutes");
    expect((await me(cookie)).status).toBe(200);
    await age("updated_at", "31 minutes");
    expect((await me(cookie)).status).toBe(401);
    await age("updated_at", "1 minute");
    await age("created_at", "13 hours");
    expect((await me(cookie)).status).toBe(401);
  });

  test("lets its user change the password with the old one only", async () => {
    const cookie = await signInAs(server, "operator", ["change"]);
    const change = (currentPassword: string) =>
      server.call("POST", "/api/auth/change-password", { cookie, body: { currentPassword, newPassword: "another long password" } });
    expect((await change("not the password")).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await signIn("operator.change@test.local", "another long password")).status).toBe(200);
  });
});

describe("the door of sessions", () => {
  test("lets nobody sign up", async () => {
    const answer = await server.call("POST", "/api/auth/sign-up/email", {
      key: null,
      body: { email: "me@test.local", password: PASSWORD, name: "me" },
    });
    expect(answer.status).toBe(404);
  });

  test("refuses another site's page, with a cookie and without", async () => {
    await addUser("origin@test.local");
    for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, { "sec-fetch-site": "cross-site" }]) {
      expect((await signIn("origin@test.local", PASSWORD, headers as Record<string, string>)).status).toBe(403);
    }
    expect((await signIn("origin@test.local", PASSWORD, { origin: server.url })).status).toBe(200);
  });

  test("refuses another site's page at every call that changes something, and lets a key through", async () => {
    const cookie = await signInAs(server, "administrator");
    const post = (headers: Record<string, string>, who: { cookie?: string }) =>
      server.call("POST", "/api/v1/keys", { ...who, headers, body: { name: "k", scopes: ["read"] } });
    expect((await post({ origin: "https://evil.example" }, { cookie })).status).toBe(403);
    expect((await post({ origin: server.url }, { cookie })).status).toBe(201);
    expect((await post({ origin: "https://partner.example" }, {})).status).toBe(201);
  });

  test("takes no large bodies", async () => {
    const answer = await server.call("POST", "/api/auth/sign-in/email", {
      key: null,
      body: { email: "a@b.example", password: "x".repeat(100_000) },
    });
    expect(answer.status).toBe(413);
  });

  test("slows down who guesses a password, without locking out anybody else", async () => {
    await addUser("guessed@test.local");
    await addUser("neighbour@test.local");
    const statuses: number[] = [];
    for (let tries = 0; tries < 7; tries++) statuses.push((await signIn("guessed@test.local", `guess number ${tries}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await signIn("guessed@test.local", PASSWORD)).status).toBe(429);
    expect((await signIn("neighbour@test.local", PASSWORD)).status).toBe(200);
  });
});

describe("behind https", () => {
  test("the cookie belongs to this host alone and travels encrypted, and the browser is told to stay with https", async () => {
    const secure = await startTestServer({ publicUrl: "https://entrepot.example", trustedProxies: ["loopback"] });
    await secure.sessions.users.create({ user: "a@test.local", name: "a", role: "officer", sites: [], password: PASSWORD });
    const answer = await secure.call("POST", "/api/auth/sign-in/email", {
      key: null,
      body: { email: "a@test.local", password: PASSWORD },
      headers: { origin: "https://entrepot.example", "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" },
    });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-entrepot=/);
    expect(cookie).toMatch(/;\s*Secure/i);
    expect(cookie).not.toMatch(/Domain=/i);
    expect(answer.headers.get("strict-transport-security")).toMatch(/max-age=31536000/);
    const { rows } = await secure.database.pool.query("SELECT ip_address FROM login_session");
    expect(rows).toEqual([{ ip_address: "203.0.113.9" }]);
    expect((await secure.call("GET", "/api/v1/me", { cookie: cookieOf(answer.headers) })).status).toBe(200);
    await secure.stop();
  });
});
