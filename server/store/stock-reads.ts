import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import type { Hold, Regime } from "../domain/ledger/account.ts";
import type { BookStockLine, Page, StockFilter, StockLine, StockReads } from "../usecases/read-models.ts";
import { Conditions, pageOf, readCursor, readUuid, writeCursor } from "./conditions.ts";

/**
 * Stock by place. Now: `present` names what is not empty, in the order of the list, so a page costs its own rows.
 * As of an instant: what is there now, less the transfers that came later; the fold of the journal, read backwards.
 */
export const STOCK_COLUMNS = `a.site, a.location, a.parent, a.regime, a.hold, l.owner, l.gtin, l.batch, l.expiry::text AS expiry,
  l.serial, l.book, l.line, l.origin, l.lot, l.uom, a.account`;

/**
 * The balance of a row of `present p` and its `lot l`. Asked as a value and not joined: a planner that joins is free to
 * look up a lot in every account it ever was in, and a row that the page leaves out is not looked up at all.
 */
export const BALANCE = "(SELECT b.quantity FROM balance b WHERE b.account = p.account AND b.gtin = l.gtin AND b.lot = p.lot)";

export type StockSqlRow = Omit<StockLine, "quantity"> & { account: string; quantity: string; regime: Regime; hold: Hold };

export const toStockLine = ({ account: _account, quantity, ...row }: StockSqlRow): StockLine => ({
  ...row,
  quantity: formatQuantity(BigInt(quantity)),
});

const CURSOR_KEYS = 4;

type Order = readonly [site: string, location: string, account: string, lot: string];

const readStockCursor = (after: string): Order => {
  const [site = "", location = "", account = "", lot = ""] = readCursor(after, CURSOR_KEYS);
  return [site, location, readUuid(account), readUuid(lot)];
};

const accountFilter = (where: Conditions, filter: StockFilter): Conditions =>
  where.add(filter.regime, (value) => `a.regime = ${value}`).add(filter.parent, (value) => `a.parent = ${value}`);

const lotFilter = (where: Conditions, filter: StockFilter): Conditions =>
  where
    .add(filter.gtin, (value) => `l.gtin = ${value}`)
    .add(filter.batch, (value) => `l.batch = ${value}`)
    .add(filter.serial, (value) => `l.serial = ${value}`)
    .add(filter.owner, (value) => `l.owner = ${value}`)
    .add(filter.book, (value) => `l.book = ${value}`);

const afterCursor = (where: Conditions, filter: StockFilter, columns: string): Conditions => {
  if (filter.after === undefined) return where;
  const keys = readStockCursor(filter.after).map((key) => where.bind(key));
  return where.raw(`(${columns}) > (${keys[0]}::text, ${keys[1]}::text, ${keys[2]}::uuid, ${keys[3]}::uuid)`);
};

const stockNow = (filter: StockFilter): { text: string; values: unknown[] } => {
  const where = new Conditions()
    .reach(filter.reach, "p.site")
    .add(filter.site, (value) => `p.site = ${value}`)
    .add(filter.location, (value) => `p.location = ${value}`);
  accountFilter(where, filter);
  lotFilter(where, filter);
  afterCursor(where, filter, "p.site, p.location, p.account, p.lot");
  const text = `
    SELECT ${STOCK_COLUMNS}, ${BALANCE}::text AS quantity
    FROM present p
    JOIN account a ON a.account = p.account
    JOIN lot l ON l.lot = p.lot
    WHERE ${where.toString()}
    ORDER BY p.site, p.location, p.account, p.lot
    LIMIT ${where.bind(filter.limit + 1)}`;
  return { text, values: where.values };
};

type Direction = "back_from_now" | "on_from_the_beginning";

/** Transfers that had happened by `at` and were known by `known`; or, looking back from now, those that were not. */
const transferTerm = (where: Conditions, filter: StockFilter, direction: Direction): string => {
  const terms: string[] = [];
  const compare = direction === "back_from_now" ? ">" : "<=";
  if (filter.at !== undefined) terms.push(`t.at ${compare} ${where.bind(filter.at)}::timestamptz`);
  if (filter.known !== undefined) terms.push(`t.recorded_at ${compare} ${where.bind(filter.known)}::timestamptz`);
  return `(${terms.join(direction === "back_from_now" ? " OR " : " AND ")})`;
};

const lotTerm = (where: Conditions, filter: StockFilter, column: string): string => {
  const lots = lotFilter(new Conditions(where.values), filter);
  return lots.isEmpty ? "true" : `${column} IN (SELECT lot FROM lot l WHERE ${lots.toString()})`;
};

/**
 * `moved` is what the transfers of one side of the instant add up to, at the accounts that are asked about. Looking
 * back, what did not move since is as it lies now, and its balance is read for the rows of the page alone.
 */
const stockAsOf = (filter: StockFilter, direction: Direction): { text: string; values: unknown[] } => {
  const places = new Conditions().raw("a.family = 'stock'").reach(filter.reach, "a.site");
  const place = filter.site === undefined ? "true" : `SITE = ${places.bind(filter.site)}`;
  places.raw(place.replace("SITE", "a.site")).add(filter.location, (value) => `a.location = ${value}`);
  accountFilter(places, filter);
  const page = new Conditions(places.values);
  afterCursor(page, filter, "p.site, p.location, p.account, p.lot");
  const moment = `${transferTerm(places, filter, direction)} AND ${lotTerm(places, filter, "t.lot")}`;
  const back = direction === "back_from_now";
  const there = back ? backFromNow(`${place.replace("SITE", "p.site")} AND ${lotTerm(places, filter, "p.lot")}`) : FROM_THE_BEGINNING;
  const text = `
    WITH here AS MATERIALIZED (SELECT a.account, a.site, a.location FROM account a WHERE ${places.toString()}),
    moved AS MATERIALIZED (
      SELECT account, lot, sum(quantity) AS quantity FROM (
        SELECT t.to_account AS account, t.lot, t.quantity FROM transfer t JOIN here ON here.account = t.to_account WHERE ${moment}
        UNION ALL
        SELECT t.from_account, t.lot, -t.quantity FROM transfer t JOIN here ON here.account = t.from_account WHERE ${moment}
      ) ends GROUP BY account, lot
    ), there AS (
      ${there}
    ), page AS (
      SELECT * FROM there p WHERE ${page.toString()} ORDER BY p.site, p.location, p.account, p.lot LIMIT ${places.bind(filter.limit + 1)}
    )
    SELECT ${STOCK_COLUMNS}, (${back ? `COALESCE(${BALANCE}, 0) - p.quantity` : "p.quantity"})::text AS quantity
    FROM page p
    JOIN account a ON a.account = p.account
    JOIN lot l ON l.lot = p.lot
    ORDER BY p.site, p.location, p.account, p.lot`;
  return { text, values: places.values };
};

const FROM_THE_BEGINNING = `
  SELECT p.account, p.lot, here.site, here.location, p.quantity FROM moved p JOIN here USING (account) WHERE p.quantity <> 0`;

const backFromNow = (unmoved: string): string => `
  SELECT p.account, p.lot, here.site, here.location, 0::numeric AS quantity FROM present p JOIN here USING (account)
  WHERE NOT EXISTS (SELECT FROM moved m WHERE m.account = p.account AND m.lot = p.lot) AND ${unmoved}
  UNION ALL
  SELECT p.account, p.lot, here.site, here.location, p.quantity FROM moved p JOIN here USING (account) JOIN lot l ON l.lot = p.lot
  WHERE COALESCE(${BALANCE}, 0) <> p.quantity`;

/** The shorter way to an instant: the fold of what came before it, or what is there now less what came after. */
const directionTo = async (pool: pg.Pool, filter: StockFilter): Promise<Direction> => {
  const { rows } = await pool.query<{ early: boolean | null }>(
    "SELECT $1::timestamptz < min(at) + (max(at) - min(at)) / 2 AS early FROM transfer",
    [filter.at ?? filter.known],
  );
  return rows[0]?.early ? "on_from_the_beginning" : "back_from_now";
};

const list = async (pool: pg.Pool, filter: StockFilter): Promise<Page<StockLine>> => {
  const isNow = filter.at === undefined && filter.known === undefined;
  const query = isNow ? stockNow(filter) : stockAsOf(filter, await directionTo(pool, filter));
  const { rows } = await pool.query<StockSqlRow>(query);
  const page = pageOf(rows, filter.limit, (last) => writeCursor([last.site, last.location, last.account, last.lot]));
  return { rows: page.rows.map(toStockLine), next: page.next };
};

type BookSqlRow = Omit<BookStockLine, "bonded" | "nonBonded" | "other" | "held"> &
  Record<"bonded" | "non_bonded" | "other" | "held", string> & { item_record_no: string | null };

type BookFilter = Parameters<StockReads["listByBookLine"]>[0];

const BOOK_ORDER = "site, COALESCE(book, ''), COALESCE(line, 0), gtin, uom, COALESCE(owner, '')";

/** Bonded against non-bonded by book line, summed over the places of a site. */
const listByBookLine = async (pool: pg.Pool, filter: BookFilter): Promise<Page<BookStockLine>> => {
  const where = new Conditions()
    .reach(filter.reach, "p.site")
    .add(filter.site, (value) => `p.site = ${value}`)
    .add(filter.book, (value) => `l.book = ${value}`)
    .add(filter.gtin, (value) => `l.gtin = ${value}`);
  const page = new Conditions();
  page.values.push(...where.values);
  if (filter.after !== undefined) {
    const keys = readCursor(filter.after, 6).map((key) => page.bind(key));
    page.raw(`(${BOOK_ORDER}) > (${keys.map((key, index) => `${key}::${index === 2 ? "integer" : "text"}`).join(", ")})`);
  }
  const { rows } = await pool.query<BookSqlRow>({
    text: `
      WITH goods AS (
        SELECT p.site, a.regime, a.hold, l.book, l.line, l.gtin, l.uom, l.owner, ${BALANCE} AS quantity
        FROM present p JOIN account a ON a.account = p.account JOIN lot l ON l.lot = p.lot
        WHERE ${where.toString()}
      ), sums AS (
        SELECT site, book, line, gtin, uom, owner,
          COALESCE(sum(quantity) FILTER (WHERE regime = 'bonded'), 0)::text AS bonded,
          COALESCE(sum(quantity) FILTER (WHERE regime = 'non_bonded'), 0)::text AS non_bonded,
          COALESCE(sum(quantity) FILTER (WHERE regime NOT IN ('bonded', 'non_bonded')), 0)::text AS other,
          COALESCE(sum(quantity) FILTER (WHERE hold <> 'none'), 0)::text AS held
        FROM goods
        GROUP BY site, book, line, gtin, uom, owner
      ), shown AS (
        SELECT * FROM sums WHERE ${page.toString()} ORDER BY ${BOOK_ORDER} LIMIT ${page.bind(filter.limit + 1)}
      )
      SELECT s.*, k.item_record_no FROM shown s
      LEFT JOIN book_line k ON k.book = s.book AND k.line = s.line
      ORDER BY s.site, COALESCE(s.book, ''), COALESCE(s.line, 0), s.gtin, s.uom, COALESCE(s.owner, '')`,
    values: page.values,
  });
  const shown = pageOf(rows, filter.limit, (last) =>
    writeCursor([last.site, last.book ?? "", String(last.line ?? 0), last.gtin, last.uom, last.owner ?? ""]),
  );
  return { rows: shown.rows.map(toBookStockLine), next: shown.next };
};

const toBookStockLine = (row: BookSqlRow): BookStockLine => ({
  book: row.book,
  line: row.line,
  itemRecordNo: row.item_record_no,
  gtin: row.gtin,
  uom: row.uom,
  owner: row.owner,
  site: row.site,
  bonded: formatQuantity(BigInt(row.bonded)),
  nonBonded: formatQuantity(BigInt(row.non_bonded)),
  other: formatQuantity(BigInt(row.other)),
  held: formatQuantity(BigInt(row.held)),
});

export const createStockReads = (pool: pg.Pool): StockReads => ({
  list: (filter) => list(pool, filter),
  listByBookLine: (filter) => listByBookLine(pool, filter),
});
