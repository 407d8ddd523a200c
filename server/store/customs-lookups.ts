import type pg from "pg";
import type {
  AboutKey,
  CustomsLookups,
  KnownDocument,
  MasterBook,
  MasterBookLine,
  MasterFirm,
} from "../usecases/customs/messages-ports.ts";
import type { DocumentContent } from "../usecases/customs/ports.ts";
import { plainArray, textArray } from "./books/arrays.ts";
import { contentFromJson } from "./books/documents.ts";

/**
 * What messages of customs ask of master data and documents, a chunk of nodes at a time. A document has been renamed when customs
 * gave it a number: an alias may lead to a number that is an alias itself by now.
 */
type DocumentRow = Omit<KnownDocument, "content"> & Readonly<{ content: unknown }>;

export const createCustomsLookups = (pool: pg.Pool): CustomsLookups => ({ ...masterLookups(pool), ...documentLookups(pool) });

type DocumentLookups = Pick<CustomsLookups, "listDocuments" | "listOpenedLines" | "listNamed" | "listOwed" | "addAlias">;

const masterLookups = (pool: pg.Pool): Omit<CustomsLookups, keyof DocumentLookups> => ({
  listBooks: async (books) =>
    (await pool.query<MasterBook>("SELECT book, kind, site, owner FROM book WHERE book = ANY($1::text[])", [textArray(books)])).rows,

  listBookLines: async (questions) => {
    const { rows } = await pool.query<MasterBookLine & { asked: number }>(
      `SELECT q.asked::integer - 1 AS asked, l.book, l.line, l.gtin, l.uom, l.customs_unit AS "customsUnit"
       FROM unnest($1::text[], $2::integer[], $3::text[]) WITH ORDINALITY AS q(book, line, item, asked)
       CROSS JOIN LATERAL (
         SELECT * FROM book_line b WHERE b.book = q.book AND b.line = q.line
         UNION ALL
         (SELECT * FROM book_line b WHERE q.line IS NULL AND b.book = q.book AND b.item_record_no = q.item LIMIT 2)
       ) l`,
      [
        textArray(questions.map(({ book }) => book)),
        plainArray(questions.map(({ line }) => line)),
        textArray(questions.map(({ itemRecordNo }) => itemRecordNo)),
      ],
    );
    return rows;
  },

  listSites: async (offices) =>
    (
      await pool.query<{ office: string; site: string }>(
        "SELECT customs->>'office' AS office, site FROM site WHERE customs->>'office' = ANY($1::text[]) ORDER BY site",
        [textArray(offices)],
      )
    ).rows,

  listParties: async (codes) =>
    (
      await pool.query<{ code: string; party: string }>(
        `SELECT c.code, p.party FROM unnest($1::text[]) AS c(code) JOIN party p ON p.customs_code = c.code OR p.credit_code = c.code`,
        [textArray(codes)],
      )
    ).rows,

  listFirms: async (parties) =>
    (
      await pool.query<MasterFirm>(
        `SELECT party, name, customs_code AS "customsCode", credit_code AS "creditCode" FROM party WHERE party = ANY($1::text[])`,
        [textArray(parties)],
      )
    ).rows,

  listGoodsNames: async (gtins) =>
    (
      await pool.query<{ gtin: string; name: string; hsCode: string | null }>(
        `SELECT gtin, name->>'zh' AS name, hs_code AS "hsCode" FROM product WHERE gtin = ANY($1::text[])`,
        [textArray(gtins)],
      )
    ).rows,

  listOffices: async (sites) =>
    (
      await pool.query<{ site: string; office: string }>(
        "SELECT site, customs->>'office' AS office FROM site WHERE site = ANY($1::text[]) AND customs->>'office' IS NOT NULL",
        [textArray(sites)],
      )
    ).rows,
});

const documentLookups = (pool: pg.Pool): DocumentLookups => ({
  listDocuments: async (questions) => {
    const { rows } = await pool.query<DocumentRow>(
      `WITH RECURSIVE names(kind, key, name, depth) AS (
         SELECT kind, key, key, 0 FROM unnest($1::text[], $2::text[]) AS q(kind, key)
         UNION
         SELECT n.kind, n.key, a.number, n.depth + 1 FROM names n JOIN document_alias a ON a.kind = n.kind AND a.alias = n.name
         WHERE n.depth < 3)
       SELECT DISTINCT ON (n.kind, n.key) n.kind, n.key, d.number, d.site, d.owner, d.book, d.state, d.content
       FROM names n JOIN customs_document d ON d.kind = n.kind AND d.number = n.name ORDER BY n.kind, n.key, n.depth`,
      [textArray(questions.map(({ kind }) => kind)), textArray(questions.map(({ key }) => key))],
    );
    return rows.map((row) => ({ ...row, content: contentFromJson(row.content) as DocumentContent }));
  },

  listOpenedLines: async (book) =>
    (
      await pool.query<{ line: number }>("SELECT DISTINCT line FROM account WHERE family = 'book' AND number = $1 AND line IS NOT NULL", [
        book,
      ])
    ).rows.map(({ line }) => line),

  listNamed: async (of) => {
    type NamedRow = AboutKey & Readonly<{ ofKind: AboutKey["kind"]; ofKey: string }>;
    // A message is named as a whole, an application is one node of its message.
    const { rows } = await pool.query<NamedRow>(
      `SELECT DISTINCT o.kind AS "ofKind", o.key AS "ofKey", a.kind, a.key
       FROM unnest($1::text[], $2::text[]) AS q(kind, key)
       JOIN customs_message_about o ON o.kind = q.kind AND o.key = q.key AND o.kind IN ('application', 'message')
       JOIN customs_message_about a ON a.message = o.message AND (o.kind = 'message' OR a.n = o.n)
       WHERE a.kind NOT IN ('application', 'message')`,
      [textArray(of.map(({ kind }) => kind)), textArray(of.map(({ key }) => key))],
    );
    return rows.map(({ kind, key, ofKind, ofKey }) => ({ kind, key, of: { kind: ofKind, key: ofKey } }));
  },

  listOwed: async (obligations) =>
    (
      await pool.query<{ obligation: string }>(
        "SELECT obligation FROM obligation WHERE obligation = ANY($1::text[]) AND state IN ('open', 'due_soon', 'overdue')",
        [textArray(obligations)],
      )
    ).rows.map(({ obligation }) => obligation),

  addAlias: async ({ kind, number }, alias) => {
    await pool.query("INSERT INTO document_alias (alias, kind, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [alias, kind, number]);
  },
});
