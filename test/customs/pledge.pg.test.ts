import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PledgeCommand, PledgeFiling } from "../../server/domain/customs/documents/pledge.ts";
import type { ActBody } from "../../server/usecases/customs/acts.ts";
import { gate, goods, observe, scan, TEA } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass } from "../support/customs.ts";
import { openDesk, pieces, SECOND_BOOK, type Desk } from "../support/customs-flows.ts";

/** 仓单质押 in a real database: domain.md, flows: hold `pledged`, refused when released without the lender. */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const filing = (more: Partial<PledgeFiling> = {}): PledgeFiling => ({
  kind: "pledge",
  number: "WR-1",
  site: "xt",
  owner: "acme",
  lender: "bank",
  location: "A1",
  parent: null,
  gtin: TEA,
  quantity: pieces(6),
  reason: "loan 77",
  ...more,
});
const pledge = (more: Partial<PledgeFiling> = {}, by = "key:bank"): ActBody => ({
  act: "pledge",
  key: "WR-1",
  command: { type: "pledge", filing: filing(more), by },
});
type Release = Extract<PledgeCommand, { type: "release" }>;
const release = (more: Partial<Release> = {}): ActBody => ({
  act: "pledge",
  key: "WR-1",
  command: { type: "release", quantity: null, by: "key:bank", role: "administrator", reason: "paid", ...more },
});
const FREE = `A1/bonded ${BOOK}/1`;
const PLEDGED = `A1/bonded/pledged ${BOOK}/1`;

describe("a pledge (仓单质押)", () => {
  it("holds the goods that the lender's receipt names, and the lender's release frees them", async () => {
    await desk.receive(10);
    expect(await desk.act(pledge())).toMatchObject([{ accepted: true, number: "WR-1" }]);
    expect(await desk.lying()).toEqual({ [FREE]: "4", [PLEDGED]: "6" });
    expect(await desk.act(pledge())).toMatchObject([{ accepted: true, entry: null }]);
    expect(await desk.act(release({ quantity: pieces(2) }))).toMatchObject([{ accepted: true }]);
    expect(await desk.lying()).toEqual({ [FREE]: "6", [PLEDGED]: "4" });
    expect(await desk.act(release())).toMatchObject([{ accepted: true }]);
    expect(await desk.lying()).toEqual({ [FREE]: "10" });
    expect(await desk.query("SELECT state FROM customs_document WHERE kind = 'pledge'")).toEqual([{ state: "released" }]);
    expect(await desk.query("SELECT * FROM hold_put")).toEqual([]);
    expect(await desk.counted()).toEqual({ [`${BOOK}/1/actual`]: "10" });
  });

  it("frees the goods where they have been moved meanwhile", async () => {
    await desk.receive(10);
    await desk.act(pledge({ quantity: null }));
    await observe(desk.books, scan("moving", { from: "A1", to: "A2", goods: [goods(TEA, 7)] }));
    await desk.act(release());
    expect(await desk.lying()).toEqual({ [FREE]: "3", [`A2/bonded ${BOOK}/1`]: "7" });
  });

  it("is released by nobody but who put it for the lender, or an officer", async () => {
    await desk.receive(10);
    await desk.act(pledge());
    for (const role of ["operator", "administrator"] as const)
      expect(await desk.act(release({ by: "owner", role }))).toMatchObject([{ accepted: false, reason: "released_without_lender" }]);
    const lift = { location: "A1", lift: true, hold: "pledged", reason: "paid, I say" } as const;
    for (const actor of ["scanner-1", "key:bank"])
      expect(await observe(desk.books, scan("holding", { ...lift, live: true, actor }))).toMatchObject({ reason: "hold_of_another" });
    expect(await desk.lying()).toEqual({ [FREE]: "4", [PLEDGED]: "6" });
    expect(await desk.act(release({ by: "officer-1", role: "officer", reason: "court order 9" }))).toMatchObject([{ accepted: true }]);
    expect(await desk.lying()).toEqual({ [FREE]: "10" });
  });

  it("lets what waits for the goods settle when they are free", async () => {
    await desk.receive(10);
    await desk.act(pledge({ quantity: null }));
    expect(await observe(desk.books, scan("picking", { from: "A1", to: "S1", goods: [goods(TEA, 2)] }))).toMatchObject({
      result: "unsettled",
      reason: "held",
    });
    await desk.act(release());
    await desk.books.idle();
    expect(desk.books.settled).toMatchObject([{ ack: { result: "posted" } }]);
  });

  it.each<[string, ActBody, string]>([
    ["the lender is the owner", pledge({ lender: "acme" }), "lender_is_owner"],
    ["there is less", pledge({ quantity: pieces(11) }), "not_enough"],
    ["it is nothing", pledge({ quantity: 0n }), "quantity_not_above_zero"],
    ["the goods are another's", pledge({ owner: "other" }), "not_enough"],
    ["there is nothing to release", release(), "not_pledged"],
  ])("is refused when %s", async (_, body, reason) => {
    await desk.receive(10);
    expect(await desk.act(body)).toMatchObject([{ accepted: false, reason }]);
    expect(await desk.lying()).toEqual({ [FREE]: "10" });
  });

  it("is refused for goods that are pledged already, and another pledge for its number", async () => {
    await desk.receive(10);
    await desk.act(pledge({ quantity: null }));
    expect(
      await desk.act({ act: "pledge", key: "WR-2", command: { type: "pledge", filing: filing({ number: "WR-2" }), by: "x" } }),
    ).toMatchObject([{ accepted: false, reason: "held" }]);
    expect(await desk.act(pledge({ lender: "other-bank" }))).toMatchObject([{ accepted: false, reason: "already_pledged" }]);
    expect(await desk.act(release({ quantity: pieces(11) }))).toMatchObject([{ accepted: false, reason: "more_than_pledged" }]);
  });
});

describe("pledged goods", () => {
  beforeEach(async () => {
    await desk.receive(10);
    await desk.act(pledge({ quantity: null }));
  });

  it.each(["picking", "staging_outbound", "shipping"])("cannot be moved out by %s", async (step) => {
    const fact = scan(step, { from: "A1", to: "S1", goods: [goods(TEA, 1)], live: true });
    expect(await observe(desk.books, fact)).toMatchObject({ result: "refused", reason: "held" });
  });

  it("cannot be loaded, nor let out by the gate when they are aboard", async () => {
    const load = scan("loading", { from: "A1", to: "TRUCK-1", goods: [goods(TEA, 1)], live: true });
    expect(await observe(desk.books, load)).toMatchObject({ result: "refused", reason: "held" });
    await desk.act(fileInventory("O1", { direction: "out", type: "8" }), approve("O1"));
    await desk.act(filePass("P1", { direction: "out", passKind: "3", documents: ["O1"] }), approvePass("P1"));
    await observe(desk.books, scan("moving", { from: "A1", to: "TRUCK-1", goods: [goods(TEA, 10)] }));
    expect(await observe(desk.books, gate("out", { pass: "P1" }))).toMatchObject({ result: "refused", reason: "held" });
  });

  it("cannot be converted, nor destroyed without the lender", async () => {
    const [answer, destroyed] = await desk.act(
      {
        act: "conversion",
        key: "C1",
        command: {
          type: "file",
          filing: {
            kind: "conversion",
            number: "C1",
            site: "xt",
            owner: "acme",
            from: "1210",
            to: "0110",
            lines: [{ n: 1, location: "A1", gtin: TEA, quantity: pieces(1), from: {}, to: { book: SECOND_BOOK, line: 1 } }],
          },
        },
      },
      {
        act: "adjustment",
        key: "D1",
        command: {
          type: "file",
          filing: {
            kind: "adjustment",
            number: "D1",
            site: "xt",
            owner: "acme",
            cause: "destruction",
            isForceMajeure: false,
            location: "A1",
            parent: null,
            regime: null,
            lines: [{ n: 1, gtin: TEA, quantity: pieces(1), direction: "out" }],
            reason: "old",
          },
        },
      },
    );
    expect(answer).toMatchObject({ accepted: false, reason: "held" });
    expect(destroyed).toMatchObject({ accepted: false, reason: "pledged" });
  });
});
