import type pg from "pg";
import { subjectKey, type Obligation } from "../../domain/customs/obligations/obligation.ts";
import type { BooksWrite } from "../../usecases/books-ports.ts";
import { plainArray, textArray } from "./arrays.ts";
import { contentToJson } from "./documents.ts";

/** What acts of customs leave beside journal and balances, in the transaction of the books. */
export const writeCustoms = async (client: pg.ClientBase, write: BooksWrite): Promise<void> => {
  await writeDocuments(client, write);
  await writeEvents(client, write);
  await writeReceipts(client, write);
  await writeObligations(client, write);
  await writeQuotas(client, write);
  await writeSends(client, write);
  for (const { release, atMs } of write.releasesEnded)
    await client.query("UPDATE release SET valid_until = LEAST(valid_until, to_timestamp($2 / 1000.0)) WHERE release = $1", [
      release,
      atMs,
    ]);
};

const writeDocuments = async (client: pg.ClientBase, { documents }: BooksWrite): Promise<void> => {
  // The last state of each; a document that has got its number from customs gives up the firm's own.
  const last = new Map<string, (typeof documents)[number]>();
  for (const each of documents) {
    const { kind, number, aliases } = each.document;
    for (const alias of aliases) last.delete(`${kind}/${alias}`);
    last.set(`${kind}/${number}`, each);
  }
  const former = [...last.values()].flatMap(({ document }) =>
    document.aliases.map((alias) => ({ kind: document.kind, alias, number: document.number })),
  );
  if (former.length > 0) {
    const columns = [
      textArray(former.map((each) => each.kind)),
      textArray(former.map((each) => each.alias)),
      textArray(former.map((each) => each.number)),
    ];
    await client.query(
      `UPDATE customs_document d SET number = f.number FROM unnest($1::text[], $2::text[], $3::text[]) AS f(kind, alias, number)
       WHERE d.kind = f.kind AND d.number = f.alias`,
      columns,
    );
    await client.query(
      `INSERT INTO document_alias (kind, alias, number) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
      columns,
    );
  }
  const rows = [...last.values()];
  if (rows.length === 0) return;
  const texts = (value: (row: (typeof rows)[number]["document"]) => string | null): string =>
    textArray(rows.map(({ document }) => value(document) ?? undefined));
  await client.query(
    `INSERT INTO customs_document (kind, number, site, owner, book, direction, channel, state, trio, plate, content, created_at, changed_at, entry)
     SELECT kind, number, site, owner, book, direction, channel, state, trio, plate, content, to_timestamp(at / 1000.0), to_timestamp(at / 1000.0), entry
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::jsonb[], $12::bigint[], $13::bigint[])
       AS d(kind, number, site, owner, book, direction, channel, state, trio, plate, content, at, entry)
     ON CONFLICT (kind, number) DO UPDATE SET site = EXCLUDED.site, owner = EXCLUDED.owner, book = EXCLUDED.book,
       direction = EXCLUDED.direction, channel = EXCLUDED.channel, state = EXCLUDED.state, trio = EXCLUDED.trio, plate = EXCLUDED.plate,
       content = EXCLUDED.content, changed_at = EXCLUDED.changed_at, entry = EXCLUDED.entry`,
    [
      texts((document) => document.kind),
      texts((document) => document.number),
      texts((document) => document.site),
      texts((document) => document.owner),
      texts((document) => document.book),
      texts((document) => document.direction),
      texts((document) => document.channel),
      texts((document) => document.state),
      texts((document) => document.trio),
      texts((document) => document.plate),
      texts((document) => contentToJson(document.content)),
      plainArray(rows.map(({ atMs }) => atMs)),
      plainArray(rows.map(({ entry }) => entry)),
    ],
  );
  const links = rows.flatMap(({ document }) => document.links.map((link) => ({ from: document, to: link })));
  if (links.length === 0) return;
  await client.query(
    `INSERT INTO document_link (kind, number, to_kind, to_number) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT DO NOTHING`,
    [
      textArray(links.map(({ from }) => from.kind)),
      textArray(links.map(({ from }) => from.number)),
      textArray(links.map(({ to }) => to.kind)),
      textArray(links.map(({ to }) => to.number)),
    ],
  );
};

const writeEvents = async (client: pg.ClientBase, { documentEvents }: BooksWrite): Promise<void> => {
  if (documentEvents.length === 0) return;
  const counts = new Map<number, number>();
  const numbered = documentEvents.map((event) => {
    const n = (counts.get(event.entry) ?? 0) + 1;
    counts.set(event.entry, n);
    return { ...event, n };
  });
  await client.query(
    `INSERT INTO document_event (entry, n, kind, number, type, at, by, note)
     SELECT entry, n, kind, number, type, to_timestamp(at / 1000.0), by, note
     FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
       AS e(entry, n, kind, number, type, at, by, note)`,
    [
      plainArray(numbered.map((each) => each.entry)),
      plainArray(numbered.map((each) => each.n)),
      textArray(numbered.map((each) => each.kind)),
      textArray(numbered.map((each) => each.number)),
      textArray(numbered.map((each) => each.type)),
      plainArray(numbered.map((each) => each.atMs)),
      textArray(numbered.map((each) => each.by)),
      textArray(numbered.map((each) => each.note)),
    ],
  );
};

const writeReceipts = async (client: pg.ClientBase, { receipts }: BooksWrite): Promise<void> => {
  if (receipts.length === 0) return;
  await client.query(
    `INSERT INTO customs_receipt (message, kind, document_kind, number, status, note, at, recorded_at, entry)
     SELECT message, kind, document_kind, number, status, note, to_timestamp(at / 1000.0), to_timestamp(recorded_at / 1000.0), entry
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[])
       AS r(message, kind, document_kind, number, status, note, at, recorded_at, entry)`,
    [
      plainArray(receipts.map((each) => each.message)),
      textArray(receipts.map((each) => each.kind)),
      textArray(receipts.map((each) => each.documentKind)),
      textArray(receipts.map((each) => each.number)),
      textArray(receipts.map((each) => each.status)),
      textArray(receipts.map((each) => each.note)),
      plainArray(receipts.map((each) => each.atMs)),
      plainArray(receipts.map((each) => each.recordedMs)),
      plainArray(receipts.map((each) => each.entry)),
    ],
  );
};

const writeQuotas = async (client: pg.ClientBase, { quotas }: BooksWrite): Promise<void> => {
  if (quotas.length === 0) return;
  // The last word of a batch about a list counts.
  const last = [...new Map(quotas.map((each) => [`${each.buyer}/${each.year}/${each.list}`, each])).values()];
  await client.query(
    `INSERT INTO quota_use (buyer, year, list, amount) SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::bigint[])
     ON CONFLICT (buyer, year, list) DO UPDATE SET amount = EXCLUDED.amount`,
    [
      textArray(last.map((each) => each.buyer)),
      plainArray(last.map((each) => each.year)),
      textArray(last.map((each) => each.list)),
      plainArray(last.map((each) => each.amount)),
    ],
  );
};

const writeSends = async (client: pg.ClientBase, { sends }: BooksWrite): Promise<void> => {
  if (sends.length === 0) return;
  const last = [...new Map(sends.map((each) => [`${each.kind}/${each.number}`, each])).values()];
  await client.query(
    `INSERT INTO customs_send (kind, number, entry) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
     ON CONFLICT (kind, number) DO UPDATE SET entry = EXCLUDED.entry`,
    [textArray(last.map(({ kind }) => kind)), textArray(last.map(({ number }) => number)), plainArray(last.map(({ entry }) => entry))],
  );
};

const writeObligations = async (client: pg.ClientBase, { obligations }: BooksWrite): Promise<void> => {
  const last = [...new Map(obligations.map((each) => [each.obligation.obligation, each])).values()];
  if (last.length === 0) return;
  const texts = (value: (obligation: Obligation) => string | null): string =>
    textArray(last.map(({ obligation }) => value(obligation) ?? undefined));
  await client.query(
    `INSERT INTO obligation (obligation, rule, subject, site, owner, state, started_at, due_soon_at, due_at, content, changed_at, entry)
     SELECT obligation, rule, subject, site, owner, state, to_timestamp(started / 1000.0), to_timestamp(soon / 1000.0),
       to_timestamp(due / 1000.0), content, to_timestamp(changed / 1000.0), entry
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
       $10::jsonb[], $11::bigint[], $12::bigint[])
       AS o(obligation, rule, subject, site, owner, state, started, soon, due, content, changed, entry)
     ON CONFLICT (obligation) DO UPDATE SET state = EXCLUDED.state, due_soon_at = EXCLUDED.due_soon_at, due_at = EXCLUDED.due_at,
       content = EXCLUDED.content, changed_at = EXCLUDED.changed_at, entry = EXCLUDED.entry`,
    [
      texts((each) => each.obligation),
      texts((each) => each.rule),
      texts((each) => subjectKey(each.subject)),
      texts((each) => each.site),
      texts((each) => each.owner),
      texts((each) => each.state),
      plainArray(last.map(({ obligation }) => obligation.startedMs)),
      plainArray(last.map(({ obligation }) => obligation.dueSoonMs)),
      plainArray(last.map(({ obligation }) => obligation.dueMs)),
      texts((each) => contentToJson(each)),
      plainArray(last.map(({ atMs }) => atMs)),
      plainArray(last.map(({ entry }) => entry)),
    ],
  );
};
