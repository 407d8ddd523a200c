import type pg from "pg";
import type { BooksWrite } from "../../usecases/books-ports.ts";
import { plainArray } from "./arrays.ts";
import type { Ids } from "./ids.ts";

/** What the flows beside declaration and gate leave: which lot became which, pictures, reports as they were made. */
export const writeFlows = async (client: pg.ClientBase, ids: Ids, write: BooksWrite): Promise<void> => {
  await writeLineages(client, ids, write);
  for (const { documentKind, number, name, mediaType, sha256, bytes, atMs, by } of write.attachments)
    await client.query(
      `INSERT INTO attachment (document_kind, number, name, media_type, sha256, bytes, at, by)
       VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, to_timestamp($7 / 1000.0), $8)`,
      [documentKind, number, name, mediaType, sha256, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), atMs, by],
    );
  for (const { kind, site, book, period, content, sha256, entry, atMs, by } of write.reports)
    await client.query(
      `INSERT INTO customs_report (kind, site, book, period, made_at, made_by, content, sha256, entry)
       VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0), $6, $7, decode($8, 'hex'), $9)`,
      [kind, site, book, period, atMs, by, content, sha256, entry],
    );
};

const writeLineages = async (client: pg.ClientBase, ids: Ids, { lineages }: BooksWrite): Promise<void> => {
  if (lineages.length === 0) return;
  await client.query(
    "INSERT INTO lot_lineage (lot, from_lot, entry) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) ON CONFLICT DO NOTHING",
    [
      plainArray(lineages.map(({ lot }) => ids.lot(lot).id)),
      plainArray(lineages.map(({ fromLot }) => ids.lot(fromLot).id)),
      plainArray(lineages.map(({ entry }) => entry)),
    ],
  );
};
