import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, explainListenError, readConfig } from "../server/config.ts";

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe("settings", () => {
  test("have the contract's defaults", () => {
    expect(readConfig({})).toEqual({
      host: "127.0.0.1",
      port: 3000,
      mqttPort: 1883,
      mqttUrl: undefined,
      databaseUrl: undefined,
      dataDir: path.resolve(".entrepot"),
      demo: false,
      clockRate: 1,
      adminKey: undefined,
      tls: undefined,
      trustedProxies: [],
      publicUrl: undefined,
      exchangeDir: undefined,
      logLevel: "info",
    });
  });

  test("that are empty are unset", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: " " })).toEqual(readConfig({}));
  });

  test("are taken as they are said", () => {
    const config = readConfig({
      PORT: "8443",
      HOST: "::",
      MQTT_URL: "mqtts://broker.example:8883",
      DATABASE_URL: "postgresql://me@/entrepot?host=%2Frun%2Fpostgresql",
      DEMO: "on",
      CLOCK_RATE: "0.5",
      TRUSTED_PROXIES: "loopback, 10.0.0.0/8,2001:db8::1",
      PUBLIC_URL: "https://entrepot.example/",
      EXCHANGE_DIR: "../client/sas",
    });
    expect(config).toMatchObject({
      port: 8443,
      host: "::",
      mqttUrl: "mqtts://broker.example:8883",
      databaseUrl: "postgresql://me@/entrepot?host=%2Frun%2Fpostgresql",
      demo: true,
      clockRate: 0.5,
      trustedProxies: ["loopback", "10.0.0.0/8", "2001:db8::1"],
      publicUrl: "https://entrepot.example",
      exchangeDir: path.resolve("../client/sas"),
    });
  });

  test.each([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "3000x"],
    ["MQTT_PORT", "1e3"],
    ["HOST", "localhost:3000"],
    ["MQTT_URL", "http://broker"],
    ["MQTT_URL", "broker:1883"],
    ["DATABASE_URL", "mysql://somewhere"],
    ["DEMO", "yes"],
    ["CLOCK_RATE", "0"],
    ["CLOCK_RATE", "-1"],
    ["CLOCK_RATE", "Infinity"],
    ["CLOCK_RATE", "fast"],
    ["ADMIN_KEY", "short"],
    ["ADMIN_KEY", "long enough but with spaces"],
    ["TLS_CERT", "/nowhere/cert.pem"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "everyone"],
    ["PUBLIC_URL", "entrepot.example"],
    ["LOG_LEVEL", "loud"],
  ])("refuse %s=%s by name", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });

  test("are refused all in one message", () => {
    expect(() => readConfig({ PORT: "x", CLOCK_RATE: "x", DEMO: "x" })).toThrow(/PORT .*\n.*DEMO .*\n.*CLOCK_RATE /);
  });

  test("of the two halves of TLS need each other", () => {
    const here = path.join(import.meta.dirname, "config.test.ts");
    expect(problemsOf({ TLS_CERT: here })).toEqual(["TLS_KEY is missing beside TLS_CERT"]);
    expect(problemsOf({ TLS_KEY: here })).toEqual(["TLS_CERT is missing beside TLS_KEY"]);
    expect(problemsOf({ TLS_CERT: here, TLS_KEY: here })[0]).toMatch(/^TLS_CERT and TLS_KEY do not fit/);
  });

  test("may not put the web and the broker on one port", () => {
    expect(problemsOf({ PORT: "4000", MQTT_PORT: "4000" })).toHaveLength(1);
    expect(problemsOf({ PORT: "4000", MQTT_PORT: "4000", MQTT_URL: "mqtt://elsewhere" })).toEqual([]);
  });

  test("never have a password repeated in a message", () => {
    expect(problemsOf({ DATABASE_URL: "mysql://me:secret@there/db", ADMIN_KEY: "secret" }).join()).not.toContain("secret");
  });

  test("a port in use names the setting to change", async () => {
    const first = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => first.once("listening", resolve));
    const { port } = first.address() as { port: number };
    const error = await new Promise((resolve) => createServer().once("error", resolve).listen(port, "127.0.0.1"));
    expect(explainListenError(error, { setting: "MQTT_PORT", host: "127.0.0.1", port }).message).toBe(
      `port ${port} on 127.0.0.1 is in use: set MQTT_PORT to another port`,
    );
    first.close();
  });
});
