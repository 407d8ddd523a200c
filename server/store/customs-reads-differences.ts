import type pg from "pg";
import { formatQuantity } from "../domain/basics/quantity.ts";
import {
  listDifferences,
  type BookRow,
  type Difference,
  type DifferenceQuestion,
  type DocumentRow,
  type FindingRow,
  type PhysicalRow,
} from "../domain/customs/differences.ts";
import { CAUSE_WORDS } from "../usecases/customs/cause-words.ts";
import type { DifferenceLineReads, DifferenceLineView } from "../usecases/customs/desk-read-models.ts";
import type { Page, SiteList } from "../usecases/read-models.ts";
import { Conditions, instant, pageOf, readCursor, readNumberCursor, writeCursor } from "./conditions.ts";
import { STANDING } from "./customs-reads-desk.ts";
import { BALANCE } from "./stock-reads.ts";

/**
 * Book lines on which goods, book, documents and obligations do not come to the same (the rule is `listDifferences`).
 * First the lines of a page that could differ are found; only of those everything is read.
 */
type Line = Readonly<{
  book: string;
  line: number;
  site: string;
  owner: string;
  item: string | null;
  gtin: string;
  uom: string;
  name: { zh: string; en: string } | null;
}>;

const REGIME = "CASE k.kind WHEN 'bonded' THEN 'bonded' WHEN 'non_bonded' THEN 'non_bonded' ELSE 'overseas' END";
const QUANTITY = (value: string): string => `COALESCE(${value} ->> '$n', '0')`;

/** Documents that count: a collective inventory (集报清单) only releases and deducts what its slips have moved. */
const COUNTS = `d.kind IN ('inventory', 'stock_document') AND d.book IS NOT NULL AND COALESCE(d.content ->> 'type', '') <> '1'
  AND (d.state = 'approved' OR (d.kind = 'inventory' AND d.content ->> 'type' = '5' AND d.state IN ('done', 'written_off')))`;

const CANDIDATES = (books: string, after: string, limit: string): string => `
  WITH books AS MATERIALIZED (SELECT k.* FROM book k WHERE ${books}),
  counted AS (
    SELECT a.number AS book, a.line, sum(b.quantity) FILTER (WHERE a.state <> 'incoming') AS formal,
      sum(b.quantity) FILTER (WHERE a.state <> 'actual') AS pending
    FROM books k JOIN account a ON a.number = k.book AND a.family = 'book' JOIN balance b USING (account) GROUP BY 1, 2),
  lying AS (
    SELECT k.book, l.line, sum(${BALANCE}) AS quantity
    FROM books k JOIN lot l ON l.book = k.book JOIN present p ON p.lot = l.lot
    JOIN account a ON a.account = p.account AND a.site = k.site AND a.regime = ${REGIME} WHERE l.line IS NOT NULL GROUP BY 1, 2),
  candidates AS (
    SELECT book, line FROM counted FULL JOIN lying USING (book, line)
    WHERE COALESCE(formal, 0) <> COALESCE(quantity, 0) OR COALESCE(pending, 0) <> 0
    UNION SELECT d.book, (l ->> 'bookLine')::integer FROM books k JOIN customs_document d ON d.site = k.site AND d.book = k.book
      CROSS JOIN LATERAL jsonb_array_elements(d.content -> 'lines') l WHERE ${COUNTS} AND l ->> 'bookLine' IS NOT NULL
    UNION SELECT k.book, split_part(o.subject, '/', 3)::integer FROM books k JOIN obligation o ON o.subject LIKE 'book/' || k.book || '/%'
      WHERE o.state NOT IN ('met', 'waived') AND split_part(o.subject, '/', 3) ~ '^[0-9]{1,8}$')
  SELECT c.book, c.line, k.site, k.owner, l.item_record_no AS item, COALESCE(l.gtin, '') AS gtin, COALESCE(l.uom, '') AS uom, g.name
  FROM candidates c JOIN books k USING (book) LEFT JOIN book_line l ON l.book = c.book AND l.line = c.line
  LEFT JOIN product g ON g.gtin = l.gtin
  WHERE ${after} ORDER BY c.book, c.line LIMIT ${limit}`;

/** The lines of the page as the FROM of a query: `s(book, line)` with its book `k`. */
const LINES = "unnest($1::text[], $2::integer[]) AS s(book, line) JOIN book k ON k.book = s.book";

const listCandidates = async (pool: pg.Pool, filter: SiteList): Promise<Page<Line>> => {
  const where = new Conditions().reach(filter.reach, "k.site").add(filter.site, (value) => `k.site = ${value}`);
  const after = new Conditions(where.values);
  if (filter.after !== undefined) {
    const [book = "", line = ""] = readCursor(filter.after, 2);
    after.raw(`(c.book, c.line) > (${after.bind(book)}::text, ${after.bind(readNumberCursor(line).toString())}::bigint)`);
  }
  const { rows } = await pool.query<Line>(CANDIDATES(where.toString(), after.toString(), after.bind(filter.limit + 1)), where.values);
  return pageOf(rows, filter.limit, (last) => writeCursor([last.book, String(last.line)]));
};

type Keys = readonly [books: readonly string[], lines: readonly number[]];
type InText<Row> = { [Key in keyof Row]: Row[Key] extends bigint ? string : Row[Key] };

const listPhysical = async (pool: pg.Pool, keys: Keys): Promise<PhysicalRow[]> => {
  const { rows } = await pool.query<InText<PhysicalRow>>(
    `SELECT s.book, s.line, a.hold, sum(${BALANCE})::text AS quantity
     FROM ${LINES} JOIN lot l ON l.book = s.book AND l.line = s.line JOIN present p ON p.lot = l.lot
     JOIN account a ON a.account = p.account AND a.site = k.site AND a.regime = ${REGIME} GROUP BY 1, 2, 3`,
    [...keys],
  );
  return rows.map((row) => ({ ...row, quantity: BigInt(row.quantity) }));
};

const listBalances = async (pool: pg.Pool, keys: Keys): Promise<BookRow[]> => {
  const sum = (state: string): string => `COALESCE(sum(b.quantity) FILTER (WHERE a.state = '${state}'), 0)::text AS ${state}`;
  const { rows } = await pool.query<InText<BookRow>>(
    `SELECT s.book, s.line, ${sum("actual")}, ${sum("incoming")}, ${sum("outgoing")}
     FROM ${LINES} JOIN account a ON a.number = s.book AND a.line = s.line AND a.family = 'book' JOIN balance b USING (account) GROUP BY 1, 2`,
    [...keys],
  );
  return rows.map((row) => ({ ...row, actual: BigInt(row.actual), incoming: BigInt(row.incoming), outgoing: BigInt(row.outgoing) }));
};

type DocumentSqlRow = Omit<InText<DocumentRow>, "exhibition"> & Readonly<{ exhibition: string | null }>;

const listDocuments = async (pool: pg.Pool, keys: Keys): Promise<DocumentRow[]> => {
  const { rows } = await pool.query<DocumentSqlRow>(
    `SELECT s.book, s.line, d.number AS document, d.direction,
       ${QUANTITY("l -> 'quantity'")} AS declared, ${QUANTITY("d.content -> 'passed' -> (l ->> 'n')")} AS passed,
       COALESCE((d.content ->> 'isReleased')::boolean, false) OR COALESCE(c.is_released, false) AS "isReleased",
       d.state <> 'approved' OR COALESCE(c.is_deducted, false) AS "isDeducted",
       CASE WHEN d.content ->> 'type' = '5' THEN COALESCE(d.content ->> 'declaration', d.number) END AS exhibition
     FROM ${LINES} JOIN customs_document d ON d.site = k.site AND d.book = s.book
     CROSS JOIN LATERAL jsonb_array_elements(d.content -> 'lines') l
     LEFT JOIN LATERAL (
       SELECT bool_or((i.content ->> 'isReleased')::boolean) AS is_released, bool_or(i.state IN ('done', 'written_off')) AS is_deducted
       FROM document_link g JOIN customs_document i ON i.kind = g.kind AND i.number = g.number
       WHERE d.kind = 'stock_document' AND g.to_kind = 'stock_document' AND g.kind = 'inventory'
         AND (g.to_number = d.number OR g.to_number = d.content ->> 'innerNo')) c ON true
     WHERE ${COUNTS} AND (l ->> 'bookLine')::integer = s.line`,
    [...keys],
  );
  return rows.map(({ exhibition, declared, passed, ...row }) => ({
    ...row,
    declared: BigInt(declared),
    passed: BigInt(passed),
    ...(exhibition !== null && { exhibition }),
  }));
};

/** Goods that left or were found against the book, less what the book has followed since. */
const listFound = async (pool: pg.Pool, keys: Keys): Promise<FindingRow[]> => {
  const { rows } = await pool.query<{ book: string; line: number; contra: string; quantity: string }>(
    `SELECT s.book, s.line, CASE WHEN a.contra = 'irregular' THEN 'irregular' ELSE 'variance' END AS contra,
       sum(CASE a.contra WHEN 'book_variance' THEN b.quantity ELSE -b.quantity END)::text AS quantity
     FROM ${LINES} JOIN lot t ON t.book = s.book AND t.line = s.line JOIN balance b ON b.lot = t.lot
     JOIN account a ON a.account = b.account AND a.contra IN ('irregular', 'variance', 'book_variance') GROUP BY 1, 2, 3`,
    [...keys],
  );
  return rows.flatMap(({ book, line, contra, quantity: text }): FindingRow[] => {
    const quantity = BigInt(text);
    if (quantity === 0n) return [];
    const finding = contra === "irregular" ? "irregular" : quantity < 0n ? "physical_missing" : "physical_surplus";
    return [{ book, line, finding, reference: contra, quantity }];
  });
};

type WaitingSqlRow = Readonly<{ book: string; line: number; entry: string; reason: string; quantity: string }>;
const COUNT_WAITS = "count_needs_approval";

/** What waits and would take goods away. A count that waits names no direction: it is taken for the one that explains. */
const listWaiting = async (pool: pg.Pool, keys: Keys, differences: ReadonlyMap<string, bigint>): Promise<FindingRow[]> => {
  const { rows } = await pool.query<WaitingSqlRow>(
    `SELECT s.book, s.line, u.entry, u.reason, sum((m ->> 'quantity')::numeric)::text AS quantity
     FROM ${LINES} JOIN unsettled u ON u.site = k.site CROSS JOIN LATERAL jsonb_array_elements(u.missing) m
     WHERE m #>> '{lot,book}' = s.book AND m #>> '{lot,line}' = s.line::text
       AND (u.reason = $3 OR u.step IN ('shipping', 'departing') OR u.step IS NULL)
     GROUP BY 1, 2, 3, 4`,
    [...keys, COUNT_WAITS],
  );
  return rows.map(({ book, line, entry, reason, quantity: text }) => {
    const isCount = reason === COUNT_WAITS;
    const isMore = isCount && (differences.get(keyOf({ book, line })) ?? 0n) < 0n;
    const quantity = isMore ? BigInt(text) : -BigInt(text);
    return { book, line, finding: isCount ? "count_not_approved" : "unsettled_observation", reference: entry, quantity };
  });
};

type Owed = Readonly<{
  book: string;
  line: number;
  obligation: string;
  rule: string;
  state: "open" | "due_soon" | "overdue";
  due_at: Date;
}>;

/** Of the lines themselves, and of the documents that count on them. */
const listOwed = async (pool: pg.Pool, keys: Keys, documents: readonly DocumentRow[], nowMs: number): Promise<Owed[]> => {
  const subjects = [
    ...keys[0].map((book, index) => ({ book, line: keys[1][index] ?? 0, subject: `book/${book}/${keys[1][index]}` })),
    ...documents.map(({ book, line, document }) => ({ book, line, subject: `document/${document}` })),
  ];
  const { rows } = await pool.query<Owed>(
    `SELECT DISTINCT q.book, q.line, o.obligation, o.rule, ${STANDING("$4")} AS state, o.due_at
     FROM unnest($1::text[], $2::integer[], $3::text[]) AS q(book, line, subject) JOIN obligation o ON o.subject = q.subject
     WHERE o.state NOT IN ('met', 'waived') ORDER BY o.due_at`,
    [subjects.map(({ book }) => book), subjects.map(({ line }) => line), subjects.map(({ subject }) => subject), new Date(nowMs)],
  );
  return rows;
};

const keyOf = ({ book, line }: Readonly<{ book: string; line: number }>): string => `${book}\u001f${line}`;

const differencesOf = (physical: readonly PhysicalRow[], balances: readonly BookRow[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  const add = (row: Readonly<{ book: string; line: number }>, quantity: bigint): void =>
    void sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0n) + quantity);
  for (const row of physical) add(row, row.quantity);
  for (const row of balances) add(row, -row.actual - row.outgoing);
  return sums;
};

/** Causes that documents give: with them all is as it must be. */
const EXPECTED: ReadonlySet<string> = new Set([
  "passed_not_released",
  "partly_passed",
  "deduction_missing",
  "deducted_early",
  "passed_beyond_declared",
  "on_exhibition",
  "tallied_undeclared",
]);

const toView = (difference: Difference, line: Line, owed: readonly Owed[]): DifferenceLineView => {
  const formal = difference.actual + difference.outgoing;
  const explained = difference.causes.reduce((sum, { cause, explains }) => (EXPECTED.has(cause) ? sum + explains : sum), 0n);
  return {
    site: line.site,
    book: line.book,
    line: line.line,
    itemRecordNo: line.item,
    gtin: line.gtin,
    name: line.name,
    owner: line.owner,
    uom: line.uom,
    physical: formatQuantity(difference.physical),
    formal: formatQuantity(formal),
    incoming: formatQuantity(difference.incoming),
    outgoing: formatQuantity(difference.outgoing),
    passedIn: formatQuantity(difference.passedIn),
    passedOut: formatQuantity(difference.passedOut),
    expected: formatQuantity(formal + explained),
    difference: formatQuantity(difference.difference),
    causes: difference.causes.map(({ cause, reference, quantity, explains }) => ({
      cause,
      words: { ...CAUSE_WORDS[cause] },
      quantity: explains !== 0n ? formatQuantity(explains) : quantity !== 0n ? formatQuantity(quantity) : null,
      subject: reference,
    })),
    obligations: owed.map(({ obligation, rule, state, due_at }) => ({ obligation, rule, state, dueAt: instant(due_at) })),
  };
};

const listLines = async (pool: pg.Pool, filter: SiteList, nowMs: number): Promise<Page<DifferenceLineView>> => {
  const page = await listCandidates(pool, filter);
  const keys: Keys = [page.rows.map(({ book }) => book), page.rows.map(({ line }) => line)];
  const [physical, balances, documents, found] = await Promise.all([
    listPhysical(pool, keys),
    listBalances(pool, keys),
    listDocuments(pool, keys),
    listFound(pool, keys),
  ]);
  const [waiting, owed] = await Promise.all([
    listWaiting(pool, keys, differencesOf(physical, balances)),
    listOwed(pool, keys, documents, nowMs),
  ]);
  const overdue = owed.filter(({ state }) => state === "overdue");
  const question: DifferenceQuestion = { physical, balances, documents, findings: [...found, ...waiting], overdue };
  const lines = new Map(page.rows.map((line) => [keyOf(line), line]));
  const rows = listDifferences(question).flatMap((difference) => {
    const line = lines.get(keyOf(difference));
    return line
      ? [
          toView(
            difference,
            line,
            owed.filter((each) => keyOf(each) === keyOf(difference)),
          ),
        ]
      : [];
  });
  return { rows, next: page.next };
};

export const createDifferenceLineReads = (pool: pg.Pool): DifferenceLineReads => ({
  list: (filter, nowMs) => listLines(pool, filter, nowMs),
});
