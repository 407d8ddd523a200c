import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import type { BookLineView, BookReads, BookTransfer, BookView, FiledLine, LineName } from "../usecases/customs/book-read-models.ts";
import type { JournalLot, Page, PageRequest } from "../usecases/read-models.ts";
import { Conditions, instant, pageOf, readCursor, readNumberCursor, writeCursor } from "./conditions.ts";
import { toJournalAccount, type AccountJson } from "./journal-rows.ts";
import { BALANCE } from "./stock-reads.ts";

/**
 * Customs books as customs counts them, beside what lies at their site. A page of lines is found by its key, and only then
 * are balances and stock asked for, line by line: so a book of 100,000 lines opens as fast as a small one.
 */

/** Goods of which regime a book counts. */
const REGIME_OF_BOOK = "CASE k.kind WHEN 'bonded' THEN 'bonded' WHEN 'non_bonded' THEN 'non_bonded' ELSE 'overseas' END";

const BOOK_SUMS = (state: string): string =>
  `COALESCE((SELECT sum(b.quantity) FROM account a JOIN balance b USING (account)
    WHERE a.number = l.book AND a.line = l.line AND a.family = 'book' AND a.state = '${state}'), 0)::text AS ${state}`;

/** The site is asked of the account: by it the planner would go through all that is present there, line by line. */
const PHYSICAL = `COALESCE((SELECT sum(b.quantity) FROM lot t JOIN present p ON p.lot = t.lot
    JOIN account a ON a.account = p.account AND a.site = k.site AND a.regime = ${REGIME_OF_BOOK}
    JOIN balance b ON b.account = p.account AND b.gtin = t.gtin AND b.lot = p.lot
    WHERE t.book = l.book AND t.line = l.line), 0)::text AS physical`;

type LineSqlRow = Readonly<{
  line: number;
  item_record_no: string | null;
  gtin: string;
  name: { zh: string; en: string } | null;
  hs_code: string | null;
  uom: string;
  actual: string;
  incoming: string;
  outgoing: string;
  physical: string;
}>;

const toLine = (row: LineSqlRow): BookLineView => {
  const [actual, outgoing, physical] = [BigInt(row.actual), BigInt(row.outgoing), BigInt(row.physical)];
  return {
    line: row.line,
    itemRecordNo: row.item_record_no,
    gtin: row.gtin,
    name: row.name,
    hsCode: row.hs_code,
    uom: row.uom,
    formal: formatQuantity(actual + outgoing),
    actual: formatQuantity(actual),
    incoming: formatQuantity(BigInt(row.incoming)),
    outgoing: formatQuantity(outgoing),
    physical: formatQuantity(physical),
    difference: formatQuantity(physical - actual - outgoing),
  };
};

const LIKE_SPECIAL = /[\\%_]/g;
const escaped = (q: string): string => q.replaceAll(LIKE_SPECIAL, String.raw`\$&`);

const listLines = async (
  pool: pg.Pool,
  book: string,
  filter: PageRequest & Readonly<{ q?: string | undefined }>,
): Promise<Page<BookLineView>> => {
  const where = new Conditions().add(book, (value) => `l.book = ${value}`);
  if (filter.after !== undefined) where.add(readNumberCursor(filter.after).toString(), (value) => `l.line > ${value}::bigint`);
  if (filter.q !== undefined) {
    const [start, part] = [where.bind(`${escaped(filter.q)}%`), where.bind(`%${escaped(filter.q)}%`)];
    where.raw(`(l.item_record_no LIKE ${start} OR l.gtin LIKE ${start} OR l.line::text = ${where.bind(filter.q)}
      OR l.gtin IN (SELECT gtin FROM product WHERE name ->> 'zh' ILIKE ${part} OR name ->> 'en' ILIKE ${part}))`);
  }
  const { rows } = await pool.query<LineSqlRow>(
    `WITH page AS MATERIALIZED (
       SELECT l.* FROM book_line l WHERE ${where.toString()} ORDER BY l.line LIMIT ${where.bind(filter.limit + 1)})
     SELECT l.line, l.item_record_no, l.gtin, g.name, l.hs_code, l.uom,
       ${BOOK_SUMS("actual")}, ${BOOK_SUMS("incoming")}, ${BOOK_SUMS("outgoing")}, ${PHYSICAL}
     FROM page l JOIN book k ON k.book = l.book LEFT JOIN product g ON g.gtin = l.gtin ORDER BY l.line`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => String(last.line));
  return { rows: page.rows.map(toLine), next: page.next };
};

type BookSqlRow = Readonly<{
  book: string;
  kind: BookView["kind"];
  site: string;
  owner: string;
  lines: string;
  totals: { uom: string; actual: string; incoming: string; outgoing: string }[] | null;
  differences: string;
}>;

/**
 * By unit, and how many lines have another formal balance than stock: one pass over the balances of the books, one over what
 * lies there, and both sides of a line in one sum.
 */
const BOOK_SUMMARY = `
  WITH page AS MATERIALIZED (SELECT k.* FROM book k WHERE WHERE_TERM ORDER BY k.book LIMIT LIMIT_TERM),
  sides AS MATERIALIZED (
    SELECT a.number AS book, a.line, l.uom, a.state, b.quantity
    FROM page k JOIN account a ON a.number = k.book AND a.family = 'book' JOIN balance b USING (account) JOIN lot l USING (lot)
    WHERE b.quantity <> 0
    UNION ALL
    SELECT k.book, l.line, l.uom, 'physical', ${BALANCE}
    FROM page k JOIN lot l ON l.book = k.book JOIN present p ON p.lot = l.lot
    JOIN account a ON a.account = p.account AND a.site = k.site AND a.regime = ${REGIME_OF_BOOK}),
  totals AS (
    SELECT book, json_agg(json_build_object('uom', uom, 'actual', actual, 'incoming', incoming, 'outgoing', outgoing) ORDER BY uom) AS totals FROM (
      SELECT book, uom, COALESCE(sum(quantity) FILTER (WHERE state = 'actual'), 0)::text AS actual,
        COALESCE(sum(quantity) FILTER (WHERE state = 'incoming'), 0)::text AS incoming,
        COALESCE(sum(quantity) FILTER (WHERE state = 'outgoing'), 0)::text AS outgoing
      FROM sides WHERE state <> 'physical' GROUP BY book, uom) u GROUP BY book),
  differing AS (
    SELECT book, count(*) AS differences FROM (
      SELECT book FROM sides WHERE state <> 'incoming' GROUP BY book, line
      HAVING sum(CASE state WHEN 'physical' THEN quantity ELSE -quantity END) <> 0) d GROUP BY book)
  SELECT k.book, k.kind, k.site, k.owner, (SELECT count(*) FROM book_line l WHERE l.book = k.book) AS lines,
    t.totals, COALESCE(d.differences, 0) AS differences
  FROM page k LEFT JOIN totals t ON t.book = k.book LEFT JOIN differing d ON d.book = k.book ORDER BY k.book`;

const listBooks: (pool: pg.Pool, filter: Parameters<BookReads["list"]>[0]) => Promise<Page<BookView>> = async (pool, filter) => {
  const where = new Conditions()
    .add(filter.after === undefined ? undefined : readCursor(filter.after, 1)[0], (value) => `k.book > ${value}`)
    .reach(filter.reach, "k.site")
    .add(filter.site, (value) => `k.site = ${value}`);
  const limit = where.bind(filter.limit + 1);
  const { rows } = await pool.query<BookSqlRow>(
    BOOK_SUMMARY.replace("WHERE_TERM", where.toString()).replace("LIMIT_TERM", limit),
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => writeCursor([last.book]));
  return { rows: page.rows.map(toBook), next: page.next };
};

const toBook = (row: BookSqlRow): BookView => ({
  book: row.book,
  kind: row.kind,
  site: row.site,
  owner: row.owner,
  lines: Number(row.lines),
  totals: (row.totals ?? []).map(({ uom, ...sums }) => ({
    uom,
    actual: formatQuantity(BigInt(sums.actual)),
    incoming: formatQuantity(BigInt(sums.incoming)),
    outgoing: formatQuantity(BigInt(sums.outgoing)),
  })),
  differences: Number(row.differences),
});

type TransferSqlRow = Readonly<{
  entry: string;
  n: number;
  at: Date;
  recorded_at: Date;
  kind: string;
  step: string | null;
  device: string | null;
  operator: string | null;
  document: { kind: string; number: string } | null;
  type: string | null;
  quantity: string;
  from: AccountJson;
  to: AccountJson;
  lot: JournalLot;
}>;

type Standing = { actual: bigint; incoming: bigint; outgoing: bigint };
const STATES = ["actual", "incoming", "outgoing"] as const;

/** The cursor holds what the line came to at its row: what comes after it in the journal does not change that. */
const readTransferCursor = (after: string): Readonly<{ entry: string; n: string; standing: Standing }> => {
  const [entry = "", n = "", ...sums] = readCursor(after, 5);
  const [actual = 0n, incoming = 0n, outgoing = 0n] = sums.map(readNumberCursor);
  return { entry: readNumberCursor(entry).toString(), n: readNumberCursor(n).toString(), standing: { actual, incoming, outgoing } };
};

const standingNow = async (pool: pg.Pool, book: string, line: number): Promise<Standing> => {
  const { rows } = await pool.query<{ state: keyof Standing; quantity: string }>(
    `SELECT a.state, sum(b.quantity)::text AS quantity FROM account a JOIN balance b USING (account)
     WHERE a.number = $1 AND a.line = $2 AND a.family = 'book' GROUP BY a.state`,
    [book, line],
  );
  const of = (state: keyof Standing): bigint => BigInt(rows.find((row) => row.state === state)?.quantity ?? 0);
  return { actual: of("actual"), incoming: of("incoming"), outgoing: of("outgoing") };
};

const isOfLine = (account: AccountJson, book: string, line: number): account is AccountJson & { state: keyof Standing } =>
  account.family === "book" && account.number === book && account.line === line && STATES.some((state) => state === account.state);

/** Every transfer behind the numbers of a line, newest first, with what they came to. */
const listTransfers = async (pool: pg.Pool, book: string, line: number, { limit, after }: PageRequest): Promise<Page<BookTransfer>> => {
  const cursor = after === undefined ? undefined : readTransferCursor(after);
  const standing = cursor?.standing ?? (await standingNow(pool, book, line));
  const where = new Conditions([book, line]);
  if (cursor) where.raw(`(t.entry, t.n) < (${where.bind(cursor.entry)}::bigint, ${where.bind(cursor.n)}::integer)`);
  const { rows } = await pool.query<TransferSqlRow>(
    `WITH ends AS MATERIALIZED (SELECT account FROM account WHERE number = $1 AND line = $2 AND family = 'book'),
     lots AS MATERIALIZED (SELECT DISTINCT lot FROM balance WHERE account IN (SELECT account FROM ends))
     SELECT t.entry, t.n, t.at, t.recorded_at, t.quantity::text AS quantity, j.kind, j.step, j.device, j.operator,
       j.body -> 'document' AS document, j.body #>> '{events,-1,type}' AS type, to_json(f) AS "from", to_json(g) AS "to", to_json(l) AS lot
     FROM transfer t JOIN journal j USING (entry) JOIN account f ON f.account = t.from_account JOIN account g ON g.account = t.to_account
     JOIN lot l ON l.lot = t.lot
     WHERE t.lot IN (SELECT lot FROM lots) AND (t.from_account IN (SELECT account FROM ends) OR t.to_account IN (SELECT account FROM ends))
       AND ${where.toString()}
     ORDER BY t.entry DESC, t.n DESC LIMIT ${where.bind(limit + 1)}`,
    where.values,
  );
  const running = { ...standing };
  const shown = rows.slice(0, limit).map((row): BookTransfer & { left: Standing } => {
    const view = toTransfer(row, running);
    const quantity = BigInt(row.quantity);
    if (isOfLine(row.to, book, line)) running[row.to.state] -= quantity;
    if (isOfLine(row.from, book, line)) running[row.from.state] += quantity;
    return { ...view, left: { ...running } };
  });
  const last = shown.at(-1);
  const next =
    rows.length > limit && last
      ? writeCursor([String(last.entry), String(last.n), ...STATES.map((state) => last.left[state].toString())])
      : null;
  return { rows: shown.map(({ left: _left, ...view }) => view), next };
};

const toTransfer = (row: TransferSqlRow, standing: Standing): BookTransfer => ({
  entry: Number(row.entry),
  n: row.n,
  at: instant(row.at),
  recordedAt: instant(row.recorded_at),
  kind: row.kind,
  type: row.type ?? row.step,
  document: row.document && { kind: row.document.kind, number: row.document.number },
  by: row.operator ?? row.device,
  from: toJournalAccount(row.from),
  to: toJournalAccount(row.to),
  quantity: formatQuantity(BigInt(row.quantity)),
  uom: row.lot.uom,
  actual: formatQuantity(standing.actual),
  incoming: formatQuantity(standing.incoming),
  outgoing: formatQuantity(standing.outgoing),
});

/** Lines as a filing names them: by number, else by 料号. */
const findLines = async (pool: pg.Pool, book: string, names: readonly LineName[]): Promise<readonly FiledLine[]> => {
  const { rows } = await pool.query<{ line: number; item_record_no: string | null; gtin: string; uom: string; hs_code: string | null }>(
    `SELECT line, item_record_no, gtin, uom, hs_code FROM book_line
     WHERE book = $1 AND (line = ANY($2::integer[]) OR item_record_no = ANY($3::text[])) ORDER BY line`,
    [book, names.flatMap(({ line }) => line ?? []), names.flatMap(({ itemRecordNo }) => itemRecordNo ?? [])],
  );
  return rows.map(({ item_record_no, hs_code, ...row }) => ({ ...row, itemRecordNo: item_record_no, hsCode: hs_code }));
};

export const createBookReads = (pool: pg.Pool): BookReads => ({
  list: (filter) => listBooks(pool, filter),
  find: async (book) =>
    (await pool.query<{ book: string; site: string; owner: string }>("SELECT book, site, owner FROM book WHERE book = $1", [book])).rows[0],
  listLines: (book, filter) => listLines(pool, book, filter),
  findLines: (book, names) => findLines(pool, book, names),
  listTransfers: (book, line, page) => listTransfers(pool, book, line, page),
});
