/**
 * A server with a small world in it, and people who look at it in a real browser. Everything a page asks for, says in its
 * console or loads is kept, so that a test can hold all of it against what may be.
 */
import { randomUUID } from "node:crypto";
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, ConsoleMessage, Page } from "playwright-core";
import { RawDevice } from "../../bench/raw-device.ts";
import { launchBrowser } from "./browser.ts";
import { until } from "./pipeline.ts";
import { startTestServer, type TestServer } from "./server.ts";

export const OIL = "06901234567892";
export const TEA = "06970000000017";
export const WAIT = { timeout: 20_000 };

const MASTER_DATA = {
  sites: [
    {
      site: "xiangtan",
      kind: "bonded_warehouse",
      name: { zh: "湘潭综合保税区", en: "Xiangtan bonded zone" },
      lat: 27.94,
      lon: 112.91,
      regimes: ["bonded", "non_bonded"],
    },
    { site: "yantian", kind: "port", name: { zh: "盐田港", en: "Yantian port" }, lat: 22.57, lon: 114.27, regimes: ["export_cleared"] },
  ],
  locations: [
    { site: "xiangtan", location: "D1", kind: "dock", regimes: ["bonded", "non_bonded"], barcode: "LOC-D1" },
    { site: "xiangtan", location: "A-01", kind: "bin", regimes: ["bonded"], barcode: "LOC-A-01" },
  ],
  parties: [{ party: "acme", name: "示例公司", roles: ["owner"] }],
  products: [
    { gtin: OIL, name: { zh: "茶油", en: "Camellia oil" }, uom: "EA" },
    { gtin: TEA, name: { zh: "安化黑茶（千两茶切片礼盒装）", en: "Anhua dark tea, sliced, in a gift box" }, uom: "KGM" },
  ],
  books: [
    {
      book: "T4900W000001",
      kind: "bonded",
      site: "xiangtan",
      owner: "acme",
      lines: [
        { line: 1, itemRecordNo: "SKU1", gtin: OIL, uom: "EA" },
        { line: 2, itemRecordNo: "SKU2", gtin: TEA, uom: "KGM" },
      ],
    },
  ],
  units: [
    { unit: "truck-1", mode: "truck", name: { zh: "一号车", en: "Truck one" }, plate: "湘A10001" },
    { unit: "vessel-1", mode: "vessel", name: { zh: "潇湘号", en: "Xiaoxiang" } },
  ],
};

export type Role = "operator" | "dispatcher" | "officer" | "administrator";
export type Visit = Readonly<{
  context: BrowserContext;
  /** A new page, when its live line stands. */
  open(path: string): Promise<Page>;
  /** Its errors, and its requests to anywhere but the server. */
  faults(): readonly string[];
  end(): Promise<void>;
}>;
export type BrowserWorld = Readonly<{
  server: TestServer;
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Nobody yet, before the sign-in page. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  visitAs(role: Role, options?: BrowserContextOptions): Promise<Visit>;
  stop(): Promise<void>;
}>;

export async function startBrowserWorld(): Promise<BrowserWorld> {
  const [server, browser] = await Promise.all([startTestServer({ DEMO: "on" }), launchBrowser()]);
  const call = createCaller(server);
  await call("PUT", "/master-data", MASTER_DATA);
  const visit = (options: BrowserContextOptions = {}): Promise<Visit> => openVisit(browser, server.url, options);
  const visitAs = async (role: Role, options: BrowserContextOptions = {}): Promise<Visit> => {
    const visitor = await visit(options);
    const answer = await visitor.context.request.post(`${server.url}/api/auth/sign-in/email`, {
      headers: { origin: server.url },
      data: { email: `${role}@demo.local`, password: "entrepot-demo" },
    });
    if (!answer.ok()) throw new Error(`${role} cannot sign in: ${answer.status()} ${await answer.text()}`);
    return visitor;
  };
  const stop = async (): Promise<void> => {
    await browser.close();
    await server.stop();
  };
  return { server, call, visit, visitAs, stop };
}

function createCaller(server: TestServer): BrowserWorld["call"] {
  return async (method, path, body) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${server.adminKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
}

async function openVisit(browser: Browser, url: string, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({ baseURL: url, locale: "en-GB", viewport: { width: 1280, height: 800 }, ...options });
  const faults: string[] = [];
  const { host } = new URL(url);
  const note = (address: string): void => {
    const { protocol, host: asked } = new URL(address);
    if (protocol !== "data:" && protocol !== "blob:" && asked !== host) faults.push(`asked ${address}`);
  };
  context.on("request", (request) => note(request.url()));
  context.on("console", (message) => message.type() === "error" && !isSignedOut(message) && faults.push(sayError(message)));
  context.on("weberror", (error) => faults.push(String(error.error())));
  context.on("page", (page) => page.on("websocket", (socket) => note(socket.url())));
  return {
    context,
    open: async (path) => {
      const page = await context.newPage();
      await page.goto(path);
      await page.locator(".link-live").waitFor(WAIT);
      return page;
    },
    faults: () => faults,
    end: () => context.close(),
  };
}

/** Asking who is signed in is how the page learns that nobody is; the browser calls that an error. */
const isSignedOut = (message: ConsoleMessage): boolean =>
  message.text().includes("401") && new URL(message.location().url).pathname === "/api/v1/me";
const sayError = (message: ConsoleMessage): string => `${message.text()} at ${message.location().url}`;

/** How often a page was loaded: once, if nobody reloads it. */
export function countLoads(page: Page): () => number {
  let loads = 1;
  page.on("domcontentloaded", () => loads++);
  return () => loads;
}

const keyboards = new WeakMap<Page, CDPSession>();
/** Kept as long as the page is: a session that ends takes the page's being offline with it. */
async function keyboardOf(page: Page): Promise<CDPSession> {
  const session = keyboards.get(page) ?? (await page.context().newCDPSession(page));
  keyboards.set(page, session);
  return session;
}

const FNC1 = "\u001d";
const KEY_EVERY_S = 0.004;
const CONTROL = 2;

/**
 * As a reader types: one burst, whatever has the focus, FNC1 as Ctrl+], Enter at the end. The keys carry their own times, so
 * that a busy machine does not make a slow person of the reader.
 */
export async function scan(page: Page, code: string): Promise<void> {
  const session = await keyboardOf(page);
  const startS = Date.now() / 1000;
  const keys = [...code].map((key) => (key === FNC1 ? { key: "]", modifiers: CONTROL } : { key, text: key }));
  const events = [...keys, { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" }].flatMap((key, index) => {
    const timestamp = startS + index * KEY_EVERY_S;
    const { text, ...released } = { text: undefined, ...key };
    return [
      { ...released, ...(text === undefined ? {} : { text }), type: "keyDown" as const, timestamp },
      { ...released, type: "keyUp" as const, timestamp },
    ];
  });
  await Promise.all(events.map((event) => session.send("Input.dispatchKeyEvent", event)));
}

export type Tracker = Readonly<{ say(lat: number, lon: number): Promise<void>; leave(): void }>;

/** A tracker on a unit: provisioned over HTTP, then MQTT like any other. What it says is acknowledged when this resolves. */
export async function connectTracker({ server, call }: BrowserWorld, unit: string): Promise<Tracker> {
  const told = (await call("POST", "/devices", { device: `tracker-${unit}`, site: "xiangtan", kind: "tracker", unit })) as {
    device: string;
    topic: string;
    password: string;
  };
  const { device, topic, password } = told;
  const tracker = await RawDevice.connect({ port: Number(new URL(server.mqttUrl).port), device, topic, password });
  if (typeof tracker === "number") throw new Error(`the broker refused ${device}: ${tracker}`);
  let seq = 0;
  return {
    say: async (lat, lon) => {
      const at = new Date().toISOString();
      const packet = tracker.publish("position", { id: randomUUID(), seq: ++seq, at, lat, lon, speedKmh: 60, headingDeg: 180 });
      await until(() => tracker.pubacks.includes(packet));
    },
    leave: () => tracker.leave(),
  };
}
