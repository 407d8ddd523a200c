import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sidewaysOf, untranslatedIn } from "../support/looks.ts";
import { OIL, startBrowserWorld, TEA, WAIT, type BrowserWorld } from "../support/browser-world.ts";

/** Every room in both languages, on a phone and in the dark: nothing is cut off sideways, nothing is left untranslated. */
const PHONE = { width: 390, height: 844 };
const LOCALES = { zh: "zh-CN", en: "en-GB" } as const;
const ROOMS = {
  "/dispatch": { zh: "运力", en: "Units" },
  "/stock": { zh: "湘潭综合保税区", en: "Xiangtan bonded zone" },
  "/station": { zh: "您在哪个作业台？", en: "Where do you stand?" },
  "/customs/classified": { zh: "T4900W000001", en: "T4900W000001" },
  "/customs/books": { zh: "T4900W000001", en: "T4900W000001" },
  "/customs/documents": { zh: "没有符合的单证", en: "No document fits" },
  "/customs/gate": { zh: "待过卡车辆", en: "May go through" },
  "/twin": { zh: "保税", en: "Bonded" },
  "/customs/journal": { zh: "茶油", en: "Camellia oil" },
  "/customs/differences": { zh: "差异", en: "Differences" },
  "/alarms": { zh: "作业台拒绝", en: "Refused at a station" },
} as const;

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
  const expiry = { batch: "L2026-ABCDEFGHIJKLM", expiry: "2027-12-31" };
  await observe({ step: "receiving", items: [{ gtin: OIL, quantity: "1234567.12345", uom: "EA", ...expiry }] });
  await observe({ step: "receiving", items: [{ gtin: TEA, quantity: "0.5", uom: "KGM" }] });
  await observe({ step: "shipping", codes: [`01${OIL}`] });
});

afterAll(() => world?.stop());

describe.each(["zh", "en"] as const)("on a phone, in %s", (language) => {
  test("no room scrolls sideways, and every word is translated", async () => {
    const visit = await world.visitAs("administrator", { viewport: PHONE, locale: LOCALES[language], hasTouch: true, isMobile: true });
    const page = await visit.open("/dispatch");
    for (const [path, shows] of Object.entries(ROOMS)) {
      await page.goto(path);
      await page.getByRole("main").getByText(shows[language]).filter({ visible: true }).first().waitFor(WAIT);
      expect(await sidewaysOf(page), `${path} is wider than the phone`).toEqual([]);
      expect(untranslatedIn(await page.locator("body").innerText()), path).toEqual([]);
    }
    expect(visit.faults()).toEqual([]);
    await visit.end();
  });
});

test("the language and the dark colours that are chosen stay chosen", async () => {
  const visit = await world.visitAs("dispatcher", { colorScheme: "light" });
  const page = await visit.open("/stock");
  await page.getByText("Camellia oil").waitFor(WAIT);
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("menuitem", { name: "简体中文" }).click();
  await page.getByRole("heading", { name: "库存" }).waitFor(WAIT);
  await page.getByText("茶油").first().waitFor(WAIT);
  await page.getByRole("button", { name: "配色" }).click();
  await page.getByRole("menuitem", { name: "深色" }).click();
  await page.waitForFunction(() => document.documentElement.style.colorScheme === "dark");
  await page.reload();
  await page.getByRole("heading", { name: "库存" }).waitFor(WAIT);
  const look = await page.evaluate(() => ({
    language: document.documentElement.lang,
    scheme: document.documentElement.style.colorScheme,
    ground: getComputedStyle(document.body).backgroundColor,
  }));
  expect(look).toMatchObject({ language: "zh-CN", scheme: "dark" });
  expect(Math.max(...(look.ground.match(/\d+/g) ?? []).slice(0, 3).map(Number))).toBeLessThan(64);
  await page.getByRole("button", { name: "语言" }).click();
  await page.getByRole("menuitem", { name: "English" }).click();
  await page.getByRole("heading", { name: "Stock" }).waitFor(WAIT);
  expect(visit.faults()).toEqual([]);
  await visit.end();
});
