import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import type { Twin, TwinCell, TwinCellLine, TwinFilter, TwinReads, TwinState } from "../usecases/customs/book-read-models.ts";
import {
  colourGoods,
  TWIN_STATES,
  type TwinGone,
  type TwinGoods,
  type TwinPending,
  type TwinPiece,
  type TwinQuestion,
} from "../usecases/customs/twin.ts";
import type { Page, PageRequest } from "../usecases/read-models.ts";
import { BALANCE } from "./stock-reads.ts";
import { Conditions, readNumberCursor } from "./conditions.ts";

/** The warehouse plan and what lies in its cells, coloured by what documents say of it. The rule is `colourGoods`. */
type CellSqlRow = Readonly<{ location: string; kind: string; plan: TwinCell["plan"] }>;
type GoodsSqlRow = Omit<TwinGoods, "quantity"> & Readonly<{ quantity: string; matches: boolean }>;

const LIKE_SPECIAL = /[\\%_]/g;

const matchTerm = (where: Conditions, { book, line, q }: TwinFilter): string => {
  const match = new Conditions(where.values).add(book, (value) => `l.book = ${value}`).add(line, (value) => `l.line = ${value}`);
  if (q !== undefined) {
    const text = q.replaceAll(LIKE_SPECIAL, String.raw`\$&`);
    const [start, part] = [match.bind(`${text}%`), match.bind(`%${text}%`)];
    match.raw(`(l.gtin LIKE ${start} OR l.batch LIKE ${start} OR l.serial LIKE ${start}
      OR l.gtin IN (SELECT gtin FROM product WHERE name ->> 'zh' ILIKE ${part} OR name ->> 'en' ILIKE ${part})
      OR EXISTS (SELECT FROM book_line k WHERE k.book = l.book AND k.line = l.line AND k.item_record_no LIKE ${start}))`);
  }
  return match.toString();
};

/** Of one cell, or of what a search finds; without either, of the whole site. */
type Wanted = TwinFilter & Readonly<{ location?: string | undefined }>;

const isNarrow = ({ book, line, q, location }: Wanted): boolean => [book, line, q, location].some((part) => part !== undefined);

/**
 * What lies at the site, by place, book line and product; goods in a vehicle lie in it. A search brings all that lies on the
 * lines it finds, since what a line has pending is laid upon all its goods.
 */
const listGoods = async (pool: pg.Pool, wanted: Wanted): Promise<(TwinGoods & { matches: boolean })[]> => {
  const where = new Conditions();
  const site = where.bind(wanted.site);
  const found = `${matchTerm(where, wanted)}${wanted.location === undefined ? "" : ` AND p.location = ${where.bind(wanted.location)}`}`;
  const narrow = `
    FROM (SELECT DISTINCT l.book, l.line FROM present p JOIN lot l ON l.lot = p.lot WHERE p.site = ${site} AND l.book IS NOT NULL AND ${found}) w
    JOIN lot l ON l.book = w.book AND l.line = w.line JOIN present p ON p.lot = l.lot JOIN account a ON a.account = p.account AND a.site = ${site}`;
  const plain = (term: string): string =>
    `FROM present p JOIN lot l ON l.lot = p.lot JOIN account a ON a.account = p.account WHERE p.site = ${site} AND ${term}`;
  const columns = `SELECT p.location, a.regime, a.hold, l.book, l.line, l.gtin, l.uom, l.owner, ${BALANCE} AS quantity, ${found} AS matches`;
  const rowsOf = isNarrow(wanted)
    ? `${columns} ${narrow} UNION ALL ${columns} ${plain(`l.book IS NULL AND ${found}`)}`
    : `${columns} ${plain("true")}`;
  const { rows } = await pool.query<GoodsSqlRow>(
    `SELECT g.location, COALESCE(o.kind, 'vehicle') AS kind, g.regime, bool_or(g.hold <> 'none') AS "isHeld",
       g.hold = 'tallied_undeclared' AS "isUndeclared", g.book, g.line, g.gtin, g.uom, g.owner,
       sum(g.quantity)::text AS quantity, bool_or(g.matches) AS matches
     FROM (${rowsOf} OFFSET 0) g LEFT JOIN location o ON o.site = ${site} AND o.location = g.location
     GROUP BY g.location, o.kind, g.regime, g.hold = 'tallied_undeclared', g.book, g.line, g.gtin, g.uom, g.owner`,
    where.values,
  );
  return rows.map((row) => ({ ...row, quantity: BigInt(row.quantity) }));
};

const QUANTITY = (value: string): string => `COALESCE(${value} ->> '$n', '0')`;

/** A collective inventory (集报清单) speaks of goods that its slips have let out. */
const PENDING = `
  SELECT d.number AS document, d.book, (l ->> 'bookLine')::integer AS line, d.direction,
    ${QUANTITY("l -> 'quantity'")} AS declared, ${QUANTITY("d.content -> 'onPasses' -> (l ->> 'n')")} AS "onPasses",
    ${QUANTITY("d.content -> 'passed' -> (l ->> 'n')")} AS passed
  FROM customs_document d CROSS JOIN LATERAL jsonb_array_elements(d.content -> 'lines') l
  WHERE d.site = $1 AND d.kind IN ('inventory', 'stock_document') AND d.state IN ('filed', 'approved')
    AND d.book IS NOT NULL AND l ->> 'bookLine' IS NOT NULL AND COALESCE(d.content ->> 'type', '') <> '1'
  ORDER BY d.entry`;

type PendingSqlRow = Omit<TwinPending, "declared" | "onPasses" | "passed"> & Record<"declared" | "onPasses" | "passed", string>;

const listPending = async (pool: pg.Pool, site: string): Promise<TwinPending[]> => {
  const { rows } = await pool.query<PendingSqlRow>(PENDING, [site]);
  return rows.map((row) => ({
    ...row,
    declared: BigInt(row.declared),
    onPasses: BigInt(row.onPasses),
    passed: BigInt(row.passed),
  }));
};

/** Of these lines, or of all lines of the site's books. */
const listFormal = async (pool: pg.Pool, site: string, lines: readonly TwinGoods[] | undefined): Promise<TwinQuestion["formal"]> => {
  const where = new Conditions([site]);
  if (lines !== undefined) {
    const [books, numbers] = [where.bind(lines.map(({ book }) => book)), where.bind(lines.map(({ line }) => line))];
    where.raw(`(a.number, a.line) IN (SELECT * FROM unnest(${books}::text[], ${numbers}::integer[]))`);
  }
  const { rows } = await pool.query<{ book: string; line: number; quantity: string }>(
    `SELECT a.number AS book, a.line, sum(b.quantity)::text AS quantity
     FROM book k JOIN account a ON a.number = k.book AND a.family = 'book' JOIN balance b USING (account)
     WHERE k.site = $1 AND a.state IN ('actual', 'outgoing') AND ${where.toString()} GROUP BY 1, 2`,
    where.values,
  );
  return rows.map((row) => ({ ...row, quantity: BigInt(row.quantity) }));
};

/** How long a cell shows what was written off, in the world's time; and how far back its goods were taken from it. */
const SHOWN_FOR_MS = 24 * 3_600_000;
const TAKEN_WITHIN_MS = 7 * 24 * 3_600_000;

const GONE = `
  WITH done AS (
    SELECT d.number AS document, d.book, (l ->> 'bookLine')::integer AS line, ${QUANTITY("l -> 'quantity'")}::numeric AS quantity
    FROM customs_document d CROSS JOIN LATERAL jsonb_array_elements(d.content -> 'lines') l
    WHERE d.site = $1 AND d.kind = 'inventory' AND d.state = 'done' AND d.changed_at > $2 AND d.direction = 'out' AND d.book IS NOT NULL),
  taken AS (
    SELECT o.document, a.location, o.book, o.line, t.gtin, t.uom, t.owner, o.quantity AS wanted, m.quantity,
      sum(m.quantity) OVER (PARTITION BY o.document, o.line ORDER BY m.entry DESC, m.n DESC) - m.quantity AS before
    FROM done o JOIN lot t ON t.book = o.book AND t.line = o.line JOIN transfer m ON m.lot = t.lot AND m.at > $3
    JOIN account a ON a.account = m.from_account AND a.family = 'stock' AND a.site = $1
    JOIN location p ON p.site = a.site AND p.location = a.location AND p.kind IN ('bin', 'cage'))
  SELECT document, location, book, line, gtin, uom, owner, sum(LEAST(quantity, wanted - before))::text AS quantity
  FROM taken WHERE before < wanted GROUP BY 1, 2, 3, 4, 5, 6, 7`;

const listGone = async (pool: pg.Pool, site: string, nowMs: number): Promise<TwinGone[]> => {
  const { rows } = await pool.query<Omit<TwinGone, "quantity"> & { quantity: string }>(GONE, [
    site,
    new Date(nowMs - SHOWN_FOR_MS),
    new Date(nowMs - TAKEN_WITHIN_MS),
  ]);
  return rows.map((row) => ({ ...row, quantity: BigInt(row.quantity) }));
};

type Coloured = Readonly<{ cells: readonly CellSqlRow[]; pieces: readonly TwinPiece[]; held: ReadonlySet<string>; entry: number }>;

const keyOf = (
  each: Readonly<{ location: string; book: string | null; line: number | null; gtin: string; owner: string | null }>,
): string => [each.location, each.book, each.line, each.gtin, each.owner].join("\u001f");

const colour = async (pool: pg.Pool, wanted: Wanted, nowMs: number): Promise<Coloured> => {
  const { site, book, line, q, location } = wanted;
  const [head, cells, goods, pending, gone] = await Promise.all([
    pool.query<{ entry: string }>("SELECT entry FROM journal_head"),
    pool.query<CellSqlRow>("SELECT location, kind, NULL AS plan FROM location WHERE site = $1 ORDER BY location", [site]),
    listGoods(pool, wanted),
    listPending(pool, site),
    listGone(pool, site, nowMs),
  ]);
  const formal = await listFormal(pool, site, isNarrow(wanted) ? goods : undefined);
  const known = new Set(cells.rows.map((cell) => cell.location));
  const vehicles = new Set(goods.filter((each) => !known.has(each.location)).map((each) => each.location));
  const found = new Set(goods.filter(({ matches }) => matches).map(keyOf));
  const isGoneFound = (each: TwinPiece): boolean =>
    each.state === "written_off" &&
    (book ?? each.book) === each.book &&
    (line ?? each.line) === each.line &&
    (location ?? each.location) === each.location &&
    q === undefined;
  return {
    cells: [...cells.rows, ...[...vehicles].toSorted().map((vehicle) => ({ location: vehicle, kind: "vehicle", plan: null }))],
    pieces: colourGoods({ goods, pending, formal, gone }).filter(
      (each) => !isNarrow(wanted) || found.has(keyOf(each)) || isGoneFound(each),
    ),
    held: new Set(goods.filter(({ isHeld, matches }) => isHeld && matches).map((each) => each.location)),
    entry: Number(head.rows[0]?.entry ?? 0),
  };
};

const findTwin = async (pool: pg.Pool, filter: TwinFilter, nowMs: number): Promise<Twin> => {
  const { cells, pieces, held, entry } = await colour(pool, filter, nowMs);
  const byCell = new Map<string, TwinPiece[]>();
  for (const each of pieces) {
    const there = byCell.get(each.location);
    if (there) there.push(each);
    else byCell.set(each.location, [each]);
  }
  return {
    site: filter.site,
    at: new Date(nowMs).toISOString(),
    entry,
    cells: cells.map((cell): TwinCell => {
      const there = byCell.get(cell.location) ?? [];
      const states = TWIN_STATES.flatMap((state) => sumOf(state, there));
      return { ...cell, colour: states[0]?.state ?? null, states, held: held.has(cell.location), matches: there.length > 0 };
    }),
  };
};

const sumOf = (state: TwinState, there: readonly TwinPiece[]): TwinCell["states"] => {
  const pieces = there.filter((each) => each.state === state);
  if (pieces.length === 0) return [];
  const sums = new Map<string, bigint>();
  for (const { uom, quantity } of pieces) sums.set(uom, (sums.get(uom) ?? 0n) + quantity);
  const lines = new Set(pieces.map(({ book, line, gtin }) => `${book ?? ""}/${line ?? ""}/${gtin}`)).size;
  const quantities = [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [{ state, lines, quantities: quantities.map(([uom, quantity]) => ({ uom, quantity: formatQuantity(quantity) })) }];
};

/** The goods of one cell, in the order of states and lines. */
const listCell = async (
  pool: pg.Pool,
  filter: PageRequest & Readonly<{ site: string; location: string }>,
  nowMs: number,
): Promise<Page<TwinCellLine>> => {
  const { pieces } = await colour(pool, { site: filter.site, location: filter.location }, nowMs);
  const there = pieces
    .filter(({ location }) => location === filter.location)
    .toSorted(
      (one, other) =>
        TWIN_STATES.indexOf(one.state) - TWIN_STATES.indexOf(other.state) ||
        (one.book ?? "").localeCompare(other.book ?? "") ||
        (one.line ?? 0) - (other.line ?? 0) ||
        one.gtin.localeCompare(other.gtin),
    );
  const from = filter.after === undefined ? 0 : Number(readNumberCursor(filter.after));
  const shown = there.slice(from, from + filter.limit);
  const { rows } = await pool.query<{ gtin: string; name: { zh: string; en: string } }>(
    "SELECT gtin, name FROM product WHERE gtin = ANY($1)",
    [shown.map(({ gtin }) => gtin)],
  );
  const names = new Map(rows.map((row) => [row.gtin, row.name]));
  const items = await pool.query<{ book: string; line: number; item: string | null }>(
    `SELECT k.book, k.line, k.item_record_no AS item FROM book_line k
     JOIN unnest($1::text[], $2::integer[]) AS s(book, line) ON s.book = k.book AND s.line = k.line`,
    [shown.map(({ book }) => book), shown.map(({ line }) => line)],
  );
  const itemOf = new Map(items.rows.map((row) => [`${row.book}/${row.line}`, row.item]));
  return {
    rows: shown.map(({ location: _location, quantity, documents, ...each }) => ({
      ...each,
      itemRecordNo: itemOf.get(`${each.book}/${each.line}`) ?? null,
      name: names.get(each.gtin) ?? null,
      quantity: formatQuantity(quantity),
      documents: [...documents],
    })),
    next: from + filter.limit < there.length ? String(from + filter.limit) : null,
  };
};

export const createTwinReads = (pool: pg.Pool, now: () => number): TwinReads => ({
  find: (filter) => findTwin(pool, filter, now()),
  listCell: (filter) => listCell(pool, filter, now()),
});
