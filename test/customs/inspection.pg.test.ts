import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InspectionOrder, InspectionResult } from "../../server/domain/customs/inspection/inspection.ts";
import type { ActBody } from "../../server/usecases/customs/acts.ts";
import { gate, goods as item, observe, scan, T0, TEA } from "../support/books.ts";
import { approve, approvePass, BOOK, fileInventory, filePass, goods } from "../support/customs.ts";
import { openDesk, type Desk } from "../support/customs-flows.ts";

/** 查验 in a real database: what is under inspection stands still, at the gate and in its place, and moves again at the end. */
let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const officer = { name: "officer-1", role: "officer" } as const;
const order = (number: string, subject: InspectionOrder["subject"]): ActBody => ({
  act: "inspection",
  key: number,
  command: {
    type: "order",
    order: { inspection: number, site: "xt", subject, method: "part", reason: "random check", isPriority: false },
    by: officer,
    atMs: T0,
  },
});
const PLACE = { kind: "place", site: "xt", location: "A1" } as const;
const PALLET = "006970000000000018";
const start = (number: string): ActBody => ({ act: "inspection", key: number, command: { type: "start", atMs: T0 } });
const conclude = (number: string, result: InspectionResult): ActBody => ({
  act: "inspection",
  key: number,
  command: { type: "conclude", result, by: officer, atMs: T0 },
});
const settle = (number: string): ActBody => ({
  act: "inspection",
  key: number,
  command: { type: "settle", disposition: "relabelled", by: officer, atMs: T0 },
});
const cancel = (number: string): ActBody => ({
  act: "inspection",
  key: number,
  command: { type: "cancel", why: "mistake", by: officer, atMs: T0 },
});
const picture = Buffer.from("\u0089PNG of a crate");
const photograph = (number: string): ActBody => ({
  act: "inspection",
  key: number,
  command: {
    type: "photograph",
    attachment: { name: "crate.png", mediaType: "image/png", sha256: createHash("sha256").update(picture).digest("hex"), bytes: picture },
  },
});
const FREE = `A1/bonded ${BOOK}/1`;
const HELD = `A1/bonded/customs_hold ${BOOK}/1`;

describe("an inspection of a place", () => {
  it("holds what lies there from the order to the end", async () => {
    await desk.receive(10);
    expect(await desk.act(order("X1", PLACE))).toMatchObject([{ accepted: true, number: "X1" }]);
    expect(await desk.lying()).toEqual({ [HELD]: "10" });
    const pick = () => observe(desk.books, scan("picking", { from: "A1", to: "S1", goods: [item(TEA, 1)], live: true }));
    expect(await pick()).toMatchObject({ result: "refused", reason: "held" });
    await desk.act(start("X1"), conclude("X1", { result: "agrees" }));
    expect(await desk.lying()).toEqual({ [FREE]: "10" });
    expect(await pick()).toMatchObject({ result: "posted" });
    expect(await desk.query("SELECT type, note FROM document_event WHERE kind = 'inspection' ORDER BY entry, n")).toEqual([
      { type: "ordered", note: "random check" },
      { type: "started", note: null },
      { type: "concluded", note: "agrees" },
    ]);
  });

  it("that finds a difference holds on until an officer has settled it, and shows a picture", async () => {
    await desk.receive(10);
    await desk.act(order("X1", PLACE), start("X1"));
    const differs = conclude("X1", { result: "differs", found: "two crates of wine" });
    expect(await desk.act(differs)).toMatchObject([{ accepted: false, reason: "photograph_missing" }]);
    expect(await desk.act(photograph("X1"), photograph("X1"))).toMatchObject([{ accepted: true }, { accepted: true, entry: null }]);
    const kept = await desk.query("SELECT number, name, media_type, encode(bytes, 'escape') AS bytes, by FROM attachment");
    expect(kept).toMatchObject([{ number: "X1", name: "crate.png", media_type: "image/png", by: "customs" }]);
    const sha256 = createHash("sha256").update(picture).digest("hex");
    expect(await desk.query("SELECT body -> 'events' -> 0 ->> 'note' AS note FROM journal WHERE step = 'inspection_photograph'")).toEqual([
      { note: sha256 },
    ]);
    await desk.act(differs);
    expect(await desk.lying()).toEqual({ [HELD]: "10" });
    await desk.act(settle("X1"));
    expect(await desk.lying()).toEqual({ [FREE]: "10" });
  });

  it("is an officer's, and the hold too", async () => {
    await desk.receive(10);
    const own: ActBody = {
      act: "inspection",
      key: "X1",
      command: {
        type: "order",
        order: { inspection: "X1", site: "xt", subject: PLACE, method: "part", reason: "mine", isPriority: false },
        by: { name: "boss", role: "administrator" },
        atMs: T0,
      },
    };
    expect(await desk.act(own)).toMatchObject([{ accepted: false, reason: "not_an_officer" }]);
    await desk.act(order("X1", PLACE));
    const lift = scan("holding", { location: "A1", lift: true, hold: "customs_hold", reason: "hurry", live: true });
    expect(await observe(desk.books, lift)).toMatchObject({ result: "refused", reason: "hold_of_another" });
    expect(await desk.lying()).toEqual({ [HELD]: "10" });
  });

  it("frees the goods where they were brought out to", async () => {
    await desk.receive(10);
    await desk.act(order("X1", PLACE));
    await observe(desk.books, scan("moving", { from: "A1", to: "S1", goods: [item(TEA, 4)] }));
    await desk.act(cancel("X1"));
    expect(await desk.lying()).toEqual({ [FREE]: "6", [`S1/bonded ${BOOK}/1`]: "4" });
  });

  it("frees neither what was held before it, nor what somebody else holds", async () => {
    await desk.receive(4);
    await observe(desk.books, scan("holding", { location: "A1", hold: "quality_hold", reason: "warm" }));
    await desk.receive(3);
    await desk.act(order("X1", PLACE), conclude("X1", { result: "agrees" }));
    expect(await desk.lying()).toEqual({ [FREE]: "3", [`A1/bonded/quality_hold ${BOOK}/1`]: "4" });
  });

  it("that ends leaves held what another one is about", async () => {
    await desk.receive(10);
    await observe(desk.books, scan("packing", { parent: PALLET, location: "A1", goods: [item(TEA, 4)] }));
    await desk.act(order("X1", PLACE), order("X2", { kind: "parent", parent: PALLET }));
    const onPallet = `A1/${PALLET}/bonded/customs_hold ${BOOK}/1`;
    expect(await desk.lying()).toEqual({ [HELD]: "6", [onPallet]: "4" });
    await desk.act(conclude("X1", { result: "agrees" }));
    expect(await desk.lying()).toEqual({ [FREE]: "6", [onPallet]: "4" });
    await desk.act(conclude("X2", { result: "agrees" }));
    expect(await desk.lying()).toEqual({ [FREE]: "6", [`A1/${PALLET}/bonded ${BOOK}/1`]: "4" });
  });

  it("that was concluded is not concluded again, nor cancelled", async () => {
    await desk.receive(10);
    await desk.act(order("X1", PLACE), conclude("X1", { result: "agrees" }));
    expect(await desk.act(conclude("X1", { result: "agrees" }), cancel("X1"), settle("X1"), photograph("X1"))).toMatchObject([
      { reason: "concluded_already" },
      { reason: "concluded_already" },
      { reason: "nothing_differs" },
      { reason: "is_over" },
    ]);
  });
});

describe("an inspection of a document", () => {
  const loaded = async (): Promise<void> => {
    await desk.dispatch(1);
    await desk.receive(10, {}, "D1");
    await observe(desk.books, scan("loading", { from: "D1", to: "TRUCK-1", goods: [item(TEA, 10)] }));
    await desk.act(fileInventory("INNER", { direction: "out", type: "8" }));
  };
  const passes = async (document: string): Promise<void> => {
    await desk.act(filePass("P1", { direction: "out", passKind: "3", documents: [document] }), approvePass("P1"));
  };
  const out = () => observe(desk.books, gate("out", { pass: "P1" }));

  it.each([
    ["the document of the pass", "O1"],
    ["the pass itself", "P1"],
  ])("keeps the vehicle at the gate while %s is looked at", async (_, number) => {
    await loaded();
    await desk.act(approve("INNER", "O1"));
    await passes("O1");
    await desk.act(order("X1", { kind: "document", number }));
    expect(await out()).toMatchObject({ result: "refused", reason: "under_inspection" });
    await desk.act(start("X1"));
    expect(await out()).toMatchObject({ result: "refused", reason: "under_inspection" });
    await desk.act(photograph("X1"), conclude("X1", { result: "differs", found: "label" }));
    expect(await out()).toMatchObject({ result: "refused", reason: "under_inspection" });
    await desk.act(settle("X1"));
    expect(await out()).toMatchObject({ result: "posted" });
  });

  it("still stands when customs has given the document another number", async () => {
    await loaded();
    await desk.act(order("X1", { kind: "document", number: "INNER" }), approve("INNER", "O1"));
    await passes("O1");
    expect(await out()).toMatchObject({ result: "refused", reason: "under_inspection" });
  });

  it("lets what was told afterwards settle when it is over", async () => {
    await loaded();
    await desk.act(approve("INNER", "O1"));
    await passes("O1");
    await desk.act(order("X1", { kind: "document", number: "O1" }));
    expect(await observe(desk.books, gate("out", { pass: "P1", live: false }))).toMatchObject({
      result: "unsettled",
      reason: "under_inspection",
    });
    await desk.act(conclude("X1", { result: "agrees" }));
    await desk.books.idle();
    expect(desk.books.settled).toMatchObject([{ ack: { result: "posted" } }]);
  });

  it("that is not filed is refused", async () => {
    expect(await desk.act(order("X1", { kind: "document", number: "NONE" }))).toMatchObject([
      { accepted: false, reason: "document_unknown" },
    ]);
  });
});

describe("admission in two stages (两段准入)", () => {
  const admission = (key: string, command: Extract<ActBody, { act: "admission" }>["command"]): ActBody => ({
    act: "admission",
    key,
    command,
  });
  const present = (key: string): ActBody => admission(key, { type: "present", document: key });
  const country = (key: string): ActBody =>
    admission(key, { type: "admit_to_country", conditions: ["laboratory_result"], role: "customs" });
  const meet = (key: string): ActBody => admission(key, { type: "meet", condition: "laboratory_result", by: "LAB-9" });
  const market = (key: string): ActBody => admission(key, { type: "admit_to_market", role: "officer" });
  const declared = async (): Promise<void> => {
    await desk.dispatch(10);
    await desk.act(
      fileInventory("I1"),
      approve("I1"),
      goods("I1", { type: "release" }),
      filePass("P1", { documents: ["I1"] }),
      approvePass("P1"),
    );
  };
  const HELD_ABOARD = { [`TRUCK-1/bonded/customs_hold ${BOOK}/1`]: "10" };
  const FREE_ABOARD = { [`TRUCK-1/bonded ${BOOK}/1`]: "10" };

  it("holds what comes in until it may enter the market", async () => {
    await declared();
    await desk.act(present("I1"), country("I1"));
    await desk.enter({ pass: "P1" });
    expect(await desk.lying()).toEqual(HELD_ABOARD);
    expect(await desk.act(market("I1"))).toMatchObject([{ accepted: false, reason: "conditions_open" }]);
    await desk.act(meet("I1"));
    expect(await desk.lying()).toEqual(HELD_ABOARD);
    await desk.act(market("I1"));
    expect(await desk.lying()).toEqual(FREE_ABOARD);
    expect(await desk.act(market("I1"))).toMatchObject([{ accepted: true, entry: null }]);
  });

  it("holds what came in before it was asked about", async () => {
    await declared();
    await desk.enter({ pass: "P1" });
    expect(await desk.lying()).toEqual(FREE_ABOARD);
    await desk.act(present("I1"), country("I1"));
    expect(await desk.lying()).toEqual(HELD_ABOARD);
    await desk.act(meet("I1"), market("I1"));
    expect(await desk.lying()).toEqual(FREE_ABOARD);
  });

  it("that is refused holds for good", async () => {
    await declared();
    await desk.act(present("I1"), country("I1"));
    await desk.enter({ pass: "P1" });
    await desk.act(admission("I1", { type: "refuse", reason: "salmonella", role: "officer" }));
    expect(await desk.act(market("I1"))).toMatchObject([{ accepted: false, reason: "is_refused" }]);
    expect(await desk.lying()).toEqual(HELD_ABOARD);
  });

  it("lets nothing go that an inspection holds", async () => {
    await declared();
    await desk.act(present("I1"), country("I1"));
    await desk.enter({ pass: "P1" });
    await desk.act(order("X1", { kind: "place", site: "xt", location: "TRUCK-1" }), meet("I1"), market("I1"));
    expect(await desk.lying()).toEqual(HELD_ABOARD);
    await desk.act(conclude("X1", { result: "agrees" }));
    expect(await desk.lying()).toEqual(FREE_ABOARD);
  });

  it("is customs' word", async () => {
    await declared();
    await desk.act(present("I1"));
    const own = admission("I1", { type: "admit_to_country", conditions: [], role: "operator" });
    expect(await desk.act(own)).toMatchObject([{ accepted: false, reason: "not_customs" }]);
    expect(await desk.act(present("NONE"))).toMatchObject([{ accepted: false, reason: "document_unknown" }]);
  });
});

describe("declaration in two steps (两步申报)", () => {
  const HELD_ABOARD = { [`TRUCK-1/bonded/customs_hold ${BOOK}/1`]: "10" };
  const FREE_ABOARD = { [`TRUCK-1/bonded ${BOOK}/1`]: "10" };
  const rule = () => desk.query("SELECT state FROM obligation WHERE rule = 'two_step_declaration'");
  const twoStep = async (): Promise<void> => {
    await desk.dispatch(10);
    await desk.act(fileInventory("I1"), approve("I1"), filePass("P1", { passKind: "7", documents: ["I1"] }), approvePass("P1"));
  };

  it("holds what came in by a pass of kind 7 until the complete declaration is released", async () => {
    await twoStep();
    await desk.enter({ pass: "P1" });
    expect(await desk.lying()).toEqual(HELD_ABOARD);
    expect(await rule()).toEqual([{ state: "open" }]);
    await desk.act(goods("I1", { type: "release" }));
    expect(await desk.lying()).toEqual(FREE_ABOARD);
    expect(await rule()).toEqual([{ state: "met" }]);
  });

  it("that was complete before frees at once what comes in", async () => {
    await twoStep();
    await desk.act(goods("I1", { type: "release" }));
    await desk.enter({ pass: "P1" });
    expect(await desk.lying()).toEqual(FREE_ABOARD);
  });

  it("does not free what admission still holds", async () => {
    await twoStep();
    await desk.act({ act: "admission", key: "I1", command: { type: "present", document: "I1" } });
    await desk.enter({ pass: "P1" });
    await desk.act(goods("I1", { type: "release" }));
    expect(await desk.lying()).toEqual(HELD_ABOARD);
    await desk.act(
      { act: "admission", key: "I1", command: { type: "admit_to_country", conditions: [], role: "customs" } },
      { act: "admission", key: "I1", command: { type: "admit_to_market", role: "customs" } },
    );
    expect(await desk.lying()).toEqual(FREE_ABOARD);
  });
});
