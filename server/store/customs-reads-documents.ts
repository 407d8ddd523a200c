import type pg from "pg";
import type { Reach } from "../domain/access/can.ts";
import { listLacks, type TradeStanding } from "../usecases/customs/lacks.ts";
import type { DocumentFilter, DocumentKind, DocumentSummary, Receipt, ReceiptFilter } from "../usecases/customs/read-models.ts";
import type { Page } from "../usecases/read-models.ts";
import { Conditions, instant, pageOf, readCursor, readNumberCursor, writeCursor } from "./conditions.ts";

/**
 * Documents as lists show them, the last changed first. The page is found first, by index; what a document lacks is asked
 * for the rows of the page alone.
 */
export type SummarySqlRow = Readonly<{
  kind: DocumentKind;
  number: string;
  inner_no: string | null;
  site: string | null;
  owner: string | null;
  book: string | null;
  direction: "in" | "out" | null;
  channel: string | null;
  state: string;
  trio: string | null;
  plate: string | null;
  created_at: Date;
  changed_at: Date;
  entry: string;
  is_released: boolean;
  is_off_pass: boolean;
  is_unpassed: boolean;
  is_gathered: boolean;
  is_inspected: boolean;
  trade_kinds: string[] | null;
  list_state: string | null;
  list_match: { verdict: string; lacking: string[] } | null;
  list_refusals: { reason: string }[] | null;
  list_mode: string | null;
}>;

const GOODS = "d.kind IN ('inventory', 'stock_document')";
const TRADE = "d.kind IN ('order', 'payment', 'waybill', 'list')";
const QUANTITY = (value: string): string => `COALESCE((${value} ->> '$n')::numeric, 0)`;

/** Columns of `customs_document d` and of the list `k` of its trade, to be read by `toSummary`. */
const SUMMARY_COLUMNS = `d.kind, d.number, d.content ->> 'innerNo' AS inner_no, d.site, d.owner, d.book, d.direction, d.channel, d.state,
  d.trio, d.plate, d.created_at, d.changed_at, d.entry,
  COALESCE((d.content ->> 'isReleased')::boolean, false) OR NOT COALESCE((d.content ->> 'needsDeclaration')::boolean, false) AS is_released,
  ${GOODS} AND EXISTS (SELECT FROM jsonb_array_elements(d.content -> 'lines') l
    WHERE ${QUANTITY("d.content -> 'onPasses' -> (l ->> 'n')")} < ${QUANTITY("l -> 'quantity'")}) AS is_off_pass,
  ${GOODS} AND EXISTS (SELECT FROM jsonb_array_elements(d.content -> 'lines') l
    WHERE ${QUANTITY("d.content -> 'passed' -> (l ->> 'n')")} < ${QUANTITY("l -> 'quantity'")}) AS is_unpassed,
  d.kind IN ('stock_document', 'list') AND EXISTS (SELECT FROM document_link g WHERE g.to_kind = d.kind AND g.kind = 'inventory'
    AND (g.to_number = d.number OR g.to_number IN (SELECT a.alias FROM document_alias a WHERE a.kind = d.kind AND a.number = d.number)))
    AS is_gathered,
  EXISTS (SELECT FROM document_link q JOIN customs_document i ON i.kind = q.kind AND i.number = q.number
    WHERE q.kind = 'inspection' AND q.to_kind = d.kind AND q.to_number = d.number AND i.state IN ('ordered', 'under_way', 'differs'))
    AS is_inspected,
  CASE WHEN ${TRADE} THEN ARRAY(
    SELECT t.kind FROM customs_document t WHERE t.trio = d.trio AND t.state <> 'deleted'
    UNION SELECT 'waybill' FROM document_alias a WHERE a.kind = 'waybill' AND a.alias = 'order:' || substring(d.trio FROM '/(.*)$'))
  END AS trade_kinds,
  k.state AS list_state, k.content -> 'match' AS list_match, k.content -> 'refusals' AS list_refusals, k.channel AS list_mode`;

/** Two ways to the list, each by its own index: one OR of both would read all lists. */
const LIST_OF_TRADE = `LEFT JOIN LATERAL (
    SELECT l.state, l.content, l.channel FROM customs_document l WHERE ${TRADE} AND l.trio = d.trio AND l.kind = 'list'
    UNION ALL
    SELECT l.state, l.content, l.channel FROM document_alias a JOIN customs_document l ON l.kind = 'list' AND l.number = a.number
    WHERE d.kind = 'waybill' AND a.kind = 'list' AND a.alias = 'waybill:' || d.number
    LIMIT 1) k ON true`;

/** The summary of `customs_document d` where `where` holds. */
export const summaryQuery = (where: string): string => `SELECT ${SUMMARY_COLUMNS} FROM customs_document d ${LIST_OF_TRADE} WHERE ${where}`;

const BONDED_MODES: ReadonlySet<string> = new Set(["1210", "1239"]);

const tradeOf = (row: SummarySqlRow): TradeStanding | null => {
  if (row.trade_kinds === null) return null;
  const here = new Set([...row.trade_kinds, row.kind]);
  const isImport = row.direction === "in";
  const needed = ["order", ...(isImport ? ["payment"] : []), "waybill", "list"];
  return {
    lacking: row.list_match ? row.list_match.lacking : needed.filter((kind) => !here.has(kind)),
    verdict: row.list_match?.verdict ?? null,
    refusals: row.list_refusals?.map(({ reason }) => reason) ?? [],
    listState: row.list_state,
    isBonded: row.list_mode !== null && BONDED_MODES.has(row.list_mode),
  };
};

export const toSummary = (row: SummarySqlRow): DocumentSummary => ({
  kind: row.kind,
  number: row.number,
  innerNo: row.inner_no === row.number ? null : row.inner_no,
  site: row.site,
  owner: row.owner,
  book: row.book,
  direction: row.direction,
  channel: row.channel,
  state: row.state,
  trio: row.trio,
  plate: row.plate,
  lacks: listLacks({
    kind: row.kind,
    state: row.state,
    isReleased: row.is_released,
    isOffPass: row.is_off_pass,
    isUnpassed: row.is_unpassed,
    isGathered: row.is_gathered,
    isInspected: row.is_inspected,
    trade: tradeOf(row),
  }),
  createdAt: instant(row.created_at),
  changedAt: instant(row.changed_at),
  entry: Number(row.entry),
});

/**
 * Of a trade only the list stands in a book and so at a site: the others are seen where it is. Asked as values and not by
 * EXISTS, which a planner is free to answer by reading all lists first.
 */
export const withinReach = (where: Conditions, reach: Reach): Conditions =>
  reach === "all"
    ? where
    : where.add(
        reach,
        (sites) => `(d.site = ANY(${sites}::text[]) OR (d.site IS NULL AND (
          (SELECT true FROM customs_document l WHERE l.trio = d.trio AND l.kind = 'list' AND l.site = ANY(${sites}::text[]) LIMIT 1)
          OR (d.kind = 'waybill' AND (SELECT true FROM document_alias a JOIN customs_document l ON l.kind = 'list' AND l.number = a.number
            WHERE a.kind = 'list' AND a.alias = 'waybill:' || d.number AND l.site = ANY(${sites}::text[]) LIMIT 1)))))`,
      );

/** Where nothing is filed at all, nobody looks through what is filed elsewhere. */
const isAnythingThere = async (pool: pg.Pool, reach: Reach): Promise<boolean> => {
  if (reach === "all") return true;
  const { rows } = await pool.query<{ there: boolean }>(
    "SELECT EXISTS (SELECT FROM customs_document WHERE site = ANY($1::text[])) AS there",
    [reach],
  );
  return rows[0]?.there === true;
};

/** A search that is found in very many numbers names too little. */
const CANDIDATES_MAX = 2_000;
const LIKE_SPECIAL = /[\\%_]/g;
const startsWith = (q: string): string => `${q.replaceAll(LIKE_SPECIAL, String.raw`\$&`)}%`;

/** By the beginning of a number, of another number of it, of its trade or its plate. */
const searchTerm = (placeholder: string): string => `(d.kind, d.number) IN (
  SELECT kind, number FROM customs_document WHERE number LIKE ${placeholder}
  UNION ALL SELECT kind, number FROM customs_document WHERE trio LIKE ${placeholder}
  UNION ALL SELECT kind, number FROM customs_document WHERE plate LIKE ${placeholder}
  UNION ALL SELECT kind, number FROM document_alias WHERE alias LIKE ${placeholder} LIMIT ${CANDIDATES_MAX})`;

export const listDocuments = async (pool: pg.Pool, filter: DocumentFilter): Promise<Page<DocumentSummary>> => {
  if (!(await isAnythingThere(pool, filter.reach))) return { rows: [], next: null };
  const where = new Conditions()
    .add(filter.site, (value) => `d.site = ${value}`)
    .add(filter.kind, (value) => `d.kind = ${value}`)
    .add(filter.state, (value) => `d.state = ${value}`)
    .add(filter.channel, (value) => `d.channel = ${value}`)
    .add(filter.q === undefined ? undefined : startsWith(filter.q), searchTerm);
  withinReach(where, filter.reach);
  if (filter.after !== undefined) {
    const [entry = "", kind = "", number = ""] = readCursor(filter.after, 3);
    const keys = [readNumberCursor(entry).toString(), kind, number].map((key) => where.bind(key));
    where.raw(
      `d.entry <= ${keys[0]}::bigint AND (d.entry < ${keys[0]}::bigint OR (d.kind, d.number) > (${keys[1]}::text, ${keys[2]}::text))`,
    );
  }
  const { rows } = await pool.query<SummarySqlRow>(
    `WITH page AS MATERIALIZED (
       SELECT d.kind, d.number FROM customs_document d WHERE ${where.toString()}
       ORDER BY d.entry DESC, d.kind, d.number LIMIT ${where.bind(filter.limit + 1)})
     ${summaryQuery("(d.kind, d.number) IN (SELECT kind, number FROM page)")} ORDER BY d.entry DESC, d.kind, d.number`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => writeCursor([last.entry, last.kind, last.number]));
  return { rows: page.rows.map(toSummary), next: page.next };
};

export type ReceiptSqlRow = Readonly<{
  receipt: string;
  message: string | null;
  kind: string;
  document_kind: DocumentKind;
  number: string;
  status: string;
  note: string | null;
  at: Date;
  recorded_at: Date;
  entry: string;
}>;
export const RECEIPT_COLUMNS = "r.receipt, r.message, r.kind, r.document_kind, r.number, r.status, r.note, r.at, r.recorded_at, r.entry";

export const toReceipt = (row: ReceiptSqlRow): Receipt => ({
  receipt: Number(row.receipt),
  message: row.message === null ? null : Number(row.message),
  kind: row.kind,
  documentKind: row.document_kind,
  number: row.number,
  status: row.status,
  note: row.note,
  at: instant(row.at),
  recordedAt: instant(row.recorded_at),
  entry: Number(row.entry),
});

const DOCUMENT_OF_RECEIPT = `d.kind = r.document_kind AND d.number = COALESCE(
  (SELECT a.number FROM document_alias a WHERE a.alias = r.number AND a.kind = r.document_kind LIMIT 1), r.number)`;

/** In the order of arrival. */
export const listReceipts = async (pool: pg.Pool, filter: ReceiptFilter): Promise<Page<Receipt>> => {
  const after = filter.after === undefined ? undefined : readNumberCursor(filter.after).toString();
  const where = new Conditions()
    .add(after, (value) => `r.receipt > ${value}::bigint`)
    .add(filter.kind, (value) => `r.document_kind = ${value}`)
    .add(filter.number, (value) => `r.number = ${value}`);
  const seen = withinReach(
    new Conditions(where.values).add(filter.site, (value) => `d.site = ${value}`),
    filter.reach,
  );
  if (!seen.isEmpty) where.raw(`EXISTS (SELECT FROM customs_document d WHERE ${DOCUMENT_OF_RECEIPT} AND ${seen.toString()})`);
  const { rows } = await pool.query<ReceiptSqlRow>(
    `SELECT ${RECEIPT_COLUMNS} FROM customs_receipt r WHERE ${where.toString()} ORDER BY r.receipt LIMIT ${where.bind(filter.limit + 1)}`,
    where.values,
  );
  const page = pageOf(rows, filter.limit, (last) => last.receipt);
  return { rows: page.rows.map(toReceipt), next: page.next };
};
