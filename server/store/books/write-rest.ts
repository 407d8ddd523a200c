import type pg from "pg";
import type { BooksWrite, UnsettledRow } from "../../usecases/books-ports.ts";
import { releaseContent } from "../../usecases/books-lane.ts";
import { plainArray, textArray } from "./arrays.ts";
import type { Ids } from "./ids.ts";
import { factToJson } from "./rows.ts";
import { writeCustoms } from "./write-customs.ts";
import { writeFlows } from "./write-flows.ts";

/** What few batches have beside journal and balances, each kind set-based. Empty kinds cost nothing. */
export const writeRest = async (client: pg.ClientBase, ids: Ids, write: BooksWrite): Promise<void> => {
  await writeUnsettled(client, write);
  await writeMarks(client, ids, write);
  await writeReleases(client, write);
  await writeCustoms(client, write);
  await writeFlows(client, ids, write);
  await writeAlarms(client, write);
  await writeQuarantine(client, write);
};

/** Whether there is anything beside journal and balances. */
export const hasRest = ({ entries: _entries, changed: _changed, ...rest }: BooksWrite): boolean =>
  Object.values(rest).some((rows: readonly unknown[]) => rows.length > 0);

const bigintsAsText = (_key: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);
const json = (value: unknown): string => JSON.stringify(value, bigintsAsText);

const writeUnsettled = async (client: pg.ClientBase, { unsettled, settled, stillUnsettled }: BooksWrite): Promise<void> => {
  if (settled.length > 0) await client.query("DELETE FROM unsettled WHERE entry = ANY($1::bigint[])", [plainArray(settled)]);
  for (const row of stillUnsettled)
    await client.query("UPDATE unsettled SET reason = $2, detail = $3, waits_for = $4, missing = $5 WHERE entry = $1", [
      row.entry,
      row.reason,
      row.detail,
      textArray(row.waitsFor),
      json(row.missing),
    ]);
  if (unsettled.length === 0) return;
  const texts = (value: (row: UnsettledRow) => string | undefined): string => textArray(unsettled.map(value));
  await client.query(
    `INSERT INTO unsettled (entry, device, observation, site, step, reason, detail, at, seq, recorded_at, waits_for, missing, fact, revision)
     SELECT entry, device, observation, site, step, reason, detail, to_timestamp(at / 1000.0), seq, to_timestamp(recorded_at / 1000.0),
       waits_for::text[], missing, fact, revision
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
       $10::bigint[], $11::text[], $12::jsonb[], $13::jsonb[], $14::smallint[])
       AS u(entry, device, observation, site, step, reason, detail, at, seq, recorded_at, waits_for, missing, fact, revision)`,
    [
      plainArray(unsettled.map((row) => row.entry)),
      texts((row) => row.fact.device),
      texts((row) => row.fact.id),
      texts((row) => row.fact.site),
      texts((row) => (row.fact.kind === "scan" ? row.fact.step : row.fact.kind)),
      texts((row) => row.reason),
      texts((row) => row.detail),
      plainArray(unsettled.map((row) => row.fact.atMs)),
      plainArray(unsettled.map((row) => row.fact.seq)),
      plainArray(unsettled.map((row) => row.recordedMs)),
      texts((row) => textArray(row.waitsFor)),
      texts((row) => json(row.missing)),
      texts((row) => factToJson(row.fact)),
      plainArray(unsettled.map((row) => row.revision)),
    ],
  );
};

const writeMarks = async (
  client: pg.ClientBase,
  ids: Ids,
  { identities, heldBy, counts, passages, undone, uses, changed }: BooksWrite,
): Promise<void> => {
  if (identities.length > 0)
    await client.query(
      "INSERT INTO identity (code, kind, site, entry) SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])",
      [
        textArray(identities.map((each) => each.code)),
        textArray(identities.map((each) => each.kind)),
        textArray(identities.map((each) => each.site)),
        plainArray(identities.map((each) => each.entry)),
      ],
    );
  for (const { lot, hold, by, entry } of heldBy)
    await client.query(
      `INSERT INTO hold_put (lot, hold, put_by, entry) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [ids.lot(lot).id, hold, by, entry],
    );
  if (counts.length > 0)
    await client.query(
      `INSERT INTO stock_count (entry, site, location, gtin, at)
       SELECT entry, site, location, gtin, to_timestamp(at / 1000.0)
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS c(entry, site, location, gtin, at)`,
      [
        plainArray(counts.map((each) => each.entry)),
        textArray(counts.map((each) => each.site)),
        textArray(counts.map((each) => each.location)),
        textArray(counts.map((each) => each.gtin)),
        plainArray(counts.map((each) => each.atMs)),
      ],
    );
  if (passages.length > 0)
    await client.query(
      `INSERT INTO unit_passage (entry, unit, site, direction, at, hold)
       SELECT entry, unit, site, direction, to_timestamp(at / 1000.0), hold
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) AS p(entry, unit, site, direction, at, hold)`,
      [
        plainArray(passages.map((each) => each.entry)),
        textArray(passages.map((each) => each.unit)),
        textArray(passages.map((each) => each.site)),
        textArray(passages.map((each) => each.direction)),
        plainArray(passages.map((each) => each.atMs)),
        textArray(passages.map((each) => each.hold)),
      ],
    );
  if (undone.length > 0)
    await client.query("INSERT INTO undone (entry, by_entry) SELECT * FROM unnest($1::bigint[], $2::bigint[])", [
      plainArray(undone.map((each) => each.entry)),
      plainArray(undone.map((each) => each.byEntry)),
    ]);
  const lifted = changed.filter(
    ({ account, quantity, loaded }) => account.family === "stock" && account.hold !== "none" && quantity < loaded,
  );
  if (lifted.length > 0)
    await client.query(
      `DELETE FROM hold_put h WHERE h.lot = ANY($1::uuid[]) AND NOT EXISTS (
         SELECT FROM balance b JOIN account a USING (account) WHERE b.lot = h.lot AND a.hold = h.hold AND b.quantity <> 0)`,
      [plainArray(lifted.map(({ lot }) => ids.lot(lot).id))],
    );
  for (const { release, n, quantity } of uses)
    await client.query("UPDATE release_line SET used = used + $3 WHERE release = $1 AND n = $2", [release, n, quantity.toString()]);
};

const writeReleases = async (client: pg.ClientBase, { releases }: BooksWrite): Promise<void> => {
  for (const { draft, by, atMs } of releases) {
    await client.query(
      `INSERT INTO release (release, site, owner, valid_until, created_at, created_by, content, document, regime, becomes)
       VALUES ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0), $6, $7, $8, $9, $10)`,
      [
        draft.release,
        draft.site,
        draft.owner,
        draft.validUntilMs,
        atMs,
        by,
        releaseContent(draft),
        draft.document ?? null,
        draft.regime ?? "bonded",
        draft.becomes ?? null,
      ],
    );
    await client.query(
      `INSERT INTO release_line (release, n, gtin, batch, book, line, quantity, document, document_line)
       SELECT $1, n, gtin, batch, book, line, quantity, document, document_line
       FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::text[], $9::integer[])
         AS l(n, gtin, batch, book, line, quantity, document, document_line)`,
      [
        draft.release,
        plainArray(draft.lines.map((_, index) => index + 1)),
        textArray(draft.lines.map((line) => line.gtin)),
        textArray(draft.lines.map((line) => line.batch)),
        textArray(draft.lines.map((line) => line.book)),
        plainArray(draft.lines.map((line) => line.line)),
        plainArray(draft.lines.map((line) => line.quantity)),
        textArray(draft.lines.map((line) => line.document)),
        plainArray(draft.lines.map((line) => line.documentLine)),
      ],
    );
  }
};

const writeAlarms = async (client: pg.ClientBase, { alarms, alarmsCleared }: BooksWrite): Promise<void> => {
  for (const { kind, subject, atMs, entry } of alarmsCleared)
    await client.query(
      `UPDATE alarm SET state = 'cleared', cleared_at = to_timestamp($3 / 1000.0), entry = $4
       WHERE kind = $1 AND subject = $2 AND state <> 'cleared'`,
      [kind, subject, atMs, entry],
    );
  if (alarms.length === 0) return;
  const drafts = alarms.map((each) => each.draft);
  await client.query(
    `INSERT INTO alarm (kind, severity, site, unit, device, subject, detail, raised_at, entry)
     SELECT kind, severity, site, unit, device, subject, detail, to_timestamp(at / 1000.0), entry
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::bigint[], $9::bigint[])
       AS a(kind, severity, site, unit, device, subject, detail, at, entry)
     ON CONFLICT (kind, subject) WHERE state <> 'cleared' DO NOTHING`,
    [
      textArray(drafts.map((each) => each.kind)),
      textArray(drafts.map((each) => each.severity)),
      textArray(drafts.map((each) => each.site)),
      textArray(drafts.map((each) => each.unit)),
      textArray(drafts.map((each) => each.device)),
      textArray(drafts.map((each) => each.subject)),
      textArray(drafts.map((each) => json(each.detail))),
      plainArray(drafts.map((each) => each.atMs)),
      plainArray(alarms.map((each) => each.entry)),
    ],
  );
};

/** A quarantined message may be large: what is kept is enough to look at, and its full size is told. */
const KEPT_BYTES_MAX = 64 * 1024;

/** Topics come as they are from a broker that lets anything pass; PostgreSQL keeps no NUL in a text. */
const storable = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, "\ufffd");

/** So that a batch of large ones is not one giant parameter. */
const QUARANTINED_AT_ONCE_MAX = 50;

const writeQuarantine = async (client: pg.ClientBase, { quarantine }: BooksWrite): Promise<void> => {
  for (let start = 0; start < quarantine.length; start += QUARANTINED_AT_ONCE_MAX) {
    const rows = quarantine.slice(start, start + QUARANTINED_AT_ONCE_MAX);
    const payloads = rows.map(({ payload }) =>
      typeof payload === "string" ? Buffer.from(payload) : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    );
    await client.query(
      `INSERT INTO quarantine (topic, device, reason, detail, payload, size, received_at)
       SELECT topic, device, reason, detail, payload, size, to_timestamp(received / 1000.0)
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::integer[], $7::bigint[])
         AS q(topic, device, reason, detail, payload, size, received)`,
      [
        textArray(rows.map(({ topic }) => storable(topic))),
        textArray(rows.map(({ device }) => device && storable(device))),
        textArray(rows.map(({ reason }) => reason)),
        textArray(rows.map(({ detail }) => storable(detail))),
        payloads.map((bytes) => bytes.subarray(0, KEPT_BYTES_MAX)),
        plainArray(payloads.map((bytes) => bytes.length)),
        plainArray(rows.map(({ receivedMs }) => receivedMs)),
      ],
    );
  }
};
