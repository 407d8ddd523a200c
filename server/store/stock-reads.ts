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

const goodsFilter = (where: Conditions, filter: StockFilter): Conditions =>
  where
    .add(filter.regime, (value) => `a.regime = ${value}`)
    .add(filter.parent, (value) => `a.parent = ${value}`)
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
  goodsFilter(where, filter);
  afterCursor(where, filter, "p.site, p.location, p.account, p.lot");
  const text = `
    SELECT ${STOCK_COLUMNS}, b.quantity::text AS quantity
    FROM present p
    JOIN account a ON a.account = p.account
    JOIN lot l ON l.lot = p.lot
    JOIN balance b ON b.account = p.account AND b.gtin = l.gtin AND b.lot = p.lot
    WHERE ${where.toString()}
    ORDER BY p.site, p.location, p.account, p.lot
    LIMIT ${where.bind(filter.limit + 1)}`;
  return { text, values: where.values };
};

/** Transfers that had not happened by `at`, or were not known by `known`. */
const laterThan = (where: Conditions, filter: StockFilter): string => {
  const terms: string[] = [];
  if (filter.at !== undefined) terms.push(`t.at > ${where.bind(filter.at)}::timestamptz`);
  if (filter.known !== undefined) terms.push(`t.recorded_at > ${where.bind(filter.known)}::timestamptz`);
  return terms.join(" OR ");
};

const stockAsOf = (filter: StockFilter): { text: string; values: unknown[] } => {
  const where = new Conditions();
  // Said of both halves, so that neither reads more sites than it must.
  const sites = filter.site === undefined ? filter.reach : [filter.site];
  const place = sites === "all" ? "true" : `SITE = ANY(${where.bind(sites)}::text[])`;
  where
    .raw("a.family = 'stock'")
    .raw(place.replace("SITE", "a.site"))
    .reach(filter.reach, "a.site")
    .add(filter.location, (value) => `a.location = ${value}`);
  goodsFilter(where, filter);
  afterCursor(where, filter, "a.site, a.location, s.account, s.lot");
  const later = laterThan(where, filter);
  const text = `
    WITH later AS MATERIALIZED (
      SELECT ends.account, t.lot, sum(ends.sign * t.quantity) AS quantity
      FROM transfer t, LATERAL (VALUES (t.to_account, -1), (t.from_account, 1)) AS ends (account, sign)
      WHERE ${later}
      GROUP BY ends.account, t.lot
    ), state AS (
      SELECT b.account, b.lot, b.quantity FROM present JOIN lot USING (lot) JOIN balance b ON b.account = present.account AND b.gtin = lot.gtin AND b.lot = present.lot WHERE ${place.replace("SITE", "present.site")}
      UNION ALL SELECT account, lot, quantity FROM later
    )
    SELECT ${STOCK_COLUMNS}, sum(s.quantity)::text AS quantity
    FROM state s
    JOIN account a ON a.account = s.account
    JOIN lot l ON l.lot = s.lot
    WHERE ${where.toString()}
    GROUP BY s.account, s.lot, a.account, l.lot
    HAVING sum(s.quantity) <> 0
    ORDER BY a.site, a.location, s.account, s.lot
    LIMIT ${where.bind(filter.limit + 1)}`;
  return { text, values: where.values };
};

const list = async (pool: pg.Pool, filter: StockFilter): Promise<Page<StockLine>> => {
  const query = filter.at === undefined && filter.known === undefined ? stockNow(filter) : stockAsOf(filter);
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
      WITH sums AS (
        SELECT p.site, l.book, l.line, l.gtin, l.uom, l.owner,
          COALESCE(sum(b.quantity) FILTER (WHERE a.regime = 'bonded'), 0)::text AS bonded,
          COALESCE(sum(b.quantity) FILTER (WHERE a.regime = 'non_bonded'), 0)::text AS non_bonded,
          COALESCE(sum(b.quantity) FILTER (WHERE a.regime NOT IN ('bonded', 'non_bonded')), 0)::text AS other,
          COALESCE(sum(b.quantity) FILTER (WHERE a.hold <> 'none'), 0)::text AS held
        FROM present p
        JOIN account a ON a.account = p.account
        JOIN lot l ON l.lot = p.lot
        JOIN balance b ON b.account = p.account AND b.gtin = l.gtin AND b.lot = p.lot
        WHERE ${where.toString()}
        GROUP BY p.site, l.book, l.line, l.gtin, l.uom, l.owner
      ), shown AS (
        SELECT * FROM sums WHERE ${page.toString()} ORDER BY ${BOOK_ORDER} LIMIT ${page.bind(filter.limit + 1)}
      )
      SELECT s.*, k.item_record_no FROM shown s
      LEFT JOIN book_line k ON k.book = s.book AND k.line = s.line
      ORDER BY s.site, COALESCE(s.book, ''), COALESCE(s.line, 0), s.gtin, s.uom, COALESCE(s.owner, '')`,
    values: page.values,
  });
  const shown = pageOf(rows, filter.limit, (last) =>
    writeCursor([last.site, last.book ?? "", String(last.line ?? 0), last.gtin, last.uom, last.owner ?? ""]));
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
