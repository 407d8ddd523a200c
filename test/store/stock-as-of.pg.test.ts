import { afterAll, beforeAll, expect, test } from "vitest";
import fc from "fast-check";
import { createStockReads } from "../../server/store/stock-reads.ts";
import type { StockFilter } from "../../server/usecases/read-models.ts";
import { at, SUPPLIER, writeEntry, type Goods, type Place } from "../http/books-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

/** Stock as of any two instants, under any filters, against a naive fold of the same movements kept by the test. */
type Moved = { from: Place; to: Place; goods: Goods; quantity: number; atMs: number; recordedMs: number };
const BEGIN_MS = Date.parse("2026-02-01T00:00:00Z");
const HOUR_MS = 3_600_000;
const SITES = ["xiangtan", "chenzhou"];
const PLACES = SITES.flatMap((site) =>
  ["D1", "A1", "A2"].flatMap((location) => ["bonded", "non_bonded"].map((regime) => at(location, { site, regime }))),
);
const GOODS: Goods[] = ["06901234567892", "06901234567908"].flatMap((gtin) => ["B1", "B2"].map((batch) => ({ gtin, batch })));

let database: TestDatabase;
const moves: Moved[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  let seed = 20_260_201;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  const pick = <Value>(values: readonly Value[]): Value => values[random(values.length)] as Value;
  const here = new Map<string, number>();
  for (let n = 0; n < 200; n++) {
    const goods = pick(GOODS);
    const from = pick(PLACES);
    const held = here.get(JSON.stringify([from, goods])) ?? 0;
    const quantity = 1 + random(5);
    const enough = held >= quantity;
    const move = {
      from: enough ? from : SUPPLIER,
      to: enough && random(3) === 0 ? SUPPLIER : pick(PLACES.filter((place) => place !== from)),
      goods,
      quantity,
      recordedMs: BEGIN_MS + n * HOUR_MS,
      atMs: BEGIN_MS + Math.max(0, n - random(4) * random(20)) * HOUR_MS,
    };
    if (move.from === move.to) continue;
    for (const [place, sign] of [
      [move.from, -1],
      [move.to, 1],
    ] as const) {
      const key = JSON.stringify([place, goods]);
      here.set(key, (here.get(key) ?? 0) + sign * quantity);
    }
    moves.push(move);
    const iso = (ms: number): string => new Date(ms).toISOString();
    await writeEntry(database.pool, { site: "xiangtan", at: iso(move.atMs), recordedAt: iso(move.recordedMs), movements: [move] });
  }
});
afterAll(() => database.drop());

type Asked = Readonly<{
  atHour: number | undefined;
  knownHour: number | undefined;
  site: string | undefined;
  location: string | undefined;
  regime: "bonded" | "non_bonded" | undefined;
  gtin: string | undefined;
  batch: string | undefined;
}>;

const naive = (asked: Asked): string[] => {
  const sums = new Map<string, number>();
  for (const { from, to, goods, quantity, atMs, recordedMs } of moves) {
    if (asked.atHour !== undefined && atMs > BEGIN_MS + asked.atHour * HOUR_MS) continue;
    if (asked.knownHour !== undefined && recordedMs > BEGIN_MS + asked.knownHour * HOUR_MS) continue;
    if ((asked.gtin ?? goods.gtin) !== goods.gtin || (asked.batch ?? goods.batch) !== goods.batch) continue;
    for (const [place, sign] of [
      [from, -1],
      [to, 1],
    ] as const) {
      if ("contra" in place) continue;
      if (
        (asked.site ?? place.site) !== place.site ||
        (asked.location ?? place.location) !== place.location ||
        (asked.regime ?? place.regime) !== place.regime
      )
        continue;
      const key = [place.site, place.location, place.regime, goods.gtin, goods.batch].join(" ");
      sums.set(key, (sums.get(key) ?? 0) + sign * quantity);
    }
  }
  return [...sums]
    .filter(([, quantity]) => quantity !== 0)
    .map(([key, quantity]) => `${key} ${quantity}`)
    .toSorted();
};

test("stock as of any instant, known by any other, is the fold of what had happened and was known", async () => {
  const stock = createStockReads(database.pool);
  const hour = fc.option(fc.integer({ min: -1, max: 201 }), { nil: undefined });
  const maybe = <Value>(...values: Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
  const asked = fc.record({
    atHour: hour,
    knownHour: hour,
    site: maybe(...SITES),
    location: maybe("D1", "A1"),
    regime: maybe("bonded" as const, "non_bonded" as const),
    gtin: maybe("06901234567892", "06901234567908"),
    batch: maybe("B1", "B2"),
  });
  await fc.assert(
    fc.asyncProperty(asked, async (question) => {
      const instant = (hours: number | undefined): string | undefined =>
        hours === undefined ? undefined : new Date(BEGIN_MS + hours * HOUR_MS).toISOString();
      const { atHour, knownHour, ...rest } = question;
      const filter: StockFilter = { ...rest, at: instant(atHour), known: instant(knownHour), reach: "all", limit: 500 };
      const { rows } = await stock.list(filter);
      const found = rows.map((row) => [row.site, row.location, row.regime, row.gtin, row.batch, row.quantity].join(" ")).toSorted();
      expect(found).toEqual(naive(question));
    }),
    { numRuns: 150 },
  );
});
