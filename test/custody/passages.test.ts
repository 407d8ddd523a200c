import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noCustoms } from "../../server/domain/custody/customs-books.ts";
import type { Books, OpenRelease, Place } from "../../server/domain/custody/books.ts";
import { decide } from "../../server/domain/custody/decide.ts";
import type { Decision } from "../../server/domain/custody/decision.ts";
import type { Fact, ScanFact } from "../../server/domain/custody/fact.ts";
import { keysOfRise } from "../../server/domain/custody/wait-keys.ts";
import { accountKey, type Regime } from "../../server/domain/ledger/account.ts";
import { Ledger } from "../../server/domain/ledger/ledger.ts";
import type { Transfer } from "../../server/domain/ledger/transfer.ts";
import { gate, goods, OIL, scan, T0, TEA } from "../support/books.ts";

/**
 * Promise 4 for what travels: departures and arrivals name no goods, and may be told before the loading, after the next
 * trip, or in any other order. Once nothing is unsettled, the goods are where telling all of it in time puts them.
 */
const REGIMES: readonly Regime[] = ["bonded", "non_bonded", "export_cleared", "overseas"];
const KINDS: Readonly<Record<string, string>> = {
  xt: "bonded_warehouse",
  cw: "collection_warehouse",
  yy: "port",
  du: "overseas_warehouse",
};
const TRUCK = "TRUCK-1";
const MINUTE = 60_000;

const master: Books["master"] = {
  findPlace: (site, location): Place => ({ site, location, kind: location === TRUCK ? "vehicle" : "bin", regimes: REGIMES }),
  findPlaceByBarcode: () => undefined,
  hasUnit: (unit) => unit === TRUCK,
  findUnitByPlate: (plate) => (plate === "湘C12345" ? TRUCK : undefined),
  findProduct: (gtin) => ({ gtin, uom: "EA", batchRequired: false }),
  listBookLines: () => [],
  findSiteKind: (site) => KINDS[site],
  findZone: () => undefined,
};

type World = Readonly<{ tell(fact: Fact): Decision; held(): Record<string, number>; waiting: Fact[]; transfers: Transfer[]; books: Books }>;

/** The books in memory; what waits is offered again when a key that it waits for rises, as the settling does. */
const open = (releases: OpenRelease[] = []): World => {
  const books: Books = {
    ledger: new Ledger(),
    master,
    releases,
    counts: [],
    passages: [],
    customs: noCustoms(),
    identities: new Set(),
    heldBy: new Map(),
    findEarlier: () => undefined,
    listTransfersAfter: () => [],
  };
  const waiting: { fact: Fact; keys: readonly string[] }[] = [];
  const transfers: Transfer[] = [];
  const offer = (fact: Fact): { decision: Decision; risen: Set<string> } => {
    const decision = decide(books, fact);
    const rising = books.ledger.changed().filter(({ quantity, loaded }) => quantity > loaded);
    const risen = new Set(rising.flatMap(({ account, lot }) => keysOfRise(account, lot)));
    books.ledger.settle();
    if (decision.posted) transfers.push(...decision.transfers);
    if (decision.posted) for (const key of decision.risen ?? []) risen.add(key);
    return { decision, risen };
  };
  const settle = (risen: Set<string>): void => {
    const offered = waiting.filter(({ keys }) => keys.some((key) => risen.has(key))).toSorted((a, b) => a.fact.atMs - b.fact.atMs);
    for (const row of offered) {
      if (!waiting.includes(row)) continue;
      const { decision, risen: further } = offer(row.fact);
      if (!decision.posted) {
        row.keys = decision.waitsFor;
        continue;
      }
      waiting.splice(waiting.indexOf(row), 1);
      settle(further);
    }
  };
  return {
    books,
    transfers,
    tell: (fact) => {
      const { decision, risen } = offer(fact);
      if (decision.posted) settle(risen);
      else waiting.push({ fact, keys: decision.waitsFor });
      return decision;
    },
    held: () => heldIn(books.ledger),
    get waiting() {
      return waiting.map(({ fact }) => fact);
    },
  };
};

const SITES = ["xt", "cw", "yy", "du"] as const;

/** Goods in stock and aboard, as "account batch" → units. */
const heldIn = (ledger: Ledger): Record<string, number> => {
  const cells = [...ledger.onCarrier(TRUCK), ...SITES.flatMap((site) => ["A", "B", TRUCK].flatMap((place) => ledger.atPlace(site, place)))];
  return Object.fromEntries(
    cells
      .map(({ account, lot, quantity }) => [`${accountKey(account)} ${lot.gtin} ${lot.batch}`, Number(quantity / 100_000n)] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
};

const at = (minute: number): { atMs: number } => ({ atMs: T0 + minute * MINUTE });
const receive = (site: string, minute: number, quantity: number, more: Partial<ScanFact> = {}, batch = "B"): ScanFact =>
  scan("receiving", { site, ...at(minute), location: "A", regime: "non_bonded", goods: [goods(OIL, quantity, { batch })], ...more });
const load = (site: string, minute: number, quantity: number, more: Partial<ScanFact> = {}, batch = "B"): ScanFact =>
  scan("loading", { site, ...at(minute), from: "A", to: TRUCK, regime: "non_bonded", goods: [goods(OIL, quantity, { batch })], ...more });
const unload = (site: string, minute: number, quantity: number, more: Partial<ScanFact> = {}, batch = "B"): ScanFact =>
  scan("unloading", { site, ...at(minute), from: TRUCK, to: "B", regime: "non_bonded", goods: [goods(OIL, quantity, { batch })], ...more });
const depart = (site: string, minute: number): ScanFact => scan("departing", { site, ...at(minute), from: TRUCK });
const arrive = (site: string, minute: number): ScanFact => scan("arriving", { site, ...at(minute), to: TRUCK });

const orders = <Item>(items: readonly Item[]): Item[][] =>
  items.length === 0 ? [[]] : items.flatMap((item) => orders(items.filter((each) => each !== item)).map((rest) => [item, ...rest]));

const told = (facts: readonly Fact[], releases?: OpenRelease[]): World => {
  const world = open(releases);
  for (const fact of facts) world.tell(fact);
  return world;
};

describe("goods that travel", () => {
  it("arrive in whatever order loading, departure, arrival and unloading are told", () => {
    const first = receive("xt", 0, 10);
    for (const order of orders([load("xt", 1, 10), depart("xt", 2), arrive("cw", 3), unload("cw", 4, 10)])) {
      const world = told([first, ...order]);
      expect({ waiting: world.waiting.length, held: world.held() }).toEqual({
        waiting: 0,
        held: { [`stock/cw/B//non_bonded/none ${OIL} B`]: 10 },
      });
    }
  });
  it("and so through gates", () => {
    const out = gate("out", { ...at(2), site: "xt" });
    const into = gate("in", { ...at(3), site: "cw" });
    for (const order of orders([receive("xt", 0, 10), load("xt", 1, 10), out, into]))
      expect(told(order).held()).toEqual({ [`stock/cw/${TRUCK}//non_bonded/none ${OIL} B`]: 10 });
  });
  it("are overseas stock there, though the arrival was told first", () => {
    const cleared = { regime: "export_cleared" } as const;
    const facts = [receive("cw", 0, 10, cleared), load("cw", 1, 10, cleared), depart("cw", 2), arrive("du", 3)];
    for (const order of orders(facts)) expect(told(order).held()).toEqual({ [`stock/du/${TRUCK}//overseas/none ${OIL} B`]: 10 });
  });
  it("come back for an unloading on the way that is told after the next trip", () => {
    const cleared = { regime: "export_cleared" } as const;
    const world = told([
      receive("xt", 0, 10, cleared),
      load("xt", 1, 10, cleared),
      depart("xt", 2),
      arrive("du", 5),
      arrive("cw", 3),
      depart("cw", 4),
    ]);
    expect(world.held()).toEqual({ [`stock/du/${TRUCK}//overseas/none ${OIL} B`]: 10 });
    expect(world.tell(unload("cw", 3.5, 4, cleared))).toMatchObject({ posted: true });
    expect(world.held()).toEqual({
      [`stock/cw/B//export_cleared/none ${OIL} B`]: 4,
      [`stock/du/${TRUCK}//overseas/none ${OIL} B`]: 6,
    });
  });
  it("on a pallet that is named without its vehicle, likewise", () => {
    const sscc = "106970000000000019";
    const world = told([
      receive("xt", 0, 10, { parent: sscc }),
      load("xt", 1, 0, { goods: [], parents: [sscc] }),
      depart("xt", 2),
      arrive("cw", 3),
      depart("cw", 5),
      arrive("yy", 6),
    ]);
    expect(world.tell(unload("cw", 4, 0, { from: undefined, goods: [], parents: [sscc] } as never))).toMatchObject({ posted: true });
    expect(world.held()).toEqual({ [`stock/cw/B/${sscc}/non_bonded/none ${OIL} B`]: 10 });
  });
  it("leave the unit at the stop that is told late, and the correction is there to see at its times", () => {
    const world = told([receive("xt", 0, 10), depart("xt", 2), arrive("cw", 3)]);
    const before = world.transfers.length;
    expect(world.tell(load("xt", 1, 10))).toMatchObject({ posted: true, detail: "TRUCK-1 has gone on since, and the goods with it" });
    expect(world.transfers.slice(before).map(({ from, to, atMs }) => [accountKey(from), accountKey(to), (atMs - T0) / MINUTE])).toEqual([
      ["stock/xt/A//non_bonded/none", `stock/xt/${TRUCK}//non_bonded/none`, 1],
      [`stock/xt/${TRUCK}//non_bonded/none`, `contra/carrier/${TRUCK}//non_bonded/none`, 2],
      [`contra/carrier/${TRUCK}//non_bonded/none`, `stock/cw/${TRUCK}//non_bonded/none`, 3],
    ]);
  });
  it("stay where a later loading put them, when an earlier departure is told", () => {
    const world = told([receive("xt", 0, 10), arrive("xt", 5), load("xt", 6, 10)]);
    expect(world.tell(depart("xt", 2))).toMatchObject({ posted: true, transfers: [] });
    expect(world.held()).toEqual({ [`stock/xt/${TRUCK}//non_bonded/none ${OIL} B`]: 10 });
  });
});

it("what has left a site already stays with the carrier when the arrival there is told", () => {
  const world = told([receive("xt", 0, 10), load("xt", 1, 10), depart("xt", 2), depart("cw", 4)]);
  expect(world.tell(arrive("cw", 3))).toMatchObject({ posted: true, transfers: [] });
  expect(world.held()).toEqual({ [`contra/carrier/${TRUCK}//non_bonded/none ${OIL} B`]: 10 });
});

describe("bonded goods that are loaded, as is learnt, into a vehicle that has left", () => {
  const bonded = { regime: "bonded", goods: [goods(TEA, 10, { owner: "acme" })] } as const;
  const facts = [receive("xt", 0, 0, bonded), depart("xt", 2), arrive("cw", 3), load("xt", 1, 0, bonded)];
  const release = (left: number): OpenRelease => ({
    release: "R",
    n: 1,
    site: "xt",
    owner: "acme",
    validUntilMs: T0 + 2 * MINUTE,
    gtin: TEA,
    batch: null,
    book: null,
    line: null,
    madeBy: null,
    regime: "bonded",
    becomes: null,
    document: null,
    documentLine: null,
    left: BigInt(left) * 100_000n,
  });
  it("need the release that the departure would have needed", () => {
    const world = told(facts);
    expect(world.waiting).toMatchObject([{ step: "loading" }]);
    expect(decide(world.books, world.waiting[0] as Fact)).toMatchObject({ posted: false, reason: "no_release", waitsFor: ["release:xt"] });
  });
  it("are what the release makes of them by leaving, as far as it goes", () => {
    const line = { ...release(10), becomes: "in_transit_bonded" as const };
    const later = [receive("xt", 0, 0, bonded), depart("xt", 2), load("xt", 1, 0, bonded)];
    expect(told(later, [line]).held()).toEqual({ [`contra/carrier/${TRUCK}//in_transit_bonded/none ${TEA} null`]: 10 });
    const both = [line, { ...release(10), release: "R2" }].map((each) => ({ ...each, left: 600_000n }));
    expect(told(later, both).held()).toEqual({
      [`contra/carrier/${TRUCK}//bonded/none ${TEA} null`]: 4,
      [`contra/carrier/${TRUCK}//in_transit_bonded/none ${TEA} null`]: 6,
    });
  });
  it("stand still where customs let the vehicle in without having seen them, and only an officer lifts that", () => {
    const world = told([receive("cw", 0, 0, bonded)], [{ ...release(10), site: "cw" }]);
    world.books.passages.push(
      { unit: TRUCK, site: "cw", direction: "out", ...at(2) },
      { unit: TRUCK, site: "xt", direction: "in", ...at(3), hold: "tallied_undeclared" },
    );
    expect(world.tell(load("cw", 1, 0, bonded))).toMatchObject({ posted: true, putBy: [{ hold: "tallied_undeclared", by: "customs" }] });
    expect(world.held()).toEqual({ [`stock/xt/${TRUCK}//bonded/tallied_undeclared ${TEA} null`]: 10 });
    expect(world.tell(unload("cw", 1.5, 0, bonded))).toMatchObject({ posted: true });
    expect(world.held()).toEqual({ [`stock/cw/B//bonded/none ${TEA} null`]: 10 });
  });
  it("use it up", () => {
    const line = release(12);
    expect(told(facts, [line]).held()).toEqual({ [`stock/cw/${TRUCK}//bonded/none ${TEA} null`]: 10 });
    expect(line.left).toBe(200_000n);
  });
});

type Stop = Readonly<{ site: (typeof SITES)[number]; unloaded: readonly number[]; loaded: readonly number[] }>;

const stops: fc.Arbitrary<Stop[]> = fc
  .array(
    fc.record({
      site: fc.constantFrom("xt", "cw", "yy"),
      unloaded: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 2 }),
      loaded: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 }),
    }),
    { minLength: 2, maxLength: 5 },
  )
  .filter((route) => route.every(({ site }, index) => site !== route[index - 1]?.site));

/** What happens on a round of the truck, in time: each fact is possible when it happens. */
const roundOf = (route: readonly Stop[]): { facts: Fact[]; held: Record<string, number> } => {
  const facts: Fact[] = [];
  const model = new Map<string, number>();
  const change = (key: string, by: number): void => void model.set(key, (model.get(key) ?? 0) + by);
  const aboard = new Map<string, number>();
  let minute = 0;
  for (const [index, { site, unloaded, loaded }] of route.entries()) {
    if (index > 0) facts.push(index % 2 === 0 ? gate("in", { ...at(++minute), site, live: false }) : arrive(site, ++minute));
    for (const [n, share] of unloaded.entries()) {
      const batch = `B${n}`;
      const quantity = Math.floor(((aboard.get(batch) ?? 0) * share) / 100);
      if (quantity === 0) continue;
      facts.push(unload(site, ++minute, quantity, {}, batch));
      aboard.set(batch, (aboard.get(batch) ?? 0) - quantity);
      change(`stock/${site}/B//non_bonded/none ${OIL} ${batch}`, quantity);
    }
    for (const [n, quantity] of loaded.entries()) {
      const batch = `B${n}`;
      facts.push(receive(site, ++minute, quantity + 1, {}, batch), load(site, ++minute, quantity, {}, batch));
      aboard.set(batch, (aboard.get(batch) ?? 0) + quantity);
      change(`stock/${site}/A//non_bonded/none ${OIL} ${batch}`, 1);
    }
    if (index < route.length - 1) facts.push(depart(site, ++minute));
  }
  const last = route.at(-1)?.site ?? "";
  for (const [batch, quantity] of aboard) change(`stock/${last}/${TRUCK}//non_bonded/none ${OIL} ${batch}`, quantity);
  const held = [...model].filter(([, quantity]) => quantity > 0).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { facts, held: Object.fromEntries(held) };
};

it("any order of a truck's rounds gives the same balances, and all of it settles", () => {
  fc.assert(
    fc.property(stops, fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 60, maxLength: 60 }), (route, shuffle) => {
      const { facts, held } = roundOf(route);
      const sent = facts
        .map((fact, index) => ({ fact, place: shuffle[index % shuffle.length] ?? 0, index }))
        .toSorted((one, other) => one.place - other.place || other.index - one.index);
      const world = told(sent.map(({ fact }) => fact));
      expect({
        waiting: world.waiting.map((fact) => [fact.kind === "scan" && fact.step, fact.site, (fact.atMs - T0) / MINUTE]),
        held: world.held(),
      }).toEqual({
        waiting: [],
        held,
      });
    }),
    { numRuns: 2_000 },
  );
});
