import type pg from "pg";
import { formatQuantity, QUANTITY_SCALE } from "../../server/domain/basics/quantity.ts";
import type { ActBody, CustomsAct } from "../../server/usecases/customs/acts.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { gate, goods, imbalance, observe, openBooks, scan, seedWarehouse, T0, TEA, type TestBooks } from "./books.ts";
import { BOOK, openBook } from "./customs.ts";

/** A warehouse in a real database whose customs desk a test acts at, with a second line and a second book for conversions. */
export const SECOND_BOOK = "T4900W2";
export const DAY_MS = 24 * 3_600_000;
export const pieces = (count: number): bigint => BigInt(count) * QUANTITY_SCALE;

export type Desk = Readonly<{
  database: TestDatabase;
  pool: pg.Pool;
  books: TestBooks;
  act(...bodies: readonly (ActBody & Partial<Pick<CustomsAct, "by" | "atMs">>)[]): Promise<readonly unknown[]>;
  /** Stock, as "location/parent/regime/hold book/line" → pieces; goods of no book stand as "-". */
  lying(): Promise<Record<string, string>>;
  /** Of the customs books, as "number/line/state" or the contra account. */
  counted(): Promise<Record<string, string>>;
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Receives bonded tea under its book line, and opens the book with as much. */
  receive(count: number, more?: Parameters<typeof goods>[2], location?: string): Promise<void>;
  /** A truck of tea under customs on its way from a port; the zone asks for passes. */
  dispatch(count: number, more?: Parameters<typeof goods>[2]): Promise<void>;
  /** The truck is at the gate. */
  enter(more?: Parameters<typeof gate>[1]): Promise<unknown>;
  close(): Promise<void>;
}>;

export const openDesk = async (nowMs: () => number = () => T0): Promise<Desk> => {
  const database = await createTestDatabase();
  const { pool } = database;
  await seedWarehouse(pool);
  await pool.query(`
    INSERT INTO book VALUES ('${SECOND_BOOK}', 'bonded', 'xt', 'acme'), ('T4900W3', 'bonded', 'xt', 'other');
    INSERT INTO book_line VALUES ('${BOOK}', 2, 'SKU2', '${TEA}', '0902', 'EA'), ('${SECOND_BOOK}', 1, 'SKU1', '${TEA}', '0902', 'EA'),
      ('T4900W3', 1, 'SKU1', '${TEA}', '0902', 'EA')`);
  const books = await openBooks(pool, nowMs);
  const query = async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(sql, [...values])).rows;
  const balances = async (sql: string): Promise<Record<string, string>> => {
    const rows = await query<{ key: string; quantity: string }>(sql);
    return Object.fromEntries(rows.map(({ key, quantity }) => [key, formatQuantity(BigInt(quantity))]));
  };
  const act: Desk["act"] = (...bodies) => books.lane.customs.act(bodies.map((body) => ({ by: "customs", atMs: T0, ...body })));
  return {
    database,
    pool,
    books,
    act,
    query,
    lying: () =>
      balances(`SELECT concat_ws('/', a.location, a.parent, a.regime, nullif(a.hold, 'none')) || ' ' || COALESCE(l.book || '/' || l.line, '-') AS key,
          sum(b.quantity)::text AS quantity
        FROM balance b JOIN account a USING (account) JOIN lot l USING (lot) WHERE a.family = 'stock' AND b.quantity <> 0 GROUP BY 1`),
    counted: () =>
      balances(`SELECT CASE a.family WHEN 'book' THEN concat_ws('/', a.number, a.line, a.state) ELSE a.contra END AS key, sum(b.quantity)::text AS quantity
        FROM balance b JOIN account a USING (account)
        WHERE (a.family = 'book' OR a.contra LIKE 'book\\_%') AND a.contra IS DISTINCT FROM 'book_opening' GROUP BY 1 HAVING sum(b.quantity) <> 0`),
    receive: async (count, more = {}, location = "A1") => {
      await act(openBook(count));
      const items = [goods(TEA, count, { book: BOOK, line: 1, ...more })];
      await observe(books, scan("receiving", { location, regime: "bonded", goods: items }));
    },
    dispatch: async (count, more = {}) => {
      await pool.query(`UPDATE site SET customs = '{"passRequired":true}' WHERE site = 'xt'`);
      await pool.query(
        `INSERT INTO site VALUES ('port', 'port', '{"zh":"港","en":"Port"}', 22, 114, '{in_transit_bonded}') ON CONFLICT DO NOTHING`,
      );
      await pool.query(
        `INSERT INTO location (site, location, kind, regimes) VALUES ('port', 'Q1', 'dock', '{in_transit_bonded}') ON CONFLICT DO NOTHING`,
      );
      await books.reload();
      const items = [goods(TEA, count, { owner: "acme", ...more })];
      const atPort = { site: "port", goods: items };
      await observe(books, scan("receiving", { ...atPort, location: "Q1", regime: "in_transit_bonded" }));
      await observe(books, scan("loading", { ...atPort, from: "Q1", to: "TRUCK-1" }));
      await observe(books, scan("departing", { site: "port", from: "TRUCK-1" }));
    },
    enter: async (more = {}) => {
      const ack = await observe(books, gate("in", more));
      await books.idle();
      return ack;
    },
    close: async () => {
      await books.idle();
      const wrong = await imbalance(pool);
      await books.lane.close();
      await database.drop();
      if (wrong > 0) throw new Error(`${wrong} balances do not add up`);
    },
  };
};
