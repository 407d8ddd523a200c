import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectTracker, countLoads, OIL, scan, startBrowserWorld, WAIT, type BrowserWorld, type Visit } from "../support/browser-world.ts";

/** The whole road in a real browser: sign in, watch a unit move, scan goods in, see the stock change elsewhere without a reload. */
let world: BrowserWorld;

beforeAll(async () => {
  world = await startBrowserWorld();
  await world.call("POST", "/devices", { device: "station-1", site: "xiangtan", kind: "station", location: "D1" });
});

afterAll(() => world?.stop());

const openStation = async (visit: Visit, step: string): Promise<Page> => {
  const page = await visit.open("/station");
  await page.getByRole("button", { name: /station-1/ }).click();
  await page.getByRole("button", { name: new RegExp(`^${step}`) }).click();
  await page.getByRole("heading", { name: step }).waitFor(WAIT);
  return page;
};

/** A step done from the same place again needs no second choice of the station. */
const changeStep = async (page: Page, step: string): Promise<void> => {
  await page.getByRole("button", { name: "Other step" }).click();
  await page.getByRole("button", { name: new RegExp(`^${step}`) }).click();
  await page.getByRole("heading", { name: step }).waitFor(WAIT);
};

const choose = async (page: Page, field: string, choice: string): Promise<void> => {
  await page.getByLabel(field).click();
  await page.getByTitle(choice, { exact: true }).click();
};

const feedback = (page: Page) => page.locator(".feedback");
const lineOf = (page: Page, batch: string) => page.getByRole("row").filter({ hasText: batch });
const quantityOf = (page: Page, batch: string, quantity: string) => lineOf(page, batch).getByText(quantity, { exact: true });

type Line = Readonly<{ batch: string | null; quantity: string }>;
const bookedOf = async (batch: string): Promise<readonly string[]> => {
  const { rows } = (await world.call("GET", `/stock?site=xiangtan&batch=${batch}`)) as { rows: readonly Line[] };
  return rows.map(({ quantity }) => quantity);
};
const journalOf = async (batch: string): Promise<number> => {
  const { rows } = (await world.call("GET", "/journal?limit=500")) as { rows: readonly { transfers: readonly { lot: Line }[] }[] };
  return rows.filter((row) => row.transfers.some(({ lot }) => lot.batch === batch)).length;
};

test("a wrong password is told in words, a demo account lets one in with a click, and out again", async () => {
  const visit = await world.visit({ locale: "zh-CN" });
  const page = await visit.context.newPage();
  await page.goto("/");
  await page.getByLabel("邮箱").fill("officer@demo.local");
  await page.getByLabel("密码", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").getByText("邮箱与密码不匹配").waitFor(WAIT);
  await page.getByRole("button", { name: /officer@demo\.local/ }).click();
  await page.getByRole("heading", { name: "差异", exact: true }).waitFor(WAIT);
  await page.getByRole("button", { name: /账户/ }).click();
  await page.getByRole("menuitem", { name: "退出登录" }).click();
  await page.getByLabel("邮箱").waitFor(WAIT);
  expect(visit.faults().filter((fault) => !fault.includes("/sign-in/email"))).toEqual([]);
  await visit.end();
});

test("a dispatcher signs in and sees a unit move, without a reload", async () => {
  const tracker = await connectTracker(world, "truck-1");
  await tracker.say(27.9, 112.9);
  const visit = await world.visit();
  const page = await visit.context.newPage();
  await page.goto("/dispatch");
  await page.getByLabel("E-mail").fill("dispatcher@demo.local");
  await page.getByLabel("Password", { exact: true }).fill("entrepot-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(".link-live").waitFor(WAIT);
  const loads = countLoads(page);

  await page.getByRole("tab", { name: /Units/ }).click();
  await page.getByRole("button", { name: /Truck one/ }).click();
  const panel = page.getByRole("complementary", { name: "Details" });
  for (const lat of [27.9, 27.8, 27.7, 27.6]) {
    await tracker.say(lat, 112.9);
    await panel.getByText(`${lat.toFixed(3)}, 112.900`).waitFor(WAIT);
    await panel.getByText(/^[0-5] s ago · fresh$/).waitFor(WAIT);
  }
  expect(loads()).toBe(1);
  expect(visit.faults()).toEqual([]);
  tracker.leave();
  await visit.end();
});

test("goods scanned in at the station change the stock and the books on other screens, without a reload", async () => {
  const dispatcher = await world.visitAs("dispatcher");
  const officer = await world.visitAs("officer");
  const operator = await world.visitAs("operator");
  const stock = await dispatcher.open("/stock?site=xiangtan");
  const books = await officer.open("/customs/classified");
  const loads = [countLoads(stock), countLoads(books)];
  await stock.getByText("No stock fits").waitFor(WAIT);

  const station = await openStation(operator, "Receiving");
  await choose(station, "Regime", "Bonded");
  await station.getByLabel("Quantity per scan").fill("12");
  await station.getByRole("heading", { name: "Receiving" }).click();
  await scan(station, `01${OIL}10L2026\u001d17271231`);
  await feedback(station).getByText("Posted").waitFor(WAIT);
  await feedback(station).getByText("Camellia oil · L2026").waitFor(WAIT);
  await quantityOf(stock, "L2026", "12").waitFor(WAIT);
  await lineOf(stock, "L2026").getByText("until 31 Dec 2027").waitFor(WAIT);
  await books.getByRole("row").filter({ hasText: "SKU1" }).getByText("12", { exact: true }).waitFor(WAIT);

  await scan(station, `01${OIL}10L2026\u001d17271231`);
  await quantityOf(stock, "L2026", "13").waitFor(WAIT);
  await books.getByRole("row").filter({ hasText: "SKU1" }).getByText("13", { exact: true }).waitFor(WAIT);

  await station.getByRole("button", { name: "Undo", exact: true }).first().click();
  await station.getByRole("button", { name: "Wrong quantity" }).click();
  await station.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await feedback(station).getByText("Undo of a scan").waitFor(WAIT);
  await quantityOf(stock, "L2026", "12").waitFor(WAIT);
  expect(await bookedOf("L2026")).toEqual(["12"]);
  expect(loads.map((count) => count())).toEqual([1, 1]);
  expect([...dispatcher.faults(), ...officer.faults(), ...operator.faults()]).toEqual([]);
  await Promise.all([dispatcher.end(), officer.end(), operator.end()]);
});

test("a refused scan says why and what to do, raises an alarm on other screens, and moves nothing", async () => {
  const dispatcher = await world.visitAs("dispatcher");
  const operator = await world.visitAs("operator");
  const alarms = await dispatcher.open("/alarms");
  const station = await openStation(operator, "Receiving");
  await choose(station, "Regime", "Bonded");
  await scan(station, `01${OIL}10KEPT`);
  await feedback(station).getByText("Posted").waitFor(WAIT);

  await changeStep(station, "Shipping");
  await scan(station, `01${OIL}10KEPT`);
  await feedback(station).getByText("Refused").waitFor(WAIT);
  await feedback(station).getByText("No release covers it — Bonded goods need a release that covers them.").waitFor(WAIT);
  await alarms.getByText("Refused at a station").first().waitFor(WAIT);

  // A check digit that is wrong, after the right one above.
  await scan(station, `01${OIL.slice(0, -1)}310KEPT`);
  await feedback(station).getByText("Code unreadable — Scan again").waitFor(WAIT);
  expect(await bookedOf("KEPT")).toEqual(["1"]);
  expect([...dispatcher.faults(), ...operator.faults()]).toEqual([]);
  await Promise.all([dispatcher.end(), operator.end()]);
});

test("what is scanned without a network waits, and is posted once when the network is back", async () => {
  const operator = await world.visitAs("operator");
  const station = await openStation(operator, "Receiving");
  await choose(station, "Regime", "Bonded");
  await operator.context.setOffline(true);
  await scan(station, `01${OIL}10OFF1`);
  await scan(station, `01${OIL}10OFF2`);
  await station.getByText("2 wait.").waitFor(WAIT);
  await feedback(station).getByText("Kept on this device until the server has it.").waitFor(WAIT);
  expect(await bookedOf("OFF1")).toEqual([]);
  await operator.context.setOffline(false);
  await station.getByText("Everything is with the server").waitFor(WAIT);
  expect([await bookedOf("OFF1"), await bookedOf("OFF2")]).toEqual([["1"], ["1"]]);
  expect(operator.faults().filter((fault) => !fault.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
  await operator.end();
});

test("what waits survives the end of its page, and an answer that is lost on the way does not post it twice", async () => {
  const operator = await world.visitAs("operator");
  const first = await openStation(operator, "Receiving");
  await choose(first, "Regime", "Bonded");
  await operator.context.setOffline(true);
  await scan(first, `01${OIL}10LATE`);
  await first.getByText("1 wait.").waitFor(WAIT);
  await first.close();
  await operator.context.setOffline(false);

  // The server has it; the station never hears so, and has to say it again.
  const lost: number[] = [];
  await operator.context.route("**/api/v1/observations", async (route) => {
    if (lost.length > 0) return route.continue();
    lost.push((await route.fetch()).status());
    return route.abort("connectionreset");
  });
  const second = await operator.open("/station");
  await second.getByText("Everything is with the server").waitFor(WAIT);
  await second.getByRole("listitem").filter({ hasText: "LATE" }).getByText("Posted").waitFor(WAIT);
  expect(lost).toEqual([200]);
  expect(await bookedOf("LATE")).toEqual(["1"]);
  expect(await journalOf("LATE")).toBe(1);
  await operator.end();
});
