import { createHash, pbkdf2Sync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { topicPrefix } from "../../server/wire/device-topics.ts";
import { MASTER_DATA, signInAs, startTestServer, type TestServer } from "./support.ts";

let server: TestServer;
const cut: string[] = [];
beforeAll(async () => {
  server = await startTestServer({
    disconnectDevice: (device) => void cut.push(device),
    brokerAccount: { username: "entrepot", password: "the server's own" },
  });
  await server.call("PUT", "/api/v1/master-data", { body: MASTER_DATA });
});
afterAll(() => server.stop());

const provision = (device: string, more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  server.call("POST", "/api/v1/devices", { body: { device, site: "xiangtan", kind: "scanner", ...more }, headers });

describe("provisioning", () => {
  test("answers a password once, and keeps only its hash", async () => {
    const answer = await provision("scan-1", { location: "D1", step: "receiving" });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      device: "scan-1",
      site: "xiangtan",
      kind: "scanner",
      topic: topicPrefix("xiangtan", "scan-1"),
      username: "scan-1",
    });
    const { rows } = await server.database.pool.query(
      "SELECT secret_hash, to_jsonb(d)::text AS all FROM device d WHERE d.device = 'scan-1'",
    );
    expect(rows[0].secret_hash).toEqual(createHash("sha256").update(answer.body.password).digest());
    expect(rows[0].all).not.toContain(answer.body.password);
    expect(Buffer.from(answer.body.password, "base64url")).toHaveLength(32);
  });

  test("refuses a device that stands, and provisions one anew that was revoked", async () => {
    const first = await provision("scan-2");
    expect((await provision("scan-2")).status).toBe(409);
    expect((await server.call("DELETE", "/api/v1/devices/scan-2")).status).toBe(204);
    expect(cut).toContain("scan-2");
    const again = await provision("scan-2");
    expect(again.status).toBe(201);
    expect(again.body.password).not.toBe(first.body.password);
  });

  test("asked twice with one Idempotency-Key answers the same password, and keeps it nowhere in the clear", async () => {
    const first = await provision("scan-3", {}, { "idempotency-key": "provision scan-3".replace(" ", "-") });
    const repeat = await provision("scan-3", {}, { "idempotency-key": "provision-scan-3" });
    expect(repeat.status).toBe(201);
    expect(repeat.body).toEqual(first.body);
    expect(repeat.headers.get("idempotency-replayed")).toBe("true");
    const { rows } = await server.database.pool.query("SELECT answer, caller FROM idempotency");
    for (const row of rows) expect(row.answer.toString("latin1")).not.toContain(first.body.password);
    const other = await provision("scan-4", {}, { "idempotency-key": "provision-scan-3" });
    expect(other.status).toBe(422);
  });

  test.each([
    [{ site: "atlantis" }, 422, "/site"],
    [{ location: "D99" }, 422, "/location"],
    [{ unit: "ghost" }, 422, "/unit"],
    [{ kind: "toaster" }, 400, "/kind"],
    [{ device: "a/b" }, 400, "/device"],
    [{ extra: 1 }, 400, "/extra"],
  ])("%j: %i at %s", async (more, status, pointer) => {
    const answer = await provision("scan-bad", more);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test("is not for operators, who see the devices of their own sites", async () => {
    await provision("scan-far", { site: "chenzhou" });
    const cookie = await signInAs(server, "operator", ["xiangtan"]);
    expect(
      (await server.call("POST", "/api/v1/devices", { cookie, body: { device: "x", site: "xiangtan", kind: "scanner" } })).status,
    ).toBe(403);
    expect((await server.call("DELETE", "/api/v1/devices/scan-1", { cookie })).status).toBe(403);
    const seen = await server.call("GET", "/api/v1/devices", { cookie });
    expect(seen.body.rows.map((row: { device: string }) => row.device)).toEqual(["scan-1", "scan-2", "scan-3"]);
    expect((await server.call("GET", "/api/v1/devices?site=chenzhou", { cookie })).status).toBe(403);
    const { rows } = await server.database.pool.query("SELECT subject, action FROM audit WHERE NOT allowed ORDER BY audit LIMIT 1");
    expect(rows[0]).toEqual({ subject: "operator.xiangtan@test.local", action: "device.provision" });
  });

  test("revoking what is not there is said", async () => {
    expect((await server.call("DELETE", "/api/v1/devices/ghost")).status).toBe(404);
  });
});

describe("an outside broker", () => {
  const ask = (path: string, question: Record<string, string>) =>
    server.call("POST", `/broker-auth/${path}`, { key: null, body: question });
  const askForm = (path: string, question: Record<string, string>) =>
    server.call("POST", `/broker-auth/${path}`, {
      key: null,
      raw: new URLSearchParams(question).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  let password = "";
  const prefix = topicPrefix("xiangtan", "gate-1");
  beforeAll(async () => {
    password = (await provision("gate-1", { kind: "gate" })).body.password;
  });

  test("hears in JSON whether a device is one (EMQX)", async () => {
    expect((await ask("user", { username: "gate-1", password, clientid: "gate-1" })).body).toEqual({
      result: "allow",
      is_superuser: false,
    });
    expect((await ask("user", { username: "gate-1", password: "wrong", clientid: "gate-1" })).body).toEqual({ result: "deny" });
    expect((await ask("user", { username: "gate-1", password, clientid: "gate-2" })).body).toEqual({ result: "deny" });
    expect((await ask("user", { username: "ghost", password })).body).toEqual({ result: "deny" });
    expect((await ask("user", {})).body).toEqual({ result: "deny" });
    expect((await ask("user", { username: "entrepot", password: "the server's own" })).body).toEqual({
      result: "allow",
      is_superuser: true,
    });
  });

  test.each([
    ["publish", "scan", "allow"],
    ["publish", "gate", "allow"],
    ["publish", "ack", "deny"],
    ["publish", "command", "deny"],
    ["publish", "scan/x", "deny"],
    ["subscribe", "ack", "allow"],
    ["subscribe", "command", "allow"],
    ["subscribe", "#", "deny"],
    ["subscribe", "+", "deny"],
    ["subscribe", "scan", "deny"],
  ])("a device may %s to …/%s: %s", async (action, topic, result) => {
    expect((await ask("acl", { username: "gate-1", action, topic: `${prefix}/${topic}` })).body.result).toBe(result);
  });

  test("keeps devices off each other's topics, and lets the server everywhere", async () => {
    expect((await ask("acl", { username: "scan-1", action: "publish", topic: `${prefix}/gate` })).body.result).toBe("deny");
    expect((await ask("acl", { username: "entrepot", action: "subscribe", topic: "e/00/#" })).body.result).toBe("allow");
  });

  test("hears one word when it asks in a form (RabbitMQ)", async () => {
    expect((await askForm("user", { username: "gate-1", password, client_id: "gate-1", vhost: "/" })).body).toBe("allow");
    const refused = await askForm("user", { username: "gate-1", password: "wrong", vhost: "/" });
    expect([refused.status, refused.body]).toEqual([200, "deny"]);
    expect((await askForm("vhost", { username: "gate-1", vhost: "/", ip: "::1" })).body).toBe("allow");
    expect(
      (
        await askForm("resource", {
          username: "gate-1",
          vhost: "/",
          resource: "queue",
          name: "mqtt-subscription-gate-1qos1",
          permission: "configure",
        })
      ).body,
    ).toBe("allow");
    expect(
      (
        await askForm("resource", {
          username: "gate-1",
          vhost: "/",
          resource: "queue",
          name: "mqtt-subscription-gate-2qos1",
          permission: "read",
        })
      ).body,
    ).toBe("deny");
    expect(
      (await askForm("resource", { username: "gate-1", vhost: "/", resource: "exchange", name: "amq.topic", permission: "write" })).body,
    ).toBe("allow");
    const key = prefix.replaceAll("/", ".");
    expect(
      (
        await askForm("topic", {
          username: "gate-1",
          resource: "topic",
          name: "amq.topic",
          permission: "write",
          routing_key: `${key}.gate`,
        })
      ).body,
    ).toBe("allow");
    expect(
      (await askForm("topic", { username: "gate-1", resource: "topic", name: "amq.topic", permission: "write", routing_key: `${key}.ack` }))
        .body,
    ).toBe("deny");
  });

  test("that goes by the status is refused by the status (EMQX 4, NanoMQ, mosquitto-go-auth)", async () => {
    expect((await askForm("user", { username: "gate-1", password, clientid: "gate-1" })).status).toBe(200);
    expect((await askForm("user", { username: "gate-1", password: "wrong", clientid: "gate-1" })).status).toBe(403);
    expect((await askForm("acl", { username: "gate-1", access: "2", topic: `${prefix}/gate` })).status).toBe(200);
    expect((await askForm("acl", { username: "gate-1", access: "2", topic: `${prefix}/ack` })).status).toBe(403);
    expect((await askForm("superuser", { username: "gate-1" })).status).toBe(403);
  });

  test("stops hearing yes once the device is revoked", async () => {
    const made = await provision("gate-9", { kind: "gate" });
    await server.call("DELETE", "/api/v1/devices/gate-9");
    expect((await ask("user", { username: "gate-9", password: made.body.password })).body.result).toBe("deny");
    expect((await ask("acl", { username: "gate-9", action: "publish", topic: `${made.body.topic}/gate` })).body.result).toBe("deny");
  });

  test("that is Mosquitto gets its two files, whose hashes fit the passwords", async () => {
    const { body } = await server.call("GET", "/api/v1/broker/mosquitto");
    const line = (body.passwd as string).split("\n").find((each) => each.startsWith("gate-1:")) ?? "";
    const [, , iterations = "", salt = "", hash = ""] = line.split(":")[1]?.split("$") ?? [];
    expect(pbkdf2Sync(password, Buffer.from(salt, "base64"), Number(iterations), 64, "sha512").toString("base64")).toBe(hash);
    expect(body.acl).toContain(`user gate-1\ntopic write ${prefix}/scan\n`);
    expect(body.acl).toContain(`topic read ${prefix}/ack\ntopic read ${prefix}/command\n`);
    expect(body.acl).toContain("user entrepot\ntopic readwrite e/#\n");
    expect(body.passwd).not.toContain("gate-9:");
    const cookie = await signInAs(server, "officer");
    expect((await server.call("GET", "/api/v1/broker/mosquitto", { cookie })).status).toBe(403);
  });
});
