import path from "node:path";
import { parseArgs } from "node:util";
import { findScenario, listScenarioNames, type Scenario } from "./scenarios/scenario.ts";

export type Arguments = Readonly<{
  scenario: Scenario;
  seed: number;
  server: string;
  key: string;
  mqttUrl: string;
  dataDir: string;
  /** Wall seconds after which it ends by itself. */
  seconds: number | undefined;
  verify: boolean;
}>;

export const USAGE = `usage: simulate [--scenario ${listScenarioNames().join("|")}] [--seed N] [--server URL] [--key KEY]
                [--mqtt URL] [--data DIR] [--for SECONDS] [--verify]
                faults, as shares of messages: [--loss S] [--duplicate S] [--late S] [--drop S], and [--drift SECONDS] [--unordered]`;

const WIRE_FLAGS = ["loss", "duplicate", "late", "drop"] as const;

/** Faults on request go on top of those of the scenario. */
const withFaults = (scenario: Scenario, values: Readonly<Record<string, string | boolean | undefined>>): Scenario => {
  const wire = { ...scenario.wire };
  for (const flag of WIRE_FLAGS) {
    const value = values[flag];
    if (typeof value === "string") wire[flag] = share(flag, value);
  }
  if (wire.late > 0 && wire.lateMs === 0) wire.lateMs = 5_000;
  const drift = values["drift"];
  const unordered = values["unordered"] === true;
  return {
    ...scenario,
    wire,
    ...(typeof drift === "string" && { driftSeconds: Number(drift) }),
    ...(unordered && { ordered: false }),
  };
};

const share = (flag: string, text: string): number => {
  const value = Number(text);
  if (!(value >= 0 && value < 1)) throw new RangeError(`--${flag} must be a share from 0 to below 1`);
  return value;
};

/** Throws with a message for people. */
export const readArguments = (argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): Arguments => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      scenario: text,
      seed: text,
      server: text,
      key: text,
      mqtt: text,
      data: text,
      for: text,
      verify: { type: "boolean" },
      loss: text,
      duplicate: text,
      late: text,
      drop: text,
      drift: text,
      unordered: { type: "boolean" },
    },
  });
  const name = values.scenario ?? "demo";
  const scenario = findScenario(name);
  if (!scenario) throw new RangeError(`there is no scenario ${name}: choose one of ${listScenarioNames().join(", ")}`);
  const seed = Number(values.seed ?? "1");
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError("--seed must be a whole number");
  const key = values.key ?? environment["ADMIN_KEY"];
  if (!key) throw new RangeError("--key is missing: the integrator key that the server printed at its first start");
  const seconds = values.for === undefined ? undefined : Number(values.for);
  if (seconds !== undefined && !(seconds > 0)) throw new RangeError("--for must be a number of seconds");
  const server = values.server ?? `http://127.0.0.1:${environment["PORT"] ?? "3000"}`;
  const { hostname, protocol } = new URL(server);
  return {
    scenario: withFaults(scenario, values),
    seed,
    server,
    key,
    seconds,
    mqttUrl:
      values.mqtt ??
      environment["MQTT_URL"] ??
      `${protocol === "https:" ? "mqtts" : "mqtt"}://${hostname}:${environment["MQTT_PORT"] ?? "1883"}`,
    dataDir: path.resolve(values.data ?? path.join(environment["DATA_DIR"] ?? ".entrepot", "simulators")),
    verify: values.verify === true,
  };
};
