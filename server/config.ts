/**
 * The settings of the environment, as one typed Config. Every setting is read before any of them is refused, so that
 * one message lists all that is wrong. An empty value is an unset one.
 */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import { createSecureContext } from "node:tls";

export type LogLevel = (typeof LOG_LEVELS)[number];

export type Config = Readonly<{
  host: string;
  /** 0 takes a free one; so does `mqttPort`. */
  port: number;
  mqttPort: number;
  /** Another broker than the embedded one. */
  mqttUrl: string | undefined;
  /** Another PostgreSQL than the embedded one. */
  databaseUrl: string | undefined;
  /** Absolute. */
  dataDir: string;
  demo: boolean;
  /** World seconds in a second. */
  clockRate: number;
  /** Undefined: made at the first start and kept in `dataDir`. */
  adminKey: string | undefined;
  /** In PEM. */
  tls: Readonly<{ cert: string; key: string }> | undefined;
  /** Addresses, networks, or Express's names of networks. */
  trustedProxies: readonly string[];
  publicUrl: string | undefined;
  /** Absolute; the folders that the single-window client shares (OutBox, SentBox, FailBox, InBox). Undefined: none. */
  exchangeDir: string | undefined;
  logLevel: LogLevel;
}>;

type Environment = Readonly<Record<string, string | undefined>>;
/** Reads one setting; what it throws is said of that setting. */
type Read = <Value, Otherwise>(name: string, parse: (text: string) => Value, otherwise: Otherwise) => Value | Otherwise;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const PROXY_NAMES = ["loopback", "linklocal", "uniquelocal"];
const PORT_MAX = 65_535;
/** Beyond an hour a second, ticks of the simulated devices are further apart than the things they report. */
const CLOCK_RATE_MAX = 3_600;
/** Shorter keys can be guessed. */
const ADMIN_KEY_LENGTH_MIN = 16;

export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`these settings cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const read: Read = (name, parse, otherwise) => {
    const text = environment[name]?.trim();
    if (text === undefined || text === "") return otherwise;
    try {
      return parse(text);
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const config: Config = {
    host: read("HOST", parseHost, "127.0.0.1"),
    port: read("PORT", parsePort, 3000),
    mqttPort: read("MQTT_PORT", parsePort, 1883),
    mqttUrl: read("MQTT_URL", parseUrl(["mqtt:", "mqtts:", "ws:", "wss:"]), undefined),
    databaseUrl: read("DATABASE_URL", parseDatabaseUrl, undefined),
    dataDir: path.resolve(read("DATA_DIR", String, ".entrepot")),
    demo: read("DEMO", parseSwitch, false),
    clockRate: read("CLOCK_RATE", parseClockRate, 1),
    adminKey: read("ADMIN_KEY", parseAdminKey, undefined),
    tls: readTls(read, problems),
    trustedProxies: read("TRUSTED_PROXIES", parseProxies, []),
    publicUrl: read("PUBLIC_URL", parseUrl(["http:", "https:"]), undefined),
    exchangeDir: read("EXCHANGE_DIR", (text) => path.resolve(text), undefined),
    logLevel: read("LOG_LEVEL", parseLogLevel, "info"),
  };
  if (config.port !== 0 && config.port === config.mqttPort && config.mqttUrl === undefined) {
    problems.push(`MQTT_PORT is ${config.port}, as PORT is: set one of them to another port`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** What to tell a person when a server cannot listen: the setting to change, by name. */
export function explainListenError(error: unknown, at: Readonly<{ setting: "PORT" | "MQTT_PORT"; host: string; port: number }>): Error {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const say = (what: string): Error => new Error(what, { cause: error });
  if (code === "EADDRINUSE") return say(`port ${at.port} on ${at.host} is in use: set ${at.setting} to another port`);
  if (code === "EACCES") return say(`port ${at.port} may not be used by this user: set ${at.setting} to one above 1023`);
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return say(`${at.host} is no address of this machine: set HOST to one that is`);
  return error instanceof Error ? error : say(String(error));
}

function parseHost(text: string): string {
  if (/[\s/:]/.test(text) && isIP(text) === 0) throw new Error(`is "${text}": an address or a host name is needed, without a port`);
  return text;
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= PORT_MAX)) throw new Error(`is "${text}": a port from 0 to ${PORT_MAX} is needed`);
  return port;
}

function parseUrl(protocols: readonly string[]): (text: string) => string {
  return (text) => {
    const protocol = URL.canParse(text) ? new URL(text).protocol : undefined;
    if (protocol === undefined || !protocols.includes(protocol)) {
      throw new Error(`is no URL that begins with ${protocols.map((name) => `${name}//`).join(" or ")}`);
    }
    return text.replace(/\/$/, "");
  };
}

/** The URL holds a password, and so is never repeated in a message. */
function parseDatabaseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error("is no URL that begins with postgresql://");
  return text;
}

function parseSwitch(text: string): boolean {
  if (text !== "on" && text !== "off") throw new Error(`is "${text}": on or off is needed`);
  return text === "on";
}

function parseClockRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= CLOCK_RATE_MAX)) throw new Error(`is "${text}": a number above 0 and up to ${CLOCK_RATE_MAX} is needed`);
  return rate;
}

function parseAdminKey(text: string): string {
  if (text.length < ADMIN_KEY_LENGTH_MIN || /[^\x21-\x7e]/.test(text)) {
    throw new Error(`needs at least ${ADMIN_KEY_LENGTH_MIN} characters, ASCII without spaces`);
  }
  return text;
}

function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === text);
  if (level === undefined) throw new Error(`is "${text}": one of ${LOG_LEVELS.join(", ")} is needed`);
  return level;
}

function parseProxies(text: string): readonly string[] {
  const proxies = text.split(",").map((proxy) => proxy.trim());
  const wrong = proxies.filter((proxy) => !PROXY_NAMES.includes(proxy) && !isNetwork(proxy));
  if (wrong.length > 0) {
    throw new Error(
      `has ${wrong.map((proxy) => `"${proxy}"`).join(", ")}: addresses, networks such as 10.0.0.0/8, or ${PROXY_NAMES.join(", ")} are needed`,
    );
  }
  return proxies;
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function readTls(read: Read, problems: string[]): Config["tls"] {
  const readPem = (file: string): string => readFileSync(path.resolve(file), "utf8");
  const before = problems.length;
  const cert = read("TLS_CERT", readPem, undefined);
  const key = read("TLS_KEY", readPem, undefined);
  if (problems.length > before || (cert === undefined && key === undefined)) return undefined;
  if (cert === undefined || key === undefined) {
    problems.push(cert === undefined ? "TLS_CERT is missing beside TLS_KEY" : "TLS_KEY is missing beside TLS_CERT");
    return undefined;
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    problems.push(`TLS_CERT and TLS_KEY do not fit each other: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { cert, key };
}
