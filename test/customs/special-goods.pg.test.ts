import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScanFact } from "../../server/domain/custody/fact.ts";
import type { ActBody } from "../../server/usecases/customs/acts.ts";
import { gate, goods, observe, scan, SWORD, T0 } from "../support/books.ts";
import { openDesk, type Desk } from "../support/customs-flows.ts";

/**
 * 龙泉刀剑 in a real database: 浙政函〔2020〕73号（丽水）, 下单、生产、发货、转运、报关等全流程跟踪. From the workshop's warehouse by truck to a port,
 * and abroad.
 */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  await desk.query(`UPDATE product SET chain = 'sword' WHERE gtin = '${SWORD}'`);
  await desk.query(`INSERT INTO site VALUES ('nb', 'port', '{"zh":"北仑","en":"Beilun"}', 29.9, 121.9, '{non_bonded,export_cleared}')`);
  await desk.query(`INSERT INTO location (site, location, kind, regimes) VALUES ('nb', 'Q1', 'dock', '{non_bonded,export_cleared}')`);
  await desk.query(`UPDATE site SET customs = '{}' WHERE site = 'nb'`);
  await desk.books.reload();
});
afterEach(() => desk.close());

const NUMBER = `${SWORD}/LQ-1`;
const sword = [goods(SWORD, 1, { serial: "LQ-1" })];
const at = (step: string, more: Partial<ScanFact> = {}) => observe(desk.books, scan(step, { site: "cw", live: true, ...more }));
const tell = (step: string, more: Partial<Extract<ActBody, { act: "serial_step" }>> = {}): ActBody => ({
  act: "serial_step",
  key: NUMBER,
  site: "cw",
  gtin: SWORD,
  serial: "LQ-1",
  step,
  reference: `paper-${step}`,
  hasHappened: false,
  ...more,
});
const commission = (more: Partial<ScanFact> = {}) => at("commissioning", { goods: sword, ...more });
const stock = () => at("receiving", { location: "D1", regime: "export_cleared", goods: sword, live: false });
const load = () => at("loading", { from: "D1", to: "TRUCK-1", goods: sword, live: false });
const depart = (more: Partial<ScanFact> = {}) => at("departing", { from: "TRUCK-1", ...more });
const arrive = (more: Partial<ScanFact> = {}) => at("arriving", { site: "nb", to: "TRUCK-1", ...more });
const leaveCountry = (live = true) => observe(desk.books, gate("out", { site: "nb", live }));
const steps = async (): Promise<unknown[]> =>
  (await desk.query("SELECT type FROM document_event WHERE kind = 'serial' AND number = $1 ORDER BY at, entry", [NUMBER])).map(
    (row) => row["type"],
  );
const alarms = () => desk.query("SELECT kind, subject, state, detail FROM alarm WHERE kind = 'chain_step_missing'");

describe("a serial of special goods (龙泉刀剑)", () => {
  it("goes its whole way, step by step, and then out of the country", async () => {
    await desk.act(tell("ordered"));
    expect(await commission()).toMatchObject({ result: "posted" });
    await stock();
    await load();
    expect(await depart()).toMatchObject({ result: "posted" });
    expect(await arrive()).toMatchObject({ result: "posted" });
    expect(await desk.act(tell("declared"))).toMatchObject([{ accepted: true, number: NUMBER }]);
    expect(await leaveCountry()).toMatchObject({ result: "posted" });
    expect(await steps()).toEqual(["ordered", "produced", "dispatched", "transferred", "declared"]);
    expect(await alarms()).toEqual([]);
  });

  it("is not made at a station before it was ordered", async () => {
    expect(await commission()).toMatchObject({ result: "refused", reason: "chain_step_missing" });
    await desk.act(tell("ordered"));
    expect(await commission()).toMatchObject({ result: "posted" });
  });

  it("does not leave before it was made, by a departure or by the gate", async () => {
    await stock();
    await load();
    expect(await depart()).toMatchObject({ result: "refused", reason: "chain_step_missing" });
    expect(await observe(desk.books, gate("out", { site: "cw" }))).toMatchObject({ result: "refused", reason: "chain_step_missing" });
    expect(await steps()).toEqual([]);
  });

  it("does not leave the country before it was declared", async () => {
    await desk.act(tell("ordered"));
    await commission();
    await stock();
    await load();
    await depart();
    await arrive();
    expect(await leaveCountry()).toMatchObject({
      result: "refused",
      reason: "chain_step_missing",
      detail: expect.stringContaining("declared") as string,
    });
    await desk.act(tell("declared"));
    expect(await leaveCountry()).toMatchObject({ result: "posted" });
  });

  it("that has skipped a step, as is told afterwards, is in the books, with an alarm until the step is told", async () => {
    await desk.act(tell("ordered"));
    await stock();
    await load();
    expect(await depart({ live: false })).toMatchObject({ result: "posted" });
    expect(await alarms()).toMatchObject([{ subject: NUMBER, state: "open", detail: { missing: ["produced"], step: "dispatched" } }]);
    expect(await steps()).toEqual(["ordered", "dispatched"]);
    await desk.act(tell("produced", { atMs: T0 - 1 } as object));
    expect(await alarms()).toMatchObject([{ state: "cleared" }]);
  });

  it.each<[string, readonly ActBody[], string]>([
    ["that would leave one out", [tell("declared")], "chain_step_missing"],
    ["that the chain does not know", [tell("polished")], "step_unknown"],
    ["that was taken before", [tell("ordered"), tell("ordered", { reference: "other" })], "step_already_done"],
    ["of goods without a chain", [tell("ordered", { gtin: "06970000000015" })], "no_chain"],
  ])("refuses at the desk a step %s", async (_, acts, reason) => {
    const answers = await desk.act(...acts);
    expect(answers.at(-1)).toMatchObject({ accepted: false, reason });
  });

  it("takes a step told twice once, and one that has happened with an alarm", async () => {
    await desk.act(tell("ordered"));
    expect(await desk.act(tell("ordered"))).toMatchObject([{ accepted: true, entry: null }]);
    expect(await desk.act(tell("dispatched", { hasHappened: true }))).toMatchObject([{ accepted: true }]);
    expect(await alarms()).toMatchObject([{ state: "open", detail: { missing: ["produced"] } }]);
  });

  it("in one breath with others is each its own", async () => {
    await desk.act(tell("ordered"));
    await commission();
    await at("receiving", {
      location: "D1",
      regime: "export_cleared",
      goods: [...sword, goods(SWORD, 1, { serial: "LQ-2" })],
      live: false,
    });
    await at("loading", { from: "D1", to: "TRUCK-1", goods: [...sword, goods(SWORD, 1, { serial: "LQ-2" })], live: false });
    expect(await depart()).toMatchObject({ result: "refused", detail: expect.stringContaining("LQ-2") as string });
  });

  it("of a product without a chain is let alone", async () => {
    await desk.query("UPDATE product SET chain = NULL");
    expect(await commission()).toMatchObject({ result: "posted" });
    await stock();
    await load();
    expect(await depart()).toMatchObject({ result: "posted" });
    expect(await steps()).toEqual([]);
  });
});
