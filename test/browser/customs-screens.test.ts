import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBrowserWorld, WAIT, type BrowserWorld, type Role } from "../support/browser-world.ts";
import { answerCustoms } from "../support/customs-answers.ts";
import { sidewaysOf, untranslatedIn } from "../support/looks.ts";

/** The customs screens full of papers, from samples in place of a server: nothing is cut off, nothing is left untranslated, keys and fingers reach it. */
const PHONE = { width: 390, height: 844 };
const LOCALES = { zh: "zh-CN", en: "en-GB" } as const;
const SCREENS = {
  "/customs": { zh: "账实不符项", en: "Book lines that differ" },
  "/customs/documents": { zh: "核注清单", en: "Inventory list" },
  "/customs/documents/49002026I000098701?kind=list": { zh: "三单对碰", en: "Documents side by side" },
  "/customs/documents/IN-2026-01?kind=inspection": { zh: "照片", en: "Photographs" },
  "/customs/books": { zh: "OS-DUISBURG", en: "OS-DUISBURG" },
  "/customs/books/T4900W000001": { zh: "夹心巧克力", en: "Filled chocolate" },
  "/customs/obligations": { zh: "库存差异报告", en: "Report missing or surplus goods" },
  "/customs/obligations?view=calendar&month=2026-11&day=2026-11-20": { zh: "2026年11月", en: "November 2026" },
  "/customs/gate": { zh: "重量超出允差", en: "Weight out of tolerance" },
  "/customs/inspections": { zh: "IN-2026-01", en: "IN-2026-01" },
  "/customs/messages": { zh: "CEB621", en: "CEB621" },
  "/customs/reports": { zh: "立即生成", en: "Make it now" },
  "/customs/settings": { zh: "单次交易限值", en: "Limit of one transaction" },
  "/customs/tariff": { zh: "1901101010", en: "1901101010" },
  "/customs/intake": { zh: "六渠道交易", en: "Trade of the six channels" },
  "/customs/intake/trade": { zh: "电商平台", en: "Platform" },
  "/customs/intake/inventory": { zh: "核注清单", en: "Inventory list" },
  "/customs/intake/pass": { zh: "所载单证", en: "What it carries" },
  "/customs/intake/upload": { zh: "拖放 XML 文件到此，或点击选择", en: "Drop XML files here, or click to choose" },
  "/twin": { zh: "核注申请中", en: "Inventory pending" },
} as const;

let world: BrowserWorld;
beforeAll(async () => {
  world = await startBrowserWorld();
});
afterAll(() => world?.stop());

const visit = async (role: Role, options: Parameters<BrowserWorld["visitAs"]>[1] = {}) => {
  const visitor = await world.visitAs(role, options);
  await answerCustoms(visitor.context);
  return visitor;
};
const inMain = (page: Page, text: string) => page.getByRole("main").getByText(text).filter({ visible: true }).first();

describe.each(["zh", "en"] as const)("on a phone, in %s", (language) => {
  test("no customs screen scrolls sideways, and every word is translated", async () => {
    const visitor = await visit("administrator", { viewport: PHONE, locale: LOCALES[language], hasTouch: true, isMobile: true });
    const page = await visitor.open("/customs");
    for (const [path, shows] of Object.entries(SCREENS)) {
      await page.goto(path);
      await inMain(page, shows[language]).waitFor(WAIT);
      expect(await sidewaysOf(page), `${path} is wider than the phone`).toEqual([]);
      expect(untranslatedIn(await page.locator("body").innerText()), path).toEqual([]);
    }
    await visitor.end();
  });
});

test("what differs between the documents stands at the top; what agrees is folded away", async () => {
  const visitor = await visit("officer");
  const page = await visitor.open("/customs/documents/20261121-8801?kind=order");
  const sheet = page.getByRole("region", { name: "Documents side by side" });
  const rows = sheet.getByRole("row");
  await rows.nth(1).getByText("Amount paid").waitFor(WAIT);
  expect(await rows.nth(1).innerText()).toMatch(/318\.60\s+308\.60/);
  expect(await rows.count()).toBe(6);
  await sheet.getByRole("button", { name: /Show the \d+ fields that agree/ }).click();
  expect(await rows.count()).toBeGreaterThan(10);
  await visitor.end();
});

test("a book of a hundred thousand lines draws only what is seen, and reads on as one scrolls", async () => {
  const visitor = await visit("officer");
  const page = await visitor.open("/customs/books/T4900W000001");
  const table = page.getByRole("table", { name: "Lines of T4900W000001" });
  await table.getByText("SKU10001", { exact: false }).first().waitFor(WAIT);
  expect(await table.getAttribute("aria-rowcount")).toBe("100000");
  expect(await table.getByRole("row").count()).toBeLessThan(80);
  await page.locator(".page").evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await table.getByText("SKU10200", { exact: false }).first().waitFor(WAIT);
  expect(await table.getByRole("row").count()).toBeLessThan(80);
  await page.locator(".page").evaluate((element) => element.scrollTo(0, 0));
  await table.getByRole("row").nth(2).press("Enter");
  const drawer = page.getByRole("dialog");
  await drawer.getByText("Every transfer behind these numbers").waitFor(WAIT);
  await drawer.getByRole("button", { name: "Pre-deducted" }).click();
  await drawer.getByText("What made up “Pre-deducted”").waitFor(WAIT);
  expect(await drawer.getByRole("listitem").count()).toBe(1);
  await visitor.end();
});

test("on the plan of the warehouse the arrows go from cell to cell, Enter opens one, and a search lets only what fits stand out", async () => {
  const visitor = await visit("officer");
  const page = await visitor.open("/twin?site=xiangtan");
  const cell = (location: string) => page.locator(`[data-location="${location}"]`);
  await cell("A-01-01").waitFor(WAIT);
  await cell("A-01-01").focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-location"))).toBe("A-01-02");
  expect(await cell("A-01-02").getAttribute("aria-label")).toMatch(/^A-01-02 \(bin\) · Bonded /);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("By book line").waitFor(WAIT);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ ...WAIT, state: "hidden" });

  await page.keyboard.press("/");
  await page.keyboard.type("tea");
  await page.getByText(/Found in \d+ of \d+ cells/).waitFor(WAIT);
  expect(await page.locator('.plan-cell[data-found="true"]').count()).toBeGreaterThan(5);
  expect(await page.locator('.plan-cell[data-faded="true"]').count()).toBeGreaterThan(50);
  await page.getByRole("button", { name: /^Written off/ }).click();
  await page.locator('.plan-cell[data-faded="true"]').first().waitFor(WAIT);
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Show the whole plan" }).click();
  expect(visitor.faults()).toEqual([]);
  await visitor.end();
});

test("on a phone the first tap on a small cell draws nearer, the next opens it", async () => {
  const visitor = await visit("officer", { viewport: PHONE, hasTouch: true, isMobile: true });
  const page = await visitor.open("/twin?site=xiangtan");
  const cell = page.locator('[data-location="B-01-03"]');
  await cell.waitFor(WAIT);
  const before = (await cell.boundingBox())?.width ?? 0;
  await cell.tap();
  await page.locator('.plan-drawing[data-near="true"]').waitFor(WAIT);
  expect((await cell.boundingBox())?.width ?? 0).toBeGreaterThan(before * 1.5);
  await cell.tap();
  await page.getByRole("dialog").getByText("Lot by lot").waitFor(WAIT);
  await visitor.end();
});

test("a message that is uploaded says what is wrong by element, what was found and what is allowed", async () => {
  const visitor = await visit("administrator");
  const page = await visitor.open("/customs/intake/upload");
  await page.locator('input[type="file"]').setInputFiles({ name: "CEB621.xml", mimeType: "application/xml", buffer: Buffer.from("<a/>") });
  const node = page.getByRole("listitem").filter({ hasText: "XT-COP-2" }).first();
  await node.getByText("emsNo 账册编号").waitFor(WAIT);
  expect(await node.innerText()).toMatch(/qty 申报数量[\s\S]*found[\s\S]*十二[\s\S]*allowed/);
  await page.getByText("XT-COP-1").waitFor(WAIT);
  await visitor.end();
});

test("a form shows every fault at its field before anything is sent", async () => {
  const visitor = await visit("operator");
  const page = await visitor.open("/customs/documents");
  await inMain(page, "Inventory list").waitFor(WAIT);
  await page.keyboard.press("n");
  await page.getByRole("link", { name: /^Gate pass/ }).click();
  await page.getByRole("button", { name: "File it" }).click();
  await page.getByText("Fill this in.").nth(1).waitFor(WAIT);
  await page.getByLabel("Owner").fill("acme");
  await page.getByLabel("Plate").fill("湘A10001");
  await page.getByLabel("Total weight, kg").fill("much");
  await page.getByRole("button", { name: "File it" }).click();
  await page.getByText("A number in plain digits, at most five decimals.").waitFor(WAIT);
  await page.getByLabel("Total weight, kg").fill("12850");
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/customs/passes")),
    page.getByRole("button", { name: "File it" }).click(),
  ]);
  expect(sent.postDataJSON()).toMatchObject({ owner: "acme", plate: "湘A10001", passKind: "3", gates: 1, totalWeightKg: "12850" });
  expect(sent.headers()["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  await visitor.end();
});
