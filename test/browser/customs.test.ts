import { randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countLoads, OIL, startBrowserWorld, WAIT, type BrowserWorld } from "../support/browser-world.ts";

/** A filing, what customs answers and what the gate lets through, on the screens of those who look, without a reload. */
const BOOK = "T4900W000001";
const DAY_MS = 86_400_000;

let world: BrowserWorld;
let seq = 0;
const observe = (message: object): Promise<unknown> =>
  world.call("POST", "/observations", {
    device: "station-1",
    kind: "scan",
    message: { id: randomUUID(), seq: ++seq, at: new Date().toISOString(), regime: "bonded", ...message },
  });

beforeAll(async () => {
  world = await startBrowserWorld();
  await world.call("POST", "/devices", { device: "station-1", site: "xiangtan", kind: "station", location: "D1" });
  await world.call("POST", `/customs/books/${BOOK}/open`, { lines: [{ line: 1, quantity: "50" }] });
  const items = [{ gtin: OIL, quantity: "50", uom: "EA", batch: "L1", book: BOOK, line: 1 }];
  await observe({ step: "receiving", items });
  await observe({ step: "storing", from: "D1", to: "A-01", items });
});
afterAll(() => world?.stop());

const choose = async (page: Page, label: string, option: RegExp): Promise<void> => {
  await page.getByRole("combobox", { name: new RegExp(`^(\\* )?${label}$`) }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: option, visible: true }).first().click();
};
const answer = (kind: string, key: string, said: object): Promise<unknown> =>
  world.call("POST", "/customs/receipts", { kind, key, ...said });
const lineOne = (page: Page) => page.getByRole("row").filter({ hasText: "SKU1" });
const figure = (page: Page, state: string) => lineOne(page).locator(`.figure-${state}`);

test("a line whose book and goods differ stands on the officer's first page, with its cause", async () => {
  const officer = await world.visitAs("officer");
  const page = await officer.open("/");
  await page.getByRole("heading", { name: "Differences" }).waitFor(WAIT);
  await page.getByText("Every book line agrees").waitFor(WAIT);
  await world.call("POST", `/customs/books/${BOOK}/open`, { lines: [{ line: 2, quantity: "3.5" }] });
  const line = page.getByRole("listitem").filter({ hasText: "Anhua dark tea" });
  await line.getByText("−3.5").first().waitFor(WAIT);
  expect(await line.innerText()).toMatch(/Goods\s+0[\s\S]*Book\s+3\.5/);
  expect(officer.faults()).toEqual([]);
  await officer.end();
});

test("what an operator files and customs answers changes document, book and plan on the officer's screens", async () => {
  const operator = await world.visitAs("operator");
  const officer = await world.visitAs("officer");
  const [documents, book, twin] = [
    await officer.open("/customs/documents"),
    await officer.open(`/customs/books/${BOOK}`),
    await officer.open("/twin?site=xiangtan"),
  ];
  const loads = [documents, book, twin].map((page) => countLoads(page));
  const cell = twin.locator('[data-location="A-01"]');
  await documents.getByText("No document fits").waitFor(WAIT);
  await figure(book, "actual").getByText("50").waitFor(WAIT);
  await twin.locator('[data-location="A-01"][aria-label*="· Bonded 50"]').waitFor(WAIT);

  const form = await operator.open("/customs/intake/inventory");
  await choose(form, "Site", /Xiangtan/);
  await choose(form, "Book", new RegExp(BOOK));
  await form.getByLabel("Your own number").fill("XT-INV-1");
  await choose(form, "Book line", /Camellia oil/);
  await form.getByLabel("Quantity").fill("12");
  await form.getByRole("button", { name: "File it" }).click();
  await form.getByRole("heading", { name: "XT-INV-1" }).waitFor(WAIT);
  await form.getByText("approval", { exact: true }).waitFor(WAIT);
  const row = documents.getByRole("row").filter({ hasText: "XT-INV-1" });
  await row.getByText("Filed").waitFor(WAIT);
  await twin.locator('[data-location="A-01"][aria-label*="Inventory pending 12"]').waitFor(WAIT);
  expect(await figure(book, "actual").innerText()).toMatch(/^50\b/);

  await answer("inventory", "XT-INV-1", { answer: "approved", number: "QD490026E000000001" });
  const approved = documents.getByRole("row").filter({ hasText: "QD490026E000000001" });
  await approved.getByText("Approved").waitFor(WAIT);
  await approved.getByText("release of the declaration").waitFor(WAIT);
  await figure(book, "actual").getByText("38").waitFor(WAIT);
  await figure(book, "outgoing").getByText("12").waitFor(WAIT);
  await figure(book, "formal").getByText("50").waitFor(WAIT);

  await world.call("POST", "/customs/passes", {
    innerNo: "XT-PASS-1",
    site: "xiangtan",
    owner: "acme",
    passKind: "3",
    direction: "out",
    plate: "湘A10001",
    documents: ["QD490026E000000001"],
    validUntil: new Date(Date.now() + DAY_MS).toISOString(),
  });
  await answer("pass", "XT-PASS-1", { answer: "approved", number: "Z4900E2611210000000001" });
  await twin.locator('[data-location="A-01"][aria-label*="Gate pass pending 12"]').waitFor(WAIT);
  const gate = await officer.open("/customs/gate?site=xiangtan");
  await gate.getByRole("link", { name: "Z4900E2611210000000001" }).waitFor(WAIT);

  await cell.click();
  const contents = twin.getByRole("dialog");
  await contents.getByRole("link", { name: "QD490026E000000001" }).waitFor(WAIT);
  await contents.getByText("Batch L1").waitFor(WAIT);

  await lineOne(book).press("Enter");
  const story = book.getByRole("dialog");
  await story.getByText("Approved").first().waitFor(WAIT);
  await story.getByRole("link", { name: "QD490026E000000001" }).first().click();
  await book.getByRole("heading", { name: "QD490026E000000001" }).waitFor(WAIT);
  await book.getByText("Put on a gate pass").waitFor(WAIT);
  const first = await officer.open("/customs");
  await first.getByText("Under way, and nothing differs: 1 lines").click();
  await first.getByText("Pre-deducted: the goods have not passed the gate yet 12").waitFor(WAIT);
  expect(loads.map((count) => count())).toEqual([1, 1, 1]);
  expect([...operator.faults(), ...officer.faults()]).toEqual([]);
  await Promise.all([operator.end(), officer.end()]);
});

test("an officer orders an inspection from the document, and what it is about says so", async () => {
  const officer = await world.visitAs("officer");
  const page = await officer.open("/customs/documents/QD490026E000000001?kind=inventory");
  await page.getByRole("button", { name: "Order an inspection" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Reason").fill("outer cartons look opened");
  await form.getByRole("button", { name: "Order an inspection" }).click();
  await page.getByText("Ordered", { exact: false }).first().waitFor(WAIT);
  await page.getByRole("radio", { name: "Something differs" }).click();
  await page.getByText("Take a photograph of it first.").waitFor(WAIT);
  await page.locator('input[type="file"]').setInputFiles({ name: "carton.png", mimeType: "image/png", buffer: PIXEL });
  await page.getByRole("img", { name: "carton.png" }).waitFor(WAIT);
  await page.getByLabel("What differs").fill("one carton short");
  await page.getByRole("button", { name: "Record the result" }).click();
  await page.getByText("They differ").waitFor(WAIT);
  expect(officer.faults()).toEqual([]);
  await officer.end();
});

test("a report is made by one click, and its digest is worked out in the browser", async () => {
  const officer = await world.visitAs("officer");
  const page = await officer.open("/customs/reports?site=xiangtan");
  const maker = page.getByRole("region", { name: /Make a report/ });
  await maker.getByRole("button", { name: "Make it now" }).first().click();
  const row = page.getByRole("row").filter({ hasText: "Stock of a day" });
  await row.waitFor(WAIT);
  await row.click();
  await page.getByRole("dialog").getByText("The text has this digest").waitFor(WAIT);
  expect(officer.faults()).toEqual([]);
  await officer.end();
});

/** One pixel, a whole PNG. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
