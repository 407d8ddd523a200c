import type pg from "pg";
import type { ReadyQuestion, WaitingAnswers, WaitingNode } from "../usecases/customs/messages-ports.ts";
import { textArray } from "./books/arrays.ts";

/**
 * What customs said of documents that were not filed here then. Whether one is filed by now is asked from the side that is few: by the
 * numbers that a message has just filed, by the documents that have changed since the last look, and once, at the start, by all that waits.
 */
type ReadyRow = Readonly<{ message: string; n: number; door: WaitingNode["door"]; by: string; at: Date; entry: string }>;

/** A document is asked for by its number or another one of it; what of a book waits, waits for master data. */
const IS_THERE = `CASE a.kind
  WHEN 'book' THEN EXISTS (SELECT FROM book b WHERE b.book = a.key)
  WHEN 'book_line' THEN EXISTS (SELECT FROM book_line l
    WHERE l.book = substring(a.key FROM '^(.*)/') AND l.line = substring(a.key FROM '[0-9]{1,9}$')::integer)
  ELSE EXISTS (SELECT FROM customs_document d WHERE d.kind = a.kind AND d.number = a.key)
    OR EXISTS (SELECT FROM document_alias x WHERE x.kind = a.kind AND x.alias = a.key)
  END`;

const ANY = `SELECT a.message, a.n FROM customs_message_about a WHERE a.waits AND ${IS_THERE}`;

const BY_KEYS = `SELECT a.message, a.n FROM unnest($4::text[], $5::text[]) AS q(kind, key)
  JOIN customs_message_about a ON a.waits AND a.kind = q.kind AND a.key = q.key WHERE ${IS_THERE}`;

/** Nothing is looked at while nothing waits. */
const BY_CHANGES = `SELECT a.message, a.n FROM customs_document d
  CROSS JOIN LATERAL (SELECT d.number UNION ALL SELECT x.alias FROM document_alias x WHERE x.kind = d.kind AND x.number = d.number) AS o(name)
  JOIN customs_message_about a ON a.waits AND a.kind = d.kind AND a.key = o.name
  WHERE d.entry > $4::bigint AND EXISTS (SELECT FROM customs_message_about w WHERE w.waits)
  UNION
  SELECT a.message, a.n FROM customs_message_about a WHERE a.waits AND a.kind IN ('book', 'book_line') AND ${IS_THERE}`;

const asked = (question: ReadyQuestion): Readonly<{ from: string; values: readonly unknown[] }> => {
  if ("any" in question) return { from: ANY, values: [] };
  if ("afterEntry" in question) return { from: BY_CHANGES, values: [question.afterEntry] };
  const { keys } = question;
  return { from: BY_KEYS, values: [textArray(keys.map(({ kind }) => kind)), textArray(keys.map(({ key }) => key))] };
};

export const createWaitingAnswers = (pool: pg.Pool): WaitingAnswers => ({
  listReady: async (question, after, limit) => {
    const { from, values } = asked(question);
    // A row even where none is ready: it has the last entry, of the same moment.
    const { rows } = await pool.query<ReadyRow | (Pick<ReadyRow, "entry"> & { message: null })>(
      `SELECT r.*, h.entry FROM journal_head h LEFT JOIN (
         SELECT DISTINCT f.message, f.n, m.door, m.by, m.at FROM (${from}) f JOIN customs_message m USING (message)
         WHERE (f.message, f.n) > ($1::bigint, $2::integer) ORDER BY f.message, f.n LIMIT $3) r ON true
       ORDER BY r.message, r.n`,
      [after?.message ?? 0, after?.n ?? 0, limit, ...values],
    );
    return {
      nodes: rows.flatMap((row) =>
        row.message === null ? [] : [{ message: Number(row.message), n: row.n, door: row.door, by: row.by, atMs: row.at.getTime() }],
      ),
      entry: Number(rows[0]?.entry ?? 0),
    };
  },

  settle: async ({ message, n }, still) => {
    await pool.query(
      `WITH still AS (SELECT * FROM unnest($3::text[], $4::text[]) AS s(kind, key)),
       ended AS (
         UPDATE customs_message_about a SET waits = false
         WHERE a.message = $1 AND a.n = $2 AND a.waits AND NOT EXISTS (SELECT FROM still s WHERE s.kind = a.kind AND s.key = a.key))
       INSERT INTO customs_message_about (message, n, kind, key, waits) SELECT $1, $2, kind, key, true FROM still
       ON CONFLICT (message, n, kind, key) DO UPDATE SET waits = true`,
      [message, n, textArray(still.map(({ kind }) => kind)), textArray(still.map(({ key }) => key))],
    );
  },
});
