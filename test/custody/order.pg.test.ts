import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ScanFact } from "../../server/domain/custody/fact.ts";
import { goods, imbalance, observe, OIL, openBooks, scan, seedWarehouse, stock, T0, TEA, type TestBooks } from "../support/books.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/**
 * Promise 4, in its own words: for facts that name lot, regime, quantity and both places, with their authorisations
 * there, any order and any repetition gives the same balances once nothing is unsettled.
 */

/** Places in the order in which goods pass them: whatever goes only forward settles in any order. */
const ROUTE = { [TEA]: ["A1", "A2", "S1"], [OIL]: ["N1", "N2", "S1"] } as const;
type Gtin = keyof typeof ROUTE;
const REGIME = { [TEA]: "bonded", [OIL]: "non_bonded" } as const;

type Plan = Readonly<{
  gtin: Gtin;
  batch: string;
  received: number;
  hops: readonly Readonly<{ from: number; to: number; share: number }>[];
  shipped: number;
}>;

const plan = (mayReturn: boolean): fc.Arbitrary<Plan> =>
  fc.record({
    gtin: fc.constantFrom<Gtin>(TEA, OIL),
    batch: fc.constantFrom("B1", "B2"),
    received: fc.integer({ min: 1, max: 50 }),
    hops: fc.array(
      fc
        .record({ from: fc.integer({ min: 0, max: 2 }), to: fc.integer({ min: 0, max: 2 }), share: fc.integer({ min: 1, max: 100 }) })
        .filter(({ from, to }) => (mayReturn ? from !== to : from < to)),
      { maxLength: 4 },
    ),
    shipped: fc.integer({ min: 0, max: 100 }),
  });

/** Plays the plan on a naive model, so that every fact is possible in the order in which it happened. */
const factsOf = ({ gtin, batch, received, hops, shipped }: Plan, model: Map<string, number>): ScanFact[] => {
  const places = ROUTE[gtin];
  const key = (place: string): string => `xt/${place}/${REGIME[gtin]} ${gtin} ${batch}`;
  const at = { atMs: T0, regime: REGIME[gtin] };
  const change = (place: string, by: number): number => {
    model.set(key(place), (model.get(key(place)) ?? 0) + by);
    return model.get(key(place)) ?? 0;
  };
  change(places[0], received);
  const facts = [scan("receiving", { ...at, location: places[0], goods: [goods(gtin, received, { batch })] })];
  for (const hop of hops) {
    const from = places[hop.from] ?? "";
    const to = places[hop.to] ?? "";
    const quantity = Math.floor(((model.get(key(from)) ?? 0) * hop.share) / 100);
    if (quantity === 0) continue;
    change(from, -quantity);
    change(to, quantity);
    facts.push(scan("moving", { ...at, from, to, goods: [goods(gtin, quantity, { batch })] }));
  }
  const last = places[2];
  const leaving = Math.floor(((model.get(key(last)) ?? 0) * shipped) / 100);
  if (leaving > 0) {
    change(last, -leaving);
    facts.push(scan("shipping", { ...at, from: last, goods: [goods(gtin, leaving, { batch })] }));
  }
  return facts;
};

let database: TestDatabase;
let books: TestBooks;
let runs = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedWarehouse(database.pool);
  books = await openBooks(database.pool);
  const lines = [{ gtin: TEA, quantity: 100_000_000n * 100_000n }];
  await books.lane.releases.create({ release: "R", site: "xt", owner: "acme", validUntilMs: T0 + 1, lines }, "officer");
});
afterEach(async () => expect(await imbalance(database.pool)).toBe(0));
afterAll(async () => {
  await books.lane.close();
  await database.drop();
});

/** Every run has batches of its own, so that all share one database. */
const run = async (plans: readonly Plan[], shuffle: readonly number[]): Promise<{ waiting: number; held: object; expected: object }> => {
  const mark = `R${++runs}`;
  const model = new Map<string, number>();
  const facts = plans.flatMap((each) => factsOf({ ...each, batch: `${each.batch}-${mark}` }, model));
  // Any order, and every third fact twice.
  const sent = [...facts, ...facts.filter((_, index) => index % 3 === 0)]
    .map((fact, index) => ({ fact, place: shuffle[index % shuffle.length] ?? 0, index }))
    .toSorted((one, other) => one.place - other.place || other.index - one.index);
  await Promise.all(sent.map(({ fact }) => observe(books, fact)));
  await books.idle();
  const { rows } = await database.pool.query<{ waiting: number }>(
    "SELECT count(*)::int AS waiting FROM unsettled WHERE fact->'goods'->0->>'batch' LIKE $1",
    [`%-${mark}`],
  );
  const held = Object.fromEntries(Object.entries(await stock(database.pool)).filter(([key]) => key.endsWith(`-${mark}`)));
  const expected = Object.fromEntries([...model].filter(([, quantity]) => quantity > 0).map(([key, quantity]) => [key, String(quantity)]));
  return { waiting: rows[0]?.waiting ?? -1, held, expected };
};

const shuffles = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 40, maxLength: 40 });

it(
  "any order and any repetition gives the same balances, and all of it settles when goods only go forward",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plan(false), { minLength: 1, maxLength: 5 }), shuffles, async (plans, shuffle) => {
        const { waiting, held, expected } = await run(plans, shuffle);
        expect({ waiting, held }).toEqual({ waiting: 0, held: expected });
      }),
      { numRuns: 100, endOnFailure: true },
    );
  },
);

it("the same balances once nothing is unsettled, when goods come back to where they were", { timeout: 120_000 }, async () => {
  let settled = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(plan(true), { minLength: 1, maxLength: 4 }), shuffles, async (plans, shuffle) => {
      const { waiting, held, expected } = await run(plans, shuffle);
      if (waiting > 0) return;
      settled++;
      expect(held).toEqual(expected);
    }),
    { numRuns: 100, endOnFailure: true },
  );
  // The premise must hold often enough for the promise to have been tried.
  expect(settled).toBeGreaterThan(40);
});
