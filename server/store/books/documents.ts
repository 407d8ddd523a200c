import type pg from "pg";
import type { CustomsReads, DocumentContent, DocumentKind, StoredDocument } from "../../usecases/customs/ports.ts";

/** Documents as the one writer of the books reads them. Quantities and money are bigint: as JSON `{"$n":"125"}`. */

export const contentToJson = (content: object): string =>
  JSON.stringify(content, (_key, value: unknown) => (typeof value === "bigint" ? { $n: value.toString() } : value));

export const contentFromJson = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(contentFromJson);
  if (typeof value !== "object" || value === null) return value;
  if ("$n" in value && typeof value.$n === "string") return BigInt(value.$n);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, contentFromJson(inner)]));
};

type DocumentColumns = Readonly<{
  kind: DocumentKind;
  number: string;
  aliases: string[] | null;
  site: string | null;
  owner: string | null;
  book: string | null;
  direction: "in" | "out" | null;
  channel: string | null;
  state: string;
  trio: string | null;
  plate: string | null;
  links: { kind: DocumentKind; number: string }[] | null;
  content: unknown;
}>;

const COLUMNS = `d.kind, d.number, d.site, d.owner, d.book, d.direction, d.channel, d.state, d.trio, d.plate, d.content,
  (SELECT array_agg(a.alias) FROM document_alias a WHERE a.kind = d.kind AND a.number = d.number) AS aliases,
  (SELECT json_agg(json_build_object('kind', l.to_kind, 'number', l.to_number)) FROM document_link l
   WHERE l.kind = d.kind AND l.number = d.number) AS links`;

const toDocument = (row: DocumentColumns): StoredDocument => ({
  kind: row.kind,
  number: row.number,
  aliases: row.aliases ?? [],
  site: row.site,
  owner: row.owner,
  book: row.book,
  direction: row.direction,
  channel: row.channel,
  state: row.state,
  trio: row.trio,
  plate: row.plate,
  links: row.links ?? [],
  content: contentFromJson(row.content) as DocumentContent,
});

export const documentReads = (client: pg.ClientBase): Pick<CustomsReads, "findDocument" | "listLinked"> => ({
  findDocument: async (kind, key) => {
    const { rows } = await client.query<DocumentColumns>({
      name: "find-document",
      text: `SELECT ${COLUMNS} FROM customs_document d
        WHERE d.kind = $1 AND (d.number = $2 OR d.number IN (SELECT a.number FROM document_alias a WHERE a.alias = $2 AND a.kind = $1))
        ORDER BY d.number = $2 DESC LIMIT 1`,
      values: [kind, key],
    });
    return rows[0] && toDocument(rows[0]);
  },
  listLinked: async (to) => {
    const { rows } = await client.query<DocumentColumns>(
      `SELECT ${COLUMNS} FROM document_link k JOIN customs_document d ON d.kind = k.kind AND d.number = k.number
       WHERE k.to_kind = $1 AND k.to_number = $2`,
      [to.kind, to.number],
    );
    return rows.map(toDocument);
  },
});
