import path from "node:path";
import express, { type RequestHandler, type Router } from "express";
import helmet from "helmet";

/** The built web: hashed files for ever, the rest asked for each time, every other address the one page. */
const YEAR_SECONDS = 31_536_000;
const HASHED = /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+$/;
/** What belongs to programs is never answered with a page. */
const NOT_PAGES = /^\/(api|live|tlog|broker-auth|livez|readyz|metrics)(\/|$)/;

export type WebOptions = Readonly<{
  /** Undefined: no web is served. */
  webDir: string | undefined;
  secure: boolean;
  /** Other places that pictures may come from: map tiles. */
  imageSources?: readonly string[];
}>;

export const secureHeaders = ({ secure, imageSources = [] }: WebOptions): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // The camera's barcode reader is WebAssembly.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        // Ant Design and Leaflet style at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:", ...imageSources],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'", "ws:", "wss:"],
        workerSrc: ["'self'", "blob:"],
        mediaSrc: ["'self'", "blob:"],
        manifestSrc: ["'self'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: secure ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    // Both need a secure context; without one browsers only warn.
    crossOriginOpenerPolicy: secure,
    originAgentCluster: secure,
    referrerPolicy: { policy: "same-origin" },
  });

export const permissions: RequestHandler = (_request, response, next) => {
  response.setHeader("permissions-policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
  next();
};

export const mountWeb = (router: Router, { webDir }: WebOptions): void => {
  if (webDir === undefined) return;
  router.use(
    express.static(webDir, {
      index: false,
      setHeaders: (response, file) => {
        response.setHeader("cache-control", HASHED.test(file) ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache");
      },
    }),
  );
  router.get("/{*page}", (request, response, next) => {
    if (NOT_PAGES.test(request.path) || !request.accepts("html") || path.extname(request.path) !== "") return next();
    response.setHeader("cache-control", "no-cache");
    response.sendFile("index.html", { root: webDir, cacheControl: false }, (error?: Error) => {
      // Not built: the API works without it.
      if (error && !response.headersSent) next();
    });
  });
};
