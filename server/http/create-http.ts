import http from "node:http";
import https from "node:https";
import express, { type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";
import type { DemoAccount } from "#wire/access-api.ts";
import { mountAuth, SIGN_IN_LIMITS, type SignInLimits } from "./auth-calls.ts";
import { createDocsPage } from "./docs-page.ts";
import type { HttpPorts } from "./http-ports.ts";
import { createMetrics } from "./metrics.ts";
import { createDeviceSchemas, createOpenApi } from "./openapi.ts";
import { handlerOf } from "./pipeline.ts";
import { HttpProblem, problemHandler } from "./problem.ts";
import type { Route } from "./route.ts";
import { createRoutes, documented } from "./routes.ts";
import type { BrokerAccount } from "./routes/broker.ts";
import { mountWeb, permissions, secureHeaders, type WebOptions } from "./web-pages.ts";

/**
 * The HTTP door: headers → health → sessions → the table of calls → documents → the built web → problems.
 */
export type HttpOptions = HttpPorts &
  Readonly<{
    /** Where the server is reached; an https address makes cookies and headers secure. */
    publicUrl: string;
    tls?: Readonly<{ cert: string; key: string }> | undefined;
    /** Addresses or networks whose word on who is asking is taken. */
    trustedProxies?: readonly string[] | undefined;
    webDir?: string | undefined;
    imageSources?: readonly string[] | undefined;
    version: string;
    /** One line a request, without query, body or headers. */
    requestLog?: Logger | undefined;
    demoAccounts?: readonly DemoAccount[] | undefined;
    /** This server's own account at an outside broker. */
    brokerAccount?: BrokerAccount | undefined;
    signInLimits?: SignInLimits | undefined;
  }>;

export type HttpDoor = Readonly<{
  /** Not listening yet: the live line attaches first. */
  listener: http.Server | https.Server;
  app: Express;
  routes: readonly Route[];
  /** Says that it is not ready, takes nothing new, and lets what is under way finish. */
  stop(): Promise<void>;
}>;

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_COUNT_MAX = 100;
const DRAIN_TIMEOUT_MS = 5_000;

const QUIET = new Set(["/livez", "/readyz", "/metrics"]);

const requestLogger = (logger: Logger): RequestHandler =>
  pinoHttp({
    logger,
    autoLogging: { ignore: (request) => QUIET.has(request.url ?? "") },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? "error" : "debug"),
    // What is asked about stays out of the log: codes, names, quantities are in query and body.
    serializers: {
      req: (request: { id: unknown; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split("?")[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: (error: { type: string; message: string }) => ({ type: error.type, message: error.message }),
    },
  });

const mountHealth = (app: Express, options: HttpOptions, isStopping: () => boolean): void => {
  app.get("/livez", (_request, response) => void response.type("text/plain").send("ok\n"));
  app.get("/readyz", async (_request, response) => {
    const parts = await options.readiness().catch(() => ({ readiness: false }));
    const ready = !isStopping() && Object.values(parts).every(Boolean);
    response
      .status(ready ? 200 : 503)
      .setHeader("cache-control", "no-store")
      .json({ ready, ...parts, ...(isStopping() && { stopping: true }) });
  });
};

const mountDocuments = (app: Express, routes: readonly Route[], version: string): void => {
  const all = documented(routes);
  const openApi = JSON.stringify(createOpenApi(all, version));
  const deviceSchemas = JSON.stringify(createDeviceSchemas());
  const page = createDocsPage(all);
  app.get("/api/openapi.json", (_request, response) => void response.type("application/json").send(openApi));
  app.get("/api/device-schemas.json", (_request, response) => void response.type("application/json").send(deviceSchemas));
  app.get("/api", (_request, response) => void response.type("html").send(page));
};

const METHODS = { GET: "get", POST: "post", PUT: "put", DELETE: "delete" } as const;

const mountRoutes = (app: Express, routes: readonly Route[], handle: (route: Route) => RequestHandler): void => {
  for (const route of routes) app[METHODS[route.method]](route.path, handle(route));
  app.use(["/api", "/broker-auth"], (request) => {
    const here = routes.filter((route) => patternOf(route).test(request.originalUrl.split("?")[0] ?? ""));
    if (here.length === 0) throw new HttpProblem(404, "there is no such call: /api lists them all");
    const allow = here.map((route) => route.method).join(", ");
    throw new HttpProblem(405, `this address takes ${allow}`, { headers: { allow } });
  });
};

const patternOf = ({ path }: Route): RegExp => new RegExp(`^${path.replaceAll(/:[A-Za-z]+/g, "[^/]+")}/?$`);

const createListener = (app: Express, tls: HttpOptions["tls"]): http.Server | https.Server => {
  const limits = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const listener = tls ? https.createServer({ ...tls, ...limits }, app) : http.createServer(limits, app);
  listener.maxHeadersCount = HEADERS_COUNT_MAX;
  return listener;
};

const close = async (listener: http.Server | https.Server): Promise<void> => {
  if (!listener.listening) return;
  const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
  listener.closeIdleConnections();
  const timer = setTimeout(() => listener.closeAllConnections(), DRAIN_TIMEOUT_MS);
  await closed;
  clearTimeout(timer);
};

export const createHttp = (options: HttpOptions): HttpDoor => {
  const app = express();
  let stopping = false;
  const secure = options.publicUrl.startsWith("https:");
  const web: WebOptions = { webDir: options.webDir, secure, imageSources: options.imageSources ?? [] };
  const ownOrigins = [new URL(options.publicUrl).origin];
  const metrics = createMetrics(options);
  const routes = createRoutes(options, options);

  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("etag", false);
  app.set("trust proxy", options.trustedProxies && options.trustedProxies.length > 0 ? [...options.trustedProxies] : false);
  if (options.requestLog) app.use(requestLogger(options.requestLog));
  app.use(metrics.observe, secureHeaders(web), permissions);
  mountHealth(app, options, () => stopping);
  app.get("/metrics", metrics.page);
  mountAuth(app, { sessions: options.sessions, ownOrigins, limits: options.signInLimits ?? SIGN_IN_LIMITS });
  mountDocuments(app, routes, options.version);
  mountRoutes(app, routes, (route) => handlerOf({ ports: options, ownOrigins, onDenied: metrics.denied }, route));
  mountWeb(app, web);
  app.use(() => {
    throw new HttpProblem(404, "there is nothing at this address");
  });
  app.use(problemHandler(options.log));

  const listener = createListener(app, options.tls);
  return {
    listener,
    app,
    routes,
    stop: async () => {
      stopping = true;
      await close(listener);
    },
  };
};
