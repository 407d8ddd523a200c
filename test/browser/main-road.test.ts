import { randomUUID } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

/** The whole road in a real browser: sign in, watch a unit move, scan goods in, see the stock change elsewhere without a reload. */
const DEMO_PASSWORD = "entrepot-demo";
const GTIN = "06901234567892";
const WAIT = { timeout: 20_000 };

const NAME = (text: string): { zh: string; en: string } => ({ zh: text, en: text });
const MASTER_DATA = {
  sites: [
    { site: "xiangtan", kind: "bonded_warehouse", name: NAME("Xiangtan zone"), lat: 27.94, lon: 112.91, regimes: ["bonded", "non_bonded"] },
  ],
  locations: [
    { site: "xiangtan", location: "D1", kind: "dock", regimes: ["bonded", "non_bonded"], barcode: "LOC-D1" },
    { site: "xiangtan", location: "A1", kind: "bin", regimes: ["bonded"], barcode: "LOC-A1" },
  ],
  parties: [{ party: "acme", name: "Acme", roles: ["owner"] }],
  products: [{ gtin: GTIN, name: NAME("Camellia oil"), uom: "EA" }],
  books: [{ book: "T4900W000001", kind: "bonded", site: "xiangtan", owner: "acme", lines: [{ line: 1, gtin: GTIN, uom: "EA" }] }],
  units: [{ unit: "truck-1", mode: "truck", name: NAME("Truck one"), plate: "XA10001" }],
};

let server: TestServer;
let browser: Browser;

const call = async (method: string, path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${server.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
};

beforeAll(async () => {
  server = await startTestServer({ DEMO: "on" });
  await call("PUT", "/master-data", MASTER_DATA);
  await call("POST", "/devices", { device: "station-1", site: "xiangtan", kind: "station", location: "D1" });
  await call("POST", "/devices", { device: "tracker-1", site: "xiangtan", kind: "tracker", unit: "truck-1" });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const signedIn = async (role: string): Promise<BrowserContext> => {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByLabel("E-mail").fill(`${role}@demo.local`);
  await page.getByLabel("Password", { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Rooms" }).waitFor(WAIT);
  await page.close();
  return context;
};

const open = async (context: BrowserContext, path: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor(WAIT);
  return page;
};

const drive = (seq: number, lat: number): Promise<void> =>
  call("POST", "/observations", {
    device: "tracker-1",
    kind: "position",
    message: { id: randomUUID(), seq, at: new Date().toISOString(), lat, lon: 112.9, speedKmh: 60, headingDeg: 180 },
  });

/** As a wedge types: fast, whatever has the focus, Enter at the end. */
const scan = async (page: Page, code: string): Promise<void> => {
  await page.keyboard.type(code, { delay: 2 });
  await page.keyboard.press("Enter");
};

const chooseBonded = async (station: Page): Promise<void> => {
  await station.getByLabel("Regime").click();
  await station.getByTitle("Bonded", { exact: true }).click();
  await station.locator("h1").click();
};

test("the sign-in page of a demo lets one in with a click, and out again", async () => {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole("button", { name: /海关关员/ }).click();
  await page.getByRole("heading", { name: "海关" }).waitFor(WAIT);
  await page.getByRole("button", { name: /账户/ }).click();
  await page.getByText("退出登录").click();
  await page.getByLabel("邮箱").waitFor(WAIT);
  await context.close();
});

test("a dispatcher sees a unit move", async () => {
  await drive(1, 27.8);
  const context = await signedIn("dispatcher");
  const page = await open(context, "/dispatch?unit=truck-1");
  await page.getByText("27.800, 112.900").waitFor(WAIT);
  await drive(2, 27.7);
  await page.getByText("27.700, 112.900").waitFor(WAIT);
  await context.close();
});

test("goods scanned in at the station appear in the stock on another screen, without a reload", async () => {
  const context = await signedIn("operator");
  const stock = await open(context, "/stock?site=xiangtan");
  await stock.getByText("No stock fits").waitFor(WAIT);

  const station = await open(context, "/station");
  await station.getByRole("button", { name: /station-1/ }).click();
  await station.getByRole("button", { name: /^Receiving/ }).click();
  await station.getByText("Ready to scan").waitFor(WAIT);
  await station.getByLabel("Quantity per scan").fill("12");
  await chooseBonded(station);
  await scan(station, `01${GTIN}10L2026`);
  const feedback = station.getByRole("status").filter({ hasText: "Camellia oil" });
  await feedback.getByText("Posted").waitFor(WAIT);

  const line = stock.getByRole("row").filter({ hasText: "Camellia oil" });
  await line.getByText("12", { exact: true }).waitFor(WAIT);

  await station.getByRole("button", { name: "Undo", exact: true }).click();
  await station.getByRole("button", { name: "Wrong quantity" }).click();
  await station.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await stock.getByText("No stock fits").waitFor(WAIT);
  await context.close();
});

test("what is scanned without a network waits, over a reload too, and is posted once when it is back", async () => {
  const context = await signedIn("operator");
  const station = await open(context, "/station");
  await station.getByRole("button", { name: /station-1/ }).click();
  await station.getByRole("button", { name: /^Receiving/ }).click();
  await station.getByText("Scanned here").waitFor(WAIT);
  // The page can be opened again without a network once its worker has what it needs.
  await station.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await station.reload();
  await station.getByText("Scanned here").waitFor(WAIT);
  await chooseBonded(station);
  await context.setOffline(true);
  await scan(station, `01${GTIN}10OFF1`);
  await station.getByText("1 wait.").waitFor(WAIT);
  await station.reload();
  await station.getByText("1 wait.").waitFor(WAIT);
  await chooseBonded(station);
  await scan(station, `01${GTIN}10OFF2`);
  await station.getByText("2 wait.").waitFor(WAIT);
  await context.setOffline(false);
  await station.getByText("Everything is with the server").waitFor(WAIT);
  const rows = await fetch(`${server.url}/api/v1/stock?site=xiangtan&limit=500`, {
    headers: { authorization: `Bearer ${server.adminKey}` },
  });
  const { rows: lines } = (await rows.json()) as { rows: { batch: string; quantity: string }[] };
  const found = lines.filter(({ batch }) => batch.startsWith("OFF")).map(({ batch, quantity }) => `${batch}: ${quantity}`);
  expect(found.toSorted()).toEqual(["OFF1: 1", "OFF2: 1"]);
  await context.close();
});
