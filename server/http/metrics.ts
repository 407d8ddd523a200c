import type { RequestHandler } from "express";
import client from "prom-client";
import { can } from "../domain/access/can.ts";
import type { HttpPorts } from "./http-ports.ts";
import { HttpProblem } from "./problem.ts";

/** What the server measures of itself, for Prometheus: its own registry, so that two servers in one process do not meet. */
const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export type Metrics = Readonly<{
  observe: RequestHandler;
  denied(action: string): void;
  page: RequestHandler;
}>;

const createMeasures = (registry: client.Registry, ports: HttpPorts) => {
  new client.Gauge({
    name: "ledger_invariant_ok",
    help: "1 when the invariant held at its last check",
    labelNames: ["invariant"],
    registers: [registry],
    collect() {
      for (const { invariant, ok } of ports.invariants.latest()) this.set({ invariant }, ok ? 1 : 0);
    },
  });
  return {
    seconds: new client.Histogram({
      name: "http_request_seconds",
      help: "Time from request to answer",
      labelNames: ["method", "route", "status"],
      buckets: SECONDS,
      registers: [registry],
    }),
    denied: new client.Counter({
      name: "authz_denied_total",
      help: "Requests refused for want of a right",
      labelNames: ["action"],
      registers: [registry],
    }),
  };
};

/** Lines of measures that other parts keep. */
const others = (ports: HttpPorts): string => {
  const seen = new Set<string>();
  return (ports.measures?.() ?? [])
    .map(({ name, help, kind, value, labels = {} }) => {
      const head = seen.has(name) ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`;
      seen.add(name);
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replaceAll(/["\\\n]/g, "_")}"`);
      return `${head}${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
    })
    .join("");
};

export const createMetrics = (ports: HttpPorts): Metrics => {
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const { seconds, denied } = createMeasures(registry, ports);
  return {
    denied: (action) => denied.inc({ action }),
    observe: (request, response, next) => {
      const end = seconds.startTimer({ method: request.method });
      // Labels are rows of the table, never addresses that a caller made up.
      response.once("finish", () => {
        const route: unknown = request.route;
        const path =
          typeof route === "object" && route !== null && "path" in route && typeof route.path === "string" ? route.path : "other";
        end({ route: path, status: response.statusCode });
      });
      next();
    },
    page: async (request, response) => {
      // Behind a proxy everybody is local; a proxy says so.
      const local =
        LOOPBACK.has(request.socket.remoteAddress ?? "") &&
        request.headers["x-forwarded-for"] === undefined &&
        request.headers["forwarded"] === undefined;
      if (!local && !can(await ports.sessions.findSession(request.headers), "metrics.read"))
        throw new HttpProblem(403, "metrics are for this machine, or for who may read them");
      response.type(registry.contentType).send((await registry.metrics()) + others(ports));
    },
  };
};
