import type pg from "pg";
import type { Reach } from "../domain/access/can.ts";
import { isPersonal, MASKED, maskMatchField, showContent } from "../usecases/customs/masking.ts";
import { linesOf } from "../usecases/customs/document-lines.ts";
import type { DocumentContent } from "../usecases/customs/ports.ts";
import type { DocumentKind, DocumentPlace, DocumentReads, DocumentView, Issue, MatchView } from "../usecases/customs/read-models.ts";
import { contentFromJson } from "./books/documents.ts";
import { Conditions, instant } from "./conditions.ts";
import {
  RECEIPT_COLUMNS,
  summaryQuery,
  toReceipt,
  toSummary,
  withinReach,
  type ReceiptSqlRow,
  type SummarySqlRow,
} from "./customs-reads-documents.ts";

/** One document with all that is known of it: lines, timeline, receipts, messages, what it is linked to, what is owed for it. */
type Named = Readonly<{ kind: DocumentKind; numbers: readonly string[] }>;

const findRow = async (
  pool: pg.Pool,
  { number, kind, reach }: Readonly<{ number: string; kind: DocumentKind | undefined; reach: Reach }>,
): Promise<SummarySqlRow | undefined> => {
  const where = new Conditions();
  const key = where.bind(number);
  where
    .raw(
      `(d.kind, d.number) IN (SELECT kind, number FROM customs_document WHERE number = ${key}
        UNION ALL SELECT a.kind, a.number FROM document_alias a WHERE a.alias = ${key})`,
    )
    .add(kind, (value) => `d.kind = ${value}`);
  withinReach(where, reach);
  const { rows } = await pool.query<SummarySqlRow>(
    `${summaryQuery(where.toString())} ORDER BY d.number = ${key} DESC, d.entry DESC, d.kind LIMIT 1`,
    where.values,
  );
  return rows[0];
};

export const findDocument: (pool: pg.Pool, ...question: Parameters<DocumentReads["find"]>) => Promise<DocumentView | undefined> = async (
  pool,
  number,
  kind,
  reach,
) => {
  const row = await findRow(pool, { number, kind, reach });
  if (!row) return undefined;
  const stored = await pool.query<{ content: unknown; aliases: string[] }>(
    `SELECT d.content, ARRAY(SELECT a.alias FROM document_alias a WHERE a.kind = d.kind AND a.number = d.number ORDER BY a.alias) AS aliases
     FROM customs_document d WHERE d.kind = $1 AND d.number = $2`,
    [row.kind, row.number],
  );
  const content = contentFromJson(stored.rows[0]?.content) as DocumentContent;
  const aliases = stored.rows[0]?.aliases ?? [];
  const named: Named = { kind: row.kind, numbers: [row.number, ...aliases] };
  const [lines, events, receipts, messages, linked, obligations, photos] = await Promise.all([
    withNames(pool, linesOf(content)),
    listEvents(pool, named),
    listReceiptsOf(pool, named),
    listMessagesOf(pool, named),
    listLinked(pool, named),
    listObligationsOf(pool, named),
    listPhotos(pool, named),
  ]);
  return {
    ...toSummary(row),
    aliases,
    deduction: "deduction" in content ? content.deduction : null,
    isReleased: "isReleased" in content ? content.isReleased : null,
    content: showContent(content),
    lines,
    events,
    receipts,
    messages,
    linked,
    match: "match" in content ? showMatch(content.match, instant(row.changed_at)) : null,
    obligations,
    photos,
  };
};

type StoredMatch = Readonly<{
  verdict: MatchView["verdict"];
  lacking: readonly MatchView["lacking"][number][];
  fields: readonly MatchView["fields"][number][];
}>;

const showMatch = ({ verdict, lacking, fields }: StoredMatch, matchedAt: string): MatchView => ({
  verdict,
  lacking: [...lacking],
  fields: fields.map(maskMatchField),
  matchedAt,
});

const withNames = async (pool: pg.Pool, lines: DocumentView["lines"]): Promise<DocumentView["lines"]> => {
  const gtins = [...new Set(lines.flatMap(({ gtin, name }) => (gtin === null || name !== null ? [] : [gtin])))];
  if (gtins.length === 0) return lines;
  const { rows } = await pool.query<{ gtin: string; name: string }>(
    "SELECT gtin, name ->> 'zh' AS name FROM product WHERE gtin = ANY($1)",
    [gtins],
  );
  const names = new Map(rows.map((row) => [row.gtin, row.name]));
  return lines.map((line) => ({ ...line, name: line.name ?? names.get(line.gtin ?? "") ?? null }));
};

type EventSqlRow = Readonly<{
  entry: string;
  type: string;
  at: Date;
  recorded_at: Date;
  by: string;
  note: string | null;
  transfers: string;
}>;

/** What happened to it, and what was refused, in the order of the journal. */
const listEvents = async (pool: pg.Pool, { kind, numbers }: Named): Promise<DocumentView["events"]> => {
  const { rows } = await pool.query<EventSqlRow>(
    `SELECT e.entry, e.type, e.at, j.recorded_at, e.by, e.note, e.n,
       (SELECT count(*) FROM transfer t WHERE t.entry = e.entry) AS transfers
     FROM document_event e JOIN journal j ON j.entry = e.entry
     WHERE e.kind = $1 AND e.number = ANY($2)
     UNION ALL
     SELECT j.entry, 'not_accepted', j.at, j.recorded_at, COALESCE(j.operator, ''), concat_ws(': ', j.reason, j.detail), 0, 0
     FROM journal j WHERE j.kind = 'document' AND j.result = 'refused' AND j.body ->> 'key' = ANY($2)
       AND (j.body ->> 'kind' IS NULL OR j.body ->> 'kind' = $1)
     ORDER BY entry, n`,
    [kind, numbers],
  );
  return rows.map((row) => ({
    entry: Number(row.entry),
    type: row.type,
    at: instant(row.at),
    recordedAt: instant(row.recorded_at),
    by: row.by,
    note: row.note,
    transfers: Number(row.transfers),
  }));
};

const listReceiptsOf = async (pool: pg.Pool, { kind, numbers }: Named): Promise<DocumentView["receipts"]> => {
  const { rows } = await pool.query<ReceiptSqlRow>(
    `SELECT ${RECEIPT_COLUMNS} FROM customs_receipt r WHERE r.document_kind = $1 AND r.number = ANY($2) ORDER BY r.receipt`,
    [kind, numbers],
  );
  return rows.map(toReceipt);
};

/** Faults name what stood in a field; what would say who somebody is, is left out. */
export const showIssues = (issues: readonly Issue[]): Issue[] =>
  issues.map((issue) => (issue.found !== null && isPersonal(issue.element) ? { ...issue, found: MASKED } : issue));

const listMessagesOf = async (pool: pg.Pool, { numbers }: Named): Promise<DocumentView["messages"]> => {
  const { rows } = await pool.query<{
    message: string;
    direction: "in" | "out";
    kind: string;
    at: Date;
    accepted: boolean;
    issues: Issue[];
  }>(
    `SELECT m.message, m.direction, n.kind, m.at, n.accepted, n.issues
     FROM customs_message_node n JOIN customs_message m USING (message) WHERE n.key = ANY($1) ORDER BY m.message, n.n`,
    [numbers],
  );
  return rows.map((row) => ({
    message: Number(row.message),
    direction: row.direction,
    kind: row.kind,
    at: instant(row.at),
    accepted: row.accepted,
    issues: showIssues(row.issues),
  }));
};

/** Documents that it names, and documents that name it; of a trade, the others of it. */
const listLinked = async (pool: pg.Pool, { kind, numbers }: Named): Promise<DocumentView["linked"]> => {
  const { rows } = await pool.query<{ kind: DocumentKind; number: string; state: string | null }>(
    `WITH named AS (
       SELECT to_kind AS kind, to_number AS number FROM document_link WHERE kind = $1 AND number = ANY($2)
       UNION SELECT kind, number FROM document_link WHERE to_kind = $1 AND to_number = ANY($2)
       UNION SELECT t.kind, t.number FROM customs_document d JOIN customs_document t ON t.trio = d.trio WHERE d.kind = $1 AND d.number = $2[1]
       UNION SELECT 'waybill', substring(a FROM 9) FROM unnest($2) AS a WHERE $1 = 'list' AND a LIKE 'waybill:%'
       UNION SELECT a.kind, a.number FROM document_alias a WHERE $1 = 'waybill' AND a.kind = 'list' AND a.alias = 'waybill:' || $2[1]
     )
     SELECT DISTINCT n.kind, COALESCE(d.number, n.number) AS number, d.state
     FROM (SELECT kind, COALESCE((SELECT a.number FROM document_alias a WHERE a.alias = named.number AND a.kind = named.kind LIMIT 1), number)
             AS number FROM named) n
     LEFT JOIN customs_document d ON d.kind = n.kind AND d.number = n.number
     WHERE NOT (n.kind = $1 AND n.number = $2[1])
     ORDER BY 1, 2`,
    [kind, numbers],
  );
  return rows;
};

const listObligationsOf = async (pool: pg.Pool, { numbers }: Named): Promise<DocumentView["obligations"]> => {
  const { rows } = await pool.query<{ obligation: string; rule: string; state: string; due_at: Date }>(
    "SELECT obligation, rule, state, due_at FROM obligation WHERE subject = ANY($1) ORDER BY due_at, obligation",
    [[...numbers, ...numbers.map((number) => `document/${number}`)]],
  );
  return rows.map(({ due_at, ...row }) => ({ ...row, dueAt: instant(due_at) }));
};

const listPhotos = async (pool: pg.Pool, { kind, numbers }: Named): Promise<DocumentView["photos"]> => {
  const { rows } = await pool.query<{
    photo: string;
    name: string;
    media_type: string;
    sha256: string;
    size: number;
    at: Date;
    by: string;
  }>(
    `SELECT attachment AS photo, name, media_type, encode(sha256, 'hex') AS sha256, octet_length(bytes) AS size, at, by FROM attachment
     WHERE document_kind = $1 AND number = ANY($2) ORDER BY attachment`,
    [kind, numbers],
  );
  return rows.map(({ media_type, photo, ...row }) => ({ ...row, photo: Number(photo), mediaType: media_type, at: instant(row.at) }));
};

export const findPhoto: (
  pool: pg.Pool,
  ...question: Parameters<DocumentReads["findPhoto"]>
) => ReturnType<DocumentReads["findPhoto"]> = async (pool, number, photo, reach) => {
  const document = await findRow(pool, { number, kind: "inspection", reach });
  if (!document) return undefined;
  const { rows } = await pool.query<{ media_type: string; bytes: Buffer }>(
    "SELECT media_type, bytes FROM attachment WHERE attachment = $1 AND document_kind = 'inspection' AND number = $2",
    [photo, document.number],
  );
  return rows[0] && { mediaType: rows[0].media_type, bytes: rows[0].bytes };
};

export const locateDocument = async (pool: pg.Pool, number: string, kind: DocumentKind): Promise<DocumentPlace | undefined> => {
  const row = await findRow(pool, { number, kind, reach: "all" });
  return row && { number: row.number, innerNo: row.inner_no ?? row.number, site: row.site, state: row.state };
};
